//! What are the parts of a value, and what total follows from them? (content format, section 5,
//! rule 4)

use crate::model::Model;
use crate::model::indicator::MeasureType;
use crate::model::observation::{Dimension, Observation};
use crate::record::Quantity;

/// A row with exactly one dimension filled, and its number.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The row.
    pub row: &'a Observation,
    /// The dimension that is filled.
    pub dimension: Dimension,
    /// Its code.
    pub code: &'a str,
    /// The number.
    pub value: Quantity,
    /// Is it inside another listed one, so that it is not added?
    pub is_detail: bool,
}

/// The parts among the rows of one reporter and period, each breakdown once.
pub fn parts<'a>(model: &'a Model, rows: impl Iterator<Item = &'a Observation>) -> Vec<Part<'a>> {
    let part = |row: &'a Observation| {
        let (dimension, code) = model.observations.breakdown(row.series.breakdown).single()?;
        Some(Part { row, dimension, code, value: row.number()?, is_detail: false })
    };
    let mut parts: Vec<Part<'a>> = rows.filter_map(part).collect();
    let is_detail = |part: &Part<'_>| {
        parts
            .iter()
            .any(|other| part.dimension == other.dimension && is_inside(model, part.dimension, part.code, other.code))
    };
    let details: Vec<bool> = parts.iter().map(is_detail).collect();
    for (part, is_detail) in parts.iter_mut().zip(details) {
        part.is_detail = is_detail;
    }
    parts
}

/// The parts of a dimension that are added.
pub fn added<'p, 'a>(parts: &'p [Part<'a>], dimension: Dimension) -> impl Iterator<Item = &'p Part<'a>> {
    parts.iter().filter(move |part| part.dimension == dimension && !part.is_detail)
}

/// The sum of the parts of a dimension.
pub fn sum(parts: &[Part<'_>], dimension: Dimension) -> Quantity {
    added(parts, dimension).map(|part| part.value).sum()
}

/// The only exclusive dimension with at least two parts: where no total is stated, theirs is the
/// sum of these.
pub fn telling(parts: &[Part<'_>]) -> Option<Dimension> {
    let exclusive = Dimension::ALL.into_iter().filter(|dimension| dimension.is_exclusive());
    let mut several = exclusive.filter(|dimension| added(parts, *dimension).count() >= 2);
    several.next().filter(|_| several.next().is_none())
}

/// Can parts of values of this sort be added? Shares and answers have no parts rule.
pub fn can_be_added(measure: MeasureType) -> bool {
    matches!(measure, MeasureType::Flow | MeasureType::Cumulative | MeasureType::Stock)
}

/// Is a code detail of another: a region inside a region, a country of the EU beside `EU`?
pub fn is_inside(model: &Model, dimension: Dimension, code: &str, outer: &str) -> bool {
    match dimension {
        _ if code == outer => false,
        Dimension::Region => code.starts_with(outer),
        Dimension::Country => outer == "EU" && is_in_union(model, code),
        _ => false,
    }
}

fn is_in_union(model: &Model, country: &str) -> bool {
    let countries = model.vocabularies.get(Dimension::Country.vocabulary());
    let entry = countries.and_then(|countries| countries.get(country));
    entry.is_some_and(|entry| entry.attribute("eu") == Some("true"))
}

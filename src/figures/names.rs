//! By which name is a figure known: the path of its page, and its id there?
//!
//! `partnerships/x/commitments/y#people-participating`, that of one year
//! `partnerships/x/commitments/y#people-participating-2025`, `partnerships/x#investment-2025`,
//! `partnerships/x#members`, and for the whole catalogue `#investment-2025`.

use super::Figures;
use super::counts::{Count, Counted};
use super::kpi::Asked;
use super::rollup::{Official, Rollup};
use super::years::YearValue;
use crate::model::Model;
use crate::model::commitment::Commitment;
use crate::model::indicator::Indicator;
use crate::model::partnership::Partnership;
use crate::record::{CONTENT, Closed as _, Entity, Owner, Part, Ref, folder_of, resolve_path};
use crate::source::Sources;

/// A figure that has a name.
#[derive(Clone, Debug)]
pub enum Named<'f> {
    /// How a commitment stands on its KPI of this position.
    Kpi(Ref<Commitment>, usize),
    /// What was reached on it in one year.
    Year(Ref<Commitment>, usize, Box<YearValue>),
    /// A yearly total.
    Total(&'f Rollup),
    /// How many there are, in a partnership or in all.
    Count(Option<Owner>, Count, Counted),
}

/// The id of a KPI on its page: its indicator's, numbered where that is used twice.
pub fn kpi_id(commitment: &Commitment, number: usize, indicator: &Indicator) -> String {
    let kpi = commitment.kpis.get(number).map(|kpi| kpi.indicator);
    let same = commitment.kpis.iter().take(number).filter(|other| Some(other.indicator) == kpi).count();
    let id = indicator.head.key.id();
    let id = if id == "main" || id.starts_with("part-") { format!("kpi-{id}") } else { id.to_owned() };
    if same == 0 { id } else { format!("{id}-{}", same + 1) }
}

/// The id of a yearly total on its page.
pub fn total_id(model: &Model, rollup: &Rollup) -> String {
    format!("{}-{}", official_id(model, rollup.official), rollup.year)
}

/// The id of what is added up: the official KPI's, for `other` the indicator's.
pub fn official_id(model: &Model, official: Official) -> &str {
    let indicator = official.indicator.and_then(|at| model.indicators.get(at));
    indicator.map_or(official.kpi.id(), |indicator| indicator.head.key.id())
}

/// The id of what was reached on a KPI in one year.
pub fn year_id(kpi_id: &str, year: i16) -> String {
    format!("{kpi_id}-{year}")
}

/// The figure with this id on the page of the record with this path; the catalogue's is empty.
pub fn find<'f>(model: &Model, figures: &'f Figures, path: &str, id: &str) -> Option<Named<'f>> {
    if let Some(at) = position::<Commitment>(model, path) {
        return kpi(model, figures, at, id);
    }
    let owner = match path {
        "" => None,
        path => Some(Owner::from(position::<Partnership>(model, path)?)),
    };
    let total = figures.rollups(owner).find(|rollup| total_id(model, rollup) == id).map(Named::Total);
    let count = || {
        let count = Count::from_id(id)?;
        Some(Named::Count(owner, count, count.of(model, figures, owner)?))
    };
    total.or_else(count)
}

/// The KPI of a commitment with this id, or what was reached on it in the year that the id ends with.
fn kpi<'f>(model: &Model, figures: &Figures, at: Ref<Commitment>, id: &str) -> Option<Named<'f>> {
    let commitment = model.commitments.get(at)?;
    let of = |id: &str| (0..commitment.kpis.len()).find(|number| known_id(model, commitment, *number) == id);
    if let Some(number) = of(id) {
        return Some(Named::Kpi(at, number));
    }
    let (kpi, year) = id.rsplit_once('-')?;
    let number = of(kpi)?;
    let asked = Asked::new(model, &figures.basis, at, commitment, commitment.kpis.get(number)?)?;
    asked.year(year.parse().ok()?).map(|value| Named::Year(at, number, Box::new(value)))
}

fn known_id(model: &Model, commitment: &Commitment, number: usize) -> String {
    let indicator = commitment.kpis.get(number).and_then(|kpi| model.indicators.get(kpi.indicator));
    indicator.map(|indicator| kpi_id(commitment, number, indicator)).unwrap_or_default()
}

/// The ids of the figures on the page of the record with this path.
pub fn ids(model: &Model, figures: &Figures, path: &str) -> Vec<String> {
    if let Some(at) = position::<Commitment>(model, path) {
        return model.commitments.get(at).map(|commitment| kpi_ids(model, figures, at, commitment)).unwrap_or_default();
    }
    let owner = position::<Partnership>(model, path).map(Owner::from);
    if owner.is_none() && !path.is_empty() {
        return Vec::new();
    }
    let totals = figures.rollups(owner).map(|rollup| total_id(model, rollup));
    totals.chain(Count::known(model, figures, owner).into_iter().map(Count::id)).collect()
}

fn kpi_ids(model: &Model, figures: &Figures, at: Ref<Commitment>, commitment: &Commitment) -> Vec<String> {
    let of = |(number, kpi)| {
        let id = known_id(model, commitment, number);
        let years = Asked::new(model, &figures.basis, at, commitment, kpi).map(|asked| asked.years());
        let years: Vec<String> = years.into_iter().flatten().map(|value| year_id(&id, value.year)).collect();
        std::iter::once(id).chain(years)
    };
    commitment.kpis.iter().enumerate().flat_map(of).collect()
}

/// The record with this path in the content tree.
pub fn position<T: Entity>(model: &Model, path: &str) -> Option<Ref<T>> {
    let entries = model.names.entries(&T::KIND);
    entries.binary_search_by(|entry| entry.key.path().cmp(path)).ok().map(Ref::new)
}

/// The page and the id that a relative link in a text names, where it leads to a place on the page of a
/// commitment, a partnership or the catalogue.
pub fn linked<'d>(sources: &Sources, part: &Part, destination: &'d str) -> Option<(String, &'d str)> {
    let (path, id) = destination.split_once('#')?;
    let target = resolve_path(folder_of(sources.path(part.place.file)), path)?;
    let inside = target.strip_prefix(CONTENT)?;
    let page = match inside {
        "index.md" => "",
        inside => inside.strip_suffix("/partnership.toml").or(inside.strip_suffix(".toml"))?,
    };
    (!id.is_empty()).then(|| (page.to_owned(), id))
}

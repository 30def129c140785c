//! By which name is a figure known: the path of its page, and its id there?
//!
//! `partnerships/x/commitments/y#people-participating`, `partnerships/x#investment-2025`, and for the
//! whole catalogue `#investment-2025`.

use super::Figures;
use super::rollup::Rollup;
use crate::model::Model;
use crate::model::commitment::Commitment;
use crate::model::indicator::Indicator;
use crate::model::partnership::Partnership;
use crate::record::{CONTENT, Closed as _, Entity, Owner, Part, Ref, folder_of, resolve_path};
use crate::source::Sources;

/// A figure that has a name.
#[derive(Clone, Copy, Debug)]
pub enum Named<'f> {
    /// How a commitment stands on its KPI of this position.
    Kpi(Ref<Commitment>, usize),
    /// A yearly total.
    Total(&'f Rollup),
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
    let indicator = rollup.official.indicator.and_then(|at| model.indicators.get(at));
    let id = indicator.map_or(rollup.official.kpi.id(), |indicator| indicator.head.key.id());
    format!("{id}-{}", rollup.year)
}

/// The figure with this id on the page of the record with this path; the catalogue's is empty.
pub fn find<'f>(model: &Model, figures: &'f Figures, path: &str, id: &str) -> Option<Named<'f>> {
    if let Some(at) = position::<Commitment>(model, path) {
        let commitment = model.commitments.get(at)?;
        let ids = commitment.kpis.iter().enumerate().map(|(number, kpi)| {
            let indicator = model.indicators.get(kpi.indicator);
            indicator.map(|indicator| kpi_id(commitment, number, indicator))
        });
        let number = ids.into_iter().position(|known| known.as_deref() == Some(id))?;
        return Some(Named::Kpi(at, number));
    }
    let owner = match path {
        "" => None,
        path => Some(Owner::from(position::<Partnership>(model, path)?)),
    };
    figures.rollups(owner).find(|rollup| total_id(model, rollup) == id).map(Named::Total)
}

/// The ids of the figures on the page of the record with this path.
pub fn ids(model: &Model, figures: &Figures, path: &str) -> Vec<String> {
    if let Some(commitment) = position::<Commitment>(model, path).and_then(|at| model.commitments.get(at)) {
        let ids = commitment.kpis.iter().enumerate().filter_map(|(number, kpi)| {
            model.indicators.get(kpi.indicator).map(|indicator| kpi_id(commitment, number, indicator))
        });
        return ids.collect();
    }
    let owner = position::<Partnership>(model, path).map(Owner::from);
    let totals = figures.rollups(owner).filter(|_| owner.is_some() || path.is_empty());
    totals.map(|rollup| total_id(model, rollup)).collect()
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

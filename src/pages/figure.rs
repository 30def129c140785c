//! Which figure has this id, and how did it come about?
//!
//! The id of a figure is the path of its page and its id there:
//! `partnerships/x/commitments/y#people-participating`, `partnerships/x#investment-2025`, and for the
//! whole catalogue `#investment-2025`.

pub use super::explained::Line;
use super::explained::{self, ExplainedView};
use super::{Cx, kpi, progress};
use crate::figures::rollup::Rollup;
use crate::model::commitment::Commitment;
use crate::model::partnership::Partnership;
use crate::record::{Closed as _, Entity, Owner, Ref};

/// A figure that was found.
#[derive(Debug)]
pub struct Figure {
    /// What it is: "People trained – Train 5 % of the workforce each year".
    pub title: String,
    /// How it came about.
    pub explained: ExplainedView,
}

/// The figure of an id; none where there is none.
pub fn find(cx: &Cx<'_>, id: &str) -> Option<Figure> {
    let (path, anchor) = id.split_once('#')?;
    let path = path.trim_matches('/');
    let path = path.strip_suffix(progress::PAGE).unwrap_or(path).trim_end_matches('/');
    commitment(cx, path, anchor).or_else(|| total(cx, path, anchor))
}

/// The ids of all figures, in order of page.
pub fn all(cx: &Cx<'_>) -> Vec<String> {
    let model = &cx.site.portal.model;
    let kpis = model.commitments.iter().flat_map(|(at, commitment)| {
        let shown = (0..commitment.kpis.len()).filter_map(move |number| kpi::Shown::new(cx, at, commitment, number));
        shown.map(|shown| format!("{}#{}", commitment.head.key, shown.id()))
    });
    let totals = cx.site.figures.rollups.iter().map(|rollup| {
        let path = rollup.owner.map(|owner| format!("partnerships/{}", model.names.owner_id(owner)));
        format!("{}#{}", path.unwrap_or_default(), total_id(cx, rollup))
    });
    kpis.chain(totals).collect()
}

/// The id of a yearly total on its page.
pub fn total_id(cx: &Cx<'_>, rollup: &Rollup) -> String {
    let indicator = rollup.official.indicator.and_then(|at| cx.site.portal.model.indicators.get(at));
    let id = indicator.map_or(rollup.official.kpi.id(), |indicator| indicator.head.key.id());
    format!("{id}-{}", rollup.year)
}

fn commitment(cx: &Cx<'_>, path: &str, anchor: &str) -> Option<Figure> {
    let at = position::<Commitment>(cx, path)?;
    let commitment = cx.site.portal.model.commitments.get(at)?;
    let mut shown = (0..commitment.kpis.len()).filter_map(|number| kpi::Shown::new(cx, at, commitment, number));
    let shown = shown.find(|shown| shown.id() == anchor)?;
    let title = format!("{} – {}", shown.title().text, cx.record(commitment).text);
    Some(Figure { title, explained: shown.explained() })
}

fn total(cx: &Cx<'_>, path: &str, anchor: &str) -> Option<Figure> {
    let owner = match path {
        "" => cx.site.plan.addresses.home(),
        path => Some(Owner(u32::try_from(position::<Partnership>(cx, path)?.index()).ok()?)),
    };
    let rollup = cx.site.figures.rollups(owner).find(|rollup| total_id(cx, rollup) == anchor)?;
    let partnership = owner.and_then(|owner| cx.site.portal.model.partnerships.get(Ref::new(owner.index())));
    let partnership = partnership.map(|partnership| format!(" – {}", cx.record(partnership).text));
    let name = progress::name(cx, rollup.official).text;
    let title = format!("{name}, {}{}", rollup.year, partnership.unwrap_or_default());
    Some(Figure { title, explained: explained::total(cx, rollup) })
}

/// The record with this path in the content tree.
fn position<T: Entity>(cx: &Cx<'_>, path: &str) -> Option<Ref<T>> {
    let entries = cx.site.portal.model.names.entries(&T::KIND);
    entries.iter().position(|entry| entry.key.path() == path).map(Ref::new)
}

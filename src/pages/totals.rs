//! What have all partnerships reached together in a year, and how did the number come about?

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::explained::{self, ExplainedView, Line};
use super::view::{Link, Text};
use super::{Cx, comparison, figures_table, partnership, progress, yearly_total};
use crate::figures::coverage::Coverage;
use crate::figures::explain;
use crate::figures::rollup::{self, Official, Rollup};
use crate::model::indicator::KpiType;
use crate::record::{Closed as _, Owner};

/// A total of the catalogue for one year; the comparison tells how it came about.
#[derive(Debug, Serialize)]
pub struct TotalView {
    /// `people-participating-2025`
    id: String,
    label: Link,
    value: String,
    /// "provisional", unless it is final.
    note: String,
    coverage: String,
    range: String,
}

/// Where a partnership stands on an official KPI in a year.
pub struct Stand<'a> {
    /// The partnership.
    pub owner: Owner,
    /// Its total, where there is one.
    pub rollup: Option<&'a Rollup>,
    /// The partnership whose figure counts in place of its own.
    pub parent: Option<Owner>,
    /// Why what it has reported makes no total; empty where it has one, or has reported nothing.
    pub not_added: String,
}

/// The official KPIs that have a unit of their own, so that partnerships can be added.
pub fn officials() -> impl Iterator<Item = Official> {
    let kpis = KpiType::ALL.iter().map(|(kpi, _)| *kpi).filter(|kpi| *kpi != KpiType::Other);
    kpis.map(|kpi| Official { kpi, indicator: None })
}

/// The catalogue's total of an official KPI in a year.
pub fn find<'a>(cx: &Cx<'a>, official: Official, year: i16) -> Option<&'a Rollup> {
    cx.site.figures.total(None, official, year)
}

/// The partnerships with a figure, and those that promised one; in the order of their names.
pub fn stands<'a>(cx: &Cx<'a>, official: Official, year: i16) -> Vec<Stand<'a>> {
    let (model, figures) = (&cx.site.portal.model, cx.site.figures);
    let told: BTreeMap<Owner, &Rollup> =
        figures.totals(official, year).filter_map(|rollup| Some((rollup.owner?, rollup))).collect();
    let parents: BTreeMap<Owner, Option<Owner>> =
        explain::partnerships(model, figures, official, year).into_iter().collect();
    let owners: BTreeSet<Owner> =
        rollup::due(model, &figures.officials, official, year).into_iter().chain(told.keys().copied()).collect();
    let stand = |owner: Owner| Stand {
        owner,
        rollup: told.get(&owner).copied(),
        parent: parents.get(&owner).copied().flatten(),
        not_added: if told.contains_key(&owner) { String::new() } else { not_added(cx, owner, official, year) },
    };
    let mut stands: Vec<Stand<'_>> = owners.into_iter().map(stand).collect();
    stands.sort_by_cached_key(|stand| cx.words.sort_key(&name(cx, stand.owner).text));
    stands
}

/// Why what a partnership has reported on a KPI makes no total for the year.
fn not_added(cx: &Cx<'_>, owner: Owner, official: Official, year: i16) -> String {
    let pieces = rollup::reported(&cx.site.portal.model, &cx.site.figures.officials, owner, official, year);
    pieces.first().map(|piece| explained::why_not(cx, piece)).unwrap_or_default()
}

/// A partnership with the page that tells how far it is.
pub fn name(cx: &Cx<'_>, owner: Owner) -> Link {
    let Some(record) = cx.site.portal.model.partnership(owner) else { return Link::default() };
    let page = cx.record(record);
    let link = cx.link(Text::default(), cx.folder_list(Some(owner), progress::PAGE));
    if link.href.is_empty() { page } else { Link { href: link.href, ..page } }
}

/// The short name of the partnership that another belongs to, in a sentence.
pub fn named(cx: &Cx<'_>, key: &str, parent: Owner) -> String {
    let record = cx.site.portal.model.partnership(parent);
    let name = record.map(|record| partnership::short_name(cx, record).text).unwrap_or_default();
    cx.words.fill(key, &[("name", &name)])
}

/// The totals of a year: of every official KPI on which there is a figure or a promise.
pub fn all(cx: &Cx<'_>, year: i16) -> Vec<TotalView> {
    officials().filter_map(|official| one(cx, official, year)).collect()
}

fn one(cx: &Cx<'_>, official: Official, year: i16) -> Option<TotalView> {
    let total = find(cx, official, year);
    let coverage = match total {
        Some(total) => yearly_total::coverage(cx, total),
        None => silent(cx, stands(cx, official, year).len())?,
    };
    let link = cx.link(yearly_total::name(cx, official), comparison::path(cx));
    let href = Some(&link.href).filter(|href| !href.is_empty()).map(|href| format!("{href}#{}", official.kpi.id()));
    let range = total.map(|total| yearly_total::range(cx, total)).unwrap_or_default();
    Some(TotalView {
        id: format!("{}-{year}", official.kpi.id()),
        label: Link { href: href.unwrap_or_default(), ..link },
        value: total.map_or_else(|| cx.words.get("not_reported").to_owned(), |total| yearly_total::value(cx, total)),
        note: total.map(|total| yearly_total::note(cx, total)).unwrap_or_default(),
        coverage,
        range: if range.is_empty() { range } else { cx.words.fill("range_why", &[("range", &range)]) },
    })
}

/// How many have reported where none of those who promised has; none where nobody promised.
fn silent(cx: &Cx<'_>, promised: usize) -> Option<String> {
    let nobody = Coverage { reported: 0, of: u32::try_from(promised).unwrap_or(u32::MAX) };
    (promised > 0).then(|| figures_table::coverage(cx, "partnerships_reported", nobody))
}

/// Which partnerships are in a total of the catalogue, which are not, and why.
pub fn explained(cx: &Cx<'_>, total: &Rollup, stands: &[Stand<'_>]) -> ExplainedView {
    let (counted, left_out) = lines(cx, stands);
    let range = yearly_total::range(cx, total);
    let sentence = |key: &str, is_true: bool| if is_true { cx.words.get(key).to_owned() } else { String::new() };
    let notes = [yearly_total::coverage(cx, total), sentence("why_range", !range.is_empty())];
    ExplainedView {
        rule: sentence("rule_catalogue", true),
        notes: notes.into_iter().filter(|note| !note.is_empty()).collect(),
        counted,
        sum: if range.is_empty() { yearly_total::value(cx, total) } else { range },
        left_out,
    }
}

/// The partnerships that are in a total, and those that are not.
fn lines(cx: &Cx<'_>, stands: &[Stand<'_>]) -> (Vec<Line>, Vec<Line>) {
    let why = |stand: &Stand<'_>| match (stand.parent, stand.rollup) {
        (Some(parent), _) => named(cx, "why_parent", parent),
        (None, None) if stand.not_added.is_empty() => cx.words.get("why_not_reported").to_owned(),
        (None, None) => stand.not_added.clone(),
        (None, Some(_)) => String::new(),
    };
    let line = |stand: &Stand<'_>| {
        let name = name(cx, stand.owner);
        let value = stand.rollup.map_or_else(|| "–".to_owned(), |rollup| yearly_total::value(cx, rollup));
        Line { who: name.text, href: name.href, value, why: why(stand), ..Line::default() }
    };
    stands.iter().map(line).partition(|line| line.why.is_empty())
}

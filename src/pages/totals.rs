//! What have all partnerships reached together in a year, and how did the number come about?

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::explained::{ExplainedView, Line};
use super::view::{Link, Text};
use super::{Cx, comparison, figures_table, partnership, progress};
use crate::charts::{self, Bar, BarKind};
use crate::figures::explain;
use crate::figures::rollup::{self, Official, Rollup};
use crate::model::indicator::{Indicator, KpiType};
use crate::model::observation::ObservationStatus::{Break, Final};
use crate::record::{Closed as _, Owner, Ref};

/// Partnerships named below one total; the comparison lists all.
const MOST_PARTNERSHIPS: usize = 40;

/// A total of the catalogue for one year.
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
    explained: ExplainedView,
}

/// Where a partnership stands on an official KPI in a year.
pub struct Stand<'a> {
    /// The partnership.
    pub owner: Owner,
    /// Its total, where there is one.
    pub rollup: Option<&'a Rollup>,
    /// The partnership whose figure counts in place of its own.
    pub parent: Option<Owner>,
}

/// The official KPIs that have a unit of their own, so that partnerships can be added.
pub fn officials() -> impl Iterator<Item = Official> {
    let kpis = KpiType::ALL.iter().map(|(kpi, _)| *kpi).filter(|kpi| *kpi != KpiType::Other);
    kpis.map(|kpi| Official { kpi, indicator: None })
}

/// The catalogue's total of an official KPI in a year.
pub fn find<'a>(cx: &Cx<'a>, official: Official, year: i16) -> Option<&'a Rollup> {
    cx.site.figures.rollups(None).find(|rollup| rollup.official == official && rollup.year == year)
}

/// The partnerships with a figure, and those that promised one; in the order of their names.
pub fn stands<'a>(cx: &Cx<'a>, official: Official, year: i16) -> Vec<Stand<'a>> {
    let (model, figures) = (&cx.site.portal.model, cx.site.figures);
    let of = |rollup: &&Rollup| rollup.official == official && rollup.year == year;
    let told: BTreeMap<Owner, &Rollup> =
        figures.rollups.iter().filter(of).filter_map(|rollup| Some((rollup.owner?, rollup))).collect();
    let parents: BTreeMap<Owner, Option<Owner>> =
        explain::partnerships(model, figures, official, year).into_iter().collect();
    let owners: BTreeSet<Owner> =
        rollup::due(model, &figures.officials, official, year).into_iter().chain(told.keys().copied()).collect();
    let stand = |owner: Owner| Stand {
        owner,
        rollup: told.get(&owner).copied(),
        parent: parents.get(&owner).copied().flatten(),
    };
    let mut stands: Vec<Stand<'_>> = owners.into_iter().map(stand).collect();
    stands.sort_by_cached_key(|stand| cx.words.sort_key(&name(cx, stand.owner).text));
    stands
}

/// A partnership with the page that tells how far it is.
pub fn name(cx: &Cx<'_>, owner: Owner) -> Link {
    let Some(record) = cx.site.portal.model.partnerships.get(Ref::new(owner.index())) else { return Link::default() };
    let page = cx.record(record);
    let link = cx.link(Text::default(), cx.folder_list(Some(owner), progress::PAGE));
    if link.href.is_empty() { page } else { Link { href: link.href, ..page } }
}

/// The address of the page that shows a yearly total: a partnership's progress, the catalogue's home.
pub fn href(cx: &Cx<'_>, rollup: &Rollup) -> String {
    match rollup.owner {
        Some(owner) => name(cx, owner).href,
        None => cx.href(""),
    }
}

/// The short name of the partnership that another belongs to, in a sentence.
pub fn named(cx: &Cx<'_>, key: &str, parent: Owner) -> String {
    let record = cx.site.portal.model.partnerships.get(Ref::new(parent.index()));
    let name = record.map(|record| partnership::short_name(cx, record).text).unwrap_or_default();
    cx.words.fill(key, &[("name", &name)])
}

/// "17 of 17 partnerships reported"
pub fn coverage(cx: &Cx<'_>, reported: usize, of: usize) -> String {
    let values = [("n", &*cx.words.whole(reported)), ("of", &cx.words.whole(of))];
    if of == 0 { String::new() } else { cx.words.fill("coverage_partnerships", &values) }
}

/// "1,334,361 to 1,334,436"; empty where the total is one number.
pub fn range(cx: &Cx<'_>, rollup: &Rollup) -> String {
    let Some((low, high)) = cx.site.figures.range(rollup) else { return String::new() };
    let Some(indicator) = indicator(cx, rollup.official) else { return String::new() };
    let shown = |value| figures_table::amount(cx, indicator, value);
    cx.words.fill("range", &[("low", &shown(low)), ("high", &shown(high))])
}

/// The indicator by which totals are written.
fn indicator<'a>(cx: &Cx<'a>, official: Official) -> Option<&'a Indicator> {
    let own = official.indicator.and_then(|at| cx.site.portal.model.indicators.get(at));
    own.or_else(|| progress::built_in(cx, official))
}

/// Why a total is provisional, or empty.
pub fn note(cx: &Cx<'_>, rollup: &Rollup) -> String {
    let is_shown = cx.site.figures.suppression.hides(rollup.cell()).is_none();
    if matches!(rollup.status, Final | Break) || !is_shown { String::new() } else { cx.closed(rollup.status).text }
}

/// A total as a bar.
pub fn bar(cx: &Cx<'_>, rollup: &Rollup) -> Bar {
    let is_hidden = cx.site.figures.suppression.hides(rollup.cell()).is_some();
    let kind = match rollup.status {
        _ if is_hidden => BarKind::Withheld,
        Final | Break => BarKind::Plain,
        _ => BarKind::Estimated,
    };
    let value = if is_hidden { 0.0 } else { rollup::count(rollup.amount).as_f64() };
    Bar { amount: Some(charts::Amount { value, text: progress::total(cx, rollup) }), kind, ..Bar::default() }
}

/// "3 of 4": commitments of a partnership with a figure, partnerships of the catalogue.
pub fn reported(cx: &Cx<'_>, rollup: &Rollup) -> String {
    let whole = |number: u32| cx.words.whole(number as usize);
    let (n, of) = (whole(rollup.coverage.reported), whole(rollup.coverage.of));
    if rollup.coverage.of == 0 { String::new() } else { cx.words.fill("some_of", &[("n", &n), ("of", &of)]) }
}

/// The totals of a year: of every official KPI on which there is a figure or a promise.
pub fn all(cx: &Cx<'_>, year: i16) -> Vec<TotalView> {
    officials().filter_map(|official| one(cx, official, year)).collect()
}

fn one(cx: &Cx<'_>, official: Official, year: i16) -> Option<TotalView> {
    let total = find(cx, official, year);
    let nobody = || silent(cx, &stands(cx, official, year));
    let explained = total.map_or_else(nobody, |total| Some(explained(cx, total, MOST_PARTNERSHIPS)))?;
    let link = cx.link(progress::name(cx, official), comparison::path(cx));
    let href = Some(&link.href).filter(|href| !href.is_empty()).map(|href| format!("{href}#{}", official.kpi.id()));
    let range = total.map(|total| self::range(cx, total)).unwrap_or_default();
    Some(TotalView {
        id: format!("{}-{year}", official.kpi.id()),
        label: Link { href: href.unwrap_or_default(), ..link },
        value: total.map_or_else(|| cx.words.get("not_reported").to_owned(), |total| progress::total(cx, total)),
        note: total.map(|total| note(cx, total)).unwrap_or_default(),
        coverage: explained.notes.first().cloned().unwrap_or_default(),
        range: if range.is_empty() { range } else { cx.words.fill("range_why", &[("range", &range)]) },
        explained,
    })
}

/// Those who promised and have reported nothing; none where nobody promised.
fn silent(cx: &Cx<'_>, stands: &[Stand<'_>]) -> Option<ExplainedView> {
    let (notes, left_out) = (vec![coverage(cx, 0, stands.len())], lines(cx, stands, false));
    let left_out = left_out.into_iter().take(MOST_PARTNERSHIPS).collect();
    (!stands.is_empty()).then(|| ExplainedView { notes, left_out, ..ExplainedView::default() })
}

/// Which partnerships are in a total of the catalogue, which are not, and why; at most so many of each.
pub fn explained(cx: &Cx<'_>, total: &Rollup, most: usize) -> ExplainedView {
    let stands = stands(cx, total.official, total.year);
    let range = range(cx, total);
    let is_long = stands.len() > most;
    let sentence = |key: &str, is_true: bool| if is_true { cx.words.get(key).to_owned() } else { String::new() };
    let notes = [
        coverage(cx, total.coverage.reported as usize, total.coverage.of as usize),
        sentence("why_range", !range.is_empty()),
        sentence("more_in_comparison", is_long),
    ];
    ExplainedView {
        rule: sentence("rule_catalogue", true),
        notes: notes.into_iter().filter(|note| !note.is_empty()).collect(),
        counted: lines(cx, &stands, true).into_iter().take(most).collect(),
        sum: if range.is_empty() { progress::total(cx, total) } else { range },
        left_out: lines(cx, &stands, false).into_iter().take(most).collect(),
    }
}

/// The partnerships that are in a total, or those that are not.
fn lines(cx: &Cx<'_>, stands: &[Stand<'_>], wanted: bool) -> Vec<Line> {
    let why = |stand: &Stand<'_>| match (stand.parent, stand.rollup) {
        (Some(parent), _) => named(cx, "why_parent", parent),
        (None, None) => cx.words.get("why_not_reported").to_owned(),
        (None, Some(_)) => String::new(),
    };
    let line = |stand: &Stand<'_>| {
        let name = name(cx, stand.owner);
        let value = stand.rollup.map_or_else(|| "–".to_owned(), |rollup| progress::total(cx, rollup));
        Line { who: name.text, href: name.href, value, why: why(stand), ..Line::default() }
    };
    stands.iter().map(line).filter(|line| line.why.is_empty() == wanted).collect()
}

//! What does the page show that compares all partnerships?

use serde::Serialize;
use tera::Value;

use super::explained::ExplainedView;
use super::totals::{self, Stand};
use super::{Cx, Shown, trail, value_bars, yearly_total};
use crate::charts::view::BarsView;
use crate::charts::{self, Bar, BarKind};
use crate::check::Portal;
use crate::figures::rollup::Official;
use crate::plan::{Page, Planner, Subject};
use crate::record::Closed as _;

/// Name of the page and of its template.
pub const PAGE: &str = "comparison";

/// Plans the page; the one site of a partnership has nothing to compare with.
pub fn plan(_: &Portal, planner: &mut Planner<'_>) {
    let path = planner.plan.addresses.list(None, PAGE).filter(|_| planner.plan.addresses.home().is_none());
    if let Some(path) = path {
        planner.page(path, PAGE, Subject::default(), None);
    }
}

/// Where the page lies; none where the site has no such page.
pub fn path(cx: &Cx<'_>) -> Option<String> {
    cx.folder_list(None, PAGE)
}

/// An official KPI with all partnerships.
#[derive(Serialize)]
struct KpiView {
    id: &'static str,
    value: String,
    coverage: String,
    range: String,
    /// How the number of all came about; none where there is no number.
    explained: Option<ExplainedView>,
    bars: BarsView,
}

#[derive(Serialize)]
struct ComparisonView {
    kpis: Vec<KpiView>,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, _: &Page) -> Option<Shown> {
    let year = cx.site.figures.complete_year();
    let kpis = year.map(|year| totals::officials().filter_map(|official| kpi(cx, official, year)).collect());
    let view = ComparisonView { kpis: kpis.unwrap_or_default() };
    let mut shown = Shown::words(cx, cx.words.get("heading_comparison"), None, Value::from_serializable(&view));
    shown.description = cx.words.get("comparison_lead").to_owned();
    shown.crumbs = trail(cx, None);
    shown.nav = cx.list_href(None, PAGE).unwrap_or_default();
    Some(shown)
}

fn kpi(cx: &Cx<'_>, official: Official, year: i16) -> Option<KpiView> {
    let stands = totals::stands(cx, official, year);
    let total = totals::find(cx, official, year);
    let name = yearly_total::name(cx, official);
    let id = official.kpi.id();
    (!stands.is_empty()).then(|| KpiView {
        id,
        value: total.map(|total| yearly_total::value(cx, total)).unwrap_or_default(),
        coverage: total.map(|total| yearly_total::coverage(cx, total)).unwrap_or_default(),
        range: total.map(|total| yearly_total::range(cx, total)).unwrap_or_default(),
        explained: total.map(|total| totals::explained(cx, total, &stands)),
        bars: bars(cx, id, format!("{}, {year}", name.text), &stands),
    })
}

/// All partnerships on one scale, the largest first; those that have not reported last.
pub fn bars(cx: &Cx<'_>, id: &str, title: String, stands: &[Stand<'_>]) -> BarsView {
    let mut bars: Vec<Bar> = stands.iter().map(|stand| bar(cx, stand)).collect();
    // Withheld ones count as 0 here, so that their order tells nothing.
    let size = |bar: &Bar| bar.amount.as_ref().map_or(0.0, |amount| amount.value);
    let is_missing = |bar: &Bar| bar.kind == BarKind::Missing;
    bars.sort_by(|a, b| is_missing(a).cmp(&is_missing(b)).then_with(|| size(b).total_cmp(&size(a))));
    let columns = ["partnership", "value", "commitments_with_figure"];
    value_bars::three_columns(cx, None, format!("{id}-bars"), title, columns, &bars)
}

fn bar(cx: &Cx<'_>, stand: &Stand<'_>) -> Bar {
    let name = totals::name(cx, stand.owner);
    let bar = Bar { label: name.text, href: name.href, ..Bar::default() };
    let Some(rollup) = stand.rollup else {
        let note = stand.not_added.clone();
        let text = cx.words.get(if note.is_empty() { "not_reported" } else { "not_available" }).to_owned();
        return Bar { amount: Some(charts::Amount { value: 0.0, text }), kind: BarKind::Missing, note, ..bar };
    };
    let parent = stand.parent.map(|parent| totals::named(cx, "counted_in", parent));
    let note = parent.unwrap_or_else(|| yearly_total::note(cx, rollup));
    let id = cx.site.portal.model.names.owner_id(stand.owner);
    Bar { label: bar.label, href: bar.href, note, ..yearly_total::bar(cx, rollup, id) }
}

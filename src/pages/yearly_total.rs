//! How is a yearly total told: its name, its number, who is in it?

use tera::Value;

use super::view::Text;
use super::{Cx, drawings, figures_table, value_bars};
use crate::charts::view::ChartView;
use crate::charts::{self, Bar, Point, Trend};
use crate::figures::names;
use crate::figures::rollup::{self, Official, Rollup};
use crate::figures::suppression::Hidden;
use crate::model::indicator::{Indicator, KpiType};
use crate::record::{Closed as _, Period};

/// What visitors call an official KPI.
pub fn name(cx: &Cx<'_>, official: Official) -> Text {
    let indicator = official.indicator.and_then(|at| cx.site.portal.model.indicators.get(at));
    match indicator {
        Some(indicator) => cx.text(&indicator.name, indicator.head.owner),
        None => cx.label(KpiType::NAME, official.kpi.id()),
    }
}

/// The indicator by which totals are written: an own one, else the built-in one of the official KPI.
fn indicator<'a>(cx: &Cx<'a>, official: Official) -> Option<&'a Indicator> {
    let indicators = &cx.site.portal.model.indicators;
    let own = official.indicator.and_then(|at| indicators.get(at));
    let is_built_in = |indicator: &&Indicator| indicator.built_in && indicator.kpi_type == official.kpi;
    own.or_else(|| indicators.iter().map(|(_, indicator)| indicator).find(is_built_in))
}

fn hidden(cx: &Cx<'_>, rollup: &Rollup) -> Option<Hidden> {
    cx.site.figures.suppression.hides(rollup.cell())
}

/// A total as people read it, or why it is not shown.
pub fn value(cx: &Cx<'_>, rollup: &Rollup) -> String {
    let indicator = indicator(cx, rollup.official);
    let shown = |indicator| figures_table::figure(cx, indicator, rollup.amount, hidden(cx, rollup));
    indicator.map(shown).unwrap_or_default()
}

/// "1,334,361 to 1,334,436"; empty where the total is one number.
pub fn range(cx: &Cx<'_>, rollup: &Rollup) -> String {
    let Some((low, high)) = cx.site.figures.range(rollup) else { return String::new() };
    let Some(indicator) = indicator(cx, rollup.official) else { return String::new() };
    let shown = |value| figures_table::amount(cx, indicator, value);
    cx.words.fill("range", &[("low", &shown(low)), ("high", &shown(high))])
}

/// "provisional", unless it is final or withheld.
pub fn note(cx: &Cx<'_>, rollup: &Rollup) -> String {
    let is_told = !rollup.status.is_sure() && hidden(cx, rollup).is_none();
    if is_told { cx.closed(rollup.status).text } else { String::new() }
}

/// "Commitments with a figure: 3 of 4", "Partnerships that reported: 3 of 4"
pub fn coverage(cx: &Cx<'_>, rollup: &Rollup) -> String {
    let what = if rollup.owner.is_some() { "commitments_with_figure" } else { "partnerships_reported" };
    figures_table::coverage(cx, what, rollup.coverage)
}

/// Is its year over? One that is not cannot be compared.
pub fn is_over(cx: &Cx<'_>, rollup: &Rollup) -> bool {
    Period::year(rollup.year).is_some_and(|year| year.last <= cx.site.as_of)
}

/// A total as a bar with its coverage; `place` keeps its id apart from those of other owners.
pub fn bar(cx: &Cx<'_>, rollup: &Rollup, place: &str) -> Bar {
    let id = names::total_id(&cx.site.portal.model, rollup);
    let hidden = hidden(cx, rollup);
    let number = if hidden.is_some() { 0.0 } else { rollup::count(rollup.amount).as_f64() };
    Bar {
        anchor: if place.is_empty() { id } else { format!("{place}-{id}") },
        amount: Some(charts::Amount { value: number, text: value(cx, rollup) }),
        share: figures_table::some_of(cx, rollup.coverage),
        kind: value_bars::kind(rollup.status, hidden),
        ..Bar::default()
    }
}

/// The totals of years as a line.
pub fn trend(cx: &Cx<'_>, official: Official, series: &[&Rollup]) -> ChartView {
    let format = |value: f64| cx.words.short(value);
    let amount =
        |rollup: &Rollup| charts::Amount { value: rollup::count(rollup.amount).as_f64(), text: value(cx, rollup) };
    let point = |rollup: &&Rollup| Point {
        label: rollup.year.to_string(),
        at: f64::from(rollup.year),
        amount: hidden(cx, rollup).is_none().then(|| amount(rollup)),
        estimated: !rollup.status.is_sure(),
    };
    let trend = Trend {
        points: series.iter().map(point).collect(),
        plan: Vec::new(),
        target: None,
        plan_label: String::new(),
        axis_note: cx.words.get("axis_note").to_owned(),
        format: &format,
    };
    let rows = series.iter().map(|rollup| (rollup.year.to_string(), value(cx, rollup)));
    let title = name(cx, official).text;
    ChartView {
        id: "part-trend".to_owned(),
        subtitle: cx.words.get("by_year").to_owned(),
        sentence: rows.clone().map(|(year, value)| format!("{year}: {value}")).collect::<Vec<_>>().join("; "),
        svg: charts::trend(&trend),
        table: Some(Value::from_serializable(&figures_table::two_columns(cx, &title, "year", rows))),
        source: drawings::source(cx, series.first().and_then(|rollup| rollup.owner)),
        title,
        ..ChartView::default()
    }
}

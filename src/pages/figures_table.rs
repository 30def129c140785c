//! How do observations stand in tables?

use std::collections::{BTreeMap, BTreeSet};

use super::Cx;
use super::view::{Cell, Column, Link, Row, Table};
use crate::model::indicator::{Indicator, MeasureType};
use crate::model::observation::{Dimension, Observation, ObservationStatus, Observed};
use crate::model::organisation::Organisation;
use crate::record::{Closed as _, Period, Quantity, Ref};

/// A number with its unit: "€ 41.7" is written by themes, here it is "41.7 EUR".
pub fn amount(cx: &Cx<'_>, indicator: &Indicator, value: Quantity) -> String {
    let number = cx.words.number(value, indicator.decimals);
    match &*indicator.unit {
        "percent" => cx.words.fill("percent_value", &[("n", &number)]),
        "boolean" => yes_or_no(cx, value != Quantity::ZERO),
        "EUR" => cx.words.money(value, "EUR", indicator.decimals),
        _ => number,
    }
}

fn yes_or_no(cx: &Cx<'_>, value: bool) -> String {
    cx.words.get(if value { "yes" } else { "no" }).to_owned()
}

/// The name of a unit.
pub fn unit(cx: &Cx<'_>, indicator: &Indicator) -> String {
    cx.label("units", &indicator.unit).text
}

/// What is shown of an observation.
fn cell(cx: &Cx<'_>, indicator: &Indicator, row: &Observation) -> Cell {
    let note = match row.status {
        ObservationStatus::Final => String::new(),
        status => cx.label("observation-statuses", status.id()).text,
    };
    let shown = |text: String, kind| Cell { text, number: true, note: note.clone(), kind };
    match row.value {
        Observed::Number(_) if is_small(indicator, row) => {
            let limit = indicator.suppress_below.unwrap_or(0) as usize;
            shown(format!("<{}", cx.words.whole(limit)), "withheld")
        }
        Observed::Number(value) => shown(amount(cx, indicator, value), ""),
        Observed::Truth(value) => shown(yes_or_no(cx, value), ""),
        Observed::Nothing => Cell { text: "–".to_owned(), number: true, note, kind: "missing" },
    }
}

/// Is the cell, or for ratios what it is made of, so small that people could be recognised?
pub fn is_small(indicator: &Indicator, row: &Observation) -> bool {
    let Some(limit) = indicator.suppress_below else { return false };
    let small = |value: Quantity| value > Quantity::ZERO && value < Quantity::whole(i64::from(limit));
    let parts = row.details.as_ref().map(|details| (details.numerator, details.denominator));
    match (indicator.measure, parts) {
        (MeasureType::Ratio, Some((numerator, denominator))) => {
            [numerator, denominator].into_iter().flatten().any(small)
        }
        (MeasureType::Ratio | MeasureType::Boolean, _) => false,
        _ => row.value.number().is_some_and(small),
    }
}

/// Who reports.
fn reporter(cx: &Cx<'_>, organisation: Option<Ref<Organisation>>) -> Option<Link> {
    match organisation {
        None => Some(Link { text: cx.words.get("whole_partnership").to_owned(), ..Link::default() }),
        Some(at) => cx.site.portal.model.organisations.get(at).map(|organisation| cx.record(organisation)),
    }
}

/// The totals of a series by period, the latest first; `scoped` rows are those of one cell already.
pub fn series(
    cx: &Cx<'_>,
    indicator: &Indicator,
    rows: &[&Observation],
    scoped: bool,
    caption: String,
) -> Option<Table> {
    let is_total = |row: &&Observation| scoped || row.series.breakdown == 0;
    let mut totals: Vec<&Observation> = rows.iter().copied().filter(is_total).collect();
    totals.sort_by_key(|row| (std::cmp::Reverse(row.period), row.series.organisation));
    let by_members = totals.iter().any(|row| row.series.organisation.is_some());
    let row = |row: &Observation| {
        let reporter = reporter(cx, row.series.organisation)?;
        let who = Cell { text: reporter.text, number: false, note: String::new(), kind: "" };
        let value = cell(cx, indicator, row);
        let cells = if by_members { vec![who, value] } else { vec![value] };
        Some(Row { head: head(cx.words.period(row.period)), cells })
    };
    let rows: Vec<Row> = totals.into_iter().filter_map(row).collect();
    let column = |key: &str, number| Column { text: cx.words.get(key).to_owned(), number };
    let mut columns = vec![column("period", false)];
    columns.extend(by_members.then(|| column("reported_by", false)));
    columns.push(Column { text: value_heading(cx, indicator), number: true });
    (!rows.is_empty()).then(|| Table { caption, columns, rows, note: String::new() })
}

fn head(text: String) -> Link {
    Link { text, ..Link::default() }
}

/// "Value, in persons"
fn value_heading(cx: &Cx<'_>, indicator: &Indicator) -> String {
    match &*indicator.unit {
        "" | "boolean" | "percent" | "EUR" => cx.words.get("value").to_owned(),
        _ => cx.words.fill("value_in", &[("unit", &unit(cx, indicator))]),
    }
}

/// A cell of a breakdown: its code and its value.
type Part<'a> = (&'a str, &'a Observation);

/// Periods shown side by side in a breakdown.
const PERIODS: usize = 4;

/// The breakdowns of a series: one table for each dimension and reporter.
pub fn breakdowns(cx: &Cx<'_>, indicator: &Indicator, rows: &[&Observation]) -> Vec<Table> {
    let observations = &cx.site.portal.model.observations;
    let mut groups: BTreeMap<(Dimension, Option<Ref<Organisation>>), Vec<Part<'_>>> = BTreeMap::new();
    for row in rows {
        if let Some((dimension, code)) = observations.breakdown(row.series.breakdown).single() {
            groups.entry((dimension, row.series.organisation)).or_default().push((code, row));
        }
    }
    let tables = groups
        .iter()
        .filter_map(|((dimension, organisation), parts)| breakdown(cx, indicator, *dimension, *organisation, parts));
    tables.collect()
}

fn breakdown(
    cx: &Cx<'_>,
    indicator: &Indicator,
    dimension: Dimension,
    organisation: Option<Ref<Organisation>>,
    parts: &[(&str, &Observation)],
) -> Option<Table> {
    let who = reporter(cx, organisation)?.text;
    let periods: BTreeSet<Period> = parts.iter().map(|(_, row)| row.period).collect();
    let periods: Vec<Period> = periods.into_iter().rev().take(PERIODS).collect();
    let hidden = also_hidden(indicator, dimension, parts);
    let cell_of = |code: &str, period: &Period| {
        let found = parts.iter().find(|(other, row)| *other == code && row.period == *period);
        match found {
            Some(_) if hidden.contains(&(code, *period)) => withheld(cx),
            Some((_, row)) => cell(cx, indicator, row),
            None => Cell { text: String::new(), number: true, note: String::new(), kind: "missing" },
        }
    };
    let rows = codes(cx, dimension, parts).into_iter().map(|code| Row {
        head: head(code_label(cx, dimension, code)),
        cells: periods.iter().map(|period| cell_of(code, period)).collect(),
    });
    let name = cx.words.get(&format!("dimension_{}", dimension.column())).to_owned();
    let mut columns = vec![Column { text: name.clone(), number: false }];
    columns.extend(periods.iter().map(|period| Column { text: cx.words.period(*period), number: true }));
    let caption = if organisation.is_some() { format!("{name} – {who}") } else { name };
    Some(Table { caption, columns, rows: rows.collect(), note: String::new() })
}

fn withheld(cx: &Cx<'_>) -> Cell {
    Cell { text: cx.words.get("withheld").to_owned(), number: true, note: String::new(), kind: "withheld" }
}

/// Where one cell of an exclusive dimension is withheld, the smallest other one is withheld too,
/// since the first could be found by subtraction (content format, 5.5).
fn also_hidden<'o>(
    indicator: &Indicator,
    dimension: Dimension,
    parts: &[(&'o str, &Observation)],
) -> BTreeSet<(&'o str, Period)> {
    let mut hidden = BTreeSet::new();
    if indicator.suppress_below.is_none() || !dimension.is_exclusive() {
        return hidden;
    }
    let periods: BTreeSet<Period> = parts.iter().map(|(_, row)| row.period).collect();
    for period in periods {
        let of_period = || parts.iter().filter(move |(_, row)| row.period == period);
        let small = of_period().filter(|(_, row)| is_small(indicator, row)).count();
        if small != 1 {
            continue;
        }
        let others = of_period().filter(|(_, row)| !is_small(indicator, row));
        let values = others.filter_map(|(code, row)| Some((row.value.number()?, *code)));
        if let Some((_, code)) = values.filter(|(value, _)| *value > Quantity::ZERO).min() {
            hidden.insert((code, period));
        }
    }
    hidden
}

/// The codes in the order of their vocabulary.
fn codes<'o>(cx: &Cx<'_>, dimension: Dimension, parts: &[(&'o str, &Observation)]) -> Vec<&'o str> {
    let vocabulary = cx.site.portal.model.vocabularies.get(dimension.vocabulary());
    let codes: BTreeSet<&str> = parts.iter().map(|(code, _)| *code).collect();
    let mut codes: Vec<&str> = codes.into_iter().collect();
    codes.sort_by_key(|code| (vocabulary.and_then(|vocabulary| vocabulary.find(code)), *code));
    codes
}

/// What visitors read for a code.
pub fn code_label(cx: &Cx<'_>, dimension: Dimension, code: &str) -> String {
    match dimension.vocabulary() {
        "" => code.to_owned(),
        vocabulary => cx.label(vocabulary, code).text,
    }
}

/// The latest total of the partnership's own values.
pub fn latest<'o>(rows: &[&'o Observation], scoped: bool) -> Option<&'o Observation> {
    let is_total = |row: &&&Observation| scoped || row.series.breakdown == 0;
    let own = rows.iter().filter(is_total).filter(|row| row.series.organisation.is_none());
    own.filter(|row| row.value != Observed::Nothing).max_by_key(|row| row.period).copied()
}

/// An observation as a value with its state.
pub fn shown(cx: &Cx<'_>, indicator: &Indicator, row: &Observation) -> (String, String) {
    let cell = cell(cx, indicator, row);
    (cell.text, cell.note)
}

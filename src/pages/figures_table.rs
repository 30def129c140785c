//! How do observations stand in tables?

use std::collections::{BTreeMap, BTreeSet};

use super::Cx;
use super::view::{Cell, Column, Link, Row, Table};
use crate::figures::amount::Amount;
use crate::figures::coverage::Coverage;
use crate::figures::suppression::{Cell as SuppressedCell, Hidden};
use crate::model::indicator::Indicator;
use crate::model::observation::{Dimension, Observation, ObservationStatus, Observed, RowId, Subject};
use crate::model::organisation::Organisation;
use crate::record::{Closed as _, Period, Quantity, Ref};

/// A number with its unit: "€ 41.7" is written by themes, here it is "41.7 EUR".
pub fn amount(cx: &Cx<'_>, indicator: &Indicator, value: Quantity) -> String {
    in_unit(cx, &indicator.unit, indicator.decimals, value)
}

/// A number in a unit, with so many decimals.
pub fn in_unit(cx: &Cx<'_>, unit: &str, decimals: u32, value: Quantity) -> String {
    let number = cx.words.number(value, decimals);
    match unit {
        "percent" => cx.words.fill("percent_value", &[("n", &number)]),
        "boolean" => yes_or_no(cx, value != Quantity::ZERO),
        "EUR" => cx.words.money(value, "EUR", decimals),
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

/// A row with its position among all observations.
pub type NumberedRow<'a> = (RowId, &'a Observation);

/// The rows on a subject.
pub fn rows<'a>(cx: &Cx<'a>, subject: Subject) -> Vec<NumberedRow<'a>> {
    cx.site.portal.model.observations.rows_about(subject).collect()
}

/// The rows at these positions.
pub fn numbered<'a>(cx: &Cx<'a>, rows: &[RowId]) -> Vec<NumberedRow<'a>> {
    let observations = &cx.site.portal.model.observations;
    rows.iter().filter_map(|at| observations.row(*at).map(|row| (*at, row))).collect()
}

/// A value of a figure, or why it is not shown.
pub fn figure(cx: &Cx<'_>, indicator: &Indicator, value: Amount, hidden: Option<Hidden>) -> String {
    figure_in(cx, &indicator.unit, indicator.decimals, value, hidden)
}

/// A value of a figure in a unit, or why it is not shown.
pub fn figure_in(cx: &Cx<'_>, unit: &str, decimals: u32, value: Amount, hidden: Option<Hidden>) -> String {
    match (hidden, value) {
        (Some(hidden), _) => not_shown(cx, hidden),
        (None, Amount::Truth { yes, of: 1 }) => yes_or_no(cx, yes == 1),
        (None, Amount::Truth { yes, of }) => some_of(cx, Coverage { reported: yes, of }),
        (None, value) => in_unit(cx, unit, decimals, value.value()),
    }
}

/// "7 of 9"; empty where there is nobody of whom it could be said.
pub fn some_of(cx: &Cx<'_>, some: Coverage) -> String {
    let whole = |number: u32| cx.words.whole(number as usize);
    let values = [("n", &*whole(some.reported)), ("of", &whole(some.of))];
    if some.of == 0 { String::new() } else { cx.words.fill("some_of", &values) }
}

/// "Members who reported: 7 of 9"; empty where nobody should.
pub fn coverage(cx: &Cx<'_>, what: &str, some: Coverage) -> String {
    let whole = |number: u32| cx.words.whole(number as usize);
    let values = [("what", cx.words.get(what)), ("n", &whole(some.reported)), ("of", &whole(some.of))];
    if some.of == 0 { String::new() } else { cx.words.fill("coverage", &values) }
}

/// What stands in place of a value that is not shown: "<5", "withheld".
pub fn not_shown(cx: &Cx<'_>, hidden: Hidden) -> String {
    match hidden {
        Hidden::Small(limit) => format!("<{}", cx.words.whole(limit as usize)),
        Hidden::Withheld => cx.words.get("withheld").to_owned(),
    }
}

/// What is shown of an observation.
pub fn cell(cx: &Cx<'_>, indicator: &Indicator, (at, row): NumberedRow<'_>) -> Cell {
    let note = match row.status {
        ObservationStatus::Final => String::new(),
        status => cx.label("observation-statuses", status.id()).text,
    };
    let shown = |text: String, kind| Cell { text, number: true, note: note.clone(), kind };
    let hidden = cx.site.figures.suppression.hides(SuppressedCell::Row(at));
    match (row.value, hidden) {
        (_, Some(hidden)) => Cell { text: not_shown(cx, hidden), number: true, note: String::new(), kind: "withheld" },
        (Observed::Number(value), _) => shown(amount(cx, indicator, value), ""),
        (Observed::Truth(value), _) => shown(yes_or_no(cx, value), ""),
        (Observed::Nothing, _) => Cell { text: "–".to_owned(), number: true, note, kind: "missing" },
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
    rows: &[NumberedRow<'_>],
    scoped: bool,
    caption: String,
) -> Option<Table> {
    let is_total = |(_, row): &NumberedRow<'_>| scoped || row.series.breakdown == 0;
    let mut totals: Vec<NumberedRow<'_>> = rows.iter().copied().filter(is_total).collect();
    let name = |at| reporter(cx, at).map(|link| cx.words.sort_key(&link.text));
    let who = |at: Option<Ref<Organisation>>| at.map(|at| name(Some(at)));
    totals.sort_by_cached_key(|(_, row)| (std::cmp::Reverse(row.period), who(row.series.organisation)));
    let by_members = totals.iter().any(|(_, row)| row.series.organisation.is_some());
    let row = |(at, row): NumberedRow<'_>| {
        let reporter = reporter(cx, row.series.organisation)?;
        let who = Cell { text: reporter.text, number: false, note: String::new(), kind: "" };
        let value = cell(cx, indicator, (at, row));
        let cells = if by_members { vec![who, value] } else { vec![value] };
        Some(Row { anchor: String::new(), head: head(cx.words.period(row.period)), cells })
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
type Part<'a> = (&'a str, NumberedRow<'a>);

/// Periods shown side by side in a breakdown.
const PERIODS: usize = 4;

/// The breakdowns of a series: one table for each dimension and reporter.
pub fn breakdowns(cx: &Cx<'_>, indicator: &Indicator, rows: &[NumberedRow<'_>]) -> Vec<Table> {
    let observations = &cx.site.portal.model.observations;
    let mut groups: BTreeMap<(Dimension, Option<Ref<Organisation>>), Vec<Part<'_>>> = BTreeMap::new();
    for (at, row) in rows.iter().copied() {
        if let Some((dimension, code)) = observations.breakdown(row.series.breakdown).single() {
            groups.entry((dimension, row.series.organisation)).or_default().push((code, (at, row)));
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
    parts: &[Part<'_>],
) -> Option<Table> {
    let who = reporter(cx, organisation)?.text;
    let periods: BTreeSet<Period> = parts.iter().map(|(_, (_, row))| row.period).collect();
    let periods: Vec<Period> = periods.into_iter().rev().take(PERIODS).collect();
    let cell_of = |code: &str, period: &Period| {
        let found = parts.iter().find(|(other, (_, row))| *other == code && row.period == *period);
        match found {
            Some((_, row)) => cell(cx, indicator, *row),
            None => Cell { text: String::new(), number: true, note: String::new(), kind: "missing" },
        }
    };
    let rows = codes(cx, dimension, parts).into_iter().map(|code| Row {
        anchor: String::new(),
        head: head(code_label(cx, dimension, code)),
        cells: periods.iter().map(|period| cell_of(code, period)).collect(),
    });
    let name = cx.words.get(&format!("dimension_{}", dimension.column())).to_owned();
    let mut columns = vec![Column { text: name.clone(), number: false }];
    columns.extend(periods.iter().map(|period| Column { text: cx.words.period(*period), number: true }));
    let caption = if organisation.is_some() { format!("{name} – {who}") } else { name };
    Some(Table { caption, columns, rows: rows.collect(), note: String::new() })
}

/// The codes in the order of their vocabulary.
fn codes<'o>(cx: &Cx<'_>, dimension: Dimension, parts: &[Part<'o>]) -> Vec<&'o str> {
    in_order(cx, dimension, parts.iter().map(|(code, _)| *code))
}

/// Codes in the order of their vocabulary, each once.
pub fn in_order<'o>(cx: &Cx<'_>, dimension: Dimension, codes: impl Iterator<Item = &'o str>) -> Vec<&'o str> {
    let vocabulary = cx.site.portal.model.vocabularies.get(dimension.vocabulary());
    let codes: BTreeSet<&str> = codes.collect();
    let mut codes: Vec<&str> = codes.into_iter().collect();
    codes.sort_by_key(|code| (vocabulary.and_then(|vocabulary| vocabulary.find(code)), *code));
    codes
}

/// A table of names and numbers.
pub fn two_columns(cx: &Cx<'_>, caption: &str, column: &str, rows: impl Iterator<Item = (String, String)>) -> Table {
    let cell = |text: String| Cell { text, number: true, note: String::new(), kind: "" };
    Table {
        caption: caption.to_owned(),
        columns: vec![
            Column { text: cx.words.get(column).to_owned(), number: false },
            Column { text: cx.words.get("value").to_owned(), number: true },
        ],
        rows: rows
            .map(|(name, value)| Row { anchor: String::new(), head: head(name), cells: vec![cell(value)] })
            .collect(),
        note: String::new(),
    }
}

/// What visitors read for a code.
pub fn code_label(cx: &Cx<'_>, dimension: Dimension, code: &str) -> String {
    match dimension.vocabulary() {
        "" => cx.region(code),
        vocabulary => cx.label(vocabulary, code).text,
    }
}

//! Can the numbers of one series be right? (content format, section 5, rules 1 and 2)

use rayon::prelude::*;

use super::Setting;
use super::rows::{cell, line, line_of};
use std::collections::BTreeSet;

use crate::figures::periods;
use crate::model::Model;
use crate::model::indicator::{Indicator, MeasureType};
use crate::model::observation::{Observation, ObservationStatus};
use crate::record::{Period, Quantity};
use crate::report::{
    CUMULATIVE_FALLS, DUPLICATE_OBSERVATION, Diagnostic, FUTURE_PERIOD, OUTLIER, OVERLAPPING_PERIODS, PERIODS_DISAGREE,
    Report, VALUE_OUT_OF_RANGE,
};
use crate::source::Place;

/// The rows of one series, each period once, in order of period.
struct Series<'a> {
    setting: &'a Setting<'a>,
    report: &'a Report,
    indicator: &'a Indicator,
    rows: Vec<&'a Observation>,
}

/// Every rule that looks at one series.
const RULES: &[fn(&Series<'_>)] = &[overlaps, disagreements, falls, impossible_values, future, outliers];

/// Looks at every series by itself.
pub fn series(model: &Model, setting: &Setting<'_>, report: &Report) {
    let all: Vec<&[Observation]> = model.observations.list.chunk_by(|a, b| a.series == b.series).collect();
    all.par_iter().with_min_len(16).for_each(|rows| one(model, setting, report, rows));
}

fn one(model: &Model, setting: &Setting<'_>, report: &Report, rows: &[Observation]) {
    let mut unique: Vec<&Observation> = Vec::with_capacity(rows.len());
    for row in rows {
        match unique.last() {
            Some(first) if first.period == row.period => duplicate(setting, report, first, row),
            _ => unique.push(row),
        }
    }
    let indicator = rows.first().and_then(|row| model.indicators.get(row.series.indicator));
    let Some(indicator) = indicator else { return };
    let series = Series { setting, report, indicator, rows: unique };
    for rule in RULES {
        rule(&series);
    }
}

fn duplicate(setting: &Setting<'_>, report: &Report, first: &Observation, row: &Observation) {
    let message = format!("this row reports the same as {}", line_of(setting, first, row));
    let help = "remove one of the two, or correct its period, commitment, organisation or breakdown";
    report.fault(Diagnostic::new(DUPLICATE_OBSERVATION, line(setting, row), message).help(help));
}

impl<'a> Series<'a> {
    fn rule(&self, diagnostic: Diagnostic) {
        self.report.rule(diagnostic);
    }

    fn at_value(&self, row: &Observation) -> Place {
        cell(self.setting, row, "value")
    }

    fn name(&self) -> &str {
        self.indicator.head.key.id()
    }

    /// Rows with a number, with that number.
    fn numbers(&self) -> impl DoubleEndedIterator<Item = (&'a Observation, Quantity)> + '_ {
        self.rows.iter().filter_map(|row| row.number().map(|number| (*row, number)))
    }
}

/// Values of one series lie apart or inside one another.
fn overlaps(series: &Series<'_>) {
    let rows: Vec<&Observation> = series.rows.iter().copied().filter(|row| row.has_value()).collect();
    // A row that crosses several others is told once.
    let mut told = BTreeSet::new();
    for (at, row) in rows.iter().enumerate() {
        let before = rows.iter().take(at).rev().take_while(|other| other.period.last >= row.period.first);
        let crosses = |other: &&&Observation| !other.period.contains(row.period) && !row.period.contains(other.period);
        let order = |row: &Observation| (row.file, row.start);
        if let Some(other) = before.into_iter().find(crosses) {
            let (first, later) = if order(other) < order(row) { (other, row) } else { (row, other) };
            if told.insert(order(later)) {
                overlap(series, first, later);
            }
        }
    }
}

fn overlap(series: &Series<'_>, first: &Observation, later: &Observation) {
    let line = line_of(series.setting, first, later);
    let message =
        format!("the period {} overlaps {} in {line}, so days would be counted twice", later.period, first.period);
    let place = cell(series.setting, later, "period");
    let help = "write periods that lie apart, or one wholly inside the other";
    series.report.fault(Diagnostic::new(OVERLAPPING_PERIODS, place, message).help(help));
}

/// The parts of a flow's period agree with its value.
fn disagreements(series: &Series<'_>) {
    if series.indicator.measure != MeasureType::Flow {
        return;
    }
    let numbers: Vec<(&Observation, Quantity)> = series.numbers().collect();
    for (at, (row, value)) in numbers.iter().enumerate() {
        let Some(parts) = largest_inside(row.period, numbers.get(..at).unwrap_or_default()) else { continue };
        let sum: Quantity = parts.iter().map(|(_, number)| *number).sum();
        let complete = periods::fill(row.period, parts.iter().map(|(row, _)| row.period));
        if !parts.is_empty() && (if complete { sum != *value } else { sum > *value }) {
            disagreement(series, row, *value, sum, &parts);
        }
    }
}

fn disagreement(
    series: &Series<'_>,
    row: &Observation,
    value: Quantity,
    sum: Quantity,
    parts: &[(&Observation, Quantity)],
) {
    let (value, sum) = (value.plain(), sum.plain());
    let periods: Vec<String> = parts.iter().rev().map(|(row, _)| row.period.to_string()).collect();
    let verb = if periods.len() == 1 { "says" } else { "add up to" };
    let message = format!("{} says {value}, but {} {verb} {sum}", row.period, listed(&periods));
    let help = format!("correct the value for {} or those inside it; until then {value} counts", row.period);
    series.rule(Diagnostic::new(PERIODS_DISAGREE, series.at_value(row), message).help(help));
}

/// "a, b and c", or "a to z (12 periods)" where there are many.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first, .., last] if names.len() > 4 => format!("{first} to {last} ({} periods)", names.len()),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The largest periods inside another, the latest first; none where some overlap, which is
/// reported elsewhere. `before` are the rows before it, in order.
fn largest_inside<'a>(
    outer: Period,
    before: &[(&'a Observation, Quantity)],
) -> Option<Vec<(&'a Observation, Quantity)>> {
    let mut parts: Vec<(&Observation, Quantity)> = Vec::new();
    for (row, number) in before.iter().rev().take_while(|(row, _)| row.period.last >= outer.first) {
        match parts.last() {
            _ if !outer.contains(row.period) => return None,
            Some((last, _)) if last.period.contains(row.period) => {}
            Some((last, _)) if last.period.meets(row.period) => return None,
            _ => parts.push((row, *number)),
        }
    }
    Some(parts)
}

/// What has been reached once stays reached.
fn falls(series: &Series<'_>) {
    if series.indicator.measure != MeasureType::Cumulative {
        return;
    }
    let numbers: Vec<(&Observation, Quantity)> = series.numbers().collect();
    let longest: Vec<(&Observation, Quantity)> = numbers
        .chunk_by(|(a, _), (b, _)| a.period.last == b.period.last)
        .filter_map(|same_end| same_end.last().copied())
        .collect();
    for pair in longest.windows(2) {
        let [(before, high), (row, low)] = pair else { continue };
        if low < high && row.status != ObservationStatus::Break {
            let (low, high) = (low.plain(), high.plain());
            let message = format!("the running total falls from {high} ({}) to {low} ({})", before.period, row.period);
            let help = "correct the value; if the way of counting changed, write `break` in the column `status`";
            series.rule(Diagnostic::new(CUMULATIVE_FALLS, series.at_value(row), message).help(help));
        }
    }
}

/// A share lies between 0 and 100 percent; nothing is counted below zero.
fn impossible_values(series: &Series<'_>) {
    for (row, value) in series.numbers() {
        if is_impossible(series.indicator, value) {
            impossible(series, row, "value", value);
        }
    }
    for row in &series.rows {
        let Some(details) = &row.details else { continue };
        let counts = [
            ("numerator", details.numerator),
            ("denominator", details.denominator),
            ("n", details.n),
            ("n_total", details.n_total),
        ];
        for (column, count) in counts {
            if let Some(count) = count.filter(|count| count.is_negative()) {
                impossible(series, row, column, count);
            }
        }
    }
}

/// Can an indicator never have this value?
pub(super) fn is_impossible(indicator: &Indicator, value: Quantity) -> bool {
    match indicator.measure {
        MeasureType::Ratio if indicator.is_percent() => value.is_negative() || value > Quantity::whole(100),
        MeasureType::Ratio | MeasureType::Boolean => false,
        MeasureType::Flow | MeasureType::Cumulative | MeasureType::Stock => {
            value.is_negative() && &*indicator.unit != "percent"
        }
    }
}

fn impossible(series: &Series<'_>, row: &Observation, column: &str, value: Quantity) {
    let is_share = column == "value" && series.indicator.is_percent();
    let (message, help) = match is_share {
        true => (format!("{} percent is no possible share", value.plain()), "write a number from 0 to 100"),
        false => (
            format!("{} is below zero, but `{}` is counted from 0 on", value.plain(), series.name()),
            "write a number from 0 on; leave the cell empty where nothing is known",
        ),
    };
    series.rule(Diagnostic::new(VALUE_OUT_OF_RANGE, cell(series.setting, row, column), message).help(help));
}

/// Nothing has been counted yet in a period that has not begun.
fn future(series: &Series<'_>) {
    let as_of = series.setting.as_of;
    for row in series.rows.iter().filter(|row| row.has_value() && row.period.first > as_of) {
        let message = format!("there is a value for {}, which has not begun on {as_of}", row.period);
        let finding = Diagnostic::new(FUTURE_PERIOD, cell(series.setting, row, "period"), message);
        series.rule(finding.help("correct the period, or leave the row out until then"));
    }
}

/// No value is more than ten times the one of the period before, of the same length.
fn outliers(series: &Series<'_>) {
    let numbers: Vec<(&Observation, Quantity)> = series.numbers().collect();
    for (at, (row, value)) in numbers.iter().enumerate() {
        let before = numbers.iter().take(at).rev();
        let mut before = before.filter(|(other, _)| other.period.last < row.period.first && same_length(other, row));
        let Some((other, small)) = before.next() else { continue };
        if *small > Quantity::ZERO && *value > small.tenfold() {
            let (value, small) = (value.plain(), small.plain());
            let message = format!("{value} is more than ten times the {small} of {}", other.period);
            let finding = Diagnostic::new(OUTLIER, series.at_value(row), message);
            series.rule(finding.help("check whether a digit or the unit slipped; if it is right, say why in `note`"));
        }
    }
}

fn same_length(one: &Observation, other: &Observation) -> bool {
    match (one.period.whole_months(), other.period.whole_months()) {
        (None, None) => one.period.days() == other.period.days(),
        (one, other) => one == other,
    }
}

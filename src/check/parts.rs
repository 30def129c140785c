//! Do the parts of a breakdown fit their total? (content format, section 5, rule 4)

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Setting;
use super::rows::{cell, line};
use crate::figures::parts::{self, Part};
use crate::model::Model;
use crate::model::observation::{Dimension, Observation};
use crate::record::{Entity, Period, Quantity};
use crate::report::{Diagnostic, NO_TOTAL, PARTS_EXCEED_TOTAL, Report};

/// What one reporter says about one period of one indicator, each breakdown once.
struct Group<'a> {
    model: &'a Model,
    setting: &'a Setting<'a>,
    report: &'a Report,
    rows: Vec<&'a Observation>,
    parts: Vec<Part<'a>>,
}

/// Looks at what each reporter says about each period.
pub fn breakdowns(model: &Model, setting: &Setting<'_>, report: &Report) {
    let key =
        |row: &Observation| (row.series.owner, row.series.indicator, row.series.commitment, row.series.organisation);
    let reporters: Vec<&[Observation]> = model.observations.list.chunk_by(|a, b| key(a) == key(b)).collect();
    reporters.par_iter().filter(|rows| can_be_added(model, rows)).for_each(|rows| {
        let mut periods: BTreeMap<Period, Vec<&Observation>> = BTreeMap::new();
        for row in *rows {
            periods.entry(row.period).or_default().push(row);
        }
        for rows in periods.into_values() {
            judge(&Group::new(model, setting, report, rows));
        }
    });
}

fn can_be_added(model: &Model, rows: &[Observation]) -> bool {
    let indicator = rows.first().and_then(|row| model.indicators.get(row.series.indicator));
    indicator.is_some_and(|indicator| parts::can_be_added(indicator.measure))
}

fn judge(group: &Group<'_>) {
    let stated = group.rows.iter().find(|row| row.series.breakdown == 0);
    match (stated, stated.and_then(|row| row.number()), group.derived()) {
        (Some(row), Some(total), _) => group.compare(total, Some(row)),
        (Some(_), None, _) => {}
        (None, _, Some(total)) => group.compare(total, None),
        (None, _, None) => group.no_total(),
    }
}

impl<'a> Group<'a> {
    fn new(model: &'a Model, setting: &'a Setting<'a>, report: &'a Report, mut rows: Vec<&'a Observation>) -> Self {
        rows.dedup_by_key(|row| row.series.breakdown);
        let parts = parts::parts(model, rows.iter().copied());
        Group { model, setting, report, rows, parts }
    }

    fn added(&self, dimension: Dimension) -> impl Iterator<Item = &Part<'a>> {
        parts::added(&self.parts, dimension)
    }

    fn sum(&self, dimension: Dimension) -> Quantity {
        parts::sum(&self.parts, dimension)
    }

    /// The total that follows from the parts.
    fn derived(&self) -> Option<Quantity> {
        parts::telling(&self.parts).map(|dimension| self.sum(dimension))
    }

    fn compare(&self, total: Quantity, stated: Option<&Observation>) {
        if total.is_negative() {
            return;
        }
        for dimension in Dimension::ALL.into_iter().filter(|dimension| dimension.is_exclusive()) {
            let sum = self.sum(dimension);
            if sum > total && self.added(dimension).count() > 1 {
                self.sum_exceeds(dimension, sum, total, stated);
            }
        }
        let is_summed = |part: &&Part<'_>| {
            part.dimension.is_exclusive() && !part.is_detail && self.added(part.dimension).count() > 1
        };
        let alone = self.parts.iter().filter(|part| !is_summed(part));
        for part in alone.filter(|part| part.value > total) {
            self.part_exceeds(part, total, stated.is_some());
        }
    }

    fn sum_exceeds(&self, dimension: Dimension, sum: Quantity, total: Quantity, stated: Option<&Observation>) {
        let Some(row) = stated.or(self.added(dimension).next().map(|part| part.row)) else { return };
        let codes: Vec<&str> = self.added(dimension).map(|part| part.code).collect();
        let (period, sum, total) = (row.period, sum.plain(), total.plain());
        let codes = codes.join(" + ");
        let column = dimension.column();
        let message =
            format!("the parts by `{column}` ({codes}) add up to {sum}, but the total for {period} is {total}");
        let finding = Diagnostic::new(PARTS_EXCEED_TOTAL, cell(self.setting, row, "value"), message);
        self.report.rule(finding.help("correct the total or one of the parts"));
    }

    fn part_exceeds(&self, part: &Part<'_>, total: Quantity, is_stated: bool) {
        let (column, code, period) = (part.dimension.column(), part.code, part.row.period);
        let (value, total) = (part.value.plain(), total.plain());
        let origin = if is_stated { "" } else { " as the sum of other parts" };
        let message =
            format!("the part `{code}` of `{column}` is {value}, but the total for {period} is {total}{origin}");
        let finding = Diagnostic::new(PARTS_EXCEED_TOTAL, cell(self.setting, part.row, "value"), message);
        self.report.rule(finding.help("correct the part or the total"));
    }

    fn no_total(&self) {
        let Some(row) = self.rows.iter().min_by_key(|row| (row.file, row.start)) else { return };
        // The total may stand in a row that could not be read.
        let incomplete = &self.model.observations.incomplete;
        if self.rows.iter().any(|row| incomplete.contains(&(row.series.owner, row.file))) {
            return;
        }
        let indicator = self.model.indicators.get(row.series.indicator);
        let name = indicator.map_or("", |indicator| indicator.head().key.id());
        let message = format!("`{name}` for {} has parts but no total, so it cannot be shown as a whole", row.period);
        let finding = Diagnostic::new(NO_TOTAL, line(self.setting, row), message);
        self.report.rule(finding.help("add a row with the total: the same, with all breakdown columns empty"));
    }
}

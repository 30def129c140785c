//! Which values are withheld, so that nobody can be recognised? (content format, section 5, rule 5)
//!
//! Every published value is a cell, every sum that a reader could make is an equation between
//! cells: a total and its parts, a year and its quarters, members and their sum, commitments and the
//! partnership, partnerships and the catalogue. Small cells are hidden first; then, wherever a hidden
//! cell could be found by subtraction, the smallest other one is hidden too, until none can be found.

mod equations;
mod web;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Figures;
use super::amount::Amount;
use super::rollup::Official;
use super::series::{Level, Published};
use crate::model::Model;
use crate::model::commitment::Commitment;
use crate::model::indicator::{Indicator, MeasureType};
use crate::model::observation::{BreakdownId, Dimension, Observation, ObservationStatus, RowId, Subject, by_subject};
use crate::model::organisation::Organisation;
use crate::record::{Owner, Period, Quantity, Ref};

use web::Web;

/// A value that could be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cell {
    /// A row of data.
    Row(RowId),
    /// What the members reported on a period, together.
    Together(Subject, BreakdownId, Period),
    /// A reporter's total that follows from its parts.
    Derived(Subject, Option<Ref<Organisation>>, Period),
    /// What is not broken down by a dimension.
    Rest(RowId, Dimension),
    /// What a commitment has reached on its KPI of this position.
    ToDate(Ref<Commitment>, usize),
    /// The value of a subject for a year.
    Year(Subject, i16),
    /// The yearly total of a partnership.
    Partnership(Owner, Official, i16),
    /// The yearly total of the catalogue.
    Catalogue(Official, i16),
}

/// Where a published value on a subject and cell is published.
pub fn cell_on((subject, breakdown): (Subject, BreakdownId), value: &Published) -> Cell {
    match (value.level, value.rows.as_slice()) {
        (Level::Members, _) => Cell::Together(subject, breakdown, value.period),
        (Level::Own, [row]) => Cell::Row(*row),
        (Level::Own, _) => Cell::Derived(subject, None, value.period),
    }
}

/// Why a value is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hidden {
    /// It is above 0 and below this number, and printed as "<5".
    Small(u32),
    /// It is withheld: by its reporter, or because a small one could be found with it.
    Withheld,
}

/// The values that are not shown.
#[derive(Debug, Default)]
pub struct Suppression {
    hidden: BTreeMap<Cell, Hidden>,
}

impl Suppression {
    /// Why a value is not shown; none where it is.
    pub fn hides(&self, cell: Cell) -> Option<Hidden> {
        self.hidden.get(&cell).copied()
    }

    /// Is nothing hidden?
    pub fn is_empty(&self) -> bool {
        self.hidden.is_empty()
    }

    /// Everything that is hidden, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Cell, Hidden)> + '_ {
        self.hidden.iter().map(|(cell, hidden)| (*cell, *hidden))
    }
}

/// What must be hidden of a model and the figures derived from it.
pub fn suppress(model: &Model, figures: &Figures) -> Suppression {
    let subjects = sensitive(model);
    if subjects.is_empty() {
        return Suppression::default();
    }
    let mut web = Web::default();
    let mut grower = equations::Grower::new(model, figures);
    grower.all(subjects, &mut web);
    Suppression { hidden: web.hide(&mut |cell, web| grower.grow(cell, web)) }
}

/// The subjects with a value that has to be hidden: a row that is small or kept back. Where nothing is below
/// zero, a sum is small only if a row in it is; the growth of a running total can be small by itself.
fn sensitive(model: &Model) -> BTreeSet<Subject> {
    let is_kept_back = |row: &Observation| row.status == ObservationStatus::Suppressed;
    let is_sensitive = |(subject, rows): &(Subject, &[Observation])| {
        let indicator = model.indicators.get(subject.indicator);
        let limited = indicator.filter(|indicator| indicator.suppress_below.is_some());
        let is_small = |row: &Observation, indicator: &Indicator| {
            is_small(indicator, row) || row.number().is_some_and(Quantity::is_negative)
        };
        let is_any_small = |indicator: &Indicator| {
            indicator.measure == MeasureType::Cumulative || rows.iter().any(|row| is_small(row, indicator))
        };
        limited.is_some_and(is_any_small) || rows.iter().any(is_kept_back)
    };
    by_subject(&model.observations.list).filter(is_sensitive).map(|(subject, _)| subject).collect()
}

/// Is the value, or for shares what it is made of, above 0 and below the indicator's limit?
pub fn is_small(indicator: &Indicator, row: &Observation) -> bool {
    let details = row.details.as_deref();
    let parts = details.map(|details| [details.numerator, details.denominator]);
    match (indicator.measure, parts) {
        (MeasureType::Ratio, Some(parts)) => parts.into_iter().flatten().any(|part| below(indicator, part)),
        (MeasureType::Ratio | MeasureType::Boolean, _) => false,
        _ => row.number().is_some_and(|value| below(indicator, value)),
    }
}

/// Is a number above 0 and below the indicator's limit?
pub fn below(indicator: &Indicator, value: Quantity) -> bool {
    indicator.suppress_below.is_some_and(|limit| is_below(limit, value))
}

fn is_below(limit: u32, value: Quantity) -> bool {
    value > Quantity::ZERO && value < Quantity::whole(i64::from(limit))
}

/// Why a figure is not shown by itself: it, or for shares what it is made of, is below the limit.
fn small(limit: Option<u32>, amount: Amount) -> Option<Hidden> {
    let limit = limit?;
    let is_small = match amount {
        Amount::Number(value) => is_below(limit, value),
        Amount::Share { of: Some((above, under)), .. } => is_below(limit, above) || is_below(limit, under),
        Amount::Share { of: None, .. } | Amount::Truth { .. } => false,
    };
    is_small.then_some(Hidden::Small(limit))
}

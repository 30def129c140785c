//! Who took part in the year: how is the total of people broken down?

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Scope;
use super::values::Value;
use crate::figures::amount::Amount;
use crate::figures::parts;
use crate::figures::rollup::{self, Official, Sum};
use crate::figures::stated::{Reports, weakest};
use crate::figures::suppression::{Cell, Hidden, below};
use crate::figures::years;
use crate::model::indicator::KpiType;
use crate::model::observation::{BreakdownId, Dimension, ObservationStatus, Subject};
use crate::record::{Owner, Quantity};

/// A total by the codes of one dimension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Breakdown {
    /// The dimension.
    pub dimension: String,
    /// The parts.
    pub parts: Vec<Part>,
    /// What is not broken down, where that can be told.
    pub rest: Value,
}

/// A part of a total.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Its code.
    pub code: String,
    /// Its number.
    pub value: Value,
}

/// What is added up for a code.
#[derive(Default)]
struct Added {
    sum: Quantity,
    statuses: Vec<ObservationStatus>,
    has_value: bool,
    hidden: bool,
}

/// What was counted: people who take part, whatever they are called.
const COUNTED: Official = Official { kpi: KpiType::PeopleParticipating, indicator: None };

/// The breakdowns of people who took part, in order of dimension.
pub fn all(scope: &Scope<'_>) -> Vec<Breakdown> {
    let subjects = subjects(scope);
    let mut dimensions: BTreeMap<Dimension, BTreeMap<String, Added>> = BTreeMap::new();
    for subject in &subjects {
        let rows = scope.model.observations.rows_about(*subject);
        let ids: BTreeSet<BreakdownId> = rows.map(|(_, row)| row.series.breakdown).collect();
        for id in ids {
            if let Some((dimension, code)) = scope.model.observations.breakdown(id).single() {
                let codes = dimensions.entry(dimension).or_default();
                add(scope, *subject, id, codes.entry(code.to_owned()).or_default());
            }
        }
    }
    let one = |(dimension, codes)| breakdown(scope, &subjects, dimension, codes);
    dimensions.into_iter().filter_map(one).collect()
}

/// Whose values are in the year's total.
fn subjects(scope: &Scope<'_>) -> Vec<Subject> {
    let one = |owner| rollup::one(scope.model, &scope.figures.officials, owner, COUNTED, scope.year);
    let sums: Vec<Sum> = scope.owners().into_iter().filter_map(one).collect();
    let with_figure: BTreeSet<Owner> = sums.iter().filter_map(|sum| sum.rollup.owner).collect();
    let told_by = |owner: Owner| rollup::told_by(scope.model, owner, &with_figure);
    let is_in = |sum: &&Sum| sum.rollup.owner.and_then(told_by).is_none();
    let pieces = sums.iter().filter(is_in).flat_map(|sum| &sum.pieces);
    pieces.filter(|piece| piece.not_in.is_none()).map(|piece| piece.subject).collect()
}

/// Adds a subject's value of a code.
fn add(scope: &Scope<'_>, subject: Subject, id: BreakdownId, added: &mut Added) {
    let Some(indicator) = scope.model.indicators.get(subject.indicator) else { return };
    let rows = scope.model.observations.rows_about(subject);
    let mut of_year = rows.filter(|(_, row)| row.series.breakdown == id && scope.whole.contains(row.period));
    added.hidden |= of_year.any(|(at, row)| {
        row.status == ObservationStatus::Suppressed || scope.figures.suppression.hides(Cell::Row(at)).is_some()
    });
    let Some(year) = years::year(indicator, &Reports::on(scope.model, subject, id), scope.year) else { return };
    if let Some(Amount::Number(value)) = year.amount {
        added.hidden |= scope.figures.hides_any(&year.rows) || below(indicator, value);
        added.sum = added.sum + value;
        added.statuses.push(year.status);
        added.has_value = true;
    }
}

fn breakdown(
    scope: &Scope<'_>,
    subjects: &[Subject],
    dimension: Dimension,
    codes: BTreeMap<String, Added>,
) -> Option<Breakdown> {
    let codes: BTreeMap<String, Added> =
        codes.into_iter().filter(|(_, added)| added.has_value || added.hidden).collect();
    if codes.is_empty() {
        return None;
    }
    let rest = rest(scope, subjects, dimension, &codes);
    let guarded = scope.is_guarded(COUNTED, scope.year);
    let part = |(code, added): (String, Added)| {
        let hidden = added.hidden.then_some(Hidden::Withheld);
        let status = weakest(added.statuses.into_iter());
        let value = Value { guarded, ..Value::new(Some(Amount::Number(added.sum)), hidden, status) };
        Part { code, value }
    };
    let parts = codes.into_iter().map(part).collect();
    Some(Breakdown { dimension: dimension.column().to_owned(), parts, rest: Value { guarded, ..rest } })
}

/// What is not broken down. Where a part is withheld, or it is small itself, it is not told.
fn rest(scope: &Scope<'_>, subjects: &[Subject], dimension: Dimension, codes: &BTreeMap<String, Added>) -> Value {
    let total = scope.total(COUNTED, scope.year);
    let Some(total) = total.number().filter(|_| dimension.is_exclusive()) else { return Value::default() };
    if codes.values().any(|added| added.hidden) {
        return Value::default();
    }
    let is_top = |code: &str| !codes.keys().any(|other| parts::is_inside(scope.model, dimension, code, other));
    let known: Quantity = codes.iter().filter(|(code, _)| is_top(code)).map(|(_, added)| added.sum).sum();
    if total <= known {
        return Value::default();
    }
    let rest = total - known;
    let indicators = subjects.iter().filter_map(|subject| scope.model.indicators.get(subject.indicator));
    let is_small = indicators.into_iter().any(|indicator| below(indicator, rest));
    let hidden = is_small.then_some(Hidden::Withheld);
    Value::new(Some(Amount::Number(rest)), hidden, ObservationStatus::Final)
}

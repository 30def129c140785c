//! What does each reporter say about each period? (content format, section 5, rules 3 and 4)

use std::collections::BTreeMap;
use std::ops::Range;

use smallvec::{SmallVec, smallvec};

use super::amount::Amount;
use super::parts;
use crate::model::Model;
use crate::model::indicator::Indicator;
use crate::model::observation::{BreakdownId, Dimension, Observation, ObservationStatus, RowId, Subject};
use crate::model::organisation::Organisation;
use crate::record::{Period, Ref};

/// Positions of rows.
pub type Rows = SmallVec<[RowId; 2]>;

/// One reporter's value for one period.
#[derive(Clone, Debug)]
pub struct Stated {
    /// The period.
    pub period: Period,
    /// The value.
    pub amount: Amount,
    /// How sure it is.
    pub status: ObservationStatus,
    /// The rows it comes from.
    pub rows: Rows,
    /// The dimension whose parts it is the sum of, where no total was stated.
    pub derived: Option<Dimension>,
}

/// What everybody says about one subject and breakdown.
#[derive(Clone, Debug, Default)]
pub struct Reports {
    /// The partnership's own values, in order of period.
    pub own: Vec<Stated>,
    /// The members' values, by organisation, each in order of period.
    pub members: Vec<(Ref<Organisation>, Vec<Stated>)>,
}

impl Reports {
    /// All reports on a subject, for one breakdown; 0 is the total.
    pub fn on(model: &Model, subject: Subject, breakdown: BreakdownId) -> Reports {
        let Some(indicator) = model.indicators.get(subject.indicator) else { return Reports::default() };
        let mut reports = Reports::default();
        for range in reporters(model, model.observations.about(subject)) {
            let reporter = model.observations.within(range.clone()).first().and_then(|row| row.series.organisation);
            let stated = stated(model, indicator, range, breakdown);
            match reporter {
                _ if stated.is_empty() => {}
                None => reports.own = stated,
                Some(organisation) => reports.members.push((organisation, stated)),
            }
        }
        reports
    }

    /// The reports on periods that `keep` accepts.
    pub fn only(&self, keep: impl Fn(Period) -> bool) -> Reports {
        let kept = |list: &[Stated]| list.iter().filter(|stated| keep(stated.period)).cloned().collect::<Vec<_>>();
        let members = self.members.iter().map(|(organisation, list)| (*organisation, kept(list)));
        Reports { own: kept(&self.own), members: members.filter(|(_, list)| !list.is_empty()).collect() }
    }

    /// Everything that is said.
    pub fn all(&self) -> impl Iterator<Item = &Stated> {
        self.own.iter().chain(self.members.iter().flat_map(|(_, list)| list))
    }

    /// Is nothing said?
    pub fn is_empty(&self) -> bool {
        self.own.is_empty() && self.members.is_empty()
    }
}

/// The positions of each reporter's rows among those of a subject.
pub fn reporters(model: &Model, about: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = about.start;
    let rows = model.observations.within(about);
    rows.chunk_by(|a, b| a.series.organisation == b.series.organisation).map(move |chunk| {
        let range = start..start + chunk.len();
        start = range.end;
        range
    })
}

/// One reporter's values, in order of period.
fn stated(model: &Model, indicator: &Indicator, range: Range<usize>, breakdown: BreakdownId) -> Vec<Stated> {
    let rows = || model.observations.rows_within(range.clone());
    let of_cell = rows().filter(|(_, row)| row.series.breakdown == breakdown);
    let mut all: Vec<Stated> = of_cell.filter_map(|(at, row)| value(indicator, row, at)).collect();
    if breakdown == 0 && parts::can_be_added(indicator.measure) && rows().any(|(_, row)| row.series.breakdown != 0) {
        all.extend(derived(model, rows()));
        all.sort_by_key(|stated| stated.period);
    }
    all
}

fn value(indicator: &Indicator, row: &Observation, at: RowId) -> Option<Stated> {
    let amount = Amount::of(indicator, row)?;
    Some(Stated { period: row.period, amount, status: row.status, rows: smallvec![at], derived: None })
}

/// Totals that follow from parts, for the periods without a row for the total.
fn derived<'a>(model: &'a Model, rows: impl Iterator<Item = (RowId, &'a Observation)>) -> Vec<Stated> {
    let mut periods: BTreeMap<Period, Vec<(RowId, &Observation)>> = BTreeMap::new();
    for (at, row) in rows {
        periods.entry(row.period).or_default().push((at, row));
    }
    let total = |(period, rows): (Period, Vec<(RowId, &Observation)>)| {
        if rows.iter().any(|(_, row)| row.series.breakdown == 0) {
            return None;
        }
        let parts = parts::parts(model, rows.iter().map(|(_, row)| *row));
        let dimension = parts::telling(&parts)?;
        let is_added = |row: &Observation| parts::added(&parts, dimension).any(|part| std::ptr::eq(part.row, row));
        let added = || rows.iter().filter(|(_, row)| is_added(row));
        Some(Stated {
            period,
            amount: Amount::Number(parts::sum(&parts, dimension)),
            status: weakest(added().map(|(_, row)| row.status)),
            rows: added().map(|(at, _)| *at).collect(),
            derived: Some(dimension),
        })
    };
    periods.into_iter().filter_map(total).collect()
}

/// How sure a sum is: no surer than the weakest of its parts.
pub fn weakest(statuses: impl Iterator<Item = ObservationStatus>) -> ObservationStatus {
    let weakness = |status: &ObservationStatus| match status {
        ObservationStatus::Estimated => 3,
        ObservationStatus::Provisional => 2,
        ObservationStatus::Break => 1,
        _ => 0,
    };
    statuses.max_by_key(weakness).unwrap_or(ObservationStatus::Final)
}

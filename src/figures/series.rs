//! What is published of what everybody says? (content format, section 5, rules 1 to 3)

use super::amount::Amount;
use super::periods::{fill, outermost};
use super::stated::{Reports, Rows, Stated, weakest};
use crate::model::indicator::{Indicator, MeasureType};
use crate::model::observation::ObservationStatus;
use crate::model::organisation::Organisation;
use crate::record::{Period, Ref};

/// Whose value it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The partnership's own.
    Own,
    /// What the members reported, together.
    Members,
}

/// A published value.
#[derive(Clone, Debug)]
pub struct Published {
    /// The period.
    pub period: Period,
    /// The value.
    pub amount: Amount,
    /// How sure it is.
    pub status: ObservationStatus,
    /// Whose value it is.
    pub level: Level,
    /// Does it count, or is it detail of a longer period?
    pub counts: bool,
    /// The rows it comes from.
    pub rows: Rows,
    /// The members whose values are in it, each with its share.
    pub members: Vec<(Ref<Organisation>, Amount)>,
}

/// Why a value is not in a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excluded {
    /// It is detail of a longer period with a value.
    Inside(Period),
    /// The partnership has a value of its own for this period.
    OwnValue(Period),
    /// Its period overlaps that of the partnership's own value, so days would be counted twice.
    Overlaps(Period),
    /// It is an earlier state than the one that counts.
    Earlier(Period),
    /// It is a share of which it is not known what it was made of.
    NotAddable,
    /// Its period begins before the commitment.
    BeforeStart,
    /// It is in the baseline.
    InBaseline,
    /// Its period lies in two years.
    AcrossYears,
    /// There is no value before the year to count from.
    NothingBefore,
    /// It is counted in another way from here on.
    Break,
}

/// Values that are not in a sum, and why.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// The rows.
    pub rows: Rows,
    /// Why.
    pub why: Excluded,
}

/// What is published on a subject.
#[derive(Clone, Debug, Default)]
pub struct Series {
    /// In order of period.
    pub values: Vec<Published>,
    /// What is left out.
    pub left_out: Vec<LeftOut>,
}

impl Series {
    /// The series that follows from reports.
    pub fn of(indicator: &Indicator, reports: &Reports) -> Series {
        let own: Vec<Period> = own_periods(reports);
        let mut series = Series::default();
        for together in together(indicator, reports, &mut series.left_out) {
            match set_aside(&own, together.period) {
                Some(why) => series.left_out.push(LeftOut { rows: together.rows, why }),
                None => series.values.push(together),
            }
        }
        series.values.extend(reports.own.iter().map(own_value));
        series.values.sort_by_key(|value| value.period);
        let counts = outermost(series.values.iter().map(|value| value.period));
        for (value, counts) in series.values.iter_mut().zip(counts) {
            value.counts = counts;
        }
        series
    }

    /// The values that count, in order of period.
    pub fn counting(&self) -> impl DoubleEndedIterator<Item = &Published> + Clone {
        self.values.iter().filter(|value| value.counts)
    }

    /// The latest value.
    pub fn latest(&self) -> Option<&Published> {
        self.values.last()
    }

    /// The value to date: the sum of a flow, the latest of everything else.
    pub fn to_date(&self, indicator: &Indicator) -> Option<Amount> {
        match indicator.measure {
            MeasureType::Flow => Amount::total(indicator, self.counting().map(|value| value.amount)),
            _ => self.latest().map(|value| value.amount),
        }
    }

    /// The values that are in the value to date.
    pub fn counted(&self, indicator: &Indicator) -> Vec<&Published> {
        match indicator.measure {
            MeasureType::Flow => self.counting().collect(),
            _ => self.latest().into_iter().collect(),
        }
    }
}

fn own_value(stated: &Stated) -> Published {
    Published {
        period: stated.period,
        amount: stated.amount,
        status: stated.status,
        level: Level::Own,
        counts: true,
        rows: stated.rows.clone(),
        members: Vec::new(),
    }
}

/// The periods for which the partnership's own values count.
fn own_periods(reports: &Reports) -> Vec<Period> {
    let counts = outermost(reports.own.iter().map(|stated| stated.period));
    reports.own.iter().zip(counts).filter(|(_, counts)| *counts).map(|(stated, _)| stated.period).collect()
}

/// Why what the members say about a period is set aside, where the partnership has values of its own:
/// for the whole of it, or for parts that fill it.
fn set_aside(own: &[Period], period: Period) -> Option<Excluded> {
    let around = own.iter().copied().find(|own| own.contains(period));
    let inside = own.iter().copied().filter(|own| period.contains(*own));
    let filled = || fill(period, inside).then_some(period);
    let across = || own.iter().copied().find(|own| own.meets(period) && !period.contains(*own));
    around.or_else(filled).map(Excluded::OwnValue).or_else(|| across().map(Excluded::Overlaps))
}

/// What the members say together, by the longest periods for which one of them reports.
fn together(indicator: &Indicator, reports: &Reports, left_out: &mut Vec<LeftOut>) -> Vec<Published> {
    let periods = longest(reports);
    let told = by_period(reports, &periods);
    let sums = periods.iter().zip(told).filter_map(|(period, told)| sum(indicator, *period, &told, left_out));
    sums.collect()
}

/// What each member says about each of the longest periods. Where the longest periods of two members
/// overlap, a value belongs to the first around it.
fn by_period<'r>(reports: &'r Reports, periods: &[Period]) -> Vec<Vec<(Ref<Organisation>, &'r [Stated])>> {
    let home = |one: &Stated| periods.partition_point(|longest| longest.last < one.period.last);
    let mut by_period = vec![Vec::new(); periods.len()];
    for (organisation, list) in &reports.members {
        for chunk in list.chunk_by(|a, b| home(a) == home(b)) {
            if let Some(told) = chunk.first().and_then(|one| by_period.get_mut(home(one))) {
                told.push((*organisation, chunk));
            }
        }
    }
    by_period
}

/// The sum over members for one period; none where it cannot be made.
fn sum(
    indicator: &Indicator,
    period: Period,
    told: &[(Ref<Organisation>, &[Stated])],
    left_out: &mut Vec<LeftOut>,
) -> Option<Published> {
    let mut members = Vec::with_capacity(told.len());
    let (mut rows, mut statuses) = (Rows::new(), Vec::new());
    for (organisation, list) in told {
        let counted = counted(indicator, list, left_out);
        rows.extend(counted.iter().flat_map(|stated| stated.rows.iter().copied()));
        statuses.extend(counted.iter().map(|stated| stated.status));
        let amount = Amount::total(indicator, counted.iter().map(|stated| stated.amount));
        members.extend(amount.map(|amount| (*organisation, amount)));
    }
    let Some(amount) = Amount::total(indicator, members.iter().map(|(_, amount)| *amount)) else {
        left_out.push(LeftOut { rows, why: Excluded::NotAddable });
        return None;
    };
    let status = weakest(statuses.into_iter());
    Some(Published { period, amount, status, level: Level::Members, counts: true, rows, members })
}

/// The longest periods for which members report.
fn longest(reports: &Reports) -> Vec<Period> {
    let mut periods: Vec<Period> = reports.members.iter().flat_map(|(_, list)| list).map(|one| one.period).collect();
    periods.sort();
    periods.dedup();
    let counts = outermost(periods.iter().copied());
    periods.into_iter().zip(counts).filter(|(_, counts)| *counts).map(|(period, _)| period).collect()
}

/// Which of a member's values inside one period count: all that lie apart for a flow, else the last.
fn counted<'s>(indicator: &Indicator, list: &'s [Stated], left_out: &mut Vec<LeftOut>) -> Vec<&'s Stated> {
    let is_flow = indicator.measure == MeasureType::Flow;
    let counts = outermost(list.iter().map(|one| one.period));
    let mut counted: Vec<&Stated> = Vec::new();
    for (one, counts) in list.iter().zip(counts).rev() {
        let around = counted.last().filter(|_| !is_flow || !counts).map(|around| around.period);
        match around {
            Some(around) => {
                let why = if is_flow { Excluded::Inside(around) } else { Excluded::Earlier(around) };
                left_out.push(LeftOut { rows: one.rows.clone(), why });
            }
            None => counted.push(one),
        }
    }
    counted.reverse();
    counted
}

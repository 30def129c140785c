//! What is a subject's value for one year? (content format, section 5, rules 1 and 2)

use std::collections::BTreeSet;

use super::amount::Amount;
use super::series::{Excluded, LeftOut, Level, Series};
use super::stated::{Reports, Rows, Stated, weakest};
use crate::model::indicator::{Indicator, MeasureType};
use crate::model::observation::{ObservationStatus, RowId};
use crate::model::organisation::Organisation;
use crate::record::{Period, Ref};

/// A value for one year.
#[derive(Clone, Debug)]
pub struct YearValue {
    /// The year.
    pub year: i16,
    /// The value; none where there are reports that cannot be made into one.
    pub amount: Option<Amount>,
    /// How sure it is.
    pub status: ObservationStatus,
    /// Whose value it is.
    pub level: Level,
    /// The rows it comes from.
    pub rows: Rows,
    /// The members' reports that are in it.
    pub members: Vec<MemberReport>,
    /// What is left out.
    pub left_out: Vec<LeftOut>,
}

/// A member's report that is in a sum.
#[derive(Clone, Debug)]
pub struct MemberReport {
    /// Who.
    pub organisation: Ref<Organisation>,
    /// About when.
    pub period: Period,
    /// How much.
    pub amount: Amount,
    /// The rows it comes from.
    pub rows: Rows,
}

/// The values of every year for which there are reports, in order.
pub fn years(indicator: &Indicator, reports: &Reports) -> Vec<YearValue> {
    let of = |stated: &Stated| [stated.period.first.year(), stated.period.last.year()];
    let years: BTreeSet<i16> = reports.all().flat_map(of).collect();
    years.into_iter().filter_map(|year| self::year(indicator, reports, year)).collect()
}

/// The value of one year; none where nothing was reported on it.
pub fn year(indicator: &Indicator, reports: &Reports, year: i16) -> Option<YearValue> {
    let mut value = match indicator.measure {
        MeasureType::Cumulative => grown(indicator, reports, year),
        _ => within(indicator, reports, year),
    };
    let crosses = |period: Period| period.within_year().is_none();
    let touches = |period: Period| (period.first.year()..=period.last.year()).contains(&year);
    let across = reports.all().filter(|stated| crosses(stated.period) && touches(stated.period));
    value.left_out.extend(across.map(|stated| left_out(stated, Excluded::AcrossYears)));
    (value.amount.is_some() || !value.left_out.is_empty()).then_some(value)
}

fn left_out(stated: &Stated, why: Excluded) -> LeftOut {
    LeftOut { rows: stated.rows.clone(), why }
}

fn nothing(year: i16) -> YearValue {
    YearValue {
        year,
        amount: None,
        status: ObservationStatus::Final,
        level: Level::Own,
        rows: Rows::new(),
        members: Vec::new(),
        left_out: Vec::new(),
    }
}

/// What counts among the periods within the year.
fn within(indicator: &Indicator, reports: &Reports, year: i16) -> YearValue {
    let reports = reports.only(|period| period.within_year() == Some(year));
    let series = Series::of(indicator, &reports);
    let counted = series.counted(indicator);
    let rows: Rows = counted.iter().flat_map(|value| value.rows.iter().copied()).collect();
    let known: BTreeSet<RowId> = rows.iter().copied().collect();
    let is_in = |stated: &&Stated| stated.rows.iter().all(|row| known.contains(row));
    let report = |(organisation, list): &(Ref<Organisation>, Vec<Stated>)| {
        let organisation = *organisation;
        let told = list.iter().filter(is_in);
        let report = |one: &Stated| {
            let (period, amount, rows) = (one.period, one.amount, one.rows.clone());
            MemberReport { organisation, period, amount, rows }
        };
        told.map(report).collect::<Vec<_>>()
    };
    YearValue {
        year,
        amount: series.to_date(indicator),
        status: weakest(counted.iter().map(|value| value.status)),
        level: counted.last().map_or(Level::Own, |value| value.level),
        members: reports.members.iter().flat_map(report).collect(),
        rows,
        left_out: series.left_out,
    }
}

/// By how much running totals grew in the year: the partnership's own, else the members'.
fn grown(indicator: &Indicator, reports: &Reports, year: i16) -> YearValue {
    let mut value = nothing(year);
    let has_own = reports.own.iter().any(|one| one.period.within_year() == Some(year));
    if has_own {
        let amount = growth(&reports.own, year, &mut value);
        value.amount = amount.map(|(_, amount, _)| amount);
        return value;
    }
    value.level = Level::Members;
    for (organisation, list) in &reports.members {
        let grown = growth(list, year, &mut value);
        let report = |(period, amount, rows)| MemberReport { organisation: *organisation, period, amount, rows };
        value.members.extend(grown.map(report));
    }
    value.amount = Amount::total(indicator, value.members.iter().map(|report| report.amount));
    value
}

/// The latest in the year less the latest before it.
fn growth(list: &[Stated], year: i16, value: &mut YearValue) -> Option<(Period, Amount, Rows)> {
    let latest = list.iter().rposition(|one| one.period.within_year() == Some(year))?;
    let before = list.iter().rposition(|one| one.period.last.year() < year);
    let (end, start) = (list.get(latest)?, before.and_then(|at| list.get(at)));
    let Some(start) = start else {
        value.left_out.push(left_out(end, Excluded::NothingBefore));
        return None;
    };
    let since = list.get(before.map_or(0, |at| at + 1)..=latest).unwrap_or_default();
    if since.iter().any(|one| one.status == ObservationStatus::Break) {
        value.left_out.push(left_out(end, Excluded::Break));
        return None;
    }
    let rows: Rows = start.rows.iter().chain(&end.rows).copied().collect();
    value.rows.extend(rows.iter().copied());
    value.status = weakest([value.status, start.status, end.status].into_iter());
    Some((end.period, Amount::Number(end.amount.value() - start.amount.value()), rows))
}

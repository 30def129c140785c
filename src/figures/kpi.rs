//! How does a commitment stand on one of its KPIs? (content format, section 5, rules 1 to 7)

use jiff::civil::Date;

use super::Basis;
use super::amount::Amount;
use super::coverage::{Coverage, Members, coverage};
use super::periods;
use super::progress::{self, Pace, Promise, Standing, Status};
use super::series::{Excluded, LeftOut, Published, Series};
use super::stated::{Reports, Rows, Stated};
use super::suppression::{Cell, cell_on};
use super::years::{self, YearValue};
use crate::model::Model;
use crate::model::commitment::{Commitment, KpiUse};
use crate::model::indicator::{Indicator, MeasureType};
use crate::model::observation::{BreakdownId, ObservationStatus, Subject};
use crate::record::{Period, Quantity, Ref};

/// A value for its latest period.
#[derive(Clone, Copy, Debug)]
pub struct Latest {
    /// The period.
    pub period: Period,
    /// The value.
    pub amount: Amount,
    /// How sure it is.
    pub status: ObservationStatus,
    /// Where it is published.
    pub cell: Option<Cell>,
}

/// How a commitment stands on one KPI.
#[derive(Clone, Debug, Default)]
pub struct Kpi {
    /// What has been reached: with the baseline, where it is a flow.
    pub to_date: Option<Amount>,
    /// The value for the latest period.
    pub latest: Option<Latest>,
    /// The complete year that is held against a target for each year.
    pub year: Option<i16>,
    /// Share of the way from baseline to target.
    pub progress: Option<f64>,
    /// Share that should be reached by now.
    pub expected: Option<f64>,
    /// How it stands.
    pub status: Option<Status>,
    /// The speed that is needed.
    pub pace: Option<Pace>,
    /// Members who reported on the latest period.
    pub reported_by: Coverage,
}

/// A KPI of a commitment, with what is needed to work it out.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// All content.
    pub model: &'a Model,
    /// Day and thresholds.
    pub basis: &'a Basis,
    /// The commitment's position.
    pub at: Ref<Commitment>,
    /// The commitment.
    pub commitment: &'a Commitment,
    /// The KPI.
    pub kpi: &'a KpiUse,
    /// Its indicator.
    pub indicator: &'a Indicator,
    /// What is reported on.
    pub subject: Subject,
    /// The cell that counts; none where nothing was reported on it.
    pub breakdown: Option<BreakdownId>,
}

impl<'a> Asked<'a> {
    /// A KPI of a commitment; none where its indicator is not shown.
    pub fn new(
        model: &'a Model,
        basis: &'a Basis,
        at: Ref<Commitment>,
        commitment: &'a Commitment,
        kpi: &'a KpiUse,
    ) -> Option<Asked<'a>> {
        let indicator = model.indicators.get(kpi.indicator)?;
        let owner = commitment.head.owner?;
        let subject = Subject { owner, indicator: kpi.indicator, commitment: Some(at) };
        let breakdown = model.observations.breakdown_id(&kpi.scope);
        Some(Asked { model, basis, at, commitment, kpi, indicator, subject, breakdown })
    }

    /// Everything that was reported on it.
    pub fn reports(&self) -> Reports {
        self.breakdown.map(|breakdown| Reports::on(self.model, self.subject, breakdown)).unwrap_or_default()
    }

    /// Where a published value is published.
    pub fn cell(&self, value: &Published) -> Option<Cell> {
        self.breakdown.map(|breakdown| cell_on((self.subject, breakdown), value))
    }

    fn is_flow(&self) -> bool {
        self.indicator.measure == MeasureType::Flow
    }

    /// Is the target one for each year?
    pub fn per_year(&self) -> bool {
        self.kpi.target.as_ref().is_some_and(|target| target.per_year)
    }

    /// Why a period does not count towards the target: the sum of a flow goes from start and baseline on.
    pub fn excluded(&self, period: Period) -> Option<Excluded> {
        let baseline = self.kpi.baseline.as_ref().and_then(|baseline| baseline.period);
        if !self.is_flow() || self.per_year() {
            return None;
        }
        if baseline.is_some_and(|baseline| period.first <= baseline.last) {
            return Some(Excluded::InBaseline);
        }
        (period.first < self.commitment.start.first()).then_some(Excluded::BeforeStart)
    }

    /// The series that counts towards the target, and what is left out of it.
    pub fn counting(&self, reports: &Reports) -> Series {
        let mut series = Series::of(self.indicator, &reports.only(|period| self.excluded(period).is_none()));
        let excluded =
            |stated: &Stated| self.excluded(stated.period).map(|why| LeftOut { rows: stated.rows.clone(), why });
        series.left_out.extend(reports.all().filter_map(excluded));
        series
    }

    /// How it stands.
    pub fn stand(&self, members: &Members) -> Kpi {
        self.stand_on(&self.reports(), members)
    }

    /// How it stands where these are the reports.
    pub fn stand_on(&self, reports: &Reports, members: &Members) -> Kpi {
        let series = self.counting(reports);
        let whole_year = if self.per_year() { self.complete_year(reports) } else { None };
        let to_date = match (self.per_year(), &whole_year) {
            (true, year) => year.as_ref().and_then(|year| year.amount),
            (false, _) => series.to_date(self.indicator).map(|amount| self.with_baseline(amount)),
        };
        let latest = series.latest().map(|value| Latest {
            period: value.period,
            amount: value.amount,
            status: value.status,
            cell: self.cell(value),
        });
        let reported_by = self.reported_by(members, latest.map(|latest| latest.period));
        let kpi = Kpi { to_date, latest, year: whole_year.map(|year| year.year), reported_by, ..Kpi::default() };
        self.judged(kpi)
    }

    /// A flow's sum counts from its baseline.
    fn with_baseline(&self, amount: Amount) -> Amount {
        match (amount, &self.kpi.baseline) {
            (Amount::Number(sum), Some(baseline)) if self.is_flow() => Amount::Number(baseline.value + sum),
            _ => amount,
        }
    }

    /// The values of years; yes or no is of no year.
    pub fn years(&self) -> Vec<YearValue> {
        let is_boolean = self.indicator.measure == MeasureType::Boolean;
        let years = if is_boolean { Vec::new() } else { years::years(self.indicator, &self.reports()) };
        years.into_iter().filter(|value| value.amount.is_some()).collect()
    }

    /// The value of one year.
    pub fn year(&self, year: i16) -> Option<YearValue> {
        self.years().into_iter().find(|value| value.year == year)
    }

    /// The latest year that is over and for which there is a whole value.
    pub fn complete_year(&self, reports: &Reports) -> Option<YearValue> {
        let start = self.commitment.start.first();
        let years = years::years(self.indicator, reports);
        let is_over = |year: &YearValue| Period::year(year.year).is_some_and(|whole| whole.last <= self.basis.as_of);
        let has_begun = |year: &YearValue| year.year >= start.year();
        let mut complete = years.into_iter().filter(|year| is_over(year) && has_begun(year));
        complete.rfind(|year| year.amount.is_some() && self.is_complete(reports, year.year))
    }

    /// Is there a value for the whole year, or do parts fill it?
    fn is_complete(&self, reports: &Reports, year: i16) -> bool {
        let Some(whole) = Period::year(year) else { return false };
        let within = reports.only(|period| whole.contains(period));
        let series = Series::of(self.indicator, &within);
        match self.indicator.measure {
            MeasureType::Flow => periods::fill(whole, series.counting().map(|value| value.period)),
            _ => series.latest().is_some_and(|value| value.period.last == whole.last),
        }
    }

    fn reported_by(&self, members: &Members, latest: Option<Period>) -> Coverage {
        let today = Period { first: self.basis.as_of, last: self.basis.as_of };
        let period = latest.unwrap_or(today);
        let due = members.due(self.subject.owner, Some(self.commitment), period);
        let observations = &self.model.observations;
        coverage(&due, observations.within(observations.about(self.subject)), period)
    }

    /// With progress, expectation, status and pace.
    fn judged(&self, kpi: Kpi) -> Kpi {
        let start = self.commitment.start.first();
        let target = self.kpi.target.as_ref();
        let by = target.and_then(|target| target.by).map(|by| by.last);
        let is_boolean = self.indicator.measure == MeasureType::Boolean;
        let promise = target.and_then(|target| Promise::of(self.kpi, target, self.indicator.direction, start));
        let day = kpi.latest.map_or(self.basis.as_of, |latest| latest.period.last.min(self.basis.as_of));
        let progress = match (kpi.to_date, promise) {
            (Some(Amount::Truth { yes, of }), _) => Some(f64::from(yes) / f64::from(of.max(1))),
            (Some(amount), Some(promise)) => promise.progress(amount.value()),
            _ => None,
        };
        let expected = match promise {
            _ if is_boolean => None,
            Some(_) if self.per_year() => Some(1.0),
            Some(promise) => promise.expected(day),
            None => None,
        };
        let standing = Standing {
            as_of: self.basis.as_of,
            start,
            by,
            has_value: kpi.to_date.is_some(),
            progress,
            expected,
            per_year: self.per_year(),
            is_boolean,
        };
        let status = progress::status(&standing, &self.basis.thresholds);
        let pace = self.pace(status, progress, day, by);
        Kpi { progress, expected, status, pace, ..kpi }
    }

    /// The speed that is needed, while the promise can still be kept.
    fn pace(&self, status: Option<Status>, progress: Option<f64>, day: Date, by: Option<Date>) -> Option<Pace> {
        let is_open = matches!(status, Some(Status::Ahead | Status::OnTrack | Status::Behind | Status::OffTrack));
        let is_counted = self.indicator.measure != MeasureType::Boolean && !self.per_year();
        (is_open && is_counted).then(|| progress::pace(progress?, self.commitment.start.first(), day, by?)).flatten()
    }
}

/// The baseline's value, where it is written.
pub fn baseline(kpi: &KpiUse) -> Option<Quantity> {
    kpi.baseline.as_ref().map(|baseline| baseline.value)
}

/// The rows that are in the value to date.
pub fn rows(series: &Series, indicator: &Indicator) -> Rows {
    series.counted(indicator).into_iter().flat_map(|value| value.rows.iter().copied()).collect()
}

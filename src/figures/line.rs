//! How has an indicator developed in a partnership?

use super::Figures;
use super::amount::Amount;
use super::kpi::{self, Asked};
use super::progress::Promise;
use super::rollup::{self, Official, Sum};
use super::series::{Published, Series};
use super::stated::Reports;
use super::suppression::{Cell, Hidden};
use super::years;
use crate::model::Model;
use crate::model::commitment::Commitment;
use crate::model::indicator::{Indicator, KpiType, MeasureType};
use crate::model::observation::{self, ObservationStatus, Subject};
use crate::record::{Entity as _, Owner, Period, Quantity, Ref};

/// A place on the line.
#[derive(Clone, Copy, Debug)]
pub struct Spot {
    /// Its period.
    pub period: Period,
    /// The value; none where it is withheld.
    pub amount: Option<Amount>,
    /// How sure it is.
    pub status: ObservationStatus,
}

/// What the places of a line are.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// What a commitment had reached on its KPI of this position, up to its target.
    Promised(Ref<Commitment>, usize),
    /// The values of years.
    Years,
    /// The values of other periods.
    Periods,
}

/// The line of an indicator.
#[derive(Clone, Debug)]
pub struct Line {
    /// In order of time.
    pub spots: Vec<Spot>,
    /// What they are.
    pub way: Way,
}

/// A partnership's value for a year: its own, else that of its commitments together.
#[derive(Clone, Debug)]
pub struct Yearly {
    /// The sum with its pieces.
    pub sum: Sum,
    /// Why it is not shown.
    pub hidden: Option<Hidden>,
}

/// What a partnership reports on, for one indicator.
pub fn subjects(model: &Model, owner: Owner, at: Ref<Indicator>) -> Vec<Subject> {
    observation::subjects(model.observations.of_indicator(owner, at)).collect()
}

/// The values of an indicator in a partnership for all years, in order.
pub fn yearly(model: &Model, figures: &Figures, owner: Owner, at: Ref<Indicator>) -> Vec<Yearly> {
    let Some(indicator) = model.indicators.get(at) else { return Vec::new() };
    let official = Official { kpi: KpiType::Other, indicator: Some(at) };
    let mut by_year = std::collections::BTreeMap::<i16, Vec<_>>::new();
    for subject in subjects(model, owner, at) {
        for year in years::years(indicator, &Reports::on(model, subject, 0)) {
            by_year.entry(year.year).or_default().push((subject, year));
        }
    }
    let of = |(year, values)| {
        let sum = rollup::sum(model, owner, official, year, values, &[])?;
        Some(Yearly { hidden: hidden(figures, &sum), sum })
    };
    by_year.into_iter().filter_map(of).collect()
}

/// A sum could give away what is withheld of it.
fn hidden(figures: &Figures, sum: &Sum) -> Option<Hidden> {
    let included: Vec<&rollup::Piece> = sum.pieces.iter().filter(|piece| piece.not_in.is_none()).collect();
    let hides = |piece: &&rollup::Piece| figures.suppression.hides(Cell::Year(piece.subject, sum.rollup.year));
    match included.as_slice() {
        [one] => hides(one),
        several => several.iter().find_map(hides).map(|_| Hidden::Withheld),
    }
}

/// The line: towards the target where exactly one commitment promises one, else over years that are
/// over, else over the periods of the one who reports. None where fewer than two places are known.
pub fn line(model: &Model, figures: &Figures, owner: Owner, at: Ref<Indicator>) -> Option<Line> {
    let indicator = model.indicators.get(at).filter(|indicator| indicator.measure != MeasureType::Boolean)?;
    let of_years = || Line { spots: years(&yearly(model, figures, owner, at), figures), way: Way::Years };
    let promised = promised(model, owner, at).and_then(|(at, number)| of_promise(model, figures, at, number));
    promised
        .or_else(|| Some(of_years()).filter(is_line))
        .or_else(|| periods(model, figures, owner, indicator, at).filter(is_line))
}

/// The line of a commitment's KPI towards its target; none where fewer than two places are known.
pub fn of_promise(model: &Model, figures: &Figures, at: Ref<Commitment>, number: usize) -> Option<Line> {
    towards(model, figures, at, number).filter(is_line)
}

fn is_line(line: &Line) -> bool {
    line.spots.iter().filter(|spot| spot.amount.is_some()).count() > 1
}

/// The only KPI of a partnership with a target for an indicator as a whole.
fn promised(model: &Model, owner: Owner, at: Ref<Indicator>) -> Option<(Ref<Commitment>, usize)> {
    let commitments = model.commitments.range(model.names.range(&Commitment::KIND, owner));
    let mut promised = commitments.flat_map(|(commitment, record)| {
        let kpis = record.kpis.iter().enumerate().filter(|(_, kpi)| kpi.indicator == at && kpi.is_headline());
        let with_target = kpis.filter(|(_, kpi)| kpi.target.as_ref().is_some_and(|target| target.value.is_some()));
        with_target.map(move |(number, _)| (commitment, number))
    });
    let only = promised.next()?;
    promised.next().is_none().then_some(only)
}

/// What a commitment had reached after each period.
fn towards(model: &Model, figures: &Figures, at: Ref<Commitment>, number: usize) -> Option<Line> {
    let is_hidden = figures.suppression.hides(Cell::ToDate(at, number)).is_some();
    let commitment = model.commitments.get(at).filter(|_| !is_hidden)?;
    let kpi = commitment.kpis.get(number).filter(|kpi| kpi.target.as_ref().is_some_and(|target| !target.per_year))?;
    let asked = Asked::new(model, &figures.basis, at, commitment, kpi)?;
    let series = asked.counting(&asked.reports());
    let is_flow = asked.indicator.measure == MeasureType::Flow;
    let mut reached = is_flow.then(|| kpi::baseline(kpi).unwrap_or_default());
    let spot = |value: &Published| {
        let is_shown = figures.hides(&asked, value).is_none();
        // Behind a withheld value of a flow every sum would tell it.
        reached = reached.filter(|_| is_shown).map(|sum| sum + value.amount.value());
        let amount = if is_flow { reached.map(Amount::Number) } else { Some(value.amount).filter(|_| is_shown) };
        Spot { period: value.period, amount, status: value.status }
    };
    Some(Line { spots: series.counting().map(spot).collect(), way: Way::Promised(at, number) })
}

fn years(yearly: &[Yearly], figures: &Figures) -> Vec<Spot> {
    let spot = |one: &Yearly| {
        let rollup = &one.sum.rollup;
        let period = Period::year(rollup.year).filter(|year| year.last <= figures.basis.as_of)?;
        Some(Spot { period, amount: Some(rollup.amount).filter(|_| one.hidden.is_none()), status: rollup.status })
    };
    yearly.iter().filter_map(spot).collect()
}

fn periods(model: &Model, figures: &Figures, owner: Owner, indicator: &Indicator, at: Ref<Indicator>) -> Option<Line> {
    let [subject] = subjects(model, owner, at).try_into().ok()?;
    let series = Series::of(indicator, &Reports::on(model, subject, 0));
    let spot = |value: &Published| {
        let is_shown = figures.hides_on((subject, 0), value).is_none();
        Spot { period: value.period, amount: Some(value.amount).filter(|_| is_shown), status: value.status }
    };
    Some(Line { spots: series.counting().map(spot).collect(), way: Way::Periods })
}

/// The way that is planned from start to target, through the milestones: days and values.
pub fn plan(model: &Model, at: Ref<Commitment>, number: usize) -> Option<Vec<(jiff::civil::Date, Quantity)>> {
    let commitment = model.commitments.get(at)?;
    let kpi = commitment.kpis.get(number)?;
    let indicator = model.indicators.get(kpi.indicator)?;
    let promise = Promise::of(kpi, kpi.target.as_ref()?, indicator.direction, commitment.start.first())?;
    let (start, by) = (promise.start, promise.by?);
    let steps = kpi.milestones.iter().map(|step| (step.by.last, step.value));
    let mut steps: Vec<_> = steps.filter(|(day, _)| *day > start && *day < by).collect();
    steps.sort_by_key(|(day, _)| *day);
    let from = promise.from().map(|from| (start, from));
    Some(from.into_iter().chain(steps).chain([(by, promise.target)]).collect())
}

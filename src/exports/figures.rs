//! Which figures do machines get: every commitment's progress, every yearly total?

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use super::data::{self, Reported, Shown};
use super::{Export, Out};
use crate::figures::amount::Amount;
use crate::figures::kpi::{self, Kpi, Latest};
use crate::figures::rollup::{self, Rollup};
use crate::figures::suppression::{Cell, Hidden};
use crate::model::commitment::{Commitment, KpiUse};
use crate::pages::Site;
use crate::record::{Closed as _, Period, Ref};

/// `data/figures.json`
pub fn files(site: &Site<'_>) -> Vec<Export> {
    data::files(site, "figures.json", write)
}

/// One commitment's KPI.
#[derive(Serialize)]
struct Progress<'a> {
    partnership: Option<&'a str>,
    commitment: &'a str,
    indicator: &'a str,
    measure: &'static str,
    unit: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<Value>,
    to_date: Value,
    latest: Option<LatestValue>,
    baseline: Option<Value>,
    target: Option<TargetValue>,
    progress: Option<Value>,
    expected: Option<Value>,
    status: Option<&'static str>,
    reported_by: Reported,
    as_of: Shown<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld: Option<String>,
}

#[derive(Serialize)]
struct LatestValue {
    period: Shown<Period>,
    value: Value,
    status: &'static str,
}

#[derive(Serialize)]
struct TargetValue {
    value: Option<Value>,
    by: Option<Shown<Period>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per: Option<&'static str>,
}

/// A yearly total.
#[derive(Serialize)]
struct Total<'a> {
    kpi: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    indicator: Option<&'a str>,
    partnership: Option<&'a str>,
    year: i16,
    value: Option<Value>,
    low: Option<Value>,
    high: Option<Value>,
    /// Of answers: how many answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<u32>,
    coverage: Reported,
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld: Option<String>,
}

fn write(site: &Site<'_>, part: usize, out: &mut Out<'_>) {
    let model = &site.portal.model;
    let commitments = model
        .commitments
        .iter()
        .filter(|(_, commitment)| commitment.head.owner.is_some_and(|owner| data::is_in(part, owner)));
    let progress = commitments.flat_map(|(at, commitment)| {
        let kpis = commitment.kpis.iter().enumerate();
        kpis.filter_map(move |(number, kpi)| progress(site, at, commitment, number, kpi))
    });
    let is_in = |rollup: &&Rollup| match (data::owner(part), rollup.owner) {
        (Some(_), None) => false,
        (_, Some(owner)) => data::is_in(part, owner),
        (None, None) => true,
    };
    let totals = site.figures.rollups.iter().filter(is_in).map(|rollup| total(site, rollup));
    data::Document::new(site, out).list("commitments", progress).list("totals", totals).end();
}

fn progress<'a>(
    site: &Site<'a>,
    at: Ref<Commitment>,
    commitment: &'a Commitment,
    number: usize,
    kpi: &KpiUse,
) -> Option<Progress<'a>> {
    let indicator = site.portal.model.indicators.get(kpi.indicator)?;
    let figure = site.figures.kpi(at, number)?;
    let hidden = site.figures.suppression.hides(Cell::ToDate(at, number));
    let shown = |share: Option<f64>| share.filter(|_| hidden.is_none()).map(data::share);
    let scope = kpi.scope.iter().map(|(dimension, code)| (dimension.column().to_owned(), Value::from(&**code)));
    Some(Progress {
        partnership: commitment.head.owner.and_then(|owner| data::partnership_id(site, owner)),
        commitment: commitment.head.key.id(),
        indicator: indicator.head.key.id(),
        measure: indicator.measure.id(),
        unit: &indicator.unit,
        scope: (!kpi.scope.is_empty()).then(|| scope.collect()),
        to_date: figure.to_date.filter(|_| hidden.is_none()).map_or(Value::Null, data::amount),
        latest: figure.latest.and_then(|latest| self::latest(site, at, number, latest)),
        baseline: kpi::baseline(kpi).map(data::number),
        target: target(kpi),
        progress: shown(figure.progress),
        expected: figure.expected.map(data::share),
        status: status(figure, hidden),
        reported_by: figure.reported_by.into(),
        as_of: Shown(site.as_of),
        withheld: hidden.map(data::label),
    })
}

/// A status follows from the value, which is withheld with it.
fn status(figure: &Kpi, hidden: Option<Hidden>) -> Option<&'static str> {
    figure.status.filter(|_| hidden.is_none()).map(|status| status.id())
}

fn latest(site: &Site<'_>, at: Ref<Commitment>, number: usize, latest: Latest) -> Option<LatestValue> {
    let hidden = site.figures.latest_hidden(at, number);
    Some(LatestValue {
        period: Shown(latest.period),
        value: if hidden.is_some() { Value::Null } else { data::amount(latest.amount) },
        status: if hidden.is_some() { "suppressed" } else { latest.status.id() },
    })
}

fn target(kpi: &KpiUse) -> Option<TargetValue> {
    let target = kpi.target.as_ref()?;
    Some(TargetValue {
        value: target.value.map(data::number),
        by: target.by.map(Shown),
        per: target.per_year.then_some("year"),
    })
}

fn total<'a>(site: &Site<'a>, rollup: &Rollup) -> Total<'a> {
    let hidden = site.figures.suppression.hides(rollup.cell());
    let shown = |value| Some(data::number(value)).filter(|_| hidden.is_none());
    let high = rollup::count(rollup.amount);
    let of = match rollup.amount {
        Amount::Truth { of, .. } => Some(of),
        _ => None,
    };
    Total {
        kpi: rollup.official.kpi.id(),
        indicator: rollup.official.indicator.and_then(|at| data::id(&site.portal.model.indicators, at)),
        partnership: rollup.owner.and_then(|owner| data::partnership_id(site, owner)),
        year: rollup.year,
        value: shown(high),
        low: Some(data::number(rollup.low)).filter(|_| site.figures.low_hidden(rollup).is_none()),
        high: shown(high),
        of,
        coverage: rollup.coverage.into(),
        withheld: hidden.map(data::label),
    }
}

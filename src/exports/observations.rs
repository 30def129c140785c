//! Which values do machines get, row by row?

use std::borrow::Cow;

use csv::WriterBuilder;

use super::data;
use super::{Export, Out};
use crate::figures::suppression::Cell;
use crate::model::observation::{Details, Dimension, Observation, ObservationStatus, Observed};
use crate::pages::Site;
use crate::record::{Closed as _, Quantity};

/// `data/observations.csv`
pub fn files(site: &Site<'_>) -> Vec<Export> {
    data::files(site, "observations.csv", write)
}

/// Columns before those of breakdowns.
const BEFORE: [&str; 8] =
    ["partnership", "commitment", "indicator", "organisation", "period", "value", "unit", "status"];
/// Columns behind them.
const BEHIND: [&str; 9] =
    ["numerator", "denominator", "n", "n_total", "measure", "method", "reported_on", "note", "evidence"];

fn write(site: &Site<'_>, part: usize, out: &mut Out<'_>) {
    let mut table = WriterBuilder::new().from_writer(out);
    let dimensions = Dimension::ALL.iter().map(|dimension| dimension.column());
    let header: Vec<&str> = BEFORE.into_iter().chain(dimensions).chain(BEHIND).collect();
    // Writing to memory cannot fail.
    let _ = table.write_record(header);
    let observations = &site.portal.model.observations;
    let rows = observations.list.iter().zip(0u32..).filter(|(row, _)| data::is_in(part, row.series.owner));
    for (row, at) in rows {
        let is_hidden = site.figures.suppression.hides(Cell::Row(at)).is_some();
        for cell in record(site, row, is_hidden) {
            let _ = table.write_field(&*cell);
        }
        let _ = table.write_record(None::<&[u8]>);
    }
    let _ = table.flush();
}

fn record<'a>(site: &Site<'a>, row: &'a Observation, is_hidden: bool) -> impl Iterator<Item = Cow<'a, str>> {
    let model = &site.portal.model;
    let indicator = model.indicators.get(row.series.indicator);
    let status = if is_hidden { ObservationStatus::Suppressed } else { row.status };
    let value = match row.value {
        _ if is_hidden => Cow::default(),
        Observed::Number(value) => value.plain().into(),
        Observed::Truth(value) => (if value { "true" } else { "false" }).into(),
        Observed::Nothing => Cow::default(),
    };
    let before = [
        data::partnership_id(site, row.series.owner).unwrap_or_default().into(),
        row.series.commitment.and_then(|at| data::id(&model.commitments, at)).unwrap_or_default().into(),
        indicator.map_or("", |indicator| indicator.head.key.id()).into(),
        row.series.organisation.and_then(|at| data::id(&model.organisations, at)).unwrap_or_default().into(),
        row.period.to_string().into(),
        value,
        indicator.map_or("", |indicator| &indicator.unit).into(),
        status.id().into(),
    ];
    let breakdown = model.observations.breakdown(row.series.breakdown);
    let codes = Dimension::ALL.iter().map(|dimension| {
        let code = breakdown.0.iter().find(|(other, _)| other == dimension);
        code.map_or("", |(_, code)| code).into()
    });
    let measure = indicator.map_or("", |indicator| indicator.measure.id());
    before.into_iter().chain(codes).chain(details(row, is_hidden, measure))
}

fn details<'a>(row: &'a Observation, is_hidden: bool, measure: &'static str) -> [Cow<'a, str>; 9] {
    let details = row.details.as_deref();
    // A remark could tell what is withheld.
    let shown = details.filter(|_| !is_hidden);
    let number = |of: fn(&Details) -> Option<Quantity>| shown.and_then(of).map(Quantity::plain).unwrap_or_default();
    let text = |of: fn(&Details) -> Option<&str>| shown.and_then(of).unwrap_or_default();
    let method = details.and_then(|details| details.method).map_or("", |method| method.id());
    let reported_on = details.and_then(|details| details.reported_on).map(|date| date.to_string());
    [
        number(|details| details.numerator).into(),
        number(|details| details.denominator).into(),
        number(|details| details.n).into(),
        number(|details| details.n_total).into(),
        measure.into(),
        method.into(),
        reported_on.unwrap_or_default().into(),
        text(|details| details.note.as_deref()).into(),
        text(|details| details.evidence.as_deref()).into(),
    ]
}

//! Which values do machines get, row by row?

use csv::WriterBuilder;

use super::Export;
use super::data;
use crate::figures::suppression::Cell;
use crate::model::observation::{Dimension, Observation, ObservationStatus, Observed};
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

fn write(site: &Site<'_>, part: usize, out: &mut Vec<u8>) {
    let mut table = WriterBuilder::new().from_writer(out);
    let dimensions = Dimension::ALL.iter().map(|dimension| dimension.column());
    let header: Vec<&str> = BEFORE.into_iter().chain(dimensions).chain(BEHIND).collect();
    // Writing to memory cannot fail.
    let _ = table.write_record(header);
    let observations = &site.portal.model.observations;
    let rows = observations.list.iter().zip(0u32..).filter(|(row, _)| data::is_in(part, row.series.owner));
    for (row, at) in rows {
        let is_hidden = site.figures.suppression.hides(Cell::Row(at)).is_some();
        let _ = table.write_record(record(site, row, is_hidden));
    }
    let _ = table.flush();
}

fn record(site: &Site<'_>, row: &Observation, is_hidden: bool) -> Vec<String> {
    let model = &site.portal.model;
    let indicator = model.indicators.get(row.series.indicator);
    let status = if is_hidden { ObservationStatus::Suppressed } else { row.status };
    let value = match row.value {
        _ if is_hidden => String::new(),
        Observed::Number(value) => value.plain(),
        Observed::Truth(value) => value.to_string(),
        Observed::Nothing => String::new(),
    };
    let mut record = vec![
        data::partnership_id(site, row.series.owner).unwrap_or_default(),
        row.series.commitment.and_then(|at| data::id(&model.commitments, at)).unwrap_or_default(),
        indicator.map(|indicator| indicator.head.key.id().to_owned()).unwrap_or_default(),
        row.series.organisation.and_then(|at| data::id(&model.organisations, at)).unwrap_or_default(),
        row.period.to_string(),
        value,
        indicator.map(|indicator| indicator.unit.to_string()).unwrap_or_default(),
        status.id().to_owned(),
    ];
    let breakdown = model.observations.breakdown(row.series.breakdown);
    record.extend(Dimension::ALL.iter().map(|dimension| {
        let code = breakdown.0.iter().find(|(other, _)| other == dimension);
        code.map(|(_, code)| code.to_string()).unwrap_or_default()
    }));
    record.extend(details(row, is_hidden, indicator.map_or("", |indicator| indicator.measure.id())));
    record
}

fn details(row: &Observation, is_hidden: bool, measure: &str) -> [String; 9] {
    let details = row.details.as_deref().cloned().unwrap_or_default();
    let number = |value: Option<Quantity>| value.filter(|_| !is_hidden).map(Quantity::plain).unwrap_or_default();
    // A remark could tell what is withheld.
    let text = |text: Option<Box<str>>| text.filter(|_| !is_hidden).map(String::from).unwrap_or_default();
    [
        number(details.numerator),
        number(details.denominator),
        number(details.n),
        number(details.n_total),
        measure.to_owned(),
        details.method.map(|method| method.id().to_owned()).unwrap_or_default(),
        details.reported_on.map(|date| date.to_string()).unwrap_or_default(),
        text(details.note),
        text(details.evidence),
    ]
}

//! How do the commitments of a partnership stand at the end of a year?

use serde::{Deserialize, Serialize};

use super::values::{Texts, Unit, Value, texts};
use super::{Scope, id_of};
use crate::figures::Basis;
use crate::figures::coverage::{Coverage, coverage};
use crate::figures::kpi::{Asked, Kpi, rows};
use crate::figures::series::Series;
use crate::figures::stated::Reports;
use crate::figures::suppression::{Cell, Hidden};
use crate::model::commitment::Commitment;
use crate::model::indicator::MeasureType;
use crate::model::observation::{Observation, ObservationStatus, RowId};
use crate::read::Dialect;
use crate::record::{Closed as _, Entity as _, Owner, Quantity, Ref};

/// How a commitment stands on one of its KPIs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Promise {
    /// The commitment.
    pub commitment: String,
    /// Its title.
    pub title: Texts,
    /// The indicator.
    pub indicator: String,
    /// Which of the commitment's KPIs with this indicator it is, from 0.
    pub number: usize,
    /// What is counted, where it is no official KPI.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub name: Texts,
    /// How it is written.
    pub unit: Unit,
    /// How values add up.
    pub measure: String,
    /// What has been reached.
    pub value: Value,
    /// Until when there are values.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub data_to: String,
    /// What is aimed at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Quantity>,
    /// By when.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// Is it aimed at in each year?
    #[serde(default)]
    pub per_year: bool,
    /// Share of the way to the target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<Quantity>,
    /// How it stands.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub status: String,
    /// Members who reported on the year, of those who should.
    pub reported: Coverage,
    /// Is there a value for the year?
    pub has_year: bool,
}

/// The KPIs of all commitments whose time includes the year.
pub fn all(scope: &Scope<'_>, owner: Owner) -> Vec<Promise> {
    let range = scope.model.names.range(&Commitment::KIND, owner);
    let basis = Basis { as_of: scope.end, ..scope.figures.basis };
    let of_commitment = |(at, commitment): (Ref<Commitment>, &Commitment)| -> Vec<Promise> {
        let asked = commitment.kpis.iter().enumerate().filter_map(|(place, kpi)| {
            Some((Cell::ToDate(at, place), Asked::new(scope.model, &basis, at, commitment, kpi)?))
        });
        let mut promises: Vec<Promise> = Vec::new();
        for (today, asked) in asked {
            let indicator = id_of(&scope.model.indicators, asked.kpi.indicator);
            let number = promises.iter().filter(|known| known.indicator == indicator).count();
            promises.push(Promise { number, ..promise(scope, &asked, today, indicator) });
        }
        promises
    };
    let current = scope.model.commitments.range(range).filter(|(_, commitment)| is_current(scope, commitment));
    current.flat_map(of_commitment).collect()
}

/// Has it begun, and was it not over before the year?
pub fn is_current(scope: &Scope<'_>, commitment: &Commitment) -> bool {
    let end = commitment.end.as_ref().map(|(end, _)| end.last());
    commitment.start.first() <= scope.end && end.is_none_or(|end| end >= scope.whole.first)
}

fn promise(scope: &Scope<'_>, asked: &Asked<'_>, today: Cell, indicator: String) -> Promise {
    let reports = asked.reports().only(|period| period.last <= scope.end);
    let stand = asked.stand_on(&reports, &scope.figures.members);
    let target = asked.kpi.target.as_ref();
    let is_boolean = asked.indicator.measure == MeasureType::Boolean;
    let own_name = Some(&asked.indicator.name).filter(|_| !asked.indicator.built_in);
    let name = asked.kpi.title.as_ref().or(own_name);
    let value = value(scope, asked, today, &reports, &stand);
    let is_shown = value.hidden.is_none();
    Promise {
        commitment: asked.commitment.head.key.id().to_owned(),
        title: texts(&asked.commitment.title),
        indicator,
        number: 0,
        name: name.map(texts).unwrap_or_default(),
        unit: Unit::of(asked.indicator),
        measure: asked.indicator.measure.id().to_owned(),
        data_to: data_to(&stand),
        target: target.and_then(|target| target.value).filter(|_| !is_boolean),
        by: target.and_then(|target| target.by).map(|by| by.to_string()).unwrap_or_default(),
        per_year: asked.per_year(),
        progress: stand.progress.filter(|_| is_shown && !is_boolean).and_then(share),
        status: stand.status.filter(|_| is_shown).map(|status| status.id().to_owned()).unwrap_or_default(),
        reported: reported(scope, asked),
        has_year: reports.all().any(|stated| scope.whole.contains(stated.period)),
        value,
    }
}

fn data_to(stand: &Kpi) -> String {
    match (stand.year, stand.latest) {
        (Some(year), _) => year.to_string(),
        (None, Some(latest)) => latest.period.to_string(),
        (None, None) => String::new(),
    }
}

/// A share to four decimals: more would not be kept alike everywhere.
fn share(share: f64) -> Option<Quantity> {
    Quantity::from_cell(&format!("{share:.4}"), Dialect::Toml).ok()
}

/// What has been reached, unless one of the numbers in it is not shown.
fn value(scope: &Scope<'_>, asked: &Asked<'_>, today: Cell, reports: &Reports, stand: &Kpi) -> Value {
    let figures = scope.figures;
    let series = asked.counting(reports);
    let status = stand.latest.map_or(ObservationStatus::Final, |latest| latest.status);
    let of_year = stand.year.and_then(|year| figures.suppression.hides(Cell::Year(asked.subject, year)));
    let hidden = of_year.or(match asked.per_year() {
        true => {
            let year = asked.complete_year(reports);
            year.filter(|year| figures.hides_any(&year.rows)).map(|_| Hidden::Withheld)
        }
        false => hidden(scope, asked, today, &series),
    });
    let is_row_hidden = |(at, row): (RowId, &Observation)| {
        row.period.first <= scope.end && figures.suppression.hides(Cell::Row(at)).is_some()
    };
    let mut rows = scope.model.observations.rows_about(asked.subject);
    let guarded = !figures.suppression.is_empty() && rows.any(is_row_hidden);
    Value { guarded, ..Value::new(stand.to_date, hidden, status) }
}

/// A sum is not shown where a number in it is not shown; unless it is the one that the commitment's own page
/// shows, which was looked at with all that could be told from it.
fn hidden(scope: &Scope<'_>, asked: &Asked<'_>, today: Cell, series: &Series) -> Option<Hidden> {
    let figures = scope.figures;
    if figures.suppression.is_empty() {
        return None;
    }
    if rows(series, asked.indicator) == rows(&asked.counting(&asked.reports()), asked.indicator) {
        return figures.suppression.hides(today);
    }
    let counted = series.counted(asked.indicator);
    let cells: Vec<Hidden> = counted.iter().filter_map(|value| figures.hides(asked, value)).collect();
    match (counted.as_slice(), cells.as_slice()) {
        ([_], [hidden]) => Some(*hidden),
        (_, [_, ..]) => Some(Hidden::Withheld),
        _ => figures.hides_any(&rows(series, asked.indicator)).then_some(Hidden::Withheld),
    }
}

fn reported(scope: &Scope<'_>, asked: &Asked<'_>) -> Coverage {
    let due = scope.figures.members.due(asked.subject.owner, Some(asked.commitment), scope.whole);
    let observations = &scope.model.observations;
    coverage(&due, observations.within(observations.about(asked.subject)), scope.whole)
}

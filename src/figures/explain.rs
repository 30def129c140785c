//! How did a figure come about?

use std::collections::BTreeSet;

use super::amount::Amount;
use super::kpi::Asked;
use super::rollup::{self, Official, Sum};
use super::series::{Excluded, LeftOut, Level, Published, Series};
use super::stated::Rows;
use super::suppression::Cell;
use super::years::YearValue;
use super::{Figures, kpi, names};
use crate::model::Model;
use crate::model::indicator::MeasureType;
use crate::model::observation;
use crate::record::{Owner, Period, Quantity};

/// A value that is in a figure.
#[derive(Clone, Debug)]
pub struct Counted {
    /// Its period.
    pub period: Period,
    /// The value.
    pub amount: Amount,
    /// Whose value it is.
    pub level: Level,
    /// How many members reported it.
    pub members: usize,
    /// The rows it comes from.
    pub rows: Rows,
    /// Where the value is published.
    pub cell: Option<Cell>,
}

/// How a figure of one subject came about.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// By which rule.
    pub measure: MeasureType,
    /// What is counted from, where that is in the figure.
    pub baseline: Option<Quantity>,
    /// The values that are in it.
    pub counted: Vec<Counted>,
    /// The values that are not, and why.
    pub left_out: Vec<LeftOut>,
}

/// How the value to date of a KPI came about.
pub fn kpi(asked: &Asked<'_>) -> Explanation {
    let reports = asked.reports();
    let measure = asked.indicator.measure;
    if asked.per_year()
        && let Some(year) = asked.complete_year(&reports)
    {
        return self::year(asked, year);
    }
    let series = asked.counting(&reports);
    let counted = series.counted(asked.indicator).into_iter().map(|value| Counted {
        period: value.period,
        amount: value.amount,
        level: value.level,
        members: value.members.len(),
        rows: value.rows.clone(),
        cell: asked.cell(value),
    });
    let mut left_out = not_counted(&series, measure);
    let baseline = kpi::baseline(asked.kpi).filter(|_| measure == MeasureType::Flow && series.latest().is_some());
    let counted = counted.collect();
    left_out.extend(series.left_out);
    Explanation { measure, baseline, counted, left_out }
}

/// How the value of one year came about.
pub fn year(asked: &Asked<'_>, year: YearValue) -> Explanation {
    let counted = year.amount.map(|amount| Counted {
        period: Period::year(year.year).unwrap_or_default(),
        amount,
        level: year.level,
        members: year.members.iter().map(|report| report.organisation).collect::<BTreeSet<_>>().len(),
        rows: year.rows,
        cell: Some(Cell::Year(asked.subject, year.year)),
    });
    let counted = counted.into_iter().collect();
    Explanation { measure: asked.indicator.measure, baseline: None, counted, left_out: year.left_out }
}

/// The published values that are not in the figure: detail of longer periods, and earlier states.
fn not_counted(series: &Series, measure: MeasureType) -> Vec<LeftOut> {
    let latest = series.latest().map(|value| value.period);
    let why = |value: &Published| {
        let around = || series.counting().find(|outer| outer.period.contains(value.period));
        match measure {
            MeasureType::Flow if value.counts => None,
            MeasureType::Flow => around().map(|outer| Excluded::Inside(outer.period)),
            _ => latest.filter(|latest| *latest != value.period).map(Excluded::Earlier),
        }
    };
    let left_out = |value: &Published| why(value).map(|why| LeftOut { rows: value.rows.clone(), why });
    series.values.iter().filter_map(left_out).collect()
}

/// How a partnership's yearly total came about.
pub fn total(model: &Model, figures: &Figures, owner: Owner, official: Official, year: i16) -> Option<Sum> {
    rollup::one(model, &figures.officials, owner, official, year)
}

/// What was reported on a KPI for a year of which no total can be made, by the id that the total would have.
pub fn without_total(
    model: &Model,
    figures: &Figures,
    owner: Owner,
    id: &str,
) -> Option<(Official, i16, Vec<rollup::Piece>)> {
    let (kpi, year) = id.rsplit_once('-')?;
    let year = year.parse().ok()?;
    let subjects = observation::subjects(model.observations.of(owner));
    let officials = subjects.filter_map(|subject| figures.officials.kpi(subject.indicator));
    let official = officials.into_iter().find(|official| names::official_id(model, *official) == kpi)?;
    let pieces = rollup::reported(model, &figures.officials, owner, official, year);
    (!pieces.is_empty()).then_some((official, year, pieces))
}

/// The partnerships whose totals are in the catalogue's, and those that are left out for their parent's.
pub fn partnerships(model: &Model, figures: &Figures, official: Official, year: i16) -> Vec<(Owner, Option<Owner>)> {
    let owners: BTreeSet<Owner> = figures.totals(official, year).filter_map(|rollup| rollup.owner).collect();
    owners.iter().map(|owner| (*owner, rollup::told_by(model, *owner, &owners))).collect()
}

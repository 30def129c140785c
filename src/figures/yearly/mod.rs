//! What does a partnership, or the catalogue, report on one year? (handbook 6.1 and 6.2, box 40)
//!
//! A [`Yearly`] holds numbers, ids and titles, and no words of a language, so that it can be kept in a file
//! (`figures/frozen.rs`). It looks at the content as at 31 December of its year, or at the as-of date where
//! that comes first: values whose period ends later do not count.

mod breakdowns;
mod partnerships;
mod promises;
mod values;

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::Figures;
use super::core::{self, Core};
use super::coverage::{Coverage, coverage};
use super::membership;
use super::rollup::{Official, Rollup, count};
use super::suppression::Cell;
use crate::model::Model;
use crate::model::indicator::{Indicator, KpiType};
use crate::model::observation::ObservationStatus;
use crate::record::{Closed as _, Entity as _, Owner, Period, Quantity, Ref};

pub use breakdowns::{Breakdown, Part};
pub use partnerships::{Line, Tally};
pub use promises::Promise;
pub use values::{Correction, Key, Texts, Unit, Value, texts};

/// Everything that is counted for a yearly report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Yearly {
    /// The year.
    pub year: i16,
    /// The day as at which it is looked at, as year-month-day.
    pub as_of: String,
    /// Who belongs to it.
    pub membership: Membership,
    /// The year's totals.
    pub totals: Vec<Total>,
    /// The core monitoring set of box 40.
    pub core: Vec<Core>,
    /// How commitments stand; of a partnership only.
    pub promises: Vec<Promise>,
    /// How partnerships stand; of the catalogue only.
    pub partnerships: Vec<Line>,
    /// Who took part.
    pub breakdowns: Vec<Breakdown>,
    /// Members who reported anything about the year, of those who should.
    pub reported: Coverage,
}

/// Members at the end of the year, and how they changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Membership {
    /// How many there are.
    pub members: Value,
    /// How many there were a year before.
    pub before: Value,
    /// Memberships that began in the year.
    pub joined: Value,
    /// Memberships that ended in the year.
    pub left: Value,
    /// How many of each type of organisation, by the type's id.
    pub types: Vec<(String, usize)>,
}

/// A total of the year and of the year before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Total {
    /// The official KPI.
    pub kpi: String,
    /// The indicator, where the KPI is `other`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub indicator: String,
    /// Name of the indicator, where the KPI is `other`.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub name: Texts,
    /// How it is written.
    pub unit: Unit,
    /// The year's.
    pub value: Value,
    /// With organisations that report twice counted once, where that makes it less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Quantity>,
    /// The year's before.
    pub before: Value,
    /// How many of those that should have a figure do.
    pub coverage: Coverage,
}

/// What a yearly report is made from.
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    /// All content.
    pub model: &'a Model,
    /// Every number.
    pub figures: &'a Figures,
    /// The partnership; none: the catalogue.
    pub owner: Option<Owner>,
    /// The year.
    pub year: i16,
    /// The day as at which it is looked at.
    pub end: Date,
    /// The whole year.
    pub whole: Period,
    /// Totals that a withheld number is in: what became of them must not tell it.
    guarded: BTreeSet<(Owner, Official, i16)>,
}

impl<'a> Scope<'a> {
    /// The surroundings of a report; none where there is no such year.
    pub fn new(model: &'a Model, figures: &'a Figures, owner: Option<Owner>, year: i16) -> Option<Scope<'a>> {
        let whole = Period::year(year)?;
        let end = whole.last.min(figures.basis.as_of);
        Some(Scope { model, figures, owner, year, end, whole, guarded: guarded(model, figures) })
    }

    /// The same, looked at on an earlier day.
    pub fn as_at(self, day: Date) -> Scope<'a> {
        Scope { end: self.end.min(day), ..self }
    }

    /// The partnerships that are reported on.
    pub fn owners(&self) -> Vec<Owner> {
        match self.owner {
            Some(owner) => vec![owner],
            None => self.model.partnerships.iter().map(|(at, _)| Owner::from(at)).collect(),
        }
    }

    /// Is a number that is in this total withheld?
    pub fn is_guarded(&self, official: Official, year: i16) -> bool {
        let of = |(owner, known, of): &(Owner, Official, i16)| {
            *known == official && *of == year && self.owner.is_none_or(|own| own == *owner)
        };
        self.guarded.iter().any(of)
    }

    /// The total of a KPI for a year.
    pub fn rollup(&self, official: Official, year: i16) -> Option<&'a Rollup> {
        self.figures.total(self.owner, official, year)
    }

    /// A total as it is published.
    pub fn total(&self, official: Official, year: i16) -> Value {
        let Some(rollup) = self.rollup(official, year) else { return Value::default() };
        let hidden = self.figures.suppression.hides(rollup.cell());
        let value = Value::new(Some(rollup.amount), hidden, rollup.status);
        Value { guarded: self.is_guarded(official, year), ..value }
    }
}

/// The totals, by partnership and year, that a withheld row is in.
fn guarded(model: &Model, figures: &Figures) -> BTreeSet<(Owner, Official, i16)> {
    let of = |(cell, _): (Cell, _)| {
        let Cell::Row(at) = cell else { return None };
        let row = model.observations.row(at)?;
        let indicator = model.indicators.get(row.series.indicator)?;
        let official = figures.officials.added_to(row.series.indicator, indicator)?;
        let years = row.period.first.year()..=row.period.last.year();
        Some(years.map(move |year| (row.series.owner, official, year)))
    };
    figures.suppression.iter().filter_map(of).flatten().collect()
}

impl Yearly {
    /// What is reported on a year.
    pub fn of(scope: &Scope<'_>) -> Yearly {
        Yearly {
            year: scope.year,
            as_of: scope.end.to_string(),
            membership: members(scope),
            totals: totals(scope),
            core: core::all(scope),
            promises: scope.owner.map(|owner| promises::all(scope, owner)).unwrap_or_default(),
            partnerships: if scope.owner.is_none() { partnerships::all(scope) } else { Vec::new() },
            breakdowns: breakdowns::all(scope),
            reported: reported(scope),
        }
    }
}

fn members(scope: &Scope<'_>) -> Membership {
    let all = membership::memberships(scope.model, scope.owner);
    let now = membership::at_end_of(&all, scope.end);
    let before = membership::at_end_of(&all, date(scope.year - 1, 12, 31));
    Membership {
        members: Value::whole(now.len()),
        before: Value::whole(before.len()),
        joined: Value::whole(membership::joined(&all, scope.year, scope.end)),
        left: Value::whole(membership::left(&all, scope.year, scope.end)),
        types: membership::types(scope.model, &now).into_iter().collect(),
    }
}

/// The totals of the year, in order of KPI.
fn totals(scope: &Scope<'_>) -> Vec<Total> {
    // Own indicators of partnerships mean nothing across them.
    let is_wanted = |rollup: &&Rollup| scope.owner.is_some() || rollup.official.indicator.is_none();
    let of_year = scope.figures.rollups(scope.owner).filter(|rollup| rollup.year == scope.year).filter(is_wanted);
    of_year.filter_map(|rollup| total(scope, rollup)).collect()
}

fn total(scope: &Scope<'_>, rollup: &Rollup) -> Option<Total> {
    let official = rollup.official;
    let (id, name, unit) = match official.indicator {
        None => (String::new(), Texts::new(), Unit { id: official.kpi.unit().to_owned(), decimals: 0 }),
        Some(at) => {
            // The first of several that are alike; a partnership's own has its own name.
            let id = id_of(&scope.model.indicators, at);
            let own = scope.owner.and_then(|owner| scope.model.names.find(&Indicator::KIND, Some(owner), &id));
            let indicator = scope.model.indicators.get(own.map_or(at, Ref::new))?;
            (indicator.head.key.id().to_owned(), texts(&indicator.name), Unit::of(indicator))
        }
    };
    Some(Total {
        kpi: official.kpi.id().to_owned(),
        indicator: id,
        name,
        unit,
        value: scope.total(official, scope.year),
        low: Some(rollup.low).filter(|low| has_range(scope, rollup) && *low < count(rollup.amount)),
        before: scope.total(official, scope.year - 1),
        coverage: rollup.coverage,
    })
}

/// May it be told what the total is where organisations that report twice are counted once?
fn has_range(scope: &Scope<'_>, rollup: &Rollup) -> bool {
    rollup.official.kpi != KpiType::Implemented && scope.figures.low_hidden(rollup).is_none()
}

/// Members who reported anything about the year, over all partnerships.
fn reported(scope: &Scope<'_>) -> Coverage {
    let of = |owner: Owner| {
        let due = scope.figures.members.during(owner, scope.whole);
        coverage(&due, scope.model.observations.of(owner), scope.whole)
    };
    let plus =
        |sum: Coverage, next: Coverage| Coverage { reported: sum.reported + next.reported, of: sum.of + next.of };
    scope.owners().into_iter().map(of).fold(Coverage::default(), plus)
}

/// Is a value surer than a guess, or how unsure is it?
fn surety(status: ObservationStatus) -> String {
    if status == ObservationStatus::Final { String::new() } else { status.id().to_owned() }
}

/// The id of a record at a position.
fn id_of<T: crate::record::Entity>(table: &crate::record::Table<T>, at: crate::record::Ref<T>) -> String {
    table.get(at).map(|record| record.head().key.id().to_owned()).unwrap_or_default()
}

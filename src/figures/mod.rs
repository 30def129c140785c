//! Every derived number, computed once.

pub mod amount;
pub mod core;
pub mod counts;
pub mod coverage;
pub mod explain;
pub mod frozen;
pub mod kpi;
pub mod line;
pub mod membership;
pub mod names;
pub mod parts;
pub mod periods;
pub mod pieces;
pub mod progress;
pub mod rollup;
pub mod series;
pub mod stated;
pub mod suppression;
pub mod written;
pub mod yearly;
pub mod years;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::Thresholds;
use crate::model::Model;
use crate::model::commitment::Commitment;
use crate::model::observation::{BreakdownId, RowId, Subject};
use crate::record::{Owner, Period, Quantity, Ref};

use coverage::Members;
use kpi::{Asked, Kpi};
use rollup::{Official, Officials, Rollup};
use series::Published;
use suppression::{Cell, Hidden, Suppression};
use years::YearValue;

/// What figures are judged by.
#[derive(Clone, Copy, Debug)]
pub struct Basis {
    /// The day on which they are looked at.
    pub as_of: Date,
    /// From which ratio a status begins.
    pub thresholds: Thresholds,
}

/// Every number that is shown in more than one place.
#[derive(Debug)]
pub struct Figures {
    /// What they are judged by.
    pub basis: Basis,
    /// Who should report.
    pub members: Members,
    /// How each commitment stands on its KPIs, in their order.
    kpis: Vec<Box<[Option<Kpi>]>>,
    /// What each indicator is added to.
    pub officials: Officials,
    /// The yearly totals of partnerships and of the catalogue, in order of KPI, partnership and year.
    pub rollups: Vec<Rollup>,
    /// The positions of the totals of the catalogue, then of each partnership.
    by_owner: Vec<Vec<usize>>,
    /// What is withheld.
    pub suppression: Suppression,
}

/// All figures of a model.
pub fn derive(model: &Model, basis: Basis) -> Figures {
    let (members, officials) = (Members::of(model), Officials::of(model));
    let (kpis, rollups) = rayon::join(|| kpis(model, &basis, &members), || rollup::all(model, &officials));
    let by_owner = by_owner(&rollups);
    let figures = Figures { basis, members, kpis, officials, rollups, by_owner, suppression: Suppression::default() };
    let suppression = suppression::suppress(model, &figures);
    Figures { suppression, ..figures }
}

/// Where the totals of a partnership are kept; those of the catalogue come first.
fn place(owner: Option<Owner>) -> usize {
    owner.map_or(0, |owner| owner.index() + 1)
}

fn by_owner(rollups: &[Rollup]) -> Vec<Vec<usize>> {
    let places = rollups.iter().map(|rollup| place(rollup.owner) + 1).max().unwrap_or(0);
    let mut by_owner = vec![Vec::new(); places];
    for (at, rollup) in rollups.iter().enumerate() {
        if let Some(own) = by_owner.get_mut(place(rollup.owner)) {
            own.push(at);
        }
    }
    by_owner
}

fn kpis(model: &Model, basis: &Basis, members: &Members) -> Vec<Box<[Option<Kpi>]>> {
    let commitments: Vec<Ref<Commitment>> = (0..model.commitments.names()).map(Ref::new).collect();
    let stand = |at: &Ref<Commitment>| {
        let kpis = model.commitments.get(*at).into_iter().flat_map(|commitment| {
            let asked = move |kpi| Asked::new(model, basis, *at, commitment, kpi);
            commitment.kpis.iter().map(asked)
        });
        kpis.map(|asked| asked.map(|asked| asked.stand(members))).collect()
    };
    commitments.par_iter().map(stand).collect()
}

impl Figures {
    /// How a commitment stands on its KPI of this position.
    pub fn kpi(&self, at: Ref<Commitment>, number: usize) -> Option<&Kpi> {
        self.kpis.get(at.index())?.get(number)?.as_ref()
    }

    /// Why the latest value of a commitment's KPI is not shown.
    pub fn latest_hidden(&self, at: Ref<Commitment>, number: usize) -> Option<Hidden> {
        self.suppression.hides(self.kpi(at, number)?.latest?.cell?)
    }

    /// Why a published value of a KPI is not shown.
    pub fn hides(&self, asked: &Asked<'_>, value: &Published) -> Option<Hidden> {
        asked.cell(value).and_then(|cell| self.suppression.hides(cell))
    }

    /// Why a published value on a subject and cell is not shown.
    pub fn hides_on(&self, on: (Subject, BreakdownId), value: &Published) -> Option<Hidden> {
        self.suppression.hides(suppression::cell_on(on, value))
    }

    /// Is one of these rows not shown?
    pub fn hides_any(&self, rows: &[RowId]) -> bool {
        !self.suppression.is_empty() && rows.iter().any(|row| self.suppression.hides(Cell::Row(*row)).is_some())
    }

    /// Why the value of a KPI for a year is not shown.
    pub fn year_hidden(&self, asked: &Asked<'_>, value: &YearValue) -> Option<Hidden> {
        match asked.kpi.is_headline() {
            true => self.suppression.hides(Cell::Year(asked.subject, value.year)),
            false => self.hides_any(&value.rows).then_some(Hidden::Withheld),
        }
    }

    /// Why the lower end of a total's range is not shown: it would tell what is reported twice.
    pub fn low_hidden(&self, rollup: &Rollup) -> Option<Hidden> {
        let twice = || self.hides_any(&rollup.twice).then_some(Hidden::Withheld);
        self.suppression.hides(rollup.cell()).or_else(twice)
    }

    /// The totals of an official KPI for a year: that of the catalogue, then those of partnerships.
    pub fn totals(&self, official: Official, year: i16) -> impl Iterator<Item = &Rollup> {
        let start = self.rollups.partition_point(|rollup| rollup.official < official);
        let from = self.rollups.get(start..).unwrap_or_default();
        let all = from.iter().take_while(move |rollup| rollup.official == official);
        all.filter(move |rollup| rollup.year == year)
    }

    /// A yearly total of a partnership, or of the whole catalogue.
    pub fn total(&self, owner: Option<Owner>, official: Official, year: i16) -> Option<&Rollup> {
        let order = |rollup: &Rollup| (rollup.official, rollup.owner, rollup.year).cmp(&(official, owner, year));
        self.rollups.binary_search_by(order).ok().and_then(|at| self.rollups.get(at))
    }

    /// The yearly totals of a partnership, or of the whole catalogue.
    pub fn rollups(&self, owner: Option<Owner>) -> impl Iterator<Item = &Rollup> {
        let own = self.by_owner.get(place(owner)).map(Vec::as_slice).unwrap_or_default();
        own.iter().filter_map(|at| self.rollups.get(*at))
    }

    /// The latest year that is over and for which the catalogue has a total.
    pub fn complete_year(&self) -> Option<i16> {
        let years = self.rollups(None).map(|rollup| rollup.year);
        let is_over = |year: &i16| Period::year(*year).is_some_and(|whole| whole.last <= self.basis.as_of);
        years.filter(is_over).max()
    }

    /// From counting organisations that report twice once to counting them all; none where that is the
    /// same, or where the difference would tell a value that is withheld.
    pub fn range(&self, rollup: &Rollup) -> Option<(Quantity, Quantity)> {
        let high = rollup::count(rollup.amount);
        (rollup.low < high && self.low_hidden(rollup).is_none()).then_some((rollup.low, high))
    }
}

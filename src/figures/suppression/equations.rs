//! Which published values add up to which others?

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::web::Web;
use super::{Cell, Hidden, is_small, small};
use crate::figures::amount::Amount;
use crate::figures::kpi::{self, Asked};
use crate::figures::parts;
use crate::figures::periods::{fill, outermost};
use crate::figures::rollup::{self, Official, Piece, Rollup};
use crate::figures::series::{Level, Series};
use crate::figures::stated::{Reports, Stated};
use crate::figures::years::{self, YearValue};
use crate::figures::{Basis, Figures};
use crate::model::Model;
use crate::model::indicator::{Indicator, MeasureType};
use crate::model::observation::{Breakdown, BreakdownId, Dimension, Observation, ObservationStatus, RowId, Subject};
use crate::model::organisation::Organisation;
use crate::record::{Owner, Period, Quantity, Ref};

/// A row with its position.
type Row<'a> = (RowId, &'a Observation);

/// Subjects that are looked at by one thread at a time.
const TOGETHER: usize = 64;

/// Everything that is known of the cells, which grows as far as cells are hidden.
pub struct Grower<'a> {
    model: &'a Model,
    figures: &'a Figures,
    subjects: BTreeSet<Subject>,
    owners: BTreeSet<Owner>,
    officials: BTreeSet<(Official, i16)>,
}

impl<'a> Grower<'a> {
    /// Knows nothing yet.
    pub fn new(model: &'a Model, figures: &'a Figures) -> Self {
        let (subjects, owners, officials) = Default::default();
        Grower { model, figures, subjects, owners, officials }
    }

    /// Adds what a hidden cell could be found from.
    pub fn grow(&mut self, cell: Cell, web: &mut Web) {
        match cell {
            Cell::Year(subject, _) => self.subject(subject, web),
            Cell::Partnership(owner, _, _) => self.owner(owner, web),
            _ => {}
        }
    }

    /// Adds the values of several subjects and all that are made of them, where nothing is known yet.
    pub fn all(&mut self, subjects: BTreeSet<Subject>, web: &mut Web) {
        let list: Vec<Subject> = subjects.iter().copied().collect();
        let of_chunk = |chunk: &[Subject]| {
            let mut web = Web::default();
            chunk.iter().for_each(|subject| self.about(*subject, &mut web));
            web
        };
        let webs: Vec<Web> = list.par_chunks(TOGETHER).map(of_chunk).collect();
        webs.into_iter().for_each(|one| web.join(one));
        self.subjects = subjects;
        list.into_iter().for_each(|subject| self.owner(subject.owner, web));
    }

    /// Adds the values of a subject and all that are made of them.
    fn subject(&mut self, subject: Subject, web: &mut Web) {
        if self.subjects.insert(subject) {
            self.about(subject, web);
            self.owner(subject.owner, web);
        }
    }

    /// Adds the values of a subject: no other has these cells.
    fn about(&self, subject: Subject, web: &mut Web) {
        let Some(indicator) = self.model.indicators.get(subject.indicator) else { return };
        let about = About { model: self.model, basis: &self.figures.basis, subject, indicator };
        about.rows(web);
        about.breakdowns(web);
        about.members_and_periods(web);
        about.to_date(web);
        about.years(web);
    }

    /// Adds the totals of a partnership.
    fn owner(&mut self, owner: Owner, web: &mut Web) {
        if !self.owners.insert(owner) {
            return;
        }
        for sum in rollup::partnership(self.model, &self.figures.officials, owner) {
            let included = || sum.pieces.iter().filter(|piece| piece.not_in.is_none());
            for piece in sum.pieces.iter().filter(|piece| piece.value.amount.is_some()) {
                let value = piece.value.amount.map(rollup::count);
                web.cell(year_of(piece), value, "", None);
            }
            let Rollup { official, year, amount, suppress_below, .. } = sum.rollup;
            web.cell(sum.rollup.cell(), Some(rollup::count(amount)), "", small(suppress_below, amount));
            self.official(official, year, web);
            web.equation(Cell::Partnership(owner, official, year), included().map(year_of), []);
            for (whole, parts) in sum.stood_for(self.model) {
                let mut whole = whole.into_iter().map(year_of);
                if let Some(first) = whole.next() {
                    web.equation(first, parts.into_iter().map(year_of), whole);
                }
            }
        }
    }

    /// Adds the total of the catalogue.
    fn official(&mut self, official: Official, year: i16, web: &mut Web) {
        if !self.officials.insert((official, year)) {
            return;
        }
        let rollups = || self.figures.totals(official, year);
        let with_figure: BTreeSet<Owner> = rollups().filter_map(|rollup| rollup.owner).collect();
        let mut included: Vec<Cell> = Vec::new();
        for rollup in rollups() {
            let cell = rollup.cell();
            let hidden = small(rollup.suppress_below, rollup.amount);
            web.cell(cell, Some(rollup::count(rollup.amount)), "", hidden);
            let is_in = |owner: &Owner| rollup::told_by(self.model, *owner, &with_figure).is_none();
            included.extend(rollup.owner.filter(is_in).map(|_| cell));
        }
        web.equation(Cell::Catalogue(official, year), included, []);
        self.groups(official, year, &with_figure, web);
    }

    /// A partnership and those that belong to it, where they come to the same.
    fn groups(&self, official: Official, year: i16, with_figure: &BTreeSet<Owner>, web: &mut Web) {
        let mut groups: BTreeMap<Owner, Vec<Cell>> = BTreeMap::new();
        for owner in with_figure {
            if let Some(parent) = rollup::told_by(self.model, *owner, with_figure) {
                groups.entry(parent).or_default().push(Cell::Partnership(*owner, official, year));
            }
        }
        for (parent, parts) in groups {
            let whole = Cell::Partnership(parent, official, year);
            let sum: Option<Quantity> = parts.iter().map(|part| web.value(*part)).sum();
            if sum.is_some() && sum == web.value(whole) {
                web.equation(whole, parts, []);
            }
        }
    }
}

/// Where the value of a commitment, or of a partnership as a whole, for a year is published.
fn year_of(piece: &Piece) -> Cell {
    Cell::Year(piece.subject, piece.value.year)
}

/// A subject whose values are related to each other.
struct About<'a> {
    model: &'a Model,
    basis: &'a Basis,
    subject: Subject,
    indicator: &'a Indicator,
}

impl<'a> About<'a> {
    fn all(&self) -> Vec<Row<'a>> {
        self.model.observations.rows_about(self.subject).collect()
    }

    /// What is counted: of a share, what stands above the line, or below it where that is none.
    fn counted(&self, amount: Amount) -> Option<Quantity> {
        match amount {
            Amount::Number(value) => Some(value),
            Amount::Share { of, .. } => of.map(|(above, under)| if above == Quantity::ZERO { under } else { above }),
            Amount::Truth { .. } => None,
        }
    }

    /// A figure is a cell.
    fn figure(&self, cell: Cell, amount: Amount, web: &mut Web) {
        web.replace(cell, self.counted(amount), small(self.indicator.suppress_below, amount));
    }

    /// Every row is a cell.
    fn rows(&self, web: &mut Web) {
        for (at, row) in self.all() {
            let value = Amount::of(self.indicator, row).and_then(|amount| self.counted(amount));
            let hidden = match row.status {
                ObservationStatus::Suppressed => Some(Hidden::Withheld),
                _ if is_small(self.indicator, row) => self.indicator.suppress_below.map(Hidden::Small),
                _ => None,
            };
            if value.is_some() || hidden.is_some() {
                web.cell(Cell::Row(at), value, &self.code(row), hidden);
            }
        }
    }

    /// The codes of a row's breakdown.
    fn code(&self, row: &Observation) -> String {
        let breakdown = self.model.observations.breakdown(row.series.breakdown);
        breakdown.0.iter().map(|(_, code)| &**code).collect::<Vec<_>>().join(" ")
    }

    /// A value and its parts, of each reporter and period.
    fn breakdowns(&self, web: &mut Web) {
        let mut groups: BTreeMap<_, BTreeMap<&Breakdown, Row<'a>>> = BTreeMap::new();
        for (at, row) in self.all().into_iter().filter(|(at, _)| web.has(Cell::Row(*at))) {
            let breakdown = self.model.observations.breakdown(row.series.breakdown);
            groups.entry((row.series.organisation, row.period)).or_default().insert(breakdown, (at, row));
        }
        for cells in groups.into_values() {
            let mut families: BTreeMap<(Breakdown, Dimension), Vec<(&str, Row<'a>)>> = BTreeMap::new();
            for (breakdown, row) in &cells {
                for (dimension, code) in breakdown.0.iter().filter(|(dimension, _)| dimension.is_exclusive()) {
                    let others = breakdown.0.iter().filter(|(other, _)| other != dimension).cloned().collect();
                    families.entry((Breakdown(others), *dimension)).or_default().push((code, *row));
                }
            }
            for ((whole, dimension), parts) in families {
                if let Some((whole, _)) = cells.get(&whole) {
                    self.family(*whole, dimension, &parts, web);
                }
            }
            self.crossed(&cells, web);
        }
    }

    /// A whole and its parts by several dimensions at once, where they add up to it.
    fn crossed(&self, cells: &BTreeMap<&Breakdown, Row<'a>>, web: &mut Web) {
        let mut families: BTreeMap<(Breakdown, Vec<Dimension>), Vec<&Breakdown>> = BTreeMap::new();
        for breakdown in cells.keys() {
            for dimensions in several(breakdown) {
                let others = breakdown.0.iter().filter(|(other, _)| !dimensions.contains(other)).cloned().collect();
                families.entry((Breakdown(others), dimensions)).or_default().push(breakdown);
            }
        }
        for ((whole, _), parts) in families {
            let Some((whole, _)) = cells.get(&whole) else { continue };
            let is_top = |part: &&&Breakdown| !parts.iter().any(|other| self.is_inside(part, other));
            let top = parts.iter().filter(is_top).filter_map(|part| cells.get(*part));
            let top: Vec<Cell> = top.map(|(at, _)| Cell::Row(*at)).collect();
            let sum: Option<Quantity> = top.iter().map(|part| web.value(*part)).sum();
            if sum.is_some() && sum == web.value(Cell::Row(*whole)) {
                web.equation(Cell::Row(*whole), top, []);
            }
        }
    }

    /// Is a cell detail of another one by the same dimensions?
    fn is_inside(&self, part: &Breakdown, other: &Breakdown) -> bool {
        let mut pairs = part.0.iter().zip(&other.0);
        part != other
            && pairs.all(|((dimension, code), (_, outer))| {
                code == outer || parts::is_inside(self.model, *dimension, code, outer)
            })
    }

    /// A whole with its parts by one dimension, and parts with what lies inside them.
    fn family(&self, whole: RowId, dimension: Dimension, parts: &[(&str, Row<'a>)], web: &mut Web) {
        let inside = |code: &str, outer: &str| parts::is_inside(self.model, dimension, code, outer);
        let is_top = |code: &str| !parts.iter().any(|(other, _)| inside(code, other));
        let top: Vec<RowId> = parts.iter().filter(|(code, _)| is_top(code)).map(|(_, (at, _))| *at).collect();
        self.sum(whole, dimension, &top, web);
        for (outer, (at, _)) in parts {
            let details: Vec<&(&str, Row<'a>)> = parts.iter().filter(|(code, _)| inside(code, outer)).collect();
            let is_direct = |code: &str| !details.iter().any(|(other, _)| inside(code, other));
            let direct: Vec<RowId> =
                details.iter().filter(|(code, _)| is_direct(code)).map(|(_, (at, _))| *at).collect();
            self.sum(*at, dimension, &direct, web);
        }
    }

    /// A whole is the sum of its parts and of what is not broken down.
    fn sum(&self, whole: RowId, dimension: Dimension, parts: &[RowId], web: &mut Web) {
        if parts.is_empty() {
            return;
        }
        let rest = Cell::Rest(whole, dimension);
        let known: Option<Quantity> = parts.iter().map(|at| web.value(Cell::Row(*at))).sum();
        if let (Some(value), Some(known)) = (web.value(Cell::Row(whole)), known)
            && value > known
        {
            web.cell(rest, Some(value - known), "", None);
        }
        let parts = parts.iter().map(|at| Cell::Row(*at)).chain(web.has(rest).then_some(rest));
        web.equation(Cell::Row(whole), parts.collect::<Vec<_>>(), []);
    }

    /// What members reported together, and longer periods of a flow with those inside them.
    fn members_and_periods(&self, web: &mut Web) {
        // The total may follow from parts alone.
        let breakdowns: BTreeSet<BreakdownId> =
            self.all().iter().map(|(_, row)| row.series.breakdown).chain([0]).collect();
        for breakdown in breakdowns {
            let reports = Reports::on(self.model, self.subject, breakdown);
            self.derived(None, &reports.own, web);
            self.nested(None, &reports.own, &self.kept_back(breakdown, None), web);
            for (organisation, list) in &reports.members {
                self.derived(Some(*organisation), list, web);
                let kept_back = self.kept_back(breakdown, Some(*organisation));
                self.nested(Some(*organisation), list, &kept_back, web);
            }
            self.together(breakdown, reports, web);
        }
    }

    fn cell(&self, organisation: Option<Ref<Organisation>>, one: &Stated) -> Cell {
        match (one.derived, one.rows.first()) {
            (None, Some(row)) => Cell::Row(*row),
            _ => Cell::Derived(self.subject, organisation, one.period),
        }
    }

    /// Totals that follow from their parts.
    fn derived(&self, organisation: Option<Ref<Organisation>>, list: &[Stated], web: &mut Web) {
        for one in list.iter().filter(|one| one.derived.is_some()) {
            let cell = self.cell(organisation, one);
            self.figure(cell, one.amount, web);
            web.equation(cell, one.rows.iter().map(|row| Cell::Row(*row)), []);
        }
    }

    /// The periods whose values a reporter keeps back: what is left of a longer one would tell them.
    fn kept_back(&self, breakdown: BreakdownId, organisation: Option<Ref<Organisation>>) -> Vec<(Period, Cell)> {
        let of = |row: &Observation| {
            let is_own = row.series.breakdown == breakdown && row.series.organisation == organisation;
            is_own && row.status == ObservationStatus::Suppressed && !row.has_value()
        };
        let rows = self.model.observations.rows_about(self.subject);
        rows.filter(|(_, row)| of(row)).map(|(at, row)| (row.period, Cell::Row(at))).collect()
    }

    /// The longest periods inside a period of a flow, where they fill it, with those that are kept back,
    /// or add up to it.
    fn nested(
        &self,
        organisation: Option<Ref<Organisation>>,
        list: &[Stated],
        kept_back: &[(Period, Cell)],
        web: &mut Web,
    ) {
        if self.indicator.measure != MeasureType::Flow {
            return;
        }
        for (at, outer) in list.iter().enumerate() {
            let inside = |one: &&Stated| outer.period.contains(one.period);
            let inner: Vec<&Stated> = list.get(..at).unwrap_or_default().iter().filter(inside).collect();
            let counts = outermost(inner.iter().map(|one| one.period));
            let longest = || inner.iter().zip(&counts).filter(|(_, counts)| **counts).map(|(one, _)| *one);
            let sum = Amount::total(self.indicator, longest().map(|one| one.amount));
            let parts = longest().map(|one| self.cell(organisation, one));
            if fill(outer.period, longest().map(|one| one.period)) || sum == Some(outer.amount) {
                web.equation(self.cell(organisation, outer), parts.collect::<Vec<_>>(), []);
                continue;
            }
            let is_gap = |(period, _): &&(Period, Cell)| {
                outer.period.contains(*period) && !longest().any(|one| one.period.meets(*period))
            };
            let gaps: Vec<&(Period, Cell)> = kept_back.iter().filter(is_gap).collect();
            let periods = longest().map(|one| one.period).chain(gaps.iter().map(|(period, _)| *period));
            if !gaps.is_empty() && fill(outer.period, periods) {
                let parts: Vec<Cell> = parts.chain(gaps.iter().map(|(_, cell)| *cell)).collect();
                web.equation(self.cell(organisation, outer), parts, []);
            }
        }
    }

    /// What the members say together, where that is published or equals the partnership's own value.
    fn together(&self, breakdown: BreakdownId, reports: Reports, web: &mut Web) {
        let published = Series::of(self.indicator, &reports).values;
        let published = published.into_iter().filter(|value| value.level == Level::Members);
        let published: BTreeSet<Period> = published.map(|value| value.period).collect();
        let own = reports.own;
        let series = Series::of(self.indicator, &Reports { own: Vec::new(), members: reports.members });
        for value in series.values {
            let rows: Vec<Cell> = value.rows.iter().map(|row| Cell::Row(*row)).collect();
            if published.contains(&value.period) {
                let cell = Cell::Together(self.subject, breakdown, value.period);
                self.figure(cell, value.amount, web);
                web.equation(cell, rows.iter().copied(), []);
            }
            for one in own.iter().filter(|one| one.period == value.period && one.amount == value.amount) {
                web.equation(self.cell(None, one), rows.iter().copied(), []);
            }
        }
    }

    /// What the commitment has reached on its KPIs.
    fn to_date(&self, web: &mut Web) {
        let Some(at) = self.subject.commitment else { return };
        let Some(commitment) = self.model.commitments.get(at) else { return };
        for (number, kpi) in commitment.kpis.iter().enumerate() {
            let asked = Asked::new(self.model, self.basis, at, commitment, kpi);
            let Some(asked) = asked.filter(|asked| asked.subject == self.subject) else { continue };
            let (cell, reports) = (Cell::ToDate(at, number), asked.reports());
            if asked.per_year() {
                asked.complete_year(&reports).into_iter().for_each(|year| self.year(cell, &year, web));
                continue;
            }
            let series = asked.counting(&reports);
            series.to_date(self.indicator).into_iter().for_each(|amount| self.figure(cell, amount, web));
            web.equation(cell, kpi::rows(&series, self.indicator).into_iter().map(Cell::Row), []);
        }
    }

    /// The values for years.
    fn years(&self, web: &mut Web) {
        for year in years::years(self.indicator, &Reports::on(self.model, self.subject, 0)) {
            self.year(Cell::Year(self.subject, year.year), &year, web);
        }
    }

    /// The value for a year, of what was reported in it and, of what only grows, before it.
    fn year(&self, cell: Cell, year: &YearValue, web: &mut Web) {
        let Some(amount) = year.amount else { return };
        self.figure(cell, amount, web);
        let is_before = |row: &RowId| {
            let row = self.model.observations.row(*row);
            row.is_some_and(|row| row.period.last.year() < year.year)
        };
        let rows =
            |before: bool| year.rows.iter().filter(move |row| is_before(row) == before).map(|row| Cell::Row(*row));
        web.equation(cell, rows(false).collect::<Vec<_>>(), rows(true).collect::<Vec<_>>());
    }
}

/// The sets of at least two exclusive dimensions by which a cell is broken down.
fn several(breakdown: &Breakdown) -> Vec<Vec<Dimension>> {
    let exclusive = breakdown.0.iter().map(|(dimension, _)| *dimension).filter(|dimension| dimension.is_exclusive());
    let mut sets: Vec<Vec<Dimension>> = vec![Vec::new()];
    for dimension in exclusive {
        let with = sets.iter().map(|set| set.iter().copied().chain([dimension]).collect());
        let with: Vec<Vec<Dimension>> = with.collect();
        sets.extend(with);
    }
    sets.retain(|set| set.len() > 1);
    sets
}

//! What have partnerships reached together, per official KPI and year? (content format, section 5,
//! rule 8)

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::amount::Amount;
use super::coverage::Coverage;
pub use super::pieces::{NotIn, Piece};
use super::pieces::{is_figure, of_another_sort, pieces, supported, with_figure};
use super::series::Level;
use super::stated::{Reports, Rows, weakest};
use super::suppression::Cell;
use super::years::{self, YearValue};
use crate::model::Model;
use crate::model::commitment::{Commitment, KpiUse};
use crate::model::indicator::{Indicator, KpiType, MeasureType};
use crate::model::observation::{self, ObservationStatus, Subject};
use crate::model::organisation::Organisation;
use crate::record::{Entity as _, Owner, Period, Quantity, Ref};

/// What is added up: an official KPI; `other` only within one indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Official {
    /// The official KPI.
    pub kpi: KpiType,
    /// For `other` the indicator: of those that several partnerships have under one id, with one
    /// unit and measure, the first.
    pub indicator: Option<Ref<Indicator>>,
}

/// What each indicator is added to, by its position.
#[derive(Debug)]
pub struct Officials(Vec<Option<Official>>);

impl Officials {
    /// What the indicators of a model are added to.
    pub fn of(model: &Model) -> Officials {
        let mut first: BTreeMap<(&str, &str, MeasureType), Ref<Indicator>> = BTreeMap::new();
        let mut officials = vec![None; model.indicators.names()];
        for (at, indicator) in model.indicators.iter() {
            let alike = (indicator.head.key.id(), &*indicator.unit, indicator.measure);
            let shared = (indicator.kpi_type == KpiType::Other).then(|| *first.entry(alike).or_insert(at));
            if let Some(official) = officials.get_mut(at.index()) {
                *official = Some(Official { kpi: indicator.kpi_type, indicator: shared });
            }
        }
        Officials(officials)
    }

    /// The official KPI of an indicator, whatever its unit.
    pub fn kpi(&self, at: Ref<Indicator>) -> Option<Official> {
        self.0.get(at.index()).copied().flatten()
    }

    /// What an indicator is added to; none where its values cannot be added to those of the KPI.
    pub fn added_to(&self, at: Ref<Indicator>, indicator: &Indicator) -> Option<Official> {
        self.kpi(at).filter(|official| of_another_sort(*official, indicator).is_none())
    }
}

/// A yearly total.
#[derive(Clone, Debug)]
pub struct Rollup {
    /// What was added up.
    pub official: Official,
    /// The partnership; none: the whole catalogue.
    pub owner: Option<Owner>,
    /// The year.
    pub year: i16,
    /// The total, everybody counted.
    pub amount: Amount,
    /// The total with organisations that report twice counted once; else the same.
    pub low: Quantity,
    /// The rows of those who report twice.
    pub twice: Rows,
    /// Below which number it is withheld, where all that is in it is withheld below one.
    pub suppress_below: Option<u32>,
    /// How sure it is.
    pub status: ObservationStatus,
    /// Of a partnership: commitments with a figure, of those whose time includes the year. Of the
    /// catalogue: partnerships with a figure, of those with such a commitment.
    pub coverage: Coverage,
}

impl Rollup {
    /// Where it is published.
    pub fn cell(&self) -> Cell {
        match self.owner {
            Some(owner) => Cell::Partnership(owner, self.official, self.year),
            None => Cell::Catalogue(self.official, self.year),
        }
    }
}

/// A partnership's total with its pieces.
#[derive(Clone, Debug)]
pub struct Sum {
    /// The total.
    pub rollup: Rollup,
    /// What it is made of, and what is left out.
    pub pieces: Vec<Piece>,
}

impl Sum {
    /// Values that are left out because others stand for them, beside those others, where both come to the
    /// same: readers could take them for a sum and its parts.
    pub fn stood_for<'p>(&'p self, model: &Model) -> Vec<(Vec<&'p Piece>, Vec<&'p Piece>)> {
        let with_figure = with_figure(&self.pieces);
        let told_by = |at: Ref<Commitment>| supported(model, at).filter(|to| with_figure.contains(to));
        let figures = || self.pieces.iter().filter(|piece| is_figure(piece));
        let mut groups: BTreeMap<Option<Ref<Commitment>>, Vec<&Piece>> = BTreeMap::new();
        for piece in figures() {
            if let Some(at) = piece.subject.commitment {
                groups.entry(told_by(at)).or_default().push(piece);
            }
        }
        let beside = |(whole, parts): (Option<Ref<Commitment>>, Vec<&'p Piece>)| {
            let whole: Vec<&Piece> = figures().filter(|piece| piece.subject.commitment == whole).collect();
            (!whole.is_empty() && numbers(&whole)? == numbers(&parts)?).then_some((whole, parts))
        };
        groups.into_iter().filter_map(beside).collect()
    }
}

/// The sum of pieces that are numbers.
fn numbers(pieces: &[&Piece]) -> Option<Quantity> {
    let number = |piece: &&Piece| match piece.value.amount {
        Some(Amount::Number(number)) => Some(number),
        _ => None,
    };
    pieces.iter().map(number).sum()
}

/// What one organisation reports on one indicator and period.
pub type Report = (Ref<Organisation>, Ref<Indicator>, Period);

/// The totals of every partnership and of the catalogue.
pub fn all(model: &Model, officials: &Officials) -> Vec<Rollup> {
    let owners: Vec<Owner> = model.names.owners().collect();
    let sums: Vec<Vec<Slim>> = owners.par_iter().map(|owner| slim(model, officials, *owner)).collect();
    let sums: Vec<Slim> = sums.into_iter().flatten().collect();
    let mut rollups = catalogue(model, officials, &sums);
    rollups.extend(sums.into_iter().map(|sum| sum.rollup));
    rollups.sort_by_key(|rollup| (rollup.official, rollup.owner, rollup.year));
    rollups
}

/// A partnership's total with the members' reports in it.
struct Slim {
    rollup: Rollup,
    reports: BTreeMap<Report, Told>,
}

/// How much was reported, and in which rows.
type Told = (Quantity, Rows);

fn slim(model: &Model, officials: &Officials, owner: Owner) -> Vec<Slim> {
    let sums = partnership(model, officials, owner).into_iter();
    sums.map(|sum| Slim { reports: member_reports(&sum.pieces), rollup: sum.rollup }).collect()
}

fn member_reports(pieces: &[Piece]) -> BTreeMap<Report, Told> {
    let mut reports: BTreeMap<Report, Told> = BTreeMap::new();
    for piece in pieces.iter().filter(|piece| piece.not_in.is_none() && piece.value.level == Level::Members) {
        let counted = piece.value.members.iter().filter(|report| matches!(report.amount, Amount::Number(_)));
        for report in counted {
            let key = (report.organisation, piece.subject.indicator, report.period);
            let (known, rows) = reports.entry(key).or_default();
            *known = *known + report.amount.value();
            rows.extend(report.rows.iter().copied());
        }
    }
    reports
}

/// The yearly totals of a partnership.
pub fn partnership(model: &Model, officials: &Officials, owner: Owner) -> Vec<Sum> {
    let mut values: BTreeMap<(Official, i16), Vec<(Subject, YearValue)>> = BTreeMap::new();
    for (subject, official, indicator) in added(model, officials, owner) {
        for year in years::years(indicator, &Reports::on(model, subject, 0)) {
            values.entry((official, year.year)).or_default().push((subject, year));
        }
    }
    let promised = promised(model, officials, owner);
    let sums = values.into_iter().filter_map(|((official, year), values)| {
        let promised = promised.get(&official).map(Vec::as_slice).unwrap_or_default();
        sum(model, owner, official, year, values, promised)
    });
    sums.collect()
}

/// One of the yearly totals of a partnership, without working out the others; among its pieces are those of
/// the same KPI that cannot be added.
pub fn one(model: &Model, officials: &Officials, owner: Owner, official: Official, year: i16) -> Option<Sum> {
    let values = values(model, officials, owner, official, year);
    let of_owner = model.commitments.range(model.names.range(&Commitment::KIND, owner));
    let on = |kpi: &KpiUse| officials.kpi(kpi.indicator) == Some(official);
    let promised = of_owner.filter(|(_, commitment)| commitment.kpis.iter().any(on)).map(|(at, _)| at);
    sum(model, owner, official, year, values, &promised.collect::<Vec<_>>())
}

/// What was reported on a KPI and year, also where no total can be made of it.
pub fn reported(model: &Model, officials: &Officials, owner: Owner, official: Official, year: i16) -> Vec<Piece> {
    pieces(model, official, values(model, officials, owner, official, year))
}

/// What a partnership reports on a KPI for a year, whether it can be added or not.
fn values(
    model: &Model,
    officials: &Officials,
    owner: Owner,
    official: Official,
    year: i16,
) -> Vec<(Subject, YearValue)> {
    let subjects = observation::subjects(model.observations.of(owner));
    let of_official = subjects.filter(|subject| officials.kpi(subject.indicator) == Some(official));
    let value = |subject: Subject| {
        let indicator = model.indicators.get(subject.indicator)?;
        years::year(indicator, &Reports::on(model, subject, 0), year).map(|value| (subject, value))
    };
    of_official.filter_map(value).collect()
}

/// What a partnership reports on, and what that is added to.
fn added<'m>(
    model: &'m Model,
    officials: &Officials,
    owner: Owner,
) -> impl Iterator<Item = (Subject, Official, &'m Indicator)> {
    observation::subjects(model.observations.of(owner)).filter_map(|subject| {
        let indicator = model.indicators.get(subject.indicator)?;
        Some((subject, officials.added_to(subject.indicator, indicator)?, indicator))
    })
}

fn promised(model: &Model, officials: &Officials, owner: Owner) -> Promised {
    let mut promised = Promised::new();
    for (at, commitment) in model.commitments.range(model.names.range(&Commitment::KIND, owner)) {
        let official = commitment.kpis.iter().filter_map(|kpi| officials.kpi(kpi.indicator));
        for official in official.collect::<BTreeSet<_>>() {
            promised.entry(official).or_default().push(at);
        }
    }
    promised
}

/// Does the commitment's time include the year?
fn includes(commitment: &Commitment, year: i16) -> bool {
    let end = commitment.end.as_ref().map(|(end, _)| end.last().year());
    commitment.start.first().year() <= year && end.is_none_or(|end| year <= end)
}

pub(super) fn sum(
    model: &Model,
    owner: Owner,
    official: Official,
    year: i16,
    values: Vec<(Subject, YearValue)>,
    promised: &[Ref<Commitment>],
) -> Option<Sum> {
    let pieces = pieces(model, official, values);
    let with_figure = with_figure(&pieces);
    let included = || pieces.iter().filter(|piece| piece.not_in.is_none());
    let amount = total(model, included())?;
    let due = promised.iter().filter(|at| model.commitments.get(**at).is_some_and(|one| includes(one, year)));
    let due: Vec<&Ref<Commitment>> = due.collect();
    let reported = due.iter().filter(|at| with_figure.contains(at)).count();
    let rollup = Rollup {
        official,
        owner: Some(owner),
        year,
        amount,
        low: count(amount),
        twice: Rows::new(),
        suppress_below: strictest(included().map(|piece| limit(model, piece))),
        status: weakest(included().map(|piece| piece.value.status)),
        coverage: coverage(reported, due.len()),
    };
    Some(Sum { rollup, pieces })
}

/// The largest limit of several values; none where one of them has none.
fn strictest(limits: impl Iterator<Item = Option<u32>>) -> Option<u32> {
    limits.reduce(|one, two| one.zip(two).map(|(one, two)| one.max(two))).flatten()
}

/// Below which number a value is withheld.
fn limit(model: &Model, piece: &Piece) -> Option<u32> {
    model.indicators.get(piece.subject.indicator)?.suppress_below
}

fn coverage(reported: usize, of: usize) -> Coverage {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Coverage { reported: count(reported), of: count(of) }
}

/// The sum of the values of several commitments or of a partnership: of answers, each counts as one.
fn total<'p>(model: &Model, pieces: impl Iterator<Item = &'p Piece>) -> Option<Amount> {
    let mut indicator = None;
    let amounts: Vec<Amount> = pieces
        .filter_map(|piece| {
            indicator = indicator.or(model.indicators.get(piece.subject.indicator));
            piece.value.amount.map(one_answer)
        })
        .collect();
    Amount::total(indicator?, amounts)
}

/// A commitment that several members answer for is implemented when all say so.
fn one_answer(amount: Amount) -> Amount {
    match amount {
        Amount::Truth { .. } => Amount::truth(amount.is_true()),
        other => other,
    }
}

/// The number that is published: of answers, how many say yes.
pub fn count(amount: Amount) -> Quantity {
    match amount {
        Amount::Truth { yes, .. } => Quantity::whole(i64::from(yes)),
        other => other.value(),
    }
}

/// The commitments of a partnership on each KPI.
type Promised = BTreeMap<Official, Vec<Ref<Commitment>>>;

/// The partnerships with a commitment on a KPI whose time includes the year.
fn expected(model: &Model, promised: &[(Owner, Promised)], official: Official, year: i16) -> BTreeSet<Owner> {
    let is_due = |at: &Ref<Commitment>| model.commitments.get(*at).is_some_and(|one| includes(one, year));
    let due = promised.iter().filter(|(_, on)| on.get(&official).is_some_and(|list| list.iter().any(is_due)));
    due.map(|(owner, _)| *owner).collect()
}

/// The catalogue's totals.
fn catalogue(model: &Model, officials: &Officials, sums: &[Slim]) -> Vec<Rollup> {
    let promised: Vec<(Owner, Promised)> =
        model.names.owners().map(|owner| (owner, promised(model, officials, owner))).collect();
    let mut groups: BTreeMap<(Official, i16), Vec<&Slim>> = BTreeMap::new();
    for sum in sums {
        groups.entry((sum.rollup.official, sum.rollup.year)).or_default().push(sum);
    }
    let total = |((official, year), sums): ((Official, i16), Vec<&Slim>)| {
        let with_figure: BTreeSet<Owner> = sums.iter().filter_map(|sum| sum.rollup.owner).collect();
        let is_in = |sum: &&&Slim| sum.rollup.owner.is_some_and(|owner| told_by(model, owner, &with_figure).is_none());
        let included: Vec<&Slim> = sums.iter().filter(is_in).copied().collect();
        let indicator = official.indicator.and_then(|at| model.indicators.get(at));
        let amount = together(indicator, included.iter().map(|sum| sum.rollup.amount))?;
        let due = expected(model, &promised, official, year);
        let (again, twice) = counted_again(&included);
        Some(Rollup {
            official,
            owner: None,
            year,
            amount,
            low: count(amount) - again,
            twice,
            suppress_below: strictest(included.iter().map(|sum| sum.rollup.suppress_below)),
            status: weakest(included.iter().map(|sum| sum.rollup.status)),
            coverage: coverage(due.intersection(&with_figure).count(), due.len()),
        })
    };
    groups.into_iter().filter_map(total).collect()
}

/// The partnership that another belongs to, where it is among those with a figure: its total stands for both.
pub fn told_by(model: &Model, owner: Owner, with_figure: &BTreeSet<Owner>) -> Option<Owner> {
    let (parent, _) = model.partnership(owner)?.parent?;
    Some(Owner::from(parent)).filter(|parent| with_figure.contains(parent))
}

/// Amounts of one official KPI together.
fn together(indicator: Option<&Indicator>, amounts: impl Iterator<Item = Amount>) -> Option<Amount> {
    match indicator {
        Some(indicator) => Amount::total(indicator, amounts),
        None => amounts.reduce(|sum, next| match (sum, next) {
            (Amount::Truth { yes, of }, Amount::Truth { yes: more, of: others }) => {
                Amount::Truth { yes: yes + more, of: of + others }
            }
            (sum, next) => Amount::Number(sum.value() + next.value()),
        }),
    }
}

/// How much would fall away if an organisation that reports the same indicator and period in two
/// partnerships were counted once, with its largest value; and the rows in which it does.
fn counted_again(sums: &[&Slim]) -> Told {
    let mut reports: BTreeMap<Report, Vec<&Told>> = BTreeMap::new();
    for sum in sums {
        for (report, told) in &sum.reports {
            reports.entry(*report).or_default().push(told);
        }
    }
    reports.retain(|_, told| told.len() > 1);
    let again = |told: &Vec<&Told>| {
        let largest = told.iter().map(|(value, _)| *value).max().unwrap_or_default();
        told.iter().map(|(value, _)| *value).sum::<Quantity>() - largest
    };
    let rows = reports.values().flatten().flat_map(|(_, rows)| rows.iter().copied());
    (reports.values().map(again).sum(), rows.collect())
}

/// The partnerships with a commitment on a KPI whose time includes the year.
pub fn due(model: &Model, officials: &Officials, official: Official, year: i16) -> BTreeSet<Owner> {
    let on = |kpi: &KpiUse| officials.kpi(kpi.indicator) == Some(official);
    let is_due = |one: &Commitment| includes(one, year) && one.kpis.iter().any(on);
    model.commitments.iter().filter(|(_, one)| is_due(one)).filter_map(|(_, one)| one.head.owner).collect()
}

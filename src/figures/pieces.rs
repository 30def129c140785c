//! Which values of a KPI and year are added to a partnership's total, and why are the others not? (content format,
//! section 5, rule 8)

use std::collections::BTreeSet;

use super::rollup::Official;
use super::years::YearValue;
use crate::model::Model;
use crate::model::commitment::Commitment;
use crate::model::indicator::{Indicator, KpiType, MeasureType};
use crate::model::observation::Subject;
use crate::record::Ref;

/// What a total is made of.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Whose value it is.
    pub subject: Subject,
    /// Its value for the year.
    pub value: YearValue,
    /// Why it is not in the total, where it is not.
    pub not_in: Option<NotIn>,
}

/// Why a value is not in a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotIn {
    /// The partnership has a value of its own.
    OwnValue,
    /// It supports a commitment that is in the total.
    ContributesTo(Ref<Commitment>),
    /// There is no value for the year.
    NoValue,
    /// It is in another unit than the KPI.
    OtherUnit,
    /// It is a state or a share, and no part of what happened in the year.
    StateOrShare,
}

/// Why the values of an indicator cannot be added to those of a KPI. The measure decides: the official KPIs
/// count what happened in a year, so a state at its end is no more of it than a share is, also where that is
/// in the KPI's unit, such as euros for each person.
pub(super) fn of_another_sort(official: Official, indicator: &Indicator) -> Option<NotIn> {
    let has_unit = &*indicator.unit == official.kpi.unit();
    match (official.kpi, indicator.measure) {
        (KpiType::Other, _) => None,
        _ if !has_unit => Some(NotIn::OtherUnit),
        (KpiType::Implemented, MeasureType::Boolean) => None,
        (KpiType::Implemented, _) => Some(NotIn::OtherUnit),
        (_, MeasureType::Flow | MeasureType::Cumulative) => None,
        (_, MeasureType::Stock | MeasureType::Ratio | MeasureType::Boolean) => Some(NotIn::StateOrShare),
    }
}

/// Values of a KPI and year, each with the reason why it is not in the total, where there is one.
pub(super) fn pieces(model: &Model, official: Official, values: Vec<(Subject, YearValue)>) -> Vec<Piece> {
    let alone = |(subject, value): (Subject, YearValue)| {
        let indicator = model.indicators.get(subject.indicator);
        let other = indicator.and_then(|indicator| of_another_sort(official, indicator));
        Piece { not_in: value.amount.map_or(Some(NotIn::NoValue), |_| other), subject, value }
    };
    let mut pieces: Vec<Piece> = values.into_iter().map(alone).collect();
    let with_figure = with_figure(&pieces);
    let has_own = pieces.iter().any(|piece| piece.subject.commitment.is_none() && piece.not_in.is_none());
    for piece in pieces.iter_mut().filter(|piece| piece.not_in.is_none()) {
        piece.not_in = match piece.subject.commitment {
            None => None,
            Some(_) if has_own => Some(NotIn::OwnValue),
            Some(at) => supported(model, at).filter(|to| with_figure.contains(to)).map(NotIn::ContributesTo),
        };
    }
    pieces
}

/// The commitments that have a figure, whether it is in the total or told by another.
pub(super) fn with_figure(pieces: &[Piece]) -> BTreeSet<Ref<Commitment>> {
    pieces.iter().filter(|piece| is_figure(piece)).filter_map(|piece| piece.subject.commitment).collect()
}

/// Is it a figure, whether it is in the total or told by another?
pub(super) fn is_figure(piece: &Piece) -> bool {
    matches!(piece.not_in, None | Some(NotIn::OwnValue | NotIn::ContributesTo(_)))
}

/// The commitment that another contributes to.
pub(super) fn supported(model: &Model, at: Ref<Commitment>) -> Option<Ref<Commitment>> {
    model.commitments.get(at)?.contributes_to.as_ref().map(|(to, _)| *to)
}

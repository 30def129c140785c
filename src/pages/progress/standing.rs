//! Which numbers come first where a partnership tells how far it is?

use std::collections::BTreeSet;

use serde::Serialize;

use super::super::view::{Gauge, Link, Status};
use super::super::{Cx, kpi, progress_status};
use crate::figures::counts::Count;
use crate::figures::progress::Status as Standing;
use crate::model::indicator::KpiType;
use crate::record::Owner;

/// Promises shown as tiles.
const MOST_TILES: usize = 4;

/// How many promises stand in one way.
#[derive(Serialize)]
pub struct CountView {
    status: Status,
    count: String,
}

/// A number with what it counts.
#[derive(Serialize)]
pub struct FactView {
    label: String,
    value: String,
}

/// How far a promise is, in a tile.
#[derive(Serialize)]
pub struct TileView {
    gauge: Gauge,
    commitment: Link,
    status: Option<Status>,
}

fn number(cx: &Cx<'_>, owner: Owner, standing: Standing) -> usize {
    let counted = Count::Standing(standing).of(&cx.site.portal.model, cx.site.figures, Some(owner));
    counted.map_or(0, |counted| counted.number())
}

/// How many promises stand in which way.
pub fn counts(cx: &Cx<'_>, owner: Owner) -> Vec<CountView> {
    let view = |standing: Standing| {
        let number = number(cx, owner, standing);
        (number > 0).then(|| CountView { status: progress_status(cx, standing), count: cx.words.whole(number) })
    };
    Standing::ALL.into_iter().filter_map(view).collect()
}

/// How many promises are followed, how many of them do well, and how many are late.
pub fn facts(cx: &Cx<'_>, owner: Owner) -> Vec<FactView> {
    let sum = |all: &[Standing]| all.iter().map(|standing| number(cx, owner, *standing)).sum::<usize>();
    let facts = [
        ("kpis_followed", sum(&Standing::ALL)),
        ("kpis_well", sum(&Standing::WELL)),
        ("kpis_late", sum(&Standing::LATE)),
    ];
    if facts[0].1 == 0 {
        return Vec::new();
    }
    facts.map(|(key, number)| FactView { label: cx.words.get(key).to_owned(), value: cx.words.whole(number) }).into()
}

/// What stands for the partnership as a whole, then the first promise of other commitments.
pub fn tiles(foremost: Option<&kpi::Shown<'_>>, shown: &[kpi::Shown<'_>]) -> Vec<TileView> {
    let headlines = shown.iter().filter(|shown| shown.asked.kpi.is_headline());
    let mut met = BTreeSet::new();
    let tile = |shown: &kpi::Shown<'_>| {
        let gauge = shown.gauge().filter(|_| met.insert(shown.asked.at.index()))?;
        Some(TileView { gauge, commitment: shown.link(), status: shown.status() })
    };
    foremost.into_iter().chain(headlines).filter_map(tile).take(MOST_TILES).collect()
}

/// What stands for a partnership as a whole: its largest promise on people who take part, else its first
/// promise, of those whose progress is known.
pub fn foremost<'a>(cx: &'a Cx<'a>, owner: Owner) -> Option<kpi::Shown<'a>> {
    let mut known = kpi::of_partnership(cx, owner, |kpi| kpi.is_headline()).filter(kpi::Shown::has_gauge);
    let first = known.next()?;
    let people =
        |shown: &kpi::Shown<'_>| shown.asked.indicator.kpi_type == KpiType::PeopleParticipating && !shown.per_year();
    let size = |shown: &kpi::Shown<'_>| {
        let target = shown.asked.kpi.target.as_ref().and_then(|target| target.value);
        target.filter(|_| people(shown)).map_or(-1.0, |target| target.as_f64())
    };
    // Of equals the first.
    Some(known.fold(first, |best, next| if size(&next) > size(&best) { next } else { best }))
}

//! Which files is a page made from?
//!
//! What it shows is asked, not its address: the record that it is about, the records that it lists, the
//! partnership it belongs to, and the data that are about these.

use std::collections::BTreeSet;

use super::{Cx, Shown, kind_of};
use crate::model::agreement::Agreement;
use crate::model::commitment::Commitment;
use crate::model::indicator::Indicator;
use crate::model::membership::Membership;
use crate::model::observation::Observation;
use crate::model::organisation::Organisation;
use crate::model::partnership::Partnership;
use crate::plan::Page;
use crate::record::{Claim, Entity as _, Kind, Origin, Owner};
use crate::source::FileId;

/// What a page is made from.
#[derive(Debug, Default)]
pub struct MadeOf {
    /// The files of the record that it is about, the original first; none where it is about none.
    pub own: Vec<FileId>,
    /// Files of what else it shows, in order of path.
    pub others: BTreeSet<FileId>,
    /// The record that it is about: position of its kind, position of the record.
    pub record: Option<(usize, usize)>,
}

/// The files that a page is made from.
pub fn made_of(cx: &Cx<'_>, page: &Page, shown: &Shown) -> MadeOf {
    let names = &cx.site.portal.model.names;
    let mut made = MadeOf { record: record(cx, page, shown), ..MadeOf::default() };
    match (made.record, shown.source.and_then(|file| names.claim(file))) {
        (Some((kind, at)), _) => made.own = files(cx, names.kind_at(kind), at),
        (None, Some(Claim::Home(_))) => made.own = names.home.iter().map(|(_, file)| *file).collect(),
        (None, _) => made.own.extend(shown.source),
    }
    if page.path.is_empty() {
        made.own.extend(names.home.iter().map(|(_, file)| *file));
        made.others.insert(cx.site.config.file);
    }
    if page.subject.part > 0 {
        for item in cx.list(page.subject.list) {
            made.others.extend(files(cx, kind_of(*item), item.at as usize));
        }
    }
    add_partnership(cx, page, shown, &mut made);
    add_data(cx, shown.owner, &mut made);
    made.own.sort_by_key(|file| (Some(*file) != shown.source, *file));
    made.own.dedup();
    made.own.iter().for_each(|file| _ = made.others.remove(file));
    made
}

/// The record that a page is about.
fn record(cx: &Cx<'_>, page: &Page, shown: &Shown) -> Option<(usize, usize)> {
    match cx.site.portal.model.names.claim(shown.source?)? {
        Claim::Record { kind, at, .. } => Some((kind, at)),
        Claim::Rows { kind, .. } => Some((kind, page.subject.record as usize)),
        _ => None,
    }
}

/// The files of a record: its own, and texts and translations beside it.
fn files(cx: &Cx<'_>, kind: Option<&Kind>, at: usize) -> Vec<FileId> {
    let entry = kind.and_then(|kind| cx.site.portal.model.names.entries(kind).get(at));
    match entry.map(|entry| &entry.origin) {
        Some(Origin::File { file, texts } | Origin::Row { file, texts, .. }) => {
            std::iter::once(*file).chain(texts.iter().map(|(_, file)| *file)).collect()
        }
        _ => Vec::new(),
    }
}

/// The partnership that a page belongs to; with all it promises, where the page is about that as a whole.
fn add_partnership(cx: &Cx<'_>, page: &Page, shown: &Shown, made: &mut MadeOf) {
    let names = &cx.site.portal.model.names;
    let is_partnership = |(kind, _): (usize, usize)| names.kind_at(kind) == Some(&Partnership::KIND);
    let own = made.record.filter(|record| is_partnership(*record)).and_then(|(_, at)| u32::try_from(at).ok());
    let Some(owner) = own.map(Owner).or(shown.owner) else { return };
    made.others.extend(files(cx, Some(&Partnership::KIND), owner.index()));
    let is_whole = own.is_some() || made.record.is_none() && page.subject.part == 0;
    let kinds = [Agreement::KIND, Commitment::KIND, Indicator::KIND, Membership::KIND];
    for kind in kinds.iter().filter(|_| is_whole) {
        names.range(kind, owner).for_each(|at| made.others.extend(files(cx, Some(kind), at)));
    }
}

/// The data about the record, or about the partnership as a whole.
fn add_data(cx: &Cx<'_>, owner: Option<Owner>, made: &mut MadeOf) {
    let model = &cx.site.portal.model;
    let kind = made.record.and_then(|(kind, at)| Some((model.names.kind_at(kind)?, at)));
    let is_about = |row: &&Observation| match kind {
        Some((kind, at)) if *kind == Commitment::KIND => row.series.commitment.is_some_and(|own| own.index() == at),
        Some((kind, at)) if *kind == Indicator::KIND => row.series.indicator.index() == at,
        Some((kind, at)) if *kind == Organisation::KIND => row.series.organisation.is_some_and(|own| own.index() == at),
        Some((kind, at)) if *kind == Partnership::KIND => row.series.owner.index() == at,
        Some(_) => false,
        None => {
            made.others.iter().any(|file| matches!(model.names.claim(*file), Some(Claim::Record { .. })))
                && owner == Some(row.series.owner)
        }
    };
    let files: BTreeSet<FileId> = model.observations.list.iter().filter(is_about).map(|row| row.file).collect();
    made.others.extend(files);
}

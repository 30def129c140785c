//! Which partnerships have most in common?
//!
//! Found once for the site. A term that few share says more than one that many share. Of a term that
//! very many share only the nearest are looked at, so that the time grows with the number of
//! partnerships, not with its square.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use rayon::prelude::*;
use tera::Value;

use super::facets::{self, Column, Facet};
use super::view::{Item, Text};
use super::{Cx, Site, item_ref};
use crate::plan::ItemRef;
use crate::record::Ref;

/// What partnerships are compared by, the most telling first, with its weight.
const COMPARED: [(&str, u32); 5] =
    [("region", 5), ("ecosystem", 4), ("category", 2), ("target-group", 1), ("country", 1)];
/// Related partnerships of one.
const MOST: usize = 4;
/// Partnerships that are looked at for one term.
const NEAREST: usize = 200;
/// Partnerships that are compared in full.
const CANDIDATES: usize = 24;
/// Terms of one sort that are named.
const NAMED: usize = 3;

/// A term of a sort, by the sort's position in [`COMPARED`].
type Mark = (usize, u32);

/// The partnerships related to each.
#[derive(Debug, Default)]
pub struct Related(Vec<Vec<(u32, Vec<Mark>)>>);

impl Related {
    /// Compares all partnerships.
    pub fn of(site: &Site<'_>) -> Related {
        let comparison = Comparison::of(site);
        let all = 0..comparison.marks.len();
        Related(all.into_par_iter().map(|at| comparison.related(site, at)).collect())
    }
}

/// What partnerships bear, and who bears each.
struct Comparison {
    /// Rising, of each partnership.
    marks: Vec<Vec<Mark>>,
    bearers: HashMap<Mark, Vec<u32>, FixedState>,
    count: usize,
}

impl Comparison {
    fn of(site: &Site<'_>) -> Comparison {
        let partnerships = &site.portal.model.partnerships;
        let items: Vec<ItemRef> = partnerships.iter().filter_map(|(at, _)| item_ref(at)).collect();
        let mut marks: Vec<Vec<Mark>> = vec![Vec::new(); partnerships.names()];
        for (sort, facet) in compared() {
            let column = Column::of(site, facet, &items);
            for (item, values) in items.iter().zip(column.values()) {
                if let Some(marks) = marks.get_mut(item.at as usize) {
                    marks.extend(values.iter().map(|value| (sort, *value)));
                }
            }
        }
        let mut bearers: HashMap<Mark, Vec<u32>, FixedState> = HashMap::default();
        for (marks, at) in marks.iter().zip(0..) {
            for mark in marks {
                bearers.entry(*mark).or_default().push(at);
            }
        }
        Comparison { marks, bearers, count: items.len() }
    }

    fn marks(&self, at: usize) -> &[Mark] {
        self.marks.get(at).map_or(&[], |marks| marks)
    }

    /// How much it says that two share a term: the fewer bear it, the more.
    fn weight(&self, mark: &Mark) -> u32 {
        let bearers = self.bearers.get(mark).map_or(1, Vec::len).max(1);
        let weight = COMPARED.get(mark.0).map_or(0, |(_, weight)| *weight);
        weight * (1 + (self.count / bearers).max(1).ilog2())
    }

    /// The best first; of two alike the one that was read first.
    fn related(&self, site: &Site<'_>, at: usize) -> Vec<(u32, Vec<Mark>)> {
        let mut scores: HashMap<u32, u32, FixedState> = HashMap::default();
        for mark in self.marks(at) {
            let weight = self.weight(mark);
            for other in self.near(mark, at) {
                *scores.entry(*other).or_default() += weight;
            }
        }
        let mut found: Vec<(u32, u32)> = scores.into_iter().filter(|(other, _)| is_other(site, at, *other)).collect();
        let best_first = |(other, score): &(u32, u32)| (std::cmp::Reverse(*score), *other);
        found.sort_unstable_by_key(best_first);
        let shared = |(other, _): (u32, u32)| (other, self.shared(at, other as usize));
        let mut found: Vec<(u32, Vec<Mark>)> = found.into_iter().take(CANDIDATES).map(shared).collect();
        // One thing in common is nothing special.
        found.retain(|(_, shared)| shared.iter().any(|(sort, _)| Some(*sort) != shared.first().map(|(sort, _)| *sort)));
        let score = |shared: &[Mark]| shared.iter().map(|mark| self.weight(mark)).sum::<u32>();
        found.sort_by_cached_key(|(other, shared)| (std::cmp::Reverse(score(shared)), *other));
        found.truncate(MOST);
        found
    }

    /// Those that bear a term, at most so many around a partnership.
    fn near(&self, mark: &Mark, at: usize) -> &[u32] {
        let all = self.bearers.get(mark).map_or(&[][..], |bearers| bearers);
        let own = all.partition_point(|other| (*other as usize) < at);
        let start = own.saturating_sub(NEAREST / 2).min(all.len().saturating_sub(NEAREST));
        all.get(start..(start + NEAREST).min(all.len())).unwrap_or_default()
    }

    /// What two have in common.
    fn shared(&self, at: usize, other: usize) -> Vec<Mark> {
        let others = self.marks(other);
        self.marks(at).iter().filter(|mark| others.binary_search(mark).is_ok()).copied().collect()
    }
}

/// The facets that partnerships are compared by.
fn compared() -> impl Iterator<Item = (usize, &'static Facet)> {
    let facets = facets::of_kind("partnerships");
    let facet =
        |(sort, (name, _)): (usize, &(&str, u32))| Some((sort, facets.iter().find(|facet| facet.name == *name)?));
    COMPARED.iter().enumerate().filter_map(facet)
}

/// Is it neither the same, nor one that the page names as its parent or its group?
fn is_other(site: &Site<'_>, at: usize, other: u32) -> bool {
    let partnerships = &site.portal.model.partnerships;
    let (own, other) = (Ref::new(at), Ref::new(other as usize));
    let is_under = |child, parent| {
        let parents = partnerships.get(child).and_then(|partnership| partnership.parent.as_ref());
        parents.is_some_and(|(known, _)| *known == parent)
    };
    own != other && !is_under(own, other) && !is_under(other, own)
}

/// The partnerships that have most in common with one, each with what it is.
pub fn related(cx: &Cx<'_>, at: usize) -> Vec<Value> {
    if cx.site.plan.addresses.home().is_some() {
        return Vec::new();
    }
    let found = cx.site.related().0.get(at).map_or(&[][..], |found| found);
    found.iter().filter_map(|(other, shared)| row(cx, *other, shared)).collect()
}

fn row(cx: &Cx<'_>, other: u32, shared: &[Mark]) -> Option<Value> {
    let partnership = cx.site.portal.model.partnerships.get(Ref::new(other as usize))?;
    let meta = shared.chunk_by(|a, b| a.0 == b.0).filter_map(|marks| reason(cx, marks)).collect();
    let item = Item { meta, summary: None, image: None, ..super::partnership::item(cx, partnership) };
    Some(cx.row(&item))
}

/// "Category: micro-credentials"
fn reason(cx: &Cx<'_>, marks: &[Mark]) -> Option<Text> {
    let (sort, _) = marks.first()?;
    let (_, facet) = compared().find(|(known, _)| known == sort)?;
    let named = marks.iter().take(NAMED).map(|(_, value)| facets::value_of(cx, facet, None, *value).1.text);
    let more = (marks.len() > NAMED).then(|| "…".to_owned());
    let names: Vec<String> = named.chain(more).collect();
    let what = facets::title(cx, facet).text;
    Some(Cx::own(cx.words.fill("in_common", &[("what", &what), ("names", &names.join(", "))])))
}

//! In which order do the records of each kind stand?

use rayon::prelude::*;

use super::{Cx, kind_of};
use crate::model::Visitor;
use crate::plan::ItemRef;
use crate::record::{Entity, Table};

/// For each kind the rank of each record: by the kind's own order, then by title as the language
/// sorts, then by key.
pub fn ranks(cx: &Cx<'_>) -> Vec<Vec<u32>> {
    let mut ranks = Ranks { cx, ranks: Vec::new() };
    cx.site.portal.model.visit(&mut ranks);
    ranks.ranks
}

/// In lists of several kinds partnerships come first, then what they promise, then who they are.
pub fn of_kind(item: ItemRef) -> usize {
    let folder = kind_of(item).map_or("", |kind| kind.folder);
    ["partnerships", "commitments"].into_iter().position(|first| first == folder).unwrap_or(2 + usize::from(item.kind))
}

struct Ranks<'a, 'c> {
    cx: &'c Cx<'a>,
    ranks: Vec<Vec<u32>>,
}

impl Visitor for Ranks<'_, '_> {
    fn visit<T: Entity>(&mut self, _: usize, table: &Table<T>) {
        let records: Vec<_> = table.iter().collect();
        let mut order: Vec<(i64, Vec<u8>, usize)> = records
            .par_iter()
            .map(|(at, record)| {
                let title = record.title().map(|title| self.cx.text(title, record.head().owner).text);
                (record.rank(), self.cx.words.sort_key(&title.unwrap_or_default()), at.index())
            })
            .collect();
        order.par_sort();
        let mut ranks = vec![0; table.names()];
        for (rank, (_, _, at)) in (0u32..).zip(order) {
            if let Some(slot) = ranks.get_mut(at) {
                *slot = rank;
            }
        }
        self.ranks.push(ranks);
    }
}

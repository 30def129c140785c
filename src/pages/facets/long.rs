//! Which lists stand on many pages, and what do their scripts fetch?

use rayon::prelude::*;

use super::super::{Cx, Site, list};
use super::{Column, Facet, Keywords, MOST_VALUES, WHOLE, of_kind};
use crate::plan::{ItemRef, Page};
use crate::record::Kind;

/// A list on many pages that can be narrowed.
#[derive(Debug)]
pub struct LongList {
    /// Position of its first page.
    pub page: usize,
    /// Path of its first page.
    pub path: Box<str>,
    /// How many rows it has.
    pub rows: usize,
    kind: &'static Kind,
}

/// Every list on many pages that can be narrowed.
pub fn long_lists(site: &Site<'_>) -> Vec<LongList> {
    (0..site.plan.pages.len()).filter_map(|page| LongList::of(site, page)).collect()
}

impl LongList {
    /// The list that begins on the page at a position.
    pub fn of(site: &Site<'_>, at: usize) -> Option<LongList> {
        let page = site.plan.pages.get(at).filter(|page| page.subject.part == 1)?;
        let kind = list::kind(page).filter(|kind| !of_kind(kind.folder).is_empty())?;
        let rows = site.plan.lists.get(page.subject.list as usize)?.len();
        (rows > WHOLE).then(|| LongList { page: at, path: page.path.clone(), rows, kind })
    }

    fn page<'s>(&self, site: &'s Site<'_>) -> Option<&'s Page> {
        site.plan.pages.get(self.page)
    }

    /// The facets that are shown, with their positions; in all languages the same.
    pub fn facets(&self, site: &Site<'_>) -> Vec<(usize, &'static str)> {
        let list = self.page(site).and_then(|page| site.plan.lists.get(page.subject.list as usize));
        let items: &[ItemRef] = list.map_or(&[], |items| items);
        let is_shown = |(_, facet): &(usize, &Facet)| is_shown(&Column::of(site, facet, items), facet);
        let facets = of_kind(self.kind.folder).par_iter().enumerate().filter(is_shown);
        facets.map(|(at, facet)| (at, facet.name)).collect()
    }

    /// The sets of values in a facet, and the set of each row.
    pub fn facet(&self, cx: &Cx<'_>, at: usize) -> Option<(String, String)> {
        let facet = of_kind(self.kind.folder).get(at)?;
        let items = list::items(cx, self.kind, self.page(cx.site)?);
        let column = Column::of(cx.site, facet, &items);
        Some((column.sets(&column.counted(facet.order)), column.rows()))
    }

    /// One part of the words of its rows.
    pub fn words(&self, cx: &Cx<'_>, part: usize, write: impl FnOnce(&str)) {
        let (Some(page), Some(known)) = (self.page(cx.site), cx.known_keywords()) else { return };
        let make = || Keywords::of(cx, &list::items(cx, self.kind, page));
        known.ask(page.subject.list, make, |words| write(words.part(part)));
    }
}

/// Does a facet tell rows apart, with not too many values?
pub fn is_shown(column: &Column, facet: &Facet) -> bool {
    column.parts() && column.counted(facet.order).len() <= MOST_VALUES
}

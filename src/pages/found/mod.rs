//! Which pages does a search find, in which order, and what does it show of them?

mod records;

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use foldhash::fast::FixedState;
use rayon::prelude::*;
use serde::Serialize;

use super::{Cx, Site};
use crate::plan::Page;
use crate::record::Owner;
use crate::search::{Gathered, Index, Shares};
use records::{Found, OVERVIEW, SORTS};

pub use records::Sort;

/// The sorts in the order in which they are found where nothing else decides.
pub fn sorts() -> &'static [Sort] {
    SORTS
}

/// What is made once for all searches.
#[derive(Debug)]
pub struct Kept {
    pages: OnceLock<Vec<(u8, u32)>>,
    /// One for each language.
    indexes: Vec<OnceLock<Index>>,
    /// By language and page, how overviews are found: only who shows one knows it.
    overviews: Mutex<HashMap<(usize, u32), Option<Found>, FixedState>>,
}

impl Kept {
    /// Nothing is made yet.
    pub fn new(languages: usize) -> Self {
        let indexes = (0..languages).map(|_| OnceLock::new()).collect();
        Kept { pages: OnceLock::new(), indexes, overviews: Mutex::default() }
    }
}

impl Site<'_> {
    /// The pages that a search finds, with their sorts: in the order of sorts, then of the plan.
    pub fn found(&self) -> &[(u8, u32)] {
        self.found.pages.get_or_init(|| pages(self))
    }

    /// Makes what pages need and all threads make together, the order of records above all. Pages are
    /// rendered afterwards, since a thread that waits for others takes up other work, and would come to
    /// wait for itself.
    pub fn prepare(&self) {
        self.related();
        for cx in self.in_each_language() {
            cx.order();
            if self.config.translations {
                super::translations::counted(&cx);
            }
        }
    }

    /// Makes the index of each language, before machine files are written.
    pub fn prepare_search(&self) {
        for cx in self.in_each_language() {
            if let Some(slot) = self.found.indexes.get(cx.at).filter(|slot| slot.get().is_none()) {
                // Who was faster has made the same.
                let _ = slot.set(index(&cx, true));
            }
        }
    }

    fn in_each_language(&self) -> impl Iterator<Item = Cx<'_>> {
        self.config.pages_in.all.iter().filter_map(|lang| self.cx(*lang, ""))
    }
}

impl<'a> Cx<'a> {
    /// The index of the language, made once.
    pub fn search_index(&self) -> Option<&'a Index> {
        self.site.found.indexes.get(self.at).map(|slot| slot.get_or_init(|| index(self, false)))
    }
}

/// Position of the sort that a page belongs to; none where the page is not found.
fn sort_of(page: &Page, home: Option<Owner>) -> Option<u8> {
    let at = SORTS.iter().position(|sort| sort.templates.contains(&page.template))?;
    let is_first = page.subject.part <= 1;
    // Each partnership has such pages: only those of the whole site are found.
    let stands_for_many = SORTS.get(at).is_some_and(|sort| sort.stands_for_many);
    let is_of_site = page.subject.owner.is_none() || page.subject.owner == home;
    (is_first && (is_of_site || !stands_for_many)).then(|| u8::try_from(at).unwrap_or(0))
}

fn pages(site: &Site<'_>) -> Vec<(u8, u32)> {
    let home = site.plan.addresses.home();
    let sorted = |(page, at): (&Page, u32)| sort_of(page, home).map(|sort| (sort, at));
    let mut pages: Vec<(u8, u32)> = site.plan.pages.iter().zip(0..).filter_map(sorted).collect();
    pages.sort_unstable();
    pages
}

/// Letters of a title, a summary and labels.
const LETTERS: usize = 350;

/// In how many parts the index of a language lies.
pub fn shares(cx: &Cx<'_>) -> Shares {
    let pages = cx.site.found();
    let of = |(sort, at): &(u8, u32)| {
        let page = cx.site.plan.page(*at).zip(SORTS.get(usize::from(*sort)));
        page.map_or(0, |(page, sort)| (sort.letters)(cx, page)) + LETTERS
    };
    Shares::new(pages.len(), pages.iter().map(of).sum())
}

/// Parts in which words are gathered, each of at least so many pages.
const SHARES: usize = 16;
const AT_LEAST: usize = 256;

/// Makes the index of a language. Where threads share the work, none of them may wait for the index.
fn index(cx: &Cx<'_>, in_parallel: bool) -> Index {
    let pages: Vec<(u32, (u8, u32))> = (0..).zip(cx.site.found().iter().copied()).collect();
    let length = excerpt_length(pages.len());
    let share = pages.len().div_ceil(SHARES).max(AT_LEAST);
    let gather = |pages: &[(u32, (u8, u32))]| {
        let mut gathered = Gathered::default();
        for (number, (sort, at)) in pages {
            let Some(found) = found(cx, *sort, *at) else { continue };
            gathered.add(*number, &found.entry());
            gathered.note(&found.shown(length).print());
        }
        gathered
    };
    let parts: Vec<Gathered> = match in_parallel {
        true => pages.par_chunks(share).map(gather).collect(),
        false => pages.chunks(share).map(gather).collect(),
    };
    let mut all = Gathered::default();
    parts.into_iter().for_each(|part| all.append(part));
    Index::new(all, shares(cx))
}

/// What is shown of the pages of a part.
pub fn part(cx: &Cx<'_>, part: usize) -> Vec<Hit> {
    let pages = cx.site.found();
    let (length, in_part) = (excerpt_length(pages.len()), Shares::in_part(pages.len()));
    let hit = |(sort, at): &(u8, u32)| found(cx, *sort, *at).unwrap_or_default().shown(length);
    pages.chunks(in_part).nth(part).unwrap_or_default().iter().map(hit).collect()
}

/// Most letters of an excerpt: the more there are, the more of the words that were looked for stand
/// there; of large sites many excerpts lie in one file.
fn excerpt_length(pages: usize) -> usize {
    (1_000_000 / pages.max(1)).clamp(160, 1_000)
}

fn found(cx: &Cx<'_>, sort: u8, at: u32) -> Option<Found> {
    let (page, sort) = (cx.site.plan.page(at)?, SORTS.get(usize::from(sort))?);
    let find = || (sort.found)(cx, page);
    let found = if sort.id == OVERVIEW { overview(cx, at, find) } else { find() };
    Some(found?.at(&page.path))
}

/// How an overview is found: the index asks for it, and what is shown of it.
fn overview(cx: &Cx<'_>, at: u32, find: impl FnOnce() -> Option<Found>) -> Option<Found> {
    let known = || cx.site.found.overviews.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known().get(&(cx.at, at)) {
        return found.clone();
    }
    let found = find();
    known().insert((cx.at, at), found.clone());
    found
}

/// What is shown of a page that was found.
#[derive(Debug, Serialize)]
pub struct Hit {
    /// Its path without language.
    href: String,
    title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    title_lang: String,
    /// The partnership it belongs to.
    #[serde(skip_serializing_if = "String::is_empty")]
    over: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    over_lang: String,
    /// Its day, in words.
    #[serde(skip_serializing_if = "String::is_empty")]
    date: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    text: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    text_lang: String,
}

impl Hit {
    /// All of it in one text.
    fn print(&self) -> String {
        [&*self.href, &self.title, &self.over, &self.date, &self.text, &self.text_lang].join("\n")
    }
}

//! What is a page, what is its address, does every link arrive?

mod address;
mod arrive;
mod links;

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;

pub use address::Addresses;
pub use arrive::{Follower, Wanted, publish};
pub use links::{Broken, Headings, Resolver, Target};

use crate::record::{Owner, Slug};
use crate::report::{ADDRESS_TAKEN, Diagnostic, Report, Spot};
use crate::source::{FileId, Place};

/// Rows on one page of a list on many pages.
pub const PER_PAGE: usize = 24;

/// A record in a list: position of its kind, position of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemRef {
    /// Position of the kind.
    pub kind: u8,
    /// Position of the record.
    pub at: u32,
}

/// What a page is about; what does not apply is 0 or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The partnership it belongs to.
    pub owner: Option<Owner>,
    /// The record.
    pub record: u32,
    /// The list.
    pub list: u32,
    /// The taxonomy, by position.
    pub taxonomy: u8,
    /// The term, by position.
    pub term: u16,
    /// Which page of the list, from 1.
    pub part: u32,
}

/// A page, in all languages.
#[derive(Clone, Debug)]
pub struct Page {
    /// Path without language.
    pub path: Box<str>,
    /// Name of its template.
    pub template: &'static str,
    /// Which maker shows it: position in the list of makers.
    pub maker: u8,
    /// What it is about.
    pub subject: Subject,
}

/// An address that leads to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// Path without language.
    pub path: Box<str>,
    /// Where it leads: a path without language.
    pub to: Box<str>,
}

/// Every address of a site.
#[derive(Debug)]
pub struct Plan {
    /// Spells addresses.
    pub addresses: Addresses,
    /// All pages.
    pub pages: Vec<Page>,
    /// Lists that pages show parts of, in order of key.
    pub lists: Vec<Vec<ItemRef>>,
    /// Addresses that lead to others.
    pub redirects: Vec<Redirect>,
    /// Files of the content that are published, each with its path without language.
    pub files: Vec<(Box<str>, FileId)>,
    /// How many records bear a term, by partnership, taxonomy and term.
    pub terms: BTreeMap<(Option<Owner>, u8, u16), usize>,
    by_path: HashMap<Box<str>, Taken, FixedState>,
}

/// What has an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A page, by position.
    Page(u32),
    /// A redirect, by position.
    Redirect(u32),
    /// A file of the content, by position.
    File(u32),
}

/// Collects addresses while a plan is made.
#[derive(Debug)]
pub struct Planner<'a> {
    /// The plan so far.
    pub plan: Plan,
    /// Are there pages on what is translated?
    pub translations: bool,
    report: &'a Report,
    maker: u8,
    /// Earlier addresses: they come after all pages, so that a page never gives way to one.
    earlier: Vec<(Redirect, Place)>,
}

impl<'a> Planner<'a> {
    /// An empty plan.
    pub fn new(addresses: Addresses, report: &'a Report) -> Self {
        let plan = Plan {
            addresses,
            pages: Vec::new(),
            lists: Vec::new(),
            redirects: Vec::new(),
            files: Vec::new(),
            terms: BTreeMap::new(),
            by_path: HashMap::default(),
        };
        Planner { plan, translations: false, report, maker: 0, earlier: Vec::new() }
    }

    /// The same, with pages on what is translated where they are asked for.
    pub fn with_translations(self, translations: bool) -> Self {
        Planner { translations, ..self }
    }

    /// Pages that follow are shown by this maker.
    pub fn made_by(&mut self, maker: usize) {
        self.maker = u8::try_from(maker).unwrap_or(u8::MAX);
    }

    /// Adds a page. `place` is where its address comes from.
    pub fn page(&mut self, path: String, template: &'static str, subject: Subject, place: Option<Place>) {
        let at = u32::try_from(self.plan.pages.len()).unwrap_or(u32::MAX);
        if self.take(&path, Taken::Page(at), place) {
            self.plan.pages.push(Page { path: path.into(), template, maker: self.maker, subject });
        }
    }

    /// Adds a list on as many pages as it needs, at least one.
    pub fn list(&mut self, path: &str, template: &'static str, subject: Subject, items: Vec<ItemRef>, per_page: usize) {
        let parts = items.len().div_ceil(per_page.max(1)).max(1);
        let list = u32::try_from(self.plan.lists.len()).unwrap_or(u32::MAX);
        self.plan.lists.push(items);
        for part in 1..=u32::try_from(parts).unwrap_or(1) {
            self.page(Addresses::part(path, part), template, Subject { list, part, ..subject }, None);
        }
    }

    /// Notes the earlier addresses of a record; they lead to the page that shows it.
    pub fn aliases(&mut self, path: &str, page: &str, aliases: &[(Slug, Place)]) {
        let earlier = |alias: &Slug| Redirect { path: Addresses::alias(path, &alias.0).into(), to: page.into() };
        self.earlier.extend(aliases.iter().map(|(alias, place)| (earlier(alias), *place)));
    }

    /// Adds the earlier addresses that were noted, once all pages are there.
    pub fn settle_aliases(&mut self) {
        for (redirect, place) in std::mem::take(&mut self.earlier) {
            self.redirect(redirect.path.into(), &redirect.to, place);
        }
    }

    /// Adds an address that leads to another.
    pub fn redirect(&mut self, path: String, to: &str, place: Place) {
        let at = u32::try_from(self.plan.redirects.len()).unwrap_or(u32::MAX);
        if self.take(&path, Taken::Redirect(at), Some(place)) {
            self.plan.redirects.push(Redirect { path: path.into(), to: to.into() });
        }
    }

    /// Adds a file of the content, once.
    pub fn file(&mut self, path: String, file: FileId) {
        if self.plan.has_file(&path) {
            return;
        }
        let at = u32::try_from(self.plan.files.len()).unwrap_or(u32::MAX);
        if self.take(&path, Taken::File(at), Some(Place::top(file))) {
            self.plan.files.push((path.into(), file));
        }
    }

    fn take(&mut self, path: &str, taken: Taken, place: Option<Place>) -> bool {
        let bare = bare(path);
        if self.plan.by_path.contains_key(bare) {
            let spot = place.map_or_else(|| Spot::Absent(path.into()), Spot::from);
            let taken = Diagnostic::new(ADDRESS_TAKEN, spot, format!("the address `/{path}` is taken by another page"));
            self.report.fault(taken.help("rename one of the two, or remove the alias"));
            return false;
        }
        self.plan.by_path.insert(bare.into(), taken);
        true
    }
}

/// What two addresses have in common that cannot both be written: a file and a folder of one name, a page and
/// the file that it is written to.
fn bare(path: &str) -> &str {
    let folder = path.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
    folder.unwrap_or(path).trim_end_matches('/')
}

impl Plan {
    /// What has this path (without language).
    pub fn find(&self, path: &str) -> Option<Taken> {
        self.by_path.get(bare(path)).copied()
    }

    /// The page at a position.
    pub fn page(&self, at: u32) -> Option<&Page> {
        self.pages.get(at as usize)
    }

    /// The file at a position, with its path.
    pub fn file(&self, at: u32) -> Option<&(Box<str>, FileId)> {
        self.files.get(at as usize)
    }

    /// Is there a file with this path?
    pub fn has_file(&self, path: &str) -> bool {
        let Some(Taken::File(at)) = self.find(path) else { return false };
        self.file(at).is_some_and(|(known, _)| **known == *path)
    }

    /// The list that a path shows.
    pub fn list_of(&self, path: Option<String>) -> Option<u32> {
        match self.find(&path?)? {
            Taken::Page(at) => self.page(at).filter(|page| page.subject.part > 0).map(|page| page.subject.list),
            _ => None,
        }
    }

    /// Does this path lead to that page?
    pub fn leads(&self, path: &str, to: &str) -> bool {
        match self.find(path) {
            Some(Taken::Redirect(at)) => self.redirects.get(at as usize).is_some_and(|redirect| &*redirect.to == to),
            _ => false,
        }
    }

    /// Is there a page with this path?
    pub fn has_page(&self, path: &str) -> bool {
        matches!(self.find(path), Some(Taken::Page(_)))
    }
}

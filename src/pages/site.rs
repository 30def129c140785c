//! What do all pages share, made once and kept?

use std::collections::HashMap;
use std::sync::{OnceLock, RwLock};

use foldhash::fast::FixedState;
use jiff::civil::Date;
use tera::Value;

use super::facets::KnownKeywords;
use super::found::Kept;
use super::frame::Frames;
use super::related::Related;
use super::run::Templates;
use super::surroundings::Cx;
use super::translations::Translated;
use super::uses::Uses;
use super::view::Link;
use crate::Request;
use crate::check::Portal;
use crate::config::Config;
use crate::figures::Figures;
use crate::i18n::Words;
use crate::model::Visitor;
use crate::plan::{Addresses, Headings, ItemRef, Plan, Resolver};
use crate::record::{Entity, Lang, Owner, Table};
use crate::report::Report;
use crate::source::Sources;

/// Stands for the way to the site's root.
pub const ROOT_MARK: char = '\u{1}';
/// Stands for the level of a heading.
pub const LEVEL_MARK: char = '\u{2}';

/// A site that is ready to be shown.
#[derive(Debug)]
pub struct Site<'a> {
    /// All files.
    pub sources: &'a Sources,
    /// Settings.
    pub config: &'a Config,
    /// All content that may be published.
    pub portal: &'a Portal,
    /// Every number derived from it.
    pub figures: &'a Figures,
    /// All addresses.
    pub plan: &'a Plan,
    /// Words of each language of the site, in its order.
    pub words: &'a [Words],
    /// The day on which it is looked at.
    pub as_of: Date,
    /// Is it a preview?
    pub preview: bool,
    /// What was asked for.
    pub request: Request,
    /// Runs templates.
    pub templates: &'a dyn Templates,
    /// Collects errors of templates.
    pub report: &'a Report,
    pub(super) cache: Vec<Cache>,
    uses: OnceLock<Uses>,
    /// How much of what is published is translated.
    pub translated: OnceLock<Translated>,
    related: OnceLock<Related>,
    headings: Headings,
    /// What a search finds.
    pub found: Kept,
}

/// Links to terms by id, for each partnership, vocabulary and taxonomy.
pub(super) type TermLinks =
    HashMap<(Option<Owner>, &'static str, &'static str), HashMap<Box<str>, Link, FixedState>, FixedState>;

/// Mastheads by partnership, entry of the navigation, and whether the page is that entry.
pub(super) type Mastheads = HashMap<(Option<Owner>, String, bool), Value, FixedState>;

/// What is made once for a language.
#[derive(Debug)]
pub(super) struct Cache {
    pub(super) items: Vec<Vec<OnceLock<Value>>>,
    pub(super) order: OnceLock<Vec<Vec<u32>>>,
    pub(super) lists: Vec<OnceLock<Box<[ItemRef]>>>,
    pub(super) site: OnceLock<Value>,
    pub(super) texts: OnceLock<Value>,
    pub(super) partnerships: Vec<OnceLock<Value>>,
    /// The terms of each taxonomy, of the catalogue and of each partnership.
    pub(super) terms: Vec<OnceLock<Value>>,
    pub(super) term_links: RwLock<TermLinks>,
    /// Of the catalogue and of each partnership.
    pub(super) footers: Vec<OnceLock<Value>>,
    /// By partnership and entry of the navigation.
    pub(super) mastheads: RwLock<Mastheads>,
    /// What templates write around words.
    pub(super) frames: Frames,
    /// The words of lists on many pages.
    pub(super) keywords: KnownKeywords,
}

/// Counts the names of each kind.
struct Sizes(Vec<usize>);

impl Visitor for Sizes {
    fn visit<T: Entity>(&mut self, _: usize, table: &Table<T>) {
        self.0.push(table.names());
    }
}

impl<'a> Site<'a> {
    /// A site on these parts.
    pub fn new(
        sources: &'a Sources,
        config: &'a Config,
        content: (&'a Portal, &'a Figures),
        plan: &'a Plan,
        theme: (&'a [Words], &'a dyn Templates),
        request: &Request,
        report: &'a Report,
    ) -> Self {
        let ((portal, figures), (words, templates)) = (content, theme);
        let mut sizes = Sizes(Vec::new());
        portal.model.visit(&mut sizes);
        let locks = |count: usize| (0..count).map(|_| OnceLock::new()).collect::<Vec<_>>();
        let cache = words.iter().map(|_| Cache {
            items: sizes.0.iter().map(|size| locks(*size)).collect(),
            order: OnceLock::new(),
            lists: (0..plan.lists.len()).map(|_| OnceLock::new()).collect(),
            site: OnceLock::new(),
            texts: OnceLock::new(),
            partnerships: locks(portal.model.partnerships.names()),
            terms: locks((portal.model.partnerships.names() + 1) * super::taxonomy::COUNT),
            term_links: RwLock::default(),
            footers: locks(portal.model.partnerships.names() + 1),
            mastheads: RwLock::default(),
            frames: Frames::default(),
            keywords: KnownKeywords::default(),
        });
        let (cache, uses, found) = (cache.collect(), OnceLock::new(), Kept::new(words.len()));
        let request = request.clone();
        Site {
            sources,
            config,
            portal,
            figures,
            plan,
            words,
            as_of: request.as_of,
            preview: request.preview,
            request,
            templates,
            report,
            cache,
            uses,
            translated: OnceLock::new(),
            related: OnceLock::new(),
            headings: Headings::default(),
            found,
        }
    }

    /// Who refers to which record.
    pub fn uses(&self) -> &Uses {
        self.uses.get_or_init(|| Uses::of(&self.portal.model))
    }

    /// Which partnerships have most in common.
    pub fn related(&self) -> &Related {
        self.related.get_or_init(|| Related::of(self))
    }

    /// What links are resolved against.
    pub fn resolver(&self) -> Resolver<'_> {
        Resolver {
            sources: self.sources,
            names: &self.portal.model.names,
            addresses: &self.plan.addresses,
            heading_id: super::heading_id,
            headings: &self.headings,
        }
    }

    /// The surroundings of a page in a language, at an address.
    pub fn cx(&self, lang: Lang, address: &str) -> Option<Cx<'_>> {
        let at = self.words.iter().position(|words| words.lang == lang)?;
        let words = self.words.get(at)?;
        Some(Cx { site: self, lang, words, at, root: Addresses::to_root(address).into() })
    }
}

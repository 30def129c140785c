//! Which texts are there to translate, how far are they, and how do they leave and come back?
//!
//! ```text
//!  content ──texts──▶ Text ──units──▶ Unit ──xliff, spreadsheet──▶ a translator's tool
//!     ▲                │                                                   │
//!     │             history: is it older than its source?                  │
//!     └──edit──── import: does it fit? ◀──xliff, spreadsheet── Returned ◀──┘
//! ```

pub mod checked;
mod edit;
mod field;
pub mod history;
pub mod import;
mod numbers;
mod segment;
mod sift;
pub mod spreadsheet;
mod unit;
pub mod xliff;

use field::Fields;

pub use field::Field;
pub use segment::Piece;
pub use unit::{Returned, Unit, units};

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::config::SITE;
use crate::model;
use crate::record::{CONTENT, Claim, Entry, Lang, Languages, Names, NotedText, Origin, Written};
use crate::source::{FileId, Place, Sources};

/// A text in one language.
#[derive(Clone, Debug)]
pub struct Version {
    /// The language.
    pub lang: Lang,
    /// The words.
    pub text: Box<str>,
    /// Where they stand.
    pub place: Place,
}

/// A text that is there to be translated.
#[derive(Clone, Debug)]
pub struct Text {
    /// The record it belongs to: its path below `content/` without ending; `site` for `site.toml`.
    pub record: Box<str>,
    /// Position of the record's kind, and of the record; none for the site, its home page and terms.
    pub at: Option<(usize, usize)>,
    /// Where in the file it stands.
    pub field: Field,
    /// What it is made of.
    pub written: Written,
    /// The languages that it may have.
    pub languages: Languages,
    /// The id of a heading in it.
    pub heading_id: fn(&str) -> String,
    /// The words that are translated.
    pub source: Version,
    /// What they are in other languages.
    pub targets: Vec<Version>,
}

impl Text {
    /// Line and column at which its words begin.
    pub fn line_and_column(&self, sources: &Sources) -> (u32, u32) {
        let Place { file, start, .. } = self.source.place;
        let text = &self.source.text;
        let blank = if self.written == Written::Body { text.len() - text.trim_start().len() } else { 0 };
        sources.line_and_column(file, start.saturating_add(u32::try_from(blank).unwrap_or(0)))
    }

    /// The text in a language, where it is there.
    pub fn target(&self, lang: Lang) -> Option<&Version> {
        self.targets.iter().find(|target| target.lang == lang)
    }

    /// The languages it should be translated into.
    pub fn wanted(&self) -> impl Iterator<Item = Lang> + '_ {
        self.languages.all.iter().copied().filter(|lang| *lang != self.source.lang)
    }

    /// Should it be translated into this language?
    pub fn is_wanted_in(&self, lang: Lang) -> bool {
        self.wanted().any(|wanted| wanted == lang)
    }
}

/// How far a text is in a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Not translated.
    Missing,
    /// Translated, but the source has changed since.
    Outdated,
    /// Translated.
    Complete,
}

impl State {
    /// As programs read it.
    pub fn id(self) -> &'static str {
        match self {
            State::Missing => "missing",
            State::Outdated => "outdated",
            State::Complete => "complete",
        }
    }
}

/// How many texts are how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Not translated.
    pub missing: usize,
    /// Older than their source.
    pub outdated: usize,
    /// Translated.
    pub complete: usize,
}

impl Count {
    /// Counts one more.
    pub fn add(&mut self, state: State) {
        match state {
            State::Missing => self.missing += 1,
            State::Outdated => self.outdated += 1,
            State::Complete => self.complete += 1,
        }
    }

    /// Adds another count.
    pub fn join(&mut self, other: Count) {
        self.missing += other.missing;
        self.outdated += other.outdated;
        self.complete += other.complete;
    }

    /// All of them.
    pub fn total(self) -> usize {
        self.missing + self.outdated + self.complete
    }

    /// Is nothing left to do?
    pub fn is_done(self) -> bool {
        self.missing + self.outdated == 0
    }

    /// How many of a hundred are complete, rounded down: 100 only where all are.
    pub fn percent(self) -> usize {
        (self.complete * 100).checked_div(self.total()).unwrap_or(100)
    }
}

/// All texts of a site in order of file and place. Files that cannot be read have none.
pub fn texts(sources: &Sources) -> Vec<Text> {
    let (names, noted) = model::texts(sources);
    let rows = Rows::of(&names);
    let noted: Vec<(NotedText, Version)> = noted.into_iter().filter_map(split).collect();
    let in_fields = noted.iter().filter(|(noted, _)| noted.written != Written::Body);
    let files: BTreeSet<FileId> = in_fields.map(|(_, source)| source.place.file).collect();
    let open = |file: FileId| (file, Fields::of(sources.path(file), sources.text(file)));
    let ground = Ground { sources, names: &names, rows, fields: files.into_par_iter().map(open).collect() };
    let mut texts: Vec<Text> =
        noted.into_par_iter().filter_map(|(noted, source)| text(&ground, noted, source)).collect();
    texts.sort_by_key(|text| text.source.place);
    texts
}

/// What is made once, so that no file is read again for each text in it.
struct Ground<'a> {
    sources: &'a Sources,
    names: &'a Names,
    rows: Rows,
    fields: BTreeMap<FileId, Fields>,
}

/// Takes the source out of the languages of a text.
fn split(mut noted: NotedText) -> Option<(NotedText, Version)> {
    let at = noted.texts.iter().position(|(lang, ..)| *lang == noted.languages.default).unwrap_or(0);
    let (lang, text, place) = (at < noted.texts.len()).then(|| noted.texts.remove(at))?;
    Some((noted, Version { lang, text, place }))
}

fn text(ground: &Ground<'_>, noted: NotedText, source: Version) -> Option<Text> {
    let NotedText { name, written, languages, texts, heading_id } = noted;
    let targets = texts.into_iter().map(|(lang, text, place)| Version { lang, text, place }).collect();
    let (record, at) = record(ground, source.place);
    let field = match written {
        Written::Body => Field::Body,
        _ => ground.fields.get(&source.place.file)?.find(source.place, &name)?,
    };
    Some(Text { record, at, field, written, languages, heading_id, source, targets })
}

/// The record to which a place belongs.
fn record(ground: &Ground<'_>, place: Place) -> (Box<str>, Option<(usize, usize)>) {
    let Ground { sources, names, rows, .. } = ground;
    let found = match names.claim(place.file) {
        Some(Claim::Record { kind, at, .. }) => Some((kind, at)),
        Some(Claim::Rows { kind, .. }) => rows.at(kind, place).map(|at| (kind, at)),
        _ => None,
    };
    let key = found.and_then(|(kind, at)| Some(names.entries(names.kind_at(kind)?).get(at)?.key.0.clone()));
    let path = |file: FileId| match sources.path(file) {
        SITE => "site",
        path => path.strip_prefix(CONTENT).unwrap_or(path).split('.').next().unwrap_or(path),
    };
    (key.unwrap_or_else(|| path(place.file).into()), found)
}

/// Where the records begin that stand in rows.
#[derive(Debug)]
pub struct Rows(BTreeMap<(usize, FileId, u32), usize>);

impl Rows {
    /// The rows of all kinds.
    pub fn of(names: &Names) -> Self {
        let kinds = (0..).map_while(|kind| Some((kind, names.kind_at(kind)?)));
        let of = |(kind, entries): (usize, &[Entry])| {
            let begins = |(at, entry): (usize, &Entry)| match entry.origin {
                Origin::Row { file, start, .. } => Some(((kind, file, start), at)),
                _ => None,
            };
            entries.iter().enumerate().filter_map(begins).collect::<Vec<_>>()
        };
        Rows(kinds.flat_map(|(kind, name)| of((kind, names.entries(name)))).collect())
    }

    /// The record whose row a place is in: the last that begins before it.
    pub fn at(&self, kind: usize, place: Place) -> Option<usize> {
        let mut before = self.0.range((kind, place.file, 0)..=(kind, place.file, place.start));
        before.next_back().map(|(_, at)| *at)
    }
}

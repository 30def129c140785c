//! What was found, and how do a person, a machine, a forge see it?

mod codes;
mod json;
mod near;
mod sarif;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

pub use codes::{ALL, Code};
pub use json::json;
pub use near::{Spellings, did_you_mean, nearest};
pub use sarif::{github, sarif};
pub use text::{counted, explain, summary, text};

pub use codes::*;

use crate::source::{FileId, Place, Sources};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Not reported.
    Off,
    /// Reported; the site is built all the same.
    Warning,
    /// Nothing is published while it stands.
    Error,
}

impl Level {
    /// As written in `[checks]` and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// The level of this name.
    pub fn from_id(id: &str) -> Option<Level> {
        [Level::Off, Level::Warning, Level::Error].into_iter().find(|level| level.id() == id)
    }
}

/// Where a finding stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// In a file that was read.
    At(Place),
    /// In a file that should exist: its path from the site's root.
    Absent(Box<str>),
}

impl From<Place> for Spot {
    fn from(place: Place) -> Self {
        Spot::At(place)
    }
}

impl From<FileId> for Spot {
    fn from(file: FileId) -> Self {
        Spot::At(Place::top(file))
    }
}

/// One finding, as its finder tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What sort of finding it is.
    pub code: Code,
    /// Where.
    pub spot: Spot,
    /// One plain sentence.
    pub message: String,
    /// What to type instead.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding without help.
    pub fn new(code: Code, spot: impl Into<Spot>, message: impl Into<String>) -> Self {
        Diagnostic { code, spot: spot.into(), message: message.into(), help: None }
    }

    /// Adds what to type instead.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds what to type instead, where something is known.
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }
}

/// Proof that a failure was reported: only [`Report::fault`] and [`Report::outcome`] make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reported(());

/// Levels of findings that differ from the built-in ones.
pub type Levels = BTreeMap<&'static str, Level>;

/// Collects findings from all stages and threads, in any order.
#[derive(Debug, Default)]
pub struct Report {
    found: Mutex<Vec<Diagnostic>>,
    levels: Levels,
}

impl Report {
    /// A report in which `levels` count, with what an earlier one found.
    pub fn with_levels(self, levels: Levels) -> Self {
        Report { found: self.found, levels }
    }

    /// Reports a fault: something that cannot be read or used at all.
    pub fn fault(&self, diagnostic: Diagnostic) -> Reported {
        self.push(diagnostic);
        Reported(())
    }

    /// Reports a broken rule, unless its level is off.
    pub fn rule(&self, diagnostic: Diagnostic) {
        if self.level(diagnostic.code) != Level::Off {
            self.push(diagnostic);
        }
    }

    /// The level of a code here.
    pub fn level(&self, code: Code) -> Level {
        self.levels.get(code.id).copied().unwrap_or(code.level)
    }

    /// Reports again what an earlier reading found and still holds.
    pub fn repeat(&self, earlier: impl IntoIterator<Item = Diagnostic>) {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).extend(earlier);
    }

    /// All findings so far, in the order in which they came.
    pub fn found(&self) -> Vec<Diagnostic> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn push(&self, diagnostic: Diagnostic) {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).push(diagnostic);
    }

    /// Has nothing been found that forbids publishing?
    pub fn outcome(&self) -> Result<(), Reported> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let is_error = |diagnostic: &Diagnostic| self.level(diagnostic.code) == Level::Error;
        if found.iter().any(is_error) { Err(Reported(())) } else { Ok(()) }
    }

    /// Takes a finding back that another explains better.
    pub fn withdraw(&self, diagnostic: &Diagnostic) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = found.iter().rposition(|known| known == diagnostic) {
            found.remove(at);
        }
    }

    /// Takes all these findings back.
    pub fn withdraw_all(&self, explained: &[Diagnostic]) {
        let place = |diagnostic: &Diagnostic| match diagnostic.spot {
            Spot::At(place) => Some((diagnostic.code, place)),
            Spot::Absent(_) => None,
        };
        let places: BTreeSet<(Code, Place)> = explained.iter().filter_map(place).collect();
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.retain(|diagnostic| !place(diagnostic).is_some_and(|place| places.contains(&place)));
    }

    /// The findings of one code so far.
    pub fn taken_of(&self, code: Code) -> Vec<Diagnostic> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.iter().filter(|diagnostic| diagnostic.code == code).cloned().collect()
    }

    /// How many findings there are so far.
    pub fn count(&self) -> usize {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// All findings so far, in order of file, line, column and code, each once.
    pub fn settle(&self, sources: &Sources) -> Findings {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let mut list: Vec<Finding> =
            found.iter().map(|diagnostic| Finding::new(diagnostic, self.level(diagnostic.code), sources)).collect();
        list.sort_by(|a, b| a.order().cmp(&b.order()));
        list.dedup();
        Findings { list }
    }
}

/// A finding with its level, line and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What sort of finding it is.
    pub code: Code,
    /// How much it weighs here.
    pub level: Level,
    /// One plain sentence.
    pub message: String,
    /// What to type instead.
    pub help: Option<String>,
    /// Path from the site's root, with `/`.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// Line of the end.
    pub end_line: u32,
    /// Column after the last character.
    pub end_column: u32,
    /// The stretch itself, where the file was read.
    pub place: Option<Place>,
}

impl Finding {
    fn new(diagnostic: &Diagnostic, level: Level, sources: &Sources) -> Self {
        let (file, place) = match &diagnostic.spot {
            Spot::At(place) => (sources.path(place.file).to_owned(), Some(*place)),
            Spot::Absent(path) => (path.to_string(), None),
        };
        let position =
            |byte: fn(Place) -> u32| place.map_or((1, 1), |place| sources.line_and_column(place.file, byte(place)));
        let (line, column) = position(|place| place.start);
        let (end_line, end_column) = position(|place| place.end);
        let (message, help) = (diagnostic.message.clone(), diagnostic.help.clone());
        Finding { code: diagnostic.code, level, message, help, file, line, column, end_line, end_column, place }
    }

    fn order(&self) -> impl Ord {
        let end = (self.end_line, self.end_column);
        ((&*self.file, self.line, self.column), (self.code.id, &*self.message), end, self.help.as_deref())
    }
}

/// Settled findings, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// In order of file, line, column and code.
    pub list: Vec<Finding>,
}

impl Findings {
    /// How many have this level.
    pub fn count(&self, level: Level) -> usize {
        self.list.iter().filter(|finding| finding.level == level).count()
    }

    /// Is there an error among them?
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|finding| finding.level == Level::Error)
    }

    /// The paths of files with an error.
    pub fn broken_files(&self) -> impl Iterator<Item = &str> {
        let errors = self.list.iter().filter(|finding| finding.level == Level::Error);
        errors.map(|finding| finding.file.as_str())
    }
}

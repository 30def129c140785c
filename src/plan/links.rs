//! Where does a link in a text lead?

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use foldhash::fast::FixedState;

use super::Addresses;
use crate::record::{CONTENT, Claim, Key, Kind, Lang, Names, Owner, Part, folder_of, outline, resolve_path};
use crate::source::{FileId, Sources};

/// Where a relative link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To a page: its path without language, and perhaps a place in it.
    Page {
        /// Path without language.
        path: String,
        /// The id of a place in it.
        fragment: Option<String>,
        /// The language of the page, where a translation is linked.
        lang: Option<Lang>,
    },
    /// To a file that is published beside the text.
    File(FileId),
    /// To something that this site does not show.
    Elsewhere,
}

/// Why a link leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The path leaves the content, or begins with `/`.
    Outside,
    /// There is no such file.
    NoFile(String),
    /// The file has no such heading.
    NoHeading {
        /// The id that was written.
        id: String,
        /// The id that this kind of text gives a heading of these words, where that differs.
        named: String,
        /// The ids of its headings.
        known: Ids,
    },
    /// The CSV file has no such row.
    NoRow(String),
}

/// The ids of a text's headings, in order.
pub type Ids = Arc<[String]>;

/// The ids of headings of texts: many links may lead into one long text, which is read once.
#[derive(Debug, Default)]
pub struct Headings(RwLock<HashMap<FileId, Ids, FixedState>>);

impl Headings {
    fn of(&self, file: FileId, read: impl FnOnce() -> Ids) -> Ids {
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&file) {
            return Arc::clone(known);
        }
        let ids = read();
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(file, Arc::clone(&ids));
        ids
    }
}

/// What links are resolved against.
#[derive(Clone, Copy, Debug)]
pub struct Resolver<'a> {
    /// All files.
    pub sources: &'a Sources,
    /// All names.
    pub names: &'a Names,
    /// All addresses.
    pub addresses: &'a Addresses,
    /// How headings of a kind get their ids.
    pub heading_id: fn(&Kind, &str) -> String,
    /// The headings of texts that were linked before.
    pub headings: &'a Headings,
}

impl Resolver<'_> {
    /// Where a relative link in a text leads.
    pub fn resolve(&self, part: &Part, destination: &str) -> Result<Target, Broken> {
        let (path, fragment) = match destination.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment).filter(|fragment| !fragment.is_empty())),
            None => (destination, None),
        };
        let path = path.split('?').next().unwrap_or(path);
        let own = self.sources.path(part.place.file);
        if path.is_empty() {
            return self.at_file(part.place.file, fragment);
        }
        let target = resolve_path(folder_of(own), path).ok_or(Broken::Outside)?;
        let inside = format!("{target}/");
        if !inside.starts_with(CONTENT) {
            return Err(Broken::Outside);
        }
        match self.sources.find(&target) {
            Some(file) => self.at_file(file, fragment),
            None => self.at_folder(&inside),
        }
    }

    /// The page that a file of the content is shown on, and the language of a translation.
    pub fn page_of(&self, file: FileId) -> Option<(String, Option<Lang>)> {
        match self.at_file(file, None) {
            Ok(Target::Page { path, lang, .. }) => Some((path, lang)),
            _ => None,
        }
    }

    fn at_file(&self, file: FileId, fragment: Option<&str>) -> Result<Target, Broken> {
        match self.names.claim(file) {
            Some(Claim::Record { kind, at, lang }) => self.at_record(kind, at, lang, file, fragment),
            Some(Claim::Rows { kind, owner }) => self.at_row(kind, owner, file, fragment),
            Some(Claim::Home(lang)) => Ok(self.page(Some(String::new()), None, lang)),
            Some(Claim::Vocabulary | Claim::Broken) => Ok(Target::Elsewhere),
            Some(Claim::Data(_)) | None => Ok(Target::File(file)),
        }
    }

    fn at_record(
        &self,
        kind: usize,
        at: usize,
        lang: Option<Lang>,
        file: FileId,
        fragment: Option<&str>,
    ) -> Result<Target, Broken> {
        let Some(kind) = self.names.kind_at(kind) else { return Ok(Target::Elsewhere) };
        let Some(entry) = self.names.entries(kind).get(at) else { return Ok(Target::Elsewhere) };
        if let Some(fragment) = fragment.filter(|_| self.sources.path(file).ends_with(".md")) {
            self.require_heading(kind, file, fragment)?;
        }
        Ok(self.page(self.record_path(kind, &entry.key), fragment, lang))
    }

    /// The page of a record; a member's is its organisation's.
    fn record_path(&self, kind: &Kind, key: &Key) -> Option<String> {
        if kind.folder == "members" {
            return self.addresses.record(&Key(format!("organisations/{}", key.id()).into()));
        }
        self.addresses.record(key)
    }

    fn require_heading(&self, kind: &Kind, file: FileId, fragment: &str) -> Result<(), Broken> {
        let named = |heading: &str| (self.heading_id)(kind, heading);
        let read = || outline(self.sources.text(file), named).headings.into_iter().map(|heading| heading.id).collect();
        let known = self.headings.of(file, read);
        if known.iter().any(|id| id == fragment) {
            return Ok(());
        }
        Err(Broken::NoHeading { id: fragment.to_owned(), named: named(fragment), known })
    }

    fn at_row(
        &self,
        kind: usize,
        owner: Option<Owner>,
        file: FileId,
        fragment: Option<&str>,
    ) -> Result<Target, Broken> {
        let Some(kind) = self.names.kind_at(kind) else { return Ok(Target::Elsewhere) };
        let row = |id: &str| self.names.entries(kind).get(self.names.find_row(file, id)?);
        match fragment {
            None => {
                let folder = self.sources.path(file).trim_end_matches(".csv");
                self.at_folder(&format!("{folder}/"))
            }
            Some(id) => match row(id) {
                Some(entry) => Ok(self.page(self.record_path(kind, &entry.key), None, None)),
                // It may be the row whose slip was told.
                None if self.names.lost(kind, owner).is_some() => Ok(Target::Elsewhere),
                None => Err(Broken::NoRow(id.to_owned())),
            },
        }
    }

    /// A folder leads to its list, a partnership's folder to the partnership.
    fn at_folder(&self, folder: &str) -> Result<Target, Broken> {
        let inside = folder.strip_prefix(CONTENT).unwrap_or("");
        let known = inside.is_empty() || self.sources.below(folder).next().is_some() || self.is_list(inside);
        if !known {
            return Err(Broken::NoFile(folder.trim_end_matches('/').to_owned()));
        }
        Ok(self.page(self.addresses.of_content(inside), None, None))
    }

    /// A folder that exists as a CSV file.
    fn is_list(&self, inside: &str) -> bool {
        let csv = format!("{CONTENT}{}.csv", inside.trim_end_matches('/'));
        self.sources.find(&csv).is_some()
    }

    fn page(&self, path: Option<String>, fragment: Option<&str>, lang: Option<Lang>) -> Target {
        match path {
            Some(path) => Target::Page { path, fragment: fragment.map(str::to_owned), lang },
            None => Target::Elsewhere,
        }
    }
}

//! How are the names of all files collected?
//!
//! That is done first: a broken organisation file still counts as a known organisation, so one slip
//! never causes ten messages.

use std::collections::{BTreeMap, HashMap};

use super::{CONTENT, Claim, Entry, Key, KindNames, Names, Origin, Owner, Searched};
use crate::read::{cell_place, cells};
use crate::record::{Kind, Lang, Shape, is_slug, readable};
use crate::report::{
    DUPLICATE_ID, Diagnostic, INVALID_ID, MISSING_COLUMN, MISSING_FIELD, MISSING_FILE, Report, Reported, Spot,
    UNKNOWN_LANGUAGE, did_you_mean,
};
use crate::source::{FileId, Place, SourceFile, Sources};

impl Names {
    /// Collects the names of all files; `built_in` are ids that the program brings.
    pub fn collect(sources: &Sources, kinds: &[Kind], built_in: &[(Kind, &str)], report: &Report) -> Names {
        let mut collector = Collector::new(sources, kinds, report);
        for (kind, id) in built_in {
            collector.add_built_in(kind, id);
        }
        for (file, source) in sources.below(CONTENT) {
            collector.file(file, source);
        }
        collector.require_originals();
        collector.finish()
    }
}

/// A name while names are being collected.
struct Found {
    key: String,
    owner: Option<Owner>,
    origin: Origin,
    /// Markdown siblings found so far.
    texts: Vec<(Option<Lang>, FileId)>,
}

struct Collector<'a> {
    sources: &'a Sources,
    kinds: &'a [Kind],
    report: &'a Report,
    owners: Vec<Box<str>>,
    found: Vec<BTreeMap<String, Found>>,
    /// Files that stay with the record of a key until all files are seen.
    pending: Vec<(usize, String, Option<Lang>, FileId)>,
    names: Names,
}

impl<'a> Collector<'a> {
    fn new(sources: &'a Sources, kinds: &'a [Kind], report: &'a Report) -> Self {
        let mut owners: Vec<Box<str>> = Vec::new();
        for (_, file) in sources.below("content/partnerships/") {
            let id = file.path.split('/').nth(2).unwrap_or("");
            let is_folder = file.path.split('/').nth(3).is_some();
            if is_folder && owners.last().is_none_or(|last| **last != *id) {
                owners.push(id.into());
            }
        }
        owners.sort();
        owners.dedup();
        let found = kinds.iter().map(|_| BTreeMap::new()).collect();
        Collector { sources, kinds, report, owners, found, pending: Vec::new(), names: Names::default() }
    }

    fn fault(&self, code: crate::report::Code, spot: impl Into<Spot>, message: String, help: &str) -> Reported {
        self.report.fault(Diagnostic::new(code, spot, message).help(help))
    }

    fn add_built_in(&mut self, kind: &Kind, id: &str) {
        let Some(at) = self.kinds.iter().position(|known| known == kind) else { return };
        let key = format!("{}/{id}", kind.folder);
        let found = Found { key: key.clone(), owner: None, origin: Origin::BuiltIn, texts: Vec::new() };
        if let Some(names) = self.found.get_mut(at) {
            names.insert(key, found);
        }
    }

    fn file(&mut self, file: FileId, source: &SourceFile) {
        let path = source.path.strip_prefix(CONTENT).unwrap_or("");
        let parts: Vec<&str> = path.split('/').collect();
        if parts.iter().any(|part| part.starts_with('.')) {
            return;
        }
        match parts.as_slice() {
            ["vocab", name] if name.ends_with(".toml") => {
                self.names.vocabularies.push(file);
                self.names.claims.insert(file, Claim::Vocabulary);
            }
            [name] if name.starts_with("index.") && name.ends_with(".md") => self.home(file, name),
            ["partnerships", id, rest @ ..] if !rest.is_empty() => {
                let Ok(at) = self.owners.binary_search_by(|known| (**known).cmp(id)) else { return };
                let owner = Owner(u32::try_from(at).unwrap_or(u32::MAX));
                self.in_folder(file, Some(owner), rest);
            }
            rest => self.in_folder(file, None, rest),
        }
    }

    fn home(&mut self, file: FileId, name: &str) {
        let stem = name.strip_suffix(".md").unwrap_or(name);
        let lang = match stem.split_once('.') {
            None => None,
            Some((_, code)) => match self.language(code, file) {
                Some(lang) => Some(lang),
                None => return,
            },
        };
        self.names.home.push((lang, file));
        self.names.claims.insert(file, Claim::Home(lang));
    }

    fn in_folder(&mut self, file: FileId, owner: Option<Owner>, rest: &[&str]) {
        for (at, kind) in self.kinds.iter().enumerate() {
            let lives_here = if owner.is_some() { kind.in_partnership() } else { kind.in_catalogue() };
            match (kind.shape, rest) {
                (Shape::Folder(name), [only]) if owner.is_some() && *only == name => {
                    self.partnership(at, file, owner);
                }
                (Shape::Single(name), [only]) if lives_here => {
                    if let Some(suffix) = only.strip_prefix(name).and_then(|rest| rest.strip_suffix(".md")) {
                        let key = self.key(owner, kind.folder);
                        match suffix.strip_prefix('.') {
                            _ if suffix.is_empty() => self.own_file(at, key, owner, file, name),
                            Some(code) => self.sibling(at, key, code, file),
                            None => {}
                        }
                    }
                }
                (Shape::Data, [folder, .., name]) if lives_here && *folder == kind.folder && name.ends_with(".csv") => {
                    if let Some(owner) = owner {
                        self.names.data.push((owner, file));
                        self.names.claims.insert(file, Claim::Data(owner));
                    }
                }
                (Shape::Rows | Shape::RowsWithText, [name])
                    if lives_here && name.strip_suffix(".csv") == Some(kind.folder) =>
                {
                    self.rows(at, file, owner);
                }
                (Shape::Rows | Shape::RowsWithText | Shape::Text, [folder, name])
                    if lives_here && *folder == kind.folder =>
                {
                    self.record_file(at, file, owner, name);
                }
                _ => {}
            }
        }
    }

    fn key(&self, owner: Option<Owner>, rest: &str) -> String {
        match owner.and_then(|owner| self.owners.get(owner.index())) {
            Some(id) => format!("partnerships/{id}/{rest}"),
            None => rest.to_owned(),
        }
    }

    fn partnership(&mut self, at: usize, file: FileId, owner: Option<Owner>) {
        let Some(id) = owner.and_then(|owner| self.owners.get(owner.index())).cloned() else { return };
        self.own_file(at, format!("partnerships/{id}"), None, file, &id);
    }

    /// A file of the folder of a kind.
    fn record_file(&mut self, at: usize, file: FileId, owner: Option<Owner>, name: &str) {
        let Some(kind) = self.kinds.get(at) else { return };
        let (wanted, other) = match kind.shape {
            Shape::Text => (".md", ""),
            Shape::RowsWithText => (".toml", ".md"),
            _ => (".toml", ""),
        };
        let key = |id: &str| self.key(owner, &format!("{}/{id}", kind.folder));
        if let Some(stem) = name.strip_suffix(wanted) {
            match stem.split_once('.') {
                Some((id, code)) if kind.shape == Shape::Text => self.sibling(at, key(id), code, file),
                _ => self.own_file(at, key(stem), owner, file, stem),
            }
        } else if let Some(stem) = name.strip_suffix(other).filter(|_| !other.is_empty()) {
            match stem.split_once('.') {
                Some((id, code)) => self.sibling(at, key(id), code, file),
                None => self.pending.push((at, key(stem), None, file)),
            }
        }
    }

    fn own_file(&mut self, at: usize, key: String, owner: Option<Owner>, file: FileId, id: &str) {
        let sound = is_slug(id);
        if !sound {
            self.names.claims.insert(file, Claim::Broken);
            let shape = self.kinds.get(at).map(|kind| kind.shape);
            let thing = if matches!(shape, Some(Shape::Folder(_))) { "folder" } else { "file" };
            self.fault(
                INVALID_ID,
                file,
                format!("`{id}` cannot be an id, and the name of the {thing} becomes one"),
                &format!(
                    "rename the {thing}: lower-case letters a-z, digits and single hyphens, at most 64 characters"
                ),
            );
        }
        let origin = if sound { Origin::File { file, texts: Vec::new() } } else { Origin::Broken };
        if sound {
            self.pending.push((at, key.clone(), None, file));
        }
        let known = self.found.get(at).and_then(|names| names.get(&key));
        if let Some(Origin::Row { file: rows, start, .. }) = known.map(|known| &known.origin) {
            self.written_twice(id, file, *rows, *start as usize);
        }
        if let Some(names) = self.found.get_mut(at) {
            names.insert(key.clone(), Found { key, owner, origin, texts: Vec::new() });
        }
    }

    /// The same record in a file and in a row.
    fn written_twice(&self, id: &str, file: FileId, rows: FileId, start: usize) {
        let cell = cell_place(self.sources.text(rows), start, "id").unwrap_or(start..start);
        let message = format!("`{id}` is written in `{}` too", self.sources.path(file));
        self.fault(DUPLICATE_ID, Place::new(rows, cell), message, "keep one of the two, the file or the row");
    }

    fn sibling(&mut self, at: usize, key: String, code: &str, file: FileId) {
        if let Some(lang) = self.language(code, file) {
            self.pending.push((at, key, Some(lang), file));
        }
    }

    fn language(&mut self, code: &str, file: FileId) -> Option<Lang> {
        let lang = Lang::from_code(code);
        if lang.is_none() {
            self.names.claims.insert(file, Claim::Broken);
            self.fault(
                UNKNOWN_LANGUAGE,
                file,
                format!("`{code}` in the file's name is not a language code"),
                "a translation is named after its original: `agreement.it.md` beside `agreement.md`",
            );
        }
        lang
    }

    /// The rows of a CSV file.
    fn rows(&mut self, at: usize, file: FileId, owner: Option<Owner>) {
        self.names.claims.insert(file, Claim::Rows { kind: at, owner });
        let rows = Report::default();
        let text = readable(self.sources, file, &rows);
        let table = text.and_then(|text| cells(text, file, &rows));
        let told = || self.report.repeat(rows.found());
        let table = match table.inspect_err(|_| told()) {
            Ok(table) => table,
            Err(reported) => return self.lose(at, owner, reported),
        };
        let Some(column) = table.header.iter().position(|(name, _)| name == "id") else {
            let known = table.header.iter().map(|(name, _)| name.as_str());
            let near = known.clone().find(|name| did_you_mean(name, ["id"]).is_some());
            let help = match near {
                Some(name) => format!("did you mean `id` by `{name}`?"),
                None => "add a column `id` with one id in each row".to_owned(),
            };
            let reported = self.fault(MISSING_COLUMN, file, "the column `id` is missing".to_owned(), &help);
            return self.lose(at, owner, reported);
        };
        // Of a header without ids the rows are not judged.
        told();
        if let Some(reported) = table.failure {
            self.lose(at, owner, reported);
        }
        for (row, cells) in table.rows.iter().enumerate() {
            let id = cells.cells.get(column).unwrap_or("").trim();
            let place = Place::new(file, table.place(cells, column));
            self.row(at, owner, id, place, row, cells.start);
        }
    }

    /// Not all names of a kind are known.
    fn lose(&mut self, at: usize, owner: Option<Owner>, reported: Reported) {
        let Some(kind) = self.kinds.get(at) else { return };
        // The names of one file are lost together, row after row.
        if self.names.lost.last().is_none_or(|(last, of, _)| (last, *of) != (kind, owner)) {
            self.names.lost.push((*kind, owner, reported));
        }
    }

    fn row(&mut self, at: usize, owner: Option<Owner>, id: &str, place: Place, row: usize, start: usize) {
        let Some(folder) = self.kinds.get(at).map(|kind| kind.folder) else { return };
        let key = self.key(owner, &format!("{folder}/{id}"));
        if id.is_empty() {
            let help = "fill in the column `id`";
            let reported = self.fault(MISSING_FIELD, place, "this row has no id".to_owned(), help);
            return self.lose(at, owner, reported);
        }
        if !is_slug(id) {
            let help = "use lower-case letters a-z, digits and single hyphens, at most 64 characters";
            let reported = self.fault(INVALID_ID, place, format!("`{id}` cannot be an id"), help);
            return self.lose(at, owner, reported);
        }
        let known = self.found.get(at).and_then(|names| names.get(&key));
        if let Some(Origin::Row { start, .. }) = known.map(|known| &known.origin) {
            let line = self.sources.line(place.file, *start);
            let message = format!("`{id}` is already written in line {line}");
            self.fault(DUPLICATE_ID, place, message, "remove one of the two rows, or give it another id");
            return;
        }
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let origin = Origin::Row { file: place.file, row, start, texts: Vec::new() };
        if let Some(names) = self.found.get_mut(at) {
            names.insert(key.clone(), Found { key, owner, origin, texts: Vec::new() });
        }
    }

    /// Texts find their records, partnerships their required files, duplicates are told.
    fn require_originals(&mut self) {
        for (at, key, lang, file) in std::mem::take(&mut self.pending) {
            let is_text = self.sources.path(file).ends_with(".md");
            let shape = self.kinds.get(at).map(|kind| kind.shape);
            let own = lang.is_none() && !(shape == Some(Shape::RowsWithText) && is_text);
            match self.found.get_mut(at).and_then(|names| names.get_mut(&key)) {
                Some(_) if own => {}
                Some(found) => found.texts.push((lang, file)),
                None if shape == Some(Shape::RowsWithText) => {}
                None => {
                    self.names.claims.insert(file, Claim::Broken);
                    // That a partnership lacks its agreement is told once, where the agreement should be.
                    if matches!(shape, Some(Shape::Single(_))) {
                        continue;
                    }
                    let message = format!("this is a translation of `{CONTENT}{key}.md`, which does not exist");
                    self.fault(MISSING_FILE, file, message, "add the original, or rename the translation after it");
                }
            }
        }
        self.require_partnership_files();
    }

    fn require_partnership_files(&mut self) {
        let required: Vec<(usize, Kind)> = self
            .kinds
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, kind)| matches!(kind.shape, Shape::Folder(_) | Shape::Single(_)))
            .collect();
        for (at, kind) in required {
            for (position, id) in self.owners.clone().into_iter().enumerate() {
                let (key, path, owner) = match kind.shape {
                    Shape::Folder(name) => {
                        (format!("partnerships/{id}"), format!("{CONTENT}partnerships/{id}/{name}"), None)
                    }
                    Shape::Single(name) => (
                        format!("partnerships/{id}/{}", kind.folder),
                        format!("{CONTENT}partnerships/{id}/{name}.md"),
                        Some(Owner(u32::try_from(position).unwrap_or(u32::MAX))),
                    ),
                    _ => continue,
                };
                let Some(names) = self.found.get_mut(at) else { continue };
                if !names.contains_key(&key) {
                    names.insert(key.clone(), Found { key, owner, origin: Origin::Broken, texts: Vec::new() });
                    self.fault(
                        MISSING_FILE,
                        Spot::Absent(path.as_str().into()),
                        format!("the partnership `{id}` has no `{}`", path.rsplit('/').next().unwrap_or("")),
                        &format!("write `{path}`"),
                    );
                }
            }
        }
    }

    fn finish(mut self) -> Names {
        let owners = self.owners.len();
        for (at, found) in std::mem::take(&mut self.found).into_iter().enumerate() {
            let Some(kind) = self.kinds.get(at) else { continue };
            let mut names = KindNames {
                by_id: vec![HashMap::default(); owners + 1],
                ranges: vec![0..0; owners],
                spellings: (0..=owners).map(|_| Searched::default()).collect(),
                ..KindNames::default()
            };
            for (position, found) in found.into_values().enumerate() {
                self.claim(at, position, &found);
                names.add(found);
            }
            self.names.kinds.push((*kind, names));
        }
        self.names.owners = self.owners;
        self.names
    }

    fn claim(&mut self, kind: usize, at: usize, found: &Found) {
        if let Origin::File { file, .. } = found.origin {
            self.names.claims.insert(file, Claim::Record { kind, at, lang: None });
        }
        for (lang, file) in &found.texts {
            self.names.claims.insert(*file, Claim::Record { kind, at, lang: *lang });
        }
    }
}

impl KindNames {
    fn add(&mut self, found: Found) {
        let at = self.entries.len();
        let texts = found.texts;
        let origin = match found.origin {
            Origin::File { file, .. } => Origin::File { file, texts },
            Origin::Row { file, row, start, .. } => Origin::Row { file, row, start, texts },
            other => other,
        };
        let entry = Entry { key: Key(found.key.into()), owner: found.owner, origin };
        let slot = found.owner.map_or(0, |owner| owner.index() + 1);
        if let Some(ids) = self.by_id.get_mut(slot) {
            ids.insert(entry.key.id().into(), u32::try_from(at).unwrap_or(u32::MAX));
        }
        if let Some(range) = found.owner.and_then(|owner| self.ranges.get_mut(owner.index())) {
            let start = if range.start == range.end { at } else { range.start };
            *range = start..at + 1;
        }
        self.entries.push(entry);
    }
}

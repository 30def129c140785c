//! How does a file, or a row of one, become a record?

use std::sync::Arc;

use rayon::prelude::*;

use super::{
    Body, Entity, Entry, Fields, Identity, Kept, Lang, Languages, Loose, Names, Noted, Origin, Owner, Part, Scope,
    Table, Taken, Vocabularies,
};
use crate::read::{self, Cells, Dialect, Input, Slot};
use crate::report::{
    DUPLICATE_ID, Diagnostic, ENCODING, MISSING_COLUMN, MISSING_FIELD, Report, Reported, SYNTAX, UNKNOWN_COLUMN,
    UNKNOWN_LANGUAGE,
};
use crate::source::{Content, FileId, Place, Sources};

/// A file's text, or a report that its encoding is not UTF-8.
pub fn readable<'a>(sources: &'a Sources, file: FileId, report: &Report) -> Result<&'a str, Reported> {
    match sources.content(file) {
        Some(Content::Undecodable(encoding)) => Err(report.fault(
            Diagnostic::new(ENCODING, file, format!("this file is not UTF-8; it is probably {encoding}"))
                .help("save it again with the encoding UTF-8 (in a spreadsheet: \"CSV UTF-8\")"),
        )),
        _ => Ok(sources.text(file)),
    }
}

/// What all records are read with.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// All files.
    pub sources: &'a Sources,
    /// All names.
    pub names: &'a Names,
    /// All terms.
    pub vocabularies: &'a Vocabularies,
    /// The site's languages.
    pub languages: &'a Languages,
    /// The languages of each partnership.
    pub partnership_languages: &'a [Languages],
    /// Collects slips.
    pub report: &'a Report,
    /// Takes the texts that can be translated, where somebody wants to know them.
    pub noted: Option<&'a Noted>,
    /// Takes the texts of records that cannot be read, where somebody wants to judge them.
    pub loose: Option<&'a Loose>,
}

impl<'a> Context<'a> {
    /// The languages of texts in a partnership, or of the site.
    pub fn languages_of(&self, owner: Option<Owner>) -> &'a Languages {
        owner.and_then(|owner| self.partnership_languages.get(owner.index())).unwrap_or(self.languages)
    }

    fn scope(&self, owner: Option<Owner>, folder: &'a str) -> Scope<'a> {
        Scope {
            sources: self.sources,
            names: self.names,
            vocabularies: self.vocabularies,
            languages: self.languages_of(owner),
            owner,
            folder,
            noted: self.noted,
            taken: None,
        }
    }

    /// The input for a file.
    pub fn input(&self, file: FileId, owner: Option<Owner>, offset: usize, dialect: Dialect) -> Input<'a, Scope<'a>> {
        let scope = self.scope(owner, folder_of(self.sources.path(file)));
        Input { report: self.report, file, offset, dialect, scope }
    }
}

/// The folder of a path, with its closing `/`.
pub fn folder_of(path: &str) -> &str {
    path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or("")
}

/// Reads all records of a kind, in parallel, except those that are kept.
pub fn read_all<T: Entity>(context: &Context<'_>, kept: Option<Kept<'_, T>>) -> Table<T> {
    let entries = context.names.entries(&T::KIND);
    let mut rows: Vec<Option<Arc<T>>> = entries
        .par_iter()
        .enumerate()
        .with_min_len(16)
        .map(|(at, entry)| match kept.filter(|kept| kept.holds(entry)) {
            Some(kept) => kept.record(at),
            None => from_origin(context, entry).map(Arc::new),
        })
        .collect();
    from_rows(context, entries, kept, &mut rows);
    Table::new(rows)
}

/// Rows are read later, each file of them once.
fn from_origin<T: Entity>(context: &Context<'_>, entry: &Entry) -> Option<T> {
    match &entry.origin {
        Origin::File { file, texts } => from_file(context, entry, *file, texts).ok(),
        Origin::BuiltIn => T::built_in(&entry.key, context.vocabularies),
        Origin::Row { .. } | Origin::Broken => None,
    }
}

/// The identity of a record that stands in `file`, or in a row of it that begins at `start`.
fn identity(entry: &Entry, place: Place) -> Identity {
    Identity { key: entry.key.clone(), owner: entry.owner, place }
}

fn from_file<T: Entity>(
    context: &Context<'_>,
    entry: &Entry,
    file: FileId,
    texts: &[(Option<Lang>, FileId)],
) -> Result<T, Reported> {
    let owner = own_languages::<T>(context, entry);
    if context.sources.path(file).ends_with(".md") {
        return from_markdown(context, entry, owner, file, texts);
    }
    let text = readable(context.sources, file, context.report)?;
    let record = Manuscript { context, entry, owner, file, texts, original: None };
    let table = read::parse(text, file, 0, context.report).inspect_err(|_| record.leave::<T>())?;
    record.read(context.input(file, owner, 0, Dialect::Toml), Place::top(file), read::slots(&table))
}

/// A partnership's own texts are in its own languages, though it belongs to no partnership.
fn own_languages<T: Entity>(context: &Context<'_>, entry: &Entry) -> Option<Owner> {
    let is_partnership = matches!(T::KIND.shape, super::Shape::Folder(_));
    let at = || context.names.find(&T::KIND, None, entry.key.id());
    if is_partnership { at().and_then(|at| u32::try_from(at).ok()).map(Owner) } else { entry.owner }
}

fn from_markdown<T: Entity>(
    context: &Context<'_>,
    entry: &Entry,
    owner: Option<Owner>,
    file: FileId,
    texts: &[(Option<Lang>, FileId)],
) -> Result<T, Reported> {
    let text = readable(context.sources, file, context.report)?;
    let parts = read::split(text, file, context.report)?;
    let original = Part::at(context.languages_of(owner).default, Place::new(file, parts.body.clone()));
    let record = Manuscript { context, entry, owner, file, texts, original: Some(original) };
    if parts.body.start == 0 && needs_fields::<T>(&record) {
        record.leave::<T>();
        let finding = Diagnostic::new(SYNTAX, file, "this file has no front matter");
        let help = "begin it with its fields between two lines `+++`: `title = \"…\"` and what else it needs";
        return Err(context.report.fault(finding.help(help)));
    }
    let table = text.get(parts.table.clone()).unwrap_or("");
    let table = read::parse(table, file, parts.table.start, context.report).inspect_err(|_| record.leave::<T>())?;
    record.read(context.input(file, owner, parts.table.start, Dialect::Toml), Place::top(file), read::slots(&table))
}

/// Tries in silence whether a record can do without any field. Where it cannot, one message is enough.
fn needs_fields<T: Entity>(record: &Manuscript<'_, '_>) -> bool {
    let quiet = Report::default();
    let trial = Context { report: &quiet, noted: None, loose: None, ..*record.context };
    let (file, original) = (record.file, record.original.clone());
    let trial = Manuscript { context: &trial, original, ..*record };
    let _ = trial.read::<T>(trial.context.input(file, trial.owner, 0, Dialect::Toml), Place::top(file), Vec::new());
    !quiet.taken_of(MISSING_FIELD).is_empty()
}

/// A record as it is written: where its fields and its texts stand.
struct Manuscript<'c, 'a> {
    context: &'c Context<'a>,
    entry: &'c Entry,
    /// The partnership whose languages its texts may have.
    owner: Option<Owner>,
    file: FileId,
    /// Markdown siblings.
    texts: &'c [(Option<Lang>, FileId)],
    /// The text below a front matter.
    original: Option<Part>,
}

/// Markdown siblings, taken apart.
struct Siblings<'a> {
    body: Body,
    /// Language, file, front matter and where that begins.
    tables: Vec<(Lang, FileId, toml::de::DeTable<'a>, usize)>,
    /// Proof that one of them could not be read.
    failure: Option<Reported>,
}

impl<'a> Manuscript<'_, 'a> {
    /// Reads a record from its fields, the front matter of Markdown siblings as translations and their texts as body.
    fn read<T: Entity>(&self, input: Input<'_, Scope<'_>>, place: Place, slots: Vec<Slot<'_>>) -> Result<T, Reported> {
        let Siblings { body, tables, failure } = self.siblings();
        let languages = self.context.languages_of(self.owner);
        let own = |(lang, ..): &(Lang, _, _, _)| Languages { default: *lang, all: languages.all.clone() };
        let owns: Vec<Languages> = tables.iter().map(own).collect();
        let inputs = owns.iter().zip(&tables).map(|(own, (_, file, _, offset))| {
            let mut input = self.context.input(*file, self.owner, *offset, Dialect::Toml);
            input.scope.languages = own;
            input
        });
        let inputs: Vec<Input<'_, Scope<'_>>> = inputs.collect();
        let translations = inputs.iter().zip(&tables);
        let translations = translations
            .map(|(input, (_, file, table, _))| Fields::new(input, Place::top(*file), read::slots(table)))
            .collect();
        let taken = Taken::default();
        let input = Input { scope: Scope { taken: Some(&taken), ..input.scope }, ..input };
        input.scope.note_body(&body, T::heading_id);
        let fields = Fields::new(&input, place, slots).with_translations(translations);
        let record = T::read(identity(self.entry, place), body.clone(), fields);
        let record = failure.map_or(record, Err);
        if let (Err(_), Some(loose)) = (&record, self.context.loose) {
            loose.add::<T>(self.file, std::iter::once(body).chain(taken.all()).collect());
        }
        record
    }

    /// The fields cannot be read; the texts are judged all the same.
    fn leave<T: Entity>(&self) {
        if let Some(loose) = self.context.loose {
            loose.add::<T>(self.file, vec![self.siblings().body]);
        }
    }

    fn siblings(&self) -> Siblings<'a> {
        let body = Body(self.original.iter().cloned().collect());
        let mut siblings = Siblings { body, tables: Vec::with_capacity(self.texts.len()), failure: None };
        let languages = self.context.languages_of(self.owner);
        let original = self.original.as_ref().map(|_| self.file);
        let mut originals = self.texts.iter().filter(|(lang, _)| lang.is_none()).map(|(_, file)| *file).chain(original);
        let original = originals.next();
        for (lang, file) in self.texts {
            if let Some(original) = original.filter(|_| *lang == Some(languages.default)) {
                let told = doubled(self.context.sources, languages, original, *file);
                siblings.failure = Some(self.context.report.fault(told));
                continue;
            }
            match sibling(self.context, languages, *lang, *file) {
                Ok((part, table, offset)) => {
                    siblings.tables.push((part.lang, *file, table, offset));
                    // A file with nothing but a front matter translates that, and not the text.
                    if !part.text(self.context.sources).trim().is_empty() {
                        siblings.body.0.push(part);
                    }
                }
                Err(reported) => siblings.failure = Some(reported),
            }
        }
        siblings
    }
}

/// A file that is named as a translation, but after the language that its original is in.
pub fn doubled(sources: &Sources, languages: &Languages, original: FileId, file: FileId) -> Diagnostic {
    let name = |file| {
        let path = sources.path(file);
        path.strip_prefix(folder_of(path)).unwrap_or(path)
    };
    let (original, default) = (name(original), languages.default);
    let message =
        format!("this is the same text in the same language as `{original}`, so only one of the two would count");
    let other = languages.all.iter().find(|lang| **lang != default);
    let renamed = other.zip(original.strip_suffix(".md")).map(|(lang, stem)| format!(", such as `{stem}.{lang}.md`"));
    let help = format!(
        "`{original}` is in the default language, `{default}`: move what you need from here into it and delete this \
         file, or name this file after the language that it is in{}",
        renamed.unwrap_or_default()
    );
    Diagnostic::new(DUPLICATE_ID, file, message).help(help)
}

/// One Markdown sibling: its text, its front matter and where that begins.
fn sibling<'a>(
    context: &Context<'a>,
    languages: &Languages,
    lang: Option<Lang>,
    file: FileId,
) -> Result<(Part, toml::de::DeTable<'a>, usize), Reported> {
    let lang = lang.unwrap_or(languages.default);
    if !languages.contains(lang) {
        let message = format!("`{lang}` is not one of the languages here");
        let help = format!("the languages here are: {}", languages.list());
        return Err(context.report.fault(Diagnostic::new(UNKNOWN_LANGUAGE, file, message).help(help)));
    }
    let text = readable(context.sources, file, context.report)?;
    let parts = read::split(text, file, context.report)?;
    let table = text.get(parts.table.clone()).unwrap_or("");
    let table = read::parse(table, file, parts.table.start, context.report)?;
    Ok((Part::at(lang, Place::new(file, parts.body)), table, parts.table.start))
}

/// Reads the records that stand in rows of CSV files, each file once.
fn from_rows<T: Entity>(
    context: &Context<'_>,
    entries: &[Entry],
    kept: Option<Kept<'_, T>>,
    rows: &mut [Option<Arc<T>>],
) {
    let mut by_file: Vec<(FileId, Vec<usize>)> = Vec::new();
    let is_open = |entry: &Entry| !kept.is_some_and(|kept| kept.holds(entry));
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| is_open(entry)) {
        if let Origin::Row { file, .. } = entry.origin {
            match by_file.iter_mut().find(|(known, _)| *known == file) {
                Some((_, positions)) => positions.push(at),
                None => by_file.push((file, vec![at])),
            }
        }
    }
    for (file, positions) in by_file {
        // Rows of another length were reported when names were collected.
        let lengths = Report::default();
        let Ok(table) = read::cells(context.sources.text(file), file, &lengths) else { continue };
        if header_is_wrong::<T>(context, entries, &positions, &table) {
            context.report.withdraw_all(&lengths.found());
            continue;
        }
        for at in positions {
            let row = entries.get(at).and_then(|entry| from_row::<T>(context, entry, file, &table));
            if let Some(slot) = rows.get_mut(at) {
                *slot = row.map(Arc::new);
            }
        }
    }
}

/// Tries the first row in silence: an unknown or missing column is a slip of the header and told once there,
/// and the rows are not judged further.
fn header_is_wrong<T: Entity>(context: &Context<'_>, entries: &[Entry], rows: &[usize], table: &Cells<'_>) -> bool {
    let Some(entry) = rows.first().and_then(|at| entries.get(*at)) else { return false };
    let quiet = Report::default();
    let trial = Context { report: &quiet, noted: None, loose: None, ..*context };
    let Origin::Row { file, .. } = entry.origin else { return false };
    let _ = from_row::<T>(&trial, entry, file, table);
    let (unknown, missing) = (quiet.taken_of(UNKNOWN_COLUMN), quiet.taken_of(MISSING_COLUMN));
    let wrong = match (unknown.as_slice(), missing.as_slice()) {
        // One slip, one message: a column has another name.
        ([unknown], [missing]) => vec![unknown.clone().help(format!("{}; is it this one?", missing.message))],
        _ => [unknown, missing].concat(),
    };
    for diagnostic in &wrong {
        context.report.fault(diagnostic.clone());
    }
    !wrong.is_empty()
}

fn from_row<T: Entity>(context: &Context<'_>, entry: &Entry, file: FileId, table: &Cells<'_>) -> Option<T> {
    let Origin::Row { row, texts, .. } = &entry.origin else { return None };
    let row = table.rows.get(*row)?;
    let input = context.input(file, entry.owner, 0, table.dialect);
    let place = Place::new(file, row.start..row.start);
    let slots = table.slots(row).into_iter().filter(|slot| slot.name != "id").collect();
    let record = Manuscript { context, entry, owner: entry.owner, file, texts, original: None };
    record.read(input, place, slots).ok()
}

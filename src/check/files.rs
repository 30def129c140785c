//! Is every file in `content/` of some use?

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::Setting;
use super::records::{self, Each};
use crate::model::{KINDS, Model, Visitor};
use crate::record::{
    Block, Body, CONTENT, Entity, Names, Origin, Part, Ref, Shape, Table, folder_of, outline, resolve_path, scheme,
    slug,
};
use crate::report::{Diagnostic, Report, Spot, UNREAD_FILE, nearest};
use crate::source::{FileId, LeadsTo, SourceFile, Sources};

/// Every file is a record, or a record or a text refers to it.
pub fn unread(model: &Model, setting: &Setting<'_>, report: &Report) {
    let sources = setting.sources;
    let names = &model.names;
    let open: Vec<(FileId, &SourceFile)> = sources
        .below(CONTENT)
        .filter(|(file, source)| names.claim(*file).is_none() && !is_hidden(&source.path))
        .collect();
    if open.is_empty() {
        return;
    }
    let used = used(model, sources);
    let broken = broken_files(model);
    let is_named_in_broken = |path: &str| {
        // Capital letters are the slip most often made with names.
        let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
        broken.iter().any(|file| sources.text(*file).to_lowercase().contains(&name))
    };
    for (file, source) in open {
        if !used.contains(&file) && !is_named_in_broken(&source.path) {
            let finding = Diagnostic::new(UNREAD_FILE, file, "this file is not read, and nothing refers to it");
            report.rule(finding.help(help(&source.path, sources)));
        }
    }
}

/// A symbolic link may lead out of the content, so none is followed: its author is told.
pub fn links_to_files(_: &Model, setting: &Setting<'_>, report: &Report) {
    for link in setting.sources.links().iter().filter(|link| link.path.starts_with(CONTENT)) {
        let (message, itself) = match link.leads_to {
            LeadsTo::File => ("this is a symbolic link to a file, and links are not followed", "file"),
            LeadsTo::Folder => ("this is a symbolic link to a folder, and links are not followed", "folder"),
            LeadsTo::Nowhere => ("this is a symbolic link that leads nowhere, and links are not followed", "file"),
        };
        let finding = Diagnostic::new(UNREAD_FILE, Spot::Absent(link.path.clone()), message);
        report.rule(finding.help(format!("put the {itself} itself here, or remove the link")));
    }
}

/// Names that begin with a dot are passed over.
fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.'))
}

/// Files that a record or a long text refers to.
fn used(model: &Model, sources: &Sources) -> BTreeSet<FileId> {
    let used = Used { sources, files: Mutex::default() };
    records::each(model, &used);
    used.add(links(&model.home.body, sources));
    used.files.into_inner().unwrap_or_else(PoisonError::into_inner)
}

struct Used<'a> {
    sources: &'a Sources,
    files: Mutex<BTreeSet<FileId>>,
}

impl Used<'_> {
    fn add(&self, files: Vec<FileId>) {
        if !files.is_empty() {
            self.files.lock().unwrap_or_else(PoisonError::into_inner).extend(files);
        }
    }
}

impl Each for Used<'_> {
    fn each<T: Entity>(&self, _: Ref<T>, record: &T) {
        self.add(record.attachments().into_iter().map(|attachment| attachment.0).collect());
        self.add(record.companions());
        for body in record.bodies() {
            self.add(links(body, self.sources));
        }
    }
}

/// The files to which a long text has links.
fn links(body: &Body, sources: &Sources) -> Vec<FileId> {
    body.0.iter().flat_map(|part| links_of(part, sources)).collect()
}

fn links_of(part: &Part, sources: &Sources) -> Vec<FileId> {
    let text = part.text(sources);
    if !text.contains('[') {
        return Vec::new();
    }
    let folder = folder_of(sources.path(part.place.file));
    let outline = outline(text, slug);
    let relative = outline.links.iter().filter(|link| scheme(&link.destination) == Block::Relative);
    let paths = relative.filter_map(|link| resolve_path(folder, link.destination.split(['#', '?']).next()?));
    paths.filter_map(|path| sources.find(&path)).collect()
}

/// Files of records that could not be read: what they refer to is not known, and one slip never
/// causes a second message.
fn broken_files(model: &Model) -> BTreeSet<FileId> {
    let mut broken = Broken { names: &model.names, files: BTreeSet::new() };
    model.visit(&mut broken);
    let home = model.names.home.iter().map(|(_, file)| *file);
    if model.home.body.0.len() < model.names.home.len() {
        broken.files.extend(home);
    }
    broken.files
}

struct Broken<'a> {
    names: &'a Names,
    files: BTreeSet<FileId>,
}

impl Visitor for Broken<'_> {
    fn visit<T: Entity>(&mut self, _: usize, table: &Table<T>) {
        for (at, entry) in self.names.entries(&T::KIND).iter().enumerate() {
            if table.get(Ref::new(at)).is_some() {
                continue;
            }
            if let Origin::File { file, texts } | Origin::Row { file, texts, .. } = &entry.origin {
                self.files.insert(*file);
                self.files.extend(texts.iter().map(|(_, file)| *file));
            }
        }
    }
}

/// What probably was meant.
fn help(path: &str, sources: &Sources) -> String {
    let (folder, name) = (folder_of(path), path.rsplit('/').next().unwrap_or(path));
    let parent = folder.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    if parent == "partnerships" && ending == "toml" {
        return format!("a partnership is a folder: write `{folder}{stem}/partnership.toml`");
    }
    if let Some(kind) = KINDS.iter().find(|kind| kind.folder == parent) {
        return wrong_form(kind.shape, folder, stem, ending, sources);
    }
    match nearest(parent, KINDS.iter().map(|kind| kind.folder)) {
        Some(near) if parent != "content" => format!("is the folder `{near}` meant instead of `{parent}`?"),
        _ => "move it to where files of its kind are, link to it from a text, or remove it".to_owned(),
    }
}

/// The folder is that of a kind, and the file is of another form.
fn wrong_form(shape: Shape, folder: &str, stem: &str, ending: &str, sources: &Sources) -> String {
    let wanted = match shape {
        Shape::Text => "md",
        Shape::Data => "csv",
        _ => "toml",
    };
    let is_text = ending == "md" && shape == Shape::RowsWithText;
    if is_text && sources.find(&format!("{folder}{stem}.toml")).is_none() {
        return format!("add `{folder}{stem}.toml` with its fields; this file holds only the long text");
    }
    format!("files that end in `.{wanted}` are read here; save it as one, link to it from a text, or remove it")
}

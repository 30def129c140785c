//! Does every link in a text arrive, and which files are published with the texts?

use rayon::prelude::*;

use super::{Broken, Plan, Planner, Resolver, Target};
use crate::model::{HomeText, Visitor};
use crate::record::{
    Block, Body, CONTENT, Entity, Key, Link, LooseTexts, Owner, Part, Table, beside, folder_of, is_email, outline,
    scheme,
};
use crate::report::{BROKEN_LINK, Diagnostic, Report, nearest};
use crate::source::{FileId, Sources};

/// Follows the links of every text.
pub struct Follower<'a> {
    /// What links are resolved against.
    pub resolver: Resolver<'a>,
    /// Collects links that do not arrive.
    pub report: &'a Report,
    /// Files that texts and records refer to.
    pub files: Vec<Wanted>,
}

/// A file that a record or a text refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The file.
    pub file: FileId,
    /// The record that refers to it, and whose it is; none for the home text of the catalogue.
    pub by: Option<(Key, Option<Owner>)>,
}

impl Visitor for Follower<'_> {
    fn visit<T: Entity>(&mut self, _: usize, table: &Table<T>) {
        let records: Vec<&T> = table.iter().map(|(_, record)| record).collect();
        let (resolver, report) = (self.resolver, self.report);
        let found: Vec<Vec<Wanted>> =
            records.par_iter().with_min_len(64).map(|record| of_record(&resolver, *record, report)).collect();
        self.files.extend(found.into_iter().flatten());
    }
}

impl Follower<'_> {
    /// Follows the links in the texts of records that could not be read; nothing is published with them.
    pub fn loose(&mut self, texts: &[LooseTexts]) {
        for body in texts.iter().flat_map(|texts| &texts.bodies) {
            of_body(&self.resolver, body, self.report, &mut Vec::new());
        }
    }

    /// Follows the links of the catalogue's home text.
    pub fn home(&mut self, home: &HomeText) {
        let mut files = Vec::new();
        of_body(&self.resolver, &home.body, self.report, &mut files);
        self.files.extend(files.into_iter().map(|file| Wanted { file, by: None }));
    }
}

fn of_record<T: Entity>(resolver: &Resolver<'_>, record: &T, report: &Report) -> Vec<Wanted> {
    let mut files: Vec<FileId> = record.attachments().into_iter().map(|attachment| attachment.0).collect();
    for body in record.bodies() {
        of_body(resolver, body, report, &mut files);
    }
    let head = record.head();
    files.into_iter().map(|file| Wanted { file, by: Some((head.key.clone(), head.owner)) }).collect()
}

fn of_body(resolver: &Resolver<'_>, body: &Body, report: &Report, files: &mut Vec<FileId>) {
    for part in &body.0 {
        let text = part.text(resolver.sources);
        if !text.contains(['[', '<']) {
            continue;
        }
        for link in outline(text, str::to_owned).links {
            if scheme(&link.destination) == Block::Relative {
                of_link(resolver, part, &link, report, files);
            }
        }
    }
}

fn of_link(resolver: &Resolver<'_>, part: &Part, link: &Link, report: &Report, files: &mut Vec<FileId>) {
    match resolver.resolve(part, &link.destination) {
        Ok(Target::File(file)) => files.push(file),
        Ok(Target::Page { .. } | Target::Elsewhere) => {}
        Err(broken) => {
            let place = part.place_of(link.at.clone());
            let message = message(&link.destination, &broken);
            let own = resolver.sources.path(part.place.file);
            let help = outside(&link.destination).unwrap_or_else(|| help(resolver.sources, own, &broken));
            report.fault(Diagnostic::new(BROKEN_LINK, place, message).help(help));
        }
    }
}

fn message(destination: &str, broken: &Broken) -> String {
    match broken {
        Broken::Outside => format!("the link `{destination}` leaves the content"),
        Broken::NoFile(path) => format!("the link `{destination}` leads to `{path}`, which does not exist"),
        Broken::NoHeading { id, .. } => {
            format!("the link `{destination}` leads to a heading `{id}`, which is not there")
        }
        Broken::NoRow(id) => format!("the link `{destination}` leads to a row `{id}`, which is not there"),
    }
}

/// What an address of the web or of a mailbox lacks that was written like the path to a file.
fn outside(destination: &str) -> Option<String> {
    if is_email(destination) {
        return Some(format!("write `mailto:{destination}`"));
    }
    destination.starts_with("www.").then(|| format!("write `https://{destination}`"))
}

fn help(sources: &Sources, own: &str, broken: &Broken) -> String {
    match broken {
        Broken::Outside => {
            format!("write a path relative to this file, within `{CONTENT}`, such as `../organisations/x.toml`")
        }
        Broken::NoFile(path) => {
            let name = path.rsplit('/').next().unwrap_or(path);
            beside(sources, folder_of(path), name)
                .replace("capital letters count", &format!("the path is counted from `{}`", folder_of(own)))
        }
        Broken::NoHeading { id, named, known } => heading(id, named, known),
        Broken::NoRow(_) => "use an id of the column `id`".to_owned(),
    }
}

/// Most headings that a message names.
const MOST_HEADINGS: usize = 9;

/// Help for a heading that is not there.
fn heading(id: &str, named: &str, known: &[String]) -> String {
    let known = || known.iter().map(String::as_str);
    let near = known().find(|known| *known == named).or_else(|| nearest(id, known()));
    if let Some(near) = near {
        return format!("did you mean `#{near}`?");
    }
    let shown: Vec<String> = known().take(MOST_HEADINGS).map(|id| format!("`#{id}`")).collect();
    match known().count() {
        0 => format!("that text has no headings; leave `#{id}` out"),
        1..=MOST_HEADINGS => format!("use one of its headings: {}", shown.join(", ")),
        _ => format!("use one of its headings: {} and others", shown.join(", ")),
    }
}

/// Adds the files that texts and records refer to, once all pages are there.
pub fn publish(sources: &Sources, files: &[Wanted], planner: &mut Planner<'_>) {
    for wanted in files {
        if !planner.plan.shows(wanted) {
            continue;
        }
        let path = sources.path(wanted.file).strip_prefix(CONTENT);
        if let Some(path) = path.and_then(|path| planner.plan.addresses.of_content(path)) {
            planner.file(path, wanted.file);
        }
    }
}

impl Plan {
    /// Does the site show what refers to a file? That of one partnership has not all organisations.
    fn shows(&self, wanted: &Wanted) -> bool {
        let home = self.addresses.home();
        let Some((key, owner)) = &wanted.by else { return home.is_none() };
        let page = self.addresses.record(key);
        page.is_some_and(|page| home.is_none_or(|home| *owner == Some(home)) || self.has_page(&page))
    }
}

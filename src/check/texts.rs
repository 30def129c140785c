//! Are the texts fit to be published?

use std::collections::BTreeSet;
use std::ops::Range;

use super::Part as Content;
use super::records::{self, Each};
use crate::model::Model;
use crate::model::agreement::{Agreement, SECTIONS};
use crate::record::{
    Block, Body, Entity, Heading, Kind, LinkKind, Localised, Origin, Outline, Part, Ref, outline, scheme, slug,
};
use crate::report::{
    Diagnostic, EMPTY_SECTION, MISSING_ALT, MISSING_SECTION, PLACEHOLDER_TEXT, RAW_HTML, Report, UNSAFE_LINK,
};
use crate::source::{FileId, Place, Sources};

/// A long text in one language, read once for all rules.
struct Text<'a> {
    part: &'a Part,
    text: &'a str,
    outline: Outline,
    report: &'a Report,
    /// Is it an agreement in its first language?
    has_sections: bool,
}

/// Every rule that looks at one long text.
const RULES: &[fn(&Text<'_>)] = &[raw_html, unsafe_links, missing_alt, placeholders, missing_sections, empty_sections];

/// Looks at every long text.
pub fn prose(content: Content<'_>, report: &Report) {
    let Content { model, sources, files } = content;
    records::each_in(model, files, &Prose { sources, report });
    for part in &model.home.body.0 {
        judge(part, sources, report, false, slug);
    }
    for texts in model.loose.iter().filter(|texts| files.is_none_or(|files| files.contains(&texts.file))) {
        judge_all(texts.bodies.iter(), &texts.kind, texts.heading_id, sources, report);
    }
}

struct Prose<'a> {
    sources: &'a Sources,
    report: &'a Report,
}

impl Each for Prose<'_> {
    fn each<T: Entity>(&self, _: Ref<T>, record: &T) {
        judge_all(record.bodies().into_iter(), &T::KIND, T::heading_id, self.sources, self.report);
    }
}

/// Judges the texts of a record of a kind.
fn judge_all<'a>(
    bodies: impl Iterator<Item = &'a Body>,
    kind: &Kind,
    name: fn(&str) -> String,
    sources: &Sources,
    report: &Report,
) {
    let is_agreement = *kind == Agreement::KIND;
    for (at, part) in bodies.flat_map(|body| body.0.iter().enumerate()) {
        judge(part, sources, report, is_agreement && at == 0, name);
    }
}

fn judge(part: &Part, sources: &Sources, report: &Report, has_sections: bool, name: fn(&str) -> String) {
    let text = part.text(sources);
    let text = Text { part, text, outline: outline(text, name), report, has_sections };
    for rule in RULES {
        rule(&text);
    }
}

impl Text<'_> {
    /// A stretch without the blanks around it.
    fn place(&self, at: &Range<usize>) -> Place {
        let written = self.text.get(at.clone()).unwrap_or("");
        let start = at.start + written.len() - written.trim_start().len();
        self.part.place_of(start..start + written.trim().len())
    }

    fn rule(&self, diagnostic: Diagnostic) {
        self.report.rule(diagnostic);
    }
}

/// HTML is left out; the end of an element is told with its begin.
fn raw_html(text: &Text<'_>) {
    let mut begun: BTreeSet<String> = BTreeSet::new();
    for at in &text.outline.html {
        let written = text.text.get(at.clone()).unwrap_or("").trim_start();
        let name = tag_name(written);
        let is_end = written.starts_with("</");
        if is_end && begun.contains(&name) {
            continue;
        }
        let message = match name.as_str() {
            "" => "HTML comments and instructions are left out".to_owned(),
            _ => format!("`<{}{name}>` is HTML: the tag is left out, its text stays", if is_end { "/" } else { "" }),
        };
        text.rule(Diagnostic::new(RAW_HTML, text.place(at), message).help(instead_of(&name)));
        begun.insert(name);
    }
}

fn tag_name(written: &str) -> String {
    let name = written.trim_start_matches(['<', '/']);
    name.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>().to_ascii_lowercase()
}

/// What to write instead of an element.
fn instead_of(tag: &str) -> &'static str {
    match tag {
        "b" | "strong" => "write `**bold**`",
        "i" | "em" => "write `*emphasis*`",
        "a" => "write `[text](address)`",
        "img" => "write `![what the picture shows](file)`",
        "br" | "p" | "div" => "an empty line begins a new paragraph",
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "write headings as `## Heading`",
        "ul" | "ol" | "li" => "begin each item of a list with `- `",
        "" => "remove it; notes to yourselves do not belong in a published text",
        _ => "write Markdown instead: `**bold**`, `*emphasis*`, `[text](address)`",
    }
}

/// Links use schemes that harm nobody.
fn unsafe_links(text: &Text<'_>) {
    for link in text.outline.links.iter().filter(|link| scheme(&link.destination) == Block::Unsafe) {
        let message = match link.destination.split_once(':') {
            Some((name, _)) if !link.destination.starts_with("//") => {
                format!(
                    "links that begin with `{}:` are not published; the text stays",
                    name.trim().to_ascii_lowercase()
                )
            }
            _ => "links that begin with `//` are not published; the text stays".to_owned(),
        };
        let help = "write a whole address that begins with `https://`, or the path to a file of this site";
        text.rule(Diagnostic::new(UNSAFE_LINK, text.place(&link.at), message).help(help));
    }
}

/// Pictures have a description.
fn missing_alt(text: &Text<'_>) {
    for link in text.outline.links.iter().filter(|link| link.kind == LinkKind::Image { described: false }) {
        let message = format!("the picture `{}` has no description", link.destination);
        let help = format!("write `![what the picture shows]({})`", link.destination);
        text.rule(Diagnostic::new(MISSING_ALT, text.place(&link.at), message).help(help));
    }
}

/// Notes of the author to himself are not published.
fn placeholders(text: &Text<'_>) {
    for at in lines(text.text) {
        let line = text.text.get(at.clone()).unwrap_or("");
        if is_placeholder(line) {
            text.rule(placeholder(text.place(&at), line));
        }
    }
}

fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = start..start + line.len();
        start = at.end;
        at
    })
}

/// Does a line begin with TODO, TBD or FIXME, or is it filling?
fn is_placeholder(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || "#>*-+_".contains(c));
    let note = |word: &str| {
        let rest = line.strip_prefix(word);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    };
    ["TODO", "TBD", "FIXME"].into_iter().any(note) || line.to_lowercase().contains("lorem ipsum")
}

fn placeholder(place: Place, line: &str) -> Diagnostic {
    let short: String = line.trim().chars().take(40).collect();
    let dots = if short.len() < line.trim().len() { "…" } else { "" };
    Diagnostic::new(PLACEHOLDER_TEXT, place, format!("`{short}{dots}` is still a note, not a text for visitors"))
        .help("write the text, or remove the line")
}

/// An agreement has the sections that agreements have.
fn missing_sections(text: &Text<'_>) {
    let has = |id: &str| text.outline.headings.iter().any(|heading| heading.level == 2 && heading.id == id);
    for section in SECTIONS.iter().filter(|section| text.has_sections && section.expected && !has(section.id)) {
        let message = format!("the agreement has no section `{}`", section.heading);
        let other_level = text.outline.headings.iter().find(|heading| heading.id == section.id);
        let help = match other_level {
            Some(heading) => format!("write its heading with two signs: `## {}`", heading.text.trim()),
            None => format!("add a heading `## {}`; in another language `## … {{#{}}}`", section.heading, section.id),
        };
        text.rule(Diagnostic::new(MISSING_SECTION, text.part.place.file, message).help(help));
    }
}

/// A section of an agreement has a text.
fn empty_sections(text: &Text<'_>) {
    let is_empty = |heading: &&Heading| text.has_sections && heading.level == 2 && !heading.has_text;
    for heading in text.outline.headings.iter().filter(is_empty) {
        let message = format!("there is nothing under the heading `{}`", heading.text.trim());
        let finding = Diagnostic::new(EMPTY_SECTION, text.place(&heading.at), message);
        text.rule(finding.help("write the text, or remove the heading"));
    }
}

/// Titles and summaries are no notes either.
pub fn short_texts(content: Content<'_>, report: &Report) {
    let Content { model, sources, files } = content;
    records::each_in(model, files, &ShortTexts { model, sources, report });
}

struct ShortTexts<'a> {
    model: &'a Model,
    sources: &'a Sources,
    report: &'a Report,
}

impl Each for ShortTexts<'_> {
    fn each<T: Entity>(&self, at: Ref<T>, record: &T) {
        let head = record.head();
        let origin = self.model.names.entries(&T::KIND).get(at.index()).map(|entry| &entry.origin);
        for text in [record.title(), head.summary.as_ref()].into_iter().flatten() {
            for line in note_lines(text) {
                let place = written_at(self.sources, head.place, origin, line).unwrap_or(head.place);
                self.report.rule(placeholder(place, line));
            }
        }
    }
}

fn note_lines(text: &Localised) -> impl Iterator<Item = &str> {
    text.iter().filter_map(|(_, text)| text.lines().map(str::trim).find(|line| is_placeholder(line)))
}

/// Where a line is written: in the record's file or row, else in one of its translations.
fn written_at(sources: &Sources, place: Place, origin: Option<&Origin>, line: &str) -> Option<Place> {
    let texts = match origin {
        Some(Origin::File { texts, .. } | Origin::Row { texts, .. }) => texts.as_slice(),
        _ => &[],
    };
    let find = |(file, from): (FileId, usize)| {
        let at = from + sources.text(file).get(from..)?.find(line)?;
        Some(Place::new(file, at..at + line.len()))
    };
    let own = (place.file, place.start as usize);
    std::iter::once(own).chain(texts.iter().map(|(_, file)| (*file, 0))).find_map(find)
}

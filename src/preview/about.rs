//! What is an author told about a page: its files, what is wrong in them, what is not translated?

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::editor::Editor;
use crate::pages::{self, MadeOf};
use crate::record::{Claim, Lang};
use crate::render::{Output, Renderer};
use crate::report::{Finding, Findings};
use crate::source::Sources;
use crate::translate::{Rows, Text};

/// Most entries of a list.
const MOST: usize = 100;

/// What the page of an address is made of, as JSON; nothing where the address is no page.
pub fn page(
    renderer: &Renderer<'_>,
    (address, found): (&str, &Findings),
    texts: &[Text],
    open: &Opener,
) -> Option<String> {
    let Output::Page(at, lang) = renderer.find(address)? else { return None };
    let page = renderer.site.plan.page(at)?;
    let cx = renderer.site.cx(lang, address)?;
    let shown = pages::show(&cx, page)?;
    let made = pages::made_of(&cx, page, &shown);
    let sources = renderer.site.sources;
    let files: BTreeSet<&str> = made.own.iter().chain(&made.others).map(|file| sources.path(*file)).collect();
    let rows = Rows::of(&renderer.site.portal.model.names);
    let findings: Vec<&Finding> = found
        .list
        .iter()
        .filter(|finding| files.contains(finding.file.as_str()) && is_about(&rows, finding, &made, renderer))
        .collect();
    let lacking: Vec<&Text> = texts.iter().filter(|text| is_of(text, &made) && lacks(text, lang)).collect();
    let about = json!({
        "draft": shown.draft,
        "language": lang.code(),
        "own": made.own.iter().map(|file| open.file(sources.path(*file))).collect::<Vec<_>>(),
        "others": made.others.iter().map(|file| open.file(sources.path(*file))).collect::<Vec<_>>(),
        "findings": findings.iter().take(MOST).map(|finding| open.finding(finding)).collect::<Vec<_>>(),
        "found": findings.len(),
        "untranslated": lacking.iter().take(MOST).map(|text| open.text(sources, text)).collect::<Vec<_>>(),
        "lacking": lacking.len(),
    });
    Some(about.to_string())
}

/// Is the text one of the record that the page is about, or, where it is about none, of its files?
fn is_of(text: &Text, made: &MadeOf) -> bool {
    match made.record {
        Some(record) if text.at.is_some() => text.at == Some(record),
        _ => {
            made.own.contains(&text.source.place.file)
                || made.record.is_none() && made.others.contains(&text.source.place.file)
        }
    }
}

/// Do visitors see it in another language?
fn lacks(text: &Text, lang: Lang) -> bool {
    text.source.lang != lang && text.target(lang).is_none()
}

/// Of a file of rows that holds many records, only the row of this one counts.
fn is_about(rows: &Rows, finding: &Finding, made: &MadeOf, renderer: &Renderer<'_>) -> bool {
    let names = &renderer.site.portal.model.names;
    let sources = renderer.site.sources;
    let Some(Claim::Rows { kind, .. }) = sources.find(&finding.file).and_then(|file| names.claim(file)) else {
        return true;
    };
    let (Some((own, at)), Some(place)) = (made.record.filter(|(own, _)| *own == kind), finding.place) else {
        return true;
    };
    rows.at(own, place).is_none_or(|row| row == at)
}

/// Makes links to places of files.
#[derive(Debug)]
pub struct Opener {
    /// The folder of the site.
    pub root: PathBuf,
    /// The author's editor.
    pub editor: Editor,
}

impl Opener {
    /// The address that opens a place; none where it was not said in which editor.
    pub fn href(&self, file: &str, line: u32, column: u32) -> Option<String> {
        self.editor.href(&self.root, file, line, column)
    }

    fn file(&self, path: &str) -> Value {
        json!({ "file": path, "href": self.href(path, 1, 1) })
    }

    fn finding(&self, finding: &Finding) -> Value {
        json!({
            "level": finding.level.id(),
            "code": finding.code.id,
            "message": finding.message,
            "help": finding.help,
            "file": finding.file,
            "line": finding.line,
            "href": self.href(&finding.file, finding.line, finding.column),
        })
    }

    fn text(&self, sources: &Sources, text: &Text) -> Value {
        let path = sources.path(text.source.place.file);
        let (line, column) = text.line_and_column(sources);
        json!({
            "field": text.field.to_string(),
            "file": path,
            "line": line,
            "shown_in": text.source.lang.code(),
            "href": self.href(path, line, column),
        })
    }
}

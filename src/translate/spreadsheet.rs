//! How do texts travel as a spreadsheet, for translators who have no tool but that?

use super::{Returned, Unit, edit::quoted};
use crate::read::cells;
use crate::record::Lang;
use crate::report::{Diagnostic, MISSING_COLUMN, Report, Reported};
use crate::source::{FileId, Place};

/// Spreadsheets know by this that the text is UTF-8.
const MARK: char = '\u{feff}';
const SEPARATOR: char = ';';
/// The column of translations is `target.` and their language.
const TARGET: &str = "target.";

/// Units as CSV, as European spreadsheets write it.
pub fn write(units: &[Unit], lang: Lang) -> String {
    let mut out = format!("{MARK}file;text;line;state;source;{TARGET}{lang}\r\n");
    for unit in units {
        let written = |pieces: &[super::Piece]| pieces.iter().map(super::Piece::written).collect::<String>();
        let target = unit.target.as_deref().map(written).unwrap_or_default();
        let line = unit.line.to_string();
        let (source, target) = (guarded(&written(&unit.source)), guarded(&target));
        let row = [&*unit.file, &unit.id, &line, unit.state.id(), &source, &target];
        let row: Vec<String> = row.iter().map(|cell| quoted(cell, SEPARATOR)).collect();
        out.push_str(&row.join(";"));
        out.push_str("\r\n");
    }
    out
}

/// What came back; `file` is its name in the report.
pub fn read(text: &str, file: FileId, report: &Report) -> Result<Vec<Returned>, Reported> {
    let table = cells(text, file, report)?;
    if let Some(reported) = table.failure {
        return Err(reported);
    }
    let missing = |name: &str| {
        let message = format!("the column `{name}` is missing");
        let help = "keep the first line as `translations export` wrote it";
        report.fault(Diagnostic::new(MISSING_COLUMN, file, message).help(help))
    };
    let at = |wanted: &str| table.header.iter().position(|(name, _)| name == wanted).ok_or_else(|| missing(wanted));
    let (original, id, source) = (at("file"), at("text"), at("source"));
    let target = table.header.iter().position(|(name, _)| name.starts_with(TARGET));
    let target = target.ok_or_else(|| missing("target.it"));
    let (original, id, source, target) = (original?, id?, source?, target?);
    let language = table.header.get(target).and_then(|(name, _)| name.strip_prefix(TARGET)).unwrap_or("");
    let row = |row: &crate::read::Row| {
        let cell = |at: usize| row.cells.get(at).unwrap_or("").replace("\r\n", "\n");
        Returned {
            file: cell(original),
            id: cell(id),
            place: Place::new(file, row.start..row.start),
            language: language.to_owned(),
            source: bare(&cell(source)).to_owned(),
            target: bare(&cell(target)).to_owned(),
            is_open: false,
        }
    };
    Ok(table.rows.iter().map(row).collect())
}

/// Would a spreadsheet take the text, without apostrophes before it, for a formula?
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A text that no spreadsheet works out: behind an apostrophe it stays a text.
fn guarded(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text as it was before it was guarded. Spreadsheets may have taken the apostrophe off themselves.
fn bare(text: &str) -> &str {
    text.strip_prefix('\'').filter(|_| is_formula(text)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_texts() {
        for text in ["=1+1", "- a list", "'=x", "''@y", "+39 02", "plain", "'quoted'", ""] {
            assert_eq!(bare(&guarded(text)), text);
            assert!(!guarded(text).starts_with(['=', '+', '-', '@']));
        }
    }
}

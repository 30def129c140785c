//! How do texts travel as a spreadsheet, for translators who have no tool but that?

use std::ops::Range;

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
    let is_target = |(_, (name, _)): &(usize, &(String, _))| name.starts_with(TARGET);
    let targets: Vec<_> = table.header.iter().enumerate().filter(is_target).collect();
    let targets = if targets.is_empty() { Err(missing("target.it")) } else { Ok(targets) };
    let (original, id, source, targets) = (original?, id?, source?, targets?);
    let unit = |row: &crate::read::Row, (target, (name, at)): (usize, &(String, Range<usize>))| {
        let cell = |at: usize| row.cells.get(at).unwrap_or("").replace("\r\n", "\n");
        Returned {
            file: cell(original),
            id: cell(id),
            place: Place::new(file, row.start..row.start),
            language: name.strip_prefix(TARGET).unwrap_or("").to_owned(),
            language_at: Place::new(file, at.clone()),
            source: bare(&cell(source)).to_owned(),
            target: bare(&cell(target)).to_owned(),
            is_open: false,
        }
    };
    Ok(table.rows.iter().flat_map(|row| targets.iter().map(move |target| unit(row, *target))).collect())
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

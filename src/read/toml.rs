//! How is a TOML text read, with all its syntax errors and the place of every value?

use toml::de::DeTable;

use super::{Slot, Value};
use crate::report::{Diagnostic, Report, Reported, SYNTAX};
use crate::source::{FileId, Place};

/// Parses a text that begins at byte `offset` of `file`; spans are those of the text.
pub fn parse<'a>(text: &'a str, file: FileId, offset: usize, report: &Report) -> Result<DeTable<'a>, Reported> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut failure = None;
    let mut line_end = 0;
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        // What comes later in a line follows from the first slip in it.
        if failure.is_some() && span.start < line_end {
            continue;
        }
        let rest = text.get(span.start..).unwrap_or("");
        line_end = span.start + rest.find('\n').unwrap_or(rest.len());
        let place = Place::new(file, span.start + offset..span.end + offset);
        let behind = text.get(span.start..).unwrap_or("");
        failure = Some(report.fault(syntax(error.message(), place, text.get(span).unwrap_or(""), behind)));
    }
    failure.map_or(Ok(table.into_inner()), Err)
}

/// A syntax error in plain words.
fn syntax(message: &str, place: Place, found: &str, behind: &str) -> Diagnostic {
    let (plain, help) = match message {
        _ if behind.starts_with(['“', '”', '„', '«', '»', '‘', '’', '‚']) => {
            ("this text stands in typographic quotation marks", "type straight ones: \"…\"")
        }
        _ if message.contains("invalid date") || message.contains("invalid time") => {
            ("there is no such date or time", "write year-month-day, for example `2024-06-06`")
        }
        _ if message.contains("missing comma") => {
            ("a comma is missing between two values", "put a comma between them: `[\"…\", \"…\"]`")
        }
        _ if message.contains("opening quote") => {
            ("a quotation mark is missing before this text", "put the text in \"quotation marks\"")
        }
        _ if message.contains("duplicate key") => {
            ("this field is written twice", "each field may be written once; remove one of them")
        }
        _ if message.contains("must be quoted") => {
            ("this text has no quotation marks", "put the text in \"quotation marks\"")
        }
        _ if message.contains("newline") || message.contains("string") || found.contains('\n') => {
            ("a quotation mark is missing", "put the text in \"quotation marks\" and close them on the same line")
        }
        _ if message.contains("key with no value") => {
            ("a name stands here without a value", "write `name = value`, one on each line")
        }
        _ if message.contains("key") => ("", "write `name = value`, one on each line"),
        _ => ("", "text stands in \"quotation marks\", lists in [square brackets]"),
    };
    let message = if plain.is_empty() { format!("this is not valid TOML: {message}") } else { plain.to_owned() };
    Diagnostic::new(SYNTAX, place, message).help(help)
}

/// The entries of a table.
pub fn slots<'a>(table: &'a DeTable<'a>) -> Vec<Slot<'a>> {
    table
        .iter()
        .map(|(name, value)| Slot {
            name: name.get_ref(),
            column: name.get_ref(),
            name_at: name.span(),
            value: Value::Toml(value.get_ref()),
            at: value.span(),
        })
        .collect()
}

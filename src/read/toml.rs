//! How is a TOML text read, with all its syntax errors and the place of every value?

use toml::de::DeTable;

use super::{Slot, Value};
use crate::report::{Diagnostic, Report, Reported, SYNTAX};
use crate::source::{FileId, Place};

/// Parses a text that begins at byte `offset` of `file`; spans are those of the text.
pub fn parse<'a>(text: &'a str, file: FileId, offset: usize, report: &Report) -> Result<DeTable<'a>, Reported> {
    let (table, mut errors) = DeTable::parse_recoverable(text);
    errors.sort_by_key(|error| error.span().map_or(0, |span| span.start));
    let mut failure = None;
    let (mut line_end, mut table_end) = (0, 0);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        // What comes later in a line follows from the first slip in it, and so do fields that are there twice
        // because their table is.
        let is_twice = error.message().contains("duplicate key");
        if failure.is_some() && (span.start < line_end || is_twice && span.start < table_end) {
            continue;
        }
        let rest = text.get(span.start..).unwrap_or("");
        line_end = span.start + rest.find('\n').unwrap_or(rest.len());
        let place = Place::new(file, span.start + offset..span.end + offset);
        let behind = text.get(span.start..).unwrap_or("");
        let header = header(line_at(text, span.start), error.message(), place);
        if header.is_some() {
            table_end = rest.find("\n[").map_or(text.len(), |next| span.start + next + 1);
        }
        let told = header.or_else(|| number(around(text, span.start), place));
        let told = told.unwrap_or_else(|| syntax(error.message(), place, text.get(span).unwrap_or(""), behind));
        failure = Some(report.fault(told));
    }
    failure.map_or(Ok(table.into_inner()), Err)
}

/// The line in which a byte stands.
fn line_at(text: &str, at: usize) -> &str {
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let end = behind.find('\n').map_or(text.len(), |end| at + end);
    text.get(start..end).unwrap_or("")
}

/// The header of one of several tables, written with too few brackets.
fn header(line: &str, message: &str, place: Place) -> Option<Diagnostic> {
    let line = line.split('#').next().unwrap_or(line).trim();
    let name = line.trim_start_matches('[').trim_end_matches(']').trim();
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    let (open, close) =
        (line.len() - line.trim_start_matches('[').len(), line.len() - line.trim_end_matches(']').len());
    let told = match (open, close) {
        _ if !is_name => return None,
        (1, 1) if message.contains("duplicate key") => format!("there is more than one table `[{name}]`"),
        (1.., 1..) if open != close => format!("the square brackets around `{name}` do not match"),
        (1.., 0) if message.contains("table") => format!("the square brackets around `{name}` are not closed"),
        _ => return None,
    };
    let help =
        format!("write `[[{name}]]` where there may be several, such as KPIs, and `[{name}]` where there is but one");
    Some(Diagnostic::new(SYNTAX, place, told).help(help))
}

/// The digits around a byte, with the signs that people write between digits.
fn around(text: &str, at: usize) -> &str {
    let is_between = |sign: char| !sign.is_ascii_digit() && !".,'/ \u{a0}\u{202f}".contains(sign);
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    let start = before.char_indices().rfind(|(_, sign)| is_between(*sign)).map_or(0, |(at, sign)| at + sign.len_utf8());
    let end = behind.find(is_between).map_or(text.len(), |end| at + end);
    text.get(start..end).unwrap_or("").trim_matches(|sign: char| !sign.is_ascii_digit())
}

/// A date or a number that is written as it is on paper.
fn number(written: &str, place: Place) -> Option<Diagnostic> {
    let told = |message: String, help: String| Some(Diagnostic::new(SYNTAX, place, message).help(help));
    let are_digits =
        |parts: &[&str]| parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    let dotted: Vec<&str> = written.split(['.', '/']).collect();
    if let [day, month, year] = *dotted
        && are_digits(&dotted)
        && day.len() <= 2
        && month.len() <= 2
        && year.len() == 4
    {
        let help = format!("write year-month-day: `{year}-{month:0>2}-{day:0>2}`");
        return told(format!("`{written}` is not how a date is written here"), help);
    }
    if let Some((whole, decimals)) = written.split_once(',').filter(|(a, b)| are_digits(&[a, b])) {
        let help = format!("write a decimal point: `{whole}.{decimals}`; for thousands write the digits alone");
        return told(format!("there is a comma in the number `{written}`"), help);
    }
    let groups: Vec<&str> = written.split(['.', ' ', '\'', '\u{a0}', '\u{202f}']).collect();
    if groups.len() > 1 && are_digits(&groups) && groups.iter().skip(1).all(|group| group.len() == 3) {
        let help = format!("write the digits alone: `{}`", groups.concat());
        return told(format!("the thousands of the number `{written}` are set apart"), help);
    }
    None
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
        _ if message.contains("extend value") => (
            "this field is written twice, as one text and by language",
            "write all in one: `name = { en = \"…\", it = \"…\" }`",
        ),
        _ if message.contains("duplicate key") => {
            ("this field is written twice", "each field may be written once; remove one of them")
        }
        // `in-progress` begins like the number `inf`.
        _ if message.contains("must be quoted") || message.contains("expected `inf`") => {
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

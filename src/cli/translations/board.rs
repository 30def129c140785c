//! What is left to translate?

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::json;

use super::past::Past;
use crate::cli::arguments::{Board, BoardFormat};
use crate::cli::output::{Printer, print};
use crate::cli::{Failure, Outcome};
use crate::record::Lang;
use crate::source::Sources;
use crate::translate::{Count, State, Text};

/// A text in a language that it should have.
struct Entry<'a> {
    text: &'a Text,
    lang: Lang,
    state: State,
    /// The commit in which its source was written.
    since: Option<&'a str>,
}

/// Prints how far every text is in every language.
pub fn run(root: &Path, sources: &Sources, board: &Board, printer: &Printer) -> Result<Outcome, Failure> {
    let texts = super::chosen(sources, &board.choice)?;
    let languages = board.language.iter().map(|code| super::language(&texts, code));
    let languages: Vec<Lang> = languages.collect::<Result<_, _>>()?;
    let past = Past::of(root, sources, &texts);
    let entries = entries(&texts, &languages, &past);
    match board.format {
        BoardFormat::Json => print(&lines(sources, &entries))?,
        BoardFormat::Text => print(&shown(sources, &entries, board))?,
    }
    if let Some(caveat) = past.caveat() {
        printer.say(caveat);
    }
    let is_left = entries.iter().any(|entry| entry.state != State::Complete);
    Ok(if board.strict && is_left { Outcome::ContentErrors } else { Outcome::Fine })
}

fn entries<'a>(texts: &'a [Text], languages: &[Lang], past: &'a Past<'_>) -> Vec<Entry<'a>> {
    let is_asked = |lang: &Lang| languages.is_empty() || languages.contains(lang);
    let of = |(at, text): (usize, &'a Text)| {
        let wanted: Vec<Lang> = text.wanted().filter(is_asked).collect();
        wanted.into_iter().map(move |lang| {
            let state = past.state(at, lang);
            let since = past.since(at).filter(|_| state == State::Outdated);
            Entry { text, lang, state, since }
        })
    };
    texts.iter().enumerate().flat_map(of).collect()
}

/// One JSON object a line.
fn lines(sources: &Sources, entries: &[Entry<'_>]) -> String {
    let line = |entry: &Entry<'_>| {
        let source = &entry.text.source;
        let (line, column) = entry.text.line_and_column(sources);
        let object = json!({
            "record": entry.text.record,
            "field": entry.text.field.to_string(),
            "language": entry.lang.code(),
            "state": entry.state.id(),
            "source_language": source.lang.code(),
            "source_changed_in": entry.since,
            "file": sources.path(source.place.file),
            "line": line,
            "column": column,
        });
        format!("{object}\n")
    };
    entries.iter().map(line).collect()
}

/// A board for people: totals, then what is left.
fn shown(sources: &Sources, entries: &[Entry<'_>], board: &Board) -> String {
    let mut totals: BTreeMap<Lang, Count> = BTreeMap::new();
    for entry in entries {
        totals.entry(entry.lang).or_default().add(entry.state);
    }
    if totals.is_empty() {
        return "There is nothing to translate: no text may have more than one language.\n".to_owned();
    }
    let details =
        if board.language.is_empty() { records(entries, board.all) } else { texts(sources, entries, board.all) };
    let gap = if details.is_empty() { "" } else { "\n" };
    format!("{}{gap}{details}", table(&totals))
}

fn table(totals: &BTreeMap<Lang, Count>) -> String {
    let heads = ["language", "texts", "complete", "outdated", "missing", "share"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    rows.extend(totals.iter().map(|(lang, count)| {
        let numbers = [count.total(), count.complete, count.outdated, count.missing].map(|number| number.to_string());
        let share = format!("{} %", count.percent());
        std::iter::once(lang.to_string()).chain(numbers).chain([share]).collect::<Vec<_>>()
    }));
    aligned(&rows)
}

/// One line for each record, with what is left in each language.
fn records(entries: &[Entry<'_>], all: bool) -> String {
    let languages: BTreeSet<Lang> = entries.iter().map(|entry| entry.lang).collect();
    let mut records: BTreeMap<&str, BTreeMap<Lang, Count>> = BTreeMap::new();
    for entry in entries {
        records.entry(&entry.text.record).or_default().entry(entry.lang).or_default().add(entry.state);
    }
    let is_open = |counts: &BTreeMap<Lang, Count>| counts.values().any(|count| !count.is_done());
    let open: Vec<_> = records.into_iter().filter(|(_, counts)| all || is_open(counts)).collect();
    if open.is_empty() {
        return String::new();
    }
    let heads = std::iter::once("record".to_owned()).chain(languages.iter().map(ToString::to_string));
    let row = |(record, counts): (&str, BTreeMap<Lang, Count>)| {
        let cells = languages.iter().map(|lang| counts.get(lang).map_or_else(|| "–".to_owned(), |count| left(*count)));
        std::iter::once(record.to_owned()).chain(cells).collect()
    };
    aligned(&std::iter::once(heads.collect()).chain(open.into_iter().map(row)).collect::<Vec<_>>())
}

/// "3 of 12 missing, 1 outdated"
fn left(count: Count) -> String {
    let missing = (count.missing > 0).then(|| format!("{} of {} missing", count.missing, count.total()));
    let outdated = (count.outdated > 0).then(|| format!("{} outdated", count.outdated));
    let parts: Vec<String> = missing.into_iter().chain(outdated).collect();
    if parts.is_empty() { "done".to_owned() } else { parts.join(", ") }
}

/// One line for each text: where it stands, and how far it is.
fn texts(sources: &Sources, entries: &[Entry<'_>], all: bool) -> String {
    let open = entries.iter().filter(|entry| all || entry.state != State::Complete);
    let row = |entry: &Entry<'_>| {
        let place = entry.text.source.place;
        let (line, _) = entry.text.line_and_column(sources);
        let why = entry.since.map(|commit| format!("source changed in {commit}")).unwrap_or_default();
        let file = format!("{}:{line}", sources.path(place.file));
        vec![entry.lang.to_string(), entry.state.id().to_owned(), file, entry.text.field.to_string(), why]
    };
    aligned(&open.map(row).collect::<Vec<_>>())
}

/// Rows with their cells below each other.
fn aligned(rows: &[Vec<String>]) -> String {
    let width =
        |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let padded = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(padded).collect()
}

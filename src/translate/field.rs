//! Where in a file does a text stand, by name rather than by line?

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::read::{cells, split};
use crate::record::Lang;
use crate::report::Report;
use crate::source::Place;

/// A step into a table or a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The field of a table.
    Name(Box<str>),
    /// The element of a list, from 0.
    Nth(usize),
}

/// Where in a file a text stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// The Markdown of the file.
    Body,
    /// A field of a TOML file or of a front matter.
    Path(Vec<Step>),
    /// A column of the row with this id.
    Cell {
        /// The id.
        row: Box<str>,
        /// The column, without a language.
        column: Box<str>,
    },
}

impl fmt::Display for Field {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Field::Body => out.write_str("text"),
            Field::Cell { row, column } => write!(out, "{row}/{column}"),
            Field::Path(steps) => steps.iter().enumerate().try_for_each(|(at, step)| match step {
                Step::Name(name) if at == 0 => out.write_str(name),
                Step::Name(name) => write!(out, ".{name}"),
                Step::Nth(at) => write!(out, "[{at}]"),
            }),
        }
    }
}

impl Field {
    /// Does it stand at the top of its file, where a translation beside the file may hold it too?
    pub fn is_at_top(&self) -> bool {
        matches!(self, Field::Path(steps) if steps.len() == 1)
    }
}

/// The fields of a file, read once to be found by their places.
#[derive(Debug)]
pub enum Fields {
    /// By the stretch of a text from the file's start: all values that it is, outermost first.
    Paths(HashMap<Range<usize>, Vec<Vec<Step>>, foldhash::fast::FixedState>),
    /// The first bytes of the rows with their ids, in order.
    Rows(Vec<(usize, Box<str>)>),
}

impl Fields {
    /// Those of a file; none where it cannot be read.
    pub fn of(path: &str, text: &str) -> Self {
        if path.ends_with(".csv") {
            return Fields::Rows(ids(text).unwrap_or_default());
        }
        let mut found = HashMap::default();
        if let Some((table, offset)) = table_of(path, text)
            && let Some(Ok(table)) = text.get(table).map(DeTable::parse)
        {
            note(table.get_ref(), offset, &mut Vec::new(), &mut found);
        }
        Fields::Paths(found)
    }

    /// The field of this name whose value stands at a place.
    pub fn find(&self, place: Place, name: &str) -> Option<Field> {
        match self {
            Fields::Paths(paths) => {
                let is_named = |steps: &&Vec<Step>| matches!(steps.last(), Some(Step::Name(own)) if **own == *name);
                paths.get(&place.range())?.iter().find(is_named).cloned().map(Field::Path)
            }
            Fields::Rows(rows) => {
                let after = rows.partition_point(|(start, _)| *start <= place.range().start);
                let (_, row) = rows.get(after.checked_sub(1)?)?;
                Some(Field::Cell { row: row.clone(), column: name.into() })
            }
        }
    }
}

/// The stretch of a file that is TOML, and where it begins.
pub fn table_of(path: &str, text: &str) -> Option<(Range<usize>, usize)> {
    if !path.ends_with(".md") {
        return Some((0..text.len(), 0));
    }
    let parts = split(text, Place::nowhere().file, &Report::default()).ok()?;
    Some((parts.table.clone(), parts.table.start))
}

/// Notes each text of a table, and each table of languages for the texts in it.
fn note(
    table: &DeTable<'_>,
    offset: usize,
    steps: &mut Vec<Step>,
    found: &mut HashMap<Range<usize>, Vec<Vec<Step>>, foldhash::fast::FixedState>,
) {
    for (key, value) in table {
        steps.push(Step::Name(key.get_ref().as_ref().into()));
        let mut add = |at: Range<usize>| {
            found.entry(at.start + offset..at.end + offset).or_default().push(steps.clone());
        };
        match value.get_ref() {
            DeValue::String(_) => add(value.span()),
            DeValue::Table(inner) => {
                inner.values().filter(|text| text.get_ref().is_str()).for_each(|text| add(text.span()));
                note(inner, offset, steps, found);
            }
            DeValue::Array(list) => {
                for (at, element) in list.iter().enumerate() {
                    let Some(inner) = element.get_ref().as_table() else { continue };
                    steps.push(Step::Nth(at));
                    note(inner, offset, steps, found);
                    steps.pop();
                }
            }
            _ => {}
        }
        steps.pop();
    }
}

/// The first bytes of rows with their ids.
fn ids(text: &str) -> Option<Vec<(usize, Box<str>)>> {
    let table = cells(text, Place::nowhere().file, &Report::default()).ok()?;
    let id = table.header.iter().position(|(column, _)| column == "id")?;
    Some(table.rows.iter().map(|row| (row.start, row.cells.get(id).unwrap_or("").trim().into())).collect())
}

/// A file as it was at some time, taken apart once.
#[derive(Debug)]
pub enum Taken<'a> {
    /// TOML or a front matter, and the Markdown after it; the language of plain texts.
    Fields(Option<DeTable<'a>>, &'a str, Lang),
    /// Rows.
    Rows(crate::read::Cells<'a>, Lang),
    /// Nothing that could be read.
    Nothing,
}

/// Takes a file apart. `default` is the language of texts that name none.
pub fn take<'a>(path: &str, text: &'a str, default: Lang) -> Taken<'a> {
    // It may stand in no sources; what is wrong with it is told elsewhere.
    let file = Place::nowhere().file;
    if path.ends_with(".csv") {
        return cells(text, file, &Report::default()).map_or(Taken::Nothing, |table| Taken::Rows(table, default));
    }
    let lang = language_of(path).unwrap_or(default);
    let Some((table, _)) = table_of(path, text) else { return Taken::Nothing };
    let body = split(text, file, &Report::default()).ok().and_then(|parts| text.get(parts.body)).unwrap_or("");
    let fields = text.get(table).and_then(|table| DeTable::parse(table).ok());
    Taken::Fields(fields.map(|table| table.into_inner()), body, lang)
}

/// The language in a file's name: `agreement.it.md`.
pub fn language_of(path: &str) -> Option<Lang> {
    let stem = path.strip_suffix(".md")?.rsplit('/').next()?;
    Lang::from_code(stem.rsplit_once('.')?.1)
}

impl Taken<'_> {
    /// The words of a field in a language.
    pub fn words(&self, field: &Field, lang: Lang) -> Option<&str> {
        match (self, field) {
            (Taken::Fields(_, body, _), Field::Body) => Some(*body),
            (Taken::Fields(Some(table), _, plain), Field::Path(steps)) => {
                let (first, rest) = steps.split_first()?;
                let Step::Name(name) = first else { return None };
                let value = table.get(&**name)?.get_ref();
                words(rest.iter().try_fold(value, step)?, lang, *plain)
            }
            (Taken::Rows(table, plain), Field::Cell { row, column }) => {
                let at = |wanted: &str| table.header.iter().position(|(name, _)| name == wanted);
                let id = at("id")?;
                let row = table.rows.iter().find(|known| known.cells.get(id).map(str::trim) == Some(row))?;
                let column = at(&format!("{column}.{lang}")).or_else(|| at(column).filter(|_| lang == *plain))?;
                row.cells.get(column).map(str::trim)
            }
            _ => None,
        }
    }
}

fn step<'a, 'b>(value: &'a DeValue<'b>, step: &Step) -> Option<&'a DeValue<'b>> {
    match step {
        Step::Name(name) => value.as_table()?.get(&**name).map(|value| value.get_ref()),
        Step::Nth(at) => value.as_array()?.get(*at).map(|value| value.get_ref()),
    }
}

/// A text, or the member of a table of languages.
fn words<'a>(value: &'a DeValue<'_>, lang: Lang, plain: Lang) -> Option<&'a str> {
    match value {
        DeValue::String(text) => Some(text.as_ref()).filter(|_| lang == plain),
        DeValue::Table(table) => table.get(lang.code())?.get_ref().as_str(),
        _ => None,
    }
}

//! Where in a file does a text stand, by name rather than by line?

use std::fmt;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::read::{cells, split};
use crate::record::Lang;
use crate::report::Report;
use crate::source::{Place, Sources};

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

/// The field of this name whose value stands at a place.
pub fn find(sources: &Sources, place: Place, name: &str) -> Option<Field> {
    let text = sources.text(place.file);
    if sources.path(place.file).ends_with(".csv") {
        return cell(text, place, name);
    }
    let (table, offset) = table_of(sources.path(place.file), text)?;
    let span = place.range().start.checked_sub(offset)?..place.range().end.checked_sub(offset)?;
    let mut steps = Vec::new();
    let found = DeTable::parse(text.get(table)?).ok()?;
    path_to(found.get_ref(), &span, name, &mut steps).then_some(Field::Path(steps))
}

/// The stretch of a file that is TOML, and where it begins.
pub fn table_of(path: &str, text: &str) -> Option<(Range<usize>, usize)> {
    if !path.ends_with(".md") {
        return Some((0..text.len(), 0));
    }
    let parts = split(text, Place::nowhere().file, &Report::default()).ok()?;
    Some((parts.table.clone(), parts.table.start))
}

/// Finds the value of `name` in which the span lies: a text, or a table of languages.
fn path_to(table: &DeTable<'_>, span: &Range<usize>, name: &str, steps: &mut Vec<Step>) -> bool {
    for (key, value) in table {
        steps.push(Step::Name(key.get_ref().as_ref().into()));
        let is_in = |value: &DeValue<'_>, at: Range<usize>| match value {
            DeValue::String(_) => at == *span,
            DeValue::Table(languages) => languages.values().any(|text| text.span() == *span),
            _ => false,
        };
        if key.get_ref() == name && is_in(value.get_ref(), value.span()) {
            return true;
        }
        let found = match value.get_ref() {
            DeValue::Table(inner) => path_to(inner, span, name, steps),
            DeValue::Array(list) => list.iter().enumerate().any(|(at, element)| {
                steps.push(Step::Nth(at));
                let found = element.get_ref().as_table().is_some_and(|inner| path_to(inner, span, name, steps));
                if !found {
                    steps.pop();
                }
                found
            }),
            _ => false,
        };
        if found {
            return true;
        }
        steps.pop();
    }
    false
}

fn cell(text: &str, place: Place, name: &str) -> Option<Field> {
    let table = cells(text, place.file, &Report::default()).ok()?;
    let row = table.rows.iter().rfind(|row| row.start <= place.range().start)?;
    let id = table.header.iter().position(|(column, _)| column == "id")?;
    Some(Field::Cell { row: row.cells.get(id)?.trim().into(), column: name.into() })
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

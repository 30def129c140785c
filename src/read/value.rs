//! What is one value, wherever it was written, and how does it become a type?

use std::ops::Range;

use ::toml::de::DeValue;

use super::{Fields, Input};
use crate::report::{Code, Diagnostic, Reported, WRONG_TYPE};
use crate::source::Place;

/// A value as written.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// In TOML.
    Toml(&'a DeValue<'a>),
    /// In a cell of a CSV file, not blank, without blanks around it.
    Cell(&'a str),
    /// Several cells whose columns share what stands before a dot.
    Cells(Vec<Slot<'a>>),
}

/// A name and its value.
#[derive(Clone, Debug)]
pub struct Slot<'a> {
    /// The name of the field.
    pub name: &'a str,
    /// The name of its column with all that stands before its last dot: `kpis.1.target`; in TOML the name.
    pub column: &'a str,
    /// Span of the name.
    pub name_at: Range<usize>,
    /// The value.
    pub value: Value<'a>,
    /// Span of the value.
    pub at: Range<usize>,
}

/// A value on its way to becoming a type.
#[derive(Debug)]
pub struct Given<'a, 's, X> {
    /// What it is read with.
    pub input: &'a Input<'a, X>,
    /// The field it belongs to.
    pub name: &'s str,
    /// The value.
    pub value: Value<'a>,
    /// Its span.
    pub at: Range<usize>,
}

/// A type that can be read from a value.
pub trait FromValue<'a, X>: Sized {
    /// Reads it; every failure has been reported.
    fn from_value(given: Given<'a, '_, X>) -> Result<Self, Reported>;
}

impl<'a, X> Given<'a, '_, X> {
    /// Where the value stands.
    pub fn place(&self) -> Place {
        self.input.place(self.at.clone())
    }

    /// Reports a fault of this value.
    pub fn fault(&self, code: Code, message: impl Into<String>, help: impl Into<String>) -> Reported {
        self.input.report.fault(Diagnostic::new(code, self.place(), message).help(help))
    }

    /// Reports a broken rule at this value.
    pub fn rule(&self, code: Code, message: impl Into<String>, help: impl Into<String>) {
        self.input.report.rule(Diagnostic::new(code, self.place(), message).help(help));
    }

    /// Reports that something else is wanted, with an example.
    pub fn wrong_type(&self, wanted: &str, example: &str) -> Reported {
        let found = self.value.describe();
        let help = match &self.value {
            Value::Toml(_) => format!("write for example `{} = {example}`", self.name),
            Value::Cell(_) => format!("write for example `{}`", in_a_cell(example)),
            Value::Cells(_) => format!("write it in one column `{}`, for example `{}`", self.name, in_a_cell(example)),
        };
        self.fault(WRONG_TYPE, format!("`{}` is {found}, but {wanted} is wanted", self.name), help)
    }

    /// The text, where the value is one.
    pub fn as_text(&self) -> Option<&'a str> {
        self.value.as_text()
    }

    /// The value as text, or a report that a text is wanted.
    pub fn text(&self) -> Result<&'a str, Reported> {
        self.as_text().ok_or_else(|| self.wrong_type("a text", "\"…\""))
    }

    /// The members of a table, where the value is one.
    pub fn as_fields(&self) -> Option<Fields<'a, X>> {
        let slots = match &self.value {
            Value::Toml(DeValue::Table(table)) => super::slots(table),
            Value::Cells(cells) => cells.clone(),
            _ => return None,
        };
        Some(Fields::new(self.input, self.input.place(self.at.clone()), slots))
    }

    /// The elements of a list: an array, the parts of a cell between `|`, or what stands in numbered columns.
    pub fn as_list(&self) -> Option<Vec<Given<'a, '_, X>>> {
        let element = |value, at| Given { input: self.input, name: self.name, value, at };
        match self.value {
            Value::Toml(DeValue::Array(array)) => {
                Some(array.iter().map(|item| element(Value::Toml(item.get_ref()), item.span())).collect())
            }
            Value::Cell(text) => Some(
                text.split('|')
                    .map(str::trim)
                    .filter(|part| !part.is_empty())
                    .map(|part| element(Value::Cell(part), self.at.clone()))
                    .collect(),
            ),
            Value::Cells(ref cells) => {
                let given = cells.iter().filter(|slot| !slot.value.is_blank());
                let numbered = given.map(|slot| slot.name.parse::<u32>().ok().map(|number| (number, slot)));
                let mut numbered: Vec<_> = numbered.collect::<Option<_>>()?;
                numbered.sort_by_key(|(number, _)| *number);
                Some(numbered.into_iter().map(|(_, slot)| element(slot.value.clone(), slot.at.clone())).collect())
            }
            Value::Toml(_) => None,
        }
    }
}

/// A value of TOML as it is written in a cell.
fn in_a_cell(example: &str) -> &str {
    if example.starts_with('[') { "…|…" } else { example.trim_matches('"') }
}

impl<'a> Value<'a> {
    /// The text, where the value is one.
    pub fn as_text(&self) -> Option<&'a str> {
        match self {
            Value::Toml(DeValue::String(text)) => Some(text.as_ref()),
            Value::Cell(text) => Some(text),
            _ => None,
        }
    }

    /// Is it a text with nothing in it, or are all its cells blank?
    pub fn is_blank(&self) -> bool {
        match self {
            Value::Cells(cells) => cells.iter().all(|slot| slot.value.is_blank()),
            value => value.as_text().is_some_and(|text| text.trim().is_empty()),
        }
    }

    /// In words: "a text", "a list".
    pub fn describe(&self) -> &'static str {
        match self {
            Value::Toml(DeValue::String(_)) | Value::Cell(_) => "a text",
            Value::Toml(DeValue::Integer(_) | DeValue::Float(_)) => "a number",
            Value::Toml(DeValue::Boolean(_)) => "true or false",
            Value::Toml(DeValue::Datetime(_)) => "a date",
            Value::Toml(DeValue::Array(_)) => "a list",
            Value::Toml(DeValue::Table(_)) | Value::Cells(_) => "a table",
        }
    }
}

impl<'a, X> FromValue<'a, X> for Box<str> {
    fn from_value(given: Given<'a, '_, X>) -> Result<Self, Reported> {
        Ok(given.text()?.trim().into())
    }
}

impl<'a, X> FromValue<'a, X> for bool {
    fn from_value(given: Given<'a, '_, X>) -> Result<Self, Reported> {
        match &given.value {
            Value::Toml(DeValue::Boolean(value)) => Ok(*value),
            // Spreadsheets write them in capital letters.
            Value::Cell(text) if text.eq_ignore_ascii_case("true") => Ok(true),
            Value::Cell(text) if text.eq_ignore_ascii_case("false") => Ok(false),
            Value::Cell(text) => {
                let message = format!("`{text}` is neither true nor false");
                Err(given.fault(WRONG_TYPE, message, "write `true` for yes or `false` for no".to_owned()))
            }
            _ => Err(given.wrong_type("true or false without quotes", "true")),
        }
    }
}

impl<'a, X> FromValue<'a, X> for u32 {
    fn from_value(given: Given<'a, '_, X>) -> Result<Self, Reported> {
        let digits = match &given.value {
            Value::Toml(DeValue::Integer(number)) if number.radix() == 10 => number.as_str(),
            Value::Cell(text) => text,
            _ => return Err(given.wrong_type("a whole number", "3")),
        };
        digits.replace('_', "").trim_start_matches('+').parse().map_err(|_| {
            given.fault(
                crate::report::INVALID_NUMBER,
                format!("`{digits}` is not a whole number from 0 on"),
                format!("write for example `{} = 3`", given.name),
            )
        })
    }
}

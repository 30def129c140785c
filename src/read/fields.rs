//! How are the fields of one record taken out one by one, so that nothing is left over unseen?

use std::ops::Range;

use super::{Dialect, FromValue, Given, Input, Slot, Value};
use crate::report::{
    Diagnostic, MISSING_COLUMN, MISSING_FIELD, Reported, UNKNOWN_COLUMN, UNKNOWN_FIELD, WRONG_TYPE, did_you_mean,
    nearest,
};
use crate::source::Place;

/// The fields of a table, a front matter or a CSV row.
///
/// Every field is read first, then `?`, so that all slips of a record come out together;
/// [`Fields::finish`] reports what is left over.
#[derive(Debug)]
pub struct Fields<'a, X> {
    /// What every value is read with.
    pub input: &'a Input<'a, X>,
    /// Where a missing field is reported: the table's header, else the top of the file.
    pub header: Place,
    slots: Vec<Option<Slot<'a>>>,
    asked: Vec<&'static str>,
    columns: Vec<&'a str>,
    /// In CSV what stands before the names in the names of their columns: `kpis.1.`.
    prefix: &'a str,
    blanks: Vec<(&'a str, Range<usize>)>,
    translations: Vec<Fields<'a, X>>,
}

impl<'a, X> Fields<'a, X> {
    /// The fields of a table whose header is at `header`.
    pub fn new(input: &'a Input<'a, X>, header: Place, slots: Vec<Slot<'a>>) -> Self {
        let columns = match input.dialect {
            Dialect::Toml => Vec::new(),
            Dialect::Comma | Dialect::European => slots.iter().map(|slot| slot.name).collect(),
        };
        let named = slots.iter().filter(|slot| !slot.name.is_empty());
        let prefix = named.filter_map(|slot| slot.column.strip_suffix(slot.name)).next().unwrap_or("");
        let slots = slots.into_iter().map(Some).collect();
        let (asked, blanks, translations) = (Vec::new(), Vec::new(), Vec::new());
        Fields { input, header, slots, asked, columns, prefix, blanks, translations }
    }

    /// Adds the front matter of translations, which may hold translatable fields only.
    pub fn with_translations(mut self, translations: Vec<Fields<'a, X>>) -> Self {
        self.translations = translations;
        self
    }

    /// The names that are left.
    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        self.slots.iter().flatten().map(|slot| slot.name)
    }

    /// Is the field there and not blank?
    pub fn has(&self, name: &str) -> bool {
        self.slots.iter().flatten().any(|slot| slot.name == name && !slot.value.is_blank())
    }

    /// Takes the value out; a blank text counts as not given.
    pub fn take(&mut self, name: &'static str) -> Option<Given<'a, 'static, X>> {
        self.asked.push(name);
        let slot = self.slots.iter_mut().find(|slot| slot.as_ref().is_some_and(|slot| slot.name == name))?.take()?;
        if slot.value.is_blank() {
            self.blanks.push((slot.name, slot.at));
            return None;
        }
        Some(Given { input: self.input, name, value: slot.value, at: slot.at })
    }

    /// Where a field stands that was asked for and is there without a value.
    pub fn blank(&self, name: &str) -> Option<Place> {
        self.blanks.iter().find(|(blank, _)| *blank == name).map(|(_, at)| self.input.place(at.clone()))
    }

    /// Where a field's value stands.
    pub fn place_of(&self, name: &str) -> Option<Place> {
        let slot = self.slots.iter().flatten().find(|slot| slot.name == name)?;
        Some(self.input.place(slot.at.clone()))
    }

    /// Takes a translatable value out of each translation that gives it.
    pub fn take_translations(&mut self, name: &'static str) -> Vec<Given<'a, 'static, X>> {
        self.translations.iter_mut().filter_map(|fields| fields.take(name)).collect()
    }

    /// Takes out all that is left, name and value; blank cells are not given.
    pub fn take_rest(&mut self) -> Vec<Slot<'a>> {
        let is_given = |slot: &Slot<'a>| matches!(slot.value, Value::Toml(_)) || !slot.value.is_blank();
        self.slots.iter_mut().filter_map(Option::take).filter(is_given).collect()
    }

    /// Is it a row of a CSV file, or some columns of one?
    pub fn is_row(&self) -> bool {
        self.input.dialect != Dialect::Toml
    }

    /// The name of the column of a field.
    pub fn column(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// A value that may be absent.
    pub fn optional<T: FromValue<'a, X>>(&mut self, name: &'static str) -> Result<Option<T>, Reported> {
        self.take(name).map(T::from_value).transpose()
    }

    /// A value that must be there.
    pub fn required<T: FromValue<'a, X>>(&mut self, name: &'static str) -> Result<T, Reported> {
        match self.take(name) {
            Some(given) => T::from_value(given),
            None => Err(self.missing(name)),
        }
    }

    /// Reports that a field is missing.
    pub fn missing(&self, name: &str) -> Reported {
        self.input.report.fault(self.absence(name))
    }

    fn absence(&self, name: &str) -> Diagnostic {
        let is_row = self.is_row();
        let column = self.column(name);
        if is_row && !self.columns.contains(&name) {
            let message = format!("the column `{column}` is missing");
            return Diagnostic::new(MISSING_COLUMN, self.input.file, message)
                .help(format!("add a column `{column}` to the first line and fill it in"));
        }
        let blank = self.blanks.iter().find(|(blank, _)| *blank == name).filter(|_| is_row);
        let place = blank.map_or(self.header, |(_, at)| self.input.place(at.clone()));
        let help = if is_row { format!("fill in the column `{column}`") } else { format!("add `{name} = …`") };
        Diagnostic::new(MISSING_FIELD, place, format!("`{column}` is missing")).help(help)
    }

    /// Is the field not there, and something like it, which [`Fields::finish`] will report?
    pub fn is_misspelt(&self, name: &str) -> bool {
        !self.slots.iter().flatten().any(|slot| slot.name == name)
            && self.names().any(|written| did_you_mean(written, [name]).is_some())
    }

    /// A list that may be absent; all its elements are read.
    pub fn list<T: FromValue<'a, X>>(&mut self, name: &'static str) -> Result<Vec<T>, Reported> {
        let Some(given) = self.take(name) else { return Ok(Vec::new()) };
        let Some(elements) = given.as_list() else {
            return Err(given.wrong_type("a list", "[\"…\", \"…\"]"));
        };
        all(elements.into_iter().map(T::from_value))
    }

    /// A list with at least one element.
    pub fn required_list<T: FromValue<'a, X>>(&mut self, name: &'static str) -> Result<Vec<T>, Reported> {
        let place = self.place_of(name);
        match (self.list(name), place) {
            (Ok(list), Some(place)) if list.is_empty() && self.blank(name).is_none() => {
                let empty = Diagnostic::new(MISSING_FIELD, place, format!("the list `{name}` is empty"));
                Err(self.input.report.fault(empty.help("write at least one value between the brackets")))
            }
            (Ok(list), _) if list.is_empty() => Err(self.missing(name)),
            (other, _) => other,
        }
    }

    /// A value that may be absent, with its place.
    pub fn placed<T: FromValue<'a, X>>(&mut self, name: &'static str) -> Result<Option<(T, Place)>, Reported> {
        let given = self.take(name);
        given.map(with_place).transpose()
    }

    /// A list that may be absent, each element with its place.
    pub fn placed_list<T: FromValue<'a, X>>(&mut self, name: &'static str) -> Result<Vec<(T, Place)>, Reported> {
        let Some(given) = self.take(name) else { return Ok(Vec::new()) };
        match given.as_list() {
            Some(elements) => all(elements.into_iter().map(with_place)),
            None => Err(given.wrong_type("a list", "[\"…\", \"…\"]")),
        }
    }

    /// The text of a field, without taking it out.
    pub fn text_of(&self, name: &str) -> Option<&'a str> {
        let slot = self.slots.iter().flatten().find(|slot| slot.name == name)?;
        slot.value.as_text().map(str::trim)
    }

    /// A table inside that must be there.
    pub fn required_table<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(Fields<'a, X>) -> Result<T, Reported>,
    ) -> Result<T, Reported> {
        match self.table(name, read) {
            Ok(Some(table)) => Ok(table),
            Ok(None) => Err(self.missing(name)),
            Err(reported) => Err(reported),
        }
    }

    /// A table inside, read by `read`, which may be absent.
    pub fn table<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(Fields<'a, X>) -> Result<T, Reported>,
    ) -> Result<Option<T>, Reported> {
        let name_at = self.name_place(name);
        let Some(given) = self.take(name) else { return Ok(None) };
        match given.as_fields() {
            Some(fields) => read(fields).map(Some),
            None if self.is_row() => {
                Err(self.not_one_column(name, name_at, &format!("columns `{}.…`", self.column(name))))
            }
            None => Err(given.wrong_type("a table", "{ … }")),
        }
    }

    /// A list of tables, each read by `read`.
    pub fn each<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(Fields<'a, X>) -> Result<T, Reported>,
    ) -> Result<Vec<T>, Reported> {
        let name_at = self.name_place(name);
        let Some(given) = self.take(name) else { return Ok(Vec::new()) };
        let elements = match (&given.value, given.as_list()) {
            (Value::Cell(_), _) | (Value::Cells(_), None) => {
                let column = self.column(name);
                let wanted = format!("numbered columns `{column}.1.…`, `{column}.2.…`");
                return Err(self.not_one_column(name, name_at, &wanted));
            }
            (_, None) => {
                let message = format!("`{name}` is {}, but a list of tables is wanted", given.value.describe());
                // Of a table under a header the name stands within that header, else before the value.
                let help = match name_at.start > given.place().start {
                    true => format!("write two brackets on each side: `[[{name}]]`"),
                    false => format!("write `{name} = [{{ … }}, {{ … }}]`, each table in curly brackets"),
                };
                return Err(given.fault(WRONG_TYPE, message, help));
            }
            (_, Some(elements)) => elements,
        };
        all(elements.into_iter().map(|element| match element.as_fields() {
            Some(fields) => read(fields),
            None if self.is_row() => Err(self.not_one_column(
                name,
                name_at,
                &format!("numbered columns `{0}.1.…`, `{0}.2.…`", self.column(name)),
            )),
            None => Err(element.wrong_type("a table", "[{ … }]")),
        }))
    }

    fn name_place(&self, name: &str) -> Place {
        let slot = self.slots.iter().flatten().find(|slot| slot.name == name);
        slot.map_or(self.header, |slot| self.input.place(slot.name_at.clone()))
    }

    /// Reports that the fields of a table do not stand in one cell: a slip of the header.
    fn not_one_column(&self, name: &str, at: Place, wanted: &str) -> Reported {
        let message = format!("`{}` has several fields, each in a column of its own", self.column(name));
        let finding = Diagnostic::new(UNKNOWN_COLUMN, at, message);
        self.input.report.fault(finding.help(format!("write {wanted}, each with the name of a field at its end")))
    }

    /// Reports every field that nobody asked for.
    pub fn finish(self) -> Result<(), Reported> {
        let mut outcome = Ok(());
        for slot in self.slots.iter().flatten() {
            let known = self.asked.iter().copied();
            let (code, noun) = match slot.value {
                Value::Toml(_) => (UNKNOWN_FIELD, "field"),
                _ => (UNKNOWN_COLUMN, "column"),
            };
            if slot.name.is_empty() {
                outcome = Err(self.input.report.fault(nameless(self.input.place(slot.name_at.clone()))));
                continue;
            }
            let near = nearest(slot.name, known.clone());
            if let Some(near) = near {
                // One slip, one message: the field is not missing but misspelt.
                self.input.report.withdraw(&self.absence(near));
            }
            let help = match near {
                Some(near) => format!("did you mean `{}`?", self.column(near)),
                None => format!("known here: {}", known.collect::<Vec<_>>().join(", ")),
            };
            outcome = Err(self.input.report.fault(
                Diagnostic::new(
                    code,
                    self.input.place(slot.name_at.clone()),
                    format!("there is no {noun} `{}` here", slot.column),
                )
                .help(help),
            ));
        }
        let translated = all(self.translations.into_iter().map(Fields::finish_translation));
        outcome.and(translated.map(|_| ()))
    }

    fn finish_translation(self) -> Result<(), Reported> {
        let names = self.asked.join(", ");
        all(self.slots.iter().flatten().map(|slot| {
            let message = format!("a translation may not hold `{}`", slot.name);
            let place = self.input.place(slot.name_at.clone());
            Err::<(), _>(
                self.input.report.fault(
                    Diagnostic::new(UNKNOWN_FIELD, place, message)
                        .help(format!("it stands in the original; a translation holds only: {names}")),
                ),
            )
        }))
        .map(|_| ())
    }
}

/// A column has cells, but no name.
pub fn nameless(at: Place) -> Diagnostic {
    Diagnostic::new(UNKNOWN_COLUMN, at, "this column has no name")
        .help("write its name into the first line, or empty its cells")
}

fn with_place<'a, X, T: FromValue<'a, X>>(given: Given<'a, '_, X>) -> Result<(T, Place), Reported> {
    let place = given.place();
    T::from_value(given).map(|value| (value, place))
}

/// All values, or the last failure after all were tried.
pub fn all<T>(results: impl Iterator<Item = Result<T, Reported>>) -> Result<Vec<T>, Reported> {
    let mut values = Vec::with_capacity(results.size_hint().0);
    let mut failure = None;
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(reported) => failure = Some(reported),
        }
    }
    failure.map_or(Ok(values), Err)
}

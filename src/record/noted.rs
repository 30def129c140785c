//! Which texts that can be translated were read, and where do they stand?
//!
//! Readers of records know best which of their fields are texts. Who wants to know all of them reads
//! the content with a [`Noted`]; everybody else reads without, and nothing is noted.

use std::sync::{Mutex, PoisonError};

use super::{Body, Given, Lang, Languages, Scope, slug};
use crate::read::Value;
use crate::source::Place;

/// What a text is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Words of a field.
    Words,
    /// Markdown of a field.
    Prose,
    /// Markdown of a file.
    Body,
}

/// A text in one language, and where it stands.
pub type NotedWords = (Lang, Box<str>, Place);

/// A text as it was read, in all its languages.
#[derive(Clone, Debug)]
pub struct NotedText {
    /// The name of its field; of a file's Markdown nothing.
    pub name: Box<str>,
    /// What it is made of.
    pub written: Written,
    /// The languages that it may have.
    pub languages: Languages,
    /// The text in each language it has, in the order written, and where.
    pub texts: Vec<NotedWords>,
    /// The id of a heading in it.
    pub heading_id: fn(&str) -> String,
}

/// Collects texts while content is read, by several threads in any order.
#[derive(Debug, Default)]
pub struct Noted(Mutex<Vec<NotedText>>);

impl Noted {
    /// Adds a text; one that is blank in all languages is none.
    pub fn add(&self, text: NotedText) {
        if !text.texts.is_empty() {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(text);
        }
    }

    /// All texts, in order of place.
    pub fn settle(self) -> Vec<NotedText> {
        let mut texts = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        texts.sort_by(|a, b| order(a).cmp(&order(b)));
        texts
    }
}

fn order(text: &NotedText) -> (Option<Place>, &str) {
    (text.texts.first().map(|(_, _, place)| *place), &text.name)
}

impl Scope<'_> {
    /// Notes a field with what translations add to it.
    pub fn note(&self, given: &Given<'_, '_>, translations: &[Given<'_, '_>], written: Written) {
        let Some(noted) = self.noted else { return };
        let mut texts = in_languages(given);
        for (lang, text, place) in translations.iter().flat_map(in_languages) {
            texts.retain(|(known, ..)| *known != lang);
            texts.push((lang, text, place));
        }
        let languages = self.languages.clone();
        noted.add(NotedText { name: given.name.into(), written, languages, texts, heading_id: slug });
    }

    /// Notes the Markdown of files.
    pub fn note_body(&self, body: &Body, heading_id: fn(&str) -> String) {
        let Some(noted) = self.noted else { return };
        let text = |part: &super::Part| (part.lang, Box::from(part.text(self.sources)), part.place);
        let is_there = |text: &(Lang, Box<str>, Place)| !text.1.trim().is_empty();
        let texts = body.0.iter().map(text).filter(is_there).collect();
        let languages = self.languages.clone();
        noted.add(NotedText { name: "".into(), written: Written::Body, languages, texts, heading_id });
    }
}

/// A text, or a table of texts by language; what is blank or in no known language is left out.
pub(super) fn in_languages(given: &Given<'_, '_>) -> Vec<(Lang, Box<str>, Place)> {
    let default = given.input.scope.languages.default;
    let one = |lang: Option<Lang>, value: &Value<'_>, place: Place| {
        let text = value.as_text().map(str::trim).filter(|text| !text.is_empty())?;
        Some((lang?, Box::from(text), place))
    };
    if given.as_text().is_some() {
        return one(Some(default), &given.value, given.place()).into_iter().collect();
    }
    let slots = given.as_fields().map(|mut fields| fields.take_rest()).unwrap_or_default();
    let lang = |code: &str| if code.is_empty() { Some(default) } else { Lang::from_code(code) };
    let place = |at: &std::ops::Range<usize>| given.input.place(at.clone());
    slots.iter().filter_map(|slot| one(lang(slot.name), &slot.value, place(&slot.at))).collect()
}

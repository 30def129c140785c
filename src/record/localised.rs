//! What is a text that exists in several languages?

use super::noted::in_languages;
use super::{Fields, Given, Lang, Languages, Scope, Written};
use crate::read::{Dialect, FromValue, Slot, fields_all as all};
use crate::report::{Diagnostic, MISSING_FIELD, MISSING_TRANSLATION, Reported, SYNTAX, UNKNOWN_LANGUAGE};
use crate::source::Place;

/// A text in one or several languages; the first is the one it was written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Localised(Box<[(Lang, Box<str>)]>);

/// A text chosen for a page, and its language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen<'a> {
    /// The text.
    pub text: &'a str,
    /// The language it is in.
    pub lang: Lang,
}

/// A text, and where its words stand in each language.
pub type WithPlaces = (Localised, Vec<(Lang, Place)>);

impl Localised {
    /// A text in one language.
    pub fn one(lang: Lang, text: &str) -> Self {
        Localised(Box::new([(lang, text.into())]))
    }

    /// A text in several languages.
    pub fn new(texts: Vec<(Lang, Box<str>)>) -> Option<Self> {
        (!texts.is_empty()).then(|| Localised(texts.into_boxed_slice()))
    }

    /// The text in this language, else in the default one, else in the first.
    pub fn choose(&self, lang: Lang, default: Lang) -> Chosen<'_> {
        let found = |wanted: Lang| self.0.iter().find(|(lang, _)| *lang == wanted);
        let chosen = found(lang).or_else(|| found(default)).or_else(|| self.0.first());
        chosen.map_or(Chosen { text: "", lang: default }, |(lang, text)| Chosen { text, lang: *lang })
    }

    /// The languages it exists in.
    pub fn languages(&self) -> impl Iterator<Item = Lang> + '_ {
        self.0.iter().map(|(lang, _)| *lang)
    }

    /// Every language with its text.
    pub fn iter(&self) -> impl Iterator<Item = (Lang, &str)> {
        self.0.iter().map(|(lang, text)| (*lang, &**text))
    }

    /// This text with the languages that `other` has and it lacks, and `other`'s where both have.
    pub fn overlaid(&self, other: &Localised) -> Localised {
        let kept = self.0.iter().filter(|(lang, _)| !other.languages().any(|l| l == *lang));
        let mut texts: Vec<_> = kept.cloned().collect();
        texts.extend(other.0.iter().cloned());
        Localised(texts.into_boxed_slice())
    }
}

impl<'a> FromValue<'a, Scope<'a>> for Localised {
    fn from_value(given: Given<'a, '_>) -> Result<Self, Reported> {
        if let Some(text) = given.as_text() {
            let lang = given.input.scope.languages.default;
            return Ok(Localised::one(lang, text.trim()));
        }
        let Some(mut fields) = given.as_fields() else {
            return Err(given.wrong_type("a text, or a table of languages", "\"…\""));
        };
        let slots = fields.take_rest();
        if given.input.dialect != Dialect::Toml {
            default_once(&slots, &given)?;
        }
        let texts = all(slots.into_iter().map(|slot| {
            let place = given.input.place(slot.name_at.clone());
            let lang = language(slot.name, given.input.scope.languages, place, &given);
            let text = slot.value.as_text().map(str::trim);
            let at = Given { input: given.input, name: slot.name, value: slot.value, at: slot.at };
            Ok((lang?, Box::from(text.ok_or_else(|| at.wrong_type("a text", "\"…\""))?)))
        }))?;
        let texts: Vec<(Lang, Box<str>)> =
            texts.into_iter().filter(|(_, text): &(_, Box<str>)| !text.is_empty()).collect();
        Localised::new(texts)
            .ok_or_else(|| given.fault(MISSING_FIELD, format!("`{}` has no text", given.name), "write the text"))
    }
}

/// A language code, which must be one of the languages allowed here.
fn language(code: &str, languages: &Languages, place: Place, given: &Given<'_, '_>) -> Result<Lang, Reported> {
    if code.is_empty() && given.input.dialect != Dialect::Toml {
        return Ok(languages.default);
    }
    let known = Lang::from_code(code);
    known.filter(|lang| languages.contains(*lang)).ok_or_else(|| {
        let message = match known {
            Some(_) => format!("`{code}` is not one of the languages here"),
            None => format!("`{code}` is not a language code"),
        };
        given.input.report.fault(
            Diagnostic::new(UNKNOWN_LANGUAGE, place, message)
                .help(format!("the languages here are: {}", languages.list())),
        )
    })
}

/// In a spreadsheet a column without a language is in the default one, which may have a column of its own.
fn default_once(slots: &[Slot<'_>], given: &Given<'_, '_>) -> Result<(), Reported> {
    let languages = given.input.scope.languages;
    let default = languages.default;
    let mut own = slots.iter().filter(|slot| slot.name.is_empty() || slot.name == default.code());
    let (Some(first), Some(second)) = (own.next(), own.next()) else { return Ok(()) };
    let plain = if first.name.is_empty() { first.column } else { second.column };
    let message = format!(
        "`{}` and `{}` hold the same text in the same language, `{default}`, so only one of the two would count",
        first.column, second.column
    );
    let other = languages.all.iter().find(|lang| **lang != default);
    let renamed = other.map(|lang| format!(", such as `{plain}.{lang}`")).unwrap_or_default();
    let help = format!("remove one of the two columns, or name it after the language that it is in{renamed}");
    // At the name of the column, and so told once for all rows.
    let told = Diagnostic::new(SYNTAX, given.input.place(second.name_at.clone()), message);
    Err(given.input.report.fault(told.help(help)))
}

impl<'a> Fields<'a> {
    /// Are all names in it language codes?
    pub fn is_table_of_languages(&self) -> bool {
        self.names().all(|name| Lang::from_code(name).is_some())
    }

    /// A text in one or several languages, with what translations add to it.
    pub fn localised(&mut self, name: &'static str) -> Result<Option<Localised>, Reported> {
        self.localised_with_places(name).map(|text| text.map(|(text, _)| text))
    }

    /// The same, with the places at which its words stand in each language.
    pub fn localised_with_places(&mut self, name: &'static str) -> Result<Option<WithPlaces>, Reported> {
        let given = self.take(name);
        let place = given.as_ref().map(Given::place);
        let translations = self.take_translations(name);
        if let Some(given) = &given {
            self.input.scope.note(given, &translations, Written::Words);
        }
        let places = given.iter().chain(&translations).flat_map(in_languages);
        let places: Vec<(Lang, Place)> = places.map(|(lang, _, place)| (lang, place)).collect();
        let original = given.map(Localised::from_value).transpose();
        let translated = all(translations.into_iter().map(Localised::from_value))?;
        let Some(original) = original? else { return Ok(None) };
        let text = translated.iter().fold(original, |text, more| text.overlaid(more));
        if let Some(place) = place {
            self.note_missing_languages(name, &text, place);
        }
        Ok(Some((text, places)))
    }

    /// A text in one or several languages that must be there.
    pub fn required_localised(&mut self, name: &'static str) -> Result<Localised, Reported> {
        match self.localised(name)? {
            Some(text) => Ok(text),
            None => Err(self.missing(name)),
        }
    }

    fn note_missing_languages(&self, name: &str, text: &Localised, place: Place) {
        let languages = self.input.scope.languages;
        let lacking: Vec<&str> =
            languages.all.iter().filter(|lang| !text.languages().any(|has| has == **lang)).map(Lang::code).collect();
        if !lacking.is_empty() {
            let message = format!("`{name}` is not translated into: {}", lacking.join(", "));
            let help = "visitors see it in the default language until then";
            self.input.report.rule(Diagnostic::new(MISSING_TRANSLATION, place, message).help(help));
        }
    }
}

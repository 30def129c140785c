//! Which terms may stand where, and what are they called?

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::{Arc, LazyLock};

use foldhash::fast::FixedState;

use super::{Given, Lang, Localised, Scope};
use crate::read::FromValue;
use crate::report::{COUNTRY_CODE, Reported, UNKNOWN_TERM, did_you_mean};

/// The name of a vocabulary, as a type.
pub trait VocabularyName: Copy + 'static {
    /// The name, as in `content/vocab/<name>.toml`.
    const NAME: &'static str;
}

/// One entry of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermEntry {
    /// The id that is written in content.
    pub id: Box<str>,
    /// What visitors read.
    pub label: Localised,
    /// One sentence on what it means.
    pub description: Option<Localised>,
    /// Further properties: `principle`, `code`, `group`, `iso`, `eu`.
    pub attributes: Vec<(Box<str>, Box<str>)>,
}

impl TermEntry {
    /// A further property.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| &**key == name).map(|(_, value)| &**value)
    }
}

/// A closed ordered list.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Its name, as in `content/vocab/<name>.toml`.
    pub name: Box<str>,
    /// What visitors read over the list.
    pub title: Option<Localised>,
    /// One sentence on what the list is.
    pub lead: Option<Localised>,
    /// May a site add terms?
    pub extensible: bool,
    terms: Vec<TermEntry>,
    by_id: HashMap<Box<str>, u16, FixedState>,
}

impl Vocabulary {
    /// An empty vocabulary.
    pub fn new(name: &str) -> Self {
        Vocabulary { name: name.into(), ..Vocabulary::default() }
    }

    /// The vocabulary with this entry added, or in place of the one of the same id.
    pub fn with(mut self, entry: TermEntry) -> Self {
        match self.find(&entry.id).and_then(|at| self.terms.get_mut(usize::from(at))) {
            Some(known) => *known = entry,
            None => {
                let at = u16::try_from(self.terms.len()).unwrap_or(u16::MAX);
                self.by_id.insert(entry.id.clone(), at);
                self.terms.push(entry);
            }
        }
        self
    }

    /// Position of the term with this id.
    pub fn find(&self, id: &str) -> Option<u16> {
        self.by_id.get(id).copied()
    }

    /// The entry at a position.
    pub fn entry(&self, at: u16) -> Option<&TermEntry> {
        self.terms.get(usize::from(at))
    }

    /// The entry with this id.
    pub fn get(&self, id: &str) -> Option<&TermEntry> {
        self.find(id).and_then(|at| self.entry(at))
    }

    /// All entries, in order.
    pub fn terms(&self) -> &[TermEntry] {
        &self.terms
    }

    /// "did you mean …", or all ids where they are few.
    pub fn help(&self, written: &str) -> String {
        if let Some(id) = self.labelled(written) {
            return format!("did you mean `{id}`?");
        }
        let ids = || self.terms.iter().map(|term| &*term.id);
        did_you_mean(written, ids()).unwrap_or_else(|| {
            let shown: Vec<&str> = ids().take(30).collect();
            let more = if self.terms.len() > shown.len() { ", …" } else { "" };
            format!("allowed are: {}{more}", shown.join(", "))
        })
    }

    /// The term that has these words for its label in some language, as people write it who do not know
    /// its id.
    fn labelled(&self, words: &str) -> Option<&str> {
        let words = words.trim().to_lowercase();
        let says = |label: &str| label.chars().flat_map(char::to_lowercase).eq(words.chars());
        let is_meant = |entry: &&TermEntry| entry.label.iter().any(|(_, label)| says(label));
        self.terms().iter().find(is_meant).map(|entry| &*entry.id)
    }
}

/// All vocabularies of a site. Each is read when it is first asked for: a site needs some of them, and
/// reading all takes longer than a small site.
#[derive(Clone, Debug, Default)]
pub struct Vocabularies(HashMap<Box<str>, Arc<Slot>, FixedState>);

type Slot = LazyLock<Vocabulary, Box<dyn FnOnce() -> Vocabulary + Send>>;

impl Vocabularies {
    /// Vocabularies of these names, and how one is read. Reading waits for no other thread.
    pub fn new(names: impl Iterator<Item = &'static str>, read: fn(&str) -> Vocabulary) -> Self {
        let slot = |name| Arc::new(Slot::new(Box::new(move || read(name))));
        Vocabularies(names.map(|name| (name.into(), slot(name))).collect())
    }

    /// Puts a vocabulary in the place of the one of its name.
    pub fn put(&mut self, vocabulary: Vocabulary) {
        let name = vocabulary.name.clone();
        self.0.insert(name, Arc::new(Slot::new(Box::new(move || vocabulary))));
    }

    /// The vocabulary of this name.
    pub fn get(&self, name: &str) -> Option<&Vocabulary> {
        self.0.get(name).map(|slot| &***slot)
    }

    /// The entry of a term.
    pub fn entry<V: VocabularyName>(&self, term: Term<V>) -> Option<&TermEntry> {
        self.get(V::NAME)?.entry(term.at)
    }

    /// The id of a term.
    pub fn id<V: VocabularyName>(&self, term: Term<V>) -> &str {
        self.entry(term).map_or("", |entry| &entry.id)
    }

    /// What visitors read for an id, in a language, else in English; the id where it is unknown.
    pub fn label<'a>(&'a self, vocabulary: &str, id: &'a str, lang: Lang) -> super::Chosen<'a> {
        self.get(vocabulary)
            .and_then(|vocabulary| vocabulary.get(id))
            .map_or(super::Chosen { text: id, lang }, |entry| entry.label.choose(lang, Lang::EN))
    }
}

/// A term of the vocabulary `V`: its position.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term<V> {
    /// Position in the vocabulary.
    pub at: u16,
    vocabulary: PhantomData<V>,
}

impl<V> Term<V> {
    /// The term at a position.
    pub fn new(at: u16) -> Self {
        Term { at, vocabulary: PhantomData }
    }
}

impl<V> Clone for Term<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Term<V> {}

/// Reads a term of the vocabulary `name`.
fn read_term(given: &Given<'_, '_>, name: &str) -> Result<u16, Reported> {
    let text = given.text()?.trim();
    let unknown = Vocabulary::new(name);
    let vocabulary = given.input.scope.vocabularies.get(name).unwrap_or(&unknown);
    vocabulary.find(text).ok_or_else(|| {
        given.fault(
            UNKNOWN_TERM,
            format!("`{text}` is not a term that `{}` may have", given.name),
            vocabulary.help(text),
        )
    })
}

impl<'a, V: VocabularyName> FromValue<'a, Scope<'a>> for Term<V> {
    fn from_value(given: Given<'a, '_>) -> Result<Self, Reported> {
        read_term(&given, V::NAME).map(Term::new)
    }
}

/// The vocabulary of countries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Countries;
impl VocabularyName for Countries {
    const NAME: &'static str = "countries";
}

/// A country in EU codes: `EL` and `UK` where ISO has `GR` and `GB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(pub Term<Countries>);

/// The EU code for an ISO code that differs from it.
pub fn eu_code(code: &str) -> Option<&'static str> {
    match code {
        "GR" => Some("EL"),
        "GB" => Some("UK"),
        _ => None,
    }
}

impl<'a> FromValue<'a, Scope<'a>> for Country {
    fn from_value(mut given: Given<'a, '_>) -> Result<Self, Reported> {
        let text = given.text()?.trim();
        if let Some(code) = eu_code(text) {
            given.rule(
                COUNTRY_CODE,
                format!("the EU code of this country is `{code}`, not `{text}`"),
                format!("write `{code}`"),
            );
            given.value = crate::read::Value::Cell(code);
        }
        read_term(&given, Countries::NAME).map(|at| Country(Term::new(at)))
    }
}

/// A language that is named, not written in: any ISO 639-1 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Language(pub Lang);

impl<'a> FromValue<'a, Scope<'a>> for Language {
    fn from_value(given: Given<'a, '_>) -> Result<Self, Reported> {
        let text = given.text()?.trim();
        Lang::from_code(text).map(Language).ok_or_else(|| {
            given.fault(
                crate::report::UNKNOWN_LANGUAGE,
                format!("`{text}` is not a language code"),
                "write an ISO 639-1 code of two lower-case letters, for example `en`",
            )
        })
    }
}

/// A vocabulary whose terms the program acts on, as an enumeration.
pub trait Closed: Copy + Sized + 'static {
    /// The vocabulary that holds the labels.
    const NAME: &'static str;
    /// Every value with its id.
    const ALL: &'static [(Self, &'static str)];
    /// The id that is written in content.
    fn id(self) -> &'static str;
    /// The value with this id.
    fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == id).map(|(value, _)| *value)
    }
}

/// Reads a value of a closed vocabulary.
pub fn read_closed<C: Closed>(given: &Given<'_, '_>) -> Result<C, Reported> {
    let text = given.text()?.trim();
    C::from_id(text).ok_or_else(|| {
        let ids = || C::ALL.iter().map(|(_, id)| *id);
        let list = || format!("allowed are: {}", ids().collect::<Vec<_>>().join(", "));
        given.fault(
            UNKNOWN_TERM,
            format!("`{text}` is not a term that `{}` may have", given.name),
            did_you_mean(text, ids()).unwrap_or_else(list),
        )
    })
}

/// Declares an enumeration whose ids and labels are those of a vocabulary.
#[macro_export]
macro_rules! closed_vocabulary {
    ($(#[$doc:meta])* $name:ident in $vocabulary:literal { $($(#[$value_doc:meta])* $value:ident = $id:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$value_doc])* $value),* }

        impl $crate::record::Closed for $name {
            const NAME: &'static str = $vocabulary;
            const ALL: &'static [(Self, &'static str)] = &[$(($name::$value, $id)),*];
            fn id(self) -> &'static str {
                match self { $($name::$value => $id),* }
            }
        }

        impl<'a> $crate::read::FromValue<'a, $crate::record::Scope<'a>> for $name {
            fn from_value(given: $crate::record::Given<'a, '_>) -> Result<Self, $crate::report::Reported> {
                $crate::record::read_closed(&given)
            }
        }
    };
}

//! Which vocabularies does the program bring, and how does a site extend them?

use std::sync::OnceLock;

use crate::read::{self, Dialect, FromValue, Given as AnyGiven, Input, Value};
use crate::record::{
    Context, Fields, Lang, Languages, Localised, Names, Noted, Scope, TermEntry, Vocabularies, Vocabulary,
    VocabularyName, Written, is_slug, readable,
};
use crate::report::{Diagnostic, INVALID_ID, MISSING_FIELD, Report, Reported, UNKNOWN_TERM, did_you_mean};
use crate::source::{FileId, Place, SourceFile, Sources};

include!(concat!(env!("OUT_DIR"), "/vocabularies.rs"));

macro_rules! vocabularies {
    ($($(#[$doc:meta])* $name:ident = $id:literal),* $(,)?) => {
        $($(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name;
        impl VocabularyName for $name { const NAME: &'static str = $id; })*
    };
}

vocabularies! {
    /// The charter's principles (list of categories, 2022).
    Principles = "principles",
    /// The 22 categories of commitments (list of categories, 2022).
    Categories = "categories",
    /// Whom commitments serve (list of categories, 2022).
    TargetGroups = "target-groups",
    /// The eight official sorts of indicator (list of categories, 2022).
    Kpis = "kpis",
    /// Groups of indicators (handbook 3.4).
    KpiGroups = "kpi-groups",
    /// Impact and capacity commitments (handbook 3.3).
    Orientations = "orientations",
    /// Industrial ecosystems (handbook 5.1).
    Ecosystems = "ecosystems",
    /// Types of organisations (handbook 2.1).
    OrganisationTypes = "organisation-types",
    /// Sizes of organisations (handbook 2.1).
    OrganisationSizes = "organisation-sizes",
    /// Levels of organisations (handbook 3.2).
    OrganisationLevels = "organisation-levels",
    /// Kinds of partnerships (handbook 1.1).
    PartnershipKinds = "partnership-kinds",
    /// How far a partnership has come (slides on the regional dimension).
    Stages = "stages",
    /// Shapes of territories (slides on the regional dimension).
    Territories = "territories",
    /// Strategic themes (handbook 3.1.1).
    Themes = "themes",
    /// Challenges (handbook, annex B).
    Challenges = "challenges",
    /// Types of agreements (handbook 3.1.3).
    DocumentTypes = "document-types",
    /// Formats of events (handbook 5.4).
    EventFormats = "event-formats",
    /// Types of news.
    NewsTypes = "news-types",
}

/// A text in any of the languages of the world, as built-in vocabularies have them.
struct Label(Localised);

impl<'a> FromValue<'a, Scope<'a>> for Label {
    fn from_value(given: AnyGiven<'a, '_, Scope<'a>>) -> Result<Self, Reported> {
        given.input.scope.note(&given, &[], Written::Words);
        Localised::from_value(given).map(Label)
    }
}

/// The built-in vocabularies with what the site adds in `content/vocab/`.
pub fn read_vocabularies(
    sources: &Sources,
    names: &Names,
    languages: &Languages,
    to: (&Report, Option<&Noted>),
) -> Vocabularies {
    /// They are the same for every site.
    static BUILT_IN: OnceLock<Vocabularies> = OnceLock::new();
    let known = || VOCABULARIES.iter().map(|(name, _)| *name);
    let mut all = BUILT_IN.get_or_init(|| Vocabularies::new(known(), built_in)).clone();
    for file in &names.vocabularies {
        let path = sources.path(*file);
        let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml");
        let Some(vocabulary) = all.get(name) else {
            let help = did_you_mean(name, known()).unwrap_or_else(|| known().collect::<Vec<_>>().join(", "));
            let wrong = Diagnostic::new(UNKNOWN_TERM, *file, format!("there is no vocabulary `{name}`"));
            to.0.fault(wrong.help(help));
            continue;
        };
        // Reported; the built-in terms remain.
        if let Ok(extended) = extended(vocabulary, *file, sources, (&all, languages), to) {
            all.put(extended);
        }
    }
    all
}

/// A vocabulary that the program brings.
fn built_in(name: &str) -> Vocabulary {
    let empty = Vocabulary::new(name);
    let Some((_, text)) = VOCABULARIES.iter().find(|(known, _)| *known == name) else { return empty };
    let sources = Sources::new(vec![SourceFile::from_bytes(name, text.as_bytes().to_vec())]);
    let Some(file) = sources.find(name) else { return empty };
    let (everything, report) = (Languages { default: Lang::EN, all: Lang::all().collect() }, Report::default());
    let read = extended(&empty, file, &sources, (&Vocabularies::default(), &everything), (&report, None));
    debug_assert_eq!(report.count(), 0, "built-in vocabulary {name}: {:?}", report.settle(&sources));
    read.unwrap_or(empty)
}

/// A vocabulary with the terms of a file, which may name terms of the others.
fn extended(
    vocabulary: &Vocabulary,
    file: FileId,
    sources: &Sources,
    (others, languages): (&Vocabularies, &Languages),
    (report, noted): (&Report, Option<&Noted>),
) -> Result<Vocabulary, Reported> {
    let text = readable(sources, file, report)?;
    let table = read::parse(text, file, 0, report)?;
    let no_names = Names::default();
    let context = Context {
        sources,
        names: &no_names,
        vocabularies: others,
        languages,
        partnership_languages: &[],
        report,
        noted,
        loose: None,
    };
    let input = context.input(file, None, 0, Dialect::Toml);
    let fields = Fields::new(&input, Place::top(file), read::slots(&table));
    let is_built_in = sources.path(file) == &*vocabulary.name;
    Ok(terms(vocabulary.clone(), fields, is_built_in))
}

fn terms(mut vocabulary: Vocabulary, mut f: Fields<'_>, is_built_in: bool) -> Vocabulary {
    if is_built_in {
        vocabulary.title = f.optional::<Label>("title").ok().flatten().map(|label| label.0);
        vocabulary.lead = f.optional::<Label>("lead").ok().flatten().map(|label| label.0);
        vocabulary.extensible = f.optional("extensible").ok().flatten().unwrap_or(false);
    }
    let may_add = is_built_in || vocabulary.extensible;
    // A built-in term has its words in all languages, whatever a site renames.
    let silent = Input { scope: Scope { noted: None, ..f.input.scope }, ..*f.input };
    for slot in f.take_rest() {
        if !is_built_in && vocabulary.find(slot.name).is_none() {
            let place = f.input.place(slot.name_at.clone());
            if !may_add {
                let message = format!("`{}` has no term `{}` and cannot be extended", vocabulary.name, slot.name);
                f.input.report.fault(Diagnostic::new(UNKNOWN_TERM, place, message).help(vocabulary.help(slot.name)));
                continue;
            }
            if !is_slug(slot.name) {
                let message = format!("`{}` cannot be an id", slot.name);
                let help = "use lower-case letters a-z, digits and single hyphens, at most 64 characters";
                f.input.report.fault(Diagnostic::new(INVALID_ID, place, message).help(help));
                continue;
            }
        }
        let known = vocabulary.get(slot.name).cloned();
        let input = if known.is_some() { &silent } else { f.input };
        let given = AnyGiven { input, name: slot.name, value: slot.value, at: slot.at };
        let place = f.input.place(slot.name_at.clone());
        // Reported; the term is known all the same, so that nobody who uses it is told of it, too.
        let entry = match term(given, known.clone()) {
            Ok(entry) if is_built_in || &*vocabulary.name != Categories::NAME => entry,
            Ok(entry) => under_a_principle(entry, place, f.input),
            Err(_) => known.unwrap_or_else(|| nameless(slot.name)),
        };
        vocabulary = vocabulary.with(entry);
    }
    vocabulary
}

/// A term of which nothing is known but its id.
fn nameless(id: &str) -> TermEntry {
    TermEntry { id: id.into(), label: Localised::one(Lang::EN, id), description: None, attributes: Vec::new() }
}

/// A category, told where its principle is missing or none: its commitments would stand under no principle.
fn under_a_principle(category: TermEntry, place: Place, input: &Input<'_, Scope<'_>>) -> TermEntry {
    let Some(principles) = input.scope.vocabularies.get(Principles::NAME) else { return category };
    let written = category.attribute("principle");
    if written.is_some_and(|id| principles.find(id).is_some()) {
        return category;
    }
    let id = &category.id;
    let finding = match written {
        None => Diagnostic::new(MISSING_FIELD, place, format!("the category `{id}` names no `principle`"))
            .help(format!("below `[{id}]`, add `principle = …`; {}", principles.help(""))),
        Some(written) => {
            let message = format!("`{written}`, the principle of the category `{id}`, is no principle");
            Diagnostic::new(UNKNOWN_TERM, place, message).help(principles.help(written))
        }
    };
    input.report.fault(finding);
    category
}

/// One term: a label, or a table with `label`, `description` and further properties.
fn term(given: AnyGiven<'_, '_, Scope<'_>>, known: Option<TermEntry>) -> Result<TermEntry, Reported> {
    let mut entry = known.unwrap_or_else(|| TermEntry { label: Localised::one(Lang::EN, ""), ..nameless(given.name) });
    match given.as_fields() {
        Some(fields) if !fields.is_table_of_languages() => described(fields, entry),
        _ => {
            entry.label = renamed(&entry.label, Label::from_value(given)?.0);
            Ok(entry)
        }
    }
}

/// A label with the languages of another over it.
fn renamed(old: &Localised, new: Localised) -> Localised {
    if old.iter().all(|(_, text)| text.is_empty()) { new } else { old.overlaid(&new) }
}

/// A term written as a table of properties.
fn described(mut f: Fields<'_>, mut entry: TermEntry) -> Result<TermEntry, Reported> {
    let label = match f.optional::<Label>("label") {
        Ok(None) => f.optional::<Label>("title"),
        other => other,
    };
    let description = f.optional::<Label>("description");
    for name in ["code", "principle", "group", "native", "alpha3", "iso", "number", "eu"] {
        if let Some(given) = f.take(name) {
            entry.attributes.retain(|(key, _)| &**key != name);
            entry.attributes.push((name.into(), attribute(&given.value)));
        }
    }
    if let Some(label) = label? {
        entry.label = renamed(&entry.label, label.0);
    }
    if let Some(description) = description? {
        entry.description = Some(description.0);
    }
    if entry.label.iter().all(|(_, text)| text.is_empty()) {
        return Err(f.missing("label"));
    }
    f.finish()?;
    Ok(entry)
}

fn attribute(value: &Value<'_>) -> Box<str> {
    match value {
        Value::Toml(toml::de::DeValue::Boolean(flag)) => flag.to_string().into(),
        Value::Toml(toml::de::DeValue::Integer(number)) => number.as_str().into(),
        value => value.as_text().unwrap_or("").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_vocabulary_is_sound() {
        for (name, _) in VOCABULARIES {
            let vocabulary = built_in(name);
            assert!(!vocabulary.terms().is_empty() && vocabulary.title.is_some(), "{name}");
        }
    }
}

//! Where is the long text of a record, in each language?

use super::{Fields, Lang, Written};
use crate::report::{DUPLICATE_ID, Diagnostic, Reported};
use crate::source::{Place, Sources};

/// A long text in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its language.
    pub lang: Lang,
    /// Where it stands.
    pub place: Place,
    /// The text, where it is not the bytes at `place` (a TOML string with escapes).
    text: Option<Box<str>>,
}

/// So many bytes stand before most texts: none, one quotation mark, three, and the end of a line after them.
const BEFORE_TEXT: [usize; 5] = [0, 1, 3, 4, 5];

impl Part {
    /// The text at `place`.
    pub fn at(lang: Lang, place: Place) -> Self {
        Part { lang, place, text: None }
    }

    /// A text written as a TOML string at `place`; it may point into the source where the string
    /// holds no escapes.
    pub fn written(lang: Lang, place: Place, text: &str, sources: &Sources) -> Self {
        let source = sources.text(place.file).get(place.range()).unwrap_or("");
        let is_there = |at: &usize| source.get(*at..).is_some_and(|rest| rest.starts_with(text));
        match BEFORE_TEXT.into_iter().find(is_there).or_else(|| source.find(text)) {
            Some(at) if !text.is_empty() => {
                let start = place.start as usize + at;
                Part::at(lang, Place::new(place.file, start..start + text.len()))
            }
            _ => Part { lang, place, text: Some(text.into()) },
        }
    }

    /// The Markdown.
    pub fn text<'a>(&'a self, sources: &'a Sources) -> &'a str {
        match &self.text {
            Some(text) => text,
            None => sources.text(self.place.file).get(self.place.range()).unwrap_or(""),
        }
    }

    /// The place of a stretch of the text.
    pub fn place_of(&self, span: std::ops::Range<usize>) -> Place {
        if self.text.is_some() {
            return self.place;
        }
        let start = self.place.start as usize;
        Place::new(self.place.file, start + span.start..start + span.end)
    }
}

/// The long text of a record: Markdown in one or several languages, the original first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body(pub Vec<Part>);

impl Body {
    /// The text in this language, else in the default one, else the first.
    pub fn choose(&self, lang: Lang, default: Lang) -> Option<&Part> {
        let found = |wanted: Lang| self.0.iter().find(|part| part.lang == wanted);
        found(lang).or_else(|| found(default)).or_else(|| self.0.first())
    }

    /// Is there nothing to read?
    pub fn is_blank(&self, sources: &Sources) -> bool {
        self.0.iter().all(|part| part.text(sources).trim().is_empty())
    }

    /// The text of a field with those of files beside it; each language may stand in one of them.
    pub fn with_files(mut self, files: Body, f: &Fields<'_>) -> Result<Body, Reported> {
        let (report, path) = (f.input.report, f.input.scope.sources.path(f.input.file));
        let name = path.strip_prefix(f.input.scope.folder).unwrap_or(path);
        let twice = files.0.iter().filter(|part| self.0.iter().any(|own| own.lang == part.lang));
        let fault = |part: &Part| {
            let lang = part.lang;
            let message = format!(
                "this is the same text in the same language, `{lang}`, as the field `description` of `{name}`, so only \
                 one of the two would count"
            );
            let told = Diagnostic::new(DUPLICATE_ID, part.place.file, message);
            Err(report.fault(told.help("remove that field, or its text in this language, or delete this file")))
        };
        twice.map(fault).last().unwrap_or(Ok(()))?;
        self.0.extend(files.0);
        Ok(self)
    }
}

impl<'a> Fields<'a> {
    /// Markdown written as a field, in one or several languages.
    pub fn prose(&mut self, name: &'static str) -> Result<Body, Reported> {
        let Some(given) = self.take(name) else { return Ok(Body::default()) };
        let sources = given.input.scope.sources;
        given.input.scope.note(&given, &[], Written::Prose);
        if let Some(text) = given.as_text() {
            let lang = given.input.scope.languages.default;
            return Ok(self.taken(Body(vec![Part::written(lang, given.place(), text, sources)])));
        }
        let members = given.as_fields().map(|mut fields| fields.take_rest()).unwrap_or_default();
        let places: Vec<(&str, Place)> =
            members.into_iter().map(|slot| (slot.name, given.input.place(slot.at))).collect();
        let whole = given.place();
        let text: super::Localised = crate::read::FromValue::from_value(given)?;
        let part = |(lang, text): (Lang, &str)| {
            let place = places.iter().find(|(code, _)| *code == lang.code()).map_or(whole, |found| found.1);
            Part::written(lang, place, text, sources)
        };
        Ok(self.taken(Body(text.iter().map(part).collect())))
    }

    /// The text is judged even where the record it belongs to cannot be read.
    fn taken(&self, body: Body) -> Body {
        if let Some(taken) = self.input.scope.taken {
            taken.add(&body);
        }
        body
    }
}

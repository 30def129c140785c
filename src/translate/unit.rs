//! What does a translator get of each text, and what comes back?

use super::segment::{Piece, Segment, segments};
use super::{State, Text};
use crate::record::{Lang, Written};
use crate::source::{Place, Sources};

/// A piece of work for a translator: words, or one paragraph of a long text.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The file that it stands in.
    pub file: String,
    /// Its name in that file: `title`, `text/3`.
    pub id: String,
    /// The line on which its text begins.
    pub line: u32,
    /// The language it is translated from.
    pub from: Lang,
    /// What is translated.
    pub source: Vec<Piece>,
    /// What it is now, where it is translated.
    pub target: Option<Vec<Piece>>,
    /// How far it is.
    pub state: State,
}

/// A unit that came back.
#[derive(Clone, Debug)]
pub struct Returned {
    /// The file that it was taken from.
    pub file: String,
    /// Its name in that file.
    pub id: String,
    /// Where it stands in what came back.
    pub place: Place,
    /// The language it is translated into, as written.
    pub language: String,
    /// Where that is written.
    pub language_at: Place,
    /// What was translated, as Markdown.
    pub source: String,
    /// What it became, as Markdown; blank where nothing was done.
    pub target: String,
    /// Does its state say that nobody has translated it?
    pub is_open: bool,
}

/// How a text is cut for a language.
#[derive(Debug)]
pub enum Cut {
    /// Words of a field, in one piece.
    Words,
    /// By paragraphs; those of the translation, where it has the same.
    Segments(Vec<Segment>, Option<Vec<Segment>>),
    /// In one piece, since the translation has other paragraphs; those of the source.
    Whole(Vec<Segment>),
}

impl Cut {
    /// The paragraphs of the source.
    pub fn source(&self) -> &[Segment] {
        match self {
            Cut::Words => &[],
            Cut::Segments(source, _) | Cut::Whole(source) => source,
        }
    }
}

/// Cuts a text for a language.
pub fn cut(text: &Text, lang: Lang) -> Cut {
    if text.written == Written::Words {
        return Cut::Words;
    }
    let source = segments(&text.source.text);
    let Some(target) = text.target(lang) else { return Cut::Segments(source, None) };
    let target = segments(&target.text);
    if is_alike(&source, &target) { Cut::Segments(source, Some(target)) } else { Cut::Whole(source) }
}

/// Have two texts the same paragraphs, headings and items?
pub fn is_alike(a: &[Segment], b: &[Segment]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.holder == b.holder)
}

/// The units of texts for a language, in order.
pub fn units(sources: &Sources, texts: &[Text], lang: Lang, state: impl Fn(usize) -> State) -> Vec<Unit> {
    let wanted = texts.iter().enumerate().filter(|(_, text)| text.is_wanted_in(lang));
    let of = |(at, text): (usize, &Text)| {
        let Place { file, start, .. } = text.source.place;
        units_of(sources.path(file), sources.line(file, start), text, lang, state(at))
    };
    wanted.flat_map(of).collect()
}

fn units_of(path: &str, line: u32, text: &Text, lang: Lang, state: State) -> Vec<Unit> {
    let unit = |id: String, source: Vec<Piece>, target: Option<Vec<Piece>>, lines: u32| Unit {
        file: path.to_owned(),
        id,
        line: line + lines,
        from: text.source.lang,
        source,
        target,
        state,
    };
    match cut(text, lang) {
        Cut::Segments(source, target) => {
            let of = |(at, segment): (usize, &Segment)| {
                let target = target.as_ref().and_then(|target| target.get(at)).map(|target| target.pieces.clone());
                let lines = if text.written == Written::Body { lines_before(text, segment) } else { 0 };
                unit(format!("{}/{}", text.field, at + 1), segment.pieces.clone(), target, lines)
            };
            source.iter().enumerate().filter(|(_, segment)| segment.has_words()).map(of).collect()
        }
        Cut::Words | Cut::Whole(_) => {
            let words = |text: &str| vec![Piece::Words(text.trim().to_owned())];
            let target = text.target(lang).map(|target| words(&target.text));
            vec![unit(text.field.to_string(), words(&text.source.text), target, 0)]
        }
    }
}

fn lines_before(text: &Text, segment: &Segment) -> u32 {
    let before = text.source.text.get(..segment.at.start).unwrap_or("");
    u32::try_from(before.matches('\n').count()).unwrap_or(0)
}

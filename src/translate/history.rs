//! Which translations are older than their sources?
//!
//! Nothing of this trusts a clock: what counts is in which change of the files' history the words of
//! the source were written, and in which one those of the translation. Blanks and line breaks do not
//! count as words, and neither does where in a file a text stands.

use std::collections::HashMap;

use super::{State, Text, field};
use crate::record::Lang;
use crate::source::Sources;

/// A file before and after a change.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// Its path from the site's root.
    pub path: &'a str,
    /// What it was; nothing where it came.
    pub before: Option<&'a str>,
    /// What it became; nothing where it went.
    pub after: Option<&'a str>,
}

/// A text in one of its languages.
#[derive(Clone, Copy, Debug)]
struct Watched {
    text: usize,
    lang: Lang,
}

/// In which change each text was written, as far as the history has been seen.
#[derive(Debug)]
pub struct History<'a> {
    texts: &'a [Text],
    by_path: HashMap<&'a str, Vec<Watched>, foldhash::fast::FixedState>,
    /// By text and language: how many steps back; 0 is what is not committed yet.
    ages: HashMap<(usize, Lang), usize, foldhash::fast::FixedState>,
}

impl<'a> History<'a> {
    /// A history of which nothing has been seen.
    pub fn new(texts: &'a [Text], sources: &'a Sources) -> Self {
        let mut by_path: HashMap<&str, Vec<Watched>, _> = HashMap::default();
        for (at, text) in texts.iter().enumerate().filter(|(_, text)| !text.targets.is_empty()) {
            for version in std::iter::once(&text.source).chain(&text.targets) {
                let watched = Watched { text: at, lang: version.lang };
                by_path.entry(sources.path(version.place.file)).or_default().push(watched);
            }
        }
        History { texts, by_path, ages: HashMap::default() }
    }

    /// Does it matter what this file was?
    pub fn asks_for(&self, path: &str) -> bool {
        let open = |watched: &Watched| !self.ages.contains_key(&(watched.text, watched.lang));
        self.by_path.get(path).is_some_and(|watched| watched.iter().any(open))
    }

    /// Looks at a change, so many steps back; the newest changes come first.
    pub fn see(&mut self, steps: usize, change: Change<'_>) {
        let Some(watched) = self.by_path.get(change.path) else { return };
        let open = |watched: &&Watched| !self.ages.contains_key(&(watched.text, watched.lang));
        let text = |watched: &Watched| self.texts.get(watched.text);
        let Some(default) = watched.first().and_then(text).map(|text| text.languages.default) else { return };
        let take = |file| field::take(change.path, file, default);
        let (before, after) = (change.before.map(take), change.after.map(take));
        let words = |file: &Option<field::Taken<'_>>, watched: &Watched| {
            let words = file.as_ref()?.words(&text(watched)?.field, watched.lang)?;
            Some(words.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        let changed = |watched: &&Watched| words(&before, watched) != words(&after, watched);
        let found: Vec<_> = watched.iter().filter(open).filter(changed).map(|one| (one.text, one.lang)).collect();
        self.ages.extend(found.into_iter().map(|key| (key, steps)));
    }

    /// How far a text is in a language.
    pub fn state(&self, text: usize, lang: Lang) -> State {
        let Some(own) = self.texts.get(text).filter(|own| own.target(lang).is_some()) else { return State::Missing };
        let age = |lang: Lang| self.ages.get(&(text, lang)).copied().unwrap_or(usize::MAX);
        if age(own.source.lang) < age(lang) { State::Outdated } else { State::Complete }
    }

    /// How many steps back its source was written.
    pub fn source_age(&self, text: usize) -> Option<usize> {
        let own = self.texts.get(text)?;
        self.ages.get(&(text, own.source.lang)).copied()
    }
}

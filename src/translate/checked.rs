//! Which outdated translations has somebody read again and found to be right still?
//!
//! The history tells that a source has changed, not whether that matters to its translation. Who has
//! looked says so in a file beside `site.toml`. It holds as long as both texts stay as they are.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64;

use super::Text;
use crate::record::Lang;
use crate::source::Sources;

/// The file beside `site.toml`.
pub const CHECKED: &str = "translations-checked.txt";
const HEAD: &str = "# Translations that are still right although their source has changed, each with a fingerprint of\n\
                    # both. `pactfolio translations checked` writes this file: commit it with the content.\n";

/// Translations that were found right: by text and language the fingerprint of what was read.
#[derive(Clone, Debug, Default)]
pub struct Checked(BTreeMap<(String, String), String>);

impl Checked {
    /// Reads the file; lines in another form are passed over.
    pub fn read(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let parts = lines.filter_map(|line| {
            let (print, rest) = line.trim_end().split_once(' ')?;
            let (lang, name) = rest.split_once(' ')?;
            Some(((name.to_owned(), lang.to_owned()), print.to_owned()))
        });
        Checked(parts.collect())
    }

    /// Was the translation found right, and have both texts stayed as they were?
    pub fn holds(&self, sources: &Sources, text: &Text, lang: Lang) -> bool {
        let known = self.0.get(&(name(sources, text), lang.to_string()));
        known.is_some_and(|known| fingerprint(text, lang).is_some_and(|print| print == *known))
    }

    /// What still holds of it, and what was found right now.
    pub fn with<'a>(
        &self,
        sources: &Sources,
        texts: &'a [Text],
        is_right: impl Fn(usize, &'a Text, Lang) -> bool,
    ) -> Self {
        let of = |(at, text): (usize, &'a Text)| {
            let langs = text.targets.iter().map(|target| target.lang);
            let kept = langs.filter(|lang| self.holds(sources, text, *lang) || is_right(at, text, *lang));
            let line = |lang: Lang| Some(((name(sources, text), lang.to_string()), fingerprint(text, lang)?));
            kept.filter_map(line).collect::<Vec<_>>()
        };
        Checked(texts.iter().enumerate().flat_map(of).collect())
    }

    /// The file.
    pub fn written(&self) -> String {
        let lines = self.0.iter().map(|((name, lang), print)| format!("{print} {lang} {name}\n"));
        std::iter::once(HEAD.to_owned()).chain(lines).collect()
    }
}

fn name(sources: &Sources, text: &Text) -> String {
    format!("{}#{}", sources.path(text.source.place.file), text.field)
}

/// The words of both texts as a number; blanks and line breaks are no words.
fn fingerprint(text: &Text, lang: Lang) -> Option<String> {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let both = format!("{}\n{}", words(&text.source.text), words(&text.target(lang)?.text));
    Some(format!("{:016x}", xxh3_64(both.as_bytes())))
}

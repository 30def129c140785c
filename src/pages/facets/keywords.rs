//! Which rows of a long list hold a word?
//!
//! A script asks for words by their beginning and fetches the one part that words with the same first
//! two letters are in, so that a search costs little however long the list is.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use foldhash::fast::FixedState;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::super::{Cx, item};
use crate::plan::ItemRef;

/// The digits of numbers that scripts read.
pub const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Rows of a list for each part of its words.
const ROWS_PER_PART: usize = 400;

/// The words of a list, in parts: each is a JSON object from a word to the rows that hold it.
#[derive(Debug)]
pub struct Keywords(Vec<Box<str>>);

impl Keywords {
    /// In how many parts are the words of so many rows?
    pub fn parts(rows: usize) -> usize {
        (rows / ROWS_PER_PART).clamp(16, 256)
    }

    /// The words of these items, in this order.
    pub fn of(cx: &Cx<'_>, items: &[ItemRef]) -> Keywords {
        let mut parts = vec![String::new(); Keywords::parts(items.len())];
        let count = parts.len();
        for (word, Rows { steps, .. }) in rows_by_word(cx, items) {
            if let Some(part) = parts.get_mut(part(&word, count)) {
                let before = if part.is_empty() { "{" } else { ",\n" };
                // A word has neither quotes nor escapes.
                let _ = write!(part, "{before}\"{word}\":\"{steps}\"");
            }
        }
        Keywords(parts.into_iter().map(closed).collect())
    }

    /// One part.
    pub fn part(&self, at: usize) -> &str {
        self.0.get(at).map_or("{}", |part| part)
    }
}

/// The words of lists, found once.
#[derive(Debug, Default)]
pub struct KnownKeywords(Mutex<BTreeMap<u32, Arc<OnceLock<Keywords>>>>);

impl KnownKeywords {
    /// Asks for the words of a list.
    pub fn ask(&self, list: u32, make: impl FnOnce() -> Keywords, ask: impl FnOnce(&Keywords)) {
        let slot = Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(list).or_default());
        ask(slot.get_or_init(make));
    }
}

/// Every word of these items in order, with the rows that hold it.
fn rows_by_word(cx: &Cx<'_>, items: &[ItemRef]) -> Vec<(Box<str>, Rows)> {
    let mut found: HashMap<Box<str>, Rows, FixedState> = HashMap::default();
    // Not on all threads: others wait for this list, and one that waits takes up other work.
    for (row, item) in items.iter().enumerate() {
        let folded = folded(&text(cx, *item));
        for word in words(&folded) {
            match found.get_mut(word) {
                Some(rows) => rows.add(row),
                None => found.entry(word.into()).or_default().add(row),
            }
        }
    }
    let mut found: Vec<(Box<str>, Rows)> = found.into_iter().collect();
    found.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    found
}

/// What visitors read in the row of an item, and the words that only find it.
fn text(cx: &Cx<'_>, of: ItemRef) -> String {
    let Some(item) = item(cx, of) else { return String::new() };
    let mut text = item.text;
    for more in item.of.iter().chain(&item.over).chain(&item.summary).chain(&item.meta) {
        text.push(' ');
        text.push_str(&more.text);
    }
    text.push(' ');
    text.push_str(&item.words);
    text
}

/// The words of a folded text; single letters are left out.
fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().nth(1).is_some())
}

/// Without accents and capitals; at the end of a Greek word stands the same sigma as within.
fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.to_lowercase().nfd().filter(|c| !is_combining_mark(*c)).map(|c| if c == 'ς' { 'σ' } else { c }).collect()
}

/// The part that holds a word, by its first two letters.
fn part(word: &str, parts: usize) -> usize {
    let mut letters = word.encode_utf16().map(usize::from);
    let (first, second) = (letters.next().unwrap_or(0), letters.next().unwrap_or(0));
    (first * 31 + second) % parts
}

fn closed(mut part: String) -> Box<str> {
    part.push_str(if part.is_empty() { "{}" } else { "}" });
    part.into()
}

/// Rising numbers as the steps between them: digits of five bits, the lowest first; one with the sixth
/// bit set is followed by another.
#[derive(Clone, Debug, Default)]
struct Rows {
    steps: String,
    /// The least that may follow.
    next: usize,
}

impl Rows {
    /// The next row that holds the word; one that is the last already is not added again.
    fn add(&mut self, row: usize) {
        let digits = DIGITS.as_bytes();
        let Some(mut step) = row.checked_sub(self.next) else { return };
        self.next = row + 1;
        while step > 31 {
            self.steps.push(digits.get(32 + step % 32).copied().map_or('A', char::from));
            step /= 32;
        }
        self.steps.push(digits.get(step).copied().map_or('A', char::from));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        let found = |text: &str| words(&folded(text)).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(found("Écoles d’été, ÉCOLES 2026!"), ["ecoles", "ete", "ecoles", "2026"]);
        assert_eq!(found("ΔΕΞΙΟΤΗΤΕΣ, δεξιότητες"), ["δεξιοτητεσ", "δεξιοτητεσ"]);
        assert_eq!(part("ecoles", 16), part("ecran", 16));
    }

    #[test]
    fn rows_are_steps() {
        let steps = |all: &[usize]| {
            let mut rows = Rows::default();
            all.iter().for_each(|row| rows.add(*row));
            rows.steps
        };
        assert_eq!(steps(&[0, 1, 2, 35, 36]), "AAAgBA");
        assert_eq!(steps(&[0, 0, 1, 1, 2, 35, 36, 36]), "AAAgBA");
        assert_eq!(steps(&[31]), "f");
        assert_eq!(steps(&[1024]), "ggB");
    }
}

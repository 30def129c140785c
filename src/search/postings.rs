//! Which pages bear a word, and how is that written?

use std::collections::HashMap;
use std::fmt::Write as _;

use foldhash::fast::FixedState;

/// How well a word stands for a page: 1, 2 or 3.
pub type Level = u8;

/// A page that bears a word. The lowest three bits are the level and whether the word was met twice
/// on the lowest one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Posting(u32);

/// Met once, and twice, on the lowest level; the next time it is on the second.
const ONCE: u32 = 1 << 1;
const OFTEN: u32 = 2 << 1;
/// Bits below the page.
const BITS: u32 = 3;

impl Posting {
    fn new(page: u32, level: Level) -> Self {
        Posting(page << BITS | u32::from(level) << 1)
    }

    fn page(self) -> u32 {
        self.0 >> BITS
    }

    fn level(self) -> u32 {
        (self.0 & 7) >> 1
    }

    /// The page bears the word once more.
    fn met_again(&mut self, level: Level) {
        let (met, again) = (self.0 & 7, u32::from(level) << 1);
        let now = if again == ONCE && met < OFTEN { met + 1 } else { met.max(again) };
        self.0 = self.page() << BITS | now;
    }
}

/// For each word the pages that bear it, in ascending order.
#[derive(Debug, Default)]
pub struct Postings(HashMap<Box<str>, Vec<Posting>, FixedState>);

impl Postings {
    /// A page bears a word; pages come in ascending order. Who bears it three times on the lowest level
    /// is on the second.
    pub fn note(&mut self, word: &str, page: u32, level: Level) {
        let Some(known) = self.0.get_mut(word) else {
            self.0.insert(word.into(), vec![Posting::new(page, level)]);
            return;
        };
        match known.last_mut() {
            Some(last) if last.page() == page => last.met_again(level),
            _ => known.push(Posting::new(page, level)),
        }
    }

    /// Adds what was noted of later pages.
    pub fn append(&mut self, later: Postings) {
        if self.0.is_empty() {
            self.0 = later.0;
            return;
        }
        // In any order: each word is for itself.
        later.0.into_iter().for_each(|(word, pages)| self.0.entry(word).or_default().extend(pages));
    }

    /// Writes all words in order, in so many parts of about the same length.
    pub fn parts(self, count: usize) -> Vec<Part> {
        let mut lines: Vec<(Box<str>, String)> =
            self.0.into_iter().map(|(word, pages)| (word, coded(&pages))).collect();
        lines.sort_unstable();
        let length = |(word, code): &(Box<str>, String)| word.len() + code.len() + ROUND_A_WORD;
        let share = lines.iter().map(length).sum::<usize>().div_ceil(count.max(1)).max(1);
        let mut parts: Vec<Part> = (0..count).map(|_| Part::default()).collect();
        let mut before = 0;
        for line in lines {
            // The part in which the middle of the line falls.
            let at = ((before + length(&line) / 2) / share).min(count.saturating_sub(1));
            before += length(&line);
            if let Some(part) = parts.get_mut(at) {
                part.add(&line.0, &line.1);
            }
        }
        parts.into_iter().map(Part::closed).collect()
    }
}

/// Quotes, colon, comma and the end of a line around a word and its pages.
const ROUND_A_WORD: usize = 7;

/// Words that stand next to each other, with their pages.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The first word; empty where there is none.
    pub first: Box<str>,
    /// A JSON object: pages by word.
    pub text: String,
}

impl Part {
    fn add(&mut self, word: &str, pages: &str) {
        if self.text.is_empty() {
            self.first = word.into();
        }
        let before = if self.text.is_empty() { "{\n" } else { ",\n" };
        // Words and codes hold nothing that JSON escapes; writing to memory does not fail.
        let _ = write!(self.text, "{before}\"{word}\":\"{pages}\"");
    }

    fn closed(mut self) -> Part {
        self.text.push_str(if self.text.is_empty() { "{}\n" } else { "\n}\n" });
        self
    }
}

/// The pages by level, the best first: the level's digit, then for each page how many lie between it
/// and the one before, as numbers in base 64 of variable length.
fn coded(pages: &[Posting]) -> String {
    let mut code = String::with_capacity(pages.len() * 2 + 2);
    for level in (1..=3).rev() {
        let mut next = 0;
        for page in pages.iter().filter(|posting| posting.level() == level).map(|posting| posting.page()) {
            if next == 0 {
                let space = if code.is_empty() { "" } else { " " };
                let _ = write!(code, "{space}{level}");
            }
            variable(page - next, &mut code);
            next = page + 1;
        }
    }
    code
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Writes a number as source maps do: five bits a digit, the lowest first; a sixth says that more follow.
fn variable(mut number: u32, code: &mut String) {
    loop {
        let (bits, rest) = (number & 31, number >> 5);
        let digit = if rest > 0 { bits | 32 } else { bits };
        code.push(DIGITS.get(digit as usize).map_or('A', |digit| char::from(*digit)));
        if rest == 0 {
            return;
        }
        number = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(pages: &[(u32, Level)]) -> String {
        let mut postings = Postings::default();
        pages.iter().for_each(|(page, level)| postings.note("a", *page, *level));
        coded(&postings.0["a"])
    }

    #[test]
    fn pages_are_numbers_between_them() {
        assert_eq!(code(&[(0, 1), (1, 1), (2, 1)]), "1AAA");
        assert_eq!(code(&[(5, 1), (37, 1), (1000, 1)]), "1Ff".to_owned() + "ie");
        assert_eq!(code(&[(0, 1), (3, 3), (7, 1)]), "3D 1AG");
        assert_eq!(code(&[(31, 2), (64, 2)]), "2fgB");
    }

    #[test]
    fn a_word_that_is_met_often_counts_more() {
        assert_eq!(code(&[(4, 1), (4, 1), (5, 1), (5, 1), (5, 1), (5, 1)]), "2F 1E");
        assert_eq!(code(&[(4, 3), (4, 1), (5, 1), (5, 3), (6, 2), (6, 1)]), "3EA 2G");
    }

    #[test]
    fn parts_have_all_words_in_order() {
        let mut postings = Postings::default();
        for (page, word) in ["b", "a", "d", "c"].into_iter().zip(0..).map(|(word, page)| (page, word)) {
            postings.note(word, page, 1);
        }
        let parts = postings.parts(2);
        assert_eq!(parts.iter().map(|part| &*part.first).collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(parts[0].text, "{\n\"a\":\"1B\",\n\"b\":\"1A\"\n}\n");
        let empty = Postings::default().parts(2);
        assert_eq!(empty.iter().map(|part| part.text.as_str()).collect::<Vec<_>>(), ["{}\n", "{}\n"]);
    }

    #[test]
    fn one_word_may_fill_a_part() {
        let mut postings = Postings::default();
        (0..1000).for_each(|page| postings.note("m", page, 1));
        postings.note("a", 0, 1);
        postings.note("z", 0, 1);
        let firsts: Vec<_> = postings.parts(4).into_iter().map(|part| part.first).collect();
        assert_eq!(firsts.iter().filter(|first| !first.is_empty()).count(), 3);
    }
}

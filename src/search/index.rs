//! What is in an index, and in how many parts?

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::postings::{Level, Part, Postings};
use super::{Entry, words};

/// A title of so few words is found best by one of them.
const SHORT_TITLE: usize = 2;
/// A title of more words is found less well by one of them.
const LONG_TITLE: usize = 6;

/// Of a word that stands in a text, and of one in the summary; one that often stands in a text lies between.
const IN_TEXT: Level = 1;
const IN_SUMMARY: Level = 3;

/// Letters of texts for one part of words: a part has then about 10 kB when it is compressed.
const LETTERS_IN_PART: usize = 64_000;
/// Pages for one part of the words of titles.
const NAMES_IN_PART: usize = 1_500;
/// Most parts of words, of titles and of texts.
const MOST_PARTS: usize = 400;
/// Most parts of pages: ten pages that were found may lie in ten of them.
const MOST_PAGES_PARTS: usize = 1_000;
/// Fewest pages in a part.
const FEWEST_PAGES: usize = 8;

/// In how many parts an index lies. It follows from what is easily known beforehand, so that the
/// addresses of all parts are known before an index is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shares {
    /// Parts of the words of titles.
    pub names: usize,
    /// Parts of all other words.
    pub texts: usize,
    /// Parts of what is shown.
    pub pages: usize,
}

impl Shares {
    /// For so many pages with so many letters of text.
    pub fn new(pages: usize, letters: usize) -> Self {
        Shares {
            names: pages.div_ceil(NAMES_IN_PART).clamp(1, MOST_PARTS),
            texts: letters.div_ceil(LETTERS_IN_PART).clamp(1, MOST_PARTS),
            pages: pages.div_ceil(Shares::in_part(pages)),
        }
    }

    /// So many of all pages lie in one part.
    pub fn in_part(pages: usize) -> usize {
        // Parts grow slower than their number: ten of them are fetched to show ten pages.
        (pages.isqrt() / 3).max(pages.div_ceil(MOST_PAGES_PARTS)).max(FEWEST_PAGES)
    }
}

/// The words of some pages.
#[derive(Debug, Default)]
pub struct Gathered {
    names: Postings,
    texts: Postings,
    /// Everything that was gathered, as a number.
    print: u64,
}

impl Gathered {
    /// Adds a page; pages come in ascending order.
    pub fn add(&mut self, page: u32, entry: &Entry<'_>) {
        let title = entry.title.map(words::folded);
        let named: Vec<&str> = title.iter().flat_map(|text| words::split(text)).collect();
        let level = title_level(named.len());
        named.iter().for_each(|word| self.names.note(word, page, level));
        self.add_text(page, entry.summary, IN_SUMMARY, &named);
        entry.rest.iter().for_each(|text| self.add_text(page, text, IN_TEXT, &named));
    }

    /// Adds what does not stand in the title.
    fn add_text(&mut self, page: u32, text: &str, level: Level, named: &[&str]) {
        for word in words::split(&words::folded(text)).filter(|word| !named.contains(word)) {
            self.texts.note(word, page, level);
        }
    }

    /// Notes what else depends on the content.
    pub fn note(&mut self, shown: &str) {
        self.print = xxh3_64_with_seed(shown.as_bytes(), self.print);
    }

    /// Adds what was gathered from later pages.
    pub fn append(&mut self, later: Gathered) {
        self.names.append(later.names);
        self.texts.append(later.texts);
        self.print = xxh3_64_with_seed(&later.print.to_le_bytes(), self.print);
    }
}

fn title_level(words: usize) -> Level {
    match words {
        0..=SHORT_TITLE => 3,
        _ if words <= LONG_TITLE => 2,
        _ => 1,
    }
}

/// An index, ready to be written.
#[derive(Debug)]
pub struct Index {
    /// Words of titles.
    pub names: Vec<Part>,
    /// All other words.
    pub texts: Vec<Part>,
    /// Another content has another number.
    pub print: u64,
}

impl Index {
    /// Writes what was gathered.
    pub fn new(gathered: Gathered, shares: Shares) -> Self {
        let Gathered { names, texts, print } = gathered;
        let (names, texts) = (names.parts(shares.names), texts.parts(shares.texts));
        let prints = names.iter().chain(&texts).map(|part| xxh3_64(part.text.as_bytes()));
        let print = prints.fold(print, |print, part| xxh3_64_with_seed(&part.to_le_bytes(), print));
        Index { names, texts, print }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(entries: &[Entry<'_>]) -> Index {
        let mut gathered = Gathered::default();
        entries.iter().zip(0..).for_each(|(entry, page)| gathered.add(page, entry));
        Index::new(gathered, Shares::new(entries.len(), 0))
    }

    #[test]
    fn the_best_place_of_a_word_counts() {
        let entry = Entry {
            title: ["Green skills", ""],
            summary: "Skills for all",
            rest: ["All, all: for Łódź lodz", "LODZ green", ""],
        };
        let index = index(&[Entry::default(), entry]);
        assert_eq!(index.names[0].text, "{\n\"green\":\"3B\",\n\"skills\":\"3B\"\n}\n");
        assert_eq!(index.texts[0].text, "{\n\"all\":\"3B\",\n\"for\":\"3B\",\n\"lodz\":\"2B\"\n}\n");
    }

    #[test]
    fn it_does_not_matter_how_pages_were_gathered() {
        let entries: Vec<String> = (0..50).map(|n| format!("word{} other{}", n % 7, n % 3)).collect();
        let gather = |range: std::ops::Range<usize>| {
            let mut gathered = Gathered::default();
            for at in range {
                gathered.add(at as u32, &Entry { rest: [&entries[at], "", ""], ..Entry::default() });
            }
            gathered
        };
        let mut parts = gather(0..20);
        parts.append(gather(20..50));
        let shares = Shares::new(50, 100_000);
        let texts = |index: Index| index.texts.into_iter().map(|part| part.text).collect::<Vec<_>>();
        assert_eq!(texts(Index::new(parts, shares)), texts(Index::new(gather(0..50), shares)));
    }

    #[test]
    fn the_number_of_parts_has_a_bound() {
        assert_eq!(Shares::new(0, 0), Shares { names: 1, texts: 1, pages: 0 });
        let many = Shares::new(1_000_000, 1_000_000_000);
        assert!(many.names + many.texts + many.pages <= 2 * MOST_PARTS + MOST_PAGES_PARTS, "{many:?}");
    }
}

//! Which words does a text hold, as a search compares them?
//!
//! Case, accents and other marks do not count, in any script; letters that have no plain form in
//! Unicode are spelled out: `ß` is `ss`, `ø` is `o`. A word is an unbroken run of letters and digits.
//! The theme's `js/words.js` does the same; `tests/search/words.txt` holds the two together.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Most letters of a word that count.
const LONGEST: usize = 40;

/// The text in lower case without accents.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Lower case comes second: some capitals have a lower form of several characters.
    let plain: String = text.nfkd().collect();
    let mut folded = String::with_capacity(plain.len());
    for letter in plain.to_lowercase().nfkd().filter(|letter| !is_passed_over(*letter)) {
        match spelled_out(letter) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(letter),
        }
    }
    folded
}

/// Marks above and below letters, and places where a word may be broken or must not be.
fn is_passed_over(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}') || is_combining_mark(letter)
}

/// Letters that Unicode does not take apart.
fn spelled_out(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'þ' => "th",
        'ı' => "i",
        'ŋ' => "n",
        'ς' => "σ",
        _ => return None,
    })
}

/// The words of a folded text.
pub fn split(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(shortened)
}

fn shortened(word: &str) -> &str {
    if word.len() <= LONGEST {
        return word;
    }
    word.char_indices().nth(LONGEST).and_then(|(end, _)| word.get(..end)).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_same_here_and_in_browsers() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/search/words.txt");
        let cases = std::fs::read_to_string(path).unwrap();
        let cases: Vec<(&str, &str)> = cases.lines().filter_map(|line| line.split_once(" => ")).collect();
        assert!(cases.len() > 20);
        for (text, words) in cases {
            let text = text.replace("\\u{ad}", "\u{ad}").replace("\\u{301}", "\u{301}").replace("\\u{a0}", "\u{a0}");
            assert_eq!(split(&folded(&text)).collect::<Vec<_>>().join(" "), words, "{text}");
        }
    }
}

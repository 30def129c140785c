//! Which of many known names is the nearest to what was written?
//!
//! A register may hold tens of thousands of ids, and a file as many slips. So what is cheap comes first: how
//! long a name is, then which letters it has; only what is left is held against what was written.

use std::collections::BTreeMap;

/// Known names, to be looked through again and again.
#[derive(Clone, Debug)]
pub struct Spellings<N> {
    /// By number of letters, in order of name.
    by_length: BTreeMap<usize, Vec<Spelling<N>>>,
}

/// A known name.
#[derive(Clone, Debug)]
struct Spelling<N> {
    name: N,
    lower: Box<str>,
    letters: Letters,
}

impl<N: AsRef<str> + Ord> Spellings<N> {
    /// These names.
    pub fn new(names: impl IntoIterator<Item = N>) -> Self {
        let mut by_length: BTreeMap<usize, Vec<Spelling<N>>> = BTreeMap::new();
        for name in names {
            let lower = name.as_ref().to_lowercase();
            let letters = Letters::of(&lower);
            let same = by_length.entry(lower.chars().count()).or_default();
            same.push(Spelling { name, lower: lower.into(), letters });
        }
        for same in by_length.values_mut() {
            same.sort_by(|a, b| a.name.cmp(&b.name));
        }
        Spellings { by_length }
    }

    /// The nearest name, when it is near enough to be a slip, and how many letters are wrong; of several the
    /// first in order.
    pub fn nearest(&self, written: &str) -> Option<(usize, &N)> {
        let written = written.to_lowercase();
        let length = written.chars().count();
        let limit = if length < 3 { 0 } else { (1 + length / 4).min(4) };
        let mut best: Option<(usize, &N)> = None;
        for (least, names) in self.in_order_of_letters(&written, length, limit).iter().enumerate() {
            if best.is_some_and(|(slips, _)| slips < least) {
                break;
            }
            for known in names {
                // Of two with as many slips the first in order counts.
                let most = match best {
                    Some((slips, name)) if known.name > *name => slips.checked_sub(1),
                    Some((slips, _)) => Some(slips),
                    None => Some(limit),
                };
                let most = most.filter(|most| least <= *most);
                let slips = most.and_then(|most| slips(&written, &known.lower, most));
                best = slips.map(|slips| (slips, &known.name)).or(best);
            }
        }
        best
    }

    /// The names that could be near enough: first those with the same letters, then those with one other, and so on.
    fn in_order_of_letters(&self, written: &str, length: usize, limit: usize) -> Vec<Vec<&Spelling<N>>> {
        let letters = Letters::of(written);
        let mut near = vec![Vec::new(); limit + 1];
        // Each letter more or less is a slip.
        for known in self.by_length.range(length.saturating_sub(limit)..=length + limit).flat_map(|(_, same)| same) {
            if let Some(near) = near.get_mut(letters.others(known.letters)) {
                near.push(known);
            }
        }
        near
    }
}

/// The letters of a name without their order: one bit for the first, second and third of each letter and digit.
#[derive(Clone, Copy, Debug)]
struct Letters(u128);

impl Letters {
    fn of(lower: &str) -> Letters {
        let bit = |byte: u8| match byte {
            b'a'..=b'z' => Some(byte - b'a'),
            b'0'..=b'9' => Some(26 + byte - b'0'),
            b'-' => Some(36),
            _ => None,
        };
        let add = |letters: u128, bit: u8| {
            let free = (0..3).map(|time| 1_u128 << (bit + 40 * time)).find(|mark| letters & mark == 0);
            letters | free.unwrap_or(0)
        };
        Letters(lower.bytes().filter_map(bit).fold(0, add))
    }

    /// At least so many letters differ: a slip adds one, takes one away, or both.
    fn others(self, other: Letters) -> usize {
        let (more, less) = ((self.0 & !other.0).count_ones(), (other.0 & !self.0).count_ones());
        more.max(less) as usize
    }
}

/// How many slips lie between two words, where they are not more than `most`.
fn slips(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b) = without_what_is_shared(a, b);
    let slips = match most {
        0 => usize::from(a != b),
        // What is left begins and ends with different letters.
        1 if a.chars().count().max(b.chars().count()) > 2 => return None,
        _ => strsim::damerau_levenshtein(a, b),
    };
    (slips <= most).then_some(slips)
}

/// Two words without the letters that both begin or end with.
fn without_what_is_shared<'w>(a: &'w str, b: &'w str) -> (&'w str, &'w str) {
    let shared = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
    };
    let begin = shared(&mut a.chars().zip(b.chars()));
    let (a, b) = (a.get(begin..).unwrap_or(""), b.get(begin..).unwrap_or(""));
    let end = shared(&mut a.chars().rev().zip(b.chars().rev()));
    (a.get(..a.len() - end).unwrap_or(""), b.get(..b.len() - end).unwrap_or(""))
}

/// The nearest of `known` to what was written, when it is near enough to be a slip.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    Spellings::new(known).nearest(written).map(|(_, name)| *name)
}

/// "did you mean `x`?" for the nearest of `known`.
pub fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(written, known).map(|name| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each name held against what was written.
    fn plainly<'a>(written: &str, known: &[&'a str]) -> Option<&'a str> {
        let written = written.to_lowercase();
        let length = written.chars().count();
        let limit = if length < 3 { 0 } else { (1 + length / 4).min(4) };
        let slips = |name: &&'a str| (strsim::damerau_levenshtein(&written, &name.to_lowercase()), *name);
        known.iter().map(slips).min().filter(|(slips, _)| *slips <= limit).map(|(_, name)| name)
    }

    #[test]
    fn what_is_cheap_finds_the_same() {
        let mut words: Vec<String> =
            ["", "a", "ab", "ba", "abc", "ca", "Été", "ete", "ETE", "people-reached"].map(str::to_owned).to_vec();
        // Every word of up to six letters out of a few, and longer ones that differ in a few places.
        for number in 0..400_usize {
            let letters = (0..number % 7).map(|at| "abc-É".chars().nth((number >> at) % 5).unwrap());
            words.push(letters.collect());
            words.push(format!("organisation-{:05}", number * 7919 % 1000));
        }
        let known: Vec<&str> = words.iter().step_by(2).map(String::as_str).collect();
        for word in &words {
            assert_eq!(nearest(word, known.iter().copied()), plainly(word, &known), "{word}");
        }
    }
}

//! How does a record become an item of lists?

use std::collections::BTreeSet;

use super::view::Item;
use crate::model::KINDS;
use crate::plan::ItemRef;
use crate::record::{Entity, Kind, Ref};

/// A record as an item of lists.
pub fn item_ref<T: Entity>(at: Ref<T>) -> Option<ItemRef> {
    let kind = KINDS.iter().position(|kind| *kind == T::KIND)?;
    Some(ItemRef { kind: u8::try_from(kind).ok()?, at: u32::try_from(at.index()).ok()? })
}

/// The kind of an item.
pub fn kind_of(item: ItemRef) -> Option<&'static Kind> {
    KINDS.get(usize::from(item.kind))
}

/// The words of a text by which an item is found that has no room for them: each once, and neither those
/// that its row shows nor beginnings of others, since the beginning of a word is enough.
pub fn unseen(item: &Item, text: &str) -> String {
    let shown = item.of.iter().chain(&item.over).chain(&item.summary).chain(&item.meta);
    let shown = shown.map(|shown| shown.text.as_str()).chain([item.text.as_str()]);
    let shown: BTreeSet<String> = shown.flat_map(str::split_whitespace).map(str::to_lowercase).collect();
    let words: Vec<(&str, String)> = text.split_whitespace().map(|word| (word, word.to_lowercase())).collect();
    let all: BTreeSet<&str> = shown.iter().map(String::as_str).chain(words.iter().map(|(_, word)| &**word)).collect();
    let mut told: BTreeSet<&str> = shown.iter().map(String::as_str).collect();
    let begins_another = |word: &str| all.range(word..).nth(1).is_some_and(|next| next.starts_with(word));
    let new = words.iter().filter(|(_, word)| told.insert(word) && !begins_another(word));
    new.map(|(word, _)| *word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_shown_or_stands_already_is_left_out() {
        let item = Item { text: "Skills in Kärnten".to_owned(), ..Item::default() };
        assert_eq!(unseen(&item, "Kärnten AT21 skills Osttirol AT21 AT333 AT33"), "AT21 Osttirol AT333");
    }
}

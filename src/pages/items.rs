//! How does a record become an item of lists?

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

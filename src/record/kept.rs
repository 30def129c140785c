//! What of an earlier reading still holds, where some files have changed since?

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Claim, Entity, Entry, Kind, Names, Origin, Table};
use crate::source::FileId;

/// The records of an earlier reading with the same names.
#[derive(Debug)]
pub struct Kept<'a, T> {
    /// All of them.
    pub table: &'a Table<T>,
    /// The files that must be read anew.
    pub anew: &'a BTreeSet<FileId>,
}

impl<T> Clone for Kept<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Kept<'_, T> {}

impl<T: Entity> Kept<'_, T> {
    /// Is the record of this name still what it was?
    pub fn holds(&self, entry: &Entry) -> bool {
        match &entry.origin {
            Origin::File { file, .. } | Origin::Row { file, .. } => !self.anew.contains(file),
            Origin::BuiltIn | Origin::Broken => true,
        }
    }

    /// The record at a position.
    pub fn record(&self, at: usize) -> Option<Arc<T>> {
        self.table.shared(at)
    }
}

impl Names {
    /// These files, and all that are read together with one of them: a record with its texts, and
    /// all rows of a CSV file with theirs.
    pub fn read_together(&self, files: &BTreeSet<FileId>) -> BTreeSet<FileId> {
        let mut all = files.clone();
        for file in files {
            match self.claim(*file) {
                Some(Claim::Record { kind, at, .. }) => all.extend(self.files_of_record(kind, at)),
                Some(Claim::Rows { kind, .. }) => all.extend(self.files_of_rows(kind, *file)),
                _ => {}
            }
        }
        all
    }

    fn files_of_record(&self, kind: usize, at: usize) -> Vec<FileId> {
        let entry = self.kind_at(kind).and_then(|kind| self.entries(kind).get(at));
        match entry.map(|entry| &entry.origin) {
            Some(Origin::File { file, texts }) => texts.iter().map(|(_, text)| *text).chain([*file]).collect(),
            Some(Origin::Row { file, .. }) => self.files_of_rows(kind, *file),
            _ => Vec::new(),
        }
    }

    fn files_of_rows(&self, kind: usize, register: FileId) -> Vec<FileId> {
        let entries = self.kind_at(kind).map_or(&[][..], |kind| self.entries(kind));
        let texts = entries.iter().filter_map(|entry| match &entry.origin {
            Origin::Row { file, texts, .. } if *file == register => Some(texts),
            _ => None,
        });
        texts.flatten().map(|(_, text)| *text).chain([register]).collect()
    }

    /// Do all names stand at the same positions as in `other`, and could all be read in both?
    pub fn agree_with(&self, other: &Names, kinds: &[Kind]) -> bool {
        let is_same = |own: &[Entry], others: &[Entry]| {
            let pairs = || own.iter().zip(others);
            own.len() == others.len() && pairs().all(|(own, other)| own.key == other.key && own.owner == other.owner)
        };
        let is_whole = |names: &Names, kind: &Kind| {
            names.lost(kind, None).is_none() && names.owners().all(|owner| names.lost(kind, Some(owner)).is_none())
        };
        kinds.iter().all(|kind| {
            let (own, others) = (self.entries(kind), other.entries(kind));
            is_same(own, others) && is_whole(self, kind) && is_whole(other, kind)
        })
    }
}

//! How are the records of a kind kept and found?

use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

use super::{
    Attachment, Body, Given, Head, Identity, Key, Kind, Localised, Owner, Scope, Vocabularies, invisible_help, slug,
};
use crate::read::FromValue;
use crate::report::{Reported, UNKNOWN_REFERENCE};
use crate::source::FileId;

/// A kind of record that is read from fields.
pub trait Entity: Sized + Send + Sync {
    /// The kind.
    const KIND: Kind;
    /// Reads one; every slip has been reported.
    fn read(identity: Identity, body: Body, fields: super::Fields<'_>) -> Result<Self, Reported>;
    /// What is true of every record.
    fn head(&self) -> &Head;
    /// What visitors call it.
    fn title(&self) -> Option<&Localised>;
    /// Its long texts.
    fn bodies(&self) -> Vec<&Body> {
        Vec::new()
    }
    /// Files that are published with it.
    fn attachments(&self) -> Vec<Attachment> {
        Vec::new()
    }
    /// Files that are read with it and not published.
    fn companions(&self) -> Vec<FileId> {
        Vec::new()
    }
    /// What comes before the title when records of the kind are ordered: lower ranks first.
    fn rank(&self) -> i64 {
        0
    }
    /// The record that the program brings under this key.
    fn built_in(_: &Key, _: &Vocabularies) -> Option<Self> {
        None
    }
    /// The id of a heading in its long texts.
    fn heading_id(heading: &str) -> String {
        slug(heading)
    }
}

/// A record of kind `T`: its position among all names of the kind.
pub struct Ref<T> {
    at: u32,
    kind: PhantomData<fn() -> T>,
}

impl<T> Ref<T> {
    /// The record at a position.
    pub fn new(at: usize) -> Self {
        Ref { at: u32::try_from(at).unwrap_or(u32::MAX), kind: PhantomData }
    }

    /// Its position.
    pub fn index(self) -> usize {
        self.at as usize
    }
}

impl<T> Clone for Ref<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Ref<T> {}
impl<T> PartialEq for Ref<T> {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}
impl<T> Eq for Ref<T> {}
impl<T> PartialOrd for Ref<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Ref<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.at.cmp(&other.at)
    }
}
impl<T> Hash for Ref<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.at.hash(state);
    }
}
impl<T> std::fmt::Debug for Ref<T> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "#{}", self.at)
    }
}

impl<'a, T: Entity> FromValue<'a, Scope<'a>> for Ref<T> {
    fn from_value(given: Given<'a, '_>) -> Result<Self, Reported> {
        let id = given.text()?.trim();
        let scope = &given.input.scope;
        scope.names.find(&T::KIND, scope.owner, id).map(Ref::new).ok_or_else(|| {
            if let Some(reported) = scope.names.lost(&T::KIND, scope.owner) {
                return reported;
            }
            let near = || scope.names.nearest(&T::KIND, scope.owner, id);
            let help = invisible_help(id).or_else(|| near().map(|near| format!("did you mean `{near}`?")));
            let help =
                help.unwrap_or_else(|| format!("write the file name of the {} without its ending", T::KIND.noun));
            given.fault(UNKNOWN_REFERENCE, format!("there is no {} `{id}`", T::KIND.noun), help)
        })
    }
}

/// The records of a kind, in order of key; those that could not be read or are not shown are left
/// out, and a reference to one of them finds nothing. Copies share the records.
#[derive(Debug)]
pub struct Table<T> {
    rows: Vec<Option<Arc<T>>>,
}

impl<T> Clone for Table<T> {
    fn clone(&self) -> Self {
        Table { rows: self.rows.clone() }
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table { rows: Vec::new() }
    }
}

impl<T: Entity> Table<T> {
    /// A table from its rows, in order of names.
    pub fn new(rows: Vec<Option<Arc<T>>>) -> Self {
        Table { rows }
    }

    /// The record, unless it is left out.
    pub fn get(&self, at: Ref<T>) -> Option<&T> {
        self.rows.get(at.index()).and_then(Option::as_deref)
    }

    /// The record at a position, for another table of the same names.
    pub fn shared(&self, at: usize) -> Option<Arc<T>> {
        self.rows.get(at).cloned().flatten()
    }

    /// All records, in order of key.
    pub fn iter(&self) -> impl Iterator<Item = (Ref<T>, &T)> + Clone {
        self.rows.iter().enumerate().filter_map(|(at, row)| row.as_deref().map(|row| (Ref::new(at), row)))
    }

    /// The records within a range of names.
    pub fn range(&self, range: Range<usize>) -> impl Iterator<Item = (Ref<T>, &T)> + Clone {
        let start = range.start;
        let rows = self.rows.get(range).unwrap_or_default();
        rows.iter().enumerate().filter_map(move |(at, row)| row.as_deref().map(|row| (Ref::new(start + at), row)))
    }

    /// How many records there are.
    pub fn count(&self) -> usize {
        self.rows.iter().flatten().count()
    }

    /// How many names there are, with those of records left out.
    pub fn names(&self) -> usize {
        self.rows.len()
    }

    /// The table without the records that `keep` refuses.
    pub fn retain(self, keep: impl Fn(Ref<T>, &T) -> bool) -> Self {
        let kept = |(at, row): (usize, Option<Arc<T>>)| row.filter(|row| keep(Ref::new(at), row));
        Table { rows: self.rows.into_iter().enumerate().map(kept).collect() }
    }

    /// The table with each record changed, or left out.
    pub fn filter_map(self, change: impl Fn(T) -> Option<T>) -> Self
    where
        T: Clone,
    {
        let changed = |row: Option<Arc<T>>| row.and_then(|row| change(Arc::unwrap_or_clone(row))).map(Arc::new);
        Table { rows: self.rows.into_iter().map(changed).collect() }
    }

    /// The partnership a record belongs to.
    pub fn owner(&self, at: Ref<T>) -> Option<Owner> {
        self.get(at).and_then(|row| row.head().owner)
    }
}

//! How does a rule reach every record, whatever its kind?

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::model::{Model, Visitor};
use crate::record::{Entity, Ref, Table};
use crate::source::FileId;

/// Does something with a record of any kind.
pub trait Each: Sync {
    /// Looks at one record.
    fn each<T: Entity>(&self, at: Ref<T>, record: &T);
}

/// Fewer records than this are not worth another thread.
const FEW: usize = 32;

struct Everywhere<'a, E> {
    looker: &'a E,
    /// Only the records in these files; none: all.
    files: Option<&'a BTreeSet<FileId>>,
}

impl<E: Each> Visitor for Everywhere<'_, E> {
    fn visit<T: Entity>(&mut self, _: usize, table: &Table<T>) {
        let is_wanted = |record: &T| self.files.is_none_or(|files| files.contains(&record.head().file()));
        let records: Vec<(Ref<T>, &T)> = table.iter().filter(|(_, record)| is_wanted(record)).collect();
        records.par_iter().with_min_len(FEW).for_each(|(at, record)| self.looker.each(*at, *record));
    }
}

/// Shows every record to `looker`, in parallel.
pub fn each(model: &Model, looker: &impl Each) {
    model.visit(&mut Everywhere { looker, files: None });
}

/// Shows the records in these files to `looker`, or all.
pub fn each_in(model: &Model, files: Option<&BTreeSet<FileId>>, looker: &impl Each) {
    model.visit(&mut Everywhere { looker, files });
}

/// The id of a record, also of one that could not be read.
pub fn id<T: Entity>(model: &Model, at: Ref<T>) -> &str {
    model.names.entries(&T::KIND).get(at.index()).map_or("", |entry| entry.key.id())
}

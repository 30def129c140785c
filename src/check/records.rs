//! How does a rule reach every record, whatever its kind?

use rayon::prelude::*;

use crate::model::{Model, Visitor};
use crate::record::{Entity, Ref, Table};

/// Does something with a record of any kind.
pub trait Each: Sync {
    /// Looks at one record.
    fn each<T: Entity>(&self, at: Ref<T>, record: &T);
}

/// Fewer records than this are not worth another thread.
const FEW: usize = 32;

struct Everywhere<'a, E>(&'a E);

impl<E: Each> Visitor for Everywhere<'_, E> {
    fn visit<T: Entity>(&mut self, _: usize, table: &Table<T>) {
        let records: Vec<(Ref<T>, &T)> = table.iter().collect();
        records.par_iter().with_min_len(FEW).for_each(|(at, record)| self.0.each(*at, *record));
    }
}

/// Shows every record to `looker`, in parallel.
pub fn each(model: &Model, looker: &impl Each) {
    model.visit(&mut Everywhere(looker));
}

/// The id of a record, also of one that could not be read.
pub fn id<T: Entity>(model: &Model, at: Ref<T>) -> &str {
    model.names.entries(&T::KIND).get(at.index()).map_or("", |entry| entry.key.id())
}

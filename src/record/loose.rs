//! Which texts belong to records that could not be read?
//!
//! A slip in a field of a record must not hide the slips in its text, so the texts of a record that
//! is left out are kept, to be judged as those of all others are.

use std::sync::{Mutex, PoisonError};

use super::{Body, Entity, Kind};
use crate::source::FileId;

/// The long texts of a record that could not be read.
#[derive(Clone, Debug)]
pub struct LooseTexts {
    /// The file that the record stands in.
    pub file: FileId,
    /// The kind of the record.
    pub kind: Kind,
    /// The texts, the one of its own file first.
    pub bodies: Vec<Body>,
    /// The id of a heading in them.
    pub heading_id: fn(&str) -> String,
}

/// Collects loose texts while content is read, by several threads in any order.
#[derive(Debug, Default)]
pub struct Loose(Mutex<Vec<LooseTexts>>);

impl Loose {
    /// Adds the texts of a record of kind `T`.
    pub fn add<T: Entity>(&self, file: FileId, bodies: Vec<Body>) {
        let texts = LooseTexts { file, kind: T::KIND, bodies, heading_id: T::heading_id };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(texts);
    }

    /// All texts, in order of file and place.
    pub fn settle(self) -> Vec<LooseTexts> {
        let mut texts = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let first = |texts: &LooseTexts| texts.bodies.iter().flat_map(|body| &body.0).map(|part| part.place).next();
        texts.sort_by_key(|texts| (texts.file, first(texts)));
        texts
    }
}

/// Takes the Markdown in the fields of one record while it is read.
#[derive(Debug, Default)]
pub struct Taken(Mutex<Vec<Body>>);

impl Taken {
    /// Adds a text.
    pub fn add(&self, body: &Body) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(body.clone());
    }

    /// All texts so far, in the order in which they were read.
    pub fn all(&self) -> Vec<Body> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

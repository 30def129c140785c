//! What does the reader of a record know about its surroundings?

use super::{Languages, Names, Noted, Owner, Taken, Vocabularies};
use crate::read;
use crate::source::Sources;

/// The surroundings of a record.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// All files.
    pub sources: &'a Sources,
    /// All names.
    pub names: &'a Names,
    /// All terms.
    pub vocabularies: &'a Vocabularies,
    /// The languages that texts may have here.
    pub languages: &'a Languages,
    /// The partnership whose record it is.
    pub owner: Option<Owner>,
    /// The folder that references to files start from, with its closing `/`.
    pub folder: &'a str,
    /// Takes the texts that can be translated, where somebody wants to know them.
    pub noted: Option<&'a Noted>,
    /// Takes the Markdown in the fields of the record.
    pub taken: Option<&'a Taken>,
}

/// The fields of a record.
pub type Fields<'a> = read::Fields<'a, Scope<'a>>;
/// A value of a record.
pub type Given<'a, 's> = read::Given<'a, 's, Scope<'a>>;

//! How are TOML, front matter and CSV rows taken apart so that every slip is reported?

mod csv;
mod fields;
mod front_matter;
mod toml;
mod value;

pub use csv::{Cells, Dialect, Row, cell_place, cells};
pub use fields::{Fields, all as fields_all, nameless};
pub use front_matter::{FrontMatter, split};
pub use toml::{parse, slots};
pub use value::{FromValue, Given, Slot, Value};

use crate::report::Report;
use crate::source::{FileId, Place};

/// What every value of one file is read with: where it stands, where slips go, and `scope`, what
/// the surrounding stage knows (names, languages).
#[derive(Clone, Copy, Debug)]
pub struct Input<'a, X> {
    /// Collects the slips.
    pub report: &'a Report,
    /// The file.
    pub file: FileId,
    /// Byte of the file at which the text begins that spans are counted in.
    pub offset: usize,
    /// How numbers are written in it.
    pub dialect: Dialect,
    /// What the surrounding stage knows.
    pub scope: X,
}

impl<X> Input<'_, X> {
    /// The place of a span.
    pub fn place(&self, span: std::ops::Range<usize>) -> Place {
        Place::new(self.file, span.start + self.offset..span.end + self.offset)
    }
}

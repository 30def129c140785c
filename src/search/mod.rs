//! How do words lead to pages, on a site without a server that searches?
//!
//! An index is a handful of small files, of which a browser fetches what one question needs:
//!
//! - `names` and `texts`: words in order, each with the pages that bear it in their title, or elsewhere.
//!   Both lie in parts; which part begins with which word is known beforehand, so that all words with
//!   the same beginning lie in one part or in a few neighbours.
//! - `pages`: what is shown of a page that was found, so many pages in each part.
//!
//! Words are folded alike here and in the theme's `words.js`: see [`words`].

mod index;
mod postings;
pub mod words;

pub use index::{Gathered, Index, Shares};

/// What a page is found by.
#[derive(Clone, Copy, Debug, Default)]
pub struct Entry<'t> {
    /// Its title, and another name.
    pub title: [&'t str; 2],
    /// One or two sentences.
    pub summary: &'t str,
    /// Everything else.
    pub rest: [&'t str; 3],
}

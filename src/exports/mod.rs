//! Which machine files are there?

mod charts;
mod colours;
mod data;
mod figures;
pub mod headers;
mod lists;
mod observations;
mod registers;
mod robots;
mod search;
mod sitemap;

use crate::pages::Site;

/// A machine file.
pub struct Export {
    /// Its address from the site's root.
    pub path: String,
    /// Which part of a file that is split.
    pub part: usize,
    /// Writes it.
    pub write: fn(&Site<'_>, usize, &mut Vec<u8>),
}

impl std::fmt::Debug for Export {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Export").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Every machine file.
const EXPORTS: &[fn(&Site<'_>) -> Vec<Export>] = &[
    robots::files,
    headers::files,
    sitemap::files,
    colours::files,
    observations::files,
    figures::files,
    registers::files,
    charts::files,
    lists::files,
    search::files,
];

/// All machine files of a site, in a fixed order.
pub fn all(site: &Site<'_>) -> Vec<Export> {
    EXPORTS.iter().flat_map(|files| files(site)).collect()
}

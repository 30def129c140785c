//! Which machine files are there?

mod charts;
mod colours;
mod data;
mod figures;
pub mod headers;
mod lists;
mod observations;
mod out;
mod registers;
mod robots;
mod search;
mod sitemap;

pub use out::Out;

use crate::pages::Site;

/// A machine file.
pub struct Export {
    /// Its address from the site's root.
    pub path: String,
    /// Which part of a file that is split.
    pub part: usize,
    /// Writes it.
    pub write: Write,
}

/// Writes a part of a file.
pub type Write = fn(&Site<'_>, usize, &mut Out<'_>);

impl Export {
    /// Writes the file.
    pub fn write(&self, site: &Site<'_>, out: &mut Out<'_>) {
        (self.write)(site, self.part, out);
    }
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

/// Endings of machine files; the one of headers has none.
const ENDINGS: [&str; 7] = ["", "txt", "xml", "css", "csv", "json", "svg"];

/// Could a machine file have this address? Told by its ending, since it takes long to find all machine files of
/// a large site.
pub fn could_be(address: &str) -> bool {
    let name = address.rsplit('/').next().unwrap_or(address);
    ENDINGS.contains(&name.rsplit_once('.').map_or("", |(_, ending)| ending))
}

/// All machine files of a site, in a fixed order.
pub fn all(site: &Site<'_>) -> Vec<Export> {
    EXPORTS.iter().flat_map(|files| files(site)).collect()
}

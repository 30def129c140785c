//! What may search engines read?

use super::{Export, Out};
use crate::pages::Site;

/// The file.
pub fn files(_: &Site<'_>) -> Vec<Export> {
    vec![Export { path: "robots.txt".to_owned(), part: 0, write }]
}

fn write(site: &Site<'_>, _: usize, out: &mut Out<'_>) {
    let sitemap = site.plan.addresses.absolute("sitemap.xml");
    out.extend_from_slice(format!("User-agent: *\nAllow: /\nSitemap: {sitemap}\n").as_bytes());
}

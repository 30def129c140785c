//! Which pages should search engines know? (sitemaps.org, version 0.9)

use quick_xml::escape::escape;

use super::Export;
use crate::pages::{Site, is_listed};
use crate::record::Lang;

/// Most addresses in one file.
const MOST: usize = 50_000;

/// One file, or an index and its parts where there are too many addresses.
pub fn files(site: &Site<'_>) -> Vec<Export> {
    let most = site.plan.pages.len() * site.config.pages_in.all.len();
    if most <= MOST {
        return vec![Export { path: "sitemap.xml".to_owned(), part: 0, write }];
    }
    let index = Export { path: "sitemap.xml".to_owned(), part: 0, write: write_index };
    let parts = (0..most.div_ceil(MOST)).map(|part| Export { path: part_path(part), part, write });
    std::iter::once(index).chain(parts).collect()
}

fn part_path(part: usize) -> String {
    format!("sitemap-{}.xml", part + 1)
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

fn write(site: &Site<'_>, part: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("{HEAD}<urlset xmlns=\"{NAMESPACE}\">\n").as_bytes());
    let addresses = &site.plan.addresses;
    let languages = &site.config.pages_in.all;
    let all = site.plan.pages.iter().flat_map(|page| languages.iter().map(move |lang: &Lang| (page, *lang)));
    for (page, lang) in all.skip(part * MOST).take(MOST).filter(|(page, lang)| is_listed(site, page, *lang)) {
        let url = addresses.absolute(&addresses.in_language(&page.path, lang));
        out.extend_from_slice(b"<url><loc>");
        out.extend_from_slice(escape(&url).as_bytes());
        out.extend_from_slice(b"</loc></url>\n");
    }
    out.extend_from_slice(b"</urlset>\n");
}

fn write_index(site: &Site<'_>, _: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("{HEAD}<sitemapindex xmlns=\"{NAMESPACE}\">\n").as_bytes());
    for export in files(site).into_iter().skip(1) {
        let url = site.plan.addresses.absolute(&export.path);
        out.extend_from_slice(format!("<sitemap><loc>{}</loc></sitemap>\n", escape(&url)).as_bytes());
    }
    out.extend_from_slice(b"</sitemapindex>\n");
}

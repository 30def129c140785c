//! Which pages should search engines know? (sitemaps.org, version 0.9)

use quick_xml::escape::escape;

use super::{Export, Out};
use crate::pages::{Site, is_listed};
use crate::plan::Page;
use crate::record::Lang;

/// Most addresses in one file, those in other languages included.
const MOST: usize = 50_000;

/// One file, or an index and its parts where there are too many addresses.
pub fn files(site: &Site<'_>) -> Vec<Export> {
    let most = site.plan.pages.len() * site.config.pages_in.all.len();
    let in_file = in_file(site);
    if most <= in_file {
        return vec![Export { path: "sitemap.xml".to_owned(), part: 0, write }];
    }
    let index = Export { path: "sitemap.xml".to_owned(), part: 0, write: write_index };
    let parts = (0..most.div_ceil(in_file)).map(|part| Export { path: part_path(part), part, write });
    std::iter::once(index).chain(parts).collect()
}

/// Most pages in one file: each is named with all its languages, and a file may have 50 MB.
fn in_file(site: &Site<'_>) -> usize {
    match site.config.pages_in.all.len() {
        0 | 1 => MOST,
        languages => MOST / languages,
    }
}

fn part_path(part: usize) -> String {
    format!("sitemap-{}.xml", part + 1)
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
/// What links to other languages need.
const LINKS: &str = " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"";

fn write(site: &Site<'_>, part: usize, out: &mut Out<'_>) {
    let links = if site.config.pages_in.all.len() > 1 { LINKS } else { "" };
    out.extend_from_slice(format!("{HEAD}<urlset xmlns=\"{NAMESPACE}\"{links}>\n").as_bytes());
    let addresses = &site.plan.addresses;
    let languages = &site.config.pages_in.all;
    let all = site.plan.pages.iter().flat_map(|page| languages.iter().map(move |lang: &Lang| (page, *lang)));
    let in_file = in_file(site);
    // The languages of a page follow each other: what is written of them is written once.
    let mut alternates = (None, String::new());
    for (page, lang) in all.skip(part * in_file).take(in_file).filter(|(page, lang)| is_listed(site, page, *lang)) {
        if alternates.0 != Some(&page.path) {
            alternates = (Some(&page.path), alternates_of(site, page));
        }
        let url = addresses.absolute(&addresses.in_language(&page.path, lang));
        out.extend_from_slice(b"<url><loc>");
        out.extend_from_slice(escape(&url).as_bytes());
        out.extend_from_slice(b"</loc>");
        out.extend_from_slice(alternates.1.as_bytes());
        out.extend_from_slice(b"</url>\n");
    }
    out.extend_from_slice(b"</urlset>\n");
}

/// A page in all the languages it is translated into, its own included; nothing where there is one.
fn alternates_of(site: &Site<'_>, page: &Page) -> String {
    let addresses = &site.plan.addresses;
    let listed = site.config.pages_in.all.iter().filter(|lang| is_listed(site, page, **lang));
    let link = |lang: &Lang| {
        let url = addresses.absolute(&addresses.in_language(&page.path, *lang));
        format!("<xhtml:link rel=\"alternate\" hreflang=\"{lang}\" href=\"{}\"/>", escape(&url))
    };
    let mut links: Vec<String> = listed.map(link).collect();
    if links.len() < 2 {
        return String::new();
    }
    // The root leads to the default language: it is for everybody else.
    if page.path.is_empty() {
        let url = addresses.absolute("");
        links.push(format!("<xhtml:link rel=\"alternate\" hreflang=\"x-default\" href=\"{}\"/>", escape(&url)));
    }
    links.concat()
}

fn write_index(site: &Site<'_>, _: usize, out: &mut Out<'_>) {
    out.extend_from_slice(format!("{HEAD}<sitemapindex xmlns=\"{NAMESPACE}\">\n").as_bytes());
    for export in files(site).into_iter().skip(1) {
        let url = site.plan.addresses.absolute(&export.path);
        out.extend_from_slice(format!("<sitemap><loc>{}</loc></sitemap>\n", escape(&url)).as_bytes());
    }
    out.extend_from_slice(b"</sitemapindex>\n");
}

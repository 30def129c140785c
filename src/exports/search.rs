//! What does a browser need to search the site?
//!
//! All files lie beside the search page of each language. `index.json` is read first: it tells how
//! many pages are found, with which number each sort of pages begins, and with which word each part of
//! the words. `names/<n>.json` and `texts/<n>.json` hold pages by word: see [`crate::search`];
//! `pages/<n>.json` what is shown of a page.

use serde::Serialize;

use super::{Export, Out, Write};
use crate::pages::{Cx, Site, found};
use crate::plan::Addresses;
use crate::search::{Index, Shares};

/// All files, in every language.
pub fn files(site: &Site<'_>) -> Vec<Export> {
    let languages = site.config.pages_in.all.iter().enumerate();
    languages
        .filter_map(|(at, lang)| Some((at, site.cx(*lang, "")?)))
        .flat_map(|(at, cx)| of_language(&cx, at))
        .collect()
}

/// Places of a part: the number of the file, the position of the language.
const LANGUAGES: usize = 1 << 8;

fn of_language(cx: &Cx<'_>, lang: usize) -> Vec<Export> {
    let shares = found::shares(cx);
    let file = |(name, number, write): (&str, usize, Write)| Export {
        path: cx.site.plan.addresses.in_language(&Addresses::of_search(name), cx.lang),
        part: number * LANGUAGES + lang,
        write,
    };
    let index = file(("index.json", 0, about));
    let parts = |folder: &'static str, count: usize, write: Write| {
        (0..count).map(move |number| file((&format!("{folder}/{number}.json"), number, write))).collect::<Vec<_>>()
    };
    let names = parts("names", shares.names, names);
    let texts = parts("texts", shares.texts, texts);
    let pages = parts("pages", shares.pages, pages);
    std::iter::once(index).chain(names).chain(texts).chain(pages).collect()
}

#[derive(Serialize)]
struct About<'a> {
    /// Another content has another number.
    print: String,
    pages: usize,
    in_part: usize,
    sorts: Vec<SortView<'a>>,
    names: Vec<&'a str>,
    texts: Vec<&'a str>,
}

/// A sort of pages.
#[derive(Serialize)]
struct SortView<'a> {
    id: &'a str,
    name: &'a str,
    /// The number of its first page.
    from: usize,
    /// How much its pages are preferred.
    weight: f32,
}

fn about(site: &Site<'_>, part: usize, out: &mut Out<'_>) {
    let Some((cx, index)) = surroundings(site, part) else { return };
    let pages = site.found();
    let about = About {
        print: format!("{:016x}", index.print),
        pages: pages.len(),
        in_part: Shares::in_part(pages.len()),
        sorts: sorts(&cx),
        names: index.names.iter().map(|part| &*part.first).collect(),
        texts: index.texts.iter().map(|part| &*part.first).collect(),
    };
    line(&about, out);
}

/// The sorts that have pages.
fn sorts<'a>(cx: &'a Cx<'_>) -> Vec<SortView<'a>> {
    let mut sorts: Vec<SortView<'a>> = Vec::new();
    let mut from = 0;
    for same in cx.site.found().chunk_by(|a, b| a.0 == b.0) {
        let sort = same.first().and_then(|(sort, _)| found::sorts().get(usize::from(*sort)));
        sorts.extend(sort.map(|sort| SortView {
            id: sort.id,
            name: cx.words.get(sort.word),
            from,
            weight: sort.weight,
        }));
        from += same.len();
    }
    sorts
}

fn names(site: &Site<'_>, part: usize, out: &mut Out<'_>) {
    words(site, part, |index, number| index.names.get(number).map(|part| part.text.as_str()), out);
}

fn texts(site: &Site<'_>, part: usize, out: &mut Out<'_>) {
    words(site, part, |index, number| index.texts.get(number).map(|part| part.text.as_str()), out);
}

fn words(site: &Site<'_>, part: usize, text: fn(&Index, usize) -> Option<&str>, out: &mut Out<'_>) {
    let Some((_, index)) = surroundings(site, part) else { return };
    out.extend_from_slice(text(index, part / LANGUAGES).unwrap_or("").as_bytes());
}

fn pages(site: &Site<'_>, part: usize, out: &mut Out<'_>) {
    let Some(cx) = language(site, part) else { return };
    out.extend_from_slice(b"[\n");
    for (at, hit) in found::part(&cx, part / LANGUAGES).iter().enumerate() {
        out.extend_from_slice(if at == 0 { b"" } else { b"," });
        line(hit, out);
    }
    out.extend_from_slice(b"]\n");
}

fn line<T: Serialize>(value: &T, out: &mut Out<'_>) {
    // Texts and numbers can always be written.
    let _ = serde_json::to_writer(&mut *out, value);
    out.extend_from_slice(b"\n");
}

fn language<'s>(site: &'s Site<'_>, part: usize) -> Option<Cx<'s>> {
    site.cx(*site.config.pages_in.all.get(part % LANGUAGES)?, "")
}

fn surroundings<'s>(site: &'s Site<'_>, part: usize) -> Option<(Cx<'s>, &'s Index)> {
    let cx = language(site, part)?;
    let index = cx.search_index()?;
    Some((cx, index))
}

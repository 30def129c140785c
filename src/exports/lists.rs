//! What do the scripts of lists on many pages fetch?
//!
//! For each facet the values of all rows, and the words of the rows in parts: each as a small file, so
//! that a visitor loads no more than was asked for, however long the list is. Rows themselves are taken
//! from the pages of the list.

use serde_json::json;

use super::{Export, Out};
use crate::pages::{Keywords, LongList, Site, long_lists};
use crate::plan::Addresses;

/// Places of a part: the page, the position of the language, the number of the file.
const LANGUAGES: usize = 1 << 8;
const FILES: usize = 1 << 10;

/// The files of every list on many pages.
pub fn files(site: &Site<'_>) -> Vec<Export> {
    long_lists(site).iter().flat_map(|list| of_list(site, list)).collect()
}

fn of_list(site: &Site<'_>, list: &LongList) -> Vec<Export> {
    let (mut files, facets) = (Vec::new(), list.facets(site));
    for (lang, at) in site.config.pages_in.all.iter().take(LANGUAGES).zip(0..) {
        let address = site.plan.addresses.in_language(&list.path, *lang);
        let part = |number: usize| (list.page * LANGUAGES + at) * FILES + number;
        let file = |name: &str| Addresses::beside_list(&address, name);
        files.extend(facets.iter().map(|(number, name)| Export {
            path: file(&format!("{name}.json")),
            part: part(*number),
            write: facet,
        }));
        files.extend((0..Keywords::parts(list.rows)).map(|number| Export {
            path: file(&format!("words-{number}.json")),
            part: part(number),
            write: words,
        }));
    }
    files
}

fn facet(site: &Site<'_>, part: usize, out: &mut Out<'_>) {
    let Some((list, cx)) = list(site, part) else { return };
    if let Some((sets, rows)) = list.facet(&cx, part % FILES) {
        out.extend_from_slice(json!({ "sets": sets, "rows": rows }).to_string().as_bytes());
    }
}

fn words(site: &Site<'_>, part: usize, out: &mut Out<'_>) {
    let Some((list, cx)) = list(site, part) else { return };
    list.words(&cx, part % FILES, |words| out.extend_from_slice(words.as_bytes()));
}

fn list<'s>(site: &'s Site<'_>, part: usize) -> Option<(LongList, crate::pages::Cx<'s>)> {
    let lang = site.config.pages_in.all.get(part / FILES % LANGUAGES)?;
    Some((LongList::of(site, part / FILES / LANGUAGES)?, site.cx(*lang, "")?))
}

//! What do visitors see of the facets of a list?

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;
use tera::Value;

use super::super::Cx;
use super::super::view::{Link, Text};
use super::long::is_shown;
use super::{Column, FEWEST, Facet, Values, WHOLE, of_kind, unpacked};
use crate::plan::{Addresses, ItemRef};
use crate::record::{Kind, Owner, Ref};

/// Facets that are open from the start.
const OPEN: usize = 4;
/// Values of a facet that are always shown; one more is no reason to hide any.
const SHOWN: usize = 6;

/// The filters of a list.
#[derive(Clone, Debug, Serialize)]
pub struct FiltersView {
    /// Facets, as pieces that are placed.
    pub groups: Vec<Value>,
    /// The plural forms of what is listed, as a JSON object.
    pub forms: String,
    /// Of a list on many pages: their addresses, with `{n}` for the number; else empty.
    pub pages: String,
    /// Where the files of a list on many pages lie; else empty.
    pub files: String,
    /// How many rows there are.
    pub rows: String,
}

/// One facet.
#[derive(Serialize)]
struct FacetView {
    id: &'static str,
    title: Text,
    open: bool,
    /// Has any value a page?
    linked: bool,
    values: Vec<ValueView>,
    more: Vec<ValueView>,
    all: String,
    sets: String,
    rows: String,
}

/// One value of a facet.
#[derive(Serialize)]
struct ValueView {
    /// As in addresses; empty where the value has a page, whose address ends on it.
    key: String,
    text: String,
    lang: String,
    href: String,
    count: String,
}

/// The filters of a list of a kind at a path, unless it is short or its rows are all alike.
pub fn filters(cx: &Cx<'_>, kind: &Kind, owner: Option<Owner>, path: &str, items: &[ItemRef]) -> Option<FiltersView> {
    if items.len() < FEWEST {
        return None;
    }
    let is_whole = items.len() <= WHOLE;
    let columns: Vec<(&Facet, Column)> = match is_whole {
        true => of_kind(kind.folder).iter().map(|facet| (facet, Column::of(cx.site, facet, items))).collect(),
        false => of_kind(kind.folder).par_iter().map(|facet| (facet, Column::of(cx.site, facet, items))).collect(),
    };
    let mut groups: Vec<Value> = Vec::new();
    for (facet, column) in columns.iter().filter(|(facet, column)| is_shown(column, facet)) {
        let order = column.counted(facet.order);
        let view = facet_view(cx, facet, owner, (column, &order), is_whole, groups.len() < OPEN);
        groups.push(cx.piece("fragments/facet.html", "facet", &view));
    }
    let address = cx.site.plan.addresses.in_language(path, cx.lang);
    let only_long = |text: String| if is_whole { String::new() } else { text };
    (!groups.is_empty()).then(|| FiltersView {
        groups,
        forms: forms(cx, kind),
        pages: only_long(Addresses::any_part(&address)),
        files: only_long(Addresses::beside_list(&address, "")),
        rows: items.len().to_string(),
    })
}

fn facet_view(
    cx: &Cx<'_>,
    facet: &Facet,
    owner: Option<Owner>,
    (column, order): (&Column, &[(u32, usize)]),
    is_whole: bool,
    open: bool,
) -> FacetView {
    let mut values: Vec<ValueView> =
        order.iter().map(|(value, count)| view(cx, facet, owner, *value, *count)).collect();
    let more = if values.len() > SHOWN + 1 { values.split_off(SHOWN) } else { Vec::new() };
    FacetView {
        id: facet.name,
        title: title(cx, facet),
        open,
        linked: values.iter().any(|value| !value.href.is_empty()),
        all: cx.words.fill("filter_all", &[("n", &cx.words.whole(order.len()))]),
        sets: if is_whole { column.sets(order) } else { String::new() },
        rows: if is_whole { column.rows() } else { String::new() },
        values,
        more,
    }
}

/// The name of a facet.
pub fn title(cx: &Cx<'_>, facet: &Facet) -> Text {
    Cx::own(cx.words.get(facet.title))
}

fn view(cx: &Cx<'_>, facet: &Facet, owner: Option<Owner>, value: u32, count: usize) -> ValueView {
    let (key, link) = value_of(cx, facet, owner, value);
    let is_told = link.href.trim_end_matches('/').rsplit('/').next() == Some(&key);
    let key = if is_told { String::new() } else { key };
    ValueView { key, text: link.text, lang: link.lang, href: link.href, count: cx.words.whole(count) }
}

/// A value as it stands in addresses, and as visitors read it with the page that it leads to.
pub fn value_of(cx: &Cx<'_>, facet: &Facet, owner: Option<Owner>, value: u32) -> (String, Link) {
    match facet.values {
        Values::Terms(vocabulary) => term_of(cx, vocabulary, facet.taxonomy, owner, value),
        Values::Areas => {
            let (id, link) = term_of(cx, "countries", facet.taxonomy, owner, value);
            let wide = || Link { text: cx.words.get("eu_wide").to_owned(), lang: String::new(), ..link.clone() };
            if id == "EU" { (id, wide()) } else { (id, link) }
        }
        Values::Regions => {
            let code = unpacked(value);
            let text = cx.region(&code);
            (code, Link { text, ..Link::default() })
        }
        Values::Partnerships => {
            let partnership = cx.site.portal.model.partnerships.get(Ref::new(value as usize));
            let id = partnership.map_or("", |partnership| partnership.head.key.id());
            let link = partnership.map(|partnership| {
                let name = super::super::partnership::short_name(cx, partnership);
                Link { text: name.text, lang: name.lang, ..cx.record(partnership) }
            });
            (id.to_owned(), link.unwrap_or_default())
        }
        Values::Years => (value.to_string(), Link { text: value.to_string(), ..Link::default() }),
        Values::Time => {
            let (key, word) = if value == 0 { ("upcoming", "heading_upcoming") } else { ("past", "heading_past") };
            (key.to_owned(), Link { text: cx.words.get(word).to_owned(), ..Link::default() })
        }
    }
}

/// A term of a vocabulary.
fn term_of(
    cx: &Cx<'_>,
    vocabulary: &'static str,
    taxonomy: &'static str,
    owner: Option<Owner>,
    value: u32,
) -> (String, Link) {
    let vocabularies = &cx.site.portal.model.vocabularies;
    let terms = vocabularies.get(vocabulary);
    let entry = u16::try_from(value).ok().and_then(|at| terms?.entry(at));
    let id = entry.map_or("", |entry| &entry.id);
    (id.to_owned(), cx.id_link(vocabulary, id, taxonomy, owner))
}

/// "{n} partnership" and so on, for a script.
fn forms(cx: &Cx<'_>, kind: &Kind) -> String {
    serde_json::to_string(&cx.words.forms(kind.folder).collect::<BTreeMap<_, _>>()).unwrap_or_default()
}

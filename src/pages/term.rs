//! What does the page of a term show?

use serde::Serialize;
use tera::Value;

use super::list::{list_path, pager, slice, titled};
use super::structured::{self, Thing};
use super::taxonomy::{self, Taxonomy};
use super::view::{Group, Link, Pager, Text};
use super::{Cx, Shown, kind_of, trail};
use crate::plan::{ItemRef, PER_PAGE, Page};
use crate::record::{Owner, TermEntry};

#[derive(Serialize)]
struct TermView {
    heading: String,
    lead: String,
    count: String,
    items: Vec<Value>,
    groups: Vec<Group>,
    pager: Option<Pager>,
    empty: String,
    description: Option<Text>,
    broader: Option<Link>,
    sisters: Value,
    taxonomy: Link,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, page: &Page, taxonomy: &Taxonomy) -> Option<Shown> {
    let vocabulary = cx.site.portal.model.vocabularies.get(taxonomy.name)?;
    let entry = vocabulary.entry(page.subject.term)?;
    let owner = page.subject.owner;
    let items = cx.list(page.subject.list);
    let label = cx.label(taxonomy.name, &entry.id);
    let list = Link {
        text: taxonomy::title(cx, taxonomy.name),
        href: cx.list_href(owner, taxonomy.name).unwrap_or_default(),
        ..Link::default()
    };
    let sisters = || {
        let terms = taxonomy::counted(cx, page.subject, vocabulary).into_iter().map(|(_, term)| term);
        Value::from_serializable(&terms.filter(|term| !term.href.is_empty()).collect::<Vec<_>>())
    };
    let view = TermView {
        heading: label.text.clone(),
        lead: String::new(),
        count: counts(cx, items),
        items: Vec::new(),
        groups: by_kind(cx, items, page.subject.part),
        pager: pager(cx, list_path(page), items.len().div_ceil(PER_PAGE), page.subject.part),
        empty: cx.words.get("empty_term").to_owned(),
        description: entry.description.as_ref().map(|description| taxonomy::description_text(cx, description)),
        broader: broader(cx, taxonomy.name, entry, owner),
        sisters: cx.terms(owner, page.subject.taxonomy, sisters),
        taxonomy: list.clone(),
    };
    let set = Thing::new("DefinedTermSet").text("name", &list.text).text("url", &structured::url(cx, &list.href));
    let thing = Thing::new("DefinedTerm")
        .text("name", &label.text)
        .text("termCode", &entry.id)
        .optional("description", view.description.as_ref().map(|description| &description.text))
        .thing("inDefinedTermSet", set);
    let title = Text { text: titled(cx, label.text, page.subject.part), lang: label.lang };
    let description = view.description.clone().map(|description| description.text).unwrap_or_default();
    let mut shown = Shown::words(cx, "", owner, view).about(thing);
    shown.crumbs = trail(cx, owner);
    shown.crumbs.push(list);
    shown.nav = cx.list_href(owner, "commitments").unwrap_or_default();
    shown.title = title;
    shown.description = description;
    Some(shown)
}

/// The principle of a category.
fn broader(cx: &Cx<'_>, name: &str, entry: &TermEntry, owner: Option<Owner>) -> Option<Link> {
    match name {
        "categories" => {
            entry.attribute("principle").map(|principle| cx.id_link("principles", principle, "principles", owner))
        }
        _ => None,
    }
}

/// How many records of each kind.
fn counts(cx: &Cx<'_>, items: &[ItemRef]) -> String {
    let counted = chunks(items).map(|(folder, chunk)| cx.words.count(folder, chunk.len()));
    counted.collect::<Vec<_>>().join(" · ")
}

fn chunks(items: &[ItemRef]) -> impl Iterator<Item = (&'static str, &[ItemRef])> {
    let chunks = items.chunk_by(|a, b| a.kind == b.kind);
    chunks.filter_map(|chunk| Some((kind_of(*chunk.first()?)?.folder, chunk)))
}

/// The items on one page under the names of their kinds, where there are several kinds in all.
fn by_kind(cx: &Cx<'_>, items: &[ItemRef], part: u32) -> Vec<Group> {
    let group = |(folder, chunk): (&str, &[ItemRef])| Group {
        title: cx.words.get(&format!("heading_{folder}")).to_owned(),
        href: folder.to_owned(),
        count: String::new(),
        items: cx.items(chunk.iter().copied()),
    };
    chunks(slice(items, PER_PAGE, part)).map(group).collect()
}

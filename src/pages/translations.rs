//! What does the page show on how much is translated? It is there where `site.toml` asks for it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::view::Link;
use super::{Cx, PARTNERSHIP, Shown, trail};
use crate::check::Portal;
use crate::model::membership::Membership;
use crate::model::{KINDS, Visitor};
use crate::plan::{Page, Planner, Subject, Taken};
use crate::record::{Entity, Key, Lang, Owner, Ref, Table};
use crate::translate::{self, Count, State, Text};

/// Name of the page and of its template.
pub const PAGE: &str = "translations";

/// Plans the page of the catalogue, and that of each partnership.
pub fn plan(portal: &Portal, planner: &mut Planner<'_>) {
    if !planner.translations {
        return;
    }
    let path = planner.plan.addresses.list(None, PAGE).filter(|_| planner.plan.addresses.home().is_none());
    if let Some(path) = path {
        planner.page(path, PAGE, Subject::default(), None);
    }
    super::plan_for_each_partnership(portal, PAGE, PAGE, planner);
}

/// What a text belongs to: a record of a kind, or (none) the site as a whole.
type Subjected = Option<(usize, usize)>;

/// How far everything that is published is: by partnership, record and language.
#[derive(Debug, Default)]
pub struct Translated(BTreeMap<(Option<Owner>, Subjected), BTreeMap<Lang, Count>>);

impl Translated {
    /// Counts every text of what is published.
    pub fn of(cx: &Cx<'_>) -> Self {
        let mut translated = Translated::default();
        for text in translate::texts(cx.site.sources) {
            let Some(key) = belongs(cx, &text) else { continue };
            let counts = translated.0.entry(key).or_default();
            for lang in text.wanted().filter(|lang| cx.site.config.pages_in.contains(*lang)) {
                let state = if text.target(lang).is_some() { State::Complete } else { State::Missing };
                counts.entry(lang).or_default().add(state);
            }
        }
        translated
    }

    /// Of all rows that `wanted` accepts, one sum.
    fn sum(&self, wanted: impl Fn(Option<Owner>) -> bool) -> BTreeMap<Lang, Count> {
        let mut sum: BTreeMap<Lang, Count> = BTreeMap::new();
        let rows = self.0.iter().filter(|((owner, _), _)| wanted(*owner));
        for (lang, count) in rows.flat_map(|(_, counts)| counts) {
            sum.entry(*lang).or_default().join(*count);
        }
        sum
    }
}

/// Whose text it is; nothing for what is not published.
fn belongs(cx: &Cx<'_>, text: &Text) -> Option<(Option<Owner>, Subjected)> {
    let home = cx.site.plan.addresses.home();
    let Some((kind, at)) = text.at else { return Some((home, None)) };
    let entry = cx.site.portal.model.names.entries(KINDS.get(kind)?).get(at)?;
    find(cx, kind, at)?;
    let partnership = KINDS.iter().position(|kind| *kind == PARTNERSHIP)?;
    let own = |at: usize| u32::try_from(at).ok().map(Owner);
    let (owner, record) = match KINDS.get(kind) {
        Some(kind) if *kind == PARTNERSHIP => (own(at), (partnership, at)),
        // A membership has no page; what is said of it stands on those of the partnership.
        Some(kind) if *kind == Membership::KIND => (entry.owner, (partnership, entry.owner?.index())),
        _ => (entry.owner, (kind, at)),
    };
    Some((owner.or(home), Some(record)))
}

/// Finds the record of a kind at a position.
struct Finder<'a> {
    cx: &'a Cx<'a>,
    kind: usize,
    at: usize,
    found: Option<(Key, Link)>,
}

impl Visitor for Finder<'_> {
    fn visit<T: Entity>(&mut self, kind: usize, table: &Table<T>) {
        if kind == self.kind {
            let record = table.get(Ref::new(self.at));
            self.found = record.map(|record| (record.head().key.clone(), self.cx.record(record)));
        }
    }
}

/// A published record: its key, and the link to it.
fn find(cx: &Cx<'_>, kind: usize, at: usize) -> Option<(Key, Link)> {
    let mut finder = Finder { cx, kind, at, found: None };
    cx.site.portal.model.visit(&mut finder);
    finder.found
}

/// The link to a record; one that has no title of its own is called what its page is called.
fn link(cx: &Cx<'_>, kind: usize, at: usize) -> Option<Link> {
    let (key, link) = find(cx, kind, at)?;
    if !link.text.is_empty() {
        return Some(link);
    }
    let Some(Taken::Page(page)) = cx.site.plan.find(&cx.site.plan.addresses.record(&key)?) else { return Some(link) };
    let title = super::show(cx, cx.site.plan.page(page)?)?.title;
    Some(Link { text: title.text, lang: title.lang, ..link })
}

#[derive(Serialize)]
struct LanguageView {
    lang: String,
    name: String,
}

#[derive(Serialize)]
struct RowView {
    name: Link,
    shares: Vec<String>,
}

#[derive(Serialize)]
struct TranslationsView {
    subject: String,
    languages: Vec<LanguageView>,
    rows: Vec<RowView>,
    all: Vec<String>,
}

/// What is translated, counted once for all pages and languages.
pub fn counted<'a>(cx: &Cx<'a>) -> &'a Translated {
    // Not under the lock: who was faster has counted the same.
    if cx.site.translated.get().is_none() {
        let _ = cx.site.translated.set(Translated::of(cx));
    }
    cx.site.translated.get_or_init(Translated::default)
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, page: &Page) -> Option<Shown> {
    let translated = counted(cx);
    let owner = page.subject.owner;
    let (subject, rows, all) = match owner {
        Some(own) => ("page", pages(cx, translated, own), translated.sum(|owner| owner == Some(own))),
        None => ("partnership", partnerships(cx, translated), translated.sum(|_| true)),
    };
    let name = |lang: &Lang| LanguageView { lang: lang.to_string(), name: super::layout::autonym(cx, *lang) };
    let view = TranslationsView {
        subject: cx.words.get(subject).to_owned(),
        languages: cx.site.config.pages_in.all.iter().map(name).collect(),
        rows,
        all: shares(cx, &all),
    };
    let mut shown =
        Shown::words(cx, cx.words.get("heading_translations"), owner, tera::Value::from_serializable(&view));
    shown.description = cx.words.get("translations_lead").to_owned();
    shown.crumbs = trail(cx, owner);
    shown.nav = cx.list_href(owner, PAGE).unwrap_or_default();
    Some(shown)
}

/// The site as a whole.
fn site(cx: &Cx<'_>) -> Link {
    cx.link(cx.text(&cx.site.config.title, None), Some(String::new()))
}

/// The catalogue's own texts first, then each partnership with all that belongs to it.
fn partnerships(cx: &Cx<'_>, translated: &Translated) -> Vec<RowView> {
    let catalogue = RowView { name: site(cx), shares: shares(cx, &translated.sum(|owner| owner.is_none())) };
    let row = |(at, partnership): (Ref<_>, &crate::model::partnership::Partnership)| {
        let owner = u32::try_from(at.index()).ok().map(Owner)?;
        let href = cx.list_href(Some(owner), PAGE)?;
        Some(RowView {
            name: Link { href, ..cx.record(partnership) },
            shares: shares(cx, &translated.sum(|of| of == Some(owner))),
        })
    };
    let mut rows: Vec<RowView> = cx.site.portal.model.partnerships.iter().filter_map(row).collect();
    rows.sort_by_cached_key(|row| cx.words.sort_key(&row.name.text));
    std::iter::once(catalogue).chain(rows).collect()
}

/// Every page of a partnership.
fn pages(cx: &Cx<'_>, translated: &Translated, owner: Owner) -> Vec<RowView> {
    let own = translated.0.iter().filter(|((of, _), _)| *of == Some(owner));
    let row = |((_, subject), counts): (&(Option<Owner>, Subjected), &BTreeMap<Lang, Count>)| {
        let name = subject.map_or_else(|| Some(site(cx)), |(kind, at)| link(cx, kind, at))?;
        Some(RowView { name, shares: shares(cx, counts) })
    };
    let mut rows: Vec<RowView> = own.filter_map(row).collect();
    rows.sort_by_cached_key(|row| cx.words.sort_key(&row.name.text));
    rows
}

/// "71 %" in each language of the site; a dash where there is nothing to translate.
fn shares(cx: &Cx<'_>, counts: &BTreeMap<Lang, Count>) -> Vec<String> {
    let share = |count: &Count| cx.words.fill("percent_value", &[("n", &cx.words.whole(count.percent()))]);
    let cell = |lang: &Lang| counts.get(lang).map_or_else(|| "–".to_owned(), share);
    cx.site.config.pages_in.all.iter().map(cell).collect()
}

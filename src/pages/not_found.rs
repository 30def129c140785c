//! What does the page for unknown addresses show?

use serde::Serialize;

use super::view::Link;
use super::{Cx, Shown};
use crate::check::Portal;
use crate::plan::{Page, Planner, Subject};

/// The file at the root that servers show for unknown addresses.
pub const FILE: &str = "404.html";

/// Plans it.
pub fn plan(_: &Portal, planner: &mut Planner<'_>) {
    planner.page(FILE.to_owned(), "not-found", Subject::default(), None);
}

/// The same in another language: nobody knows in which language the missing page was.
#[derive(Serialize)]
struct LanguageView {
    lang: String,
    title: String,
    lead: String,
    search_label: String,
    search: Link,
    home: Link,
}

#[derive(Serialize)]
struct NotFoundView {
    links: Vec<Link>,
    languages: Vec<LanguageView>,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, _: &Page) -> Option<Shown> {
    let owner = cx.site.plan.addresses.home();
    let lists = [super::search::PAGE, "partnerships", "commitments", "organisations", "members", "news", "events"];
    let link = |name: &str| {
        let href = cx.list_href(owner, name).or_else(|| cx.list_href(None, name))?;
        Some(Link { text: cx.words.get(&format!("heading_{name}")).to_owned(), href, ..Link::default() })
    };
    let others = cx.site.config.pages_in.all.iter().filter(|lang| **lang != cx.lang);
    let languages = others.filter_map(|lang| cx.site.cx(*lang, FILE)).map(|other| language(&other));
    let view = NotFoundView { links: lists.into_iter().filter_map(link).collect(), languages: languages.collect() };
    let heading = cx.words.get("heading_not_found");
    let mut shown = Shown::words(cx, heading, None, view);
    shown.description = cx.words.get("not_found_lead").to_owned();
    Some(shown)
}

fn language(cx: &Cx<'_>) -> LanguageView {
    let word = |key: &str| cx.words.get(key).to_owned();
    let link = |key: &str, href: String| Link { text: word(key), href, ..Link::default() };
    LanguageView {
        lang: cx.lang.code().to_owned(),
        title: word("heading_not_found"),
        lead: word("not_found_lead"),
        search_label: word("search_label"),
        search: link("heading_search", cx.list_href(None, super::search::PAGE).unwrap_or_default()),
        home: link("go_home", cx.href("")),
    }
}

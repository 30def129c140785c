//! What does the search page show?
//!
//! A script finds pages; what it needs lies beside the page: see `exports/search.rs`. Without it there
//! are all topics with what is filed under them.

use serde::Serialize;

use super::view::Counted;
use super::{Cx, Shown, taxonomy, trail};
use crate::check::Portal;
use crate::plan::{Page, Planner, Subject};

/// The folder of the search page.
pub const PAGE: &str = "search";

/// Plans it: one for the whole site.
pub fn plan(_: &Portal, planner: &mut Planner<'_>) {
    if let Some(path) = planner.plan.addresses.list(None, PAGE) {
        planner.page(path, "search", Subject::default(), None);
    }
}

#[derive(Serialize)]
struct Topics {
    title: String,
    href: String,
    terms: Vec<Counted>,
}

#[derive(Serialize)]
struct SearchView {
    /// Where a search sends its words.
    href: String,
    topics: Vec<Topics>,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, page: &Page) -> Option<Shown> {
    let topics = taxonomy::all_borne(cx).into_iter().map(|(title, href, terms)| Topics { title, href, terms });
    let view = SearchView { href: cx.href(&page.path), topics: topics.collect() };
    let mut shown = Shown::words(cx, cx.words.get("heading_search"), None, view);
    shown.crumbs = trail(cx, None);
    Some(shown)
}

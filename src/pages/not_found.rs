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

#[derive(Serialize)]
struct NotFoundView {
    links: Vec<Link>,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, _: &Page) -> Option<Shown> {
    let owner = cx.site.plan.addresses.home();
    let lists = [super::search::PAGE, "partnerships", "commitments", "organisations", "members", "news", "events"];
    let link = |name: &str| {
        let href = cx.list_href(owner, name).or_else(|| cx.list_href(None, name))?;
        Some(Link { text: cx.words.get(&format!("heading_{name}")).to_owned(), href, ..Link::default() })
    };
    let view = NotFoundView { links: lists.into_iter().filter_map(link).collect() };
    let heading = cx.words.get("heading_not_found");
    let mut shown = Shown::words(cx, heading, None, view);
    shown.description = cx.words.get("not_found_lead").to_owned();
    Some(shown)
}

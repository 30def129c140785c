//! What does the page on privacy show?
//!
//! It says what is true of every page that this program makes. A site that does more, or wants other
//! words, writes a page of its own: `content/pages/privacy.md` takes its place.

use serde::Serialize;

use super::view::Link;
use super::{Cx, Shown, trail};
use crate::check::Portal;
use crate::plan::{Page, Planner, Subject};

/// The name of the page.
pub const PAGE: &str = "privacy";

/// Plans it, unless the site has a page of its own.
pub fn plan(portal: &Portal, planner: &mut Planner<'_>) {
    let addresses = &planner.plan.addresses;
    if super::page::named(portal, addresses.home(), PAGE).is_some() {
        return;
    }
    if let Some(path) = addresses.list(None, PAGE) {
        planner.page(path, PAGE, Subject::default(), None);
    }
}

/// The page, as the footer links to it.
pub fn link(cx: &Cx<'_>) -> Option<Link> {
    let made = |href| Link { text: cx.words.get("privacy_heading").to_owned(), href, ..Link::default() };
    cx.list_href(None, PAGE).map(made).or_else(|| super::page::own(cx, PAGE))
}

#[derive(Serialize)]
struct PrivacyView {
    publisher: Link,
    email: String,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, _: &Page) -> Option<Shown> {
    let publisher = &cx.site.config.publisher;
    let view = PrivacyView {
        publisher: Link {
            text: publisher.name.to_string(),
            url: publisher.url.as_ref().map(|url| url.0.to_string()).unwrap_or_default(),
            ..Link::default()
        },
        email: publisher.email.as_ref().map(|email| email.0.to_string()).unwrap_or_default(),
    };
    let heading = cx.words.get("privacy_heading");
    let mut shown = Shown::words(cx, heading, None, view);
    shown.crumbs = trail(cx, None);
    shown.description = cx.words.get("privacy_lead").to_owned();
    Some(shown)
}

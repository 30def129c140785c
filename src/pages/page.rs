//! What does a free page show?

use serde::Serialize;

use super::prose::Style;
use super::view::{Anchor, Item, Link, Prose, Source, Text};
use super::{Cx, Shown, item_of, over_partnership, plan_records, subject};
use crate::check::Portal;
use crate::model::page::FreePage;
use crate::plan::{Page, Planner};
use crate::record::{Entity, Owner};

/// Plans the free pages.
pub fn plan(portal: &Portal, planner: &mut Planner<'_>) {
    plan_records(&portal.model.pages, "page", planner);
}

/// A free page as a row.
pub fn item(cx: &Cx<'_>, page: &FreePage) -> Item {
    Item { of: over_partnership(cx, &page.head), ..item_of(cx, page, "page") }
}

/// The page of this name in a partnership, or in the catalogue.
pub fn named<'a>(portal: &'a Portal, owner: Option<Owner>, name: &str) -> Option<&'a FreePage> {
    let mut all = portal.model.pages.iter().map(|(_, page)| page);
    all.find(|page| page.head.owner == owner && page.head.key.id() == name)
}

/// The site's own page of this name, for the footer; what the navigation has is there already.
pub fn own(cx: &Cx<'_>, name: &str) -> Option<Link> {
    let page = named(cx.site.portal, cx.site.plan.addresses.home(), name)?;
    page.nav.is_none().then(|| cx.record(page))
}

#[derive(Serialize)]
struct FreePageView {
    body: Option<Prose>,
    contents: Vec<Anchor>,
    summary: Option<Text>,
    sources: Vec<Source>,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, page: &Page) -> Option<Shown> {
    let free = subject(&cx.site.portal.model.pages, page)?;
    let owner = free.head.owner;
    let (body, contents) = cx.prose_with_contents(&free.body, owner, Style::new(FreePage::KIND, 2));
    let view = FreePageView {
        body,
        contents: if contents.len() > 2 { contents } else { Vec::new() },
        summary: free.head.summary.as_ref().map(|summary| cx.text(summary, owner)),
        sources: super::sources(cx, &free.head),
    };
    let mut shown = Shown::record(cx, free, view);
    if free.nav.is_some() {
        shown.nav = cx.record(free).href;
    }
    Some(shown)
}

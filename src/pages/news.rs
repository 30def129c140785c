//! What does the page of a news item show?

use serde::Serialize;

use super::prose::Style;
use super::structured::{self, Thing};
use super::view::{Day, Item, Link, Prose, Source, Text};
use super::{Cx, Shown, item_of, item_ref, over_partnership, plan_records, subject};
use crate::check::Portal;
use crate::model::news::News;
use crate::picture::PictureSize;
use crate::plan::{Page, Planner};
use crate::record::{Entity, Ref};

/// Plans the pages of news.
pub fn plan(portal: &Portal, planner: &mut Planner<'_>) {
    plan_records(&portal.model.news, "news", planner);
}

/// A news item as a row.
pub fn item(cx: &Cx<'_>, news: &News) -> Item {
    Item {
        of: over_partnership(cx, &news.head),
        over: news.kind.map(|kind| cx.term(kind)).into_iter().collect(),
        date: Some(cx.day(news.date)),
        ..item_of(cx, news, "news")
    }
}

#[derive(Serialize)]
struct NewsView {
    date: Day,
    #[serde(rename = "type")]
    kind: Option<Text>,
    summary: Option<Text>,
    image: Option<String>,
    image_size: Option<PictureSize>,
    image_alt: String,
    body: Option<Prose>,
    sources: Vec<Source>,
    previous: Option<Link>,
    next: Option<Link>,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, page: &Page) -> Option<Shown> {
    let news = subject(&cx.site.portal.model.news, page)?;
    let owner = news.head.owner;
    let (previous, next) = neighbours(cx, Ref::new(page.subject.record as usize), news);
    let view = NewsView {
        date: cx.day(news.date),
        kind: news.kind.map(|kind| cx.term(kind)),
        summary: news.head.summary.as_ref().map(|summary| cx.text(summary, owner)),
        image: cx.attachment(news.image),
        image_size: cx.picture_size(news.image),
        image_alt: news.image_alt.as_ref().map(|alt| cx.text(alt, owner).text).unwrap_or_default(),
        body: cx.prose(&news.body, owner, Style::new(News::KIND, 2)),
        sources: super::sources(cx, &news.head),
        previous,
        next,
    };
    let thing = Thing::new("NewsArticle")
        .text("headline", &cx.text(&news.title, owner).text)
        .optional("description", view.summary.as_ref().map(|summary| &summary.text))
        .text("datePublished", &view.date.iso)
        .optional("image", view.image.as_ref().map(|image| structured::url(cx, image)))
        .thing("publisher", structured::owner(cx, owner));
    Some(Shown::record(cx, news, view).about(thing))
}

/// The news items before and after it in its list.
fn neighbours(cx: &Cx<'_>, at: Ref<News>, news: &News) -> (Option<Link>, Option<Link>) {
    let list = cx.site.plan.list_of(cx.folder_list(news.head.owner, News::KIND.folder));
    let items = list.map_or(&[][..], |list| cx.list(list));
    let Some(own) = item_ref(at).and_then(|own| cx.position(items, own)) else { return (None, None) };
    let link = |at: Option<usize>| {
        let item = items.get(at?)?;
        cx.site.portal.model.news.get(Ref::new(item.at as usize)).map(|other| cx.record(other))
    };
    (link(own.checked_sub(1)), link(Some(own + 1)))
}

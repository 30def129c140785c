//! What does the catalogue's home page show?

use serde::Serialize;
use tera::Value;

use super::facets::{self, FiltersView};
use super::partnership::{news, upcoming};
use super::prose::Style;
use super::structured;
use super::totals::{self, TotalView};
use super::view::{Prose, Tile};
use super::{Cx, Shown, at_work, comparison, counted};
use crate::charts::view::ChartView;
use crate::check::Portal;
use crate::figures::counts::Count;
use crate::model::page::FreePage;
use crate::model::partnership::Partnership;
use crate::plan::{Page, Planner, Subject};
use crate::record::Entity;

/// So many partnerships all stand on the home page, so that they can be narrowed there; of more only the first.
const ALL_PARTNERSHIPS: usize = 24;
const MOST_PARTNERSHIPS: usize = 12;

/// Plans the home page; the one site of a partnership begins with the partnership.
pub fn plan(_: &Portal, planner: &mut Planner<'_>) {
    if planner.plan.addresses.home().is_none() {
        planner.page(String::new(), "home", Subject::default(), None);
    }
}

#[derive(Serialize)]
struct HomeView {
    body: Option<Prose>,
    totals: Vec<Tile>,
    partnerships: Vec<Value>,
    more: String,
    /// "22 partnerships"
    count: String,
    /// Are all of them there, so that the filters narrow them?
    all: bool,
    filters: Option<FiltersView>,
    news: Vec<Value>,
    events: Vec<Value>,
    year: String,
    reached: Vec<TotalView>,
    comparison: String,
    map: Option<ChartView>,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, _: &Page) -> Option<Shown> {
    let home = &cx.site.portal.model.home;
    let year = cx.site.figures.complete_year();
    let list = cx.site.plan.list_of(cx.folder_list(None, "partnerships"));
    let partnerships = list.map_or(&[][..], |list| cx.list(list));
    let all = partnerships.len() <= ALL_PARTNERSHIPS;
    let most = if all { partnerships.len() } else { MOST_PARTNERSHIPS };
    let path = cx.folder_list(None, "partnerships").unwrap_or_default();
    let view = HomeView {
        body: cx.prose(&home.body, None, Style::new(FreePage::KIND, 2)),
        totals: counts(cx),
        partnerships: cx.items(partnerships.iter().copied().take(most)),
        more: cx.list_href(None, "partnerships").unwrap_or_default(),
        count: cx.words.count("partnerships", partnerships.len()),
        all,
        filters: facets::filters(cx, &Partnership::KIND, None, &path, partnerships),
        news: news(cx, None),
        events: upcoming(cx, None),
        year: year.map(|year| year.to_string()).unwrap_or_default(),
        reached: year.map(|year| totals::all(cx, year)).unwrap_or_default(),
        comparison: cx.list_href(None, comparison::PAGE).unwrap_or_default(),
        map: at_work::chart(cx),
    };
    let title = cx.text(home.title.as_ref().unwrap_or(&cx.site.config.title), None);
    let website = structured::website(cx);
    let mut shown = Shown::words(cx, "", None, view).about(website);
    let description = home.summary.as_ref().or(cx.site.config.description.as_ref());
    shown.description = description.map(|text| cx.text(text, None).text).unwrap_or_default();
    shown.lang = cx.default_of(None);
    shown.title = title;
    Some(shown)
}

/// How many there are of what.
fn counts(cx: &Cx<'_>) -> Vec<Tile> {
    let tiles = [
        (Count::Partnerships, "heading_partnerships", "partnerships"),
        (Count::Members, "member_organisations", "organisations"),
        (Count::Countries, "member_countries", "countries"),
        (Count::Commitments, "heading_commitments", "commitments"),
    ];
    tiles.into_iter().filter_map(|(count, key, list)| counted::tile(cx, None, count, key, list)).collect()
}

//! What does the page of a partnership's members show?

use std::collections::BTreeMap;

use serde::Serialize;
use tera::Value;

use super::matrix::{self, MatrixView};
use super::partnership::{all_have_left, current_members, former_members};
use super::view::{Counted, Day, Link, Text, Tile};
use super::{Cx, Shown, drawings, figures_table, trail};
use crate::charts;
use crate::charts::view::ChartView;
use crate::check::Portal;
use crate::model::commitment::Commitment;
use crate::model::membership::Membership;
use crate::model::organisation::Organisation;
use crate::plan::{Page, Planner};
use crate::record::{Entity, Owner, Ref};

/// Plans the page of each partnership. A member has no page of its own: its earlier addresses lead to that of
/// its organisation, as links to it do.
pub fn plan(portal: &Portal, planner: &mut Planner<'_>) {
    super::plan_for_each_partnership(portal, Membership::KIND.folder, "members", planner);
    let model = &portal.model;
    for (_, Membership { head, organisation, .. }) in
        model.members.iter().filter(|(_, one)| !one.head.aliases.is_empty())
    {
        let own = planner.plan.addresses.record(&head.key);
        let organisation = model.organisations.get(*organisation);
        let page = organisation.and_then(|organisation| planner.plan.addresses.record(&organisation.head.key));
        if let Some((own, page)) = own.zip(page) {
            planner.aliases(&own, &page, &head.aliases);
        }
    }
}

#[derive(Serialize)]
struct MemberRow {
    name: Link,
    logo: Option<String>,
    role: Text,
    types: Vec<Link>,
    country: Link,
    joined: Option<Day>,
    left: Option<Day>,
    contribution: Option<Text>,
    commitments: String,
}

#[derive(Serialize)]
struct MembersView {
    count: String,
    /// Where there are few.
    tiles: Vec<Tile>,
    types: Vec<Counted>,
    rows: Vec<MemberRow>,
    former: Vec<MemberRow>,
    all_left: bool,
    countries: Vec<Counted>,
    map: Option<ChartView>,
    matrix: Option<MatrixView>,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, page: &Page) -> Option<Shown> {
    let owner = page.subject.owner?;
    let model = &cx.site.portal.model;
    let current = current_members(cx, owner);
    let former = former_members(cx, owner);
    let organisations: Vec<&Organisation> =
        current.iter().filter_map(|member| model.organisations.get(member.organisation)).collect();
    let partnership = model.partnerships.get(Ref::new(owner.index()));
    let types = types(cx, &organisations);
    let view = MembersView {
        count: if current.is_empty() { String::new() } else { cx.words.count("members", current.len()) },
        tiles: tiles(&types),
        types,
        rows: rows(cx, owner, current),
        former: rows(cx, owner, former),
        all_left: all_have_left(cx, owner),
        countries: countries(cx, &organisations),
        map: map(cx, Some(owner), &organisations),
        matrix: partnership.and_then(|partnership| matrix::matrix(cx, partnership, &organisations)),
    };
    let heading = cx.words.get("heading_members");
    let mut shown = Shown::words(cx, heading, Some(owner), view);
    shown.crumbs = trail(cx, Some(owner));
    shown.nav = cx.list_href(Some(owner), Membership::KIND.folder).unwrap_or_default();
    Some(shown)
}

/// Rows in order of role, then of name.
fn rows(cx: &Cx<'_>, owner: Owner, mut members: Vec<&Membership>) -> Vec<MemberRow> {
    let name = |member: &Membership| {
        let organisation = cx.site.portal.model.organisations.get(member.organisation);
        organisation.map(|organisation| cx.words.sort_key(&cx.text(&organisation.name, None).text))
    };
    members.sort_by_cached_key(|member| (member.role, name(member)));
    members.into_iter().filter_map(|member| row(cx, owner, member)).collect()
}

fn row(cx: &Cx<'_>, owner: Owner, member: &Membership) -> Option<MemberRow> {
    let model = &cx.site.portal.model;
    let organisation = model.organisations.get(member.organisation)?;
    let made = |at: &Ref<Commitment>| {
        model.commitments.get(*at).is_some_and(|commitment| commitment.head.owner == Some(owner))
    };
    let commitments = cx.site.uses().commitments(member.organisation).iter().filter(|at| made(at)).count();
    Some(MemberRow {
        name: cx.record(organisation),
        logo: cx.attachment(organisation.logo),
        role: cx.closed(member.role),
        types: organisation.types.iter().map(|term| cx.term_link(*term, "organisation-types", None)).collect(),
        country: cx.term_link(organisation.country.0, "countries", None),
        joined: member.joined.map(|date| cx.day(date)),
        left: member.left.map(|date| cx.day(date)),
        contribution: member.contribution.as_ref().map(|text| cx.text(text, Some(owner))),
        commitments: if commitments == 0 { "–".to_owned() } else { cx.words.whole(commitments) },
    })
}

/// So many types of members stand in tiles; more are too many to be read as such.
const MOST_TILES: usize = 4;

/// How many members of each type, the most frequent first.
fn types(cx: &Cx<'_>, organisations: &[&Organisation]) -> Vec<Counted> {
    let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
    for term in organisations.iter().flat_map(|organisation| &organisation.types) {
        *counts.entry(term.at).or_default() += 1;
    }
    let mut counts: Vec<(u16, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(at, count)| (std::cmp::Reverse(*count), *at));
    let counted = |(at, count): (u16, usize)| {
        let link = cx.term_link(
            crate::record::Term::<crate::model::vocabulary::OrganisationTypes>::new(at),
            "organisation-types",
            None,
        );
        let (text, lang, href) = (link.text, link.lang, link.href);
        Counted { text, lang, href, count: cx.words.whole(count), description: None }
    };
    counts.into_iter().map(counted).collect()
}

fn tiles(types: &[Counted]) -> Vec<Tile> {
    let tile = |of: &Counted| Tile {
        anchor: String::new(),
        value: of.count.clone(),
        label: of.text.clone(),
        href: of.href.clone(),
    };
    if types.len() > MOST_TILES { Vec::new() } else { types.iter().map(tile).collect() }
}

/// How many members in each country, as a grid of equal tiles.
fn map(cx: &Cx<'_>, owner: Option<Owner>, organisations: &[&Organisation]) -> Option<ChartView> {
    let mut counts: BTreeMap<&str, (String, usize)> = BTreeMap::new();
    for organisation in organisations {
        let code = cx.site.portal.model.vocabularies.id(organisation.country.0);
        counts.entry(code).or_insert_with(|| (cx.term(organisation.country.0).text, 0)).1 += 1;
    }
    let tile = |(code, (label, count)): (&&str, &(String, usize))| charts::Tile {
        code: (*code).to_owned(),
        label: label.clone(),
        amount: Some(charts::Amount { value: *count as f64, text: cx.words.whole(*count) }),
    };
    let tiles: Vec<charts::Tile> = counts.iter().map(tile).collect();
    let title = cx.words.get("members_by_country");
    let rows = counts.values().map(|(name, count)| (name.clone(), cx.words.whole(*count)));
    let sentence: Vec<String> = rows.clone().map(|(name, count)| format!("{name}: {count}")).collect();
    (tiles.len() > 1).then(|| ChartView {
        id: "part-map".to_owned(),
        title: title.to_owned(),
        sentence: sentence.join("; "),
        svg: charts::tiles(&tiles),
        table: Some(Value::from_serializable(&figures_table::two_columns(cx, title, "country", rows))),
        source: drawings::source(cx, owner),
        ..ChartView::default()
    })
}

/// How many members in each country, in protocol order.
fn countries(cx: &Cx<'_>, organisations: &[&Organisation]) -> Vec<Counted> {
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for organisation in organisations {
        *counts.entry(organisation.country).or_default() += 1;
    }
    let counted = |(country, count): (crate::record::Country, usize)| {
        let link = cx.term_link(country.0, "countries", None);
        let (text, lang, href) = (link.text, link.lang, link.href);
        Counted { text, lang, href, count: cx.words.whole(count), description: None }
    };
    counts.into_iter().map(counted).collect()
}

//! What does the home page of a partnership show?

use serde::Serialize;
use tera::Value;

use super::items::unseen;
use super::progress::standing;
use super::prose::Style;
use super::structured::{self, Thing};
use super::view::{Gauge, Item, Link, Logo, Prose, Source, Text, Tile};
use super::{
    Cx, Shown, at_work, counted, fact, item_of, outside, plain, plan_record, progress, related, subject, yearly_total,
};
use crate::check::Portal;
use crate::figures::counts::Count;
use crate::figures::membership;
use crate::model::agreement::Agreement;
use crate::model::membership::Membership;
use crate::model::partnership::{Headline, Partnership};
use crate::plan::{Addresses, ItemRef, Page, Planner};
use crate::record::{Body, Country, Entity, Owner, Part, Ref, Table, outline};
use crate::source::Place;

/// Commitments, members and news on the home page.
const MOST_COMMITMENTS: usize = 6;
const MOST_MEMBERS: usize = 12;
const MOST_NEWS: usize = 3;

/// Plans the pages of partnerships, and their earlier addresses with all that lies below.
pub fn plan(portal: &Portal, planner: &mut Planner<'_>) {
    for (at, partnership) in portal.model.partnerships.iter() {
        plan_record(at, partnership, "partnership", planner);
    }
}

/// Keeps the earlier addresses of everything below a partnership that was renamed.
pub fn earlier_addresses(portal: &Portal, planner: &mut Planner<'_>) {
    for (_, partnership) in portal.model.partnerships.iter() {
        let Some(root) = planner.plan.addresses.record(&partnership.head.key).filter(|root| !root.is_empty()) else {
            continue;
        };
        let below: Vec<String> =
            planner.plan.pages.iter().filter_map(|page| page.path.strip_prefix(&*root)).map(str::to_owned).collect();
        for (alias, place) in &partnership.head.aliases {
            let old = Addresses::alias(&root, &alias.0);
            // Where the address is another's, that has been said.
            if !planner.plan.leads(&old, &root) {
                continue;
            }
            for rest in below.iter().filter(|rest| !rest.is_empty()) {
                planner.redirect(format!("{old}{rest}"), &format!("{root}{rest}"), *place);
            }
        }
    }
}

/// Its short name, else its name.
pub fn short_name(cx: &Cx<'_>, partnership: &Partnership) -> Text {
    match &partnership.acronym {
        Some(acronym) => Cx::own(acronym.to_string()),
        None => cx.text(&partnership.name, cx.owner_of_text(partnership)),
    }
}

/// A partnership as a row.
pub fn item(cx: &Cx<'_>, partnership: &Partnership) -> Item {
    let mut over = vec![cx.term(partnership.kind)];
    over.extend(partnership.ecosystems.iter().take(2).map(|term| cx.term(*term)));
    let owner = cx.owner_of_text(partnership);
    let meta = owner.map(|owner| sizes(cx, owner, partnership)).unwrap_or_default();
    let item = Item {
        over,
        meta,
        gauge: owner.and_then(|owner| standing::foremost(cx, owner)).and_then(|shown| shown.gauge()),
        image: cx.attachment(partnership.logo),
        ..item_of(cx, partnership, "partnership")
    };
    Item { words: unseen(&item, &words(cx, partnership)), ..item }
}

/// Who leads it and where it works: words by which a row is found that has no room for them.
fn words(cx: &Cx<'_>, partnership: &Partnership) -> String {
    let model = &cx.site.portal.model;
    let coordinators = partnership.coordinators.iter().filter_map(|at| model.organisations.get(*at));
    let names = coordinators.map(|organisation| cx.text(&organisation.name, None).text);
    let countries = partnership.countries.iter().map(|country| cx.term(country.0).text);
    let regions = partnership.regions.iter().map(|region| cx.region_words(&region.0));
    names.chain(countries).chain(regions).collect::<Vec<_>>().join(" ")
}

/// "187 members", "24 countries" or "EU-wide", "8 commitments"
fn sizes(cx: &Cx<'_>, owner: Owner, partnership: &Partnership) -> Vec<Text> {
    let model = &cx.site.portal.model;
    let members = current_members(cx, owner).len();
    let commitments =
        model.commitments.range(model.names.range(&crate::model::commitment::Commitment::KIND, owner)).count();
    let counted = |key: &str, count: usize| (count > 0).then(|| Cx::own(cx.words.count(key, count)));
    let wide = partnership.is_eu_wide(model).then(|| Cx::own(cx.words.get("eu_wide")));
    let countries = counted("countries", at_work::countries(cx, partnership).count());
    counted("members", members)
        .into_iter()
        .chain(wide)
        .chain(countries)
        .chain(counted("commitments", commitments))
        .collect()
}

/// The memberships that hold on the as-of date.
pub fn current_members<'a>(cx: &Cx<'a>, owner: Owner) -> Vec<&'a Membership> {
    let model = &cx.site.portal.model;
    let range = model.names.range(&Membership::KIND, owner);
    let members = model.members.range(range).map(|(_, member)| member);
    members.filter(|member| membership::holds(member.joined, member.left, cx.site.as_of)).collect()
}

/// The memberships that are over on the as-of date.
pub fn former_members<'a>(cx: &Cx<'a>, owner: Owner) -> Vec<&'a Membership> {
    let all = membership::memberships(&cx.site.portal.model, Some(owner));
    all.into_iter().filter(|member| member.left.is_some_and(|left| left <= cx.site.as_of)).collect()
}

/// Has the partnership had members, and all of them have left?
pub fn all_have_left(cx: &Cx<'_>, owner: Owner) -> bool {
    let all = membership::memberships(&cx.site.portal.model, Some(owner));
    !all.is_empty() && all.len() == former_members(cx, owner).len()
}

#[derive(Serialize)]
struct HeadlineView {
    value: String,
    text: String,
    lang: String,
    by: String,
}

#[derive(Serialize)]
struct ContactView {
    role: Text,
    email: String,
}

#[derive(Serialize)]
struct PartnershipView {
    /// Where it is not the title itself.
    acronym: String,
    lead: Option<Text>,
    facts: Vec<Value>,
    headline: Vec<HeadlineView>,
    now: Option<Gauge>,
    /// Where more is told of how far it is.
    progress: Link,
    tiles: Vec<Tile>,
    challenge: Option<Prose>,
    agreement: Option<Link>,
    commitments: Vec<Value>,
    commitments_more: Option<Link>,
    members: Vec<Logo>,
    members_count: String,
    /// Nobody is a member any more.
    all_left: bool,
    members_href: String,
    news: Vec<Value>,
    events: Vec<Value>,
    children: Vec<Value>,
    related: Vec<Value>,
    parent: Option<Link>,
    contact: ContactView,
    themes: Vec<Link>,
    challenges: Vec<Link>,
    sources: Vec<Source>,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, page: &Page) -> Option<Shown> {
    let model = &cx.site.portal.model;
    let partnership = subject(&model.partnerships, page)?;
    let owner = Owner(page.subject.record);
    let agreement =
        model.agreements.range(model.names.range(&Agreement::KIND, owner)).next().map(|(_, agreement)| agreement);
    let members = current_members(cx, owner);
    let parent = partnership.parent.as_ref().and_then(|(at, _)| model.partnerships.get(*at));
    let title = cx.text(&partnership.name, Some(owner)).text;
    let view = PartnershipView {
        acronym: partnership.acronym.as_deref().filter(|acronym| **acronym != *title).unwrap_or("").to_owned(),
        lead: partnership.head.summary.as_ref().map(|summary| cx.text(summary, Some(owner))),
        facts: facts(cx, partnership, owner),
        headline: partnership.headline.iter().map(|headline| headline_view(cx, headline, owner)).collect(),
        now: standing::foremost(cx, owner).and_then(|shown| shown.gauge()),
        progress: cx.link(Cx::own(cx.words.get("heading_progress")), cx.folder_list(Some(owner), progress::PAGE)),
        tiles: tiles(cx, owner),
        challenge: agreement.and_then(|agreement| challenge(cx, agreement)),
        agreement: agreement.map(|agreement| agreement_link(cx, agreement)),
        commitments: commitments(cx, owner),
        commitments_more: more(cx, owner, "commitments"),
        members: members.iter().take(MOST_MEMBERS).filter_map(|member| logo(cx, member.organisation)).collect(),
        members_count: cx.words.count("members", members.len()),
        all_left: all_have_left(cx, owner),
        members_href: cx.list_href(Some(owner), "members").unwrap_or_default(),
        news: news(cx, Some(owner)),
        events: upcoming(cx, Some(owner)),
        children: children(cx, Ref::new(owner.index())),
        related: related::related(cx, owner.index()),
        parent: parent.map(|parent| cx.record(parent)).filter(|link| !link.href.is_empty()),
        contact: ContactView {
            role: cx.text(&partnership.contact.role, Some(owner)),
            email: partnership.contact.email.0.to_string(),
        },
        themes: partnership.themes.iter().map(|term| plain(cx.term(*term))).collect(),
        challenges: partnership.challenges.iter().map(|term| plain(cx.term(*term))).collect(),
        sources: super::sources(cx, &partnership.head),
    };
    let thing = thing(cx, page, partnership, &view);
    let mut shown = Shown::record(cx, partnership, view).about(thing);
    shown.owner = Some(owner);
    shown.nav = cx.record(partnership).href;
    if cx.site.plan.addresses.home() == Some(owner) {
        shown.crumbs.clear();
    }
    Some(shown)
}

/// The partnership, for machines: its members are named as far as the page names them.
fn thing(cx: &Cx<'_>, page: &Page, partnership: &Partnership, view: &PartnershipView) -> Thing {
    let member = |logo: &Logo| {
        let link = Link { text: logo.text.clone(), href: logo.href.clone(), ..Link::default() };
        structured::organisation(cx, &link)
    };
    let area = |country: &Country| Thing::new("Country").text("name", &cx.term(country.0).text);
    Thing::new("Organization")
        .text("name", &cx.text(&partnership.name, Some(Owner(page.subject.record))).text)
        .optional("alternateName", partnership.acronym.as_deref())
        .optional("description", view.lead.as_ref().map(|lead| &lead.text))
        .text("url", &structured::page_url(cx, page))
        .optional("sameAs", partnership.website.as_ref().map(|url| &*url.0))
        .optional("logo", cx.attachment(partnership.logo).map(|logo| structured::url(cx, &logo)))
        .optional("foundingDate", partnership.launched.map(|date| date.to_string()))
        .things("areaServed", partnership.countries.iter().map(area))
        .thing("parentOrganization", view.parent.as_ref().map(|parent| structured::organisation(cx, parent)))
        .things("member", view.members.iter().map(member))
}

fn headline_view(cx: &Cx<'_>, headline: &Headline, owner: Owner) -> HeadlineView {
    let text = cx.text(&headline.text, Some(owner));
    let unit = headline.unit.as_deref().unwrap_or("");
    let value = headline.value.map(|value| {
        let number = cx.words.number(value, 0);
        match unit {
            "percent" => cx.words.fill("percent_value", &[("n", &number)]),
            "EUR" => cx.words.money(value, unit, 0),
            _ => number,
        }
    });
    let by = headline.by.map(|by| cx.words.year_or_date(by)).unwrap_or_default();
    HeadlineView { value: value.unwrap_or_default(), text: text.text, lang: text.lang, by }
}

/// How many there are of what; none of what there is not.
fn tiles(cx: &Cx<'_>, owner: Owner) -> Vec<Tile> {
    let tiles = [
        (Count::Members, "heading_members", "members"),
        (Count::Countries, "member_countries", "members"),
        (Count::Commitments, "heading_commitments", "commitments"),
    ];
    let tiles = tiles.into_iter().filter_map(|(count, key, list)| counted::tile(cx, Some(owner), count, key, list));
    let latest = progress::latest(cx, owner).into_iter().next().map(|rollup| Tile {
        anchor: String::new(),
        value: yearly_total::value(cx, rollup),
        label: format!("{}, {}", yearly_total::name(cx, rollup.official).text, rollup.year),
        href: cx.list_href(Some(owner), progress::PAGE).unwrap_or_default(),
    });
    tiles.chain(latest).filter(|tile| tile.value != cx.words.whole(0)).collect()
}

/// The section of the agreement that says what the challenge is, without its heading.
fn challenge(cx: &Cx<'_>, agreement: &Agreement) -> Option<Prose> {
    let part = cx.choose(&agreement.body, agreement.head.owner)?;
    let text = part.text(cx.site.sources);
    let outline = outline(text, Agreement::heading_id);
    let at = outline.headings.iter().position(|heading| heading.id == "challenge")?;
    let heading = outline.headings.get(at)?;
    let start = heading.at.end;
    let end = outline
        .headings
        .iter()
        .skip(at + 1)
        .find(|next| next.level <= heading.level)
        .map_or(text.len(), |next| next.at.start);
    let first = part.place.start as usize;
    let section = Part::at(part.lang, Place::new(part.place.file, first + start..first + end));
    cx.prose(&Body(vec![section]), agreement.head.owner, Style::new(Agreement::KIND, 3))
}

fn agreement_link(cx: &Cx<'_>, agreement: &Agreement) -> Link {
    Link { text: cx.words.get("read_agreement").to_owned(), href: cx.record(agreement).href, ..Link::default() }
}

fn commitments(cx: &Cx<'_>, owner: Owner) -> Vec<Value> {
    let list = cx.site.plan.list_of(cx.folder_list(Some(owner), "commitments"));
    let items = list.map_or(&[][..], |list| cx.list(list));
    cx.items(items.iter().copied().take(MOST_COMMITMENTS))
}

fn more(cx: &Cx<'_>, owner: Owner, name: &str) -> Option<Link> {
    let list = cx.site.plan.list_of(cx.folder_list(Some(owner), name))?;
    let count = cx.list(list).len();
    let text = cx.words.fill("all_of", &[("count", &cx.words.count(name, count))]);
    (count > MOST_COMMITMENTS).then(|| Link {
        text,
        href: cx.list_href(Some(owner), name).unwrap_or_default(),
        ..Link::default()
    })
}

/// An organisation with its logo.
pub fn logo(cx: &Cx<'_>, at: Ref<crate::model::organisation::Organisation>) -> Option<Logo> {
    let organisation = cx.site.portal.model.organisations.get(at)?;
    let link = cx.record(organisation);
    Some(Logo { text: link.text, lang: link.lang, href: link.href, logo: cx.attachment(organisation.logo) })
}

/// The latest news of a partnership, or of the catalogue.
pub fn news(cx: &Cx<'_>, owner: Option<Owner>) -> Vec<Value> {
    first(cx, &cx.site.portal.model.news, |item| item.head.owner == owner)
}

/// The next events of a partnership, or of the catalogue.
pub fn upcoming(cx: &Cx<'_>, owner: Option<Owner>) -> Vec<Value> {
    let today = cx.site.as_of;
    first(cx, &cx.site.portal.model.events, |event| event.head.owner == owner && event.last_day() >= today)
}

fn first<T: Entity>(cx: &Cx<'_>, table: &Table<T>, wanted: impl Fn(&T) -> bool) -> Vec<Value> {
    let mut items: Vec<ItemRef> = cx.ordered(table.iter().filter(|(_, record)| wanted(record)).map(|(at, _)| at));
    items.truncate(MOST_NEWS);
    cx.items(items)
}

/// National and regional groups.
fn children(cx: &Cx<'_>, at: Ref<Partnership>) -> Vec<Value> {
    if cx.site.plan.addresses.home().is_some() {
        return Vec::new();
    }
    let partnerships = &cx.site.portal.model.partnerships;
    let is_child = |partnership: &Partnership| partnership.parent.as_ref().is_some_and(|(parent, _)| *parent == at);
    let refs = partnerships.iter().filter(|(_, partnership)| is_child(partnership)).map(|(at, _)| at);
    let ordered = cx.ordered(refs);
    cx.items(ordered)
}

fn facts(cx: &Cx<'_>, partnership: &Partnership, owner: Owner) -> Vec<Value> {
    let word = |key: &str| cx.words.get(key).to_owned();
    let model = &cx.site.portal.model;
    let coordinators = partnership.coordinators.iter().filter_map(|at| model.organisations.get(*at));
    let launched = partnership.launched.map(|date| plain(Cx::own(cx.words.date(date))));
    let regions = partnership.regions.iter().map(|region| plain(Cx::own(cx.region(&region.0))));
    let facts = [
        fact(&word("fact_kind"), vec![cx.term_link(partnership.kind, "partnership-kinds", None)]),
        fact(&word("fact_stage"), vec![plain(cx.term(partnership.stage))]),
        fact(&word("fact_coordinator"), coordinators.map(|organisation| cx.record(organisation)).collect()),
        fact(&word("fact_founded"), launched.into_iter().collect()),
        fact(
            &word("fact_ecosystems"),
            partnership
                .ecosystems
                .iter()
                .map(|term| cx.term_link(*term, "ecosystems", own_or_none(cx, owner)))
                .collect(),
        ),
        fact(
            &word("fact_countries"),
            partnership.countries.iter().map(|country| at_work::area(cx, *country, own_or_none(cx, owner))).collect(),
        ),
        fact(&word("fact_regions"), regions.collect()),
        fact(&word("fact_territory"), partnership.territory.map(|term| plain(cx.term(term))).into_iter().collect()),
        fact(&word("fact_website"), partnership.website.as_ref().map(|url| outside(&url.0)).into_iter().collect()),
    ];
    super::facts(cx, facts)
}

/// Taxonomies of the catalogue where there is one, else the partnership's own.
fn own_or_none(cx: &Cx<'_>, owner: Owner) -> Option<Owner> {
    cx.site.plan.addresses.home().map(|_| owner)
}

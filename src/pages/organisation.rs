//! What does the page of an organisation show?

use std::collections::BTreeSet;

use serde::Serialize;
use tera::Value;

use super::items::unseen;
use super::structured::{self, Thing};
use super::view::{Day, Item, Link, Source, Text};
use super::{Cx, Shown, fact, item_of, outside, plain, plan_record, subject};
use crate::check::Portal;
use crate::model::Model;
use crate::model::membership::Membership;
use crate::model::organisation::Organisation;
use crate::plan::{Page, Planner};
use crate::record::{Owner, Ref};

/// Plans the pages of organisations; the one site of a partnership shows those that take part.
pub fn plan(portal: &Portal, planner: &mut Planner<'_>) {
    let model = &portal.model;
    let shown = planner.plan.addresses.home().map(|home| taking_part(model, home));
    for (at, organisation) in model.organisations.iter() {
        if shown.as_ref().is_none_or(|shown| shown.contains(&at)) {
            plan_record(at, organisation, "organisation", planner);
        }
    }
}

/// Organisations that lead, join, sign, support or promise in a partnership.
fn taking_part(model: &Model, owner: Owner) -> BTreeSet<Ref<Organisation>> {
    let own = |of: Option<Owner>| of == Some(owner);
    let mut shown = BTreeSet::new();
    if let Some(partnership) = model.partnership(owner) {
        shown.extend(partnership.coordinators.iter().copied());
    }
    for (_, agreement) in model.agreements.iter().filter(|(_, agreement)| own(agreement.head.owner)) {
        shown.extend(agreement.signatories.iter().chain(&agreement.supporters).copied());
    }
    shown.extend(
        model.members.iter().filter(|(_, member)| own(member.head.owner)).map(|(_, member)| member.organisation),
    );
    for (_, commitment) in model.commitments.iter().filter(|(_, commitment)| own(commitment.head.owner)) {
        shown.extend(commitment.made_by.iter().map(|(at, _)| *at));
    }
    shown
}

/// An organisation as a row.
pub fn item(cx: &Cx<'_>, organisation: &Organisation) -> Item {
    let types = organisation.types.iter().map(|term| cx.term(*term));
    let city = organisation.city.as_ref().map(|city| cx.text(city, None));
    let meta = city.into_iter().chain([cx.term(organisation.country.0)]);
    let item = Item {
        over: types.collect(),
        meta: meta.collect(),
        image: cx.attachment(organisation.logo),
        ..item_of(cx, organisation, "organisation")
    };
    let region = organisation.region.as_ref().map(|region| cx.region_words(&region.0));
    Item { words: unseen(&item, &region.unwrap_or_default()), ..item }
}

#[derive(Serialize)]
struct MembershipView {
    partnership: Link,
    role: Text,
    joined: Option<Day>,
    left: Option<Day>,
    contribution: Option<Text>,
}

#[derive(Serialize)]
struct OrganisationView {
    facts: Vec<Value>,
    summary: Option<Text>,
    logo: Option<String>,
    memberships: Vec<MembershipView>,
    commitments: Vec<Value>,
    offers: Option<Text>,
    needs: Option<Text>,
    umbrella_of: Vec<Link>,
    umbrella: Vec<Link>,
    sources: Vec<Source>,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, page: &Page) -> Option<Shown> {
    let at: Ref<Organisation> = Ref::new(page.subject.record as usize);
    let model = &cx.site.portal.model;
    let organisation = subject(&model.organisations, page)?;
    let uses = cx.site.uses();
    let links = |refs: &[Ref<Organisation>]| {
        refs.iter().filter_map(|at| model.organisations.get(*at)).map(|other| cx.record(other)).collect()
    };
    let memberships = uses.memberships(at).iter().filter_map(|at| model.members.get(*at));
    let here = |owner: Option<Owner>| cx.site.plan.addresses.home().is_none_or(|home| owner == Some(home));
    let commitments = uses.commitments(at).iter().copied();
    let commitments = commitments.filter(|at| model.commitments.get(*at).is_some_and(|c| here(c.head.owner)));
    let commitments = cx.ordered(commitments);
    let view = OrganisationView {
        facts: facts(cx, organisation),
        summary: organisation.head.summary.as_ref().map(|summary| cx.text(summary, None)),
        logo: cx.attachment(organisation.logo),
        memberships: memberships.filter_map(|membership| membership_view(cx, membership)).collect(),
        commitments: cx.items(commitments),
        offers: organisation.offers.as_ref().map(|text| cx.text(text, None)),
        needs: organisation.needs.as_ref().map(|text| cx.text(text, None)),
        umbrella_of: links(&organisation.umbrella_of),
        umbrella: links(uses.umbrellas(at)),
        sources: super::sources(cx, &organisation.head),
    };
    let thing = thing(cx, page, organisation, &view);
    Some(Shown::record(cx, organisation, view).about(thing))
}

/// The organisation, for machines.
fn thing(cx: &Cx<'_>, page: &Page, organisation: &Organisation, view: &OrganisationView) -> Thing {
    let address = Thing::new("PostalAddress")
        .optional("addressLocality", organisation.city.as_ref().map(|city| cx.text(city, None).text))
        .text("addressCountry", structured::country(cx, organisation.country));
    let member_of = view.memberships.iter().filter(|membership| membership.left.is_none());
    Thing::new("Organization")
        .text("name", &cx.text(&organisation.name, None).text)
        .optional("description", view.summary.as_ref().map(|summary| &summary.text))
        .text("url", &structured::page_url(cx, page))
        .optional("sameAs", organisation.website.as_ref().map(|url| &*url.0))
        .optional("logo", view.logo.as_ref().map(|logo| structured::url(cx, logo)))
        .thing("address", address)
        .things("memberOf", member_of.map(|membership| structured::organisation(cx, &membership.partnership)))
}

fn membership_view(cx: &Cx<'_>, membership: &Membership) -> Option<MembershipView> {
    let owner = membership.head.owner?;
    let partnership = cx.site.portal.model.partnership(owner)?;
    Some(MembershipView {
        partnership: cx.record(partnership),
        role: cx.closed(membership.role),
        joined: membership.joined.map(|date| cx.day(date)),
        left: membership.left.map(|date| cx.day(date)),
        contribution: membership.contribution.as_ref().map(|text| cx.text(text, Some(owner))),
    })
}

fn facts(cx: &Cx<'_>, organisation: &Organisation) -> Vec<Value> {
    let word = |key: &str| cx.words.get(key).to_owned();
    let types = organisation.types.iter().map(|term| cx.term_link(*term, "organisation-types", None));
    let ecosystems = organisation.ecosystems.iter().map(|term| cx.term_link(*term, "ecosystems", None));
    let place = organisation.city.as_ref().map(|city| plain(cx.text(city, None)));
    let region = organisation.region.as_ref().map(|region| plain(Cx::own(cx.region(&region.0))));
    let identifiers =
        organisation.identifiers.iter().map(|(name, value)| plain(Cx::own(format!("{} {value}", name.to_uppercase()))));
    let facts = [
        fact(&word("fact_kind"), types.collect()),
        fact(&word("fact_country"), vec![cx.term_link(organisation.country.0, "countries", None)]),
        fact(&word("fact_city"), place.into_iter().collect()),
        fact(&word("fact_regions"), region.into_iter().collect()),
        fact(&word("fact_size"), organisation.size.map(|size| plain(cx.term(size))).into_iter().collect()),
        fact(&word("fact_level"), organisation.level.map(|level| plain(cx.term(level))).into_iter().collect()),
        fact(&word("fact_ecosystems"), ecosystems.collect()),
        fact(&word("fact_website"), organisation.website.as_ref().map(|url| outside(&url.0)).into_iter().collect()),
        fact(&word("fact_identifiers"), identifiers.collect()),
    ];
    super::facts(cx, facts)
}

//! Which taxonomies are there, what bears their terms, and what do their pages show?

use std::collections::BTreeMap;

use serde::Serialize;

use super::view::{Counted, Link, Text};
use super::{Cx, Shown, item_ref, term as term_page, trail};
use crate::check::Portal;
use crate::model::Model;
use crate::model::commitment::Commitment;
use crate::model::organisation::Organisation;
use crate::model::partnership::Partnership;
use crate::plan::{Addresses, ItemRef, PER_PAGE, Page, Planner, Subject};
use crate::record::{Closed as _, Country, Lang, Owner, Term, TermEntry, Vocabulary};

/// A taxonomy: its name is the vocabulary's and the address's.
pub(super) struct Taxonomy {
    pub(super) name: &'static str,
    /// Does each partnership have it for its commitments?
    in_partnerships: bool,
    of_commitment: fn(&Model, &Commitment, &mut Vec<u16>),
    of_partnership: fn(&Partnership, &mut Vec<u16>),
    of_organisation: fn(&Organisation, &mut Vec<u16>),
}

fn nothing<T>(_: &T, _: &mut Vec<u16>) {}

fn no_commitment(_: &Model, _: &Commitment, _: &mut Vec<u16>) {}

/// Every taxonomy.
const TAXONOMIES: &[Taxonomy] = &[
    Taxonomy {
        name: "principles",
        in_partnerships: true,
        of_commitment: principles,
        of_partnership: nothing,
        of_organisation: nothing,
    },
    Taxonomy {
        name: "categories",
        in_partnerships: true,
        of_commitment: |_, commitment, terms| terms.extend(categories(commitment).map(|term| term.at)),
        of_partnership: nothing,
        of_organisation: nothing,
    },
    Taxonomy {
        name: "target-groups",
        in_partnerships: true,
        of_commitment: |_, commitment, terms| terms.extend(commitment.target_groups.iter().map(|term| term.at)),
        of_partnership: nothing,
        of_organisation: nothing,
    },
    Taxonomy {
        name: "kpis",
        in_partnerships: true,
        of_commitment: kpis,
        of_partnership: nothing,
        of_organisation: nothing,
    },
    Taxonomy {
        name: "ecosystems",
        in_partnerships: true,
        of_commitment: |model, commitment, terms| {
            terms.extend(ecosystems(model, commitment).iter().map(|term| term.at))
        },
        of_partnership: |partnership, terms| terms.extend(partnership.ecosystems.iter().map(|term| term.at)),
        of_organisation: |organisation, terms| terms.extend(organisation.ecosystems.iter().map(|term| term.at)),
    },
    Taxonomy {
        name: "countries",
        in_partnerships: true,
        of_commitment: |model, commitment, terms| {
            terms.extend(countries(model, commitment).iter().map(|country| country.0.at))
        },
        of_partnership: |partnership, terms| terms.extend(partnership.countries.iter().map(|country| country.0.at)),
        of_organisation: |organisation, terms| terms.push(organisation.country.0.at),
    },
    Taxonomy {
        name: "organisation-types",
        in_partnerships: false,
        of_commitment: no_commitment,
        of_partnership: nothing,
        of_organisation: |organisation, terms| terms.extend(organisation.types.iter().map(|term| term.at)),
    },
    Taxonomy {
        name: "partnership-kinds",
        in_partnerships: false,
        of_commitment: no_commitment,
        of_partnership: |partnership, terms| terms.push(partnership.kind.at),
        of_organisation: nothing,
    },
];

/// How many taxonomies there are.
pub const COUNT: usize = TAXONOMIES.len();

/// Adds the terms of a taxonomy that a commitment bears.
pub fn of_commitment(name: &str, model: &Model, commitment: &Commitment, terms: &mut Vec<u16>) {
    if let Some(taxonomy) = TAXONOMIES.iter().find(|taxonomy| taxonomy.name == name) {
        (taxonomy.of_commitment)(model, commitment, terms);
    }
}

/// The category and the secondary ones.
fn categories(commitment: &Commitment) -> impl Iterator<Item = Term<crate::model::vocabulary::Categories>> + '_ {
    std::iter::once(commitment.category).chain(commitment.secondary_categories.iter().copied())
}

/// The principles that follow from the categories.
fn principles(model: &Model, commitment: &Commitment, terms: &mut Vec<u16>) {
    let Some(principles) = model.vocabularies.get("principles") else { return };
    let of = |category| {
        let entry = model.vocabularies.entry(category)?;
        entry.attribute("principle").and_then(|principle| principles.find(principle))
    };
    terms.extend(categories(commitment).filter_map(of));
}

/// The official KPIs of what is measured.
fn kpis(model: &Model, commitment: &Commitment, terms: &mut Vec<u16>) {
    let Some(kpis) = model.vocabularies.get("kpis") else { return };
    let of = |kpi: &crate::model::commitment::KpiUse| {
        model.indicators.get(kpi.indicator).and_then(|indicator| kpis.find(indicator.kpi_type.id()))
    };
    terms.extend(commitment.kpis.iter().filter_map(of));
}

fn partnership_of<'m>(model: &'m Model, commitment: &Commitment) -> Option<&'m Partnership> {
    model.partnership(commitment.head.owner?)
}

/// The commitment's ecosystems, else its partnership's.
pub fn ecosystems<'m>(
    model: &'m Model,
    commitment: &'m Commitment,
) -> &'m [Term<crate::model::vocabulary::Ecosystems>] {
    let inherited = || partnership_of(model, commitment).map_or(&[][..], |partnership| &partnership.ecosystems);
    if commitment.ecosystems.is_empty() { inherited() } else { &commitment.ecosystems }
}

/// The commitment's countries, else its partnership's.
pub fn countries<'m>(model: &'m Model, commitment: &'m Commitment) -> &'m [Country] {
    let inherited = || partnership_of(model, commitment).map_or(&[][..], |partnership| &partnership.countries);
    if commitment.countries.is_empty() { inherited() } else { &commitment.countries }
}

/// What bears each term, for the catalogue and for each partnership.
type Borne = BTreeMap<(Option<Owner>, u16), Vec<ItemRef>>;

fn borne(model: &Model, taxonomy: &Taxonomy, home: Option<Owner>) -> Borne {
    let mut borne = Borne::new();
    let mut terms: Vec<u16> = Vec::new();
    let mut note = |owner: Option<Owner>, item: Option<ItemRef>, terms: &mut Vec<u16>| {
        terms.sort_unstable();
        terms.dedup();
        for term in terms.drain(..) {
            if home.is_none() {
                borne.entry((None, term)).or_default().extend(item);
            }
            if taxonomy.in_partnerships && owner.is_some() && (home.is_none() || owner == home) {
                borne.entry((owner, term)).or_default().extend(item);
            }
        }
    };
    for (at, commitment) in model.commitments.iter() {
        (taxonomy.of_commitment)(model, commitment, &mut terms);
        note(commitment.head.owner, item_ref(at), &mut terms);
    }
    for (at, partnership) in model.partnerships.iter() {
        (taxonomy.of_partnership)(partnership, &mut terms);
        note(None, item_ref(at), &mut terms);
    }
    for (at, organisation) in model.organisations.iter() {
        (taxonomy.of_organisation)(organisation, &mut terms);
        note(None, item_ref(at), &mut terms);
    }
    borne
}

/// Plans the pages of all taxonomies.
pub fn plan(portal: &Portal, planner: &mut Planner<'_>) {
    let model = &portal.model;
    let home = planner.plan.addresses.home();
    for (taxonomy, at) in TAXONOMIES.iter().zip(0u8..) {
        if home.is_none() {
            plan_taxonomy(model, planner, taxonomy, Subject { taxonomy: at, ..Subject::default() });
        }
        for owner in model.names.owners().filter(|owner| model.partnership(*owner).is_some()) {
            if taxonomy.in_partnerships && (home.is_none() || home == Some(owner)) {
                let subject = Subject { owner: Some(owner), taxonomy: at, ..Subject::default() };
                plan_taxonomy(model, planner, taxonomy, subject);
            }
        }
        for ((owner, term), items) in borne(model, taxonomy, home) {
            plan_term(model, planner, taxonomy, Subject { owner, taxonomy: at, term, ..Subject::default() }, items);
        }
    }
}

fn list_of(model: &Model, planner: &Planner<'_>, taxonomy: &Taxonomy, owner: Option<Owner>) -> Option<String> {
    planner.plan.addresses.list(owner.map(|owner| model.names.owner_id(owner)), taxonomy.name)
}

fn plan_taxonomy(model: &Model, planner: &mut Planner<'_>, taxonomy: &Taxonomy, subject: Subject) {
    if let Some(path) = list_of(model, planner, taxonomy, subject.owner) {
        planner.page(path, "taxonomy", subject, None);
    }
}

fn plan_term(model: &Model, planner: &mut Planner<'_>, taxonomy: &Taxonomy, subject: Subject, items: Vec<ItemRef>) {
    let id = model.vocabularies.get(taxonomy.name).and_then(|vocabulary| vocabulary.entry(subject.term));
    if let (Some(list), Some(entry)) = (list_of(model, planner, taxonomy, subject.owner), id) {
        let path = Addresses::within(&list, &entry.id);
        planner.plan.terms.insert((subject.owner, subject.taxonomy, subject.term), items.len());
        planner.list(&path, "term", subject, items, PER_PAGE);
    }
}

/// The title of a taxonomy.
pub fn title(cx: &Cx<'_>, name: &str) -> String {
    let vocabulary = cx.site.portal.model.vocabularies.get(name);
    let title = vocabulary.and_then(|vocabulary| vocabulary.title.as_ref());
    title.map_or_else(|| name.to_owned(), |title| title.choose(cx.lang, Lang::EN).text.to_owned())
}

/// Links to all taxonomies of the catalogue, or of a partnership.
pub fn links(cx: &Cx<'_>, owner: Option<Owner>) -> Vec<Link> {
    let link = |taxonomy: &Taxonomy| {
        let href = cx.list_href(owner, taxonomy.name)?;
        Some(Link { text: title(cx, taxonomy.name), href, ..Link::default() })
    };
    TAXONOMIES.iter().filter_map(link).collect()
}

/// What a page of this maker shows.
pub fn show(cx: &Cx<'_>, page: &Page) -> Option<Shown> {
    let taxonomy = TAXONOMIES.get(usize::from(page.subject.taxonomy))?;
    match page.template {
        "taxonomy" => show_taxonomy(cx, page, taxonomy),
        _ => term_page::show(cx, page, taxonomy),
    }
}

#[derive(Serialize)]
struct TermGroup {
    title: String,
    terms: Vec<Counted>,
}

#[derive(Serialize)]
struct TaxonomyView {
    heading: String,
    lead: String,
    terms: Vec<Counted>,
    groups: Vec<TermGroup>,
}

fn show_taxonomy(cx: &Cx<'_>, page: &Page, taxonomy: &Taxonomy) -> Option<Shown> {
    let vocabulary = cx.site.portal.model.vocabularies.get(taxonomy.name)?;
    let owner = page.subject.owner;
    let lead = vocabulary.lead.as_ref().map(|lead| cx.text(lead, None).text).unwrap_or_default();
    let all = counted(cx, page.subject, vocabulary);
    let (groups, terms) = match grouping(taxonomy.name) {
        Some((attribute, groups)) => (grouped(cx, vocabulary, all, attribute, groups), Vec::new()),
        None => (Vec::new(), all.into_iter().map(|(_, term)| term).collect()),
    };
    let heading = title(cx, taxonomy.name);
    let view = TaxonomyView { heading: heading.clone(), lead: lead.clone(), terms, groups };
    let mut shown = Shown::words(cx, heading, owner, view);
    shown.crumbs = trail(cx, owner);
    shown.description = lead;
    shown.nav = cx.list_href(owner, "commitments").unwrap_or_default();
    Some(shown)
}

/// The attribute by which terms are grouped, and the vocabulary of the groups.
fn grouping(taxonomy: &str) -> Option<(&'static str, &'static str)> {
    match taxonomy {
        "categories" => Some(("principle", "principles")),
        "target-groups" => Some(("group", "target-group-groups")),
        _ => None,
    }
}

fn grouped(
    cx: &Cx<'_>,
    vocabulary: &Vocabulary,
    all: Vec<(u16, Counted)>,
    attribute: &str,
    groups: &str,
) -> Vec<TermGroup> {
    let names = cx.site.portal.model.vocabularies.get(groups);
    let group_of = |at: u16| vocabulary.entry(at).and_then(|entry| entry.attribute(attribute)).unwrap_or("");
    let ids = names.map_or(&[][..], Vocabulary::terms).iter().map(|entry| &*entry.id).chain([""]);
    let group = |id: &str| TermGroup {
        title: if id.is_empty() { cx.words.get("other_terms").to_owned() } else { cx.label(groups, id).text },
        terms: all.iter().filter(|(at, _)| group_of(*at) == id).map(|(_, term)| term.clone()).collect(),
    };
    ids.map(group).filter(|group| !group.terms.is_empty()).collect()
}

/// All terms with the number of records that bear them. Of the countries, those outside the Union
/// are shown only where something bears them.
pub(super) fn counted(cx: &Cx<'_>, subject: Subject, vocabulary: &Vocabulary) -> Vec<(u16, Counted)> {
    let name = TAXONOMIES.get(usize::from(subject.taxonomy)).map_or("", |taxonomy| taxonomy.name);
    let is_shown = |entry: &TermEntry, count: usize| {
        count > 0 || &*vocabulary.name != "countries" || entry.attribute("eu").is_some() || entry.id.len() > 2
    };
    let terms = vocabulary.terms().iter().zip(0u16..).filter_map(|(entry, at)| {
        let count = cx.site.plan.terms.get(&(subject.owner, subject.taxonomy, at)).copied().unwrap_or(0);
        is_shown(entry, count).then(|| (at, term(cx, subject.owner, name, entry, count)))
    });
    terms.collect()
}

fn term(cx: &Cx<'_>, owner: Option<Owner>, name: &'static str, entry: &TermEntry, count: usize) -> Counted {
    let link = cx.id_link(name, &entry.id, name, owner);
    Counted {
        text: link.text,
        lang: link.lang,
        href: link.href,
        count: cx.words.whole(count),
        description: entry.description.as_ref().map(|description| description_text(cx, description)),
    }
}

pub(super) fn description_text(cx: &Cx<'_>, description: &crate::record::Localised) -> Text {
    let chosen = description.choose(cx.lang, Lang::EN);
    Text { text: chosen.text.to_owned(), lang: cx.lang_mark(chosen.lang) }
}

/// Each taxonomy of the site with the terms that something bears: its title, its address, the terms.
pub fn all_borne(cx: &Cx<'_>) -> Vec<(String, String, Vec<Counted>)> {
    let owner = cx.site.plan.addresses.home();
    let all = TAXONOMIES.iter().zip(0u8..).filter_map(|(taxonomy, at)| {
        let href = cx.list_href(owner, taxonomy.name)?;
        let vocabulary = cx.site.portal.model.vocabularies.get(taxonomy.name)?;
        let terms = counted(cx, Subject { owner, taxonomy: at, ..Subject::default() }, vocabulary);
        let borne = terms.into_iter().map(|(_, term)| term).filter(|term| !term.href.is_empty());
        Some((title(cx, taxonomy.name), href, borne.collect()))
    });
    all.filter(|(_, _, terms): &(String, String, Vec<Counted>)| !terms.is_empty()).collect()
}

/// The name of the term that a page is about, the title of its taxonomy, and what it means.
pub fn found(cx: &Cx<'_>, page: &Page) -> Option<(Text, String, Option<Text>)> {
    let name = TAXONOMIES.get(usize::from(page.subject.taxonomy))?.name;
    let entry = cx.site.portal.model.vocabularies.get(name)?.entry(page.subject.term)?;
    let description = entry.description.as_ref().map(|description| description_text(cx, description));
    Some((cx.label(name, &entry.id), title(cx, name), description))
}

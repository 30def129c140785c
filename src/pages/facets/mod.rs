//! By what can the lists of each kind be narrowed?

mod column;
mod keywords;
mod long;
mod view;

pub use column::Column;
pub use keywords::{Keywords, KnownKeywords};
pub use long::{LongList, long_lists};
pub use view::{FiltersView, filters, title, value_of};

use super::{Site, taxonomy};
use crate::figures::membership;
use crate::model::commitment::{Commitment, Level};
use crate::model::event::{Event, EventMode, EventStatus};
use crate::model::membership::Membership;
use crate::model::news::News;
use crate::model::organisation::Organisation;
use crate::model::partnership::Partnership;
use crate::record::{Closed, Entity as _, Owner, Ref, Region};

/// The longest list whose rows all stand on one page.
pub const WHOLE: usize = 500;
/// A shorter list is seen at a glance.
const FEWEST: usize = 8;
/// With more values a facet is no help.
const MOST_VALUES: usize = 400;

/// What the values of a facet are.
#[derive(Clone, Copy, Debug)]
pub enum Values {
    /// Terms of this vocabulary.
    Terms(&'static str),
    /// Where something works: countries, or the whole Union.
    Areas,
    /// NUTS codes.
    Regions,
    /// Partnerships, by position.
    Partnerships,
    /// Years.
    Years,
    /// To come, or past.
    Time,
}

/// In which order values come.
#[derive(Clone, Copy, Debug)]
pub enum Order {
    /// That of the vocabulary, of codes, of names.
    Natural,
    /// The other way round.
    Backwards,
    /// The most frequent first.
    Frequent,
}

/// Something by which a list can be narrowed.
#[derive(Debug)]
pub struct Facet {
    /// As in addresses: `country`.
    pub name: &'static str,
    /// The key of its name for visitors.
    pub title: &'static str,
    /// What its values are.
    pub values: Values,
    /// The taxonomy whose pages its values lead to, or nothing.
    pub taxonomy: &'static str,
    /// In which order its values come.
    pub order: Order,
    /// Adds the values of a record.
    pub of: fn(&Site<'_>, usize, &mut Vec<u32>),
}

/// The facets of the lists of a kind.
pub fn of_kind(folder: &str) -> &'static [Facet] {
    match folder {
        "partnerships" => PARTNERSHIPS,
        "commitments" => COMMITMENTS,
        "organisations" => ORGANISATIONS,
        "events" => EVENTS,
        "news" => NEWS,
        _ => &[],
    }
}

/// Has each page of a list of a kind so many rows?
pub fn per_page(folder: &str, rows: usize) -> usize {
    if of_kind(folder).is_empty() || rows > WHOLE { crate::plan::PER_PAGE } else { rows.max(1) }
}

const PLAIN: Facet =
    Facet { name: "", title: "", values: Values::Time, taxonomy: "", order: Order::Natural, of: |_, _, _| () };

/// A facet whose values are the terms of a taxonomy.
const fn by_taxonomy(
    name: &'static str,
    title: &'static str,
    taxonomy: &'static str,
    of: fn(&Site<'_>, usize, &mut Vec<u32>),
) -> Facet {
    Facet { name, title, values: Values::Terms(taxonomy), taxonomy, of, ..PLAIN }
}

/// A facet of terms that have no pages.
const fn by_terms(name: &'static str, vocabulary: &'static str, of: fn(&Site<'_>, usize, &mut Vec<u32>)) -> Facet {
    Facet { name, values: Values::Terms(vocabulary), of, ..PLAIN }
}

/// A facet of the countries in which something works.
const fn by_area(of: fn(&Site<'_>, usize, &mut Vec<u32>)) -> Facet {
    frequent_first(Facet { values: Values::Areas, ..by_taxonomy("country", "country", "countries", of) })
}

const fn titled(facet: Facet, word: &'static str) -> Facet {
    Facet { title: word, ..facet }
}

const fn frequent_first(facet: Facet) -> Facet {
    Facet { order: Order::Frequent, ..facet }
}

const PARTNERSHIPS: &[Facet] = &[
    by_taxonomy("type", "type", "partnership-kinds", |site, at, to| {
        to.extend(partnership(site, at).map(|partnership| u32::from(partnership.kind.at)));
    }),
    frequent_first(by_taxonomy("ecosystem", "dimension_ecosystem", "ecosystems", |site, at, to| {
        let ecosystems = partnership(site, at).map_or(&[][..], |partnership| &partnership.ecosystems);
        to.extend(ecosystems.iter().map(|term| u32::from(term.at)));
    })),
    by_area(|site, at, to| {
        let countries = partnership(site, at).map_or(&[][..], |partnership| &partnership.countries);
        to.extend(countries.iter().map(|country| u32::from(country.0.at)));
    }),
    Facet {
        name: "region",
        title: "dimension_region",
        values: Values::Regions,
        of: |site, at, to| {
            to.extend(partnership(site, at).into_iter().flat_map(|partnership| &partnership.regions).map(packed));
        },
        ..PLAIN
    },
    by_taxonomy("principle", "fact_principle", "principles", |site, at, to| promised(site, at, "principles", to)),
    by_taxonomy("category", "fact_category", "categories", |site, at, to| promised(site, at, "categories", to)),
    by_taxonomy("target-group", "dimension_target_group", "target-groups", |site, at, to| {
        promised(site, at, "target-groups", to);
    }),
    by_taxonomy("organisation-type", "dimension_stakeholder_type", "organisation-types", |site, at, to| {
        let members = members(site, at).filter_map(|member| site.portal.model.organisations.get(member.organisation));
        to.extend(members.flat_map(|organisation| &organisation.types).map(|term| u32::from(term.at)));
    }),
    titled(
        by_terms("stage", "stages", |site, at, to| {
            to.extend(partnership(site, at).map(|partnership| u32::from(partnership.stage.at)));
        }),
        "fact_stage",
    ),
    titled(
        by_terms("status", "commitment-statuses", |site, at, to| {
            commitments(site, at).for_each(|commitment| closed(site, commitment.status, to));
        }),
        "facet_commitment_status",
    ),
];

const COMMITMENTS: &[Facet] = &[
    titled(
        by_terms("status", "commitment-statuses", |site, at, to| {
            commitment(site, at).into_iter().for_each(|commitment| closed(site, commitment.status, to));
        }),
        "status",
    ),
    by_taxonomy("principle", "fact_principle", "principles", |site, at, to| borne(site, at, "principles", to)),
    by_taxonomy("category", "fact_category", "categories", |site, at, to| borne(site, at, "categories", to)),
    by_taxonomy("target-group", "dimension_target_group", "target-groups", |site, at, to| {
        borne(site, at, "target-groups", to);
    }),
    by_taxonomy("kpi", "fact_kpi_type", "kpis", |site, at, to| borne(site, at, "kpis", to)),
    frequent_first(by_taxonomy("ecosystem", "dimension_ecosystem", "ecosystems", |site, at, to| {
        borne(site, at, "ecosystems", to);
    })),
    by_area(|site, at, to| borne(site, at, "countries", to)),
    Facet {
        name: "partnership",
        title: "partnership",
        values: Values::Partnerships,
        order: Order::Frequent,
        of: |site, at, to| {
            let owner = commitment(site, at).and_then(|commitment| commitment.head.owner);
            to.extend(owner.map(|owner| owner.0));
        },
        ..PLAIN
    },
    titled(
        by_terms("level", Level::NAME, |site, at, to| {
            commitment(site, at).into_iter().for_each(|commitment| closed(site, commitment.level, to));
        }),
        "fact_level",
    ),
];

const ORGANISATIONS: &[Facet] = &[
    frequent_first(by_taxonomy("type", "type", "organisation-types", |site, at, to| {
        let types = organisation(site, at).map_or(&[][..], |organisation| &organisation.types);
        to.extend(types.iter().map(|term| u32::from(term.at)));
    })),
    frequent_first(by_taxonomy("country", "country", "countries", |site, at, to| {
        to.extend(organisation(site, at).map(|organisation| u32::from(organisation.country.0.at)));
    })),
    Facet {
        name: "region",
        title: "dimension_region",
        values: Values::Regions,
        of: |site, at, to| to.extend(organisation(site, at).and_then(|own| own.region.as_ref()).map(packed)),
        ..PLAIN
    },
    frequent_first(by_taxonomy("ecosystem", "dimension_ecosystem", "ecosystems", |site, at, to| {
        let ecosystems = organisation(site, at).map_or(&[][..], |organisation| &organisation.ecosystems);
        to.extend(ecosystems.iter().map(|term| u32::from(term.at)));
    })),
    Facet {
        name: "partnership",
        title: "partnership",
        values: Values::Partnerships,
        order: Order::Frequent,
        of: |site, at, to| {
            let members = site.uses().memberships(Ref::new(at)).iter();
            let members = members.filter_map(|member| site.portal.model.members.get(*member));
            to.extend(
                members
                    .filter(|member| is_current(site, member))
                    .filter_map(|member| member.head.owner)
                    .map(|owner| owner.0),
            );
        },
        ..PLAIN
    },
    titled(
        by_terms("size", "organisation-sizes", |site, at, to| {
            to.extend(organisation(site, at).and_then(|own| own.size).map(|term| u32::from(term.at)));
        }),
        "fact_size",
    ),
    titled(
        by_terms("level", "organisation-levels", |site, at, to| {
            to.extend(organisation(site, at).and_then(|own| own.level).map(|term| u32::from(term.at)));
        }),
        "fact_level",
    ),
];

const EVENTS: &[Facet] = &[
    Facet {
        name: "time",
        title: "when",
        of: |site, at, to| to.extend(event(site, at).map(|event| u32::from(event.last_day() < site.as_of))),
        ..PLAIN
    },
    titled(
        by_terms("format", "event-formats", |site, at, to| {
            to.extend(event(site, at).map(|event| u32::from(event.format.at)));
        }),
        "format",
    ),
    titled(
        by_terms("mode", EventMode::NAME, |site, at, to| {
            event(site, at).and_then(|event| event.mode).into_iter().for_each(|mode| closed(site, mode, to));
        }),
        "where",
    ),
    titled(
        by_terms("status", EventStatus::NAME, |site, at, to| {
            event(site, at).and_then(|event| event.status).into_iter().for_each(|status| closed(site, status, to));
        }),
        "status",
    ),
    Facet {
        name: "year",
        title: "year",
        values: Values::Years,
        order: Order::Backwards,
        of: |site, at, to| to.extend(event(site, at).and_then(|event| year(event.start.date()))),
        ..PLAIN
    },
];

const NEWS: &[Facet] = &[
    titled(
        by_terms("type", "news-types", |site, at, to| {
            to.extend(news(site, at).and_then(|news| news.kind).map(|term| u32::from(term.at)));
        }),
        "type",
    ),
    Facet {
        name: "year",
        title: "year",
        values: Values::Years,
        order: Order::Backwards,
        of: |site, at, to| to.extend(news(site, at).and_then(|news| year(news.date))),
        ..PLAIN
    },
];

fn partnership<'s>(site: &'s Site<'_>, at: usize) -> Option<&'s Partnership> {
    site.portal.model.partnerships.get(Ref::new(at))
}

fn commitment<'s>(site: &'s Site<'_>, at: usize) -> Option<&'s Commitment> {
    site.portal.model.commitments.get(Ref::new(at))
}

fn organisation<'s>(site: &'s Site<'_>, at: usize) -> Option<&'s Organisation> {
    site.portal.model.organisations.get(Ref::new(at))
}

fn event<'s>(site: &'s Site<'_>, at: usize) -> Option<&'s Event> {
    site.portal.model.events.get(Ref::new(at))
}

fn news<'s>(site: &'s Site<'_>, at: usize) -> Option<&'s News> {
    site.portal.model.news.get(Ref::new(at))
}

fn owner(at: usize) -> Owner {
    Owner(u32::try_from(at).unwrap_or(u32::MAX))
}

/// The commitments of a partnership.
pub(super) fn commitments<'s>(site: &'s Site<'_>, at: usize) -> impl Iterator<Item = &'s Commitment> {
    let model = &site.portal.model;
    model.commitments.range(model.names.range(&Commitment::KIND, owner(at))).map(|(_, commitment)| commitment)
}

/// The members that a partnership has on the as-of date.
fn members<'s>(site: &'s Site<'_>, at: usize) -> impl Iterator<Item = &'s Membership> {
    let model = &site.portal.model;
    let members = model.members.range(model.names.range(&Membership::KIND, owner(at))).map(|(_, member)| member);
    members.filter(|member| is_current(site, member))
}

fn is_current(site: &Site<'_>, member: &Membership) -> bool {
    membership::holds(member.joined, member.left, site.as_of)
}

/// What the commitments of a partnership bear of a taxonomy.
pub(super) fn promised(site: &Site<'_>, at: usize, taxonomy: &str, to: &mut Vec<u32>) {
    let mut terms = Vec::new();
    for commitment in commitments(site, at) {
        taxonomy::of_commitment(taxonomy, &site.portal.model, commitment, &mut terms);
    }
    to.extend(terms.into_iter().map(u32::from));
}

/// What a commitment bears of a taxonomy.
fn borne(site: &Site<'_>, at: usize, taxonomy: &str, to: &mut Vec<u32>) {
    let mut terms = Vec::new();
    if let Some(commitment) = commitment(site, at) {
        taxonomy::of_commitment(taxonomy, &site.portal.model, commitment, &mut terms);
    }
    to.extend(terms.into_iter().map(u32::from));
}

/// A value of a closed vocabulary, as a position in the vocabulary.
fn closed<C: Closed>(site: &Site<'_>, value: C, to: &mut Vec<u32>) {
    let vocabulary = site.portal.model.vocabularies.get(C::NAME);
    to.extend(vocabulary.and_then(|vocabulary| vocabulary.find(value.id())).map(u32::from));
}

fn year(date: jiff::civil::Date) -> Option<u32> {
    u32::try_from(date.year()).ok()
}

/// Digits of a packed NUTS code, of which the first stands for nothing.
const DIGITS: &str = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// A NUTS code as a number that sorts as the code does.
fn packed(region: &Region) -> u32 {
    let digit = |at: usize| {
        let letter = region.0.as_bytes().get(at).copied().unwrap_or(b' ');
        u32::try_from(DIGITS.bytes().position(|digit| digit == letter).unwrap_or(0)).unwrap_or(0)
    };
    (0..5).fold(0, |number, at| number * 37 + digit(at))
}

/// The NUTS code of a number.
fn unpacked(mut number: u32) -> String {
    let mut code: Vec<char> = Vec::new();
    for _ in 0..5 {
        code.push(DIGITS.chars().nth((number % 37) as usize).unwrap_or(' '));
        number /= 37;
    }
    code.iter().rev().collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nuts_codes_are_numbers_in_their_order() {
        let codes = ["BE", "IT", "ITC", "ITC4", "ITC4C", "ITH", "PL9"];
        let numbers: Vec<u32> = codes.iter().map(|code| packed(&Region((*code).into()))).collect();
        assert!(numbers.is_sorted());
        assert_eq!(numbers.into_iter().map(unpacked).collect::<Vec<_>>(), codes);
    }
}

//! Which types of organisation does a partnership have in which country, and which does it lack?
//!
//! Nobody writes down whom a partnership wants. It wants members in the countries that it names as its
//! own; and a type of organisation that it has anywhere it could have in each of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Cx;
use super::view::{Link, Text};
use crate::model::organisation::Organisation;
use crate::model::partnership::Partnership;
use crate::model::vocabulary::OrganisationTypes;
use crate::record::{Country, Term, VocabularyName};

/// Types of organisation against countries.
#[derive(Debug, Serialize)]
pub struct MatrixView {
    countries: Vec<CountryView>,
    rows: Vec<TypeView>,
    /// A sentence on the types that no member is of, or empty.
    no_types: String,
    /// A sentence on the countries that no member is from, or empty.
    no_countries: String,
}

#[derive(Debug, Serialize)]
struct CountryView {
    code: String,
    name: Text,
}

#[derive(Debug, Serialize)]
struct TypeView {
    head: Link,
    cells: Vec<CellView>,
}

#[derive(Debug, Serialize)]
struct CellView {
    code: String,
    /// How many members, or empty.
    count: String,
}

type Type = Term<OrganisationTypes>;

/// The matrix of a partnership with these members; with less than two cells there is nothing to compare.
pub fn matrix(cx: &Cx<'_>, partnership: &Partnership, members: &[&Organisation]) -> Option<MatrixView> {
    let mut counts: BTreeMap<(u16, Country), usize> = BTreeMap::new();
    for organisation in members {
        for of in &organisation.types {
            *counts.entry((of.at, organisation.country)).or_default() += 1;
        }
    }
    let present: BTreeSet<Country> = members.iter().map(|organisation| organisation.country).collect();
    let wanted: BTreeSet<Country> = partnership.countries.iter().copied().filter(|at| is_country(cx, *at)).collect();
    let countries: Vec<Country> = present.union(&wanted).copied().collect();
    let types: BTreeSet<u16> = counts.keys().map(|(of, _)| *of).collect();
    let row = |of: &u16| TypeView {
        head: cx.term_link(Type::new(*of), OrganisationTypes::NAME, None),
        cells: countries.iter().map(|country| cell(cx, *country, counts.get(&(*of, *country)))).collect(),
    };
    let missing: Vec<Country> = wanted.difference(&present).copied().collect();
    (countries.len() * types.len() > 1).then(|| MatrixView {
        rows: types.iter().map(row).collect(),
        no_types: sentence(cx, "matrix_types_missing", missing_types(cx, &types)),
        no_countries: sentence(cx, "matrix_countries_missing", missing.iter().map(|at| cx.term(at.0).text).collect()),
        countries: countries
            .iter()
            .map(|country| CountryView { code: code(cx, *country), name: cx.term(country.0) })
            .collect(),
    })
}

fn code(cx: &Cx<'_>, country: Country) -> String {
    cx.site.portal.model.vocabularies.id(country.0).to_owned()
}

/// "EU" and "non-EU" are no places to look for members in.
fn is_country(cx: &Cx<'_>, country: Country) -> bool {
    let code = code(cx, country);
    code.len() == 2 && code != "EU"
}

fn cell(cx: &Cx<'_>, country: Country, count: Option<&usize>) -> CellView {
    CellView { code: code(cx, country), count: count.map(|count| cx.words.whole(*count)).unwrap_or_default() }
}

/// The names of the types that are not there; the rest that has no name of its own is left out.
fn missing_types(cx: &Cx<'_>, types: &BTreeSet<u16>) -> Vec<String> {
    let vocabulary = cx.site.portal.model.vocabularies.get(OrganisationTypes::NAME);
    let all = vocabulary.map_or(&[][..], |vocabulary| vocabulary.terms()).iter().zip(0u16..);
    let missing = all.filter(|(entry, at)| !types.contains(at) && &*entry.id != "other");
    missing.map(|(_, at)| cx.term(Type::new(at)).text).collect()
}

fn sentence(cx: &Cx<'_>, key: &str, names: Vec<String>) -> String {
    if names.is_empty() { String::new() } else { cx.words.fill(key, &[("names", &names.join(", "))]) }
}

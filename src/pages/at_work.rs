//! In which countries are partnerships at work?

use std::collections::{BTreeMap, BTreeSet};

use tera::Value;

use super::view::{Cell, Column, Link, Row, Table};
use super::{Cx, taxonomy};
use crate::charts::view::ChartView;
use crate::charts::{self, Tile};
use crate::model::partnership::Partnership;
use crate::record::{Country, Owner};

/// What is at work in a country.
#[derive(Default)]
struct AtWork {
    partnerships: BTreeSet<Owner>,
    commitments: usize,
}

/// A country with its name.
struct Place {
    link: Link,
    code: String,
    at_work: AtWork,
}

impl Place {
    fn is_country(&self) -> bool {
        is_country(&self.code)
    }
}

/// The list of countries has terms for the Union and for all outside it.
fn is_country(code: &str) -> bool {
    code.len() == 2 && code != "EU"
}

/// The countries that a partnership names; one for the whole Union need not name any.
pub fn countries<'a>(cx: &Cx<'a>, partnership: &'a Partnership) -> impl Iterator<Item = &'a Country> {
    let vocabularies = &cx.site.portal.model.vocabularies;
    partnership.countries.iter().filter(move |country| is_country(vocabularies.id(country.0)))
}

/// A country in which something works, or the whole Union, with its page.
pub fn area(cx: &Cx<'_>, country: Country, owner: Option<Owner>) -> Link {
    let link = cx.term_link(country.0, "countries", owner);
    match cx.site.portal.model.vocabularies.id(country.0) {
        "EU" => Link { text: cx.words.get("eu_wide").to_owned(), lang: String::new(), ..link },
        _ => link,
    }
}

/// The map of the countries; none where no country is named.
pub fn chart(cx: &Cx<'_>) -> Option<ChartView> {
    let places = places(cx);
    let at_work = |place: &&Place| place.is_country() && !place.at_work.partnerships.is_empty();
    let countries = || places.iter().filter(at_work);
    let wide = places.iter().find(|place| place.code == "EU").map_or(0, |place| place.at_work.partnerships.len());
    let wide = (wide > 0).then(|| format!("{}: {}", cx.words.get("eu_wide"), cx.words.whole(wide)));
    let tiles: Vec<Tile> = countries().map(|place| tile(cx, place)).collect();
    let most = countries().max_by_key(|place| place.at_work.partnerships.len())?;
    let sentence = [
        ("countries", cx.words.count("countries", tiles.len())),
        ("country", most.link.text.clone()),
        ("partnerships", cx.words.count("partnerships", most.at_work.partnerships.len())),
    ];
    let sentence: Vec<(&str, &str)> = sentence.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Some(ChartView {
        id: "part-map".to_owned(),
        title: cx.words.get("at_work").to_owned(),
        subtitle: cx.words.get("at_work_unit").to_owned(),
        sentence: [cx.words.fill("at_work_sentence", &sentence)]
            .into_iter()
            .chain(wide.clone())
            .collect::<Vec<_>>()
            .join(" "),
        svg: charts::map(&tiles, wide.is_some()),
        legend: wide.map(|text| ("qw".to_owned(), text)).into_iter().chain(legend(cx, &tiles)).collect(),
        table: Some(Value::from_serializable(&table(cx, &places))),
        source: cx.words.get("map_source").to_owned(),
        download: String::new(),
    })
}

/// Every country with the partnerships that name it and the commitments there, in the order of the names:
/// the same that the filters of both lists count.
fn places(cx: &Cx<'_>) -> Vec<Place> {
    let model = &cx.site.portal.model;
    let mut found: BTreeMap<Country, AtWork> = BTreeMap::new();
    for (at, partnership) in model.partnerships.iter() {
        for country in &partnership.countries {
            found.entry(*country).or_default().partnerships.insert(Owner::from(at));
        }
    }
    for (_, commitment) in model.commitments.iter() {
        for country in taxonomy::countries(model, commitment) {
            found.entry(*country).or_default().commitments += 1;
        }
    }
    let mut places: Vec<Place> = found.into_iter().map(|(country, at_work)| place(cx, country, at_work)).collect();
    places.sort_by_cached_key(|place| cx.words.sort_key(&place.link.text));
    places
}

fn place(cx: &Cx<'_>, country: Country, at_work: AtWork) -> Place {
    let code = cx.site.portal.model.vocabularies.id(country.0).to_owned();
    Place { link: cx.term_link(country.0, "countries", None), code, at_work }
}

fn tile(cx: &Cx<'_>, place: &Place) -> Tile {
    let count = place.at_work.partnerships.len();
    let amount = charts::Amount { value: count as f64, text: cx.words.whole(count) };
    Tile { code: place.code.clone(), label: place.link.text.clone(), amount: Some(amount) }
}

/// "1", "2–3", "4 and more": the numbers of each shade.
fn legend(cx: &Cx<'_>, tiles: &[Tile]) -> Vec<(String, String)> {
    let bounds = charts::shades(tiles);
    let most = tiles.iter().filter_map(|tile| tile.amount.as_ref()).map(|amount| amount.value).fold(0.0, f64::max);
    let whole = |value: f64| cx.words.decimal_of(value, 0);
    let ends = bounds.iter().skip(1).map(|next| next - 1.0).chain([most]);
    let entry = |((low, high), shade): ((&f64, f64), usize)| {
        let text = if high > *low { format!("{}–{}", whole(*low), whole(high)) } else { whole(*low) };
        (format!("q{shade}"), text)
    };
    bounds.iter().zip(ends).zip(1..).map(entry).collect()
}

fn table(cx: &Cx<'_>, places: &[Place]) -> Table {
    let column = |key: &str, number| Column { text: cx.words.get(key).to_owned(), number };
    let cell = |count: usize| Cell { text: cx.words.whole(count), number: true, note: String::new(), kind: "" };
    // The filters below lead to the pages of the countries.
    let name = |place: &Place| Link { href: String::new(), ..place.link.clone() };
    let row = |place: &Place| Row {
        anchor: String::new(),
        head: name(place),
        cells: vec![cell(place.at_work.partnerships.len()), cell(place.at_work.commitments)],
    };
    Table {
        caption: cx.words.get("at_work").to_owned(),
        columns: vec![
            column("country", false),
            column("heading_partnerships", true),
            column("heading_commitments", true),
        ],
        rows: places.iter().map(row).collect(),
        note: String::new(),
    }
}

//! By which words is a page of each sort found?

use super::Hit;
use crate::model::agreement::Agreement;
use crate::model::commitment::Commitment;
use crate::model::event::Event;
use crate::model::indicator::Indicator;
use crate::model::news::News;
use crate::model::organisation::Organisation;
use crate::model::page::FreePage;
use crate::model::partnership::Partnership;
use crate::model::yearly_report::YearlyReport;
use crate::pages::prose::{Style, beginning};
use crate::pages::view::Text;
use crate::pages::{Cx, event, partnership, subject, taxonomy, yearly_report};
use crate::plan::Page;
use crate::record::{Body, Entity, Localised, Owner, Ref, Table, Term, VocabularyName};
use crate::search::Entry;

/// A sort of pages that are found.
pub struct Sort {
    /// Its id.
    pub id: &'static str,
    /// The key of its name.
    pub word: &'static str,
    /// Templates of its pages.
    pub templates: &'static [&'static str],
    /// How much its pages are preferred to others that the same words lead to.
    pub weight: f32,
    /// Is a page of it one way to many others?
    pub stands_for_many: bool,
    /// How a page of it is found.
    pub found: fn(&Cx<'_>, &Page) -> Option<Found>,
    /// Letters of its long texts and of its names in other languages.
    pub letters: fn(&Cx<'_>, &Page) -> usize,
}

impl std::fmt::Debug for Sort {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Sort").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A sort whose pages show a record of a table.
macro_rules! sort {
    ($id:literal, $word:literal, $weight:literal, $table:ident, $found:path) => {
        Sort {
            id: $id,
            word: $word,
            templates: &[$id],
            weight: $weight,
            stands_for_many: false,
            found: |cx, page| subject(&cx.site.portal.model.$table, page).map(|record| $found(cx, page, record)),
            letters: |cx, page| letters(cx, &cx.site.portal.model.$table, page),
        }
    };
}

/// The id of the sort of lists and other pages of the site's own words.
pub const OVERVIEW: &str = "overview";

/// The sorts in their order.
pub const SORTS: &[Sort] = &[
    sort!("partnership", "found_partnership", 1.3, partnerships, of_partnership),
    sort!("agreement", "heading_agreement", 1.0, agreements, of_agreement),
    sort!("commitment", "found_commitment", 1.0, commitments, of_commitment),
    sort!("organisation", "organisation", 1.0, organisations, of_organisation),
    sort!("indicator", "indicator", 0.9, indicators, of_indicator),
    sort!("news", "heading_news", 1.0, news, of_news),
    sort!("event", "found_event", 1.0, events, of_event),
    sort!("report", "found_report", 1.0, reports, of_report),
    sort!("page", "page", 1.0, pages, of_page),
    Sort {
        id: "term",
        word: "found_topic",
        templates: &["term"],
        weight: 1.0,
        stands_for_many: true,
        found: of_term,
        letters: |_, _| 0,
    },
    Sort {
        id: OVERVIEW,
        word: "heading_overview",
        templates: &[
            "home",
            "partnerships",
            "commitments",
            "organisations",
            "indicators",
            "members",
            "news-list",
            "events",
            "reports",
            "progress",
            "comparison",
            "reporting",
            "taxonomy",
        ],
        weight: 1.0,
        stands_for_many: true,
        found: of_overview,
        letters: |_, _| 0,
    },
];

/// The letters of the long texts of a record, and of its names in all languages but one.
fn letters<T: Entity>(cx: &Cx<'_>, table: &Table<T>, page: &Page) -> usize {
    let Some(record) = subject(table, page) else { return 0 };
    let bodies = record.bodies();
    let parts = bodies.into_iter().filter_map(|body| cx.choose(body, record.head().owner));
    let names = names(cx, record).skip(1).map(str::len);
    parts.map(|part| part.place.range().len()).chain(names).sum()
}

/// The names of a record in all languages in which it is written: it is found by the one that somebody
/// knows. Where nobody wrote a name, the one that is built in has many more.
fn names<'t, T: Entity>(cx: &Cx<'_>, record: &'t T) -> impl Iterator<Item = &'t str> {
    let languages = cx.languages_of(cx.owner_of_text(record));
    let names = record.title().into_iter().flat_map(Localised::iter);
    names.filter(|(lang, _)| languages.contains(*lang)).map(|(_, name)| name)
}

/// A page as a search knows it.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Its path without language.
    href: String,
    title: Text,
    /// Another name that counts as the title.
    name: String,
    /// The partnership it belongs to.
    over: Text,
    date: String,
    summary: Text,
    body: Text,
    /// Labels and names.
    labels: String,
}

impl Found {
    /// A page of a record.
    fn of<T: Entity>(cx: &Cx<'_>, within: Option<Owner>, record: &T) -> Self {
        let owner = cx.owner_of_text(record);
        let mut found = Found {
            title: record.title().map(|title| cx.text(title, owner)).unwrap_or_default(),
            over: over(cx, within),
            summary: record.head().summary.as_ref().map(|summary| cx.text(summary, owner)).unwrap_or_default(),
            labels: record.head().tags.join(" "),
            ..Found::default()
        };
        let names: Vec<&str> = names(cx, record).filter(|name| *name != found.title.text).collect();
        names.into_iter().for_each(|name| found.label(name));
        record.bodies().into_iter().for_each(|body| found.add_body(cx, body, record));
        found
    }

    fn add_body<T: Entity>(&mut self, cx: &Cx<'_>, body: &Body, record: &T) {
        let Some(part) = cx.choose(body, record.head().owner) else { return };
        let text = cx.plain(part, Style::new(T::KIND, 2));
        self.add_text(Text { text, lang: cx.lang_mark(part.lang) });
    }

    /// A text that is shown after others; of texts in several languages the first is.
    fn add_text(&mut self, more: Text) {
        if self.body.text.is_empty() {
            self.body = more;
        } else if self.body.lang == more.lang {
            self.body.text.push(' ');
            self.body.text.push_str(&more.text);
        } else {
            self.label(&more.text);
        }
    }

    fn add_written(&mut self, cx: &Cx<'_>, text: Option<&Localised>, owner: Option<Owner>) {
        if let Some(text) = text {
            self.add_text(cx.text(text, owner));
        }
    }

    fn label(&mut self, label: &str) {
        self.labels.push('\n');
        self.labels.push_str(label);
    }

    fn terms<V: VocabularyName>(&mut self, cx: &Cx<'_>, terms: &[Term<V>]) {
        terms.iter().for_each(|term| self.label(&cx.term(*term).text));
    }

    fn names<T: Entity>(&mut self, cx: &Cx<'_>, table: &Table<T>, records: impl Iterator<Item = Ref<T>>) {
        for record in records.filter_map(|at| table.get(at)) {
            if let Some(title) = record.title() {
                self.label(&cx.text(title, cx.owner_of_text(record)).text);
            }
        }
    }

    /// The page with its path.
    pub fn at(mut self, path: &str) -> Self {
        path.clone_into(&mut self.href);
        self
    }

    /// Its words.
    pub fn entry(&self) -> Entry<'_> {
        Entry {
            title: [&self.title.text, &self.name],
            summary: &self.summary.text,
            rest: [&self.body.text, &self.labels, &self.over.text],
        }
    }

    /// What is shown of it.
    pub fn shown(self, length: usize) -> Hit {
        let (mut text, body) = (self.summary, self.body);
        if text.text.is_empty() {
            text = body;
        } else if text.lang == body.lang && !body.text.is_empty() {
            text.text = format!("{} {}", text.text, body.text);
        }
        Hit {
            href: self.href,
            title: self.title.text,
            title_lang: self.title.lang,
            over: self.over.text,
            over_lang: self.over.lang,
            date: self.date,
            text: beginning(text.text, length),
            text_lang: text.lang,
        }
    }
}

/// The partnership a page belongs to, where the site has many.
fn over(cx: &Cx<'_>, owner: Option<Owner>) -> Text {
    let owner = owner.filter(|_| cx.site.plan.addresses.home().is_none());
    let record = owner.and_then(|owner| cx.site.portal.model.partnerships.get(Ref::new(owner.index())));
    record.map(|record| partnership::short_name(cx, record)).unwrap_or_default()
}

fn of_partnership(cx: &Cx<'_>, _: &Page, record: &Partnership) -> Found {
    let model = &cx.site.portal.model;
    let owner = cx.owner_of_text(record);
    let acronym = record.acronym.as_deref().unwrap_or("").to_owned();
    let mut found = Found { name: acronym, ..Found::of(cx, None, record) };
    record.headline.iter().for_each(|line| found.label(&cx.text(&line.text, owner).text));
    found.terms(cx, &[record.kind]);
    found.terms(cx, &record.ecosystems);
    found.terms(cx, &record.themes);
    found.terms(cx, &record.challenges);
    record.countries.iter().for_each(|country| found.terms(cx, &[country.0]));
    record.regions.iter().for_each(|region| found.label(&cx.region(&region.0)));
    found.names(cx, &model.organisations, record.coordinators.iter().copied());
    found
}

fn of_agreement(cx: &Cx<'_>, page: &Page, record: &Agreement) -> Found {
    let mut found = Found::of(cx, page.subject.owner, record);
    found.terms(cx, &[record.document_type]);
    let signed = record.signatories.iter().chain(&record.supporters);
    found.names(cx, &cx.site.portal.model.organisations, signed.copied());
    found
}

fn of_commitment(cx: &Cx<'_>, page: &Page, record: &Commitment) -> Found {
    let mut found = Found::of(cx, page.subject.owner, record);
    found.terms(cx, &[record.category]);
    found.terms(cx, &record.secondary_categories);
    found.terms(cx, &record.target_groups);
    found.terms(cx, &record.ecosystems);
    record.countries.iter().for_each(|country| found.terms(cx, &[country.0]));
    record.regions.iter().for_each(|region| found.label(&cx.region(&region.0)));
    found.names(cx, &cx.site.portal.model.organisations, record.made_by.iter().map(|(at, _)| *at));
    found
}

fn of_organisation(cx: &Cx<'_>, page: &Page, record: &Organisation) -> Found {
    let mut found = Found::of(cx, page.subject.owner, record);
    found.add_written(cx, record.offers.as_ref(), None);
    found.add_written(cx, record.needs.as_ref(), None);
    found.terms(cx, &record.types);
    found.terms(cx, &record.ecosystems);
    found.terms(cx, &[record.country.0]);
    record.region.iter().for_each(|region| found.label(&cx.region(&region.0)));
    if let Some(city) = &record.city {
        found.label(&cx.text(city, None).text);
    }
    found
}

fn of_indicator(cx: &Cx<'_>, page: &Page, record: &Indicator) -> Found {
    let mut found = Found::of(cx, page.subject.owner, record);
    found.label(&cx.closed(record.kpi_type).text);
    found
}

fn of_news(cx: &Cx<'_>, page: &Page, record: &News) -> Found {
    let mut found = Found { date: cx.words.date(record.date), ..Found::of(cx, page.subject.owner, record) };
    found.terms(cx, record.kind.as_slice());
    found
}

fn of_event(cx: &Cx<'_>, page: &Page, record: &Event) -> Found {
    let mut found = Found { date: cx.words.date(record.start.date()), ..Found::of(cx, page.subject.owner, record) };
    found.terms(cx, &[record.format]);
    if let Some(place) = &record.place {
        found.label(&cx.text(place, record.head.owner).text);
    }
    if let Some(organiser) = event::organiser(cx, record) {
        found.label(&organiser.text);
    }
    found
}

fn of_report(cx: &Cx<'_>, page: &Page, record: &YearlyReport) -> Found {
    let body = yearly_report::words(cx, record).unwrap_or_default();
    Found { title: yearly_report::title(cx, record), body, ..Found::of(cx, page.subject.owner, record) }
}

fn of_page(cx: &Cx<'_>, page: &Page, record: &FreePage) -> Found {
    Found::of(cx, page.subject.owner, record)
}

fn of_term(cx: &Cx<'_>, page: &Page) -> Option<Found> {
    let (title, taxonomy, description) = taxonomy::found(cx, page)?;
    Some(Found { title, over: Cx::own(taxonomy), body: description.unwrap_or_default(), ..Found::default() })
}

/// A list or another page of the site's own words.
fn of_overview(cx: &Cx<'_>, page: &Page) -> Option<Found> {
    let shown = crate::pages::show(cx, page)?;
    let mut found = Found { title: shown.title, body: Cx::own(shown.description), ..Found::default() };
    if page.template == "home" {
        let home = &cx.site.portal.model.home.body;
        if let Some(part) = cx.choose(home, None) {
            let text = cx.plain(part, Style::new(FreePage::KIND, 2));
            found.add_text(Text { text, lang: cx.lang_mark(part.lang) });
        }
    }
    Some(found)
}

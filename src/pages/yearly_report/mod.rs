//! What does a yearly report show?
//!
//! All of it comes from a `Yearly`: today's, or the one that was frozen beside the report. Of a frozen one the
//! page tells what has changed since.

mod changes;
mod notes;
mod tables;
mod told;

use serde::Serialize;
use tera::Value;

use super::figure::Figure;
use super::prose::{Kept, Style, beginning};
use super::structured::{self, Thing};
use super::view::{Anchor, Item, Link, Prose, Source, Status, Table, Text, Tile};
use super::{
    Cx, MOST_IN_DESCRIPTION, Shown, fact, figures_table, item_of, over_partnership, plain, plan_records, subject,
};
use crate::charts::view::BarsView;
use crate::check::Portal;
use crate::figures::frozen::{self, Frozen};
use crate::figures::names::Named;
use crate::figures::written::Written;
use crate::figures::yearly::{Correction, Scope, Texts, Unit, Value as Number, Yearly};
use crate::model::yearly_report::{Author, YearlyReport};
use crate::plan::{Page, Planner};
use crate::record::{Lang, Localised, Owner, parse_date};

/// Tiles at the top.
const MOST_TILES: usize = 6;

/// Plans the pages of reports.
pub fn plan(portal: &Portal, planner: &mut Planner<'_>) {
    plan_records(&portal.model.reports, "report", planner);
}

/// A report as a row.
pub fn item(cx: &Cx<'_>, report: &YearlyReport) -> Item {
    let title = title(cx, report);
    Item {
        of: over_partnership(cx, &report.head),
        text: title.text,
        lang: title.lang,
        status: Some(cx.status(report.status)),
        ..item_of(cx, report, "report")
    }
}

/// The title that is written, else "Yearly report 2025".
pub fn title(cx: &Cx<'_>, report: &YearlyReport) -> Text {
    match &report.title {
        Some(title) => cx.text(title, report.head.owner),
        None => Cx::own(cx.words.fill("report_title", &[("year", &report.year.to_string())])),
    }
}

#[derive(Serialize)]
struct ReportView {
    summary: Option<Text>,
    status: Status,
    facts: Vec<Value>,
    /// That the numbers were frozen, and when.
    frozen: String,
    corrections: Vec<String>,
    tiles: Vec<Tile>,
    changes_title: String,
    changes: Vec<String>,
    body: Option<Prose>,
    contents: Vec<Anchor>,
    totals: Option<Table>,
    core: Table,
    promises: Option<Table>,
    partnerships: Option<Table>,
    breakdowns: Vec<BarsView>,
    reported: String,
    types: Option<BarsView>,
    reporting: Option<Table>,
    gaps: Vec<String>,
    method: Vec<String>,
    sources: Vec<Source>,
}

/// What all parts of a report are shown with.
struct Shows<'a, 'c> {
    cx: &'c Cx<'a>,
    owner: Option<Owner>,
    /// What is shown.
    yearly: &'c Yearly,
    /// What the data say today.
    today: &'c Yearly,
}

/// The numbers of a report.
struct Numbers {
    kept: Option<Frozen>,
    /// What is shown.
    yearly: Yearly,
    /// What the data say today.
    today: Yearly,
    corrections: Vec<Correction>,
}

impl Numbers {
    fn of(cx: &Cx<'_>, report: &YearlyReport) -> Option<Numbers> {
        let scope = Scope::new(&cx.site.portal.model, cx.site.figures, report.head.owner, report.year)?;
        let kept = report.frozen.and_then(|file| frozen::read(cx.site.sources.text(file)).ok());
        // What was kept in the middle of a year is held against what was known then.
        let kept_as_at = kept.as_ref().and_then(|kept| parse_date(&kept.report.as_of));
        let today = Yearly::of(&match kept_as_at {
            Some(day) => scope.as_at(day),
            None => scope,
        });
        let (yearly, corrections) = match &kept {
            Some(kept) => kept.report.clone().beside(&today),
            None => (today.clone(), Vec::new()),
        };
        Some(Numbers { kept, yearly, today, corrections })
    }

    fn shows<'a, 'c>(&'c self, cx: &'c Cx<'a>, report: &YearlyReport) -> Shows<'a, 'c> {
        Shows { cx, owner: report.head.owner, yearly: &self.yearly, today: &self.today }
    }
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, page: &Page) -> Option<Shown> {
    let report = subject(&cx.site.portal.model.reports, page)?;
    let numbers = Numbers::of(cx, report)?;
    let view = numbers.shows(cx, report).view(report, numbers.kept.as_ref(), &numbers.corrections);
    let title = title(cx, report);
    let thing = Thing::new("Report")
        .text("name", &title.text)
        .optional("description", view.summary.as_ref().map(|summary| &summary.text))
        .optional("datePublished", report.date.map(|date| date.to_string()))
        .text("temporalCoverage", &report.year.to_string())
        .thing("publisher", structured::owner(cx, report.head.owner));
    let mut shown = Shown::record(cx, report, view).about(thing);
    shown.title = title;
    shown.lang = cx.choose(&report.body, report.head.owner).map_or(shown.lang, |part| part.lang);
    if let Some(words) = numbers.kept.as_ref().filter(|_| report.head.summary.is_none()).and_then(|_| words(cx, report))
    {
        shown.description = beginning(words.text, MOST_IN_DESCRIPTION);
    }
    Some(shown)
}

/// The words of a report, with the numbers that were kept with it.
pub fn words(cx: &Cx<'_>, report: &YearlyReport) -> Option<Text> {
    let part = cx.choose(&report.body, report.head.owner)?;
    let numbers = Numbers::of(cx, report)?;
    let shows = numbers.shows(cx, report);
    let in_text = |named: &Named<'_>, written: Written| shows.in_text(named, written);
    let kept = numbers.kept.as_ref().map(|_| &in_text as Kept<'_>);
    let text = cx.plain_with_kept(part, style(), kept);
    Some(Text { text, lang: cx.lang_mark(part.lang) })
}

fn style() -> Style {
    Style::new(<YearlyReport as crate::record::Entity>::KIND, 2)
}

/// The ids of the numbers of a report that can be explained.
pub fn ids(cx: &Cx<'_>, report: &YearlyReport) -> Vec<String> {
    let Some(numbers) = Numbers::of(cx, report) else { return Vec::new() };
    let shows = numbers.shows(cx, report);
    let core = numbers.yearly.core.iter().filter(|core| core.lack.is_empty()).map(|core| core.id.clone());
    numbers.yearly.totals.iter().map(|total| shows.total_id(total)).chain(core).collect()
}

/// A number of a report, and how it came about.
pub fn figure(cx: &Cx<'_>, report: &YearlyReport, id: &str) -> Option<Figure> {
    let numbers = Numbers::of(cx, report)?;
    let shows = numbers.shows(cx, report);
    let mut figure = shows.core_figure(id).or_else(|| shows.total_figure(id))?;
    figure.title = format!("{} – {}", figure.title, title(cx, report).text);
    figure.explained.notes.extend(numbers.kept.as_ref().map(|kept| shows.frozen_on(kept)));
    Some(figure)
}

impl Shows<'_, '_> {
    fn view(&self, report: &YearlyReport, kept: Option<&Frozen>, corrections: &[Correction]) -> ReportView {
        let cx = self.cx;
        let in_text = |named: &Named<'_>, written: Written| self.in_text(named, written);
        let numbers = kept.map(|_| &in_text as Kept<'_>);
        let (body, headings) = cx.prose_with_kept(&report.body, self.owner, style(), numbers);
        let mut view = ReportView {
            summary: report.head.summary.as_ref().map(|summary| cx.text(summary, self.owner)),
            status: cx.status(report.status),
            facts: self.facts(report),
            frozen: kept.map(|kept| self.frozen_on(kept)).unwrap_or_default(),
            corrections: corrections.iter().map(|correction| self.correction(correction)).collect(),
            tiles: self.tiles(),
            changes_title: cx.words.fill("changes_against", &[("year", &(self.yearly.year - 1).to_string())]),
            changes: self.changes(),
            body: body.filter(|body| !body.html.trim().is_empty()),
            contents: Vec::new(),
            totals: self.totals(),
            core: self.core(),
            promises: self.promises(),
            partnerships: self.partnerships(),
            breakdowns: self.breakdowns(),
            reported: self.reported(),
            types: self.types(),
            reporting: self.reporting(),
            gaps: self.gaps(),
            method: self.method(),
            sources: super::sources(cx, &report.head),
        };
        view.contents = self.contents(&view, headings);
        view
    }

    fn facts(&self, report: &YearlyReport) -> Vec<Value> {
        let cx = self.cx;
        let author = |author: &Author| match author {
            Author::Organisation(at) => cx.site.portal.model.organisations.get(*at).map(|one| cx.record(one)),
            Author::Named(name) => Some(plain(Cx::own(name.to_string()))),
        };
        let authors: Vec<Link> = report.authors.iter().filter_map(|(one, _)| author(one)).collect();
        let date = report.date.map(|date| plain(Cx::own(cx.words.date(date))));
        let as_at = plain(Cx::own(self.as_at()));
        let facts = [
            fact(cx.words.get("fact_as_at"), vec![as_at]),
            fact(cx.words.get("fact_authors"), authors),
            fact(cx.words.get("fact_written"), date.into_iter().collect()),
        ];
        super::facts(cx, facts)
    }

    /// The day as at which the report looks, in words.
    fn as_at(&self) -> String {
        day(self.cx, &self.yearly.as_of)
    }

    fn frozen_on(&self, kept: &Frozen) -> String {
        self.cx.words.fill("frozen_on", &[("date", &day(self.cx, &kept.frozen))])
    }

    /// Members, and the year's totals of official KPIs.
    fn tiles(&self) -> Vec<Tile> {
        let members = Tile {
            anchor: String::new(),
            value: self.figure(&self.yearly.membership.members, &Unit::default()),
            label: self.cx.words.get("core_members").to_owned(),
            href: String::new(),
        };
        let totals = self.yearly.totals.iter().filter(|total| total.indicator.is_empty() && total.unit.id != "boolean");
        let tile = |total: &crate::figures::yearly::Total| Tile {
            anchor: String::new(),
            value: self.figure(&total.value, &total.unit),
            label: self.total_name(&total.kpi, &total.name),
            href: String::new(),
        };
        std::iter::once(members).chain(totals.map(tile)).take(MOST_TILES).collect()
    }

    /// The parts of the page, as far as they are there.
    fn contents(&self, view: &ReportView, headings: Vec<Anchor>) -> Vec<Anchor> {
        let anchor = |key: &str, id: &str, is_there: bool| {
            let text = self.cx.words.get(key).to_owned();
            is_there.then(|| Anchor { text, href: format!("#part-{id}") })
        };
        let changes = Anchor { text: view.changes_title.clone(), href: "#part-changes".to_owned() };
        let above = [anchor("key_figures", "figures", true), Some(changes).filter(|_| !view.changes.is_empty())];
        let below = [
            anchor("core_set", "core", true),
            anchor("report_commitments", "commitments", view.promises.is_some()),
            anchor("heading_partnerships", "partnerships", view.partnerships.is_some()),
            anchor("who_took_part", "breakdowns", !view.breakdowns.is_empty()),
            anchor("members_reporting", "reporting", true),
            anchor("corrections", "corrections", !view.corrections.is_empty()),
            anchor("data_gaps", "gaps", true),
            anchor("how_counted", "method", true),
        ];
        above.into_iter().flatten().chain(headings).chain(below.into_iter().flatten()).collect()
    }

    /// A number as people read it.
    fn figure(&self, value: &Number, unit: &Unit) -> String {
        match (value.amount, value.hidden) {
            (None, None) => "–".to_owned(),
            (None, Some(hidden)) => figures_table::not_shown(self.cx, hidden),
            (Some(amount), hidden) => figures_table::figure_in(self.cx, &unit.id, unit.decimals, amount, hidden),
        }
    }

    /// A text that is kept by language.
    fn text(&self, texts: &Texts) -> Text {
        let known = texts.iter().filter_map(|(code, text)| Some((Lang::from_code(code)?, text.as_str().into())));
        Localised::new(known.collect()).map(|text| self.cx.text(&text, self.owner)).unwrap_or_default()
    }

    /// What is added up: an official KPI, or an own indicator.
    fn total_name(&self, kpi: &str, name: &Texts) -> String {
        if name.is_empty() { self.cx.label("kpis", kpi).text } else { self.text(name).text }
    }
}

/// A day that is kept as year-month-day, in words.
fn day(cx: &Cx<'_>, text: &str) -> String {
    parse_date(text).map_or_else(|| text.to_owned(), |date| cx.words.date(date))
}

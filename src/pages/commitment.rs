//! What does the page of a commitment show?

use serde::Serialize;
use tera::Value;

use super::kpi;
use super::prose::Style;
use super::view::{Day, Item, Link, Prose, Source, Status, Text};
use super::{Cx, Shown, at_work, fact, figures_table, item_of, item_ref, plain, plan_records, subject, taxonomy};
use crate::check::Portal;
use crate::model::commitment::{Commitment, KpiUse, Update};
use crate::plan::{Page, Planner};
use crate::record::{Entity, Ref};

/// Plans the pages of commitments.
pub fn plan(portal: &Portal, planner: &mut Planner<'_>) {
    plan_records(&portal.model.commitments, "commitment", planner);
}

/// A commitment as a row.
pub fn item(cx: &Cx<'_>, commitment: &Commitment) -> Item {
    let targets = commitment.kpis.iter().filter_map(|kpi| target_line(cx, kpi)).take(2);
    Item {
        of: super::over_partnership(cx, &commitment.head),
        over: vec![cx.term(commitment.category)],
        gauge: kpi::of_commitment(cx, commitment).find_map(|shown| shown.gauge()),
        meta: targets.map(Cx::own).collect(),
        status: Some(cx.status(commitment.status)),
        ..item_of(cx, commitment, "commitment")
    }
}

/// "60,000 people taking part by 2030"
fn target_line(cx: &Cx<'_>, kpi: &KpiUse) -> Option<String> {
    let indicator = cx.site.portal.model.indicators.get(kpi.indicator)?;
    let target = kpi.target.as_ref()?;
    let value = figures_table::amount(cx, indicator, target.value?);
    let name = cx.text(&indicator.name, indicator.head.owner).text;
    let by = target.by.map(|by| cx.words.period(by)).unwrap_or_default();
    let key = if target.per_year { "target_line_per_year" } else { "target_line" };
    Some(cx.words.fill(key, &[("value", &value), ("name", &name), ("by", &by)]))
}

#[derive(Serialize)]
struct UpdateView {
    date: Day,
    text: Prose,
    status: Option<Status>,
    evidence: Option<Link>,
}

#[derive(Serialize)]
struct CommitmentView {
    summary: Option<Text>,
    status: Status,
    body: Option<Prose>,
    facts: Vec<Value>,
    kpis: Vec<Value>,
    updates: Vec<UpdateView>,
    supported_by: Vec<Value>,
    sources: Vec<Source>,
    previous: Option<Link>,
    next: Option<Link>,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, page: &Page) -> Option<Shown> {
    let at: Ref<Commitment> = Ref::new(page.subject.record as usize);
    let commitment = subject(&cx.site.portal.model.commitments, page)?;
    let owner = commitment.head.owner;
    let style = Style::new(Commitment::KIND, 2);
    let (previous, next) = neighbours(cx, at, commitment);
    let view = CommitmentView {
        summary: commitment.head.summary.as_ref().map(|summary| cx.text(summary, owner)),
        status: cx.status(commitment.status),
        body: cx.prose(&commitment.description, owner, style),
        facts: facts(cx, commitment),
        kpis: kpis(cx, at, commitment),
        updates: updates(cx, commitment),
        supported_by: supported_by(cx, at),
        sources: super::sources(cx, &commitment.head),
        previous,
        next,
    };
    Some(Shown::record(cx, commitment, view))
}

/// What is measured, as pieces that are placed.
fn kpis(cx: &Cx<'_>, at: Ref<Commitment>, commitment: &Commitment) -> Vec<Value> {
    let shown = (0..commitment.kpis.len()).filter_map(|number| kpi::Shown::new(cx, at, commitment, number));
    shown.map(|shown| cx.piece("fragments/kpi.html", "kpi", &shown.view())).collect()
}

fn facts(cx: &Cx<'_>, commitment: &Commitment) -> Vec<Value> {
    let model = &cx.site.portal.model;
    let owner = commitment.head.owner;
    let word = |key: &str| cx.words.get(key).to_owned();
    let principle = model.vocabularies.entry(commitment.category).and_then(|entry| entry.attribute("principle"));
    let principle = principle.map(|id| cx.id_link("principles", id, "principles", owner));
    let categories = std::iter::once(&commitment.category).chain(&commitment.secondary_categories);
    let groups = commitment.target_groups.iter().map(|term| cx.term_link(*term, "target-groups", owner));
    let made_by = commitment.made_by.iter().filter_map(|(at, _)| model.organisations.get(*at));
    let countries = taxonomy::countries(model, commitment).iter();
    let ecosystems = taxonomy::ecosystems(model, commitment).iter();
    let contributes = commitment.contributes_to.and_then(|(at, _)| model.commitments.get(at));
    let facts = [
        fact(&word("fact_principle"), principle.into_iter().collect()),
        fact(&word("fact_category"), categories.map(|term| cx.term_link(*term, "categories", owner)).collect()),
        fact(&word("fact_target_groups"), groups.collect()),
        fact(&word("fact_made_by"), made_by.map(|organisation| cx.record(organisation)).collect()),
        fact(&word("fact_time"), vec![plain(Cx::own(time(cx, commitment)))]),
        fact(&word("fact_countries"), countries.map(|country| at_work::area(cx, *country, owner)).collect()),
        fact(
            &word("fact_regions"),
            commitment.regions.iter().map(|region| plain(Cx::own(cx.region(&region.0)))).collect(),
        ),
        fact(&word("fact_ecosystems"), ecosystems.map(|term| cx.term_link(*term, "ecosystems", owner)).collect()),
        fact(&word("fact_orientation"), commitment.orientation.map(|term| plain(cx.term(term))).into_iter().collect()),
        fact(&word("fact_resources"), resources(cx, commitment)),
        fact(&word("fact_contributes_to"), contributes.map(|other| cx.record(other)).into_iter().collect()),
    ];
    super::facts(cx, facts)
}

/// "2022 – 2030"
fn time(cx: &Cx<'_>, commitment: &Commitment) -> String {
    let start = cx.words.year_or_date(commitment.start);
    match commitment.end {
        Some((end, _)) => format!("{start} – {}", cx.words.year_or_date(end)),
        None => cx.words.fill("since", &[("date", &start)]),
    }
}

fn resources(cx: &Cx<'_>, commitment: &Commitment) -> Vec<Link> {
    let Some(resources) = &commitment.resources else { return Vec::new() };
    let amount =
        resources.amount.map(|amount| cx.words.money(amount, resources.currency.as_deref().unwrap_or("EUR"), 0));
    let text = resources.text.as_ref().map(|text| cx.text(text, commitment.head.owner));
    amount.map(Cx::own).into_iter().chain(text).map(plain).collect()
}

fn updates(cx: &Cx<'_>, commitment: &Commitment) -> Vec<UpdateView> {
    let style = Style::new(Commitment::KIND, 3);
    let mut updates: Vec<&Update> = commitment.updates.iter().collect();
    updates.sort_by_key(|update| std::cmp::Reverse(update.date));
    let view = |(at, update): (usize, &Update)| {
        Some(UpdateView {
            date: cx.day(update.date),
            text: cx.prose(&update.text, commitment.head.owner, style.nth(at + 1))?,
            status: update.status.map(|status| cx.status(status)),
            evidence: update.evidence.as_ref().map(|url| super::outside(&url.0)),
        })
    };
    updates.into_iter().enumerate().filter_map(view).collect()
}

fn supported_by(cx: &Cx<'_>, at: Ref<Commitment>) -> Vec<Value> {
    let ordered = cx.ordered(cx.site.uses().supporters(at).iter().copied());
    cx.items(ordered)
}

/// The commitments before and after it in the partnership's list.
fn neighbours(cx: &Cx<'_>, at: Ref<Commitment>, commitment: &Commitment) -> (Option<Link>, Option<Link>) {
    let Some(list) =
        commitment.head.owner.and_then(|owner| cx.site.plan.list_of(cx.folder_list(Some(owner), "commitments")))
    else {
        return (None, None);
    };
    let items = cx.list(list);
    let Some(own) = item_ref(at).and_then(|own| cx.position(items, own)) else { return (None, None) };
    let link = |at: Option<usize>| {
        let item = items.get(at?)?;
        cx.site.portal.model.commitments.get(Ref::new(item.at as usize)).map(|other| cx.record(other))
    };
    (link(own.checked_sub(1)), link(Some(own + 1)))
}

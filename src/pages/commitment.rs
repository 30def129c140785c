//! What does the page of a commitment show?

use serde::Serialize;
use tera::Value;

use super::prose::Style;
use super::view::{Day, Item, Link, Prose, Source, Status, Table, Text};
use super::{Cx, Shown, fact, figures_table, item_of, item_ref, plain, plan_records, subject, taxonomy};
use crate::check::Portal;
use crate::model::commitment::{Commitment, KpiUse, Target, Update};
use crate::model::indicator::Indicator;
use crate::model::observation::Observation;
use crate::plan::{Page, Planner};
use crate::record::{Entity, Localised, Ref, Region};

/// Plans the pages of commitments.
pub fn plan(portal: &Portal, planner: &mut Planner<'_>) {
    plan_records(&portal.model.commitments, "commitment", planner);
}

/// A commitment as a row.
pub fn item(cx: &Cx<'_>, commitment: &Commitment) -> Item {
    let mut over = super::over_partnership(cx, &commitment.head);
    over.push(cx.term(commitment.category));
    let targets = commitment.kpis.iter().filter_map(|kpi| target_line(cx, kpi)).take(2);
    Item {
        over,
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
struct BaselineView {
    value: String,
    period: String,
    note: String,
}

#[derive(Serialize)]
struct TargetView {
    value: String,
    by: String,
    per: String,
    note: String,
}

#[derive(Serialize)]
struct MilestoneView {
    value: String,
    by: String,
}

#[derive(Serialize)]
struct LatestView {
    value: String,
    period: String,
    status: String,
}

#[derive(Serialize)]
struct KpiView {
    id: String,
    title: Text,
    indicator: Link,
    unit: String,
    baseline: Option<BaselineView>,
    target: Option<TargetView>,
    milestones: Vec<MilestoneView>,
    latest: Option<LatestView>,
    note: Option<Text>,
    scope: String,
    series: Option<Table>,
    breakdowns: Vec<Table>,
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
        fact(&word("fact_countries"), countries.map(|country| cx.term_link(country.0, "countries", owner)).collect()),
        fact(
            &word("fact_regions"),
            commitment.regions.iter().map(|region| plain(Cx::own(region_name(region)))).collect(),
        ),
        fact(&word("fact_ecosystems"), ecosystems.map(|term| cx.term_link(*term, "ecosystems", owner)).collect()),
        fact(&word("fact_orientation"), commitment.orientation.map(|term| plain(cx.term(term))).into_iter().collect()),
        fact(&word("fact_resources"), resources(cx, commitment)),
        fact(&word("fact_contributes_to"), contributes.map(|other| cx.record(other)).into_iter().collect()),
    ];
    super::facts(cx, facts)
}

fn region_name(region: &Region) -> String {
    region.0.to_string()
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

/// What is measured, as pieces that are placed.
fn kpis(cx: &Cx<'_>, at: Ref<Commitment>, commitment: &Commitment) -> Vec<Value> {
    let views = commitment.kpis.iter().filter_map(|kpi| kpi_view(cx, at, commitment, kpi));
    views.map(|kpi| cx.piece("fragments/kpi.html", "kpi", &kpi)).collect()
}

fn kpi_view(cx: &Cx<'_>, at: Ref<Commitment>, commitment: &Commitment, kpi: &KpiUse) -> Option<KpiView> {
    let owner = commitment.head.owner;
    let indicator = cx.site.portal.model.indicators.get(kpi.indicator)?;
    let rows = observations(cx, at, commitment, kpi);
    let scoped = !kpi.is_headline();
    let name = cx.text(&indicator.name, indicator.head.owner);
    let title = kpi.title.as_ref().map_or(name, |title| cx.text(title, owner));
    let amount = |value| figures_table::amount(cx, indicator, value);
    let note = |note: &Option<Localised>| note.as_ref().map(|note| cx.text(note, owner).text).unwrap_or_default();
    let latest = figures_table::latest(&rows, scoped).map(|row| {
        let (value, status) = figures_table::shown(cx, indicator, row);
        LatestView { value, period: cx.words.period(row.period), status }
    });
    Some(KpiView {
        id: kpi_id(commitment, kpi, indicator),
        indicator: super::indicator::link(cx, indicator, owner),
        unit: figures_table::unit(cx, indicator),
        baseline: kpi.baseline.as_ref().map(|baseline| BaselineView {
            value: amount(baseline.value),
            period: baseline.period.map(|period| cx.words.period(period)).unwrap_or_default(),
            note: note(&baseline.note),
        }),
        target: kpi.target.as_ref().map(|target| target_view(cx, indicator, target, note(&target.note))),
        milestones: kpi
            .milestones
            .iter()
            .map(|step| MilestoneView { value: amount(step.value), by: cx.words.period(step.by) })
            .collect(),
        latest,
        note: kpi.note.as_ref().map(|note| cx.text(note, owner)),
        scope: scope(cx, kpi),
        series: figures_table::series(
            cx,
            indicator,
            &rows,
            scoped,
            cx.words.fill("reported_values", &[("name", &title.text)]),
        ),
        breakdowns: if scoped { Vec::new() } else { figures_table::breakdowns(cx, indicator, &rows) },
        title,
    })
}

fn target_view(cx: &Cx<'_>, indicator: &Indicator, target: &Target, note: String) -> TargetView {
    let value = match target.value {
        Some(value) => figures_table::amount(cx, indicator, value),
        None => cx.words.get("yes").to_owned(),
    };
    let per = if target.per_year { cx.words.get("per_year").to_owned() } else { String::new() };
    TargetView { value, by: target.by.map(|by| cx.words.period(by)).unwrap_or_default(), per, note }
}

/// The id of a KPI on the page: its indicator's, numbered where that is used twice.
fn kpi_id(commitment: &Commitment, kpi: &KpiUse, indicator: &Indicator) -> String {
    let before = commitment.kpis.iter().take_while(|other| !std::ptr::eq(*other, kpi));
    let same = before.filter(|other| other.indicator == kpi.indicator).count();
    let id = indicator.head.key.id();
    let id = if id == "main" || id.starts_with("part-") { format!("kpi-{id}") } else { id.to_owned() };
    if same == 0 { id } else { format!("{id}-{}", same + 1) }
}

/// "Women, Italy": the cell that is counted in place of the total.
fn scope(cx: &Cx<'_>, kpi: &KpiUse) -> String {
    let labels = kpi.scope.iter().map(|(dimension, code)| figures_table::code_label(cx, *dimension, code));
    labels.collect::<Vec<_>>().join(", ")
}

/// The observations of a commitment on an indicator: those of its cell where the KPI counts one.
fn observations<'a>(cx: &Cx<'a>, at: Ref<Commitment>, commitment: &Commitment, kpi: &KpiUse) -> Vec<&'a Observation> {
    let Some(owner) = commitment.head.owner else { return Vec::new() };
    let all = &cx.site.portal.model.observations;
    let in_scope = |row: &&Observation| kpi.is_headline() || all.breakdown(row.series.breakdown).0 == kpi.scope;
    all.of_commitment(owner, kpi.indicator, at).iter().filter(in_scope).collect()
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

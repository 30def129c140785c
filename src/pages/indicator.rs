//! What does the page of an indicator show?

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use tera::Value;

use super::indicator_figures::{self, FiguresView};
use super::prose::Style;
use super::view::{Item, Link, Prose, Source, Table, Text};
use super::{Cx, Shown, fact, figures_table, item_of, item_ref, plain, plan_record};
use crate::check::Portal;
use crate::model::Model;
use crate::model::commitment::Commitment;
use crate::model::indicator::Indicator;
use crate::model::observation::{self, Subject as ObservedSubject};
use crate::plan::{Addresses, ItemRef, Page, Planner, Subject};
use crate::record::{Closed as _, Entity, Owner, Ref};

/// The indicators that each partnership uses or describes; none: all of the catalogue.
pub fn in_use(model: &Model) -> BTreeMap<Option<Owner>, Vec<ItemRef>> {
    let mut used: BTreeMap<Option<Owner>, BTreeSet<Ref<Indicator>>> = BTreeMap::new();
    for (at, indicator) in model.indicators.iter().filter(|(_, indicator)| !indicator.built_in) {
        used.entry(indicator.head.owner).or_default().insert(at);
    }
    let in_kpis = model
        .commitments
        .iter()
        .flat_map(|(_, commitment)| commitment.kpis.iter().map(|kpi| (commitment.head.owner, kpi.indicator)));
    let in_data = model.observations.list.iter().map(|row| (Some(row.series.owner), row.series.indicator));
    for (owner, at) in in_kpis.chain(in_data) {
        let Some(indicator) = model.indicators.get(at) else { continue };
        used.entry(owner).or_default().insert(at);
        if indicator.head.owner.is_none() {
            used.entry(None).or_default().insert(at);
        }
    }
    let items = |refs: BTreeSet<Ref<Indicator>>| refs.into_iter().filter_map(item_ref).collect();
    used.into_iter().map(|(owner, refs)| (owner, items(refs))).collect()
}

/// Plans the pages of indicators: of each partnership that uses one, and of the catalogue.
pub fn plan(portal: &Portal, planner: &mut Planner<'_>) {
    let model = &portal.model;
    for (owner, items) in in_use(model) {
        for item in items {
            let at: Ref<Indicator> = Ref::new(item.at as usize);
            let Some(indicator) = model.indicators.get(at) else { continue };
            if indicator.head.owner == owner && !indicator.built_in {
                plan_record(at, indicator, "indicator", planner);
            } else {
                plan_used(model, planner, owner, item.at, indicator);
            }
        }
    }
}

fn plan_used(model: &Model, planner: &mut Planner<'_>, owner: Option<Owner>, record: u32, indicator: &Indicator) {
    // The one site of a partnership has no catalogue.
    if owner.is_none() && planner.plan.addresses.home().is_some() {
        return;
    }
    let list = planner.plan.addresses.list(owner.map(|owner| model.names.owner_id(owner)), "indicators");
    if let Some(list) = list {
        let path = Addresses::within(&list, indicator.head.key.id());
        planner.page(path, "indicator", Subject { owner, record, ..Subject::default() }, None);
    }
}

/// An indicator's page within a partnership, else within the catalogue.
pub fn link(cx: &Cx<'_>, indicator: &Indicator, owner: Option<Owner>) -> Link {
    let list = cx.folder_list(owner, "indicators");
    let path = list.map(|list| Addresses::within(&list, indicator.head.key.id()));
    cx.link(cx.text(&indicator.name, indicator.head.owner), path)
}

/// An indicator as a row.
pub fn item(cx: &Cx<'_>, indicator: &Indicator) -> Item {
    let mut meta = vec![cx.closed(indicator.measure)];
    let unit = figures_table::unit(cx, indicator);
    if !unit.is_empty() && &*indicator.unit != "boolean" {
        meta.push(Cx::own(cx.words.fill("in_unit", &[("unit", &unit)])));
    }
    let over = if indicator.built_in { Vec::new() } else { vec![cx.closed(indicator.kpi_type)] };
    Item { over, meta, ..item_of(cx, indicator, "indicator") }
}

/// Indicators as rows that lead to a partnership's own figures.
pub fn items(cx: &Cx<'_>, owner: Owner, items: &[ItemRef]) -> Vec<Value> {
    let row = |item: &ItemRef| {
        let indicator = cx.site.portal.model.indicators.get(Ref::new(item.at as usize))?;
        let href = link(cx, indicator, Some(owner)).href;
        Some(cx.row(&Item { href, ..self::item(cx, indicator) }))
    };
    items.iter().filter_map(row).collect()
}

#[derive(Serialize)]
struct SeriesView {
    /// Its id on the page.
    anchor: String,
    title: Link,
    table: Table,
    breakdowns: Vec<Table>,
}

#[derive(Serialize)]
struct IndicatorView {
    summary: Option<Text>,
    facts: Vec<Value>,
    definition: Option<Prose>,
    method: Option<Prose>,
    limitations: Option<Prose>,
    used_by: Vec<Value>,
    figures: Option<FiguresView>,
    series: Vec<Value>,
    sources: Vec<Source>,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, page: &Page) -> Option<Shown> {
    let at: Ref<Indicator> = Ref::new(page.subject.record as usize);
    let indicator = cx.site.portal.model.indicators.get(at)?;
    let owner = page.subject.owner;
    let style = Style::new(Indicator::KIND, 3);
    let own = indicator.head.owner;
    let view = IndicatorView {
        summary: indicator.head.summary.as_ref().map(|summary| cx.text(summary, own)),
        facts: facts(cx, indicator),
        definition: cx.prose(&indicator.definition, own, style),
        method: cx.prose(&indicator.method, own, style.nth(1)),
        limitations: cx.prose(&indicator.limitations, own, style.nth(2)),
        used_by: used_by(cx, at, owner),
        figures: match owner {
            Some(owner) => indicator_figures::in_partnership(cx, owner, at, &page.path),
            None => indicator_figures::in_catalogue(cx, at),
        },
        series: owner.map(|owner| series(cx, at, indicator, owner)).unwrap_or_default(),
        sources: super::sources(cx, &indicator.head),
    };
    let mut shown = Shown::record(cx, indicator, view);
    shown.owner = owner;
    shown.source = shown.source.filter(|_| !indicator.built_in);
    shown.nav = cx.list_href(owner, "indicators").unwrap_or_default();
    shown.crumbs = super::trail(cx, owner);
    shown.crumbs.push(Link {
        text: cx.words.get("heading_indicators").to_owned(),
        href: shown.nav.clone(),
        ..Link::default()
    });
    Some(shown)
}

fn facts(cx: &Cx<'_>, indicator: &Indicator) -> Vec<Value> {
    let word = |key: &str| cx.words.get(key).to_owned();
    let unit = Some(figures_table::unit(cx, indicator)).filter(|unit| !unit.is_empty());
    let kpi = cx.id_link("kpis", indicator.kpi_type.id(), "kpis", None);
    let dimensions = indicator
        .dimensions
        .iter()
        .map(|dimension| plain(Cx::own(cx.words.get(&format!("dimension_{}", dimension.column())))));
    let facts = [
        fact(&word("fact_kpi_type"), vec![kpi]),
        fact(&word("fact_unit"), unit.map(|unit| plain(Cx::own(unit))).into_iter().collect()),
        fact(&word("fact_measure"), vec![plain(cx.closed(indicator.measure))]),
        fact(&word("fact_direction"), vec![plain(cx.closed(indicator.direction))]),
        fact(&word("fact_group"), indicator.group.map(|group| plain(cx.term(group))).into_iter().collect()),
        fact(&word("fact_dimensions"), dimensions.collect()),
        fact(&word("fact_frequency"), indicator.frequency.map(|often| plain(cx.closed(often))).into_iter().collect()),
    ];
    super::facts(cx, facts)
}

/// Most commitments named on the page of an indicator; the taxonomy of KPIs lists all.
const MOST_USES: usize = 24;

fn used_by(cx: &Cx<'_>, at: Ref<Indicator>, owner: Option<Owner>) -> Vec<Value> {
    let model = &cx.site.portal.model;
    let uses = |commitment: &Commitment| commitment.kpis.iter().any(|kpi| kpi.indicator == at);
    let refs: Vec<Ref<Commitment>> = match owner {
        Some(owner) => {
            let range = model.names.range(&Commitment::KIND, owner);
            model.commitments.range(range).filter(|(_, commitment)| uses(commitment)).map(|(at, _)| at).collect()
        }
        None => model
            .commitments
            .iter()
            .filter(|(_, commitment)| uses(commitment))
            .map(|(at, _)| at)
            .take(MOST_USES)
            .collect(),
    };
    let mut ordered = cx.ordered(refs.into_iter());
    ordered.truncate(MOST_USES);
    cx.items(ordered)
}

/// The values of a partnership: as a whole, then by commitment.
fn series(cx: &Cx<'_>, at: Ref<Indicator>, indicator: &Indicator, owner: Owner) -> Vec<Value> {
    let subjects = observation::subjects(cx.site.portal.model.observations.of_indicator(owner, at));
    let view = |subject: ObservedSubject| {
        let (anchor, title) = match subject.commitment {
            None => ("whole".to_owned(), plain(Cx::own(cx.words.get("whole_partnership")))),
            Some(at) => {
                let commitment = cx.site.portal.model.commitments.get(at)?;
                (format!("c-{}", commitment.head.key.id()), cx.record(commitment))
            }
        };
        let rows = figures_table::rows(cx, subject);
        let caption = cx.words.fill("reported_values", &[("name", &title.text)]);
        let table = figures_table::series(cx, indicator, &rows, false, caption)?;
        let series = SeriesView { anchor, title, table, breakdowns: figures_table::breakdowns(cx, indicator, &rows) };
        Some(cx.piece("fragments/series.html", "series", &series))
    };
    subjects.filter_map(view).collect()
}

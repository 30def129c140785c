//! What does the page show on who has reported?

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::view::Link;
use super::{Cx, Shown, figures_table, progress, trail};
use crate::check::Portal;
use crate::figures::counts::Count;
use crate::figures::coverage::{is_due, is_report};
use crate::figures::periods::{fill, outermost};
use crate::model::Model;
use crate::model::indicator::MeasureType;
use crate::model::membership::Membership;
use crate::model::observation::{Observation, ObservationStatus};
use crate::model::organisation::Organisation;
use crate::plan::{Page, Planner};
use crate::record::{Entity as _, Owner, Period, Ref};

/// The name of the page in its partnership.
pub const PAGE: &str = "reporting";
/// Years shown, the latest first: on a phone it is the one in view.
const YEARS: i16 = 5;

/// Plans the page of each partnership.
pub fn plan(portal: &Portal, planner: &mut Planner<'_>) {
    super::plan_for_each_partnership(portal, PAGE, PAGE, planner);
}

/// Whether a member reported on a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Light {
    /// It was no member.
    None,
    /// Nothing was reported, and the year is not over.
    Open,
    /// Nothing was reported.
    Red,
    /// Part of the year, or a value that may change.
    Amber,
    /// The whole year, finally.
    Green,
}

impl Light {
    fn id(self) -> &'static str {
        match self {
            Light::None => "none",
            Light::Open => "open",
            Light::Red => "red",
            Light::Amber => "amber",
            Light::Green => "green",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Light::None => "light_none",
            Light::Open => "not_reported",
            Light::Red => "light_red",
            Light::Amber => "light_amber",
            Light::Green => "light_green",
        }
    }
}

/// A member with its light for each year.
type Lit<'a> = (&'a Membership, Vec<Light>);

#[derive(Serialize)]
struct LightView {
    id: &'static str,
    text: String,
}

#[derive(Serialize)]
struct MemberView {
    name: Link,
    lights: Vec<LightView>,
}

#[derive(Serialize)]
struct YearView {
    anchor: String,
    year: String,
    reported: String,
    /// How many of these reported in part only.
    in_part: String,
}

#[derive(Serialize)]
struct ReportingView {
    years: Vec<YearView>,
    members: Vec<MemberView>,
    /// Those that have left.
    former: Vec<MemberView>,
    progress: Link,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, page: &Page) -> Option<Shown> {
    let owner = page.subject.owner?;
    let model = &cx.site.portal.model;
    let this = cx.site.as_of.year();
    let years: Vec<i16> = (this - YEARS + 1..=this).rev().collect();
    let members = model.members.range(model.names.range(&Membership::KIND, owner)).map(|(_, member)| member);
    let members: Vec<&Membership> = members.filter(|member| is_due(member)).collect();
    let rows = reports(cx, owner);
    let today = cx.site.as_of;
    let lights = |member: &Membership| {
        let rows = rows.get(&member.organisation).map(Vec::as_slice).unwrap_or_default();
        years.iter().map(|year| light(model, member, rows, (*year, today))).collect()
    };
    let mut lit: Vec<Lit<'_>> = members.into_iter().map(|member| (member, lights(member))).collect();
    let name = |member: &Membership| {
        let record = model.organisations.get(member.organisation);
        record.map(|record| cx.words.sort_key(&cx.text(&record.name, None).text))
    };
    lit.sort_by_cached_key(|(member, _)| name(member));
    let years = years.iter().enumerate().map(|(at, year)| year_view(cx, owner, *year, in_part(&lit, at))).collect();
    let (former, current): (Vec<_>, Vec<_>) =
        lit.into_iter().partition(|(member, _)| member.left.is_some_and(|left| left <= today));
    let view = ReportingView {
        years,
        members: current.iter().filter_map(|lit| member_view(cx, lit)).collect(),
        former: former.iter().filter_map(|lit| member_view(cx, lit)).collect(),
        progress: cx.link(
            Cx::own(cx.words.get("heading_progress")),
            cx.site.plan.addresses.list(Some(model.names.owner_id(owner)), progress::PAGE),
        ),
    };
    let heading = cx.words.get("heading_reporting");
    let mut shown = Shown::words(cx, heading, Some(owner), view);
    shown.description = cx.words.get("reporting_lead").to_owned();
    shown.crumbs = trail(cx, Some(owner));
    shown.nav = cx.list_href(Some(owner), progress::PAGE).unwrap_or_default();
    Some(shown)
}

/// The rows of each member.
fn reports<'a>(cx: &Cx<'a>, owner: Owner) -> BTreeMap<Ref<Organisation>, Vec<&'a Observation>> {
    let mut reports: BTreeMap<Ref<Organisation>, Vec<&Observation>> = BTreeMap::new();
    for row in cx.site.portal.model.observations.of(owner).iter().filter(|row| is_report(row)) {
        if let Some(organisation) = row.series.organisation {
            reports.entry(organisation).or_default().push(row);
        }
    }
    reports
}

/// Green where some value of the member covers the whole year and is final; amber where less is there. Nothing is
/// red before the year is over: reports on it are not due yet.
fn light(model: &Model, member: &Membership, rows: &[&Observation], (year, today): (i16, Date)) -> Light {
    let Some(whole) = Period::year(year) else { return Light::None };
    let joined = member.joined.is_none_or(|joined| joined <= whole.last);
    if !joined || member.left.is_some_and(|left| left < whole.first) {
        return Light::None;
    }
    let inside: Vec<&Observation> = rows.iter().copied().filter(|row| whole.contains(row.period)).collect();
    if inside.is_empty() {
        return if whole.last < today { Light::Red } else { Light::Open };
    }
    let is_whole = |rows: &[&Observation]| {
        let indicator = rows.first().and_then(|row| model.indicators.get(row.series.indicator));
        // Of what happened, each part of the year counts; everything else stands at the end of the year for all of it.
        if indicator.is_some_and(|indicator| indicator.measure != MeasureType::Flow) {
            return rows.iter().any(|row| row.period.last == whole.last);
        }
        let counts = outermost(rows.iter().map(|row| row.period));
        fill(whole, rows.iter().zip(counts).filter(|(_, counts)| *counts).map(|(row, _)| row.period))
    };
    let is_sure = |rows: &[&Observation]| {
        let unsure = [ObservationStatus::Provisional, ObservationStatus::Estimated];
        rows.iter().all(|row| !unsure.contains(&row.status))
    };
    let series = inside.chunk_by(|a, b| a.series == b.series);
    if series.into_iter().any(|rows| is_whole(rows) && is_sure(rows)) { Light::Green } else { Light::Amber }
}

/// How many reported in part on the year at a position.
fn in_part(lit: &[Lit<'_>], at: usize) -> usize {
    lit.iter().filter(|(_, lights)| lights.get(at) == Some(&Light::Amber)).count()
}

fn year_view(cx: &Cx<'_>, owner: Owner, year: i16, in_part: usize) -> YearView {
    let count = Count::Reported(year);
    let counted = count.of(&cx.site.portal.model, cx.site.figures, Some(owner)).unwrap_or_default();
    let reported = figures_table::some_of(cx, counted.coverage());
    let in_part = (in_part > 0).then(|| cx.words.fill("of_these_in_part", &[("n", &cx.words.whole(in_part))]));
    YearView { anchor: count.id(), year: year.to_string(), reported, in_part: in_part.unwrap_or_default() }
}

fn member_view(cx: &Cx<'_>, (member, lights): &Lit<'_>) -> Option<MemberView> {
    let record = cx.site.portal.model.organisations.get(member.organisation)?;
    let light = |light: &Light| LightView { id: light.id(), text: cx.words.get(light.key()).to_owned() };
    Some(MemberView { name: cx.record(record), lights: lights.iter().map(light).collect() })
}

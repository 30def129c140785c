//! What does the page show on how far a partnership is?

use serde::Serialize;

use self::standing::{CountView, FactView, TileView};
use super::explained::{self, ExplainedView};
use super::kpi;
use super::structured::{self, Thing};
use super::view::{FileLink, Link, Status, Text};
use super::{Cx, Shown, breakdown, drawings, indicator_figures, layout, reporting, trail, yearly_total};
use crate::charts;
use crate::charts::view::{BarsView, ChartView};
use crate::check::Portal;
use crate::figures::progress::Status as Standing;
use crate::figures::rollup::Rollup;
use crate::model::observation::Subject as ObservedSubject;
use crate::plan::{Page, Planner};
use crate::record::{Owner, Ref};

pub mod standing;

/// The name of the page in its partnership.
pub const PAGE: &str = "progress";

/// Commitments whose progress is listed, and sentences on what stands out.
const MOST_ROWS: usize = 200;
const MOST_SENTENCES: usize = 5;
/// Totals of a year.
const MOST_TOTALS: usize = 4;
/// Breakdowns shown beside the shares.
const MOST_BREAKDOWNS: usize = 2;

/// Plans the page of each partnership.
pub fn plan(portal: &Portal, planner: &mut Planner<'_>) {
    super::plan_for_each_partnership(portal, PAGE, PAGE, planner);
}

/// A total of one year.
#[derive(Serialize)]
struct TotalView {
    id: String,
    label: Text,
    year: String,
    value: String,
    coverage: String,
    explained: ExplainedView,
}

/// A KPI of a commitment, in one line.
#[derive(Serialize)]
struct RowView {
    title: Link,
    kpi: Text,
    now: String,
    of_target: String,
    share: String,
    meter: String,
    status: Option<Status>,
}

#[derive(Serialize)]
struct ProgressView {
    facts: Vec<FactView>,
    tiles: Vec<TileView>,
    totals: Vec<TotalView>,
    counts: Vec<CountView>,
    /// How what stands for the partnership as a whole has developed, else a total.
    trend: Option<ChartView>,
    stands_out: Vec<OutView>,
    focus: Option<FocusView>,
    shares: Option<ChartView>,
    breakdowns: Vec<BarsView>,
    rows: Vec<RowView>,
    more: Option<Link>,
    reporting: Link,
    files: Vec<FileLink>,
}

/// The KPI in focus.
#[derive(Serialize)]
struct FocusView {
    title: Text,
    commitment: Link,
    status: Option<Status>,
    now: String,
    of_target: String,
    bullet: String,
    pace: String,
    reported_by: String,
    bars: Vec<BarsView>,
}

/// What a reader should know first.
#[derive(Serialize)]
struct OutView {
    status: Status,
    /// The sentence up to the commitment, which is a link, and from there on.
    before: String,
    commitment: Link,
    after: String,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, page: &Page) -> Option<Shown> {
    let owner = page.subject.owner?;
    let model = &cx.site.portal.model;
    let shown: Vec<kpi::Shown<'_>> = kpi::of_partnership(cx, owner, |_| true).collect();
    let broken_down =
        shown.iter().find_map(|shown| Some((shown, breakdown::shares(&shown.values(), subject(shown)?)?)));
    let breakdowns = broken_down.as_ref().map(|(shown, _)| breakdown::all(&shown.values(), shown.asked.subject));
    let foremost = standing::foremost(cx, owner);
    let view = ProgressView {
        facts: standing::facts(cx, owner),
        tiles: standing::tiles(foremost.as_ref(), &shown),
        focus: in_focus(foremost.as_ref(), &shown),
        breakdowns: breakdowns.into_iter().flatten().skip(1).take(MOST_BREAKDOWNS).collect(),
        shares: broken_down.map(|(_, shares)| ChartView { source: drawings::source(cx, Some(owner)), ..shares }),
        totals: totals(cx, owner),
        counts: standing::counts(cx, owner),
        trend: foremost.as_ref().and_then(indicator_figures::promised).or_else(|| yearly_trend(cx, owner)),
        stands_out: stands_out(cx, &shown),
        more: (shown.len() > MOST_ROWS).then(|| commitments_link(cx, owner)),
        rows: shown.iter().take(MOST_ROWS).map(row).collect(),
        reporting: cx.link(
            Cx::own(cx.words.get("heading_reporting")),
            cx.site.plan.addresses.list(Some(model.names.owner_id(owner)), reporting::PAGE),
        ),
        files: files(cx, Some(owner)),
    };
    let heading = cx.words.get("heading_progress");
    let thing = dataset(cx, owner, &view.files);
    let mut page = Shown::words(cx, heading, Some(owner), view).about(thing);
    page.crumbs = trail(cx, Some(owner));
    page.nav = cx.list_href(Some(owner), PAGE).unwrap_or_default();
    Some(page)
}

/// The open data of a partnership, for machines.
fn dataset(cx: &Cx<'_>, owner: Owner, files: &[FileLink]) -> Thing {
    let partnership = cx.site.portal.model.partnerships.get(Ref::new(owner.index()));
    let name = partnership.map(|partnership| cx.record(partnership).text).unwrap_or_default();
    let years = || cx.site.figures.rollups(Some(owner)).map(|rollup| rollup.year);
    let coverage = years().min().zip(years().max()).map(|(first, last)| format!("{first}/{last}"));
    let download = |file: &FileLink| {
        let format = if file.format == "CSV" { "text/csv" } else { "application/json" };
        Thing::new("DataDownload")
            .text("name", &file.text)
            .text("encodingFormat", format)
            .text("contentUrl", &structured::url(cx, &file.href))
    };
    Thing::new("Dataset")
        .text("name", &format!("{name}: {}", cx.words.get("open_data")))
        .text("description", &files.iter().map(|file| &*file.text).collect::<Vec<_>>().join("; "))
        .text("license", &layout::licence(&cx.site.config.licence).url)
        .optional("temporalCoverage", coverage)
        .thing("creator", structured::owner(cx, Some(owner)))
        .things("distribution", files.iter().map(download))
}

/// What a KPI is reported on; none where it counts one cell only, which has no parts.
fn subject(shown: &kpi::Shown<'_>) -> Option<ObservedSubject> {
    shown.asked.kpi.is_headline().then_some(shown.asked.subject)
}

/// What is latest, then what stands for the partnership as a whole: of those with a target that can be drawn.
fn in_focus(foremost: Option<&kpi::Shown<'_>>, shown: &[kpi::Shown<'_>]) -> Option<FocusView> {
    let late = Standing::LATE.into_iter().flat_map(|standing| shown.iter().filter(move |shown| is(shown, standing)));
    late.chain(foremost).chain(shown).find_map(focus)
}

fn focus(shown: &kpi::Shown<'_>) -> Option<FocusView> {
    let reports = shown.asked.reports();
    Some(FocusView {
        bullet: charts::bullet(&shown.bullet()?),
        title: shown.title(),
        commitment: shown.link(),
        status: shown.status(),
        now: shown.now()?,
        of_target: shown.of_target(),
        pace: shown.pace(),
        reported_by: shown.reported_by(),
        bars: shown.years(&reports).into_iter().chain(shown.organisations(&reports)).map(without_ids).collect(),
    })
}

/// Its rows have their addresses on the page of the commitment; here they could be those of totals.
fn without_ids(mut bars: BarsView) -> BarsView {
    for row in &mut bars.rows {
        row.anchor.clear();
    }
    bars
}

fn commitments_link(cx: &Cx<'_>, owner: Owner) -> Link {
    let href = cx.list_href(Some(owner), "commitments").unwrap_or_default();
    Link { text: cx.words.get("heading_commitments").to_owned(), href, ..Link::default() }
}

/// The files of open data.
pub fn files(cx: &Cx<'_>, owner: Option<Owner>) -> Vec<FileLink> {
    let addresses = &cx.site.plan.addresses;
    let id = owner.map(|owner| cx.site.portal.model.names.owner_id(owner));
    let files = [
        ("observations.csv", "data_observations"),
        ("figures.json", "data_figures"),
        ("commitments.json", "data_commitments"),
        ("partnerships.json", "data_partnerships"),
        ("organisations.json", "data_organisations"),
    ];
    let link = |(name, key): (&str, &str)| {
        let (_, ending) = name.split_once('.')?;
        Some(FileLink {
            text: cx.words.get(key).to_owned(),
            lang: String::new(),
            href: addresses.data(id, name)?,
            size: String::new(),
            format: ending.to_uppercase(),
        })
    };
    files.into_iter().filter_map(link).collect()
}

/// The latest total of each official KPI, the one of people taking part first.
pub fn latest<'a>(cx: &Cx<'a>, owner: Owner) -> Vec<&'a Rollup> {
    let mut latest: Vec<&Rollup> = Vec::new();
    for rollup in cx.site.figures.rollups(Some(owner)).filter(|rollup| yearly_total::is_over(cx, rollup)) {
        latest.retain(|known| known.official != rollup.official);
        latest.push(rollup);
    }
    latest.retain(|rollup| rollup.official.indicator.is_none());
    latest
}

fn totals(cx: &Cx<'_>, owner: Owner) -> Vec<TotalView> {
    let view = |rollup: &Rollup| TotalView {
        id: crate::figures::names::total_id(&cx.site.portal.model, rollup),
        label: yearly_total::name(cx, rollup.official),
        year: rollup.year.to_string(),
        value: yearly_total::value(cx, rollup),
        coverage: yearly_total::coverage(cx, rollup),
        explained: explained::total(cx, rollup),
    };
    latest(cx, owner).into_iter().take(MOST_TOTALS).map(view).collect()
}

/// The totals of the first official KPI with at least three years, as a line.
fn yearly_trend(cx: &Cx<'_>, owner: Owner) -> Option<ChartView> {
    let rollups = cx.site.figures.rollups(Some(owner));
    let rollups: Vec<&Rollup> = rollups.filter(|rollup| yearly_total::is_over(cx, rollup)).collect();
    let series = rollups.chunk_by(|a, b| a.official == b.official).find(|series| series.len() >= 3)?;
    Some(yearly_total::trend(cx, series.first()?.official, series))
}

/// What a reader should know first, in sentences: what is overdue, off track or behind, then what has
/// been reached.
fn stands_out(cx: &Cx<'_>, shown: &[kpi::Shown<'_>]) -> Vec<OutView> {
    let order = [
        (Standing::Overdue, "out_overdue"),
        (Standing::OffTrack, "out_off_track"),
        (Standing::Behind, "out_behind"),
        (Standing::Achieved, "out_achieved"),
        (Standing::Ahead, "out_ahead"),
        (Standing::NoData, "out_no_data"),
    ];
    let of = |standing: Standing| shown.iter().filter(move |shown| is(shown, standing));
    let out = |standing: Standing, shown: &kpi::Shown<'_>, key: &str| {
        let (before, after) = sentence(cx, shown, key);
        OutView { status: super::progress_status(cx, standing), before, commitment: shown.link(), after }
    };
    let all = order.into_iter().flat_map(|(standing, key)| of(standing).map(move |shown| out(standing, shown, key)));
    all.take(MOST_SENTENCES).collect()
}

fn is(shown: &kpi::Shown<'_>, standing: Standing) -> bool {
    shown.hidden.is_none() && shown.figure.status == Some(standing)
}

/// A sentence up to the name of the commitment, and from there on.
fn sentence(cx: &Cx<'_>, shown: &kpi::Shown<'_>, key: &str) -> (String, String) {
    const NAME: &str = "\0";
    // Of yes and no there is no share.
    let share = Some(shown.share()).filter(|share| !share.is_empty()).or_else(|| shown.now()).unwrap_or_default();
    let values = [("name", NAME), ("kpi", &*shown.title().text), ("share", &*share)];
    let sentence = cx.words.fill(key, &values);
    let (before, after) = sentence.split_once(NAME).unwrap_or(("", &sentence));
    (before.to_owned(), after.to_owned())
}

fn row(shown: &kpi::Shown<'_>) -> RowView {
    let cx = shown.cx;
    RowView {
        kpi: shown.title(),
        now: shown.now().unwrap_or_else(|| cx.words.get("not_reported").to_owned()),
        of_target: shown.of_target(),
        share: shown.share(),
        meter: shown.meter(),
        status: shown.status(),
        title: shown.link(),
    }
}

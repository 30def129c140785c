//! What do the figures of an indicator look like, in a partnership and in the catalogue?

use serde::Serialize;
use tera::Value;

use super::drawings::{self, Drawn};
use super::totals;
use super::value_bars::ValueBars;
use super::view::FileLink;
use super::{Cx, breakdown, comparison, figures_table, kpi, progress, value_bars, yearly_total};
use crate::charts::view::{BarsView, ChartView};
use crate::charts::{self, Bar, Drawing, Point, Trend};
use crate::figures::line::{self, Line, Spot, Way, Yearly};
use crate::figures::rollup::Rollup;
use crate::model::indicator::{Indicator, KpiType, MeasureType};
use crate::model::observation::ObservationStatus::Final;
use crate::record::{Owner, Period, Ref, days_between};

/// Commitments beside each other on one page.
const MOST_COMMITMENTS: usize = 60;
/// The fewest values that a line of the catalogue has.
const LEAST_YEARS: usize = 3;

/// The figures of an indicator.
#[derive(Debug, Default, Serialize)]
pub struct FiguresView {
    /// How they have developed.
    trend: Option<ChartView>,
    /// By year, by commitment, then by breakdown.
    bars: Vec<BarsView>,
    /// By partnership.
    partnerships: Option<BarsView>,
    /// The values and the drawing.
    files: Vec<FileLink>,
}

/// An indicator in a partnership.
struct Own<'a> {
    cx: &'a Cx<'a>,
    owner: Owner,
    at: Ref<Indicator>,
    values: ValueBars<'a>,
}

impl<'a> Own<'a> {
    fn new(cx: &'a Cx<'a>, owner: Owner, at: Ref<Indicator>) -> Option<Own<'a>> {
        let indicator = cx.site.portal.model.indicators.get(at)?;
        Some(Own { cx, owner, at, values: ValueBars { cx, indicator, owner: Some(owner), id: "by".to_owned() } })
    }

    fn line(&self) -> Option<Line> {
        line::line(&self.cx.site.portal.model, self.cx.site.figures, self.owner, self.at)
    }
}

/// The figures of a partnership, for the page with this path.
pub fn in_partnership(cx: &Cx<'_>, owner: Owner, at: Ref<Indicator>, page: &str) -> Option<FiguresView> {
    let own = Own::new(cx, owner, at)?;
    let line = own.line();
    let drawing = line.as_ref().and_then(|_| drawings::beside(cx.site, page, Drawn::Chart, None));
    let bars = years(&own, line.as_ref()).into_iter().chain(commitments(&own)).chain(breakdowns(&own));
    Some(FiguresView {
        trend: line.map(|line| trend(&own, &line)),
        bars: bars.collect(),
        partnerships: None,
        files: files(cx, owner, drawing.as_deref()),
    })
}

/// How a promise has developed, held against its plan and target.
pub fn promised(shown: &kpi::Shown<'_>) -> Option<ChartView> {
    let owner = shown.asked.commitment.head.owner?;
    let own = Own::new(shown.cx, owner, shown.asked.kpi.indicator)?;
    let site = shown.cx.site;
    let line = line::of_promise(&site.portal.model, site.figures, shown.asked.at, shown.number)?;
    let source = drawings::source(shown.cx, Some(owner));
    Some(ChartView { title: shown.title().text, source, ..trend(&own, &line) })
}

fn files(cx: &Cx<'_>, owner: Owner, drawing: Option<&str>) -> Vec<FileLink> {
    let id = cx.site.portal.model.names.owner_id(owner);
    let values = cx.site.plan.addresses.data(Some(id), "observations.csv").map(|href| FileLink {
        text: cx.words.get("data_observations").to_owned(),
        lang: String::new(),
        href,
        size: String::new(),
        format: "CSV".to_owned(),
    });
    let drawing = drawing.map(|path| drawings::file(cx, "chart_as_picture", path));
    values.into_iter().chain(drawing).collect()
}

/// The line as a file of its own.
pub fn drawn(cx: &Cx<'_>, owner: Owner, at: Ref<Indicator>) -> Option<String> {
    let own = Own::new(cx, owner, at)?;
    let line = own.line()?;
    let format = |value: f64| axis(&own, value);
    let title = cx.text(&own.values.indicator.name, own.values.indicator.head.owner).text;
    let drawing = drawing(&own, &line, &format);
    let source = drawings::source(cx, Some(owner));
    let description = format!("{}. {}. {source}", what(&own, &line), sentence(&own, &line, &drawing));
    Some(charts::alone(Drawing::Trend(&drawing), &title, &description))
}

fn trend(own: &Own<'_>, line: &Line) -> ChartView {
    let cx = own.cx;
    let format = |value: f64| axis(own, value);
    let drawing = drawing(own, line, &format);
    let rows: Vec<(String, String)> = line.spots.iter().map(|spot| (label(cx, spot), text(own, spot))).collect();
    let key = |class: &str, key: &str| (class.to_owned(), cx.words.get(key).to_owned());
    let has_plan = drawing.plan.len() > 1;
    let title = cx.words.get("development").to_owned();
    let table = figures_table::two_columns(cx, &title, "period", rows.into_iter());
    ChartView {
        id: "part-trend".to_owned(),
        subtitle: what(own, line),
        sentence: sentence(own, line, &drawing),
        svg: charts::trend(&drawing),
        legend: if has_plan { vec![key("f1", "reached"), key("plan", "plan")] } else { Vec::new() },
        table: Some(Value::from_serializable(&table)),
        title,
        ..ChartView::default()
    }
}

/// "2024: 44.0%; 2025: 43.0%; Target 38.0%"
fn sentence(own: &Own<'_>, line: &Line, drawing: &Trend<'_>) -> String {
    let told = line.spots.iter().map(|spot| format!("{}: {}", label(own.cx, spot), text(own, spot)));
    let aim = drawing.target.as_ref().map(|(word, amount, _)| format!("{word} {}", amount.text));
    told.chain(aim).collect::<Vec<_>>().join("; ")
}

/// "persons, running total: Train 60,000 people", "persons, by year"
fn what(own: &Own<'_>, line: &Line) -> String {
    let cx = own.cx;
    let unit = figures_table::unit(cx, own.values.indicator);
    let way = match line.way {
        Way::Promised(at, _) => {
            let commitment = cx.site.portal.model.commitments.get(at);
            commitment.map(|commitment| cx.record(commitment).text).unwrap_or_default()
        }
        Way::Years => cx.words.get("by_year").to_owned(),
        Way::Periods => String::new(),
    };
    let is_sum = matches!(line.way, Way::Promised(..)) && own.values.indicator.measure == MeasureType::Flow;
    let sum = if is_sum { cx.words.get("running_total").to_owned() } else { String::new() };
    [unit, sum, way].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn label(cx: &Cx<'_>, spot: &Spot) -> String {
    cx.words.period(spot.period)
}

fn text(own: &Own<'_>, spot: &Spot) -> String {
    let amount = spot.amount.map(|amount| figures_table::figure(own.cx, own.values.indicator, amount, None));
    amount.unwrap_or_else(|| own.cx.words.get("withheld").to_owned())
}

fn axis(own: &Own<'_>, value: f64) -> String {
    let number = own.cx.words.short(value);
    if own.values.indicator.is_percent() { own.cx.words.fill("percent_value", &[("n", &number)]) } else { number }
}

/// The end of a day on an axis where the end of a year is its number.
fn position(day: jiff::civil::Date) -> f64 {
    let year = f64::from(day.year());
    match Period::year(day.year()) {
        Some(whole) => year - 1.0 + days_between(whole.first, day) as f64 / whole.days() as f64 + 1.0 / 366.0,
        None => year,
    }
}

fn drawing<'f>(own: &Own<'_>, line: &Line, format: &'f dyn Fn(f64) -> String) -> Trend<'f> {
    let (cx, model) = (own.cx, &own.cx.site.portal.model);
    let point = |spot: &Spot| Point {
        label: label(cx, spot),
        at: position(spot.period.last),
        amount: spot.amount.map(|amount| charts::Amount { value: amount.value().as_f64(), text: text(own, spot) }),
        estimated: !spot.status.is_sure(),
    };
    let plan = match line.way {
        Way::Promised(at, number) => line::plan(model, at, number).unwrap_or_default(),
        _ => Vec::new(),
    };
    let target = plan.last().map(|(day, value)| {
        let text = figures_table::amount(cx, own.values.indicator, *value);
        (cx.words.get("target").to_owned(), charts::Amount { value: value.as_f64(), text }, position(*day))
    });
    Trend {
        points: line.spots.iter().map(point).collect(),
        plan: plan.iter().map(|(day, value)| (position(*day), value.as_f64())).collect(),
        target,
        plan_label: String::new(),
        axis_note: cx.words.get("axis_note").to_owned(),
        format,
    }
}

/// The values of years, where the line does not tell them.
fn years(own: &Own<'_>, line: Option<&Line>) -> Option<BarsView> {
    let is_told = line.is_some_and(|line| matches!(line.way, Way::Years));
    let is_drawn = !is_told && own.values.indicator.measure != MeasureType::Boolean;
    let yearly = line::yearly(&own.cx.site.portal.model, own.cx.site.figures, own.owner, own.at);
    let bar = |one: &Yearly| {
        let rollup = &one.sum.rollup;
        let bar = own.values.bar(rollup.year.to_string(), rollup.amount, rollup.status, one.hidden);
        let note =
            if yearly_total::is_over(own.cx, rollup) { bar.note } else { own.cx.words.get("year_not_over").to_owned() };
        Bar { note, ..bar }
    };
    let bars: Vec<Bar> = yearly.iter().map(bar).collect();
    (is_drawn && !bars.is_empty()).then(|| own.values.bars("year", "by_year", "year", &bars))
}

/// What each commitment has reached.
fn commitments(own: &Own<'_>) -> Option<BarsView> {
    let cx = own.cx;
    let kpis = kpi::of_partnership(cx, own.owner, |kpi| kpi.indicator == own.at);
    let bar = |shown: kpi::Shown<'_>| {
        let link = cx.record(shown.asked.commitment);
        let (href, share) = (link.href, shown.progress().map(|share| super::percent(cx, share)).unwrap_or_default());
        let Some(amount) = shown.figure.to_date else {
            let amount = Some(charts::Amount { value: 0.0, text: cx.words.get("not_reported").to_owned() });
            return Bar { label: link.text, href, amount, kind: charts::BarKind::Missing, ..Bar::default() };
        };
        let anchor = format!("{}-{}", shown.asked.commitment.head.key.id(), shown.id());
        Bar { anchor, href, share, note: shown.scope(), ..own.values.bar(link.text, amount, Final, shown.hidden) }
    };
    let bars: Vec<Bar> = kpis.take(MOST_COMMITMENTS).map(bar).collect();
    let view = own.values.bars("commitment", "by_commitment", "commitment", &bars);
    let columns = ["commitment", "value", "target_share"];
    let BarsView { columns, source, .. } =
        value_bars::three_columns(cx, Some(own.owner), String::new(), String::new(), columns, &[]);
    (!bars.is_empty()).then_some(BarsView { columns, source, ..view })
}

/// The breakdowns of the partnership's own values, else of the only commitment's.
fn breakdowns(own: &Own<'_>) -> Vec<BarsView> {
    let subjects = line::subjects(&own.cx.site.portal.model, own.owner, own.at);
    let subject = match subjects.as_slice() {
        [only] => Some(only),
        several => several.iter().find(|subject| subject.commitment.is_none()),
    };
    subject.map(|subject| breakdown::all(&own.values, *subject)).unwrap_or_default()
}

/// The totals of all partnerships; none for indicators of one's own that are added to an official KPI.
pub fn in_catalogue(cx: &Cx<'_>, at: Ref<Indicator>) -> Option<FiguresView> {
    let indicator = cx.site.portal.model.indicators.get(at)?;
    let is_official = indicator.built_in || indicator.kpi_type == KpiType::Other;
    let official = cx.site.figures.officials.kpi(at).filter(|_| is_official)?;
    let is_shown = |rollup: &&Rollup| rollup.official == official && yearly_total::is_over(cx, rollup);
    let rollups: Vec<&Rollup> = cx.site.figures.rollups(None).filter(is_shown).collect();
    let latest = rollups.last()?.year;
    let stands = totals::stands(cx, official, latest);
    let title = format!("{}, {latest}", cx.words.get("heading_partnerships"));
    Some(FiguresView {
        trend: (rollups.len() >= LEAST_YEARS).then(|| yearly_total::trend(cx, official, &rollups)),
        bars: vec![by_year(cx, &rollups)],
        partnerships: Some(comparison::bars(cx, "by-partnership", title, &stands)),
        files: progress::files(cx, None).into_iter().take(2).collect(),
    })
}

/// The totals of years, each with its coverage and range.
fn by_year(cx: &Cx<'_>, rollups: &[&Rollup]) -> BarsView {
    let bar = |rollup: &&Rollup| {
        let range = yearly_total::range(cx, rollup);
        let note = if range.is_empty() { yearly_total::note(cx, rollup) } else { range };
        Bar { label: rollup.year.to_string(), note, ..yearly_total::bar(cx, rollup, "") }
    };
    let bars: Vec<Bar> = rollups.iter().map(bar).collect();
    let columns = ["year", "value", "partnerships_reported"];
    value_bars::three_columns(cx, None, "by-year".to_owned(), cx.words.get("by_year").to_owned(), columns, &bars)
}

//! How does a commitment stand on one of its KPIs?

mod parts;

use serde::Serialize;

use super::drawings::{self, UseView};
use super::explained::{self, ExplainedView};
use super::value_bars::ValueBars;
use super::view::{Gauge, Link, Status, Table, Text};
use super::{Cx, breakdown, figures_table, percent, progress_status};
use crate::charts;
use crate::charts::view::BarsView;
use crate::figures::kpi::{Asked, Kpi};
use crate::figures::progress::Status as Standing;
use crate::figures::suppression::{Cell, Hidden};
use crate::figures::{explain, names, years};
use crate::model::commitment::{Commitment, KpiUse};
use crate::model::indicator::{Indicator, MeasureType};
use crate::model::observation::ObservationStatus;
use crate::read::Dialect;
use crate::record::{Entity as _, Localised, Owner, Quantity, Ref};

/// A value with what belongs to it.
#[derive(Debug, Default, Serialize)]
pub struct ValueView {
    value: String,
    period: String,
    note: String,
}

/// A KPI of a commitment.
#[derive(Debug, Serialize)]
pub struct KpiView {
    /// Its id on the page.
    pub id: String,
    title: Text,
    indicator: Link,
    unit: String,
    scope: String,
    note: Option<Text>,
    /// What has been reached.
    now: Option<ValueView>,
    baseline: Option<ValueView>,
    target: Option<ValueView>,
    milestones: Vec<ValueView>,
    /// "of 60,000 by 2030"
    of_target: String,
    /// "64% of target"
    share: String,
    /// "planned by now: 70%"
    planned: String,
    /// How it stands.
    pub status: Option<Status>,
    pace: String,
    reported_by: String,
    meter: String,
    bullet: String,
    years: Option<BarsView>,
    organisations: Option<BarsView>,
    breakdowns: Vec<BarsView>,
    series: Option<Table>,
    details: Vec<Table>,
    explained: ExplainedView,
    used: Option<UseView>,
}

/// What is needed to show a KPI.
pub struct Shown<'a> {
    /// The page's surroundings.
    pub cx: &'a Cx<'a>,
    /// The KPI.
    pub asked: Asked<'a>,
    /// How it stands.
    pub figure: &'a Kpi,
    /// Is its value withheld?
    pub hidden: Option<Hidden>,
    /// Its position in the commitment.
    pub number: usize,
}

/// The KPIs of a partnership's commitments that are wanted, in order.
pub fn of_partnership<'a>(
    cx: &'a Cx<'a>,
    owner: Owner,
    wanted: impl Fn(&KpiUse) -> bool,
) -> impl Iterator<Item = Shown<'a>> {
    let model = &cx.site.portal.model;
    let commitments = model.commitments.range(model.names.range(&Commitment::KIND, owner));
    let kpis = commitments.flat_map(|(at, commitment)| {
        commitment.kpis.iter().enumerate().map(move |(number, kpi)| (at, commitment, number, kpi))
    });
    let wanted = kpis.filter(move |(_, _, _, kpi)| wanted(kpi));
    wanted.filter_map(|(at, commitment, number, _)| Shown::new(cx, at, commitment, number))
}

/// The KPIs of a commitment, in order.
pub fn of_commitment<'a>(cx: &'a Cx<'a>, commitment: &'a Commitment) -> impl Iterator<Item = Shown<'a>> {
    let model = &cx.site.portal.model;
    let at = model.names.find(&Commitment::KIND, commitment.head.owner, commitment.head.key.id());
    (0..commitment.kpis.len()).filter_map(move |number| Shown::new(cx, Ref::new(at?), commitment, number))
}

impl<'a> Shown<'a> {
    /// How far it is, in short; none where no share of the target is known.
    pub fn gauge(&self) -> Option<Gauge> {
        let (now, share) = (self.now().filter(|_| self.has_gauge())?, self.share());
        Some(Gauge { title: self.title(), now, of_target: self.of_target(), share, meter: self.meter() })
    }

    /// Is the share of its target known?
    pub fn has_gauge(&self) -> bool {
        self.told_progress().is_some() && self.figure.to_date.is_some()
    }

    /// A commitment's KPI of this position.
    pub fn new(cx: &'a Cx<'a>, at: Ref<Commitment>, commitment: &'a Commitment, number: usize) -> Option<Shown<'a>> {
        let figures = cx.site.figures;
        let kpi = commitment.kpis.get(number)?;
        let asked = Asked::new(&cx.site.portal.model, &figures.basis, at, commitment, kpi)?;
        let hidden = figures.suppression.hides(Cell::ToDate(at, number));
        Some(Shown { cx, asked, figure: figures.kpi(at, number)?, hidden, number })
    }

    fn indicator(&self) -> &'a Indicator {
        self.asked.indicator
    }

    fn kpi(&self) -> &'a KpiUse {
        self.asked.kpi
    }

    /// "Women, Italy": the cell that is counted in place of the total; empty for the total.
    pub fn scope(&self) -> String {
        scope(self.cx, self.kpi())
    }

    /// How its values stand as bars.
    pub fn values(&self) -> ValueBars<'a> {
        ValueBars { cx: self.cx, indicator: self.indicator(), owner: self.asked.subject.owner.into(), id: self.id() }
    }

    /// The title of the KPI, else of its indicator.
    pub fn title(&self) -> Text {
        let owner = self.asked.commitment.head.owner;
        let name = || self.cx.text(&self.indicator().name, self.indicator().head.owner);
        self.kpi().title.as_ref().map_or_else(name, |title| self.cx.text(title, owner))
    }

    /// Its commitment, with the address of the KPI on that page.
    pub fn link(&self) -> Link {
        let page = self.cx.record(self.asked.commitment);
        let href = if page.href.is_empty() { String::new() } else { format!("{}#{}", page.href, self.id()) };
        Link { href, ..page }
    }

    /// Its id on the page.
    pub fn id(&self) -> String {
        names::kpi_id(self.asked.commitment, self.number, self.indicator())
    }

    fn amount(&self, value: crate::record::Quantity) -> String {
        figures_table::amount(self.cx, self.indicator(), value)
    }

    /// What has been reached; none where nothing was reported.
    pub fn now(&self) -> Option<String> {
        self.figure.to_date.map(|amount| figures_table::figure(self.cx, self.indicator(), amount, self.hidden))
    }

    /// "of 60,000 by 2030"
    pub fn of_target(&self) -> String {
        let Some(target) = &self.kpi().target else { return String::new() };
        let Some(value) = target.value.filter(|_| self.indicator().measure != MeasureType::Boolean) else {
            return String::new();
        };
        let by = target.by.map(|by| self.cx.words.period(by)).unwrap_or_default();
        let words = self.cx.words;
        let amount = self.amount(value);
        let values = [("target", &*amount), ("date", &*by)];
        match (target.per_year, by.is_empty()) {
            (true, false) => words.fill("of_target_per_year", &values),
            (false, false) => words.fill("of_target", &values),
            (true, true) => format!("{} {}", words.fill("of_target_undated", &values), words.get("per_year")),
            (false, true) => words.fill("of_target_undated", &values),
        }
    }

    /// The share of the way, where it is told.
    pub fn progress(&self) -> Option<f64> {
        self.figure.progress.filter(|_| self.hidden.is_none())
    }

    /// The share of the way in numbers: what is done or not has none.
    fn told_progress(&self) -> Option<f64> {
        self.progress().filter(|_| self.indicator().measure != MeasureType::Boolean)
    }

    /// "64% of target"
    pub fn share(&self) -> String {
        let share = self.told_progress().map(|share| percent(self.cx, share));
        share.map(|share| self.cx.words.fill("share_of_target", &[("share", &share)])).unwrap_or_default()
    }

    /// The bar of progress with the mark of the plan.
    pub fn meter(&self) -> String {
        let expected = self.figure.expected.filter(|_| !self.per_year());
        let behind = self.figure.status.is_some_and(Standing::is_late);
        self.progress().map(|progress| charts::meter(progress, expected, behind)).unwrap_or_default()
    }

    /// How it stands.
    pub fn status(&self) -> Option<Status> {
        let status = self.figure.status.filter(|_| self.hidden.is_none())?;
        Some(progress_status(self.cx, status))
    }

    /// Is its target one for each year?
    pub fn per_year(&self) -> bool {
        self.kpi().target.as_ref().is_some_and(|target| target.per_year)
    }

    fn planned(&self) -> String {
        let expected = self.figure.expected.filter(|_| !self.per_year());
        let share = expected.map(|share| percent(self.cx, share));
        share.map(|share| self.cx.words.fill("planned_by_now", &[("share", &share)])).unwrap_or_default()
    }

    /// When the target is reached at the present speed, and which speed is needed.
    pub fn pace(&self) -> String {
        let Some(pace) = self.figure.pace.filter(|_| self.hidden.is_none()) else { return String::new() };
        let words = self.cx.words;
        let forecast = pace.forecast.map(|day| words.fill("forecast", &[("date", &words.month_of(day))]));
        let needed = (pace.times > 1.0).then(|| words.fill("pace", &[("times", &words.decimal_of(pace.times, 1))]));
        forecast.into_iter().chain(needed).collect::<Vec<_>>().join(" ")
    }

    /// "Members who reported: 12 of 19"; empty where none did.
    pub fn reported_by(&self) -> String {
        let coverage = Some(self.figure.reported_by).filter(|coverage| coverage.reported > 0);
        coverage.map(|coverage| figures_table::coverage(self.cx, "members_who_reported", coverage)).unwrap_or_default()
    }

    /// Until when there are values.
    pub fn data_to(&self) -> String {
        match (self.figure.year, self.figure.latest) {
            (Some(year), _) => year.to_string(),
            (None, Some(latest)) => self.cx.words.period(latest.period),
            (None, None) => String::new(),
        }
    }

    /// All of it.
    pub fn view(&self) -> KpiView {
        let cx = self.cx;
        let owner = self.asked.commitment.head.owner;
        let kpi = self.kpi();
        let reports = self.asked.reports();
        let rows = figures_table::rows(cx, self.asked.subject);
        let scoped = !kpi.is_headline();
        let of_cell =
            |row: &figures_table::NumberedRow<'_>| !scoped || Some(row.1.series.breakdown) == self.asked.breakdown;
        let rows: Vec<figures_table::NumberedRow<'_>> = rows.into_iter().filter(of_cell).collect();
        let title = self.title();
        let caption = cx.words.fill("reported_values", &[("name", &title.text)]);
        KpiView {
            id: self.id(),
            indicator: super::indicator::link(cx, self.indicator(), owner),
            unit: figures_table::unit(cx, self.indicator()),
            scope: self.scope(),
            note: kpi.note.as_ref().map(|note| cx.text(note, owner)),
            now: self.now().map(|value| ValueView { value, period: self.data_to(), note: self.latest_status() }),
            baseline: self.baseline(),
            target: self.target(),
            milestones: self.milestones(),
            of_target: self.of_target(),
            share: self.share(),
            planned: self.planned(),
            status: self.status(),
            pace: self.pace(),
            reported_by: self.reported_by(),
            meter: self.meter(),
            bullet: self.bullet().map(|bullet| charts::bullet(&bullet)).unwrap_or_default(),
            years: self.years(&reports),
            organisations: self.organisations(&reports),
            breakdowns: if scoped { Vec::new() } else { breakdown::all(&self.values(), self.asked.subject) },
            series: figures_table::series(cx, self.indicator(), &rows, scoped, caption),
            details: if scoped { Vec::new() } else { figures_table::breakdowns(cx, self.indicator(), &rows) },
            explained: self.explained(),
            used: drawings::of_kpi(self),
            title,
        }
    }

    fn note(&self, note: &Option<Localised>) -> String {
        let owner = self.asked.commitment.head.owner;
        note.as_ref().map(|note| self.cx.text(note, owner).text).unwrap_or_default()
    }

    /// "provisional", unless it is final.
    fn latest_status(&self) -> String {
        let status = self.figure.latest.map(|latest| latest.status);
        let status = status.filter(|status| *status != ObservationStatus::Final);
        status.map(|status| self.cx.closed(status).text).unwrap_or_default()
    }

    fn baseline(&self) -> Option<ValueView> {
        self.kpi().baseline.as_ref().map(|baseline| ValueView {
            value: self.amount(baseline.value),
            period: baseline.period.map(|period| self.cx.words.period(period)).unwrap_or_default(),
            note: self.note(&baseline.note),
        })
    }

    fn target(&self) -> Option<ValueView> {
        let words = self.cx.words;
        self.kpi().target.as_ref().map(|target| ValueView {
            value: target.value.map_or_else(|| words.get("yes").to_owned(), |value| self.amount(value)),
            period: target.by.map(|by| words.period(by)).unwrap_or_default(),
            note: match (target.per_year, self.note(&target.note)) {
                (true, note) if !note.is_empty() => format!("{} {note}", words.get("per_year")),
                (true, _) => words.get("per_year").to_owned(),
                (false, note) => note,
            },
        })
    }

    fn milestones(&self) -> Vec<ValueView> {
        let steps = self.kpi().milestones.iter();
        let view = |step: &crate::model::commitment::Milestone| ValueView {
            value: self.amount(step.value),
            period: self.cx.words.period(step.by),
            note: String::new(),
        };
        steps.map(view).collect()
    }

    /// Start, now, planned and target, to be drawn on one line.
    pub fn bullet(&self) -> Option<charts::Bullet> {
        let target = drawings::drawn_target(self.kpi(), self.indicator()).filter(|_| self.hidden.is_none())?;
        let now = self.figure.to_date?;
        let word = |key: &str| self.cx.words.get(key).to_owned();
        let drawn = |value: f64, text: String| charts::Amount { value, text };
        let baseline = crate::figures::kpi::baseline(self.kpi());
        let from = baseline.map_or(0.0, crate::record::Quantity::as_f64);
        let planned = self.figure.expected.map(|share| from + share * (target.as_f64() - from));
        let planned = planned.map(|value| drawn(value, self.rounded(value)));
        Some(charts::Bullet {
            start: baseline.map(|value| (word("baseline"), drawn(value.as_f64(), self.amount(value)))),
            now: Some((word("latest"), drawn(now.value().as_f64(), self.amount(now.value())))),
            planned: planned.map(|planned| (word("planned"), planned)),
            target: (word("target"), drawn(target.as_f64(), self.amount(target))),
            behind: self.figure.status.is_some_and(Standing::is_late),
        })
    }

    /// A number that is not exact, as people read it.
    fn rounded(&self, value: f64) -> String {
        let decimals = self.indicator().decimals as usize;
        let rounded = Quantity::from_cell(&format!("{value:.decimals$}"), Dialect::Toml);
        rounded.map_or_else(|_| self.cx.words.decimal_of(value, self.indicator().decimals), |value| self.amount(value))
    }

    /// What was reached in one year, and how that came about.
    pub fn year(&self, value: &years::YearValue) -> ExplainedView {
        let hidden = self.cx.site.figures.year_hidden(&self.asked, value);
        let sum = value.amount.map(|amount| figures_table::figure(self.cx, self.indicator(), amount, hidden));
        explained::view(self.cx, self.indicator(), &explain::year(&self.asked, value.clone()), sum.unwrap_or_default())
    }

    /// How the value to date came about.
    pub fn explained(&self) -> ExplainedView {
        let sum = self.now().unwrap_or_else(|| self.cx.words.get("not_reported").to_owned());
        explained::view(self.cx, self.indicator(), &explain::kpi(&self.asked), sum)
    }
}

/// "Women, Italy": the cell that is counted in place of the total.
fn scope(cx: &Cx<'_>, kpi: &KpiUse) -> String {
    let labels = kpi.scope.iter().map(|(dimension, code)| figures_table::code_label(cx, *dimension, code));
    labels.collect::<Vec<_>>().join(", ")
}

//! Who was reached: how is a value broken down?

use std::collections::{BTreeMap, BTreeSet};

use tera::Value;

use super::figures_table;
use super::percent;
use super::value_bars::ValueBars;
use crate::charts::view::{BarsView, ChartView};
use crate::charts::{self, Bar, BarKind, Segment};
use crate::figures::parts;
use crate::figures::series::{Published, Series};
use crate::figures::stated::Reports;
use crate::figures::suppression::Hidden;
use crate::model::Model;
use crate::model::observation::{BreakdownId, Dimension, ObservationStatus, Subject};
use crate::record::{Period, Quantity};

/// What is broken down.
struct Shown<'a> {
    values: &'a ValueBars<'a>,
    model: &'a Model,
    subject: Subject,
}

/// The values of one code, as they are published.
type Codes<'a> = BTreeMap<&'a str, (BreakdownId, Series)>;

/// The breakdowns of what is reported on a subject, for the latest period that has each.
pub fn all(values: &ValueBars<'_>, subject: Subject) -> Vec<BarsView> {
    all_parts(values, subject).into_iter().map(|parts| parts.view(values)).collect()
}

fn all_parts(values: &ValueBars<'_>, subject: Subject) -> Vec<Parts> {
    let shown = &Shown { values, model: &values.cx.site.portal.model, subject };
    let mut dimensions: BTreeMap<Dimension, Codes<'_>> = BTreeMap::new();
    let model = shown.model;
    let rows = model.observations.within(model.observations.about(shown.subject));
    let ids: BTreeSet<BreakdownId> = rows.iter().map(|row| row.series.breakdown).collect();
    for id in ids {
        if let Some((dimension, code)) = model.observations.breakdown(id).single() {
            let series = Series::of(shown.values.indicator, &Reports::on(model, shown.subject, id));
            dimensions.entry(dimension).or_default().insert(code, (id, series));
        }
    }
    let total = Series::of(shown.values.indicator, &Reports::on(model, subject, 0));
    dimensions.iter().filter_map(|(dimension, codes)| one(shown, *dimension, codes, &total)).collect()
}

/// The parts of the first breakdown that fills its total with at most four parts, as one bar.
pub fn shares(values: &ValueBars<'_>, subject: Subject) -> Option<ChartView> {
    const MOST_PARTS: usize = 4;
    let cx = values.cx;
    let is_told = |bar: &Bar| !bar.share.is_empty() && !matches!(bar.kind, BarKind::Withheld | BarKind::Missing);
    let is_whole = |parts: &Parts| (2..=MOST_PARTS).contains(&parts.bars.len()) && parts.bars.iter().all(is_told);
    let parts = all_parts(values, subject).into_iter().find(is_whole)?;
    let told = |bar: &Bar| bar.amount.clone().unwrap_or_default();
    let segment = |bar: &Bar| Segment {
        label: bar.label.clone(),
        amount: told(bar),
        share: bar.share.clone(),
        remainder: bar.kind == BarKind::Remainder,
    };
    let segments: Vec<Segment> = parts.bars.iter().map(segment).collect();
    let text = |segment: &Segment| format!("{} {}", segment.label, segment.share);
    let hue = |(segment, at): (&Segment, usize)| {
        (if segment.remainder { "f0".to_owned() } else { format!("f{at}") }, text(segment))
    };
    let title = format!("{}, {}", parts.name, cx.words.period(parts.period));
    let rows = segments.iter().map(|segment| (segment.label.clone(), segment.amount.text.clone()));
    let table = figures_table::two_columns(cx, &title, "type", rows);
    Some(ChartView {
        id: "part-shares".to_owned(),
        subtitle: figures_table::unit(cx, values.indicator),
        sentence: segments.iter().map(text).collect::<Vec<_>>().join("; "),
        svg: charts::stacked(&segments),
        legend: segments.iter().zip(1..).map(hue).collect(),
        table: Some(Value::from_serializable(&table)),
        title,
        ..ChartView::default()
    })
}

/// The breakdown of a value by one dimension.
struct Parts {
    dimension: Dimension,
    name: String,
    period: Period,
    bars: Vec<Bar>,
}

impl Parts {
    fn view(self, values: &ValueBars<'_>) -> BarsView {
        let words = values.cx.words;
        let view = values.bars(self.dimension.column(), "value", "value", &self.bars);
        let mut columns = vec![self.name.clone(), words.get("value").to_owned()];
        if self.bars.iter().any(|bar| !bar.share.is_empty()) {
            columns.push(words.get("share").to_owned());
        }
        BarsView { title: format!("{}, {}", self.name, words.period(self.period)), columns, ..view }
    }
}

fn one(shown: &Shown<'_>, dimension: Dimension, codes: &Codes<'_>, total: &Series) -> Option<Parts> {
    let periods = codes.values().flat_map(|(_, series)| series.counting().map(|value| value.period));
    let period: Period = periods.max()?;
    let cx = shown.values.cx;
    let total = total.values.iter().find(|value| value.period == period);
    let whole = total.filter(|total| hidden(shown, 0, total).is_none()).map(|total| total.amount.value());
    let mut bars: Vec<Bar> = Vec::new();
    let mut known: Option<Quantity> = Some(Quantity::ZERO);
    for code in figures_table::in_order(cx, dimension, codes.keys().copied()) {
        let Some((id, series)) = codes.get(code) else { continue };
        let Some(value) = series.values.iter().find(|value| value.period == period) else { continue };
        let hidden = hidden(shown, *id, value);
        let label = figures_table::code_label(cx, dimension, code);
        let bar = shown.values.bar(label, value.amount, value.status, hidden);
        let share = whole.filter(|_| hidden.is_none() && dimension.is_exclusive() && is_counted(shown));
        bars.push(Bar {
            share: share.map(|whole| share_of(shown, value.amount.value(), whole)).unwrap_or_default(),
            ..bar
        });
        let is_top = !codes.keys().any(|other| parts::is_inside(shown.model, dimension, code, other));
        known = known.filter(|_| hidden.is_none()).map(|sum| if is_top { sum + value.amount.value() } else { sum });
    }
    bars.extend(rest(shown, dimension, whole, known));
    let name = cx.words.get(&format!("dimension_{}", dimension.column())).to_owned();
    Some(Parts { dimension, name, period, bars })
}

fn is_counted(shown: &Shown<'_>) -> bool {
    parts::can_be_added(shown.values.indicator.measure)
}

/// What is not broken down; it is not told where a part is withheld.
fn rest(shown: &Shown<'_>, dimension: Dimension, whole: Option<Quantity>, known: Option<Quantity>) -> Option<Bar> {
    let (whole, known) = (whole?, known?);
    let is_told = dimension.is_exclusive() && is_counted(shown) && whole > known;
    is_told.then(|| {
        let rest = whole - known;
        let text = figures_table::amount(shown.values.cx, shown.values.indicator, rest);
        Bar {
            label: shown.values.cx.words.get("not_broken_down").to_owned(),
            amount: Some(charts::Amount { value: rest.as_f64(), text }),
            share: share_of(shown, rest, whole),
            kind: BarKind::Remainder,
            ..Bar::default()
        }
    })
}

fn share_of(shown: &Shown<'_>, part: Quantity, whole: Quantity) -> String {
    let share = part.over(whole).map(Quantity::as_f64);
    share.map(|share| percent(shown.values.cx, share)).unwrap_or_default()
}

/// Is the value of a code withheld?
fn hidden(shown: &Shown<'_>, id: BreakdownId, value: &Published) -> Option<Hidden> {
    let is_silent = value.status == ObservationStatus::Suppressed;
    shown.values.cx.site.figures.hides_on((shown.subject, id), value).or(is_silent.then_some(Hidden::Withheld))
}

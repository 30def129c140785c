//! Who was reached: how is a value broken down?

use std::collections::{BTreeMap, BTreeSet};

use super::figures_table;
use super::percent;
use super::value_bars::ValueBars;
use crate::charts::view::BarsView;
use crate::charts::{self, Bar, BarKind};
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

fn one(shown: &Shown<'_>, dimension: Dimension, codes: &Codes<'_>, total: &Series) -> Option<BarsView> {
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
    let view = shown.values.bars(dimension.column(), "value", "value", &bars);
    let mut columns = vec![name.clone(), cx.words.get("value").to_owned()];
    if bars.iter().any(|bar| !bar.share.is_empty()) {
        columns.push(cx.words.get("share").to_owned());
    }
    Some(BarsView { title: format!("{name}, {}", cx.words.period(period)), columns, ..view })
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

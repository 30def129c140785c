//! How do values of an indicator stand as bars?

use super::{Cx, drawings, figures_table};
use crate::charts::view::BarsView;
use crate::charts::{self, Bar, BarKind};
use crate::figures::amount::Amount;
use crate::figures::suppression::Hidden;
use crate::model::indicator::Indicator;
use crate::model::observation::ObservationStatus;
use crate::record::Owner;

/// How the bar of a value is drawn.
pub fn kind(status: ObservationStatus, hidden: Option<Hidden>) -> BarKind {
    match hidden {
        Some(_) => BarKind::Withheld,
        None if status.is_sure() => BarKind::Plain,
        None => BarKind::Estimated,
    }
}

/// A table of bars with three columns; the last is named below it, since columns of bars have no
/// headings to be seen.
pub fn three_columns(
    cx: &Cx<'_>,
    owner: Option<Owner>,
    id: String,
    title: String,
    columns: [&str; 3],
    bars: &[Bar],
) -> BarsView {
    let columns = columns.map(|key| cx.words.get(key).to_owned());
    let last = cx.words.fill("last_column", &[("name", &columns[2])]);
    let source = format!("{last} · {}", drawings::source(cx, owner));
    let (rows, subtitle) = BarsView::rows_with_remark(bars);
    BarsView { id, title, subtitle, columns: columns.into(), rows, notes: Vec::new(), source }
}

/// What all bars of an indicator share.
pub struct ValueBars<'a> {
    /// The page's surroundings.
    pub cx: &'a Cx<'a>,
    /// The indicator.
    pub indicator: &'a Indicator,
    /// The partnership that the values are of.
    pub owner: Option<Owner>,
    /// Begin of the ids of the charts.
    pub id: String,
}

impl ValueBars<'_> {
    /// A bar for a value, drawn unless it is withheld.
    pub fn bar(&self, label: String, amount: Amount, status: ObservationStatus, hidden: Option<Hidden>) -> Bar {
        let text = figures_table::figure(self.cx, self.indicator, amount, hidden);
        let value = if hidden.is_some() { 0.0 } else { amount.value().as_f64() };
        let note = if status == ObservationStatus::Final { String::new() } else { self.cx.closed(status).text };
        Bar { label, amount: Some(charts::Amount { value, text }), kind: kind(status, hidden), note, ..Bar::default() }
    }

    /// A table of bars.
    pub fn bars(&self, part: &str, title: &str, column: &str, bars: &[Bar]) -> BarsView {
        let words = self.cx.words;
        let unit = figures_table::unit(self.cx, self.indicator);
        let (rows, remark) = BarsView::rows_with_remark(bars);
        BarsView {
            id: format!("{}-{part}", self.id),
            title: words.get(title).to_owned(),
            subtitle: [unit, remark].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
            columns: vec![words.get(column).to_owned(), words.get("value").to_owned()],
            rows,
            notes: Vec::new(),
            source: drawings::source(self.cx, self.owner),
        }
    }
}

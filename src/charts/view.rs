//! What do the templates of charts see?

use serde::Serialize;
use tera::Value;

use super::{Bar, bars};

/// A drawing with its frame: `<chart chart={…} />`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChartView {
    /// Id of the heading.
    pub id: String,
    /// Heading: what the chart says.
    pub title: String,
    /// Unit and period, or empty.
    pub subtitle: String,
    /// What the chart shows, in words, for those who do not see it.
    pub sentence: String,
    /// The drawing.
    pub svg: String,
    /// Class and text of each entry of the legend.
    pub legend: Vec<(String, String)>,
    /// The same numbers as a `pages::view::Table`.
    pub table: Option<Value>,
    /// Where the numbers come from.
    pub source: String,
    /// Address of the drawing as a file, from the site's root; or empty.
    pub download: String,
}

/// A bar chart, which is a table: `<bars chart={…} />`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BarsView {
    /// Id of the heading.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Unit and period, or empty.
    pub subtitle: String,
    /// Headings of the columns: what is counted, the number, the share. Without shares two.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<BarRow>,
    /// What is in no row, and why: one sentence each.
    pub notes: Vec<String>,
    /// Where the numbers come from.
    pub source: String,
}

/// A row of a bar chart.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BarRow {
    /// Its id on the page, or empty.
    pub anchor: String,
    /// Its heading.
    pub text: String,
    /// Where the heading leads, from the site's root; or empty.
    pub href: String,
    /// The bar, or empty.
    pub svg: String,
    /// The number.
    pub value: String,
    /// Its share, or empty.
    pub share: String,
    /// Remark, or empty.
    pub note: String,
    /// `value`, `estimated`, `remainder`, `missing` or `withheld`.
    pub kind: &'static str,
}

impl BarsView {
    /// The rows of bars, drawn on one scale.
    pub fn rows(rows: &[Bar]) -> Vec<BarRow> {
        let row = |(bar, svg): (&Bar, String)| BarRow {
            anchor: bar.anchor.clone(),
            text: bar.label.clone(),
            href: bar.href.clone(),
            svg,
            value: bar.amount.as_ref().map(|amount| amount.text.clone()).unwrap_or_default(),
            share: bar.share.clone(),
            note: bar.note.clone(),
            kind: bar.kind.class(),
        };
        rows.iter().zip(bars(rows)).map(row).collect()
    }

    /// The rows of bars, and the remark that all of them bear: it is told once, above them.
    pub fn rows_with_remark(rows: &[Bar]) -> (Vec<BarRow>, String) {
        let mut rows = BarsView::rows(rows);
        let remark = rows.first().map(|row| row.note.clone()).unwrap_or_default();
        if rows.len() < 2 || rows.iter().any(|row| row.note != remark) {
            return (rows, String::new());
        }
        for row in &mut rows {
            row.note.clear();
        }
        (rows, remark)
    }
}

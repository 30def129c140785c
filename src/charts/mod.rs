//! What does a figure look like?
//!
//! Charts know nothing of the domain: they get numbers and finished texts and give SVG mark-up whose
//! marks bear classes, which the theme colours (`css/charts.css`). Three ways of drawing:
//!
//! - on a page, in percent of the place there is: marks and texts keep their size from 320 to 1280
//!   pixels without a script. These are hidden from screen readers; the sentence and the table of the
//!   figure say the same in words ([`view`]);
//! - as a file of its own ([`alone`]), with title, description, and colours for light and dark;
//! - as a [`badge`] for other sites.
//!
//! Geometry stands in attributes only, since published pages forbid inline styles. Numbers are
//! written short and alike on every machine. A number that is none (`NaN`, infinite) is a gap.

mod alone;
mod badge;
mod bars;
mod bullet;
mod countries;
mod scale;
mod svg;
mod trend;
pub mod view;

pub use alone::{Drawing, alone};
pub use badge::{Tone, badge};
pub use bars::{bars, stacked};
pub use bullet::{bullet, meter};
pub use countries::{map, shades, tiles};
pub use scale::steps;
pub use trend::trend;

/// A number to draw, and its text in the page's language.
#[derive(Clone, Debug, Default)]
pub struct Amount {
    /// The number.
    pub value: f64,
    /// What people read: `96,400`.
    pub text: String,
}

/// One KPI in focus: start, now, planned by now, target; each with the word that names it.
#[derive(Clone, Debug, Default)]
pub struct Bullet {
    /// The baseline.
    pub start: Option<(String, Amount)>,
    /// The latest value.
    pub now: Option<(String, Amount)>,
    /// Where the plan says that one should be.
    pub planned: Option<(String, Amount)>,
    /// The target.
    pub target: (String, Amount),
    /// Is it behind the plan?
    pub behind: bool,
}

impl Bullet {
    /// "Start 0; Now 9; Planned by now 9; Target 15"
    pub fn told(&self) -> String {
        let marks = [self.start.as_ref(), self.now.as_ref(), self.planned.as_ref(), Some(&self.target)];
        let told = marks.into_iter().flatten().map(|(word, amount)| [&**word, " ", &amount.text].concat());
        told.collect::<Vec<_>>().join("; ")
    }
}

/// A point of a line.
#[derive(Clone, Debug, Default)]
pub struct Point {
    /// What stands below it: `2025`.
    pub label: String,
    /// Its time, as a decimal year.
    pub at: f64,
    /// Its value; none is a gap in the line.
    pub amount: Option<Amount>,
    /// Is it an estimate? It is drawn hollow.
    pub estimated: bool,
}

/// A line over time, with its plan and its target.
#[derive(Clone)]
pub struct Trend<'a> {
    /// The points, in order of time.
    pub points: Vec<Point>,
    /// The plan: time and value, in order of time; drawn dotted.
    pub plan: Vec<(f64, f64)>,
    /// The word that names it, the value, and its time.
    pub target: Option<(String, Amount, f64)>,
    /// What names the plan on its line; empty where the legend does.
    pub plan_label: String,
    /// Words for "axis does not start at 0", shown where that is so.
    pub axis_note: String,
    /// Writes the labels of the axis.
    pub format: &'a dyn Fn(f64) -> String,
}

/// What a bar stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BarKind {
    /// A number.
    #[default]
    Plain,
    /// An estimate: hollow.
    Estimated,
    /// What is not stated: grey.
    Remainder,
    /// Nothing was reported: no bar.
    Missing,
    /// Too few to be told: no bar.
    Withheld,
}

impl BarKind {
    /// The class of a row or cell of a table.
    pub fn class(self) -> &'static str {
        match self {
            BarKind::Plain => "value",
            BarKind::Estimated => "estimated",
            BarKind::Remainder => "remainder",
            BarKind::Missing => "missing",
            BarKind::Withheld => "withheld",
        }
    }
}

/// A row of a bar chart.
#[derive(Clone, Debug, Default)]
pub struct Bar {
    /// Its id on the page, or empty.
    pub anchor: String,
    /// What it counts.
    pub label: String,
    /// Where the label leads, from the site's root; or empty.
    pub href: String,
    /// The number; its text is shown, also where no bar is.
    pub amount: Option<Amount>,
    /// `38 %`, or empty.
    pub share: String,
    /// What the bar stands for.
    pub kind: BarKind,
    /// Remark, or empty.
    pub note: String,
}

/// A country.
#[derive(Clone, Debug, Default)]
pub struct Tile {
    /// Code as the European Union writes it: `EL` for Greece.
    pub code: String,
    /// Its name.
    pub label: String,
    /// The number; where no country has one, the countries are marked.
    pub amount: Option<Amount>,
}

/// A part of a whole.
#[derive(Clone, Debug, Default)]
pub struct Segment {
    /// What it counts.
    pub label: String,
    /// The number.
    pub amount: Amount,
    /// `38 %`
    pub share: String,
    /// Is it what is not stated? It is grey.
    pub remainder: bool,
}

impl std::fmt::Debug for Trend<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Trend").field("points", &self.points).field("plan", &self.plan).finish_non_exhaustive()
    }
}

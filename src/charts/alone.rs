//! What does a chart look like as a file of its own?

use super::{Bar, Bullet, Trend};

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub enum Drawing<'a> {
    /// A line.
    Trend(&'a Trend<'a>),
    /// Bars.
    Bars(&'a [Bar]),
    /// One KPI in focus.
    Bullet(&'a Bullet),
}

/// A chart as an SVG file: for download, e-mail and other sites.
pub fn alone(_drawing: Drawing<'_>, _title: &str, _description: &str) -> String {
    String::new()
}

//! How has a number changed?

use super::Trend;

/// A line over time, with its plan and its target.
pub fn trend(_trend: &Trend<'_>) -> String {
    String::new()
}

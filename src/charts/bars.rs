//! How do parts compare?

use super::{Bar, Segment};

/// The drawing of each bar's cell, on one scale from zero; empty where there is no bar.
pub fn bars(bars: &[Bar]) -> Vec<String> {
    bars.iter().map(|_| String::new()).collect()
}

/// Parts of a whole beside each other.
pub fn stacked(_parts: &[Segment]) -> String {
    String::new()
}

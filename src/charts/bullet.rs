//! How far is it to the target?

use super::Bullet;

/// Start, now, planned and target on one line.
pub fn bullet(_bullet: &Bullet) -> String {
    String::new()
}

/// How much of the way is done (1 is all of it), and how much should be.
pub fn meter(_progress: f64, _expected: Option<f64>) -> String {
    String::new()
}

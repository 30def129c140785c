//! Can everybody read what stands on a colour?

use super::Setting;
use crate::model::Model;
use crate::record::{Colour, WHITE};
use crate::report::{Diagnostic, LOW_CONTRAST, Report};
use crate::source::Place;

/// The least contrast of text (WCAG 2.2, 1.4.3).
const LEAST: f64 = 4.5;

/// Looks at the colours of partnerships.
pub fn of_partnerships(model: &Model, _: &Setting<'_>, report: &Report) {
    for (colour, place) in model.partnerships.iter().filter_map(|(_, partnership)| partnership.colour) {
        contrast(colour, place, report);
    }
}

/// White text stands on a colour of one's own. Who can read that sees marks of this colour on every
/// light surface too; on dark ones a lighter tone of it is used.
pub fn contrast(colour: Colour, place: Place, report: &Report) {
    let ratio = colour.contrast(WHITE);
    if ratio < LEAST {
        let hex = colour.hex();
        let shown = (ratio * 100.0).floor() / 100.0;
        let message = format!(
            "white text on `{hex}` is hard to read: the contrast is {shown:.2} to 1, at least {LEAST:.2} is needed"
        );
        let help = format!("take a darker colour, for example `colour = \"{}\"`", colour.darkened(LEAST).hex());
        report.rule(Diagnostic::new(LOW_CONTRAST, place, message).help(help));
    }
}

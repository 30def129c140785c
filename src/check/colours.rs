//! Can everybody read what stands on a colour?

use super::Setting;
use crate::model::Model;
use crate::record::WHITE;
use crate::report::{Diagnostic, LOW_CONTRAST, Report};

/// The least contrast of text (WCAG 2.2, 1.4.3).
const LEAST: f64 = 4.5;

/// White text stands on a partnership's own colour.
pub fn contrast(model: &Model, _: &Setting<'_>, report: &Report) {
    for (_, partnership) in model.partnerships.iter() {
        let Some((colour, place)) = partnership.colour else { continue };
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
}

//! Can everybody read what stands on a colour?

use super::Setting;
use crate::model::Model;
use crate::model::partnership::Colour;
use crate::report::{Diagnostic, LOW_CONTRAST, Report};

/// The least contrast of text (WCAG 2.2, 1.4.3).
const LEAST: f64 = 4.5;

/// White text stands on a partnership's own colour.
pub fn contrast(model: &Model, _: &Setting<'_>, report: &Report) {
    for (_, partnership) in model.partnerships.iter() {
        let Some((colour, place)) = partnership.colour else { continue };
        let ratio = to_white(colour);
        if ratio < LEAST {
            let hex = colour.hex();
            let shown = (ratio * 100.0).floor() / 100.0;
            let message = format!(
                "white text on `{hex}` is hard to read: the contrast is {shown:.2} to 1, at least {LEAST:.2} is needed"
            );
            let help = format!("take a darker colour, for example `colour = \"{}\"`", darker(colour).hex());
            report.rule(Diagnostic::new(LOW_CONTRAST, place, message).help(help));
        }
    }
}

/// The contrast of white with a colour, from 1 to 21.
fn to_white(colour: Colour) -> f64 {
    1.05 / (luminance(colour) + 0.05)
}

/// Relative luminance (WCAG 2.2).
fn luminance(Colour([red, green, blue]): Colour) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/// The lightest colour of the same hue on which white can be read.
fn darker(Colour(parts): Colour) -> Colour {
    let scaled = |step: u16| {
        let part = |part: u8| u8::try_from(u16::from(part) * step / 255).unwrap_or(part);
        Colour(parts.map(part))
    };
    (0..255).rev().map(scaled).find(|colour| to_white(*colour) >= LEAST).unwrap_or(Colour([0, 0, 0]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let to_white = |text: &str| (to_white(Colour::parse(text).unwrap()) * 100.0).round() / 100.0;
        assert_eq!(to_white("#000000"), 21.0);
        assert_eq!(to_white("#ffffff"), 1.0);
        assert_eq!(to_white("#777777"), 4.48);
        assert_eq!(to_white("#767676"), 4.54);
    }

    #[test]
    fn a_darker_colour_can_be_read() {
        assert_eq!(darker(Colour([0x77, 0x77, 0x77])), Colour([0x76, 0x76, 0x76]));
    }
}

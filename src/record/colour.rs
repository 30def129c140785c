//! What is a colour, and can it be read?

use super::{Given, Scope};
use crate::read::FromValue;
use crate::report::{Reported, WRONG_TYPE};

/// A colour as red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// Reads `#0b4f5c`.
    pub fn parse(text: &str) -> Option<Colour> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let part = |at: usize| digits.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
        Some(Colour([part(0)?, part(2)?, part(4)?]))
    }

    /// `#0b4f5c`
    pub fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// The contrast with another colour, from 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0;
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// The lightest colour of the same hue that has this contrast with white.
    pub fn darkened(self, contrast: f64) -> Colour {
        let scaled = |step: u16| Colour(self.0.map(|part| scale(part, step)));
        (0..=255).rev().map(scaled).find(|colour| colour.contrast(WHITE) >= contrast).unwrap_or(Colour([0; 3]))
    }

    /// The darkest colour of the same hue that has this contrast with a dark background.
    pub fn lightened(self, contrast: f64, background: Colour) -> Colour {
        let scaled = |step: u16| Colour(self.0.map(|part| 255 - scale(255 - part, step)));
        (0..=255).rev().map(scaled).find(|colour| colour.contrast(background) >= contrast).unwrap_or(WHITE)
    }
}

impl<'a> FromValue<'a, Scope<'a>> for Colour {
    fn from_value(given: Given<'a, '_>) -> Result<Self, Reported> {
        Colour::parse(given.text()?.trim()).ok_or_else(|| {
            given.fault(WRONG_TYPE, "this is not a colour", "write it as `#` and six digits: `colour = \"#0b4f5c\"`")
        })
    }
}

/// White.
pub const WHITE: Colour = Colour([255; 3]);

fn scale(part: u8, step: u16) -> u8 {
    u8::try_from(u16::from(part) * step / 255).unwrap_or(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let to_white = |text: &str| (Colour::parse(text).unwrap().contrast(WHITE) * 100.0).round() / 100.0;
        assert_eq!(to_white("#000000"), 21.0);
        assert_eq!(to_white("#ffffff"), 1.0);
        assert_eq!(to_white("#777777"), 4.48);
        assert_eq!(to_white("#767676"), 4.54);
    }

    #[test]
    fn a_darker_colour_can_be_read() {
        assert_eq!(Colour([0x77; 3]).darkened(4.5), Colour([0x76; 3]));
        let night = Colour([0x1d, 0x2a, 0x34]);
        assert!(Colour([0x0b, 0x4f, 0x5c]).lightened(4.5, night).contrast(night) >= 4.5);
    }
}

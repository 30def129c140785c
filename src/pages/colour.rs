//! How does a colour of one's own become rules of a style sheet?
//!
//! White can be read on it, which is checked; on dark backgrounds a lighter tone of it is used.

use xxhash_rust::xxh3::xxh3_64;

use crate::plan::Addresses;
use crate::record::Colour;

/// The lightest of the dark surfaces of the theme.
const NIGHT: Colour = Colour([0x1d, 0x2a, 0x34]);
/// The least contrast of text (WCAG 2.2, 1.4.3).
const LEAST: f64 = 4.5;

/// Rules that show a site, or the pages of a partnership, in this colour.
pub fn rules(colour: Colour) -> String {
    let (day, night) = (colour.hex(), colour.lightened(LEAST, NIGHT).hex());
    format!(
        "@layer site {{ :root {{ --brand: {day}; --c1: {day}; }} \
         @supports (color: light-dark(#000, #fff)) {{ :root {{ --c1: light-dark({day}, {night}); }} }} }}\n"
    )
}

/// The address of the style sheet of a partnership; browsers may keep it, since its name tells the colour.
pub fn address(id: &str, colour: Colour) -> String {
    Addresses::asset(&format!("colours/{id}.css"), xxh3_64(rules(colour).as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::WHITE;

    /// The surfaces of the theme, by day and by night.
    const DAY: [Colour; 3] = [WHITE, Colour([0xf6, 0xf5, 0xf0]), Colour([0xec, 0xea, 0xe2])];
    const DARK: [Colour; 3] = [Colour([0x0e, 0x15, 0x1b]), Colour([0x15, 0x1f, 0x27]), NIGHT];

    /// A colour that may be used is seen on every surface, by day and by night.
    #[test]
    fn marks_in_a_colour_are_seen_everywhere() {
        let steps = || (0..=255).step_by(15).map(|part| u8::try_from(part).unwrap());
        let all =
            steps().flat_map(|red| steps().flat_map(move |green| steps().map(move |blue| Colour([red, green, blue]))));
        let mut tried = 0;
        for colour in all.filter(|colour| colour.contrast(WHITE) >= LEAST) {
            let night = colour.lightened(LEAST, NIGHT);
            assert!(DAY.iter().all(|surface| colour.contrast(*surface) >= 3.0), "{}", colour.hex());
            assert!(DARK.iter().all(|surface| night.contrast(*surface) >= 3.0), "{}", night.hex());
            tried += 1;
        }
        assert!(tried > 1000, "{tried}");
    }

    /// The surfaces above are those of the theme.
    #[test]
    fn surfaces_are_those_of_the_theme() {
        let tokens = include_str!("../../themes/pact/static/css/tokens.css").replace("#fff,", "#ffffff,");
        for (name, at) in [("bg", 0), ("surface", 1), ("sunken", 2)] {
            let (day, dark) = (DAY[at].hex(), DARK[at].hex());
            assert!(tokens.contains(&format!("--{name}: light-dark({day}, {dark})")), "{name}");
        }
    }
}

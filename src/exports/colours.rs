//! In which colour does a partnership show itself?
//!
//! A strict policy forbids styles in pages, so that each colour is a stylesheet of its own. White can
//! be read on it, which is checked; on dark backgrounds a lighter tone of it is used.

use super::Export;
use crate::pages::Site;
use crate::plan::Addresses;
use crate::record::{Colour, Ref};

/// The lightest of the dark surfaces of the theme.
const NIGHT: Colour = Colour([0x1d, 0x2a, 0x34]);
/// The least contrast of text (WCAG 2.2, 1.4.3).
const LEAST: f64 = 4.5;

/// One stylesheet for each partnership that has a colour.
pub fn files(site: &Site<'_>) -> Vec<Export> {
    let partnerships = site.portal.model.partnerships.iter();
    let coloured = partnerships.filter(|(_, partnership)| partnership.colour.is_some());
    coloured
        .filter(|(_, partnership)| site.plan.addresses.record(&partnership.head.key).is_some())
        .map(|(at, partnership)| Export { path: Addresses::colour(partnership.head.key.id()), part: at.index(), write })
        .collect()
}

fn write(site: &Site<'_>, part: usize, out: &mut Vec<u8>) {
    let partnership = site.portal.model.partnerships.get(Ref::new(part));
    let Some((colour, _)) = partnership.and_then(|partnership| partnership.colour) else { return };
    let (day, night) = (colour.hex(), colour.lightened(LEAST, NIGHT).hex());
    let css = format!(
        "@layer site {{ :root {{ --brand: {day}; --c1: {day}; }} \
         @supports (color: light-dark(#000, #fff)) {{ :root {{ --c1: light-dark({day}, {night}); }} }} }}\n"
    );
    out.extend_from_slice(css.as_bytes());
}

//! In which colour does a partnership show itself?
//!
//! A strict policy forbids styles in pages, so that each colour is a style sheet of its own.

use super::{Export, Out};
use crate::pages::{Site, colour_address, colour_rules};
use crate::record::Ref;

/// One style sheet for each partnership that has a colour.
pub fn files(site: &Site<'_>) -> Vec<Export> {
    let partnerships = site.portal.model.partnerships.iter();
    let sheets = partnerships.filter_map(|(at, partnership)| {
        let key = &partnership.head.key;
        let (colour, _) = partnership.colour.filter(|_| site.plan.addresses.record(key).is_some())?;
        Some(Export { path: colour_address(key.id(), colour), part: at.index(), write })
    });
    sheets.collect()
}

fn write(site: &Site<'_>, part: usize, out: &mut Out<'_>) {
    let partnership = site.portal.model.partnerships.get(Ref::new(part));
    let Some((colour, _)) = partnership.and_then(|partnership| partnership.colour) else { return };
    out.extend_from_slice(colour_rules(colour).as_bytes());
}

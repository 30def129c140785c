//! Which regions are there, and how are they called?

use std::sync::LazyLock;

use super::{Given, Scope, eu_code};
use crate::read::FromValue;
use crate::report::{COUNTRY_CODE, Reported, UNKNOWN_TERM};

/// A NUTS code: a country's two letters and up to three characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Region(pub Box<str>);

/// Has it the form of a NUTS code?
pub fn is_region(text: &str) -> bool {
    let (country, rest) = text.split_at_checked(2).unwrap_or(("", ""));
    country.len() == 2
        && country.bytes().all(|b| b.is_ascii_uppercase())
        && rest.len() <= 3
        && rest.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// A region that has a name.
#[derive(Debug)]
struct Known {
    code: &'static str,
    name: &'static str,
    /// Is its code of the NUTS that is in force?
    is_current: bool,
}

/// In order of codes. They are taken apart where the first of them is asked for.
static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let lines = include_str!("regions.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(known).collect()
});

fn known(line: &'static str) -> Option<Known> {
    let (code, rest) = line.split_once('\t')?;
    let (name, last) = rest.split_once('\t').unwrap_or((rest, ""));
    Some(Known { code, name, is_current: last.is_empty() })
}

/// The name of the region with a NUTS code of level 1, 2 or 3, in Latin letters.
pub fn region_name(code: &str) -> Option<&'static str> {
    let at = KNOWN.binary_search_by(|known| known.code.cmp(code)).ok()?;
    KNOWN.get(at).map(|known| known.name)
}

/// What to write instead of a region's name: of several regions with the name, the largest.
fn code_of(name: &str) -> Option<String> {
    let name = name.to_lowercase();
    let same = KNOWN.iter().filter(|known| known.is_current && known.name.to_lowercase() == name);
    same.min_by_key(|known| known.code.len()).map(|known| format!("write `{}` for {}", known.code, known.name))
}

impl<'a> FromValue<'a, Scope<'a>> for Region {
    fn from_value(given: Given<'a, '_>) -> Result<Self, Reported> {
        let text = given.text()?.trim();
        if !is_region(text) {
            let form = "write a NUTS code such as `ITC4`: two capital letters, then up to three characters";
            let help = code_of(text).unwrap_or_else(|| form.to_owned());
            return Err(given.fault(UNKNOWN_TERM, format!("`{text}` is not a region code"), help));
        }
        let (country, rest) = text.split_at_checked(2).unwrap_or((text, ""));
        let Some(country) = eu_code(country) else { return Ok(Region(text.into())) };
        let code = format!("{country}{rest}");
        let message = format!("the code of this region begins with `{country}`, as that of its country: not `{text}`");
        given.rule(COUNTRY_CODE, message, format!("write `{code}`"));
        Ok(Region(code.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        assert!(is_region("ITC4") && is_region("EL") && !is_region("it") && !is_region("ITC4ABC"));
    }

    #[test]
    fn codes_are_in_order_and_sound() {
        assert!(KNOWN.is_sorted_by(|a, b| a.code < b.code));
        assert!(KNOWN.iter().all(|known| is_region(known.code) && !known.name.is_empty()));
        let levels = |length| KNOWN.iter().filter(|known| known.is_current && known.code.len() == length).count();
        assert_eq!([3, 4, 5].map(levels), [115, 299, 1345]);
    }

    #[test]
    fn names() {
        assert_eq!(region_name("AT21"), Some("Kärnten"));
        assert_eq!(region_name("EL30"), Some("Attiki"));
        assert_eq!(region_name("NL31"), Some("Utrecht"), "of NUTS 2021");
        assert_eq!((region_name("AT"), region_name("AT99"), region_name("#")), (None, None, None));
        assert_eq!(code_of("lombardia").as_deref(), Some("write `ITC4` for Lombardia"));
        assert_eq!(code_of("Utrecht").as_deref(), Some("write `NL35` for Utrecht"));
        assert_eq!(code_of("the moon"), None);
    }
}

//! What number stands in a text, and does it agree with the data?

/// A number as it is written in a text, or what is asked for in its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Written {
    /// The number, and how exact it is written; none where `?` asks for it.
    pub number: Option<(f64, f64)>,
    /// Is it a share in percent?
    pub is_share: bool,
}

impl Written {
    /// Reads `449,700`, `449 700`, `449.700`, `EUR 4.5`, `64%`, `?` or `?%`; none where other words stand
    /// there.
    pub fn parse(text: &str) -> Option<Written> {
        let text = text.trim();
        let is_share = text.ends_with('%');
        let bare = text.trim_end_matches('%').trim_start_matches(['€', '+']).trim_start_matches("EUR");
        let bare = bare.trim_end_matches('€').trim_end_matches("EUR").trim();
        if bare == "?" {
            return Some(Written { number: None, is_share });
        }
        number(bare).map(|number| Written { number: Some(number), is_share })
    }

    /// Does it agree with a number, as exactly as it is written? `450,000` agrees with 449,700.
    pub fn agrees(&self, value: f64) -> bool {
        self.number.is_none_or(|(number, exact)| (number - value).abs() <= exact / 2.0 + 1e-9)
    }
}

/// A number and its last place that is not an ending zero.
fn number(text: &str) -> Option<(f64, f64)> {
    let joins = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '\u{2019}');
    let text: String = text.chars().filter(|c| !joins(*c)).collect();
    let (whole, decimals) = match text.rfind(['.', ',']) {
        // Exactly three digits behind the only sort of sign: it groups.
        Some(at) if groups(&text, at) => (text.replace(['.', ','], ""), String::new()),
        Some(at) => (text.get(..at)?.replace(['.', ','], ""), text.get(at + 1..)?.to_owned()),
        None => (text, String::new()),
    };
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(&whole) || !is_digits(&decimals) {
        return None;
    }
    let value: f64 = format!("{whole}.{decimals}0").parse().ok()?;
    let zeros = whole.len() - whole.trim_end_matches('0').len();
    let places = if decimals.is_empty() { i32::try_from(zeros).ok()? } else { -i32::try_from(decimals.len()).ok()? };
    let places = if value == 0.0 { 0 } else { places };
    Some((value, 10f64.powi(places)))
}

fn groups(text: &str, last: usize) -> bool {
    let signs: Vec<char> = text.chars().filter(|c| matches!(c, '.' | ',')).collect();
    let one_sort = signs.windows(2).all(|pair| pair.first() == pair.last());
    one_sort && text.len() - last == 4 && !text.starts_with('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(f64, f64)> {
        Written::parse(text).and_then(|written| written.number)
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(read("449,700"), Some((449_700.0, 100.0)));
        assert_eq!(read("449.700"), Some((449_700.0, 100.0)));
        assert_eq!(read("1 234 567"), Some((1_234_567.0, 1.0)));
        assert_eq!(read("4.5"), Some((4.5, 0.1)));
        assert_eq!(read("1.234,50 €"), Some((1234.5, 0.01)));
        assert_eq!(read("0"), Some((0.0, 1.0)));
        assert_eq!(read("about 5"), None);
        assert_eq!(read(""), None);
        assert_eq!(Written::parse("64%").map(|written| written.is_share), Some(true));
        assert_eq!(Written::parse("?"), Some(Written { number: None, is_share: false }));
    }

    #[test]
    fn rounded_numbers_agree() {
        assert!(Written::parse("450,000").is_some_and(|written| written.agrees(449_700.0)));
        assert!(!Written::parse("450,000").is_some_and(|written| written.agrees(430_000.0)));
        assert!(Written::parse("64%").is_some_and(|written| written.agrees(64.2)));
        assert!(!Written::parse("64%").is_some_and(|written| written.agrees(66.0)));
    }
}

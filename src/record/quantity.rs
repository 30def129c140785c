//! What is a number that can be added without loss?

use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toml::de::DeValue;

use super::{Given, Scope, invisible_help};
use crate::read::{Dialect, FromValue, Value};
use crate::report::{AMBIGUOUS_NUMBER, INVALID_NUMBER, Reported};

/// A decimal number with nine exact decimals, so that the order of adding never matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quantity(i128);

/// Kept as text, so that nothing is rounded.
impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.plain())
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Quantity::from_plain(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a number")))
    }
}

/// Why a text is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantityError {
    /// It is none.
    Invalid,
    /// It could be read in two ways.
    Ambiguous,
}

const DECIMALS: usize = 9;
const ONE: i128 = 1_000_000_000;
/// Most digits before the decimal point; everything above is a slip.
const MOST_DIGITS: usize = 18;

impl Quantity {
    /// Nothing.
    pub const ZERO: Quantity = Quantity(0);

    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Quantity(i128::from(number) * ONE)
    }

    /// The nearest floating-point number, for ratios and drawing.
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / ONE as f64
    }

    /// Is it whole?
    pub fn is_whole(self) -> bool {
        self.0 % ONE == 0
    }

    /// The number, where it is whole.
    pub fn as_whole(self) -> Option<i64> {
        self.is_whole().then_some(self.0 / ONE).and_then(|whole| i64::try_from(whole).ok())
    }

    /// Is it below zero?
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Ten times as much.
    pub fn tenfold(self) -> Self {
        Quantity(self.0.saturating_mul(10))
    }

    /// A tenth of it.
    pub fn tenth(self) -> Self {
        Quantity(self.0 / 10)
    }

    /// To so many decimals; a half goes away from zero.
    pub fn rounded(self, decimals: u32) -> Self {
        let unit = 10i128.pow((DECIMALS as u32).saturating_sub(decimals));
        let (whole, rest) = (self.0 / unit, self.0 % unit);
        let up = if rest.abs() * 2 >= unit && unit > 1 { self.0.signum() } else { 0 };
        Quantity((whole + up) * unit)
    }

    /// So many times as much.
    pub fn times(self, factor: i64) -> Self {
        Quantity(self.0.saturating_mul(i128::from(factor)))
    }

    /// Divided by another, to the nearest billionth; none where that is zero.
    pub fn over(self, divisor: Quantity) -> Option<Self> {
        let scaled = self.0.checked_mul(ONE)?;
        let (quotient, rest) = (scaled.checked_div(divisor.0)?, scaled.checked_rem(divisor.0)?);
        let away = rest.unsigned_abs() * 2 >= divisor.0.unsigned_abs();
        let step = if away { scaled.signum() * divisor.0.signum() } else { 0 };
        Some(Quantity(quotient + step))
    }

    /// Plain digits with a decimal point, without trailing zeros.
    pub fn plain(self) -> String {
        if let Some(whole) = self.as_whole() {
            return whole.to_string();
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        let (whole, rest) = (magnitude / ONE.unsigned_abs(), magnitude % ONE.unsigned_abs());
        let decimals = format!("{rest:09}");
        match decimals.trim_end_matches('0') {
            "" => format!("{sign}{whole}"),
            decimals => format!("{sign}{whole}.{decimals}"),
        }
    }

    /// Reads plain digits with an optional sign and decimal point.
    fn from_plain(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !is_digits(whole) || !is_digits(decimals) || whole.trim_start_matches('0').len() > MOST_DIGITS {
            return None;
        }
        let decimals = decimals.trim_end_matches('0');
        if decimals.len() > DECIMALS {
            return None;
        }
        let whole: i128 = whole.parse().ok()?;
        let decimals: i128 = format!("{decimals:0<DECIMALS$}").parse().ok()?;
        Some(Quantity(sign * (whole * ONE + decimals)))
    }

    /// Reads a number as it is written in a cell of a file with this dialect.
    ///
    /// # Errors
    /// Ambiguous where a single sign could group or be decimal (content format, section 2).
    pub fn from_cell(text: &str, dialect: Dialect) -> Result<Self, QuantityError> {
        let plain = match dialect {
            _ if text.bytes().all(|b| b.is_ascii_digit()) && text.len() <= MOST_DIGITS => {
                return text.parse().map(Quantity::whole).map_err(|_| QuantityError::Invalid);
            }
            Dialect::Toml => Some(text.to_owned()),
            Dialect::Comma | Dialect::European => plain_digits(text, dialect)?,
        };
        plain.and_then(|plain| Quantity::from_plain(&plain)).ok_or(QuantityError::Invalid)
    }
}

/// Brings a cell into plain digits; `None` where it is no number.
fn plain_digits(text: &str, dialect: Dialect) -> Result<Option<String>, QuantityError> {
    let Some(text) = ungrouped(text) else { return Ok(None) };
    let signs: Vec<char> = text.chars().filter(|c| matches!(c, '.' | ',')).collect();
    let unsigned = text.trim_start_matches(['-', '+']);
    match *signs.as_slice() {
        [] => Ok(Some(text)),
        ['.'] if dialect == Dialect::Comma => Ok(Some(text)),
        [sign] if could_be_either(unsigned, sign) => Err(QuantityError::Ambiguous),
        [','] if dialect == Dialect::Comma => Ok(None),
        [_] => Ok(Some(text.replace(',', "."))),
        [.., last] => Ok(with_both_signs(&text, &signs, last)),
    }
}

/// Removes blanks and apostrophes that group thousands; `None` where they stand elsewhere.
fn ungrouped(text: &str) -> Option<String> {
    let groups = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '\u{2019}');
    if !text.contains(groups) {
        return Some(text.to_owned());
    }
    let whole_end = text.find(['.', ',']).unwrap_or(text.len());
    let (whole, rest) = text.split_at(whole_end);
    let mut parts = whole.trim_start_matches(['-', '+']).split(groups);
    let first = parts.next().is_some_and(|part| (1..=3).contains(&part.len()));
    let sound = first && parts.all(|part| part.len() == 3) && !rest.contains(groups);
    sound.then(|| text.replace(groups, ""))
}

/// One to three digits, not beginning with 0, one sign, exactly three digits.
fn could_be_either(unsigned: &str, sign: char) -> bool {
    unsigned.split_once(sign).is_some_and(|(before, behind)| {
        let are_digits = [before, behind].concat().bytes().all(|byte| byte.is_ascii_digit());
        (1..=3).contains(&before.len()) && !before.starts_with('0') && behind.len() == 3 && are_digits
    })
}

/// With both signs the last is decimal and the other groups; one sign many times groups.
fn with_both_signs(text: &str, signs: &[char], last: char) -> Option<String> {
    let decimal = signs.iter().filter(|sign| **sign == last).count() == 1;
    let (whole, decimals) = match decimal {
        true => text.rsplit_once(last)?,
        false => (text, ""),
    };
    let mut parts = whole.trim_start_matches(['-', '+']).split(['.', ',']);
    let one_sign = !(whole.contains('.') && whole.contains(','));
    let first = parts.next().is_some_and(|part| (1..=3).contains(&part.len()));
    let sound = one_sign && first && parts.all(|part| part.len() == 3);
    let whole = whole.replace(['.', ','], "");
    sound.then(|| if decimals.is_empty() { whole } else { format!("{whole}.{decimals}") })
}

impl Add for Quantity {
    type Output = Quantity;
    fn add(self, other: Quantity) -> Quantity {
        Quantity(self.0.saturating_add(other.0))
    }
}

impl Sub for Quantity {
    type Output = Quantity;
    fn sub(self, other: Quantity) -> Quantity {
        Quantity(self.0.saturating_sub(other.0))
    }
}

impl Neg for Quantity {
    type Output = Quantity;
    fn neg(self) -> Quantity {
        Quantity(-self.0)
    }
}

impl Sum for Quantity {
    fn sum<I: Iterator<Item = Quantity>>(values: I) -> Quantity {
        values.fold(Quantity::ZERO, Add::add)
    }
}

impl<'a> FromValue<'a, Scope<'a>> for Quantity {
    fn from_value(given: Given<'a, '_>) -> Result<Self, Reported> {
        let (text, dialect) = match &given.value {
            Value::Toml(DeValue::Integer(number)) if number.radix() == 10 => (number.as_str(), Dialect::Toml),
            Value::Toml(DeValue::Float(number)) => (number.as_str(), Dialect::Toml),
            Value::Cell(text) => (*text, given.input.dialect),
            Value::Toml(DeValue::String(text)) => {
                return Err(given.fault(
                    crate::report::WRONG_TYPE,
                    format!("`{}` is a text, but a number is wanted", given.name),
                    format!("write the number without quotes and units: `{} = {}`", given.name, digits_of(text)),
                ));
            }
            _ => return Err(given.wrong_type("a number", "1500")),
        };
        Quantity::from_cell(&text.replace('_', ""), dialect).map_err(|error| number_fault(&given, text, dialect, error))
    }
}

/// The digits of a text, as a suggestion.
fn digits_of(text: &str) -> String {
    let digits: String = text.chars().filter(|c| c.is_ascii_digit()).take(18).collect();
    if digits.is_empty() { "1500".to_owned() } else { digits }
}

/// Reports why a value is not a number.
fn number_fault(given: &Given<'_, '_>, text: &str, dialect: Dialect, error: QuantityError) -> Reported {
    match error {
        QuantityError::Invalid => given.fault(INVALID_NUMBER, format!("`{text}` is not a number"), invalid_help(text)),
        QuantityError::Ambiguous => {
            given.fault(AMBIGUOUS_NUMBER, ambiguous_message(text), ambiguous_help(text, dialect))
        }
    }
}

/// What probably was meant.
fn invalid_help(text: &str) -> String {
    if let Some(help) = invisible_help(text) {
        return help;
    }
    if let Some(number) = shortened(text) {
        return match Quantity::from_plain(&number) {
            Some(_) => format!("write the number out: `{number}`"),
            None => "write the number out, with all its digits".to_owned(),
        };
    }
    let pointed = text.replace(',', ".");
    if Quantity::from_plain(&pointed).is_some() {
        return format!("write `{pointed}` with a decimal point");
    }
    let digits: String = text.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let rest = text.get(digits.len()..).unwrap_or("").trim_start();
    let has_unit = rest.starts_with(|c: char| c.is_alphabetic() || "%€$".contains(c));
    match Quantity::from_plain(&digits).filter(|_| has_unit) {
        Some(_) => format!("write only the number: `{digits}`"),
        None => "write digits with a decimal point, without unit or other signs".to_owned(),
    }
}

/// A number that a spreadsheet has shortened, such as `1.2E+06`, with all its digits.
fn shortened(text: &str) -> Option<String> {
    let number = text.replace(',', ".").parse::<f64>().ok()?;
    (text.contains(['e', 'E']) && number.is_finite()).then(|| number.to_string())
}

/// What is said of a number that could be read in two ways.
pub fn ambiguous_message(text: &str) -> String {
    format!("`{text}` could be a thousand or a decimal number")
}

/// How to write it so that it can be read in one way only.
pub fn ambiguous_help(text: &str, dialect: Dialect) -> String {
    let whole = text.replace(['.', ','], "");
    // Where commas separate, only the point is decimal.
    let decimal = if dialect == Dialect::Comma { text.replace(',', ".") } else { text.to_owned() };
    format!("write `{whole}` for the whole number or `{decimal}0` for the decimal one")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, dialect: Dialect) -> Result<String, QuantityError> {
        Quantity::from_cell(text, dialect).map(Quantity::plain)
    }

    #[test]
    fn european_files() {
        let read = |text| read(text, Dialect::European);
        assert_eq!(read("1.234,50"), Ok("1234.5".into()));
        assert_eq!(read("1,234.50"), Ok("1234.5".into()));
        assert_eq!(read("1.234.567"), Ok("1234567".into()));
        assert_eq!(read("12,5"), Ok("12.5".into()));
        assert_eq!(read("0,123"), Ok("0.123".into()));
        assert_eq!(read("1234,567"), Ok("1234.567".into()));
        assert_eq!(read("1\u{202f}234"), Ok("1234".into()));
        assert_eq!(read("1'234'567,8"), Ok("1234567.8".into()));
        assert_eq!(read("1.234"), Err(QuantityError::Ambiguous));
        assert_eq!(read("-1,234"), Err(QuantityError::Ambiguous));
        assert_eq!(read("12 34"), Err(QuantityError::Invalid));
        assert_eq!(read("1.23.456"), Err(QuantityError::Invalid));
        assert_eq!(read(""), Err(QuantityError::Invalid));
    }

    #[test]
    fn numbers_are_rounded() {
        let rounded = |text: &str, decimals| Quantity::from_plain(text).map(|number| number.rounded(decimals).plain());
        for (text, decimals, wanted) in [
            ("33.3333", 1, "33.3"),
            ("56.666666667", 3, "56.667"),
            ("0.05", 1, "0.1"),
            ("-2.5", 0, "-3"),
            ("-0.04", 1, "0"),
            ("0.123456789", 9, "0.123456789"),
            ("12", 2, "12"),
        ] {
            assert_eq!(rounded(text, decimals).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn comma_files() {
        let read = |text| read(text, Dialect::Comma);
        assert_eq!(read("1.234"), Ok("1.234".into()));
        assert_eq!(read("1,234"), Err(QuantityError::Ambiguous));
        assert_eq!(read("1,234.5"), Ok("1234.5".into()));
        assert_eq!(read("12,5"), Err(QuantityError::Invalid));
        assert_eq!(read("-3"), Ok("-3".into()));
        assert_eq!(read("99999999999999999999"), Err(QuantityError::Invalid));
    }
}

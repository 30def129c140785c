//! Which stretch of days does a figure belong to?

use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use toml::de::DeValue;

use super::date::parse_date;
use super::{Given, Scope};
use crate::read::{FromValue, Value};
use crate::report::{INVALID_PERIOD, Reported};

/// First and last day of a period; equal days are equal periods, however they were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
}

/// How many days lie between two days; 1 from one day to the next.
pub fn days_between(first: Date, last: Date) -> i64 {
    first.until(last).map_or(0, |span| i64::from(span.get_days()))
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// By last day, then the longer period later, so that the last of a list is the latest and longest.
impl Ord for Period {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.last.cmp(&other.last).then(other.first.cmp(&self.first))
    }
}

impl Period {
    /// The calendar year.
    pub fn year(year: i16) -> Option<Self> {
        Period::months(year, 1, 12)
    }

    /// `count` months from `month` on.
    fn months(year: i16, month: i8, count: i32) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        let last = first.checked_add((count - 1).months()).ok()?.last_of_month();
        (1900..=2999).contains(&year).then_some(Period { first, last })
    }

    /// Reads `2024`, `2024-H1`, `2024-S1`, `2024-Q3`, `2024-05` or `2024-01-15/2024-03-31`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((first, last)) = text.split_once('/') {
            let (first, last) = (parse_date(first.trim())?, parse_date(last.trim())?);
            return (first <= last).then_some(Period { first, last });
        }
        let (year, part) = match text.split_once('-') {
            Some((year, part)) => (year, Some(part)),
            None => (text, None),
        };
        let digits = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        let year = digits.then(|| year.parse().ok()).flatten()?;
        match part {
            None => Period::year(year),
            Some(part) => Period::part(year, part),
        }
    }

    fn part(year: i16, part: &str) -> Option<Self> {
        match part {
            "H1" | "S1" => Period::months(year, 1, 6),
            "H2" | "S2" => Period::months(year, 7, 6),
            "Q1" => Period::months(year, 1, 3),
            "Q2" => Period::months(year, 4, 3),
            "Q3" => Period::months(year, 7, 3),
            "Q4" => Period::months(year, 10, 3),
            month if month.len() == 2 && month.bytes().all(|b| b.is_ascii_digit()) => {
                Period::months(year, month.parse().ok()?, 1)
            }
            _ => None,
        }
    }

    /// Does it contain every day of `other`?
    pub fn contains(self, other: Period) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// Have they a day in common?
    pub fn meets(self, other: Period) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// The year in which it lies, unless it crosses into another.
    pub fn within_year(self) -> Option<i16> {
        (self.first.year() == self.last.year()).then(|| self.first.year())
    }

    /// How many days it has.
    pub fn days(self) -> i64 {
        days_between(self.first, self.last) + 1
    }

    /// How many months it has, where it is made of whole calendar months.
    pub fn whole_months(self) -> Option<i32> {
        let whole = self.first.day() == 1 && self.last == self.last.last_of_month();
        let months = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
        whole.then(|| months(self.last) - months(self.first) + 1)
    }
}

/// As it is written in content, in the shortest way.
impl fmt::Display for Period {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.first.year(), self.first.month());
        match (self.within_year().and(self.whole_months()), month) {
            (Some(12), _) => write!(out, "{year}"),
            (Some(6), 1 | 7) => write!(out, "{year}-H{}", month / 6 + 1),
            (Some(3), 1 | 4 | 7 | 10) => write!(out, "{year}-Q{}", month / 3 + 1),
            (Some(1), _) => write!(out, "{year}-{month:02}"),
            _ => write!(out, "{}/{}", self.first, self.last),
        }
    }
}

impl Default for Period {
    fn default() -> Self {
        Period { first: date(1970, 1, 1), last: date(1970, 12, 31) }
    }
}

impl<'a> FromValue<'a, Scope<'a>> for Period {
    fn from_value(given: Given<'a, '_>) -> Result<Self, Reported> {
        let text = match &given.value {
            Value::Toml(DeValue::Integer(number)) => number.as_str().to_owned(),
            Value::Toml(DeValue::Datetime(value)) => value.to_string(),
            Value::Toml(DeValue::Float(number)) => number.as_str().to_owned(),
            value => value.as_text().ok_or_else(|| given.wrong_type("a period", "\"2024\""))?.trim().to_owned(),
        };
        Period::parse(&text).ok_or_else(|| {
            given.fault(
                INVALID_PERIOD,
                format!("`{text}` is not a period"),
                "write `2024`, `2024-H1`, `2024-Q3`, `2024-05` or `2024-01-15/2024-03-31`",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_written_and_read() {
        for text in ["2024", "2024-H1", "2024-H2", "2024-Q1", "2024-Q4", "2024-02", "2024-01-15/2024-03-31"] {
            assert_eq!(Period::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Period::parse("2024-S2"), Period::parse("2024-07-01/2024-12-31"));
        for text in
            ["", "24", "2024-13", "2024-H3", "2024-Q0", "2024-5", "2024-+5", "2024-02-30/2024-03-01", "2024-06-06"]
        {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }
}

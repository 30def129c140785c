//! When is it: a date, a year, a time of day?

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use toml::de::DeValue;
use toml::value::Datetime;

use super::{Given, Scope};
use crate::read::{FromValue, Value};
use crate::report::{INVALID_DATE, Reported};

const DATE_HELP: &str = "write year-month-day, for example `2024-06-06`";

/// Reads `2024-06-06` strictly.
pub fn parse_date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    shaped.then(|| text.parse().ok()).flatten()
}

/// The civil date of a TOML date without time.
fn toml_date(value: &Datetime) -> Option<Date> {
    let date = value.date.filter(|_| value.time.is_none())?;
    Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
}

fn invalid(given: &Given<'_, '_>, shown: &str) -> Reported {
    given.fault(INVALID_DATE, format!("`{shown}` is not a date"), DATE_HELP)
}

/// The value as it was written.
fn shown(given: &Given<'_, '_>) -> String {
    match &given.value {
        Value::Toml(DeValue::Integer(number)) => number.as_str().to_owned(),
        Value::Toml(DeValue::Float(number)) => number.as_str().to_owned(),
        Value::Toml(DeValue::Datetime(value)) => value.to_string(),
        value => value.as_text().unwrap_or("").to_owned(),
    }
}

impl<'a> FromValue<'a, Scope<'a>> for Date {
    fn from_value(given: Given<'a, '_>) -> Result<Self, Reported> {
        let date = match &given.value {
            Value::Toml(DeValue::Datetime(value)) => toml_date(value),
            Value::Toml(DeValue::Integer(_) | DeValue::Float(_)) => None,
            value => match value.as_text() {
                Some(text) => parse_date(text.trim()),
                None => return Err(given.wrong_type("a date", "2024-06-06")),
            },
        };
        date.ok_or_else(|| invalid(&given, &shown(&given)))
    }
}

/// A year or a day: where something begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearOrDate {
    /// A whole year.
    Year(i16),
    /// One day.
    Day(Date),
}

impl YearOrDate {
    /// Its first day.
    pub fn first(self) -> Date {
        match self {
            YearOrDate::Year(year) => Date::new(year, 1, 1).unwrap_or(Date::MIN),
            YearOrDate::Day(date) => date,
        }
    }

    /// Its last day.
    pub fn last(self) -> Date {
        match self {
            YearOrDate::Year(year) => Date::new(year, 12, 31).unwrap_or(Date::MAX),
            YearOrDate::Day(date) => date,
        }
    }

    fn from_text(text: &str) -> Option<Self> {
        let year = || (text.len() == 4).then(|| text.parse::<u16>().ok()).flatten();
        parse_date(text)
            .map(YearOrDate::Day)
            .or_else(|| year().and_then(|year| i16::try_from(year).ok()).map(YearOrDate::Year))
    }
}

/// As it is written in content.
impl std::fmt::Display for YearOrDate {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            YearOrDate::Year(year) => write!(out, "{year:04}"),
            YearOrDate::Day(day) => write!(out, "{day}"),
        }
    }
}

impl<'a> FromValue<'a, Scope<'a>> for YearOrDate {
    fn from_value(given: Given<'a, '_>) -> Result<Self, Reported> {
        let value = match &given.value {
            Value::Toml(DeValue::Datetime(value)) => toml_date(value).map(YearOrDate::Day),
            Value::Toml(DeValue::Integer(number)) => YearOrDate::from_text(number.as_str()),
            Value::Toml(DeValue::Float(_)) => None,
            value => match value.as_text() {
                Some(text) => YearOrDate::from_text(text.trim()),
                None => return Err(given.wrong_type("a date or a year", "2024-06-06")),
            },
        };
        value.ok_or_else(|| {
            given.fault(
                INVALID_DATE,
                format!("`{}` is neither a date nor a year", shown(&given)),
                "write a date such as `2024-06-06` or a year such as `2024`",
            )
        })
    }
}

/// A time as written: a day, a local time, or a time with offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A whole day.
    Day(Date),
    /// A time in the zone named beside it.
    Local(DateTime),
    /// A time with offset: its local time and the instant.
    Instant(DateTime, Timestamp),
}

impl Moment {
    /// The day on which it falls where it happens.
    pub fn date(self) -> Date {
        match self {
            Moment::Day(date) => date,
            Moment::Local(time) | Moment::Instant(time, _) => time.date(),
        }
    }

    /// The time of day where it happens.
    pub fn time(self) -> Option<Time> {
        match self {
            Moment::Day(_) => None,
            Moment::Local(time) | Moment::Instant(time, _) => Some(time.time()),
        }
    }

    /// The instant, for ordering; days and local times are taken in `zone`.
    pub fn instant(self, zone: &TimeZone) -> Option<Timestamp> {
        let zoned = |time: DateTime| time.to_zoned(zone.clone()).ok().map(|zoned: Zoned| zoned.timestamp());
        match self {
            Moment::Day(date) => zoned(date.to_datetime(Time::midnight())),
            Moment::Local(time) => zoned(time),
            Moment::Instant(_, instant) => Some(instant),
        }
    }

    fn from_toml(value: &Datetime) -> Option<Self> {
        let date = toml_date(&Datetime { date: value.date, time: None, offset: None })?;
        let Some(time) = value.time else { return Some(Moment::Day(date)) };
        let clock = Time::new(
            i8::try_from(time.hour).ok()?,
            i8::try_from(time.minute).ok()?,
            i8::try_from(time.second.unwrap_or(0)).ok()?,
            0,
        )
        .ok()?;
        let local = date.to_datetime(clock);
        if value.offset.is_none() {
            return Some(Moment::Local(local));
        }
        value.to_string().parse().ok().map(|instant| Moment::Instant(local, instant))
    }
}

impl<'a> FromValue<'a, Scope<'a>> for Moment {
    fn from_value(given: Given<'a, '_>) -> Result<Self, Reported> {
        let moment = match &given.value {
            Value::Toml(DeValue::Datetime(value)) => Moment::from_toml(value),
            Value::Toml(DeValue::Integer(_) | DeValue::Float(_)) => None,
            value => match value.as_text() {
                Some(text) => text.trim().parse().ok().and_then(|value| Moment::from_toml(&value)),
                None => return Err(given.wrong_type("a date or a time", "2024-06-06T09:30:00")),
            },
        };
        moment.ok_or_else(|| {
            given.fault(
                INVALID_DATE,
                format!("`{}` is neither a date nor a time", shown(&given)),
                "write `2024-06-06`, `2024-06-06T09:30:00` with `time_zone`, or `2024-06-06T09:30:00+02:00`",
            )
        })
    }
}

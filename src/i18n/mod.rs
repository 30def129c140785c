//! Which words does a visitor read, and how are numbers, dates and lists written in a language?

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use fixed_decimal::Decimal;
use foldhash::fast::FixedState;
use icu_calendar::Date as CalendarDate;
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::{M, YM, YMD};
use icu_decimal::DecimalFormatter;
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use jiff::civil::Date;
use smallvec::SmallVec;
use writeable::Writeable as _;

use crate::read;
use crate::record::{Lang, Period, Quantity, YearOrDate, readable};
use crate::report::{Diagnostic, Report, Reported, WRONG_TYPE};
use crate::source::{FileId, Place, Sources};

/// Most decimals of a number of which nobody said how many it has.
const MOST_DECIMALS: u32 = 3;

/// A text with one form for each plural category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PluralForms(BTreeMap<Box<str>, Box<str>>);

/// The texts of one language, as a theme's `i18n/<lang>.toml` gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// Texts by key.
    pub plain: HashMap<Box<str>, Box<str>, FixedState>,
    /// Counted texts by key.
    pub counted: HashMap<Box<str>, PluralForms, FixedState>,
}

impl Texts {
    /// Reads a file of texts.
    pub fn read(sources: &Sources, file: FileId, report: &Report) -> Result<Texts, Reported> {
        let table = read::parse(readable(sources, file, report)?, file, 0, report)?;
        let mut texts = Texts::default();
        let mut outcome = Ok(());
        for slot in read::slots(&table) {
            let name: Box<str> = slot.name.into();
            match &slot.value {
                value if value.as_text().is_some() => {
                    texts.plain.insert(name, value.as_text().unwrap_or("").into());
                }
                read::Value::Toml(toml::de::DeValue::Table(forms)) => {
                    let form = |slot: &read::Slot<'_>| slot.value.as_text().map(|text| (slot.name.into(), text.into()));
                    texts.counted.insert(name, PluralForms(read::slots(forms).iter().filter_map(form).collect()));
                }
                _ => {
                    let place = Place::new(file, slot.at.clone());
                    let wrong = Diagnostic::new(
                        WRONG_TYPE,
                        place,
                        format!("`{}` is neither a text nor a table of plural forms", slot.name),
                    );
                    outcome = Err(report.fault(wrong.help("write a text in quotes")));
                }
            }
        }
        outcome.map(|()| texts)
    }

    /// These texts, with those of `fallback` where one is missing.
    pub fn over(self, fallback: &Texts) -> Texts {
        let mut all = fallback.clone();
        all.plain.extend(self.plain);
        all.counted.extend(self.counted);
        all
    }
}

/// Everything that depends on the language of a page.
#[derive(Debug)]
pub struct Words {
    /// The language.
    pub lang: Lang,
    /// Its texts.
    pub texts: Texts,
    numbers: Option<DecimalFormatter>,
    plurals: Option<PluralRules>,
    dates: Option<DateTimeFormatter<YMD>>,
    months: Option<DateTimeFormatter<YM>>,
    month_names: Option<DateTimeFormatter<M>>,
    collator: Option<CollatorBorrowed<'static>>,
}

impl Words {
    /// The words of a language.
    pub fn new(lang: Lang, texts: Texts) -> Self {
        // English dates as in the EU: day, month, year; no grouping by Indian or American habits.
        let tag = if lang == Lang::EN { "en-IE" } else { lang.code() };
        let locale: Locale = tag.parse().unwrap_or(Locale::UNKNOWN);
        Words {
            lang,
            texts,
            numbers: DecimalFormatter::try_new((&locale).into(), Default::default()).ok(),
            plurals: PluralRules::try_new((&locale).into(), Default::default()).ok(),
            dates: DateTimeFormatter::try_new((&locale).into(), YMD::long()).ok(),
            months: DateTimeFormatter::try_new((&locale).into(), YM::long()).ok(),
            month_names: DateTimeFormatter::try_new((&locale).into(), M::long()).ok(),
            collator: Collator::try_new((&locale).into(), CollatorOptions::default()).ok(),
        }
    }

    /// The text of a key; the key itself where there is none.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.plain.get(key).map_or(key, |text| text)
    }

    /// The text of a key with its places filled in.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.get(key), values.iter().copied())
    }

    /// "187 members"
    pub fn count(&self, key: &str, n: usize) -> String {
        let number = self.whole(n);
        let Some(forms) = self.texts.counted.get(key) else { return number };
        let category = self.plurals.as_ref().map_or(PluralCategory::Other, |rules| rules.category_for(n));
        let form = forms.0.get(category_name(category)).or_else(|| forms.0.get("other"));
        form.map_or(number.clone(), |form| fill(form, [("n", number.as_str())]))
    }

    /// The plural forms of a counted text, with `{n}` for the number.
    pub fn forms(&self, key: &str) -> impl Iterator<Item = (&str, &str)> {
        let forms = self.texts.counted.get(key).into_iter().flat_map(|forms| &forms.0);
        forms.map(|(category, text)| (&**category, &**text))
    }

    /// A whole number with groups of digits.
    pub fn whole(&self, n: usize) -> String {
        self.decimal(&Decimal::from(n as u64))
    }

    /// A quantity with so many decimals; with 0 nobody said how many, and it keeps those that it has, up to three.
    pub fn number(&self, value: Quantity, decimals: u32) -> String {
        let value = value.rounded(if decimals == 0 { MOST_DECIMALS } else { decimals });
        let read = || value.plain().parse();
        let Ok(mut decimal) = value.as_whole().map_or_else(read, |whole| Ok(Decimal::from(whole))) else {
            return value.plain();
        };
        let decimals = i16::try_from(decimals).unwrap_or(0);
        decimal.pad_end(-decimals);
        self.decimal(&decimal)
    }

    /// A number that is not exact, to so many decimals.
    pub fn decimal_of(&self, value: f64, decimals: u32) -> String {
        let mut text = String::with_capacity(16);
        // Writing to memory does not fail.
        let _ = write!(text, "{value:.*}", decimals as usize);
        // No "-0".
        let is_zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
        let text = text.trim_start_matches(|c| is_zero && c == '-');
        text.parse::<Decimal>().map_or_else(|_| text.to_owned(), |decimal| self.decimal(&decimal))
    }

    /// A round number on an axis: "1.5M" is not understood everywhere, so that it is written out.
    pub fn short(&self, value: f64) -> String {
        let decimals = if value.fract() == 0.0 { 0 } else { 1 };
        self.decimal_of(value, decimals)
    }

    /// An amount of money: "€12,000", "12.000 €".
    pub fn money(&self, value: Quantity, currency: &str, decimals: u32) -> String {
        let number = self.number(value, decimals);
        match currency {
            "EUR" => self.fill("money", &[("n", &number), ("currency", "€")]),
            other => format!("{number}\u{a0}{other}"),
        }
    }

    fn decimal(&self, decimal: &Decimal) -> String {
        match &self.numbers {
            Some(formatter) => {
                let mut text = String::with_capacity(16);
                // Writing to memory does not fail.
                let _ = formatter.format(decimal).write_to(&mut text);
                text
            }
            None => decimal.to_string(),
        }
    }

    /// "6 June 2024"
    pub fn date(&self, date: Date) -> String {
        let calendar = calendar_date(date);
        match (&self.dates, calendar) {
            (Some(formatter), Some(calendar)) => formatter.format(&calendar).to_string(),
            _ => date.to_string(),
        }
    }

    /// "2024", or "6 June 2024"
    pub fn year_or_date(&self, value: YearOrDate) -> String {
        match value {
            YearOrDate::Year(year) => year.to_string(),
            YearOrDate::Day(date) => self.date(date),
        }
    }

    /// "2024", "first half of 2024", "March 2024" …
    pub fn period(&self, period: Period) -> String {
        let year = period.first.year().to_string();
        let month = period.first.month();
        match period.within_year().and(period.whole_months()) {
            Some(12) => year,
            Some(6) if month % 6 == 1 => self.part("half_of_year", month / 6 + 1, &year),
            Some(3) if month % 3 == 1 => self.part("quarter_of_year", month / 3 + 1, &year),
            Some(1) => self.month_of(period.first),
            _ => format!("{} – {}", self.date(period.first), self.date(period.last)),
        }
    }

    fn part(&self, key: &str, n: i8, year: &str) -> String {
        self.fill(key, &[("n", &n.to_string()), ("year", year)])
    }

    /// The name of a date's month, as on a calendar.
    pub fn month_name(&self, date: Date) -> String {
        match (&self.month_names, calendar_date(date)) {
            (Some(formatter), Some(calendar)) => formatter.format(&calendar).to_string(),
            _ => date.month().to_string(),
        }
    }

    /// "March 2027"
    pub fn month_of(&self, date: Date) -> String {
        match (&self.months, calendar_date(date)) {
            (Some(formatter), Some(calendar)) => formatter.format(&calendar).to_string(),
            _ => date.to_string(),
        }
    }

    /// Bytes that sort as the text does in this language.
    pub fn sort_key(&self, text: &str) -> Vec<u8> {
        let mut key = Vec::with_capacity(text.len() * 2);
        match &self.collator {
            Some(collator) => {
                let Ok(()) = collator.write_sort_key_to(text, &mut key);
            }
            None => key.extend(text.to_lowercase().bytes()),
        }
        key
    }
}

fn calendar_date(date: Date) -> Option<CalendarDate<icu_calendar::Iso>> {
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    CalendarDate::try_new_iso(i32::from(date.year()), month, day).ok()
}

fn category_name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// Replaces `{name}` by its value. What stands in braces in a value stays as it is.
pub fn fill<'a>(text: &str, values: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let values: SmallVec<[(&str, &str); 4]> = values.into_iter().collect();
    let mut parts = text.split('{');
    let mut filled = String::with_capacity(text.len() + values.iter().map(|(_, value)| value.len()).sum::<usize>());
    filled.push_str(parts.next().unwrap_or(""));
    for part in parts {
        let place = part.split_once('}');
        let known = place.and_then(|(place, rest)| Some((values.iter().find(|(name, _)| *name == place)?.1, rest)));
        match known {
            Some((value, rest)) => filled.extend([value, rest]),
            None => filled.extend(["{", part]),
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(code: &str) -> Words {
        Words::new(Lang::from_code(code).unwrap(), Texts::default())
    }

    #[test]
    fn only_the_places_of_the_text_are_filled_in() {
        let values = [("from", "{to}"), ("to", "b")];
        assert_eq!(fill("{from}, {to}, {other} { {to} }", values), "{to}, b, {other} { b }");
    }

    #[test]
    fn numbers_and_dates_follow_the_language() {
        assert_eq!(words("en").whole(1234), "1,234");
        assert_eq!(words("de").whole(96400), "96.400");
        assert_eq!(words("it").whole(1234), "1234");
        assert_eq!(words("bg").whole(96400), "96\u{a0}400");
        assert_eq!(words("de").number(Quantity::from_cell("21.6", crate::read::Dialect::Toml).unwrap(), 1), "21,6");
        assert_eq!(words("en").date(jiff::civil::date(2024, 6, 6)), "6 June 2024");
        assert_eq!(words("it").date(jiff::civil::date(2024, 6, 6)), "6 giugno 2024");
    }
}

//! What changed against the year before, and since the report was frozen, in plain sentences?

use super::Shows;
use crate::figures::amount::Amount;
use crate::figures::yearly::{Correction, Key, Tally, Total, Unit, Value};
use crate::model::observation::Dimension;
use crate::pages::{figures_table, percent};

impl Shows<'_, '_> {
    /// A sentence for each number of which both years may be told.
    pub fn changes(&self) -> Vec<String> {
        let membership = &self.yearly.membership;
        let members = self.cx.words.get("core_members").to_owned();
        let members = self.change(&members, &membership.before, &membership.members, &Unit::default());
        let totals = self.yearly.totals.iter().filter(|total| total.unit.id != "boolean").filter_map(|total| {
            self.change(&self.total_name(&total.kpi, &total.name), &total.before, &total.value, &total.unit)
        });
        members.into_iter().chain(self.came_and_went()).chain(totals).collect()
    }

    fn came_and_went(&self) -> Option<String> {
        let membership = &self.yearly.membership;
        let count = |value: &Value| self.figure(value, &Unit::default());
        let is_quiet =
            [&membership.joined, &membership.left].iter().all(|value| value.number() == Some(Default::default()));
        let values = [("joined", count(&membership.joined)), ("left", count(&membership.left))];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        (!is_quiet).then(|| self.cx.words.fill("came_and_went", &values))
    }

    /// "People taking part rose from 81,900 to 106,300, by 30%."
    fn change(&self, name: &str, before: &Value, value: &Value, unit: &Unit) -> Option<String> {
        let to = value.number()?;
        let shown = self.figure(value, unit);
        let words = self.cx.words;
        let Some(from) = before.number() else {
            let is_silent = before.hidden.is_some();
            let year = (self.yearly.year - 1).to_string();
            let values = [("name", name), ("to", &*shown), ("year", &*year)];
            return (!is_silent).then(|| words.fill("changed_new", &values));
        };
        let was = self.figure(before, unit);
        let by = (to - from).over(from).map(|share| percent(self.cx, share.as_f64().abs()));
        // Of shares the difference of percentages would be read as percentage points.
        let by = by.filter(|_| unit.id != "percent" && matches!(value.amount, Some(Amount::Number(_))));
        let key = match (to.cmp(&from), &by) {
            (std::cmp::Ordering::Equal, _) => "changed_same",
            (std::cmp::Ordering::Greater, Some(_)) => "changed_rose",
            (std::cmp::Ordering::Greater, None) => "changed_rose_to",
            (std::cmp::Ordering::Less, Some(_)) => "changed_fell",
            (std::cmp::Ordering::Less, None) => "changed_fell_to",
        };
        let by = by.unwrap_or_default();
        Some(words.fill(key, &[("name", name), ("from", &was), ("to", &shown), ("share", &by)]))
    }

    /// "People taking part, 2024: 106,300 when the report was frozen, 104,900 today."
    pub fn correction(&self, correction: &Correction) -> String {
        let (name, unit) = self.named(&correction.key);
        let shown = |value: &Option<Value>| value.as_ref().map(|value| self.figure(value, &unit)).unwrap_or_default();
        let (then, now) = (shown(&correction.then), shown(&correction.now));
        let key = match (&correction.then, &correction.now) {
            (Some(_), Some(_)) => "correction",
            (Some(_), None) => "correction_gone",
            (None, Some(now)) if !now.guarded => "correction_new",
            (None, _) => "correction_withheld",
        };
        self.cx.words.fill(key, &[("name", &name), ("then", &then), ("now", &now)])
    }

    /// What a number is called, and how it is written.
    fn named(&self, key: &Key) -> (String, Unit) {
        let word = |key: &str| (self.cx.words.get(key).to_owned(), Unit::default());
        match key {
            Key::Members(year) => (format!("{}, {year}", self.cx.words.get("core_members")), Unit::default()),
            Key::Joined => word("joined_members"),
            Key::Left => word("left_members"),
            Key::Total(kpi, indicator, year) => {
                let of = |total: &&Total| total.kpi == *kpi && total.indicator == *indicator;
                let total = self.all_totals().find(of);
                let name = total.map(|total| self.total_name(kpi, &total.name)).unwrap_or_default();
                (format!("{name}, {year}"), total.map(|total| total.unit.clone()).unwrap_or_default())
            }
            Key::Core(id) => {
                let core =
                    self.yearly.core.iter().chain(&self.today.core).find(|core| core.id == *id && core.lack.is_empty());
                (self.core_name(id), core.map(|core| core.unit.clone()).unwrap_or_default())
            }
            Key::Promise(commitment, indicator, number) => {
                let promise = self.yearly.promises.iter().chain(&self.today.promises).find(|promise| {
                    promise.commitment == *commitment && promise.indicator == *indicator && promise.number == *number
                });
                let name = promise.map(|promise| self.promise_name(promise)).unwrap_or_default();
                (name, promise.map(|promise| promise.unit.clone()).unwrap_or_default())
            }
            Key::Part(dimension, code) => (self.part_name(dimension, code), Unit::default()),
            Key::Reported => word("members_who_reported"),
            Key::Partnership(id, tally) => (self.tally_name(id, *tally), Unit::default()),
        }
    }

    /// "Skills partnership for tourism: Members"
    fn tally_name(&self, id: &str, tally: Tally) -> String {
        let lines = self.yearly.partnerships.iter().chain(&self.today.partnerships);
        let line = lines.into_iter().find(|line| line.partnership == id);
        let name = line.map(|line| self.text(&line.name).text).unwrap_or_default();
        format!("{name}: {}", self.cx.words.get(tally_key(tally)))
    }

    /// The totals that are kept, then those of today.
    fn all_totals(&self) -> impl Iterator<Item = &Total> {
        self.yearly.totals.iter().chain(&self.today.totals)
    }

    /// "People taking part, women"
    fn part_name(&self, dimension: &str, code: &str) -> String {
        let dimension = Dimension::from_column(dimension);
        let label = match dimension.filter(|_| !code.is_empty()) {
            Some(dimension) => figures_table::code_label(self.cx, dimension, code),
            None => self.cx.words.get("not_broken_down").to_owned(),
        };
        format!("{}, {label}", self.cx.label("kpis", "people-participating").text)
    }
}

/// The word for what is counted in a partnership.
pub fn tally_key(tally: Tally) -> &'static str {
    match tally {
        Tally::Members => "heading_members",
        Tally::Kpis => "kpis_followed",
        Tally::Well => "kpis_well",
        Tally::Late => "kpis_late",
        Tally::Reported => "members_who_reported",
    }
}

//! What is a number of a yearly report, and what became of it since it was kept?

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::partnerships::Tally;
use super::{Yearly, surety};
use crate::figures::amount::Amount;
use crate::figures::suppression::Hidden;
use crate::model::indicator::Indicator;
use crate::model::observation::ObservationStatus;
use crate::record::{Localised, Quantity};

/// A text by language.
pub type Texts = BTreeMap<String, String>;

/// A text in all its languages.
pub fn texts(text: &Localised) -> Texts {
    text.iter().map(|(lang, text)| (lang.code().to_owned(), text.to_owned())).collect()
}

/// How a number is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Id of the unit.
    pub id: String,
    /// Decimals shown.
    #[serde(default)]
    pub decimals: u32,
}

impl Unit {
    /// The unit of an indicator.
    pub fn of(indicator: &Indicator) -> Unit {
        Unit { id: indicator.unit.to_string(), decimals: indicator.decimals }
    }

    /// A unit without decimals.
    pub fn whole(id: &str) -> Unit {
        Unit { id: id.to_owned(), decimals: 0 }
    }
}

/// A number, or why there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    /// The number; none where there is none, or where it is not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// Why it is not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<Hidden>,
    /// How sure it is, unless it is final.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub status: String,
    /// Is a number withheld that this one is made of, or that could be found with it?
    #[serde(skip)]
    pub guarded: bool,
    /// Is it another number than the one that was kept?
    #[serde(skip)]
    pub replaced: bool,
}

impl Value {
    /// A number, unless it is not shown: then it is not even kept.
    pub fn new(amount: Option<Amount>, hidden: Option<Hidden>, status: ObservationStatus) -> Value {
        Value { amount: amount.filter(|_| hidden.is_none()), hidden, status: surety(status), ..Value::default() }
    }

    /// A number of things that are counted here.
    pub fn whole(count: usize) -> Value {
        let number = Quantity::whole(i64::try_from(count).unwrap_or(i64::MAX));
        Value::new(Some(Amount::Number(number)), None, ObservationStatus::Final)
    }

    /// The number, where it is shown.
    pub fn number(&self) -> Option<Quantity> {
        self.amount.filter(|_| self.hidden.is_none()).map(Amount::value)
    }

    /// Is there something to be read: a number, or that it is withheld?
    pub fn is_known(&self) -> bool {
        self.amount.is_some() || self.hidden.is_some()
    }
}

/// Which number of a report it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// Members at the end of a year.
    Members(i16),
    /// Memberships that began.
    Joined,
    /// Memberships that ended.
    Left,
    /// A total for a year: of a KPI, or of an indicator.
    Total(String, String, i16),
    /// A number of the core monitoring set.
    Core(String),
    /// What a commitment has reached: commitment, indicator, and which of several.
    Promise(String, String, usize),
    /// A part of a breakdown; without a code what is not broken down.
    Part(String, String),
    /// Members who reported anything about the year.
    Reported,
    /// How many there are of something in a partnership of the catalogue.
    Partnership(String, Tally),
}

/// What became of a number since it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Which number.
    pub key: Key,
    /// What was kept; none where that must not be told any more.
    pub then: Option<Value>,
    /// What it is today; none where there is none any more.
    pub now: Option<Value>,
}

impl Yearly {
    /// Shows every number, with its key, to `look`.
    pub fn visit(&mut self, look: &mut dyn FnMut(Key, &mut Value)) {
        let year = self.year;
        look(Key::Members(year), &mut self.membership.members);
        look(Key::Members(year - 1), &mut self.membership.before);
        look(Key::Joined, &mut self.membership.joined);
        look(Key::Left, &mut self.membership.left);
        for total in &mut self.totals {
            let key = |year| Key::Total(total.kpi.clone(), total.indicator.clone(), year);
            look(key(year), &mut total.value);
            look(key(year - 1), &mut total.before);
        }
        for core in self.core.iter_mut().filter(|core| core.id != "core-members") {
            look(Key::Core(core.id.clone()), &mut core.value);
        }
        for promise in &mut self.promises {
            let key = Key::Promise(promise.commitment.clone(), promise.indicator.clone(), promise.number);
            look(key, &mut promise.value);
        }
        for breakdown in &mut self.breakdowns {
            for part in &mut breakdown.parts {
                look(Key::Part(breakdown.dimension.clone(), part.code.clone()), &mut part.value);
            }
            look(Key::Part(breakdown.dimension.clone(), String::new()), &mut breakdown.rest);
        }
        // What is counted is never withheld, so nothing takes its place.
        look(Key::Reported, &mut Value::whole(self.reported.reported as usize));
        for line in &self.partnerships {
            for (tally, count) in line.tallies() {
                look(Key::Partnership(line.partnership.clone(), tally), &mut Value::whole(count));
            }
        }
    }

    fn values(&self) -> BTreeMap<Key, Value> {
        let mut values = BTreeMap::new();
        self.clone().visit(&mut |key, value| drop(values.insert(key, value.clone())));
        values
    }

    /// These numbers as they may be shown today, and what became of them. What is withheld today is withheld
    /// here too. Where a withheld number could be found from what changed, today's number stands here, and what
    /// was kept is not told any more.
    pub fn beside(mut self, today: &Yearly) -> (Yearly, Vec<Correction>) {
        let mut now = today.values();
        let mut corrections = Vec::new();
        self.visit(&mut |key, value| {
            let Some(today) = now.remove(&key) else {
                if value.amount.is_some() {
                    corrections.push(Correction { key, then: Some(value.clone()), now: None });
                }
                return;
            };
            if today.hidden.is_some() {
                *value = Value { replaced: true, ..today.clone() };
            } else if today.amount != value.amount {
                let then = Some(value.clone()).filter(|then| !today.guarded && then.amount.is_some());
                if today.guarded || value.hidden.is_some() {
                    *value = Value { replaced: true, ..today.clone() };
                }
                corrections.push(Correction { key, then, now: Some(today).filter(Value::is_known) });
            }
        });
        for total in &mut self.totals {
            // The lower end of a range would tell what is reported twice.
            let is_same = |other: &&super::Total| other.kpi == total.kpi && other.indicator == total.indicator;
            total.low = total.low.filter(|_| today.totals.iter().find(is_same).is_none_or(|other| other.low.is_some()));
        }
        let new = now.into_iter().filter(|(_, value)| value.is_known() && value.hidden.is_none());
        corrections.extend(new.map(|(key, value)| Correction { key, then: None, now: Some(value) }));
        (self, corrections)
    }
}

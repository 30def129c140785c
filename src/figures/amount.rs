//! What can a figure be: a number, a share, or how many say yes?

use serde::{Deserialize, Serialize};

use crate::model::indicator::{Indicator, MeasureType};
use crate::model::observation::{Observation, Observed};
use crate::record::Quantity;

/// The value of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Amount {
    /// A number in the indicator's unit.
    Number(Quantity),
    /// A share, and what it was made of where that is known.
    Share {
        /// The share, in the indicator's unit.
        value: Quantity,
        /// What stands above and below the line.
        of: Option<(Quantity, Quantity)>,
    },
    /// How many of those asked say yes.
    Truth {
        /// Those who say yes.
        yes: u32,
        /// All who answered.
        of: u32,
    },
}

impl Amount {
    /// The value of a row; none where its status says that there is none.
    pub fn of(indicator: &Indicator, row: &Observation) -> Option<Amount> {
        if !row.has_value() {
            return None;
        }
        match (row.value, indicator.measure) {
            (Observed::Number(value), MeasureType::Ratio) => {
                let details = row.details.as_deref();
                let of = details.and_then(|details| Some((details.numerator?, details.denominator?)));
                Some(Amount::Share { value, of })
            }
            (Observed::Number(value), MeasureType::Boolean) => Some(Amount::truth(value != Quantity::ZERO)),
            (Observed::Number(value), _) => Some(Amount::Number(value)),
            (Observed::Truth(value), _) => Some(Amount::truth(value)),
            (Observed::Nothing, _) => None,
        }
    }

    /// One answer.
    pub fn truth(yes: bool) -> Amount {
        Amount::Truth { yes: u32::from(yes), of: 1 }
    }

    /// The number that is drawn and compared: of answers, 1 where all say yes.
    pub fn value(self) -> Quantity {
        match self {
            Amount::Number(value) | Amount::Share { value, .. } => value,
            Amount::Truth { yes, of } => Quantity::whole(i64::from(yes == of && of > 0)),
        }
    }

    /// Do all who answered say yes?
    pub fn is_true(self) -> bool {
        matches!(self, Amount::Truth { yes, of } if yes == of && of > 0)
    }

    /// All amounts of one period together (content format, section 5, rule 1); none where they
    /// cannot be added: shares of which it is not known what they were made of.
    pub fn total(indicator: &Indicator, amounts: impl IntoIterator<Item = Amount>) -> Option<Amount> {
        let mut amounts = amounts.into_iter();
        let first = amounts.next()?;
        amounts.try_fold(first, |sum, next| sum.plus(next, indicator))
    }

    fn plus(self, other: Amount, indicator: &Indicator) -> Option<Amount> {
        match (self, other) {
            (Amount::Number(one), Amount::Number(two)) => Some(Amount::Number(one + two)),
            (Amount::Truth { yes, of }, Amount::Truth { yes: more, of: others }) => {
                Some(Amount::Truth { yes: yes + more, of: of + others })
            }
            (Amount::Share { of: Some((n, d)), .. }, Amount::Share { of: Some((more, under)), .. }) => {
                Amount::share(n + more, d + under, indicator)
            }
            _ => None,
        }
    }

    fn share(numerator: Quantity, denominator: Quantity, indicator: &Indicator) -> Option<Amount> {
        let scale = if indicator.is_percent() { 100 } else { 1 };
        let value = numerator.times(scale).over(denominator)?;
        Some(Amount::Share { value, of: Some((numerator, denominator)) })
    }
}

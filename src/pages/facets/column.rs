//! Which values of a facet do the rows of a list bear?

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;

use super::super::Site;
use super::{Facet, Order};
use crate::plan::ItemRef;

/// The values that each row of a list bears in one facet. Few rows differ in all, so that each set of
/// values is kept once.
#[derive(Debug)]
pub struct Column {
    sets: Vec<Box<[u32]>>,
    /// The set of each row.
    rows: Vec<u32>,
}

impl Column {
    /// The values of these items, in this order.
    pub fn of(site: &Site<'_>, facet: &Facet, items: &[ItemRef]) -> Column {
        let mut known: HashMap<Vec<u32>, u32, FixedState> = HashMap::default();
        let mut column = Column { sets: Vec::new(), rows: Vec::with_capacity(items.len()) };
        let mut values: Vec<u32> = Vec::new();
        for item in items {
            values.clear();
            (facet.of)(site, item.at as usize, &mut values);
            values.sort_unstable();
            values.dedup();
            let set = known.get(&values).copied().unwrap_or_else(|| {
                let next = u32::try_from(column.sets.len()).unwrap_or(u32::MAX);
                column.sets.push(values.as_slice().into());
                known.insert(values.clone(), next);
                next
            });
            column.rows.push(set);
        }
        column
    }

    /// The values of each row, rising.
    pub fn values(&self) -> impl Iterator<Item = &[u32]> {
        self.rows.iter().map(|set| self.sets.get(*set as usize).map_or(&[][..], |values| values))
    }

    /// Does it tell rows apart?
    pub fn parts(&self) -> bool {
        self.sets.len() > 1
    }

    /// Each value with the number of its rows.
    pub fn counted(&self, order: Order) -> Vec<(u32, usize)> {
        let mut rows = vec![0; self.sets.len()];
        for set in &self.rows {
            if let Some(count) = rows.get_mut(*set as usize) {
                *count += 1;
            }
        }
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for (set, count) in self.sets.iter().zip(rows) {
            for value in set {
                *counts.entry(*value).or_default() += count;
            }
        }
        let mut counts: Vec<(u32, usize)> = counts.into_iter().collect();
        match order {
            Order::Natural => {}
            Order::Backwards => counts.reverse(),
            Order::Frequent => counts.sort_by_key(|(value, count)| (std::cmp::Reverse(*count), *value)),
        }
        counts
    }

    /// The sets for a script: values by their position in `order`, `0,3;1;;2`.
    pub fn sets(&self, order: &[(u32, usize)]) -> String {
        let places: HashMap<u32, usize, FixedState> =
            order.iter().enumerate().map(|(place, (value, _))| (*value, place)).collect();
        let place = |value: &u32| places.get(value).copied().unwrap_or(0).to_string();
        let set = |set: &[u32]| set.iter().map(place).collect::<Vec<_>>().join(",");
        self.sets.iter().map(|values| set(values)).collect::<Vec<_>>().join(";")
    }

    /// The set of each row for a script: numbers of equal length, see [`super::keywords::DIGITS`].
    pub fn rows(&self) -> String {
        let digits = super::keywords::DIGITS.as_bytes();
        let width = match self.sets.len() {
            0..=0x40 => 1,
            0x41..=0x1000 => 2,
            _ => 3,
        };
        let mut text = String::with_capacity(self.rows.len() * width);
        for set in &self.rows {
            for place in (0..width).rev() {
                let digit = (set >> (6 * place)) & 63;
                text.push(digits.get(digit as usize).copied().map_or('A', char::from));
            }
        }
        text
    }
}

//! How many members are there at the end of a day, from where, and who came and went? (handbook 6.1, box 40)
//!
//! Every membership counts, that of observers and supporters too; only reporting is not asked of those
//! (content format, section 5, rule 3). The day on which a member left is its last: when that day is over it is
//! no member any more. Without a date of joining it has been a member from the beginning.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::model::Model;
use crate::model::membership::Membership;
use crate::model::organisation::Organisation;
use crate::record::{Country, Entity as _, Owner, Ref};

/// The memberships of a partnership, or of all.
pub fn memberships(model: &Model, owner: Option<Owner>) -> Vec<&Membership> {
    match owner {
        Some(owner) => {
            let range = model.names.range(&Membership::KIND, owner);
            model.members.range(range).map(|(_, member)| member).collect()
        }
        None => model.members.iter().map(|(_, member)| member).collect(),
    }
}

/// Is it a membership when the day is over?
pub fn holds(joined: Option<Date>, left: Option<Date>, day: Date) -> bool {
    joined.is_none_or(|joined| joined <= day) && left.is_none_or(|left| left > day)
}

/// The organisations that are members when the day is over, each once.
pub fn at_end_of(memberships: &[&Membership], day: Date) -> BTreeSet<Ref<Organisation>> {
    let held = memberships.iter().filter(|member| holds(member.joined, member.left, day));
    held.map(|member| member.organisation).collect()
}

/// How many memberships began in the year, up to a day.
pub fn joined(memberships: &[&Membership], year: i16, day: Date) -> usize {
    count(memberships.iter().map(|member| member.joined), year, day)
}

/// How many memberships ended in the year, up to a day.
pub fn left(memberships: &[&Membership], year: i16, day: Date) -> usize {
    count(memberships.iter().map(|member| member.left), year, day)
}

fn count(dates: impl Iterator<Item = Option<Date>>, year: i16, day: Date) -> usize {
    dates.flatten().filter(|date| date.year() == year && *date <= day).count()
}

/// The countries of organisations. Those of the whole Union are of no country.
pub fn countries(model: &Model, organisations: &BTreeSet<Ref<Organisation>>) -> BTreeSet<Country> {
    let countries = known(model, organisations).map(|organisation| organisation.country);
    countries.filter(|country| !["EU", "non-EU"].contains(&model.vocabularies.id(country.0))).collect()
}

/// How many organisations there are of each type, by the type's id; one may be of several.
pub fn types(model: &Model, organisations: &BTreeSet<Ref<Organisation>>) -> BTreeMap<String, usize> {
    let mut types: BTreeMap<String, usize> = BTreeMap::new();
    for term in known(model, organisations).flat_map(|organisation| &organisation.types) {
        *types.entry(model.vocabularies.id(*term).to_owned()).or_default() += 1;
    }
    types
}

/// The ecosystems that organisations work in, by id.
pub fn ecosystems(model: &Model, organisations: &BTreeSet<Ref<Organisation>>) -> BTreeSet<String> {
    let terms = known(model, organisations).flat_map(|organisation| &organisation.ecosystems);
    terms.map(|term| model.vocabularies.id(*term).to_owned()).collect()
}

fn known<'m>(
    model: &'m Model,
    organisations: &'m BTreeSet<Ref<Organisation>>,
) -> impl Iterator<Item = &'m Organisation> {
    organisations.iter().filter_map(|at| model.organisations.get(*at))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Joins and leaves of a partnership, in all combinations of some dates.
    fn spells() -> Vec<(Option<Date>, Option<Date>)> {
        let days =
            [None, Some(date(2023, 12, 31)), Some(date(2024, 1, 1)), Some(date(2024, 6, 1)), Some(date(2024, 12, 31))];
        let all = days.iter().flat_map(|joined| days.iter().map(|left| (*joined, *left)));
        all.filter(|(joined, left)| joined.is_none_or(|joined| left.is_none_or(|left| joined <= left))).collect()
    }

    #[test]
    fn who_joins_and_leaves_makes_the_difference() {
        let all = spells();
        let members = |day: Date| all.iter().filter(|(joined, left)| holds(*joined, *left, day)).count();
        for year in 2022..2026 {
            let end = date(year, 12, 31);
            let joined = count(all.iter().map(|(joined, _)| *joined), year, end);
            let left = count(all.iter().map(|(_, left)| *left), year, end);
            assert_eq!(members(date(year - 1, 12, 31)) + joined, members(end) + left, "{year}");
        }
    }

    #[test]
    fn a_membership_ends_with_its_last_day() {
        let (joined, left) = (Some(date(2024, 1, 1)), Some(date(2024, 12, 31)));
        assert!(holds(joined, left, date(2024, 12, 30)));
        assert!(!holds(joined, left, date(2024, 12, 31)));
        assert!(holds(None, None, date(1999, 1, 1)));
    }
}

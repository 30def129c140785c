//! Who should report, and who did? (content format, section 5, rule 3)

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::Model;
use crate::model::commitment::Commitment;
use crate::model::membership::{Membership, Role};
use crate::model::observation::{Observation, ObservationStatus};
use crate::model::organisation::Organisation;
use crate::record::{Owner, Period, Ref};

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Those who reported.
    pub reported: u32,
    /// Those who should.
    pub of: u32,
}

/// A member that should report while it is a member.
#[derive(Clone, Copy, Debug)]
struct Due {
    organisation: Ref<Organisation>,
    first: Date,
    last: Date,
}

/// The members of every partnership that should report: all but observers and supporters.
#[derive(Debug, Default)]
pub struct Members {
    by_owner: Vec<Vec<Due>>,
}

impl Members {
    /// The members of every partnership.
    pub fn of(model: &Model) -> Members {
        let mut by_owner: Vec<Vec<Due>> = model.names.owners().map(|_| Vec::new()).collect();
        for (_, member) in model.members.iter().filter(|(_, member)| is_due(member)) {
            let owner = member.head.owner.and_then(|owner| by_owner.get_mut(owner.index()));
            if let Some(owner) = owner {
                owner.push(Due {
                    organisation: member.organisation,
                    first: member.joined.unwrap_or(Date::MIN),
                    last: member.left.unwrap_or(Date::MAX),
                });
            }
        }
        Members { by_owner }
    }

    /// The members whose membership overlaps a period.
    pub fn during(&self, owner: Owner, period: Period) -> BTreeSet<Ref<Organisation>> {
        let all = self.by_owner.get(owner.index()).map(Vec::as_slice).unwrap_or_default();
        let overlapping = all.iter().filter(|due| due.first <= period.last && period.first <= due.last);
        overlapping.map(|due| due.organisation).collect()
    }

    /// Those who should report on a commitment, or on the partnership as a whole, for a period:
    /// those who promised, where that is said, else the members.
    pub fn due(&self, owner: Owner, commitment: Option<&Commitment>, period: Period) -> BTreeSet<Ref<Organisation>> {
        match commitment.map(|commitment| commitment.made_by.as_slice()) {
            Some(made_by @ [_, ..]) => made_by.iter().map(|(organisation, _)| *organisation).collect(),
            _ => self.during(owner, period),
        }
    }
}

/// Should the member report? Observers and supporters need not.
pub fn is_due(member: &Membership) -> bool {
    !matches!(member.role, Role::Observer | Role::Supporter)
}

/// Did the row's reporter report? It did too where it says why there is no value.
pub fn is_report(row: &Observation) -> bool {
    row.has_value() || matches!(row.status, ObservationStatus::NotApplicable | ObservationStatus::Suppressed)
}

/// How many of those who should report on a period did so, in rows on it or on periods inside it.
pub fn coverage(due: &BTreeSet<Ref<Organisation>>, rows: &[Observation], period: Period) -> Coverage {
    let reported = rows.iter().filter(|row| period.contains(row.period) && is_report(row));
    let reported: BTreeSet<Ref<Organisation>> = reported.filter_map(|row| row.series.organisation).collect();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Coverage { reported: count(reported.intersection(due).count()), of: count(due.len()) }
}

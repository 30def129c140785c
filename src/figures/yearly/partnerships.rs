//! How do the partnerships of the catalogue stand at the end of a year?

use serde::{Deserialize, Serialize};

use super::values::{Texts, texts};
use super::{Scope, id_of, promises};
use crate::figures::coverage::{Coverage, coverage};
use crate::figures::membership;
use crate::figures::progress::Status;
use crate::record::Owner;

/// How a partnership stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The partnership.
    pub partnership: String,
    /// Its name.
    pub name: Texts,
    /// Its members at the end of the year.
    pub members: usize,
    /// The KPIs of its commitments.
    pub kpis: usize,
    /// Those that are reached, ahead or on track.
    pub well: usize,
    /// Those that are behind, off track or overdue.
    pub late: usize,
    /// Those without a value for the year.
    pub silent: usize,
    /// Members who reported anything about the year, of those who should.
    pub reported: Coverage,
}

/// What is counted in a partnership.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tally {
    /// Members at the end of the year.
    Members,
    /// The KPIs of its commitments.
    Kpis,
    /// Those that are reached, ahead or on track.
    Well,
    /// Those that are behind, off track or overdue.
    Late,
    /// Members who reported anything about the year.
    Reported,
}

impl Line {
    /// What is counted, in the order of the table.
    pub fn tallies(&self) -> [(Tally, usize); 5] {
        [
            (Tally::Members, self.members),
            (Tally::Kpis, self.kpis),
            (Tally::Well, self.well),
            (Tally::Late, self.late),
            (Tally::Reported, self.reported.reported as usize),
        ]
    }
}

/// Every partnership with commitments in the year, in order of id.
pub fn all(scope: &Scope<'_>) -> Vec<Line> {
    scope.owners().into_iter().filter_map(|owner| line(scope, owner)).collect()
}

fn line(scope: &Scope<'_>, owner: Owner) -> Option<Line> {
    let partnership = scope.model.partnership(owner)?;
    let promises = promises::all(scope, owner);
    let count = |among: [Status; 3]| {
        promises.iter().filter(|promise| among.map(Status::id).contains(&&*promise.status)).count()
    };
    let members = membership::memberships(scope.model, Some(owner));
    let due = scope.figures.members.during(owner, scope.whole);
    let line = Line {
        partnership: id_of(&scope.model.partnerships, owner.into()),
        name: texts(&partnership.name),
        members: membership::at_end_of(&members, scope.end).len(),
        kpis: promises.len(),
        well: count(Status::WELL),
        late: count(Status::LATE),
        silent: promises.iter().filter(|promise| !promise.has_year).count(),
        reported: coverage(&due, scope.model.observations.of(owner), scope.whole),
    };
    (line.kpis > 0).then_some(line)
}

//! How are all observations kept, and how are some of them found?

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use foldhash::fast::FixedState;

use super::indicator::Indicator;
use super::observation::{Breakdown, BreakdownId, Dimension, Observation, RowId, Subject};
use crate::record::{Owner, Ref};
use crate::source::FileId;

/// All observations, in order of series and period.
#[derive(Clone, Debug, Default)]
pub struct Observations {
    /// In order of series and period, then of file and row.
    pub list: Vec<Observation>,
    /// Every breakdown once; the first is the total.
    pub breakdowns: Vec<Breakdown>,
    /// The files of which something could not be read, with their partnerships: of what is missing there
    /// nothing is said.
    pub incomplete: BTreeSet<(Owner, FileId)>,
}

impl Observations {
    /// The breakdown of an observation.
    pub fn breakdown(&self, id: BreakdownId) -> &Breakdown {
        static ALL: Breakdown = Breakdown(Vec::new());
        self.breakdowns.get(id as usize).unwrap_or(&ALL)
    }

    /// The id of a breakdown; none where there is no observation on it.
    pub fn breakdown_id(&self, cell: &[(Dimension, Box<str>)]) -> Option<BreakdownId> {
        let found = self.breakdowns.binary_search_by(|breakdown| breakdown.0.as_slice().cmp(cell)).ok();
        found.and_then(|at| BreakdownId::try_from(at).ok()).or(cell.is_empty().then_some(0))
    }

    /// The observations of a partnership.
    pub fn of(&self, owner: Owner) -> &[Observation] {
        self.within(self.range(|row| row.series.owner.cmp(&owner)))
    }

    /// The observations of a partnership, each with its position.
    pub fn rows_of(&self, owner: Owner) -> impl Iterator<Item = (RowId, &Observation)> + Clone {
        self.rows_within(self.range(|row| row.series.owner.cmp(&owner)))
    }

    /// The observations of a partnership on an indicator.
    pub fn of_indicator(&self, owner: Owner, indicator: Ref<Indicator>) -> &[Observation] {
        self.within(self.range(|row| (row.series.owner, row.series.indicator).cmp(&(owner, indicator))))
    }

    /// The positions of the observations of a subject.
    pub fn about(&self, subject: Subject) -> Range<usize> {
        self.range(|row| row.series.subject().cmp(&subject))
    }

    /// The observations of a subject, each with its position.
    pub fn rows_about(&self, subject: Subject) -> impl Iterator<Item = (RowId, &Observation)> + Clone {
        self.rows_within(self.about(subject))
    }

    /// The observations at these positions, each with its position.
    pub fn rows_within(&self, range: Range<usize>) -> impl Iterator<Item = (RowId, &Observation)> + Clone {
        let ids = range.clone().map(|at| RowId::try_from(at).unwrap_or(RowId::MAX));
        ids.zip(self.within(range))
    }

    /// Could something that a partnership reports, or any, not be read?
    pub fn is_incomplete(&self, owner: Option<Owner>) -> bool {
        self.incomplete.iter().any(|(of, _)| owner.is_none_or(|owner| owner == *of))
    }

    /// The observation at a position.
    pub fn row(&self, at: RowId) -> Option<&Observation> {
        self.list.get(at as usize)
    }

    /// The observations at these positions.
    pub fn within(&self, range: Range<usize>) -> &[Observation] {
        self.list.get(range).unwrap_or_default()
    }

    fn range(&self, order: impl Fn(&Observation) -> Ordering) -> Range<usize> {
        let start = self.list.partition_point(|row| order(row) == Ordering::Less);
        let rest = self.list.get(start..).unwrap_or_default();
        let is_inside = |row: &Observation| order(row) != Ordering::Greater;
        // Most stretches are short, and end near where they begin.
        let mut near = 8;
        while rest.get(near).is_some_and(is_inside) {
            near *= 4;
        }
        let rest = rest.get(..near).unwrap_or(rest);
        start..start + rest.partition_point(is_inside)
    }

    /// Joins what was read from several files; `keep` may refuse rows. Breakdowns are in order, so that
    /// nothing depends on which row stands first.
    pub fn join(files: Vec<Observations>, keep: impl Fn(&Observation) -> bool) -> Observations {
        let breakdowns: BTreeSet<&Breakdown> = files.iter().flat_map(|file| &file.breakdowns).collect();
        let incomplete = files.iter().flat_map(|file| &file.incomplete).copied().collect();
        let mut all = Observations { list: Vec::new(), breakdowns: vec![Breakdown::default()], incomplete };
        let mut known: HashMap<Breakdown, BreakdownId, FixedState> = HashMap::default();
        known.insert(Breakdown::default(), 0);
        for breakdown in breakdowns {
            all.intern(breakdown.clone(), &mut known);
        }
        for file in files {
            let ids: Vec<BreakdownId> =
                file.breakdowns.into_iter().map(|breakdown| all.intern(breakdown, &mut known)).collect();
            all.list.extend(file.list.into_iter().filter(|row| keep(row)).map(|mut row| {
                row.series.breakdown = ids.get(row.series.breakdown as usize).copied().unwrap_or(0);
                row
            }));
        }
        all.list.sort_by(|a, b| {
            let order = |row: &Observation| (row.series, row.period, row.file, row.start);
            order(a).cmp(&order(b))
        });
        all
    }

    /// The id of a breakdown, which is added where it is new.
    pub(super) fn intern(
        &mut self,
        breakdown: Breakdown,
        known: &mut HashMap<Breakdown, BreakdownId, FixedState>,
    ) -> BreakdownId {
        if let Some(id) = known.get(&breakdown) {
            return *id;
        }
        let id = u32::try_from(self.breakdowns.len()).unwrap_or(u32::MAX);
        known.insert(breakdown.clone(), id);
        self.breakdowns.push(breakdown);
        id
    }
}

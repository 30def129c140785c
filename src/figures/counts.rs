//! How many are there, and who is counted?

use std::collections::BTreeSet;

use super::coverage::{Coverage, is_report};
use super::progress::Status;
use super::suppression::Cell;
use super::{Figures, membership};
use crate::model::Model;
use crate::model::commitment::Commitment;
use crate::model::organisation::Organisation;
use crate::model::partnership::Partnership;
use crate::record::{Country, Entity as _, Owner, Period, Ref};

/// What is counted, in a partnership or in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Partnerships; of the catalogue only.
    Partnerships,
    /// Organisations that are members on the as-of date.
    Members,
    /// Their countries.
    Countries,
    /// Commitments.
    Commitments,
    /// Members that reported something on a year, of those that should; of a partnership only.
    Reported(i16),
    /// KPIs that stand in one way; of a partnership only.
    Standing(Status),
}

/// One of those that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum One {
    /// A partnership.
    Partnership(Ref<Partnership>),
    /// An organisation.
    Organisation(Ref<Organisation>),
    /// A country.
    Country(Country),
    /// A commitment.
    Commitment(Ref<Commitment>),
    /// The KPI of a commitment at a position.
    Kpi(Ref<Commitment>, usize),
}

/// Who is counted, and who might be expected there and is not.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// Those that are counted, in order.
    pub counted: Vec<One>,
    /// Former members, or members that did not report.
    pub left_out: Vec<One>,
}

impl Counted {
    /// How many there are.
    pub fn number(&self) -> usize {
        self.counted.len()
    }

    /// How many of how many.
    pub fn coverage(&self) -> Coverage {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Coverage { reported: count(self.counted.len()), of: count(self.counted.len() + self.left_out.len()) }
    }
}

impl Count {
    /// What an id on a page means: `members`, `reported-2025`, `on-track`.
    pub fn from_id(id: &str) -> Option<Count> {
        let standing = || Status::ALL.into_iter().find(|status| status.id() == id).map(Count::Standing);
        match id {
            "partnerships" => Some(Count::Partnerships),
            "members" => Some(Count::Members),
            "countries" => Some(Count::Countries),
            "commitments" => Some(Count::Commitments),
            _ => match id.strip_prefix("reported-") {
                Some(year) => year.parse().ok().map(Count::Reported),
                None => standing(),
            },
        }
    }

    /// What is counted there: the years are those that were reported on, the ways to stand those that occur.
    pub fn known(model: &Model, figures: &Figures, owner: Option<Owner>) -> Vec<Count> {
        let rows = owner.map(|owner| model.observations.of(owner)).unwrap_or_default();
        let years: BTreeSet<i16> = rows.iter().filter_map(|row| row.period.within_year()).collect();
        let always = [Count::Partnerships, Count::Members, Count::Countries, Count::Commitments];
        let all = always.into_iter().chain(Status::ALL.map(Count::Standing));
        let all = all.chain(years.into_iter().map(Count::Reported));
        all.filter(|count| count.of(model, figures, owner).is_some_and(|counted| counted.coverage().of > 0)).collect()
    }

    /// The id on the page.
    pub fn id(self) -> String {
        match self {
            Count::Partnerships => "partnerships".to_owned(),
            Count::Members => "members".to_owned(),
            Count::Countries => "countries".to_owned(),
            Count::Commitments => "commitments".to_owned(),
            Count::Reported(year) => format!("reported-{year}"),
            Count::Standing(status) => status.id().to_owned(),
        }
    }

    /// Who is counted; none where nothing of the sort is counted there.
    pub fn of(self, model: &Model, figures: &Figures, owner: Option<Owner>) -> Option<Counted> {
        let whole = |counted: Vec<One>| Counted { counted, left_out: Vec::new() };
        match (self, owner) {
            (Count::Partnerships, None) => {
                Some(whole(model.partnerships.iter().map(|(at, _)| One::Partnership(at)).collect()))
            }
            (Count::Members, _) => Some(members(model, figures, owner)),
            (Count::Countries, _) => Some(whole(countries(model, figures, owner))),
            (Count::Commitments, _) => {
                Some(whole(commitments(model, owner).map(|(at, _)| One::Commitment(at)).collect()))
            }
            (Count::Reported(year), Some(owner)) => reported(model, figures, owner, year),
            (Count::Standing(status), Some(owner)) => Some(whole(standing(model, figures, owner, status))),
            (Count::Partnerships, Some(_)) | (Count::Reported(_) | Count::Standing(_), None) => None,
        }
    }
}

/// All commitments, or those of a partnership.
fn commitments(model: &Model, owner: Option<Owner>) -> impl Iterator<Item = (Ref<Commitment>, &Commitment)> {
    let own = owner.map(|owner| model.commitments.range(model.names.range(&Commitment::KIND, owner)));
    let all = owner.is_none().then(|| model.commitments.iter());
    own.into_iter().flatten().chain(all.into_iter().flatten())
}

fn members(model: &Model, figures: &Figures, owner: Option<Owner>) -> Counted {
    let all = membership::memberships(model, owner);
    let now = membership::at_end_of(&all, figures.basis.as_of);
    let once = all.iter().map(|member| member.organisation).collect::<BTreeSet<_>>();
    Counted {
        left_out: once.difference(&now).map(|at| One::Organisation(*at)).collect(),
        counted: now.into_iter().map(One::Organisation).collect(),
    }
}

fn countries(model: &Model, figures: &Figures, owner: Option<Owner>) -> Vec<One> {
    let all = membership::memberships(model, owner);
    let now = membership::at_end_of(&all, figures.basis.as_of);
    membership::countries(model, &now).into_iter().map(One::Country).collect()
}

fn reported(model: &Model, figures: &Figures, owner: Owner, year: i16) -> Option<Counted> {
    let whole = Period::year(year)?;
    let due = figures.members.during(owner, whole);
    let rows = model.observations.of(owner).iter().filter(|row| whole.contains(row.period) && is_report(row));
    let told: BTreeSet<_> = rows.filter_map(|row| row.series.organisation).collect();
    let (counted, left_out) = due.into_iter().map(One::Organisation).partition(|one| match one {
        One::Organisation(at) => told.contains(at),
        _ => false,
    });
    let counted = Counted { counted, left_out };
    (counted.coverage().of > 0).then_some(counted)
}

fn standing(model: &Model, figures: &Figures, owner: Owner, status: Status) -> Vec<One> {
    let kpis = commitments(model, Some(owner))
        .flat_map(|(at, commitment)| (0..commitment.kpis.len()).map(move |number| (at, number)));
    let is_shown = |at, number| figures.suppression.hides(Cell::ToDate(at, number)).is_none();
    let stands = kpis.filter(|(at, number)| {
        is_shown(*at, *number) && figures.kpi(*at, *number).is_some_and(|kpi| kpi.status == Some(status))
    });
    stands.map(|(at, number)| One::Kpi(at, number)).collect()
}

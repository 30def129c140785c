//! What is an observation: one value, for one indicator, reporter, period and breakdown?
//! (handbook 3.4 and 6; breakdown codes as in the content format, section 3)

use jiff::civil::Date;

use super::commitment::Commitment;
use super::indicator::Indicator;
use super::organisation::Organisation;
use crate::closed_vocabulary;
use crate::read::{FromValue, Value};
use crate::record::{Country, Given, Owner, Period, Quantity, Ref, Region};
use crate::report::{Reported, UNKNOWN_TERM};
use crate::source::{FileId, Place};

closed_vocabulary! {
    /// How sure a value is.
    ObservationStatus in "observation-statuses" {
        /// It stands.
        Final = "final",
        /// It may change.
        Provisional = "provisional",
        /// It was not counted but reckoned.
        Estimated = "estimated",
        /// It was not reported.
        Missing = "missing",
        /// There can be none.
        NotApplicable = "not-applicable",
        /// It is withheld.
        Suppressed = "suppressed",
        /// From here on it is counted in another way.
        Break = "break",
    }
}

impl ObservationStatus {
    /// Does the value stand? Others may still change.
    pub fn is_sure(self) -> bool {
        matches!(self, ObservationStatus::Final | ObservationStatus::Break)
    }
}

closed_vocabulary! {
    /// How a value was found (handbook 6.2).
    Method in "collection-methods" {
        /// From records kept all along.
        OngoingRecords = "ongoing-records",
        /// From what others published.
        DeskResearch = "desk-research",
        /// From a survey of members.
        MemberSurvey = "member-survey",
        /// From talks.
        DirectEngagement = "direct-engagement",
    }
}

/// A way to split an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Women, men, other.
    Sex,
    /// Age groups.
    Age,
    /// Employed, unemployed and so on.
    EmploymentStatus,
    /// Level of the European Qualifications Framework.
    Eqf,
    /// Country.
    Country,
    /// NUTS region.
    Region,
    /// Target group.
    TargetGroup,
    /// Type of organisation.
    StakeholderType,
    /// Area of skills.
    SkillArea,
    /// Type of training.
    TrainingType,
    /// Mode of learning.
    LearningMode,
    /// Industrial ecosystem.
    Ecosystem,
    /// Sea basin.
    SeaBasin,
}

impl Dimension {
    /// All, in the order of columns.
    pub const ALL: [Dimension; 13] = [
        Dimension::Sex,
        Dimension::Age,
        Dimension::EmploymentStatus,
        Dimension::Eqf,
        Dimension::Country,
        Dimension::Region,
        Dimension::TargetGroup,
        Dimension::StakeholderType,
        Dimension::SkillArea,
        Dimension::TrainingType,
        Dimension::LearningMode,
        Dimension::Ecosystem,
        Dimension::SeaBasin,
    ];

    /// The name of its column.
    pub fn column(self) -> &'static str {
        match self {
            Dimension::Sex => "sex",
            Dimension::Age => "age",
            Dimension::EmploymentStatus => "employment_status",
            Dimension::Eqf => "eqf",
            Dimension::Country => "country",
            Dimension::Region => "region",
            Dimension::TargetGroup => "target_group",
            Dimension::StakeholderType => "stakeholder_type",
            Dimension::SkillArea => "skill_area",
            Dimension::TrainingType => "training_type",
            Dimension::LearningMode => "learning_mode",
            Dimension::Ecosystem => "ecosystem",
            Dimension::SeaBasin => "sea_basin",
        }
    }

    /// The dimension of a column.
    pub fn from_column(name: &str) -> Option<Dimension> {
        Dimension::ALL.into_iter().find(|dimension| dimension.column() == name)
    }

    /// The vocabulary of its codes; regions have none.
    pub fn vocabulary(self) -> &'static str {
        match self {
            Dimension::Sex => "sex",
            Dimension::Age => "age",
            Dimension::EmploymentStatus => "employment-status",
            Dimension::Eqf => "eqf",
            Dimension::Country => "countries",
            Dimension::Region => "",
            Dimension::TargetGroup => "target-groups",
            Dimension::StakeholderType => "organisation-types",
            Dimension::SkillArea => "skill-areas",
            Dimension::TrainingType => "training-types",
            Dimension::LearningMode => "learning-modes",
            Dimension::Ecosystem => "ecosystems",
            Dimension::SeaBasin => "sea-basins",
        }
    }

    /// Can nobody be in two of its groups? (content format, 5.4)
    pub fn is_exclusive(self) -> bool {
        use Dimension::{Age, Country, EmploymentStatus, Eqf, Region, Sex};
        matches!(self, Sex | Age | EmploymentStatus | Eqf | Country | Region)
    }

    /// Reads a code of this dimension.
    pub fn code(self, given: Given<'_, '_>) -> Result<Box<str>, Reported> {
        match self {
            Dimension::Region => Region::from_value(given).map(|region| region.0),
            Dimension::Country => {
                let vocabularies = given.input.scope.vocabularies;
                Country::from_value(given).map(|country| vocabularies.id(country.0).into())
            }
            _ => self.term(&given),
        }
    }

    fn term(self, given: &Given<'_, '_>) -> Result<Box<str>, Reported> {
        let text = match &given.value {
            Value::Toml(toml::de::DeValue::Integer(number)) => number.as_str(),
            _ => given.text()?.trim(),
        };
        let vocabulary = given.input.scope.vocabularies.get(self.vocabulary());
        match vocabulary {
            Some(vocabulary) if vocabulary.get(text).is_none() => Err(given.fault(
                UNKNOWN_TERM,
                format!("`{text}` is not a code of `{}`", self.column()),
                vocabulary.help(text),
            )),
            _ => Ok(text.into()),
        }
    }
}

/// One code per dimension, in the order of dimensions; what is not named is all.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Breakdown(pub Vec<(Dimension, Box<str>)>);

impl Breakdown {
    /// Is it the total?
    pub fn is_headline(&self) -> bool {
        self.0.is_empty()
    }

    /// The only code, where exactly one dimension is named.
    pub fn single(&self) -> Option<(Dimension, &str)> {
        match self.0.as_slice() {
            [(dimension, code)] => Some((*dimension, code)),
            _ => None,
        }
    }
}

/// A row's position among all observations.
pub type RowId = u32;

/// A breakdown's position in [`Observations::breakdowns`]; 0 is the total.
pub type BreakdownId = u32;

/// What was observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Observed {
    /// A number.
    Number(Quantity),
    /// Yes or no.
    Truth(bool),
    /// Nothing; the status says why.
    Nothing,
}

impl Observed {
    /// The number, where it is one.
    pub fn number(self) -> Option<Quantity> {
        match self {
            Observed::Number(number) => Some(number),
            _ => None,
        }
    }
}

/// Who reports what about when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesKey {
    /// The partnership.
    pub owner: Owner,
    /// The indicator.
    pub indicator: Ref<Indicator>,
    /// The commitment; none: the partnership as a whole.
    pub commitment: Option<Ref<Commitment>>,
    /// The member that reports; none: the partnership's own value.
    pub organisation: Option<Ref<Organisation>>,
    /// The cell.
    pub breakdown: BreakdownId,
}

/// What is reported on: an indicator of a commitment, or of a partnership as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// The partnership.
    pub owner: Owner,
    /// The indicator.
    pub indicator: Ref<Indicator>,
    /// The commitment; none: the partnership as a whole.
    pub commitment: Option<Ref<Commitment>>,
}

/// Rows that stand in order, by what they report on.
pub fn by_subject(rows: &[Observation]) -> impl Iterator<Item = (Subject, &[Observation])> {
    let chunks = rows.chunk_by(|a, b| a.series.subject() == b.series.subject());
    chunks.filter_map(|rows| rows.first().map(|row| (row.series.subject(), rows)))
}

/// What is reported on in rows that stand in order.
pub fn subjects(rows: &[Observation]) -> impl Iterator<Item = Subject> {
    by_subject(rows).map(|(subject, _)| subject)
}

impl SeriesKey {
    /// What is reported on.
    pub fn subject(&self) -> Subject {
        Subject { owner: self.owner, indicator: self.indicator, commitment: self.commitment }
    }
}

/// One value.
#[derive(Clone, Debug)]
pub struct Observation {
    /// Who reports what.
    pub series: SeriesKey,
    /// About when.
    pub period: Period,
    /// The value.
    pub value: Observed,
    /// How sure it is.
    pub status: ObservationStatus,
    /// The file.
    pub file: FileId,
    /// First byte of the row.
    pub start: u32,
    /// What is rarely said.
    pub details: Option<Box<Details>>,
}

impl Observation {
    /// Does it hold a value?
    pub fn has_value(&self) -> bool {
        use ObservationStatus::{Missing, NotApplicable, Suppressed};
        self.value != Observed::Nothing && !matches!(self.status, Missing | NotApplicable | Suppressed)
    }

    /// The number; none where the status says that there is none.
    pub fn number(&self) -> Option<Quantity> {
        self.value.number().filter(|_| self.has_value())
    }

    /// The first byte of the row, as a place.
    pub fn place(&self) -> Place {
        Place { file: self.file, start: self.start, end: self.start }
    }
}

/// What is rarely said of a value.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// Above the line of a ratio.
    pub numerator: Option<Quantity>,
    /// Below the line of a ratio.
    pub denominator: Option<Quantity>,
    /// Respondents.
    pub n: Option<Quantity>,
    /// Those who were asked.
    pub n_total: Option<Quantity>,
    /// Remark.
    pub note: Option<Box<str>>,
    /// What proves it.
    pub evidence: Option<Box<str>>,
    /// How it was found.
    pub method: Option<Method>,
    /// When it was reported.
    pub reported_on: Option<Date>,
}

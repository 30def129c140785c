//! What is an indicator? (list of KPIs, 2022; handbook 3.4, boxes 13 and 40)

use super::observation::Dimension;
use super::vocabulary::KpiGroups;
use crate::closed_vocabulary;
use crate::record::{
    Body, Entity, Fields, Given, Head, Home, Identity, Key, Kind, Localised, Shape, Term, Vocabularies,
};
use crate::report::{Reported, UNKNOWN_TERM, did_you_mean};
use crate::source::Place;

closed_vocabulary! {
    /// The eight official sorts of indicator.
    KpiType in "kpis" {
        /// People from the target groups who take part, in persons.
        PeopleParticipating = "people-participating",
        /// People reached by communication, in persons.
        PeopleReached = "people-reached",
        /// Stakeholders joining the partnership or network, in organisations.
        StakeholdersJoining = "stakeholders-joining",
        /// Training programmes updated or developed.
        ProgrammesDeveloped = "programmes-developed",
        /// New accreditations.
        AccreditationsDeveloped = "accreditations-developed",
        /// Investment into upskilling and reskilling, in EUR.
        Investment = "investment",
        /// Implemented or not.
        Implemented = "implemented",
        /// Anything else, which an own indicator must describe.
        Other = "other",
    }
}

closed_vocabulary! {
    /// How values add up.
    MeasureType in "measures" {
        /// Each value counts its period only; values of disjoint periods are added.
        Flow = "flow",
        /// Each value counts all so far; the latest counts.
        Cumulative = "cumulative",
        /// Each value is a state; the latest counts.
        Stock = "stock",
        /// A share; made again from numerators and denominators.
        Ratio = "ratio",
        /// Yes or no.
        Boolean = "boolean",
    }
}

closed_vocabulary! {
    /// Which way is better.
    Direction in "directions" {
        /// More is better.
        Up = "up",
        /// Less is better.
        Down = "down",
    }
}

closed_vocabulary! {
    /// How often it is reported.
    Frequency in "frequencies" {
        /// Once a year.
        Annual = "annual",
        /// Twice a year.
        Biannual = "biannual",
        /// Three times a year.
        Triannual = "triannual",
        /// Four times a year.
        Quarterly = "quarterly",
        /// Every month.
        Monthly = "monthly",
        /// Without a rhythm.
        AdHoc = "ad-hoc",
    }
}

/// Something counted over time.
#[derive(Debug)]
pub struct Indicator {
    /// What is true of every record.
    pub head: Head,
    /// Does the program bring it?
    pub built_in: bool,
    /// Name.
    pub name: Localised,
    /// Its official sort.
    pub kpi_type: KpiType,
    /// Its group.
    pub group: Option<Term<KpiGroups>>,
    /// What one of it is: `persons`, `EUR`, `percent`.
    pub unit: Box<str>,
    /// How values add up.
    pub measure: MeasureType,
    /// Which way is better.
    pub direction: Direction,
    /// Decimals shown.
    pub decimals: u32,
    /// Breakdowns that are expected.
    pub dimensions: Vec<Dimension>,
    /// Cells below this number are withheld.
    pub suppress_below: Option<u32>,
    /// What is counted.
    pub definition: Body,
    /// How it is counted.
    pub method: Body,
    /// What it does not say.
    pub limitations: Body,
    /// How often it is reported.
    pub frequency: Option<Frequency>,
}

impl Entity for Indicator {
    const KIND: Kind = Kind { folder: "indicators", noun: "indicator", shape: Shape::Rows, home: Home::Both };

    fn read(identity: Identity, _: Body, mut f: Fields<'_>) -> Result<Self, Reported> {
        let head = f.head(identity);
        let name = f.required_localised("name");
        let kpi_type = f.required("kpi_type");
        let group = f.optional("group");
        let unit = f.required("unit");
        let measure = f.required("measure");
        let direction = f.optional("direction");
        let decimals = f.optional("decimals");
        let dimensions = f.list("dimensions");
        let suppress_below = f.optional("suppress_below");
        let definition = f.prose("definition");
        let method = f.prose("method");
        let limitations = f.prose("limitations");
        let frequency = f.optional("frequency");
        f.finish()?;
        Ok(Indicator {
            head: head?,
            built_in: false,
            name: name?,
            kpi_type: kpi_type?,
            group: group?,
            unit: unit?,
            measure: measure?,
            direction: direction?.unwrap_or(Direction::Up),
            decimals: decimals?.unwrap_or(0),
            dimensions: dimensions?,
            suppress_below: suppress_below?,
            definition: definition?,
            method: method?,
            limitations: limitations?,
            frequency: frequency?,
        })
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn title(&self) -> Option<&Localised> {
        Some(&self.name)
    }

    fn bodies(&self) -> Vec<&Body> {
        vec![&self.definition, &self.method, &self.limitations]
    }

    /// The official KPIs, named as in the vocabulary of KPIs.
    fn built_in(key: &Key, vocabularies: &Vocabularies) -> Option<Self> {
        use crate::record::Closed as _;
        let kpi_type = KpiType::from_id(key.id())?;
        let entry = vocabularies.get(KpiType::NAME)?.get(key.id())?;
        let identity = Identity { key: key.clone(), owner: None, place: Place::nowhere() };
        let boolean = kpi_type == KpiType::Implemented;
        Some(Indicator {
            head: Head { summary: entry.description.clone(), ..Head::new(identity) },
            built_in: true,
            name: entry.label.clone(),
            kpi_type,
            group: None,
            unit: kpi_type.unit().into(),
            measure: if boolean { MeasureType::Boolean } else { MeasureType::Flow },
            direction: Direction::Up,
            decimals: 0,
            dimensions: Vec::new(),
            suppress_below: None,
            definition: Body::default(),
            method: Body::default(),
            limitations: Body::default(),
            frequency: None,
        })
    }
}

impl Indicator {
    /// Is it a share in percent?
    pub fn is_percent(&self) -> bool {
        self.measure == MeasureType::Ratio && &*self.unit == "percent"
    }
}

impl KpiType {
    /// Unit of the built-in indicator.
    pub fn unit(self) -> &'static str {
        match self {
            KpiType::PeopleParticipating | KpiType::PeopleReached => "persons",
            KpiType::StakeholdersJoining => "organisations",
            KpiType::ProgrammesDeveloped => "programmes",
            KpiType::AccreditationsDeveloped => "accreditations",
            KpiType::Investment => "EUR",
            KpiType::Implemented => "boolean",
            KpiType::Other => "",
        }
    }
}

impl<'a> crate::read::FromValue<'a, crate::record::Scope<'a>> for Dimension {
    fn from_value(given: Given<'a, '_>) -> Result<Self, Reported> {
        let text = given.text()?.trim();
        Dimension::from_column(text).ok_or_else(|| {
            let names = || Dimension::ALL.iter().map(|dimension| dimension.column());
            let list = || format!("allowed are: {}", names().collect::<Vec<_>>().join(", "));
            given.fault(
                UNKNOWN_TERM,
                format!("`{text}` is not a dimension"),
                did_you_mean(text, names()).unwrap_or_else(list),
            )
        })
    }
}

//! What is an observation: one value, for one indicator, reporter, period and breakdown?
//! (handbook 3.4 and 6; breakdown codes as in the content format, section 3)

use std::collections::HashMap;

use foldhash::fast::FixedState;
use jiff::civil::Date;

use super::commitment::{Commitment, OTHER_HELP};
use super::indicator::{Indicator, MeasureType};
use super::organisation::Organisation;
use crate::closed_vocabulary;
use crate::read::{self, Cells, FromValue, Given as AnyGiven, Input, Row, Value};
use crate::record::{Context, Country, Entity, Given, Key, Owner, Period, Quantity, Ref, Region, Scope, readable};
use crate::report::{
    Diagnostic, MISSING_COLUMN, MISSING_FIELD, Report, Reported, UNKNOWN_COLUMN, UNKNOWN_TERM, UNSPECIFIED_OTHER,
    did_you_mean,
};
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

/// All observations, in order of series and period.
#[derive(Debug, Default)]
pub struct Observations {
    /// In order of series and period, then of file and row.
    pub list: Vec<Observation>,
    /// Every breakdown once; the first is the total.
    pub breakdowns: Vec<Breakdown>,
}

impl Observations {
    /// The breakdown of an observation.
    pub fn breakdown(&self, id: BreakdownId) -> &Breakdown {
        static ALL: Breakdown = Breakdown(Vec::new());
        self.breakdowns.get(id as usize).unwrap_or(&ALL)
    }

    /// The observations of a partnership.
    pub fn of(&self, owner: Owner) -> &[Observation] {
        let start = self.list.partition_point(|row| row.series.owner < owner);
        let end = self.list.partition_point(|row| row.series.owner <= owner);
        self.list.get(start..end).unwrap_or_default()
    }

    /// The observations of a partnership on an indicator.
    pub fn of_indicator(&self, owner: Owner, indicator: Ref<Indicator>) -> &[Observation] {
        let rows = self.of(owner);
        let start = rows.partition_point(|row| row.series.indicator < indicator);
        let end = rows.partition_point(|row| row.series.indicator <= indicator);
        rows.get(start..end).unwrap_or_default()
    }

    /// The observations of a commitment on an indicator.
    pub fn of_commitment(&self, owner: Owner, indicator: Ref<Indicator>, commitment: Ref<Commitment>) -> &[Observation] {
        let rows = self.of_indicator(owner, indicator);
        let wanted = Some(commitment);
        let start = rows.partition_point(|row| row.series.commitment < wanted);
        let end = rows.partition_point(|row| row.series.commitment <= wanted);
        rows.get(start..end).unwrap_or_default()
    }

    /// Joins what was read from several files; `keep` may refuse rows.
    pub fn join(files: Vec<Observations>, keep: impl Fn(&Observation) -> bool) -> Observations {
        let mut all = Observations { list: Vec::new(), breakdowns: vec![Breakdown::default()] };
        let mut known: HashMap<Breakdown, BreakdownId, FixedState> = HashMap::default();
        known.insert(Breakdown::default(), 0);
        for file in files {
            let ids: Vec<BreakdownId> = file
                .breakdowns
                .into_iter()
                .map(|breakdown| all.intern(breakdown, &mut known))
                .collect();
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

    fn intern(&mut self, breakdown: Breakdown, known: &mut HashMap<Breakdown, BreakdownId, FixedState>) -> BreakdownId {
        if let Some(id) = known.get(&breakdown) {
            return *id;
        }
        let id = u32::try_from(self.breakdowns.len()).unwrap_or(u32::MAX);
        known.insert(breakdown.clone(), id);
        self.breakdowns.push(breakdown);
        id
    }
}

/// Where each column of a data file stands.
#[derive(Debug, Default)]
struct Columns {
    indicator: Option<usize>,
    period: usize,
    value: usize,
    commitment: Option<usize>,
    organisation: Option<usize>,
    status: Option<usize>,
    details: Vec<(&'static str, usize)>,
    dimensions: Vec<(Dimension, usize)>,
}

/// Columns beside those of dimensions.
const COLUMNS: [&str; 14] = [
    "indicator",
    "period",
    "value",
    "commitment",
    "organisation",
    "status",
    "numerator",
    "denominator",
    "n",
    "n_total",
    "note",
    "evidence",
    "method",
    "reported_on",
];

/// Reads one file of data.
pub fn read_file(
    context: &Context<'_>,
    indicators: &crate::record::Table<Indicator>,
    owner: Owner,
    file: FileId,
) -> Result<Observations, Reported> {
    let text = readable(context.sources, file, context.report)?;
    let table = read::cells(text, file, context.report)?;
    let path = context.sources.path(file);
    let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".csv");
    let named = context.names.find(&Indicator::KIND, Some(owner), stem).map(Ref::new);
    let columns = columns(&table, file, named.is_some(), context.report)?;
    let input = context.input(file, Some(owner), 0, table.dialect);
    let reader = Reader { context, indicators, input: &input, table: &table, columns: &columns, owner, named };
    Ok(reader.all())
}

fn columns(table: &Cells<'_>, file: FileId, named: bool, report: &Report) -> Result<Columns, Reported> {
    let mut columns = Columns::default();
    let mut outcome = Ok(());
    let mut seen: Vec<&str> = Vec::new();
    for (at, (name, place)) in table.header.iter().enumerate() {
        seen.push(name);
        let known = COLUMNS.into_iter().find(|known| known == name);
        match (known, Dimension::from_column(name)) {
            (Some("indicator"), _) => columns.indicator = Some(at),
            (Some("period"), _) => columns.period = at,
            (Some("value"), _) => columns.value = at,
            (Some("commitment"), _) => columns.commitment = Some(at),
            (Some("organisation"), _) => columns.organisation = Some(at),
            (Some("status"), _) => columns.status = Some(at),
            (Some(detail), _) => columns.details.push((detail, at)),
            (None, Some(dimension)) => columns.dimensions.push((dimension, at)),
            (None, None) => {
                let names = || COLUMNS.into_iter().chain(Dimension::ALL.map(Dimension::column));
                let help = did_you_mean(name, names())
                    .unwrap_or_else(|| format!("known columns: {}", names().collect::<Vec<_>>().join(", ")));
                let place = Place::new(file, place.clone());
                let unknown = Diagnostic::new(UNKNOWN_COLUMN, place, format!("there is no column `{name}`"));
                outcome = Err(report.fault(unknown.help(help)));
            }
        }
    }
    let required: &[&str] = if named { &["period", "value"] } else { &["indicator", "period", "value"] };
    for name in required.iter().filter(|name| !seen.contains(name)) {
        // A misspelt column was reported already.
        let misspelt = outcome.is_err() && seen.iter().any(|seen| did_you_mean(seen, [*name]).is_some());
        if !misspelt {
            let missing = Diagnostic::new(MISSING_COLUMN, file, format!("the column `{name}` is missing"));
            outcome = Err(report.fault(missing.help(format!("add a column `{name}` to the first line and fill it in"))));
        }
    }
    columns.dimensions.sort();
    outcome.map(|()| columns)
}

/// Reads the rows of one file.
struct Reader<'a, 'c> {
    context: &'c Context<'a>,
    indicators: &'c crate::record::Table<Indicator>,
    input: &'c Input<'c, Scope<'c>>,
    table: &'c Cells<'c>,
    columns: &'c Columns,
    owner: Owner,
    named: Option<Ref<Indicator>>,
}

impl Reader<'_, '_> {
    fn all(&self) -> Observations {
        let mut all = Observations { list: Vec::with_capacity(self.table.rows.len()), breakdowns: vec![Breakdown::default()] };
        let mut known = HashMap::default();
        known.insert(Breakdown::default(), 0);
        for row in &self.table.rows {
            if let Ok((mut observation, breakdown)) = self.row(row) {
                observation.series.breakdown = all.intern(breakdown, &mut known);
                all.list.push(observation);
            }
        }
        all
    }

    fn row(&self, row: &Row) -> Result<(Observation, Breakdown), Reported> {
        let indicator = self.indicator(row);
        let period = self.required::<Period>(row, self.columns.period, "period");
        let commitment = self.optional::<Ref<Commitment>>(row, self.columns.commitment, "commitment");
        let organisation = self.optional::<Ref<Organisation>>(row, self.columns.organisation, "organisation");
        let status = self.optional(row, self.columns.status, "status");
        let breakdown = self.breakdown(row);
        let details = self.details(row);
        let status = status.map(|status| status.unwrap_or(ObservationStatus::Final));
        let measure = indicator.ok().flatten().and_then(|at| self.indicators.get(at)).map(|indicator| indicator.measure);
        let value = self.value(row, measure, status.ok());
        let series = SeriesKey {
            owner: self.owner,
            indicator: match indicator? {
                Some(indicator) => indicator,
                None => return Err(self.missing(row, self.columns.indicator.unwrap_or(0), "indicator")),
            },
            commitment: commitment?,
            organisation: organisation?,
            breakdown: 0,
        };
        let observation = Observation {
            series,
            period: period?,
            value: value?,
            status: status?,
            file: self.input.file,
            start: u32::try_from(row.start).unwrap_or(u32::MAX),
            details: details?,
        };
        Ok((observation, breakdown?))
    }

    fn cell<'r>(&self, row: &'r Row, column: usize) -> &'r str {
        row.cells.get(column).unwrap_or("").trim()
    }

    /// Reads a cell that is not blank. Its place is found only if something is wrong with it.
    fn read<'r, T>(&self, row: &'r Row, column: usize, name: &str, text: &'r str) -> Result<T, Reported>
    where
        T: for<'x> FromValue<'x, Scope<'x>>,
    {
        let quiet = Report::default();
        let mut input = Input { report: &quiet, ..*self.input };
        let given = AnyGiven { input: &input, name, value: Value::Cell(text), at: 0..0 };
        let silent = T::from_value(given);
        if silent.is_ok() && quiet.count() == 0 {
            return silent;
        }
        input.report = self.input.report;
        T::from_value(AnyGiven { input: &input, name, value: Value::Cell(text), at: self.table.place(row, column) })
    }

    fn optional<T>(&self, row: &Row, column: Option<usize>, name: &str) -> Result<Option<T>, Reported>
    where
        T: for<'x> FromValue<'x, Scope<'x>>,
    {
        let Some(column) = column else { return Ok(None) };
        match self.cell(row, column) {
            "" => Ok(None),
            text => self.read(row, column, name, text).map(Some),
        }
    }

    fn required<T>(&self, row: &Row, column: usize, name: &str) -> Result<T, Reported>
    where
        T: for<'x> FromValue<'x, Scope<'x>>,
    {
        match self.optional(row, Some(column), name)? {
            Some(value) => Ok(value),
            None => Err(self.missing(row, column, name)),
        }
    }

    fn missing(&self, row: &Row, column: usize, name: &str) -> Reported {
        let place = self.input.place(self.table.place(row, column));
        let missing = Diagnostic::new(MISSING_FIELD, place, format!("`{name}` is missing in this row"));
        self.input.report.fault(missing.help(format!("fill in the column `{name}`")))
    }

    fn indicator(&self, row: &Row) -> Result<Option<Ref<Indicator>>, Reported> {
        let indicator = self.optional::<Ref<Indicator>>(row, self.columns.indicator, "indicator")?.or(self.named);
        let key = indicator.and_then(|at| self.context.names.entries(&Indicator::KIND).get(at.index()));
        if key.is_some_and(|entry| entry.owner.is_none() && entry.key == Key("indicators/other".into())) {
            let column = self.columns.indicator.unwrap_or(0);
            let place = self.input.place(self.table.place(row, column));
            let finding = Diagnostic::new(UNSPECIFIED_OTHER, place, "`other` does not say what is counted");
            self.input.report.rule(finding.help(OTHER_HELP));
        }
        Ok(indicator)
    }

    fn value(
        &self,
        row: &Row,
        measure: Option<MeasureType>,
        status: Option<ObservationStatus>,
    ) -> Result<Observed, Reported> {
        use ObservationStatus::{Missing, NotApplicable, Suppressed};
        let column = self.columns.value;
        match (self.cell(row, column), measure) {
            ("", _) => match status {
                Some(Missing | NotApplicable | Suppressed) | None => Ok(Observed::Nothing),
                Some(_) => {
                    let place = self.input.place(self.table.place(row, column));
                    let missing = Diagnostic::new(MISSING_FIELD, place, "this row has no value");
                    Err(self.input.report.fault(missing.help(
                        "write the value, or say why there is none in the column `status`: missing, not-applicable or suppressed",
                    )))
                }
            },
            (text, Some(MeasureType::Boolean)) => self.read(row, column, "value", text).map(Observed::Truth),
            // Without its indicator nothing is known of the value, and that was reported.
            ("true" | "false", None) => Ok(Observed::Nothing),
            (text, _) => match Quantity::from_cell(text, self.table.dialect) {
                Ok(number) => Ok(Observed::Number(number)),
                Err(_) => self.read(row, column, "value", text).map(Observed::Number),
            },
        }
    }

    fn breakdown(&self, row: &Row) -> Result<Breakdown, Reported> {
        let named = |(dimension, column): &(Dimension, usize)| {
            let text = self.cell(row, *column);
            (!text.is_empty() && text != "_T").then_some((*dimension, *column, text))
        };
        let codes = self.columns.dimensions.iter().filter_map(named).map(|(dimension, column, text)| {
            let at = match self.is_plain_code(dimension, text) {
                true => return Ok((dimension, text.into())),
                false => self.table.place(row, column),
            };
            let given = AnyGiven { input: self.input, name: dimension.column(), value: Value::Cell(text), at };
            dimension.code(given).map(|code| (dimension, code))
        });
        read::fields_all(codes).map(Breakdown)
    }

    fn is_plain_code(&self, dimension: Dimension, text: &str) -> bool {
        let vocabulary = self.context.vocabularies.get(dimension.vocabulary());
        vocabulary.is_some_and(|vocabulary| vocabulary.get(text).is_some())
    }

    fn details(&self, row: &Row) -> Result<Option<Box<Details>>, Reported> {
        let mut details = Details::default();
        let mut any = false;
        let mut outcome = Ok(());
        for (name, column) in &self.columns.details {
            let column = Some(*column);
            let number = || self.optional(row, column, name);
            let text = || self.optional(row, column, name);
            let read = match *name {
                "numerator" => number().map(|value| details.numerator = value),
                "denominator" => number().map(|value| details.denominator = value),
                "n" => number().map(|value| details.n = value),
                "n_total" => number().map(|value| details.n_total = value),
                "note" => text().map(|value| details.note = value),
                "evidence" => text().map(|value| details.evidence = value),
                "method" => self.optional(row, column, name).map(|value| details.method = value),
                _ => self.optional(row, column, name).map(|value| details.reported_on = value),
            };
            any = any || column.is_some_and(|column| !self.cell(row, column).is_empty());
            outcome = outcome.and(read);
        }
        outcome.map(|()| any.then(|| Box::new(details)))
    }
}

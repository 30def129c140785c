//! How is a file of data read, row by row?

use std::collections::HashMap;

use super::commitment::{Commitment, OTHER_HELP};
use super::indicator::{Indicator, MeasureType};
use super::observation::{Breakdown, Details, Dimension, Observation, ObservationStatus, Observed, SeriesKey};
use super::observations::Observations;
use super::organisation::Organisation;
use crate::read::{self, Cells, FromValue, Given as AnyGiven, Input, Row, Value};
use crate::record::{Context, Entity, Key, Owner, Period, Quantity, Ref, Scope, readable};
use crate::report::{
    AMBIGUOUS_NUMBER, Diagnostic, MISSING_COLUMN, MISSING_FIELD, Report, Reported, SYNTAX, UNKNOWN_COLUMN,
    UNSPECIFIED_OTHER, WRONG_TYPE, did_you_mean,
};
use crate::source::{FileId, Place};

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
    // Rows are not judged before the names of their columns are right.
    let rows = Report::default();
    let table = read::cells(text, file, &rows).inspect_err(|_| context.report.repeat(rows.found()))?;
    let path = context.sources.path(file);
    let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".csv");
    let named = context.names.find(&Indicator::KIND, Some(owner), stem).map(Ref::new);
    let columns = columns(&table, file, named.is_some(), context.report)?;
    context.report.repeat(rows.found());
    let input = context.input(file, Some(owner), 0, table.dialect);
    let reader = Reader { context, indicators, input: &input, table: &table, columns: &columns, owner, named };
    Ok(reader.all())
}

fn columns(table: &Cells<'_>, file: FileId, named: bool, report: &Report) -> Result<Columns, Reported> {
    let mut columns = Columns::default();
    let required: &[&str] = if named { &["period", "value"] } else { &["indicator", "period", "value"] };
    if table.header.is_empty() {
        let empty = Diagnostic::new(MISSING_COLUMN, file, "this file is empty");
        let first = required.join(";");
        return Err(report.fault(empty.help(format!("write the names of the columns into the first line: `{first}`"))));
    }
    if let Some(no_names) = no_names(table, file, required) {
        return Err(report.fault(no_names));
    }
    let mut unknown: Vec<Diagnostic> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for (at, (name, place)) in table.header.iter().enumerate().filter(|(at, _)| !table.is_blank_column(*at)) {
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
            (None, None) => unknown.push(no_column(name, Place::new(file, place.clone()))),
        }
    }
    // A misspelt column is reported as that.
    let is_misspelt = |name: &str| !unknown.is_empty() && seen.iter().any(|seen| did_you_mean(seen, [name]).is_some());
    let lacking = required.iter().filter(|name| !seen.contains(name) && !is_misspelt(name));
    let missing: Vec<Diagnostic> = lacking.map(|name| missing_column(name, file)).collect();
    let wrong = match (unknown.as_slice(), missing.as_slice()) {
        // One slip, one message: a column has another name.
        ([unknown], [missing]) => vec![unknown.clone().help(format!("{}; is it this one?", missing.message))],
        _ => [unknown, missing].concat(),
    };
    columns.dimensions.sort();
    read::fields_all(wrong.into_iter().map(|diagnostic| Err::<(), _>(report.fault(diagnostic)))).map(|_| columns)
}

/// The first line is something else than the names of columns, such as a title: one slip, not one for each cell.
fn no_names(table: &Cells<'_>, file: FileId, required: &[&str]) -> Option<Diagnostic> {
    let is_meant = |name: &str| Dimension::from_column(name).is_some() || did_you_mean(name, COLUMNS).is_some();
    let (_, first) = table.header.first().filter(|_| !table.header.iter().any(|(name, _)| is_meant(name)))?;
    let message = "the first line of this file names no column of data";
    let example = required.join(&table.separator().to_string());
    let help = format!("let it name them, for example `{example}`; titles and notes above that line have to go");
    Some(Diagnostic::new(MISSING_COLUMN, Place::new(file, first.clone()), message).help(help))
}

/// A column that is none of those of data.
fn no_column(name: &str, place: Place) -> Diagnostic {
    if name.is_empty() {
        return read::nameless(place);
    }
    let names = || COLUMNS.into_iter().chain(Dimension::ALL.map(Dimension::column));
    let help = did_you_mean(name, names())
        .unwrap_or_else(|| format!("known columns: {}", names().collect::<Vec<_>>().join(", ")));
    Diagnostic::new(UNKNOWN_COLUMN, place, format!("there is no column `{name}`")).help(help)
}

fn missing_column(name: &str, file: FileId) -> Diagnostic {
    Diagnostic::new(MISSING_COLUMN, file, format!("the column `{name}` is missing"))
        .help(format!("add a column `{name}` to the first line and fill it in"))
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
        let breakdowns = vec![Breakdown::default()];
        let list = Vec::with_capacity(self.table.rows.len());
        let mut all = Observations { list, breakdowns, ..Observations::default() };
        let mut known = HashMap::default();
        known.insert(Breakdown::default(), 0);
        for row in &self.table.rows {
            if let Ok((mut observation, breakdown)) = self.row(row) {
                observation.series.breakdown = all.intern(breakdown, &mut known);
                all.list.push(observation);
            }
        }
        let is_whole = self.table.failure.is_none() && all.list.len() == self.table.rows.len();
        all.incomplete.extend((!is_whole).then_some((self.owner, self.input.file)));
        all
    }

    fn row(&self, row: &Row) -> Result<(Observation, Breakdown), Reported> {
        self.value_in_one_cell(row)?;
        let indicator = self.indicator(row);
        let period = self.required::<Period>(row, self.columns.period, "period");
        let commitment = self.optional::<Ref<Commitment>>(row, self.columns.commitment, "commitment");
        let organisation = self.optional::<Ref<Organisation>>(row, self.columns.organisation, "organisation");
        let status = self.optional(row, self.columns.status, "status");
        let breakdown = self.breakdown(row);
        let details = self.details(row);
        let status = status.map(|status| status.unwrap_or(ObservationStatus::Final));
        let measure =
            indicator.ok().flatten().and_then(|at| self.indicators.get(at)).map(|indicator| indicator.measure);
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

    /// Where thousands are set apart by the comma that parts cells, the rest of the value stands in the next column.
    fn value_in_one_cell(&self, row: &Row) -> Result<(), Reported> {
        let (column, next) = (self.columns.value, self.columns.value + 1);
        let Some(written) = self.table.number_from(row, column) else { return Ok(()) };
        let name = self.table.header.get(next).map_or("", |(name, _)| name);
        let (names, owner, cell) = (self.context.names, Some(self.owner), self.cell(row, next));
        let is_whole = row.cells.len() <= self.table.header.len();
        let could_be_meant = match name {
            "commitment" => names.find(&Commitment::KIND, owner, cell).is_some(),
            "organisation" => names.find(&Organisation::KIND, owner, cell).is_some(),
            "numerator" | "denominator" | "n" | "n_total" => true,
            _ => false,
        };
        if could_be_meant {
            return Ok(());
        }
        let place = self.input.place(self.table.place(row, column).start..self.table.place(row, next).end);
        let digits = written.replace(',', "");
        let told = match name {
            // Else all other cells have moved on, too.
            "note" | "evidence" if is_whole => {
                let message = format!(
                    "`{written}` may be one number, or the value `{}` with the {name} `{cell}`",
                    self.cell(row, column)
                );
                let help =
                    format!("write `{digits}` for the number; a {name} begins with a word, such as `no. {cell}`");
                Diagnostic::new(AMBIGUOUS_NUMBER, place, message).help(help)
            }
            _ => Diagnostic::new(SYNTAX, place, format!("the comma in `{written}` parts this number into two cells"))
                .help(format!("write its digits alone: `{digits}`")),
        };
        Err(self.input.report.fault(told))
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
            (text, _) if matches!(status, Some(Missing | NotApplicable | Suppressed)) => {
                let at = self.columns.status.unwrap_or(column);
                let place = self.input.place(self.table.place(row, at));
                let message =
                    format!("this row says that there is no value (`{}`), but has one: `{text}`", self.cell(row, at));
                let finding = Diagnostic::new(WRONG_TYPE, place, message);
                Err(self.input.report.fault(finding.help("remove the value, or the status")))
            }
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

//! What does a commitment promise on an indicator, and how is that written?

use super::indicator::{Indicator, KpiType};
use super::observation::Dimension;
use crate::record::{Closed as _, Entity as _, Fields, Localised, Origin, Period, Quantity, Ref};
use crate::report::{
    Diagnostic, MISSING_FIELD, Report, Reported, TARGET_BEFORE_BASELINE, TARGET_WITHOUT_DATE, UNKNOWN_TERM,
    UNSPECIFIED_OTHER, did_you_mean,
};
use crate::source::Place;

/// A commitment's promise on an indicator.
#[derive(Clone, Debug)]
pub struct KpiUse {
    /// Where it is written.
    pub place: Place,
    /// What is counted.
    pub indicator: Ref<Indicator>,
    /// Where that is written.
    pub indicator_place: Place,
    /// A title of its own.
    pub title: Option<Localised>,
    /// What is counted from.
    pub baseline: Option<Baseline>,
    /// What is aimed at.
    pub target: Option<Target>,
    /// Steps on the way.
    pub milestones: Vec<Milestone>,
    /// This KPI counts that cell instead of the total.
    pub scope: Vec<(Dimension, Box<str>)>,
    /// Remark.
    pub note: Option<Localised>,
}

impl KpiUse {
    /// Is it a promise on the total?
    pub fn is_headline(&self) -> bool {
        self.scope.is_empty()
    }
}

/// The value counted from.
#[derive(Clone, Debug)]
pub struct Baseline {
    /// Where it is written.
    pub place: Place,
    /// The value.
    pub value: Quantity,
    /// When it was so.
    pub period: Option<Period>,
    /// Remark.
    pub note: Option<Localised>,
}

/// The value aimed at.
#[derive(Clone, Debug)]
pub struct Target {
    /// Where it is written.
    pub place: Place,
    /// The value; none for yes or no.
    pub value: Option<Quantity>,
    /// By when; missing only where that was reported.
    pub by: Option<Period>,
    /// Is it a target for each year?
    pub per_year: bool,
    /// Remark.
    pub note: Option<Localised>,
}

/// A step on the way to the target.
#[derive(Clone, Debug)]
pub struct Milestone {
    /// Where it is written.
    pub place: Place,
    /// The value.
    pub value: Quantity,
    /// By when.
    pub by: Period,
}

/// Reads one.
pub fn read(mut f: Fields<'_>) -> Result<KpiUse, Reported> {
    let place = f.header;
    let indicator_id = f.text_of("indicator");
    let indicator = f.placed("indicator");
    let indicator = match indicator {
        Ok(None) => Err(f.missing("indicator")),
        Ok(Some(indicator)) => Ok(indicator),
        Err(reported) => Err(reported),
    };
    if let (Some("other"), Ok((_, at))) = (indicator_id, &indicator) {
        let finding = Diagnostic::new(UNSPECIFIED_OTHER, *at, "`other` does not say what is counted");
        f.input.report.rule(finding.help(OTHER_HELP));
    }
    let title = f.localised("title");
    let baseline = f.table("baseline", baseline);
    let target = f.table("target", target);
    let milestones = f.each("milestones", milestone);
    let scope = f.table("scope", scope);
    let note = f.localised("note");
    let is_number = indicator_id.and_then(KpiType::from_id).is_some_and(|kpi| kpi != KpiType::Implemented);
    if let (true, Ok((at, _)), Ok(target)) = (is_number && !f.is_misspelt("target"), &indicator, &target)
        && is_built_in(&f, *at)
    {
        require_value(place, target.as_ref(), f.is_row(), f.input.report);
    }
    if let (Ok(Some(baseline)), Ok(Some(target))) = (&baseline, &target) {
        target_follows_baseline(&f, baseline, target);
    }
    f.finish()?;
    let (indicator, indicator_place) = indicator?;
    Ok(KpiUse {
        place,
        indicator,
        indicator_place,
        title: title?,
        baseline: baseline?,
        target: target?,
        milestones: milestones?,
        scope: scope?.unwrap_or_default(),
        note: note?,
    })
}

fn is_built_in(f: &Fields<'_>, at: Ref<Indicator>) -> bool {
    let entry = f.input.scope.names.entries(&Indicator::KIND).get(at.index());
    entry.is_some_and(|entry| entry.origin == Origin::BuiltIn)
}

/// Where a number is counted, there is a target with a value. For own indicators this is asked
/// when all are read. `is_row`: it is written in columns of a CSV file.
pub fn require_value(kpi: Place, target: Option<&Target>, is_row: bool, report: &Report) {
    let missing = match target {
        None => Diagnostic::new(MISSING_FIELD, kpi, "this KPI has no `target`").help(match is_row {
            true => "fill in its columns `….target.value` and `….target.by`: the number and the year you aim at",
            false => "add `target = { value = 100, by = \"2030\" }` with the number and the year you aim at",
        }),
        Some(target) if target.value.is_none() => {
            Diagnostic::new(MISSING_FIELD, target.place, "this target has no `value`").help(match is_row {
                true => "fill in its column `….target.value` with the number you aim at",
                false => "add `value = 100` with the number you aim at",
            })
        }
        Some(_) => return,
    };
    report.fault(missing);
}

/// A target lies after its baseline.
fn target_follows_baseline(f: &Fields<'_>, baseline: &Baseline, target: &Target) {
    let (Some(by), Some(period)) = (target.by, baseline.period) else { return };
    if by.last < period.last {
        let message = format!("the target ({by}) comes before the end of its baseline ({period})");
        let finding = Diagnostic::new(TARGET_BEFORE_BASELINE, target.place, message);
        f.input.report.rule(finding.help("correct `by` of the target or `period` of the baseline"));
    }
}

/// How to mend the direct use of `other`.
pub const OTHER_HELP: &str =
    "describe what is counted in `indicators/<id>.toml` with `kpi_type = \"other\"` and name that id";

/// A number; true and false count as 1 and 0.
fn amount(f: &mut Fields<'_>) -> Result<Option<Quantity>, Reported> {
    use crate::read::{FromValue as _, Value};
    match f.take("value") {
        Some(given) => match given.value {
            Value::Toml(toml::de::DeValue::Boolean(flag)) => Ok(Some(Quantity::whole(i64::from(*flag)))),
            Value::Cell("true") => Ok(Some(Quantity::whole(1))),
            Value::Cell("false") => Ok(Some(Quantity::ZERO)),
            _ => Quantity::from_value(given).map(Some),
        },
        None => Ok(None),
    }
}

fn required_amount(f: &mut Fields<'_>) -> Result<Quantity, Reported> {
    match amount(f)? {
        Some(value) => Ok(value),
        None => Err(f.missing("value")),
    }
}

fn baseline(mut f: Fields<'_>) -> Result<Baseline, Reported> {
    let place = f.header;
    let value = required_amount(&mut f);
    let period = f.optional("period");
    let note = f.localised("note");
    f.finish()?;
    Ok(Baseline { place, value: value?, period: period?, note: note? })
}

fn target(mut f: Fields<'_>) -> Result<Target, Reported> {
    let place = f.header;
    let value = amount(&mut f);
    let by = f.take("by").map(by).transpose();
    let per = f.take("per").map(per_year).transpose();
    let note = f.localised("note");
    if matches!(by, Ok(None)) && !f.is_misspelt("by") {
        let finding = Diagnostic::new(TARGET_WITHOUT_DATE, place, "this target has no date");
        let help = match f.is_row() {
            true => format!("fill in the column `{}`: the period by whose end it is to be reached", f.column("by")),
            false => "add `by = \"2030\"`: the period by whose end it is to be reached".to_owned(),
        };
        f.input.report.rule(finding.help(help));
    }
    f.finish()?;
    Ok(Target { place, value: value?, by: by?, per_year: per?.unwrap_or(false), note: note? })
}

/// A period by whose end something is to be reached; a single day will do.
fn by(given: crate::record::Given<'_, '_>) -> Result<Period, Reported> {
    use crate::read::{FromValue as _, Value};
    let text = match &given.value {
        Value::Toml(toml::de::DeValue::Datetime(date)) => date.to_string(),
        value => value.as_text().unwrap_or("").to_owned(),
    };
    match crate::record::parse_date(text.trim()) {
        Some(day) => Ok(Period { first: day, last: day }),
        None => Period::from_value(given),
    }
}

fn per_year(given: crate::record::Given<'_, '_>) -> Result<bool, Reported> {
    match given.text()?.trim() {
        "year" => Ok(true),
        other => Err(given.fault(
            UNKNOWN_TERM,
            format!("`{other}` is not a term that `per` may have"),
            "write `per = \"year\"`",
        )),
    }
}

fn milestone(mut f: Fields<'_>) -> Result<Milestone, Reported> {
    let place = f.header;
    let value = required_amount(&mut f);
    let by = match f.take("by") {
        Some(given) => by(given),
        None => Err(f.missing("by")),
    };
    f.finish()?;
    Ok(Milestone { place, value: value?, by: by? })
}

fn scope(mut f: Fields<'_>) -> Result<Vec<(Dimension, Box<str>)>, Reported> {
    let input = f.input;
    let mut cell = crate::read::fields_all(f.take_rest().into_iter().map(|slot| {
        let Some(dimension) = Dimension::from_column(slot.name) else {
            let names = Dimension::ALL.iter().map(|dimension| dimension.column());
            let help = did_you_mean(slot.name, names.clone())
                .unwrap_or_else(|| format!("allowed are: {}", names.collect::<Vec<_>>().join(", ")));
            let place = input.place(slot.name_at);
            let wrong = Diagnostic::new(UNKNOWN_TERM, place, format!("`{}` is not a dimension", slot.name));
            return Err(input.report.fault(wrong.help(help)));
        };
        let given = crate::read::Given { input, name: slot.name, value: slot.value, at: slot.at };
        dimension.code(given).map(|code| (dimension, code))
    }))?;
    // As in a breakdown, so that the two can be compared.
    cell.sort();
    Ok(cell)
}

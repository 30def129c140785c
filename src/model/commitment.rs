//! What is a commitment? (list of categories, 2022; handbook 3.3, box 11)

use jiff::civil::Date;

use super::indicator::{Indicator, KpiType};
use super::observation::Dimension;
use super::organisation::Organisation;
use super::vocabulary::{Categories, Ecosystems, Orientations, Principles, TargetGroups};
use crate::closed_vocabulary;
use crate::record::{
    Body, Closed as _, Country, Entity, Fields, Head, Home, Identity, Kind, Localised, Origin, Period, Quantity, Ref,
    Region, Shape, Term, Url, YearOrDate,
};
use crate::report::{
    Diagnostic, END_BEFORE_START, MISSING_FIELD, NO_KPI, PRINCIPLE_MISMATCH, Report, Reported, TARGET_BEFORE_BASELINE,
    TARGET_WITHOUT_DATE, UNKNOWN_TERM, UNSPECIFIED_OTHER, did_you_mean,
};
use crate::source::Place;

closed_vocabulary! {
    /// Who promises.
    Level in "commitment-levels" {
        /// The partnership as a whole.
        Partnership = "partnership",
        /// One or several organisations.
        Organisation = "organisation",
    }
}

closed_vocabulary! {
    /// How far a commitment is.
    CommitmentStatus in "commitment-statuses" {
        /// Not begun.
        Planned = "planned",
        /// Under way.
        InProgress = "in-progress",
        /// Done.
        Implemented = "implemented",
        /// Not done.
        NotImplemented = "not-implemented",
        /// Given up.
        Discontinued = "discontinued",
    }
}

/// What a partnership or member promises, for whom, until when.
#[derive(Clone, Debug)]
pub struct Commitment {
    /// What is true of every record.
    pub head: Head,
    /// Title.
    pub title: Localised,
    /// Who promises.
    pub level: Level,
    /// The organisations that promise, each with its place.
    pub made_by: Vec<(Ref<Organisation>, Place)>,
    /// Its category; the principle follows from it.
    pub category: Term<Categories>,
    /// A principle that was written all the same, and where.
    pub principle: Option<(Term<Principles>, Place)>,
    /// Further categories.
    pub secondary_categories: Vec<Term<Categories>>,
    /// Whom it serves.
    pub target_groups: Vec<Term<TargetGroups>>,
    /// What it aims at.
    pub orientation: Option<Term<Orientations>>,
    /// Ecosystems, where they differ from the partnership's.
    pub ecosystems: Vec<Term<Ecosystems>>,
    /// Countries, where they differ from the partnership's.
    pub countries: Vec<Country>,
    /// Regions, where they differ from the partnership's.
    pub regions: Vec<Region>,
    /// Begin.
    pub start: YearOrDate,
    /// End, and where it is written.
    pub end: Option<(YearOrDate, Place)>,
    /// How far it is.
    pub status: CommitmentStatus,
    /// The commitment that it supports, and where that is written.
    pub contributes_to: Option<(Ref<Commitment>, Place)>,
    /// Description.
    pub description: Body,
    /// What is spent on it.
    pub resources: Option<Resources>,
    /// What happened, as written.
    pub updates: Vec<Update>,
    /// What is measured.
    pub kpis: Vec<KpiUse>,
}

/// Money and other means.
#[derive(Clone, Debug)]
pub struct Resources {
    /// Amount of money.
    pub amount: Option<Quantity>,
    /// Its currency.
    pub currency: Option<Box<str>>,
    /// In words.
    pub text: Option<Localised>,
}

/// A report on what happened.
#[derive(Clone, Debug)]
pub struct Update {
    /// When.
    pub date: Date,
    /// What.
    pub text: Body,
    /// How far the commitment was then.
    pub status: Option<CommitmentStatus>,
    /// What proves it.
    pub evidence: Option<Url>,
}

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
    /// The value.
    pub value: Quantity,
    /// By when.
    pub by: Period,
}

impl Entity for Commitment {
    const KIND: Kind =
        Kind { folder: "commitments", noun: "commitment", shape: Shape::RowsWithText, home: Home::Partnership };

    fn read(identity: Identity, body: Body, mut f: Fields<'_>) -> Result<Self, Reported> {
        let head = f.head(identity);
        let title = f.required_localised("title");
        let level = f.optional("level");
        let by_organisation = matches!(level, Ok(Some(Level::Organisation)));
        let made_by = f.placed_list("made_by");
        let made_by = match made_by {
            Ok(list) if list.is_empty() && by_organisation => Err(f.missing("made_by")),
            other => other,
        };
        let category = f.required("category");
        let principle = f.placed("principle");
        let secondary_categories = f.list("secondary_categories");
        let target_groups = f.required_list("target_groups");
        let orientation = f.optional("orientation");
        let ecosystems = f.list("ecosystems");
        let countries = f.list("countries");
        let regions = f.list("regions");
        let start = f.required("start");
        let end = f.placed("end");
        let status = f.required("status");
        let contributes_to = f.placed("contributes_to");
        let description = f.prose("description");
        let resources = f.table("resources", resources);
        let updates = f.each("updates", update);
        let kpis = kpis(&mut f);
        let has_target = kpis.as_ref().is_ok_and(|kpis| kpis.iter().any(|kpi| kpi.target.is_some()));
        let end = match end {
            Ok(None) if has_target => Err(f.missing("end")),
            other => other,
        };
        if let (Ok(category), Ok(Some(principle))) = (&category, &principle) {
            principle_follows(&f, *category, *principle);
        }
        if let (Ok(start), Ok(Some(end))) = (&start, &end) {
            ends_after_start(&f, *start, *end);
        }
        f.finish()?;
        let mut description = description?;
        description.0.extend(body.0);
        Ok(Commitment {
            head: head?,
            title: title?,
            level: level?.unwrap_or(Level::Partnership),
            made_by: made_by?,
            category: category?,
            principle: principle?,
            secondary_categories: secondary_categories?,
            target_groups: target_groups?,
            orientation: orientation?,
            ecosystems: ecosystems?,
            countries: countries?,
            regions: regions?,
            start: start?,
            end: end?,
            status: status?,
            contributes_to: contributes_to?,
            description,
            resources: resources?,
            updates: updates?,
            kpis: kpis?,
        })
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn title(&self) -> Option<&Localised> {
        Some(&self.title)
    }

    fn bodies(&self) -> Vec<&Body> {
        std::iter::once(&self.description).chain(self.updates.iter().map(|update| &update.text)).collect()
    }
}

/// A principle that is written is that of the category.
fn principle_follows(f: &Fields<'_>, category: Term<Categories>, (written, place): (Term<Principles>, Place)) {
    let vocabularies = f.input.scope.vocabularies;
    let (written, category_id) = (vocabularies.id(written), vocabularies.id(category));
    let own = vocabularies.entry(category).and_then(|entry| entry.attribute("principle"));
    if let Some(own) = own.filter(|own| *own != written) {
        let message = format!("the category `{category_id}` serves the principle `{own}`, not `{written}`");
        let finding = Diagnostic::new(PRINCIPLE_MISMATCH, place, message);
        f.input.report.rule(finding.help("remove the line; the principle follows from the category"));
    }
}

/// A commitment does not end before it starts.
fn ends_after_start(f: &Fields<'_>, start: YearOrDate, (end, place): (YearOrDate, Place)) {
    if end.last() < start.first() {
        let message = format!("the commitment ends ({end}) before it starts ({start})");
        let finding = Diagnostic::new(END_BEFORE_START, place, message);
        f.input.report.rule(finding.help("correct `start` or `end`"));
    }
}

fn resources(mut f: Fields<'_>) -> Result<Resources, Reported> {
    let amount = f.optional("amount");
    let currency = f.optional("currency");
    let text = f.localised("text");
    f.finish()?;
    Ok(Resources { amount: amount?, currency: currency?, text: text? })
}

fn update(mut f: Fields<'_>) -> Result<Update, Reported> {
    let date = f.required("date");
    let text = if f.has("text") { f.prose("text") } else { Err(f.missing("text")) };
    let status = f.optional("status");
    let evidence = f.optional("evidence");
    f.finish()?;
    Ok(Update { date: date?, text: text?, status: status?, evidence: evidence? })
}

fn kpis(f: &mut Fields<'_>) -> Result<Vec<KpiUse>, Reported> {
    let header = f.header;
    let kpis = f.each("kpis", kpi)?;
    if kpis.is_empty() && !f.is_misspelt("kpis") {
        let finding = Diagnostic::new(NO_KPI, header, "this commitment has no KPI");
        f.input.report.rule(finding.help("add a table `[[kpis]]` with `indicator` and `target`"));
    }
    Ok(kpis)
}

fn kpi(mut f: Fields<'_>) -> Result<KpiUse, Reported> {
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
        require_value(place, target.as_ref(), f.input.report);
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
/// when all are read.
pub fn require_value(kpi: Place, target: Option<&Target>, report: &Report) {
    let missing = match target {
        None => Diagnostic::new(MISSING_FIELD, kpi, "this KPI has no `target`")
            .help("add `target = { value = 100, by = \"2030\" }` with the number and the year you aim at"),
        Some(target) if target.value.is_none() => {
            Diagnostic::new(MISSING_FIELD, target.place, "this target has no `value`")
                .help("add `value = 100` with the number you aim at")
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
    let value = required_amount(&mut f);
    let period = f.optional("period");
    let note = f.localised("note");
    f.finish()?;
    Ok(Baseline { value: value?, period: period?, note: note? })
}

fn target(mut f: Fields<'_>) -> Result<Target, Reported> {
    let place = f.header;
    let value = amount(&mut f);
    let by = f.take("by").map(by).transpose();
    let per = f.take("per").map(per_year).transpose();
    let note = f.localised("note");
    if matches!(by, Ok(None)) && !f.is_misspelt("by") {
        let finding = Diagnostic::new(TARGET_WITHOUT_DATE, place, "this target has no date");
        f.input.report.rule(finding.help("add `by = \"2030\"`: the period by whose end it is to be reached"));
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
    let value = required_amount(&mut f);
    let by = match f.take("by") {
        Some(given) => by(given),
        None => Err(f.missing("by")),
    };
    f.finish()?;
    Ok(Milestone { value: value?, by: by? })
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

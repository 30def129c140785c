//! What is a commitment? (list of categories, 2022; handbook 3.3, box 11)

use jiff::civil::Date;

use super::kpi_use;
pub use super::kpi_use::{Baseline, KpiUse, Milestone, OTHER_HELP, Target, require_value};
use super::organisation::Organisation;
use super::vocabulary::{Categories, Ecosystems, Orientations, Principles, TargetGroups};
use crate::closed_vocabulary;
use crate::record::{
    Body, Country, Entity, Fields, Head, Home, Identity, Kind, Localised, Quantity, Ref, Region, Shape, Term, Url,
    YearOrDate,
};
use crate::report::{Diagnostic, END_BEFORE_START, NO_KPI, PRINCIPLE_MISMATCH, Reported};
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
        let description = f.prose("description").and_then(|text| text.with_files(body, &f));
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
            description: description?,
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
    let kpis = f.each("kpis", kpi_use::read)?;
    if kpis.is_empty() && !f.is_misspelt("kpis") {
        let finding = Diagnostic::new(NO_KPI, header, "this commitment has no KPI");
        f.input.report.rule(finding.help(match f.is_row() {
            true => {
                "write the columns `kpis.1.indicator`, `kpis.1.target.value` and `kpis.1.target.by`, and fill them in"
            }
            false => "add a table `[[kpis]]` with `indicator` and `target`",
        }));
    }
    Ok(kpis)
}

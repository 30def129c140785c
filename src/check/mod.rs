//! Does it make sense as a whole?
//!
//! [`RULES`] is a table of small functions. Each looks at the whole model and reports; none
//! changes anything, none depends on another. [`TEXT_RULES`] look at the texts of one record at a
//! time, and at nothing else: what they find holds until its files change. Then [`Portal`] is made: the one filter for what
//! may be published.

mod colours;
mod commitments;
mod dates;
mod files;
mod hidden;
mod linked;
mod numbers;
mod parts;
mod records;
mod references;
mod reports;
mod rows;
mod sound;
mod statement;
mod texts;
mod translations;
mod unchanged;
mod visible;
mod written;

use std::collections::BTreeSet;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::Config;
use crate::model::Model;
use crate::record::Visibility;
use crate::report::{Report, Reported};
use crate::source::{FileId, Sources};

pub use colours::contrast;
pub use sound::{LeftOut, sound};
pub use unchanged::WRITTEN_BY_NEW;
pub use visible::publishable;
pub use written::numbers;

/// What a portal is checked and shown with.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// All files.
    pub sources: &'a Sources,
    /// What `site.toml` says.
    pub config: &'a Config,
    /// The day for which the portal is made.
    pub as_of: Date,
    /// Who looks at it.
    pub audience: Visibility,
    /// Are drafts shown?
    pub drafts: bool,
}

/// All checked content that may be published.
#[derive(Debug)]
pub struct Portal {
    /// The content: a hidden record is in none of its tables.
    pub model: Model,
}

/// Looks at the whole model and reports what breaks it.
type Rule = fn(&Model, &Setting<'_>, &Report);

/// Some of the content.
#[derive(Clone, Copy, Debug)]
struct Part<'a> {
    model: &'a Model,
    sources: &'a Sources,
    /// The files whose records are looked at; none: all.
    files: Option<&'a BTreeSet<FileId>>,
}

/// Looks at the texts of records and reports what is wrong with them.
type TextRule = fn(Part<'_>, &Report);

/// Every rule that looks at the texts of one record alone.
const TEXT_RULES: &[TextRule] = &[texts::prose, texts::short_texts];

/// Every other rule, by subject.
const RULES: &[Rule] = &[
    translations::untranslated,
    dates::reviews,
    commitments::targets,
    commitments::steps,
    references::contribution_cycles,
    references::parent_cycles,
    references::umbrella_cycles,
    references::promises_of_strangers,
    references::reports_of_strangers,
    references::unused_organisations,
    hidden::home,
    hidden::references,
    hidden::agreements,
    linked::links,
    numbers::series,
    parts::breakdowns,
    reports::frozen_numbers,
    files::unread,
    files::links_to_files,
    colours::of_partnerships,
    statement::age,
    statement::agreement,
    unchanged::examples,
];

/// Looks at the texts of all records, or of those in these files.
pub fn texts(model: &Model, sources: &Sources, files: Option<&BTreeSet<FileId>>, report: &Report) {
    TEXT_RULES.par_iter().for_each(|rule| rule(Part { model, sources, files }, report));
}

/// Runs every other rule on the whole model.
pub fn run(model: &Model, setting: &Setting<'_>, report: &Report) {
    RULES.par_iter().for_each(|rule| rule(model, setting, report));
}

/// Runs every rule on the whole model; then hides what may not be seen.
///
/// # Errors
/// Where an error was reported, now or while reading.
pub fn check(model: Model, setting: &Setting<'_>, report: &Report) -> Result<Portal, Reported> {
    texts(&model, setting.sources, None, report);
    run(&model, setting, report);
    report.outcome()?;
    Ok(publishable(model, setting))
}

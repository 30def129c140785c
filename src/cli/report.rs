//! `report freeze`: keep the numbers of a yearly report, so that it never changes.

use std::path::Path;

use super::arguments::{Arguments, Freeze, Report as Asked, ReportCommand};
use super::output::Printer;
use super::{Failure, Outcome, site};
use crate::figures::frozen;
use crate::figures::yearly::{Scope, Yearly};
use crate::model::yearly_report::{FROZEN, YearlyReport};
use crate::record::{Entity as _, Owner};
use crate::source::Sources;
use crate::{Prepared, Request, disk};

/// The name by which the catalogue's own report is asked for.
const CATALOGUE: &str = "catalogue";

/// Carries out a command on yearly reports.
pub fn run(arguments: &Arguments, asked: &Asked, printer: &Printer) -> Result<Outcome, Failure> {
    match &asked.command {
        ReportCommand::Freeze(freeze) => self::freeze(arguments, freeze, printer),
    }
}

/// Writes the numbers of a report, and what they were made from, beside it.
fn freeze(arguments: &Arguments, freeze: &Freeze, printer: &Printer) -> Result<Outcome, Failure> {
    let root = site::root(arguments)?;
    let request = request(freeze)?;
    let sources = without(site::sources(&root)?, freeze);
    let (config, report) = crate::configure(&sources);
    let prepared = crate::prepare(&sources, config, &request, &report);
    let findings = report.settle(&sources);
    let prepared = match prepared {
        Ok(prepared) if !findings.has_errors() => prepared,
        _ => {
            printer.findings(&findings, &sources);
            printer.warn("nothing was frozen; mend the errors first");
            return Ok(Outcome::ContentErrors);
        }
    };
    let path = path(freeze);
    let text = numbers(&prepared, freeze)?;
    write(&root, &path, &text, freeze.force)?;
    printer.say(format!("Wrote {path}: the numbers of the report, and all that they were made from."));
    printer.say(
        "The page shows these from now on. Where the data say something else later, it tells so under corrections.",
    );
    printer.say("Commit the file together with the report, and do not edit it.");
    Ok(Outcome::Fine)
}

/// What everybody may see decides the numbers, whoever freezes them.
fn request(freeze: &Freeze) -> Result<Request, Failure> {
    let audience = crate::record::Visibility::Public;
    let as_of = site::as_of(freeze.as_of)?;
    Ok(Request { as_of, audience, drafts: false, preview: false, keep_going: false })
}

/// The file of the numbers, from the root.
fn path(freeze: &Freeze) -> String {
    let folder = match freeze.partnership.as_str() {
        CATALOGUE => "content".to_owned(),
        id => format!("content/partnerships/{id}"),
    };
    format!("{folder}/{}/{}{FROZEN}", YearlyReport::KIND.folder, freeze.year)
}

/// The content without the file that is to be written over: a damaged one is no reason to refuse.
fn without(sources: Sources, freeze: &Freeze) -> Sources {
    if !freeze.force {
        return sources;
    }
    let path = path(freeze);
    Sources::new(sources.into_files().into_iter().filter(|file| *file.path != *path).collect())
}

/// The text of the file; the report itself must be there.
fn numbers(prepared: &Prepared, freeze: &Freeze) -> Result<String, Failure> {
    let model = &prepared.portal.model;
    let owner = owner(prepared, &freeze.partnership)?;
    let written = model.reports.iter().map(|(_, report)| report);
    let report = written.into_iter().find(|report| report.head.owner == owner && report.year == freeze.year);
    if report.is_none() {
        let report = path(freeze).replace(FROZEN, ".md");
        return Err(format!("there is no published report {report}; write it first, then freeze its numbers").into());
    }
    let scope = Scope::new(model, &prepared.figures, owner, freeze.year);
    let scope = scope.ok_or_else(|| format!("{} is not a year", freeze.year))?;
    Ok(frozen::write(&scope, Yearly::of(&scope)))
}

fn owner(prepared: &Prepared, id: &str) -> Result<Option<Owner>, Failure> {
    if id == CATALOGUE {
        return Ok(None);
    }
    let partnerships = crate::partnerships(&prepared.portal);
    if let Some((owner, _)) = partnerships.iter().find(|(_, known)| known == id) {
        return Ok(Some(*owner));
    }
    let known = partnerships.iter().map(|(_, known)| known.as_str()).chain([CATALOGUE]);
    let hint = crate::report::did_you_mean(id, known);
    let hint = hint.unwrap_or_else(|| "write the name of its folder, or `catalogue`".to_owned());
    Err(format!("there is no published partnership `{id}`; {hint}").into())
}

fn write(root: &Path, path: &str, text: &str, force: bool) -> Result<(), Failure> {
    disk::content::write_whole(&root.join(path), text, force).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            format!("{path} is there already, and a published report should not change; --force writes it anew").into()
        }
        _ => format!("cannot write {path}: {error}").into(),
    })
}

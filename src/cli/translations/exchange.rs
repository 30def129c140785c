//! How do texts get to translators, and back?

use std::path::Path;

use super::past::Past;
use crate::Request;
use crate::cli::arguments::{ExchangeFormat, Export, Import};
use crate::cli::output::Printer;
use crate::cli::{Failure, Outcome};
use crate::disk::together;
use crate::report::{Findings, Level, Report, counted};
use crate::source::Sources;
use crate::translate::{self, State, import, spreadsheet, xliff};

/// Writes the texts of a language into one file.
pub fn export(root: &Path, sources: &Sources, export: &Export, printer: &Printer) -> Result<Outcome, Failure> {
    let texts = super::chosen(sources, &export.choice)?;
    let lang = super::language(&texts, &export.language)?;
    let past = Past::of(root, sources, &texts);
    let mut units = translate::units(sources, &texts, lang, |at| past.state(at, lang));
    if export.todo {
        units.retain(|unit| unit.state != State::Complete);
    }
    let written = match export.format.unwrap_or_else(|| by_name(&export.file)) {
        ExchangeFormat::Xliff => xliff::write(&units, lang),
        ExchangeFormat::Csv => spreadsheet::write(&units, lang),
    };
    together::write_any(&export.file, &written)
        .map_err(|error| format!("cannot write {}: {error}", export.file.display()))?;
    let open = units.iter().filter(|unit| unit.state != State::Complete).count();
    let (all, file) = (units.len(), export.file.display());
    printer.say(format!(
        "Wrote {file}: {all} texts and paragraphs for {lang}, {open} of them to be translated or read again."
    ));
    past.caveat().into_iter().for_each(|caveat| printer.say(caveat));
    Ok(Outcome::Fine)
}

/// The format that a file's name stands for.
fn by_name(file: &Path) -> ExchangeFormat {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => ExchangeFormat::Csv,
        _ => ExchangeFormat::Xliff,
    }
}

/// Takes translations over; nothing is written where something does not fit.
pub fn import(root: &Path, sources: &Sources, import: &Import, printer: &Printer) -> Result<Outcome, Failure> {
    let name = import.file.display().to_string();
    let file = together::read_any(&import.file).map_err(|error| format!("cannot read {name}: {error}"))?;
    let parcel = Sources::new(vec![file]);
    let report = Report::default();
    let changes = read(&parcel, &name, &report).map(|returned| {
        let parcel = import::Parcel { sources: &parcel, returned: &returned };
        import::changes(sources, parcel, !import.numbers_in_words, &report)
    });
    let findings = report.settle(&parcel);
    printer.findings(&findings, &parcel);
    let Some(changes) = changes.filter(|_| !findings.has_errors()) else {
        printer.warn("nothing was imported; mend the errors first, or take these texts out of the file");
        return Ok(Outcome::ContentErrors);
    };
    let made = import::with_changes(sources, &changes);
    let worse = worse(sources, &made)?;
    if worse.has_errors() {
        printer.findings(&worse, &made);
        printer.warn("nothing was imported: the site would have these errors");
        return Ok(Outcome::ContentErrors);
    }
    let written = together::replace_together(root, changes.files.iter());
    written.map_err(|error| format!("cannot write the translations: {error}"))?;
    let (same, open) = (changes.same, changes.open);
    let (texts, files) = (counted(changes.texts, "text"), counted(changes.files.len(), "file"));
    printer.say(format!("Imported {texts} into {files}; {same} are as they were, {open} are not translated."));
    changes.files.keys().for_each(|path| printer.say(format!("  {path}")));
    Ok(Outcome::Fine)
}

fn read(parcel: &Sources, name: &str, report: &Report) -> Option<Vec<translate::Returned>> {
    let file = parcel.find(name)?;
    let text = crate::record::readable(parcel, file, report).ok()?;
    let is_table = by_name(Path::new(name)) == ExchangeFormat::Csv;
    let read = if is_table { spreadsheet::read } else { xliff::read };
    read(text, file, report).ok()
}

/// The errors that the content would have and now has not.
fn worse(before: &Sources, after: &Sources) -> Result<Findings, Failure> {
    let as_of = crate::cli::site::as_of(None)?;
    let audience = crate::record::Visibility::Internal;
    let request = Request { as_of, audience, drafts: true, preview: false, keep_going: false };
    let known = crate::findings(before, &request);
    let is_known = |finding: &crate::report::Finding| {
        let is_like = |other: &&crate::report::Finding| {
            (other.code, &other.file, &other.message) == (finding.code, &finding.file, &finding.message)
        };
        known.list.iter().any(|other| is_like(&other))
    };
    let found = crate::findings(after, &request).list.into_iter();
    Ok(Findings { list: found.filter(|finding| finding.level == Level::Error && !is_known(finding)).collect() })
}

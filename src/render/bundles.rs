//! Which styles and scripts does a theme have for certain pages only?

use std::collections::BTreeMap;

use super::theme::{Files, THEMES};
use crate::read::{self, Dialect, Fields, Given, Input, fields_all};
use crate::record::{is_slug, readable};
use crate::report::{Diagnostic, INVALID_ID, MISSING_FILE, Report, Reported, UNKNOWN_REFERENCE, did_you_mean};
use crate::source::{FileId, Place};

/// The table of `theme.toml` that holds them.
pub(super) const FIELD: &str = "bundles";

/// A file of `static/`, with its name there.
pub(super) type Asset = (Box<str>, FileId);

/// Styles and scripts for certain pages.
#[derive(Debug)]
pub(super) struct Bundle {
    /// Its name, which a theme that builds on this one may use again.
    pub(super) name: Box<str>,
    /// Files that become one style sheet.
    pub(super) styles: Vec<Asset>,
    /// Scripts.
    pub(super) scripts: Vec<Asset>,
    /// Files of the templates whose pages load it.
    pub(super) pages: Vec<Box<str>>,
}

/// The bundles of a chain of themes: of two with one name that of the theme that comes first.
pub(super) fn read(files: &Files<'_>, chain: &[String], report: &Report) -> Result<Vec<Bundle>, Reported> {
    let themes = chain.iter().rev().filter_map(|theme| files.sources.find(&format!("{THEMES}{theme}/theme.toml")));
    let bundles = fields_all(themes.map(|file| of_theme(files, file, report)))?;
    let by_name = bundles.into_iter().flatten().map(|bundle| (bundle.name.clone(), bundle));
    Ok(by_name.collect::<BTreeMap<_, _>>().into_values().collect())
}

fn of_theme(files: &Files<'_>, file: FileId, report: &Report) -> Result<Vec<Bundle>, Reported> {
    let table = read::parse(readable(files.sources, file, report)?, file, 0, report)?;
    let input = Input { report, file, offset: 0, dialect: Dialect::Toml, scope: () };
    let mut theme = Fields::new(&input, Place::top(file), read::slots(&table));
    let bundles = theme.table(FIELD, |mut fields| {
        fields_all(fields.take_rest().into_iter().map(|slot| {
            let header = input.place(slot.name_at.clone());
            let name = name(slot.name, header, report);
            let given = Given { input: &input, name: slot.name, value: slot.value, at: slot.at };
            match given.as_fields() {
                Some(mut fields) => {
                    fields.header = header;
                    bundle(name, fields, files)
                }
                None => Err(given.wrong_type("a table", "{ … }")),
            }
        }))
    });
    Ok(bundles?.unwrap_or_default())
}

/// A bundle's name becomes the name of a file.
fn name(name: &str, place: Place, report: &Report) -> Result<Box<str>, Reported> {
    if is_slug(name) {
        return Ok(name.into());
    }
    let wrong = Diagnostic::new(INVALID_ID, place, format!("`{name}` is no name of a bundle"));
    Err(report.fault(wrong.help("use lower-case letters, digits and hyphens, for example `my-lists`")))
}

fn bundle(name: Result<Box<str>, Reported>, mut f: Fields<'_, ()>, files: &Files<'_>) -> Result<Bundle, Reported> {
    let styles = assets(&mut f, "styles", files);
    let scripts = assets(&mut f, "scripts", files);
    // A theme may take a bundle away from all pages, but it has to say it.
    let pages = if f.has("pages") { f.placed_list("pages") } else { Err(f.missing("pages")) };
    let report = f.input.report;
    let pages = pages.and_then(|pages: Vec<(Box<str>, Place)>| {
        fields_all(pages.iter().map(|(name, place)| page(name, *place, files, report)))
    });
    f.finish()?;
    Ok(Bundle { name: name?, styles: styles?, scripts: scripts?, pages: pages? })
}

/// The files of `static/` that a list names.
pub(super) fn assets<X>(f: &mut Fields<'_, X>, list: &'static str, files: &Files<'_>) -> Result<Vec<Asset>, Reported> {
    let names: Vec<(Box<str>, Place)> = f.placed_list(list)?;
    fields_all(names.into_iter().map(|(name, place)| match files.find(&format!("static/{name}")) {
        Some(file) => Ok((name, file)),
        None => {
            let missing = Diagnostic::new(MISSING_FILE, place, format!("there is no `static/{name}` in the theme"));
            Err(f.input.report.fault(missing.help(format!("correct `{list}` in theme.toml"))))
        }
    }))
}

/// The template of a type of page.
fn page(name: &str, place: Place, files: &Files<'_>, report: &Report) -> Result<Box<str>, Reported> {
    let folder = "templates/pages/";
    if files.find(&format!("{folder}{name}.html")).is_some() {
        return Ok(format!("pages/{name}.html").into());
    }
    let names: Vec<&str> = files.below(folder).filter_map(|(name, _)| name.strip_suffix(".html")).collect();
    let help = did_you_mean(name, names.iter().copied()).unwrap_or_else(|| format!("known here: {}", names.join(", ")));
    let unknown = Diagnostic::new(UNKNOWN_REFERENCE, place, format!("there is no type of page `{name}`"));
    Err(report.fault(unknown.help(help)))
}

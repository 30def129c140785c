//! `theme`: which files has the built-in theme, and how does a site change one?

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use super::arguments::{Arguments, Theme, ThemeCommand};
use super::output::{Printer, print};
use super::{Failure, Outcome, site};
use crate::disk;
use crate::render::{BUILT_IN, THEMES, built_in, lineage};
use crate::report::did_you_mean;

/// Lists or copies files.
pub fn run(arguments: &Arguments, theme: &Theme, printer: &Printer) -> Result<Outcome, Failure> {
    match &theme.command {
        ThemeCommand::List => print(&list(arguments)?)?,
        ThemeCommand::Copy { files } => copy(arguments, files, printer)?,
    }
    Ok(Outcome::Fine)
}

/// Every file of the theme, one a line; behind those that are the site's own stands where they lie.
fn list(arguments: &Arguments) -> Result<String, Failure> {
    let mut files: BTreeMap<String, String> =
        built_in().iter().map(|(path, _)| ((*path).to_owned(), String::new())).collect();
    match site::root(arguments) {
        Ok(root) => files.extend(own(&root)?),
        // Without a site the built-in theme is the one in use.
        Err(failure) if arguments.root.is_some() => return Err(failure),
        Err(_) => {}
    }
    let line = |(path, own): (&String, &String)| match own.is_empty() {
        true => format!("{path}\n"),
        false => format!("{path}  yours: {own}\n"),
    };
    Ok(files.iter().map(line).collect())
}

/// The files that the site brings: their paths in the theme, and in the site.
fn own(root: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let sources = site::sources(root)?;
    let names = match crate::configure(&sources).0 {
        Ok(config) => lineage(&sources, &config),
        Err(_) => vec![BUILT_IN.to_owned()],
    };
    let mut own = BTreeMap::new();
    for name in names {
        let folder = format!("{THEMES}{name}/");
        for (_, source) in sources.below(&folder).filter(|(_, source)| disk::content::is_there(root, &source.path)) {
            let Some(path) = source.path.strip_prefix(&*folder) else { continue };
            own.entry(path.to_owned()).or_insert_with(|| source.path.to_string());
        }
    }
    Ok(own)
}

fn copy(arguments: &Arguments, files: &[String], printer: &Printer) -> Result<(), Failure> {
    let root = site::root(arguments)?;
    let sources = site::sources(&root)?;
    let (config, _) = crate::configure(&sources);
    let name = config.map_or_else(|_| BUILT_IN.to_owned(), |config| config.theme.to_string());
    for file in files {
        let wanted = file.trim_start_matches("./");
        let Some((path, text)) = built_in().iter().find(|(path, _)| *path == wanted) else {
            return Err(format!("the theme has no file `{wanted}`; {}", hint(wanted)).into());
        };
        let target = format!("{THEMES}{name}/{path}");
        disk::content::write_new(&root, &[(target.clone(), (*text).to_owned())]).map_err(|error| {
            match error.kind() {
                ErrorKind::AlreadyExists => {
                    format!("{target} is there already; remove it to have the built-in file copied again")
                }
                _ => format!("cannot write {target}: {error}"),
            }
        })?;
        printer.say(format!("wrote {target}; it takes the place of the built-in file"));
    }
    Ok(())
}

/// The nearest path, else those that end in the same name.
fn hint(wanted: &str) -> String {
    let paths = || built_in().iter().map(|(path, _)| *path);
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let alike: Vec<String> =
        paths().filter(|path| name(path) == name(wanted)).map(|path| format!("`{path}`")).collect();
    match did_you_mean(wanted, paths()) {
        Some(hint) => hint,
        None if alike.is_empty() => "`pactfolio theme list` lists them".to_owned(),
        None => format!("did you mean {}?", alike.join(" or ")),
    }
}

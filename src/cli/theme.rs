//! `theme`: which files has the built-in theme, and how does a site change one?

use super::arguments::{Arguments, Theme, ThemeCommand};
use super::output::{Printer, print};
use super::{Failure, Outcome, site};
use crate::disk;
use crate::render::{BUILT_IN, built_in};
use crate::report::did_you_mean;

/// Lists or copies files.
pub fn run(arguments: &Arguments, theme: &Theme, printer: &Printer) -> Result<Outcome, Failure> {
    match &theme.command {
        ThemeCommand::List => {
            let list: String = built_in().iter().map(|(path, _)| format!("{path}\n")).collect();
            print(&list)?;
        }
        ThemeCommand::Copy { files } => copy(arguments, files, printer)?,
    }
    Ok(Outcome::Fine)
}

fn copy(arguments: &Arguments, files: &[String], printer: &Printer) -> Result<(), Failure> {
    let root = site::root(arguments)?;
    let sources = site::sources(&root)?;
    let (config, _) = crate::configure(&sources);
    let name = config.map_or_else(|_| BUILT_IN.to_owned(), |config| config.theme.to_string());
    for file in files {
        let wanted = file.trim_start_matches("./");
        let Some((path, text)) = built_in().iter().find(|(path, _)| *path == wanted) else {
            let hint = did_you_mean(wanted, built_in().iter().map(|(path, _)| *path));
            let hint = hint.unwrap_or_else(|| "`pactfolio theme list` lists them".to_owned());
            return Err(format!("the theme has no file `{wanted}`; {hint}").into());
        };
        let target = format!("themes/{name}/{path}");
        disk::content::write_new(&root, &[(target.clone(), (*text).to_owned())])
            .map_err(|error| format!("cannot write {target}: {error}"))?;
        printer.say(format!("wrote {target}; it takes the place of the built-in file"));
    }
    Ok(())
}

//! `check`: what is wrong with the content?

use super::arguments::{Arguments, Check, Format};
use super::output::{Printer, Timer, print};
use super::{Failure, Outcome, site};
use crate::report;

/// Prints all findings.
pub fn run(arguments: &Arguments, check: &Check, printer: &Printer) -> Result<Outcome, Failure> {
    let mut timer = Timer::start();
    let root = site::root(arguments)?;
    let request = site::request(&check.view, false)?;
    let sources = site::sources(&root)?;
    timer.stage("read files");
    let findings = crate::findings(&sources, &request);
    timer.stage("check");
    match check.format {
        Format::Text => printer.findings(&findings, &sources),
        Format::Json => print(&report::json(&findings))?,
        Format::Github => print(&report::github(&findings))?,
        Format::Sarif => print(&report::sarif(&findings))?,
    }
    timer.print(arguments.timings, printer);
    if findings.list.is_empty() {
        printer.say(format!("nothing is wrong, checked in {}", timer.total()));
    }
    Ok(if findings.has_errors() { Outcome::ContentErrors } else { Outcome::Fine })
}

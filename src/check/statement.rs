//! Does the accessibility statement still hold, and does it agree with itself?

use super::Setting;
use crate::config::accessibility::{Compliance, Ground, Issue};
use crate::model::Model;
use crate::report::{Diagnostic, END_BEFORE_START, OLD_STATEMENT, Report, STATEMENT_DISAGREES};

/// A statement is held against the site at least once a year, and keeps its promises.
pub fn age(_: &Model, setting: &Setting<'_>, report: &Report) {
    let Some(statement) = &setting.config.accessibility else { return };
    let (reviewed, place) = statement.reviewed;
    if reviewed.saturating_add(jiff::Span::new().years(1)) < setting.as_of {
        let message = format!("the accessibility statement was last reviewed on {reviewed}, more than a year ago");
        let help = "hold it against the site again, and write that day into `reviewed`";
        report.rule(Diagnostic::new(OLD_STATEMENT, place, message).help(help));
    }
    for (until, place) in statement.issues.iter().filter_map(|issue| issue.until) {
        if until < setting.as_of {
            let help = "remove the issue where it has been mended, else write a later day";
            report.rule(Diagnostic::new(OLD_STATEMENT, place, format!("this was to be mended by {until}")).help(help));
        }
    }
}

/// Its parts do not speak against each other.
pub fn agreement(_: &Model, setting: &Setting<'_>, report: &Report) {
    let Some(statement) = &setting.config.accessibility else { return };
    let ((reviewed, reviewed_at), prepared) = (statement.reviewed, statement.prepared);
    if reviewed < prepared {
        let early = Diagnostic::new(END_BEFORE_START, reviewed_at, "the statement was reviewed before it was prepared");
        report.rule(early.help(format!("correct one of the two dates; it was prepared on {prepared}")));
    }
    let (status, place) = statement.status;
    if let Some((message, help)) = contradiction(status, &statement.issues) {
        report.rule(Diagnostic::new(STATEMENT_DISAGREES, place, message).help(help));
    }
}

/// What the status and the list of issues say against each other, and what to do about it.
fn contradiction(status: Compliance, issues: &[Issue]) -> Option<(&'static str, &'static str)> {
    let breaks = issues.iter().any(|issue| issue.ground != Ground::OutsideScope);
    match status {
        Compliance::Full if breaks => Some((
            "the site is said to comply in full, and issues are listed",
            "write `status = \"partial\"`, or remove what has been mended",
        )),
        Compliance::Partial | Compliance::None if !breaks => Some((
            "the site is said not to comply in full, and nothing is listed that does not",
            "list what not everyone can use, each under a line `[[accessibility.issues]]`",
        )),
        _ => None,
    }
}

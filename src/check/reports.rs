//! Do the frozen numbers of yearly reports hold what was written?

use super::Setting;
use crate::figures::frozen::{self, Damage, Frozen};
use crate::model::Model;
use crate::model::yearly_report::YearlyReport;
use crate::record::readable;
use crate::report::{Diagnostic, FROZEN_REPORT, Report};

/// Every file of frozen numbers is whole, and is that of its report.
pub fn frozen_numbers(model: &Model, setting: &Setting<'_>, report: &Report) {
    for (_, yearly) in model.reports.iter() {
        let Some(file) = yearly.frozen else { continue };
        let Ok(text) = readable(setting.sources, file, report) else { continue };
        let owner = yearly.head.owner.map_or("", |owner| model.names.owner_id(owner));
        let found = match frozen::read(text) {
            Err(damage) => Some(damaged(&damage)),
            Ok(frozen) => of_another(&frozen, yearly, owner),
        };
        if let Some((message, help)) = found {
            report.fault(
                Diagnostic::new(FROZEN_REPORT, file, message).help(help.unwrap_or_else(|| again(owner, yearly))),
            );
        }
    }
}

/// What is wrong with a file, and what to do where freezing again is not the answer.
fn damaged(damage: &Damage) -> (String, Option<String>) {
    match damage {
        Damage::Syntax(error) => (format!("the frozen report cannot be read: {error}"), None),
        Damage::Foreign => ("this file is not a frozen report".to_owned(), None),
        Damage::Later => {
            let help = "install the version of Pactfolio that wrote it, or a later one".to_owned();
            ("this report was frozen by a later version of Pactfolio".to_owned(), Some(help))
        }
        Damage::Edited => ("this frozen report was changed after it was written".to_owned(), None),
    }
}

fn of_another(frozen: &Frozen, yearly: &YearlyReport, owner: &str) -> Option<(String, Option<String>)> {
    let is_same = frozen.partnership == owner && frozen.report.year == yearly.year;
    let whose = if frozen.partnership.is_empty() { "the catalogue" } else { &frozen.partnership };
    (!is_same).then(|| (format!("this is the frozen report of {whose} for {}", frozen.report.year), None))
}

fn again(owner: &str, yearly: &YearlyReport) -> String {
    let whose = if owner.is_empty() { "catalogue" } else { owner };
    let year = yearly.year;
    format!("get it back from version control; or freeze again: `pactfolio report freeze {whose} {year} --force`")
}

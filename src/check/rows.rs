//! What does a row of data say, and where?

use super::Setting;
use crate::model::observation::Observation;
use crate::read;
use crate::source::Place;

/// Where a cell of a row stands; the row where it has no such cell.
pub fn cell(setting: &Setting<'_>, row: &Observation, column: &str) -> Place {
    let text = setting.sources.text(row.file);
    let found = read::cell_place(text, row.start as usize, column);
    found.filter(|at| !at.is_empty()).map_or_else(|| line(setting, row), |at| Place::new(row.file, at))
}

/// The whole row.
pub fn line(setting: &Setting<'_>, row: &Observation) -> Place {
    let start = row.start as usize;
    let text = setting.sources.text(row.file).get(start..).and_then(|rest| rest.lines().next());
    Place::new(row.file, start..start + text.unwrap_or("").len())
}

/// "line 5", with the file where it is another than that of `here`.
pub fn line_of(setting: &Setting<'_>, row: &Observation, here: &Observation) -> String {
    let line = setting.sources.line(row.file, row.start);
    match row.file == here.file {
        true => format!("line {line}"),
        false => format!("line {line} of `{}`", setting.sources.path(row.file)),
    }
}

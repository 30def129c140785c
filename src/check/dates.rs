//! Is what is written still current?

use super::Setting;
use super::records::{self, Each};
use crate::model::Model;
use crate::record::{Entity, Ref};
use crate::report::{Diagnostic, Report, STALE};

/// Records are read again when their authors said they should be.
pub fn reviews(model: &Model, setting: &Setting<'_>, report: &Report) {
    records::each(model, &Reviews { setting, report });
}

struct Reviews<'a> {
    setting: &'a Setting<'a>,
    report: &'a Report,
}

impl Each for Reviews<'_> {
    fn each<T: Entity>(&self, _: Ref<T>, record: &T) {
        let Some((day, place)) = record.head().review_by else { return };
        if day < self.setting.as_of {
            let message = format!("this {} was to be read again by {day}", T::KIND.noun);
            let finding = Diagnostic::new(STALE, place, message);
            self.report.rule(finding.help("read it again, correct what has changed, and write a later date"));
        }
    }
}

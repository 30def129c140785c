//! Do dates come in their order, and is what is written still current?

use super::records::{self, Each};
use super::Setting;
use crate::model::Model;
use crate::model::commitment::KpiUse;
use crate::record::{Entity, Ref, YearOrDate};
use crate::report::{Diagnostic, END_BEFORE_START, Report, STALE, TARGET_BEFORE_BASELINE};

/// A commitment does not end before it starts.
pub fn commitment_ends(model: &Model, _: &Setting<'_>, report: &Report) {
    for (_, commitment) in model.commitments.iter() {
        let Some((end, place)) = commitment.end else { continue };
        if end.last() < commitment.start.first() {
            let (start, end) = (shown(commitment.start), shown(end));
            let message = format!("the commitment ends ({end}) before it starts ({start})");
            report.rule(Diagnostic::new(END_BEFORE_START, place, message).help("correct `start` or `end`"));
        }
    }
}

fn shown(when: YearOrDate) -> String {
    match when {
        YearOrDate::Year(year) => format!("{year:04}"),
        YearOrDate::Day(day) => day.to_string(),
    }
}

/// A member does not leave before it joins.
pub fn membership_ends(model: &Model, _: &Setting<'_>, report: &Report) {
    for (_, member) in model.members.iter() {
        let (Some(joined), Some(left)) = (member.joined, member.left) else { continue };
        if left < joined {
            let place = member.left_at.unwrap_or(member.head.place);
            let message = format!("the member left ({left}) before it joined ({joined})");
            report.rule(Diagnostic::new(END_BEFORE_START, place, message).help("correct `joined` or `left`"));
        }
    }
}

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

/// A target lies after its baseline.
pub fn target_periods(model: &Model, _: &Setting<'_>, report: &Report) {
    for (_, commitment) in model.commitments.iter() {
        for kpi in &commitment.kpis {
            target_period(kpi, report);
        }
    }
}

fn target_period(kpi: &KpiUse, report: &Report) {
    let Some(target) = &kpi.target else { return };
    let baseline = kpi.baseline.as_ref().and_then(|baseline| baseline.period);
    let (Some(by), Some(baseline)) = (target.by, baseline) else { return };
    if by.last < baseline.last {
        let message = format!("the target ({by}) comes before the end of its baseline ({baseline})");
        let finding = Diagnostic::new(TARGET_BEFORE_BASELINE, target.place, message);
        report.rule(finding.help("correct `by` of the target or `period` of the baseline"));
    }
}

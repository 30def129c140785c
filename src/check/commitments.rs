//! Does a commitment promise something that can be measured, and does the way lead there?
//!
//! What can be said from its file alone is said when that is read, so that it is told together
//! with other slips.

use super::Setting;
use super::numbers::is_impossible;
use crate::model::Model;
use crate::model::commitment::{KpiUse, Target, require_value};
use crate::model::indicator::{Direction, Indicator, MeasureType};
use crate::record::Quantity;
use crate::report::{Diagnostic, Report, TARGETS_DISAGREE, VALUE_OUT_OF_RANGE};
use crate::source::Place;

/// Every KPI on an own indicator has a target with a value, unless it is answered by yes or no.
pub fn targets(model: &Model, setting: &Setting<'_>, report: &Report) {
    for kpi in model.commitments.iter().flat_map(|(_, commitment)| &commitment.kpis) {
        let indicator = model.indicators.get(kpi.indicator);
        if indicator.is_some_and(|indicator| !indicator.built_in && indicator.measure != MeasureType::Boolean) {
            let is_row = setting.sources.path(kpi.place.file).ends_with(".csv");
            require_value(kpi.place, kpi.target.as_ref(), is_row, report);
        }
    }
}

/// Baseline, milestones and target are possible values, and lead where the indicator wants to go.
pub fn steps(model: &Model, _: &Setting<'_>, report: &Report) {
    for kpi in model.commitments.iter().flat_map(|(_, commitment)| &commitment.kpis) {
        let Some(indicator) = model.indicators.get(kpi.indicator) else { continue };
        if indicator.measure == MeasureType::Boolean {
            continue;
        }
        let impossible: Vec<Diagnostic> =
            values(kpi).filter(|(_, _, value)| is_impossible(indicator, *value)).map(impossible).collect();
        match impossible.is_empty() {
            // One slip is told once.
            false => impossible.into_iter().for_each(|finding| report.rule(finding)),
            true => disagreement(kpi, indicator).into_iter().for_each(|finding| report.rule(finding)),
        }
    }
}

/// All numbers of a promise, each with its name and where it stands.
fn values(kpi: &KpiUse) -> impl Iterator<Item = (&'static str, Place, Quantity)> {
    let baseline = kpi.baseline.iter().map(|baseline| ("baseline", baseline.place, baseline.value));
    let target = kpi.target.iter().filter_map(|target| Some(("target", target.place, target.value?)));
    let milestones = kpi.milestones.iter().map(|milestone| ("milestone", milestone.place, milestone.value));
    baseline.chain(target).chain(milestones)
}

fn impossible((name, place, value): (&str, Place, Quantity)) -> Diagnostic {
    let message = format!("the {name} {} is no possible value of this indicator", value.plain());
    let help = if value.is_negative() { "write a number from 0 on" } else { "write a number from 0 to 100" };
    Diagnostic::new(VALUE_OUT_OF_RANGE, place, message).help(help)
}

/// The first step that does not lead from the baseline to the target.
fn disagreement(kpi: &KpiUse, indicator: &Indicator) -> Option<Diagnostic> {
    let target = kpi.target.as_ref()?;
    let aim = target.value?;
    let is_before = |a: Quantity, b: Quantity| if indicator.direction == Direction::Down { a > b } else { a < b };
    let baseline = kpi.baseline.as_ref().map(|baseline| baseline.value);
    if let Some(baseline) = baseline.filter(|baseline| is_before(aim, *baseline)) {
        return Some(backwards(target, aim, baseline, indicator));
    }
    // A target for each year has no way to it.
    let mut milestones: Vec<_> = kpi.milestones.iter().filter(|_| !target.per_year).collect();
    milestones.sort_by_key(|milestone| milestone.by.last);
    let mut reached = baseline;
    for milestone in milestones {
        let (value, by) = (milestone.value, milestone.by);
        let wrong = |message: String| {
            let finding = Diagnostic::new(TARGETS_DISAGREE, milestone.place, message);
            Some(finding.help("a milestone lies on the way from the baseline to the target; correct it or remove it"))
        };
        if target.by.is_some_and(|end| end.last < by.last) {
            return wrong(format!("this milestone ({by}) comes after its target"));
        }
        if is_before(aim, value) {
            return wrong(format!("the milestone {} lies beyond the target {}", value.plain(), aim.plain()));
        }
        if let Some(before) = reached.filter(|before| is_before(value, *before)) {
            return wrong(format!("the milestone {} ({by}) falls back behind {}", value.plain(), before.plain()));
        }
        reached = Some(value);
    }
    None
}

/// The target leads away from where the indicator wants to go.
fn backwards(target: &Target, aim: Quantity, baseline: Quantity, indicator: &Indicator) -> Diagnostic {
    let (aim_shown, baseline_shown) = (aim.plain(), baseline.plain());
    let (message, help) = match indicator.direction {
        Direction::Down => (
            format!("the target {aim_shown} is above its baseline {baseline_shown}, but less of this is better"),
            "correct one of the two; if more is better, remove `direction = \"down\"` in the indicator".to_owned(),
        ),
        Direction::Up if indicator.measure == MeasureType::Flow && !target.per_year => (
            format!("the target {aim_shown} is below its baseline {baseline_shown}, which it includes"),
            format!("for {aim_shown} more write {}, or correct one of the two", (aim + baseline).plain()),
        ),
        Direction::Up => (
            format!("the target {aim_shown} is below its baseline {baseline_shown}, but more of this is better"),
            "correct one of the two; if less is better, write `direction = \"down\"` in an indicator of your own"
                .to_owned(),
        ),
    };
    Diagnostic::new(TARGETS_DISAGREE, target.place, message).help(help)
}

//! Does a commitment promise something that can be measured?

use super::Setting;
use crate::model::Model;
use crate::model::commitment::{Commitment, KpiUse};
use crate::model::indicator::MeasureType;
use crate::report::{Diagnostic, MISSING_FIELD, PRINCIPLE_MISMATCH, Report};

/// A principle that is written is that of the category.
pub fn principles(model: &Model, _: &Setting<'_>, report: &Report) {
    for (_, commitment) in model.commitments.iter() {
        let Some((written, place)) = commitment.principle else { continue };
        let written = model.vocabularies.id(written);
        let category = model.vocabularies.entry(commitment.category);
        let Some(own) = category.and_then(|category| category.attribute("principle")) else { continue };
        if written != own {
            let category = model.vocabularies.id(commitment.category);
            let message = format!("the category `{category}` serves the principle `{own}`, not `{written}`");
            let finding = Diagnostic::new(PRINCIPLE_MISMATCH, place, message);
            report.rule(finding.help("remove the line; the principle follows from the category"));
        }
    }
}

/// Every KPI has a target with a value, unless it is answered by yes or no.
pub fn targets(model: &Model, _: &Setting<'_>, report: &Report) {
    for (_, commitment) in model.commitments.iter() {
        for kpi in numeric_kpis(model, commitment) {
            target(kpi, report);
        }
    }
}

fn numeric_kpis<'a>(model: &'a Model, commitment: &'a Commitment) -> impl Iterator<Item = &'a KpiUse> {
    commitment.kpis.iter().filter(|kpi| {
        let indicator = model.indicators.get(kpi.indicator);
        indicator.is_some_and(|indicator| indicator.measure != MeasureType::Boolean)
    })
}

fn target(kpi: &KpiUse, report: &Report) {
    let missing = match &kpi.target {
        None => Diagnostic::new(MISSING_FIELD, kpi.place, "this KPI has no `target`")
            .help("add `target = { value = 100, by = \"2030\" }` with the number and the year you aim at"),
        Some(target) if target.value.is_none() => {
            Diagnostic::new(MISSING_FIELD, target.place, "this target has no `value`")
                .help("add `value = 100` with the number you aim at")
        }
        Some(_) => return,
    };
    report.fault(missing);
}

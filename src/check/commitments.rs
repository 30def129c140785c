//! Does a commitment promise something that can be measured?
//!
//! What can be said from its file alone is said when that is read, so that it is told together
//! with other slips.

use super::Setting;
use crate::model::Model;
use crate::model::commitment::require_value;
use crate::model::indicator::MeasureType;
use crate::report::Report;

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

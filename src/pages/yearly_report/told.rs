//! How did a number of a yearly report come about?

use super::Shows;
use crate::figures::names;
use crate::pages::explained::{self, ExplainedView, Line};
use crate::pages::figure::Figure;

impl Shows<'_, '_> {
    /// A total of the year: the value that is shown, and what it is made of today.
    pub fn total_figure(&self, id: &str) -> Option<Figure> {
        let total = self.yearly.totals.iter().find(|total| self.total_id(total) == id)?;
        let mut rollups = self.cx.site.figures.rollups(self.owner);
        let rollup = rollups.find(|rollup| names::total_id(&self.cx.site.portal.model, rollup) == id);
        let explained = rollup.map(|rollup| explained::total(self.cx, rollup)).unwrap_or_default();
        let sum = self.figure(&total.value, &total.unit);
        let title = format!("{}, {}", self.total_name(&total.kpi, &total.name), self.yearly.year);
        Some(Figure { title, explained: ExplainedView { sum, ..explained } })
    }

    /// A number of box 40, and what was counted.
    pub fn core_figure(&self, id: &str) -> Option<Figure> {
        let core = self.yearly.core.iter().find(|core| core.id == id)?;
        let line = |who: String| Line { who, ..Line::default() };
        let explained = ExplainedView {
            rule: self.core_source(core),
            counted: self.listed(core).into_iter().map(line).collect(),
            sum: self.figure(&core.value, &core.unit),
            ..ExplainedView::default()
        };
        Some(Figure { title: self.core_name(id), explained })
    }
}

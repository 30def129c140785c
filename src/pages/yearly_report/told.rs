//! How did a number of a yearly report come about?

use super::Shows;
use crate::figures::names::{self, Named};
use crate::figures::rollup::Rollup;
use crate::figures::written::Written;
use crate::figures::yearly::Total;
use crate::model::commitment::Commitment;
use crate::pages::explained::{self, ExplainedView, Line};
use crate::pages::figure::Figure;
use crate::pages::percent;
use crate::record::Ref;

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

    /// What the text of the report shows for a number that was kept with it: a total of its year or of the year
    /// before, or what a commitment had reached.
    pub fn in_text(&self, named: &Named<'_>, written: Written) -> Option<String> {
        match named {
            Named::Total(rollup) if rollup.owner == self.owner => self.kept_total(rollup),
            Named::Kpi(at, number) => self.kept_promise(*at, *number, written),
            _ => None,
        }
    }

    fn kept_total(&self, rollup: &Rollup) -> Option<String> {
        let id = names::official_id(&self.cx.site.portal.model, rollup.official);
        let is_it = |total: &&Total| if total.indicator.is_empty() { total.kpi == id } else { total.indicator == id };
        let total = self.yearly.totals.iter().find(is_it)?;
        let years = [(self.yearly.year, &total.value), (self.yearly.year - 1, &total.before)];
        let (_, value) = years.into_iter().find(|(year, _)| *year == rollup.year)?;
        Some(self.figure(value, &total.unit))
    }

    fn kept_promise(&self, at: Ref<Commitment>, place: usize, written: Written) -> Option<String> {
        let model = &self.cx.site.portal.model;
        let commitment = model.commitments.get(at).filter(|commitment| commitment.head.owner == self.owner)?;
        let kpi = commitment.kpis.get(place)?;
        let indicator = model.indicators.get(kpi.indicator)?;
        let number = commitment.kpis.iter().take(place).filter(|other| other.indicator == kpi.indicator).count();
        let (id, of) = (commitment.head.key.id(), indicator.head.key.id());
        let mut promises = self.yearly.promises.iter();
        let promise = promises.find(|one| one.commitment == id && one.indicator == of && one.number == number)?;
        if written.is_share && !indicator.is_percent() {
            let share = promise.progress.filter(|_| !promise.value.replaced && promise.value.hidden.is_none());
            return share.map(|share| percent(self.cx, share.as_f64()));
        }
        Some(self.figure(&promise.value, &promise.unit))
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

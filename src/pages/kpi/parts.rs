//! From which years and members does the value of a KPI come?

use std::collections::BTreeMap;

use super::super::explained;
use super::Shown;
use crate::charts::Bar;
use crate::charts::view::BarsView;
use crate::figures::kpi;
use crate::figures::series::{Excluded, Series};
use crate::figures::stated::{Reports, Stated};
use crate::figures::suppression::Hidden;
use crate::figures::{names, years};
use crate::model::indicator::MeasureType;
use crate::model::observation::ObservationStatus;
use crate::model::organisation::Organisation;
use crate::record::{Period, Ref};

impl Shown<'_> {
    /// The values of years; of what is no flow, the latest of each year.
    pub fn years(&self, reports: &Reports) -> Option<BarsView> {
        let indicator = self.indicator();
        if indicator.measure == MeasureType::Boolean {
            return None;
        }
        let (id, values) = (self.id(), self.values());
        let bar = |value: years::YearValue| {
            let amount = value.amount?;
            let hidden = self.cx.site.figures.year_hidden(&self.asked, &value);
            let bar = values.bar(value.year.to_string(), amount, value.status, hidden);
            Some(Bar { anchor: names::year_id(&id, value.year), ..bar })
        };
        let years = years::years(indicator, reports);
        let notes = self.in_no_year(&years);
        let bars: Vec<Bar> = years.into_iter().filter_map(bar).collect();
        (bars.len() > 1).then(|| BarsView { notes, ..values.bars("years", "by_year", "year", &bars) })
    }

    /// Values that are in no year: "Not counted: 1 July 2025 – 31 January 2026, its period lies in two years".
    fn in_no_year(&self, years: &[years::YearValue]) -> Vec<String> {
        let words = self.cx.words;
        let of_no_year =
            |why: Excluded| matches!(why, Excluded::AcrossYears | Excluded::NothingBefore | Excluded::Break);
        let left_out = years.iter().flat_map(|year| &year.left_out).filter(|left_out| of_no_year(left_out.why));
        let periods: BTreeMap<Period, Excluded> = left_out
            .filter_map(|one| Some((self.asked.model.observations.row(*one.rows.first()?)?.period, one.why)))
            .collect();
        let note = |(period, why): (Period, Excluded)| {
            format!("{}: {}, {}", words.get("left_out"), words.period(period), explained::why(self.cx, why))
        };
        periods.into_iter().map(note).collect()
    }

    /// What each member reported.
    pub fn organisations(&self, reports: &Reports) -> Option<BarsView> {
        let indicator = self.indicator();
        let values = self.values();
        let counted = reports.only(|period: Period| self.asked.excluded(period).is_none());
        let bar = |(at, list): &(Ref<Organisation>, Vec<Stated>)| {
            let record = self.cx.site.portal.model.organisations.get(*at)?;
            let alone = Reports { own: list.clone(), members: Vec::new() };
            let series = Series::of(indicator, &alone);
            let amount = series.to_date(indicator)?;
            let rows = kpi::rows(&series, indicator);
            let hidden = self.cx.site.figures.hides_any(&rows).then_some(Hidden::Withheld);
            let link = self.cx.record(record);
            Some(Bar { href: link.href, ..values.bar(link.text, amount, ObservationStatus::Final, hidden) })
        };
        let mut bars: Vec<Bar> = counted.members.iter().filter_map(bar).collect();
        // Withheld ones count as 0 here, so that their order tells nothing.
        let size = |bar: &Bar| bar.amount.as_ref().map_or(0.0, |amount| amount.value);
        bars.sort_by_cached_key(|bar| self.cx.words.sort_key(&bar.label));
        bars.sort_by(|a, b| size(b).total_cmp(&size(a)));
        (!bars.is_empty()).then(|| values.bars("organisations", "by_organisation", "organisation", &bars))
    }
}

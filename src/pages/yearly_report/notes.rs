//! How were the numbers of a yearly report made, and what is missing?

use std::collections::BTreeSet;

use super::Shows;
use crate::model::indicator::MeasureType;
use crate::model::observation::Dimension;
use crate::pages::explained;
use crate::record::Closed as _;

impl Shows<'_, '_> {
    /// "12 of 19 members reported something about 2025."
    pub fn reported(&self) -> String {
        let (coverage, year) = (self.yearly.reported, self.yearly.year.to_string());
        let whole = |number: u32| self.cx.words.whole(number as usize);
        let (n, of) = (whole(coverage.reported), whole(coverage.of));
        self.cx.words.fill("members_reported_on", &[("n", &n), ("of", &of), ("year", &year)])
    }

    /// What has no value for the year, and what is not sure yet.
    pub fn gaps(&self) -> Vec<String> {
        let year = self.yearly.year.to_string();
        let words = self.cx.words;
        let silent = self.yearly.promises.iter().filter(|promise| !promise.has_year);
        let silent =
            silent.map(|promise| words.fill("gap_no_value", &[("name", &self.promise_name(promise)), ("year", &year)]));
        let unsure = self.yearly.totals.iter().filter(|total| {
            ["estimated", "provisional"].contains(&total.value.status.as_str()) && total.value.number().is_some()
        });
        let unsure = unsure.map(|total| {
            let status = self.cx.label("observation-statuses", &total.value.status).text;
            format!("{}: {status}", self.total_name(&total.kpi, &total.name))
        });
        let idle = self.yearly.partnerships.iter().filter(|line| line.silent == line.kpis);
        let idle =
            idle.map(|line| words.fill("gap_no_value", &[("name", &self.text(&line.name).text), ("year", &year)]));
        let untold = self.yearly.breakdowns.iter().filter(|breakdown| !self.is_telling(breakdown));
        let untold = untold.filter_map(|breakdown| {
            let dimension =
                Dimension::from_column(&breakdown.dimension).filter(|dimension| dimension.is_exclusive())?;
            let name = words.get(&format!("dimension_{}", dimension.column())).to_owned();
            Some(words.fill("gap_breakdown", &[("name", &name)]))
        });
        silent.chain(unsure).chain(idle).chain(untold).collect()
    }

    /// The rules by which it was counted, as far as they are used here.
    pub fn method(&self) -> Vec<String> {
        let words = self.cx.words;
        let as_at = words.fill("method_as_at", &[("date", &self.as_at())]);
        let totals = if self.owner.is_some() { "method_totals" } else { "method_catalogue" };
        let mut method = vec![as_at, words.get(totals).to_owned()];
        method.extend(self.measures());
        let thresholds = self.cx.site.figures.basis.thresholds;
        let percent = |share: f64| super::super::percent(self.cx, share);
        let [ahead, on_track, behind] = [thresholds.ahead, thresholds.on_track, thresholds.behind].map(percent);
        let values = [("ahead", &*ahead), ("on_track", &*on_track), ("behind", &*behind)];
        method.push(words.fill("method_progress", &values));
        method.push(words.get("method_members").to_owned());
        if self.withholds() {
            method.push(words.get("method_withheld").to_owned());
        }
        method
    }

    /// "Flow: values of periods that do not overlap are added."
    fn measures(&self) -> Vec<String> {
        let used: BTreeSet<&str> = self.yearly.promises.iter().map(|promise| &*promise.measure).collect();
        let used = MeasureType::ALL.iter().filter(|(_, id)| used.contains(id));
        used.map(|(measure, _)| format!("{}: {}", self.cx.closed(*measure).text, explained::rule(self.cx, *measure)))
            .collect()
    }

    /// Is a number withheld?
    fn withholds(&self) -> bool {
        let mut any = false;
        self.yearly.clone().visit(&mut |_, value| any |= value.hidden.is_some());
        any
    }
}

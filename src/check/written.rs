//! Do the numbers in texts agree with the data?
//!
//! A link whose text is a number and that leads to a figure shows the figure; what is typed there is
//! compared with it.

use std::collections::BTreeSet;

use super::Setting;
use super::records::{self, Each};
use crate::figures::Figures;
use crate::figures::kpi::Asked;
use crate::figures::names::{self, Named};
use crate::figures::rollup;
use crate::figures::suppression::Cell;
use crate::figures::written::Written;
use crate::model::Model;
use crate::model::commitment::Commitment;
use crate::model::partnership::Partnership;
use crate::model::yearly_report::YearlyReport;
use crate::record::{Block, CONTENT, Entity, Link, Owner, Part, Ref, outline, scheme, slug};
use crate::report::{BROKEN_LINK, Diagnostic, FIGURE_DIFFERS, Report, Spot, UNKNOWN_FIGURE, did_you_mean};
use crate::source::Place;

struct Texts<'a> {
    model: &'a Model,
    figures: &'a Figures,
    setting: &'a Setting<'a>,
    report: &'a Report,
    /// Where links stand that lead nowhere, which has been told.
    broken: BTreeSet<Place>,
}

/// Compares the numbers of all texts with the figures they lead to.
pub fn numbers(model: &Model, figures: &Figures, setting: &Setting<'_>, report: &Report) {
    let broken = report.taken_of(BROKEN_LINK).into_iter().filter_map(|finding| match finding.spot {
        Spot::At(place) => Some(place),
        Spot::Absent(_) => None,
    });
    let texts = Texts { model, figures, setting, report, broken: broken.collect() };
    records::each(model, &texts);
    for part in &model.home.body.0 {
        texts.part(part, false);
    }
}

impl Each for Texts<'_> {
    fn each<T: Entity>(&self, at: Ref<T>, record: &T) {
        // The text of a frozen report shows the numbers that were kept with it.
        let is_report = T::KIND == YearlyReport::KIND;
        let kept = is_report && self.model.reports.get(Ref::new(at.index())).is_some_and(|one| one.frozen.is_some());
        for part in record.bodies().into_iter().flat_map(|body| &body.0) {
            self.part(part, kept);
        }
    }
}

impl Texts<'_> {
    fn part(&self, part: &Part, kept: bool) {
        let text = part.text(self.setting.sources);
        if ![".toml#", "index.md#", "[?"].iter().any(|sign| text.contains(sign)) {
            return;
        }
        for link in &outline(text, slug).links {
            let Some(written) = Written::parse(&link.text) else { continue };
            match scheme(&link.destination) {
                Block::Relative => self.number(part, link, written, kept),
                Block::Outside if written.number.is_none() => self.nothing_asked(part, link),
                Block::Outside | Block::Unsafe => {}
            }
        }
    }

    /// A question mark asks for a figure, but the link leads to none.
    fn nothing_asked(&self, part: &Part, link: &Link) {
        let place = part.place_of(link.at.clone());
        if self.broken.contains(&place) {
            return;
        }
        let path = link.destination.split('#').next().unwrap_or("");
        let wanted = format!("{path}#…");
        let page = names::linked(self.setting.sources, part, &wanted).map(|(page, _)| page);
        let known = page.map(|page| names::ids(self.model, self.figures, &page)).unwrap_or_default();
        let asked = link.text.trim();
        let help = match known.first() {
            Some(first) => {
                let known = known.join(", ");
                format!("write its name behind `#`, such as `[{asked}]({path}#{first})`; figures there are: {known}")
            }
            None => format!(
                "name a file with figures and one of them behind `#`, such as `[{asked}](../partnership.toml#members)`"
            ),
        };
        let message = format!("`{asked}` asks for a figure, but the link names none");
        self.report.fault(Diagnostic::new(UNKNOWN_FIGURE, place, message).help(help));
    }

    fn number(&self, part: &Part, link: &Link, written: Written, kept: bool) {
        let Some((page, id)) = names::linked(self.setting.sources, part, &link.destination) else {
            if written.number.is_none() {
                self.nothing_asked(part, link);
            }
            return;
        };
        if !self.is_read(&page) {
            return;
        }
        let place = part.place_of(link.at.clone());
        let Some(named) = names::find(self.model, self.figures, &page, id) else {
            let message = format!("there is no figure `{id}` on the page of `{page}`");
            let known = names::ids(self.model, self.figures, &page);
            let help = did_you_mean(id, known.iter().map(String::as_str));
            let help = help.unwrap_or_else(|| match known.as_slice() {
                [] => "nothing has been reported there yet".to_owned(),
                known => format!("figures there are: {}", known.join(", ")),
            });
            self.report.fault(Diagnostic::new(UNKNOWN_FIGURE, place, message).help(help));
            return;
        };
        if written.is_share && !self.has_share(&named) {
            let message = format!("there is no share of `{id}`, since it has no target");
            let help = format!("write `[?]({})`, which shows the figure itself", link.destination);
            self.report.fault(Diagnostic::new(UNKNOWN_FIGURE, place, message).help(help));
            return;
        }
        let Some(value) = self.value(named, written.is_share).filter(|_| !kept) else { return };
        if !written.agrees(value) {
            let shown = if written.is_share { format!("{value:.0}%") } else { format!("{value}") };
            let message = format!("the text says {}, but the data say {shown}", link.text.trim());
            let help =
                format!("write `[?]({})`, which shows the figure as it is, or correct the data", link.destination);
            self.report.rule(Diagnostic::new(FIGURE_DIFFERS, place, message).help(help));
        }
    }

    /// Is all known that the figures of a page are made of? What could not be read was reported, and its
    /// figures are not judged.
    fn is_read(&self, page: &str) -> bool {
        let model = self.model;
        let commitment = names::position::<Commitment>(model, page);
        let entries = model.names.entries(&Commitment::KIND);
        let owner = names::position::<Partnership>(model, page).map(Owner::from);
        let owner = commitment.map_or(owner, |at| entries.get(at.index()).and_then(|entry| entry.owner));
        let is_known = commitment.is_none_or(|at| model.commitments.get(at).is_some())
            && owner.is_none_or(|owner| model.partnership(owner).is_some());
        let path = format!("{CONTENT}{page}");
        let is_file = |name: &str| self.setting.sources.find(&format!("{path}{name}")).is_some();
        // A link that leads nowhere was reported as such.
        let is_there = commitment.is_some() || owner.is_some() || page.is_empty() || is_file(".toml");
        is_known && is_there && !model.observations.is_incomplete(owner)
    }

    /// Is there a share of a target, or is the figure itself one?
    fn has_share(&self, named: &Named<'_>) -> bool {
        match named {
            Named::Kpi(at, number) => {
                self.asked(*at, *number).is_some_and(|asked| asked.indicator.is_percent() || asked.kpi.target.is_some())
            }
            Named::Year(at, number, _) => self.asked(*at, *number).is_some_and(|asked| asked.indicator.is_percent()),
            Named::Total(_) | Named::Count(..) => false,
        }
    }

    fn asked(&self, at: Ref<Commitment>, number: usize) -> Option<Asked<'_>> {
        let commitment = self.model.commitments.get(at)?;
        Asked::new(self.model, &self.figures.basis, at, commitment, commitment.kpis.get(number)?)
    }

    /// The number of a figure, unless it is withheld.
    fn value(&self, named: Named<'_>, is_share: bool) -> Option<f64> {
        match named {
            Named::Kpi(at, number) => {
                let figure = self.figures.kpi(at, number)?;
                let hidden = self.figures.suppression.hides(Cell::ToDate(at, number));
                let share = figure.progress.map(|share| share * 100.0);
                let is_percent = self.asked(at, number)?.indicator.is_percent();
                let value = figure.to_date.map(|amount| amount.value().as_f64());
                if is_share && !is_percent { share } else { value }.filter(|_| hidden.is_none())
            }
            Named::Year(at, number, value) => {
                let hidden = self.figures.year_hidden(&self.asked(at, number)?, &value);
                value.amount.filter(|_| hidden.is_none()).map(|amount| amount.value().as_f64())
            }
            Named::Count(_, _, counted) => u32::try_from(counted.number()).ok().map(f64::from),
            Named::Total(total) => {
                let hidden = self.figures.suppression.hides(total.cell());
                hidden.is_none().then(|| rollup::count(total.amount).as_f64())
            }
        }
    }
}

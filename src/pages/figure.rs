//! How is a figure told that is named elsewhere: in a text, or by who asks how it came about?

pub use super::explained::Line;
use super::explained::{self, ExplainedView};
use super::{Cx, progress, yearly_total};
use crate::figures::names::{self, Named};
use crate::figures::rollup::Rollup;
use crate::figures::written::Written;
use crate::model::commitment::Commitment;
use crate::record::Ref;

/// A figure that was found.
#[derive(Debug)]
pub struct Figure {
    /// What it is: "People trained – Train 5 % of the workforce each year".
    pub title: String,
    /// How it came about.
    pub explained: ExplainedView,
}

/// The figure of an id; none where there is none.
pub fn find(cx: &Cx<'_>, id: &str) -> Option<Figure> {
    let (path, anchor) = id.split_once('#')?;
    let path = path.trim_matches('/');
    let path = path.strip_suffix(progress::PAGE).unwrap_or(path).trim_end_matches('/');
    let home = cx.site.plan.addresses.home().filter(|_| path.is_empty());
    let home = home.map(|owner| format!("partnerships/{}", cx.site.portal.model.names.owner_id(owner)));
    let path = home.as_deref().unwrap_or(path);
    match names::find(&cx.site.portal.model, cx.site.figures, path, anchor)? {
        Named::Kpi(at, number) => kpi(cx, at, number),
        Named::Total(rollup) => Some(total(cx, rollup)),
    }
}

/// The ids of all figures, in order of page.
pub fn all(cx: &Cx<'_>) -> Vec<String> {
    let model = &cx.site.portal.model;
    let commitments = model.commitments.iter().map(|(_, commitment)| commitment.head.key.path().to_owned());
    let partnerships = model.partnerships.iter().map(|(_, partnership)| partnership.head.key.path().to_owned());
    let pages = std::iter::once(String::new()).chain(partnerships).chain(commitments);
    let ids = |page: String| {
        let ids = names::ids(model, cx.site.figures, &page).into_iter();
        ids.map(move |id| format!("{page}#{id}")).collect::<Vec<_>>()
    };
    pages.flat_map(ids).collect()
}

fn kpi(cx: &Cx<'_>, at: Ref<Commitment>, number: usize) -> Option<Figure> {
    let commitment = cx.site.portal.model.commitments.get(at)?;
    let shown = super::kpi::Shown::new(cx, at, commitment, number)?;
    let title = format!("{} – {}", shown.title().text, cx.record(commitment).text);
    Some(Figure { title, explained: shown.explained() })
}

fn total(cx: &Cx<'_>, rollup: &Rollup) -> Figure {
    let partnership = rollup.owner.and_then(|owner| cx.site.portal.model.partnership(owner));
    let partnership = partnership.map(|partnership| format!(" – {}", cx.record(partnership).text));
    let name = yearly_total::name(cx, rollup.official).text;
    let title = format!("{name}, {}{}", rollup.year, partnership.unwrap_or_default());
    Figure { title, explained: explained::total(cx, rollup) }
}

/// What a number in a text shows in its place: the figure, or its share of the target.
pub fn in_text(cx: &Cx<'_>, named: Named<'_>, written: Written) -> Option<String> {
    match named {
        Named::Kpi(at, number) => {
            let commitment = cx.site.portal.model.commitments.get(at)?;
            let shown = super::kpi::Shown::new(cx, at, commitment, number)?;
            let is_percent = shown.asked.indicator.is_percent();
            let share = || shown.progress().map(|share| super::percent(cx, share));
            let unknown = || cx.words.get("not_reported").to_owned();
            let value = if written.is_share && !is_percent { share() } else { shown.now() };
            Some(value.unwrap_or_else(unknown))
        }
        Named::Total(rollup) => Some(yearly_total::value(cx, rollup)),
    }
}

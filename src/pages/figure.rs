//! How is a figure told that is named elsewhere: in a text, or by who asks how it came about?

pub use super::explained::Line;
use super::explained::{self, ExplainedView};
use super::kpi::Shown;
use super::{Cx, counted, progress, reporting, yearly_report, yearly_total};
use crate::figures::counts::Count;
use crate::figures::explain;
use crate::figures::names::{self, Named};
use crate::figures::rollup::Rollup;
use crate::figures::written::Written;
use crate::figures::years::YearValue;
use crate::model::commitment::Commitment;
use crate::model::partnership::Partnership;
use crate::model::yearly_report::YearlyReport;
use crate::record::{Owner, Ref};

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
    let model = &cx.site.portal.model;
    if let Some(report) = names::position::<YearlyReport>(model, path).and_then(|at| model.reports.get(at)) {
        return yearly_report::figure(cx, report, anchor);
    }
    let Some(named) = names::find(model, cx.site.figures, path, anchor) else {
        return without_total(cx, path, anchor);
    };
    match named {
        Named::Kpi(at, number) => kpi(cx, at, number),
        Named::Year(at, number, value) => year(cx, at, number, &value),
        Named::Total(rollup) => Some(total(cx, rollup)),
        Named::Count(owner, count, counted) => Some(Figure {
            title: of_partnership(cx, owner, counted::name(cx, count)),
            explained: counted::explained(cx, owner, count, &counted),
        }),
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
    let of_report = |report: &YearlyReport| {
        let ids = yearly_report::ids(cx, report).into_iter();
        ids.map(|id| format!("{}#{id}", report.head.key.path())).collect::<Vec<_>>()
    };
    pages.flat_map(ids).chain(model.reports.iter().flat_map(|(_, report)| of_report(report))).collect()
}

fn kpi(cx: &Cx<'_>, at: Ref<Commitment>, number: usize) -> Option<Figure> {
    let commitment = cx.site.portal.model.commitments.get(at)?;
    let shown = Shown::new(cx, at, commitment, number)?;
    let title = format!("{} – {}", shown.title().text, cx.record(commitment).text);
    Some(Figure { title, explained: shown.explained() })
}

fn year(cx: &Cx<'_>, at: Ref<Commitment>, number: usize, value: &YearValue) -> Option<Figure> {
    let commitment = cx.site.portal.model.commitments.get(at)?;
    let shown = Shown::new(cx, at, commitment, number)?;
    let title = format!("{}, {} – {}", shown.title().text, value.year, cx.record(commitment).text);
    Some(Figure { title, explained: shown.year(value) })
}

fn total(cx: &Cx<'_>, rollup: &Rollup) -> Figure {
    let name = format!("{}, {}", yearly_total::name(cx, rollup.official).text, rollup.year);
    Figure { title: of_partnership(cx, rollup.owner, name), explained: explained::total(cx, rollup) }
}

/// A total that there is not, although something was reported: why all of that is left out of it.
fn without_total(cx: &Cx<'_>, path: &str, id: &str) -> Option<Figure> {
    let (model, figures) = (&cx.site.portal.model, cx.site.figures);
    let owner = Owner::from(names::position::<Partnership>(model, path)?);
    let (official, year, pieces) = explain::without_total(model, figures, owner, id)?;
    let name = format!("{}, {year}", yearly_total::name(cx, official).text);
    Some(Figure { title: of_partnership(cx, Some(owner), name), explained: explained::without_total(cx, &pieces) })
}

/// "Members – Skills partnership for tourism"
fn of_partnership(cx: &Cx<'_>, owner: Option<Owner>, name: String) -> String {
    let partnership = owner.and_then(|owner| cx.site.portal.model.partnership(owner));
    let partnership = partnership.map(|partnership| format!(" – {}", cx.record(partnership).text));
    name + &partnership.unwrap_or_default()
}

/// What a number in a text shows in its place: the figure, or its share of the target.
pub fn in_text(cx: &Cx<'_>, named: Named<'_>, written: Written) -> Option<String> {
    match named {
        Named::Kpi(at, number) => {
            let shown = Shown::new(cx, at, cx.site.portal.model.commitments.get(at)?, number)?;
            let is_percent = shown.asked.indicator.is_percent();
            let share = || shown.progress().map(|share| super::percent(cx, share));
            let unknown = || cx.words.get("not_reported").to_owned();
            let value = if written.is_share && !is_percent { share() } else { shown.now() };
            Some(value.unwrap_or_else(unknown))
        }
        Named::Year(at, number, value) => {
            let shown = Shown::new(cx, at, cx.site.portal.model.commitments.get(at)?, number)?;
            Some(shown.year(&value).sum)
        }
        Named::Total(rollup) => Some(yearly_total::value(cx, rollup)),
        Named::Count(_, count, counted) => Some(counted::value(cx, count, &counted)),
    }
}

/// The page that shows a figure, from the site's root.
pub fn href(cx: &Cx<'_>, named: &Named<'_>) -> Option<String> {
    let owner = match named {
        Named::Kpi(at, _) | Named::Year(at, ..) => {
            return Some(cx.record(cx.site.portal.model.commitments.get(*at)?).href);
        }
        Named::Total(rollup) => rollup.owner,
        Named::Count(owner, Count::Reported(_), _) => return cx.list_href(*owner, reporting::PAGE),
        Named::Count(owner, Count::Standing(_), _) => return cx.list_href(*owner, progress::PAGE),
        Named::Count(owner, ..) => *owner,
    };
    match owner.and_then(|owner| cx.site.portal.model.partnership(owner)) {
        Some(partnership) => Some(cx.record(partnership).href),
        None => Some(cx.href("")),
    }
}

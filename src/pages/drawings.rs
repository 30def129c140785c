//! Which drawings of figures are files of their own, and how are they used elsewhere?

use serde::Serialize;

use super::kpi::Shown;
use super::view::FileLink;
use super::{Cx, Site, partnership};
use crate::charts::{self, Drawing, Tone};
use crate::figures::names;
use crate::figures::progress::Status;
use crate::figures::suppression::Cell;
use crate::model::commitment::{Commitment, KpiUse};
use crate::model::indicator::{Indicator, MeasureType};
use crate::plan::Addresses;
use crate::record::{Owner, Quantity, Ref};

/// KPIs of a commitment that have drawings: each has two files in every language.
pub const MOST_KPIS: usize = 8;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// A chart.
    Chart,
    /// A badge.
    Badge,
}

impl Drawn {
    fn name(self) -> &'static str {
        match self {
            Drawn::Chart => "chart",
            Drawn::Badge => "badge",
        }
    }
}

/// How a figure can be used on another site.
#[derive(Clone, Debug, Serialize)]
pub struct UseView {
    /// The drawings.
    pub files: Vec<FileLink>,
    /// What is to be pasted for the badge, or empty.
    pub html: String,
}

/// The path of a drawing of a commitment's KPI; none where the value is withheld, where nothing was
/// reported, or where a chart would have no target to be held against.
pub fn drawing_of_kpi(site: &Site<'_>, at: Ref<Commitment>, number: usize, drawn: Drawn) -> Option<String> {
    let model = &site.portal.model;
    let commitment = model.commitments.get(at)?;
    site.figures.kpi(at, number)?.to_date?;
    let kpi = commitment.kpis.get(number).filter(|_| number < MOST_KPIS)?;
    let indicator = model.indicators.get(kpi.indicator)?;
    let is_hidden = site.figures.suppression.hides(Cell::ToDate(at, number)).is_some();
    if is_hidden || (drawn == Drawn::Chart && drawn_target(kpi, indicator).is_none()) {
        return None;
    }
    let further = (number > 0).then(|| names::kpi_id(commitment, number, indicator));
    let page = site.plan.addresses.record(&commitment.head.key)?;
    beside(site, &page, drawn, further.as_deref())
}

/// The path of a drawing beside a page, unless something else has it.
pub fn beside(site: &Site<'_>, page: &str, drawn: Drawn, further: Option<&str>) -> Option<String> {
    let path = Addresses::drawing(page, drawn.name(), further);
    (site.plan.has_page(page) && site.plan.find(&path).is_none()).then_some(path)
}

/// A drawing of a commitment's KPI in the language of the surroundings.
pub fn drawn_kpi(cx: &Cx<'_>, at: Ref<Commitment>, number: usize, drawn: Drawn) -> Option<String> {
    let commitment = cx.site.portal.model.commitments.get(at)?;
    let shown = Shown::new(cx, at, commitment, number)?;
    Some(match drawn {
        Drawn::Badge => {
            let tone = shown.figure.status.map_or(Tone::None, tone);
            charts::badge(&shown.title().text, &standing(&shown), tone)
        }
        Drawn::Chart => {
            let of = cx.text(&commitment.title, commitment.head.owner).text;
            let title = [of, shown.title().text];
            let title = if title[0] == title[1] { title[1].clone() } else { title.join(": ") };
            let source = source(cx, commitment.head.owner);
            let bullet = shown.bullet()?;
            let description = [&*standing(&shown), ". ", &bullet.told(), ". ", &source].concat();
            charts::alone(Drawing::Bullet(&bullet), &title, &description)
        }
    })
}

/// "Source: Pact for Skills Lombardy, portal.example"
pub fn source(cx: &Cx<'_>, owner: Option<Owner>) -> String {
    let record = owner.and_then(|owner| cx.site.portal.model.partnership(owner));
    let name = record.map(|record| partnership::short_name(cx, record).text);
    let name = name.unwrap_or_else(|| cx.text(&cx.site.config.title, None).text);
    cx.words.fill("figure_source", &[("name", &name), ("url", &super::outside(&cx.site.config.base_url).text)])
}

/// The whole web address of a path in the language of the surroundings.
pub fn page_url(cx: &Cx<'_>, path: &str) -> String {
    let addresses = &cx.site.plan.addresses;
    addresses.absolute(&addresses.in_language(path, cx.lang))
}

/// "64% of target, March 2026"
fn standing(shown: &Shown<'_>) -> String {
    let share = Some(shown.share()).filter(|share| !share.is_empty());
    let value = share.or_else(|| shown.now()).unwrap_or_default();
    shown.cx.words.fill("standing", &[("value", &value), ("period", &shown.data_to())])
}

fn tone(status: Status) -> Tone {
    match status {
        status if Status::WELL.contains(&status) => Tone::Ok,
        Status::Behind => Tone::Warn,
        Status::OffTrack | Status::Overdue => Tone::Bad,
        _ => Tone::None,
    }
}

/// A drawing as a file to be fetched.
pub fn file(cx: &Cx<'_>, key: &str, path: &str) -> FileLink {
    FileLink {
        text: cx.words.get(key).to_owned(),
        lang: String::new(),
        href: cx.href(path),
        size: String::new(),
        format: String::new(),
    }
}

/// How the figure of a KPI can be used elsewhere.
pub fn of_kpi(shown: &Shown<'_>) -> Option<UseView> {
    let (cx, at) = (shown.cx, shown.asked.at);
    let path = |drawn: Drawn| drawing_of_kpi(cx.site, at, shown.number, drawn);
    let badge = path(Drawn::Badge)?;
    let chart = path(Drawn::Chart).map(|path| file(cx, "chart_as_picture", &path));
    let page = cx.site.plan.addresses.record(&shown.asked.commitment.head.key)?;
    let alt = format!("{}: {}", shown.title().text, standing(shown));
    let html = format!(
        "<a href=\"{}\"><img src=\"{}\" alt=\"{}\" height=\"20\"></a>",
        page_url(cx, &page),
        page_url(cx, &badge),
        escaped(&alt)
    );
    Some(UseView { files: chart.into_iter().chain([file(cx, "badge_as_picture", &badge)]).collect(), html })
}

/// A text between quotes of HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// The target that a value can be held against on a line.
pub fn drawn_target(kpi: &KpiUse, indicator: &Indicator) -> Option<Quantity> {
    let target = kpi.target.as_ref().filter(|target| !target.per_year && indicator.measure != MeasureType::Boolean);
    target.and_then(|target| target.value)
}

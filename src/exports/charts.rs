//! Which figures are there as pictures, for reports and other sites?
//!
//! Beside the page of a commitment, a chart and a badge of each KPI that has a value; beside the page
//! of an indicator, its line. Each in every language of the site.

use rayon::prelude::*;

use super::{Export, Out, Write};
use crate::figures::line;
use crate::model::commitment::Commitment;
use crate::pages::{Cx, Drawn, MOST_KPIS, Site, beside, drawing_of_kpi, drawn_indicator, drawn_kpi};
use crate::plan::Page;
use crate::record::{Lang, Ref};

/// Places of a part: what is drawn, the number of the KPI, the position of the language.
const KPIS: usize = MOST_KPIS;
const LANGUAGES: usize = 1 << 8;

/// Every picture.
pub fn files(site: &Site<'_>) -> Vec<Export> {
    let commitments: Vec<(Ref<Commitment>, &Commitment)> = site.portal.model.commitments.iter().collect();
    let kpis = commitments.par_iter().flat_map_iter(|(at, commitment)| of_commitment(site, *at, commitment));
    kpis.chain(indicators(site)).collect()
}

/// The charts and badges of a commitment.
fn of_commitment<'s>(
    site: &'s Site<'_>,
    at: Ref<Commitment>,
    commitment: &Commitment,
) -> impl Iterator<Item = Export> + use<'s> {
    (0..commitment.kpis.len().min(KPIS)).flat_map(move |kpi| {
        let path = |drawn| drawing_of_kpi(site, at, kpi, drawn);
        let chart = in_languages(site, path(Drawn::Chart), at.index() * KPIS + kpi, chart);
        let badge = in_languages(site, path(Drawn::Badge), at.index() * KPIS + kpi, badge);
        chart.chain(badge)
    })
}

/// The lines of indicators in partnerships.
fn indicators<'s>(site: &'s Site<'_>) -> impl ParallelIterator<Item = Export> + use<'s> {
    let path = |(at, page): (usize, &Page)| {
        let owner = page.subject.owner.filter(|_| page.template == "indicator")?;
        let indicator = Ref::new(page.subject.record as usize);
        line::line(&site.portal.model, site.figures, owner, indicator)?;
        Some((at, beside(site, &page.path, Drawn::Chart, None)))
    };
    // Few pages have a line, and they stand together.
    let paths = site.plan.pages.par_iter().with_max_len(64).enumerate().filter_map(path);
    paths.flat_map_iter(|(at, path)| in_languages(site, path, at, indicator))
}

fn indicator(site: &Site<'_>, part: usize, out: &mut Out<'_>) {
    let page = u32::try_from(part / LANGUAGES).ok().and_then(|at| site.plan.page(at));
    let svg = page
        .zip(surroundings(site, part))
        .and_then(|(page, cx)| drawn_indicator(&cx, page.subject.owner?, Ref::new(page.subject.record as usize)));
    out.extend_from_slice(svg.unwrap_or_default().as_bytes());
}

/// A picture in every language.
fn in_languages<'s>(
    site: &'s Site<'_>,
    path: Option<String>,
    part: usize,
    write: Write,
) -> impl Iterator<Item = Export> + use<'s> {
    let addresses = &site.plan.addresses;
    let languages = || site.config.pages_in.all.iter().take(LANGUAGES).zip(0..);
    path.into_iter().flat_map(move |path| {
        let file = move |(lang, at): (&Lang, usize)| Export {
            path: addresses.in_language(&path, *lang),
            part: part * LANGUAGES + at,
            write,
        };
        languages().map(file)
    })
}

fn chart(site: &Site<'_>, part: usize, out: &mut Out<'_>) {
    kpi(site, part, Drawn::Chart, out);
}

fn badge(site: &Site<'_>, part: usize, out: &mut Out<'_>) {
    kpi(site, part, Drawn::Badge, out);
}

fn kpi(site: &Site<'_>, part: usize, drawn: Drawn, out: &mut Out<'_>) {
    let Some(cx) = surroundings(site, part) else { return };
    let at: Ref<Commitment> = Ref::new(part / LANGUAGES / KPIS);
    let svg = drawn_kpi(&cx, at, part / LANGUAGES % KPIS, drawn);
    out.extend_from_slice(svg.unwrap_or_default().as_bytes());
}

fn surroundings<'s>(site: &'s Site<'_>, part: usize) -> Option<Cx<'s>> {
    let lang = site.config.pages_in.all.get(part % LANGUAGES)?;
    site.cx(*lang, "")
}

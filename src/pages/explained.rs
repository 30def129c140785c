//! How is it said how a figure came about?

use std::collections::BTreeSet;

use serde::Serialize;

use super::figures_table::NumberedRow;
use super::{Cx, figures_table, totals, yearly_total};
use crate::figures::explain::{self, Counted, Explanation};
use crate::figures::rollup::{NotIn, Piece, Rollup};
use crate::figures::series::{Excluded, LeftOut, Level};
use crate::figures::suppression::Cell;
use crate::model::commitment::Commitment;
use crate::model::indicator::{Indicator, KpiType, MeasureType};
use crate::model::observation::{Observation, RowId};
use crate::record::{Owner, Period, Ref};

/// How a figure came about, in words.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ExplainedView {
    /// The rule.
    pub rule: String,
    /// Who is in it, and why it may be a range: one sentence each.
    pub notes: Vec<String>,
    /// What is added up: one line each.
    pub counted: Vec<Line>,
    /// What comes out.
    pub sum: String,
    /// What is left out: one line each.
    pub left_out: Vec<Line>,
}

/// One value, where it stands, and why it is left out.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Line {
    /// Its period.
    pub period: String,
    /// Who reported it, or what it is.
    pub who: String,
    /// Where that leads, from the site's root; or empty.
    pub href: String,
    /// The value.
    pub value: String,
    /// Files and lines.
    pub place: String,
    /// Why it is left out, or empty.
    pub why: String,
}

/// The explanation of a figure in the page's language.
pub fn view(cx: &Cx<'_>, indicator: &Indicator, explanation: &Explanation, sum: String) -> ExplainedView {
    let baseline = explanation.baseline.map(|value| Line {
        who: cx.words.get("baseline").to_owned(),
        value: figures_table::amount(cx, indicator, value),
        ..Line::default()
    });
    let counted = explanation.counted.iter().map(|counted| self::counted(cx, indicator, counted));
    ExplainedView {
        rule: rule(cx, explanation.measure),
        notes: Vec::new(),
        counted: baseline.into_iter().chain(counted).collect(),
        sum,
        left_out: explanation.left_out.iter().flat_map(|left_out| self::left_out(cx, indicator, left_out)).collect(),
    }
}

/// How a yearly total came about: its commitments, or its partnerships.
pub fn total(cx: &Cx<'_>, rollup: &Rollup) -> ExplainedView {
    let Some(owner) = rollup.owner else {
        return totals::explained(cx, rollup, &totals::stands(cx, rollup.official, rollup.year));
    };
    let lines = commitments(cx, owner, rollup).into_iter();
    let (left_out, counted) = lines.partition(|line: &Line| !line.why.is_empty());
    ExplainedView {
        rule: cx.words.get("rule_total").to_owned(),
        notes: Some(yearly_total::coverage(cx, rollup)).filter(|note| !note.is_empty()).into_iter().collect(),
        counted,
        sum: yearly_total::value(cx, rollup),
        left_out,
    }
}

/// How it came that there is no total of a partnership: everything that was reported is left out of it.
pub fn without_total(cx: &Cx<'_>, pieces: &[Piece]) -> ExplainedView {
    ExplainedView {
        rule: cx.words.get("rule_total").to_owned(),
        sum: cx.words.get("not_available").to_owned(),
        left_out: pieces.iter().flat_map(|piece| lines(cx, piece)).collect(),
        ..ExplainedView::default()
    }
}

/// The values that a partnership's total is made of.
fn commitments(cx: &Cx<'_>, owner: Owner, rollup: &Rollup) -> Vec<Line> {
    let model = &cx.site.portal.model;
    let sum = explain::total(model, cx.site.figures, owner, rollup.official, rollup.year);
    sum.into_iter().flat_map(|sum| sum.pieces).flat_map(|piece| lines(cx, &piece)).collect()
}

/// The value of a commitment, or of the partnership as a whole, and what was left out of that.
fn lines(cx: &Cx<'_>, piece: &Piece) -> Vec<Line> {
    let Some(indicator) = cx.site.portal.model.indicators.get(piece.subject.indicator) else { return Vec::new() };
    let hidden = cx.site.figures.suppression.hides(Cell::Year(piece.subject, piece.value.year));
    let (who, href) = (piece_name(cx, piece, indicator), subject_link(cx, piece.subject.commitment));
    let value = piece.value.amount.map(|amount| Line {
        period: piece.value.year.to_string(),
        who: who.clone(),
        href: href.clone(),
        value: figures_table::figure(cx, indicator, amount, hidden),
        place: place(cx, &piece.value.rows),
        why: piece.not_in.map(|why| not_in(cx, why)).unwrap_or_default(),
    });
    let left_out = piece
        .value
        .left_out
        .iter()
        .flat_map(|one| left_out(cx, indicator, one).into_iter().map(move |line| (one, line)));
    let left_out = left_out.map(|(one, line)| {
        let reporter = Some(line.who).filter(|_| is_of_member(cx, one));
        let who = [Some(who.clone()), reporter].into_iter().flatten().collect::<Vec<_>>().join(" – ");
        Line { who, href: href.clone(), ..line }
    });
    value.into_iter().chain(left_out).collect()
}

/// "Courses", "Courses – Apprentices" where an indicator of one's own is added to an official KPI.
fn piece_name(cx: &Cx<'_>, piece: &Piece, indicator: &Indicator) -> String {
    let is_named = !indicator.built_in && indicator.kpi_type != KpiType::Other;
    let name = is_named.then(|| cx.text(&indicator.name, indicator.head.owner).text);
    [Some(subject_name(cx, piece.subject.commitment)), name].into_iter().flatten().collect::<Vec<_>>().join(" – ")
}

/// Did a member report it?
fn is_of_member(cx: &Cx<'_>, left_out: &LeftOut) -> bool {
    let row = left_out.rows.first().and_then(|row| cx.site.portal.model.observations.row(*row));
    row.is_some_and(|row| row.series.organisation.is_some())
}

/// Why a value is not in a partnership's total, or why there is none.
pub fn why_not(cx: &Cx<'_>, piece: &Piece) -> String {
    let left_out = piece.value.left_out.first().map(|left_out| why(cx, left_out.why)).unwrap_or_default();
    piece.not_in.map(|why| not_in(cx, why)).filter(|why| !why.is_empty()).unwrap_or(left_out)
}

/// Why a value is not in a partnership's total.
fn not_in(cx: &Cx<'_>, why: NotIn) -> String {
    match why {
        NotIn::NoValue => String::new(),
        NotIn::OwnValue => cx.words.get("why_whole").to_owned(),
        NotIn::ContributesTo(at) => cx.words.fill("why_contributes_to", &[("name", &subject_name(cx, Some(at)))]),
        NotIn::OtherUnit => cx.words.get("why_other_unit").to_owned(),
        NotIn::StateOrShare => cx.words.get("why_state_or_share").to_owned(),
    }
}

fn subject_link(cx: &Cx<'_>, commitment: Option<Ref<Commitment>>) -> String {
    let commitment = commitment.and_then(|at| cx.site.portal.model.commitments.get(at));
    commitment.map(|commitment| cx.record(commitment).href).unwrap_or_default()
}

fn subject_name(cx: &Cx<'_>, commitment: Option<Ref<Commitment>>) -> String {
    match commitment.and_then(|at| cx.site.portal.model.commitments.get(at)) {
        Some(commitment) => cx.record(commitment).text,
        None => cx.words.get("whole_partnership").to_owned(),
    }
}

/// By which rule values of this sort are put together.
pub fn rule(cx: &Cx<'_>, measure: MeasureType) -> String {
    let key = match measure {
        MeasureType::Flow => "rule_flow",
        MeasureType::Cumulative => "rule_cumulative",
        MeasureType::Stock => "rule_stock",
        MeasureType::Ratio => "rule_ratio",
        MeasureType::Boolean => "rule_boolean",
    };
    cx.words.get(key).to_owned()
}

fn counted(cx: &Cx<'_>, indicator: &Indicator, counted: &Counted) -> Line {
    let hidden = counted.cell.and_then(|cell| cx.site.figures.suppression.hides(cell));
    let who = match counted.level {
        Level::Own => cx.words.get("whole_partnership").to_owned(),
        Level::Members => cx.words.count("members", counted.members),
    };
    Line {
        period: cx.words.period(counted.period),
        who: [Some(who), parts(cx, &counted.rows)].into_iter().flatten().collect::<Vec<_>>().join(" – "),
        value: figures_table::figure(cx, indicator, counted.amount, hidden),
        place: place(cx, &counted.rows),
        ..Line::default()
    }
}

/// "sum of the parts: Sex", where a value is derived because nobody reported the total. A KPI on one part alone
/// has rows of one part.
fn parts(cx: &Cx<'_>, rows: &[RowId]) -> Option<String> {
    let observations = &cx.site.portal.model.observations;
    let of_row = |at: &RowId| observations.row(*at).map(|row| row.series.breakdown).filter(|part| *part != 0);
    let parts: BTreeSet<_> = rows.iter().filter_map(of_row).collect();
    let (dimension, _) = observations.breakdown(*parts.first().filter(|_| parts.len() > 1)?).single()?;
    let name = cx.words.get(&format!("dimension_{}", dimension.column())).to_owned();
    Some(cx.words.fill("sum_of_parts", &[("dimension", &name)]))
}

/// What is left out, one line for each reporter: nobody's values are added to another's here.
fn left_out(cx: &Cx<'_>, indicator: &Indicator, left_out: &LeftOut) -> Vec<Line> {
    let rows = figures_table::numbered(cx, &left_out.rows);
    let by_reporter = rows.chunk_by(|(_, a), (_, b)| a.series.organisation == b.series.organisation);
    let line = |rows: &[NumberedRow<'_>]| {
        let first = rows.first().map(|(_, row)| *row);
        let values: Vec<String> = rows.iter().map(|row| figures_table::cell(cx, indicator, *row).text).collect();
        Line {
            period: first.map(|row| cx.words.period(row.period)).unwrap_or_default(),
            who: first.map(|row| reporter(cx, row)).unwrap_or_default(),
            value: values.join(" + "),
            place: place(cx, &rows.iter().map(|(at, _)| *at).collect::<Vec<_>>()),
            why: why(cx, left_out.why),
            ..Line::default()
        }
    };
    by_reporter.map(line).collect()
}

fn reporter(cx: &Cx<'_>, row: &Observation) -> String {
    match row.series.organisation {
        None => cx.words.get("whole_partnership").to_owned(),
        Some(at) => cx.site.portal.model.organisations.get(at).map(|one| cx.record(one).text).unwrap_or_default(),
    }
}

/// Why a value is left out.
pub fn why(cx: &Cx<'_>, why: Excluded) -> String {
    let with = |key: &str, period: Period| cx.words.fill(key, &[("period", &cx.words.period(period))]);
    match why {
        Excluded::Inside(period) => with("why_inside", period),
        Excluded::OwnValue(period) => with("why_own_value", period),
        Excluded::Overlaps(period) => with("why_overlaps", period),
        Excluded::Earlier(period) => with("why_earlier", period),
        Excluded::NotAddable => cx.words.get("why_not_addable").to_owned(),
        Excluded::BeforeStart => cx.words.get("why_before_start").to_owned(),
        Excluded::InBaseline => cx.words.get("why_in_baseline").to_owned(),
        Excluded::AcrossYears => cx.words.get("why_across_years").to_owned(),
        Excluded::NothingBefore => cx.words.get("why_nothing_before").to_owned(),
        Excluded::Break => cx.words.get("why_break").to_owned(),
    }
}

/// "data/people.csv: 5, 7–9"
pub fn place(cx: &Cx<'_>, rows: &[RowId]) -> String {
    let mut files: Vec<(&str, Vec<u32>)> = Vec::new();
    for (_, row) in figures_table::numbered(cx, rows) {
        let sources = cx.site.sources;
        let (path, line) = (sources.path(row.file), sources.line(row.file, row.start));
        match files.iter_mut().find(|(known, _)| *known == path) {
            Some((_, lines)) => lines.push(line),
            None => files.push((path, vec![line])),
        }
    }
    let file = |(path, mut lines): (&str, Vec<u32>)| {
        lines.sort_unstable();
        lines.dedup();
        format!("{}: {}", path.trim_start_matches(crate::record::CONTENT), ranges(&lines))
    };
    files.into_iter().map(file).collect::<Vec<_>>().join("; ")
}

/// "5, 7–9"
fn ranges(lines: &[u32]) -> String {
    let runs = lines.chunk_by(|a, b| a + 1 == *b);
    let run = |run: &[u32]| match run {
        [first, .., last] => format!("{first}–{last}"),
        [one] => one.to_string(),
        [] => String::new(),
    };
    runs.map(run).collect::<Vec<_>>().join(", ")
}

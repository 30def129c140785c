//! How are things shown that were counted, and who was?

use super::explained::{self, ExplainedView, Line};
use super::view::Tile;
use super::{Cx, figures_table, kpi};
use crate::figures::counts::{Count, Counted, One};
use crate::model::organisation::Organisation;
use crate::record::{Entity, Owner, Ref};

/// A count as a tile.
pub fn tile(cx: &Cx<'_>, owner: Option<Owner>, count: Count, key: &str, list: &str) -> Option<Tile> {
    let counted = count.of(&cx.site.portal.model, cx.site.figures, owner)?;
    Some(Tile {
        anchor: count.id(),
        value: cx.words.whole(counted.number()),
        label: cx.words.get(key).to_owned(),
        href: cx.list_href(owner, list).unwrap_or_default(),
    })
}

/// "12", or "7 of 9" where not all could be counted.
pub fn value(cx: &Cx<'_>, count: Count, counted: &Counted) -> String {
    match count {
        Count::Reported(_) => figures_table::some_of(cx, counted.coverage()),
        _ => cx.words.whole(counted.number()),
    }
}

/// What is counted, in words.
pub fn name(cx: &Cx<'_>, count: Count) -> String {
    let key = match count {
        Count::Partnerships => "heading_partnerships",
        Count::Members => "heading_members",
        Count::Countries => "member_countries",
        Count::Commitments => "heading_commitments",
        Count::Reported(year) => return format!("{}, {year}", cx.words.get("members_who_reported")),
        Count::Standing(status) => return super::progress_status(cx, status).text,
    };
    cx.words.get(key).to_owned()
}

/// Who is counted, one by one.
pub fn explained(cx: &Cx<'_>, owner: Option<Owner>, count: Count, counted: &Counted) -> ExplainedView {
    let lines = |list: &[One], why: &str| -> Vec<Line> {
        let line = |one: &One| Line { why: why.to_owned(), ..line(cx, owner, count, *one) };
        let mut lines: Vec<Line> = list.iter().map(line).collect();
        lines.sort_by_cached_key(|line| cx.words.sort_key(&line.who));
        lines
    };
    let (rule, why) = match count {
        Count::Reported(_) => ("reporting_lead", "not_reported"),
        _ => ("rule_count", "former_members"),
    };
    ExplainedView {
        rule: cx.words.get(rule).to_owned(),
        notes: Vec::new(),
        counted: lines(&counted.counted, ""),
        sum: value(cx, count, counted),
        left_out: lines(&counted.left_out, cx.words.get(why)),
    }
}

fn line(cx: &Cx<'_>, owner: Option<Owner>, count: Count, one: One) -> Line {
    let model = &cx.site.portal.model;
    match one {
        One::Partnership(at) => model.partnerships.get(at).map(|record| of_record(cx, record)),
        One::Commitment(at) => model.commitments.get(at).map(|record| of_record(cx, record)),
        One::Organisation(at) => model.organisations.get(at).map(|record| Line {
            place: reports(cx, owner, count, at).unwrap_or_else(|| file(cx, record)),
            ..of_record(cx, record)
        }),
        One::Country(country) => {
            let link = cx.term_link(country.0, "countries", None);
            Some(Line { who: link.text, href: link.href, ..Line::default() })
        }
        One::Kpi(at, number) => model.commitments.get(at).and_then(|record| {
            let shown = kpi::Shown::new(cx, at, record, number)?;
            Some(Line { value: shown.share(), period: shown.title().text, ..of_record(cx, record) })
        }),
    }
    .unwrap_or_default()
}

fn of_record<T: Entity>(cx: &Cx<'_>, record: &T) -> Line {
    let link = cx.record(record);
    Line { who: link.text, href: link.href, place: file(cx, record), ..Line::default() }
}

/// The file that a record stands in, and the line where it begins.
fn file<T: Entity>(cx: &Cx<'_>, record: &T) -> String {
    let (sources, place) = (cx.site.sources, &record.head().place);
    let path = sources.path(place.file).trim_start_matches(crate::record::CONTENT);
    match sources.line(place.file, place.start) {
        1 => path.to_owned(),
        line => format!("{path}: {line}"),
    }
}

/// Where a member's reports on the year stand.
fn reports(cx: &Cx<'_>, owner: Option<Owner>, count: Count, at: Ref<Organisation>) -> Option<String> {
    let (Count::Reported(year), Some(owner)) = (count, owner) else { return None };
    let whole = crate::record::Period::year(year)?;
    let rows = cx.site.portal.model.observations.rows_of(owner);
    let rows = rows.filter(|(_, row)| row.series.organisation == Some(at) && whole.contains(row.period));
    Some(explained::place(cx, &rows.map(|(id, _)| id).collect::<Vec<_>>()))
}

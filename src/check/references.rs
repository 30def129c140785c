//! Do references lead somewhere sensible?

use std::collections::{BTreeMap, BTreeSet};

use super::{Setting, hidden, records, rows};
use crate::model::Model;
use crate::model::membership::Membership;
use crate::model::organisation::Organisation;
use crate::record::{Entity, Key, Owner, Ref, Table};
use crate::report::{Diagnostic, Level, NOT_A_MEMBER, REFERENCE_CYCLE, Report, UNUSED_ORGANISATION};
use crate::source::{FileId, Place};

/// Commitments do not contribute to one another in a circle.
pub fn contribution_cycles(model: &Model, _: &Setting<'_>, report: &Report) {
    cycles(&model.commitments, "contributes_to", report, |commitment| commitment.contributes_to.into_iter().collect());
}

/// Partnerships are not groups of one another in a circle.
pub fn parent_cycles(model: &Model, _: &Setting<'_>, report: &Report) {
    cycles(&model.partnerships, "parent", report, |partnership| partnership.parent.into_iter().collect());
}

/// Organisations do not speak for one another in a circle.
pub fn umbrella_cycles(model: &Model, _: &Setting<'_>, report: &Report) {
    cycles(&model.organisations, "umbrella_of", report, |organisation| {
        organisation.umbrella_of.iter().copied().zip(organisation.umbrella_of_at.iter().copied()).collect()
    });
}

/// A record on the way, and the references from it that are not yet followed.
type Step<T> = (Ref<T>, Vec<(Ref<T>, Place)>);

/// Where a record stands while circles are looked for.
enum Seen {
    /// On the way, at this position.
    OnPath(usize),
    /// All its ways were walked.
    Done,
}

/// Reports each circle once, at its first record in order of keys.
fn cycles<T: Entity>(table: &Table<T>, field: &str, report: &Report, next: impl Fn(&T) -> Vec<(Ref<T>, Place)>) {
    let mut seen: BTreeMap<Ref<T>, Seen> = BTreeMap::new();
    for (start, _) in table.iter().filter(|(_, record)| !next(record).is_empty()) {
        let mut path: Vec<Step<T>> = Vec::new();
        let mut enter = (!seen.contains_key(&start)).then_some(start);
        loop {
            if let Some(at) = enter.take() {
                seen.insert(at, Seen::OnPath(path.len()));
                path.push((at, table.get(at).map(&next).unwrap_or_default()));
            }
            let Some((at, ways)) = path.last_mut() else { break };
            let Some((to, _)) = ways.pop() else {
                seen.insert(*at, Seen::Done);
                path.pop();
                continue;
            };
            match seen.get(&to) {
                None => enter = Some(to),
                Some(Seen::OnPath(from)) => {
                    let circle = path.iter().skip(*from).map(|(at, _)| *at).collect();
                    circle_found(table, circle, field, report, &next);
                }
                Some(Seen::Done) => {}
            }
        }
    }
}

fn circle_found<T: Entity>(
    table: &Table<T>,
    mut circle: Vec<Ref<T>>,
    field: &str,
    report: &Report,
    next: impl Fn(&T) -> Vec<(Ref<T>, Place)>,
) {
    let first = circle.iter().enumerate().min_by_key(|(_, at)| **at).map_or(0, |(position, _)| position);
    circle.rotate_left(first);
    let Some(record) = circle.first().and_then(|at| table.get(*at)) else { return };
    let second = circle.get(1).or(circle.first()).copied();
    let place = next(record).into_iter().find(|(to, _)| Some(*to) == second).map_or(record.head().place, |way| way.1);
    let ids: Vec<&str> =
        circle.iter().chain(circle.first()).filter_map(|at| Some(table.get(*at)?.head().key.id())).collect();
    let message = match circle.len() {
        1 => format!("`{field}` of this {} names the {0} itself", T::KIND.noun),
        _ => format!("`{field}` leads in a circle: {}", ids.join(" → ")),
    };
    report.fault(Diagnostic::new(REFERENCE_CYCLE, place, message).help(format!("remove one `{field}`")));
}

/// Is the organisation a member, be its file readable or not?
fn is_member(model: &Model, owner: Owner, organisation: Ref<Organisation>) -> bool {
    let id = records::id(model, organisation);
    model.names.find(&Membership::KIND, Some(owner), id).is_some()
}

fn stranger(model: &Model, owner: Owner, organisation: Ref<Organisation>, place: Place, does: &str) -> Diagnostic {
    let id = records::id(model, organisation);
    let partnership = model.names.owner_id(owner);
    let message = format!("`{id}` {does}, but it is not a member of `{partnership}`");
    Diagnostic::new(NOT_A_MEMBER, place, message)
        .help(format!("write `content/partnerships/{partnership}/members/{id}.toml`, or correct the id"))
}

/// Who promises is a member.
pub fn promises_of_strangers(model: &Model, _: &Setting<'_>, report: &Report) {
    for (_, commitment) in model.commitments.iter() {
        let Some(owner) = commitment.head.owner else { continue };
        for (organisation, place) in &commitment.made_by {
            if !is_member(model, owner, *organisation) {
                report.rule(stranger(model, owner, *organisation, *place, "makes this commitment"));
            }
        }
    }
}

/// Who reports is a member; told once for each file.
pub fn reports_of_strangers(model: &Model, setting: &Setting<'_>, report: &Report) {
    let reports = model.observations.list.iter().filter(|row| row.series.organisation.is_some());
    let mut reports: Vec<_> = reports.collect();
    reports.sort_by_key(|row| (row.file, row.start));
    let mut told: BTreeSet<(FileId, Ref<Organisation>)> = BTreeSet::new();
    for row in reports {
        let Some(organisation) = row.series.organisation else { continue };
        if told.insert((row.file, organisation)) && !is_member(model, row.series.owner, organisation) {
            let place = rows::cell(setting, row, "organisation");
            report.rule(stranger(model, row.series.owner, organisation, place, "reports here"));
        }
    }
}

/// Every organisation of the register is named somewhere.
pub fn unused_organisations(model: &Model, _: &Setting<'_>, report: &Report) {
    if report.level(UNUSED_ORGANISATION) == Level::Off {
        return;
    }
    let mentions = hidden::mentions(model);
    let mut used: BTreeSet<&Key> = mentions.iter().map(|mention| &mention.to.key).collect();
    let reporting = model.observations.list.iter().filter_map(|row| row.series.organisation);
    used.extend(reporting.filter_map(|at| Some(&model.organisations.get(at)?.head.key)));
    for (_, organisation) in model.organisations.iter() {
        if !used.contains(&organisation.head.key) {
            let message = format!("nothing names the organisation `{}`", organisation.head.key.id());
            let finding = Diagnostic::new(UNUSED_ORGANISATION, organisation.head.place, message);
            report.rule(finding.help("make it a member of a partnership, or remove it from the register"));
        }
    }
}

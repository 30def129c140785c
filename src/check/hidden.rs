//! Does anything that is shown point at something that is not?

use super::{Setting, visible};
use crate::model::Model;
use crate::model::agreement::Agreement;
use crate::model::event::Organiser;
use crate::model::partnership::Partnership;
use crate::model::yearly_report::Author;
use crate::record::{Entity, Head, Ref, Table};
use crate::report::{Diagnostic, HIDDEN_REFERENCE, Report};
use crate::source::Place;

/// One record names another.
pub struct Mention<'a> {
    /// The record that names.
    pub from: &'a Head,
    /// The record that is named.
    pub to: &'a Head,
    /// What sort of record that is.
    pub noun: &'static str,
    /// Where it is named.
    pub place: Place,
}

/// A record that is not shown, as who names it is told of it.
pub struct Told {
    what: String,
    file: String,
}

impl Told {
    /// The words for a hidden record.
    pub fn new(model: &Model, head: &Head, noun: &str, setting: &Setting<'_>) -> Self {
        let reason = visible::reason(model, head, setting);
        let file = setting.sources.path(head.file()).to_owned();
        Told { what: format!("the {noun} `{}` {reason}", head.key.id()), file }
    }

    /// It is named at this place, by something that is shown.
    pub fn named_at(&self, place: Place) -> Diagnostic {
        let Told { what, file } = self;
        let help = format!("publish it in `{file}`, hide this record too, or remove the reference");
        Diagnostic::new(HIDDEN_REFERENCE, place, format!("this is published, but {what}")).help(help)
    }
}

/// Everything that is shown names only what is shown.
pub fn references(model: &Model, setting: &Setting<'_>, report: &Report) {
    if visible::hidden(model, setting).is_empty() {
        return;
    }
    let is_shown = |head: &Head| visible::is_shown(model, head, setting);
    for mention in mentions(model) {
        if is_shown(mention.from) && !is_shown(mention.to) {
            report.rule(Told::new(model, mention.to, mention.noun, setting).named_at(mention.place));
        }
    }
}

/// The site of a partnership shows it.
pub fn home(model: &Model, setting: &Setting<'_>, report: &Report) {
    let Some((id, place)) = &setting.config.home else { return };
    let named = model.names.find(&Partnership::KIND, None, id).and_then(|at| model.partnerships.get(Ref::new(at)));
    let Some(Partnership { head, .. }) = named.filter(|named| !visible::is_meant(&named.head, setting)) else { return };
    let reason = visible::reason(model, head, setting);
    let message = format!("this is the site of the partnership `{id}`, but that {reason}");
    let help = format!("publish it in `{}`; without it the site is empty", setting.sources.path(head.file()));
    report.rule(Diagnostic::new(HIDDEN_REFERENCE, *place, message).help(help));
}

/// A partnership is published with its agreement.
pub fn agreements(model: &Model, setting: &Setting<'_>, report: &Report) {
    let is_meant = |head: &Head| visible::is_meant(head, setting);
    for (_, Agreement { head, .. }) in model.agreements.iter() {
        let Some(partnership) = head.owner.and_then(|owner| visible::partnership(model, owner)) else { continue };
        if is_meant(&partnership.head) && !is_meant(head) {
            let reason = visible::reason(model, head, setting);
            let message = format!("this partnership is published, but its agreement {reason}");
            let file = setting.sources.path(head.file());
            let help = format!("publish the agreement in `{file}`, or hide the partnership too");
            report.rule(Diagnostic::new(HIDDEN_REFERENCE, partnership.head.place, message).help(help));
        }
    }
}

/// Every reference of a record to another that could be read.
pub fn mentions(model: &Model) -> Vec<Mention<'_>> {
    let mut found = Vec::new();
    of_members(model, &mut found);
    of_commitments(model, &mut found);
    of_partnerships(model, &mut found);
    of_agreements(model, &mut found);
    of_organisations(model, &mut found);
    of_reports(model, &mut found);
    of_events(model, &mut found);
    found
}

fn add<'a, T: Entity>(found: &mut Vec<Mention<'a>>, from: &'a Head, table: &'a Table<T>, to: Ref<T>, place: Place) {
    if let Some(to) = table.get(to) {
        found.push(Mention { from, to: to.head(), noun: T::KIND.noun, place });
    }
}

fn of_members<'a>(model: &'a Model, found: &mut Vec<Mention<'a>>) {
    for (_, member) in model.members.iter() {
        add(found, &member.head, &model.organisations, member.organisation, member.head.place);
    }
}

fn of_commitments<'a>(model: &'a Model, found: &mut Vec<Mention<'a>>) {
    for (_, commitment) in model.commitments.iter() {
        let head = &commitment.head;
        for (organisation, place) in &commitment.made_by {
            add(found, head, &model.organisations, *organisation, *place);
        }
        if let Some((other, place)) = commitment.contributes_to {
            add(found, head, &model.commitments, other, place);
        }
        for kpi in &commitment.kpis {
            add(found, head, &model.indicators, kpi.indicator, kpi.indicator_place);
        }
    }
}

fn of_partnerships<'a>(model: &'a Model, found: &mut Vec<Mention<'a>>) {
    for (_, partnership) in model.partnerships.iter() {
        let head = &partnership.head;
        for (coordinator, place) in partnership.coordinators.iter().zip(&partnership.coordinators_at) {
            add(found, head, &model.organisations, *coordinator, *place);
        }
        if let Some((parent, place)) = partnership.parent {
            add(found, head, &model.partnerships, parent, place);
        }
    }
}

fn of_agreements<'a>(model: &'a Model, found: &mut Vec<Mention<'a>>) {
    for (_, agreement) in model.agreements.iter() {
        let signatories = agreement.signatories.iter().zip(&agreement.signatories_at);
        let supporters = agreement.supporters.iter().zip(&agreement.supporters_at);
        for (organisation, place) in signatories.chain(supporters) {
            add(found, &agreement.head, &model.organisations, *organisation, *place);
        }
    }
}

fn of_organisations<'a>(model: &'a Model, found: &mut Vec<Mention<'a>>) {
    for (_, organisation) in model.organisations.iter() {
        for (other, place) in organisation.umbrella_of.iter().zip(&organisation.umbrella_of_at) {
            add(found, &organisation.head, &model.organisations, *other, *place);
        }
    }
}

fn of_reports<'a>(model: &'a Model, found: &mut Vec<Mention<'a>>) {
    for (_, report) in model.reports.iter() {
        for (author, place) in &report.authors {
            if let Author::Organisation(at) = author {
                add(found, &report.head, &model.organisations, *at, *place);
            }
        }
    }
}

fn of_events<'a>(model: &'a Model, found: &mut Vec<Mention<'a>>) {
    for (_, event) in model.events.iter() {
        if let Some(Organiser::Organisation(at, place)) = event.organiser {
            add(found, &event.head, &model.organisations, at, place);
        }
    }
}

//! What is the core monitoring set for a year? (handbook 6.1, box 40)
//!
//! Each number is derived from what the content holds already, or it is said why there is none.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::amount::Amount;
use super::membership;
use super::rollup::Official;
use super::stated::Reports;
use super::suppression::{Cell, Hidden};
use super::yearly::{Scope, Texts, Unit, Value, texts};
use super::years;
use crate::model::event::{Event, EventStatus};
use crate::model::indicator::{Indicator, KpiType};
use crate::model::observation::{self, ObservationStatus, Subject};
use crate::record::{Owner, Quantity, Ref};

/// One number of the core set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Core {
    /// Its id in box 40.
    pub id: String,
    /// How it is written.
    pub unit: Unit,
    /// The number.
    pub value: Value,
    /// Why there is none: an id.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lack: String,
    /// What is counted, one by one: ids of `vocabulary`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub list: Vec<String>,
    /// The vocabulary of the list.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub vocabulary: String,
    /// What is counted, one by one, where it has names of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Texts>,
}

/// The indicators by which partnerships report what their members say.
const SATISFIED: &str = "core-members-satisfied";
const USING: &str = "core-members-using-outputs";

/// The whole set, in the order of box 40.
pub fn all(scope: &Scope<'_>) -> Vec<Core> {
    vec![
        members(scope),
        countries(scope),
        sectors(scope),
        reach(scope),
        meetings(scope),
        participants(scope),
        none("core-workprogramme-delivered", "no-work-plan"),
        outputs(scope),
        told_by_members(scope, SATISFIED),
        told_by_members(scope, USING),
    ]
}

fn none(id: &str, lack: &str) -> Core {
    Core { id: id.to_owned(), lack: lack.to_owned(), ..Core::default() }
}

fn number_of(id: &str, unit: &str, value: Value) -> Core {
    Core { id: id.to_owned(), unit: Unit::whole(unit), value, ..Core::default() }
}

fn organisations(scope: &Scope<'_>) -> BTreeSet<Ref<crate::model::organisation::Organisation>> {
    membership::at_end_of(&membership::memberships(scope.model, scope.owner), scope.end)
}

fn members(scope: &Scope<'_>) -> Core {
    number_of("core-members", "organisations", Value::whole(organisations(scope).len()))
}

fn countries(scope: &Scope<'_>) -> Core {
    let countries = membership::countries(scope.model, &organisations(scope));
    let list = countries.into_iter().map(|country| scope.model.vocabularies.id(country.0).to_owned());
    listed("core-coverage-countries", "countries", list.collect())
}

/// The ecosystems of members, and those of the partnership itself.
fn sectors(scope: &Scope<'_>) -> Core {
    let mut ecosystems = membership::ecosystems(scope.model, &organisations(scope));
    for owner in scope.owners() {
        let partnership = scope.model.partnership(owner);
        let own = partnership.into_iter().flat_map(|partnership| &partnership.ecosystems);
        ecosystems.extend(own.map(|term| scope.model.vocabularies.id(*term).to_owned()));
    }
    listed("core-coverage-sectors", "ecosystems", ecosystems.into_iter().collect())
}

fn listed(id: &str, vocabulary: &str, list: Vec<String>) -> Core {
    Core { list: list.clone(), vocabulary: vocabulary.to_owned(), ..number_of(id, "", Value::whole(list.len())) }
}

fn reach(scope: &Scope<'_>) -> Core {
    let official = Official { kpi: KpiType::PeopleReached, indicator: None };
    let value = scope.total(official, scope.year);
    if !value.is_known() {
        return none("core-communication-reach", "no-reach");
    }
    number_of("core-communication-reach", "persons", value)
}

/// Meetings of the year that took place, as far as is known.
fn events<'a>(scope: &Scope<'a>) -> Vec<&'a Event> {
    let is_wanted = |event: &&Event| {
        let is_own = scope.owner.is_none() || event.head.owner == scope.owner;
        let is_off = matches!(event.status, Some(EventStatus::Cancelled | EventStatus::Postponed));
        is_own && !is_off && event.start.date().year() == scope.year && event.start.date() <= scope.end
    };
    scope.model.events.iter().map(|(_, event)| event).filter(is_wanted).collect()
}

fn meetings(scope: &Scope<'_>) -> Core {
    match events(scope).len() {
        0 => none("core-meetings", "no-events"),
        count => number_of("core-meetings", "", Value::whole(count)),
    }
}

/// Those who came, by the number of meetings of which it is known how many came.
fn participants(scope: &Scope<'_>) -> Core {
    let id = "core-meeting-participants-avg";
    let attendees: Vec<u32> = events(scope).into_iter().filter_map(|event| event.attendees).collect();
    if attendees.is_empty() {
        return none(id, "no-attendees");
    }
    let sum: i64 = attendees.iter().map(|attendees| i64::from(*attendees)).sum();
    let count = i64::try_from(attendees.len()).unwrap_or(i64::MAX);
    // To the tenth of a person, halves up.
    let tenths = (sum * 20 + count) / (count * 2);
    let amount = Amount::Number(Quantity::whole(tenths).tenth());
    let value = Value::new(Some(amount), None, ObservationStatus::Final);
    Core { unit: Unit { id: "persons".to_owned(), decimals: 1 }, ..number_of(id, "", value) }
}

/// What was developed: indicators of the group of outputs with a value above 0; of the catalogue the
/// partnerships with any.
fn outputs(scope: &Scope<'_>) -> Core {
    let id = "core-outputs-developed";
    let (mut asked, mut with_any) = (0, 0);
    let mut names: Vec<Texts> = Vec::new();
    for owner in scope.owners() {
        let developed = outputs_of(scope, owner);
        asked += u32::from(developed.is_some());
        with_any += u32::from(developed.as_ref().is_some_and(|names| !names.is_empty()));
        names.extend(developed.into_iter().flatten().filter(|_| scope.owner.is_some()));
    }
    if asked == 0 {
        return none(id, "no-outputs");
    }
    let value = Value::new(Some(Amount::Truth { yes: with_any, of: asked }), None, ObservationStatus::Final);
    Core { names, ..number_of(id, "boolean", value) }
}

/// Names of the outputs of a partnership in the year; none where it has no indicator of them.
fn outputs_of(scope: &Scope<'_>, owner: Owner) -> Option<Vec<Texts>> {
    let mut names: Option<Vec<Texts>> = None;
    for (subject, indicator) in subjects(scope, owner, |indicator| is_output(scope, indicator)) {
        let names = names.get_or_insert_default();
        let year = years::year(indicator, &Reports::on(scope.model, subject, 0), scope.year);
        let is_shown = scope.figures.suppression.hides(Cell::Year(subject, scope.year)).is_none();
        let amount = year.and_then(|year| year.amount).filter(|_| is_shown);
        let name = texts(&indicator.name);
        if amount.is_some_and(|amount| amount.value() > Quantity::ZERO) && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn is_output(scope: &Scope<'_>, indicator: &Indicator) -> bool {
    indicator.group.is_some_and(|group| scope.model.vocabularies.id(group) == "partnership-outputs")
}

/// What a partnership reports on, by indicators of some sort.
fn subjects<'a>(scope: &Scope<'a>, owner: Owner, wanted: impl Fn(&Indicator) -> bool) -> Vec<(Subject, &'a Indicator)> {
    let subjects = observation::subjects(scope.model.observations.of(owner));
    let known = subjects.filter_map(|subject| Some((subject, scope.model.indicators.get(subject.indicator)?)));
    known.filter(|(_, indicator)| wanted(indicator)).collect()
}

/// A share of members, as partnerships report it under the id of box 40; of the catalogue with the names of
/// those that do.
fn told_by_members(scope: &Scope<'_>, id: &str) -> Core {
    let mut amounts = Vec::new();
    let mut hidden = None;
    let mut asked: Option<&Indicator> = None;
    let mut names: Vec<Texts> = Vec::new();
    for owner in scope.owners() {
        let told = subjects(scope, owner, |indicator| indicator.head.key.id() == id);
        let Some((subject, indicator)) = told.into_iter().next() else { continue };
        let year = years::year(indicator, &Reports::on(scope.model, subject, 0), scope.year);
        let Some((year, amount)) = year.and_then(|year| year.amount.map(|amount| (year, amount))) else { continue };
        asked = Some(indicator);
        amounts.push(amount);
        let partnership = scope.model.partnership(owner).filter(|_| scope.owner.is_none());
        names.extend(partnership.map(|partnership| texts(&partnership.name)));
        let is_hidden = scope.figures.hides_any(&year.rows);
        let of_year = scope.figures.suppression.hides(Cell::Year(subject, scope.year));
        hidden = hidden.or(of_year).or(is_hidden.then_some(Hidden::Withheld));
    }
    let Some(indicator) = asked else { return none(id, "not-asked") };
    match Amount::total(indicator, amounts) {
        None => none(id, "not-addable"),
        Some(amount) => {
            let guarded = hidden.is_some();
            let value = Value { guarded, ..Value::new(Some(amount), hidden, ObservationStatus::Final) };
            Core { unit: Unit::of(indicator), names, ..number_of(id, "", value) }
        }
    }
}

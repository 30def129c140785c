//! What may be published?

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Portal, Setting, records};
use crate::model::observation::Observation;
use crate::model::partnership::Partnership;
use crate::model::{Keeper, Model, Visitor};
use crate::record::{Entity, Head, Key, Owner, Table};

/// Is the record itself meant for this audience?
pub fn is_meant(head: &Head, setting: &Setting<'_>) -> bool {
    head.visibility <= setting.audience && (setting.drafts || !head.draft)
}

/// Is the record shown: meant for this audience, and its partnership too?
pub fn is_shown(model: &Model, head: &Head, setting: &Setting<'_>) -> bool {
    let partnership = head.owner.and_then(|owner| partnership(model, owner));
    is_meant(head, setting) && partnership.is_none_or(|partnership| is_meant(&partnership.head, setting))
}

/// The partnership at a position, where it could be read.
pub fn partnership(model: &Model, owner: Owner) -> Option<&Partnership> {
    model.partnership(owner)
}

/// The portal: the model without what is hidden from this audience.
pub fn publishable(model: Model, setting: &Setting<'_>) -> Portal {
    let hidden = hidden(&model, setting);
    Portal { model: without(model, &hidden) }
}

/// Keys of the records that this audience may not see.
pub fn hidden(model: &Model, setting: &Setting<'_>) -> BTreeSet<Key> {
    let mut hidden = Hidden { model, setting, keys: BTreeSet::new() };
    model.visit(&mut hidden);
    let of_hidden = model.members.iter().map(|(_, member)| member).filter(|member| {
        let organisation = model.organisations.get(member.organisation);
        organisation.is_some_and(|organisation| !is_shown(model, &organisation.head, setting))
    });
    hidden.keys.extend(of_hidden.map(|member| member.head.key.clone()));
    hidden.keys
}

struct Hidden<'a> {
    model: &'a Model,
    setting: &'a Setting<'a>,
    keys: BTreeSet<Key>,
}

impl Visitor for Hidden<'_> {
    fn visit<T: Entity>(&mut self, _: usize, table: &Table<T>) {
        let heads = table.iter().map(|(_, record)| record.head());
        let hidden = heads.filter(|head| !is_shown(self.model, head, self.setting));
        self.keys.extend(hidden.map(|head| head.key.clone()));
    }
}

/// Keeps the records whose keys are not among these.
struct Except<'a>(&'a BTreeSet<Key>);

impl Keeper for Except<'_> {
    fn keeps<T: Entity>(&self, record: &T) -> bool {
        !self.0.contains(&record.head().key)
    }
}

/// The model without these records and the data about them.
pub fn without(model: Model, keys: &BTreeSet<Key>) -> Model {
    if keys.is_empty() {
        return model;
    }
    let mut model = model.retain(&Except(keys));
    let mut observations = Arc::unwrap_or_clone(std::mem::take(&mut model.observations));
    observations.list.retain(|row| is_about_known(&model, row));
    Model { observations: Arc::new(observations), ..model }
}

/// Is everything there that the row names?
pub fn is_about_known(model: &Model, row: &Observation) -> bool {
    let series = row.series;
    partnership(model, series.owner).is_some()
        && model.indicators.get(series.indicator).is_some()
        && series.commitment.is_none_or(|at| model.commitments.get(at).is_some())
        && series.organisation.is_none_or(|at| model.organisations.get(at).is_some())
}

/// Why a hidden record is hidden, in words.
pub fn reason(model: &Model, head: &Head, setting: &Setting<'_>) -> String {
    use crate::record::Visibility::{Internal, Members};
    match head.owner.filter(|_| is_meant(head, setting)) {
        Some(owner) => {
            let id = records::id::<Partnership>(model, owner.into());
            format!("belongs to the partnership `{id}`, which is not published")
        }
        None if head.draft && !setting.drafts => "is a draft".to_owned(),
        None if head.visibility == Members => "is only for members".to_owned(),
        None if head.visibility == Internal => "is internal".to_owned(),
        None => "is not published".to_owned(),
    }
}

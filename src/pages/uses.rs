//! Who refers to a record?

use crate::model::Model;
use crate::model::commitment::Commitment;
use crate::model::membership::Membership;
use crate::model::organisation::Organisation;
use crate::record::Ref;

/// The records that refer to each organisation and to each commitment, by position.
#[derive(Debug, Default)]
pub struct Uses {
    memberships: Vec<Vec<Ref<Membership>>>,
    commitments: Vec<Vec<Ref<Commitment>>>,
    umbrellas: Vec<Vec<Ref<Organisation>>>,
    supporters: Vec<Vec<Ref<Commitment>>>,
}

impl Uses {
    /// Looks through the whole model once.
    pub fn of(model: &Model) -> Self {
        let organisations = model.organisations.names();
        let mut uses = Uses {
            memberships: vec![Vec::new(); organisations],
            commitments: vec![Vec::new(); organisations],
            umbrellas: vec![Vec::new(); organisations],
            supporters: vec![Vec::new(); model.commitments.names()],
        };
        for (at, membership) in model.members.iter() {
            note(&mut uses.memberships, membership.organisation, at);
        }
        for (at, commitment) in model.commitments.iter() {
            for (organisation, _) in &commitment.made_by {
                note(&mut uses.commitments, *organisation, at);
            }
            if let Some((supported, _)) = commitment.contributes_to {
                note(&mut uses.supporters, supported, at);
            }
        }
        for (at, organisation) in model.organisations.iter() {
            for member in &organisation.umbrella_of {
                note(&mut uses.umbrellas, *member, at);
            }
        }
        uses
    }

    /// The memberships of an organisation.
    pub fn memberships(&self, at: Ref<Organisation>) -> &[Ref<Membership>] {
        found(&self.memberships, at)
    }

    /// The commitments that an organisation has made.
    pub fn commitments(&self, at: Ref<Organisation>) -> &[Ref<Commitment>] {
        found(&self.commitments, at)
    }

    /// The organisations that speak for an organisation.
    pub fn umbrellas(&self, at: Ref<Organisation>) -> &[Ref<Organisation>] {
        found(&self.umbrellas, at)
    }

    /// The commitments that contribute to a commitment.
    pub fn supporters(&self, at: Ref<Commitment>) -> &[Ref<Commitment>] {
        found(&self.supporters, at)
    }
}

fn found<T, K>(lists: &[Vec<T>], at: Ref<K>) -> &[T] {
    lists.get(at.index()).map_or(&[], Vec::as_slice)
}

fn note<T, K>(lists: &mut [Vec<T>], about: Ref<K>, at: T) {
    if let Some(list) = lists.get_mut(about.index()) {
        list.push(at);
    }
}

//! What of the content that was read before must be read anew?
//!
//! A record depends on its own files, on the names that it could refer to, on the terms and on the
//! languages. Where the last three are the same, only records whose own files have changed are read
//! anew. The rows of data depend on the measures of indicators too.

use std::collections::BTreeSet;

use super::{Indicator, KINDS, Model, Partnership, partnership_languages};
use crate::config::Config;
use crate::record::{CONTENT, Claim, Entity as _, Kind, LooseTexts, Names};
use crate::report::{Diagnostic, Spot};
use crate::source::{FileId, Sources};

/// What was read before, of sources with the same paths.
#[derive(Debug)]
pub struct Before<'a> {
    /// The content.
    pub model: &'a Model,
    /// All that was found.
    pub found: &'a [Diagnostic],
    /// The files that must be read anew.
    pub(super) anew: BTreeSet<FileId>,
}

impl<'a> Before<'a> {
    /// What was read before some files changed; none has come or gone.
    pub fn new(model: &'a Model, found: &'a [Diagnostic], changed: BTreeSet<FileId>) -> Self {
        Before { model, found, anew: changed }
    }

    fn any_changed(&self, is_wanted: impl Fn(Claim) -> bool) -> bool {
        self.anew.iter().filter_map(|file| self.model.names.claim(*file)).any(is_wanted)
    }

    /// Are settings, terms and languages what they were?
    pub(super) fn has_the_same_ground(&self, sources: &Sources, config: &Config) -> bool {
        let is_partnership = |claim| self.is_record_of(claim, &Partnership::KIND);
        let languages = || partnership_languages(sources, &self.model.names, config);
        !self.anew.contains(&config.file)
            && !self.any_changed(|claim| claim == Claim::Vocabulary)
            && (!self.any_changed(is_partnership) || languages() == self.model.languages)
    }

    /// Are names what they were, because none of the files that they come from has changed or is read anew with
    /// one that has? A record's name comes from a path.
    pub(super) fn names_hold(&self) -> bool {
        let anew = self.model.names.read_together(&self.anew);
        let mut claims = anew.iter().filter_map(|file| self.model.names.claim(*file));
        !claims.any(|claim| matches!(claim, Claim::Rows { .. } | Claim::Broken))
    }

    /// The same with everything that must be read anew together, where all names still stand for the
    /// same records.
    pub(super) fn with(self, names: &Names) -> Option<Self> {
        let is_same = std::ptr::eq(names, &raw const *self.model.names) || names.agree_with(&self.model.names, KINDS);
        let mut anew = names.read_together(&self.anew);
        let measures = self.any_changed(|claim| self.is_record_of(claim, &Indicator::KIND));
        let data = || names.data.iter().map(|(_, file)| *file);
        if measures || data().any(|file| anew.contains(&file)) {
            anew.extend(data());
        }
        is_same.then_some(Before { anew, ..self })
    }

    fn is_record_of(&self, claim: Claim, kind: &Kind) -> bool {
        match claim {
            Claim::Record { kind: at, .. } | Claim::Rows { kind: at, .. } => self.model.names.kind_at(at) == Some(kind),
            _ => false,
        }
    }

    /// Are all observations what they were?
    pub(super) fn data_hold(&self) -> bool {
        !self.any_changed(|claim| matches!(claim, Claim::Data(_)))
    }

    /// The texts of records that could not be read and are not read anew.
    pub(super) fn still_loose(&self) -> impl Iterator<Item = LooseTexts> {
        self.model.loose.iter().filter(|texts| !self.anew.contains(&texts.file)).cloned()
    }

    /// What was found in content that is not read anew.
    pub(super) fn still_found(&self, sources: &Sources) -> impl Iterator<Item = Diagnostic> {
        let holds = |diagnostic: &&Diagnostic| match &diagnostic.spot {
            Spot::At(place) => !self.anew.contains(&place.file) && sources.path(place.file).starts_with(CONTENT),
            Spot::Absent(path) => path.starts_with(CONTENT),
        };
        self.found.iter().filter(holds).cloned()
    }
}

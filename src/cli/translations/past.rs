//! How far are texts, as the history of their files tells?

use std::path::Path;

use crate::cli::git::{self, Blobs, Log};
use crate::disk::together;
use crate::record::Lang;
use crate::source::Sources;
use crate::translate::checked::{CHECKED, Checked};
use crate::translate::history::{Change, History};
use crate::translate::{State, Text};

/// Texts with their history, where there is one.
#[derive(Debug)]
pub struct Past<'a> {
    sources: &'a Sources,
    texts: &'a [Text],
    checked: Checked,
    history: History<'a>,
    log: Option<Log>,
}

impl<'a> Past<'a> {
    /// Asks git.
    pub fn of(root: &Path, sources: &'a Sources, texts: &'a [Text]) -> Self {
        let mut history = History::new(texts, sources);
        let log = git::log(root);
        if let Some((log, mut blobs)) = log.as_ref().zip(Blobs::open(root)) {
            not_committed(&mut history, sources, log, &mut blobs);
            committed(&mut history, log, &mut blobs);
        }
        let checked = together::read_any(&root.join(CHECKED)).ok();
        let checked = checked.map(|file| Sources::new(vec![file]));
        let checked = checked.and_then(|own| Some(Checked::read(own.text(own.iter().next()?.0)))).unwrap_or_default();
        Past { sources, texts, checked, history, log }
    }

    /// How far a text is in a language.
    pub fn state(&self, text: usize, lang: Lang) -> State {
        let is_right = || self.texts.get(text).is_some_and(|text| self.checked.holds(self.sources, text, lang));
        match self.history.state(text, lang) {
            State::Outdated if is_right() => State::Complete,
            state => state,
        }
    }

    /// What somebody has found to be right still.
    pub fn checked(&self) -> &Checked {
        &self.checked
    }

    /// In which commit the source of a text was written; nothing where it is not committed.
    pub fn since(&self, text: usize) -> Option<&str> {
        let steps = self.history.source_age(text)?;
        let commit = self.log.as_ref()?.commits.get(steps.checked_sub(1)?)?;
        commit.id.get(..8)
    }

    /// What a reader must know of the history.
    pub fn caveat(&self) -> Option<&'static str> {
        match &self.log {
            None => Some(
                "This folder has no git history, so nothing tells which translations are older than their sources: \
                 all that are there count as complete.",
            ),
            Some(log) if log.is_cut => Some(
                "This copy holds only the end of the git history (a shallow clone), so translations that are older \
                 than that may be missed; `git fetch --unshallow` brings the rest.",
            ),
            Some(_) => None,
        }
    }
}

/// What differs from the newest commit.
fn not_committed(history: &mut History<'_>, sources: &Sources, log: &Log, blobs: &mut Blobs) {
    for (file, _) in sources.iter() {
        let path = sources.path(file);
        if !history.asks_for(path) {
            continue;
        }
        let before = log.head.get(path).and_then(|id| blobs.text(id));
        history.see(0, Change { path, before: before.as_deref(), after: Some(sources.text(file)) });
    }
}

fn committed(history: &mut History<'_>, log: &Log, blobs: &mut Blobs) {
    for (commit, steps) in log.commits.iter().zip(1..) {
        for changed in commit.files.iter().filter(|changed| history.asks_for(&changed.path)).collect::<Vec<_>>() {
            let (before, after) = blobs.both(changed);
            let change = Change { path: &changed.path, before: before.as_deref(), after: after.as_deref() };
            history.see(steps, change);
        }
    }
}

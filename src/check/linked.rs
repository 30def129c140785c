//! Do links in texts lead to what is shown?

use std::collections::{BTreeMap, BTreeSet};

use super::records::{self, Each};
use super::{Setting, hidden, visible};
use crate::model::partnership::Partnership;
use crate::model::{Model, Visitor};
use crate::record::{
    Block, Body, CONTENT, Claim, Entity, Names, Part, Ref, Table, folder_of, outline, resolve_path, scheme, slug,
};
use crate::report::Report;

/// A record that is not shown: the folder of its kind and its position.
type At = (&'static str, usize);

/// Texts that are shown have links to what is shown only. A text that links to one record several
/// times, or in several languages, is told once.
pub fn links(model: &Model, setting: &Setting<'_>, report: &Report) {
    let mut hidden = Hidden { model, setting, found: BTreeMap::new() };
    model.visit(&mut hidden);
    if hidden.found.is_empty() {
        return;
    }
    let texts = Texts { model, setting, report, hidden: hidden.found };
    records::each(model, &texts);
    texts.bodies(&[&model.home.body]);
}

/// Collects what is not shown, and how that is told.
struct Hidden<'a> {
    model: &'a Model,
    setting: &'a Setting<'a>,
    found: BTreeMap<At, hidden::Told>,
}

impl Visitor for Hidden<'_> {
    fn visit<T: Entity>(&mut self, _: usize, table: &Table<T>) {
        let (model, setting) = (self.model, self.setting);
        let all = table.iter().map(|(at, record)| (at, record.head()));
        let hidden = all.filter(|(_, head)| !visible::is_shown(model, head, setting));
        let told = hidden
            .map(|(at, head)| ((T::KIND.folder, at.index()), hidden::Told::new(model, head, T::KIND.noun, setting)));
        self.found.extend(told);
    }
}

struct Texts<'a> {
    model: &'a Model,
    setting: &'a Setting<'a>,
    report: &'a Report,
    hidden: BTreeMap<At, hidden::Told>,
}

impl Each for Texts<'_> {
    fn each<T: Entity>(&self, _: Ref<T>, record: &T) {
        if visible::is_shown(self.model, record.head(), self.setting) {
            self.bodies(&record.bodies());
        }
    }
}

impl Texts<'_> {
    /// Looks at the texts of one record.
    fn bodies(&self, bodies: &[&Body]) {
        let mut told = BTreeSet::new();
        for part in bodies.iter().flat_map(|body| &body.0) {
            self.part(part, &mut told);
        }
    }

    fn part(&self, part: &Part, told: &mut BTreeSet<At>) {
        let text = part.text(self.setting.sources);
        if !text.contains(['[', '<']) {
            return;
        }
        let links = outline(text, slug).links;
        for link in links.iter().filter(|link| scheme(&link.destination) == Block::Relative) {
            let Some(at) = self.target(part, &link.destination) else { continue };
            if let Some(hidden) = self.hidden.get(&at).filter(|_| told.insert(at)) {
                self.report.rule(hidden.named_at(part.place_of(link.at.clone())));
            }
        }
    }

    /// The record that a link leads to. What lies in the folder of a partnership and is no record, such
    /// as a list or data, counts as the partnership. Files of no kind are published with the text.
    fn target(&self, part: &Part, destination: &str) -> Option<At> {
        let (sources, names) = (self.setting.sources, &*self.model.names);
        let (path, fragment) = destination.split_once('#').unwrap_or((destination, ""));
        let path = path.split('?').next().filter(|path| !path.is_empty())?;
        let path = resolve_path(folder_of(sources.path(part.place.file)), path)?;
        let Some(file) = sources.find(&path) else { return self.folder(&path) };
        match names.claim(file)? {
            Claim::Record { kind, at, .. } => Some((names.kind_at(kind)?.folder, at)),
            Claim::Rows { kind, .. } if !fragment.is_empty() => {
                Some((names.kind_at(kind)?.folder, names.find_row(file, fragment)?))
            }
            Claim::Rows { .. } | Claim::Data(_) => partnership(names, &path),
            Claim::Vocabulary | Claim::Home(_) | Claim::Broken => None,
        }
    }

    /// The partnership of a folder; that a folder is not there is told elsewhere.
    fn folder(&self, path: &str) -> Option<At> {
        let sources = self.setting.sources;
        let is_there = sources.below(&format!("{path}/")).next().is_some();
        let is_there = is_there || sources.find(&format!("{path}.csv")).is_some();
        partnership(&self.model.names, path).filter(|_| is_there)
    }
}

/// The partnership in whose folder a path lies.
fn partnership(names: &Names, path: &str) -> Option<At> {
    let kind = &Partnership::KIND;
    let id = path.strip_prefix(CONTENT)?.strip_prefix(kind.folder)?.strip_prefix('/')?.split('/').next()?;
    Some((kind.folder, names.find(kind, None, id)?))
}

//! What can still be published where some files are broken?

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Portal, Setting, visible};
use crate::model::commitment::Commitment;
use crate::model::indicator::Indicator;
use crate::model::observation::{Observation, SeriesKey};
use crate::model::{Model, Visitor};
use crate::read;
use crate::record::{CONTENT, Entity, Head, Key, Origin, Owner, Ref, Table};
use crate::report::Report;
use crate::source::FileId;

/// The names of what was left out; with broken files of data the ids of the indicators that lost their values,
/// none where all did.
pub type LeftOut = BTreeMap<Key, Vec<String>>;

/// The portal without the records of broken files (and what cannot stand without them), for
/// `--keep-going`; and the names of what was left out, files of data among them. With each of these stand
/// the ids of the indicators of which the partnership shows no value then: what is left of them would make
/// sums that look whole.
///
/// `broken` are paths of files with errors. Of a partnership whose agreement or
/// `partnership.toml` is broken nothing stays. What is hidden from this audience is not named.
pub fn sound(model: Model, setting: &Setting<'_>, broken: &BTreeSet<String>) -> (Portal, LeftOut) {
    let hidden = visible::hidden(&model, setting);
    let hidden_owners = hidden_owners(&model, setting);
    let model = visible::without(model, &hidden);
    let mut data = Data::broken(&model, setting, broken);
    data.retain(|data| !hidden_owners.contains(&data.owner));
    let lost: Vec<(Key, Vec<String>)> = data.iter().map(|data| (data.key.clone(), data.ids(&model))).collect();
    let model = without_data(model, &data);
    let model = without_files(model, setting, broken);
    let model = without_homeless(model);
    let model = without_counts(model);
    let mut left_out = Names { model: &model, hidden: &hidden, hidden_owners: &hidden_owners, keys: BTreeSet::new() };
    model.visit(&mut left_out);
    let keys = std::mem::take(&mut left_out.keys).into_iter().map(|key| (key, Vec::new()));
    (Portal { model }, keys.chain(lost).collect())
}

fn hidden_owners(model: &Model, setting: &Setting<'_>) -> BTreeSet<Owner> {
    let is_hidden = |owner: &Owner| {
        let partnership = visible::partnership(model, *owner);
        partnership.is_some_and(|partnership| !visible::is_meant(&partnership.head, setting))
    };
    model.names.owners().filter(is_hidden).collect()
}

/// A broken file of data.
struct Data {
    key: Key,
    owner: Owner,
    /// The indicators that it is about; none where that cannot be told, so that all could be meant.
    indicators: Option<BTreeSet<Ref<Indicator>>>,
}

impl Data {
    /// The broken files of data.
    fn broken(model: &Model, setting: &Setting<'_>, broken: &BTreeSet<String>) -> Vec<Data> {
        let files = model.names.data.iter().map(|(owner, file)| (*owner, *file, setting.sources.path(*file)));
        let files = files.filter(|(_, _, path)| broken.contains(*path));
        let data = |(owner, file, path): (Owner, FileId, &str)| {
            let key = path.trim_start_matches(CONTENT).trim_end_matches(".csv");
            let stem = key.rsplit('/').next().unwrap_or(key);
            let indicators = indicators(model, owner, stem, (file, setting.sources.text(file)));
            Data { key: Key(key.into()), owner, indicators }
        };
        files.map(data).collect()
    }

    fn is_about(&self, series: &SeriesKey) -> bool {
        let is_named = || self.indicators.as_ref().is_none_or(|named| named.contains(&series.indicator));
        self.owner == series.owner && is_named()
    }

    /// The ids of the indicators, in order.
    fn ids(&self, model: &Model) -> Vec<String> {
        let named = self.indicators.iter().flatten().filter_map(|at| model.indicators.get(*at));
        let ids: BTreeSet<&str> = named.map(|record| record.head.key.id()).collect();
        ids.into_iter().map(str::to_owned).collect()
    }
}

/// The indicators that the rows of a file are about. None where a row cannot be read, or names none that
/// there is: a misspelt id could mean any.
fn indicators(
    model: &Model,
    owner: Owner,
    stem: &str,
    (file, text): (FileId, &str),
) -> Option<BTreeSet<Ref<Indicator>>> {
    let table = read::cells(text, file, &Report::default()).ok().filter(|table| table.failure.is_none())?;
    let column = table.header.iter().position(|(name, _)| name == "indicator");
    let id = |row: &read::Row| column.map_or(stem, |column| row.cells.get(column).unwrap_or("").trim()).to_owned();
    let named = table.rows.iter().map(|row| model.names.find(&Indicator::KIND, Some(owner), &id(row)).map(Ref::new));
    named.collect::<Option<BTreeSet<_>>>().filter(|named| !named.is_empty())
}

/// The model without values of what broken files are about, wherever they stand.
fn without_data(mut model: Model, data: &[Data]) -> Model {
    let is_left = |row: &Observation| !data.iter().any(|data| data.is_about(&row.series));
    Arc::make_mut(&mut model.observations).list.retain(is_left);
    model
}

/// The model without records and data that stand in broken files, or whose texts do.
fn without_files(model: Model, setting: &Setting<'_>, broken: &BTreeSet<String>) -> Model {
    let is_broken = |file: FileId| broken.contains(setting.sources.path(file));
    let mut unsound = Unsound { model: &model, is_broken: &is_broken, keys: BTreeSet::new() };
    model.visit(&mut unsound);
    let keys = std::mem::take(&mut unsound.keys);
    let mut model = visible::without(model, &keys);
    Arc::make_mut(&mut model.observations).list.retain(|row| !is_broken(row.file));
    model
}

struct Unsound<'a, F> {
    model: &'a Model,
    is_broken: &'a F,
    keys: BTreeSet<Key>,
}

impl<F: Fn(FileId) -> bool> Visitor for Unsound<'_, F> {
    fn visit<T: Entity>(&mut self, _: usize, table: &Table<T>) {
        let entries = self.model.names.entries(&T::KIND);
        for (at, record) in table.iter() {
            let origin = entries.get(at.index()).map(|entry| &entry.origin);
            if files(origin, record.head()).chain(record.companions()).any(|file| (self.is_broken)(file)) {
                self.keys.insert(record.head().key.clone());
            }
        }
    }
}

/// The file of a record and its Markdown siblings.
fn files<'a>(origin: Option<&'a Origin>, head: &Head) -> impl Iterator<Item = FileId> + 'a {
    let texts = match origin {
        Some(Origin::File { texts, .. } | Origin::Row { texts, .. }) => texts.as_slice(),
        _ => &[],
    };
    std::iter::once(head.file()).chain(texts.iter().map(|(_, file)| *file))
}

/// The model without partnerships that lack their agreement, what belongs to no partnership that
/// is left, and memberships without organisation.
fn without_homeless(model: Model) -> Model {
    let has_agreement = |owner: Owner| {
        let at = model.names.range(&crate::model::agreement::Agreement::KIND, owner);
        model.agreements.range(at).next().is_some()
    };
    let lost: BTreeSet<Owner> = model
        .names
        .owners()
        .filter(|owner| visible::partnership(&model, *owner).is_none() || !has_agreement(*owner))
        .collect();
    let mut homeless = Homeless { lost: &lost, keys: BTreeSet::new() };
    model.visit(&mut homeless);
    let mut keys = homeless.keys;
    let partnerships = model.partnerships.iter().filter(|(at, _)| lost.iter().any(|owner| owner.index() == at.index()));
    keys.extend(partnerships.map(|(_, partnership)| partnership.head.key.clone()));
    let members = model.members.iter().map(|(_, member)| member);
    let lonely = members.filter(|member| model.organisations.get(member.organisation).is_none());
    keys.extend(lonely.map(|member| member.head.key.clone()));
    visible::without(model, &keys)
}

struct Homeless<'a> {
    lost: &'a BTreeSet<Owner>,
    keys: BTreeSet<Key>,
}

impl Visitor for Homeless<'_> {
    fn visit<T: Entity>(&mut self, _: usize, table: &Table<T>) {
        let heads = table.iter().map(|(_, record)| record.head());
        let homeless = heads.filter(|head| head.owner.is_some_and(|owner| self.lost.contains(&owner)));
        self.keys.extend(homeless.map(|head| head.key.clone()));
    }
}

/// The model without KPI uses that lack their indicator, commitments left without any, and data
/// about what is gone.
fn without_counts(model: Model) -> Model {
    let known = |at: Ref<Indicator>| model.indicators.get(at).is_some();
    let lost = |commitment: &Commitment| {
        !commitment.kpis.is_empty() && !commitment.kpis.iter().any(|kpi| known(kpi.indicator))
    };
    let keys: BTreeSet<Key> = model
        .commitments
        .iter()
        .filter(|(_, commitment)| lost(commitment))
        .map(|(_, commitment)| commitment.head.key.clone())
        .collect();
    let Model { commitments, .. } = model;
    let commitments = commitments.filter_map(|mut commitment| {
        commitment.kpis.retain(|kpi| model.indicators.get(kpi.indicator).is_some());
        Some(commitment)
    });
    without_unknown(visible::without(Model { commitments, ..model }, &keys))
}

/// The model without data about records that could not be read.
fn without_unknown(mut model: Model) -> Model {
    let mut observations = Arc::unwrap_or_clone(std::mem::take(&mut model.observations));
    observations.list.retain(|row| visible::is_about_known(&model, row));
    Model { observations: Arc::new(observations), ..model }
}

/// Collects the names for which there is no record.
struct Names<'a> {
    model: &'a Model,
    hidden: &'a BTreeSet<Key>,
    hidden_owners: &'a BTreeSet<Owner>,
    keys: BTreeSet<Key>,
}

impl Visitor for Names<'_> {
    fn visit<T: Entity>(&mut self, _: usize, table: &Table<T>) {
        for (at, entry) in self.model.names.entries(&T::KIND).iter().enumerate() {
            let in_hidden = entry.owner.is_some_and(|owner| self.hidden_owners.contains(&owner));
            if table.get(Ref::new(at)).is_none() && !in_hidden && !self.hidden.contains(&entry.key) {
                self.keys.insert(entry.key.clone());
            }
        }
    }
}

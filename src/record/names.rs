//! Which records are there, by name, before any of them is read?

mod collector;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};

use foldhash::fast::FixedState;

use super::{Kind, Lang};
use crate::report::{Reported, Spellings};
use crate::source::FileId;

/// The folder of all content, with its closing `/`.
pub const CONTENT: &str = "content/";

/// A record's path in the content tree, without ending: `partnerships/x/commitments/y`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub Box<str>);

impl Key {
    /// The last part.
    pub fn id(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The whole path.
    pub fn path(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A partnership, by its position in the order of ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner(pub u32);

impl Owner {
    /// Its position.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where a record is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In a file of its own; Markdown files beside it hold texts (`None`: the original).
    File {
        /// The file.
        file: FileId,
        /// Markdown siblings by language.
        texts: Vec<(Option<Lang>, FileId)>,
    },
    /// In a row of a CSV file.
    Row {
        /// The file.
        file: FileId,
        /// Which row, from 0.
        row: usize,
        /// First byte of the row.
        start: u32,
        /// Markdown siblings by language.
        texts: Vec<(Option<Lang>, FileId)>,
    },
    /// In the program.
    BuiltIn,
    /// In a file that cannot be read under this name, which was reported.
    Broken,
}

/// A name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The path in the content tree.
    pub key: Key,
    /// The partnership.
    pub owner: Option<Owner>,
    /// Where it is written.
    pub origin: Origin,
}

/// What a file is to the content tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The record at a position of a kind; for texts and translations their language.
    Record {
        /// Position of the kind.
        kind: usize,
        /// Position of the record.
        at: usize,
        /// Language of a translation.
        lang: Option<Lang>,
    },
    /// A CSV file of records of a kind.
    Rows {
        /// Position of the kind.
        kind: usize,
        /// The partnership in whose folder it lies.
        owner: Option<Owner>,
    },
    /// A CSV file of data of a partnership.
    Data(Owner),
    /// A vocabulary's extension.
    Vocabulary,
    /// The catalogue's home text in a language.
    Home(Option<Lang>),
    /// Reported already.
    Broken,
}

/// All names of one kind, in order of key.
#[derive(Debug, Default)]
struct KindNames {
    entries: Vec<Entry>,
    /// By partnership (0: the catalogue), then by id.
    by_id: Vec<HashMap<Box<str>, u32, FixedState>>,
    ranges: Vec<Range<usize>>,
    /// The same ids, to be searched for the nearest.
    spellings: Vec<Searched>,
}

/// Ids that are searched for the nearest to what was written. The same slip often stands in very many rows.
#[derive(Debug, Default)]
struct Searched {
    /// Made where one is asked for.
    ids: OnceLock<Spellings<Box<str>>>,
    /// What was found, with the number of slips.
    found: Mutex<HashMap<Box<str>, Nearest, FixedState>>,
}

/// The nearest id, with the number of slips.
type Nearest = Option<(usize, Box<str>)>;

impl KindNames {
    /// The nearest of the ids of a partnership, or of the catalogue.
    fn nearest(&self, slot: usize, written: &str) -> Nearest {
        let (ids, searched) = self.by_id.get(slot).zip(self.spellings.get(slot))?;
        let mut found = searched.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = found.get(written) {
            return known.clone();
        }
        let ids = searched.ids.get_or_init(|| Spellings::new(ids.keys().cloned()));
        let nearest = ids.nearest(written).map(|(slips, id)| (slips, id.clone()));
        found.insert(written.into(), nearest.clone());
        nearest
    }
}

/// All names.
#[derive(Debug, Default)]
pub struct Names {
    kinds: Vec<(Kind, KindNames)>,
    owners: Vec<Box<str>>,
    claims: BTreeMap<FileId, Claim>,
    /// Files with data of each partnership.
    pub data: Vec<(Owner, FileId)>,
    /// Texts of the catalogue's home page by language (`None`: the original).
    pub home: Vec<(Option<Lang>, FileId)>,
    /// Extensions of vocabularies.
    pub vocabularies: Vec<FileId>,
    /// Kinds some of whose names could not be read from a CSV file, which was reported.
    lost: Vec<(Kind, Option<Owner>, Reported)>,
}

impl Names {
    fn kind(&self, kind: &Kind) -> Option<&KindNames> {
        self.kinds.iter().find(|(known, _)| known == kind).map(|(_, names)| names)
    }

    /// The kind at a position.
    pub fn kind_at(&self, at: usize) -> Option<&Kind> {
        self.kinds.get(at).map(|(kind, _)| kind)
    }

    /// All names of a kind, in order of key.
    pub fn entries(&self, kind: &Kind) -> &[Entry] {
        self.kind(kind).map_or(&[], |names| &names.entries)
    }

    /// Position of the record of this id: the partnership's own first, then the catalogue's.
    pub fn find(&self, kind: &Kind, owner: Option<Owner>, id: &str) -> Option<usize> {
        let by_id = &self.kind(kind)?.by_id;
        let in_scope = |slot: usize| by_id.get(slot).and_then(|ids| ids.get(id)).map(|at| *at as usize);
        owner.and_then(|owner| in_scope(owner.index() + 1)).or_else(|| in_scope(0))
    }

    /// Position of the record that a CSV file writes under this id.
    pub fn find_row(&self, file: FileId, id: &str) -> Option<usize> {
        let Some(Claim::Rows { kind, owner }) = self.claim(file) else { return None };
        let kind = self.kind_at(kind)?;
        let at = self.find(kind, owner, id)?;
        let origin = &self.entries(kind).get(at)?.origin;
        matches!(origin, Origin::Row { file: own, .. } if *own == file).then_some(at)
    }

    /// Proof that a name may be unknown only because a file of names could not be read.
    pub fn lost(&self, kind: &Kind, owner: Option<Owner>) -> Option<Reported> {
        let is_seen = |at: Option<Owner>| at.is_none() || at == owner;
        let lost = self.lost.iter().find(|(lost, at, _)| lost == kind && is_seen(*at));
        lost.map(|(_, _, reported)| *reported)
    }

    /// The ids that a reference may name, in order.
    pub fn ids(&self, kind: &Kind, owner: Option<Owner>) -> impl Iterator<Item = &str> {
        let visible = move |entry: &&Entry| entry.owner.is_none() || entry.owner == owner;
        self.entries(kind).iter().filter(visible).map(|entry| entry.key.id())
    }

    /// The id nearest to what was written, of those that a reference may name.
    pub fn nearest(&self, kind: &Kind, owner: Option<Owner>, written: &str) -> Option<Box<str>> {
        let names = self.kind(kind)?;
        let own = owner.and_then(|owner| names.nearest(owner.index() + 1, written));
        own.into_iter().chain(names.nearest(0, written)).min().map(|(_, id)| id)
    }

    /// Positions of a partnership's records of a kind.
    pub fn range(&self, kind: &Kind, owner: Owner) -> Range<usize> {
        let range = self.kind(kind).and_then(|names| names.ranges.get(owner.index()));
        range.cloned().unwrap_or(0..0)
    }

    /// All partnerships.
    pub fn owners(&self) -> impl Iterator<Item = Owner> + use<> {
        (0..u32::try_from(self.owners.len()).unwrap_or(u32::MAX)).map(Owner)
    }

    /// The id of a partnership.
    pub fn owner_id(&self, owner: Owner) -> &str {
        self.owners.get(owner.index()).map_or("", |id| id)
    }

    /// What a file is.
    pub fn claim(&self, file: FileId) -> Option<Claim> {
        self.claims.get(&file).copied()
    }
}

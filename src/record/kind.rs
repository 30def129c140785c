//! What does the spine need to know of a kind to find its files?

/// Where records of a kind live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// In a folder of the catalogue.
    Catalogue,
    /// In a folder of a partnership.
    Partnership,
    /// In a folder of the same name at both levels.
    Both,
}

/// How records of a kind are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One TOML file each, or rows of one CSV file that bears the folder's name.
    Rows,
    /// Like `Rows`, with a Markdown sibling as long text.
    RowsWithText,
    /// One Markdown file each, with translations as siblings.
    Text,
    /// One TOML file of this name in a folder that bears the record's id.
    Folder(&'static str),
    /// One Markdown file of this name (without ending) in each partnership.
    Single(&'static str),
    /// CSV files of any name, many records in each, which have no address.
    Data,
}

/// A sort of content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The folder; for single files its address below the partnership.
    pub folder: &'static str,
    /// One of it, as messages say: "organisation".
    pub noun: &'static str,
    /// How it is written.
    pub shape: Shape,
    /// Where it lives.
    pub home: Home,
}

impl Kind {
    /// Does it live at the catalogue's level?
    pub fn in_catalogue(&self) -> bool {
        self.home != Home::Partnership
    }

    /// Does it live inside partnerships?
    pub fn in_partnership(&self) -> bool {
        self.home != Home::Catalogue
    }
}

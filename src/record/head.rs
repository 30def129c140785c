//! What may every record say of itself?

use jiff::civil::Date;

use super::{Fields, Given, Key, Localised, Owner, Slug, Url};
use crate::closed_vocabulary;
use crate::report::{Diagnostic, Reported, TOO_LONG};
use crate::source::{FileId, Place};

closed_vocabulary! {
    /// Who may see a record (handbook 5.2: the database of initiatives is not public).
    Visibility in "visibilities" {
        /// Everybody.
        Public = "public",
        /// Members of partnerships.
        Members = "members",
        /// The coordinators and the Support Services.
        Internal = "internal",
    }
}

/// Where a statement comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceNote {
    /// Title of the source.
    pub title: Localised,
    /// Its address.
    pub url: Option<Url>,
    /// When it was read.
    pub accessed: Option<Date>,
}

/// What is known of a record before it is read.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Its path in the content tree, without ending.
    pub key: Key,
    /// The partnership it belongs to.
    pub owner: Option<Owner>,
    /// The file, or the row of a file, that it stands in.
    pub place: Place,
}

/// What is true of every record.
#[derive(Clone, Debug)]
pub struct Head {
    /// Its path in the content tree, without ending.
    pub key: Key,
    /// The partnership it belongs to.
    pub owner: Option<Owner>,
    /// The file, or the row of a file, that it stands in.
    pub place: Place,
    /// One or two sentences.
    pub summary: Option<Localised>,
    /// Who may see it.
    pub visibility: Visibility,
    /// Not to be published yet.
    pub draft: bool,
    /// Earlier ids, whose addresses lead here, and where they are written.
    pub aliases: Vec<(Slug, Place)>,
    /// Free words.
    pub tags: Vec<Box<str>>,
    /// Where its statements come from.
    pub sources: Vec<SourceNote>,
    /// When it should be read again, and where that is written.
    pub review_by: Option<(Date, Place)>,
}

impl Head {
    /// A record that says nothing of itself.
    pub fn new(identity: Identity) -> Self {
        let Identity { key, owner, place } = identity;
        Head {
            key,
            owner,
            place,
            summary: None,
            visibility: Visibility::Public,
            draft: false,
            aliases: Vec::new(),
            tags: Vec::new(),
            sources: Vec::new(),
            review_by: None,
        }
    }

    /// The file it stands in.
    pub fn file(&self) -> FileId {
        self.place.file
    }
}

/// Most characters of a summary.
const SUMMARY_LENGTH: usize = 300;

impl<'a> Fields<'a> {
    /// The fields that every record may hold.
    pub fn head(&mut self, identity: Identity) -> Result<Head, Reported> {
        let summary = self.summary();
        let visibility = self.optional("visibility");
        let draft = self.optional("draft");
        let aliases = self.placed_list("aliases");
        let tags = self.list("tags");
        let sources = self.each("sources", source_note);
        let review_by = self.take("review_by").map(|given| {
            let place = given.place();
            Ok((crate::read::FromValue::from_value(given)?, place))
        });
        let Identity { key, owner, place } = identity;
        Ok(Head {
            key,
            owner,
            place,
            summary: summary?,
            visibility: visibility?.unwrap_or(Visibility::Public),
            draft: draft?.unwrap_or(false),
            aliases: aliases?,
            tags: tags?,
            sources: sources?,
            review_by: review_by.transpose()?,
        })
    }

    fn summary(&mut self) -> Result<Option<Localised>, Reported> {
        let Some((summary, places)) = self.localised_with_places("summary")? else { return Ok(None) };
        for (lang, text) in summary.iter() {
            let length = text.chars().count();
            // Of two of one language the later counts: that of the translation's own file.
            let place = places.iter().rev().find(|(known, _)| *known == lang).map(|(_, place)| *place);
            if let Some(place) = place.filter(|_| length > SUMMARY_LENGTH) {
                let message = format!("the summary ({lang}) has {length} characters; it may have {SUMMARY_LENGTH}");
                let help = format!("cut {} characters", length - SUMMARY_LENGTH);
                self.input.report.rule(Diagnostic::new(TOO_LONG, place, message).help(help));
            }
        }
        Ok(Some(summary))
    }
}

fn source_note(mut fields: Fields<'_>) -> Result<SourceNote, Reported> {
    let title = fields.required_localised("title");
    let url = fields.optional("url");
    let accessed = fields.optional("accessed");
    fields.finish()?;
    Ok(SourceNote { title: title?, url: url?, accessed: accessed? })
}

impl Given<'_, '_> {
    /// The identity of the record the value belongs to, by its partnership.
    pub fn owner(&self) -> Option<Owner> {
        self.input.scope.owner
    }
}

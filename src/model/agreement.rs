//! What is a partnership agreement? (handbook 3.1, annex B)

use jiff::civil::Date;

use super::organisation::Organisation;
use super::vocabulary::DocumentTypes;
use crate::record::{
    Attachment, Body, Entity, Fields, Head, Home, Identity, Kind, Lang, Language, Localised, Ref, Shape, Term, slug,
};
use crate::report::Reported;
use crate::source::Place;

/// The signed text, with date and version.
#[derive(Debug)]
pub struct Agreement {
    /// What is true of every record.
    pub head: Head,
    /// Title.
    pub title: Localised,
    /// Agreement, declaration, memorandum or terms of reference.
    pub document_type: Term<DocumentTypes>,
    /// When it was signed.
    pub signed: Option<Date>,
    /// Which version it is.
    pub version: Option<Box<str>>,
    /// Who signed it.
    pub signatories: Vec<Ref<Organisation>>,
    /// Where each of them is written.
    pub signatories_at: Vec<Place>,
    /// Who supports it.
    pub supporters: Vec<Ref<Organisation>>,
    /// Where each of them is written.
    pub supporters_at: Vec<Place>,
    /// Files that belong to it.
    pub attachments: Vec<AttachedFile>,
    /// The text, in sections of annex B.
    pub body: Body,
}

/// A file with a title.
#[derive(Debug)]
pub struct AttachedFile {
    /// The file.
    pub file: Attachment,
    /// Its title.
    pub title: Localised,
    /// The language it is in.
    pub language: Option<Lang>,
}

/// A section that agreements have: its id, its English heading, and whether it is expected.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// The heading's id.
    pub id: &'static str,
    /// The English heading of annex B.
    pub heading: &'static str,
    /// Is its absence reported?
    pub expected: bool,
}

/// The sections of annex B, in order.
pub const SECTIONS: [Section; 9] = [
    Section { id: "challenge", heading: "The challenge", expected: true },
    Section { id: "ambition", heading: "The ambition", expected: true },
    Section { id: "proposal", heading: "The proposal", expected: true },
    Section { id: "activities", heading: "Activities", expected: true },
    Section { id: "tracking-our-impact", heading: "Tracking our impact", expected: true },
    Section { id: "partnership-arrangements", heading: "Partnership arrangements", expected: true },
    Section { id: "supported-by", heading: "Supported by", expected: false },
    Section { id: "contact", heading: "Contact", expected: true },
    Section { id: "faq", heading: "FAQ", expected: false },
];

/// The id of a heading: that of a section of annex B where the words are its words, with or
/// without an article.
pub fn section_id(heading: &str) -> String {
    let plain = slug(heading);
    let bare = ["the-", "our-"].iter().find_map(|article| plain.strip_prefix(article)).unwrap_or(&plain);
    let bare = match bare {
        "contact-and-more-information" => "contact",
        "frequently-asked-questions" => "faq",
        bare => bare,
    };
    if SECTIONS.iter().any(|section| section.id == bare) { bare.to_owned() } else { plain }
}

impl Entity for Agreement {
    const KIND: Kind =
        Kind { folder: "agreement", noun: "agreement", shape: Shape::Single("agreement"), home: Home::Partnership };

    fn read(identity: Identity, body: Body, mut f: Fields<'_>) -> Result<Self, Reported> {
        let head = f.head(identity);
        let title = f.required_localised("title");
        let document_type = f.required("document_type");
        let signed = f.optional("signed");
        let version = f.optional("version");
        let signatories = f.placed_list::<Ref<Organisation>>("signatories");
        let supporters = f.placed_list::<Ref<Organisation>>("supporters");
        let attachments = f.each("attachments", attached_file);
        f.finish()?;
        let (signatories, signatories_at) = signatories?.into_iter().unzip();
        let (supporters, supporters_at) = supporters?.into_iter().unzip();
        Ok(Agreement {
            head: head?,
            title: title?,
            document_type: document_type?,
            signed: signed?,
            version: version?,
            signatories,
            signatories_at,
            supporters,
            supporters_at,
            attachments: attachments?,
            body,
        })
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn title(&self) -> Option<&Localised> {
        Some(&self.title)
    }

    fn bodies(&self) -> Vec<&Body> {
        vec![&self.body]
    }

    fn attachments(&self) -> Vec<Attachment> {
        self.attachments.iter().map(|attached| attached.file).collect()
    }

    fn heading_id(heading: &str) -> String {
        section_id(heading)
    }
}

fn attached_file(mut f: Fields<'_>) -> Result<AttachedFile, Reported> {
    let file = f.required("file");
    let title = f.required_localised("title");
    let language = f.optional::<Language>("language");
    f.finish()?;
    Ok(AttachedFile { file: file?, title: title?, language: language?.map(|language| language.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_annex_b_are_known() {
        assert_eq!(section_id("The challenge"), "challenge");
        assert_eq!(section_id("Our ambition"), "ambition");
        assert_eq!(section_id("Contact and more information"), "contact");
        assert_eq!(section_id("The weather"), "the-weather");
    }
}

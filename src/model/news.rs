//! What is a news item? (handbook 4.5, box 39)

use jiff::civil::Date;

use super::vocabulary::NewsTypes;
use crate::record::{Attachment, Body, Entity, Fields, Head, Home, Identity, Kind, Localised, Shape, Term};
use crate::report::{Diagnostic, MISSING_ALT, Reported};

/// A news item.
#[derive(Debug)]
pub struct News {
    /// What is true of every record.
    pub head: Head,
    /// Title.
    pub title: Localised,
    /// Day.
    pub date: Date,
    /// News, press release and so on.
    pub kind: Option<Term<NewsTypes>>,
    /// Picture.
    pub image: Option<Attachment>,
    /// What the picture shows.
    pub image_alt: Option<Localised>,
    /// Text.
    pub body: Body,
}

impl Entity for News {
    const KIND: Kind = Kind { folder: "news", noun: "news item", shape: Shape::Text, home: Home::Both };

    fn read(identity: Identity, body: Body, mut f: Fields<'_>) -> Result<Self, Reported> {
        let head = f.head(identity);
        let title = f.required_localised("title");
        let date = f.required("date");
        let kind = f.optional("type");
        let image_place = f.place_of("image");
        let image = f.optional("image");
        let image_alt = f.localised("image_alt");
        if let (Some(place), Ok(None)) = (image_place, &image_alt) {
            let finding = Diagnostic::new(MISSING_ALT, place, "the image has no description");
            f.input.report.rule(finding.help("add `image_alt = \"what the picture shows\"`"));
        }
        f.finish()?;
        Ok(News { head: head?, title: title?, date: date?, kind: kind?, image: image?, image_alt: image_alt?, body })
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

    /// The newest first.
    fn rank(&self) -> i64 {
        let day = |date: Date| i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day());
        -day(self.date)
    }

    fn attachments(&self) -> Vec<Attachment> {
        self.image.into_iter().collect()
    }
}

//! What is a free page?

use crate::record::{Body, Entity, Fields, Head, Home, Identity, Kind, Localised, Shape};
use crate::report::Reported;

/// A page with a title and a text.
#[derive(Debug)]
pub struct FreePage {
    /// What is true of every record.
    pub head: Head,
    /// Title.
    pub title: Localised,
    /// Position in the navigation; without one it is not in it.
    pub nav: Option<u32>,
    /// Text.
    pub body: Body,
}

impl Entity for FreePage {
    const KIND: Kind = Kind { folder: "pages", noun: "page", shape: Shape::Text, home: Home::Both };

    fn read(identity: Identity, body: Body, mut f: Fields<'_>) -> Result<Self, Reported> {
        let head = f.head(identity);
        let title = f.required_localised("title");
        let nav = f.optional("nav");
        f.finish()?;
        Ok(FreePage { head: head?, title: title?, nav: nav?, body })
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

    /// In the order of the navigation.
    fn rank(&self) -> i64 {
        self.nav.map_or(i64::MAX, i64::from)
    }
}

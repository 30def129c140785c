//! What is a yearly report: a year and what people say of it? (handbook 6.1 and 6.2, boxes 14 and 40)

use jiff::civil::Date;

use super::organisation::Organisation;
use crate::closed_vocabulary;
use crate::read::FromValue;
use crate::record::{
    Body, Entity, Fields, Given, Head, Home, Identity, Kind, Localised, Ref, Scope, Shape, is_slug, slug,
};
use crate::report::{Diagnostic, INVALID_ID, Reported, UNKNOWN_REFERENCE};
use crate::source::{FileId, Place};

closed_vocabulary! {
    /// How far the writing is.
    ReportStatus in "report-statuses" {
        /// It may still change.
        Draft = "draft",
        /// It stands.
        Final = "final",
    }
}

/// A report on one year, of a partnership or of the whole catalogue. Its numbers come from the data.
#[derive(Debug)]
pub struct YearlyReport {
    /// What is true of every record.
    pub head: Head,
    /// The year: the record's id.
    pub year: i16,
    /// Title, where it is not the usual one.
    pub title: Option<Localised>,
    /// How far the writing is.
    pub status: ReportStatus,
    /// Who wrote it, each with its place.
    pub authors: Vec<(Author, Place)>,
    /// When it was written.
    pub date: Option<Date>,
    /// What people say of the year.
    pub body: Body,
    /// The file that keeps its numbers, where they are kept.
    pub frozen: Option<FileId>,
}

/// Who wrote a report.
#[derive(Clone, Debug)]
pub enum Author {
    /// An organisation of the register.
    Organisation(Ref<Organisation>),
    /// Somebody, as written.
    Named(Box<str>),
}

/// The ending of a file that keeps the numbers of a report.
pub const FROZEN: &str = ".frozen.json";

/// The sections that reports have (handbook 6.1 and 6.2): what went well, what others can copy, what was hard,
/// what members say, what follows from it.
pub const SECTIONS: [&str; 7] =
    ["highlights", "activities", "good-practices", "challenges", "member-feedback", "recommendations", "next-steps"];

/// The id of a heading: that of a section of reports where the words are its words, with or without an article.
pub fn section_id(heading: &str) -> String {
    let plain = slug(heading);
    let bare = ["the-", "our-"].iter().find_map(|article| plain.strip_prefix(article)).unwrap_or(&plain);
    let bare = match bare {
        "good-practice" | "best-practices" => "good-practices",
        "feedback" | "feedback-from-members" | "what-members-say" => "member-feedback",
        bare => bare,
    };
    if SECTIONS.contains(&bare) { bare.to_owned() } else { plain }
}

impl Entity for YearlyReport {
    const KIND: Kind = Kind { folder: "reports", noun: "report", shape: Shape::Text, home: Home::Both };

    fn read(identity: Identity, body: Body, mut f: Fields<'_>) -> Result<Self, Reported> {
        let year = year(&identity, &f);
        let frozen = frozen(&identity, &f);
        let head = f.head(identity);
        let title = f.localised("title");
        let status = f.required("status");
        let authors = f.placed_list::<Author>("authors");
        let date = f.optional("date");
        f.finish()?;
        Ok(YearlyReport {
            head: head?,
            year: year?,
            title: title?,
            status: status?,
            authors: authors?,
            date: date?,
            body,
            frozen,
        })
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn title(&self) -> Option<&Localised> {
        self.title.as_ref()
    }

    fn bodies(&self) -> Vec<&Body> {
        vec![&self.body]
    }

    fn companions(&self) -> Vec<FileId> {
        self.frozen.into_iter().collect()
    }

    /// The latest first.
    fn rank(&self) -> i64 {
        -i64::from(self.year)
    }

    fn heading_id(heading: &str) -> String {
        section_id(heading)
    }
}

/// The year that the file is named after.
fn year(identity: &Identity, f: &Fields<'_>) -> Result<i16, Reported> {
    let id = identity.key.id();
    let year = id.parse::<i16>().ok().filter(|year| id.len() == 4 && (1000..=9999).contains(year));
    year.ok_or_else(|| {
        let message = format!("`{id}` is not a year, and a report is named after its year");
        let wrong = Diagnostic::new(INVALID_ID, identity.place, message);
        f.input.report.fault(wrong.help("rename the file after the year that it reports on, such as `2025.md`"))
    })
}

/// The file beside the report that keeps its numbers.
fn frozen(identity: &Identity, f: &Fields<'_>) -> Option<FileId> {
    let scope = &f.input.scope;
    scope.sources.find(&format!("{}{}{FROZEN}", scope.folder, identity.key.id()))
}

impl<'a> FromValue<'a, Scope<'a>> for Author {
    fn from_value(given: Given<'a, '_>) -> Result<Self, Reported> {
        let text = given.text()?.trim();
        let scope = &given.input.scope;
        if let Some(at) = scope.names.find(&Organisation::KIND, scope.owner, text) {
            return Ok(Author::Organisation(Ref::new(at)));
        }
        if !is_slug(text) {
            return Ok(Author::Named(text.into()));
        }
        if let Some(reported) = scope.names.lost(&Organisation::KIND, scope.owner) {
            return Err(reported);
        }
        let help = scope.names.nearest(&Organisation::KIND, scope.owner, text).map_or_else(
            || "write the file name of an organisation without its ending, or a name with a capital letter".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        Err(given.fault(UNKNOWN_REFERENCE, format!("there is no organisation `{text}`"), help))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_reports_are_known() {
        assert_eq!(section_id("Our highlights"), "highlights");
        assert_eq!(section_id("Good practice"), "good-practices");
        assert_eq!(section_id("The weather"), "the-weather");
    }
}

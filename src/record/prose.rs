//! What stands in a Markdown text: which headings, links and forbidden things?

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use foldhash::fast::FixedState;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

/// The Markdown that Pactfolio understands.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its id in the page.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub at: Range<usize>,
    /// Does any text follow before the next heading of the same or a higher level?
    pub has_text: bool,
}

/// What a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// Leads somewhere.
    Link,
    /// Shows a picture; has it a description?
    Image {
        /// Is there a description?
        described: bool,
    },
}

/// A link or a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The address as written.
    pub destination: String,
    /// Its words; empty for a picture.
    pub text: String,
    /// What it is.
    pub kind: LinkKind,
    /// Where it stands.
    pub at: Range<usize>,
}

/// What a link's address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// Leads to another site, or to mail or a telephone.
    Outside,
    /// A path within the content, perhaps with a fragment.
    Relative,
    /// A scheme that is not allowed.
    Unsafe,
}

/// A Markdown text without its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// Links in order.
    pub links: Vec<Link>,
    /// Stretches of raw HTML.
    pub html: Vec<Range<usize>>,
}

/// Sorts an address by its scheme.
pub fn scheme(destination: &str) -> Block {
    let name = destination.split_once(':').map(|(scheme, _)| scheme);
    let is_scheme = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    };
    match name.map(|name| name.trim().to_ascii_lowercase()) {
        Some(name) if ["http", "https", "mailto", "tel"].contains(&name.as_str()) => Block::Outside,
        Some(name) if is_scheme(&name) => Block::Unsafe,
        Some(name) if name.contains(|c: char| c.is_control()) => Block::Unsafe,
        _ if destination.starts_with("//") => Block::Unsafe,
        _ => Block::Relative,
    }
}

/// A heading's id: letters and digits of any script in lower case, joined by hyphens.
pub fn slug(text: &str) -> String {
    let mut id = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() {
            id.extend(c.to_lowercase());
        } else if !id.ends_with('-') && !id.is_empty() {
            id.push('-');
        }
    }
    id.trim_end_matches('-').to_owned()
}

/// The ids of a text's headings, each of which is given once.
#[derive(Debug, Default)]
pub struct HeadingIds {
    taken: HashSet<String, FixedState>,
    /// The number that an id was given last.
    numbers: HashMap<String, u32, FixedState>,
}

impl HeadingIds {
    /// This id, numbered where another heading has it.
    pub fn take(&mut self, wanted: String) -> String {
        let wanted = if wanted.is_empty() { "section".to_owned() } else { wanted };
        if self.taken.insert(wanted.clone()) {
            return wanted;
        }
        let number = self.numbers.entry(wanted.clone()).or_insert(1);
        loop {
            *number += 1;
            let numbered = format!("{wanted}-{number}");
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

/// Reads a text. `name` turns a heading's text into an id, unless it has one written out.
pub fn outline(text: &str, name: impl Fn(&str) -> String) -> Outline {
    let mut outliner = Outliner::default();
    for (event, at) in Parser::new_ext(text, options()).into_offset_iter() {
        outliner.event(event, at, &name);
    }
    let Outline { headings, links, html } = outliner.outline;
    Outline { headings, links, html: merged(html, text) }
}

/// Collects what stands in a text.
#[derive(Default)]
struct Outliner {
    outline: Outline,
    ids: HeadingIds,
    /// The heading that is being read.
    open: Option<Heading>,
    /// The id that is written out for it.
    written_id: Option<String>,
    /// Pictures that are being described.
    pictures: usize,
    in_link: bool,
}

impl Outliner {
    fn event(&mut self, event: Event<'_>, at: Range<usize>, name: &impl Fn(&str) -> String) {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                self.written_id = id.map(|id| id.to_string());
                let (id, text) = (String::new(), String::new());
                self.open = Some(Heading { level: level as u8, id, text, at, has_text: false });
            }
            Event::End(TagEnd::Heading(_)) => self.close_heading(name),
            Event::Start(Tag::Link { link_type, dest_url, .. }) if link_type != LinkType::Email => {
                self.in_link = true;
                self.link(&dest_url, LinkKind::Link, at);
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                self.pictures += 1;
                self.link(&dest_url, LinkKind::Image { described: false }, at);
            }
            Event::End(TagEnd::Link) => self.in_link = false,
            Event::End(TagEnd::Image) => self.pictures = self.pictures.saturating_sub(1),
            Event::Html(_) | Event::InlineHtml(_) => self.outline.html.push(at),
            Event::Text(words) | Event::Code(words) => self.words(&words),
            _ => {}
        }
        if self.pictures > 0 && self.open.is_none() {
            note_text(&mut self.outline.headings);
        }
    }

    fn close_heading(&mut self, name: &impl Fn(&str) -> String) {
        let Some(mut heading) = self.open.take() else { return };
        let wanted = self.written_id.take().unwrap_or_else(|| name(&heading.text));
        heading.id = self.ids.take(wanted);
        self.outline.headings.push(heading);
    }

    fn link(&mut self, destination: &str, kind: LinkKind, at: Range<usize>) {
        self.outline.links.push(Link { destination: destination.to_owned(), text: String::new(), kind, at });
    }

    fn words(&mut self, words: &str) {
        if self.pictures > 0 {
            describe_last(&mut self.outline.links, words);
        } else if let Some(link) = self.outline.links.last_mut().filter(|_| self.in_link) {
            link.text.push_str(words);
        }
        match &mut self.open {
            Some(heading) => heading.text.push_str(words),
            None if words.trim().is_empty() => {}
            None => note_text(&mut self.outline.headings),
        }
    }
}

fn describe_last(links: &mut [Link], words: &str) {
    if let Some(Link { kind: LinkKind::Image { described }, .. }) = links.last_mut() {
        *described = *described || !words.trim().is_empty();
    }
}

/// Text belongs to the last heading and to those above it.
fn note_text(headings: &mut [Heading]) {
    let mut level = u8::MAX;
    for heading in headings.iter_mut().rev() {
        // Those above it have been told already.
        if heading.has_text {
            break;
        }
        if heading.level < level {
            heading.has_text = true;
            level = heading.level;
        }
    }
}

/// Neighbouring stretches of HTML in one, so that a block is reported once.
fn merged(spans: Vec<Range<usize>>, text: &str) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if last.end == span.start && text.get(..last.end).is_some_and(|t| t.ends_with('\n')) => {
                last.end = span.end;
            }
            _ => merged.push(span),
        }
    }
    for span in &mut merged {
        let shown = text.get(span.clone()).unwrap_or("");
        span.end = span.start + shown.trim_end().len();
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_know_whether_text_follows() {
        let outline = outline("## The challenge\n\n### Part\n\ntext\n\n## Empty\n\n## La sfida {#own}\n", slug);
        let seen: Vec<_> = outline.headings.iter().map(|h| (h.id.as_str(), h.has_text)).collect();
        assert_eq!(seen, [("the-challenge", true), ("part", true), ("empty", false), ("own", false)]);
    }

    #[test]
    fn text_counts_for_the_headings_above_it() {
        let outline =
            outline("# A\n\n## B\n\n### C\n\n## D\n\n### E\n\n#### F\n\ntext\n\n## G\n\n### H\n\ntext\n", slug);
        let with_text = outline.headings.iter().filter(|heading| heading.has_text);
        assert_eq!(with_text.map(|heading| heading.id.as_str()).collect::<Vec<_>>(), ["a", "d", "e", "f", "g", "h"]);
    }

    #[test]
    fn ids_are_given_once() {
        let mut ids = HeadingIds::default();
        let given = ["a", "a-2", "a", "a", "", "", "a-2"].map(|wanted| ids.take(wanted.to_owned()));
        assert_eq!(given, ["a", "a-2", "a-3", "a-4", "section", "section-2", "a-2-2"]);
    }

    #[test]
    fn schemes_are_compared_in_lower_case() {
        assert_eq!(scheme("JaVaScript:alert(1)"), Block::Unsafe);
        assert_eq!(scheme("java\tscript:alert(1)"), Block::Unsafe);
        assert_eq!(scheme("data:text/html,x"), Block::Unsafe);
        assert_eq!(scheme("HTTPS://a.eu"), Block::Outside);
        assert_eq!(scheme("../a.md#b:c"), Block::Relative);
        assert_eq!(scheme("//a.eu/x"), Block::Unsafe);
    }

    #[test]
    fn slugs_keep_every_script() {
        assert_eq!(slug("  Das Ziel: Über 5 %! "), "das-ziel-über-5");
        assert_eq!(slug("Предизвикателството"), "предизвикателството");
    }
}

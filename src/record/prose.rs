//! What stands in a Markdown text: which headings, links and forbidden things?

use std::ops::Range;

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

/// An id that is not among `taken`, numbered where it is.
pub fn free_id(wanted: String, taken: &[Heading]) -> String {
    let wanted = if wanted.is_empty() { "section".to_owned() } else { wanted };
    let is_taken = |id: &str| taken.iter().any(|heading| heading.id == id);
    if !is_taken(&wanted) {
        return wanted;
    }
    let numbered = (2u32..).map(|n| format!("{wanted}-{n}"));
    numbered.into_iter().find(|id| !is_taken(id)).unwrap_or(wanted)
}

/// Reads a text. `name` turns a heading's text into an id, unless it has one written out.
pub fn outline(text: &str, name: impl Fn(&str) -> String) -> Outline {
    let mut outline = Outline::default();
    let mut open: Option<Heading> = None;
    let mut written_id = false;
    let mut image_depth = 0usize;
    let mut in_link = false;
    for (event, at) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                written_id = id.is_some();
                let id = id.map(|id| id.to_string()).unwrap_or_default();
                open = Some(Heading { level: level as u8, id, text: String::new(), at, has_text: false });
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some(mut heading) = open.take() {
                    if !written_id {
                        heading.id = name(&heading.text);
                    }
                    heading.id = free_id(heading.id, &outline.headings);
                    outline.headings.push(heading);
                }
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) if link_type != LinkType::Email => {
                let (destination, text) = (dest_url.to_string(), String::new());
                outline.links.push(Link { destination, text, kind: LinkKind::Link, at });
                in_link = true;
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                image_depth += 1;
                let kind = LinkKind::Image { described: false };
                let (destination, text) = (dest_url.to_string(), String::new());
                outline.links.push(Link { destination, text, kind, at });
            }
            Event::End(TagEnd::Link) => in_link = false,
            Event::End(TagEnd::Image) => image_depth = image_depth.saturating_sub(1),
            Event::Html(_) | Event::InlineHtml(_) => outline.html.push(at),
            Event::Text(words) | Event::Code(words) => {
                if image_depth > 0 {
                    describe_last(&mut outline.links, &words);
                } else if let Some(link) = outline.links.last_mut().filter(|_| in_link) {
                    link.text.push_str(&words);
                }
                match &mut open {
                    Some(heading) => heading.text.push_str(&words),
                    None => note_text(&mut outline.headings, &words),
                }
            }
            _ => {}
        }
        if image_depth > 0 && open.is_none() {
            note_text(&mut outline.headings, "image");
        }
    }
    outline.html = merged(outline.html, text);
    outline
}

fn describe_last(links: &mut [Link], words: &str) {
    if let Some(Link { kind: LinkKind::Image { described }, .. }) = links.last_mut() {
        *described = *described || !words.trim().is_empty();
    }
}

/// Text belongs to the last heading and to those above it.
fn note_text(headings: &mut [Heading], words: &str) {
    if words.trim().is_empty() {
        return;
    }
    let mut level = u8::MAX;
    for heading in headings.iter_mut().rev() {
        if heading.level < level {
            heading.has_text = true;
            level = heading.level;
        }
        if level <= 1 {
            break;
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

//! How is a Markdown text cut into what a translator sees, and put together again?
//!
//! A segment is the inside of a paragraph, a heading, an item or a cell. In it, words are words, and
//! everything else (asterisks, brackets, addresses, code) is a code that a translator moves about but
//! does not change. What stands between segments stays as it is.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use crate::record::options;

/// A part of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Words(String),
    /// Something that stands alone.
    Code(String),
    /// The begin of something, with its number in the segment.
    Open(usize, String),
    /// Its end.
    Close(usize, String),
}

impl Piece {
    /// As it is written in Markdown.
    pub fn written(&self) -> &str {
        match self {
            Piece::Words(text) | Piece::Code(text) | Piece::Open(_, text) | Piece::Close(_, text) => text,
        }
    }
}

/// The inside of a paragraph, a heading, an item or a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Where it stands in the text.
    pub at: Range<usize>,
    /// What holds it: `Paragraph`, `Heading`.
    pub holder: String,
    /// A heading's own id: is one written?
    pub heading: Option<bool>,
    /// Its parts.
    pub pieces: Vec<Piece>,
}

impl Segment {
    /// As it is written in Markdown, on one line.
    pub fn written(&self) -> String {
        written(&self.pieces)
    }

    /// Is there anything to translate in it?
    pub fn has_words(&self) -> bool {
        let has = |piece: &Piece| matches!(piece, Piece::Words(text) if text.chars().any(char::is_alphabetic));
        self.pieces.iter().any(has)
    }

    /// Its codes, sorted.
    pub fn codes(&self) -> Vec<&str> {
        let codes = self.pieces.iter().filter(|piece| !matches!(piece, Piece::Words(_))).map(Piece::written);
        let mut codes: Vec<&str> = codes.map(str::trim).filter(|code| !code.is_empty()).collect();
        codes.sort_unstable();
        codes
    }
}

/// Pieces as they are written in Markdown.
pub fn written(pieces: &[Piece]) -> String {
    pieces.iter().map(Piece::written).collect()
}

/// The segments of a text, in order.
pub fn segments(text: &str) -> Vec<Segment> {
    let mut cutter = Cutter { text, ..Cutter::default() };
    for (event, at) in Parser::new_ext(text, options()).into_offset_iter() {
        cutter.see(&event, at);
    }
    cutter.end();
    cutter.segments
}

/// Cuts while the events of a text go by.
#[derive(Default)]
struct Cutter<'a> {
    text: &'a str,
    segments: Vec<Segment>,
    /// The segment that is being seen.
    now: Option<Segment>,
    /// Where the next piece begins.
    from: usize,
    /// The number of the next thing that begins, and those that have begun and not ended.
    next: usize,
    open: Vec<usize>,
    /// The thing whose begin has been seen, but not yet where that ends.
    begun: Option<usize>,
    /// A line has ended: what stands before the words of the next one is no part of the text.
    is_line_start: bool,
    /// Blocks around.
    holders: Vec<(String, Option<bool>)>,
    /// Nothing is cut up to here: code, HTML, bare addresses.
    until: usize,
}

impl Cutter<'_> {
    fn see(&mut self, event: &Event<'_>, at: Range<usize>) {
        if at.start < self.until && at.end <= self.until && !matches!(event, Event::End(_)) {
            return;
        }
        match event {
            Event::Start(tag) if is_inline(tag) => self.start(tag, at),
            Event::End(tag) if is_inline_end(*tag) => self.close(at.end),
            Event::Start(tag) => self.block(tag, &at),
            Event::End(_) => {
                self.end();
                self.holders.pop();
            }
            Event::Text(_) => self.words(at),
            Event::SoftBreak => {
                self.words(at);
                self.is_line_start = true;
            }
            Event::Html(_) | Event::Rule => self.end(),
            Event::TaskListMarker(_) => {
                self.end();
                self.from = at.end;
            }
            _ => self.code(at),
        }
    }

    fn block(&mut self, tag: &Tag<'_>, at: &Range<usize>) {
        self.end();
        let (name, heading) = match tag {
            Tag::Heading { id, level, .. } => (format!("Heading {level}"), Some(id.is_some())),
            Tag::CodeBlock(_) | Tag::HtmlBlock => {
                self.until = at.end;
                ("Code".to_owned(), None)
            }
            Tag::Item => ("Item".to_owned(), None),
            Tag::TableCell => ("Cell".to_owned(), None),
            Tag::DefinitionListTitle => ("Term".to_owned(), None),
            _ => ("Paragraph".to_owned(), None),
        };
        self.holders.push((name, heading));
    }

    /// The segment that is being seen; it begins here where there is none.
    fn segment(&mut self, start: usize) -> &mut Segment {
        if self.now.is_none() {
            (self.from, self.next) = (start, 1);
        }
        let (holder, heading) = self.holders.last().cloned().unwrap_or_default();
        self.now.get_or_insert(Segment { at: start..start, holder, heading, pieces: Vec::new() })
    }

    /// What stands between the last piece and `to`: the begin of something, or a code.
    fn reach(&mut self, to: usize) {
        let between = self.text.get(self.from..to).unwrap_or("").to_owned();
        let begun = self.begun.take();
        let is_margin = std::mem::take(&mut self.is_line_start);
        self.from = self.from.max(to);
        let Some(now) = &mut self.now else { return };
        match begun {
            Some(number) => now.pieces.push(Piece::Open(number, between)),
            None if between.is_empty() || is_margin => {}
            None => now.pieces.push(Piece::Code(between)),
        }
    }

    fn words(&mut self, at: Range<usize>) {
        self.segment(at.start);
        self.reach(at.start);
        let text = self.text.get(at.clone()).unwrap_or("");
        let text = if text.trim_matches(['\r', '\n', ' ']).is_empty() { " " } else { text };
        let now = self.segment(at.start);
        match now.pieces.last_mut() {
            Some(Piece::Words(words)) => words.push_str(text),
            _ => now.pieces.push(Piece::Words(text.to_owned())),
        }
        now.at.end = at.end;
        self.from = at.end;
    }

    fn code(&mut self, at: Range<usize>) {
        self.segment(at.start);
        self.reach(at.start);
        let text = self.text.get(at.clone()).unwrap_or("").to_owned();
        let now = self.segment(at.start);
        now.pieces.push(Piece::Code(text));
        now.at.end = at.end;
        self.from = at.end;
    }

    fn start(&mut self, tag: &Tag<'_>, at: Range<usize>) {
        if let Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. } = tag {
            self.code(at.clone());
            self.until = at.end;
            self.open.push(0);
            return;
        }
        self.segment(at.start);
        self.reach(at.start);
        self.open.push(self.next);
        self.begun = Some(self.next);
        self.next += 1;
    }

    fn close(&mut self, end: usize) {
        let number = self.open.pop().unwrap_or(0);
        if number == 0 {
            return;
        }
        // Nothing stood inside: begin and end are one code.
        if self.begun == Some(number) {
            return self.reach(end);
        }
        let text = self.text.get(self.from..end).unwrap_or("").to_owned();
        self.is_line_start = false;
        self.from = end;
        if let Some(now) = &mut self.now {
            now.pieces.push(Piece::Close(number, text));
            now.at.end = end;
        }
    }

    /// The segment is at its end.
    fn end(&mut self) {
        self.begun = None;
        self.is_line_start = false;
        self.open.clear();
        self.segments.extend(self.now.take());
    }
}

fn is_inline(tag: &Tag<'_>) -> bool {
    is_inline_end(tag.to_end())
}

fn is_inline_end(tag: TagEnd) -> bool {
    use TagEnd::{Emphasis, Image, Link, Strikethrough, Strong, Subscript, Superscript};
    matches!(tag, Emphasis | Strong | Strikethrough | Link | Image | Superscript | Subscript)
}

/// The text with other pieces in its segments, given by their position. Headings that have no id of
/// their own get that of the source, so that links go on arriving.
pub fn joined(
    text: &str,
    cut: &[Segment],
    given: impl Fn(usize) -> Option<String>,
    heading_id: fn(&str) -> String,
) -> String {
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for (at, segment) in cut.iter().enumerate() {
        let Some(words) = given(at) else { continue };
        out.push_str(text.get(from..segment.at.start).unwrap_or(""));
        out.push_str(&words);
        if segment.heading == Some(false) {
            out.push_str(&format!(" {{#{}}}", heading_id(&bare(segment))));
        }
        from = segment.at.end;
    }
    out.push_str(text.get(from..).unwrap_or(""));
    out
}

/// The words of a segment, as the id of a heading is made from them.
fn bare(segment: &Segment) -> String {
    let words = segment.pieces.iter().filter(|piece| matches!(piece, Piece::Words(_) | Piece::Code(_)));
    words.map(Piece::written).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_kept() {
        let texts = [
            "# A *b* c\n\nTwo\nlines with [a link](x.toml \"t\") and `code`, 5 * 3.\n\n- one\n- **two** ![alt](p.png)\n",
            "| a | b |\n|---|---|\n| c | **d** |\n\n> quoted\n> twice\n\n```\ncode\n```\n<https://a.example> x\\*y &amp; z\n",
            "[?](p.toml#x-2025) people[^1]\n\n[^1]: A note.\n\nTerm\n: Meaning\n\n- [ ] to do\n",
        ];
        for text in texts {
            let cut = segments(text);
            let same = joined(text, &cut, |at| Some(text[cut[at].at.clone()].to_owned()), |_| String::new());
            assert_eq!(same.replace(" {#}", ""), text);
            for segment in &cut {
                let raw = text[segment.at.clone()].replace("\n> ", " ").replace('\n', " ");
                assert_eq!(segment.written(), raw);
            }
        }
    }

    #[test]
    fn words_and_codes_are_told_apart() {
        let cut = segments("See [the *new* course](a.toml), `x`.");
        let codes: Vec<&Piece> = cut[0].pieces.iter().filter(|piece| !matches!(piece, Piece::Words(_))).collect();
        let written: Vec<&str> = codes.iter().map(|piece| piece.written()).collect();
        assert_eq!(written, ["[", "*", "*", "](a.toml)", "`x`"]);
        assert_eq!((cut.len(), cut[0].has_words()), (1, true));
    }
}

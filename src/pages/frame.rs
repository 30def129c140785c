//! How does one run of a template serve all values of a shape?
//!
//! A template that sees marks in place of words writes a frame; the words are filled in where the marks
//! stand, escaped where the template would have escaped them.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use foldhash::fast::FixedState;
use tera::escape_html;

use super::cast::Cast;
use super::{LEVEL_MARK, ROOT_MARK};

/// Begins a mark; its number follows.
const MARK: char = '\u{3}';
/// Ends a mark. Where a template escapes, it escapes this too.
const RAW: &str = "\"";
/// Ends a mark that was escaped.
const ESCAPED: &str = "&quot;";
/// Ends a mark of a piece that is placed; the level of its headings follows, and then [`RAW`].
const PLACED: char = '#';

/// The mark of a word.
pub fn mark(word: usize) -> String {
    format!("{MARK}{word}{RAW}")
}

/// A shared piece on a page, or the mark of one on a frame.
pub fn placed(piece: &str, root: &str, level: i64) -> String {
    if let Some(number) = piece.strip_prefix(MARK).and_then(|rest| rest.strip_suffix(RAW)) {
        return format!("{MARK}{number}{PLACED}{level}{RAW}");
    }
    let mut page = Vec::with_capacity(piece.len() + 64);
    place(piece, root, level, &mut page);
    String::from_utf8(page).unwrap_or_default()
}

/// Writes a shared piece: with the way to the root and the level of its headings. Where both the way
/// and the rest of a link are empty, the link leads to the page itself.
fn place(piece: &str, root: &str, level: i64, page: &mut Vec<u8>) {
    let mut rest = piece;
    while let Some((before, mark, behind)) = split_at_mark(rest) {
        page.extend_from_slice(before.as_bytes());
        rest = behind;
        match mark {
            LEVEL_MARK => page.extend_from_slice(level.to_string().as_bytes()),
            _ if root.is_empty() && rest.starts_with('"') => page.extend_from_slice(b"./"),
            _ => page.extend_from_slice(root.as_bytes()),
        }
    }
    page.extend_from_slice(rest.as_bytes());
}

/// What stands before the next mark, the mark, and what stands behind it.
fn split_at_mark(text: &str) -> Option<(&str, char, &str)> {
    // Both marks are one byte long.
    let at = memchr::memchr2(ROOT_MARK as u8, LEVEL_MARK as u8, text.as_bytes())?;
    let mark = if text.as_bytes().get(at) == Some(&(LEVEL_MARK as u8)) { LEVEL_MARK } else { ROOT_MARK };
    Some((text.get(..at)?, mark, text.get(at + 1..)?))
}

/// How a word is written.
#[derive(Clone, Copy, Debug)]
enum How {
    Escaped,
    Raw,
    /// As a piece with headings of this level.
    Placed(u8),
}

/// Where a word stands in a frame.
#[derive(Clone, Copy, Debug)]
struct Hole {
    /// End of the text before it.
    end: u32,
    word: u32,
    how: How,
}

/// What a template writes around words.
#[derive(Debug)]
pub struct Frame {
    text: String,
    holes: Vec<Hole>,
}

impl Frame {
    /// What was rendered with marks; `None` where a template has done more with a mark than to write it.
    pub fn read(rendered: &str) -> Option<Frame> {
        let mut parts = rendered.split(MARK);
        let mut frame = Frame { text: parts.next()?.to_owned(), holes: Vec::new() };
        for part in parts {
            let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (how, rest) = ending(part.get(digits..)?)?;
            frame.holes.push(Hole {
                end: u32::try_from(frame.text.len()).ok()?,
                word: part.get(..digits)?.parse().ok()?,
                how,
            });
            frame.text.push_str(rest);
        }
        frame.text.shrink_to_fit();
        frame.holes.shrink_to_fit();
        Some(frame)
    }

    fn bytes(&self) -> usize {
        self.text.len() + size_of_val(self.holes.as_slice())
    }

    /// Writes the frame with these words.
    pub fn fill(&self, cast: &Cast, root: &str, buffer: &mut Vec<u8>) {
        let mut start = 0;
        for hole in &self.holes {
            let end = hole.end as usize;
            buffer.extend_from_slice(self.text.get(start..end).unwrap_or("").as_bytes());
            start = end;
            let word = cast.word(hole.word as usize).unwrap_or("");
            match hole.how {
                // Writing to memory does not fail.
                How::Escaped => drop(escape_html(word, buffer)),
                How::Raw => buffer.extend_from_slice(word.as_bytes()),
                How::Placed(level) => place(word, root, i64::from(level), buffer),
            }
        }
        buffer.extend_from_slice(self.text.get(start..).unwrap_or("").as_bytes());
    }
}

/// How the word is written whose mark ends like this, and what stands behind the mark.
fn ending(text: &str) -> Option<(How, &str)> {
    if let Some(placed) = text.strip_prefix(PLACED) {
        let (level, rest) = placed.split_once(RAW)?;
        return Some((How::Placed(level.parse().ok()?), rest));
    }
    let raw = || text.strip_prefix(RAW).map(|rest| (How::Raw, rest));
    text.strip_prefix(ESCAPED).map(|rest| (How::Escaped, rest)).or_else(raw)
}

/// Longest shape that has a frame: larger ones are of pages of which there is hardly another.
const LONGEST_SHAPE: usize = 6_000;
/// Most bytes of frames that are kept, so that memory has a bound.
const MOST_BYTES: usize = 24 << 20;

/// The frames of shapes.
#[derive(Debug, Default)]
pub struct Frames(RwLock<Known>);

#[derive(Debug, Default)]
struct Known {
    /// None where words cannot be filled in.
    by_shape: HashMap<Box<[u8]>, Option<Arc<Frame>>, FixedState>,
    /// About so many bytes do they have.
    bytes: usize,
}

impl Frames {
    /// The frame of a shape, made where it is not known.
    ///
    /// # Errors
    /// What `make` fails with.
    pub fn of<E>(
        &self,
        shape: &[u8],
        make: impl FnOnce() -> Result<Option<Frame>, E>,
    ) -> Result<Option<Arc<Frame>>, E> {
        let is_full = {
            let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(frame) = known.by_shape.get(shape) {
                return Ok(frame.clone());
            }
            known.bytes > MOST_BYTES
        };
        if is_full || shape.len() > LONGEST_SHAPE {
            return Ok(None);
        }
        let made = make()?.map(Arc::new);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.bytes += shape.len() + made.as_ref().map_or(0, |frame| frame.bytes());
        known.by_shape.insert(shape.into(), made.clone());
        Ok(made)
    }
}

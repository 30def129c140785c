//! Which bytes came from which file, and what is line 6?

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use foldhash::fast::FixedState;
use xxhash_rust::xxh3::xxh3_64;

use crate::picture::PictureSize;

/// A file of one set of [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

impl FileId {
    /// Position in the order of paths.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A stretch of bytes in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

impl Place {
    /// The stretch `range` of `file`.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        let clamp = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        Place { file, start: clamp(range.start), end: clamp(range.end.max(range.start)) }
    }

    /// Line 1, column 1.
    pub fn top(file: FileId) -> Self {
        Place { file, start: 0, end: 0 }
    }

    /// In no file: where the program itself says something.
    pub fn nowhere() -> Self {
        Place::top(FileId(u32::MAX))
    }

    /// The bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text, without byte order mark.
    Text(Box<str>),
    /// Something that should be text and is not UTF-8; the likely encoding.
    Undecodable(&'static str),
    /// A file that is published as it is.
    Opaque {
        /// Its bytes.
        length: u64,
        /// How large it is, where it is a picture that says so.
        picture: Option<PictureSize>,
    },
    /// A file of a theme that is not text: its address is made from its bytes.
    Binary(Box<[u8]>),
}

/// A file: its path from the site's root with `/`, and its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path from the site's root, with `/`.
    pub path: Box<str>,
    /// What it holds.
    pub content: Content,
}

/// Endings of files that are read as text.
const TEXT_ENDINGS: [&str; 8] = ["toml", "md", "csv", "json", "svg", "html", "css", "js"];

impl SourceFile {
    /// A file from its bytes.
    pub fn from_bytes(path: &str, bytes: Vec<u8>) -> Self {
        let content = match String::from_utf8(bytes) {
            // Latin letters in UTF-16 are UTF-8, too, with zeros between them.
            Ok(text) if utf_16(text.as_bytes()).is_some() => Content::Undecodable(likely_encoding(text.as_bytes())),
            Ok(text) => Content::Text(with_line_feeds(text.strip_prefix('\u{feff}').unwrap_or(&text)).into()),
            Err(wrong) => Content::Undecodable(likely_encoding(wrong.as_bytes())),
        };
        SourceFile { path: path.into(), content }
    }

    /// Is a file of this path read as text, or only passed on?
    pub fn is_text(path: &str) -> bool {
        path.rsplit_once('.').is_some_and(|(_, ending)| TEXT_ENDINGS.contains(&ending))
    }
}

/// Names the encoding that bytes which are not UTF-8 probably have.
fn likely_encoding(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xfe, ..] => "UTF-16 (little-endian)",
        [0xfe, 0xff, ..] => "UTF-16 (big-endian)",
        _ => utf_16(bytes).unwrap_or("Windows-1252"),
    }
}

/// Names the UTF-16 in which many bytes at every second place are zero: those of Latin letters.
fn utf_16(bytes: &[u8]) -> Option<&'static str> {
    memchr::memchr(0, bytes)?;
    let zeros = |first: usize| bytes.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (big, little) = (zeros(0), zeros(1));
    let name = if big > little { "UTF-16 (big-endian)" } else { "UTF-16 (little-endian)" };
    (big.max(little) > bytes.len() / 5).then_some(name)
}

/// The text with line feeds where it has carriage returns alone, as old Macs end lines. The one is as long as
/// the other, so all places stay what they are.
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    let behind = |at: usize| text.as_bytes().get(at + 1);
    if memchr::memchr_iter(b'\r', text.as_bytes()).all(|at| behind(at) == Some(&b'\n')) {
        return text.into();
    }
    let mut signs = text.chars().peekable();
    let mut ended = String::with_capacity(text.len());
    while let Some(sign) = signs.next() {
        let is_alone = sign == '\r' && signs.peek() != Some(&'\n');
        ended.push(if is_alone { '\n' } else { sign });
    }
    ended.into()
}

/// A symbolic link where a file or folder should be. It is never followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SymbolicLink {
    /// Path from the site's root, with `/`.
    pub path: Box<str>,
    /// Where it leads.
    pub leads_to: LeadsTo,
}

/// Where a symbolic link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeadsTo {
    /// To a file.
    File,
    /// To a folder.
    Folder,
    /// To something that is not there.
    Nowhere,
}

/// All files of a site, in order of path. Copies share the files.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Arc<SourceFile>>,
    /// Links beside the files, in order of path.
    links: Arc<[SymbolicLink]>,
    /// Files by the hashes of their paths: texts ask for files by path often.
    by_path: Arc<HashMap<u64, FileId, FixedState>>,
    /// First bytes of the lines of each file, found once where they are asked for.
    lines: Arc<[OnceLock<Box<[u32]>>]>,
}

impl Sources {
    /// Sources from files in any order; the last of two with the same path counts.
    pub fn new(files: Vec<SourceFile>) -> Self {
        Sources::of_shared(files.into_iter().map(Arc::new).collect())
    }

    /// The same from files that others hold too.
    pub fn of_shared(mut files: Vec<Arc<SourceFile>>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.reverse();
        files.dedup_by(|a, b| a.path == b.path);
        files.reverse();
        let by_path = (0u32..).zip(&files).map(|(at, file)| (xxh3_64(file.path.as_bytes()), FileId(at)));
        let by_path = Arc::new(by_path.collect());
        let lines = files.iter().map(|_| OnceLock::new()).collect();
        Sources { files, links: Arc::default(), by_path, lines }
    }

    /// The same with these symbolic links beside the files.
    pub fn with_links(self, mut links: Vec<SymbolicLink>) -> Self {
        links.sort_by(|a, b| a.path.cmp(&b.path));
        Sources { links: links.into(), ..self }
    }

    /// The symbolic links beside the files, in order of path.
    pub fn links(&self) -> &[SymbolicLink] {
        &self.links
    }

    /// The files that differ from those of `before`; none where files have come or gone, and an id
    /// may mean another file.
    pub fn changes_since(&self, before: &Sources) -> Option<BTreeSet<FileId>> {
        if self.files.len() != before.files.len() {
            return None;
        }
        let mut changed = BTreeSet::new();
        for ((own, other), at) in self.files.iter().zip(&before.files).zip(0u32..) {
            if Arc::ptr_eq(own, other) {
                continue;
            }
            if own.path != other.path {
                return None;
            }
            if own.content != other.content {
                changed.insert(FileId(at));
            }
        }
        Some(changed)
    }

    /// The file with this path from the site's root.
    pub fn find(&self, path: &str) -> Option<FileId> {
        let found = *self.by_path.get(&xxh3_64(path.as_bytes()))?;
        if self.path(found) == path {
            return Some(found);
        }
        // Another path has the same hash.
        let at = self.files.binary_search_by(|file| (*file.path).cmp(path)).ok()?;
        u32::try_from(at).ok().map(FileId)
    }

    /// The file's path from the site's root.
    pub fn path(&self, file: FileId) -> &str {
        self.files.get(file.index()).map_or("", |file| &file.path)
    }

    /// The file's text; empty for files that hold none.
    pub fn text(&self, file: FileId) -> &str {
        match self.content(file) {
            Some(Content::Text(text)) => text,
            _ => "",
        }
    }

    /// The bytes of a text or of a file of a theme; empty for files that are only passed on.
    pub fn bytes(&self, file: FileId) -> &[u8] {
        match self.content(file) {
            Some(Content::Text(text)) => text.as_bytes(),
            Some(Content::Binary(bytes)) => bytes,
            _ => &[],
        }
    }

    /// What the file holds.
    pub fn content(&self, file: FileId) -> Option<&Content> {
        self.files.get(file.index()).map(|file| &file.content)
    }

    /// All files, in order of path.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0u32..).map(FileId).zip(self.files.iter().map(|file| &**file))
    }

    /// The files below a folder (written with its closing `/`), in order of path.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (FileId, &'a SourceFile)> {
        let start = self.files.partition_point(|file| &*file.path < folder);
        let files = self.files.iter().map(|file| &**file);
        (0u32..).map(FileId).zip(files).skip(start).take_while(move |(_, file)| file.path.starts_with(folder))
    }

    /// Length in bytes.
    pub fn len(&self, file: FileId) -> u64 {
        match self.content(file) {
            Some(Content::Text(text)) => text.len() as u64,
            Some(Content::Opaque { length, .. }) => *length,
            Some(Content::Binary(bytes)) => bytes.len() as u64,
            _ => 0,
        }
    }

    /// How large the picture is that the file holds, where it says so.
    pub fn picture_size(&self, file: FileId) -> Option<PictureSize> {
        match self.content(file)? {
            Content::Text(text) if self.path(file).ends_with(".svg") => PictureSize::of_svg(text),
            Content::Binary(bytes) => PictureSize::of_bytes(bytes),
            Content::Opaque { picture, .. } => *picture,
            _ => None,
        }
    }

    /// Are there no files?
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The files themselves, to make changed sources from.
    pub fn into_files(self) -> Vec<SourceFile> {
        self.files.into_iter().map(Arc::unwrap_or_clone).collect()
    }

    /// Line and column of a byte, both from 1, the column in characters.
    pub fn line_and_column(&self, file: FileId, byte: u32) -> (u32, u32) {
        let (text, line) = (self.text(file), self.line(file, byte));
        let start = self.lines(file).get(line as usize - 1).map_or(0, |start| *start as usize);
        let before = text.get(start..floor_boundary(text, byte as usize)).unwrap_or("");
        (line, u32::try_from(before.chars().count() + 1).unwrap_or(u32::MAX))
    }

    /// The line that a byte stands in, from 1.
    pub fn line(&self, file: FileId, byte: u32) -> u32 {
        let line = self.lines(file).partition_point(|start| *start <= byte).max(1);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// The first bytes of the lines of a file.
    fn lines(&self, file: FileId) -> &[u32] {
        let Some(lines) = self.lines.get(file.index()) else { return &[] };
        lines.get_or_init(|| {
            let ends = self.text(file).bytes().zip(1u32..).filter(|(byte, _)| *byte == b'\n').map(|(_, next)| next);
            std::iter::once(0).chain(ends).collect()
        })
    }
}

/// The nearest character boundary at or before a byte.
pub fn floor_boundary(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let sources = Sources::new(vec![SourceFile::from_bytes("a", "a\nžb\r\n\n€".into())]);
        let file = sources.find("a").unwrap();
        let places: Vec<(u32, u32)> = (0..13).map(|byte| sources.line_and_column(file, byte)).collect();
        let letters = [(1, 1), (1, 2), (2, 1), (2, 1), (2, 2), (2, 3), (2, 4), (3, 1)];
        let end = [(4, 1), (4, 1), (4, 1), (4, 2), (4, 2)];
        assert_eq!(places, [&letters[..], &end].concat());
        assert_eq!(sources.line_and_column(Place::nowhere().file, 9), (1, 1));
    }

    #[test]
    fn lines_end_as_in_old_files_too() {
        for (written, read) in
            [("a\rb\r", "a\nb\n"), ("a\r\nb\r\r\n", "a\r\nb\n\r\n"), ("a\r\n", "a\r\n"), ("\r", "\n")]
        {
            assert_eq!(SourceFile::from_bytes("a", written.into()).content, Content::Text(read.into()));
        }
    }

    #[test]
    fn the_likely_encoding_is_named() {
        let encoded = |bytes: &[u8]| match SourceFile::from_bytes("a", bytes.to_vec()).content {
            Content::Undecodable(encoding) => encoding,
            _ => "UTF-8",
        };
        let (little, big) = ("UTF-16 (little-endian)", "UTF-16 (big-endian)");
        let wide = |text: &str, to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
        for text in ["\u{feff}id;name", "id;name", "id;Été Ω"] {
            assert_eq!(encoded(&wide(text, u16::to_le_bytes)), little);
            assert_eq!(encoded(&wide(text, u16::to_be_bytes)), big);
        }
        assert_eq!(
            [encoded(b"\xc9t\xe9"), encoded("Été".as_bytes()), encoded(b"one \0 alone")],
            ["Windows-1252", "UTF-8", "UTF-8"]
        );
    }

    #[test]
    fn the_last_of_two_files_with_one_path_counts() {
        let file = |text: &str| SourceFile::from_bytes("a", text.into());
        let sources = Sources::new(vec![file("1"), file("2")]);
        assert_eq!(sources.find("a").map(|id| sources.text(id)), Some("2"));
    }
}

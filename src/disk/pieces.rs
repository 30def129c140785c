//! How is a large file written that never lies in memory as a whole?

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// A file that is written piece by piece. What it already holds is compared first and left alone as far
/// as it is the same, so that an unchanged file is not written.
pub(super) struct Pieces<'a> {
    path: &'a Path,
    file: Option<io::Result<Begun>>,
}

/// A file of which some pieces are in place.
struct Begun {
    file: File,
    /// Bytes that are in place.
    length: u64,
    /// Was something written?
    differs: bool,
    /// Room for what the file held.
    held: Vec<u8>,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(path: &'a Path) -> Self {
        Pieces { path, file: None }
    }

    /// Has a piece been put?
    pub(super) fn is_begun(&self) -> bool {
        self.file.is_some()
    }

    /// Puts the next piece, and clears it. What fails is told at the end.
    pub(super) fn put(&mut self, piece: &mut Vec<u8>) {
        let mut file = self.file.take().unwrap_or_else(|| Begun::new(self.path));
        if let Ok(begun) = &mut file
            && let Err(error) = begun.put(piece)
        {
            file = Err(error);
        }
        self.file = Some(file);
        piece.clear();
    }

    /// Puts the last piece; tells whether the bytes of the file are new.
    pub(super) fn end(mut self, piece: &mut Vec<u8>) -> io::Result<bool> {
        self.put(piece);
        self.file.unwrap_or_else(|| Begun::new(self.path)).and_then(Begun::end)
    }
}

impl Begun {
    fn new(path: &Path) -> io::Result<Begun> {
        let open = || OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let file = match open() {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                fs::create_dir_all(path.parent().unwrap_or(path))?;
                open()?
            }
            opened => opened?,
        };
        Ok(Begun { file, length: 0, differs: false, held: Vec::new() })
    }

    fn put(&mut self, piece: &[u8]) -> io::Result<()> {
        if !self.differs {
            self.held.clear();
            (&self.file).take(piece.len() as u64).read_to_end(&mut self.held)?;
            self.differs = self.held != piece;
            if self.differs {
                self.file.seek(SeekFrom::Start(self.length))?;
            }
        }
        if self.differs {
            self.file.write_all(piece)?;
        }
        self.length += piece.len() as u64;
        Ok(())
    }

    fn end(self) -> io::Result<bool> {
        if self.file.metadata()?.len() > self.length {
            self.file.set_len(self.length)?;
            return Ok(true);
        }
        Ok(self.differs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes pieces; was the file changed, and what does it hold?
    fn written(path: &Path, pieces: &[&str]) -> (bool, String) {
        let mut file = Pieces::new(path);
        let (last, first) = pieces.split_last().unwrap();
        first.iter().for_each(|piece| file.put(&mut piece.as_bytes().to_vec()));
        let changed = file.end(&mut last.as_bytes().to_vec()).unwrap();
        (changed, fs::read_to_string(path).unwrap())
    }

    #[test]
    fn only_what_differs_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/all.json");
        assert_eq!(written(&path, &["one ", "two ", "three"]), (true, "one two three".to_owned()));
        assert_eq!(written(&path, &["one two", " thr", "ee"]), (false, "one two three".to_owned()));
        assert_eq!(written(&path, &["one ", "six ", "three"]), (true, "one six three".to_owned()));
        assert_eq!(written(&path, &["one ", "six"]), (true, "one six".to_owned()));
        assert_eq!(written(&path, &["one ", "six", " and more"]), (true, "one six and more".to_owned()));
        assert_eq!(written(&path, &["one six", " and more", ""]), (false, "one six and more".to_owned()));
    }
}

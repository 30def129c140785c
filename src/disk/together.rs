//! How are several files changed so that all of them are, or none? And files elsewhere read and written?

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use crate::source::SourceFile;

/// What spreadsheets write before UTF-8; readers of content leave it out.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes all files beside those they replace, and puts them in place once all of them are written.
///
/// # Errors
/// When a file cannot be written; then none is changed, unless the last step itself fails half-way.
pub fn replace_together<'a>(
    root: &Path,
    files: impl Iterator<Item = (&'a String, &'a String)> + Clone,
) -> io::Result<()> {
    let written = files.clone().try_for_each(|(path, text)| write_beside(root, path, text));
    let placed = written
        .and_then(|()| files.clone().try_for_each(|(path, _)| fs::rename(root.join(beside(path)), root.join(path))));
    if placed.is_err() {
        // What stands beside is of no use any more.
        files.for_each(|(path, _)| _ = fs::remove_file(root.join(beside(path))));
    }
    placed
}

/// A file from anywhere, by the path that was given.
///
/// # Errors
/// When it cannot be read.
pub fn read_any(path: &Path) -> io::Result<SourceFile> {
    Ok(SourceFile::from_bytes(&path.display().to_string(), fs::read(path)?))
}

/// Writes a file anywhere, over one that is there.
///
/// # Errors
/// When it cannot be written.
pub fn write_any(path: &Path, text: &str) -> io::Result<()> {
    fs::write(path, text)
}

fn write_beside(root: &Path, path: &str, text: &str) -> io::Result<()> {
    let has_mark = fs::read(root.join(path)).is_ok_and(|bytes| bytes.starts_with(MARK));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(root.join(beside(path)))?;
    if has_mark {
        file.write_all(MARK)?;
    }
    file.write_all(text.as_bytes())
}

/// A name that readers of content pass over.
fn beside(path: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/.{name}.new"),
        None => format!(".{path}.new"),
    }
}

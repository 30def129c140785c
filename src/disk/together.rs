//! How are several files changed so that all of them are, or none? And files elsewhere read and written?

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
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
    let can = |(path, text): (&String, &String)| match root.join(path).is_dir() {
        true => Err(named(path, ErrorKind::IsADirectory.into())),
        false => write_beside(root, path, text).map_err(|error| named(path, error)),
    };
    let place = |path: &String| fs::rename(root.join(beside(path)), root.join(path));
    let written = files.clone().try_for_each(can);
    let placed =
        written.and_then(|()| files.clone().try_for_each(|(path, _)| place(path).map_err(|error| named(path, error))));
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
    let mut file = draft(&root.join(beside(path)))?;
    if has_mark {
        file.write_all(MARK)?;
    }
    file.write_all(text.as_bytes())
}

/// An error that says which file it is about.
fn named(path: &str, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{path}: {error}"))
}

/// A new file; nothing is written through a link that stands at its place.
pub(super) fn draft(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => OpenOptions::new().write(true).create_new(true).open(path),
    }
}

/// A name that readers of content pass over.
fn beside(path: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/.{name}.new"),
        None => format!(".{path}.new"),
    }
}

#[cfg(test)]
#[cfg(unix)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;

    #[test]
    fn nothing_is_written_through_a_link() {
        let folder = TempDir::new().unwrap();
        let other = folder.path().join("other");
        fs::write(&other, "mine").unwrap();
        symlink(&other, folder.path().join(".a.md.new")).unwrap();
        let files = [("a.md".to_owned(), "new".to_owned())];
        replace_together(folder.path(), files.iter().map(|(path, text)| (path, text))).unwrap();
        assert_eq!(fs::read_to_string(&other).unwrap(), "mine");
        assert_eq!(fs::read_to_string(folder.path().join("a.md")).unwrap(), "new");
        assert!(!folder.path().join("a.md").is_symlink());
    }

    #[test]
    fn where_one_file_cannot_be_written_none_is() {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("b.md")).unwrap();
        let files = ["a.md", "b.md"].map(|path| (path.to_owned(), "new".to_owned()));
        let error = replace_together(folder.path(), files.iter().map(|(path, text)| (path, text))).unwrap_err();
        assert!(error.to_string().starts_with("b.md: "), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

//! How is a file of the content written?

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use super::together;

/// Writes files that must not exist yet, as `new` and `theme copy` do.
///
/// # Errors
/// When one exists or cannot be written.
pub fn write_new(folder: &Path, files: &[(String, String)]) -> io::Result<()> {
    for (path, text) in files {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().unwrap_or(folder))?;
        OpenOptions::new().write(true).create_new(true).open(&file)?.write_all(text.as_bytes())?;
    }
    Ok(())
}

/// Is there such a file in the site's folder? The built-in theme is read as if it lay there.
pub fn is_there(root: &Path, path: &str) -> bool {
    root.join(path).is_file()
}

/// Writes a file of the content whole or not at all: where it is interrupted, what was there stays.
///
/// # Errors
/// When it exists and must not be written over, or cannot be written.
pub fn write_whole(file: &Path, text: &str, over: bool) -> io::Result<()> {
    if !over && fs::symlink_metadata(file).is_ok() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    let (folder, name) = (file.parent().unwrap_or(file), file.file_name().unwrap_or_default());
    fs::create_dir_all(folder)?;
    // Hidden files are not content.
    let draft = folder.join(format!(".{}.new", name.to_string_lossy()));
    let mut written = together::draft(&draft)?;
    let outcome = written.write_all(text.as_bytes()).and_then(|()| written.sync_all());
    let outcome = outcome.and_then(|()| fs::rename(&draft, file));
    if outcome.is_err() {
        let _ = fs::remove_file(&draft);
    }
    outcome
}

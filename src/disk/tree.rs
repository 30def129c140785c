//! How is the tree of files of a site read?

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::config::SITE;
use crate::picture::{self, PictureSize};
use crate::render::built_in_files;
use crate::source::{Content, LeadsTo, SourceFile, Sources, SymbolicLink};

/// The nearest folder at or above `start` that holds a `site.toml`.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| is_root(folder)).map(Path::to_owned)
}

/// Does the folder hold a `site.toml`?
pub fn is_root(folder: &Path) -> bool {
    folder.join(SITE).is_file()
}

/// What of the folder of a site is read: a file and two folders.
pub const PARTS: [&str; 3] = [SITE, "content", "themes"];

/// What a path of a site holds.
#[derive(Debug, Default)]
pub struct Part {
    /// Its files, read.
    pub files: Vec<SourceFile>,
    /// Its symbolic links, none of them followed.
    pub links: Vec<SymbolicLink>,
}

/// Reads `site.toml`, `content/` and `themes/` below a root, with the built-in theme beneath them.
///
/// # Errors
/// When a file or folder cannot be read.
pub fn read_tree(root: &Path) -> io::Result<Sources> {
    let mut files: Vec<SourceFile> = built_in_files().collect();
    let mut links = Vec::new();
    for path in PARTS {
        let part = read_part(root, path)?;
        files.extend(part.files);
        links.extend(part.links);
    }
    Ok(Sources::new(files).with_links(links))
}

/// Reads the file with this path from the root, or all files of this folder; nothing where there is
/// neither, and only the link where one is on the way.
///
/// # Errors
/// When a file or folder cannot be read.
pub fn read_part(root: &Path, path: &str) -> io::Result<Part> {
    if let Some(link) = link_on_the_way(root, path) {
        return Ok(Part { files: Vec::new(), links: vec![link] });
    }
    let found = match fs::symlink_metadata(root.join(path)) {
        Ok(found) if found.is_file() => Found { files: vec![(path.to_owned(), root.join(path))], links: Vec::new() },
        Ok(_) => found_below(root, path)?,
        Err(error) if is_gone(&error) => Found::default(),
        Err(error) => return Err(error),
    };
    let files: io::Result<Vec<SourceFile>> =
        found.files.par_iter().with_min_len(32).map(|(path, file)| read_file(path, file)).collect();
    Ok(Part { files: files?, links: found.links })
}

/// The first symbolic link within a part of the site on the way to a path. The parts themselves may
/// be links: who has the site put them there.
fn link_on_the_way(root: &Path, path: &str) -> Option<SymbolicLink> {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]).skip(1);
    let mut ways = ends.filter_map(|end| path.get(..end));
    ways.find(|way| root.join(way).is_symlink()).map(|way| link(way, &root.join(way)))
}

fn link(path: &str, file: &Path) -> SymbolicLink {
    let leads_to = match fs::metadata(file) {
        Ok(found) if found.is_dir() => LeadsTo::Folder,
        Ok(_) => LeadsTo::File,
        Err(_) => LeadsTo::Nowhere,
    };
    SymbolicLink { path: path.into(), leads_to }
}

/// Is the reason that there is no such file?
pub fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// The bytes of a file that is published as it is.
///
/// # Errors
/// When it cannot be read, or is no file but a link to one.
pub fn read_copy(root: &Path, path: &str) -> io::Result<Vec<u8>> {
    let file = root.join(path);
    if fs::symlink_metadata(&file)?.is_file() { fs::read(file) } else { Err(ErrorKind::NotFound.into()) }
}

/// When a file was changed last, and how long it is.
pub type Stamp = (Option<SystemTime>, u64);

/// The stamp of every file and link of a site, by path from the root; what cannot be looked at is
/// passed over.
pub fn stamps(root: &Path) -> BTreeMap<String, Stamp> {
    let walks = PARTS.iter().flat_map(|part| WalkDir::new(root.join(part)));
    let files = walks.filter_map(Result::ok).filter(|entry| !entry.file_type().is_dir());
    let stamped = files.filter_map(|entry| {
        let found = entry.metadata().ok()?;
        Some((relative(root, entry.path()), (found.modified().ok(), found.len())))
    });
    stamped.collect()
}

/// What lies below a folder.
#[derive(Default)]
struct Found {
    /// Files, by path from the root.
    files: Vec<(String, PathBuf)>,
    links: Vec<SymbolicLink>,
}

/// The files and links below a folder, hidden ones passed over.
fn found_below(root: &Path, folder: &str) -> io::Result<Found> {
    let mut found = Found::default();
    let start = root.join(folder);
    if !start.is_dir() {
        return Ok(found);
    }
    let hidden = |entry: &DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
    for entry in WalkDir::new(&start).into_iter().filter_entry(|entry| !hidden(entry)) {
        let entry = entry.map_err(io::Error::from)?;
        let path = relative(root, entry.path());
        if entry.file_type().is_file() {
            found.files.push((path, entry.into_path()));
        } else if entry.file_type().is_symlink() && entry.depth() > 0 {
            found.links.push(link(&path, entry.path()));
        }
    }
    Ok(found)
}

/// A path below the root, with `/`.
pub fn relative(root: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// Reads one file.
///
/// # Errors
/// When it cannot be read.
pub fn read_file(path: &str, file: &Path) -> io::Result<SourceFile> {
    if SourceFile::is_text(path) {
        return fs::read(file).map(|bytes| SourceFile::from_bytes(path, bytes));
    }
    if path.starts_with("themes/") {
        let content = Content::Binary(fs::read(file)?.into());
        return Ok(SourceFile { path: path.into(), content });
    }
    let length = fs::metadata(file)?.len();
    let picture = if picture::is_picture(path) { PictureSize::of_bytes(&beginning(file)?) } else { None };
    Ok(SourceFile { path: path.into(), content: Content::Opaque { length, picture } })
}

/// The part of a picture that says how large it is.
fn beginning(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(picture::BEGINNING).read_to_end(&mut bytes)?;
    Ok(bytes)
}

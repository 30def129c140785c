//! Which sites of partnerships stand in a folder, and which of them are gone?

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

use super::{MANIFEST, manifest, remove_vanished};
use crate::record::is_slug;

/// The file that names the folders of the sites.
pub const SITES: &str = ".pactfolio-each";
/// First line of that file.
const HEAD: &str = "Folders into which Pactfolio has written a site each; all others are left alone.";

/// Takes away the sites that the last build wrote and that `is_gone` now, and notes those of this one.
/// Of a site that is gone only what Pactfolio wrote goes. Tells how many files went.
///
/// # Errors
/// When the note cannot be written.
pub fn settle(out: &Path, ids: &[String], is_gone: impl Fn(&str) -> bool) -> io::Result<usize> {
    let before = noted(out);
    let (gone, kept): (Vec<String>, Vec<String>) = before.into_iter().partition(|id| is_gone(id));
    let removed = gone.iter().map(|id| remove(&out.join(id))).sum();
    let now: BTreeSet<&str> = ids.iter().chain(&kept).map(String::as_str).collect();
    let lines: String = now.into_iter().map(|id| format!("{id}\n")).collect();
    let path = out.join(SITES);
    if lines.is_empty() && !path.exists() {
        return Ok(removed);
    }
    fs::write(&path, format!("{HEAD}\n{lines}"))?;
    Ok(removed)
}

/// The ids of the partnerships that the last build wrote a site for.
fn noted(out: &Path) -> Vec<String> {
    let text = fs::read_to_string(out.join(SITES)).unwrap_or_default();
    // A line that is no id leads elsewhere.
    text.lines().skip(1).filter(|line| is_slug(line)).map(str::to_owned).collect()
}

/// Is there nothing in the folder but sites of partnerships? The site of the catalogue may stand around them.
pub(super) fn is_all(out: &Path) -> bool {
    let (sites, entries) = (noted(out), fs::read_dir(out).into_iter().flatten());
    let mut names = entries.map(|entry| entry.map(|entry| entry.file_name()));
    let is_known = |name: &OsString| name == SITES || sites.iter().any(|id| name == id.as_str());
    !sites.is_empty() && names.all(|name| name.is_ok_and(|name| is_known(&name)))
}

fn remove(site: &Path) -> usize {
    if site.is_symlink() {
        return 0;
    }
    let Ok(before) = manifest(site) else { return 0 };
    let removed = remove_vanished(site, &before.files, std::iter::empty());
    let _ = fs::remove_file(site.join(MANIFEST));
    // It stays where somebody else has put something there.
    let _ = fs::remove_dir(site);
    removed
}

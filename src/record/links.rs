//! Which file does a relative path lead to?

use super::{CONTENT, Given, Scope};
use crate::read::FromValue;
use crate::report::{MISSING_FILE, Reported, nearest};
use crate::source::{FileId, Sources};

/// The path that `relative` leads to from `folder` (with its closing `/`); `None` where it leaves
/// the tree. Percent signs are decoded.
pub fn resolve_path(folder: &str, relative: &str) -> Option<String> {
    joined(folder, &percent_decoded(relative)?)
}

/// The path that a plain one leads to from a folder.
fn joined(folder: &str, relative: &str) -> Option<String> {
    if relative.starts_with('/') || relative.contains(['\\', '\0']) {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn percent_decoded(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        match coded(rest).filter(|_| *byte == b'%') {
            Some(value) => {
                bytes.push(value);
                rest = rest.get(2..).unwrap_or_default();
            }
            // A sign without digits stands for itself, as in browsers.
            None => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).ok()
}

/// The byte that two digits stand for.
fn coded(digits: &[u8]) -> Option<u8> {
    let digits = digits.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// A file that is published beside the record that names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attachment(pub FileId);

impl<'a> FromValue<'a, Scope<'a>> for Attachment {
    fn from_value(given: Given<'a, '_>) -> Result<Self, Reported> {
        let name = given.text()?.trim();
        let scope = &given.input.scope;
        let find = |path: String| scope.sources.find(&path).filter(|_| path.starts_with(CONTENT));
        // It is the name of a file; that of a link is understood, too.
        let found =
            joined(scope.folder, name).and_then(find).or_else(|| resolve_path(scope.folder, name).and_then(find));
        found.map(Attachment).ok_or_else(|| {
            given.fault(MISSING_FILE, format!("there is no file `{name}`"), beside(scope.sources, scope.folder, name))
        })
    }
}

/// Help for a file name that leads nowhere.
pub fn beside(sources: &Sources, folder: &str, name: &str) -> String {
    let names = sources.below(folder).filter_map(|(_, file)| file.path.get(folder.len()..));
    match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("put the file into `{folder}` or correct the name; capital letters count"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_in_the_tree() {
        assert_eq!(resolve_path("content/a/", "../b/c%20d.md").as_deref(), Some("content/b/c d.md"));
        assert_eq!(resolve_path("content/", "../../x"), None);
        assert_eq!(resolve_path("content/", "/etc/passwd"), None);
        assert_eq!(resolve_path("content/", "%2e%2e/%2e%2e/x"), None);
        assert_eq!(resolve_path("content/", "100%.pdf").as_deref(), Some("content/100%.pdf"));
        assert_eq!(resolve_path("content/", "100%25%+1%2.pdf").as_deref(), Some("content/100%%+1%2.pdf"));
    }
}

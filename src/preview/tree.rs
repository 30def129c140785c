//! Which files does the site have now?

use std::collections::BTreeMap;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::watch::Change;
use crate::disk::{self, PARTS, Part};
use crate::render::built_in_files;
use crate::source::{Content, SourceFile, Sources, SymbolicLink};

/// How often a folder is read anew when files vanish while it is read.
const ATTEMPTS: usize = 5;

/// The files of a site, in memory.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
    files: BTreeMap<Box<str>, Arc<SourceFile>>,
    /// Symbolic links, which are not followed.
    links: BTreeMap<Box<str>, SymbolicLink>,
    /// The files of the built-in theme.
    beneath: Vec<Arc<SourceFile>>,
}

/// What a change has touched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Is anything different?
    pub anything: bool,
    /// Is a file of a theme, or the choice of the theme?
    pub theme: bool,
    /// Is a picture or another file whose address stays the same?
    pub media: bool,
}

impl Touched {
    fn by(path: &str) -> Touched {
        let is_text = [".toml", ".md", ".csv"].iter().any(|ending| path.ends_with(ending));
        Touched {
            anything: true,
            theme: path.starts_with("themes/") || path == crate::config::SITE,
            media: path.starts_with("content/") && !is_text,
        }
    }

    /// Both.
    pub fn and(self, other: Touched) -> Touched {
        Touched {
            anything: self.anything || other.anything,
            theme: self.theme || other.theme,
            media: self.media || other.media,
        }
    }
}

impl Tree {
    /// Reads everything.
    pub fn read(root: &Path) -> io::Result<Tree> {
        let beneath = built_in_files().map(Arc::new).collect();
        let mut tree = Tree { root: root.to_owned(), files: BTreeMap::new(), links: BTreeMap::new(), beneath };
        tree.follow(&Change::Everything)?;
        Ok(tree)
    }

    /// All files, the built-in theme beneath them.
    pub fn sources(&self) -> Sources {
        let files = self.beneath.iter().chain(self.files.values()).cloned().collect();
        Sources::of_shared(files).with_links(self.links.values().cloned().collect())
    }

    /// Reads again what may have changed, and says what did.
    pub fn follow(&mut self, change: &Change) -> io::Result<Touched> {
        match change {
            Change::Everything => self.update_all(PARTS),
            Change::Paths(paths) => self.update_all(paths.iter().map(String::as_str)),
        }
    }

    fn update_all<'p>(&mut self, paths: impl IntoIterator<Item = &'p str>) -> io::Result<Touched> {
        paths.into_iter().try_fold(Touched::default(), |touched, path| Ok(touched.and(self.update(path)?)))
    }

    /// Reads a file or the files of a folder; those that were there and no longer are go.
    fn update(&mut self, path: &str) -> io::Result<Touched> {
        let Part { files, links } = self.read_steadily(path)?;
        let fresh: BTreeMap<Box<str>, SourceFile> = files.into_iter().map(|file| (file.path.clone(), file)).collect();
        let mut touched = self.update_links(path, links);
        for gone in at_or_below(&self.files, path).into_iter().filter(|known| !fresh.contains_key(known)) {
            self.files.remove(&gone);
            touched = touched.and(Touched::by(&gone));
        }
        for (path, file) in fresh {
            // Of files that are passed on little is known: they count as changed.
            let is_known = self.files.get(&path).is_some_and(|known| **known == file);
            if !is_known || matches!(file.content, Content::Opaque { .. }) {
                touched = touched.and(Touched::by(&path));
                self.files.insert(path, Arc::new(file));
            }
        }
        Ok(touched)
    }

    /// Takes the links at or below a path in place of those that were there.
    fn update_links(&mut self, path: &str, links: Vec<SymbolicLink>) -> Touched {
        let before = self.links.clone();
        for gone in at_or_below(&self.links, path) {
            self.links.remove(&gone);
        }
        self.links.extend(links.into_iter().map(|link| (link.path.clone(), link)));
        Touched { anything: before != self.links, ..Touched::default() }
    }

    /// Reads again when something vanishes meanwhile.
    fn read_steadily(&self, path: &str) -> io::Result<Part> {
        let mut outcome = disk::read_part(&self.root, path);
        for _ in 1..ATTEMPTS {
            match &outcome {
                Err(error) if disk::is_gone(error) => outcome = disk::read_part(&self.root, path),
                _ => break,
            }
        }
        outcome
    }
}

/// The paths among these that are a path or lie below it.
fn at_or_below<T>(known: &BTreeMap<Box<str>, T>, path: &str) -> Vec<Box<str>> {
    let is_inside = |known: &str| known.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let from = known.range::<str, _>((Bound::Included(path), Bound::Unbounded)).map(|(known, _)| known);
    from.take_while(|known| known.starts_with(path)).filter(|known| is_inside(known)).cloned().collect()
}

#[cfg(test)]
#[cfg(unix)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    /// A link that comes while the site is watched is not followed either, and goes like a file.
    #[test]
    fn links_are_known_and_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        for (name, text) in [("site/site.toml", ""), ("site/content/index.md", "Home"), ("secret/a.md", "Secret")] {
            fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
            fs::write(folder.path().join(name), text).unwrap();
        }
        let mut tree = Tree::read(&root).unwrap();
        let content = |tree: &Tree| {
            let sources = tree.sources();
            let files = sources.below("content/").map(|(_, file)| file.path.to_string());
            let links = sources.links().iter().map(|link| format!("{} ({:?})", link.path, link.leads_to));
            files.chain(links).collect::<Vec<_>>()
        };
        let change =
            |paths: &[&str]| Change::Paths(paths.iter().map(|path| (*path).to_owned()).collect::<BTreeSet<_>>());

        symlink(folder.path().join("secret"), root.join("content/pages")).unwrap();
        let told = change(&["content/pages", "content/pages/a.md"]);
        assert!(tree.follow(&told).unwrap().anything);
        assert_eq!(content(&tree), ["content/index.md", "content/pages (Folder)"]);
        assert!(!tree.follow(&told).unwrap().anything);
        tree.follow(&Change::Everything).unwrap();
        assert_eq!(content(&tree), ["content/index.md", "content/pages (Folder)"]);

        fs::remove_file(root.join("content/pages")).unwrap();
        fs::create_dir(root.join("content/pages")).unwrap();
        fs::write(root.join("content/pages/b.md"), "Here").unwrap();
        assert!(tree.follow(&change(&["content/pages"])).unwrap().anything);
        assert_eq!(content(&tree), ["content/index.md", "content/pages/b.md"]);
    }
}

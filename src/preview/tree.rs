//! Which files does the site have now?

use std::collections::BTreeMap;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::watch::Change;
use crate::disk::{self, PARTS};
use crate::render::built_in_files;
use crate::source::{Content, SourceFile, Sources};

/// How often a folder is read anew when files vanish while it is read.
const ATTEMPTS: usize = 5;

/// The files of a site, in memory.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
    files: BTreeMap<Box<str>, Arc<SourceFile>>,
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
        let mut tree = Tree { root: root.to_owned(), files: BTreeMap::new(), beneath };
        tree.follow(&Change::Everything)?;
        Ok(tree)
    }

    /// All files, the built-in theme beneath them.
    pub fn sources(&self) -> Sources {
        Sources::of_shared(self.beneath.iter().chain(self.files.values()).cloned().collect())
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
        let read = self.read_steadily(path)?;
        let fresh: BTreeMap<Box<str>, SourceFile> = read.into_iter().map(|file| (file.path.clone(), file)).collect();
        let mut touched = Touched::default();
        for gone in self.at_or_below(path).into_iter().filter(|known| !fresh.contains_key(known)) {
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

    /// Reads again when something vanishes meanwhile.
    fn read_steadily(&self, path: &str) -> io::Result<Vec<SourceFile>> {
        let mut outcome = disk::read_part(&self.root, path);
        for _ in 1..ATTEMPTS {
            match &outcome {
                Err(error) if disk::is_gone(error) => outcome = disk::read_part(&self.root, path),
                _ => break,
            }
        }
        outcome
    }

    fn at_or_below(&self, path: &str) -> Vec<Box<str>> {
        let is_inside =
            |known: &str| known.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let from = self.files.range::<str, _>((Bound::Included(path), Bound::Unbounded)).map(|(known, _)| known);
        from.take_while(|known| known.starts_with(path)).filter(|known| is_inside(known)).cloned().collect()
    }
}

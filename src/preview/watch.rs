//! Which files may have changed?

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::Told;
use crate::disk::{self, PARTS, Stamp};

/// A change is over when nothing has come for this long.
const QUIET: Duration = Duration::from_millis(20);
/// The same for one file that has just been closed or moved into its place: it is whole.
const WHOLE: Duration = Duration::from_millis(5);
/// After this time changes are looked at although more are coming.
const PATIENCE: Duration = Duration::from_millis(150);
/// Time between two looks where the file system does not tell.
const PAUSE: Duration = Duration::from_millis(400);

/// What may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// These files or folders, by path from the root.
    Paths(BTreeSet<String>),
    /// Nobody knows.
    Everything,
}

type Tell<'a> = &'a (dyn Fn(Told<'_>) + Sync);

/// Waits for changes.
#[derive(Debug)]
pub struct Watch {
    root: PathBuf,
    way: Way,
}

#[derive(Debug)]
enum Way {
    /// The system tells.
    Told { watcher: RecommendedWatcher, events: Receiver<notify::Result<Event>> },
    /// We look.
    Look { stamps: BTreeMap<String, Stamp> },
}

impl Watch {
    /// Begins to watch a site; looks again and again where that is asked for or nothing else works.
    pub fn new(root: &Path, poll: bool, tell: Tell<'_>) -> Watch {
        let told = if poll { None } else { told(root).map_err(|error| tell(Told::Note(instead(&error)))).ok() };
        let way = told.unwrap_or_else(|| Way::Look { stamps: disk::stamps(root) });
        Watch { root: root.to_owned(), way }
    }

    /// Waits for the next change.
    pub fn next(&mut self, tell: Tell<'_>) -> Change {
        let root = &self.root;
        let outcome = match &mut self.way {
            Way::Told { watcher, events } => {
                collect(root, events).and_then(|change| watch_anew(root, watcher, &change).map(|()| change))
            }
            Way::Look { stamps } => return look(root, stamps),
        };
        outcome.unwrap_or_else(|error| {
            tell(Told::Note(instead(&error)));
            self.way = Way::Look { stamps: disk::stamps(root) };
            Change::Everything
        })
    }
}

/// What is done instead when the system cannot tell.
fn instead(error: &notify::Error) -> String {
    let why = match error.kind {
        ErrorKind::MaxFilesWatch => "the system watches no more folders; raise the limit with \
             `sudo sysctl fs.inotify.max_user_watches=524288`"
            .to_owned(),
        _ => format!("the system does not tell of changes ({error})"),
    };
    format!("{why}; files are looked at every {} ms instead", PAUSE.as_millis())
}

fn told(root: &Path) -> notify::Result<Way> {
    let (sender, events) = mpsc::channel();
    let config = notify::Config::default().with_follow_symlinks(false);
    let mut watcher = RecommendedWatcher::new(
        move |event| {
            // Nobody listens any more when the process ends.
            let _ = sender.send(event);
        },
        config,
    )?;
    // The root itself tells when `site.toml` changes or one of the folders comes or goes.
    watcher.watch(root, RecursiveMode::NonRecursive)?;
    for folder in PARTS.iter().map(|part| root.join(part)).filter(|path| path.is_dir()) {
        watcher.watch(&folder, RecursiveMode::Recursive)?;
    }
    Ok(Way::Told { watcher, events })
}

/// Folders that came or went as a whole are watched anew.
fn watch_anew(root: &Path, watcher: &mut RecommendedWatcher, change: &Change) -> notify::Result<()> {
    for part in PARTS {
        let folder = root.join(part);
        let is_concerned = match change {
            Change::Everything => true,
            Change::Paths(paths) => paths.contains(part),
        };
        if is_concerned && part != crate::config::SITE {
            // It may not have been watched.
            let _ = watcher.unwatch(&folder);
            match watcher.watch(&folder, RecursiveMode::Recursive) {
                Err(error) if folder.is_dir() => return Err(error),
                _ => {}
            }
        }
    }
    Ok(())
}

/// Waits for a change, and then until nothing more comes.
fn collect(root: &Path, events: &Receiver<notify::Result<Event>>) -> notify::Result<Change> {
    let mut found = Found::default();
    while found.is_empty() {
        let event = events.recv().map_err(|_| notify::Error::generic("the watcher has ended"))?;
        found.take(root, event)?;
    }
    let end = Instant::now() + PATIENCE;
    let mut quiet = Instant::now() + found.quiet();
    while let Ok(event) = events.recv_timeout(quiet.min(end).saturating_duration_since(Instant::now())) {
        if found.take(root, event)? {
            quiet = Instant::now() + found.quiet();
        }
        if Instant::now() >= end {
            break;
        }
    }
    Ok(if found.everything { Change::Everything } else { Change::Paths(found.paths) })
}

/// What has been told of.
#[derive(Default)]
struct Found {
    everything: bool,
    paths: BTreeSet<String>,
    /// Did the last event put a whole file into its place?
    is_whole: bool,
}

impl Found {
    fn is_empty(&self) -> bool {
        !self.everything && self.paths.is_empty()
    }

    /// For how long nothing more may come.
    fn quiet(&self) -> Duration {
        if self.is_whole && self.paths.len() == 1 { WHOLE } else { QUIET }
    }

    /// Takes what an event tells; says whether it matters.
    fn take(&mut self, root: &Path, event: notify::Result<Event>) -> notify::Result<bool> {
        match event {
            Ok(event) if event.need_rescan() => self.everything = true,
            Ok(event) if is_read(event.kind) => return Ok(false),
            Ok(event) => {
                let paths: Vec<String> = event.paths.iter().filter_map(|path| site_path(root, path)).collect();
                let is_ours = !paths.is_empty();
                if is_ours {
                    self.is_whole = is_whole(event.kind);
                    self.paths.extend(paths);
                }
                return Ok(is_ours);
            }
            Err(error) if matches!(error.kind, ErrorKind::MaxFilesWatch) => return Err(error),
            Err(_) => self.everything = true,
        }
        Ok(true)
    }
}

/// Reading a file tells, too.
fn is_read(kind: EventKind) -> bool {
    matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
}

/// Has a file been closed after writing, or moved into its place?
fn is_whole(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Access(AccessKind::Close(AccessMode::Write))
            | EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both))
    )
}

/// The path from the root, of what belongs to the site.
fn site_path(root: &Path, path: &Path) -> Option<String> {
    path.strip_prefix(root).ok()?;
    let path = disk::relative(root, path);
    let is_part = PARTS.iter().any(|part| path.split('/').next() == Some(part));
    (is_part && !path.split('/').any(is_scratch)).then_some(path)
}

/// Is it a file that an editor keeps for itself?
fn is_scratch(name: &str) -> bool {
    name.starts_with('.') || name.ends_with('~') || name.ends_with(".swp") || name.ends_with(".swx") || name == "4913"
}

/// Looks until something is different, at large sites less often.
fn look(root: &Path, stamps: &mut BTreeMap<String, Stamp>) -> Change {
    let mut pause = PAUSE;
    loop {
        thread::sleep(pause);
        let start = Instant::now();
        let now = disk::stamps(root);
        pause = PAUSE.max(start.elapsed() * 5);
        let came = now.iter().filter(|(path, stamp)| stamps.get(*path) != Some(*stamp)).map(|(path, _)| path);
        let went = stamps.keys().filter(|path| !now.contains_key(*path));
        let is_ours = |path: &&String| !path.split('/').any(is_scratch);
        let paths: BTreeSet<String> = came.chain(went).filter(is_ours).cloned().collect();
        *stamps = now;
        if !paths.is_empty() {
            return Change::Paths(paths);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_belongs_to_the_site_matters() {
        let root = Path::new("/site");
        let path = |path: &str| site_path(root, &root.join(path));
        assert_eq!(path("content/a/b.toml").as_deref(), Some("content/a/b.toml"));
        assert_eq!(path("site.toml").as_deref(), Some("site.toml"));
        for other in ["public/x", "content/.b.toml.new", "content/b.toml~", "content/.git/x", "content/4913", "", "x"] {
            assert_eq!(path(other), None, "{other}");
        }
        assert_eq!(site_path(root, Path::new("/elsewhere/content/a")), None);
    }
}

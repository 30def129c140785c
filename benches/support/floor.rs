//! How fast can the same files be written, or compared, by a program that does nothing else?
//!
//! Runs in a process of its own and measures itself, from the moment at which all bytes are in memory.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use crate::measure::{Sample, Whose};

const THREADS: usize = 2;
/// Folders that a thread takes at once.
const PORTION: usize = 16;

/// A folder of a tree, relative to its root, with the names and bytes of its files.
struct Folder {
    path: PathBuf,
    files: Vec<(PathBuf, Vec<u8>)>,
}

/// Writes the tree at `from`, once it is in memory, into the new folder `to`.
pub fn write(from: &Path, to: &Path) -> io::Result<Sample> {
    fs::create_dir(to)?;
    timed(from, |folder| {
        let target = to.join(&folder.path);
        fs::create_dir_all(&target)?;
        folder.files.iter().try_for_each(|(name, bytes)| {
            OpenOptions::new().write(true).create_new(true).open(target.join(name))?.write_all(bytes)
        })
    })
}

/// Reads the tree at `to` and compares it with the one at `from`; fails where they differ.
pub fn compare(from: &Path, to: &Path) -> io::Result<Sample> {
    timed(from, |folder| {
        let target = to.join(&folder.path);
        let mut found = Vec::new();
        folder.files.iter().try_for_each(|(name, bytes)| {
            found.clear();
            let mut file = File::open(target.join(name))?;
            found.reserve(file.metadata()?.len() as usize);
            file.read_to_end(&mut found)?;
            let same = found == *bytes;
            same.then_some(()).ok_or_else(|| io::Error::other(format!("{} differs", target.join(name).display())))
        })
    })
}

fn timed(from: &Path, work: impl Fn(&Folder) -> io::Result<()> + Sync) -> io::Result<Sample> {
    let mut folders = Vec::new();
    read(from, Path::new(""), &mut folders)?;
    let before = Sample::so_far(Whose::Own)?;
    let start = Instant::now();
    in_threads(&folders, work)?;
    let wall = start.elapsed();
    let after = Sample::so_far(Whose::Own)?;
    Ok(Sample { wall, cpu: after.cpu.saturating_sub(before.cpu), peak: after.peak })
}

fn read(root: &Path, path: &Path, folders: &mut Vec<Folder>) -> io::Result<()> {
    let mut entries = fs::read_dir(root.join(path))?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    let (below, files): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| entry.path().is_dir());
    let bytes = |entry: &&fs::DirEntry| Ok((entry.file_name().into(), fs::read(entry.path())?));
    let files = files.iter().map(bytes).collect::<io::Result<_>>()?;
    folders.push(Folder { path: path.to_owned(), files });
    below.iter().try_for_each(|entry| read(root, &path.join(entry.file_name()), folders))
}

fn in_threads(folders: &[Folder], work: impl Fn(&Folder) -> io::Result<()> + Sync) -> io::Result<()> {
    let portions: Vec<&[Folder]> = folders.chunks(PORTION).collect();
    let next = AtomicUsize::new(0);
    let run = || {
        while let Some(portion) = portions.get(next.fetch_add(1, Ordering::Relaxed)) {
            portion.iter().try_for_each(&work)?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(run)).collect();
        threads.into_iter().try_for_each(|thread| {
            thread.join().unwrap_or_else(|_| Err(io::Error::other("a thread of the floor died")))
        })
    })
}

//! How is a tree of files read, and how is a site written? The only place that touches the disk.

pub mod content;
pub mod each;
mod pieces;
pub mod together;
mod tree;

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use foldhash::fast::FixedState;
use rayon::prelude::*;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use self::pieces::Pieces;
pub use self::tree::{
    PARTS, Part, Stamp, find_root, is_gone, is_root, read_copy, read_file, read_part, read_tree, relative, stamps,
};
use crate::exports::Out;
use crate::render::{Bytes, Output, Renderer, file_of};
use crate::report::Reported;
use crate::source::{Content, FileId, SourceFile};

/// The file that says which files of a folder are ours.
pub const MANIFEST: &str = ".pactfolio";
/// At most so many outputs does a thread take at once: what it has begun, no other can take over.
const PORTION: usize = 128;
/// First line of that file.
const MANIFEST_HEAD: &str = "Files that Pactfolio has written here; all others are left alone.";

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Pages, redirects left out.
    pub pages: usize,
    /// Files whose bytes are new.
    pub changed: usize,
    /// Files of the last build that are gone.
    pub removed: usize,
    /// Was nothing left out?
    pub complete: bool,
}

/// Why a site was not written.
#[derive(Debug)]
pub enum Refused {
    /// The folder holds files that are not ours.
    NotOurs,
    /// Something could not be written.
    Io(PathBuf, io::Error),
    /// A template failed.
    Reported(Reported),
}

impl From<Reported> for Refused {
    fn from(reported: Reported) -> Self {
        Refused::Reported(reported)
    }
}

/// Writes a site into a folder. Files whose bytes are the same are left alone, files of the last
/// build that this one no longer has are removed, files of others survive.
///
/// # Errors
/// See [`Refused`]; when a template fails, nothing has been written.
pub fn write_site(renderer: &Renderer<'_>, root: &Path, out: &Path) -> Result<Written, Refused> {
    let before = manifest(out)?;
    let inputs = inputs(renderer, root).map_err(|error| Refused::Io(root.to_owned(), error))?;
    let outputs = renderer.outputs();
    let pages = outputs.iter().filter(|output| matches!(output, Output::Page(..))).count();
    if before.inputs == inputs && is_untouched(out, &before.files, renderer, &outputs) {
        return Ok(Written { pages, complete: true, ..Written::default() });
    }
    renderer.settle_addresses()?;
    let tried = try_templates(renderer)?;
    renderer.site.prepare_search();
    // Should it be interrupted, the next one knows what is its own.
    let own = before.files.iter().cloned().chain(files_of(renderer, &outputs));
    fs::create_dir_all(out).map_err(|error| Refused::Io(out.to_owned(), error))?;
    write_manifest(out, "", own)?;
    // First, since a folder may now stand where a file stood.
    let removed = remove_vanished(out, &before.files, files_of(renderer, &outputs));
    let changed = AtomicUsize::new(0);
    let is_new = before.files.is_empty();
    outputs.par_iter().with_max_len(PORTION).try_for_each_init(Vec::new, |buffer, output| {
        let address = renderer.address(*output);
        let file = out.join(&*file_of(&address));
        let is_changed = match tried.get(output) {
            Some(bytes) => put(&file, bytes, is_new).map_err(|error| Refused::Io(file, error))?,
            None => write_output(renderer, root, *output, &address, &file, is_new, buffer)?,
        };
        if is_changed {
            changed.fetch_add(1, Ordering::Relaxed);
        }
        Ok::<(), Refused>(())
    })?;
    write_manifest(out, &inputs, files_of(renderer, &outputs))?;
    Ok(Written { pages, changed: changed.into_inner(), removed, complete: true })
}

/// What the bytes of a site depend on, as a number: the program, what is asked for, and every file.
fn inputs(renderer: &Renderer<'_>, root: &Path) -> io::Result<String> {
    let site = &renderer.site;
    let asked = format!(
        "{} {:?} {} {:?} {:?} {:?}",
        env!("PACTFOLIO_PROGRAM"),
        site.request,
        site.config.base_url,
        site.config.home,
        site.config.pages_in,
        site.config.repository.as_ref().and_then(|repository| repository.commit.as_ref())
    );
    let files: Vec<(FileId, &SourceFile)> = site.sources.iter().collect();
    let hashes: io::Result<Vec<u64>> = files.par_iter().with_min_len(64).map(|(_, file)| input(file, root)).collect();
    let mut all = asked.into_bytes();
    all.extend(hashes?.into_iter().flat_map(u64::to_le_bytes));
    Ok(format!("{:016x}", xxh3_64(&all)))
}

/// A file's path and bytes as a number.
fn input(file: &SourceFile, root: &Path) -> io::Result<u64> {
    let bytes = match &file.content {
        Content::Text(text) => xxh3_64(text.as_bytes()),
        Content::Binary(bytes) => xxh3_64(bytes),
        Content::Undecodable(name) => xxh3_64(name.as_bytes()),
        Content::Opaque { .. } => xxh3_64(&fs::read(root.join(&*file.path))?),
    };
    Ok(xxh3_64_with_seed(file.path.as_bytes(), bytes))
}

/// The file of each output.
fn files_of<'r>(renderer: &'r Renderer<'_>, outputs: &'r [Output]) -> impl Iterator<Item = String> + use<'r> {
    outputs.iter().map(|output| file_of(&renderer.address(*output)).into_owned())
}

/// Are the files those of the last build, all of them there, and none changed after it?
fn is_untouched(out: &Path, before: &HashSet<String, FixedState>, renderer: &Renderer<'_>, outputs: &[Output]) -> bool {
    let modified = |path: &Path| fs::symlink_metadata(path).and_then(|known| known.modified());
    let Ok(built) = modified(&out.join(MANIFEST)) else { return false };
    let is_sound = |output: &Output| {
        let address = renderer.address(*output);
        let file = file_of(&address);
        before.contains(&*file) && modified(&out.join(&*file)).is_ok_and(|at| at <= built)
    };
    before.len() == outputs.len() && outputs.par_iter().with_min_len(256).all(is_sound)
}

/// Renders everything and gives each output to `take`.
///
/// # Errors
/// When a template fails.
pub fn render_all(
    renderer: &Renderer<'_>,
    take: impl Fn(&str, &[u8]) -> Result<(), Reported> + Sync,
) -> Result<(), Reported> {
    renderer.site.prepare();
    renderer.site.prepare_search();
    renderer.outputs().par_iter().with_max_len(PORTION).try_for_each_init(Vec::new, |buffer, output| {
        let address = renderer.address(*output);
        match renderer.whole(*output, &address, buffer)? {
            None => take(&address, buffer),
            Some(_) => Ok(()),
        }
    })
}

/// The outputs that were rendered to try the templates.
pub type Tried = HashMap<Output, Vec<u8>, FixedState>;

/// Renders one page of each template and one redirect, so that a broken template is known before
/// anything is written.
///
/// # Errors
/// When a template fails; those of all that fail are in the report.
pub fn try_templates(renderer: &Renderer<'_>) -> Result<Tried, Reported> {
    renderer.site.prepare();
    let before = renderer.report.count();
    let pages = &renderer.site.plan.pages;
    let lang = renderer.site.config.pages_in.default;
    let mut seen = HashSet::new();
    let first = pages.iter().zip(0u32..).filter(|(page, _)| seen.insert(page.template));
    let outputs = renderer.any_redirect().into_iter().chain(first.map(|(_, at)| Output::Page(at, lang)));
    let render = |output: &Output| {
        let mut buffer = Vec::new();
        renderer.render(*output, &renderer.address(*output), &mut buffer).map(|_| (*output, buffer))
    };
    let outputs: Vec<Output> = outputs.collect();
    // All of them, also where one fails.
    let rendered: Vec<Result<(Output, Vec<u8>), Reported>> = outputs.par_iter().map(render).collect();
    let tried: Tried = rendered.into_iter().collect::<Result<_, Reported>>()?;
    // Shared pieces report on their own.
    if renderer.report.count() > before { renderer.report.outcome().map(|()| tried) } else { Ok(tried) }
}

/// What the last build left behind.
#[derive(Debug, Default)]
struct Manifest {
    /// What its bytes depended on.
    inputs: String,
    /// Its files; none for a folder that is not there or empty.
    files: HashSet<String, FixedState>,
}

/// The word before the number of the inputs.
const INPUTS: &str = "inputs ";

fn manifest(out: &Path) -> Result<Manifest, Refused> {
    match fs::read_to_string(out.join(MANIFEST)) {
        Ok(text) => {
            let inputs = text.lines().find_map(|line| line.strip_prefix(INPUTS)).unwrap_or("").to_owned();
            let files = text.lines().skip(1).filter(|line| !line.starts_with(INPUTS)).map(str::to_owned).collect();
            Ok(Manifest { inputs, files })
        }
        Err(_) if is_empty(out) || each::is_all(out) => Ok(Manifest::default()),
        Err(_) => Err(Refused::NotOurs),
    }
}

/// Does a folder, which need not be there, lie in another?
pub fn lies_in(folder: &Path, whole: &Path) -> bool {
    let Ok(whole) = whole.canonicalize() else { return false };
    let nearest = std::path::absolute(folder)
        .ok()
        .and_then(|folder| folder.ancestors().find_map(|ancestor| ancestor.canonicalize().ok()));
    nearest.is_some_and(|nearest| nearest.starts_with(whole))
}

/// Is there nothing in the folder, or no such folder?
pub fn is_empty(folder: &Path) -> bool {
    match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == ErrorKind::NotFound,
    }
}

/// Written last, too: what is newer than it was changed by somebody else.
fn write_manifest(out: &Path, inputs: &str, mut files: impl Iterator<Item = String>) -> Result<(), Refused> {
    let path = out.join(MANIFEST);
    let mut write = || {
        let mut manifest = BufWriter::new(File::create(&path)?);
        write!(manifest, "{MANIFEST_HEAD}\n{INPUTS}{inputs}\n")?;
        files.try_for_each(|file| writeln!(manifest, "{file}"))?;
        manifest.flush()
    };
    write().map_err(|error| Refused::Io(path.clone(), error))
}

/// Renders one output to its file; tells whether its bytes are new.
fn write_output(
    renderer: &Renderer<'_>,
    root: &Path,
    output: Output,
    address: &str,
    file: &Path,
    is_new: bool,
    buffer: &mut Vec<u8>,
) -> Result<bool, Refused> {
    let failed = |error| Refused::Io(file.to_owned(), error);
    match renderer.render(output, address, buffer)? {
        Bytes::Written => put(file, buffer, is_new).map_err(failed),
        Bytes::Text(text) => put(file, text.as_bytes(), is_new).map_err(failed),
        Bytes::Export(export) => {
            let mut pieces = Pieces::new(file);
            renderer.export(export, &mut Out::passing(buffer, &mut |piece| pieces.put(piece)));
            if pieces.is_begun() { pieces.end(buffer) } else { put(file, buffer, is_new) }.map_err(failed)
        }
        Bytes::Copy(source) => {
            let from = root.join(renderer.site.sources.path(source));
            fs::read(&from).and_then(|bytes| put(file, &bytes, is_new)).map_err(failed)
        }
    }
}

/// Writes a file, unless it holds these bytes already.
fn put(path: &Path, bytes: &[u8], is_new: bool) -> io::Result<bool> {
    if is_new {
        return create(path, bytes).map(|()| true);
    }
    match OpenOptions::new().read(true).write(true).open(path) {
        Ok(file) => replace(file, bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => create(path, bytes).map(|()| true),
        Err(error) if error.kind() == ErrorKind::NotADirectory => create(path, bytes).map(|()| true),
        Err(error) => Err(error),
    }
}

/// Writes a file that is not there yet. Most pages lie alone in their folders, which are made first.
fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let open = || OpenOptions::new().write(true).create(true).truncate(true).open(path);
    let parent = path.parent().unwrap_or(path);
    if path.ends_with("index.html") {
        let _ = fs::create_dir(parent);
    }
    let mut file = match open() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(parent)?;
            open()?
        }
        opened => opened?,
    };
    file.write_all(bytes)
}

/// Overwrites in place what differs: truncating first would make the file system write at once.
fn replace(mut file: File, bytes: &[u8]) -> io::Result<bool> {
    let length = file.metadata()?.len();
    if length == bytes.len() as u64 {
        let mut old = Vec::with_capacity(bytes.len());
        file.read_to_end(&mut old)?;
        if old == bytes {
            return Ok(false);
        }
    }
    use std::io::Seek as _;
    file.rewind()?;
    file.write_all(bytes)?;
    if length > bytes.len() as u64 {
        file.set_len(bytes.len() as u64)?;
    }
    Ok(true)
}

/// Removes files of the last build that this one does not have, and folders that are empty then.
fn remove_vanished(out: &Path, before: &HashSet<String, FixedState>, files: impl Iterator<Item = String>) -> usize {
    if before.is_empty() {
        return 0;
    }
    let now: HashSet<String, FixedState> = files.collect();
    let mut vanished: Vec<&String> = before.iter().filter(|file| !now.contains(file.as_str())).collect();
    vanished.sort_unstable();
    for file in &vanished {
        // A line that leads out of the folder is not ours.
        if file.split('/').any(|part| part == "..") || file.starts_with('/') {
            continue;
        }
        let path = out.join(file);
        let folders = path.ancestors().skip(1).take_while(|folder| *folder != out);
        // Neither is what lies behind a link.
        if folders.clone().any(Path::is_symlink) {
            continue;
        }
        let _ = fs::remove_file(&path);
        for folder in folders {
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
    }
    vanished.len()
}

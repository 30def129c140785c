//! How fast are a build and the preview, next to a program that only writes the same files?
//!
//! ```text
//! cargo bench --bench build -- --pages 1000,10000 --loop
//! ```
//!
//! | option | |
//! |---|---|
//! | `--pages N,N` | sizes: about so many commitments (default 1000,10000) |
//! | `--disk DIR` | where to measure on a disk (default: the target folder) |
//! | `--loop` | there on a fresh ext4 on a loop device; needs root, else the folder itself is used |
//! | `--tmpfs DIR` | where to measure in memory (default: /dev/shm) |
//! | `--runs N` | pairs of runs; the table shows medians (default 5; from 50,000 commitments on at most 2) |
//! | `--only A,B` | of `cold`, `unchanged`, `edit`, `preview` |
//! | `--corpus DIR` | only write the first size's catalogue to DIR, for a profile |
//!
//! Floor and build run in turn, each as a whole process, and ratios are taken pair by pair. The floor of
//! a cold build writes the same files from memory; that of the others compares them and writes nothing.
//! Every run has a new folder and nothing is deleted before the end, because ext4 is slow after
//! deletions: not even a plain folder on the disk should be measured soon after a large `rm -r`.
//! Without arguments, as under `cargo test --benches`, only the catalogue is checked.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

#[path = "support/corpus.rs"]
mod corpus;
#[path = "support/floor.rs"]
mod floor;
#[path = "support/ground.rs"]
mod ground;
#[path = "support/measure.rs"]
mod measure;
#[path = "support/preview.rs"]
mod preview;

use corpus::Size;
use ground::Ground;
use measure::{Pairs, Sample};

/// The program that is measured.
const PROGRAM: &str = env!("CARGO_BIN_EXE_pactfolio");
/// The day for which figures are computed.
const AS_OF: &str = "2026-06-30";
const MEASURES: &str = "cold,unchanged,edit,preview";

fn main() -> ExitCode {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let benched = env::args().any(|argument| argument == "--bench");
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--measure", ..] => measure::run(arguments.get(1..).unwrap_or_default()).map(tell),
        ["--floor-write", from, to] => floor::write(Path::new(from), Path::new(to)).map(tell),
        ["--floor-compare", from, to] => floor::compare(Path::new(from), Path::new(to)).map(tell),
        [] if !benched => Ground::in_folder(&env::temp_dir()).and_then(|ground| catalogue(1_000, &ground.folder)),
        options => Options::read(options).and_then(|options| bench(&options)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(wrong) => {
            eprintln!("{wrong}");
            ExitCode::FAILURE
        }
    }
}

fn tell(sample: Sample) {
    println!("{}", sample.line());
}

/// What was asked for.
struct Options {
    pages: Vec<usize>,
    disk: PathBuf,
    on_loop: bool,
    tmpfs: PathBuf,
    runs: usize,
    only: String,
    corpus: Option<PathBuf>,
}

impl Options {
    fn read(arguments: &[&str]) -> io::Result<Options> {
        let mut options = Options {
            pages: vec![1_000, 10_000],
            disk: env!("CARGO_TARGET_TMPDIR").into(),
            on_loop: false,
            tmpfs: "/dev/shm".into(),
            runs: 5,
            only: MEASURES.into(),
            corpus: None,
        };
        let mut rest = arguments.iter();
        while let Some(name) = rest.next() {
            let mut value = || rest.next().copied().ok_or_else(|| io::Error::other(format!("{name} needs a value")));
            match *name {
                "--pages" => options.pages = value()?.split(',').map(number).collect::<io::Result<_>>()?,
                "--disk" => options.disk = value()?.into(),
                "--loop" => options.on_loop = true,
                "--tmpfs" => options.tmpfs = value()?.into(),
                "--runs" => options.runs = number(value()?)?.max(1),
                "--only" => options.only = value()?.to_owned(),
                "--corpus" => options.corpus = Some(value()?.into()),
                _ => return Err(io::Error::other(format!("there is no option {name}"))),
            }
        }
        Ok(options)
    }

    /// Large sizes are run at most twice: they differ little, and every run keeps its files.
    fn runs(&self, pages: usize) -> usize {
        if pages < 50_000 { self.runs } else { self.runs.min(2) }
    }

    fn asks_for(&self, measure: &str) -> bool {
        self.only.split(',').any(|only| only == measure)
    }

    /// Where to measure; places that cannot be had are passed over with a sentence.
    fn grounds(&self) -> Vec<Ground> {
        let disk = match self.on_loop {
            true => Ground::on_loop(&self.disk).or_else(|wrong| {
                eprintln!("No loop device ({wrong}); measuring in the folder itself.");
                Ground::in_folder(&self.disk)
            }),
            false => Ground::in_folder(&self.disk),
        };
        let said =
            |ground: io::Result<Ground>| ground.map_err(|wrong| eprintln!("One place is left out: {wrong}")).ok();
        [disk, Ground::in_folder(&self.tmpfs)].into_iter().filter_map(said).collect()
    }
}

fn number(text: &str) -> io::Result<usize> {
    text.replace('_', "").parse().map_err(|_| io::Error::other(format!("`{text}` is not a number")))
}

fn bench(options: &Options) -> io::Result<()> {
    if let (Some(folder), Some(pages)) = (&options.corpus, options.pages.first()) {
        return catalogue(*pages, folder);
    }
    println!("{HEADER}");
    for ground in options.grounds() {
        options.pages.iter().try_for_each(|pages| {
            let site = Site::new(options, &ground, *pages)?;
            site.all()?;
            ground.free(&site.folder)
        })?;
    }
    Ok(())
}

/// Writes a catalogue and makes sure that nothing is wrong with it.
fn catalogue(pages: usize, folder: &Path) -> io::Result<()> {
    corpus::write(Size::of(pages), folder)?;
    let findings = corpus::findings(folder, AS_OF)?;
    match findings.lines().next() {
        Some(first) => Err(io::Error::other(format!("{} findings, the first: {first}", findings.lines().count()))),
        None => Ok(()),
    }
}

/// One size on one file system.
struct Site<'a> {
    options: &'a Options,
    ground: &'a Ground,
    pages: usize,
    /// Where its folders lie.
    folder: PathBuf,
    /// Its content.
    root: PathBuf,
    /// Its pages, built before anything is measured.
    built: PathBuf,
    tree: Tree,
}

impl<'a> Site<'a> {
    fn new(options: &'a Options, ground: &'a Ground, pages: usize) -> io::Result<Site<'a>> {
        let folder = ground.folder.join(pages.to_string());
        let (root, built) = (folder.join("site"), folder.join("built"));
        catalogue(pages, &root)?;
        let mut site = Site { options, ground, pages, folder, root, built, tree: Tree::default() };
        site.build(&site.built)?;
        site.tree = Tree::of(&site.built)?;
        Ok(site)
    }

    fn all(&self) -> io::Result<()> {
        let asks_for = |measure| self.options.asks_for(measure);
        if asks_for("cold") {
            self.row("cold build", &self.cold()?);
        }
        if asks_for("unchanged") {
            self.row("unchanged", &self.again(|_| Ok(()))?);
        }
        if asks_for("edit") {
            self.row("one edit", &self.one_edit()?);
        }
        if asks_for("preview") {
            self.preview().unwrap_or_else(|wrong| eprintln!("The preview is left out: {wrong}"));
        }
        Ok(())
    }

    fn build(&self, out: &Path) -> io::Result<Sample> {
        let (root, out) = (self.root.to_string_lossy(), out.to_string_lossy());
        measure::whole(&[PROGRAM, "build", "--root", &root, "--out", &out, "--quiet", "--as-of", AS_OF])
    }

    /// Every run writes into a folder of its own.
    fn cold(&self) -> io::Result<Pairs> {
        let fresh = |name: &str, run: usize, work: &dyn Fn(&Path) -> io::Result<Sample>| {
            let folder = self.folder.join(format!("{name}-{run}"));
            let sample = work(&folder)?;
            self.ground.settle()?;
            self.ground.free(&folder).map(|()| sample)
        };
        let floor = |run| fresh("floor", run, &|folder| measure::floor("write", &self.built, folder));
        measure::in_turn(self.options.runs(self.pages), floor, |run| fresh("cold", run, &|folder| self.build(folder)))
    }

    /// Builds into the same folder again after a change.
    fn again(&self, change: impl Fn(usize) -> io::Result<()>) -> io::Result<Pairs> {
        let floor = |_| {
            self.ground.settle()?;
            measure::floor("compare", &self.built, &self.built)
        };
        let ours = |run| {
            change(run)?;
            self.ground.settle()?;
            self.build(&self.built)
        };
        measure::in_turn(self.options.runs(self.pages), floor, ours)
    }

    fn one_edit(&self) -> io::Result<Pairs> {
        let path = self.root.join(corpus::edited().0);
        let text = fs::read_to_string(&path)?;
        let pairs = self.again(|run| fs::write(&path, corpus::retitled(&text, &corpus::edited_title(run))));
        fs::write(&path, text)?;
        pairs
    }

    fn preview(&self) -> io::Result<()> {
        let preview = preview::measure(PROGRAM, &self.root)?;
        let peak = mebibytes(preview.peak);
        for (measure, time) in
            [("preview: start", preview.start), ("preview: event", preview.event), ("preview: page", preview.page)]
        {
            println!("{} {:>9} {:>9} {peak:>9}", self.begin(measure), millis(time), "");
        }
        Ok(())
    }

    fn begin(&self, measure: &str) -> String {
        format!("{:<22} {:>7} {:<15}", self.ground.name, self.pages, measure)
    }

    fn row(&self, measure: &str, pairs: &Pairs) {
        let (ours, floor, (wall, cpu)) = (pairs.ours(), pairs.floor(), pairs.ratios());
        println!(
            "{} {:>9} {:>9} {:>9} {:>9} {:>9} {wall:>6.2} {cpu:>6.2} {:>8.0} {:>7} {:>7} {:>7.1}",
            self.begin(measure),
            millis(ours.wall),
            millis(ours.cpu),
            mebibytes(ours.peak),
            millis(floor.wall),
            millis(floor.cpu),
            ours.wall.as_secs_f64() * 1e6 / self.tree.files.max(1) as f64,
            self.tree.files,
            self.tree.folders,
            self.tree.bytes as f64 / 1e6,
        );
    }
}

const HEADER: &str = "\
file system              pages measure           wall ms    cpu ms  peak MiB  floor ms floor cpu x wall  x cpu  \
us/file   files folders      MB";

fn millis(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e3)
}

fn mebibytes(kibibytes: u64) -> String {
    format!("{:.0}", kibibytes as f64 / 1024.0)
}

/// How large a tree is.
#[derive(Default)]
struct Tree {
    files: usize,
    folders: usize,
    bytes: u64,
}

impl Tree {
    fn of(folder: &Path) -> io::Result<Tree> {
        let mut tree = Tree::default();
        let mut open = vec![folder.to_owned()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    tree.folders += 1;
                    open.push(entry.path());
                } else {
                    tree.files += 1;
                    tree.bytes += entry.metadata()?.len();
                }
            }
        }
        Ok(tree)
    }
}

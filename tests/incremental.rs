//! Is what comes out the same when only what has changed is read anew?
//!
//! Content is changed again and again. After each change all findings and all pages must be those of
//! a portal that was read from the beginning.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::{Mutex, OnceLock};

use jiff::civil::{Date, date};
use pactfolio::record::Visibility;
use pactfolio::render::built_in_files;
use pactfolio::report::json;
use pactfolio::source::{SourceFile, Sources};
use pactfolio::{Earlier, Request, complete, configure, disk, read};
use proptest::prelude::*;
use support::{Case, cases};

const AS_OF: Date = date(2026, 6, 30);

/// Files of a site, by path.
type Files = BTreeMap<String, Vec<u8>>;

/// What comes out: the findings, and the bytes of every address where nothing is broken.
#[derive(PartialEq, Eq)]
struct Outcome {
    findings: String,
    pages: BTreeMap<String, Vec<u8>>,
}

/// Does everything that the preview does for a state of the content, and renders all pages.
fn run(sources: &Sources, earlier: Option<&Earlier>, as_of: Date) -> (Outcome, Option<Earlier>) {
    run_with(sources, earlier, as_of, true)
}

/// The same, with or without pages.
fn run_with(sources: &Sources, earlier: Option<&Earlier>, as_of: Date, with_pages: bool) -> (Outcome, Option<Earlier>) {
    let audience = Visibility::Public;
    let request = Request { as_of, audience, drafts: true, preview: false, keep_going: false };
    let (config, report) = configure(sources);
    let reading = read(sources, config, earlier, &report);
    let next = reading.as_ref().ok().map(|reading| Earlier::new(sources, reading, &report));
    let pages = Mutex::new(BTreeMap::new());
    let prepared = reading.and_then(|reading| complete(sources, reading, &request, &report));
    if let Some(prepared) = prepared.ok().filter(|_| with_pages) {
        let renderer = prepared.renderer(sources, &request, &report);
        let take = |address: &str, bytes: &[u8]| {
            pages.lock().unwrap().insert(address.to_owned(), bytes.to_vec());
            Ok(())
        };
        // Each template first: where one is broken, threads would stop at any page.
        if disk::try_templates(&renderer).and_then(|_| disk::render_all(&renderer, take)).is_err() {
            pages.lock().unwrap().clear();
        }
    }
    let outcome = Outcome { findings: json(&report.settle(sources)), pages: pages.into_inner().unwrap() };
    (outcome, next)
}

/// A site whose files change.
#[derive(Default)]
struct Site {
    earlier: Option<Earlier>,
}

impl Site {
    /// Shows new files; tells how what comes out differs from a fresh start.
    fn show(&mut self, sources: &Sources, as_of: Date) -> Result<Outcome, String> {
        let (outcome, next) = run(sources, self.earlier.as_ref(), as_of);
        self.earlier = next.or(self.earlier.take());
        let (fresh, _) = run(sources, None, as_of);
        if outcome.findings != fresh.findings {
            return Err(format!("found:\n{}\nexpected:\n{}", outcome.findings, fresh.findings));
        }
        let differs = |(address, bytes): &(&String, &Vec<u8>)| outcome.pages.get(*address) != Some(*bytes);
        let differing: Vec<&String> = fresh.pages.iter().filter(differs).map(|(address, _)| address).collect();
        match differing.is_empty() && outcome.pages.len() == fresh.pages.len() {
            true => Ok(outcome),
            false => Err(format!("these pages differ: {differing:?}")),
        }
    }
}

#[test]
fn each_finding_comes_and_goes() {
    let with_theme = |case: &Case| Sources::new(built_in_files().chain(case.sources().into_files()).collect());
    let sound = Case::parse("");
    let mut site = Site::default();
    let mut kinds = (0, 0);
    for path in cases() {
        let case = Case::parse(&fs::read_to_string(&path).unwrap());
        for case in [&case, &sound] {
            let told = site.show(&with_theme(case), case.as_of);
            let outcome = told.unwrap_or_else(|wrong| panic!("{}: {wrong}", path.display()));
            *(if outcome.pages.is_empty() { &mut kinds.0 } else { &mut kinds.1 }) += 1;
        }
    }
    assert!(kinds.0 > 40 && kinds.1 > 40, "{kinds:?}");
}

/// A sound portal with registers, translations, data, pictures and terms of its own.
fn sample() -> &'static Files {
    static SAMPLE: OnceLock<Files> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/portals");
        let mut files = Files::new();
        for case in ["base", "taxonomies", "markdown", "languages", "indicators", "attachments"] {
            for file in disk::read_tree(&folder.join(case)).unwrap().iter().map(|(_, file)| file) {
                let path = folder.join(case).join(&*file.path);
                // Built-in files lie nowhere.
                files.extend(fs::read(path).ok().map(|bytes| (file.path.to_string(), bytes)));
            }
        }
        // The figures of that year stand in another file too.
        files.insert("content/partnerships/p/data/people-participating.csv".into(), b"period,value\n2020,7\n".to_vec());
        files.insert(
            "content/vocab/themes.toml".into(),
            b"[tidal-energy]\nlabel = \"Tidal energy\"\ndescription = \"Power from tides\"\n".to_vec(),
        );
        files
    })
}

fn sources(files: &Files) -> Sources {
    let own = files.iter().map(|(path, bytes)| match SourceFile::is_text(path) {
        true => SourceFile::from_bytes(path, bytes.clone()),
        false => SourceFile {
            path: path.as_str().into(),
            content: pactfolio::source::Content::Opaque { length: bytes.len() as u64, picture: None },
        },
    });
    Sources::new(built_in_files().chain(own).collect())
}

/// A change of one file, or its end.
#[derive(Clone, Debug)]
enum Edit {
    /// All files are again as they were at first.
    Restore,
    /// A comment or paragraph before the first line: everything moves.
    Lead,
    /// A line goes.
    Cut(usize),
    /// A line stands there twice.
    Double(usize),
    /// A word becomes another.
    Word(usize, &'static str),
    /// The file gets the bytes of another.
    Become(usize),
    Rename(&'static str),
    Copy(&'static str),
    Remove,
}

fn edits() -> impl Strategy<Value = Edit> {
    let word =
        prop::sample::select(vec!["acme", "p", "c", "2026", "2027-01-01", "true", "members", "en", "it", "x y", ""]);
    let name =
        prop::sample::select(vec!["new", "acme", "c", "opening", "opening.it", "organisations", "Not an id", "q"]);
    prop_oneof![
        2 => Just(Edit::Restore),
        3 => Just(Edit::Lead),
        3 => any::<usize>().prop_map(Edit::Cut),
        2 => any::<usize>().prop_map(Edit::Double),
        4 => (any::<usize>(), word).prop_map(|(at, word)| Edit::Word(at, word)),
        1 => any::<usize>().prop_map(Edit::Become),
        1 => name.clone().prop_map(Edit::Rename),
        1 => name.prop_map(Edit::Copy),
        1 => Just(Edit::Remove),
    ]
}

/// Applies an edit to a file of the site.
fn apply(files: &mut Files, at: usize, edit: &Edit) {
    let own: Vec<String> = files.keys().cloned().collect();
    let Some(path) = own.get(at % own.len().max(1)).cloned() else { return *files = sample().clone() };
    let text = String::from_utf8_lossy(&files[&path]).into_owned();
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line = |at: usize| at % lines.len().max(1);
    match edit {
        Edit::Restore => *files = sample().clone(),
        Edit::Lead => drop(files.insert(path.clone(), lead(&path, &text).into_bytes())),
        Edit::Cut(_) | Edit::Double(_) if lines.is_empty() => {}
        Edit::Cut(at) => {
            lines.remove(line(*at));
            files.insert(path, lines.concat().into_bytes());
        }
        Edit::Double(at) => {
            lines.insert(line(*at), lines[line(*at)]);
            files.insert(path, lines.concat().into_bytes());
        }
        Edit::Word(at, word) => drop(files.insert(path, reworded(&text, *at, word).into_bytes())),
        Edit::Become(other) => drop(files.insert(path, files[&own[other % own.len()]].clone())),
        Edit::Rename(name) => {
            let bytes = files.remove(&path).unwrap();
            files.insert(renamed(&path, name), bytes);
        }
        Edit::Copy(name) => drop(files.insert(renamed(&path, name), files[&path].clone())),
        Edit::Remove => drop(files.remove(&path)),
    }
}

fn lead(path: &str, text: &str) -> String {
    match path.rsplit('.').next() {
        Some("toml") => format!("# a comment\n\n{text}"),
        Some("md") => text.replacen("+++\n", "+++\n# a comment\n", 1) + "\nOne more paragraph.\n",
        _ => format!("{text}\n"),
    }
}

fn reworded(text: &str, at: usize, word: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || c == '-';
    let starts: Vec<usize> = text
        .char_indices()
        .filter(|(at, c)| is_part(*c) && !text[..*at].ends_with(is_part))
        .map(|(at, _)| at)
        .collect();
    let Some(start) = starts.get(at % starts.len().max(1)) else { return word.to_owned() };
    let rest = text[*start..].trim_start_matches(is_part);
    format!("{}{word}{rest}", &text[..*start])
}

/// The path with another name and the same ending.
fn renamed(path: &str, name: &str) -> String {
    let (folder, old) = path.rsplit_once('/').unwrap_or(("content", path));
    format!("{folder}/{name}.{}", old.rsplit('.').next().unwrap_or(""))
}

/// What depends on another file is found when a line of that goes: terms, names, languages, measures,
/// headings.
#[test]
fn each_line_is_missed() {
    let mut earlier = None;
    let mut found = BTreeSet::new();
    for (path, bytes) in sample().iter().filter(|(path, _)| SourceFile::is_text(path)) {
        let text = String::from_utf8_lossy(bytes);
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for gone in 0..lines.len() {
            let mut files = sample().clone();
            files.insert(path.clone(), [&lines[..gone], &lines[gone + 1..]].concat().concat().into_bytes());
            let sources = sources(&files);
            let (outcome, next) = run_with(&sources, earlier.as_ref(), AS_OF, false);
            earlier = next.or(earlier);
            let (fresh, _) = run_with(&sources, None, AS_OF, false);
            assert_eq!(outcome.findings, fresh.findings, "{path} without line {}", gone + 1);
            found.insert(outcome.findings);
        }
    }
    assert!(found.len() > 100, "only {} different outcomes", found.len());
}

/// What others depend on: a file, what stands in it, and what shall stand there.
const ROOTS: [(&str, &str, &str); 3] = [
    ("partnerships/p/indicators/satisfied.toml", "measure = \"ratio\"", "measure = \"boolean\""),
    ("partnerships/p/partnership.toml", "kind = ", "default_language = \"it\"\nkind = "),
    // All organisations move by one place.
    ("organisations.csv", "id,name,type,country\n", "id,name,type,country\naaa,Aaa,company,BE\n"),
];

#[test]
fn measures_languages_and_names_reach_other_files() {
    for (file, old, new) in ROOTS {
        let mut files = sample().clone();
        let mut site = Site::default();
        let before = site.show(&sources(&files), AS_OF).unwrap();
        let bytes = files.get_mut(&format!("content/{file}")).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains(old), "{file}: {text}");
        *bytes = text.replacen(old, new, 1).into_bytes();
        let after = site.show(&sources(&files), AS_OF).unwrap_or_else(|wrong| panic!("{file}: {wrong}"));
        assert!(after != before, "{file} changes something");
    }
}

/// They are found when names are collected, and the rows are read anew with the text of one of them.
#[test]
fn slips_of_a_register_stay_where_a_text_beside_it_changes() {
    let row = "d,Courses,sectoral-skills,employees,2024,2030,in-progress,people-participating,100,2030\n";
    let columns =
        "id,title,category,target_groups,start,end,status,kpis.1.indicator,kpis.1.target.value,kpis.1.target.by";
    let mut files = sample().clone();
    let folder = "content/partnerships/p/commitments";
    files.insert(format!("{folder}.csv"), format!("{columns}\n{row}{row}").into_bytes());
    let mut site = Site::default();
    for text in ["Text.\n", "Another text.\n"] {
        files.insert(format!("{folder}/d.md"), text.into());
        let outcome = site.show(&sources(&files), AS_OF).unwrap_or_else(|wrong| panic!("{text}: {wrong}"));
        assert!(outcome.findings.contains("duplicate-id"), "{}", outcome.findings);
    }
}

#[test]
fn the_sample_is_sound() {
    let (outcome, _) = run(&sources(sample()), None, AS_OF);
    assert!(outcome.pages.len() > 100, "{}", outcome.findings);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn any_change_leads_to_the_same(steps in prop::collection::vec((any::<usize>(), edits()), 1..8)) {
        let mut files = sample().clone();
        let mut site = Site::default();
        let mut told = site.show(&sources(&files), AS_OF).map(|_| ());
        for (at, edit) in &steps {
            apply(&mut files, *at, edit);
            told = told.and_then(|()| site.show(&sources(&files), AS_OF).map(|_| ()));
        }
        prop_assert!(told.is_ok(), "{}", told.err().unwrap_or_default());
    }
}

//! Do the bytes of a site depend on its sources and the as-of date alone?

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, OnceLock};

use jiff::civil::{Date, date};
use pactfolio::record::Visibility;
use pactfolio::render::built_in_files;
use pactfolio::source::{Content, SourceFile, Sources};
use pactfolio::{Request, configure, disk, exports, prepare};
use rayon::ThreadPoolBuilder;

const AS_OF: Date = date(2026, 11, 20);

type Site = BTreeMap<String, Vec<u8>>;

fn files() -> Vec<SourceFile> {
    disk::read_tree(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap().into_files()
}

/// The example portal as a map of bytes.
fn rendered(files: Vec<SourceFile>, as_of: Date, threads: usize) -> Site {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| rendered_again(files, as_of, 1).unwrap())
}

/// A portal as a map of bytes, rendered so many times by the same renderer: what came out last.
fn rendered_again(files: Vec<SourceFile>, as_of: Date, times: usize) -> Option<Site> {
    let sources = Sources::new(files);
    let (audience, drafts) = (Visibility::Public, false);
    let request = Request { as_of, audience, drafts, preview: false, keep_going: false };
    let (config, report) = configure(&sources);
    let prepared = prepare(&sources, config, &request, &report).ok()?;
    let renderer = prepared.renderer(&sources, &request, &report);
    let render = |_| {
        let site = Mutex::new(Site::new());
        let take = |address: &str, bytes: &[u8]| {
            assert!(site.lock().unwrap().insert(address.to_owned(), bytes.to_vec()).is_none(), "{address} twice");
            Ok(())
        };
        disk::render_all(&renderer, take).unwrap();
        site.into_inner().unwrap()
    };
    (0..times).map(render).last()
}

/// The site in order and with one thread.
fn plain() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| rendered(files(), AS_OF, 1))
}

/// Addresses whose bytes differ.
fn differing<'a>(one: &'a Site, other: &'a Site) -> Vec<&'a str> {
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    one.iter().filter(|(address, bytes)| other[*address] != **bytes).map(|(address, _)| address.as_str()).collect()
}

#[test]
fn the_same_each_time_with_any_number_of_threads() {
    assert!(plain().len() > 500);
    assert_eq!(differing(plain(), &rendered(files(), AS_OF, 4)), Vec::<&str>::new());
}

/// Files of the content that stand in the place of machine files are only looked for under these endings.
#[test]
fn machine_files_are_known_by_their_endings() {
    let is_page_or_script = |address: &str| address.is_empty() || address.ends_with('/') || address.ends_with(".js");
    let others = || plain().keys().filter(|address| !is_page_or_script(address) && *address != "404.html");
    assert!(others().count() > 500);
    assert_eq!(others().filter(|address| !exports::could_be(address)).collect::<Vec<_>>(), Vec::<&String>::new());
}

/// The same with a template that may ask what a text says: each page is rendered from the start.
fn asking(mut files: Vec<SourceFile>) -> Vec<SourceFile> {
    let mark = files.iter_mut().find(|file| &*file.path == "themes/pact/templates/components/brand_mark.html").unwrap();
    let Content::Text(text) = &mut mark.content else { panic!("a template is text") };
    *text = text.replace("<svg", "{% if \"a\" == \"b\" %}{% endif %}<svg").into();
    files
}

#[test]
fn filled_frames_are_what_templates_write() {
    assert_eq!(differing(plain(), &rendered(asking(files()), AS_OF, 2)), Vec::<&str>::new());
}

/// When a page is rendered again, its shape is known: also the only page of its shape is filled in.
#[test]
fn each_page_alone_is_filled_in_as_it_is_written() {
    assert_eq!(differing(plain(), &rendered_again(files(), AS_OF, 2).unwrap()), Vec::<&str>::new());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/portals");
    let cases = fs::read_dir(&folder).unwrap().map(|case| case.unwrap().path());
    let compared = cases.filter(|case| {
        let files = in_built_in_theme(&[&folder.join("base"), case]);
        let Some(filled) = rendered_again(files.clone(), date(2026, 6, 30), 2) else { return false };
        let written = rendered_again(asking(files), date(2026, 6, 30), 1).unwrap();
        assert_eq!(differing(&written, &filled), Vec::<&str>::new(), "{}", case.display());
        true
    });
    let compared = compared.count();
    assert!(compared >= 15, "only {compared} portals are sound");
}

/// The files of all folders, those of later ones over the others, without themes of their own.
fn in_built_in_theme(folders: &[&Path]) -> Vec<SourceFile> {
    let all = folders.iter().flat_map(|folder| disk::read_tree(folder).unwrap().into_files());
    let mut files: BTreeMap<String, SourceFile> = all.map(|file| (file.path.to_string(), file)).collect();
    files.retain(|path, _| !path.starts_with("themes/"));
    files.extend(built_in_files().map(|file| (file.path.to_string(), file)));
    if let Content::Text(settings) = &mut files.get_mut("site.toml").unwrap().content {
        *settings = settings
            .lines()
            .filter(|line| !line.starts_with("theme ="))
            .flat_map(|line| [line, "\n"])
            .collect::<String>()
            .into();
    }
    files.into_values().collect()
}

#[test]
fn the_order_of_reading_does_not_matter() {
    let mut files = files();
    files.reverse();
    let half = files.len() / 2;
    files.rotate_left(half);
    // Every other file changes its place with one far away.
    for at in (0..half).step_by(2) {
        files.swap(at, at + half);
    }
    assert_eq!(differing(plain(), &rendered(files, AS_OF, 2)), Vec::<&str>::new());
}

/// Is it a drawing of a figure?
fn is_drawing(address: &str) -> bool {
    let is_of_figure = address.contains("/commitments/") || address.contains("/indicators/");
    is_of_figure && address.ends_with(".svg")
}

#[test]
fn another_day_changes_what_depends_on_it_only() {
    let later = rendered(files(), date(2027, 3, 1), 2);
    let changed = differing(plain(), &later);
    assert!(!changed.is_empty(), "events that were to come are past");
    // Events pass; memberships end; open data and what is expected by now bear the day, also in lists.
    let depends = |address: &str| {
        let is_figure = address.contains("data/") && address.ends_with(".json");
        if is_figure || is_drawing(address) {
            return true;
        }
        let html = String::from_utf8_lossy(&plain()[address]).into_owned();
        let template =
            html.split_once("data-template=\"").and_then(|(_, rest)| rest.split('"').next()).unwrap_or("").to_owned();
        [
            "event",
            "events",
            "home",
            "partnership",
            "members",
            "organisation",
            "partnerships",
            "commitment",
            "commitments",
            "term",
            "progress",
            "reporting",
            "comparison",
            "indicator",
            "report",
        ]
        .contains(&template.as_str())
    };
    let others: Vec<&&str> = changed.iter().filter(|address| !depends(address)).collect();
    assert!(others.is_empty(), "these do not depend on the day: {others:?}");
}

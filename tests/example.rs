//! Is the portal in this repository without errors?

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use jiff::civil::{Date, date};
use pactfolio::check::{Setting, check};
use pactfolio::pages::figure;
use pactfolio::record::Visibility;
use pactfolio::render::built_in_files;
use pactfolio::report::{Report, text};
use pactfolio::source::{Content, SourceFile, Sources};
use pactfolio::{Request, config, configure, model, prepare};

/// The day on which the portal is looked at.
const AS_OF: Date = date(2026, 11, 20);

#[test]
fn the_example_portal_is_sound() {
    let sources = sources();
    let report = Report::default();
    let config = config::read(&sources, &report).unwrap();
    let report = report.with_levels(config.checks.clone());
    let model = model::read(&sources, &config, &report);
    let setting =
        Setting { sources: &sources, config: &config, as_of: AS_OF, audience: Visibility::Public, drafts: false };
    let portal = check(model, &setting, &report);
    let found = text(&report.settle(&sources), &sources, false);
    assert!(portal.is_ok() && found.is_empty(), "{found}");
}

#[test]
fn every_figure_can_be_explained() {
    let mut files = sources().into_files();
    files.extend(built_in_files());
    let sources = Sources::new(files);
    let request =
        Request { as_of: AS_OF, audience: Visibility::Public, drafts: false, preview: false, keep_going: false };
    let (config, report) = configure(&sources);
    let prepared = prepare(&sources, config, &request, &report).unwrap();
    let renderer = prepared.renderer(&sources, &request, &report);
    let told = renderer.with_words(|cx| {
        let all = figure::all(cx);
        let told = |id: &String| figure::find(cx, id).is_some_and(|figure| !figure.explained.sum.is_empty());
        assert_eq!(all.iter().filter(|id| !told(id)).collect::<Vec<_>>(), Vec::<&String>::new());
        all.len()
    });
    assert!(told.unwrap() > 500);
}

/// The settings and the content.
fn sources() -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![read(root, &root.join(config::SITE))];
    let mut folders = vec![root.join("content")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(read(root, &path)) }
        }
    }
    Sources::new(files)
}

fn read(root: &Path, path: &Path) -> SourceFile {
    let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
    let bytes = fs::read(path).unwrap();
    match SourceFile::is_text(&name) {
        true => SourceFile::from_bytes(&name, bytes),
        false => {
            SourceFile { path: name.into(), content: Content::Opaque { length: bytes.len() as u64, picture: None } }
        }
    }
}

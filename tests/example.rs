//! Is the portal in this repository without errors?

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use jiff::civil::date;
use pactfolio::check::{Setting, check};
use pactfolio::record::Visibility;
use pactfolio::report::{Report, text};
use pactfolio::source::{Content, SourceFile, Sources};
use pactfolio::{config, model};

#[test]
fn the_example_portal_is_sound() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![read(root, &root.join(config::SITE))];
    let mut folders = vec![root.join("content")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(read(root, &path)) }
        }
    }
    let sources = Sources::new(files);
    let report = Report::default();
    let config = config::read(&sources, &report).unwrap();
    let report = report.with_levels(config.checks.clone());
    let model = model::read(&sources, &config, &report);
    let as_of = date(2026, 11, 20);
    let setting = Setting { sources: &sources, config: &config, as_of, audience: Visibility::Public, drafts: false };
    let portal = check(model, &setting, &report);
    let found = text(&report.settle(&sources), &sources, false);
    assert!(portal.is_ok() && found.is_empty(), "{found}");
}

fn read(root: &Path, path: &Path) -> SourceFile {
    let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
    let bytes = fs::read(path).unwrap();
    match SourceFile::is_text(&name) {
        true => SourceFile::from_bytes(&name, bytes),
        false => SourceFile { path: name.into(), content: Content::Opaque(bytes.len() as u64) },
    }
}

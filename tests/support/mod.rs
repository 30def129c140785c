//! What do tests of findings share?

// Each test uses a part of it.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use pactfolio::check::{Setting, check};
use pactfolio::record::Visibility;
use pactfolio::render::built_in_files;
use pactfolio::report::{Findings, Report};
use pactfolio::source::{SourceFile, Sources};
use pactfolio::{Request, config, model};

const FOLDER: &str = "tests/diagnostics";

/// All cases, in order.
pub fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    cases.sort();
    cases
}

/// A case: files and the report that is expected.
pub struct Case {
    /// Everything above the report.
    pub input: String,
    /// Names and contents.
    pub files: Vec<(String, String)>,
    /// The day for which it is checked.
    pub as_of: Date,
    /// The report.
    pub expected: String,
}

impl Case {
    /// Takes a case apart.
    pub fn parse(text: &str) -> Case {
        let (input, expected) = text.split_once("-- report --\n").unwrap_or((text, ""));
        let mut case =
            Case { input: input.into(), files: Vec::new(), as_of: date(2026, 6, 30), expected: expected.into() };
        for line in input.split_inclusive('\n') {
            match line.trim_end().strip_prefix("-- ").and_then(|line| line.strip_suffix(" --")) {
                Some(name) => case.files.push((name.into(), String::new())),
                None => case.files.iter_mut().last().into_iter().for_each(|(_, content)| content.push_str(line)),
            }
        }
        if let Some(at) = case.files.iter().position(|(name, _)| name == "as-of") {
            case.as_of = case.files.remove(at).1.trim().parse().unwrap();
        }
        case
    }

    /// The files of the small sound portal with those of this case.
    pub fn sources(&self) -> Sources {
        let mut files = base();
        for (name, content) in &self.files {
            let (path, manner) = name.split_once(" (").unwrap_or((name, ""));
            files.retain(|file| &*file.path != path);
            match manner {
                "absent)" => {}
                "windows-1252)" => files.push(SourceFile::from_bytes(path, windows_1252(content))),
                "utf-16)" => files.push(SourceFile::from_bytes(path, utf_16(content))),
                "carriage-returns)" => {
                    files.push(SourceFile::from_bytes(path, content.replace('\n', "\r").into()));
                }
                _ => files.push(SourceFile::from_bytes(path, content.clone().into())),
            }
        }
        Sources::new(files)
    }

    /// Reads, checks, plans and renders it, as the command `check` does.
    pub fn run(&self) -> Findings {
        let sources = self.sources();
        examine(&sources, self.as_of);
        let sources = Sources::new(built_in_files().chain(sources.into_files()).collect());
        let (as_of, audience) = (self.as_of, Visibility::Public);
        pactfolio::findings(&sources, &Request { as_of, audience, drafts: false, preview: false, keep_going: false })
    }

    /// The case with what was found.
    pub fn with_report(&self, found: &str) -> String {
        format!("{}-- report --\n{found}", self.input)
    }
}

fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("a letter of that encoding")).collect()
}

fn utf_16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn base() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER).join("base");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            files.push(SourceFile::from_bytes(&name, fs::read(&path).unwrap()));
        }
    }
    files
}

/// Reads and checks these files; checking fails if and only if an error is reported.
pub fn examine(sources: &Sources, as_of: Date) -> Findings {
    let report = Report::default();
    let Ok(config) = config::read(sources, &report) else {
        let findings = report.settle(sources);
        assert!(findings.has_errors(), "an unreadable site.toml is reported");
        return findings;
    };
    let report = report.with_levels(config.checks.clone());
    let model = model::read(sources, &config, &report);
    let setting = Setting { sources, config: &config, as_of, audience: Visibility::Public, drafts: false };
    let outcome = check(model, &setting, &report);
    let findings = report.settle(sources);
    assert_eq!(outcome.is_err(), findings.has_errors(), "checking fails if and only if an error is reported");
    findings
}

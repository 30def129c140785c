//! Is every finding told at its place, in plain words? Each case is a text: files, then the report.
//!
//! A case consists of sections that begin with a line `-- path --`. What stands above the first
//! is a remark. Its files are added to those of the small sound portal in `base/`, or take their
//! place. `-- report --` holds what is expected; `-- as-of --` a date (else 2026-06-30);
//! `-- path (windows-1252) --` is written in that encoding; `-- path (absent) --` is taken away.
//! `UPDATE=1 cargo test` writes what was found into the cases.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use pactfolio::check::{Setting, check};
use pactfolio::record::Visibility;
use pactfolio::report::{ALL, Findings, Report};
use pactfolio::source::{SourceFile, Sources};
use pactfolio::{config, model};

const FOLDER: &str = "tests/diagnostics";
#[test]
fn findings_are_told() {
    let mut wrong = Vec::new();
    for path in cases() {
        let text = fs::read_to_string(&path).unwrap();
        let case = Case::parse(&text);
        let found = shown(&case.run());
        if found == case.expected {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, case.with_report(&found)).unwrap();
        } else {
            wrong.push(format!("{}\n--- expected\n{}--- found\n{found}", path.display(), case.expected));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Codes that later stages report.
const LATER: [&str; 3] = ["broken-link", "address-taken", "template-error"];

#[test]
fn every_finding_has_a_case() {
    let told: String = cases().iter().map(|path| Case::parse(&fs::read_to_string(path).unwrap()).expected).collect();
    let untold = ALL.iter().map(|code| code.id).filter(|id| !LATER.contains(id) && !told.contains(&format!("[{id}]")));
    assert_eq!(untold.collect::<Vec<_>>(), Vec::<&str>::new());
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    cases.sort();
    cases
}

struct Case {
    /// Everything above the report.
    input: String,
    files: Vec<(String, String)>,
    as_of: Date,
    expected: String,
}

impl Case {
    fn parse(text: &str) -> Case {
        let (input, expected) = text.split_once("-- report --\n").unwrap_or((text, ""));
        let mut case = Case { input: input.into(), files: Vec::new(), as_of: date(2026, 6, 30), expected: expected.into() };
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
    fn sources(&self) -> Sources {
        let mut files = base();
        for (name, content) in &self.files {
            let (path, manner) = name.split_once(" (").unwrap_or((name, ""));
            files.retain(|file| &*file.path != path);
            match manner {
                "absent)" => {}
                "windows-1252)" => files.push(SourceFile::from_bytes(path, windows_1252(content))),
                _ => files.push(SourceFile::from_bytes(path, content.clone().into())),
            }
        }
        Sources::new(files)
    }

    fn run(&self) -> Findings {
        let sources = self.sources();
        let report = Report::default();
        let Ok(config) = config::read(&sources, &report) else { return report.settle(&sources) };
        let report = report.with_levels(config.checks.clone());
        let model = model::read(&sources, &config, &report);
        let setting =
            Setting { sources: &sources, config: &config, as_of: self.as_of, audience: Visibility::Public, drafts: false };
        let outcome = check(model, &setting, &report);
        let findings = report.settle(&sources);
        assert_eq!(outcome.is_err(), findings.has_errors(), "checking fails if and only if an error is reported");
        findings
    }

    fn with_report(&self, found: &str) -> String {
        format!("{}-- report --\n{found}", self.input)
    }
}

fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("a letter of that encoding")).collect()
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

fn shown(findings: &Findings) -> String {
    let one = |finding: &pactfolio::report::Finding| {
        let (file, line, column) = (&finding.file, finding.line, finding.column);
        let help = finding.help.as_ref().map(|help| format!("    help: {help}\n")).unwrap_or_default();
        format!("{file}:{line}:{column} {}[{}] {}\n{help}", finding.level.id(), finding.code.id, finding.message)
    };
    findings.list.iter().map(one).collect()
}

//! Is every finding told at its place, in plain words? Each case is a text: files, then the report.
//!
//! A case consists of sections that begin with a line `-- path --`. What stands above the first
//! is a remark. Its files are added to those of the small sound portal in `base/`, or take their
//! place. `-- report --` holds what is expected; `-- as-of --` a date (else 2026-06-30);
//! `-- path (windows-1252) --` and `-- path (utf-16) --` are written in that encoding, the latter without byte order
//! mark; lines of `-- path (carriage-returns) --` end in those alone; `-- path (absent) --` is taken away.
//! `UPDATE=1 cargo test` writes what was found into the cases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::fs;

use pactfolio::report::{ALL, Findings};
use support::{Case, cases};

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
        if std::env::var_os("UPDATE").is_some() && std::env::var_os("CI").is_none() {
            fs::write(&path, case.with_report(&found)).unwrap();
        } else {
            wrong.push(format!("{}\n--- expected\n{}--- found\n{found}", path.display(), case.expected));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_finding_has_a_case() {
    let told: String = cases().iter().map(|path| Case::parse(&fs::read_to_string(path).unwrap()).expected).collect();
    // What is found in files that are not of the site is told by commands.
    let told = told + include_str!("commands/translations.md") + include_str!("commands/translations-unfit.md");
    let untold = ALL.iter().map(|code| code.id).filter(|id| !told.contains(&format!("[{id}]")));
    assert_eq!(untold.collect::<Vec<_>>(), Vec::<&str>::new());
}

fn shown(findings: &Findings) -> String {
    let one = |finding: &pactfolio::report::Finding| {
        let (file, line, column) = (&finding.file, finding.line, finding.column);
        let help = finding.help.as_ref().map(|help| format!("    help: {help}\n")).unwrap_or_default();
        format!("{file}:{line}:{column} {}[{}] {}\n{help}", finding.level.id(), finding.code.id, finding.message)
    };
    findings.list.iter().map(one).collect()
}

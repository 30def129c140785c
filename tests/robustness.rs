//! Does damage of any sort lead to a finding, and never to a panic?
//!
//! Every case of `tests/diagnostics` is checked with each line removed, its files cut short and
//! their bytes flipped. A seed makes it the same damage each time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;

use jiff::civil::{Date, date};
use pactfolio::check::{self, Setting};
use pactfolio::record::Visibility;
use pactfolio::report::{Level, Report};
use pactfolio::source::{Content, SourceFile, Sources};
use pactfolio::{config, model};
use rayon::prelude::*;
use support::{Case, cases, examine};

const AS_OF: Date = date(2026, 6, 30);
const CUTS: usize = 6;
const FLIPS: usize = 12;

#[test]
fn damage_leads_to_findings() {
    let damaged: Vec<(String, Vec<SourceFile>)> = cases()
        .iter()
        .flat_map(|path| {
            let case = Case::parse(&fs::read_to_string(path).unwrap());
            let own: BTreeSet<String> = case.files.iter().map(|(name, _)| name.clone()).collect();
            let files = case.sources().into_files();
            let is_base = own.is_empty();
            let chosen = files.iter().enumerate().filter(|(_, file)| is_base || own.contains(&*file.path));
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            chosen.flat_map(|(at, file)| damages(&name, &files, at, file)).collect::<Vec<_>>()
        })
        .collect();
    let failed: Vec<String> = damaged
        .into_par_iter()
        .filter_map(|(what, files)| catch_unwind(|| judge(files)).is_err().then_some(what))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Each finding names a file, and what is left of a broken portal can be shown.
fn judge(files: Vec<SourceFile>) {
    let paths: BTreeSet<Box<str>> = files.iter().map(|file| file.path.clone()).collect();
    let sources = Sources::new(files);
    let findings = examine(&sources, AS_OF);
    for finding in &findings.list {
        assert!(finding.line > 0 && finding.column > 0 && !finding.file.is_empty() && !finding.message.is_empty());
        let is_absent = finding.code.id == "missing-file";
        assert!(is_absent || paths.contains(&*finding.file), "{} is no file", finding.file);
    }
    let broken: BTreeSet<String> = findings.broken_files().map(str::to_owned).collect();
    assert_eq!(broken.is_empty(), findings.count(Level::Error) == 0);
    keep_going(&sources, &broken);
}

fn keep_going(sources: &Sources, broken: &BTreeSet<String>) {
    let report = Report::default();
    let Ok(config) = config::read(sources, &report) else { return };
    let model = model::read(sources, &config, &report);
    let setting = Setting { sources, config: &config, as_of: AS_OF, audience: Visibility::Public, drafts: false };
    let (portal, left_out) = check::sound(model, &setting, broken);
    let commitments = portal.model.commitments.iter().map(|(_, commitment)| commitment);
    for commitment in commitments {
        assert!(!left_out.contains_key(&commitment.head.key));
        assert!(
            commitment.head.owner.is_some_and(|owner| portal
                .model
                .partnerships
                .iter()
                .any(|(at, _)| at.index() == owner.index()))
        );
    }
}

fn damages(name: &str, files: &[SourceFile], at: usize, file: &SourceFile) -> Vec<(String, Vec<SourceFile>)> {
    let Content::Text(text) = &file.content else { return Vec::new() };
    let bytes = text.as_bytes();
    let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ bytes.len() as u64);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let without = (0..lines.len()).map(|gone| {
        let kept = lines.iter().enumerate().filter(|(line, _)| *line != gone).map(|(_, line)| *line);
        (format!("without line {}", gone + 1), kept.collect::<String>().into_bytes())
    });
    let cuts: Vec<usize> = (0..CUTS).map(|_| random.below(bytes.len())).collect();
    let cut = cuts.into_iter().map(|end| (format!("cut at {end}"), bytes[..end].to_vec()));
    let flips: Vec<(usize, u8)> = (0..FLIPS).map(|_| (random.below(bytes.len()), 1 << random.below(8))).collect();
    let flipped = flips.into_iter().filter(|_| !bytes.is_empty()).map(|(byte, bit)| {
        let mut bytes = bytes.to_vec();
        bytes[byte] ^= bit;
        (format!("byte {byte} ^ {bit}"), bytes)
    });
    let changed = |(what, bytes): (String, Vec<u8>)| {
        let mut files = files.to_vec();
        files[at] = SourceFile::from_bytes(&file.path, bytes);
        (format!("{name}: {} {what}", file.path), files)
    };
    without.chain(cut).chain(flipped).map(changed).collect()
}

/// Numbers that look random and are the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap_or(0)
    }
}

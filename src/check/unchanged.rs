//! Is anything still as `pactfolio new` wrote it?

use std::sync::LazyLock;

use memchr::memmem::Finder;
use rayon::prelude::*;

use super::Setting;
use crate::config::SITE;
use crate::model::Model;
use crate::record::CONTENT;
use crate::report::{Diagnostic, PLACEHOLDER_TEXT, Report};
use crate::source::{FileId, Place};

/// The texts of a new portal that would mislead visitors if they stayed; what begins with TODO is
/// told as that.
pub const WRITTEN_BY_NEW: &[&str] = &[
    "What this site is about, in one or two sentences. Replace this text.",
    "hello@portal.example",
    "What skills partnerships promise, for whom, and how far they have come. Replace this text.",
    "Example coordinator",
    "Example training centre",
    "Courses in digital skills for people in work.",
    "Companies that say which skills they will need.",
    "Who works together here, for whom and to what end. Replace this text.",
    "secretariat@portal.example",
    "people trained in digital skills (example)",
    "Runs the secretariat.",
    "Trainers and rooms.",
    "Digital skills for employees (example)",
    "Short courses in digital skills for people in small companies. Replace this text.",
    "Three evenings a month, in company rooms, free of charge. *Replace this text.*",
    "First courses held (example).",
    "Ask companies which skills they need (example)",
    "Interviews with companies every year, so that courses teach what is needed. Replace this text.",
    "Companies in the region that gave a full interview; each counts once in a period.",
    "Our portal opens (example)",
    "What we promise and what comes of it can now be read here.",
    "Meeting of all members (example)",
    "an example, not counted",
];

/// What looks for each of them.
static FINDERS: LazyLock<Vec<Finder<'_>>> = LazyLock::new(|| WRITTEN_BY_NEW.iter().map(Finder::new).collect());

/// No text is left as `pactfolio new` wrote it.
pub fn examples(_: &Model, setting: &Setting<'_>, report: &Report) {
    let sources = setting.sources;
    let site = sources.find(SITE).map(|file| (file, sources.text(file)));
    let content = sources.below(CONTENT).map(|(file, _)| (file, sources.text(file)));
    let files: Vec<(FileId, &str)> = site.into_iter().chain(content).collect();
    files.par_iter().with_min_len(64).for_each(|(file, text)| {
        let is_table = sources.path(*file).ends_with(".csv");
        let found = FINDERS.iter().zip(WRITTEN_BY_NEW).filter(|(finder, _)| finder.find(text.as_bytes()).is_some());
        for (_, written) in found {
            let places = unchanged(text, written);
            // The rows of a table come from one example.
            for at in places.take(if is_table { 1 } else { usize::MAX }) {
                report.rule(finding(Place::new(*file, at..at + written.len()), written));
            }
        }
    });
}

/// Where a text stands outside of comments and notes.
fn unchanged<'a>(text: &'a str, written: &'a str) -> impl Iterator<Item = usize> + 'a {
    let mut start = 0;
    let lines = text.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len();
        (at, line)
    });
    let is_shown = |line: &str| !line.trim_start().starts_with('#') && !line.contains("TODO");
    lines.filter_map(move |(at, line)| line.find(written).filter(|_| is_shown(line)).map(|found| at + found))
}

fn finding(place: Place, written: &str) -> Diagnostic {
    let short: String = written.chars().take(40).collect();
    let dots = if short.len() < written.len() { "…" } else { "" };
    Diagnostic::new(PLACEHOLDER_TEXT, place, format!("`{short}{dots}` is an example that `pactfolio new` wrote"))
        .help("write your own, or remove it")
}

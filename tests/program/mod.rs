//! How do tests run the program, and compare what it made with what is expected?

// Each test uses a part of it.
#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs the program in a folder. Time and place have no part in what it does.
pub fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pactfolio"));
    command.current_dir(folder).args(args).env_remove("SOURCE_DATE_EPOCH").env("NO_COLOR", "1").env("COLUMNS", "100");
    command.output().unwrap()
}

/// What the program prints, first to programs, then to people, and its exit code unless that is 0.
pub fn pactfolio(folder: &Path, args: &[&str]) -> String {
    told(&run(folder, args), folder)
}

/// See [`pactfolio`]; times, versions and the folder are masked.
pub fn told(output: &Output, folder: &Path) -> String {
    let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let code = output.status.code().map_or("none".to_owned(), |code| code.to_string());
    let exit = if code == "0" { String::new() } else { format!("exit {code}\n") };
    let masked = printed.replace(folder.to_str().unwrap(), "ROOT").replace(env!("CARGO_PKG_VERSION"), "VERSION");
    format!("{}{exit}", without_counts(&without_times(&masked)))
}

/// How many files a whole build writes depends on the built-in theme: numbers above nine are masked.
fn without_counts(text: &str) -> String {
    let mask = |line: &str| {
        let (before, after) = line.split_once(" changed,")?;
        let (start, number) = before.rsplit_once('(')?;
        (number.len() > 1).then(|| format!("{start}(MANY changed,{after}"))
    };
    text.split_inclusive('\n').map(|line| mask(line).unwrap_or_else(|| line.to_owned())).collect()
}

/// Replaces "61 ms" and "1.2 s" by TIME.
fn without_times(text: &str) -> String {
    let mut masked = String::new();
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches(' ');
        // The times of stages stand in a column, whose width depends on them.
        let line = if bare.starts_with(|c: char| c.is_ascii_digit()) && bare.contains("s  ") { bare } else { line };
        let words: Vec<&str> = line.split(' ').collect();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let unit = words.get(at + 1).map(|unit| unit.trim_end());
            let number = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || c == '.');
            if at > 0 {
                masked.push(' ');
            }
            if number && matches!(unit, Some("ms" | "s")) {
                masked.push_str("TIME");
                masked.push_str(words.get(at + 1).map_or("", |unit| unit.trim_start_matches(['m', 's'])));
                at += 1;
            } else {
                masked.push_str(word);
            }
            at += 1;
        }
    }
    masked
}

/// Compares with an expected file, or writes it where `UPDATE` is set and this is no CI.
/// What differs is returned.
pub fn settle(expected: &Path, found: &str) -> Option<String> {
    let wanted = fs::read_to_string(expected).unwrap_or_default();
    if wanted == found {
        return None;
    }
    if std::env::var_os("UPDATE").is_some() && std::env::var_os("CI").is_none() {
        fs::write(expected, found).unwrap();
        return None;
    }
    Some(format!("{}\n{}", expected.display(), difference(&wanted, found)))
}

/// The lines between the first and the last that differ.
pub fn difference(wanted: &str, found: &str) -> String {
    let (wanted, found): (Vec<&str>, Vec<&str>) = (wanted.lines().collect(), found.lines().collect());
    let same = wanted.iter().zip(&found).take_while(|(a, b)| a == b).count();
    let (left, right) = (wanted.get(same..).unwrap_or_default(), found.get(same..).unwrap_or_default());
    let tail = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
    let shown = |sign: char, lines: &[&str]| {
        let lines = lines.get(..lines.len() - tail).unwrap_or_default();
        lines.iter().take(60).map(|line| format!("{sign} {line}\n")).collect::<String>()
    };
    format!("from line {}:\n{}{}", same + 1, shown('-', left), shown('+', right))
}

/// Copies a tree over another.
pub fn copy_tree(from: &Path, to: &Path) {
    for (name, bytes) in files_below(from) {
        write(to, &name, &bytes);
    }
}

/// Writes a file below a folder.
pub fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// The files below a folder, by name with `/`; links are not followed.
pub fn files_below(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            files.insert(name, fs::read(&path).unwrap_or_default());
        }
    }
    files
}

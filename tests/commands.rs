//! What does a person see who types a command?
//!
//! Each case of `tests/commands` is a text in Markdown. Its first fenced blocks with a path in their
//! info string (```` ```toml content/… ````) are files of the folder in which the commands run; with
//! `base` as the first word of the text the small sound portal of `tests/portals/base` lies there
//! too. A block `console` is a transcript: lines that begin with `$ ` are commands, below stands
//! what they print and their exit code unless that is 0. `$ cat FILE`, `$ ls` and `$ rm FILE` show
//! and take away what is there; `| head N` and `| grep TEXT` choose lines. Times and versions are
//! masked. `UPDATE=1 cargo test` writes what was printed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod program;

use std::fs;
use std::path::{Path, PathBuf};

use program::{copy_tree, files_below, pactfolio, settle, write};
use rayon::prelude::*;
use tempfile::TempDir;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

#[test]
fn commands_print_what_they_should() {
    let cases = cases();
    assert!(cases.len() >= 8, "only {} cases were found", cases.len());
    let wrong: Vec<String> =
        cases.par_iter().filter_map(|case| settle(case, &played(&fs::read_to_string(case).unwrap()))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The text with what the commands print now.
fn played(text: &str) -> String {
    let folder = TempDir::new().unwrap();
    if text.starts_with("base") {
        copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/portals/base"), folder.path());
    }
    let mut shown = String::new();
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        shown.push_str(line);
        let Some(info) = line.trim_end().strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let mut block = String::new();
        while let Some(line) = lines.next_if(|line| line.trim_end() != "```") {
            block.push_str(line);
        }
        match info.split_once(' ') {
            Some((_, path)) => write(folder.path(), path, &block),
            None => block = transcript(folder.path(), &block),
        }
        shown.push_str(&block);
        shown.push_str(lines.next().expect("the block is closed"));
    }
    shown
}

fn transcript(folder: &Path, block: &str) -> String {
    let commands = block.lines().filter(|line| line.starts_with("$ "));
    commands.map(|line| format!("{line}\n{}", printed(folder, &line[2..]))).collect::<Vec<_>>().join("\n")
}

fn printed(folder: &Path, line: &str) -> String {
    let (command, chosen) = line.split_once(" | ").unwrap_or((line, ""));
    let words: Vec<String> = words(command);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let all = match words[0] {
        "pactfolio" => pactfolio(folder, &words[1..]),
        "cat" => fs::read_to_string(folder.join(words[1])).unwrap(),
        "ls" => files_below(folder).keys().map(|name| format!("{name}\n")).collect(),
        "rm" => fs::remove_file(folder.join(words[1])).map(|()| String::new()).unwrap(),
        other => panic!("{other} is no command of transcripts"),
    };
    match chosen.split_once(' ') {
        Some(("head", count)) => all.split_inclusive('\n').take(count.parse().unwrap()).collect(),
        Some(("grep", text)) => all.split_inclusive('\n').filter(|line| line.contains(text)).collect(),
        _ => all,
    }
}

/// Words at blanks; what stands between quotation marks is one.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('"').enumerate();
    let split = |(at, part): (usize, &str)| match at % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    };
    parts.flat_map(split).collect::<Vec<_>>()
}

//! What does git know of the files of a site?
//!
//! The `git` command is asked, so that its settings count. Nothing is written.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// What of a site is under version control.
const PARTS: [&str; 2] = ["site.toml", "content"];

/// The id of what is not there.
const NOTHING: &str = "0000000";

/// A file that a commit changed: ids of what it was and became.
#[derive(Debug)]
pub struct Changed {
    /// The path from the site's root.
    pub path: String,
    before: String,
    after: String,
}

/// A commit that changed files of the site.
#[derive(Debug)]
pub struct Commit {
    /// Its id.
    pub id: String,
    /// What it changed.
    pub files: Vec<Changed>,
}

/// What there is to know.
#[derive(Debug)]
pub struct Log {
    /// Are older commits left out of this copy?
    pub is_cut: bool,
    /// The newest first; a commit stands before those it builds upon.
    pub commits: Vec<Commit>,
    /// The files of the newest: path and id.
    pub head: BTreeMap<String, String>,
}

/// The history of the site; none where it is in no repository, or git is not there.
pub fn log(root: &Path) -> Option<Log> {
    let facts = ask(root, &["rev-parse", "--is-inside-work-tree", "--is-shallow-repository"])?;
    let mut facts = facts.lines();
    if facts.next() != Some("true") {
        return None;
    }
    let is_cut = facts.next() == Some("true");
    let order =
        ["log", "--topo-order", "--no-show-signature", "--no-renames", "--no-abbrev", "--relative", "--raw", "-z"];
    let form = ["--format=%x01%H", "--"];
    let log = ask(root, &[&order[..], &form, &PARTS].concat())?;
    let head = ask(root, &[&["ls-tree", "-r", "-z", "HEAD", "--"], &PARTS[..]].concat())?;
    Some(Log { is_cut, commits: commits(&log), head: head.split('\0').filter_map(entry).collect() })
}

fn ask(root: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(arguments).env("GIT_OPTIONAL_LOCKS", "0").stdin(Stdio::null());
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// `100644 blob ID<tab>PATH`
fn entry(line: &str) -> Option<(String, String)> {
    let (facts, path) = line.split_once('\t')?;
    Some((path.to_owned(), facts.split(' ').nth(2)?.to_owned()))
}

/// Each commit begins with its mark; then come `:MODE MODE ID ID STATUS`, and in the next part the path.
fn commits(log: &str) -> Vec<Commit> {
    let mut commits: Vec<Commit> = Vec::new();
    let mut parts = log.split('\0').map(|part| part.trim_start_matches('\n'));
    while let Some(part) = parts.next() {
        if let Some(id) = part.strip_prefix('\u{1}') {
            commits.push(Commit { id: id.trim().to_owned(), files: Vec::new() });
        } else if let Some(facts) = part.strip_prefix(':') {
            let ids: Vec<&str> = facts.split(' ').skip(2).take(2).collect();
            let (Some(path), [before, after], Some(commit)) = (parts.next(), &*ids, commits.last_mut()) else {
                continue;
            };
            let (before, after) = ((*before).to_owned(), (*after).to_owned());
            commit.files.push(Changed { path: path.to_owned(), before, after });
        }
    }
    commits
}

/// Hands out what files were.
#[derive(Debug)]
pub struct Blobs {
    process: Child,
    ask: Option<ChildStdin>,
    answer: BufReader<ChildStdout>,
}

impl Blobs {
    /// Those of the repository in which the site is.
    pub fn open(root: &Path) -> Option<Blobs> {
        let mut command = Command::new("git");
        command.arg("-C").arg(root).args(["cat-file", "--batch"]).env("GIT_OPTIONAL_LOCKS", "0");
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let (ask, answer) = (process.stdin.take(), BufReader::new(process.stdout.take()?));
        Some(Blobs { process, ask, answer })
    }

    /// What has this id, where it is text.
    pub fn text(&mut self, id: &str) -> Option<String> {
        if id.starts_with(NOTHING) {
            return None;
        }
        let ask = self.ask.as_mut()?;
        ask.write_all(format!("{id}\n").as_bytes()).and_then(|()| ask.flush()).ok()?;
        let mut head = String::new();
        self.answer.read_line(&mut head).ok()?;
        let length: usize = head.trim_end().rsplit_once(' ')?.1.parse().ok()?;
        // A line end follows.
        let mut bytes = vec![0; length + 1];
        self.answer.read_exact(&mut bytes).ok()?;
        bytes.pop();
        let text = String::from_utf8(bytes).ok()?;
        Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }

    /// A file before and after a change.
    pub fn both(&mut self, changed: &Changed) -> (Option<String>, Option<String>) {
        (self.text(&changed.before), self.text(&changed.after))
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        // It ends when there is nobody to ask any more.
        drop(self.ask.take());
        let _ = self.process.wait();
    }
}

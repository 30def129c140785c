//! Are the pipelines that `pactfolio new` writes sound? They are run in tests/browser/pipelines.test.mjs.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use pactfolio::cli::new::{Choice, Extent, files};
use pactfolio::record::Lang;
use saphyr::{LoadableYamlNode as _, Yaml};

const GITHUB: &str = ".github/workflows/pages.yml";
const GITLAB: &str = ".gitlab-ci.yml";
const FORGEJO: &str = ".forgejo/workflows/publish.yml";

/// The files of a new portal, by path.
fn written() -> BTreeMap<String, String> {
    let (title, id) = ("Skills".to_owned(), "skills".to_owned());
    let base_url = "https://portal.example/".to_owned();
    files(&Choice { extent: Extent::Catalogue, title, id, languages: vec![Lang::EN], base_url, year: 2026 })
        .into_iter()
        .collect()
}

fn parsed(text: &str) -> Yaml<'_> {
    let mut documents = Yaml::load_from_str(text).unwrap_or_else(|wrong| panic!("{wrong}\n{text}"));
    assert_eq!(documents.len(), 1, "one document");
    documents.remove(0)
}

/// Every text below a key of this name, wherever it stands.
fn texts(yaml: &Yaml<'_>, key: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(mapping) = yaml.as_mapping() {
        for (name, value) in mapping {
            match value.as_sequence() {
                Some(list) if name.as_str() == Some(key) => found.extend(list.iter().map(text)),
                None if name.as_str() == Some(key) => found.push(text(value)),
                _ => found.extend(texts(value, key)),
            }
        }
    }
    found.extend(yaml.as_sequence().into_iter().flatten().flat_map(|value| texts(value, key)));
    found
}

fn text(yaml: &Yaml<'_>) -> String {
    yaml.as_str().unwrap_or_else(|| panic!("{yaml:?} is no text")).to_owned()
}

/// What bash says of the syntax of a script.
fn complaints(script: &str) -> String {
    let mut bash = Command::new("bash");
    bash.arg("-n").stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut running = bash.spawn().expect("bash is there, as in scripts/test");
    running.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    String::from_utf8(running.wait_with_output().unwrap().stderr).unwrap()
}

#[test]
fn every_script_is_bash() {
    let files = written();
    let of = |path: &str, keys: &[&str]| -> Vec<String> {
        let yaml = parsed(&files[path]);
        keys.iter().flat_map(|key| texts(&yaml, key)).collect()
    };
    for (path, keys) in [(GITHUB, vec!["run"]), (FORGEJO, vec!["run"]), (GITLAB, vec!["script", "before_script"])] {
        let scripts = of(path, &keys);
        for command in ["cargo install --locked", "pactfolio check", "pactfolio build"] {
            assert!(scripts.iter().any(|script| script.contains(command)), "{path} has no `{command}`");
        }
        for script in scripts {
            assert_eq!(complaints(&script), "", "{path}: {script}");
        }
    }
    assert!(complaints("if true").contains("syntax error"));
}

/// One line chooses the program: a version, or, where its example is taken, a git repository.
#[test]
fn one_line_says_which_program_is_installed() {
    let (files, guide) = (written(), include_str!("../docs/publishing.md"));
    let version = format!("pactfolio@{}", env!("CARGO_PKG_VERSION"));
    assert!(guide.contains(&format!("`PACTFOLIO: {version}`")), "the guide names another version");
    for path in [GITHUB, FORGEJO, GITLAB] {
        assert_eq!(texts(&parsed(&files[path]), "PACTFOLIO"), [version.as_str()], "{path}");
        assert_eq!(files[path].matches(&version).count(), 1, "{path}");

        let own = format!("  PACTFOLIO: {version}\n");
        let other = files[path].replace(&own, "").replace("  #   PACTFOLIO:", "  PACTFOLIO:");
        let git = format!("--git https://git.example/pactfolio --tag v{} pactfolio", env!("CARGO_PKG_VERSION"));
        assert_eq!(texts(&parsed(&other), "PACTFOLIO"), [git.as_str()], "{path}");
        assert!(guide.contains(&format!("`PACTFOLIO: {git}`")), "the guide names another tag");
    }
}

#[test]
fn the_default_branch_is_published_whatever_its_name() {
    let files = written();
    for path in [GITHUB, FORGEJO] {
        let conditions = texts(&parsed(&files[path]), "if");
        let publishing = conditions.iter().filter(|condition| condition.contains("repository.default_branch")).count();
        assert_eq!(publishing, if path == GITHUB { 2 } else { 1 }, "{path}: {conditions:?}");
        assert_eq!(texts(&parsed(&files[path]), "branches"), ["**"], "{path}");
    }
    let conditions = texts(&parsed(&files[GITLAB]), "if");
    assert!(conditions.iter().any(|condition| condition == "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"));
}

/// The comment is tried out in tests/browser/forgejo-comment.test.mjs.
#[test]
fn the_pipeline_for_forgejo_has_the_script_that_it_runs() {
    let files = written();
    let scripts = texts(&parsed(&files[FORGEJO]), "run");
    let script = scripts.iter().find_map(|script| script.strip_prefix("node ")).expect("a script of Node.js");
    assert!(files.contains_key(script), "{script}");
}

//! Are all figures what they come to when they are worked out by hand?
//!
//! A case is a file of `tests/portals/figures`: input files, laid over the small sound portal of the
//! diagnostics, then what is expected. A line of expectations is one object of `data/figures.json`
//! or, with the key `row`, one row of `data/observations.csv`: the keys that name it must be given
//! (`commitment` and `indicator`, or `kpi`, `partnership` and `year`); of the others only those that
//! the line holds are compared. How each number comes about stands in comments above it. Nothing
//! writes these expectations but people.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use pactfolio::record::Visibility;
use pactfolio::render::built_in_files;
use pactfolio::source::Sources;
use pactfolio::{Request, configure, prepare};
use serde_json::{Map, Value};
use support::Case;

const FIGURES: &str = "data/figures.json";
const ROWS: &str = "data/observations.csv";
/// What names an object; all of these that a line holds must fit.
const NAMES: [&str; 6] = ["partnership", "commitment", "indicator", "scope", "kpi", "year"];

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/portals/figures");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    cases.sort();
    cases
}

#[test]
fn figures_are_what_they_come_to_by_hand() {
    let cases = cases();
    assert!(cases.len() >= 2, "only {} cases were found", cases.len());
    let wrong: Vec<String> = cases.iter().flat_map(|path| wrong(path)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is not as a case says.
fn wrong(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let (input, expected) = text.split_once("-- figures --\n").expect("a case ends with `-- figures --`");
    let case = Case::parse(input);
    let (figures, rows) = published(&case);
    let name = path.file_stem().unwrap().to_str().unwrap();
    let lines = expected.lines().zip(1 + input.lines().count() + 1..);
    let lines = lines.filter(|(line, _)| !line.trim().is_empty() && !line.starts_with('#'));
    let judged: Vec<Option<String>> = lines
        .map(|(line, number)| judge(line, &figures, &rows).map(|why| format!("{name}.txt:{number}: {why}\n  {line}")))
        .collect();
    assert!(!judged.is_empty(), "{name} expects nothing");
    judged.into_iter().flatten().collect()
}

type Object = Map<String, Value>;

/// Both files of open data, as objects.
fn published(case: &Case) -> (Vec<Object>, Vec<Object>) {
    let sources = Sources::new(built_in_files().chain(case.sources().into_files()).collect());
    let request =
        Request { as_of: case.as_of, audience: Visibility::Public, drafts: false, preview: false, keep_going: false };
    let (config, report) = configure(&sources);
    let Ok(prepared) = prepare(&sources, config, &request, &report) else {
        panic!("{}", pactfolio::report::text(&report.settle(&sources), &sources, false));
    };
    let renderer = prepared.renderer(&sources, &request, &report);
    let file = |address: &str| {
        let mut bytes = Vec::new();
        renderer.whole(renderer.find(address).unwrap(), address, &mut bytes).ok().unwrap();
        bytes
    };
    let figures: Value = serde_json::from_slice(&file(FIGURES)).unwrap();
    let objects = |key: &str| figures[key].as_array().unwrap().iter().map(|one| one.as_object().unwrap().clone());
    let all = objects("commitments").chain(objects("totals")).collect();
    (all, rows(&file(ROWS)))
}

fn rows(csv: &[u8]) -> Vec<Object> {
    let mut reader = csv::Reader::from_reader(csv);
    let header = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        header.iter().zip(record.iter()).map(|(name, cell)| (name.to_owned(), Value::from(cell))).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// Why a line is not so; none where it is.
fn judge(line: &str, figures: &[Object], rows: &[Object]) -> Option<String> {
    let mut wanted: Object = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    if let Some(Value::Object(row)) = wanted.remove("row") {
        let fits = |known: &&Object| row.iter().all(|(key, value)| known.get(key) == Some(value));
        return rows.iter().find(fits).is_none().then(|| "there is no such row".to_owned());
    }
    if wanted.remove("absent") == Some(Value::Bool(true)) {
        return figures.iter().any(|one| is_named(one, &wanted)).then(|| "it is there".to_owned());
    }
    let found: Vec<&Object> = figures.iter().filter(|one| is_named(one, &wanted)).collect();
    let [one] = found.as_slice() else { return Some(format!("{} objects are named so", found.len())) };
    let differs = |(key, value): (&String, &Value)| {
        let known = one.get(key).unwrap_or(&Value::Null);
        (!is_equal(known, value)).then(|| format!("`{key}` is {known}"))
    };
    let differences: Vec<String> = wanted.iter().filter_map(differs).collect();
    (!differences.is_empty()).then(|| differences.join(", "))
}

/// A total has a `kpi`, a commitment's figure has none.
fn is_named(one: &Object, wanted: &Object) -> bool {
    let fits = |name: &&str| wanted.get(*name).is_none_or(|value| one.get(*name) == Some(value));
    one.contains_key("kpi") == wanted.contains_key("kpi") && NAMES.iter().all(fits)
}

/// Shares are rounded.
fn is_equal(known: &Value, wanted: &Value) -> bool {
    match (known, wanted) {
        (Value::Object(known), Value::Object(wanted)) => {
            wanted.iter().all(|(key, value)| is_equal(known.get(key).unwrap_or(&Value::Null), value))
        }
        (Value::Number(one), Value::Number(two)) => (one.as_f64().unwrap() - two.as_f64().unwrap()).abs() < 0.000_1,
        _ => known == wanted,
    }
}

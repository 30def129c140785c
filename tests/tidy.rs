//! Is the house in order: who imports what, how long things are, what is used of templates and words?
//!
//! The table of layers is that of `src/lib.rs`. Limits are today's worst; lower them, never raise
//! them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};

/// A module imports only what stands before it.
const LAYERS: [&str; 20] = [
    "picture",
    "source",
    "report",
    "read",
    "record",
    "config",
    "i18n",
    "model",
    "translate",
    "figures",
    "check",
    "plan",
    "charts",
    "search",
    "pages",
    "exports",
    "render",
    "disk",
    "preview",
    "cli",
];

/// Most lines of a file, and of those that are longer than they should be.
const FILE: usize = 450;
const LONG_FILES: [(&str, usize); 1] = [("src/model/commitment.rs", 480)];
/// Most lines of a function: where a kind is read, each of its fields is one.
const FUNCTION: usize = 63;

struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The module of a layer that it belongs to; none for `lib.rs` and `main.rs`.
    fn layer(&self) -> Option<usize> {
        let name = self.path.strip_prefix("src/")?.split(['/', '.']).next()?;
        match name {
            "lib" | "main" => None,
            name => Some(
                layer(name)
                    .unwrap_or_else(|| panic!("{}: give `{name}` a place in LAYERS and in src/lib.rs", self.path)),
            ),
        }
    }

    /// Everything above the unit tests.
    fn code(&self) -> &str {
        self.text.split("#[cfg(test)]").next().unwrap()
    }

    /// Lines of code that hold one of `words`, comments left out.
    fn lines_with<'a>(&'a self, words: &'a [&str]) -> impl Iterator<Item = String> + 'a {
        let lines = self.code().lines().zip(1..).filter(|(line, _)| !line.trim_start().starts_with("//"));
        let found = lines.filter(|(line, _)| words.iter().any(|word| line.contains(word)));
        found.map(|(line, number)| format!("{}:{number}: {}", self.path, line.trim()))
    }

    fn is_in(&self, places: &[&str]) -> bool {
        places.iter().any(|place| self.path.starts_with(place))
    }
}

fn layer(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| *layer == name)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a folder that have this ending, in order.
fn files(folder: &str, ending: &str) -> Vec<Source> {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|own| own == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    let name = |path: &Path| path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    found.into_iter().map(|path| Source { path: name(&path), text: fs::read_to_string(&path).unwrap() }).collect()
}

fn rust() -> Vec<Source> {
    files("src", "rs")
}

/// Lines of code with one of `words` outside `places`.
fn outside(words: &[&str], places: &[&str]) -> Vec<String> {
    let sources = rust();
    let elsewhere = sources.iter().filter(|source| !source.is_in(places));
    elsewhere.flat_map(|source| source.lines_with(words).collect::<Vec<_>>()).collect()
}

const NONE: Vec<String> = Vec::new();

/// The modules behind `crate::` in a text: `crate::x::…`, `crate::x;`, `crate::{x, y::z}`.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let list = match rest.strip_prefix('{') {
            Some(rest) => rest.split('}').next().unwrap().split(',').map(str::trim).collect(),
            None => vec![rest],
        };
        for name in list {
            let name: String = name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if layer(&name).is_some() {
                found.insert(name);
            }
        }
    }
    found
}

#[test]
fn a_file_imports_only_what_stands_above_it() {
    let mut wrong = Vec::new();
    for source in rust() {
        let Some(own) = source.layer() else { continue };
        for used in imports(source.code()) {
            if layer(&used).unwrap() > own {
                wrong.push(format!("{} must not import `{used}`", source.path));
            }
        }
    }
    assert_eq!(wrong, NONE);
    assert_eq!(imports("use crate::{disk, plan::Page};"), ["disk", "plan"].map(str::to_owned).into());
}

#[test]
fn the_crate_tells_of_every_layer() {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let told =
        text.split("A file imports only what stands above it:").nth(1).unwrap().split("Three folders").next().unwrap();
    let told: Vec<&str> = told.split("[`").skip(1).map(|rest| rest.split('`').next().unwrap()).collect();
    let there =
        |name: &&&str| root().join("src").join(name).is_dir() || root().join(format!("src/{name}.rs")).is_file();
    let (mut told, mut layers): (Vec<&str>, Vec<&str>) = (told, LAYERS.iter().filter(there).copied().collect());
    told.sort_unstable();
    layers.sort_unstable();
    assert_eq!(told, layers);
}

#[test]
fn each_file_says_what_it_answers() {
    let missing = |source: &Source| {
        let first = source.text.lines().next().unwrap_or("");
        let words = first.strip_prefix("//! ").unwrap_or("");
        let told = words.split(' ').count() > 2 && words.starts_with(|c: char| c.is_uppercase() || c == '`');
        (!told).then(|| source.path.clone())
    };
    let all = rust().into_iter().chain(files("tests", "rs"));
    assert_eq!(all.filter_map(|source| missing(&source)).collect::<Vec<_>>(), NONE);
}

#[test]
fn files_are_short() {
    let mut long = Vec::new();
    for source in rust() {
        let lines = source.text.lines().count();
        let limit = LONG_FILES.iter().find(|(path, _)| *path == source.path).map_or(FILE, |(_, limit)| *limit);
        if lines > limit {
            long.push(format!("{}: {lines} lines, at most {limit}: two questions in one file?", source.path));
        }
    }
    assert_eq!(long, NONE);
}

/// Functions with their length, the longest first. The code is formatted: a function ends with the
/// brace that stands below its beginning.
fn functions() -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for source in rust() {
        let lines: Vec<&str> = source.code().lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let code = line.trim_start();
            let Some((before, rest)) = code.split_once("fn ") else { continue };
            let is_head = before
                .split_whitespace()
                .all(|word| ["pub", "const", "async", "pub(crate)", "pub(super)"].contains(&word));
            if !is_head || code.starts_with("//") {
                continue;
            }
            let indent = line.len() - code.len();
            let is_end =
                |line: &&str| line.len() - line.trim_start().len() == indent && line.trim_start().starts_with('}');
            let length = lines[at..].iter().position(is_end).unwrap_or(0) + 1;
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let one_line = line.ends_with('}') || line.ends_with(';');
            found.push((if one_line { 1 } else { length }, format!("{}:{} {name}", source.path, at + 1)));
        }
    }
    found.sort();
    found.reverse();
    found
}

#[test]
fn functions_fit_on_a_screen() {
    let functions = functions();
    assert!(functions.len() > 500, "only {} functions were found", functions.len());
    assert_eq!(functions.into_iter().filter(|(length, _)| *length > FUNCTION).collect::<Vec<_>>(), Vec::new());
}

#[test]
fn no_test_is_left_out() {
    let all = rust().into_iter().chain(files("tests", "rs"));
    let mark = ["#[", "ignore"].concat();
    assert_eq!(all.filter(|source| source.text.contains(&mark)).map(|source| source.path).collect::<Vec<_>>(), NONE);
}

#[test]
fn nothing_panics_on_purpose() {
    let words = [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!(", "dbg!(", "assert!("];
    assert_eq!(outside(&words, &[]), NONE);
}

#[test]
fn one_file_touches_the_disk() {
    let words =
        ["std::fs", "fs::", "File::open", ".is_file()", ".is_dir()", ".exists()", ".canonicalize()", ".metadata()"];
    let found = outside(&words, &["src/disk.rs", "src/disk/", "src/preview/"]);
    // The type of an entry is asked with the same words.
    assert_eq!(found.into_iter().filter(|line| !line.contains("file_type()")).collect::<Vec<_>>(), NONE);
}

#[test]
fn the_clock_and_the_environment_stay_outside() {
    let words = [
        "Zoned::now",
        "Timestamp::now",
        "SystemTime::now",
        "Instant::now",
        "env::var",
        "std::env",
        "std::process",
        "std::net",
    ];
    let found = outside(&words, &["src/cli/", "src/preview/", "src/main.rs"]);
    assert_eq!(found, NONE);
}

#[test]
fn only_commands_print() {
    let words = ["println!", "eprintln!", "print!(", "stdout()", "stderr()"];
    assert_eq!(outside(&words, &["src/cli/", "src/preview/"]), NONE);
}

#[test]
fn pages_name_the_templates_that_exist() {
    let folder = "themes/pact/templates/pages";
    let name = |source: Source| source.path[folder.len() + 1..].trim_end_matches(".html").to_owned();
    let templates: BTreeSet<String> = files(folder, "html").into_iter().map(name).collect();
    let makers = ["plan_records(", "plan_record(", "planner.page(", "planner.list("];
    for line in outside(&makers, &["src/plan/"]) {
        for template in line.split('"').skip(1).step_by(2).filter(|word| !word.is_empty()) {
            assert!(templates.contains(template), "{line}");
        }
    }
    // Redirects are no pages.
    for template in templates.iter().filter(|template| *template != "redirect") {
        assert_ne!(outside(&[&format!("\"{template}\"")], &["src/plan/"]), NONE, "{template}");
    }
}

/// The texts of a language: plain ones, and counted ones with their forms.
struct Texts {
    plain: BTreeMap<String, String>,
    counted: BTreeMap<String, toml::Table>,
}

fn texts(code: &str) -> Texts {
    let text = fs::read_to_string(root().join(format!("themes/pact/i18n/{code}.toml"))).unwrap();
    let mut texts = Texts { plain: BTreeMap::new(), counted: BTreeMap::new() };
    for (key, value) in toml::from_str::<toml::Table>(&text).unwrap() {
        match value {
            toml::Value::String(text) => drop(texts.plain.insert(key, text)),
            toml::Value::Table(forms) => drop(texts.counted.insert(key, forms)),
            other => panic!("{code}: {key} is {other}"),
        }
    }
    texts
}

/// What stands behind `start` up to the next character that cannot belong to a key.
fn keys_after(text: &str, start: &str) -> Vec<String> {
    let key = |rest: &str| {
        rest.chars().take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(*c)).collect()
    };
    text.split(start).skip(1).map(key).collect()
}

/// Keys that Rust names, plain and counted.
fn keys_in_rust() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut plain, mut counted) = (BTreeSet::new(), BTreeSet::new());
    for source in rust() {
        let code = source.code();
        for start in ["words.get(\"", "words.fill(\"", "self.fill(\"", "word(\"", "self.part(\""] {
            plain.extend(keys_after(code, start));
        }
        for start in ["words.count(\"", "counted(\""] {
            counted.extend(keys_after(code, start));
        }
        // Keys in tables of names.
        for start in ["\"heading_", "\"empty_", "\"fact_", "\"dimension_"] {
            let names = keys_after(code, start).into_iter().filter(|name| !name.is_empty());
            plain.extend(names.map(|name| format!("{}{name}", &start[1..])));
        }
    }
    for folder in ["partnerships", "organisations", "commitments", "indicators", "news", "events", "pages", "reports"] {
        plain.extend([format!("heading_{folder}"), format!("empty_{folder}")]);
        counted.insert(folder.to_owned());
    }
    plain.retain(|key| !key.is_empty());
    (plain, counted)
}

#[test]
fn every_word_that_is_used_exists() {
    let english = texts("en");
    let mut missing = Vec::new();
    let (mut plain, mut counted) = keys_in_rust();
    for template in files("themes/pact/templates", "html") {
        for (at, _) in template.text.match_indices("t.") {
            let before = template.text[..at].chars().next_back().unwrap_or(' ');
            if !before.is_alphanumeric() && !"._-/".contains(before) {
                plain.extend(keys_after(&template.text[at..], "t.").into_iter().take(1).filter(|key| !key.is_empty()));
            }
        }
        counted.extend(keys_after(&template.text, "count(key=\""));
    }
    assert!(plain.len() > 120, "only {} keys were found", plain.len());
    missing.extend(plain.iter().filter(|key| !english.plain.contains_key(*key)).cloned());
    missing.extend(counted.iter().filter(|key| !english.counted.contains_key(*key)).cloned());
    assert_eq!(missing, NONE);
}

#[test]
fn every_word_is_used() {
    let english = texts("en");
    let mut all: String = rust().iter().map(|source| source.code().to_owned()).collect();
    all.extend(files("themes/pact/templates", "html").iter().map(|template| template.text.clone()));
    let made = ["heading_", "empty_", "dimension_"];
    let is_used = |key: &&String| {
        all.contains(&format!("\"{key}\""))
            || all.contains(&format!("t.{key}"))
            || made.iter().any(|start| key.starts_with(start))
    };
    let unused = english.plain.keys().chain(english.counted.keys()).filter(|key| !is_used(key));
    assert_eq!(unused.cloned().collect::<Vec<_>>(), NONE);
}

/// The names of the places to be filled in: `{name}`.
fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// The official languages of the European Union, as the vocabulary of languages marks them.
fn official_languages() -> Vec<String> {
    let text = fs::read_to_string(root().join("src/model/vocabulary/languages.toml")).unwrap();
    let all: toml::Table = toml::from_str(&text).unwrap();
    let official = |term: &toml::Value| term.get("eu").and_then(toml::Value::as_bool).unwrap_or(false);
    all.into_iter().filter(|(_, term)| official(term)).map(|(code, _)| code).collect()
}

/// The names of plural forms in a language.
fn plural_forms(code: &str) -> BTreeSet<&'static str> {
    let locale: Locale = code.parse().unwrap();
    let rules = PluralRules::try_new((&locale).into(), Default::default()).unwrap();
    let name = |category| match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    };
    rules.categories().map(name).collect()
}

/// Says which keys one list has and the other has not: one line, or none.
fn lacking<'a>(
    code: &str,
    what: &str,
    has: impl Iterator<Item = &'a String>,
    lacks: &BTreeSet<&String>,
) -> Option<String> {
    let keys: Vec<&str> = has.filter(|key| !lacks.contains(key)).map(String::as_str).collect();
    (!keys.is_empty()).then(|| format!("{code}: {what}: {}", keys.join(", ")))
}

#[test]
fn every_language_has_the_same_words() {
    let english = texts("en");
    let wanted: BTreeSet<&String> = english.plain.keys().chain(english.counted.keys()).collect();
    let languages = official_languages();
    assert_eq!(languages.len(), 24);
    let mut faults = Vec::new();
    for code in &languages {
        if !root().join(format!("themes/pact/i18n/{code}.toml")).exists() {
            faults.push(format!("{code}: there is no file"));
            continue;
        }
        let own = texts(code);
        let had: BTreeSet<&String> = own.plain.keys().chain(own.counted.keys()).collect();
        faults.extend(lacking(code, "missing", wanted.iter().copied(), &had));
        faults.extend(lacking(code, "not in en.toml", had.iter().copied(), &wanted));
        for (key, text) in &own.plain {
            if text.trim().is_empty() {
                faults.push(format!("{code}: {key} is empty"));
            }
            match english.plain.get(key) {
                Some(original) if places(text) != places(original) => {
                    faults.push(format!("{code}: {key} fills in {:?}, not {:?}", places(text), places(original)));
                }
                _ => {}
            }
        }
    }
    assert_eq!(faults, NONE);
}

#[test]
fn every_counted_word_has_all_forms() {
    let mut faults = Vec::new();
    for source in files("themes/pact/i18n", "toml") {
        let code = source.path.rsplit('/').next().unwrap().trim_end_matches(".toml");
        let wanted = plural_forms(code);
        for (key, forms) in texts(code).counted {
            let own: BTreeSet<&str> = forms.keys().map(String::as_str).collect();
            if own != wanted {
                faults.push(format!("{code}: {key} has {own:?}, not {wanted:?}"));
            }
            for (form, text) in &forms {
                if places(text.as_str().unwrap()) != BTreeSet::from(["n"]) {
                    faults.push(format!("{code}: {key}.{form} does not fill in {{n}} alone"));
                }
            }
        }
    }
    assert_eq!(faults, NONE);
}

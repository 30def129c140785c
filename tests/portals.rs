//! Is the whole site what it should be: every address, what each page shows, where its links lead?
//!
//! A case is a folder of `tests/portals`: `case.toml`, a tree of input files, and `expected.txt`.
//! Its files are laid over those of `base/`, a small sound portal whose theme prints what a page
//! shows as plain lines, so that a change of design moves the case `built-in-theme` only.
//!
//! `case.toml` holds one `[[run]]` for each build: `args` of the command line, and `show`, the files
//! whose content is expected beside the list of all files. Words behind a file's name are the
//! beginnings of the lines to be shown; without them all are. `UPDATE=1 cargo test` writes what was
//! built into the cases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use pactfolio::record::resolve_path;
use program::{copy_tree, files_below, pactfolio, settle};
use rayon::prelude::*;
use tempfile::TempDir;

/// One build of a case.
#[derive(serde::Deserialize)]
struct Run {
    #[serde(default)]
    args: Vec<String>,
    #[serde(default)]
    show: Vec<String>,
}

#[derive(serde::Deserialize)]
struct Case {
    run: Vec<Run>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/portals")
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.join("case.toml").is_file());
    cases.sort();
    cases
}

#[test]
fn portals_are_what_they_should_be() {
    let cases = cases();
    assert!(cases.len() >= 10, "only {} cases were found", cases.len());
    let wrong: Vec<String> =
        cases.par_iter().filter_map(|case| settle(&case.join("expected.txt"), &built(case))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What visitors read of members where there are none any more, and none yet.
#[test]
fn who_has_left_is_not_said_to_be_missing() {
    let site = TempDir::new().unwrap();
    copy_tree(&folder().join("base"), site.path());
    copy_tree(&folder().join("members-left"), site.path());
    let settings = site.path().join("site.toml");
    let text = fs::read_to_string(&settings).unwrap().replace("theme = \"bare\"\n", "");
    fs::write(settings, text).unwrap();
    let says = |page: &str, word: &str| {
        let text = fs::read_to_string(site.path().join("public/partnerships/p").join(page)).unwrap();
        text.contains(word)
    };
    let build = || pactfolio(site.path(), &["build", "--as-of", "2026-06-30"]);
    build();
    for page in ["index.html", "members/index.html"] {
        assert!(says(page, "All members have left.") && says(page, "Former members"), "{page}");
        assert!(!says(page, "No members are listed yet.") && !says(page, "0 members"), "{page}");
    }
    // One who is still to come has not left.
    let to_come = site.path().join("content/partnerships/p/members/beta.toml");
    fs::write(&to_come, "role = \"member\"\njoined = 2027-01-01\n").unwrap();
    build();
    for page in ["index.html", "members/index.html"] {
        assert!(!says(page, "All members have left."), "{page}");
    }
    fs::remove_file(to_come).unwrap();
    fs::remove_file(site.path().join("content/partnerships/p/members/acme.toml")).unwrap();
    build();
    for page in ["index.html", "members/index.html"] {
        assert!(says(page, "No members are listed yet.") && !says(page, "All members have left."), "{page}");
    }
}

/// A total that nobody reported is told as the sum that it is; a language that is named twice is one.
#[test]
fn a_derived_total_says_what_it_is_the_sum_of() {
    let site = TempDir::new().unwrap();
    copy_tree(&folder().join("base"), site.path());
    let settings = site.path().join("site.toml");
    let text = fs::read_to_string(&settings).unwrap().replace("theme = \"bare\"\n", "");
    fs::write(settings, text.replace("[\"en\"]", "[\"en\", \"en\"]")).unwrap();
    let data = site.path().join("content/partnerships/p/data");
    fs::create_dir_all(&data).unwrap();
    let rows = "period,value,commitment,sex\n2025,30,c,F\n2025,20,c,M\n";
    fs::write(data.join("people-participating.csv"), rows).unwrap();
    pactfolio(site.path(), &["build", "--as-of", "2026-06-30"]);
    let page = site.path().join("public/partnerships/p/commitments/c/index.html");
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("How this number came about") && page.contains("sum of the parts: Sex"), "{page}");
}

/// A spreadsheet is a folder of records: all that a commitment may say can stand in columns.
#[test]
fn a_spreadsheet_gives_the_same_pages() {
    let built = |name: &str, text: &str| {
        let (site, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        copy_tree(&folder().join("base"), site.path());
        let partnership = site.path().join("content/partnerships/p");
        fs::remove_dir_all(partnership.join("commitments")).unwrap();
        fs::create_dir_all(partnership.join(name).parent().unwrap()).unwrap();
        fs::write(partnership.join(name), text).unwrap();
        let (root, to) = (site.path().to_str().unwrap(), out.path().to_str().unwrap());
        let told = pactfolio(site.path(), &["build", "--root", root, "--out", to, "--as-of", "2026-06-30"]);
        let mut files = files_below(out.path());
        // The manifest knows what the site was made from.
        files.remove(".pactfolio");
        (without_counts(&told.replace(to, "OUT")), files)
    };
    let (told, toml) = built("commitments/all.toml", SPREADSHEET_AS_TOML);
    let (told_of_rows, rows) = built("commitments.csv", SPREADSHEET);
    assert!(told.contains("pages"), "{told}");
    assert_eq!(told, told_of_rows);
    assert!(toml.keys().any(|path| path.contains("commitments/all/")), "{:?}", toml.keys());
    assert_eq!(toml.keys().collect::<Vec<_>>(), rows.keys().collect::<Vec<_>>());
    for (path, page) in &toml {
        // Only where it is written differs.
        let page = String::from_utf8_lossy(page).replace("commitments/all.toml", "commitments.csv");
        let row = String::from_utf8_lossy(&rows[path]);
        let differing = page.lines().zip(row.lines()).find(|(page, row)| page != row);
        assert_eq!(differing, None, "{path}");
        assert_eq!(page.len(), row.len(), "{path}");
    }
}

const SPREADSHEET: &str = "\
id;title;category;target_groups;start;end;status;resources.amount;updates.1.date;updates.1.text;sources.1.title;sources.1.url;\
kpis.1.indicator;kpis.1.baseline.value;kpis.1.baseline.period;kpis.1.target.value;kpis.1.target.by;\
kpis.1.milestones.1.value;kpis.1.milestones.1.by;kpis.1.scope.sex;kpis.2.indicator;kpis.2.target.value;kpis.2.target.by;kpis.3.indicator
all;Courses for all;sectoral-skills;employees | general-public-other;2024;2030;in-progress;12 500,50;2025-03-01;**Begun**;A book;\
https://a.example/;people-participating;10;2023;1 000;2030;400;2027;F;investment;1.000.000;2030;implemented
";

const SPREADSHEET_AS_TOML: &str = r#"title = "Courses for all"
category = "sectoral-skills"
target_groups = ["employees", "general-public-other"]
start = 2024
end = 2030
status = "in-progress"
resources = { amount = 12500.50 }
updates = [{ date = 2025-03-01, text = "**Begun**" }]
sources = [{ title = "A book", url = "https://a.example/" }]

[[kpis]]
indicator = "people-participating"
baseline = { value = 10, period = "2023" }
target = { value = 1000, by = "2030" }
milestones = [{ value = 400, by = "2027" }]
scope = { sex = "F" }

[[kpis]]
indicator = "investment"
target = { value = 1000000, by = "2030" }

[[kpis]]
indicator = "implemented"
"#;

/// All builds of a case as one text.
fn built(folder: &Path) -> String {
    let case: Case = toml::from_str(&fs::read_to_string(folder.join("case.toml")).unwrap()).unwrap();
    let site = TempDir::new().unwrap();
    copy_tree(&self::folder().join("base"), site.path());
    copy_tree(folder, site.path());
    let built = case.run.iter().map(|run| {
        let out = TempDir::new().unwrap();
        let mut args = vec!["build", "--root", site.path().to_str().unwrap(), "--out", out.path().to_str().unwrap()];
        if !run.args.iter().any(|arg| arg == "--as-of") {
            args.extend(["--as-of", "2026-06-30"]);
        }
        args.extend(run.args.iter().map(String::as_str));
        let told = pactfolio(site.path(), &args).replace(out.path().to_str().unwrap(), "OUT");
        let told = without_counts(&told);
        let words: String = run.args.iter().map(|arg| format!(" {arg}")).collect();
        format!("$ pactfolio build{words}\n{told}{}", site_of(out.path(), &run.show))
    });
    without_shapes(&without_fingerprints(&built.collect::<Vec<_>>().join("\n")))
}

/// The shapes of countries are long, and hold nothing that a portal decides.
fn without_shapes(text: &str) -> String {
    let mut parts = text.split(" d=\"");
    let mut short = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let (shape, rest) = part.split_once('"').unwrap_or((part, ""));
        short.push_str(&format!(" d=\"{}\"{rest}", if shape.len() > 100 { "…" } else { shape }));
    }
    short
}

/// The name of an asset changes with each change of design.
fn without_fingerprints(text: &str) -> String {
    let is_fingerprint = |part: &&str| part.len() == 16 && part.bytes().all(|b| b.is_ascii_hexdigit());
    let parts = text.split('.').map(|part| Some(part).filter(|part| !is_fingerprint(part)).unwrap_or("FINGERPRINT"));
    parts.collect::<Vec<_>>().join(".")
}

/// How many files were written depends on the built-in theme.
fn without_counts(told: &str) -> String {
    told.split_inclusive('\n')
        .map(|line| match (line.find(" ("), line.find(" removed)")) {
            (Some(start), Some(end)) => format!("{}{}", &line[..start], &line[end + " removed)".len()..]),
            _ => line.to_owned(),
        })
        .collect()
}

/// Is it a file of the built-in theme, published under a name with its fingerprint, or a style sheet for a type of page?
fn is_built_in(name: &str) -> bool {
    let Some((_, asset)) = name.split_once("assets/") else { return false };
    let mut parts = asset.rsplitn(3, '.');
    let (ending, _, stem) = (parts.next().unwrap_or(""), parts.next(), parts.next().unwrap_or(""));
    let template = stem.strip_prefix("css/").map(|page| format!("templates/pages/{page}.html"));
    let paths = [Some(format!("static/{stem}.{ending}")), template];
    pactfolio::render::built_in().iter().any(|(built_in, _)| paths.iter().flatten().any(|path| built_in == path))
}

/// The list of all files, and the content of those that are to be shown.
fn site_of(out: &Path, show: &[String]) -> String {
    let files = files_below(out);
    let names: BTreeSet<&str> = files.keys().map(String::as_str).collect();
    let listed = files.iter().filter(|(name, _)| !is_built_in(name));
    let mut text: String = listed.map(|(name, bytes)| format!("{name}{}\n", described(name, bytes, &names))).collect();
    for shown in show {
        let (name, starts) = shown.split_once(' ').unwrap_or((shown, ""));
        let name = names.iter().find(|known| is_shown(known, name)).unwrap_or_else(|| panic!("no file {name}"));
        let content = String::from_utf8_lossy(&files[*name]);
        text.push_str(&format!("\n-- {name} --\n{}", lines(&content, &starts.split(' ').collect::<Vec<_>>())));
    }
    text
}

/// A name may hold one `*`, since the names of assets have fingerprints.
fn is_shown(name: &str, wanted: &str) -> bool {
    match wanted.split_once('*') {
        Some((start, end)) => name.starts_with(start) && name.ends_with(end),
        None => name == wanted,
    }
}

/// Template and language of a page. Every page has both, each id once, and each of its links arrives.
fn described(name: &str, bytes: &[u8], names: &BTreeSet<&str>) -> String {
    if !name.ends_with(".html") {
        return String::new();
    }
    let html = std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{name} is not UTF-8"));
    let value_of =
        |before: &str| html.split_once(before).and_then(|(_, rest)| rest.split_once('"')).map(|(value, _)| value);
    let template = value_of("<body data-template=\"").unwrap_or_else(|| panic!("{name} names no template"));
    let lang = value_of("<html lang=\"").unwrap_or_else(|| panic!("{name} names no language"));
    for link in html.split("href=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(link, _)| link) {
        assert!(arrives(name, link, names), "{name} links to {link}, which is not there");
    }
    let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{name} has an id twice: {ids:?}");
    format!("  {template} {lang}")
}

fn arrives(name: &str, link: &str, names: &BTreeSet<&str>) -> bool {
    let path = link.split(['#', '?']).next().unwrap_or("");
    if path.contains(':') || path.is_empty() || path.starts_with('/') {
        // A link from the host's root stands in 404.html only.
        return !path.starts_with('/') || name.ends_with("404.html");
    }
    let from = name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let target = resolve_path(&from, path).unwrap_or_else(|| panic!("{name} links out of the site: {link}"));
    let target = if path.ends_with('/') || target.is_empty() { join(&target, "index.html") } else { target };
    names.contains(target.as_str())
}

fn join(folder: &str, file: &str) -> String {
    if folder.is_empty() || folder == "." {
        file.to_owned()
    } else {
        format!("{}/{file}", folder.trim_end_matches('/'))
    }
}

/// The lines of a page that begin with one of `starts`, each with what belongs to it.
fn lines(content: &str, starts: &[&str]) -> String {
    let names = ["page", "nav", "partnership", "view"];
    let mut shown = starts.contains(&"");
    let mut text = String::new();
    for line in content.lines().filter(|line| !line.trim().is_empty()) {
        let is_value =
            names.iter().any(|name| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['.', ':'])));
        if is_value || line.starts_with("</body>") {
            shown = starts.iter().any(|start| line.starts_with(start));
        }
        if shown {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

#[test]
fn every_template_of_the_built_in_theme_is_used() {
    let all: String =
        cases().iter().map(|case| fs::read_to_string(case.join("expected.txt")).unwrap_or_default()).collect();
    let used: BTreeMap<&str, ()> =
        all.lines().filter_map(|line| line.split_once(".html  ")?.1.split(' ').next()).map(|name| (name, ())).collect();
    let templates = pactfolio::render::built_in().iter().filter_map(|(path, _)| path.strip_prefix("templates/pages/"));
    let unused = templates.map(|name| name.trim_end_matches(".html")).filter(|name| !used.contains_key(name));
    assert_eq!(unused.collect::<Vec<_>>(), Vec::<&str>::new());
}

//! Is what the documentation says true of the program?
//!
//! A fenced block whose info string is a language and a path (```` ```toml content/… ````) is laid
//! over the portal that `pactfolio new` writes, together with the blocks before it on the same page;
//! reading and checking the whole must find nothing.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use pactfolio::check::Setting;
use pactfolio::cli::new::{Choice, Extent, files};
use pactfolio::record::{Block, Lang, Visibility, folder_of, outline, resolve_path, scheme, slug};
use pactfolio::report::{ALL, Report, text};
use pactfolio::source::{SourceFile, Sources};
use pactfolio::{check, config, model};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// A fenced block.
struct Example {
    /// For people: file and position.
    name: String,
    language: String,
    path: Option<String>,
    text: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The pages of the documentation, by name.
fn pages() -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.extend(["README.md", "CHANGELOG.md"].map(|name| root().join(name)));
    paths.sort();
    let name = |path: &Path| path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

fn blocks(page: &str, markdown: &str) -> Vec<Example> {
    let mut blocks: Vec<Example> = Vec::new();
    let mut open = false;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let mut words = info.split_whitespace().map(str::to_owned);
                let language = words.next().unwrap_or_default();
                let (name, path) = (format!("{page}, block {}", blocks.len() + 1), words.next());
                blocks.push(Example { name, language, path, text: String::new() });
                open = true;
            }
            Event::End(TagEnd::CodeBlock) => open = false,
            Event::Text(text) if open => blocks.last_mut().unwrap().text.push_str(&text),
            _ => {}
        }
    }
    blocks
}

fn new_portal() -> BTreeMap<String, String> {
    let languages = ["en", "it"].iter().filter_map(|code| Lang::from_code(code)).collect();
    let (title, id) = ("Skills partnerships".to_owned(), "our-partnership".to_owned());
    let base_url = "https://portal.example/".to_owned();
    files(&Choice { extent: Extent::Catalogue, title, id, languages, base_url, year: 2026 }).into_iter().collect()
}

/// What reading and checking these files finds, as people see it.
fn findings(files: &BTreeMap<String, String>) -> String {
    let read = |(path, text): (&String, &String)| SourceFile::from_bytes(path, text.clone().into());
    let sources = Sources::new(files.iter().map(read).collect());
    let report = Report::default();
    if let Ok(config) = config::read(&sources, &report) {
        let report = report.with_levels(config.checks.clone());
        let model = model::read(&sources, &config, &report);
        let (as_of, audience) = (jiff::civil::date(2026, 11, 20), Visibility::Public);
        let setting = Setting { sources: &sources, config: &config, as_of, audience, drafts: false };
        let _ = check::check(model, &setting, &report);
        // Texts of the new portal wait for their author and translator.
        let mut found = report.settle(&sources);
        found.list.retain(|finding| !["missing-translation", "placeholder-text"].contains(&finding.code.id));
        return text(&found, &sources, false);
    }
    text(&report.settle(&sources), &sources, false)
}

#[test]
fn every_example_is_sound() {
    let mut count = 0;
    for (page, markdown) in pages() {
        let mut portal = new_portal();
        for block in blocks(&page, &markdown) {
            let Some(path) = block.path else { continue };
            portal.insert(path.clone(), block.text);
            assert_eq!(findings(&portal), "", "{}: {path}", block.name);
            count += 1;
        }
    }
    assert!(count >= 20, "only {count} examples were found");
}

/// Relative links in texts that lead to no file.
fn broken_links(files: &BTreeMap<String, String>) -> Vec<String> {
    let mut broken = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with("content/") && path.ends_with(".md")) {
        for link in outline(text, slug).links.iter().filter(|link| scheme(&link.destination) == Block::Relative) {
            let relative = link.destination.split('#').next().unwrap();
            let target = resolve_path(folder_of(path), relative);
            if !relative.is_empty() && !target.is_some_and(|target| files.contains_key(&target)) {
                broken.push(format!("{path}: {}", link.destination));
            }
        }
    }
    broken
}

#[test]
fn links_in_examples_arrive() {
    assert_eq!(broken_links(&new_portal()), Vec::<String>::new());
    for (page, markdown) in pages() {
        let examples = blocks(&page, &markdown).into_iter().filter_map(|block| Some((block.path?, block.text)));
        let portal: BTreeMap<String, String> = new_portal().into_iter().chain(examples).collect();
        assert_eq!(broken_links(&portal), Vec::<String>::new(), "{page}");
    }
}

/// What making every page of these files finds.
fn rendered(files: &BTreeMap<String, String>) -> String {
    let read = |(path, text): (&String, &String)| SourceFile::from_bytes(path, text.clone().into());
    let sources = Sources::new(pactfolio::render::built_in_files().chain(files.iter().map(read)).collect());
    let (as_of, audience) = (jiff::civil::date(2026, 11, 20), Visibility::Public);
    let request = pactfolio::Request { as_of, audience, drafts: false, preview: false, keep_going: false };
    let mut found = pactfolio::findings(&sources, &request);
    found.list.retain(|finding| !["missing-translation", "placeholder-text"].contains(&finding.code.id));
    text(&found, &sources, false)
}

#[test]
fn themes_in_examples_are_sound() {
    let blocks = blocks("docs/theming.md", &fs::read_to_string(root().join("docs/theming.md")).unwrap());
    let mut portal = new_portal();
    let site = portal["site.toml"].clone();
    portal.insert("site.toml".to_owned(), format!("theme = \"my-look\"\n{site}"));
    let mut count = 0;
    for (path, text) in blocks.into_iter().filter_map(|block| Some((block.path?, block.text))) {
        // A file is given anew once what went before it is whole.
        if portal.contains_key(&path) {
            assert_eq!(rendered(&portal), "", "before the second {path}");
        }
        portal.insert(path, text);
        count += 1;
    }
    assert_eq!(rendered(&portal), "");
    assert!(count >= 5, "only {count} examples were found");
    let theme = portal.get_mut("themes/my-look/theme.toml").unwrap();
    theme.push_str("colour = \"#ffcc00\"\n");
    assert!(rendered(&portal).contains("low-contrast"), "an unsound theme would be noticed");
}

/// The example theme of the guide is the one that `tests/portals/child-theme` builds.
#[test]
fn the_example_theme_is_built() {
    let blocks = blocks("docs/theming.md", &fs::read_to_string(root().join("docs/theming.md")).unwrap());
    for block in blocks.into_iter().filter(|block| block.path.is_some()).take(3) {
        let path = root().join("tests/portals/child-theme").join(block.path.unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), block.text, "{}", path.display());
    }
}

/// Servers are told to say what `_headers` says.
#[test]
fn the_headers_in_the_guide_are_those_of_the_program() {
    let guide = fs::read_to_string(root().join("docs/publishing.md")).unwrap();
    let layout = fs::read_to_string(root().join("themes/pact/templates/layout.html")).unwrap();
    let redirect = fs::read_to_string(root().join("themes/pact/templates/pages/redirect.html")).unwrap();
    let policy = pactfolio::exports::headers::POLICY;
    for (name, value) in pactfolio::exports::headers::OTHERS.into_iter().chain([("Content-Security-Policy", policy)]) {
        assert_eq!(guide.matches(&format!("add_header {name} \"{value}\" always;")).count(), 2, "nginx: {name}");
        assert_eq!(guide.matches(&format!("Header always set {name} \"{value}\"")).count(), 1, "Apache: {name}");
    }
    let (in_page, _) = policy.split_once("; frame-ancestors").unwrap();
    for page in [layout, redirect] {
        assert!(page.contains(&format!("http-equiv=\"Content-Security-Policy\" content=\"{in_page}\"")));
    }
}

#[test]
fn the_message_in_the_guide_is_what_is_said() {
    let blocks = blocks("", &fs::read_to_string(root().join("docs/coordinators.md")).unwrap());
    let path = "content/partnerships/our-partnership/commitments/new-courses.toml";
    let example = blocks.iter().find(|block| block.path.as_deref() == Some(path)).unwrap();
    let shown = blocks.iter().find(|block| block.text.starts_with("error[")).unwrap();
    let mut portal = new_portal();
    portal.insert(path.to_owned(), example.text.replace("employees", "employes"));
    assert_eq!(findings(&portal).trim_end(), shown.text.trim_end());
}

#[test]
fn an_unsound_example_would_be_noticed() {
    let mut portal = new_portal();
    assert_eq!(findings(&portal), "");
    portal.insert("content/organisations/x.toml".to_owned(), "nam = \"x\"".to_owned());
    assert!(findings(&portal).contains("did you mean `name`?"));
}

#[test]
fn toml_without_a_path_parses() {
    for (page, markdown) in pages() {
        for block in blocks(&page, &markdown).iter().filter(|block| block.language == "toml") {
            toml::from_str::<toml::Table>(&block.text).unwrap_or_else(|wrong| panic!("{}: {wrong}", block.name));
        }
    }
}

#[test]
fn links_between_pages_arrive() {
    let pages = pages();
    for (page, markdown) in &pages {
        for link in outline(markdown, slug).links {
            let (path, fragment) = link.destination.split_once('#').unwrap_or((&link.destination, ""));
            if path.contains(':') {
                continue;
            }
            let folder = root().join(page).parent().unwrap().to_owned();
            let target = if path.is_empty() { root().join(page) } else { folder.join(path) };
            assert!(target.is_file(), "{page}: {}", link.destination);
            let text = fs::read_to_string(&target).unwrap();
            // A forge drops dots from headings where we write hyphens.
            let ids: Vec<String> =
                outline(&text, slug).headings.iter().map(|heading| heading.id.replace("-toml", "toml")).collect();
            assert!(
                fragment.is_empty() || ids.contains(&fragment.to_owned()),
                "{page}: {} (there are {ids:?})",
                link.destination
            );
        }
    }
}

#[test]
fn the_format_names_every_finding_with_its_level() {
    let format = fs::read_to_string(root().join("docs/format.md")).unwrap();
    for code in ALL {
        let row = if code.fault {
            format!("| `{}` | ", code.id)
        } else {
            format!("| `{}` | {} | ", code.id, code.level.id())
        };
        assert!(format.contains(&row), "docs/format.md lacks {row}");
    }
}

/// Vocabularies of the kinds that exist, without those of hundreds of codes.
const VOCABULARIES: [&str; 35] = [
    "age",
    "categories",
    "challenges",
    "commitment-levels",
    "commitment-statuses",
    "directions",
    "document-types",
    "ecosystems",
    "employment-status",
    "event-formats",
    "event-modes",
    "event-statuses",
    "frequencies",
    "kpi-groups",
    "kpis",
    "learning-modes",
    "measures",
    "news-types",
    "observation-statuses",
    "organisation-levels",
    "organisation-sizes",
    "organisation-types",
    "orientations",
    "partnership-kinds",
    "principles",
    "report-statuses",
    "roles",
    "sea-basins",
    "sex",
    "skill-areas",
    "stages",
    "target-groups",
    "territories",
    "themes",
    "training-types",
];

/// The ids of a built-in vocabulary, and whether a portal may add to it.
fn vocabulary(name: &str) -> (Vec<String>, bool) {
    let text = fs::read_to_string(root().join(format!("src/model/vocabulary/{name}.toml"))).unwrap();
    let table: toml::Table = toml::from_str(&text).unwrap();
    let open = table["extensible"].as_bool().unwrap();
    (table.into_iter().filter(|(_, value)| value.get("label").is_some()).map(|(id, _)| id).collect(), open)
}

#[test]
fn the_format_names_every_term() {
    let format = fs::read_to_string(root().join("docs/format.md")).unwrap();
    for name in VOCABULARIES {
        let (ids, _) = vocabulary(name);
        assert!(!ids.is_empty(), "{name}");
        for id in ids {
            assert!(format.contains(&format!("`{id}`")), "docs/format.md lacks `{id}` of {name}");
        }
    }
}

#[test]
fn the_format_names_the_closed_vocabularies() {
    let format = fs::read_to_string(root().join("docs/format.md")).unwrap();
    let line = format.lines().find(|line| line.starts_with("Closed, because")).unwrap();
    for entry in fs::read_dir(root().join("src/model/vocabulary")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().trim_end_matches(".toml").to_owned();
        assert_eq!(line.contains(&format!("`{name}`")), !vocabulary(&name).1, "{name}");
    }
}

#[test]
fn the_new_portal_explains_its_choices() {
    let portal = new_portal();
    let told = |path: &str, name: &str| {
        let text = &portal[path];
        for id in vocabulary(name).0 {
            assert!(text.contains(&id), "{path} does not name {id}");
        }
    };
    let own = |file: &str| format!("content/partnerships/our-partnership/{file}");
    told("content/organisations/example-coordinator.toml", "organisation-types");
    for name in ["partnership-kinds", "stages", "ecosystems", "territories", "themes"] {
        told(&own("partnership.toml"), name);
    }
    for name in ["categories", "target-groups", "commitment-statuses"] {
        told(&own("commitments/digital-skills.toml"), name);
    }
    for name in ["kpi-groups", "measures", "frequencies"] {
        told(&own("indicators/companies-interviewed.toml"), name);
    }
    told(&own("agreement.md"), "document-types");
    told(&own("members/example-coordinator.toml"), "roles");
    told(&own("events/members-meeting.md"), "event-formats");
    told(&own("news/portal-opens.md"), "news-types");
}

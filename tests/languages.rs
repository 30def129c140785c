//! Does every page speak its language: what falls back, where the switch leads, how words are sorted and
//! numbers written?

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pactfolio::i18n::Words;
use pactfolio::report::Report;
use pactfolio::{disk, render};
use program::{copy_tree, files_below, run, write};
use tempfile::TempDir;

const LANGUAGES: [&str; 4] = ["en", "de", "sv", "pl"];
const BASE: &str = "https://portal.example/site/";

/// A portal in four languages, of which some texts are in two.
fn built() -> (TempDir, BTreeMap<String, String>) {
    let folder = TempDir::new().unwrap();
    copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/portals/base"), folder.path());
    std::fs::remove_dir_all(folder.path().join("themes")).unwrap();
    let organisation = |name: &str| format!("name = \"{name}\"\ntype = [\"company\"]\ncountry = \"BE\"\n");
    for (path, text) in [
        (
            "site.toml",
            format!(
                "title = \"Portal\"\nbase_url = \"{BASE}\"\nlanguages = [\"en\", \"de\", \"sv\", \"pl\"]\n\
                 publisher = {{ name = \"Team\" }}\n"
            ),
        ),
        ("content/organisations/a.toml", organisation("Apple")),
        ("content/organisations/b.toml", organisation("Zebra")),
        ("content/organisations/c.toml", organisation("Äpple")),
        (
            "content/partnerships/p/news/n.md",
            "+++\ntitle = { en = \"News\", de = \"Neues\" }\nsummary = \"In English only.\"\ndate = 2024-06-06\n+++\nThe text.\n".to_owned(),
        ),
        ("content/partnerships/p/news/n.de.md", "Der Text.\n".to_owned()),
        // A front matter alone translates the title, and leaves the text to the fallback.
        ("content/partnerships/p/news/n.sv.md", "+++\nsummary = \"På svenska.\"\n+++\n".to_owned()),
        ("content/partnerships/p/data/people-participating.csv", "period,value,commitment\n2025,12345.5,c\n".to_owned()),
    ] {
        write(folder.path(), path, text);
    }
    let output = run(folder.path(), &["build", "--as-of", "2026-06-30"]);
    assert!(output.status.success(), "{output:?}");
    let text = |(name, bytes): (String, Vec<u8>)| (name, String::from_utf8_lossy(&bytes).into_owned());
    let files = files_below(&folder.path().join("public")).into_iter().map(text).collect();
    (folder, files)
}

/// The values of an attribute in every tag that begins like this.
fn values<'a>(html: &'a str, tag: &str, attribute: &str) -> Vec<&'a str> {
    let tags = html.split(tag).skip(1).filter_map(|rest| rest.split('>').next());
    let value = |tag: &'a str| tag.split(&format!("{attribute}=\"")).nth(1)?.split('"').next();
    tags.filter_map(value).collect()
}

#[test]
fn what_is_not_translated_is_shown_in_the_default_language_and_says_so() {
    let (_folder, files) = built();
    let page = |lang: &str| &files[&format!("{lang}/partnerships/p/news/n/index.html")];
    for lang in LANGUAGES {
        assert!(page(lang).contains(&format!("<html lang=\"{lang}\"")), "{lang}");
    }
    let notice = |lang: &str| page(lang).contains("class=\"notice");
    assert_eq!(LANGUAGES.map(notice), [false, false, true, true]);
    assert!(page("de").contains("Neues") && page("de").contains("Der Text."));
    assert!(
        page("de").contains("<p class=\"lead\" lang=\"en\">In English only."),
        "a text of a translated page is marked"
    );
    assert!(page("pl").contains("<h1 lang=\"en\">News</h1>"), "{}", page("pl"));
    let text = page("pl").split("The text.").next().unwrap();
    assert!(text.rsplit('<').nth(1).unwrap().contains("lang=\"en\""), "the text is marked: {text}");
    assert!(page("sv").contains("På svenska.") && page("sv").contains("The text."), "{}", page("sv"));
    for lang in ["sv", "pl"] {
        let canonical = format!("<link rel=\"canonical\" href=\"{BASE}en/partnerships/p/news/n/\">");
        assert!(page(lang).contains(&canonical), "{lang}: the original is elsewhere");
    }
}

#[test]
fn the_switch_leads_to_the_same_page() {
    let (_folder, files) = built();
    let pages: Vec<&String> = files.keys().filter(|name| name.ends_with("index.html") && name.contains('/')).collect();
    assert!(pages.len() > 100);
    for name in pages {
        let (_, path) = name.split_once('/').unwrap();
        let rest = path.trim_end_matches("index.html");
        let up = "../".repeat(name.matches('/').count());
        let html = &files[name];
        if html.contains("data-template=\"redirect\"") {
            continue;
        }
        let led: BTreeSet<&str> = values(html, "<li><a ", "href")
            .into_iter()
            .zip(values(html, "<li><a ", "hreflang"))
            .map(|(href, _)| href)
            .collect();
        for lang in LANGUAGES {
            let wanted = format!("{up}{lang}/{rest}");
            assert!(
                html.contains(&format!("<a href=\"{wanted}\" lang=\"{lang}\" hreflang=\"{lang}\"")),
                "{name} → {wanted}: {led:?}"
            );
            assert!(files.contains_key(&format!("{lang}/{path}")), "{lang}/{path}");
        }
    }
}

#[test]
fn pages_and_the_sitemap_name_the_same_translations() {
    let (_folder, files) = built();
    let sitemap = &files["sitemap.xml"];
    let mut listed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for url in sitemap.split("<url>").skip(1) {
        let address = url.split("<loc>").nth(1).unwrap().split("</loc>").next().unwrap();
        listed.insert(address, values(url, "<xhtml:link ", "href").into_iter().collect());
    }
    let (translated, alone) = (format!("{BASE}de/partnerships/p/news/n/"), format!("{BASE}en/partnerships/p/pages/"));
    assert_eq!(listed[&*translated], [&*translated, &*format!("{BASE}en/partnerships/p/news/n/")].into(), "{alone}");
    assert!(
        !listed.contains_key(&*format!("{BASE}pl/partnerships/p/news/n/")),
        "it is the English page in a Polish frame"
    );
    for (address, others) in &listed {
        let file = format!("{}index.html", address.strip_prefix(BASE).unwrap());
        let html = &files[&file];
        let own: BTreeSet<&str> = values(html, "<link rel=\"alternate\" hreflang", "href").into_iter().collect();
        assert!(others.is_empty() || others.contains(address), "{address} names itself");
        // The root leads to the default language, and is no page of its own.
        let is_same = |other: &&str| *other == BASE || listed[other] == *others;
        assert!(others.iter().all(is_same), "{address}: each names the others");
        assert_eq!(others.len().max(1), own.len().max(1), "{address}: {own:?}");
    }
}

#[test]
fn lists_are_sorted_as_the_language_sorts() {
    let (_folder, files) = built();
    let order = |lang: &str| {
        let html = &files[&format!("{lang}/organisations/index.html")];
        let mut found: Vec<(usize, &str)> = ["Apple", "Äpple", "Zebra"]
            .into_iter()
            .map(|name| (html.find(&format!(">{name}<")).unwrap(), name))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, name)| name).collect::<Vec<_>>()
    };
    assert_eq!(order("sv"), ["Apple", "Zebra", "Äpple"]);
    for lang in ["en", "de", "pl"] {
        assert_eq!(order(lang), ["Apple", "Äpple", "Zebra"], "{lang}");
    }
}

/// The words of the built-in theme in these languages.
fn words(languages: &[&str]) -> std::sync::Arc<Vec<Words>> {
    let folder = TempDir::new().unwrap();
    let list = languages.iter().map(|lang| format!("\"{lang}\"")).collect::<Vec<_>>().join(", ");
    let site = format!("title = \"P\"\nbase_url = \"{BASE}\"\nlanguages = [{list}]\npublisher = {{ name = \"T\" }}\n");
    write(folder.path(), "site.toml", site);
    let sources = disk::read_tree(folder.path()).unwrap();
    let (config, report) = pactfolio::configure(&sources);
    let theme = render::load(&sources, &config.unwrap(), &report).unwrap();
    assert_eq!(Report::count(&report), 0);
    theme.words
}

#[test]
fn counted_words_dates_and_numbers_are_those_of_the_language() {
    let all = words(&["en", "de", "pl", "lv", "ga", "fr", "bg"]);
    let [en, de, pl, lv, ga, fr, bg] = &all[..] else { panic!("seven languages were asked for") };
    let forms = |words: &Words, counts: &[usize]| -> Vec<String> {
        counts.iter().map(|n| words.count("organisations", *n)).collect()
    };
    assert_eq!(forms(pl, &[1, 2, 5, 22]), ["1 organizacja", "2 organizacje", "5 organizacji", "22 organizacje"]);
    assert_eq!(forms(en, &[0, 1, 2]), ["0 organisations", "1 organisation", "2 organisations"]);
    let kinds: BTreeSet<String> =
        forms(ga, &[1, 2, 3, 7, 11]).iter().map(|text| text.split_once(' ').unwrap().1.to_owned()).collect();
    assert!(kinds.len() > 1, "Irish counts in several ways: {kinds:?}");
    assert_ne!(forms(lv, &[0])[0].split_once(' ').unwrap().1, forms(lv, &[1])[0].split_once(' ').unwrap().1);
    let day = "2024-06-06".parse().unwrap();
    let dates = [en, de, pl, fr, bg].map(|words| words.date(day).replace(['\u{a0}', '\u{202f}'], " "));
    assert_eq!(dates, ["6 June 2024", "6. Juni 2024", "6 czerwca 2024", "6 juin 2024", "6 юни 2024 г."]);
    let numbers = [en, de, pl, fr].map(|words| words.whole(1_234_567).replace(['\u{a0}', '\u{202f}'], " "));
    assert_eq!(numbers, ["1,234,567", "1.234.567", "1 234 567", "1 234 567"]);
}

#[test]
fn no_language_lacks_a_word_of_the_built_in_vocabularies() {
    let read = |(name, bytes): (String, Vec<u8>)| {
        let text = String::from_utf8(bytes).unwrap();
        let table = toml::from_str::<toml::Table>(&text).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
        (name, table)
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/model/vocabulary");
    let vocabularies: BTreeMap<String, toml::Table> = files_below(&folder).into_iter().map(read).collect();
    let official = |term: &toml::Value| term.get("eu").and_then(toml::Value::as_bool).unwrap_or(false);
    let terms = vocabularies["languages.toml"].iter();
    let languages: Vec<&str> = terms.filter(|(_, term)| official(term)).map(|(code, _)| code.as_str()).collect();
    assert_eq!(languages.len(), 24);
    let mut lacking = Vec::new();
    for (name, vocabulary) in &vocabularies {
        for (id, entry) in vocabulary.iter().filter(|(id, _)| *id != "extensible") {
            // Title and lead of the vocabulary, and label and description of each term.
            let texts = match id.as_str() {
                "title" | "lead" => vec![entry],
                _ => [Some(&entry["label"]), entry.get("description")].into_iter().flatten().collect(),
            };
            for text in texts {
                let word = |lang: &&str| text.get(lang).and_then(toml::Value::as_str).unwrap_or_default();
                let without: Vec<&str> = languages.iter().copied().filter(|lang| word(lang).is_empty()).collect();
                if !without.is_empty() {
                    lacking.push(format!("{name}: {id}: {} is not in {}", word(&"en"), without.join(", ")));
                }
            }
        }
    }
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}

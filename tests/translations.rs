//! Do translations come back as they left, and does history tell which are outdated?

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use program::{copy_tree, files_below, pactfolio, run};
use tempfile::TempDir;

/// A portal with texts in every place where texts may stand.
const FILES: &[(&str, &str)] = &[
    (
        "site.toml",
        "title = \"Portal\"\nbase_url = \"https://portal.example/\"\nlanguages = [\"en\", \"de\"]\ntheme = \"bare\" # kept\n\
         publisher = { name = \"Team\", email = \"team@portal.example\" }\ndescription = { en = \"Sentence\" }\n",
    ),
    ("content/index.md", "+++\ntitle = \"Welcome\"\n+++\nHome *text*.\n"),
    ("content/vocab/themes.toml", "woodcraft = { en = \"Woodcraft\" }\n"),
    (
        "content/organisations.csv",
        "id;name;type;country;summary\r\nbcorp;\"Corp; B\";company;BE;Makes things\r\nccorp;Corp C;company;BE;\r\n",
    ),
    (
        "content/partnerships/p/commitments/c.toml",
        "# The first\ntitle = \"Courses\"   # short\ncategory = \"sectoral-skills\"\ntarget_groups = [\"employees\"]\nstart = 2024\nend = 2030\n\
         status = \"in-progress\"\nsummary.en = \"Summary\"\ndescription = \"\"\"\nTwo paragraphs.\n\nThe `second` one.\n\"\"\"\n\n\
         [[updates]]\ndate = 2025-01-01\ntext = { en = \"We *began*.\" }\n\n\
         [[kpis]]\nindicator = \"people-participating\"\ntitle = \"Learners\"\ntarget = { value = 100, by = \"2030\", note = \"Note\" }\n",
    ),
    (
        "content/partnerships/p/news/n.md",
        "+++\ntitle = \"News\"\ndate = 2026-01-02\nsources = [{ title = \"Source\", url = \"https://a.example/\" }]\n+++\n\n\
         Lines that\nare broken, [a link](../commitments/c.toml) and 1,240 people.\n\n> Quoted\n> twice\n\n```\ncode\n```\n\n\
         | a | b |\n|---|---|\n| left | **right** |\n\n1. First\n2. Second, https://b.example/ and <https://c.example/>\n",
    ),
    ("content/partnerships/p/pages/about.md", "+++\ntitle = \"About\"\nnav = 1\n+++\n## What\n\nSee [above](#what).\n"),
    ("content/partnerships/p/pages/about.de.md", "## Was {#what}\n\nSiehe [oben](#what).\n"),
];

struct Portal(TempDir);

impl Portal {
    fn new() -> Portal {
        let folder = TempDir::new().unwrap();
        copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/portals/base"), folder.path());
        let portal = Portal(folder);
        FILES.iter().for_each(|(path, text)| portal.write(path, text));
        portal
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn say(&self, args: &[&str]) -> String {
        pactfolio(self.0.path(), args)
    }

    /// Files of the content by path, with their bytes.
    fn content(&self) -> Vec<(String, Vec<u8>)> {
        let below = files_below(&self.path("content"));
        below.keys().map(|path| (path.clone(), fs::read(self.path("content").join(path)).unwrap())).collect()
    }

    /// Every text and language with its state.
    fn states(&self) -> Vec<(String, String)> {
        let lines = run(self.0.path(), &["translations", "--format", "json"]).stdout;
        let line = |line: &str| {
            let object: serde_json::Value = serde_json::from_str(line).unwrap();
            let name = format!("{}#{}", object["record"].as_str().unwrap(), object["field"].as_str().unwrap());
            (name, object["state"].as_str().unwrap().to_owned())
        };
        String::from_utf8(lines).unwrap().lines().map(line).collect()
    }

    fn state(&self, name: &str) -> String {
        let states = self.states();
        states.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("{name}: {states:?}")).1.clone()
    }

    fn git(&self, args: &[&str]) {
        let name = ["-c", "user.name=Test", "-c", "user.email=test@portal.example", "-c", "commit.gpgsign=false"];
        let output = Command::new("git").arg("-C").arg(self.0.path()).args(name).args(args).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "A change"]);
    }
}

/// Each word gets a sign that shows where it went; tags, addresses and code stay.
fn marked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at].replace('e', "ë"));
        let end = match rest[at..].strip_prefix('<').and_then(|tag| tag.split([' ', '>']).next()) {
            Some(name) => rest.find(&format!("</{name}>")).unwrap() + name.len() + 3,
            None => rest[at..].find(';').unwrap() + at + 1,
        };
        out.push_str(&rest[at..end]);
        rest = &rest[end..];
    }
    out + &rest.replace('e', "ë")
}

/// What a translator's tool makes of an export: everything that waits is translated.
fn worked_on(xliff: &str) -> String {
    let waits = "<target state=\"needs-translation\"></target>";
    let unit = |unit: &str| {
        let source = unit.split("<source>").nth(1).and_then(|rest| rest.split("</source>").next());
        let done = source.map(|source| format!("<target state=\"translated\">{}</target>", marked(source)));
        done.map_or_else(|| unit.to_owned(), |done| unit.replace(waits, &done))
    };
    xliff.split_inclusive("</trans-unit>").map(unit).collect()
}

/// The same in a spreadsheet that was saved again, with another separator and line end.
fn worked_on_in_a_spreadsheet(csv: &str) -> Vec<u8> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let mut writer = csv::WriterBuilder::new().delimiter(b'\t').from_writer(Vec::new());
    writer.write_record(reader.headers().unwrap()).unwrap();
    for row in reader.records() {
        let row = row.unwrap();
        let target = match &row[5] {
            "" => row[4]
                .split_inclusive(' ')
                .map(|word| if word.contains(['/', '`', '#']) { word.to_owned() } else { word.replace('e', "ë") })
                .collect(),
            there => there.to_owned(),
        };
        writer.write_record([&row[0], &row[1], &row[2], &row[3], &row[4], &target]).unwrap();
    }
    writer.into_inner().unwrap()
}

fn goes_round(file: &str, work: impl Fn(&str) -> Vec<u8>) {
    let portal = Portal::new();
    let before = portal.content();
    let said = portal.say(&["translations", "export", "--language", "de", file]);
    assert!(said.contains("Wrote"), "{said}");
    let said = portal.say(&["translations", "import", file]);
    assert!(said.contains("Imported 0 texts into 0 files") && portal.content() == before, "{said}");
    let english = portal.states().len();

    fs::write(portal.path(file), work(&portal.read(file))).unwrap();
    let said = portal.say(&["translations", "import", file]);
    assert!(said.contains("0 are not translated"), "{said}");
    assert!(portal.say(&["check"]).contains("nothing is wrong"), "{}", portal.say(&["check"]));
    let states = portal.states();
    let left: Vec<_> = states.iter().filter(|(_, state)| state != "complete").collect();
    assert!(left.is_empty() && states.len() == english, "{left:?}");
    let again = portal.content();
    portal.say(&["translations", "import", file]);
    assert_eq!(portal.content(), again, "what is there already changes nothing");
    assert!(portal.say(&["build"]).contains("Wrote") || portal.path("public/de/index.html").exists());
    every_page_is_translated(&portal);
    what_stood_there_stays(&portal);
}

/// The same pages in both languages, each with its text.
fn every_page_is_translated(portal: &Portal) {
    let pages = |lang: &str| files_below(&portal.path("public").join(lang)).into_keys().collect::<Vec<_>>();
    assert_eq!(pages("en"), pages("de"));
    for (page, text) in [
        ("partnerships/p/commitments/c/index.html", "Coursës"),
        ("partnerships/p/commitments/c/index.html", "Thë <code>second</code> onë."),
        ("partnerships/p/commitments/c/index.html", "Wë <em>bëgan</em>."),
        ("partnerships/p/commitments/c/index.html", "Lëarnërs"),
        ("partnerships/p/news/n/index.html", "arë brokën"),
        ("partnerships/p/news/n/index.html", "Quotëd"),
        ("partnerships/p/pages/about/index.html", "Siehe"),
        ("organisations/bcorp/index.html", "Makës things"),
        ("index.html", "Wëlcomë"),
    ] {
        let shown = portal.read(&format!("public/de/{page}"));
        assert!(shown.contains(text), "{page} lacks {text}:\n{shown}");
        assert!(!portal.read(&format!("public/en/{page}")).contains('ë'), "{page}");
    }
}

/// Comments, quotation marks and line ends of files that were there.
fn what_stood_there_stays(portal: &Portal) {
    let commitment = portal.read("content/partnerships/p/commitments/c.toml");
    for kept in [
        "# The first\n",
        "   # short\n",
        "description = { en = \"\"\"\nTwo paragraphs.\n",
        "indicator = \"people-participating\"",
    ] {
        assert!(commitment.contains(kept), "{kept}:\n{commitment}");
    }
    let rows = portal.read("content/organisations.csv");
    assert!(rows.starts_with("id;name;type;country;summary;name.de;summary.de\r\n"), "{rows}");
    assert_eq!(rows.matches('\n').count(), rows.matches("\r\n").count());
    assert!(portal.read("site.toml").contains("theme = \"bare\" # kept\n"));
    let news = portal.read("content/partnerships/p/news/n.de.md");
    assert!(
        news.starts_with("+++\ntitle = \"Nëws\"\n+++\n")
            && news.contains("```\ncode\n```")
            && news.contains("<https://c.example/>"),
        "{news}"
    );
    assert!(news.contains("](../commitments/c.toml)"), "{news}");
}

#[test]
fn what_leaves_as_xliff_comes_back() {
    goes_round("de.xlf", |text| worked_on(text).into_bytes());
}

#[test]
fn what_leaves_as_a_spreadsheet_comes_back() {
    goes_round("de.csv", worked_on_in_a_spreadsheet);
}

#[test]
fn history_tells_what_is_outdated() {
    let portal = Portal::new();
    let (page, sibling) = ("content/partnerships/p/pages/about.md", "content/partnerships/p/pages/about.de.md");
    let text = "partnerships/p/pages/about#text";
    assert!(portal.say(&["translations"]).contains("no git history"));
    portal.git(&["init", "-q"]);
    portal.commit();
    assert_eq!(portal.state(text), "complete");
    let source = portal.read(page);

    // Blanks and line breaks are no words, and neither are other fields.
    portal.write(page, &source.replace("See ", "See\n").replace("nav = 1", "nav = 2"));
    assert_eq!(portal.state(text), "complete");
    portal.commit();
    assert_eq!(portal.state(text), "complete");

    portal.write(page, &source.replace("See", "Look"));
    assert_eq!(portal.state(text), "outdated", "not committed yet");
    portal.commit();
    assert_eq!(portal.state(text), "outdated");
    assert!(portal.say(&["translations", "--language", "de"]).contains("source changed in "));

    portal.write(sibling, &portal.read(sibling).replace("Siehe", "Schau"));
    assert_eq!(portal.state(text), "complete", "the translation is newer now");
    portal.commit();
    assert_eq!(portal.state(text), "complete");

    // On one line stand the source and its translation.
    portal.write("site.toml", &portal.read("site.toml").replace("\"Portal\"", "{ en = \"Portal\", de = \"Portal\" }"));
    portal.commit();
    assert_eq!(portal.state("site#title"), "complete");
    portal.write("site.toml", &portal.read("site.toml").replace("en = \"Portal\"", "en = \"Our portal\""));
    portal.commit();
    assert_eq!(portal.state("site#title"), "outdated");
    let export = portal.say(&["translations", "export", "--language", "de", "--todo", "todo.xlf"]);
    assert!(export.contains("Wrote") && portal.read("todo.xlf").contains("needs-review-translation"), "{export}");
    assert_eq!(run(portal.0.path(), &["translations", "--strict", "--quiet"]).status.code(), Some(1));
}

#[test]
fn a_source_that_changed_is_refused_and_nothing_is_written() {
    let portal = Portal::new();
    portal.say(&["translations", "export", "--language", "de", "de.xlf"]);
    portal.write("de.xlf", &worked_on(&portal.read("de.xlf")));
    let news = "content/partnerships/p/news/n.md";
    portal.write(news, &portal.read(news).replace("1,240", "1,250"));
    let before = portal.content();
    let said = portal.say(&["translations", "import", "de.xlf"]);
    assert!(said.contains("error[changed-source]") && said.contains("exit 1"), "{said}");
    assert_eq!(portal.content(), before);
}

#[test]
fn what_is_still_right_is_no_longer_outdated() {
    let portal = Portal::new();
    let (page, sibling) = ("content/partnerships/p/pages/about.md", "content/partnerships/p/pages/about.de.md");
    let text = "partnerships/p/pages/about#text";
    portal.git(&["init", "-q"]);
    portal.commit();
    portal.write(page, &portal.read(page).replace("What", "Whatever"));
    portal.write(sibling, &portal.read(sibling).replace("#what", "#whatever"));
    portal.write(page, &portal.read(page).replace("#what", "#whatever"));
    portal.commit();
    portal.write(page, &portal.read(page).replace("See", "Do see"));
    portal.commit();
    assert_eq!(portal.state(text), "outdated");

    let said = portal.say(&["translations", "checked", "content/partnerships/p/news"]);
    assert!(said.contains("Nothing in content/partnerships/p/news is outdated"), "{said}");
    let said = portal.say(&["translations", "checked", "content/nowhere"]);
    assert!(said.contains("there is no translation in `content/nowhere`") && said.contains("exit 2"), "{said}");
    let said = portal.say(&["translations", "checked", "--language", "de", sibling]);
    assert!(said.contains("still right") && said.contains(&format!("de  {page}  text")), "{said}");
    assert_eq!(portal.state(text), "complete");
    assert!(portal.say(&["check"]).contains("nothing is wrong"));
    portal.commit();
    assert_eq!(portal.state(text), "complete", "blanks do not count, nor does who commits");

    portal.write(page, &portal.read(page).replace("Do see", "Please see"));
    assert_eq!(portal.state(text), "outdated", "the note counts for what was read");
    portal.say(&["translations", "checked", page]);
    assert_eq!(portal.state(text), "complete");
    assert_eq!(portal.read("translations-checked.txt").lines().filter(|line| !line.starts_with('#')).count(), 1);
}

//! Is the portal in this repository without errors, and does it show everything that a portal can have?

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use jiff::civil::{Date, date};
use pactfolio::check::{Setting, check};
use pactfolio::model::commitment::CommitmentStatus;
use pactfolio::model::indicator::MeasureType;
use pactfolio::model::observation::ObservationStatus;
use pactfolio::pages::figure;
use pactfolio::record::{Claim, Closed, Visibility};
use pactfolio::render::built_in_files;
use pactfolio::report::{Report, text};
use pactfolio::source::{Content, SourceFile, Sources};
use pactfolio::{Request, config, configure, model, prepare};
use toml::{Table, Value};

/// The day on which the portal is looked at.
const AS_OF: Date = date(2026, 11, 20);

/// What everybody sees.
const REQUEST: Request =
    Request { as_of: AS_OF, audience: Visibility::Public, drafts: false, preview: false, keep_going: false };

#[test]
fn the_example_portal_is_sound() {
    let sources = sources();
    for (audience, drafts) in Visibility::ALL.iter().flat_map(|(audience, _)| [(*audience, false), (*audience, true)]) {
        let report = Report::default();
        let config = config::read(&sources, &report).unwrap();
        let report = report.with_levels(config.checks.clone());
        let model = model::read(&sources, &config, &report);
        let setting = Setting { sources: &sources, config: &config, as_of: AS_OF, audience, drafts };
        let portal = check(model, &setting, &report);
        let found = text(&report.settle(&sources), &sources, false);
        assert!(portal.is_ok() && found.is_empty(), "{audience:?}, drafts {drafts}: {found}");
    }
}

#[test]
fn every_figure_can_be_explained() {
    let sources = with_theme();
    let (config, report) = configure(&sources);
    let prepared = prepare(&sources, config, &REQUEST, &report).unwrap();
    let renderer = prepared.renderer(&sources, &REQUEST, &report);
    let told = renderer.with_words(|cx| {
        let all = figure::all(cx);
        let told = |id: &String| figure::find(cx, id).is_some_and(|figure| !figure.explained.sum.is_empty());
        assert_eq!(all.iter().filter(|id| !told(id)).collect::<Vec<_>>(), Vec::<&String>::new());
        all.len()
    });
    assert!(told.unwrap() > 500);
}

#[test]
fn every_sort_of_page_is_there() {
    let sources = with_theme();
    let (config, report) = configure(&sources);
    let plan = prepare(&sources, config, &REQUEST, &report).unwrap().plan;
    let mut made: BTreeSet<&str> = plan.pages.iter().map(|page| page.template).collect();
    made.extend((!plan.redirects.is_empty()).then_some("redirect"));
    let templates =
        sources.below("themes/pact/templates/pages/").map(|(_, file)| file.path.rsplit('/').next().unwrap());
    let wanted: BTreeSet<&str> = templates.map(|name| name.trim_end_matches(".html")).collect();
    assert_eq!(made, wanted);
}

/// The settings, the content and the built-in theme.
fn with_theme() -> Sources {
    Sources::new(sources().into_files().into_iter().chain(built_in_files()).collect())
}

/// Fields that the example does without, and why.
const NEEDLESS_FIELDS: [&str; 5] = [
    // It is a catalogue; this would make one partnership the whole site.
    "site.toml.home",
    // Reserved: it is not read yet, which is a finding.
    "site.toml.source",
    // It has the built-in theme.
    "site.toml.theme",
    // Only a `third-party` has a name, and this is a self-assessment.
    "site.toml.accessibility.assessor",
    // It lies at the root of its repository.
    "site.toml.repository.folder",
];

/// Terms that the example does without: a portal has one statement and one repository.
const NEEDLESS_TERMS: [&str; 5] = [
    "site.toml.accessibility.status = full",
    "site.toml.accessibility.status = none",
    "site.toml.repository.forge = github",
    "site.toml.repository.forge = gitlab",
    "site.toml.accessibility.method = third-party",
];

/// Written in place of a value, or as a field, so that the program tells what may stand there.
const PROBE: &str = "zzzzzzzz";

/// All that the program knows and all that the example uses, by the table that it stands in:
/// `commitments.kpis.target`.
#[derive(Default)]
struct Survey {
    /// Where each probe stands.
    probes: Vec<String>,
    /// The fields that the program knows.
    fields: BTreeMap<String, BTreeSet<String>>,
    /// The lists of terms that it tells, with the fields that hold them.
    terms: BTreeMap<String, BTreeSet<String>>,
    /// The fields that are given, with their texts.
    used: BTreeMap<String, BTreeSet<String>>,
}

impl Survey {
    fn of(sources: &Sources) -> Survey {
        let (report, mut survey) = (Report::default(), Survey::default());
        let config = config::read(sources, &report).unwrap();
        let names = model::read(sources, &config, &report).names;
        let mut probed: Vec<SourceFile> = Vec::new();
        let mut sheets = Vec::new();
        for (id, file) in sources.iter() {
            let text = || sources.text(id);
            let folder = |kind: usize| names.kind_at(kind).unwrap().folder;
            match (file.path.as_ref(), names.claim(id)) {
                (config::SITE, _) => {
                    let site = Sources::new(vec![survey.document(config::SITE, config::SITE, text())]);
                    let report = Report::default();
                    let _ = config::read(&site, &report);
                    survey.listen(&report);
                }
                // A text without front matter belongs to the record beside it.
                (path, Some(_)) if path.ends_with(".md") && !text().starts_with("+++") => {}
                (path, Some(Claim::Record { kind, lang: None, .. })) => {
                    probed.push(survey.document(folder(kind), path, text()));
                }
                (path, Some(Claim::Home(None))) => probed.push(survey.document("index.md", path, text())),
                (_, Some(Claim::Rows { kind, .. })) => survey.sheet(folder(kind), text()),
                (path, Some(Claim::Data(_))) => {
                    survey.sheet("data", text());
                    sheets.push(path.to_owned());
                }
                _ => {}
            }
        }
        let column = survey.probe("data");
        probed.push(SourceFile::from_bytes(&sheets[0], format!("indicator,period,value,{column}\n").into()));
        survey.ask(sources, probed);
        let columns: Vec<String> = survey.fields["data"].iter().cloned().collect();
        let cells: Vec<String> = columns.iter().map(|column| survey.probe(&format!("data.{column}"))).collect();
        let rows = format!("{}\n{}\n", columns.join(","), cells.join(","));
        survey.ask(sources, vec![SourceFile::from_bytes(&sheets[0], rows.into())]);
        survey
    }

    fn probe(&mut self, at: &str) -> String {
        self.probes.push(at.to_owned());
        format!("{PROBE}{:06}", self.probes.len() - 1)
    }

    /// Takes down what a file uses, and gives it back full of probes.
    fn document(&mut self, kind: &str, path: &str, text: &str) -> SourceFile {
        let front = text.strip_prefix("+++\n").and_then(|text| text.split_once("\n+++"));
        let mut table: Table = toml::from_str(front.map_or(text, |(front, _)| front)).unwrap();
        self.table(kind, &mut table);
        let probed = toml::to_string(&table).unwrap();
        let whole = front.map_or(probed.clone(), |(_, body)| format!("+++\n{probed}+++{body}"));
        SourceFile::from_bytes(path, whole.into())
    }

    fn table(&mut self, at: &str, table: &mut Table) {
        for (name, value) in table.iter_mut() {
            self.value(&format!("{at}.{name}"), value);
        }
        table.insert(self.probe(at), Value::Boolean(true));
    }

    /// A value; `false` and an empty list say no more than nothing.
    fn value(&mut self, at: &str, value: &mut Value) {
        if let Value::Array(list) = value {
            return list.iter_mut().for_each(|value| self.value(at, value));
        }
        if *value == Value::Boolean(false) {
            return;
        }
        let used = self.used.entry(at.to_owned()).or_default();
        match value {
            Value::Table(table) => {
                // The names in `scope` are terms.
                used.extend(table.keys().cloned());
                self.table(at, table);
            }
            Value::String(text) => {
                used.insert(text.clone());
                *text = self.probe(at);
            }
            _ => {}
        }
    }

    /// Takes down what the rows of a file use.
    fn sheet(&mut self, kind: &str, text: &str) {
        let separator = if text.lines().next().unwrap().contains(';') { b';' } else { b',' };
        let mut rows = csv::ReaderBuilder::new().delimiter(separator).from_reader(text.as_bytes());
        let header = rows.headers().unwrap().clone();
        for row in rows.records().map(Result::unwrap) {
            for (column, cell) in header.iter().zip(row.iter()).filter(|(_, cell)| !cell.is_empty()) {
                let used = self.used.entry(format!("{kind}.{column}")).or_default();
                used.extend(cell.split('|').map(|part| part.trim().to_owned()));
            }
        }
    }

    /// Has the program read the example with these files in place of its own.
    fn ask(&mut self, sources: &Sources, probed: Vec<SourceFile>) {
        let report = Report::default();
        let own = sources.iter().map(|(_, file)| file.clone());
        let kept = own.filter(|file| !probed.iter().any(|other| other.path == file.path));
        let sources = Sources::new(kept.chain(probed.iter().cloned()).collect());
        let config = config::read(&sources, &report).unwrap();
        model::read(&sources, &config, &report);
        self.listen(&report);
    }

    /// Takes down what the program tells of the probes.
    fn listen(&mut self, report: &Report) {
        for finding in report.found() {
            let Some((_, number)) = finding.message.split_once(PROBE) else { continue };
            let at = &self.probes[number[..6].parse::<usize>().unwrap()];
            let help = finding.help.unwrap_or_default();
            let fields = help.strip_prefix("known here: ").or_else(|| help.strip_prefix("known columns: "));
            if let Some(fields) = fields {
                self.fields.entry(at.clone()).or_default().extend(fields.split(", ").map(str::to_owned));
            }
            // A list that ends with dots is one of hundreds of codes.
            if let Some(terms) = help.strip_prefix("allowed are: ").filter(|terms| !terms.ends_with('…')) {
                self.terms.entry(terms.to_owned()).or_default().insert(at.clone());
            }
        }
    }

    fn unused_fields(&self) -> Vec<String> {
        let all = self.fields.iter().flat_map(|(at, names)| names.iter().map(move |name| format!("{at}.{name}")));
        all.filter(|field| !self.used.contains_key(field)).collect()
    }

    fn unused_terms(&self) -> Vec<String> {
        let mut unused = Vec::new();
        for (terms, fields) in &self.terms {
            let used: BTreeSet<&String> = fields.iter().filter_map(|field| self.used.get(field)).flatten().collect();
            let first = fields.first().unwrap();
            let not_used = terms.split(", ").filter(|term| !used.contains(&(*term).to_owned()));
            unused.extend(not_used.map(|term| format!("{first} = {term}")));
        }
        unused
    }
}

#[test]
fn every_field_and_every_term_is_used() {
    let survey = Survey::of(&sources());
    assert_eq!(survey.unused_fields(), NEEDLESS_FIELDS);
    assert_eq!(survey.unused_terms(), NEEDLESS_TERMS);
    // Nothing was asked in vain.
    for kind in model::KINDS.iter().map(|kind| kind.folder).chain([config::SITE, "index.md"]) {
        assert!(survey.fields.contains_key(kind), "the program does not tell the fields of {kind}");
    }
    for ids in [ids::<Visibility>(), ids::<ObservationStatus>(), ids::<CommitmentStatus>(), ids::<MeasureType>()] {
        assert!(survey.terms.contains_key(&ids), "the program does not tell {ids}");
    }
}

/// The list of a vocabulary, as the program tells it.
fn ids<C: Closed>() -> String {
    C::ALL.iter().map(|(_, id)| *id).collect::<Vec<_>>().join(", ")
}

#[test]
fn what_is_not_used_is_noticed() {
    let less = |file: SourceFile| match file.path.ends_with(".toml").then_some(&file.content) {
        Some(Content::Text(text)) => {
            let text = text.replace("kind = \"thematic\"", "kind = \"national-group\"").replace("draft = true", "");
            SourceFile::from_bytes(&file.path, text.into())
        }
        _ => file,
    };
    let survey = Survey::of(&Sources::new(sources().into_files().into_iter().map(less).collect()));
    let fields = survey.unused_fields();
    for kind in ["organisations", "partnerships", "members", "commitments", "indicators"] {
        assert!(fields.contains(&format!("{kind}.draft")), "{kind}: {fields:?}");
    }
    assert!(!fields.contains(&"pages.draft".to_owned()));
    assert!(survey.unused_terms().contains(&"partnerships.kind = thematic".to_owned()));
}

/// The settings and the content.
fn sources() -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![read(root, &root.join(config::SITE))];
    let mut folders = vec![root.join("content")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(read(root, &path)) }
        }
    }
    Sources::new(files)
}

fn read(root: &Path, path: &Path) -> SourceFile {
    let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
    let bytes = fs::read(path).unwrap();
    match SourceFile::is_text(&name) {
        true => SourceFile::from_bytes(&name, bytes),
        false => {
            SourceFile { path: name.into(), content: Content::Opaque { length: bytes.len() as u64, picture: None } }
        }
    }
}

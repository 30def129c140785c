//! Which portal is a fuzzed file put into?

use std::path::Path;
use std::sync::OnceLock;

use jiff::civil::date;
use pactfolio::record::Visibility;
use pactfolio::report::{Findings, Report};
use pactfolio::source::{SourceFile, Sources};
use pactfolio::{Prepared, Request, check, config, configure, disk, model, prepare};

/// The small sound portal of the tests with one file in place of its own.
pub fn portal(path: &str, text: &[u8]) -> Sources {
    static BASE: OnceLock<Vec<SourceFile>> = OnceLock::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/portals/base");
    let base = BASE.get_or_init(|| disk::read_tree(&folder).expect("the base portal is there").into_files());
    let others = base.iter().filter(|file| &*file.path != path).cloned();
    Sources::new(others.chain([SourceFile::from_bytes(path, text.to_vec())]).collect())
}

fn request(keep_going: bool) -> Request {
    Request { as_of: date(2026, 6, 30), audience: Visibility::Public, drafts: true, preview: false, keep_going }
}

/// Reads and checks: a portal comes out if and only if no error is reported.
pub fn judge(sources: &Sources) -> Findings {
    let (config, report) = configure(sources);
    let config = config.unwrap_or_else(|_| config::stand_in(sources).expect("there is a site.toml"));
    let model = model::read(sources, &config, &report);
    let as_of = date(2026, 6, 30);
    let setting = check::Setting { sources, config: &config, as_of, audience: Visibility::Public, drafts: true };
    let outcome = check::check(model, &setting, &report);
    let findings = report.settle(sources);
    assert!(outcome.is_ok() || findings.has_errors(), "no failure without a finding");
    assert!(findings.list.iter().all(|finding| finding.line > 0 && finding.column > 0 && !finding.file.is_empty()));
    findings
}

/// Length of every fuzzed text: the page is planned once, so its text must keep its place.
const LENGTH: usize = 800;
const PAGE: &str = "content/partnerships/p/pages/n.md";

fn page(text: &str) -> Sources {
    let mut padded: String = text
        .chars()
        .scan(0, |length, c| {
            *length += c.len_utf8();
            (*length <= LENGTH).then_some(c)
        })
        .collect();
    padded.extend(std::iter::repeat_n('\n', LENGTH - padded.len()));
    portal(PAGE, format!("+++\ntitle = \"N\"\n+++\n{padded}").as_bytes())
}

/// The page whose body is this text, cut or filled up to a fixed length.
pub fn rendered(text: &str) -> String {
    static PREPARED: OnceLock<Prepared> = OnceLock::new();
    let request = request(false);
    let prepared = PREPARED.get_or_init(|| {
        let sources = page("x");
        let (config, report) = configure(&sources);
        prepare(&sources, config, &request, &report).expect("the base portal is sound")
    });
    let sources = page(text);
    let report = Report::default();
    let renderer = prepared.renderer(&sources, &request, &report);
    let output = renderer.find("partnerships/p/pages/n/").expect("the page is planned");
    let mut buffer = Vec::new();
    renderer.render(output, &renderer.address(output), &mut buffer).expect("the template is sound");
    String::from_utf8(buffer).expect("HTML is UTF-8")
}

//! Which portal is a fuzzed file put into?

use std::path::Path;
use std::sync::OnceLock;

use jiff::civil::date;
use pactfolio::record::Visibility;
use pactfolio::report::Findings;
use pactfolio::source::{SourceFile, Sources};
use pactfolio::{Request, check, config, configure, disk, model, prepare};

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

/// Renders everything of what is sound, and gives the bytes of one address.
pub fn render(sources: &Sources, wanted: &str) -> Option<String> {
    let (config, report) = configure(sources);
    let request = request(true);
    let prepared = prepare(sources, config, &request, &report).expect("what is sound is published");
    let renderer = prepared.renderer(sources, &request, &report);
    let mut buffer = Vec::new();
    let outputs = renderer.outputs();
    let (output, address) = outputs.iter().find(|(_, address)| address == wanted)?;
    renderer.render(*output, address, &mut buffer).expect("the template is sound");
    Some(String::from_utf8(buffer).expect("HTML is UTF-8"))
}

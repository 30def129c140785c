//! Is every text taken apart into front matter and body, or said to be unsound?
#![no_main]

use libfuzzer_sys::fuzz_target;
use pactfolio::read::split;
use pactfolio::report::Report;
use pactfolio::source::{SourceFile, Sources};

fuzz_target!(|text: &str| {
    let sources = Sources::new(vec![SourceFile::from_bytes("a.md", text.into())]);
    let file = sources.find("a.md").expect("it is there");
    let report = Report::default();
    let parts = split(sources.text(file), file, &report);
    assert!(parts.is_ok() || report.count() > 0);
    let path = "content/partnerships/p/news/n.md";
    pactfolio_fuzz::judge(&pactfolio_fuzz::portal(path, text.as_bytes()));
});

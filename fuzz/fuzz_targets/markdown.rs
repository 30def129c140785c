//! Does every text become an outline whose ranges lie in it, and HTML without anything unsafe?
#![no_main]

use libfuzzer_sys::fuzz_target;
use pactfolio::record::{outline, slug};
use pactfolio_fuzz::rendered;

fuzz_target!(|text: &str| {
    let found = outline(text, slug);
    for at in found
        .headings
        .iter()
        .map(|heading| &heading.at)
        .chain(found.links.iter().map(|link| &link.at))
        .chain(&found.html)
    {
        assert!(text.get(at.clone()).is_some());
    }
    let html = rendered(text).to_ascii_lowercase();
    for tag in ["<script", "<style", "<iframe", "<object", "<form", "\"javascript:", "\"data:", "\"vbscript:"] {
        assert!(!html.contains(tag), "{tag}");
    }
});

//! Does every text become an outline whose ranges lie in it, and HTML without anything unsafe?
#![no_main]

use libfuzzer_sys::fuzz_target;
use pactfolio::record::{outline, slug};
use pactfolio_fuzz::{portal, render};

fuzz_target!(|text: &str| {
    let found = outline(text, slug);
    for at in found.headings.iter().map(|heading| &heading.at).chain(found.links.iter().map(|link| &link.at)).chain(&found.html) {
        assert!(text.get(at.clone()).is_some());
    }
    let page = format!("+++\ntitle = \"N\"\n+++\n\n{text}");
    let sources = portal("content/partnerships/p/pages/n.md", page.as_bytes());
    if let Some(html) = render(&sources, "partnerships/p/pages/n/") {
        let html = html.to_ascii_lowercase();
        for tag in ["<script", "<style", "<iframe", "<object", "<form", "href=\"javascript:", "src=\"javascript:", "href=\"data:", "src=\"data:"] {
            assert!(!html.contains(tag), "{tag}");
        }
    }
});

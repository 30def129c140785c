//! Can a program read several portals at once?
//!
//! The only test of its process: what is made once for all portals must not be there yet.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use jiff::civil::date;
use pactfolio::record::Visibility;
use pactfolio::render::built_in_files;
use pactfolio::source::{SourceFile, Sources};
use pactfolio::{Request, findings};

const READERS: usize = 32;
const SITE: &str = "title = \"A\"\nbase_url = \"https://a.example\"\nlanguages = [\"en\"]\n\
                    publisher = { name = \"A\", email = \"a@a.example\" }\n";
const PARTNERSHIP: &str = "title = \"P\"\nstage = \"no-such-stage\"\n";

/// What is found in a small portal, as JSON.
fn found() -> String {
    let file = |path: &str, text: &str| SourceFile::from_bytes(path, text.as_bytes().to_vec());
    let own = [file("site.toml", SITE), file("content/partnerships/p/partnership.toml", PARTNERSHIP)];
    let sources = Sources::new(built_in_files().chain(own).collect());
    let audience = Visibility::Public;
    let request = Request { as_of: date(2026, 6, 30), audience, drafts: false, preview: false, keep_going: false };
    pactfolio::report::json(&findings(&sources, &request))
}

#[test]
fn readers_do_not_wait_for_each_other_for_ever() {
    // The more threads there are, the sooner one takes up what another has begun.
    rayon::ThreadPoolBuilder::new().num_threads(8).build_global().unwrap();
    let (tell, told) = mpsc::channel();
    for _ in 0..READERS {
        let tell = tell.clone();
        // One that never ends is not waited for.
        thread::spawn(move || tell.send(found()));
    }
    let all: Vec<String> = (0..READERS).map(|_| told.recv_timeout(Duration::from_secs(120)).unwrap()).collect();
    assert!(all[0].contains("no-such-stage"), "{}", all[0]);
    assert!(all.iter().all(|found| *found == all[0]));
}

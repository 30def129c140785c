//! Is every table read, or said to be unsound? The first byte chooses the kind.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pactfolio_fuzz::{judge, portal};

const PATHS: [&str; 4] = [
    "content/partnerships/p/data/figures.csv",
    "content/partnerships/p/data/people-participating.csv",
    "content/organisations.csv",
    "content/partnerships/p/members.csv",
];

fuzz_target!(|data: &[u8]| {
    if let Some((first, text)) = data.split_first() {
        judge(&portal(PATHS[usize::from(*first) % PATHS.len()], text));
    }
});

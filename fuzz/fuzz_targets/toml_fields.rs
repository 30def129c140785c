//! Is every file of fields read, or said to be unsound? The first byte chooses the kind.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pactfolio_fuzz::{judge, portal};

const PATHS: [&str; 7] = [
    "site.toml",
    "content/organisations/acme.toml",
    "content/vocab/themes.toml",
    "content/partnerships/p/partnership.toml",
    "content/partnerships/p/members/acme.toml",
    "content/partnerships/p/indicators/own.toml",
    "content/partnerships/p/commitments/c.toml",
];

fuzz_target!(|data: &[u8]| {
    if let Some((first, text)) = data.split_first() {
        judge(&portal(PATHS[usize::from(*first) % PATHS.len()], text));
    }
});

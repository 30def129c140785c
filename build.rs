//! Embeds the default theme and the built-in vocabularies, sorted by path.

#![allow(clippy::expect_used)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let table = |name: &str, folder: &str, keep_ending: bool| {
        println!("cargo::rerun-if-changed={folder}");
        let mut code =
            format!("/// Path and content of each file of `{folder}`.\nstatic {name}: &[(&str, &str)] = &[\n");
        for file in files(&root.join(folder)) {
            let path = file.strip_prefix(root.join(folder)).expect("below it").to_string_lossy().replace('\\', "/");
            let path = if keep_ending { path } else { path.trim_end_matches(".toml").to_owned() };
            writeln!(code, "    ({path:?}, include_str!({:?})),", file.to_string_lossy()).expect("a string");
        }
        code.push_str("];\n");
        code
    };
    tell_program_apart(&root);
    fs::write(out.join("vocabularies.rs"), table("VOCABULARIES", "src/model/vocabulary", false)).expect("writable");
    fs::write(out.join("theme.rs"), table("THEME", "themes/pact", true)).expect("writable");
}

/// A number that is another one for another program: builds of one version by different programs
/// must not be taken for the same.
fn tell_program_apart(root: &Path) {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=Cargo.lock");
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let all = files(&root.join("src")).into_iter().chain([root.join("Cargo.lock")]);
    for byte in all.flat_map(|file| fs::read(file).unwrap_or_default()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    println!("cargo::rustc-env=PACTFOLIO_PROGRAM={hash:016x}");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

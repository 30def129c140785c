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
        let mut code = format!("/// Path and content of each file of `{folder}`.\nstatic {name}: &[(&str, &str)] = &[\n");
        for file in files(&root.join(folder)) {
            let path = file.strip_prefix(root.join(folder)).expect("below it").to_string_lossy().replace('\\', "/");
            let path = if keep_ending { path } else { path.trim_end_matches(".toml").to_owned() };
            writeln!(code, "    ({path:?}, include_str!({:?})),", file.to_string_lossy()).expect("a string");
        }
        code.push_str("];\n");
        code
    };
    fs::write(out.join("vocabularies.rs"), table("VOCABULARIES", "src/model/vocabulary", false)).expect("writable");
    fs::write(out.join("theme.rs"), table("THEME", "themes/pact", true)).expect("writable");
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

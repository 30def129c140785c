//! Which files does a theme publish, and which of them does each page load?

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;
use tera::Value;
use xxhash_rust::xxh3::xxh3_64;

use super::bundles::{Asset, Bundle};
use super::scripts;
use super::styles::shortened;
use super::theme::{Files, Settings};
use crate::plan::Addresses;
use crate::report::{Report, Reported};
use crate::source::FileId;

/// Bytes that a theme publishes.
#[derive(Clone, Debug)]
pub enum AssetBytes {
    /// Made from one file or several.
    Made(Box<str>),
    /// A file as it is.
    File(FileId),
}

/// Published files, by address.
pub type Assets = BTreeMap<Box<str>, AssetBytes>;
/// Address of each file of `static/`, by its name there.
pub(super) type AssetNames = BTreeMap<Box<str>, Box<str>>;

/// The name under which the style sheet of all pages is known.
const STYLES: &str = "styles";

/// What a theme publishes.
pub(super) struct Published {
    pub(super) assets: Assets,
    pub(super) names: AssetNames,
    pub(super) loads: Loads,
}

/// The styles and scripts of each page, as templates see them.
pub(super) struct Loads {
    /// What pages load that no bundle names.
    all: Value,
    by_page: BTreeMap<Box<str>, Value>,
}

impl Loads {
    /// What the page of this template loads.
    pub(super) fn of(&self, template: &str) -> Value {
        self.by_page.get(template).unwrap_or(&self.all).clone()
    }
}

/// Addresses of what a page loads, in order.
#[derive(Clone, Default, Serialize)]
struct Loaded {
    styles: Vec<Box<str>>,
    scripts: Vec<Box<str>>,
}

/// Publishes the files of a theme: styles joined, everything else as it is.
pub(super) fn publish(
    files: &Files<'_>,
    settings: &Settings,
    bundles: &[Bundle],
    report: &Report,
) -> Result<Published, Reported> {
    let is_joined = |name: &str| {
        let in_bundles = bundles.iter().any(|bundle| is_in(&bundle.styles, name));
        in_bundles || is_in(&settings.styles, name)
    };
    let (mut assets, mut names) = (Assets::new(), AssetNames::new());
    for (name, file) in files.below("static/").filter(|(name, _)| !is_joined(name)) {
        let bytes = published(files, name, file);
        let print = match &bytes {
            AssetBytes::Made(text) => xxh3_64(text.as_bytes()),
            AssetBytes::File(file) => xxh3_64(files.sources.bytes(*file)),
        };
        let address: Box<str> = Addresses::asset(name, print).into();
        names.insert(name.into(), address.clone());
        assets.insert(address, bytes);
    }
    let options = settings.options.styles(&names, report)?;
    let styles = sheet(files, "pact.css", settings.styles.iter(), &options, &mut assets);
    let all = Loaded { styles: vec![styles.clone()], scripts: addresses(&names, &settings.scripts) };
    let pages: BTreeSet<&str> = bundles.iter().flat_map(|bundle| &bundle.pages).map(|page| &**page).collect();
    let mut sheets = Sheets::new();
    let by_page = pages.into_iter().map(|page| {
        let bundles = || bundles.iter().filter(|bundle| bundle.pages.iter().any(|known| &**known == page));
        let mut loaded = all.clone();
        loaded.add_scripts(bundles().flat_map(|bundle| addresses(&names, &bundle.scripts)));
        let styles = bundles().flat_map(|bundle| &bundle.styles).filter(|(name, _)| !is_in(&settings.styles, name));
        loaded.styles.extend(of_page(files, page, styles, &mut sheets, &mut assets));
        (page.into(), Value::from_serializable(&loaded))
    });
    let by_page = by_page.collect();
    let loads = Loads { all: Value::from_serializable(&all), by_page };
    names.insert(STYLES.into(), styles);
    Ok(Published { assets, names, loads })
}

/// A file of `static/` as it is published.
fn published(files: &Files<'_>, name: &str, file: FileId) -> AssetBytes {
    match name.ends_with(".js") {
        true => AssetBytes::Made(scripts::shortened(files.sources.text(file)).into()),
        false => AssetBytes::File(file),
    }
}

impl Loaded {
    /// No script is loaded twice.
    fn add_scripts(&mut self, scripts: impl Iterator<Item = Box<str>>) {
        for script in scripts {
            if !self.scripts.contains(&script) {
                self.scripts.push(script);
            }
        }
    }
}

/// The address of each sheet that bundles make, by the styles in it.
type Sheets<'a> = HashMap<Vec<&'a str>, Box<str>>;

/// Joins what bundles add to the styles of a page to one sheet. Pages with the same styles share it.
fn of_page<'a>(
    files: &Files<'_>,
    page: &str,
    styles: impl Iterator<Item = &'a Asset>,
    sheets: &mut Sheets<'a>,
    assets: &mut Assets,
) -> Option<Box<str>> {
    let mut needed: Vec<&Asset> = Vec::new();
    for style in styles {
        if !needed.iter().any(|(known, _)| *known == style.0) {
            needed.push(style);
        }
    }
    if needed.is_empty() {
        return None;
    }
    let name = page.trim_start_matches("pages/").trim_end_matches(".html");
    let key = needed.iter().map(|(name, _)| &**name).collect();
    let address = sheets.entry(key);
    Some(address.or_insert_with(|| sheet(files, &format!("css/{name}.css"), needed.into_iter(), "", assets)).clone())
}

fn is_in(list: &[Asset], name: &str) -> bool {
    list.iter().any(|(known, _)| &**known == name)
}

/// Joins styles and further rules, publishes them under one name, and gives their address.
fn sheet<'a>(
    files: &Files<'_>,
    name: &str,
    styles: impl Iterator<Item = &'a Asset>,
    rules: &str,
    assets: &mut Assets,
) -> Box<str> {
    let css: Vec<&str> = styles.map(|(_, file)| files.sources.text(*file)).chain([rules]).collect();
    let css = shortened(&css.join("\n"));
    let address: Box<str> = Addresses::asset(name, xxh3_64(css.as_bytes())).into();
    assets.insert(address.clone(), AssetBytes::Made(css.into()));
    address
}

/// The addresses of scripts.
fn addresses(names: &AssetNames, scripts: &[Asset]) -> Vec<Box<str>> {
    scripts.iter().filter_map(|(name, _)| names.get(name).cloned()).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::super::{built_in_files, load};
    use super::*;
    use crate::source::{SourceFile, Sources};

    /// What a visitor loads with a page.
    #[test]
    fn each_page_loads_little() {
        let site = "title = \"A\"\nbase_url = \"https://a.example\"\nlanguages = [\"en\"]\npublisher = { name = \"A\", email = \"a@a.example\" }\n";
        let site = SourceFile::from_bytes("site.toml", site.into());
        let sources = Sources::new(built_in_files().chain([site]).collect());
        let (config, report) = crate::configure(&sources);
        let theme = load(&sources, &config.unwrap(), &report).unwrap();
        let size = |addresses: &serde_json::Value| -> usize {
            let assets = addresses.as_array().unwrap().iter().map(|address| &theme.assets[address.as_str().unwrap()]);
            assets
                .map(|bytes| match bytes {
                    AssetBytes::Made(text) => text.len(),
                    AssetBytes::File(file) => sources.bytes(*file).len(),
                })
                .sum()
        };
        let pages = theme.loads.by_page.iter().map(|(page, loads)| (&**page, loads));
        for (name, loads) in pages.chain([("all pages", &theme.loads.all)]) {
            let loads = serde_json::to_value(loads).unwrap();
            let (styles, scripts) = (size(&loads["styles"]), size(&loads["scripts"]));
            assert!((10_000..=20_000).contains(&styles), "{name}: {styles} bytes of styles");
            // Who searches has come for what the script does.
            let most = if name == "pages/search.html" { 13_000 } else { 10_000 };
            assert!(scripts <= most, "{name}: {scripts} bytes of scripts");
        }
    }
}

//! How does a link open a place of a file in the author's editor?

use std::fmt::Write as _;
use std::path::Path;

/// Editors that are known by name.
const KNOWN: [(&str, &str); 4] = [
    ("vscode", "vscode://file/{path}:{line}:{column}"),
    ("vscodium", "vscodium://file/{path}:{line}:{column}"),
    ("zed", "zed://file/{path}:{line}:{column}"),
    ("idea", "idea://open?file={path}&line={line}"),
];
/// Schemes that a browser carries out itself: no editor has them.
const OWN_OF_BROWSERS: [&str; 8] = ["javascript", "data", "vbscript", "blob", "about", "file", "http", "https"];

/// Makes addresses that open an editor; none where it was not said which.
#[derive(Clone, Debug, Default)]
pub struct Editor(Option<String>);

impl Editor {
    /// An editor by its name, or by an address with `{path}`, and perhaps `{line}` and `{column}`.
    ///
    /// # Errors
    /// When it is neither: what to write.
    pub fn new(written: Option<&str>) -> Result<Self, String> {
        let Some(written) = written.map(str::trim).filter(|written| !matches!(*written, "" | "none")) else {
            return Ok(Editor(None));
        };
        if let Some((_, template)) = KNOWN.iter().find(|(name, _)| *name == written) {
            return Ok(Editor(Some((*template).to_owned())));
        }
        let scheme = written.split_once(':').map_or("", |(scheme, _)| scheme).to_lowercase();
        let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        if is_scheme && !OWN_OF_BROWSERS.contains(&scheme.as_str()) && written.contains("{path}") {
            return Ok(Editor(Some(written.to_owned())));
        }
        let names: Vec<&str> = KNOWN.iter().map(|(name, _)| *name).collect();
        Err(format!(
            "write {} or none, or an address such as vscode://file/{{path}}:{{line}}:{{column}}",
            names.join(", ")
        ))
    }

    /// The address that opens a place of a file below `root`.
    pub fn href(&self, root: &Path, file: &str, line: u32, column: u32) -> Option<String> {
        let template = self.0.as_deref()?;
        let path = encoded(&root.join(file).to_string_lossy().replace('\\', "/"));
        // `file/{path}` has the first slash of the path already.
        let path = if template.contains("/{path}") { path.trim_start_matches('/') } else { &path };
        let address = template.replace("{path}", path).replace("{line}", &line.to_string());
        Some(address.replace("{column}", &column.to_string()))
    }
}

/// A path in which everything else than letters, digits and the signs of paths is written with percent signs.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/:._-~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_open_the_place() {
        let href = |editor: &str| Editor::new(Some(editor)).unwrap().href(Path::new("/my site"), "content/ü.md", 3, 4);
        assert_eq!(href("vscode").as_deref(), Some("vscode://file/my%20site/content/%C3%BC.md:3:4"));
        assert_eq!(href("ed:{path}?{line}").as_deref(), Some("ed:/my%20site/content/%C3%BC.md?3"));
        assert_eq!(href("none"), None);
        for wrong in ["emacs", "javascript:alert({path})", "https://a.example/{path}", "vscode://file/", "{path}"] {
            assert!(Editor::new(Some(wrong)).is_err(), "{wrong}");
        }
    }
}

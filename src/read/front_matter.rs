//! Where does the front matter of a Markdown file end and its text begin?

use crate::report::{Diagnostic, Report, Reported, SYNTAX};
use crate::source::{FileId, Place};

/// A Markdown file in two parts, as byte ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// The TOML between the `+++` lines; empty where there is none.
    pub table: std::ops::Range<usize>,
    /// The text after it.
    pub body: std::ops::Range<usize>,
}

/// Splits a file whose first line may be `+++`.
pub fn split(text: &str, file: FileId, report: &Report) -> Result<FrontMatter, Reported> {
    let mut lines = lines(text);
    let Some((first, first_line)) = lines.next() else {
        return Ok(FrontMatter { table: 0..0, body: 0..0 });
    };
    match first_line {
        "+++" => {}
        "---" => {
            return Err(report.fault(
                Diagnostic::new(SYNTAX, Place::new(file, 0..3), "the front matter begins with `---`")
                    .help("put it between two lines `+++` and write it as TOML: `title = \"…\"`"),
            ));
        }
        // Fields that were to be a front matter would be published as text.
        line if is_slip_of_begin(line) || (is_field(line) && lines.any(|(_, line)| line == "+++")) => {
            return Err(report.fault(
                Diagnostic::new(SYNTAX, Place::new(file, 0..line.len()), "the front matter does not begin with `+++`")
                    .help("put a line `+++` above its first field, and nothing else in that line"),
            ));
        }
        _ => return Ok(FrontMatter { table: 0..0, body: 0..text.len() }),
    }
    let closing = lines.find(|(_, line)| *line == "+++").ok_or_else(|| {
        report.fault(
            Diagnostic::new(SYNTAX, Place::new(file, 0..3), "the front matter is not closed")
                .help("put a line `+++` after its last field"),
        )
    })?;
    Ok(FrontMatter { table: first.end..closing.0.start, body: closing.0.end..text.len() })
}

/// Is it `+`, `++` or `++++`, where `+++` was meant?
fn is_slip_of_begin(line: &str) -> bool {
    !line.is_empty() && line.chars().all(|c| c == '+')
}

/// Does a line begin like `title = `?
fn is_field(line: &str) -> bool {
    let name = line.split_once('=').map(|(name, _)| name.trim());
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-' | '.');
    name.is_some_and(|name| !name.is_empty() && name.chars().all(is_sign))
}

/// Each line with its range, ending included, and its text without trailing blanks.
fn lines(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let range = start..start + line.len();
        start = range.end;
        (range, line.trim_end())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Sources};

    #[test]
    fn parts_are_found() {
        let text = "+++\r\ntitle = \"a\"\n+++\nBody";
        let sources = Sources::new(vec![SourceFile::from_bytes("a.md", text.into())]);
        let file = sources.find("a.md").unwrap();
        let parts = split(text, file, &Report::default()).unwrap();
        assert_eq!(&text[parts.table], "title = \"a\"\n");
        assert_eq!(&text[parts.body], "Body");
    }
}

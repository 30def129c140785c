//! How do texts travel as XLIFF 1.2, the form that tools of translators read most widely?
//!
//! A file of the site is a `file`, a text or a paragraph of one a `trans-unit`. Markdown in it is kept
//! in `ph`, `bpt` and `ept`, which tools show as tags that cannot be written into.

use std::fmt::Write as _;

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};

use super::{Piece, Returned, State, Unit};
use crate::record::Lang;
use crate::report::{Diagnostic, Report, Reported, SYNTAX};
use crate::source::{FileId, Place};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
                    <xliff version=\"1.2\" xmlns=\"urn:oasis:names:tc:xliff:document:1.2\">\n";

/// Units as XLIFF 1.2.
pub fn write(units: &[Unit], lang: Lang) -> String {
    let mut out = HEAD.to_owned();
    for file in units.chunk_by(|a, b| a.file == b.file && a.from == b.from) {
        let Some(first) = file.first() else { continue };
        let name = escape(first.file.as_str());
        let _ = writeln!(
            out,
            "  <file original=\"{name}\" source-language=\"{}\" target-language=\"{lang}\" datatype=\"plaintext\">\n    \
             <body>",
            first.from,
        );
        file.iter().for_each(|unit| write_unit(&mut out, unit));
        out.push_str("    </body>\n  </file>\n");
    }
    out.push_str("</xliff>\n");
    out
}

fn write_unit(out: &mut String, unit: &Unit) {
    let state = match unit.state {
        State::Missing => "needs-translation",
        State::Outdated => "needs-review-translation",
        State::Complete => "translated",
    };
    let target = unit.target.as_deref().map(inline).unwrap_or_default();
    let _ = writeln!(
        out,
        "      <trans-unit id=\"{}\" xml:space=\"preserve\">\n        <source>{}</source>\n        \
         <target state=\"{state}\">{target}</target>\n        <note>{}</note>\n      </trans-unit>",
        escape(unit.id.as_str()),
        inline(&unit.source),
        escape(note(unit)),
    );
}

/// Where the text stands, for people.
pub(super) fn note(unit: &Unit) -> String {
    format!("{}, line {}: {}", unit.file, unit.line, unit.id)
}

/// Words, and codes as tags.
fn inline(pieces: &[Piece]) -> String {
    let first = pieces.iter().filter_map(|piece| match piece {
        Piece::Open(number, _) => Some(*number),
        _ => None,
    });
    let mut next = first.max().unwrap_or(0);
    let mut piece = |piece: &Piece| {
        let text = escape(printable(piece.written()));
        match piece {
            Piece::Words(_) => text.into_owned(),
            Piece::Open(number, _) => format!("<bpt id=\"{number}\">{text}</bpt>"),
            Piece::Close(number, _) => format!("<ept id=\"{number}\">{text}</ept>"),
            Piece::Code(_) => {
                next += 1;
                format!("<ph id=\"{next}\">{text}</ph>")
            }
        }
    };
    pieces.iter().map(&mut piece).collect()
}

/// Without the signs that XML cannot hold.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r')).collect()
}

/// What came back; `file` is its name in the report.
pub fn read(text: &str, file: FileId, report: &Report) -> Result<Vec<Returned>, Reported> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut seen = Seen { file, ..Seen::new(file) };
    let fault = |at: u64, message: String| {
        let at = usize::try_from(at).unwrap_or(0);
        let finding = Diagnostic::new(SYNTAX, Place::new(file, at..at), message);
        report.fault(finding.help("send the file that the translator's tool wrote; it must be XLIFF 1.2"))
    };
    let mut open = 0_i64;
    loop {
        let at = reader.buffer_position();
        match reader.read_event() {
            Ok(Event::Eof) if open == 0 => break,
            Ok(Event::Eof) => {
                return Err(fault(at, "the file is cut off: its last elements are not closed".to_owned()));
            }
            Ok(event) => {
                open += match event {
                    Event::Start(_) => 1,
                    Event::End(_) => -1,
                    _ => 0,
                };
                seen.event(&event, usize::try_from(at).unwrap_or(0));
            }
            Err(error) => return Err(fault(reader.error_position(), format!("this is not valid XML: {error}"))),
        }
    }
    if seen.version.as_deref() != Some("1.2") {
        let found = seen.version.map_or_else(|| "no XLIFF".to_owned(), |version| format!("XLIFF {version}"));
        return Err(fault(0, format!("the file is {found}, but XLIFF 1.2 is wanted")));
    }
    Ok(seen.units)
}

/// What has been seen of a file so far.
struct Seen {
    file: FileId,
    version: Option<String>,
    original: String,
    language: String,
    language_at: Place,
    unit: Option<Returned>,
    /// Which text is being read: 1 the source, 2 the target.
    into: u8,
    /// How many alternatives, which are no translations, are open.
    aside: usize,
    units: Vec<Returned>,
}

impl Seen {
    fn new(file: FileId) -> Self {
        let (original, language, language_at) = (String::new(), String::new(), Place::top(file));
        Seen { file, version: None, original, language, language_at, unit: None, into: 0, aside: 0, units: Vec::new() }
    }

    fn event(&mut self, event: &Event<'_>, at: usize) {
        match event {
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => self.end(tag.local_name().as_ref()),
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(name) => self.text(&resolved(name)),
            _ => {}
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, at: usize) {
        match tag.local_name().as_ref() {
            "xliff" => self.version = attribute(tag, "version"),
            "file" => {
                self.original = attribute(tag, "original").unwrap_or_default();
                self.language = attribute(tag, "target-language").unwrap_or_default();
                self.language_at = Place::new(self.file, at..at);
            }
            "trans-unit" => {
                let id = attribute(tag, "id").unwrap_or_default();
                let (file, language) = (self.original.clone(), self.language.clone());
                let (place, language_at) = (Place::new(self.file, at..at), self.language_at);
                let (source, target) = (String::new(), String::new());
                self.unit = Some(Returned { file, id, place, language, language_at, source, target, is_open: false });
            }
            "alt-trans" => self.aside += 1,
            "source" if self.aside == 0 => self.into = 1,
            "target" if self.aside == 0 => {
                self.into = 2;
                let state = attribute(tag, "state").unwrap_or_default();
                if let Some(unit) = &mut self.unit {
                    unit.is_open = matches!(state.as_str(), "new" | "needs-translation");
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "alt-trans" => self.aside = self.aside.saturating_sub(1),
            "source" | "target" => self.into = 0,
            "trans-unit" => self.units.extend(self.unit.take()),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        match (&mut self.unit, self.into) {
            (Some(unit), 1) => unit.source.push_str(text),
            (Some(unit), 2) => unit.target.push_str(text),
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok().flatten()?;
    quick_xml::escape::unescape(&found.value).ok().map(std::borrow::Cow::into_owned)
}

/// A sign written as `&amp;` or `&#160;`.
fn resolved(name: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(sign)) = name.resolve_char_ref() {
        return sign.to_string();
    }
    let name = name.xml10_content();
    quick_xml::escape::resolve_predefined_entity(&name).map_or_else(|| format!("&{name};"), str::to_owned)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Sources};

    #[test]
    fn what_is_cut_off_is_no_file() {
        let whole = "<xliff version=\"1.2\"><file original=\"a\"><body></body></file></xliff>";
        let sources = Sources::new(vec![SourceFile::from_bytes("a.xlf", whole.into())]);
        let file = sources.find("a.xlf").unwrap();
        assert!(read(whole, file, &Report::default()).is_ok());
        for (end, _) in whole.match_indices('<').skip(1) {
            assert!(read(whole.get(..end).unwrap_or(""), file, &Report::default()).is_err(), "{end}");
        }
    }
}

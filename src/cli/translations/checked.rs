//! Who says that outdated translations are still right?

use std::path::Path;

use super::past::Past;
use crate::cli::arguments::Checked;
use crate::cli::output::Printer;
use crate::cli::{Failure, Outcome};
use crate::disk::together;
use crate::record::Lang;
use crate::source::Sources;
use crate::translate::checked::CHECKED;
use crate::translate::{self, State, Text};

/// Notes that the outdated translations of a file were read again and are right.
pub fn run(root: &Path, sources: &Sources, asked: &Checked, printer: &Printer) -> Result<Outcome, Failure> {
    let texts = translate::texts(sources);
    let lang = asked.language.as_ref().map(|code| super::language(&texts, code)).transpose()?;
    let path = asked.path.trim_start_matches("./").trim_end_matches('/');
    let is_asked = |text: &Text, of: Lang| lang.is_none_or(|lang| lang == of) && is_in(sources, text, of, path);
    if !texts.iter().any(|text| text.wanted().any(|of| is_asked(text, of))) {
        return Err(format!("there is no translation in `{path}`; write a path such as content/pages/about.md").into());
    }
    let past = Past::of(root, sources, &texts);
    let is_right = |at: usize, text: &Text, of: Lang| is_asked(text, of) && past.state(at, of) == State::Outdated;
    let found = texts.iter().enumerate().flat_map(|(at, text)| text.wanted().map(move |of| (at, text, of)));
    let found: Vec<String> = found
        .filter(|(at, text, of)| is_right(*at, text, *of))
        .map(|(_, text, of)| format!("  {of}  {}  {}", sources.path(text.source.place.file), text.field))
        .collect();
    if found.is_empty() {
        printer.say(format!("Nothing in {path} is outdated."));
    } else {
        let checked = past.checked().with(sources, &texts, is_right);
        together::write_any(&root.join(CHECKED), &checked.written())
            .map_err(|error| format!("cannot write {CHECKED}: {error}"))?;
        printer.say(format!("Noted in {CHECKED} that these are still right; commit it with the content:"));
        found.into_iter().for_each(|line| printer.say(line));
    }
    past.caveat().into_iter().for_each(|caveat| printer.say(caveat));
    Ok(Outcome::Fine)
}

/// Does a path name the text, or its translation?
fn is_in(sources: &Sources, text: &Text, lang: Lang, path: &str) -> bool {
    let target = text.target(lang).map(|target| target.place.file);
    let names = |file| super::is_below(sources.path(file), path);
    names(text.source.place.file) || super::is_below(&text.record, path) || target.is_some_and(names)
}

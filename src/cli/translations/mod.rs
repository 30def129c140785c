//! `translations`: what is left to translate, and how does it get to translators and back?

mod board;
mod checked;
mod exchange;
mod past;

use super::arguments::{Arguments, Choice, Translations, TranslationsCommand};
use super::output::Printer;
use super::{Failure, Outcome, site};
use crate::record::Lang;
use crate::report::did_you_mean;
use crate::source::Sources;
use crate::translate::{self, Text};

/// Carries out a command on translations.
pub fn run(arguments: &Arguments, asked: &Translations, printer: &Printer) -> Result<Outcome, Failure> {
    let root = site::root(arguments)?;
    let sources = site::sources(&root)?;
    match &asked.command {
        None => board::run(&root, &sources, &asked.board, printer),
        Some(TranslationsCommand::Export(export)) => exchange::export(&root, &sources, export, printer),
        Some(TranslationsCommand::Checked(asked)) => checked::run(&root, &sources, asked, printer),
        Some(TranslationsCommand::Import(import)) => exchange::import(&root, &sources, import, printer),
    }
}

/// The texts that were chosen.
fn chosen(sources: &Sources, choice: &Choice) -> Result<Vec<Text>, Failure> {
    let mut texts = translate::texts(sources);
    if let Some(id) = &choice.partnership {
        let own = format!("partnerships/{id}");
        let is_own = |text: &Text| *text.record == own || text.record.starts_with(&format!("{own}/"));
        if !texts.iter().any(is_own) {
            let records = texts.iter().filter_map(|text| text.record.strip_prefix("partnerships/"));
            let known = records.filter_map(|rest| rest.split('/').next());
            return Err(none_of("partnership", id, known, "write the name of its folder"));
        }
        texts.retain(is_own);
    }
    if let Some(path) = &choice.path {
        let path = path.trim_start_matches("./").trim_end_matches('/');
        texts.retain(|text| is_below(sources.path(text.source.place.file), path) || is_below(&text.record, path));
        if texts.is_empty() {
            return Err(format!("there is no text below `{path}`; write a path such as content/partnerships/x").into());
        }
    }
    Ok(texts)
}

/// Is a path this one, or below it?
fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']))
}

/// A language into which something is to be translated.
fn language(texts: &[Text], code: &str) -> Result<Lang, Failure> {
    let mut known: Vec<Lang> = texts.iter().flat_map(Text::wanted).collect();
    known.sort();
    known.dedup();
    let found = known.iter().copied().find(|lang| lang.code() == code);
    let codes = known.iter().map(Lang::code);
    found.ok_or_else(|| none_of("language", code, codes, "write a code of two letters that `languages` names"))
}

fn none_of<'a>(noun: &str, written: &str, known: impl Iterator<Item = &'a str> + Clone, help: &str) -> Failure {
    let mut list: Vec<&str> = known.clone().collect();
    list.sort_unstable();
    list.dedup();
    let list = if list.is_empty() { String::new() } else { format!("; there are: {}", list.join(", ")) };
    let hint = did_you_mean(written, known).unwrap_or_else(|| help.to_owned());
    Failure(format!("there is no {noun} `{written}` to translate; {hint}{list}"))
}

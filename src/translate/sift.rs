//! What of that which came back belongs to the site at all, and in which language?

use std::collections::{BTreeMap, BTreeSet};

use super::{Returned, Text};
use crate::record::Lang;
use crate::report::{CONTROL_CHARACTER, Diagnostic, Report, UNKNOWN_LANGUAGE, did_you_mean};
use crate::source::Place;

/// A unit with the language that it is translated into.
pub(super) type Known = (Returned, Lang);

/// Units without signs that cannot be shown, of languages that the site wants. A language that it does
/// not want is told once.
pub(super) fn sifted(returned: &[Returned], texts: &[Text], report: &Report) -> Vec<Known> {
    let wanted: BTreeSet<Lang> = texts.iter().flat_map(Text::wanted).collect();
    let mut strange: BTreeMap<&str, Place> = BTreeMap::new();
    let mut known = Vec::with_capacity(returned.len());
    for unit in returned {
        match language(&unit.language).filter(|lang| wanted.contains(lang)) {
            Some(lang) => known.push((cleaned(unit, report), lang)),
            None => _ = strange.entry(&unit.language).or_insert(unit.language_at),
        }
    }
    for (language, place) in strange {
        report.fault(not_wanted(language, place, &wanted));
    }
    known
}

/// The language that a code stands for: `de-AT` is `de`.
fn language(code: &str) -> Option<Lang> {
    Lang::from_code(&code.split(['-', '_']).next().unwrap_or("").trim().to_lowercase())
}

fn not_wanted(language: &str, place: Place, wanted: &BTreeSet<Lang>) -> Diagnostic {
    let codes = || wanted.iter().map(|lang| lang.code());
    let example = codes().next().unwrap_or("it");
    if language.trim().is_empty() {
        let message = "nothing says into which language the texts are translated";
        let help =
            format!("name it here: `target-language=\"{example}\"` in XLIFF, `target.{example}` in a spreadsheet");
        return Diagnostic::new(UNKNOWN_LANGUAGE, place, message).help(help);
    }
    let list = || match wanted.is_empty() {
        true => "name it in `languages` of site.toml".to_owned(),
        false => format!(
            "those are: {}; others must be named in `languages` of site.toml",
            codes().collect::<Vec<_>>().join(", ")
        ),
    };
    let message = format!("`{language}` is none of the languages that this site is translated into");
    Diagnostic::new(UNKNOWN_LANGUAGE, place, message).help(did_you_mean(language, codes()).unwrap_or_else(list))
}

/// Without the signs that no page can show. Those that break lines, as some programs write them, become
/// blanks.
fn cleaned(unit: &Returned, report: &Report) -> Returned {
    let mut signs: Vec<String> = unit.target.chars().filter(cannot_be_shown).map(spelled).collect();
    if signs.is_empty() {
        return unit.clone();
    }
    signs.sort();
    signs.dedup();
    let message = format!("`{}` in `{}` has signs that no page can show: {}", unit.id, unit.file, signs.join(", "));
    let help = "they are left out; see whether the text still says what it should";
    report.rule(Diagnostic::new(CONTROL_CHARACTER, unit.place, message).help(help));
    let kept = |sign: char| match cannot_be_shown(&sign) {
        true => Some(' ').filter(|_| sign.is_whitespace()),
        false => Some(sign),
    };
    Returned { target: unit.target.chars().filter_map(kept).collect(), ..unit.clone() }
}

fn cannot_be_shown(sign: &char) -> bool {
    sign.is_control() && !matches!(sign, '\t' | '\n' | '\r') || matches!(sign, '\u{fffe}' | '\u{ffff}')
}

fn spelled(sign: char) -> String {
    format!("U+{:04X}", u32::from(sign))
}

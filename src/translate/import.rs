//! Does what came back fit, and which files does it change?

use std::collections::{BTreeMap, BTreeSet};

use super::edit::{self, Edit};
use super::segment::{Segment, joined, segments};
use super::sift::{Known, sifted};
use super::unit::{Cut, cut, is_alike};
use super::{Field, Returned, Text, field, numbers, texts};
use crate::record::{Lang, Written, outline};
use crate::report::{
    CHANGED_SOURCE, DUPLICATE_TRANSLATION, Diagnostic, INCOMPLETE_TRANSLATION, LOST_IN_TRANSLATION, Report,
    UNKNOWN_LANGUAGE, UNKNOWN_TEXT, did_you_mean,
};
use crate::source::{Place, SourceFile, Sources};

/// What an import changes.
#[derive(Debug, Default)]
pub struct Changes {
    /// New contents of files, by path.
    pub files: BTreeMap<String, String>,
    /// How many texts are translated anew or otherwise.
    pub texts: usize,
    /// How many units are as they were.
    pub same: usize,
    /// How many units nobody has translated.
    pub open: usize,
}

/// What came back of one text: by paragraph (from 0), or as a whole.
type Given<'a> = BTreeMap<Option<usize>, &'a Returned>;

/// What came back of a text in a language.
struct Work<'a> {
    text: &'a Text,
    cut: Cut,
    /// All that somebody has translated, so that nothing is taken twice.
    seen: Given<'a>,
    /// What of it is new and fits.
    given: Given<'a>,
    /// Did it come back both as a whole and by paragraphs?
    is_in_doubt: bool,
}

impl<'a> Work<'a> {
    fn new(text: &'a Text, lang: Lang) -> Self {
        Work { text, cut: cut(text, lang), seen: Given::new(), given: Given::new(), is_in_doubt: false }
    }

    /// What came back earlier of the same words: a text as a whole holds all its paragraphs.
    fn earlier(&self, nth: Option<usize>) -> Option<&'a Returned> {
        let same = self.seen.get(&nth).or_else(|| self.seen.get(&None));
        same.or_else(|| self.seen.values().next().filter(|_| nth.is_none())).copied()
    }
}

/// What came back, in its own files.
#[derive(Clone, Copy, Debug)]
pub struct Parcel<'a> {
    /// The files that came back.
    pub sources: &'a Sources,
    /// What stands in them.
    pub returned: &'a [Returned],
}

/// Edits of files by path, each with the place to tell of where it does not fit.
type Edits = BTreeMap<String, Vec<(Edit, Place)>>;

/// Looks at everything that came back; what does not fit is reported. `is_strict`: must numbers stay digits?
pub fn changes(sources: &Sources, parcel: Parcel<'_>, is_strict: bool, report: &Report) -> Changes {
    let texts = texts(sources);
    let index = Index::of(sources, &texts);
    let known = sifted(parcel.returned, &texts, report);
    let mut changes = Changes::default();
    let mut works: BTreeMap<(usize, Lang), Work<'_>> = BTreeMap::new();
    for ((unit, lang), (at, nth)) in index.placed(&texts, &known, report) {
        let Some(text) = texts.get(at) else { continue };
        let work = works.entry((at, *lang)).or_insert_with(|| Work::new(text, *lang));
        if is_untouched(unit) {
            changes.open += 1;
        } else if let Some(earlier) = work.earlier(nth) {
            twice(parcel.sources, earlier, unit, report);
            work.is_in_doubt |= earlier.id != unit.id;
        } else {
            work.seen.insert(nth, unit);
            if is_as_it_was(work, *lang, nth, unit) {
                changes.same += 1;
            } else if fits(work, nth, unit, is_strict, report) {
                work.given.insert(nth, unit);
            }
        }
    }
    let mut edits = Edits::new();
    for ((_, lang), work) in works.iter().filter(|(_, work)| !work.given.is_empty() && !work.is_in_doubt) {
        if let Some(words) = translated(work, *lang, report) {
            note(sources, work, *lang, words, &mut edits);
        }
    }
    take(sources, edits, &mut changes, report);
    changes
}

/// A text, and a paragraph of it.
type At = (usize, Option<usize>);

/// The texts of a file by name.
#[derive(Default)]
struct Named {
    /// In order of place.
    names: Vec<String>,
    /// The first of each name.
    at: BTreeMap<String, usize>,
}

/// All texts by file and name.
struct Index<'a>(BTreeMap<&'a str, Named>);

impl<'a> Index<'a> {
    fn of(sources: &'a Sources, texts: &[Text]) -> Self {
        let mut index: BTreeMap<&str, Named> = BTreeMap::new();
        for (at, text) in texts.iter().enumerate() {
            let named = index.entry(sources.path(text.source.place.file)).or_default();
            let name = text.field.to_string();
            named.names.push(name.clone());
            named.at.entry(name).or_insert(at);
        }
        Index(index)
    }

    /// Units with the text and the paragraph that each belongs to. What is wrong with a whole file or
    /// text is told once.
    fn placed<'k>(&self, texts: &[Text], known: &'k [Known], report: &Report) -> Vec<(&'k Known, At)> {
        let mut told: BTreeSet<(&str, Option<usize>, Lang)> = BTreeSet::new();
        let mut placed = Vec::with_capacity(known.len());
        for one in known {
            let (unit, lang) = one;
            let found = self.find(texts, unit);
            let wanting = found.and_then(|(at, _)| texts.get(at)).filter(|text| !text.is_wanted_in(*lang));
            let is_gone = !self.0.contains_key(&*unit.file);
            let key = (&*unit.file, found.map(|(at, _)| at), *lang);
            match (found, wanting) {
                (Some(at), None) => placed.push((one, at)),
                (Some(_), Some(text)) if told.insert(key) => other_languages(text, unit, *lang, report),
                (None, _) if !is_gone || told.insert(key) => self.unknown(unit, report),
                _ => {}
            }
        }
        placed
    }

    /// Which text, and which paragraph of it.
    fn find(&self, texts: &[Text], unit: &Returned) -> Option<At> {
        let named = self.0.get(&*unit.file)?;
        // An id of a row may end in a number, too.
        if let Some(at) = named.at.get(&unit.id) {
            return Some((*at, None));
        }
        let (name, nth) = paragraph(&unit.id);
        let at = *named.at.get(name)?;
        let is_cut = nth.is_some() && texts.get(at).is_some_and(|text| text.written != Written::Words);
        is_cut.then_some((at, nth))
    }

    fn unknown(&self, unit: &Returned, report: &Report) {
        let Some(named) = self.0.get(&*unit.file) else {
            let message = format!("there is no file `{}` with texts", unit.file);
            let help = "the file is gone, or was renamed; export anew";
            report.fault(Diagnostic::new(UNKNOWN_TEXT, unit.place, message).help(help));
            return;
        };
        let names = named.names.iter().map(String::as_str);
        let help = did_you_mean(paragraph(&unit.id).0, names)
            .unwrap_or_else(|| format!("the texts in it are: {}", named.names.join(", ")));
        let message = format!("there is no text `{}` in `{}`", unit.id, unit.file);
        report.fault(Diagnostic::new(UNKNOWN_TEXT, unit.place, message).help(help));
    }
}

/// The name of a text and the paragraph (from 0) that an id names.
fn paragraph(id: &str) -> (&str, Option<usize>) {
    let parts = id.rsplit_once('/').and_then(|(name, nth)| Some((name, nth.parse::<usize>().ok()?)));
    parts.map_or((id, None), |(name, nth)| (name, nth.checked_sub(1)))
}

/// A partnership may have other languages than the site.
fn other_languages(text: &Text, unit: &Returned, lang: Lang, report: &Report) {
    let message = format!("`{}` in `{}` is not translated into `{lang}`", text.field, unit.file);
    let wanted: Vec<String> = text.wanted().map(|lang| lang.to_string()).collect();
    let help = match wanted.is_empty() {
        true => "it may have one language only".to_owned(),
        false => format!("the languages it may be translated into are: {}", wanted.join(", ")),
    };
    report.fault(Diagnostic::new(UNKNOWN_LANGUAGE, unit.place, message).help(help));
}

/// Two translations of the same words: only one could be kept, and nobody has said which.
fn twice(parcel: &Sources, earlier: &Returned, unit: &Returned, report: &Report) {
    if earlier.id == unit.id && same(&earlier.target, &unit.target) {
        return;
    }
    let line = parcel.line(earlier.place.file, earlier.place.start);
    let other = if earlier.id == unit.id { String::new() } else { format!(", as `{}`", earlier.id) };
    let message = format!("`{}` in `{}` is translated twice, first on line {line}{other}", unit.id, unit.file);
    let help = "decide for one of the two and take the other out of the file";
    report.fault(Diagnostic::new(DUPLICATE_TRANSLATION, unit.place, message).help(help));
}

/// Some tools fill in the source where nobody has translated.
fn is_untouched(unit: &Returned) -> bool {
    unit.target.trim().is_empty() || unit.is_open && same(&unit.target, &unit.source)
}

/// Is it what stands in the content already?
fn is_as_it_was(work: &Work<'_>, lang: Lang, nth: Option<usize>, unit: &Returned) -> bool {
    let written = |part: &Segment| same(&part.written(), &unit.target);
    match (nth, &work.cut) {
        (Some(nth), Cut::Segments(_, Some(target))) => target.get(nth).is_some_and(written),
        (None, _) => work.text.target(lang).is_some_and(|target| same(&target.text, &unit.target)),
        _ => false,
    }
}

/// Are two texts the same but for blanks?
fn same(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

/// Is the source what it was, and are its numbers in the translation?
fn fits(work: &Work<'_>, nth: Option<usize>, unit: &Returned, is_strict: bool, report: &Report) -> bool {
    let source = match nth {
        Some(nth) => work.cut.source().get(nth).map(Segment::written),
        None => Some(work.text.source.text.to_string()),
    };
    let Some(source) = source.filter(|source| same(source, &unit.source)) else {
        let message = format!("the source of `{}` in `{}` has changed since the export", unit.id, unit.file);
        let help = "export anew; translation memories fill in what is still the same";
        report.fault(Diagnostic::new(CHANGED_SOURCE, unit.place, message).help(help));
        return false;
    };
    let lost = if is_strict { numbers::lost(&source, &unit.target) } else { Vec::new() };
    if !lost.is_empty() {
        let message = format!("`{}` in `{}` has lost: {}", unit.id, unit.file, lost.join(", "));
        let help = "write these numbers in digits; if they are meant to be words, import with --numbers-in-words";
        report.fault(Diagnostic::new(LOST_IN_TRANSLATION, unit.place, message).help(help));
    }
    lost.is_empty()
}

/// The whole text in the other language; nothing where it is not complete or has lost something.
fn translated(work: &Work<'_>, lang: Lang, report: &Report) -> Option<String> {
    let Work { text, cut, given, .. } = work;
    let words = |unit: &Returned| unit.target.trim().to_owned();
    let whole = given.get(&None).copied();
    match (cut, whole) {
        (Cut::Words, unit) => unit.map(words),
        (_, Some(unit)) => {
            let lost = lost_links(&text.source.text, &unit.target);
            let framed = framed(&text.source.text, unit.target.trim());
            lost.is_empty().then_some(framed).or_else(|| {
                lose(unit, &lost.join(", "), report);
                None
            })
        }
        (Cut::Segments(source, target), None) => by_paragraphs(work, lang, (source, target.as_deref()), report),
        (Cut::Whole(source), None) => by_paragraphs(work, lang, (source, None), report),
    }
}

/// Blank lines at both ends stay as they are in the source.
fn framed(source: &str, words: &str) -> String {
    let lead = source.len() - source.trim_start().len();
    let tail = source.trim_end().len().max(lead);
    format!("{}{words}{}", source.get(..lead).unwrap_or(""), source.get(tail..).unwrap_or(""))
}

fn by_paragraphs(
    work: &Work<'_>,
    lang: Lang,
    (source, target): (&[Segment], Option<&[Segment]>),
    report: &Report,
) -> Option<String> {
    let Work { text, given, seen, .. } = work;
    let words = |at: usize| given.get(&Some(at)).map(|unit| unit.target.trim().replace(['\r', '\n'], " "));
    let lacking = (0..source.len())
        .filter(|at| target.is_none() && source.get(*at).is_some_and(Segment::has_words) && words(*at).is_none());
    // Of what came back and does not fit, that was told already.
    let (unfit, lacking): (Vec<usize>, Vec<usize>) = lacking.partition(|at| seen.contains_key(&Some(*at)));
    if let (Some(first), Some(unit)) = (lacking.first(), given.values().next()) {
        let first = format!("{}/{}", text.field, first + 1);
        let why = match lacking.len() {
            1 => format!("{first} is not translated"),
            count => format!("{count} of its paragraphs are not translated, the first is {first}"),
        };
        let message = format!("`{}` in `{}` is left out: {why}", text.field, unit.file);
        let help = "a text is taken once all its paragraphs are there, so that no page mixes languages";
        report.rule(Diagnostic::new(INCOMPLETE_TRANSLATION, unit.place, message).help(help));
    }
    if !lacking.is_empty() || !unfit.is_empty() {
        return None;
    }
    let existing = text.target(lang).filter(|_| target.is_some());
    let (base, parts) = existing.map_or((&*text.source.text, source), |own| (&*own.text, target.unwrap_or(source)));
    let made = joined(base, parts, |at| changed(parts, at, words(at)), text.heading_id);
    keeps_form(source, &segments(&made), given, report).then_some(made)
}

/// New words for a paragraph, where they differ from those it has.
fn changed(parts: &[Segment], at: usize, words: Option<String>) -> Option<String> {
    words.filter(|words| parts.get(at).is_none_or(|part| !same(&part.written(), words)))
}

/// Has every paragraph stayed one, with its links, emphasis and code?
fn keeps_form(source: &[Segment], made: &[Segment], given: &Given<'_>, report: &Report) -> bool {
    let mut fits = true;
    if !is_alike(source, made) {
        let wrong =
            source.iter().zip(made).position(|(a, b)| a.holder != b.holder).unwrap_or(source.len().min(made.len()));
        let unit = given.iter().rev().find(|(at, _)| at.is_none_or(|at| at <= wrong)).or_else(|| given.iter().next());
        if let Some((_, unit)) = unit {
            let message = format!("`{}` in `{}` would no longer be one paragraph, heading or item", unit.id, unit.file);
            let help = "begin it with a word, and leave out signs that mean something in Markdown";
            report.fault(Diagnostic::new(LOST_IN_TRANSLATION, unit.place, message).help(help));
        }
        return false;
    }
    for (at, unit) in given {
        let at = at.unwrap_or(0);
        let (Some(source), Some(made)) = (source.get(at), made.get(at)) else { continue };
        let (wanted, found) = (codes(source), codes(made));
        if wanted != found {
            fits = false;
            let lost = without(&wanted, &found);
            let extra = without(&found, &wanted);
            let what = if lost.is_empty() {
                format!("nothing, but has too much: {}", extra.join(" "))
            } else {
                lost.join(" ")
            };
            lose(unit, &what, report);
        }
    }
    fits
}

/// The codes of a paragraph, sorted.
fn codes(part: &Segment) -> Vec<&str> {
    let mut codes: Vec<&str> = part.codes().into_iter().map(whole_page).collect();
    codes.sort_unstable();
    codes
}

/// A link without the heading it leads to: in another language that has another id.
fn whole_page(link: &str) -> &str {
    match link.split_once('#') {
        Some((path, _)) if path.ends_with(".md") || path == "](" || path.is_empty() => path,
        _ => link,
    }
}

/// What of `all` is not in `rest`, each as often as it is missing.
fn without<'a>(all: &[&'a str], rest: &[&str]) -> Vec<&'a str> {
    let mut rest = rest.to_vec();
    let mut lost = Vec::new();
    for code in all {
        match rest.iter().position(|known| known == code) {
            Some(at) => _ = rest.swap_remove(at),
            None => lost.push(*code),
        }
    }
    lost
}

fn lose(unit: &Returned, what: &str, report: &Report) {
    let message = format!("`{}` in `{}` has lost: {what}", unit.id, unit.file);
    let help = "take the tags over from the source: they are links, emphasis and code";
    report.fault(Diagnostic::new(LOST_IN_TRANSLATION, unit.place, message).help(help));
}

/// The addresses that a text leads to and its translation does not.
fn lost_links(source: &str, target: &str) -> Vec<String> {
    let links = |text: &str| outline(text, crate::record::slug).links.into_iter().map(|link| link.destination);
    let kept: Vec<String> = links(target).map(|link| whole_page(&link).to_owned()).collect();
    links(source).filter(|link| !kept.iter().any(|kept| kept == whole_page(link))).collect()
}

/// Notes into which file a text goes: its own, or a new one beside it.
fn note(sources: &Sources, work: &Work<'_>, lang: Lang, words: String, edits: &mut Edits) {
    let text = work.text;
    let now = text.target(lang);
    let path = now.map_or_else(|| path_for(sources, text, lang), |now| sources.path(now.place.file).to_owned());
    let plain = field::language_of(&path).unwrap_or(text.languages.default);
    let place = work.given.values().next().map_or_else(Place::nowhere, |unit| unit.place);
    edits.entry(path).or_default().push((Edit { field: text.field.clone(), lang, plain, words }, place));
}

/// Writes all texts into their files, each of which is read once.
fn take(sources: &Sources, edits: Edits, changes: &mut Changes, report: &Report) {
    for (path, edits) in edits {
        let (edits, places): (Vec<Edit>, Vec<Place>) = edits.into_iter().unzip();
        let file = sources.find(&path).map_or("", |file| sources.text(file));
        let (edited, fitting) = edit::apply(&path, file, &edits);
        for ((edit, place), _) in edits.iter().zip(places).zip(&fitting).filter(|(_, fits)| !**fits) {
            let message = format!("`{}` cannot be written into `{path}`", edit.field);
            report.fault(Diagnostic::new(UNKNOWN_TEXT, place, message).help("write it there by hand"));
        }
        let taken = fitting.iter().filter(|fits| **fits).count();
        if taken > 0 {
            changes.texts += taken;
            changes.files.insert(path, edited);
        }
    }
}

/// The file that holds a translation which is not there yet: for Markdown one beside the original.
fn path_for(sources: &Sources, text: &Text, lang: Lang) -> String {
    let path = sources.path(text.source.place.file);
    let is_beside = text.field == Field::Body || text.field.is_at_top();
    match path.strip_suffix(".md").filter(|_| is_beside) {
        Some(stem) => {
            let own = format!(".{}", text.source.lang);
            let stem = field::language_of(path).and_then(|_| stem.strip_suffix(&own)).unwrap_or(stem);
            format!("{stem}.{lang}.md")
        }
        None => path.to_owned(),
    }
}

/// The content with the changes in it.
pub fn with_changes(sources: &Sources, changes: &Changes) -> Sources {
    let mut files = sources.clone().into_files();
    let made = |(path, text): (&String, &String)| SourceFile::from_bytes(path, text.clone().into_bytes());
    files.extend(changes.files.iter().map(made));
    Sources::new(files)
}

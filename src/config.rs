//! What does `site.toml` say?

pub mod accessibility;
pub mod repository;

use std::collections::{BTreeMap, BTreeSet};

use crate::read::{self, Dialect, FromValue, Given as AnyGiven, Input, Slot};
use crate::record::{
    Email, Fields, Given, Lang, Languages, Localised, Names, Noted, Quantity, Scope, Url, Vocabularies,
};
use crate::report::{
    ALL, Code, Diagnostic, INVALID_NUMBER, INVALID_URL, Level, Levels, MISSING_FILE, Report, Reported, Spot,
    UNKNOWN_LANGUAGE, UNKNOWN_REFERENCE, UNKNOWN_TERM, UNREAD_SOURCE, did_you_mean, nearest,
};
use crate::source::{FileId, Place, Sources};
use accessibility::Statement;
use repository::Repository;

/// The file at the site's root.
pub const SITE: &str = "site.toml";

/// Who answers for the site.
#[derive(Clone, Debug)]
pub struct Publisher {
    /// Name.
    pub name: Box<str>,
    /// Mailbox.
    pub email: Option<Email>,
    /// Web address.
    pub url: Option<Url>,
}

/// From which ratio of progress to expectation a status begins (content format, 5.7).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// From here on ahead.
    pub ahead: f64,
    /// From here on on track.
    pub on_track: f64,
    /// From here on behind, below it off track.
    pub behind: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds { ahead: 1.1, on_track: 0.9, behind: 0.5 }
    }
}

/// The whole of `site.toml`.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file.
    pub file: FileId,
    /// Title of the site.
    pub title: Localised,
    /// One sentence on it.
    pub description: Option<Localised>,
    /// What readers must know of its figures, wherever any are shown.
    pub figures_note: Option<Localised>,
    /// Where the site will stand, with closing `/`.
    pub base_url: Box<str>,
    /// The languages of its texts, the first is the default.
    pub languages: Languages,
    /// The languages of its pages: those of its texts, unless a partnership has a site of its own.
    pub pages_in: Languages,
    /// Name of the theme.
    pub theme: Box<str>,
    /// Where that is written.
    pub theme_at: Place,
    /// The partnership that is the whole site: its id, and where that is written.
    pub home: Option<(Box<str>, Place)>,
    /// Who answers for it.
    pub publisher: Publisher,
    /// SPDX id of the licence of texts and data.
    pub licence: Box<str>,
    /// Are there pages on what is translated?
    pub translations: bool,
    /// Levels that differ from the built-in ones.
    pub checks: Levels,
    /// Thresholds of progress.
    pub progress: Thresholds,
    /// How far everyone can use the site.
    pub accessibility: Option<Statement>,
    /// Where its files stand.
    pub repository: Option<Repository>,
}

impl Config {
    /// The path of `base_url`, with `/` at both ends.
    pub fn base_path(&self) -> &str {
        let after_scheme = self.base_url.find("://").map_or(0, |at| at + 3);
        let rest = self.base_url.get(after_scheme..).unwrap_or("");
        rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
    }
}

/// Reads `site.toml`.
pub fn read(sources: &Sources, report: &Report) -> Result<Config, Reported> {
    read_noting(sources, report, None)
}

/// The same, with the texts in it noted.
pub fn read_noting(sources: &Sources, report: &Report, noted: Option<&Noted>) -> Result<Config, Reported> {
    let Some(file) = sources.find(SITE) else {
        let missing = Diagnostic::new(MISSING_FILE, Spot::Absent(SITE.into()), "there is no `site.toml`");
        return Err(report.fault(missing.help("run `pactfolio new DIR` for a portal to start from")));
    };
    let text = crate::record::readable(sources, file, report)?;
    let table = read::parse(text, file, 0, report)?;
    let (names, vocabularies) = (Names::default(), Vocabularies::default());
    let languages = languages(&table, file, report);
    let fallback = any_language();
    let scope = Scope {
        sources,
        names: &names,
        vocabularies: &vocabularies,
        languages: languages.as_ref().unwrap_or(&fallback),
        owner: None,
        folder: "",
        noted,
        taken: None,
    };
    let input = Input { report, file, offset: 0, dialect: Dialect::Toml, scope };
    let mut fields = Fields::new(&input, Place::top(file), read::slots(&table));
    let _ = fields.take("languages");
    site(file, fields, languages.clone())
}

fn site(file: FileId, mut f: Fields<'_>, languages: Result<Languages, Reported>) -> Result<Config, Reported> {
    let title = f.required_localised("title");
    let description = f.localised("description");
    let figures_note = f.localised("figures_note");
    let base_url = base_url(&mut f);
    let theme = f.placed("theme");
    let home = home(&mut f);
    let publisher = f.required_table("publisher", publisher);
    let licence = f.optional("licence");
    let translations = f.optional("translations");
    let checks = f.table("checks", checks);
    let progress = f.table("progress", thresholds);
    let accessibility = f.table("accessibility", accessibility::read);
    let repository = f.table("repository", repository::read);
    partner_repositories(&mut f);
    f.finish()?;
    let languages = languages?;
    let (theme, theme_at) = theme?.unwrap_or_else(|| ("pact".into(), Place::top(file)));
    Ok(Config {
        file,
        title: title?,
        description: description?,
        figures_note: figures_note?,
        base_url: base_url?,
        pages_in: languages.clone(),
        languages,
        theme,
        theme_at,
        home: home?,
        publisher: publisher?,
        licence: licence?.unwrap_or_else(|| "CC-BY-4.0".into()),
        translations: translations?.unwrap_or(false),
        checks: checks?.unwrap_or_default(),
        progress: progress?.unwrap_or_default(),
        accessibility: accessibility?,
        repository: repository?,
    })
}

/// The languages, read before everything else, since texts depend on them.
fn languages(table: &toml::de::DeTable<'_>, file: FileId, report: &Report) -> Result<Languages, Reported> {
    let input = Input { report, file, offset: 0, dialect: Dialect::Toml, scope: () };
    let slots: Vec<Slot<'_>> = read::slots(table).into_iter().filter(|slot| slot.name == "languages").collect();
    let mut fields = read::Fields::new(&input, Place::top(file), slots);
    let all: Vec<LanguageCode> = fields.required_list("languages")?;
    let mut all: Vec<Lang> = all.into_iter().map(|code| code.0).collect();
    only_once(&mut all);
    match all.first() {
        Some(default) => Ok(Languages { default: *default, all: all.clone() }),
        None => Err(fields.missing("languages")),
    }
}

/// A language that is named twice is one language.
pub fn only_once(languages: &mut Vec<Lang>) {
    let mut known = BTreeSet::new();
    languages.retain(|lang| known.insert(*lang));
}

/// All languages, where it is not known which the site has: texts in any of them are then no slips.
fn any_language() -> Languages {
    Languages { default: Lang::EN, all: Lang::all().collect() }
}

/// A language code, before it is known which languages the site has.
struct LanguageCode(Lang);

impl<'a, X> FromValue<'a, X> for LanguageCode {
    fn from_value(given: AnyGiven<'a, '_, X>) -> Result<Self, Reported> {
        let text = given.text()?.trim();
        Lang::from_code(text).map(LanguageCode).ok_or_else(|| {
            given.fault(
                UNKNOWN_LANGUAGE,
                format!("`{text}` is not a language code"),
                "write ISO 639-1 codes of two lower-case letters, for example [\"en\", \"it\"]",
            )
        })
    }
}

fn base_url(f: &mut Fields<'_>) -> Result<Box<str>, Reported> {
    let Some(given) = f.take("base_url") else { return Err(f.missing("base_url")) };
    let at = given.place();
    let Url(url) = FromValue::from_value(given)?;
    if url.contains(['?', '#']) {
        let wrong = Diagnostic::new(INVALID_URL, at, format!("`{url}` cannot be the beginning of addresses"));
        return Err(f.input.report.fault(wrong.help("leave out everything from `?` or `#` on")));
    }
    Ok(format!("{}/", url.trim_end_matches('/')).into())
}

fn home(f: &mut Fields<'_>) -> Result<Option<(Box<str>, Place)>, Reported> {
    const HELP: &str = "write for example `home = \"partnerships/lombardy\"`";
    let Some(given) = f.take("home") else {
        // Whoever writes it wants a site of one partnership, and would get another.
        let Some(place) = f.blank("home") else { return Ok(None) };
        let blank = Diagnostic::new(UNKNOWN_REFERENCE, place, "`home` names no partnership");
        return Err(f.input.report.fault(blank.help(format!("{HELP}, or remove the line"))));
    };
    let place = given.place();
    let text = given.text()?.trim().trim_matches('/');
    let id = text.strip_prefix("partnerships/").map(|id| Some((id.into(), place)));
    id.ok_or_else(|| given.fault(UNKNOWN_REFERENCE, format!("`{text}` is not a partnership's folder"), HELP))
}

/// They have a place in the format, and nothing fetches them yet: who names one must know.
fn partner_repositories(f: &mut Fields<'_>) {
    let Some(given) = f.take("source") else { return };
    let message = "partner repositories are not fetched yet, so `source` changes nothing";
    let help = "copy each partnership into its folder in content/partnerships/ before you build, and remove `source`";
    f.input.report.rule(Diagnostic::new(UNREAD_SOURCE, given.place(), message).help(help));
}

fn publisher(mut f: Fields<'_>) -> Result<Publisher, Reported> {
    let name = f.required("name");
    let email = f.optional("email");
    let url = f.optional("url");
    f.finish()?;
    Ok(Publisher { name: name?, email: email?, url: url? })
}

fn checks(mut f: Fields<'_>) -> Result<Levels, Reported> {
    let mut levels = BTreeMap::new();
    let mut outcome = Ok(());
    for slot in f.take_rest() {
        match check(&slot, f.input) {
            Ok((code, level)) => {
                levels.insert(code.id, level);
            }
            Err(reported) => outcome = Err(reported),
        }
    }
    outcome.map(|()| levels)
}

fn check(slot: &Slot<'_>, input: &Input<'_, Scope<'_>>) -> Result<(Code, Level), Reported> {
    let name_at = input.place(slot.name_at.clone());
    let fault = |place, message: String, help: String| {
        input.report.fault(Diagnostic::new(UNKNOWN_TERM, place, message).help(help))
    };
    let Some(code) = Code::from_id(slot.name) else {
        let help = did_you_mean(slot.name, ALL.iter().map(|code| code.id))
            .unwrap_or_else(|| "`pactfolio explain` lists all findings".to_owned());
        return Err(fault(name_at, format!("there is no finding `{}`", slot.name), help));
    };
    if code.fault {
        let help = "remove the line; only the level of rules can be changed".to_owned();
        return Err(fault(name_at, format!("`{}` is always an error", code.id), help));
    }
    let written = slot.value.as_text().unwrap_or("");
    let level = Level::from_id(written);
    level.map(|level| (code, level)).ok_or_else(|| {
        let help = "write \"error\", \"warning\" or \"off\"".to_owned();
        fault(input.place(slot.at.clone()), format!("`{}` has no such level", code.id), help)
    })
}

fn thresholds(mut f: Fields<'_>) -> Result<Thresholds, Reported> {
    let default = Thresholds::default();
    let header = f.header;
    let mut number =
        |name, default: f64| f.optional::<Quantity>(name).map(|number| number.map_or(default, Quantity::as_f64));
    let ahead = number("ahead", default.ahead);
    let on_track = number("on_track", default.on_track);
    let behind = number("behind", default.behind);
    let report = f.input.report;
    f.finish()?;
    let thresholds = Thresholds { ahead: ahead?, on_track: on_track?, behind: behind? };
    if thresholds.ahead >= thresholds.on_track && thresholds.on_track >= thresholds.behind {
        return Ok(thresholds);
    }
    let wrong = Diagnostic::new(INVALID_NUMBER, header, "the thresholds of progress are out of order");
    Err(report.fault(wrong.help("`ahead` is the largest, `behind` the smallest")))
}

/// A value that is one of these words.
fn one_of<T: Copy>(given: &Given<'_, '_>, all: &[(&str, T)]) -> Result<T, Reported> {
    let text = given.text()?.trim();
    if let Some((_, value)) = all.iter().find(|(word, _)| *word == text) {
        return Ok(*value);
    }
    let words = || all.iter().map(|(word, _)| *word);
    let list = || format!("allowed are: {}", words().collect::<Vec<_>>().join(", "));
    let message = format!("`{text}` is not what `{}` may say", given.name);
    Err(given.fault(UNKNOWN_TERM, message, did_you_mean(text, words()).unwrap_or_else(list)))
}

/// The levels that `[checks]` sets, as far as it can be read.
fn levels(table: &toml::de::DeTable<'_>) -> Levels {
    let checks = table.get("checks").and_then(|checks| checks.get_ref().as_table());
    let mut levels = Levels::new();
    for (name, level) in checks.into_iter().flatten() {
        let code = Code::from_id(name.get_ref()).filter(|code| !code.fault);
        if let Some((code, level)) = code.zip(level.get_ref().as_str().and_then(Level::from_id)) {
            levels.insert(code.id, level);
        }
    }
    levels
}

/// Settings to check the content with while `site.toml` is broken: its languages, and its levels.
pub fn stand_in(sources: &Sources) -> Option<Config> {
    let file = sources.find(SITE)?;
    let (table, _) = toml::de::DeTable::parse_recoverable(sources.text(file));
    let quiet = Report::default();
    let languages = languages(table.get_ref(), file, &quiet).unwrap_or_else(|_| any_language());
    Some(Config {
        file,
        title: Localised::one(languages.default, ""),
        description: None,
        figures_note: None,
        base_url: "/".into(),
        pages_in: languages.clone(),
        languages,
        theme: "pact".into(),
        theme_at: Place::top(file),
        home: None,
        publisher: Publisher { name: "".into(), email: None, url: None },
        licence: "".into(),
        translations: false,
        checks: levels(table.get_ref()),
        progress: Thresholds::default(),
        accessibility: None,
        repository: None,
    })
}

/// The partnership named by `home`, if there is one of that name.
pub fn home_exists<'a>(
    config: &Config,
    ids: impl Iterator<Item = &'a str> + Clone,
    report: &Report,
) -> Result<(), Reported> {
    let Some((id, place)) = &config.home else { return Ok(()) };
    if ids.clone().any(|known| known == &**id) {
        return Ok(());
    }
    let help = nearest(id, ids).map_or_else(
        || format!("create the folder `content/partnerships/{id}/`"),
        |near| format!("did you mean `partnerships/{near}`?"),
    );
    let message = format!("there is no partnership `{id}`");
    Err(report.fault(Diagnostic::new(UNKNOWN_REFERENCE, *place, message).help(help)))
}

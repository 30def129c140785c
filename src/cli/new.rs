//! `pactfolio new`: which files does a portal begin with?

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization as _;

use crate::config::SITE;
use crate::record::{Lang, is_slug, slug};

/// What the command is told.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// Folder to write into; it must be empty or not exist yet
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// One partnership's own site (this is the default)
    #[arg(long, conflicts_with = "catalogue")]
    pub partnership: bool,
    /// A catalogue of many partnerships
    #[arg(long)]
    pub catalogue: bool,
    /// Title of the site
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Id of the (first) partnership; it becomes part of addresses
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// Languages of the site, the first is the default: en,it
    #[arg(long, value_name = "CODES", value_delimiter = ',', default_value = "en")]
    pub lang: Vec<String>,
    /// Address at which the site will stand
    #[arg(long, value_name = "URL", default_value = "https://portal.example/")]
    pub url: String,
}

/// Writes files into a folder, by paths relative to it, and creates the folders they need. It
/// refuses a folder that exists and is not empty, with [`not_empty`], and then writes nothing.
pub type WriteNew<'a> = &'a dyn Fn(&Path, &[(String, String)]) -> Result<(), String>;

/// Is the site one partnership or a catalogue?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// One partnership is the whole site.
    Partnership,
    /// Many partnerships, and pages about all of them.
    Catalogue,
}

/// What the files depend on, and nothing else.
#[derive(Clone, Debug)]
pub struct Choice {
    /// One partnership or a catalogue.
    pub extent: Extent,
    /// Title of the site, in one line.
    pub title: String,
    /// Id of the first partnership.
    pub id: String,
    /// Languages of the site; the first is the default.
    pub languages: Vec<Lang>,
    /// Address at which the site will stand.
    pub base_url: String,
    /// The present year, around which the examples lie.
    pub year: i16,
}

/// Writes a portal to start from; returns what to tell the user.
pub fn run(arguments: &Arguments, today: Date, write_new: WriteNew<'_>) -> Result<String, String> {
    let choice = Choice::from_arguments(arguments, today)?;
    let files = files(&choice);
    write_new(&arguments.folder, &files)?;
    Ok(format!(
        "Wrote {} files to {folder}. Next: open {folder}/README.md, or see the site with\n\n    cd {quoted}\n    pactfolio serve\n",
        files.len(),
        folder = arguments.folder.display(),
        quoted = for_shell(&arguments.folder.to_string_lossy()),
    ))
}

/// A path as a shell reads it.
fn for_shell(path: &str) -> String {
    let is_plain = |sign: char| sign.is_alphanumeric() || "/._-~".contains(sign);
    if path.chars().all(is_plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

/// The message for a folder that holds something already.
pub fn not_empty(folder: &Path) -> String {
    format!("{} is not empty; name a folder that does not exist yet", folder.display())
}

impl Choice {
    /// Completes what the user left out and refuses what cannot be.
    pub fn from_arguments(arguments: &Arguments, today: Date) -> Result<Choice, String> {
        let extent = if arguments.catalogue { Extent::Catalogue } else { Extent::Partnership };
        let title = one_line(arguments.title.as_deref().unwrap_or(""));
        let id = match (&arguments.id, extent) {
            (Some(id), _) if is_slug(id) => id.clone(),
            (Some(id), _) => {
                return Err(format!(
                    "`{id}` cannot be an id; use lower-case letters a-z, digits and single hyphens, at most 64 characters"
                ));
            }
            (None, Extent::Partnership) => id_from(&title),
            (None, Extent::Catalogue) => id_from(""),
        };
        let languages = languages(&arguments.lang)?;
        let title = match (title.is_empty(), extent) {
            (false, _) => title,
            (true, Extent::Partnership) => in_language(&languages, PARTNERSHIP),
            (true, Extent::Catalogue) => in_language(&languages, "Skills partnerships"),
        };
        let base_url = base_url(&arguments.url)?;
        Ok(Choice { extent, title, id, languages, base_url, year: today.year() })
    }

    fn is_catalogue(&self) -> bool {
        self.extent == Extent::Catalogue
    }

    /// What stands for each name in braces.
    fn values(&self) -> Vec<(&'static str, String)> {
        let year = |offset: i16| self.year.saturating_add(offset).to_string();
        let codes: Vec<String> = self.languages.iter().map(|lang| format!("\"{lang}\"")).collect();
        let partnership =
            if self.is_catalogue() { in_language(&self.languages, PARTNERSHIP) } else { self.title.clone() };
        let (home, what) = match self.extent {
            Extent::Partnership => (HOME_PARTNERSHIP, "It shows one partnership."),
            Extent::Catalogue => (
                HOME_CATALOGUE,
                "It shows all partnerships in `content/partnerships/`; copy the folder of one to add another.",
            ),
        };
        vec![
            ("{home}", home.replace("{id}", &self.id)),
            ("{what}", what.to_owned()),
            ("{title}", quoted(&self.title)),
            ("{partnership}", quoted(&partnership)),
            ("{id}", self.id.clone()),
            ("{languages}", codes.join(", ")),
            ("{base_url}", self.base_url.clone()),
            ("{version}", env!("CARGO_PKG_VERSION").to_owned()),
            ("{three_years_ago}", year(-3)),
            ("{two_years_ago}", year(-2)),
            ("{last_year}", year(-1)),
            ("{this_year}", year(0)),
            ("{next_year}", year(1)),
            ("{in_two_years}", year(2)),
        ]
    }
}

/// The name of a partnership that has none yet.
const PARTNERSHIP: &str = "Our skills partnership";
const HOME_PARTNERSHIP: &str = include_str!("new/home-partnership.txt");
const HOME_CATALOGUE: &str = include_str!("new/home-catalogue.txt");

/// Path and text of each file; names in braces are filled in.
const ALWAYS: &[(&str, &str)] = &[
    (".forgejo/comment.mjs", include_str!("new/forgejo-comment.mjs")),
    (".forgejo/workflows/publish.yml", include_str!("new/forgejo-publish.yml")),
    (".github/workflows/pages.yml", include_str!("new/github-pages.yml")),
    (".gitignore", include_str!("new/gitignore.txt")),
    (".gitlab-ci.yml", include_str!("new/gitlab-ci.yml")),
    ("README.md", include_str!("new/readme.md")),
    ("content/organisations/example-coordinator.toml", include_str!("new/organisation-coordinator.toml")),
    ("content/organisations/example-training-centre.toml", include_str!("new/organisation-training-centre.toml")),
    ("content/partnerships/{id}/agreement.md", include_str!("new/agreement.md")),
    (
        "content/partnerships/{id}/commitments/company-interviews.toml",
        include_str!("new/commitment-company-interviews.toml"),
    ),
    ("content/partnerships/{id}/commitments/digital-skills.toml", include_str!("new/commitment-digital-skills.toml")),
    ("content/partnerships/{id}/data/figures.csv", include_str!("new/figures.csv")),
    ("content/partnerships/{id}/events/members-meeting.md", include_str!("new/event.md")),
    ("content/partnerships/{id}/indicators/companies-interviewed.toml", include_str!("new/indicator.toml")),
    ("content/partnerships/{id}/members/example-coordinator.toml", include_str!("new/member-coordinator.toml")),
    ("content/partnerships/{id}/members/example-training-centre.toml", include_str!("new/member-training-centre.toml")),
    ("content/partnerships/{id}/news/portal-opens.md", include_str!("new/news.md")),
    ("content/partnerships/{id}/pages/take-part.md", include_str!("new/page.md")),
    ("content/partnerships/{id}/partnership.toml", include_str!("new/partnership.toml")),
    ("site.toml", include_str!("new/site.toml")),
];

/// The files that only a catalogue has.
const IN_CATALOGUE: &[(&str, &str)] = &[
    ("content/index.md", include_str!("new/catalogue-index.md")),
    ("content/pages/about.md", include_str!("new/catalogue-about.md")),
];

/// For every language but the default one.
const TRANSLATION: (&str, &str) =
    ("content/partnerships/{id}/pages/take-part.{language}.md", include_str!("new/page-translation.md"));

/// The files of a new portal, by paths from its root, in order of path.
pub fn files(choice: &Choice) -> Vec<(String, String)> {
    let values = choice.values();
    let is_english = is_english(&choice.languages);
    let written = |(path, text): &(&str, &str)| {
        let is_shown = path.starts_with("content/") || *path == SITE;
        let text = if is_english || !is_shown { (*text).to_owned() } else { to_be_translated(text) };
        (filled(path, &values), filled(&text, &values))
    };
    let catalogue = if choice.is_catalogue() { IN_CATALOGUE } else { &[] };
    let mut files: Vec<(String, String)> = ALWAYS.iter().chain(catalogue).map(written).collect();
    files.extend(choice.languages.iter().skip(1).map(|lang| {
        let (path, text) = written(&TRANSLATION);
        (path.replace("{language}", lang.code()), text.replace("{language}", lang.code()))
    }));
    files.sort();
    files
}

fn is_english(languages: &[Lang]) -> bool {
    languages.first().is_none_or(|lang| *lang == Lang::EN)
}

/// An English title; marked as work to be done where the site is in another language.
fn in_language(languages: &[Lang], title: &str) -> String {
    if is_english(languages) { title.to_owned() } else { format!("TODO: {title}") }
}

/// Fields whose texts visitors read.
const SHOWN: &[&str] =
    &["title", "summary", "name", "contribution", "definition", "method", "description", "text", "offers", "needs"];

/// The examples are English. In a portal of another language each of their texts is marked as work to
/// be done, so that none is published as if it were in that language.
fn to_be_translated(text: &str) -> String {
    let mut is_inside = false;
    let lines = text.split_inclusive('\n').map(|line| {
        if let Some(heading) = line.strip_prefix("## ") {
            return format!("## TODO: {heading}");
        }
        if is_inside {
            is_inside = false;
            return format!("TODO: {line}");
        }
        let Some((name, value)) = line.split_once(" = \"") else { return line.to_owned() };
        is_inside = value.starts_with("\"\"");
        let is_text = SHOWN.contains(&name)
            && !is_inside
            && !["TODO", "{title}", "{partnership}"].iter().any(|own| value.starts_with(own));
        if is_text { format!("{name} = \"TODO: {value}") } else { line.to_owned() }
    });
    lines.collect()
}

/// The text with its names in braces replaced. A value is not looked into again.
fn filled(template: &str, values: &[(&str, String)]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let (before, tail) = rest.split_at(at);
        text.push_str(before);
        let found = values.iter().find(|(name, _)| tail.starts_with(name));
        let (value, length) = found.map_or(("{", 1), |(name, value)| (value.as_str(), name.len()));
        text.push_str(value);
        rest = tail.get(length..).unwrap_or("");
    }
    text.push_str(rest);
    text
}

/// A text as it stands between the quotation marks of a TOML string.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// A text in one line, without control characters.
fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An id made from a title: without accents, in lower case, joined by hyphens.
fn id_from(title: &str) -> String {
    let ascii: String = title.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect();
    let spaced: String = ascii.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let id = slug(&spaced);
    let short = id.get(..64).map_or(id.as_str(), |cut| cut.trim_end_matches('-'));
    if is_slug(short) { short.to_owned() } else { "our-partnership".to_owned() }
}

fn languages(codes: &[String]) -> Result<Vec<Lang>, String> {
    let mut languages = Vec::new();
    for code in codes.iter().map(|code| code.trim()) {
        let lang = Lang::from_code(code).ok_or_else(|| {
            format!(
                "`{code}` is not a language code; write two lower-case letters (ISO 639-1), for example --lang en,it"
            )
        })?;
        if !languages.contains(&lang) {
            languages.push(lang);
        }
    }
    Ok(languages)
}

fn base_url(url: &str) -> Result<String, String> {
    if crate::record::is_url(url) && !url.contains(['?', '#', '\\']) {
        return Ok(format!("{}/", url.trim_end_matches('/')));
    }
    Err(format!("`{url}` cannot be the address of a site; write it whole, for example --url https://portal.example/"))
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::check::Setting;
    use crate::record::Visibility;
    use crate::report::{PLACEHOLDER_TEXT, Report, text};
    use crate::source::{SourceFile, Sources};
    use crate::{check, config, model};

    fn choice(extent: Extent, languages: &[&str]) -> Choice {
        let languages = languages.iter().filter_map(|code| Lang::from_code(code)).collect();
        let (title, id) = ("Skills \"for\" {id} \\ all".to_owned(), "our-partnership".to_owned());
        Choice { extent, title, id, languages, base_url: "https://a.example/b/".to_owned(), year: 2026 }
    }

    fn all() -> Vec<Choice> {
        let extents = [Extent::Partnership, Extent::Catalogue];
        let languages: [&[&str]; 2] = [&["en"], &["it", "en", "el"]];
        extents.iter().flat_map(|extent| languages.iter().map(|codes| choice(*extent, codes))).collect()
    }

    fn sources(files: Vec<(String, String)>) -> Sources {
        Sources::new(files.into_iter().map(|(path, text)| SourceFile::from_bytes(&path, text.into())).collect())
    }

    #[test]
    fn everything_parses() {
        for choice in all() {
            for (path, text) in files(&choice) {
                if path.ends_with(".toml") {
                    toml::from_str::<toml::Table>(&text).unwrap_or_else(|wrong| panic!("{path}: {wrong}"));
                }
                assert!(!text.contains("_ago}") && !text.contains("_year}"), "{path} has an unfilled name");
            }
        }
    }

    #[test]
    fn a_new_portal_only_waits_for_its_texts() {
        for choice in all() {
            let sources = sources(files(&choice));
            let report = Report::default();
            let config = config::read(&sources, &report).expect("site.toml is sound");
            let report = report.with_levels(config.checks.clone());
            let model = model::read(&sources, &config, &report);
            assert_eq!(model.observations.list.len(), 10);
            assert_eq!(config.home.is_some(), choice.extent == Extent::Partnership);
            let (as_of, audience) = (jiff::civil::date(choice.year, 1, 1), Visibility::Public);
            let setting = Setting { sources: &sources, config: &config, as_of, audience, drafts: false };
            assert!(check::check(model, &setting, &report).is_ok());
            let mut findings = report.settle(&sources);
            findings.list.retain(|finding| finding.code != PLACEHOLDER_TEXT);
            assert_eq!(text(&findings, &sources, false), "");
        }
    }

    #[test]
    fn every_section_of_the_agreement_waits_for_its_author() {
        let (_, text) = files(&choice(Extent::Partnership, &["en"]))
            .into_iter()
            .find(|(path, _)| path.ends_with("/agreement.md"))
            .expect("there is an agreement");
        for section in model::agreement::SECTIONS {
            let heading = format!("## {} {{#{}}}\n\nTODO ", section.heading, section.id);
            assert!(text.contains(&heading), "{}", section.id);
        }
    }

    #[test]
    fn what_stays_unchanged_is_known_to_the_check() {
        let all: String = files(&choice(Extent::Catalogue, &["en"])).into_iter().map(|(_, text)| text).collect();
        for written in check::WRITTEN_BY_NEW {
            assert!(all.contains(written), "`new` does not write `{written}` any more");
        }
        for marked in all.lines().filter(|line| line.contains("(example)") || line.contains("Replace this text")) {
            assert!(check::WRITTEN_BY_NEW.iter().any(|written| marked.contains(written)), "{marked}");
        }
    }

    #[test]
    fn no_english_is_published_in_another_language() {
        for (path, text) in files(&choice(Extent::Catalogue, &["it"])) {
            let shown = |line: &&str| {
                let is_field = SHOWN.iter().any(|name| line.starts_with(&format!("{name} = \"")));
                line.starts_with("## ") || (is_field && !line.ends_with("\"\"\""))
            };
            let own = "Skills \\\"for\\\" {id} \\\\ all";
            let is_english = |line: &&str| shown(line) && !line.contains("TODO") && !line.contains(own);
            let is_site = path.starts_with("content/") || path == SITE;
            assert_eq!(text.lines().filter(is_english).find(|_| is_site), None, "{path}");
        }
    }

    #[test]
    fn what_was_left_out_is_completed() {
        let arguments = |title: Option<&str>, lang: &str| Arguments {
            folder: "x".into(),
            partnership: false,
            catalogue: false,
            title: title.map(str::to_owned),
            id: None,
            lang: lang.split(',').map(str::to_owned).collect(),
            url: "https://a.example".to_owned(),
        };
        let today = jiff::civil::date(2026, 11, 20);
        let read = |title, lang| Choice::from_arguments(&arguments(title, lang), today);
        let made = read(Some(" Développement à\nLiège "), "fr,en,fr").expect("sound");
        assert_eq!((made.title.as_str(), made.id.as_str()), ("Développement à Liège", "developpement-a-liege"));
        assert_eq!((made.languages.len(), made.base_url.as_str()), (2, "https://a.example/"));
        assert_eq!(read(Some("Умения"), "bg").expect("sound").id, "our-partnership");
        assert!(read(None, "english").is_err_and(|wrong| wrong.contains("`english`")));
    }

    #[test]
    fn nothing_is_written_where_something_stands() {
        use clap::Parser as _;
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            arguments: Arguments,
        }
        let arguments = Line::parse_from(["new", "there", "--catalogue", "--lang", "en,it"]).arguments;
        let refuse = |folder: &Path, _: &[(String, String)]| Err(not_empty(folder));
        let outcome = run(&arguments, jiff::civil::date(2026, 1, 1), &refuse);
        assert_eq!(outcome, Err("there is not empty; name a folder that does not exist yet".to_owned()));
        let count = std::cell::Cell::new(0);
        let keep = |_: &Path, files: &[(String, String)]| {
            count.set(files.len());
            Ok(())
        };
        assert!(
            run(&arguments, jiff::civil::date(2026, 1, 1), &keep).is_ok_and(|told| told.contains("pactfolio serve"))
        );
        assert_eq!(count.get(), 23);
    }
}

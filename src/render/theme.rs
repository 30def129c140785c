//! What does a theme bring, and how is it loaded?

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use super::assets::{self, AssetNames, Assets, Loads, Published};
use super::bundles::{self, Asset};
use super::look::Options;
use super::reckoning::asks;
use crate::config::Config;
use crate::i18n::{Texts, Words, fill};
use crate::pages::{Look, Templates, placed};
use crate::read;
use crate::record::{Fields, Lang, Names, Scope, Vocabularies, readable};
use crate::report::{
    Diagnostic, MISSING_FILE, REFERENCE_CYCLE, Report, Reported, Spot, TEMPLATE_ERROR, UNKNOWN_FIELD,
    UNKNOWN_REFERENCE, did_you_mean,
};
use crate::source::{Content, FileId, Place, SourceFile, Sources};

include!(concat!(env!("OUT_DIR"), "/theme.rs"));

/// The folder of all themes.
pub const THEMES: &str = "themes/";
/// The built-in theme.
pub const BUILT_IN: &str = "pact";

/// The files of the built-in theme, as if they lay in the site.
pub fn built_in_files() -> impl Iterator<Item = SourceFile> {
    THEME.iter().map(|(path, text)| SourceFile {
        path: format!("{THEMES}{BUILT_IN}/{path}").into(),
        content: Content::Text((*text).into()),
    })
}

/// Path and text of each file of the built-in theme.
pub fn built_in() -> &'static [(&'static str, &'static str)] {
    THEME
}

/// A loaded theme.
pub struct Theme {
    /// Templates, ready to render.
    pub tera: Tera,
    /// Words of each language of the site.
    pub words: Arc<Vec<Words>>,
    /// Published files, by address.
    pub assets: Assets,
    /// What each type of page loads.
    pub(super) loads: Loads,
    /// What it sets for all pages.
    look: Look,
    /// Do all templates only write what they see?
    only_writes: bool,
}

impl std::fmt::Debug for Theme {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Theme").field("assets", &self.assets).finish_non_exhaustive()
    }
}

/// Loads the theme of a site.
pub fn load(sources: &Sources, config: &Config, report: &Report) -> Result<Theme, Reported> {
    let chain = chain(sources, config, report)?;
    let files = Files::new(sources, &chain);
    let settings = settings(&files, &chain, config, report);
    let bundles = bundles::read(&files, &chain, report);
    let words = words(&files, config, report);
    let (settings, bundles, words) = (settings?, bundles?, Arc::new(words?));
    let Published { assets, names, loads } = assets::publish(&files, &settings, &bundles, report)?;
    let size = |name: &str| files.find(name).and_then(|file| sources.picture_size(file));
    let look = settings.options.look(&names, size, report)?;
    let tera = templates(&files, &chain, &words, names, report)?;
    let only_writes = only_write(sources, &chain);
    Ok(Theme { tera, words, assets, loads, look, only_writes })
}

/// The names of the theme and of those it builds on, the built-in one last; that one alone where they are broken.
pub fn lineage(sources: &Sources, config: &Config) -> Vec<String> {
    chain(sources, config, &Report::default()).unwrap_or_else(|_| vec![BUILT_IN.to_owned()])
}

/// The theme and those it builds on, the built-in one last.
fn chain(sources: &Sources, config: &Config, report: &Report) -> Result<Vec<String>, Reported> {
    let mut chain: Vec<String> = Vec::new();
    let (mut next, mut place) = (config.theme.to_string(), config.theme_at);
    loop {
        if sources.below(&format!("{THEMES}{next}/")).next().is_none() {
            return Err(report.fault(unknown(sources, &next, place, chain.last())));
        }
        if chain.contains(&next) {
            return Err(report.fault(circle(&chain, &next, place)));
        }
        let parent = parent(sources, &next);
        chain.push(next);
        (next, place) = match parent {
            Some(parent) => parent,
            None if chain.iter().any(|name| name == BUILT_IN) => return Ok(chain),
            None => (BUILT_IN.to_owned(), place),
        };
    }
}

/// The parent that a theme names, and where.
fn parent(sources: &Sources, theme: &str) -> Option<(String, Place)> {
    let file = sources.find(&format!("{THEMES}{theme}/theme.toml"))?;
    let (table, _) = toml::de::DeTable::parse_recoverable(sources.text(file));
    let value = table.get_ref().get("parent")?;
    let name = value.get_ref().as_str().map(str::trim).filter(|name| !name.is_empty())?;
    Some((name.to_owned(), Place::new(file, value.span())))
}

/// There is no theme of this name, which `site.toml` or the theme `child` names.
fn unknown(sources: &Sources, name: &str, place: Place, child: Option<&String>) -> Diagnostic {
    let names: BTreeSet<&str> = sources.below(THEMES).filter_map(|(_, file)| file.path.split('/').nth(1)).collect();
    let field = if child.is_some() { "parent" } else { "theme" };
    let help = did_you_mean(name, names.iter().copied().filter(|known| child.is_none_or(|child| child != known)));
    let list = || names.iter().copied().collect::<Vec<_>>().join(", ");
    let help = help.unwrap_or_else(|| {
        format!("themes there are: {}; create the folder `{THEMES}{name}/`, or remove `{field}`", list())
    });
    Diagnostic::new(UNKNOWN_REFERENCE, place, format!("there is no theme `{name}`")).help(help)
}

/// A theme builds on one that builds on it.
fn circle(chain: &[String], name: &str, place: Place) -> Diagnostic {
    let circle = chain.iter().skip_while(|known| *known != name).map(|known| format!("`{known}`"));
    let steps: Vec<String> = circle.skip(1).chain([format!("`{name}`")]).collect();
    let message = match steps.len() {
        1 => format!("the theme `{name}` is its own parent"),
        _ => format!("the theme `{name}` builds on {}, so it builds on itself", steps.join(", which builds on ")),
    };
    let help = format!("name another theme, such as `parent = \"{BUILT_IN}\"`, or remove `parent`");
    Diagnostic::new(REFERENCE_CYCLE, place, message).help(help)
}

/// The files of a chain of themes: for each relative path the first theme that has it.
pub(super) struct Files<'a> {
    pub(super) sources: &'a Sources,
    winners: BTreeMap<&'a str, FileId>,
}

impl<'a> Files<'a> {
    fn new(sources: &'a Sources, chain: &[String]) -> Self {
        let mut winners = BTreeMap::new();
        for name in chain.iter().rev() {
            let folder = format!("{THEMES}{name}/");
            let start = folder.len();
            for (file, source) in sources.iter().filter(|(_, source)| source.path.starts_with(&*folder)) {
                if let Some(path) = source.path.get(start..) {
                    winners.insert(path, file);
                }
            }
        }
        Files { sources, winners }
    }

    pub(super) fn find(&self, path: &str) -> Option<FileId> {
        self.winners.get(path).copied()
    }

    pub(super) fn below(&self, folder: &'a str) -> impl Iterator<Item = (&'a str, FileId)> + '_ {
        let inside = self.winners.range(folder..).take_while(move |(path, _)| path.starts_with(folder));
        inside.filter_map(move |(path, file)| Some((path.get(folder.len()..)?, *file)))
    }
}

/// What the `theme.toml` of a theme and of those it builds on say of all pages.
pub(super) struct Settings {
    pub(super) styles: Vec<Asset>,
    pub(super) scripts: Vec<Asset>,
    pub(super) options: Options,
}

/// For each setting the first theme of the chain that says it.
fn settings(files: &Files<'_>, chain: &[String], config: &Config, report: &Report) -> Result<Settings, Reported> {
    let themes = chain.iter().filter_map(|name| files.sources.find(&format!("{THEMES}{name}/theme.toml")));
    let (mut styles, mut scripts, mut options) = (None, None, Options::default());
    for said in read::fields_all(themes.map(|file| said(files, file, config, report)))? {
        styles = styles.or(said.styles);
        scripts = scripts.or(said.scripts);
        options = options.over(said.options);
    }
    options.check(report);
    let Some(styles) = styles else {
        let spot = Spot::Absent("themes/pact/theme.toml".into());
        return Err(report.fault(Diagnostic::new(MISSING_FILE, spot, "the theme lists no `styles`")));
    };
    Ok(Settings { styles, scripts: scripts.unwrap_or_default(), options })
}

/// What one `theme.toml` says.
struct Said {
    styles: Option<Vec<Asset>>,
    scripts: Option<Vec<Asset>>,
    options: Options,
}

fn said(files: &Files<'_>, file: FileId, config: &Config, report: &Report) -> Result<Said, Reported> {
    let table = read::parse(readable(files.sources, file, report)?, file, 0, report)?;
    let (names, vocabularies) = (Names::default(), Vocabularies::default());
    let scope = Scope {
        sources: files.sources,
        names: &names,
        vocabularies: &vocabularies,
        languages: &config.languages,
        owner: None,
        folder: "",
        noted: None,
        taken: None,
    };
    let input = read::Input { report, file, offset: 0, dialect: read::Dialect::Toml, scope };
    let mut fields = Fields::new(&input, Place::top(file), read::slots(&table));
    let (gives_styles, gives_scripts) = (fields.has("styles"), fields.has("scripts"));
    let styles = bundles::assets(&mut fields, "styles", files);
    let scripts = bundles::assets(&mut fields, "scripts", files);
    let options = Options::read(&mut fields);
    let names: [Result<Option<Box<str>>, Reported>; 2] = ["name", "parent"].map(|name| fields.optional(name));
    let _read_with_the_templates = fields.take(bundles::FIELD);
    fields.finish()?;
    read::fields_all(names.into_iter())?;
    Ok(Said {
        styles: Some(styles?).filter(|_| gives_styles),
        scripts: Some(scripts?).filter(|_| gives_scripts),
        options: options?,
    })
}

/// The words of each language of the site; what a language lacks is English.
fn words(files: &Files<'_>, config: &Config, report: &Report) -> Result<Vec<Words>, Reported> {
    let texts = |lang: Lang| match files.find(&format!("i18n/{lang}.toml")) {
        Some(file) => Texts::read(files.sources, file, report),
        None => Ok(Texts::default()),
    };
    let built_in = texts_of(built_in_english());
    let english = texts(Lang::EN)?.over(&built_in);
    config.pages_in.all.iter().map(|lang| Ok(Words::new(*lang, texts(*lang)?.over(&english)))).collect()
}

fn built_in_english() -> &'static str {
    THEME.iter().find(|(path, _)| *path == "i18n/en.toml").map_or("", |(_, text)| text)
}

/// The built-in texts, so that no key is ever without words.
fn texts_of(text: &str) -> Texts {
    let sources = Sources::new(vec![SourceFile::from_bytes("en.toml", text.as_bytes().to_vec())]);
    let file = sources.find("en.toml");
    file.and_then(|file| Texts::read(&sources, file, &Report::default()).ok()).unwrap_or_default()
}

fn templates(
    files: &Files<'_>,
    chain: &[String],
    words: &Arc<Vec<Words>>,
    assets: AssetNames,
    report: &Report,
) -> Result<Tera, Reported> {
    let sources = files.sources;
    let mut failure = None;
    let mut broken: BTreeSet<FileId> = BTreeSet::new();
    loop {
        let all =
            sources.below(THEMES).filter(|(file, source)| is_template(&source.path, chain) && !broken.contains(file));
        let all: Vec<(&str, &str)> = all.map(|(file, source)| (&*source.path, sources.text(file))).collect();
        let mut tera = Tera::new();
        register(&mut tera, words, assets.clone());
        let prefixes = chain.iter().map(|name| format!("{THEMES}{name}/templates/"));
        let ready = tera.set_fallback_prefixes(prefixes).and_then(|()| tera.add_raw_templates(all));
        let Err(error) = ready else { break failure.map_or(Ok(tera), Err) };
        let (reported, file) = template_error(sources, &error, report);
        failure = Some(reported);
        // A template with a syntax error is left out, so that those of others are found too.
        match file.filter(|_| matches!(error.kind(), ErrorKind::SyntaxError(_))) {
            Some(file) if broken.insert(file) => {}
            _ => break Err(reported),
        }
    }
}

fn is_template(path: &str, chain: &[String]) -> bool {
    let mut parts = path.split('/').skip(1);
    let theme = parts.next().unwrap_or("");
    parts.next() == Some("templates") && path.ends_with(".html") && chain.iter().any(|name| name == theme)
}

/// Do all templates only write what they see? Those of the built-in theme do, although they compare
/// what belongs to a shape: see `pages/cast.rs`.
fn only_write(sources: &Sources, chain: &[String]) -> bool {
    let is_built_in = |path: &str, text: &str| {
        path.strip_prefix(THEMES).is_some_and(|path| {
            THEME.iter().any(|(known, known_text)| {
                path.split_once('/').is_some_and(|(_, path)| path == *known) && text == *known_text
            })
        })
    };
    let own = sources.below(THEMES).filter(|(_, source)| is_template(&source.path, chain));
    own.map(|(file, source)| (&*source.path, sources.text(file)))
        .all(|(path, text)| is_built_in(path, text) || !asks(text))
}

/// Functions and filters that templates may use.
fn register(tera: &mut Tera, words: &Arc<Vec<Words>>, assets: AssetNames) {
    tera.register_function("asset", move |kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let path: String = kwargs.must_get("path")?;
        match assets.get(path.as_str()) {
            Some(address) => Ok(Value::safe_string(address)),
            None => Err(tera::Error::message(format!("the theme has no file `static/{path}`"))),
        }
    });
    let counted = Arc::clone(words);
    tera.register_filter("count", move |n: i64, kwargs: Kwargs, state: &State| -> TeraResult<String> {
        let key: String = kwargs.must_get("key")?;
        let n = usize::try_from(n).unwrap_or(0);
        let lang: Option<String> = state.get("lang")?;
        let words = counted.iter().find(|words| lang.as_deref() == Some(words.lang.code())).or(counted.first());
        Ok(words.map(|words| words.count(&key, n)).unwrap_or_default())
    });
    tera.register_filter("place", |fragment: Value, kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let root: &str = kwargs.must_get("root")?;
        let level: Option<i64> = kwargs.get("level")?;
        Ok(Value::safe_string(&placed(fragment.as_str().unwrap_or(""), root, level.unwrap_or(2))))
    });
    tera.register_filter("fill", |text: String, kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let values: Vec<(&str, String)> =
            kwargs.iter().map(|(name, value)| (name.as_str().unwrap_or(""), shown(value))).collect();
        Ok(fill(&text, values.iter().map(|(name, value)| (*name, value.as_str()))))
    });
}

impl Templates for Theme {
    fn run(
        &self,
        name: &str,
        context: &Context,
        sources: &Sources,
        report: &Report,
        buffer: &mut Vec<u8>,
    ) -> Result<(), Reported> {
        self.tera.render_to(name, context, buffer).map_err(|error| template_error(sources, &error, report).0)
    }

    fn only_write(&self) -> bool {
        self.only_writes
    }

    fn loads(&self, template: &str) -> Value {
        self.loads.of(template)
    }

    fn look(&self) -> &Look {
        &self.look
    }
}

/// Reports an error of a template at its place.
pub fn template_error(sources: &Sources, error: &tera::Error, report: &Report) -> (Reported, Option<FileId>) {
    let (file, place, message) = match error.kind() {
        ErrorKind::SyntaxError(found) | ErrorKind::RenderingError(found) => {
            let file = sources.find(found.filename());
            let range = found.span().range.clone();
            (file, file.map(|file| Place::new(file, range)), found.message().to_owned())
        }
        _ => located(sources, &error.to_string()),
    };
    let spot = place.map_or_else(|| Spot::Absent("themes/".into()), Spot::from);
    let code = if message.is_empty() { UNKNOWN_FIELD } else { TEMPLATE_ERROR };
    let diagnostic = Diagnostic::new(code, spot, in_order(&message))
        .help("mend the template, or remove your copy to get the built-in one back");
    (report.fault(diagnostic), file)
}

/// A message with the unknown arguments in order: Tera names them in any, so that one fault would be told
/// in several ways.
fn in_order(message: &str) -> String {
    const BEFORE: &str = "Unknown argument(s) ";
    let list = message.strip_prefix(BEFORE).and_then(|rest| rest.split_once(" in component call"));
    let Some((names, after)) = list else { return message.to_owned() };
    let mut names: Vec<&str> = names.split(", ").collect();
    names.sort_unstable();
    format!("{BEFORE}{} in component call{after}", names.join(", "))
}

/// Errors that come as ready-made text name their place as `--> file:line:column`, or the template
/// in quotes.
fn located(sources: &Sources, text: &str) -> (Option<FileId>, Option<Place>, String) {
    let message = text.lines().find(|line| !line.trim().is_empty()).unwrap_or(text).trim();
    let message = message.trim_start_matches("error: ").trim_start_matches("Error: ").to_owned();
    let at = text.split("-->").nth(1).and_then(|rest| rest.lines().next()).map(str::trim).unwrap_or("");
    let mut parts = at.rsplitn(3, ':');
    let (column, line, path) = (parts.next(), parts.next(), parts.next());
    let file = path.and_then(|path| sources.find(path));
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<usize>().ok());
    let place = file.map(|file| {
        let start =
            line_start(sources.text(file), number(line).unwrap_or(1)) + number(column).unwrap_or(1).saturating_sub(1);
        Place::new(file, start..start)
    });
    let named = || text.split('\'').skip(1).step_by(2).find_map(|name| sources.find(name));
    let file = file.or_else(named);
    (file, place.or(file.map(Place::top)), message)
}

fn line_start(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum()
}

//! Which kinds are there, and how do their files become one model in which every name is resolved?

pub mod agreement;
mod before;
pub mod commitment;
mod data_file;
pub mod event;
pub mod indicator;
mod kpi_use;
pub mod membership;
pub mod news;
pub mod observation;
pub mod observations;
pub mod organisation;
pub mod page;
pub mod partnership;
pub mod vocabulary;
pub mod yearly_report;

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{self, Config};
use crate::read::{self, Dialect, Input};
use crate::record::{
    Body, CONTENT, Context, Entity, Fields, Kept, Kind, Lang, Languages, Localised, Loose, LooseTexts, Names, Noted,
    NotedText, NotedWords, Owner, Part, Scope, Table, Vocabularies, Written, doubled, read_all, readable, slug,
};
use crate::report::{Diagnostic, MISSING_FILE, Report, Reported};
use crate::source::{FileId, Place, Sources};

pub use before::Before;

use agreement::Agreement;
use commitment::Commitment;
use event::Event;
use indicator::{Indicator, KpiType};
use membership::Membership;
use news::News;
use observations::Observations;
use organisation::Organisation;
use page::FreePage;
use partnership::Partnership;
use yearly_report::YearlyReport;

/// CSV files of observations; they have no records with an address.
const DATA: Kind = Kind {
    folder: "data",
    noun: "observation",
    shape: crate::record::Shape::Data,
    home: crate::record::Home::Partnership,
};

/// The catalogue's own words on its home page.
#[derive(Clone, Debug, Default)]
pub struct HomeText {
    /// Title, where it differs from the site's.
    pub title: Option<Localised>,
    /// One or two sentences.
    pub summary: Option<Localised>,
    /// Text.
    pub body: Body,
}

/// Does something with the table of every kind.
pub trait Visitor {
    /// The table of one kind, at its position in [`KINDS`].
    fn visit<T: Entity>(&mut self, kind: usize, table: &Table<T>);
}

/// Decides which records of every kind stay.
pub trait Keeper: Sync {
    /// Does this record stay?
    fn keeps<T: Entity>(&self, record: &T) -> bool;
}

macro_rules! model {
    ($($(#[$doc:meta])* $field:ident: $entity:ty,)*) => {
        /// All content, every name resolved. Copies share what they hold.
        #[derive(Clone, Debug)]
        pub struct Model {
            /// All names.
            pub names: Arc<Names>,
            /// All terms.
            pub vocabularies: Arc<Vocabularies>,
            /// The languages of each partnership.
            pub languages: Vec<Languages>,
            /// The catalogue's home text.
            pub home: HomeText,
            /// Data.
            pub observations: Arc<Observations>,
            /// The texts of records that could not be read.
            pub loose: Vec<LooseTexts>,
            $($(#[$doc])* pub $field: Table<$entity>,)*
        }

        /// Every kind.
        pub const KINDS: &[Kind] = &[$(<$entity as Entity>::KIND,)* DATA];

        impl Model {
            /// Shows every table to a visitor, in order of kinds.
            pub fn visit(&self, visitor: &mut impl Visitor) {
                let mut kind = 0..;
                $(visitor.visit(kind.next().unwrap_or(0), &self.$field);)*
            }

            /// The model without the records that the keeper refuses.
            pub fn retain(self, keeper: &impl Keeper) -> Model {
                Model {
                    $($field: self.$field.retain(|_, record| keeper.keeps(record)),)*
                    ..self
                }
            }
        }

        fn tables(context: &Context<'_>, before: Option<&Before<'_>>) -> Model {
            Model {
                names: Arc::default(),
                vocabularies: Arc::default(),
                languages: Vec::new(),
                home: home(context),
                observations: Arc::default(),
                loose: Vec::new(),
                $($field: {
                    read_all(context, before.map(|before| Kept { table: &before.model.$field, anew: &before.anew }))
                },)*
            }
        }
    };
}

model! {
    /// The register.
    organisations: Organisation,
    /// Partnerships; their positions are those of [`Owner`].
    partnerships: Partnership,
    /// Agreements.
    agreements: Agreement,
    /// Memberships.
    members: Membership,
    /// Commitments.
    commitments: Commitment,
    /// Indicators, the built-in ones among them.
    indicators: Indicator,
    /// News.
    news: News,
    /// Events.
    events: Event,
    /// Free pages.
    pages: FreePage,
    /// Yearly reports.
    reports: YearlyReport,
}

/// Reads all content. What cannot be read has been reported and is left out.
pub fn read(sources: &Sources, config: &Config, report: &Report) -> Model {
    read_again(sources, config, None, report).0
}

/// The same, with all that still holds of what was read before; and the files that were read anew,
/// where these are not all.
pub fn read_again(
    sources: &Sources,
    config: &Config,
    before: Option<Before<'_>>,
    report: &Report,
) -> (Model, Option<BTreeSet<FileId>>) {
    read_with(sources, config, before, (report, None))
}

/// There is something in `content/`. A folder that was moved away must not empty a site that is
/// published already.
pub fn require_content(sources: &Sources, config: &Config, report: &Report) -> Result<(), Reported> {
    if sources.below(CONTENT).next().is_some() {
        return Ok(());
    }
    let missing =
        Diagnostic::new(MISSING_FILE, config.file, "there is no content: the folder `content` is missing or empty");
    Err(report.fault(missing.help(
        "put the folder back beside `site.toml`; in an empty folder, `pactfolio new` writes content to begin with",
    )))
}

/// All texts of the content that can be translated, those of `site.toml` included, with the names of
/// all records. What cannot be read is left out.
pub fn texts(sources: &Sources) -> (Arc<Names>, Vec<NotedText>) {
    let (report, noted) = (Report::default(), Noted::default());
    let config = config::read_noting(sources, &report, Some(&noted)).ok().or_else(|| config::stand_in(sources));
    let names = config.map(|config| read_with(sources, &config, None, (&report, Some(&noted))).0.names);
    (names.unwrap_or_default(), noted.settle())
}

fn read_with(
    sources: &Sources,
    config: &Config,
    before: Option<Before<'_>>,
    (report, noted): (&Report, Option<&Noted>),
) -> (Model, Option<BTreeSet<FileId>>) {
    let before = before.filter(|before| before.has_the_same_ground(sources, config));
    let names = match before.as_ref().filter(|before| before.names_hold()) {
        Some(before) => Arc::clone(&before.model.names),
        None => Arc::new(Names::collect(sources, KINDS, &built_in_indicators(), report)),
    };
    let before = before.and_then(|before| before.with(&names));
    let (vocabularies, languages) = match &before {
        Some(Before { model, .. }) => (Arc::clone(&model.vocabularies), model.languages.clone()),
        None => {
            let vocabularies = vocabulary::read_vocabularies(sources, &names, &config.languages, (report, noted));
            (Arc::new(vocabularies), partnership_languages(sources, &names, config))
        }
    };
    // Reported; the site is then built as a catalogue. Without any content that was told.
    if sources.below(CONTENT).next().is_some() {
        let ids = names.ids(&Partnership::KIND, None).collect::<Vec<_>>();
        let _ = config::home_exists(config, ids.into_iter(), report);
    }
    let loose = Loose::default();
    let context = Context {
        sources,
        names: &names,
        vocabularies: &vocabularies,
        languages: &config.languages,
        partnership_languages: &languages,
        report,
        noted,
        loose: Some(&loose),
    };
    let model = tables(&context, before.as_ref());
    let observations = match before.as_ref().filter(|before| before.data_hold()) {
        Some(before) => Arc::clone(&before.model.observations),
        None => Arc::new(observations(&context, &model.indicators)),
    };
    let mut loose = loose.settle();
    if let Some(before) = &before {
        report.repeat(before.still_found(sources));
        loose.extend(before.still_loose());
    }
    let anew = before.map(|before| before.anew);
    (Model { names, vocabularies, languages, observations, loose, ..model }, anew)
}

impl Model {
    /// The partnership that something belongs to, unless it is left out.
    pub fn partnership(&self, owner: Owner) -> Option<&Partnership> {
        self.partnerships.get(owner.into())
    }
}

fn built_in_indicators() -> Vec<(Kind, &'static str)> {
    use crate::record::Closed as _;
    KpiType::ALL.iter().map(|(_, id)| (Indicator::KIND, *id)).collect()
}

/// The languages of each partnership, looked at before anything else is read: every text in it
/// depends on them. Where the file is broken, that is reported when it is read.
fn partnership_languages(sources: &Sources, names: &Names, config: &Config) -> Vec<Languages> {
    names.owners().map(|owner| languages_of(names.owner_id(owner), sources, config)).collect()
}

/// The languages of the partnership of this id; those of the site where it names none.
pub fn languages_of(id: &str, sources: &Sources, config: &Config) -> Languages {
    let path = format!("content/partnerships/{id}/partnership.toml");
    let text = sources.find(&path).map_or("", |file| sources.text(file));
    let (table, _) = toml::de::DeTable::parse_recoverable(text);
    let code = |value: &toml::de::DeValue<'_>| value.as_str().map(str::trim).and_then(Lang::from_code);
    let list = |name: &str| table.get_ref().get(name).map(|value| value.get_ref());
    let array = list("languages").and_then(|value| value.as_array());
    // Of a list with a slip in it nobody knows what was meant: the site's languages stand in.
    let written: Option<Vec<Lang>> =
        array.map(|array| array.iter().map(|item| code(item.get_ref())).collect()).unwrap_or_default();
    let written = written.unwrap_or_default();
    let default = list("default_language").and_then(code).or(written.first().copied());
    let default = default.unwrap_or(config.languages.default);
    let mut all = if written.is_empty() { config.languages.all.clone() } else { written };
    if !all.contains(&default) {
        all.insert(0, default);
    }
    config::only_once(&mut all);
    Languages { default, all }
}

fn observations(context: &Context<'_>, indicators: &Table<Indicator>) -> Observations {
    let unread = |at| Observations { incomplete: [at].into(), ..Observations::default() };
    let read =
        |at: &(Owner, FileId)| data_file::read_file(context, indicators, at.0, at.1).unwrap_or_else(|_| unread(*at));
    let files: Vec<Observations> = context.names.data.par_iter().map(read).collect();
    Observations::join(files, |_| true)
}

/// The text of the catalogue's home page in all its languages. What cannot be read of one file has
/// been reported; the rest of it, and the other files, are read all the same.
fn home(context: &Context<'_>) -> HomeText {
    let mut home = HomeText::default();
    let mut noted = [("title", Vec::new()), ("summary", Vec::new())];
    let mut files = context.names.home.clone();
    files.sort();
    let original = files.iter().find(|(lang, _)| lang.is_none()).map(|(_, file)| *file);
    for (lang, file) in files {
        if let Some(original) = original.filter(|_| lang == Some(context.languages.default)) {
            context.report.fault(doubled(context.sources, context.languages, original, file));
            continue;
        }
        let _ = home_in(context, lang.unwrap_or(context.languages.default), file, &mut home, &mut noted);
    }
    note_home(context, noted, &home.body);
    home
}

/// What one file of the home page adds.
fn home_in(
    context: &Context<'_>,
    lang: Lang,
    file: FileId,
    home: &mut HomeText,
    noted: &mut [(&'static str, Vec<NotedWords>); 2],
) -> Result<(), Reported> {
    let text = readable(context.sources, file, context.report)?;
    let parts = read::split(text, file, context.report)?;
    let part = Part::at(lang, Place::new(file, parts.body));
    if !part.text(context.sources).trim().is_empty() {
        home.body.0.push(part);
    }
    let table = text.get(parts.table.clone()).unwrap_or("");
    let table = read::parse(table, file, parts.table.start, context.report)?;
    let own = Languages { default: lang, all: context.languages.all.clone() };
    let scope = Scope { languages: &own, noted: None, ..context.input(file, None, 0, Dialect::Toml).scope };
    let input = Input { report: context.report, file, offset: parts.table.start, dialect: Dialect::Toml, scope };
    let mut f = Fields::new(&input, Place::top(file), read::slots(&table));
    for (name, texts) in noted.iter_mut() {
        let words = f.text_of(name).filter(|text| !text.is_empty()).zip(f.place_of(name));
        texts.extend(words.map(|(text, place)| (lang, text.into(), place)));
    }
    let title = f.localised("title");
    let summary = f.localised("summary");
    f.finish()?;
    home.title = joined(home.title.take(), title?);
    home.summary = joined(home.summary.take(), summary?);
    Ok(())
}

/// The files of the home page stand side by side, each with words in one language.
fn note_home(context: &Context<'_>, words: [(&str, Vec<NotedWords>); 2], body: &Body) {
    let Some((place, noted)) = body.0.first().map(|part| part.place).zip(context.noted) else { return };
    context.input(place.file, None, 0, Dialect::Toml).scope.note_body(body, slug);
    for (name, texts) in words {
        let languages = context.languages.clone();
        noted.add(NotedText { name: name.into(), written: Written::Words, languages, texts, heading_id: slug });
    }
}

fn joined(first: Option<Localised>, second: Option<Localised>) -> Option<Localised> {
    match (first, second) {
        (Some(first), Some(second)) => Some(first.overlaid(&second)),
        (first, second) => first.or(second),
    }
}

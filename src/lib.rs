//! Pactfolio reads partnership agreements, commitments and KPI data and renders portals of skills
//! partnerships.
//!
//! ```text
//!  content/  themes/  site.toml                                                     public/
//!       │                                                                              ▲
//!    disk.rs            ─────────────── pure from here to there ───────────────     disk.rs
//!       ▼                                                                              │
//!   Sources ──read──▶ Model ──check──▶ Portal ──derive──▶ Figures                      │
//!   bytes and         every name       every rule         every number,                │
//!   positions         resolved         passed             computed once                │
//!                                         └──────┬──────────────┘                      │
//!                                              plan ──▶ Plan ──render──▶ bytes of one address
//!                                                   every address, every link
//!       └──────────────── Report: what is wrong, where, what to type ─────────────────┘
//! ```
//!
//! A file imports only what stands above it: [`picture`], [`source`], [`report`], [`read`], [`record`],
//! [`config`], [`i18n`], [`model`], [`translate`], [`figures`], [`check`], [`plan`], [`charts`], [`search`],
//! [`pages`], [`exports`], [`render`], [`disk`], [`preview`](crate) (of the feature `serve`), [`cli`]. Three folders
//! hold leaves only, one file per kind and one list in each `mod.rs`: [`model`] (what a thing is),
//! [`pages`] (how people see it), [`exports`] (how machines get it). All else is spine and knows no kind.
//!
//! Invariants:
//! 1. Between reading and writing nothing touches files, clock, environment or network: the bytes
//!    depend on [`source::Sources`] and the as-of date alone.
//! 2. A stage takes values and returns a new one. What was read before only saves work: with and
//!    without it the same comes out (`tests/incremental.rs`).
//! 3. Who returns `Err(Reported)` has put a diagnostic into the report; every diagnostic names a file.
//! 4. In a `Model` every name is resolved; in a `Portal` every rule has passed; in a `Plan` every
//!    address is unique and every link arrives.
//! 5. A number shown in two places was computed once, in [`figures`]. An address is spelled in one
//!    file (`plan/address.rs`); a visitor's word stands in `i18n/`.
//! 6. A template sees its view and the words. It does not fetch, sort, or build addresses.
//! 7. `Portal` is the one filter for what may be published.

pub mod charts;
pub mod check;
pub mod cli;
pub mod config;
pub mod disk;
pub mod exports;
pub mod figures;
pub mod i18n;
pub mod model;
pub mod pages;
pub mod picture;
pub mod plan;
#[cfg(feature = "serve")]
pub mod preview;
pub mod read;
pub mod record;
pub mod render;
pub mod report;
pub mod search;
pub mod source;
pub mod translate;

use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use jiff::civil::Date;

use check::{LeftOut, Portal, Setting};
use config::Config;
use figures::{Basis, Figures};
use model::{Before, Model};
use pages::Site;
use plan::{Addresses, Follower, Headings, Plan, Planner, Resolver, Wanted};
use record::{Languages, Owner, Visibility};
use render::{Renderer, Theme};
use report::{Diagnostic, Findings, Report, Reported};
use source::{FileId, Sources};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The day on which the content is looked at.
    pub as_of: Date,
    /// For whom it is shown.
    pub audience: Visibility,
    /// Are drafts shown?
    pub drafts: bool,
    /// Is it a preview?
    pub preview: bool,
    /// Is what is sound published although other files are broken?
    pub keep_going: bool,
}

/// A portal that is ready to be rendered.
#[derive(Debug)]
pub struct Prepared {
    /// Settings.
    pub config: Config,
    /// The theme.
    pub theme: Arc<Theme>,
    /// What may be published.
    pub portal: Portal,
    /// Every number derived from it.
    pub figures: Figures,
    /// Every address.
    pub plan: Plan,
    /// The files that texts and records refer to.
    wanted: Vec<Wanted>,
    /// Records that were left out because their files are broken.
    pub left_out: LeftOut,
}

/// Reads `site.toml`; the report knows its levels afterwards.
pub fn configure(sources: &Sources) -> (Result<Config, Reported>, Report) {
    let report = Report::default();
    let config = config::read(sources, &report);
    let levels = match &config {
        Ok(config) => config.checks.clone(),
        Err(_) => config::stand_in(sources).map(|config| config.checks).unwrap_or_default(),
    };
    (config, report.with_levels(levels))
}

/// The whole pipeline up to rendering: reads, checks and plans a portal. All findings of all stages
/// are in the report, also where one of them fails.
pub fn prepare(
    sources: &Sources,
    config: Result<Config, Reported>,
    request: &Request,
    report: &Report,
) -> Result<Prepared, Reported> {
    let reading = read(sources, config, None, report)?;
    complete(sources, reading, request, report)
}

/// The theme and the content of a site, as they were read. Copies share what they hold.
#[derive(Clone, Debug)]
pub struct Reading {
    config: Config,
    /// Could the settings be read, and is there any content?
    outcome: Result<(), Reported>,
    theme: Result<Arc<Theme>, Reported>,
    model: Model,
}

/// What was read before, so that only what has changed since is read anew.
#[derive(Debug)]
pub struct Earlier {
    sources: Sources,
    reading: Reading,
    /// What had been found when everything was read.
    found: Vec<Diagnostic>,
}

/// The first part of the pipeline: reads theme and content, and looks at all texts. What comes out is
/// the same with and without what was read before.
pub fn read(
    sources: &Sources,
    config: Result<Config, Reported>,
    earlier: Option<&Earlier>,
    report: &Report,
) -> Result<Reading, Reported> {
    // With a broken `site.toml` the content is still checked, as far as that is possible.
    let (config, outcome) = match config {
        Ok(config) => (config, Ok(())),
        Err(reported) => (config::stand_in(sources).ok_or(reported)?, Err(reported)),
    };
    let config = in_languages_of_home(config, sources);
    let outcome = outcome.and(model::require_content(sources, &config, report));
    let earlier = earlier.and_then(|earlier| Some((earlier, sources.changes_since(&earlier.sources)?)));
    let theme = || match earlier.as_ref().and_then(|(earlier, changed)| earlier.theme(sources, &config, changed)) {
        Some(theme) => Ok(theme),
        None => render::load(sources, &config, report).map(Arc::new),
    };
    let model = || {
        let before = earlier.as_ref();
        let before =
            before.map(|(earlier, changed)| Before::new(&earlier.reading.model, &earlier.found, changed.clone()));
        let (model, anew) = model::read_again(sources, &config, before, report);
        check::texts(&model, sources, anew.as_ref(), report);
        model
    };
    // On a thread of its own: one of the pool that reads content takes up other work while it waits, and would
    // come to wait for the built-in terms that it is making.
    let (theme, model) = thread::scope(|scope| {
        let theme = scope.spawn(theme);
        let model = model();
        (theme.join().unwrap_or_else(|panic| resume_unwind(panic)), model)
    });
    Ok(Reading { config, outcome, theme, model })
}

/// A partnership that is the whole site is shown in its own languages, as it is beside others.
fn in_languages_of_home(config: Config, sources: &Sources) -> Config {
    match &config.home {
        Some((id, _)) => Config { pages_in: model::languages_of(id, sources, &config), ..config },
        None => config,
    }
}

impl Earlier {
    /// A reading with what was found in it, before it is completed.
    pub fn new(sources: &Sources, reading: &Reading, report: &Report) -> Self {
        Earlier { sources: sources.clone(), reading: reading.clone(), found: report.found() }
    }

    /// The theme, where it was sound and nothing that it is made from has changed.
    fn theme(&self, sources: &Sources, config: &Config, changed: &BTreeSet<FileId>) -> Option<Arc<Theme>> {
        let is_of_theme = |path: &str| path.starts_with(render::THEMES) || path == config::SITE;
        let is_same = self.reading.config.pages_in == config.pages_in
            && !changed.iter().any(|file| is_of_theme(sources.path(*file)));
        self.reading.theme.as_ref().ok().filter(|_| is_same).map(Arc::clone)
    }
}

/// The second part of the pipeline: checks as a whole what was read, and plans it.
pub fn complete(sources: &Sources, reading: Reading, request: &Request, report: &Report) -> Result<Prepared, Reported> {
    let Reading { config, outcome, theme, model } = reading;
    let setting = setting(sources, &config, request);
    check::run(&model, &setting, report);
    let (portal, left_out) = portal(model, &setting, request, report);
    let basis = Basis { as_of: request.as_of, thresholds: config.progress };
    let derive = || figures::derive(&portal.model, basis);
    let plan = || {
        let (mut planner, wanted) =
            rayon::join(|| planned(&config, &portal, report), || follow_links(sources, &config, &portal.model, report));
        plan::publish(sources, &wanted, &mut planner);
        (planner.plan, wanted)
    };
    let ((plan, wanted), figures) = rayon::join(plan, derive);
    check::numbers(&portal.model, &figures, &setting, report);
    outcome?;
    if !request.keep_going {
        report.outcome()?;
    }
    Ok(Prepared { theme: theme?, config, portal, figures, plan, wanted, left_out })
}

fn setting<'a>(sources: &'a Sources, config: &'a Config, request: &Request) -> Setting<'a> {
    Setting { sources, config, as_of: request.as_of, audience: request.audience, drafts: request.drafts }
}

/// What may be published: of what is sound where that is asked for.
fn portal(model: Model, setting: &Setting<'_>, request: &Request, report: &Report) -> (Portal, LeftOut) {
    if !request.keep_going {
        return (check::publishable(model, setting), LeftOut::new());
    }
    follow_links(setting.sources, setting.config, &model, report);
    let findings = report.settle(setting.sources);
    let broken: BTreeSet<String> = findings.broken_files().map(str::to_owned).collect();
    check::sound(model, setting, &broken)
}

/// Every page of a portal.
fn planned<'r>(config: &Config, portal: &Portal, report: &'r Report) -> Planner<'r> {
    let planner = Planner::new(addresses(config, &portal.model), report);
    let mut planner = planner.with_translations(config.translations);
    pages::plan(portal, &mut planner);
    planner
}

fn addresses(config: &Config, model: &Model) -> Addresses {
    let home = config.home.as_ref().and_then(|(id, _)| {
        model.names.owners().find(|owner| model.names.owner_id(*owner) == &**id).map(|owner| (owner, &**id))
    });
    Addresses::new(config, home)
}

/// Follows every link of every text: the files that texts and records refer to. Links that do not arrive
/// are reported.
fn follow_links(sources: &Sources, config: &Config, model: &Model, report: &Report) -> Vec<Wanted> {
    let (addresses, headings) = (addresses(config, model), Headings::default());
    let (names, heading_id) = (&model.names, pages::heading_id);
    let resolver = Resolver { sources, names, addresses: &addresses, heading_id, headings: &headings };
    let mut follower = Follower { resolver, report, files: Vec::new() };
    model.visit(&mut follower);
    follower.home(&model.home);
    follower.loose(&model.loose);
    follower.files
}

impl Prepared {
    /// Renders the addresses of the portal.
    pub fn renderer<'a>(&'a self, sources: &'a Sources, request: &Request, report: &'a Report) -> Renderer<'a> {
        let theme = (self.theme.words.as_slice(), &*self.theme as &dyn pages::Templates);
        let site = Site::new(sources, &self.config, (&self.portal, &self.figures), &self.plan, theme, request, report);
        Renderer::new(site, &self.theme, report)
    }

    /// A partnership as a site of its own, in its own languages, below the catalogue's address.
    pub fn own_site(
        &self,
        owner: Owner,
        themes: &Themes,
        sources: &Sources,
        report: &Report,
    ) -> Result<OwnSite, Reported> {
        let id = self.portal.model.names.owner_id(owner);
        let config = Config {
            base_url: format!("{}{id}/", self.config.base_url).into(),
            home: Some((id.into(), source::Place::top(self.config.file))),
            pages_in: self.portal.model.languages.get(owner.index()).unwrap_or(&self.config.pages_in).clone(),
            ..self.config.clone()
        };
        let theme = themes.of(&config, sources, report)?;
        let mut planner = planned(&config, &self.portal, report);
        plan::publish(sources, &self.wanted, &mut planner);
        Ok(OwnSite { config, theme, plan: planner.plan })
    }
}

/// The theme in the languages of several sites, loaded once for those that have the same.
#[derive(Debug, Default)]
pub struct Themes(Mutex<Vec<(Languages, Arc<Theme>)>>);

impl Themes {
    fn of(&self, config: &Config, sources: &Sources, report: &Report) -> Result<Arc<Theme>, Reported> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, theme)) = known.iter().find(|(languages, _)| *languages == config.pages_in) {
            return Ok(Arc::clone(theme));
        }
        let theme = Arc::new(render::load(sources, config, report)?);
        known.push((config.pages_in.clone(), Arc::clone(&theme)));
        Ok(theme)
    }
}

/// A partnership of a catalogue as a site of its own.
#[derive(Debug)]
pub struct OwnSite {
    config: Config,
    theme: Arc<Theme>,
    plan: Plan,
}

impl OwnSite {
    /// Renders the addresses of the site.
    pub fn renderer<'a>(
        &'a self,
        content: (&'a Portal, &'a Figures),
        sources: &'a Sources,
        request: &Request,
        report: &'a Report,
    ) -> Renderer<'a> {
        let theme = (self.theme.words.as_slice(), &*self.theme as &dyn pages::Templates);
        let site = Site::new(sources, &self.config, content, &self.plan, theme, request, report);
        Renderer::new(site, &self.theme, report)
    }
}

/// Everything that is wrong with a site, found without writing anything.
pub fn findings(sources: &Sources, request: &Request) -> Findings {
    let (config, report) = configure(sources);
    if let Ok(prepared) = prepare(sources, config, request, &report) {
        let renderer = prepared.renderer(sources, request, &report);
        // Each template once, so that all that are broken are told; then all pages. The findings tell.
        let _ = renderer.settle_addresses();
        let _ = disk::try_templates(&renderer).and_then(|_| disk::render_all(&renderer, |_, _| Ok(())));
    }
    report.settle(sources)
}

/// The partnerships of a site, by id.
pub fn partnerships(portal: &Portal) -> Vec<(Owner, String)> {
    let names = &portal.model.names;
    let shown = portal.model.partnerships.iter().map(|(at, _)| Owner::from(at));
    shown.map(|owner| (owner, names.owner_id(owner).to_owned())).collect()
}

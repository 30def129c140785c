//! What does the preview show now?

use std::io;
use std::sync::mpsc::Sender;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

use super::about::Opener;
use super::server::Hosts;
use super::tree::{Touched, Tree};
use super::worker::{self, Ask, Ready};
use super::{Settings, Told};
use crate::config::Config;
use crate::report::{self, Findings, Level, Report, Reported};
use crate::source::Sources;
use crate::{Earlier, Reading};

/// How many findings a browser is told of.
const FINDINGS: usize = 100;

/// What the browser is told.
#[derive(Clone, Debug, Default)]
pub struct News {
    /// Which state of the content is shown.
    generation: u64,
    /// The state in which a picture changed last.
    media: u64,
    /// How many errors there are.
    errors: usize,
    /// The first of them, as a JSON list.
    findings: Arc<str>,
}

/// The worker that answers, and which state of the content it shows.
#[derive(Clone, Debug, Default)]
pub struct Showing {
    /// None before the content is sound for the first time.
    pub worker: Option<Sender<Ask>>,
    generation: u64,
}

/// What the server and the builder share.
#[derive(Debug)]
pub struct Shared {
    /// Names by which the preview may be called.
    pub hosts: Hosts,
    /// Tells a preview from one before it at the same address.
    session: u128,
    /// Opens files in the author's editor.
    pub open: Arc<Opener>,
    showing: RwLock<Showing>,
    /// What was found in content that is newer than what is shown, and broken.
    newer: RwLock<Option<Arc<Findings>>>,
    news: watch::Sender<News>,
}

impl Shared {
    /// Nothing is shown yet.
    pub fn new(hosts: Hosts, open: Opener) -> Self {
        let session = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis());
        let news = News { findings: "[]".into(), ..News::default() };
        let (open, showing, newer) = (Arc::new(open), RwLock::default(), RwLock::default());
        Shared { hosts, session, open, showing, newer, news: watch::Sender::new(news) }
    }

    /// What is shown.
    pub fn showing(&self) -> Showing {
        self.showing.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The name of what is shown.
    pub fn name(&self, showing: &Showing) -> String {
        format!("{}.{}", self.session, showing.generation)
    }

    /// News from now on, the present state first.
    pub fn follow(&self) -> watch::Receiver<News> {
        self.news.subscribe()
    }

    /// Writes news as a browser reads them.
    pub fn teller(&self) -> impl Fn(&News) -> String + Send + use<> {
        let session = self.session;
        move |News { generation, media, errors, findings }| {
            format!(
                "{{\"generation\":\"{session}.{generation}\",\"media\":\"{session}.{media}\",\
                 \"errors\":{errors},\"findings\":{findings}}}"
            )
        }
    }

    /// What was found in content that is newer than what is shown, and broken.
    pub fn newer(&self) -> Option<Arc<Findings>> {
        self.newer.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Says what is wrong; what is shown stays.
    pub fn broken(&self, findings: &Findings) {
        *self.newer.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(findings.clone()));
        let (errors, findings) = (findings.count(Level::Error), list(findings));
        self.news.send_modify(|news| (news.errors, news.findings) = (errors, findings));
    }

    /// Shows a new state.
    fn show(&self, worker: Sender<Ask>, media: bool) {
        let generation = self.showing().generation + 1;
        let next = Showing { worker: Some(worker), generation };
        *self.newer.write().unwrap_or_else(PoisonError::into_inner) = None;
        *self.showing.write().unwrap_or_else(PoisonError::into_inner) = next;
        self.news.send_modify(|news| {
            let media = if media { generation } else { news.media };
            *news = News { generation, media, errors: 0, findings: "[]".into() };
        });
    }
}

/// The errors as a JSON list.
fn list(findings: &Findings) -> Arc<str> {
    let errors = findings.list.iter().filter(|finding| finding.level == Level::Error).take(FINDINGS);
    let lines = report::json(&Findings { list: errors.cloned().collect() });
    format!("[{}]", lines.trim_end().replace('\n', ",")).into()
}

/// Makes a new state from changed content.
#[derive(Debug)]
pub struct Builder {
    url: String,
    shared: Arc<Shared>,
    /// What was read last, be it sound or not.
    earlier: Option<Earlier>,
    /// What has been touched since the last sound state.
    touched: Touched,
    is_first: bool,
}

impl Builder {
    /// A builder that has built nothing.
    pub fn new(url: &str, shared: Arc<Shared>) -> Self {
        let touched = Touched { anything: true, theme: true, media: false };
        Builder { url: url.to_owned(), shared, earlier: None, touched, is_first: true }
    }

    /// Something has changed.
    pub fn note(&mut self, touched: Touched) {
        self.touched = self.touched.and(touched);
    }

    /// Builds; the last sound state stays where the content is not sound.
    pub fn rebuild(&mut self, tree: &Tree, settings: &Settings<'_>) {
        let start = Instant::now();
        let sources = Arc::new(tree.sources());
        match self.worker(&sources, settings) {
            Ok(Ok(worker)) => {
                self.shared.show(worker, self.touched.media);
                self.touched = Touched::default();
                if !self.is_first {
                    (settings.tell)(Told::Rebuilt(start.elapsed()));
                }
            }
            Ok(Err(findings)) => {
                self.shared.broken(&findings);
                (settings.tell)(Told::Broken(&findings, &sources));
            }
            Err(error) => (settings.tell)(Told::Note(format!("cannot rebuild: {error}"))),
        }
        self.is_first = false;
    }

    fn worker(&mut self, sources: &Arc<Sources>, settings: &Settings<'_>) -> io::Result<Result<Sender<Ask>, Findings>> {
        let request = (settings.request)();
        let (config, report) = crate::configure(sources);
        let here = |config: Config| Config { base_url: self.url.as_str().into(), ..config };
        let prepared = self.read(sources, config.map(here), &report);
        match prepared.and_then(|reading| crate::complete(sources, reading, &request, &report)) {
            Ok(prepared) => {
                let ready = Ready { sources: Arc::clone(sources), prepared, request, report };
                worker::start(&self.shared.open, ready, self.touched.theme)
            }
            Err(_) => Ok(Err(report.settle(sources))),
        }
    }

    /// Reads what has changed, and keeps everything for the next time.
    fn read(
        &mut self,
        sources: &Sources,
        config: Result<Config, Reported>,
        report: &Report,
    ) -> Result<Reading, Reported> {
        let reading = crate::read(sources, config, self.earlier.as_ref(), report)?;
        self.earlier = Some(Earlier::new(sources, &reading, report));
        Ok(reading)
    }
}

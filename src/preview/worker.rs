//! Who renders what is asked for?
//!
//! A worker is a thread that owns one state of the content and everything that was made from it, and
//! ends when nobody can ask it any more.

use std::cell::OnceCell;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;

use tokio::sync::oneshot;

use super::about::{self, Opener};
use super::everything;
use crate::disk;
use crate::pages::NOT_FOUND;
use crate::render::Renderer;
use crate::report::{Findings, Report, Reported};
use crate::source::Sources;
use crate::translate::{self, Text};
use crate::{Prepared, Request};

/// What a worker can be asked.
#[derive(Debug)]
pub enum Question {
    /// The bytes of an address, from the site's root.
    Bytes(String),
    /// What the page of an address is made of. Where newer content is broken: what was found in it.
    About(String, Option<Arc<Findings>>),
    /// All files, with what was found in them.
    Everything(Option<Arc<Findings>>),
}

/// A question to a worker.
#[derive(Debug)]
pub struct Ask {
    /// The question.
    pub question: Question,
    /// Takes the answer.
    pub reply: oneshot::Sender<Answer>,
}

/// What a worker answers.
#[derive(Debug)]
pub enum Answer {
    /// The bytes of the address.
    Found(Vec<u8>),
    /// It is a folder: its address ends with a slash.
    Moved,
    /// There is no such address; the page that says so.
    Missing(Vec<u8>),
    /// What was asked about the content.
    Told(String),
    /// There is nothing to tell.
    Nothing,
    /// The page could not be made.
    Failed(Findings),
}

/// One state of the content, ready to be rendered.
#[derive(Debug)]
pub struct Ready {
    /// All files.
    pub sources: Arc<Sources>,
    /// The portal.
    pub prepared: Prepared,
    /// What was asked for.
    pub request: Request,
    /// What has been found so far.
    pub report: Report,
}

/// Starts a worker, after a look at what stands in the place of files of the program; `try_templates` first, where
/// that is asked for.
///
/// # Errors
/// When a template is broken or an address is taken: all findings.
pub fn start(open: &Arc<Opener>, ready: Ready, try_templates: bool) -> io::Result<Result<Sender<Ask>, Findings>> {
    let (ask, asked) = mpsc::channel::<Ask>();
    let (tell, told) = mpsc::channel();
    let open = Arc::clone(open);
    thread::Builder::new().name("worker".to_owned()).spawn(move || {
        let Ready { sources, prepared, request, report } = ready;
        let renderer = prepared.renderer(&sources, &request, &report);
        let addresses = renderer.settle_addresses();
        let templates = try_templates.then(|| disk::try_templates(&renderer));
        if addresses.is_err() || templates.is_some_and(|tried| tried.is_err()) {
            let _ = tell.send(Err(report.settle(&sources)));
            return;
        }
        let _ = tell.send(Ok(()));
        // They are looked for when somebody wants to know of them.
        let texts = OnceCell::new();
        for Ask { question, reply } in asked {
            // Who asked may have gone.
            let _ = reply.send(answer(&open, &renderer, &texts, &question));
        }
    })?;
    match told.recv() {
        Ok(outcome) => Ok(outcome.map(|()| ask)),
        Err(_) => Err(io::Error::other("the preview cannot render")),
    }
}

fn answer(open: &Opener, renderer: &Renderer<'_>, texts: &OnceCell<Vec<Text>>, question: &Question) -> Answer {
    let sources = renderer.site.sources;
    let now =
        |newer: &Option<Arc<Findings>>| newer.as_deref().cloned().unwrap_or_else(|| renderer.report.settle(sources));
    match question {
        Question::Bytes(address) => shown(&open.root, renderer, address),
        Question::About(address, newer) => {
            // With one language there is nothing to translate, and nothing to look for.
            let is_one = renderer.site.config.pages_in.all.len() < 2;
            let texts = texts.get_or_init(|| if is_one { Vec::new() } else { translate::texts(sources) });
            let told = about::page(renderer, (address, &now(newer)), texts, open);
            told.map_or(Answer::Nothing, Answer::Told)
        }
        Question::Everything(newer) => {
            let page_of = |path: &str| page_of(renderer, path);
            Answer::Told(everything::page(&everything::files(sources), &now(newer), &page_of, open))
        }
    }
}

/// The address of the page that is made from a file.
fn page_of(renderer: &Renderer<'_>, path: &str) -> Option<String> {
    let site = &renderer.site;
    let (path, lang) = site.resolver().page_of(site.sources.find(path)?)?;
    let lang = lang.filter(|lang| site.config.pages_in.contains(*lang)).unwrap_or(site.config.pages_in.default);
    site.plan.has_page(&path).then(|| site.plan.addresses.in_language(&path, lang))
}

fn shown(root: &Path, renderer: &Renderer<'_>, address: &str) -> Answer {
    if let Some(bytes) = bytes(root, renderer, address) {
        return bytes.map_or_else(|_| failed(renderer), Answer::Found);
    }
    if renderer.find(&format!("{address}/")).is_some() {
        return Answer::Moved;
    }
    match bytes(root, renderer, NOT_FOUND) {
        Some(Err(_)) => failed(renderer),
        page => Answer::Missing(page.and_then(Result::ok).unwrap_or_default()),
    }
}

fn failed(renderer: &Renderer<'_>) -> Answer {
    Answer::Failed(renderer.report.settle(renderer.site.sources))
}

/// The bytes of an address, if it is one.
fn bytes(root: &Path, renderer: &Renderer<'_>, address: &str) -> Option<Result<Vec<u8>, Reported>> {
    let output = renderer.find(address)?;
    let mut buffer = Vec::new();
    match renderer.whole(output, address, &mut buffer) {
        Ok(None) => Some(Ok(buffer)),
        // A file that is gone by now: the next worker knows.
        Ok(Some(file)) => disk::read_copy(root, renderer.site.sources.path(file)).ok().map(Ok),
        Err(reported) => Some(Err(reported)),
    }
}

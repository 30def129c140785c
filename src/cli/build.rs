//! `build`: write the site.

use std::mem::ManuallyDrop;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use rayon::ThreadPoolBuilder;

use super::arguments::{Arguments, Build};
use super::output::{Printer, Timer};
use super::{Failure, Outcome, site};
use crate::check::LeftOut;
use crate::config::Config;
use crate::disk::{self, Refused, Written, each};
use crate::record::{Key, Owner};
use crate::render::Renderer;
use crate::report::{Report, Reported};
use crate::source::Sources;
use crate::{Prepared, Request, Themes};

/// Writes one site, or one for each partnership.
pub fn run(arguments: &Arguments, build: &Build, printer: &Printer) -> Result<Outcome, Failure> {
    let mut timer = Timer::start();
    let root = site::root(arguments)?;
    let request = site::request(&build.view, build.keep_going)?;
    let sources = site::sources(&root)?;
    timer.stage("read files");
    let out = build.out.clone().unwrap_or_else(|| root.join("public"));
    if disk::PARTS.into_iter().any(|part| disk::lies_in(&out, &root.join(part))) {
        let out = out.display();
        return Err(format!("{out} lies in what Pactfolio reads; choose another folder with --out").into());
    }
    let job = Job { root: &root, sources: &sources, request: &request, printer };
    let written = if build.each { job.each(&out, &mut timer) } else { job.whole(&out, &mut timer) }?;
    timer.print(arguments.timings, printer);
    let Some(written) = written else {
        printer.warn("nothing was written; mend the errors, or publish what is sound with --keep-going");
        return Ok(Outcome::ContentErrors);
    };
    printer.say(format!(
        "{} pages in {} ({} changed, {} removed) in {}",
        written.pages,
        timer.total(),
        written.changed,
        written.removed,
        out.display()
    ));
    Ok(if written.complete { Outcome::Fine } else { Outcome::ContentErrors })
}

/// What all sites of one command share.
struct Job<'a> {
    root: &'a Path,
    sources: &'a Sources,
    request: &'a Request,
    printer: &'a Printer,
}

impl Job<'_> {
    /// The site as `site.toml` describes it; `None` where errors forbid it.
    fn whole(&self, out: &Path, timer: &mut Timer) -> Result<Option<Written>, Failure> {
        let (config, report) = crate::configure(self.sources);
        let config = config.map(|config| site::with_commit(config, self.root));
        let Some(prepared) = self.prepared(config, &report, timer) else { return Ok(None) };
        // The program ends when the site is written: taking a large portal apart before would only take time.
        let prepared = ManuallyDrop::new(prepared);
        let renderer = ManuallyDrop::new(prepared.renderer(self.sources, self.request, &report));
        let before = report.count();
        let written = self.write(&renderer, &report, out)?;
        timer.stage("render, write");
        self.tell(&report, before);
        Ok(written)
    }

    /// Every partnership as a site of its own.
    fn each(&self, out: &Path, timer: &mut Timer) -> Result<Option<Written>, Failure> {
        let (config, report) = crate::configure(self.sources);
        let config = config.map(|config| site::with_commit(config, self.root));
        let Some(prepared) = self.prepared(config, &report, timer) else { return Ok(None) };
        let (themes, before) = (Themes::default(), report.count());
        let sites = crate::partnerships(&prepared.portal);
        let one = |(owner, id): &(Owner, String)| {
            let Ok(site) = prepared.own_site(*owner, &themes, self.sources, &report) else { return Ok(None) };
            let renderer = site.renderer((&prepared.portal, &prepared.figures), self.sources, self.request, &report);
            self.write(&renderer, &report, &out.join(id))
        };
        let written = side_by_side(&sites, one);
        self.tell(&report, before);
        let Some(mut all) = together(written)? else { return Ok(None) };
        let ids: Vec<String> = sites.into_iter().map(|(_, id)| id).collect();
        // What is left out because it is broken now stays as it was.
        let is_left_out = |id: &str| prepared.left_out.keys().any(|key| key.path() == format!("partnerships/{id}"));
        let is_gone = |id: &str| !ids.iter().any(|known| known == id) && !is_left_out(id);
        all.removed += each::settle(out, &ids, is_gone)
            .map_err(|error| format!("cannot write {}: {error}", out.join(each::SITES).display()))?;
        timer.stage("plan, render, write");
        Ok(Some(all))
    }

    /// Everything up to rendering, with what is said of it; `None` where errors forbid to go on.
    fn prepared(&self, config: Result<Config, Reported>, report: &Report, timer: &mut Timer) -> Option<Prepared> {
        let prepared = crate::prepare(self.sources, config, self.request, report);
        timer.stage("read, check, plan");
        self.printer.findings(&report.settle(self.sources), self.sources);
        let prepared = prepared.ok()?;
        for line in left_out(&prepared.left_out) {
            self.printer.warn(line);
        }
        Some(prepared)
    }

    /// Tells what was found, where more was than there had been.
    fn tell(&self, report: &Report, before: usize) {
        if report.count() > before {
            self.printer.findings(&report.settle(self.sources), self.sources);
        }
    }

    fn write(&self, renderer: &Renderer<'_>, report: &Report, out: &Path) -> Result<Option<Written>, Failure> {
        match disk::write_site(renderer, self.root, out) {
            Ok(written) => Ok(Some(Written { complete: report.outcome().is_ok(), ..written })),
            Err(Refused::Reported(_)) => Ok(None),
            Err(Refused::NotOurs) => Err(format!(
                "{} holds files that Pactfolio did not write; choose another folder with --out, or empty it",
                out.display()
            )
            .into()),
            Err(Refused::Io(path, error)) => Err(format!("cannot write {}: {error}", path.display()).into()),
        }
    }
}

/// What was written of all sites; none where one could not be written for errors of the content.
fn together(sites: Vec<Result<Option<Written>, Failure>>) -> Result<Option<Written>, Failure> {
    let mut all = Written { complete: true, ..Written::default() };
    for site in sites {
        let Some(written) = site? else { return Ok(None) };
        all.pages += written.pages;
        all.changed += written.changed;
        all.removed += written.removed;
        all.complete &= written.complete;
    }
    Ok(Some(all))
}

/// Does something for each item on all threads; the outcomes are in the order of the items.
///
/// Each worker has threads of its own. One that waits for a part of its site would otherwise take up a part of
/// another, and might come to wait for what waits for it.
fn side_by_side<T: Sync, R: Send>(items: &[T], act: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = rayon::current_num_threads();
    let workers = threads.min(items.len()).max(1);
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        let rest = std::iter::from_fn(|| items.iter().enumerate().nth(next.fetch_add(1, Ordering::Relaxed)));
        for (at, item) in rest {
            let outcome = act(item);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, outcome));
        }
    };
    let worker = || match ThreadPoolBuilder::new().num_threads(threads / workers).build() {
        Ok(own) => own.install(work),
        Err(_) => work(),
    };
    thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(worker))));
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

/// What was left out, one line each; a whole partnership is one line, with the number of its records.
fn left_out(all: &LeftOut) -> Vec<String> {
    let is_partnership = |key: &&Key| key.path().split('/').count() == 2 && key.path().starts_with("partnerships/");
    let partnerships: Vec<&Key> = all.keys().filter(is_partnership).collect();
    let is_in =
        |key: &Key, whole: &Key| key.path().strip_prefix(whole.path()).is_some_and(|rest| rest.starts_with('/'));
    let line = |(key, indicators): (&Key, &Vec<String>)| match all.keys().filter(|inner| is_in(inner, key)).count() {
        _ if !indicators.is_empty() => format!("left out: {key}, with all values of {}", indicators.join(", ")),
        _ if is_data(key) => format!("left out: {key}, with all values of the partnership"),
        0 => format!("left out: {key}"),
        1 => format!("left out: {key}, with its 1 record"),
        inside => format!("left out: {key}, with its {inside} records"),
    };
    all.iter().filter(|(key, _)| !partnerships.iter().any(|whole| is_in(key, whole))).map(line).collect()
}

/// Is it a file of data?
fn is_data(key: &Key) -> bool {
    matches!(key.path().split('/').collect::<Vec<_>>()[..], ["partnerships", _, "data", _])
}

//! `serve`: show the site while it is being written.

use std::net::IpAddr;

use jiff::Zoned;

use super::arguments::{Arguments, Serve};
use super::output::{Printer, shown};
use super::{Failure, Outcome, site};
use crate::Request;
use crate::preview::{self, Editor, Settings, Told};
use crate::report::{Findings, Level};

/// Serves until it is ended.
pub fn run(arguments: &Arguments, serve: &Serve, printer: &Printer) -> Result<Outcome, Failure> {
    let root = site::root(arguments)?;
    let first = site::request(&serve.view, false)?;
    // The preview may run over midnight.
    let request = || {
        let as_of = site::as_of(serve.view.as_of).unwrap_or(first.as_of);
        Request { as_of, drafts: true, preview: true, ..first.clone() }
    };
    let listener = preview::listen(serve.host, serve.port);
    let listener =
        listener.map_err(|error| format!("cannot listen at {}, port {}: {error}", serve.host, serve.port))?;
    let url = preview::url(&listener).map_err(|error| error.to_string())?;
    warn_of_network(serve.host, preview::network_url(&listener).as_deref(), printer);
    let tell = |told: Told<'_>| match told {
        Told::Ready => ready(&url, serve, printer),
        Told::Rebuilt(time) => printer.say(format!("{} rebuilt in {}", now(), shown(time))),
        Told::Broken(findings, sources) => {
            printer.findings(&errors(findings), sources);
            printer.warn(format!("{} the page changes once the errors are mended", now()));
        }
        Told::Note(note) => printer.warn(note),
    };
    let editor = Editor::new(serve.editor.as_deref()).map_err(|help| format!("--editor is not understood: {help}"))?;
    let settings = Settings { root: &root, editor, poll: serve.poll, request: &request, tell: &tell };
    preview::run(&settings, listener).map_err(|error| format!("cannot show the site: {error}"))?;
    Ok(Outcome::Fine)
}

/// Warnings are for `check`: here they would hide what stands in the way.
fn errors(findings: &Findings) -> Findings {
    let errors = findings.list.iter().filter(|finding| finding.level == Level::Error);
    Findings { list: errors.cloned().collect() }
}

fn ready(url: &str, serve: &Serve, printer: &Printer) {
    printer.warn(format!("{url} shows the site and follows changes; Ctrl-C ends it"));
    // The error speaks of launchers and wait states, which help nobody.
    if serve.open && open::that_detached(url).is_err() {
        printer.warn("no browser could be started; open the address yourself");
    }
}

fn warn_of_network(host: IpAddr, url: Option<&str>, printer: &Printer) {
    if !host.is_loopback() {
        let place = url.map_or_else(|| host.to_string(), str::to_owned);
        printer
            .warn(format!("warning: everybody who reaches {place} in the network can read the site, drafts included"));
    }
}

fn now() -> impl std::fmt::Display {
    Zoned::now().strftime("%H:%M:%S").to_string()
}

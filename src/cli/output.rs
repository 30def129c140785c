//! How is something printed?

use std::fmt::Display;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::{Arguments, Failure, Outcome};
use crate::report::{self, Findings};
use crate::source::Sources;

/// Prints to people on standard error.
#[derive(Debug)]
pub struct Printer {
    quiet: bool,
}

impl Printer {
    /// A printer that says nothing but what is wrong where that is asked for.
    pub fn new(quiet: bool) -> Self {
        Printer { quiet }
    }

    /// Something that went well.
    pub fn say(&self, message: impl Display) {
        if !self.quiet {
            line(message);
        }
    }

    /// Something that must be seen.
    pub fn warn(&self, message: impl Display) {
        line(message);
    }

    /// Why the command could not be carried out.
    pub fn failure(&self, message: &str) {
        line(format!("error: {message}"));
    }

    /// Findings for people, with their number.
    pub fn findings(&self, findings: &Findings, sources: &Sources) {
        if findings.list.is_empty() {
            return;
        }
        let colour =
            anstream::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let _ = write!(anstream::stderr(), "{}", report::text(findings, sources, colour));
        line(report::summary(findings));
    }
}

fn line(message: impl Display) {
    // Nothing can be said where standard error is closed.
    let _ = writeln!(anstream::stderr(), "{message}");
}

/// Prints to programs on standard output.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("cannot print: {error}").into()),
        _ => Ok(()),
    }
}

/// Completions for a shell.
pub fn completions(shell: Shell) -> Result<Outcome, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "pactfolio", &mut text);
    print(&String::from_utf8_lossy(&text)).map(|()| Outcome::Fine)
}

/// The manual page.
pub fn man() -> Result<Outcome, Failure> {
    let mut text = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut text).map_err(|error| error.to_string())?;
    print(&String::from_utf8_lossy(&text)).map(|()| Outcome::Fine)
}

/// Measures the stages of a command.
#[derive(Debug)]
pub struct Timer {
    start: Instant,
    last: Instant,
    stages: Vec<(&'static str, Duration)>,
}

impl Timer {
    /// Begins to measure.
    pub fn start() -> Self {
        let now = Instant::now();
        Timer { start: now, last: now, stages: Vec::new() }
    }

    /// A stage has ended.
    pub fn stage(&mut self, name: &'static str) {
        let now = Instant::now();
        self.stages.push((name, now - self.last));
        self.last = now;
    }

    /// "61 ms", of the whole.
    pub fn total(&self) -> String {
        shown(self.start.elapsed())
    }

    /// Prints the stages where that is asked for.
    pub fn print(&self, wanted: bool, printer: &Printer) {
        if wanted {
            for (name, time) in &self.stages {
                printer.warn(format!("{:>10}  {name}", shown(*time)));
            }
        }
    }
}

/// A time in words: "6.1 ms".
pub fn shown(time: Duration) -> String {
    match time.as_secs_f64() {
        seconds if seconds < 0.01 => format!("{:.1} ms", seconds * 1000.0),
        seconds if seconds < 10.0 => format!("{:.0} ms", seconds * 1000.0),
        seconds => format!("{seconds:.1} s"),
    }
}

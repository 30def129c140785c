//! What did the user ask for? One file per command; printing, exit codes and the clock live here.

mod arguments;
mod build;
mod check;
mod explain;
mod git;
pub mod new;
mod output;
mod report;
#[cfg(feature = "serve")]
mod serve;
mod site;
mod theme;
mod translations;

use std::process::ExitCode;

use clap::Parser as _;

pub use arguments::Arguments;
use arguments::Command;
use output::Printer;

/// How a command ended (content format, section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Fine, warnings allowed.
    Fine,
    /// The content has errors.
    ContentErrors,
}

/// Why a command could not be carried out.
#[derive(Debug)]
pub struct Failure(pub String);

impl<T: Into<String>> From<T> for Failure {
    fn from(message: T) -> Self {
        Failure(message.into())
    }
}

/// Carries out the command line.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let printer = Printer::new(arguments.quiet);
    match run(&arguments, &printer) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::ContentErrors) => ExitCode::from(1),
        Err(Failure(message)) => {
            printer.failure(&message);
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments, printer: &Printer) -> Result<Outcome, Failure> {
    if let Some(jobs) = arguments.jobs {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
        pool.map_err(|error| format!("cannot start {jobs} threads: {error}"))?;
    }
    match &arguments.command {
        Command::Build(build) => build::run(arguments, build, printer),
        Command::Check(check) => check::run(arguments, check, printer),
        #[cfg(feature = "serve")]
        Command::Serve(serve) => serve::run(arguments, serve, printer),
        Command::New(new) => start(new, printer),
        Command::Report(asked) => report::run(arguments, asked, printer),
        Command::Translations(asked) => translations::run(arguments, asked, printer),
        Command::Explain(explain) => explain::run(arguments, explain, printer),
        Command::Theme(theme) => theme::run(arguments, theme, printer),
        Command::Completions { shell } => output::completions(*shell),
        Command::Man => output::man(),
    }
}

/// `new`: writes a portal to start from.
fn start(arguments: &new::Arguments, printer: &Printer) -> Result<Outcome, Failure> {
    let write = |folder: &std::path::Path, files: &[(String, String)]| {
        if !crate::disk::is_empty(folder) {
            return Err(new::not_empty(folder));
        }
        crate::disk::content::write_new(folder, files)
            .map_err(|error| format!("cannot write into {}: {error}", folder.display()))
    };
    let message = new::run(arguments, site::as_of(None)?, &write)?;
    printer.say(message);
    Ok(Outcome::Fine)
}

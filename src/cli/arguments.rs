//! Which commands and options are there?

#[cfg(feature = "serve")]
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::civil::Date;

use crate::record::Visibility;

/// What somebody types who has just installed the program.
#[cfg(feature = "serve")]
const START: &str = "\
Start here:
  pactfolio new portal     Write a small portal into the folder `portal`
  cd portal
  pactfolio serve --open   See it in the browser, and change what you see in content/
  pactfolio check          Say what is wrong, and what to type instead
  pactfolio build          Write the site to public/";

/// The same without a preview.
#[cfg(not(feature = "serve"))]
const START: &str = "\
Start here:
  pactfolio new portal     Write a small portal into the folder `portal`
  cd portal
  pactfolio check          Say what is wrong, and what to type instead
  pactfolio build          Write the site to public/";

/// How completions are installed.
const COMPLETIONS: &str = "\
Where they belong:
  bash    pactfolio completions bash > ~/.local/share/bash-completion/completions/pactfolio
  fish    pactfolio completions fish > ~/.config/fish/completions/pactfolio.fish
  zsh     pactfolio completions zsh > _pactfolio     in a folder of $fpath";

/// Static-site generator for the portals of skills partnerships.
///
/// It reads partnership agreements, commitments and KPI data from a content tree and writes a
/// site. Commands work on the site whose site.toml is in this folder or the nearest one above.
#[derive(Debug, Parser)]
#[command(name = "pactfolio", version, about, long_about, after_help = START, max_term_width = 100)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// Folder of the site: the one that holds site.toml.
    #[arg(long, global = true, value_name = "DIR")]
    pub root: Option<PathBuf>,

    /// Say nothing but what is wrong.
    #[arg(long, short, global = true)]
    pub quiet: bool,

    /// Say how long each stage took.
    #[arg(long, global = true)]
    pub timings: bool,

    /// Number of threads; all processors unless given.
    #[arg(long, global = true, value_name = "N")]
    pub jobs: Option<usize>,
}

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a small portal to start from, with comments and with pipelines that publish it.
    New(super::new::Arguments),
    /// Show the site in the browser and follow changes, drafts included.
    #[cfg(feature = "serve")]
    Serve(Serve),
    /// Say what is wrong with the content, and what to type instead.
    Check(Check),
    /// Write the site.
    ///
    /// Nothing is written while the content has errors. Files that have not changed are left alone,
    /// files that Pactfolio did not write are never touched.
    Build(Build),
    /// Keep the numbers of a yearly report, so that it never changes once it is published.
    Report(Report),
    /// Say what is left to translate; take texts to translators, and back.
    Translations(Translations),
    /// Explain a finding (what it is, why it matters, how to mend it) or a figure (how it came about).
    Explain(Explain),
    /// List the files of the theme, or copy one to change it.
    Theme(Theme),
    /// Print what makes your shell complete commands and options with the tab key.
    #[command(after_help = COMPLETIONS)]
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page: pactfolio man > pactfolio.1
    Man,
}

/// What decides which content is shown, and as of when.
#[derive(Debug, Args)]
pub struct View {
    /// Look at the content as of this day (YYYY-MM-DD); today unless given. SOURCE_DATE_EPOCH counts too.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: Option<Date>,

    /// For whom the site is made.
    #[arg(long, value_enum, default_value_t = Audience::Public)]
    pub audience: Audience,

    /// Show drafts, marked as such.
    #[arg(long)]
    pub drafts: bool,
}

/// For whom a site is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Audience {
    /// Everybody.
    Public,
    /// Members of partnerships.
    Members,
    /// Coordinators and Support Services.
    Internal,
}

impl Audience {
    /// The visibility that this audience may see.
    pub fn visibility(self) -> Visibility {
        match self {
            Audience::Public => Visibility::Public,
            Audience::Members => Visibility::Members,
            Audience::Internal => Visibility::Internal,
        }
    }
}

/// Arguments of `build`.
#[derive(Debug, Args)]
pub struct Build {
    /// Folder to write to; public/ beside site.toml unless given.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Write every partnership as a site of its own into a folder of its id.
    #[arg(long)]
    pub each: bool,

    /// Publish what is sound although other files have errors, and list what is left out.
    #[arg(long)]
    pub keep_going: bool,

    /// What is shown.
    #[command(flatten)]
    pub view: View,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// How findings are printed: for people, as JSON lines, as annotations of a forge, as SARIF.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,

    /// What is shown.
    #[command(flatten)]
    pub view: View,
}

/// Arguments of `serve`.
#[cfg(feature = "serve")]
#[derive(Debug, Args)]
pub struct Serve {
    /// Port to listen on; the next free one where it is taken, any for 0.
    #[arg(long, short, value_name = "N", default_value_t = 4000)]
    pub port: u16,

    /// Open the browser.
    #[arg(long)]
    pub open: bool,

    /// Address to listen on. With another than the default, others in the network can read the drafts.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1", value_parser = host)]
    pub host: IpAddr,

    /// Editor in which links to files open: vscode, vscodium, zed, idea, none, or an address such as
    /// vscode://file/{path}:{line}:{column}.
    #[arg(long, value_name = "NAME", env = "PACTFOLIO_EDITOR")]
    pub editor: Option<String>,

    /// Look for changes again and again, where the file system does not tell of them: network drives, some containers.
    #[arg(long)]
    pub poll: bool,

    /// What is shown.
    #[command(flatten)]
    pub view: View,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
    /// Annotations of merge requests.
    Github,
    /// SARIF 2.1.0.
    Sarif,
}

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct Report {
    /// What to do with it.
    #[command(subcommand)]
    pub command: ReportCommand,
}

/// What to do with a yearly report.
#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    /// Write the numbers of a report, and what they were made from, beside it.
    ///
    /// Nothing is written while the content has errors. A later change of the data is shown as a correction.
    Freeze(Freeze),
}

/// Arguments of `report freeze`.
#[derive(Debug, Args)]
pub struct Freeze {
    /// Folder of the partnership; catalogue for the report across partnerships.
    #[arg(value_name = "PARTNERSHIP")]
    pub partnership: String,

    /// Year of the report.
    #[arg(value_name = "YEAR", value_parser = clap::value_parser!(i16).range(1000..=9999))]
    pub year: i16,

    /// Write over numbers that were kept before.
    #[arg(long)]
    pub force: bool,

    /// Look at the content as of this day (YYYY-MM-DD); today unless given. SOURCE_DATE_EPOCH counts too.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: Option<Date>,
}

/// Arguments of `translations`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Translations {
    /// What to do; without it the board is shown.
    #[command(subcommand)]
    pub command: Option<TranslationsCommand>,

    /// The board.
    #[command(flatten)]
    pub board: Board,
}

/// What to do with translations.
#[derive(Debug, Subcommand)]
pub enum TranslationsCommand {
    /// Write the texts of a language into one file for translators.
    Export(Export),
    /// Take translations over from a file; nothing is written where something does not fit.
    Import(Import),
    /// Say of outdated translations that they are still right.
    Checked(Checked),
}

/// Arguments of `translations checked`.
#[derive(Debug, Args)]
pub struct Checked {
    /// The file whose translations were read again, or a folder of such files.
    #[arg(value_name = "PATH")]
    pub path: String,

    /// Only translations into this language.
    #[arg(long, value_name = "CODE")]
    pub language: Option<String>,
}

/// Which texts.
#[derive(Debug, Args)]
pub struct Choice {
    /// Only the texts of this partnership: the name of its folder.
    #[arg(long, value_name = "ID")]
    pub partnership: Option<String>,

    /// Only the texts of this file or below this folder.
    #[arg(long, value_name = "PATH")]
    pub path: Option<String>,
}

/// Arguments of the board.
#[derive(Debug, Args)]
pub struct Board {
    /// Only this language, text by text; may be given several times.
    #[arg(long, value_name = "CODE")]
    pub language: Vec<String>,

    /// Which texts.
    #[command(flatten)]
    pub choice: Choice,

    /// Show what is complete, too.
    #[arg(long)]
    pub all: bool,

    /// How the board is printed: for people, or as JSON lines, one for each text and language.
    #[arg(long, value_enum, default_value_t = BoardFormat::Text)]
    pub format: BoardFormat,

    /// End with exit code 1 where something is missing or outdated.
    #[arg(long)]
    pub strict: bool,
}

/// How the board is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BoardFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Arguments of `translations export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The language into which is translated.
    #[arg(long, value_name = "CODE")]
    pub language: String,

    /// Format of the file; by its ending unless given: .csv is a spreadsheet, everything else XLIFF.
    #[arg(long, value_enum)]
    pub format: Option<ExchangeFormat>,

    /// Only what is missing or outdated.
    #[arg(long)]
    pub todo: bool,

    /// Which texts.
    #[command(flatten)]
    pub choice: Choice,

    /// File to write.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Arguments of `translations import`.
#[derive(Debug, Args)]
pub struct Import {
    /// Accept numbers that are written in words: thirteen for 13.
    #[arg(long)]
    pub numbers_in_words: bool,

    /// File to read, as `translations export` wrote it; .csv is a spreadsheet, everything else XLIFF.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// In which form texts travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExchangeFormat {
    /// XLIFF 1.2, for tools of translators.
    Xliff,
    /// A spreadsheet: CSV with semicolons.
    Csv,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// Code of a finding, such as unknown-term, or a figure: the path of its page and its id there, such
    /// as partnerships/x/commitments/y#people-participating; all codes are listed without one.
    #[arg(value_name = "CODE or FIGURE")]
    pub subject: Option<String>,
    /// What figures are worked out from.
    #[command(flatten)]
    pub view: View,
}

/// Arguments of `theme`.
#[derive(Debug, Args)]
pub struct Theme {
    /// What to do with it.
    #[command(subcommand)]
    pub command: ThemeCommand,
}

/// What to do with the theme.
#[derive(Debug, Subcommand)]
pub enum ThemeCommand {
    /// List the files of the theme, and where your own ones lie.
    List,
    /// Copy a file of the built-in theme into the site's own theme, where it takes precedence.
    Copy {
        /// Path within the theme, such as templates/components/footer.html.
        #[arg(value_name = "FILE", required = true)]
        files: Vec<String>,
    },
}

/// An address of this computer.
#[cfg(feature = "serve")]
fn host(text: &str) -> Result<IpAddr, String> {
    match text {
        "localhost" => Ok(Ipv4Addr::LOCALHOST.into()),
        _ => text.parse().map_err(|_| "write an address in numbers, such as 127.0.0.1, or localhost".to_owned()),
    }
}

fn date(text: &str) -> Result<Date, String> {
    crate::record::parse_date(text).ok_or_else(|| "write year-month-day, for example 2026-06-30".to_owned())
}

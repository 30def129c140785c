//! How long do a million observations take to be read, checked and turned into figures?
//!
//! ```text
//! cargo bench --bench figures -- --observations 100000,1000000
//! ```
//!
//! | option | |
//! |---|---|
//! | `--observations N,N` | sizes, a hundred a commitment (default 100000,1000000) |
//! | `--runs N` | runs; the table shows the fastest (default 3) |
//! | `--folder DIR` | where the portals are written (default: the folder for temporary files) |
//! | `--threshold N` | values of every indicator below it are withheld (default: none are) |
//!
//! Each run is a process of its own, so that its peak of memory is its own. The floor reads the same
//! CSV files, already in memory, with the crate `csv` alone, on one thread, every cell of every row.
//! Without arguments, as under `cargo test --benches`, only a tiny portal is checked.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{self, Command, ExitCode};
use std::time::{Duration, Instant};

use jiff::civil::{Date, date};
use nix::sys::resource::{UsageWho, getrusage};
use pactfolio::check::{Setting, check};
use pactfolio::figures::{Basis, derive};
use pactfolio::record::Visibility;
use pactfolio::source::Sources;
use pactfolio::{configure, disk, model};

/// Rows of a commitment.
const ROWS: usize = 100;
/// Commitments of a partnership.
const COMMITMENTS: usize = 100;
const MEMBERS: usize = 4;
const AS_OF: Date = date(2026, 6, 30);

fn main() -> ExitCode {
    let benched = env::args().any(|argument| argument == "--bench");
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--measure", folder] => measure(Path::new(folder)).map(|run| println!("{}", run.line())),
        [] if !benched => tiny(),
        options => Options::read(options).and_then(|options| bench(&options)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(wrong) => {
            eprintln!("{wrong}");
            ExitCode::FAILURE
        }
    }
}

struct Options {
    observations: Vec<usize>,
    runs: usize,
    folder: PathBuf,
    threshold: Option<usize>,
}

impl Options {
    fn read(arguments: &[&str]) -> io::Result<Options> {
        let mut options =
            Options { observations: vec![100_000, 1_000_000], runs: 3, folder: env::temp_dir(), threshold: None };
        for pair in arguments.chunks(2) {
            match pair {
                ["--observations", list] => {
                    options.observations = list.split(',').map(number).collect::<io::Result<_>>()?;
                }
                ["--runs", runs] => options.runs = number(runs)?.max(1),
                ["--folder", folder] => options.folder = folder.into(),
                ["--threshold", threshold] => options.threshold = Some(number(threshold)?),
                other => return Err(io::Error::other(format!("unknown: {}", other.join(" ")))),
            }
        }
        Ok(options)
    }
}

fn number(text: &str) -> io::Result<usize> {
    text.parse().map_err(|_| io::Error::other(format!("{text} is no number")))
}

fn tiny() -> io::Result<()> {
    let folder = Folder::new(&env::temp_dir())?;
    write(2 * COMMITMENTS * ROWS / 50, Some(5), &folder.0)?;
    measure(&folder.0).map(drop)
}

/// A new folder, removed with all that is in it when this value goes.
struct Folder(PathBuf);

impl Folder {
    fn new(parent: &Path) -> io::Result<Folder> {
        let folder = parent.join(format!("pactfolio-figures-{}", process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Folder(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Nothing follows from a folder that is left.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a run took.
struct Run {
    floor: Duration,
    read: Duration,
    check: Duration,
    derive: Duration,
    /// Largest resident memory, KiB.
    peak: u64,
}

impl Run {
    fn whole(&self) -> Duration {
        self.read + self.check + self.derive
    }

    fn line(&self) -> String {
        let parts = [self.floor, self.read, self.check, self.derive].map(|part| part.as_micros().to_string());
        format!("{} {}", parts.join(" "), self.peak)
    }

    fn from_line(line: &str) -> Option<Run> {
        let mut numbers = line.split_whitespace().map_while(|number| number.parse::<u64>().ok());
        let mut time = || numbers.next().map(Duration::from_micros);
        let (floor, read, check, derive) = (time()?, time()?, time()?, time()?);
        Some(Run { floor, read, check, derive, peak: numbers.next()? })
    }
}

fn bench(options: &Options) -> io::Result<()> {
    println!("observations     floor      read     check    derive     whole  ratio  peak MiB");
    for size in &options.observations {
        let folder = Folder::new(&options.folder)?;
        write(*size, options.threshold, &folder.0)?;
        let runs = (0..options.runs).map(|_| apart(&folder.0)).collect::<io::Result<Vec<Run>>>()?;
        let Some(run) = runs.iter().min_by_key(|run| run.whole()) else { continue };
        let floor = runs.iter().map(|run| run.floor).min().unwrap_or_default();
        let times = [floor, run.read, run.check, run.derive, run.whole()];
        let times: String = times.iter().map(|time| format!("{:>8.3} s", time.as_secs_f64())).collect();
        let ratio = run.whole().as_secs_f64() / floor.as_secs_f64();
        println!("{size:>12}{times}  {ratio:>5.1}  {:>8}", run.peak / 1024);
    }
    Ok(())
}

/// A run in a process of its own.
fn apart(folder: &Path) -> io::Result<Run> {
    let output = Command::new(env::current_exe()?).arg("--measure").arg(folder).output()?;
    let told = String::from_utf8_lossy(&output.stdout);
    let wrong = || io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned());
    Run::from_line(&told).ok_or_else(wrong)
}

fn measure(folder: &Path) -> io::Result<Run> {
    let sources = disk::read_tree(folder)?;
    let begin = Instant::now();
    let (config, report) = configure(&sources);
    let config = config.map_err(|_| io::Error::other("site.toml is wrong"))?;
    let model = model::read(&sources, &config, &report);
    let read = begin.elapsed();
    let setting =
        Setting { sources: &sources, config: &config, as_of: AS_OF, audience: Visibility::Public, drafts: false };
    let portal = check(model, &setting, &report);
    let checked = begin.elapsed();
    let wrong = || io::Error::other(pactfolio::report::text(&report.settle(&sources), &sources, false));
    let portal = portal.map_err(|_| wrong())?;
    let begin_derive = Instant::now();
    let figures = derive(&portal.model, Basis { as_of: AS_OF, thresholds: config.progress });
    let derived = begin_derive.elapsed();
    if figures.rollups.is_empty() {
        return Err(io::Error::other("there are no totals"));
    }
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    let peak = u64::try_from(usage.max_rss()).unwrap_or(0);
    Ok(Run { floor: floor(&sources), read, check: checked - read, derive: derived, peak })
}

/// The time that `csv` alone needs for the same files.
fn floor(sources: &Sources) -> Duration {
    let begin = Instant::now();
    let mut record = csv::StringRecord::new();
    for (id, _) in sources.iter().filter(|(_, file)| file.path.contains("/data/")) {
        let mut reader = csv::Reader::from_reader(sources.bytes(id));
        while reader.read_record(&mut record).is_ok_and(|more| more) {
            black_box(record.iter().map(str::len).sum::<usize>());
        }
    }
    begin.elapsed()
}

fn put(folder: &Path, path: &str, text: &str) -> io::Result<()> {
    let path = folder.join(path);
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(path, text)
}

/// A portal with so many observations.
fn write(observations: usize, threshold: Option<usize>, folder: &Path) -> io::Result<()> {
    let site = "title = \"Portal\"\nbase_url = \"https://portal.example\"\nlanguages = [\"en\"]\n\
                publisher = { name = \"Team\", email = \"team@portal.example\" }\n";
    put(folder, "site.toml", site)?;
    let withheld = threshold.map(|threshold| threshold.to_string()).unwrap_or_default();
    let indicators = format!(
        "id,name,kpi_type,unit,measure,suppress_below\n\
         trained,Trained,people-participating,persons,flow,{withheld}\n\
         made,Made,programmes-developed,programmes,flow,{withheld}\n\
         reached,Reached,people-reached,persons,flow,{withheld}\n"
    );
    put(folder, "content/indicators.csv", &indicators)?;
    let organisations: String = (0..MEMBERS).fold("id,name,type,country\n".to_owned(), |mut text, at| {
        let _ = writeln!(text, "o{at},Organisation {at},company,BE");
        text
    });
    put(folder, "content/organisations.csv", &organisations)?;
    let commitments = observations.div_ceil(ROWS);
    for (partnership, first) in (0..commitments).step_by(COMMITMENTS).enumerate() {
        write_partnership(
            &format!("content/partnerships/p{partnership}"),
            first..(first + COMMITMENTS).min(commitments),
            folder,
        )?;
    }
    Ok(())
}

fn write_partnership(path: &str, commitments: std::ops::Range<usize>, folder: &Path) -> io::Result<()> {
    let partnership = "name = \"Partnership\"\nkind = \"thematic\"\nstage = \"delivering\"\ncountries = [\"BE\"]\n\
                       coordinators = [\"o0\"]\ncontact = { role = \"Secretariat\", email = \"p@portal.example\" }\n";
    put(folder, &format!("{path}/partnership.toml"), partnership)?;
    put(folder, &format!("{path}/agreement.md"), "+++\ntitle = \"Agreement\"\ndocument_type = \"agreement\"\n+++\n")?;
    let members = (0..MEMBERS).fold("id,role\n".to_owned(), |mut text, at| {
        let _ = writeln!(text, "o{at},{}", if at == 0 { "coordinator" } else { "member" });
        text
    });
    put(folder, &format!("{path}/members.csv"), &members)?;
    let mut data = "indicator,commitment,organisation,period,sex,value,status\n".to_owned();
    for at in commitments {
        let mut text = "title = \"Courses\"\ncategory = \"sectoral-skills\"\ntarget_groups = [\"employees\"]\n\
                        start = 2023\nend = 2030\nstatus = \"in-progress\"\n"
            .to_owned();
        for indicator in ["trained", "made", "reached"] {
            let _ =
                write!(text, "\n[[kpis]]\nindicator = \"{indicator}\"\ntarget = {{ value = 9000, by = \"2030\" }}\n");
        }
        put(folder, &format!("{path}/commitments/c{at}.toml"), &text)?;
        rows(at, &mut data);
    }
    put(folder, &format!("{path}/data/all.csv"), &data)
}

/// Three years by quarters with women and men, by quarters from four members, and sixteen months.
fn rows(commitment: usize, data: &mut String) {
    let quarters = || (2023..2026).flat_map(|year| (1..=4).map(move |quarter| (year, quarter)));
    for (year, quarter) in quarters() {
        let place = commitment * 31 + quarter * 7 + year;
        let (women, men) = (2 + place % 60, 9 + place % 53);
        let trained = format!("trained,c{commitment},,{year}-Q{quarter}");
        let _ = writeln!(data, "{trained},,{},final\n{trained},F,{women},\n{trained},M,{men},", women + men);
        for member in 0..MEMBERS {
            let made = 1 + (place + member) % 4;
            let _ = writeln!(data, "made,c{commitment},o{member},{year}-Q{quarter},,{made},provisional");
        }
    }
    for month in 0..16 {
        let (year, month) = (2024 + month / 12, 1 + month % 12);
        let reached = 100 + (commitment * 17 + month * 29) % 400;
        let _ = writeln!(data, "reached,c{commitment},,{year}-{month:02},,{reached},");
    }
}

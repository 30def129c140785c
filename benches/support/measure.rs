//! What does a whole process cost, and how do two compare that ran in turn?

use std::env;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

/// What a process cost.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sample {
    /// Time that passed.
    pub wall: Duration,
    /// Time of all processors, user and system.
    pub cpu: Duration,
    /// Largest resident memory, KiB.
    pub peak: u64,
}

/// Whose cost is asked for.
#[derive(Clone, Copy, Debug)]
pub enum Whose {
    /// This process's.
    Own,
    /// That of its children that have ended.
    Children,
}

impl Sample {
    /// Processor time and peak so far.
    pub fn so_far(whose: Whose) -> io::Result<Sample> {
        let who = match whose {
            Whose::Own => UsageWho::RUSAGE_SELF,
            Whose::Children => UsageWho::RUSAGE_CHILDREN,
        };
        let usage = getrusage(who)?;
        let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
        let cpu = Duration::from_micros(u64::try_from(micros).unwrap_or(0));
        Ok(Sample { wall: Duration::ZERO, cpu, peak: u64::try_from(usage.max_rss()).unwrap_or(0) })
    }

    /// As the measuring process tells it.
    pub fn line(&self) -> String {
        format!("{} {} {}", self.wall.as_micros(), self.cpu.as_micros(), self.peak)
    }

    fn from_line(line: &str) -> Option<Sample> {
        let mut numbers = line.split_whitespace().map(|number| number.parse().ok());
        let mut next = || numbers.next().flatten();
        let (wall, cpu) = (Duration::from_micros(next()?), Duration::from_micros(next()?));
        Some(Sample { wall, cpu, peak: next()? })
    }
}

/// Runs a program to its end and says what it cost. Memory is asked for as that of all children, and
/// a child begins with its parent's: so this runs in a small process of its own, see [`whole`].
pub fn run(program: &[String]) -> io::Result<Sample> {
    let (name, arguments) = program.split_first().ok_or_else(|| io::Error::other("nothing to measure"))?;
    let mut command = Command::new(name);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
    let start = Instant::now();
    let status = command.status()?;
    let wall = start.elapsed();
    if !status.success() {
        return Err(io::Error::other(format!("{}: {status}", program.join(" "))));
    }
    Ok(Sample { wall, ..Sample::so_far(Whose::Children)? })
}

/// What a whole run of a program costs.
pub fn whole(program: &[&str]) -> io::Result<Sample> {
    aside(&[&["--measure"], program].concat())
}

/// What it costs to write, or to compare, the tree at `from`.
pub fn floor(task: &str, from: &Path, to: &Path) -> io::Result<Sample> {
    aside(&[&*format!("--floor-{task}"), &from.to_string_lossy(), &to.to_string_lossy()])
}

/// Runs this very program with hidden arguments; it answers with a sample.
fn aside(arguments: &[&str]) -> io::Result<Sample> {
    let output = Command::new(env::current_exe()?).args(arguments).stderr(Stdio::inherit()).output()?;
    let sample = Sample::from_line(&String::from_utf8_lossy(&output.stdout));
    sample.ok_or_else(|| io::Error::other("there is nothing to measure, since the program failed"))
}

/// Pairs of runs in turn: the floor, then ours, then the floor again, and so on.
pub fn in_turn(
    runs: usize,
    mut floor: impl FnMut(usize) -> io::Result<Sample>,
    mut ours: impl FnMut(usize) -> io::Result<Sample>,
) -> io::Result<Pairs> {
    (0..runs).map(|run| Ok((floor(run)?, ours(run)?))).collect::<io::Result<_>>().map(Pairs)
}

/// Samples of the floor and of ours.
pub struct Pairs(Vec<(Sample, Sample)>);

impl Pairs {
    /// Median of ours.
    pub fn ours(&self) -> Sample {
        middle(self.0.iter().map(|(_, ours)| *ours).collect())
    }

    /// Median of the floor.
    pub fn floor(&self) -> Sample {
        middle(self.0.iter().map(|(floor, _)| *floor).collect())
    }

    /// Median of the ratios of each pair: of the time that passed, and of processor time.
    pub fn ratios(&self) -> (f64, f64) {
        let ratio = |of: fn(&Sample) -> Duration| {
            let ratios = self.0.iter().map(|(floor, ours)| of(ours).as_secs_f64() / of(floor).as_secs_f64().max(1e-6));
            median(ratios.collect())
        };
        (ratio(|sample| sample.wall), ratio(|sample| sample.cpu))
    }
}

/// The median of each cost.
fn middle(samples: Vec<Sample>) -> Sample {
    let seconds = |of: fn(&Sample) -> f64| median(samples.iter().map(of).collect());
    Sample {
        wall: Duration::from_secs_f64(seconds(|sample| sample.wall.as_secs_f64())),
        cpu: Duration::from_secs_f64(seconds(|sample| sample.cpu.as_secs_f64())),
        peak: seconds(|sample| sample.peak as f64) as u64,
    }
}

/// The median; 0 of nothing.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = |at: usize| values.get(at).copied().unwrap_or(0.0);
    (at(values.len() / 2) + at(values.len().saturating_sub(1) / 2)) / 2.0
}

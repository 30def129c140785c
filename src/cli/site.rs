//! Which site does a command work on, as of when, and in which state?

use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::arguments::View;
use super::{Arguments, Failure};
use crate::config::Config;
use crate::config::repository::Commit;
use crate::source::Sources;
use crate::{Request, disk};

/// The root of the site.
pub fn root(arguments: &Arguments) -> Result<PathBuf, Failure> {
    if let Some(root) = &arguments.root {
        let found = disk::is_root(root);
        let missing = || Failure(format!("there is no site.toml in {}", root.display()));
        return found.then(|| root.clone()).ok_or_else(missing);
    }
    let here = std::env::current_dir().map_err(|error| format!("cannot tell the current folder: {error}"))?;
    disk::find_root(&here).ok_or_else(|| {
        "there is no site.toml in this folder or above; `pactfolio new DIR` writes a portal to start from".into()
    })
}

/// All files of the site.
pub fn sources(root: &Path) -> Result<Sources, Failure> {
    disk::read_tree(root).map_err(|error| format!("cannot read the content: {error}").into())
}

/// What is asked for.
pub fn request(view: &View, keep_going: bool) -> Result<Request, Failure> {
    Ok(Request {
        as_of: as_of(view.as_of)?,
        audience: view.audience.visibility(),
        drafts: view.drafts,
        preview: false,
        keep_going,
    })
}

/// The day given, else that of SOURCE_DATE_EPOCH, else today.
pub fn as_of(given: Option<Date>) -> Result<Date, Failure> {
    if let Some(date) = given {
        return Ok(date);
    }
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => {
            let instant = seconds.trim().parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
            let instant = instant.ok_or_else(|| format!("SOURCE_DATE_EPOCH is not a number of seconds: {seconds}"))?;
            Ok(instant.to_zoned(TimeZone::UTC).date())
        }
        Err(_) => Ok(Zoned::now().date()),
    }
}

/// The settings with the commit that the site is built from, where they name a repository.
pub fn with_commit(config: Config, root: &Path) -> Config {
    Config { repository: config.repository.map(|repository| repository.at(commit(root))), ..config }
}

/// The last commit that touched what the site is made from; none where that is not known, or where
/// it holds changes that are in no commit.
fn commit(root: &Path) -> Option<Commit> {
    let is_clean = git(root, &["status", "--porcelain"])?.is_empty();
    let last = git(root, &["log", "-1", "--format=%H %cs"]).filter(|_| is_clean)?;
    let (id, date) = last.trim().split_once(' ')?;
    Some(Commit { id: id.into(), date: date.parse().ok()? })
}

/// What git says of the files of the site.
fn git(root: &Path, ask: &[&str]) -> Option<String> {
    let there = disk::PARTS.iter().filter(|part| root.join(part).symlink_metadata().is_ok());
    let said = Command::new("git").arg("-C").arg(root).args(ask).arg("--").args(there).output().ok()?;
    said.status.success().then(|| String::from_utf8_lossy(&said.stdout).into_owned())
}

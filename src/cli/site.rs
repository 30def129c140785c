//! Which site does a command work on, and as of when?

use std::path::PathBuf;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::arguments::View;
use super::{Arguments, Failure};
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
pub fn sources(root: &std::path::Path) -> Result<Sources, Failure> {
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

//! Where do the files of the site stand for everyone to read and to change?

use jiff::civil::Date;

use super::one_of;
use crate::record::{Fields, Given, Url};
use crate::report::{Diagnostic, MISSING_FIELD, Reported, UNKNOWN_REFERENCE};

/// A program that shows repositories on the web.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forge {
    /// github.com and GitHub Enterprise.
    GitHub,
    /// gitlab.com and GitLab elsewhere.
    GitLab,
    /// codeberg.org, and Forgejo or Gitea elsewhere.
    Forgejo,
}

const FORGES: [(&str, Forge); 3] = [("github", Forge::GitHub), ("gitlab", Forge::GitLab), ("forgejo", Forge::Forgejo)];

/// The state of the repository that a site was built from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub id: Box<str>,
    /// Its day.
    pub date: Date,
}

impl Commit {
    /// The beginning of the id, as people write it.
    pub fn short(&self) -> &str {
        self.id.get(..10).unwrap_or(&self.id)
    }
}

/// The repository of the site.
#[derive(Clone, Debug)]
pub struct Repository {
    url: Box<str>,
    branch: Box<str>,
    forge: Forge,
    /// The folder of `site.toml` in it, with closing `/`; empty for its root.
    folder: Box<str>,
    /// What the site is built from, where that is known; no file says it, the one who builds does.
    pub commit: Option<Commit>,
}

impl Repository {
    /// In the state of a commit.
    pub fn at(self, commit: Option<Commit>) -> Repository {
        Repository { commit, ..self }
    }

    /// Where a change to a file is proposed.
    pub fn edit(&self, path: &str) -> String {
        let (url, file) = (&self.url, self.file(path));
        match self.forge {
            Forge::GitHub => format!("{url}/edit/{file}"),
            Forge::GitLab => format!("{url}/-/edit/{file}"),
            Forge::Forgejo => format!("{url}/_edit/{file}"),
        }
    }

    /// What has happened to a file.
    pub fn history(&self, path: &str) -> String {
        let (url, file) = (&self.url, self.file(path));
        match self.forge {
            Forge::GitHub => format!("{url}/commits/{file}"),
            Forge::GitLab => format!("{url}/-/commits/{file}"),
            Forge::Forgejo => format!("{url}/commits/branch/{file}"),
        }
    }

    /// Where a commit is shown.
    pub fn of_commit(&self, commit: &Commit) -> String {
        let (url, id) = (&self.url, &commit.id);
        match self.forge {
            Forge::GitLab => format!("{url}/-/commit/{id}"),
            Forge::GitHub | Forge::Forgejo => format!("{url}/commit/{id}"),
        }
    }

    /// Branch and path, as they stand in addresses.
    fn file(&self, path: &str) -> String {
        format!("{}/{}{}", encoded(&self.branch), encoded(&self.folder), encoded(path))
    }
}

/// A path with percent signs where an address wants them.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Reads the table `[repository]`.
pub fn read(mut f: Fields<'_>) -> Result<Repository, Reported> {
    let header = f.header;
    let url = f.required::<Url>("url");
    let branch = f.take("branch").map(|given| branch(&given)).transpose();
    let forge = f.take("forge").map(|given| one_of(&given, &FORGES)).transpose();
    let folder = f.take("folder").map(|given| folder(&given)).transpose();
    let report = f.input.report;
    f.finish()?;
    let url = url?.0.trim_end_matches('/').trim_end_matches(".git").to_owned();
    let Some(forge) = forge?.or_else(|| known(&url)) else {
        let missing = Diagnostic::new(MISSING_FIELD, header, "`forge` is missing: this host may run any");
        return Err(report.fault(missing.help("add `forge = \"github\"`, `\"gitlab\"` or `\"forgejo\"`")));
    };
    Ok(Repository {
        url: url.into(),
        branch: branch?.unwrap_or_else(|| "main".into()),
        forge,
        folder: folder?.unwrap_or_default(),
        commit: None,
    })
}

/// The forge of a host that tells it by its name.
fn known(url: &str) -> Option<Forge> {
    let host = url.split("://").nth(1)?.split('/').next()?;
    let first = host.split('.').next()?;
    match (host, first) {
        ("codeberg.org", _) | (_, "forgejo" | "gitea") => Some(Forge::Forgejo),
        (_, "github") => Some(Forge::GitHub),
        (_, "gitlab") => Some(Forge::GitLab),
        _ => None,
    }
}

/// The name of a branch, as git allows them.
fn branch(given: &Given<'_, '_>) -> Result<Box<str>, Reported> {
    let text = given.text()?.trim();
    if is_branch(text) {
        return Ok(text.into());
    }
    let help = "write the name of the branch that the site is built from, for example `branch = \"main\"`";
    Err(given.fault(UNKNOWN_REFERENCE, format!("`{text}` cannot be the name of a branch"), help))
}

/// Would git take it? (git check-ref-format)
fn is_branch(text: &str) -> bool {
    let is_sign = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\".contains(c);
    let is_part = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
    let is_odd = text == "@" || text.starts_with('-') || text.ends_with('.');
    let sound = !is_odd && !text.contains(is_sign) && !text.contains("..") && !text.contains("@{");
    sound && text.split('/').all(is_part)
}

fn folder(given: &Given<'_, '_>) -> Result<Box<str>, Reported> {
    let text = given.text()?.trim().trim_matches('/');
    if text.split('/').any(|part| part == "." || part == "..") {
        let help = "write the path from the repository's root, for example `folder = \"portal\"`";
        return Err(given.fault(UNKNOWN_REFERENCE, format!("`{text}` is not a folder of the repository"), help));
    }
    Ok(if text.is_empty() { "".into() } else { format!("{text}/").into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_are_named_as_git_allows() {
        assert!(["main", "feature/new-portal", "2026", "v1.0", "ærø"].into_iter().all(is_branch));
        let odd =
            ["my branch", "a..b", "/main", "main/", "a//b", ".a", "a.lock", "-x", "a:b", "https://a.example/b", "@"];
        assert!(!odd.into_iter().any(is_branch));
    }

    #[test]
    fn each_forge_spells_addresses_in_its_own_way() {
        let of = |url: &str| Repository {
            url: url.into(),
            branch: "main".into(),
            forge: known(url).unwrap(),
            folder: "portal/".into(),
            commit: None,
        };
        let commit = Commit { id: "1f".into(), date: jiff::civil::date(2026, 1, 1) };
        let path = "content/news/a b.md";
        let (github, gitlab) = (of("https://github.com/o/r"), of("https://gitlab.example/g/s/r"));
        let codeberg = of("https://codeberg.org/o/r");
        assert_eq!(github.edit(path), "https://github.com/o/r/edit/main/portal/content/news/a%20b.md");
        assert_eq!(github.history("x"), "https://github.com/o/r/commits/main/portal/x");
        assert_eq!(github.of_commit(&commit), "https://github.com/o/r/commit/1f");
        assert_eq!(gitlab.edit("x"), "https://gitlab.example/g/s/r/-/edit/main/portal/x");
        assert_eq!(gitlab.history("x"), "https://gitlab.example/g/s/r/-/commits/main/portal/x");
        assert_eq!(gitlab.of_commit(&commit), "https://gitlab.example/g/s/r/-/commit/1f");
        assert_eq!(codeberg.edit("x"), "https://codeberg.org/o/r/_edit/main/portal/x");
        assert_eq!(codeberg.history("x"), "https://codeberg.org/o/r/commits/branch/main/portal/x");
        assert_eq!(codeberg.of_commit(&commit), "https://codeberg.org/o/r/commit/1f");
        assert_eq!(known("https://git.example/o/r"), None);
    }
}

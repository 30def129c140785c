//! Which page lists every file with what was found in it?

use std::collections::BTreeMap;
use std::fmt::Write as _;

use quick_xml::escape::escape;

use super::about::Opener;
use crate::config::SITE;
use crate::record::CONTENT;
use crate::report::{Finding, Findings, Level, counted};
use crate::source::Sources;

/// A page of the site: its title's place in the list, and its address.
pub type PageOf<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// The files of a part of the content, with what was found in each.
type Group<'a> = (String, Vec<(&'a str, Vec<&'a Finding>)>);

/// The page. `files` are all files of the content, in order of path; `page_of` knows the page of a file.
pub fn page(files: &[&str], found: &Findings, page_of: &PageOf<'_>, open: &Opener) -> String {
    let (errors, warnings) = (found.count(Level::Error), found.count(Level::Warning));
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>Files and findings – preview</title>\n</head>\n\
         <body class=\"pactfolio-page\">\n<main>\n<p><a href=\"/\">Back to the site</a></p>\n<h1>Files and findings</h1>\n\
         <p>Found: {} and {} in {}. This page belongs to the preview and is never published.</p>\n",
        some_or_no(errors, "error"),
        some_or_no(warnings, "warning"),
        some_or_no(files.len(), "file"),
    );
    let groups = groups(files, found);
    contents(&mut out, &groups);
    for (at, (name, files)) in groups.iter().enumerate() {
        let _ = writeln!(
            out,
            "<section aria-labelledby=\"part-{at}\">\n<h2 id=\"part-{at}\">{}</h2>",
            escape(name.as_str())
        );
        files
            .iter()
            .filter(|(_, found)| !found.is_empty())
            .for_each(|(path, found)| file(&mut out, path, found, page_of, open));
        sound(&mut out, files, page_of, open);
        out.push_str("</section>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// The files that authors write.
pub fn files(sources: &Sources) -> Vec<&str> {
    let all = sources.iter().map(|(file, _)| sources.path(file));
    all.filter(|path| path.starts_with(CONTENT) || *path == SITE).collect()
}

/// "1 error", "2 errors", "no errors"
fn some_or_no(count: usize, noun: &str) -> String {
    if count == 0 { format!("no {noun}s") } else { counted(count, noun) }
}

/// Files by partnership, the catalogue's own first; files that should be there, too.
fn groups<'a>(files: &[&'a str], found: &'a Findings) -> Vec<Group<'a>> {
    let mut paths: Vec<&str> =
        files.iter().copied().chain(found.list.iter().map(|finding| finding.file.as_str())).collect();
    paths.sort_by_key(|path| (group(path), *path));
    paths.dedup();
    let mut by_file: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &found.list {
        by_file.entry(&finding.file).or_default().push(finding);
    }
    let mut groups: Vec<Group<'a>> = Vec::new();
    for path in paths {
        let own = by_file.remove(path).unwrap_or_default();
        match groups.last_mut().filter(|(name, _)| *name == group(path)) {
            Some((_, files)) => files.push((path, own)),
            None => groups.push((group(path), vec![(path, own)])),
        }
    }
    groups
}

/// The folder that an author knows it by.
fn group(path: &str) -> String {
    let mut parts = path.split('/');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some("content"), Some("partnerships"), Some(id), Some(_)) => format!("content/partnerships/{id}"),
        (Some("themes"), Some(name), Some(_), _) => format!("themes/{name}"),
        (Some("content"), ..) => "content".to_owned(),
        _ => "Settings".to_owned(),
    }
}

fn contents(out: &mut String, groups: &[Group<'_>]) {
    out.push_str("<nav aria-label=\"Parts\">\n<ul>\n");
    for (at, (name, files)) in groups.iter().enumerate() {
        let found: usize = files.iter().map(|(_, found)| found.len()).sum();
        let _ = writeln!(
            out,
            "<li><a href=\"#part-{at}\">{}</a> – {}</li>",
            escape(name.as_str()),
            some_or_no(found, "finding")
        );
    }
    out.push_str("</ul>\n</nav>\n");
}

/// A file with what was found in it.
fn file(out: &mut String, path: &str, found: &[&Finding], page_of: &PageOf<'_>, open: &Opener) {
    let _ = writeln!(out, "<h3><code>{}</code></h3>", escape(path));
    if let Some(address) = page_of(path) {
        let _ = writeln!(out, "<p><a href=\"/{}\">The page of <code>{}</code></a></p>", escape(address), escape(path));
    }
    out.push_str("<ul class=\"pactfolio-list\">\n");
    for finding in found {
        let place = format!("line {}", finding.line);
        let place = match open.href(path, finding.line, finding.column) {
            Some(href) => format!("<a href=\"{}\">{place} of <code>{}</code></a>", escape(href), escape(path)),
            None => place,
        };
        let _ = write!(
            out,
            "<li class=\"is-{level}\"><p><strong>{level}</strong>, {place}: {} <code>{}</code></p>",
            escape(finding.message.as_str()),
            finding.code.id,
            level = finding.level.id(),
        );
        if let Some(help) = &finding.help {
            let _ = write!(out, "<p>Help: {}</p>", escape(help.as_str()));
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}

/// The files in which nothing was found, folded away.
fn sound(out: &mut String, files: &[(&str, Vec<&Finding>)], page_of: &PageOf<'_>, open: &Opener) {
    let sound: Vec<&str> = files.iter().filter(|(_, found)| found.is_empty()).map(|(path, _)| *path).collect();
    if sound.is_empty() {
        return;
    }
    let count = some_or_no(sound.len(), "file");
    let _ = writeln!(out, "<details>\n<summary>{count} without findings</summary>\n<ul>");
    for path in sound {
        let name = format!("<code>{}</code>", escape(path));
        let source = open.href(path, 1, 1);
        let source = source.map_or_else(|| name.clone(), |href| format!("<a href=\"{}\">{name}</a>", escape(href)));
        let shown = page_of(path).map(|address| format!(" – <a href=\"/{0}\">/{0}</a>", escape(address)));
        let _ = writeln!(out, "<li>{source}{}</li>", shown.unwrap_or_default());
    }
    out.push_str("</ul>\n</details>\n");
}

//! Is a site written so that nothing of others is lost, and nothing half done stays?

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod program;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use program::{copy_tree, files_below, pactfolio, run, write};
use tempfile::TempDir;

/// A small portal in a folder of its own.
struct Portal {
    folder: TempDir,
}

impl Portal {
    /// The small sound portal of `tests/portals/base`.
    fn new() -> Self {
        let portal = Portal { folder: TempDir::new().unwrap() };
        copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/portals/base"), &portal.site());
        portal
    }

    fn site(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        write(&self.site(), name, text);
    }

    /// Builds and tells what was said.
    fn build(&self, more: &[&str]) -> String {
        let (site, out) = (self.site(), self.out());
        let mut args = vec!["build", "--root", site.to_str().unwrap(), "--out", out.to_str().unwrap()];
        args.extend(["--as-of", "2026-06-30"]);
        args.extend(more);
        pactfolio(self.folder.path(), &args)
    }

    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        files_below(&self.out())
    }

    /// The files of the site with the times at which they were written.
    fn times(&self) -> BTreeMap<String, SystemTime> {
        let time = |name: &String| fs::metadata(self.out().join(name)).unwrap().modified().unwrap();
        let files = self.files();
        files.keys().filter(|name| *name != ".pactfolio").map(|name| (name.clone(), time(name))).collect()
    }

    /// Makes every file an hour old.
    fn age(&self) {
        for name in self.files().keys() {
            let file = fs::File::options().write(true).open(self.out().join(name)).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(3600)).unwrap();
        }
    }
}

const COMMITMENT: &str = "content/partnerships/p/commitments/c.toml";
const NEWS: &str = "content/partnerships/p/news/opening.md";
const NEWS_TEXT: &str = "+++\ntitle = \"The portal opens\"\ndate = 2026-05-04\n+++\n\nIt opens.\n";

/// Asks git for something in the folder of a site, as nobody in particular.
fn git(portal: &Portal, args: &[&str]) -> String {
    let mut command = std::process::Command::new("git");
    let names = ["user.name=Team", "user.email=team@portal.example", "commit.gpgsign=false", "init.defaultBranch=main"];
    command.current_dir(portal.site()).args(names.iter().flat_map(|name| ["-c", name])).args(args);
    command.env("GIT_COMMITTER_DATE", "2026-05-04T10:00:00Z").env("GIT_AUTHOR_DATE", "2026-05-04T10:00:00Z");
    let done = command.output().unwrap();
    assert!(done.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

const SITE: &str = "title = \"Portal\"\nbase_url = \"https://portal.example/\"\nlanguages = [\"en\"]\n\
                    publisher = { name = \"Team\", email = \"team@portal.example\" }\n\n\
                    [repository]\nurl = \"https://codeberg.org/team/portal\"\n";

#[test]
fn pages_name_the_commit_they_were_built_from() {
    let portal = Portal::new();
    portal.write("site.toml", SITE);
    let page = || String::from_utf8(portal.files()["organisations/acme/index.html"].clone()).unwrap();
    portal.build(&[]);
    assert!(!page().contains("Built from commit"), "there is no repository");
    git(&portal, &["init", "--quiet"]);
    git(&portal, &["add", "."]);
    git(&portal, &["commit", "--quiet", "-m", "Begin"]);
    let commit = git(&portal, &["rev-parse", "HEAD"]).trim().to_owned();
    portal.build(&[]);
    let line = format!("/commit/{commit}\">Built from commit {} of 4 May 2026</a>", &commit[..10]);
    assert!(page().contains(&line), "{}", page());
    assert!(page().contains("https://codeberg.org/team/portal/_edit/main/content/organisations/acme.toml"));
    // What is not part of the site changes nothing, and a built site is left alone.
    portal.write("README.md", "Read me.\n");
    git(&portal, &["add", "."]);
    git(&portal, &["commit", "--quiet", "-m", "Explain"]);
    assert!(portal.build(&[]).contains("(0 changed, 0 removed)"));
    // What is in no commit came from none.
    portal.write(NEWS, NEWS_TEXT);
    portal.build(&[]);
    assert!(!page().contains("Built from commit"));
}

#[test]
fn what_has_not_changed_is_left_alone() {
    let portal = Portal::new();
    portal.build(&[]);
    portal.age();
    let before = portal.times();
    assert!(portal.build(&[]).contains("(0 changed, 0 removed)"));
    assert_eq!(portal.times(), before);
    portal.write(
        "content/partnerships/p/agreement.md",
        fs::read_to_string(portal.site().join("content/partnerships/p/agreement.md")).unwrap() + "\nMore.\n",
    );
    portal.build(&[]);
    let after = portal.times();
    let changed: Vec<&String> = after.keys().filter(|name| after.get(*name) != before.get(*name)).collect();
    // The page, and what the search knows of its words.
    let (index, pages): (Vec<&String>, Vec<&String>) = changed.iter().partition(|name| name.starts_with("search/"));
    assert_eq!(pages, ["partnerships/p/agreement/index.html"]);
    assert!((1..5).contains(&index.len()), "{index:?}");
}

#[test]
fn what_somebody_else_changed_is_mended() {
    let site = Portal::new();
    site.build(&[]);
    let page = site.out().join("index.html");
    let sound = fs::read(&page).unwrap();
    fs::write(&page, vec![b' '; sound.len()]).unwrap();
    let later = SystemTime::now() + std::time::Duration::from_secs(2);
    fs::File::options().write(true).open(&page).unwrap().set_modified(later).unwrap();
    site.build(&[]);
    assert_eq!(fs::read(&page).unwrap(), sound);
    fs::remove_file(&page).unwrap();
    site.build(&[]);
    assert_eq!(fs::read(&page).unwrap(), sound);
}

#[test]
fn what_has_vanished_is_removed_with_its_folders() {
    let portal = Portal::new();
    portal.build(&[]);
    let before = portal.files();
    portal.write(NEWS, NEWS_TEXT);
    portal.build(&[]);
    assert!(portal.out().join("partnerships/p/news/opening/index.html").is_file());
    fs::remove_file(portal.site().join(NEWS)).unwrap();
    assert!(portal.build(&[]).contains("2 removed"));
    assert!(!portal.out().join("partnerships/p/news").exists());
    assert_eq!(portal.files(), before);
}

#[test]
fn files_of_others_survive() {
    let portal = Portal::new();
    portal.write(NEWS, NEWS_TEXT);
    portal.build(&[]);
    for name in ["CNAME", "partnerships/p/news/opening/own.txt", ".well-known/security.txt"] {
        write(&portal.out(), name, "mine");
    }
    fs::remove_file(portal.site().join(NEWS)).unwrap();
    portal.build(&[]);
    for name in ["CNAME", "partnerships/p/news/opening/own.txt", ".well-known/security.txt"] {
        assert_eq!(fs::read_to_string(portal.out().join(name)).unwrap(), "mine");
    }
    assert!(!portal.out().join("partnerships/p/news/opening/index.html").exists());
}

#[test]
fn an_unknown_folder_is_refused() {
    for more in [&[][..], &["--keep-going"], &["--each"]] {
        let portal = Portal::new();
        write(&portal.out(), "thesis.txt", "mine");
        write(&portal.out(), "p/thesis.txt", "mine");
        let told = portal.build(more);
        assert!(told.ends_with("exit 2\n") && told.contains("holds files that Pactfolio did not write"), "{told}");
        assert_eq!(portal.files().keys().collect::<Vec<_>>(), ["p/thesis.txt", "thesis.txt"]);
    }
}

#[test]
fn with_errors_nothing_is_written() {
    let portal = Portal::new();
    portal.build(&[]);
    portal.age();
    let (files, times) = (portal.files(), portal.times());
    portal.write(COMMITMENT, "title = \n");
    portal.write(NEWS, NEWS_TEXT);
    let told = portal.build(&[]);
    assert!(told.contains("nothing was written") && told.ends_with("exit 1\n"), "{told}");
    assert_eq!((portal.files(), portal.times()), (files, times));

    let first = Portal::new();
    first.write(COMMITMENT, "title = \n");
    first.build(&[]);
    assert!(!first.out().exists(), "the folder is not even made");
}

/// A broken template, and where the fault is said to be.
const BROKEN: [(&str, &str, &str); 7] = [
    ("templates/fragments/row.html", "\n{{ item.nothing.at_all }}\n", "row.html:2:"),
    ("templates/pages/commitment.html", "{% extends \"layout.html\" %}\n{% if %}\n", "commitment.html:2:"),
    ("templates/pages/commitment.html", "<p>\n{{ view.nothing.at_all }}\n", "commitment.html:2:"),
    ("templates/pages/redirect.html", "<p>\n\n{{ view.nothing.at_all }}\n", "redirect.html:3:"),
    ("templates/pages/not-found.html", "{{ asset(path=\"img/none.png\") }}\n", "not-found.html:1:"),
    ("templates/pages/term.html", "{% extends \"nowhere.html\" %}\n", "term.html:"),
    ("theme.toml", "name = \"bare\"\nstyles = [\"css/none.css\"]\n", "theme.toml:"),
];

#[test]
fn with_a_broken_theme_nothing_is_written() {
    for (file, text, place) in BROKEN {
        let portal = Portal::new();
        portal.write(
            COMMITMENT,
            format!("aliases = [\"old\"]\n{}", fs::read_to_string(portal.site().join(COMMITMENT)).unwrap()),
        );
        portal.build(&[]);
        let files = portal.files();
        portal.write(NEWS, NEWS_TEXT);
        portal.write(&format!("themes/bare/{file}"), text);
        let told = portal.build(&[]);
        assert!(told.contains(place) && told.ends_with("exit 1\n"), "{file}: {text}\n{told}");
        assert!(portal.files() == files, "{file}: {text}: something was written");
    }
}

#[cfg(unix)]
#[test]
fn links_in_content_are_not_followed() {
    use std::os::unix::fs::symlink;
    let portal = Portal::new();
    write(portal.folder.path(), "secret/secret.md", NEWS_TEXT.replace("It opens", "SECRET"));
    write(portal.folder.path(), "secret/secret.pdf", "SECRET");
    let news = portal.site().join("content/partnerships/p/news");
    fs::create_dir_all(&news).unwrap();
    symlink(portal.folder.path().join("secret/secret.md"), news.join("linked.md")).unwrap();
    symlink(portal.folder.path().join("secret"), portal.site().join("content/pages")).unwrap();
    symlink(portal.folder.path().join("secret/secret.pdf"), news.join("linked.pdf")).unwrap();
    symlink("nowhere.svg", portal.site().join("content/organisations/lost.svg")).unwrap();
    symlink("nowhere.svg", portal.site().join("content/organisations/.hidden.svg")).unwrap();
    let told = portal.build(&[]);
    let of_links = |line: &&str| line.contains("symbolic link") || line.contains("itself here") || line.contains("-->");
    assert_eq!(
        told.lines().filter(of_links).map(str::trim).collect::<Vec<_>>().join("\n"),
        "warning[unread-file]: this is a symbolic link that leads nowhere, and links are not followed\n\
         --> content/organisations/lost.svg:1:1\n\
         = help: put the file itself here, or remove the link\n\
         warning[unread-file]: this is a symbolic link to a folder, and links are not followed\n\
         --> content/pages:1:1\n\
         = help: put the folder itself here, or remove the link\n\
         warning[unread-file]: this is a symbolic link to a file, and links are not followed\n\
         --> content/partnerships/p/news/linked.md:1:1\n\
         = help: put the file itself here, or remove the link\n\
         warning[unread-file]: this is a symbolic link to a file, and links are not followed\n\
         --> content/partnerships/p/news/linked.pdf:1:1\n\
         = help: put the file itself here, or remove the link"
    );
    for (name, bytes) in portal.files() {
        assert!(!String::from_utf8_lossy(&bytes).contains("SECRET") && !name.contains("linked"), "{name}");
    }
    portal.write("content/partnerships/p/news/opening.md", format!("{NEWS_TEXT}\n[file](linked.pdf)\n"));
    assert!(portal.build(&[]).contains("error[broken-link]"));
}

#[test]
fn a_manifest_removes_nothing_outside() {
    let portal = Portal::new();
    write(portal.folder.path(), "outside.txt", "mine");
    portal.build(&[]);
    let outside = portal.folder.path().join("outside.txt");
    let manifest = fs::read_to_string(portal.out().join(".pactfolio")).unwrap();
    let lines = [
        "../outside.txt",
        "partnerships/../../outside.txt",
        "",
        ".",
        "..",
        outside.to_str().unwrap(),
        "./../outside.txt",
    ];
    fs::write(portal.out().join(".pactfolio"), format!("{manifest}{}\n", lines.join("\n"))).unwrap();
    portal.build(&[]);
    assert_eq!(fs::read_to_string(&outside).unwrap(), "mine");
    assert_eq!(fs::read_to_string(portal.out().join(".pactfolio")).unwrap(), manifest);
}

#[cfg(unix)]
#[test]
fn nothing_is_removed_behind_a_link_in_the_output() {
    let portal = Portal::new();
    write(portal.folder.path(), "elsewhere/index.html", "mine");
    portal.build(&[]);
    let manifest = portal.out().join(".pactfolio");
    fs::write(&manifest, fs::read_to_string(&manifest).unwrap() + "elsewhere/index.html\n").unwrap();
    std::os::unix::fs::symlink(portal.folder.path().join("elsewhere"), portal.out().join("elsewhere")).unwrap();
    portal.build(&[]);
    assert_eq!(fs::read_to_string(portal.folder.path().join("elsewhere/index.html")).unwrap(), "mine");
}

#[test]
fn a_folder_may_take_the_place_of_a_file_and_back() {
    let portal = Portal::new();
    let page = "content/partnerships/p/pages/about.md";
    portal.write(page, format!("{NEWS_TEXT}\n[file](../notes)\n").replace("date = 2026-05-04\n", ""));
    portal.write("content/partnerships/p/notes", "A file without an ending.");
    assert_eq!(portal.build(&[]).lines().count(), 1);
    assert!(portal.out().join("partnerships/p/notes").is_file());
    fs::remove_file(portal.site().join("content/partnerships/p/notes")).unwrap();
    portal.write("content/partnerships/p/notes/x.txt", "A file in a folder of that name.");
    portal.write(page, format!("{NEWS_TEXT}\n[file](../notes/x.txt)\n").replace("date = 2026-05-04\n", ""));
    let told = portal.build(&[]);
    assert!(portal.out().join("partnerships/p/notes/x.txt").is_file(), "{told}");
    fs::remove_dir_all(portal.site().join("content/partnerships/p/notes")).unwrap();
    portal.write("content/partnerships/p/notes", "A file again.");
    portal.write(page, format!("{NEWS_TEXT}\n[file](../notes)\n").replace("date = 2026-05-04\n", ""));
    let told = portal.build(&[]);
    assert!(portal.out().join("partnerships/p/notes").is_file(), "{told}");
}

#[test]
fn what_an_interrupted_build_has_written_is_known() {
    let portal = Portal::new();
    portal.build(&[]);
    let before = portal.files();
    portal.write(NEWS, NEWS_TEXT);
    // A folder stands where a page is to be written.
    let page = portal.out().join("partnerships/p/news/opening/index.html");
    fs::create_dir_all(&page).unwrap();
    let said = portal.build(&[]);
    assert!(said.contains("cannot write"), "{said}");
    let manifest = fs::read_to_string(portal.out().join(".pactfolio")).unwrap();
    assert!(manifest.lines().any(|line| line == "partnerships/p/news/index.html"), "{manifest}");

    fs::remove_dir(&page).unwrap();
    fs::remove_file(portal.site().join(NEWS)).unwrap();
    portal.build(&[]);
    assert_eq!(portal.files(), before);
}

#[test]
fn no_site_is_written_into_what_is_read() {
    let portal = Portal::new();
    for out in ["site/content/new", "site/content/partnerships", "site/themes/bare/out", "site/content"] {
        let said = pactfolio(portal.folder.path(), &["build", "--root", "site", "--out", out]);
        assert!(said.contains("lies in what Pactfolio reads; choose another folder with --out"), "{said}");
    }
    assert!(!portal.site().join("content/new").exists());
}

#[test]
fn a_damaged_manifest_does_no_harm() {
    let portal = Portal::new();
    portal.build(&[]);
    let before = portal.files();
    for text in [&b""[..], b"\xff\xfe", b"Files that Pactfolio has written here; all others are left alone."] {
        fs::write(portal.out().join(".pactfolio"), text).unwrap();
        let told = portal.build(&[]);
        assert!(portal.files() == before || told.ends_with("exit 2\n"), "{told}");
    }
}

#[test]
fn new_and_theme_copy_overwrite_nothing() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "full/x", "mine");
    assert_eq!(run(folder.path(), &["new", "full"]).status.code(), Some(2));
    assert_eq!(files_below(folder.path()).keys().collect::<Vec<_>>(), ["full/x"]);
    let portal = Portal::new();
    portal.write("themes/bare/templates/components/footer.html", "mine");
    let site = portal.site();
    assert_eq!(run(&site, &["theme", "copy", "templates/components/footer.html"]).status.code(), Some(2));
    assert_eq!(fs::read_to_string(site.join("themes/bare/templates/components/footer.html")).unwrap(), "mine");
}

#[test]
fn the_site_of_a_partnership_that_is_gone_goes() {
    let portal = Portal::new();
    let (site, out) = (portal.site(), portal.out());
    for id in ["q", "r"] {
        copy_tree(&site.join("content/partnerships/p"), &site.join("content/partnerships").join(id));
    }
    portal.build(&["--each"]);
    assert!(out.join("q/index.html").exists() && out.join("r/index.html").exists());
    // Sites that were written for themselves, and files of others, are not ours to take.
    portal.write("content/partnerships/r/partnership.toml", "name = ");
    write(&out, "q/notes.txt", "kept");
    copy_tree(&out.join("p"), &out.join("other"));
    fs::remove_dir_all(site.join("content/partnerships/q")).unwrap();

    let said = portal.build(&["--each"]);
    assert!(out.join("q/index.html").exists(), "nothing goes where there are errors: {said}");
    let said = portal.build(&["--each", "--keep-going"]);
    let left: Vec<String> = files_below(&out.join("q")).into_keys().collect();
    assert_eq!(left, ["notes.txt"], "{said}");
    assert!(out.join("r/index.html").exists(), "what is broken stays as it was: {said}");
    assert!(out.join("p/index.html").exists() && out.join("other/index.html").exists());

    fs::remove_dir_all(site.join("content/partnerships/r")).unwrap();
    let said = portal.build(&["--each"]);
    assert!(!out.join("r").exists() && out.join("q/notes.txt").exists(), "{said}");
}

/// The catalogue may stand around the sites of its partnerships, whichever is built first.
#[test]
fn the_catalogue_and_the_sites_of_partnerships_share_a_folder() {
    let portal = Portal::new();
    for order in [[&["--each"][..], &[]], [&[], &["--each"]]] {
        let said: String = order.into_iter().map(|options| portal.build(options)).collect();
        for file in ["index.html", "p/index.html"] {
            assert!(portal.out().join(file).exists(), "{file}: {said}");
        }
        fs::remove_dir_all(portal.out()).unwrap();
    }
    portal.build(&["--each"]);
    write(&portal.out(), "notes.txt", "somebody else's");
    portal.build(&[]);
    assert!(!portal.out().join("index.html").exists(), "that folder is not ours alone");
}

/// The site of one partnership has the logos of those that take part in it, and no others.
#[test]
fn the_site_of_a_partnership_has_the_files_of_its_own_organisations() {
    let portal = Portal::new();
    let logo = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"/>"#;
    let organisation =
        |name: &str| format!("name = \"{name}\"\ntype = [\"company\"]\ncountry = \"IT\"\nlogo = \"{name}.svg\"\n");
    for name in ["acme", "elsewhere"] {
        portal.write(&format!("content/organisations/{name}.toml"), organisation(name));
        portal.write(&format!("content/organisations/{name}.svg"), logo);
    }
    for name in ["linked", "not-ours", "of-catalogue"] {
        portal.write(&format!("content/organisations/{name}.svg"), logo);
    }
    let picture = |name: &str| format!("![A picture](../../../organisations/{name}.svg)\n");
    let text = |name: &str| format!("{NEWS_TEXT}\n{}", picture(name));
    portal.write(NEWS, text("linked"));
    portal.write("content/index.md", "![A picture](organisations/of-catalogue.svg)\n");
    copy_tree(&portal.site().join("content/partnerships/p"), &portal.site().join("content/partnerships/q"));
    portal.write("content/partnerships/q/news/opening.md", text("not-ours"));
    let published = |folder: &str| -> Vec<String> {
        let files = files_below(&portal.out().join(folder)).into_keys();
        files.filter_map(|file| Some(file.strip_prefix("organisations/")?.strip_suffix(".svg")?.to_owned())).collect()
    };

    let said = portal.build(&[]);
    assert_eq!(published(""), ["acme", "elsewhere", "linked", "not-ours", "of-catalogue"], "{said}");
    fs::remove_dir_all(portal.out()).unwrap();
    let said = portal.build(&["--each"]);
    assert_eq!(published("p"), ["acme", "linked"], "{said}");
    assert_eq!(published("q"), ["acme", "not-ours"], "{said}");
}

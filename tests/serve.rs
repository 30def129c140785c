//! Does the preview answer only what it should, and follow every change?
//!
//! Everything happens on the loopback, every wait has an end, and the preview ends with its test.

#![cfg(feature = "serve")]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use pactfolio::record::Visibility;
use pactfolio::render::Output;
use pactfolio::report::Report;
use pactfolio::{Request, disk, exports, prepare};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(30);
const PROGRAM: &str = env!("CARGO_BIN_EXE_pactfolio");
const COMMITMENT: &str = "commitments/company-interviews";

/// A new portal of one partnership.
struct Site {
    folder: TempDir,
}

impl Site {
    fn new() -> Site {
        let folder = tempfile::tempdir().unwrap();
        let new = Command::new(PROGRAM).arg("new").arg(folder.path().join("site")).output().unwrap();
        assert!(new.status.success(), "{new:?}");
        Site { folder }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root().join("content/partnerships/our-partnership").join(path)
    }

    fn serve(&self, arguments: &[&str]) -> Preview {
        Preview::start(&self.root(), arguments)
    }
}

/// Saves as most editors do: beside, then renamed over the file.
fn save(path: &Path, text: &str) {
    let beside = path.with_file_name(".saving");
    fs::write(&beside, text).unwrap();
    fs::rename(beside, path).unwrap();
}

fn retitle(path: &Path, title: &str) {
    let text = fs::read_to_string(path).unwrap();
    let line = text.lines().find(|line| line.starts_with("title = ")).expect("it has a title").to_owned();
    save(path, &text.replace(&line, &format!("title = \"{title}\"")));
}

/// A running preview.
struct Preview {
    process: Child,
    host: String,
    said: Receiver<String>,
    events: Receiver<serde_json::Value>,
}

impl Preview {
    fn start(root: &Path, arguments: &[&str]) -> Preview {
        let mut command = Command::new(PROGRAM);
        command.args(["serve", "--port", "0", "--as-of", "2026-11-20", "--root"]).arg(root).args(arguments);
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let said = lines(process.stderr.take().unwrap());
        let end = Instant::now() + PATIENCE;
        let host = loop {
            let line = said.recv_timeout(end.saturating_duration_since(Instant::now())).expect("it names its address");
            if let Some(rest) = line.strip_prefix("http://") {
                break rest.split('/').next().unwrap().to_owned();
            }
        };
        let events = events(&host);
        let preview = Preview { process, host, said, events };
        preview.news(|_| true);
        preview
    }

    fn ask(&self, head: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "{head}\r\nConnection: close\r\n\r\n").unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    fn get(&self, address: &str) -> Answer {
        self.ask(&format!("GET /{address} HTTP/1.1\r\nHost: {}", self.host))
    }

    fn status(&self, address: &str) -> u16 {
        self.get(address).status
    }

    /// Waits for an event.
    fn news(&self, wanted: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let news = self.events.recv_timeout(left).expect("an event comes in time");
            if wanted(&news) {
                return news;
            }
        }
    }

    /// Waits until something is true; events only hurry it.
    fn until(&self, what: &str, is_true: impl Fn() -> bool) {
        let end = Instant::now() + PATIENCE;
        while !is_true() {
            assert!(Instant::now() < end, "never came true: {what}");
            let _ = self.events.recv_timeout(Duration::from_millis(100));
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

fn lines(from: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || BufReader::new(from).lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
    told
}

fn events(host: &str) -> Receiver<serde_json::Value> {
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET /__pactfolio/events HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let Some(data) = line.strip_prefix("data: ") else { continue };
            if tell.send(serde_json::from_str(data).unwrap()).is_err() {
                break;
            }
        }
    });
    told
}

fn errors(news: &serde_json::Value) -> u64 {
    news["errors"].as_u64().unwrap()
}

#[test]
fn pages_are_answered_and_others_refused() {
    let site = Site::new();
    let preview = site.serve(&["--host", "localhost"]);
    let home = preview.get("");
    assert_eq!(home.status, 200);
    assert_eq!(home.body.matches("/__pactfolio/preview.js").count(), 1);
    for header in
        ["cache-control: no-store", "x-content-type-options: nosniff", "content-security-policy: default-src 'none'"]
    {
        assert!(home.head.contains(header), "{}", home.head);
    }
    let folder = preview.get("commitments?x=1");
    assert_eq!((folder.status, folder.head.contains("location: /commitments/?x=1")), (308, true), "{}", folder.head);
    let unknown = preview.get("no/such/page/");
    assert_eq!(unknown.status, 404);
    assert!(unknown.body.contains("data-template=\"not-found\"") && unknown.body.contains("href=\"/assets/"));
    for odd in ["../site.toml", "%2e%2e/site.toml", "..%2fsite.toml", "..%5csite.toml", "%00", "%ff", "a/./b"] {
        assert_eq!(preview.status(odd), 400, "{odd}");
    }
    for inside in ["site.toml", "content/index.md", "/etc/passwd", "__pactfolio/../site.toml", ".pactfolio"] {
        assert!([400, 404].contains(&preview.status(inside)), "{inside}");
    }
    let (host, port) = (&preview.host, preview.host.rsplit(':').next().unwrap());
    let head = preview.ask(&format!("HEAD / HTTP/1.1\r\nHost: {host}"));
    assert_eq!((head.status, head.body.len()), (200, 0));
    let status = |head: String| preview.ask(&head).status;
    assert_eq!(status(format!("GET / HTTP/1.1\r\nHost: localhost:{port}")), 200);
    assert_eq!(status(format!("GET / HTTP/1.1\r\nHost: attacker.example:{port}")), 421);
    assert_eq!(status("GET / HTTP/1.1\r\nHost: localhost:1".to_owned()), 421);
    assert_eq!(status(format!("GET http://attacker.example/ HTTP/1.1\r\nHost: {host}")), 421);
    assert_eq!(status(format!("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0")), 405);
    let foreign =
        |mode: &str| format!("GET / HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: {mode}");
    assert_eq!((status(foreign("no-cors")), status(foreign("navigate"))), (403, 200));
    assert_eq!(status(format!("GET /__pactfolio/events HTTP/1.1\r\nHost: attacker.example:{port}")), 421);
}

#[test]
fn every_way_of_saving_is_followed() {
    let site = Site::new();
    let preview = site.serve(&[]);
    let (file, page) = (site.path(&format!("{COMMITMENT}.toml")), format!("{COMMITMENT}/"));
    let shows = |title: &str| preview.until(title, || preview.get(&page).body.contains(title));
    retitle(&file, "Saved as a whole");
    let news = preview.news(|_| true);
    assert_eq!(errors(&news), 0);
    assert!(preview.get(&page).body.contains("Saved as a whole"));
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("Saved as a whole", "Saved in place")).unwrap();
    shows("Saved in place");
    // As vim does: the old file is moved away and a new one written.
    fs::rename(&file, file.with_extension("toml~")).unwrap();
    fs::write(&file, text.replace("Saved as a whole", "Saved anew")).unwrap();
    fs::remove_file(file.with_extension("toml~")).unwrap();
    shows("Saved anew");
    retitle(&file, "Saved last");
    shows("Saved last");
    let lists = preview.get("commitments/").body;
    assert!(lists.contains("Saved last") && !lists.contains("Saved anew"), "lists are as new as pages");
}

#[test]
fn while_the_content_is_broken_the_last_good_page_stays() {
    let site = Site::new();
    let preview = site.serve(&[]);
    let (file, page) = (site.path(&format!("{COMMITMENT}.toml")), format!("{COMMITMENT}/"));
    retitle(&file, "Still good");
    preview.until("the good page", || preview.get(&page).body.contains("Still good"));
    let good = fs::read_to_string(&file).unwrap();
    save(&file, &format!("titel = \"A slip\"\n{}", good.replace("Still good", "Never seen")));
    let news = preview.news(|news| errors(news) > 0);
    let finding = &news["findings"][0];
    assert_eq!((finding["line"].as_u64(), finding["code"].as_str()), (Some(1), Some("unknown-field")), "{news}");
    assert!(finding["file"].as_str().unwrap().ends_with(&format!("{COMMITMENT}.toml")));
    let shown = preview.get(&page);
    assert_eq!((shown.status, shown.body.contains("Still good")), (200, true));
    save(&file, &good.replace("Still good", "Mended"));
    let news = preview.news(|news| errors(news) == 0);
    assert_eq!(news["findings"].as_array().unwrap().len(), 0);
    assert!(preview.get(&page).body.contains("Mended"));
    assert!(preview.said.try_iter().any(|line| line.contains("titel")), "the terminal tells of it, too");
}

#[test]
fn a_broken_template_is_a_finding_too() {
    let site = Site::new();
    let preview = site.serve(&[]);
    let template = site.root().join("themes/pact/templates/pages/not-found.html");
    fs::create_dir_all(template.parent().unwrap()).unwrap();
    save(&template, "{{ nothing.more }}\n");
    let news = preview.news(|news| errors(news) > 0);
    assert_eq!(news["findings"][0]["file"].as_str(), Some("themes/pact/templates/pages/not-found.html"), "{news}");
    assert_eq!(preview.status(""), 200);
    fs::remove_dir_all(site.root().join("themes")).unwrap();
    preview.news(|news| errors(news) == 0);
    assert_eq!(preview.status(""), 200);
}

#[test]
fn a_file_in_the_place_of_one_of_the_program_is_a_finding_too() {
    let site = Site::new();
    let page = site.path("news/portal-opens.md");
    let good = fs::read_to_string(&page).unwrap();
    fs::write(site.path("robots.txt"), "Robots.\n").unwrap();
    let preview = site.serve(&[]);
    save(&page, &format!("{good}\n[Robots](../robots.txt)\n"));
    let news = preview.news(|news| errors(news) > 0);
    let finding = &news["findings"][0];
    assert_eq!((finding["code"].as_str(), finding["line"].as_u64()), (Some("address-taken"), Some(1)), "{news}");
    assert!(finding["file"].as_str().unwrap().ends_with("robots.txt"));
    assert_eq!(preview.status("news/portal-opens/"), 200, "the last good page stays");
    save(&page, &good);
    preview.news(|news| errors(news) == 0);
}

#[test]
fn files_and_folders_come_and_go() {
    let site = Site::new();
    let preview = site.serve(&[]);
    let file = site.path(&format!("{COMMITMENT}.toml"));
    let status = |address: &str, wanted: u16| {
        preview.until(&format!("{address} {wanted}"), || preview.status(address) == wanted);
    };
    fs::copy(&file, file.with_file_name("second.toml")).unwrap();
    status("commitments/second/", 200);
    fs::rename(file.with_file_name("second.toml"), file.with_file_name("third.toml")).unwrap();
    status("commitments/third/", 200);
    status("commitments/second/", 404);
    fs::remove_file(file.with_file_name("third.toml")).unwrap();
    status("commitments/third/", 404);

    // A folder that is moved out and in again, and then changed within.
    let (news, away) = (site.path("news"), site.folder.path().join("away"));
    status("news/portal-opens/", 200);
    fs::rename(&news, &away).unwrap();
    status("news/portal-opens/", 404);
    fs::rename(&away, &news).unwrap();
    status("news/portal-opens/", 200);
    fs::rename(news.join("portal-opens.md"), news.join("opened.md")).unwrap();
    status("news/opened/", 200);

    // The whole content is exchanged, as another branch does.
    let content = site.root().join("content");
    fs::rename(&content, &away).unwrap();
    preview.news(|news| errors(news) > 0);
    assert_eq!(preview.status("news/opened/"), 200, "the last good page stays");
    fs::rename(&away, &content).unwrap();
    preview.news(|news| errors(news) == 0);
    retitle(&file, "In the folder that came back");
    let page = format!("{COMMITMENT}/");
    preview.until("the new title", || preview.get(&page).body.contains("In the folder that came back"));
}

#[test]
fn drafts_are_shown_and_marked() {
    let site = Site::new();
    let file = site.path(&format!("{COMMITMENT}.toml"));
    let draft = format!("draft = true\n{}", fs::read_to_string(&file).unwrap());
    fs::write(file.with_file_name("idea.toml"), draft).unwrap();
    let preview = site.serve(&[]);
    let page = preview.get("commitments/idea/");
    assert_eq!((page.status, page.body.contains("is-warn")), (200, true));
}

#[test]
fn a_portal_that_is_broken_from_the_start_comes_once_it_is_mended() {
    let site = Site::new();
    let settings = site.root().join("site.toml");
    let good = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, good.replace("title", "titel")).unwrap();
    let preview = site.serve(&[]);
    let page = preview.get("");
    assert_eq!((page.status, page.body.contains("preview.js")), (503, true));
    save(&settings, &good);
    preview.news(|news| errors(news) == 0);
    assert_eq!(preview.status(""), 200);
}

#[test]
fn changes_are_found_by_looking_too() {
    let site = Site::new();
    let preview = site.serve(&["--poll"]);
    let file = site.path(&format!("{COMMITMENT}.toml"));
    let page = format!("{COMMITMENT}/");
    retitle(&file, "Found by looking");
    preview.news(|_| true);
    assert!(preview.get(&page).body.contains("Found by looking"));
    fs::copy(&file, file.with_file_name("second.toml")).unwrap();
    preview.until("there", || preview.status("commitments/second/") == 200);
    fs::remove_file(file.with_file_name("second.toml")).unwrap();
    preview.until("gone", || preview.status("commitments/second/") == 404);
}

#[test]
fn the_next_port_is_taken_where_one_is_in_use() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().min(65_000);
    let next = pactfolio::preview::listen("127.0.0.1".parse().unwrap(), port).unwrap();
    assert!(next.local_addr().unwrap().port() > port);
}

#[test]
fn every_address_is_found() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = disk::read_tree(root).unwrap();
    let report = Report::default();
    let (config, _) = pactfolio::configure(&sources);
    let request = Request {
        as_of: "2026-11-20".parse().unwrap(),
        audience: Visibility::Public,
        drafts: true,
        preview: true,
        keep_going: false,
    };
    let prepared = prepare(&sources, config, &request, &report).unwrap();
    let renderer = prepared.renderer(&sources, &request, &report);
    let outputs = renderer.outputs();
    assert!(outputs.len() > 100);
    for output in outputs {
        let address = renderer.address(output);
        assert_eq!(renderer.find(&address), Some(output), "{address}");
        assert!(!matches!(output, Output::Export(_)) || exports::could_be(&address), "{address}");
        assert_eq!(renderer.find(&format!("{address}x")), None);
        assert_eq!(renderer.find(&format!("x/{address}")), None);
    }
    assert_eq!(renderer.find("en/404.html"), None);
}

#[test]
fn the_panel_tells_what_a_page_is_made_of() {
    let site = Site::new();
    let settings = site.root().join("site.toml");
    let text = fs::read_to_string(&settings).unwrap();
    let line = text.lines().find(|line| line.starts_with("languages")).unwrap().to_owned();
    fs::write(&settings, text.replace(&line, "languages = [\"en\", \"it\"]")).unwrap();
    let file = site.path(&format!("{COMMITMENT}.toml"));
    let text = fs::read_to_string(&file).unwrap();
    let summary = text.lines().find(|line| line.starts_with("summary")).unwrap();
    let draft = format!("draft = true\n{}", text.replace(summary, "summary = \"TODO: say it\""));
    let line = 1 + draft.lines().position(|line| line.starts_with("summary")).unwrap() as u64;
    fs::write(file.with_file_name("idea.toml"), draft).unwrap();
    let preview = site.serve(&["--editor", "vscode"]);
    let about = |address: &str| -> serde_json::Value {
        serde_json::from_str(&preview.get(&format!("__pactfolio/about/{address}")).body).unwrap()
    };
    let path = "content/partnerships/our-partnership/commitments/idea.toml";

    let own = about("en/commitments/idea/");
    assert_eq!(
        (own["draft"].as_bool(), own["own"][0]["file"].as_str(), own["lacking"].as_u64()),
        (Some(true), Some(path), Some(0)),
        "{own}"
    );
    let todo = own["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|found| found["code"] == "placeholder-text" && found["line"] == line)
        .expect("a note is left");
    assert_eq!(todo["file"].as_str(), Some(path), "{todo}");
    let href = todo["href"].as_str().unwrap();
    assert!(href.starts_with("vscode://file/") && href.contains(&format!("/commitments/idea.toml:{line}:")), "{href}");
    let others = own["others"].to_string();
    assert!(others.contains("our-partnership/partnership.toml") && !others.contains("agreement.md"), "{others}");

    let italian = about("it/commitments/idea/");
    let untranslated = italian["untranslated"].as_array().unwrap();
    assert!(italian["lacking"].as_u64() > Some(1) && italian["language"] == "it", "{italian}");
    assert!(untranslated.iter().all(|text| text["file"] == path && text["shown_in"] == "en"), "{italian}");
    assert!(untranslated.iter().any(|text| text["field"] == "summary" && text["line"] == line), "{italian}");

    assert_eq!(about("en/commitments/company-interviews/")["draft"].as_bool(), Some(false));
    let list = about("en/commitments/");
    assert!(list["others"].to_string().contains("idea.toml"), "{list}");
    let home = about("en/");
    assert!(home["others"].to_string().contains("agreement.md") && home["found"].as_u64() > Some(0), "{home}");
    assert_eq!(preview.status("__pactfolio/about/en/no/such/page/"), 404);
}

#[test]
fn a_page_of_the_preview_lists_every_file_with_its_findings() {
    let site = Site::new();
    let preview = site.serve(&[]);
    let page = preview.get("__pactfolio/findings");
    assert_eq!((page.status, page.body.contains("preview.js")), (200, true));
    for told in [
        "placeholder-text",
        "commitments/company-interviews.toml",
        "href=\"/commitments/company-interviews/\"",
        "no errors",
    ] {
        assert!(page.body.contains(told), "{told}: {}", page.body);
    }
    assert!(!page.body.contains("vscode:"), "no editor unless one is named");
    let file = site.path(&format!("{COMMITMENT}.toml"));
    save(&file, &format!("titel = \"<b>&\"\n{}", fs::read_to_string(&file).unwrap()));
    preview.news(|news| errors(news) > 0);
    let page = preview.get("__pactfolio/findings").body;
    assert!(
        page.contains("1 error") && page.contains("line 1") && page.contains("titel") && !page.contains("<b>&"),
        "{page}"
    );
    let about = preview.get(&format!("__pactfolio/about/{COMMITMENT}/")).body;
    assert!(about.contains("unknown-field"), "the panel tells of it, too: {about}");
}

#[test]
fn nothing_of_the_preview_is_published() {
    let site = Site::new();
    let build = Command::new(PROGRAM).args(["build", "--drafts", "--root"]).arg(site.root()).output().unwrap();
    assert!(build.status.success(), "{build:?}");
    let mut folders = vec![site.root().join("public")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            assert!(!text.contains("__pactfolio") && !text.contains("pactfolio-about"), "{}", path.display());
            files += 1;
        }
    }
    assert!(files > 20, "only {files} files");
}

#[test]
fn an_editor_that_is_none_is_refused() {
    let site = Site::new();
    for editor in ["emacs", "javascript:alert({path})"] {
        let run = Command::new(PROGRAM)
            .args(["serve", "--port", "0", "--editor", editor, "--root"])
            .arg(site.root())
            .output()
            .unwrap();
        assert_eq!(run.status.code(), Some(2), "{run:?}");
        assert!(String::from_utf8_lossy(&run.stderr).contains("vscode"), "{run:?}");
    }
}

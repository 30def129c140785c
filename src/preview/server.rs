//! What does a browser get?

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use axum::serve::ListenerExt as _;
use tokio::sync::oneshot;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::WatchStream;

use super::everything;
use super::state::{Shared, Showing};
use super::worker::{Answer, Ask, Question};
use crate::exports::headers;
use crate::render::file_of;

const SCRIPT: &str = include_str!("preview.js");
const STYLE: &str = include_str!("preview.css");
/// The page before the content is sound for the first time, and in place of one that cannot be made.
const WAITING: &str = include_str!("waiting.html");

/// The folder of the preview's own addresses.
const OWN: &str = "__pactfolio/";
const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// The names by which the preview may be called; under another one a foreign page could read it.
#[derive(Clone, Debug)]
pub struct Hosts {
    names: Vec<String>,
    /// Any IP address will do, as the preview listens on all of them.
    any_address: bool,
    port: u16,
}

impl Hosts {
    /// Those of a listener at this address.
    pub fn of(address: SocketAddr) -> Self {
        let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "[::1]".to_owned()];
        names.push(bracketed(address.ip()));
        Hosts { names, any_address: address.ip().is_unspecified(), port: address.port() }
    }

    /// Is this the value of a `Host` header of ours?
    pub fn allow(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host, Some(80)),
        };
        let is_address = || name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok();
        let is_known = self.names.iter().any(|known| known.eq_ignore_ascii_case(name));
        port == Some(self.port) && (is_known || self.any_address && is_address())
    }
}

fn bracketed(address: IpAddr) -> String {
    if address.is_ipv6() { format!("[{address}]") } else { address.to_string() }
}

/// Starts to answer, in a thread of its own.
///
/// # Errors
/// When the thread or the listener cannot be used.
pub fn start(listener: TcpListener, shared: Arc<Shared>) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let listener = runtime.block_on(async { tokio::net::TcpListener::from_std(listener) })?;
    // Events are small: waiting for more to send with them would only delay them.
    let listener = listener.tap_io(|stream| _ = stream.set_nodelay(true));
    let router = Router::new().fallback(respond).with_state(shared);
    let serve = move || _ = runtime.block_on(async { axum::serve(listener, router).await });
    thread::Builder::new().name("server".to_owned()).spawn(serve)?;
    Ok(())
}

async fn respond(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let answer = match refusal(&shared.hosts, &request) {
        Some((status, why)) => plain(status, why),
        None => match address(request.uri()) {
            Some(address) => match address.strip_prefix(OWN) {
                Some(own) => of_preview(&shared, own).await,
                None => of_site(&shared, address, request.uri()).await,
            },
            None => plain(StatusCode::BAD_REQUEST, "this is no address of the site"),
        },
    };
    guarded(answer)
}

/// Why a request is not answered.
fn refusal(hosts: &Hosts, request: &Request) -> Option<(StatusCode, &'static str)> {
    let headers = request.headers();
    let host = text(headers, header::HOST);
    let authority = request.uri().authority().map(|authority| authority.as_str());
    if !host.is_some_and(|host| hosts.allow(host)) || authority.is_some_and(|name| !hosts.allow(name)) {
        return Some((StatusCode::MISDIRECTED_REQUEST, "the preview answers only under its own address"));
    }
    let site = text(headers, HeaderName::from_static("sec-fetch-site")).unwrap_or("none");
    let is_navigation = text(headers, HeaderName::from_static("sec-fetch-mode")) == Some("navigate");
    if !matches!(site, "none" | "same-origin") && !is_navigation {
        return Some((StatusCode::FORBIDDEN, "the preview answers only to its own pages"));
    }
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    (!is_read).then_some((StatusCode::METHOD_NOT_ALLOWED, "the preview only shows"))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The address from the site's root; none for what no address can be.
fn address(uri: &Uri) -> Option<String> {
    let path = decoded(uri.path().strip_prefix('/')?)?;
    let is_odd = |part: &str| part == "." || part == ".." || part.contains(['\\', '\0']);
    (!path.split('/').any(is_odd)).then_some(path)
}

/// A path without percent signs.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        bytes.push(match byte {
            b'%' => digit(rest.next())? * 16 + digit(rest.next())?,
            _ => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// What the preview itself brings.
async fn of_preview(shared: &Shared, own: &str) -> Response {
    match own {
        "events" => events(shared),
        "preview.js" => of_type("text/javascript; charset=utf-8", SCRIPT),
        "preview.css" => of_type("text/css; charset=utf-8", STYLE),
        "findings" => all_findings(shared).await,
        _ => match own.strip_prefix("about/") {
            Some(address) => about(shared, address).await,
            None => plain(StatusCode::NOT_FOUND, "the preview has no such file"),
        },
    }
}

/// What the page of an address is made of.
async fn about(shared: &Shared, address: &str) -> Response {
    let question = Question::About(address.to_owned(), shared.newer());
    match ask(&shared.showing(), question).await {
        Some(Answer::Told(told)) => of_type("application/json", told),
        Some(_) => plain(StatusCode::NOT_FOUND, "there is no such page"),
        None => plain(StatusCode::SERVICE_UNAVAILABLE, "no page can be made yet"),
    }
}

/// Every file with what was found in it, also where nothing could be made yet.
async fn all_findings(shared: &Shared) -> Response {
    let (showing, newer) = (shared.showing(), shared.newer());
    let page = match ask(&showing, Question::Everything(newer.clone())).await {
        Some(Answer::Told(page)) => page,
        _ => everything::page(&[], &newer.as_deref().cloned().unwrap_or_default(), &|_| None, &shared.open),
    };
    with_type(shared, &showing, StatusCode::OK, HTML, page.into_bytes())
}

/// Tells the present state, and then every new one.
fn events(shared: &Shared) -> Response {
    let tell = shared.teller();
    let news =
        WatchStream::new(shared.follow()).map(move |news| Ok::<_, Infallible>(Event::default().data(tell(&news))));
    Sse::new(news).keep_alive(KeepAlive::default()).into_response()
}

/// An address of the site.
async fn of_site(shared: &Shared, address: String, uri: &Uri) -> Response {
    let showing = shared.showing();
    let kind = content_type(&file_of(&address));
    match ask(&showing, Question::Bytes(address)).await {
        Some(Answer::Found(bytes)) => with_type(shared, &showing, StatusCode::OK, kind, bytes),
        Some(Answer::Missing(page)) => with_type(shared, &showing, StatusCode::NOT_FOUND, HTML, page),
        Some(Answer::Moved) => moved(uri),
        Some(Answer::Failed(findings)) => {
            shared.broken(&findings);
            with_type(shared, &showing, StatusCode::INTERNAL_SERVER_ERROR, HTML, WAITING.into())
        }
        Some(Answer::Told(_) | Answer::Nothing) | None => {
            with_type(shared, &showing, StatusCode::SERVICE_UNAVAILABLE, HTML, WAITING.into())
        }
    }
}

async fn ask(showing: &Showing, question: Question) -> Option<Answer> {
    let (reply, answer) = oneshot::channel();
    showing.worker.as_ref()?.send(Ask { question, reply }).ok()?;
    answer.await.ok()
}

/// A folder was asked for without its slash.
fn moved(uri: &Uri) -> Response {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut response = plain(StatusCode::PERMANENT_REDIRECT, "");
    if let Ok(to) = HeaderValue::from_str(&format!("{}/{query}", uri.path())) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

fn with_type(shared: &Shared, showing: &Showing, status: StatusCode, kind: &'static str, bytes: Vec<u8>) -> Response {
    let bytes = if kind == HTML { with_script(bytes, &shared.name(showing)) } else { bytes };
    (status, of_type(kind, bytes)).into_response()
}

/// The page with the script and style of the preview; files never have them.
fn with_script(page: Vec<u8>, generation: &str) -> Vec<u8> {
    let page = match String::from_utf8(page) {
        Ok(page) => page,
        Err(wrong) => return wrong.into_bytes(),
    };
    let style = format!("<link rel=\"stylesheet\" href=\"/{OWN}preview.css\">\n");
    let script = format!("<script src=\"/{OWN}preview.js\" data-generation=\"{generation}\" defer></script>\n");
    let page = before(&page, page.find("</head>"), &style);
    before(&page, page.rfind("</body>"), &script).into_bytes()
}

fn before(page: &str, at: Option<usize>, addition: &str) -> String {
    let (start, end) = page.split_at_checked(at.unwrap_or(page.len())).unwrap_or((page, ""));
    format!("{start}{addition}{end}")
}

fn of_type(kind: &'static str, body: impl Into<Body>) -> Response {
    ([(header::CONTENT_TYPE, kind)], body.into()).into_response()
}

fn plain(status: StatusCode, why: &'static str) -> Response {
    let mut response = (status, of_type(TEXT, why)).into_response();
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}

/// What every response bears.
fn guarded(mut response: Response) -> Response {
    let all = response.headers_mut();
    all.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    all.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    all.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(headers::POLICY));
    all.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    response
}

/// The media type of a file, by its ending.
fn content_type(file: &str) -> &'static str {
    match file.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "jsonld" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "atom" => "application/atom+xml",
        "txt" | "md" | "toml" => TEXT,
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_names_are_answered() {
        let hosts = Hosts::of(SocketAddr::from(([127, 0, 0, 1], 4000)));
        for fine in ["localhost:4000", "LOCALHOST:4000", "127.0.0.1:4000", "[::1]:4000"] {
            assert!(hosts.allow(fine), "{fine}");
        }
        for other in ["localhost", "localhost:4001", "attacker.example:4000", "192.168.0.1:4000", "[::1]", "", ":4000"]
        {
            assert!(!hosts.allow(other), "{other}");
        }
        let all = Hosts::of(SocketAddr::from(([0, 0, 0, 0], 80)));
        assert!(all.allow("192.168.0.1") && all.allow("[fe80::1]:80") && !all.allow("attacker.example"));
    }

    #[test]
    fn no_address_leaves_the_site() {
        let of = |path: &str| path.parse().ok().as_ref().and_then(address);
        assert_eq!(of("/a/b%20c/?x=/../").as_deref(), Some("a/b c/"));
        assert_eq!(of("/").as_deref(), Some(""));
        for odd in ["/../x", "/a/%2e%2e/x", "/..%2f..%2fx", "/a/./b", "/%", "/%f", "/%+1", "/%ff", "/a%00", "/..%5cx"] {
            assert_eq!(of(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_page_gets_the_script_once() {
        let page = with_script("<head></head><body>A </body> in text</body>".into(), "1");
        let page = String::from_utf8_lossy(&page).into_owned();
        assert_eq!(page.matches("preview.js").count(), 1);
        assert!(page.ends_with("defer></script>\n</body>") && page.contains("css\">\n</head>"), "{page}");
    }
}

//! How is a site shown while it is being written?
//!
//! ```text
//!  watch ──Change──▶ Tree ──Sources──▶ Builder ──▶ a worker that renders what is asked for
//!                                         │                       ▲
//!                                         └──News──▶ Shared ──▶ server ◀── browser
//! ```
//!
//! Each state of the content that is sound gets a worker: a thread that owns the content and renders
//! one address after the other. While the content is broken, the last worker goes on answering.
//! What was read for a state is kept for the next one, and shared with its worker: only what has
//! changed is read anew.

mod about;
mod editor;
mod everything;
mod server;
mod state;
mod tree;
mod watch;
mod worker;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::Request;
use crate::report::Findings;
use crate::source::Sources;
use about::Opener;
pub use editor::Editor;
use server::Hosts;
use state::{Builder, Shared};
use tree::Tree;
use watch::Watch;

/// How many ports are tried beginning with the one that was asked for.
const PORTS: u16 = 100;

/// What is shown, and how it is followed.
pub struct Settings<'a> {
    /// The folder of the site.
    pub root: &'a Path,
    /// The editor in which links open files.
    pub editor: Editor,
    /// Look for changes by asking the file system again and again?
    pub poll: bool,
    /// What is asked for, at the time of each rebuild.
    pub request: &'a dyn Fn() -> Request,
    /// Takes what there is to tell.
    pub tell: &'a (dyn Fn(Told<'_>) + Sync),
}

impl std::fmt::Debug for Settings<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Settings").field("root", &self.root).field("poll", &self.poll).finish_non_exhaustive()
    }
}

/// What there is to tell.
#[derive(Debug)]
pub enum Told<'a> {
    /// The site answers, for the first time.
    Ready,
    /// The site shows the new content after this time.
    Rebuilt(Duration),
    /// The content has errors; the last good site goes on answering.
    Broken(&'a Findings, &'a Sources),
    /// Something else that matters.
    Note(String),
}

/// Takes a port: the next free one where the one that was asked for is taken, any for 0.
///
/// # Errors
/// When none can be had.
pub fn listen(host: IpAddr, port: u16) -> io::Result<TcpListener> {
    let mut wanted = port;
    loop {
        match TcpListener::bind(SocketAddr::new(host, wanted)) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && port != 0 && wanted - port < PORTS => {
                wanted = wanted.checked_add(1).ok_or(error)?;
            }
            outcome => return outcome,
        }
    }
}

/// The address at which a browser on this computer finds the preview.
///
/// # Errors
/// When the listener has no address.
pub fn url(listener: &TcpListener) -> io::Result<String> {
    let mut address = listener.local_addr()?;
    if address.ip().is_unspecified() {
        let is_v4 = address.is_ipv4();
        address.set_ip(if is_v4 { std::net::Ipv4Addr::LOCALHOST.into() } else { std::net::Ipv6Addr::LOCALHOST.into() });
    }
    Ok(format!("http://{address}/"))
}

/// The address at which others in the network find the preview, as far as it is known.
pub fn network_url(listener: &TcpListener) -> Option<String> {
    let mut address = listener.local_addr().ok()?;
    if address.ip().is_unspecified() {
        address.set_ip(own_address(address.ip())?);
    }
    Some(format!("http://{address}/"))
}

/// This computer's address in its network: the one that it would send from. Nothing is sent.
fn own_address(any: IpAddr) -> Option<IpAddr> {
    // Addresses that are kept for documentation, so nobody has them.
    let elsewhere = if any.is_ipv4() { "192.0.2.1:9" } else { "[2001:db8::1]:9" };
    let socket = UdpSocket::bind(SocketAddr::new(any, 0)).ok()?;
    socket.connect(elsewhere).ok()?;
    Some(socket.local_addr().ok()?.ip()).filter(|own| !own.is_unspecified())
}

/// Shows the site and follows changes until the process ends.
///
/// # Errors
/// When the content cannot be read at all, or the server cannot be started.
pub fn run(settings: &Settings<'_>, listener: TcpListener) -> io::Result<()> {
    let root: PathBuf = settings.root.canonicalize()?;
    let url = url(&listener)?;
    let shared = Arc::new(Shared::new(
        Hosts::of(listener.local_addr()?),
        Opener { root: root.clone(), editor: settings.editor.clone() },
    ));
    // Watched before it is read, so that no change falls between the two.
    let mut watch = Watch::new(&root, settings.poll, settings.tell);
    let mut tree = Tree::read(&root)?;
    let mut builder = Builder::new(&url, Arc::clone(&shared));
    builder.rebuild(&tree, settings);
    server::start(listener, shared)?;
    (settings.tell)(Told::Ready);
    loop {
        let change = watch.next(settings.tell);
        match tree.follow(&change) {
            Ok(touched) if touched.anything => {
                builder.note(touched);
                builder.rebuild(&tree, settings);
            }
            Ok(_) => {}
            Err(error) => (settings.tell)(Told::Note(format!("cannot read the content: {error}"))),
        }
    }
}

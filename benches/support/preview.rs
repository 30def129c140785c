//! How long after a save does the preview show the edited page?

use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use crate::corpus;
use crate::measure::median;

const EDITS: usize = 10;
/// After this the preview counts as dead.
const PATIENCE: Duration = Duration::from_secs(120);
/// Between two edits, so that one is not taken for the other.
const REST: Duration = Duration::from_millis(400);

/// What the preview took; times are medians of ten edits except the first.
pub struct Preview {
    /// From the start of the process to the first page.
    pub start: Duration,
    /// From a save to the event that tells the browser.
    pub event: Duration,
    /// From a save to the end of the edited page that was asked for after the event.
    pub page: Duration,
    /// Largest resident memory, KiB.
    pub peak: u64,
}

/// Serves the site below `root`, edits one commitment ten times, and puts it back.
pub fn measure(program: &str, root: &Path) -> io::Result<Preview> {
    let (path, address) = corpus::edited();
    let path = root.join(path);
    let text = fs::read_to_string(&path)?;
    let server = Server::start(program, root)?;
    let outcome = edits(&server, &path, &text, &address);
    fs::write(&path, text)?;
    let (event, page) = outcome?;
    Ok(Preview { start: server.first_page, event, page, peak: server.peak() })
}

fn edits(server: &Server, path: &Path, text: &str, address: &str) -> io::Result<(Duration, Duration)> {
    let events = server.events()?;
    let mut taken = (Vec::new(), Vec::new());
    for edit in 0..EDITS {
        thread::sleep(REST);
        while events.try_recv().is_ok() {}
        let title = corpus::edited_title(edit);
        fs::write(path, corpus::retitled(text, &title))?;
        let saved = Instant::now();
        let event = events.recv_timeout(PATIENCE).map_err(|_| io::Error::other("the preview sent no event"))?;
        let page = server.get(address)?;
        let seen = saved.elapsed();
        if !page.contains(&title) {
            return Err(io::Error::other(format!("after the event {address} still shows the old title")));
        }
        taken.0.push(event.saturating_duration_since(saved).as_secs_f64());
        taken.1.push(seen.as_secs_f64());
    }
    Ok((Duration::from_secs_f64(median(taken.0)), Duration::from_secs_f64(median(taken.1))))
}

/// `pactfolio serve`, ended when this value goes.
struct Server {
    process: Child,
    /// Where it listens.
    host: String,
    first_page: Duration,
}

impl Server {
    fn start(program: &str, root: &Path) -> io::Result<Server> {
        let mut command = Command::new(program);
        command.args(["serve", "--port", "0", "--as-of", crate::AS_OF, "--root"]).arg(root);
        let start = Instant::now();
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let mut server = Server { process, host: String::new(), first_page: Duration::ZERO };
        server.host = server.told_host()?;
        server.get("/")?;
        server.first_page = start.elapsed();
        Ok(server)
    }

    /// Host and port, once the server has told its address.
    fn told_host(&mut self) -> io::Result<String> {
        let stderr = self.process.stderr.take().ok_or_else(|| io::Error::other("no standard error"))?;
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        let mut said = String::new();
        while let Ok(line) = told.recv_timeout(PATIENCE) {
            if let Some((_, rest)) = line.split_once("http://") {
                return Ok(rest.split(['/', ' ']).next().unwrap_or(rest).to_owned());
            }
            said.push_str(&line);
        }
        Err(io::Error::other(format!("`serve` told no address: {said}")))
    }

    fn ask(&self, address: &str, accept: &str) -> io::Result<TcpStream> {
        let mut stream = TcpStream::connect(&self.host)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let host = &self.host;
        write!(stream, "GET {address} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\nConnection: close\r\n\r\n")?;
        Ok(stream)
    }

    fn get(&self, address: &str) -> io::Result<String> {
        let mut answer = Vec::new();
        self.ask(address, "text/html")?.read_to_end(&mut answer)?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.lines().next().unwrap_or("");
        let fine = status.contains(" 200");
        fine.then_some(()).ok_or_else(|| io::Error::other(format!("{address}: {status}")))?;
        Ok(answer)
    }

    /// The moments at which events arrive.
    fn events(&self) -> io::Result<Receiver<Instant>> {
        let stream = BufReader::new(self.ask("/__pactfolio/events", "text/event-stream")?);
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            for line in stream.lines().map_while(Result::ok) {
                if line.starts_with("data:") && tell.send(Instant::now()).is_err() {
                    break;
                }
            }
        });
        Ok(told)
    }

    fn peak(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

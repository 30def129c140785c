//! `explain`: what does a finding mean, how did a figure come about?

use super::arguments::{Arguments, Explain};
use super::output::{Printer, print};
use super::{Failure, Outcome, site};
use crate::pages::figure::{self, Figure};
use crate::report::{self, ALL, Code, did_you_mean};

/// Prints what, why and how to mend; of a figure what is in it, where that stands, and what is not.
pub fn run(arguments: &Arguments, explain: &Explain, printer: &Printer) -> Result<Outcome, Failure> {
    let Some(id) = &explain.subject else {
        let list: String = ALL.iter().map(|code| format!("{:<22} {}\n", code.id, code.what)).collect();
        return print(&list).map(|()| Outcome::Fine);
    };
    if id.contains('#') {
        return figure(arguments, explain, id, printer);
    }
    match Code::from_id(&id.to_ascii_lowercase()) {
        Some(code) => print(&report::explain(code)).map(|()| Outcome::Fine),
        None if id.contains('/') => {
            let help = "a figure is named by the path of its page, `#`, and its id there, for example";
            Err(format!("`{id}` names a page, not a figure; {help} `{id}#members`").into())
        }
        None => {
            let hint = did_you_mean(id, ALL.iter().map(|code| code.id));
            let hint = hint.unwrap_or_else(|| "`pactfolio explain` lists all of them".to_owned());
            Err(format!("there is no finding `{id}`; {hint}").into())
        }
    }
}

/// Works the figure out again and tells how it came about, in the site's default language.
fn figure(arguments: &Arguments, explain: &Explain, id: &str, printer: &Printer) -> Result<Outcome, Failure> {
    let root = site::root(arguments)?;
    let request = site::request(&explain.view, false)?;
    let sources = site::sources(&root)?;
    let (config, report) = crate::configure(&sources);
    let Ok(prepared) = crate::prepare(&sources, config, &request, &report) else {
        printer.findings(&report.settle(&sources), &sources);
        return Ok(Outcome::ContentErrors);
    };
    let renderer = prepared.renderer(&sources, &request, &report);
    let found = renderer.with_words(|cx| figure::find(cx, id).ok_or_else(|| nearest(id, &figure::all(cx))));
    match found {
        Some(Ok(figure)) => print(&told(&figure)).map(|()| Outcome::Fine),
        Some(Err(hint)) => Err(format!("there is no figure `{id}`; {hint}").into()),
        None => Err("the site has no language".into()),
    }
}

fn nearest(id: &str, all: &[String]) -> String {
    let hint = did_you_mean(id, all.iter().map(String::as_str));
    let example = || all.first().map(|id| format!("write for example `{id}`"));
    hint.or_else(example).unwrap_or_else(|| "no figure has been reported yet".to_owned())
}

/// A figure as lines: what is in it, the result, what is left out.
fn told(figure: &Figure) -> String {
    let explained = &figure.explained;
    let width = explained.counted.iter().chain(&explained.left_out).map(|line| line.value.chars().count());
    let width = width.chain([explained.sum.chars().count()]).max().unwrap_or(0);
    let line = |line: &crate::pages::figure::Line, sign: &str| {
        let parts = [&line.period, &line.who, &line.place, &line.why];
        let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        format!("{sign} {:>width$}  {}\n", line.value, parts.join(" · "))
    };
    let counted: String = explained.counted.iter().map(|one| line(one, " ")).collect();
    let left_out: String = explained.left_out.iter().map(|one| line(one, "×")).collect();
    let notes: String = explained.notes.iter().map(|note| format!("{note}\n")).collect();
    format!("{}\n{}\n{notes}\n{counted}= {:>width$}\n{left_out}", figure.title, explained.rule, explained.sum)
}

//! Findings for people: the line, the mark under it, and what to type instead.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level as Shown, Origin, Renderer, Snippet};

use super::{Code, Finding, Findings, Level};
use crate::source::{Place, Sources, floor_boundary};

/// All findings with the lines they stand in. `colour` for terminals.
pub fn text(findings: &Findings, sources: &Sources, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    findings.list.iter().map(|finding| one(finding, sources, &renderer)).collect()
}

fn one(finding: &Finding, sources: &Sources, renderer: &Renderer) -> String {
    let level = if finding.level == Level::Error { Shown::ERROR } else { Shown::WARNING };
    let title = level.primary_title(finding.message.as_str()).id(finding.code.id);
    let mut group = Group::with_title(title);
    group = match finding.place {
        Some(place) if !sources.text(place.file).is_empty() => {
            let (source, span) = excerpt(sources.text(place.file), place);
            group.element(
                Snippet::source(source)
                    .line_start(finding.line as usize)
                    .path(finding.file.as_str())
                    .annotation(AnnotationKind::Primary.span(span)),
            )
        }
        _ => group.element(Origin::path(finding.file.as_str()).line(1).char_column(1)),
    };
    if let Some(help) = &finding.help {
        group = group.element(Shown::HELP.message(help.as_str()));
    }
    format!("{}\n\n", renderer.render(&[group]))
}

/// The line in which a place begins, and the place within it.
fn excerpt(text: &str, place: Place) -> (&str, std::ops::Range<usize>) {
    let start = floor_boundary(text, place.start as usize);
    let end = floor_boundary(text, place.end as usize).max(start);
    let first = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let first_end = text.get(start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| start + at);
    let shown = text.get(first..first_end).unwrap_or("");
    (shown, start - first..end.min(first_end).max(start) - first)
}

/// "1 file", "2 files"
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// `2 errors, 1 warning`
pub fn summary(findings: &Findings) -> String {
    let errors = counted(findings.count(Level::Error), "error");
    format!("{errors}, {}", counted(findings.count(Level::Warning), "warning"))
}

/// What a code means, why it matters and how to mend it.
pub fn explain(code: Code) -> String {
    let level = match (code.fault, code.level) {
        (true, _) => "always an error".to_owned(),
        (false, level) => {
            format!("{} unless `[checks]` in site.toml says otherwise", level.id())
        }
    };
    format!("{} ({level})\n\nWhat:  {}\nWhy:   {}\nMend:  {}\n", code.id, code.what, code.why, code.mend)
}

//! What may a portal set in `theme.toml` without writing styles?

use std::collections::BTreeMap;

use crate::check;
use crate::pages::{Look, Picture, colour_rules};
use crate::picture::PictureSize;
use crate::read::fields_all as all;
use crate::record::{Colour, Fields, Localised};
use crate::report::{Diagnostic, MISSING_ALT, MISSING_FILE, Report, Reported, UNKNOWN_TERM, did_you_mean};
use crate::source::Place;

/// A file of `static/`, and where it is named.
type Named = (Box<str>, Place);

/// A typeface that the site brings itself.
#[derive(Debug)]
struct Font {
    name: Box<str>,
    file: Named,
}

/// A mark in the footer, of a funding body for example.
#[derive(Debug)]
struct Mark {
    file: Named,
    alt: Option<Localised>,
}

/// What one `theme.toml` sets.
#[derive(Debug, Default)]
pub struct Options {
    colour: Option<(Colour, Place)>,
    logo: Option<Named>,
    /// Do headings bear the typeface of the text?
    plain_headings: Option<bool>,
    font: Option<Font>,
    footer: Option<Localised>,
    footer_logo: Option<Mark>,
}

impl Options {
    /// Takes the options out of the fields of `theme.toml`.
    pub fn read(f: &mut Fields<'_>) -> Result<Options, Reported> {
        let colour = f.placed("colour");
        let logo = f.placed("logo");
        let plain_headings = plain_headings(f);
        let font = f.table("font", font);
        let footer = f.localised("footer");
        let footer_logo = f.table("footer_logo", mark);
        Ok(Options {
            colour: colour?,
            logo: logo?,
            plain_headings: plain_headings?,
            font: font?,
            footer: footer?,
            footer_logo: footer_logo?,
        })
    }

    /// These, with those of the theme that it builds on where one is not set.
    pub fn over(self, parent: Options) -> Options {
        Options {
            colour: self.colour.or(parent.colour),
            logo: self.logo.or(parent.logo),
            plain_headings: self.plain_headings.or(parent.plain_headings),
            font: self.font.or(parent.font),
            footer: self.footer.or(parent.footer),
            footer_logo: self.footer_logo.or(parent.footer_logo),
        }
    }

    /// Can everybody read what stands on the colour?
    pub fn check(&self, report: &Report) {
        if let Some((colour, place)) = self.colour {
            check::contrast(colour, place, report);
        }
    }

    /// The rules for the style sheet; `addresses` are those of the files of `static/`.
    pub fn styles(&self, addresses: &BTreeMap<Box<str>, Box<str>>, report: &Report) -> Result<String, Reported> {
        let mut rules = self.colour.map(|(colour, _)| colour_rules(colour)).unwrap_or_default();
        if let Some(font) = &self.font {
            let address = address(&font.file, addresses, report)?;
            // The style sheet lies in the folder of all these files.
            let beside = address.strip_prefix("assets/").unwrap_or(&address);
            let name = &font.name;
            rules.push_str(&format!(
                "@font-face {{ font-family: \"{name}\"; src: url(\"{beside}\") format(\"woff2\"); \
                 font-weight: 100 900; font-display: swap }} \
                 @layer site {{ :root {{ --sans: \"{name}\", system-ui, sans-serif }} }}\n"
            ));
        }
        if self.plain_headings == Some(true) {
            rules.push_str("@layer site { :root { --serif: var(--sans) } h1, h2 { font-weight: 650 } }\n");
        }
        Ok(rules)
    }

    /// What pages show of it; `size` tells how large a picture of `static/` is.
    pub fn look(
        self,
        addresses: &BTreeMap<Box<str>, Box<str>>,
        size: impl Fn(&str) -> Option<PictureSize>,
        report: &Report,
    ) -> Result<Look, Reported> {
        let picture = |file: &Named| {
            Ok(Picture { src: address(file, addresses, report)?, size: size(&format!("static/{}", file.0)) })
        };
        let logo = self.logo.as_ref().map(picture).transpose();
        let footer_logo = self.footer_logo.map(|mark| Ok((picture(&mark.file)?, mark.alt)));
        let footer_logo: Result<Option<_>, Reported> = footer_logo.transpose();
        Ok(Look { logo: logo?, footer: self.footer, footer_logo: footer_logo? })
    }
}

/// The address of a file of `static/`.
fn address(file: &Named, addresses: &BTreeMap<Box<str>, Box<str>>, report: &Report) -> Result<String, Reported> {
    let (name, place) = file;
    addresses.get(name).map(|address| address.to_string()).ok_or_else(|| {
        let missing = Diagnostic::new(MISSING_FILE, *place, format!("there is no `static/{name}` in the theme"));
        let near = did_you_mean(name, addresses.keys().map(|name| &**name));
        report.fault(missing.help(near.unwrap_or_else(|| format!("put the file into `static/{name}`"))))
    })
}

fn plain_headings(f: &mut Fields<'_>) -> Result<Option<bool>, Reported> {
    let Some(given) = f.take("headings") else { return Ok(None) };
    match given.text()?.trim() {
        "serif" => Ok(Some(false)),
        "sans" => Ok(Some(true)),
        other => {
            let message = format!("`{other}` is not what `headings` may say");
            Err(given.fault(UNKNOWN_TERM, message, "write \"serif\" or \"sans\""))
        }
    }
}

fn font(mut f: Fields<'_>) -> Result<Font, Reported> {
    let name = f.placed::<Box<str>>("name").and_then(|name| name.ok_or_else(|| f.missing("name")));
    let file = f.placed::<Box<str>>("file").and_then(|file| file.ok_or_else(|| f.missing("file")));
    let report = f.input.report;
    f.finish()?;
    let ((name, name_at), file) = (name?, file?);
    let is_plain = |c: char| c.is_alphanumeric() || " -".contains(c);
    let wrong =
        |place, message: String, help: &str| report.fault(Diagnostic::new(UNKNOWN_TERM, place, message).help(help));
    let named = if name.chars().all(is_plain) {
        Ok(())
    } else {
        Err(wrong(name_at, format!("`{name}` is not a name for a typeface"), "use letters, digits, spaces and hyphens"))
    };
    let formed = if file.0.ends_with(".woff2") {
        Ok(())
    } else {
        Err(wrong(file.1, format!("`{}` is not a WOFF2 file", file.0), "browsers load typefaces as .woff2; convert it"))
    };
    all([named, formed].into_iter()).map(|_| Font { name, file })
}

fn mark(mut f: Fields<'_>) -> Result<Mark, Reported> {
    let header = f.header;
    let file = f.placed::<Box<str>>("file").and_then(|file| file.ok_or_else(|| f.missing("file")));
    let alt = f.localised("alt");
    let report = f.input.report;
    f.finish()?;
    let (file, alt) = (file?, alt?);
    if alt.is_none() {
        let silent = Diagnostic::new(MISSING_ALT, header, "the picture in the footer has no description");
        report.rule(silent.help("add `alt = \"…\"`, for example the name of the funding body"));
    }
    Ok(Mark { file, alt })
}

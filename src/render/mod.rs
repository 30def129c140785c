//! How does one address become bytes?

mod assets;
mod bundles;
mod look;
mod reckoning;
mod scripts;
mod styles;
mod theme;

pub use assets::AssetBytes;
pub use theme::{BUILT_IN, THEMES, Theme, built_in, built_in_files, lineage, load, template_error};

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::exports::{self, Export, Out};
use crate::pages::{self, Named, Site};
use crate::plan::{Addresses, Taken};
use crate::record::Lang;
use crate::report::{ADDRESS_TAKEN, Diagnostic, Report, Reported};
use crate::source::FileId;

/// Something that has an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Output {
    /// A page, by position, in a language.
    Page(u32, Lang),
    /// A redirect, by position, in a language.
    Redirect(u32, Lang),
    /// The root of a site in several languages, which leads to the default one.
    Root,
    /// A file of the content, by position, in a language.
    File(u32, Lang),
    /// A file of the theme, by position.
    Asset(u32),
    /// A machine file, by position.
    Export(u32),
}

/// The bytes of an output.
#[derive(Debug)]
pub enum Bytes<'a> {
    /// In the buffer.
    Written,
    /// A text that is held already.
    Text(&'a str),
    /// A file to be copied as it is.
    Copy(FileId),
    /// A machine file, to be written by [`Renderer::export`].
    Export(&'a Export),
}

/// A site with everything that is needed to render it.
#[derive(Debug)]
pub struct Renderer<'a> {
    /// The site.
    pub site: Site<'a>,
    /// The theme.
    pub theme: &'a Theme,
    /// Collects errors of templates.
    pub report: &'a Report,
    /// Every machine file.
    exports: OnceLock<Vec<Export>>,
}

impl<'a> Renderer<'a> {
    /// A renderer of a site in a theme.
    pub fn new(site: Site<'a>, theme: &'a Theme, report: &'a Report) -> Self {
        Renderer { site, theme, report, exports: OnceLock::new() }
    }

    /// Every machine file; only known once one is asked for, since some are long in the finding.
    fn exports(&self) -> &[Export] {
        self.exports.get_or_init(|| exports::all(&self.site))
    }

    /// Writes a machine file.
    pub fn export(&self, export: &Export, out: &mut Out<'_>) {
        export.write(&self.site, out);
    }

    /// Reports files of the content that stand where the program writes one of its own.
    pub fn settle_addresses(&self) -> Result<(), Reported> {
        let plan = self.site.plan;
        if !plan.files.iter().any(|(path, _)| exports::could_be(path)) {
            return Ok(());
        }
        let file_at = |path: &str| match plan.find(path)? {
            Taken::File(at) => plan.file(at).filter(|(known, _)| **known == *path).map(|(_, file)| *file),
            _ => None,
        };
        // The same in every language, and so told once.
        let paths =
            self.exports().iter().map(|export| &*export.path).filter_map(|address| self.in_any_language(address));
        let taken = paths.filter_map(|path| Some((path, file_at(path)?)));
        let fault = |(path, file): (&str, FileId)| {
            let message = format!("the address `/{path}` is taken: Pactfolio writes a file of its own there");
            Err(self.report.fault(Diagnostic::new(ADDRESS_TAKEN, file, message).help("rename the file")))
        };
        taken.map(fault).last().unwrap_or(Ok(()))
    }

    /// The path of an address without its language; none where it has no language but others do.
    fn in_any_language<'e>(&self, address: &'e str) -> Option<&'e str> {
        let languages = &self.site.config.pages_in.all;
        if languages.len() < 2 {
            return Some(address);
        }
        let (code, path) = address.split_once('/')?;
        languages.iter().any(|lang| lang.code() == code).then_some(path)
    }

    /// Every output, in a fixed order.
    pub fn outputs(&self) -> Vec<Output> {
        let plan = self.site.plan;
        let languages = &self.site.config.pages_in;
        let everywhere =
            |output: fn(u32, Lang) -> Output, at: u32| languages.all.iter().map(move |lang| output(at, *lang));
        let mut outputs = Vec::new();
        for (page, at) in plan.pages.iter().zip(0u32..) {
            if page.template == "not-found" {
                outputs.push(Output::Page(at, languages.default));
            } else {
                outputs.extend(everywhere(Output::Page, at));
            }
        }
        outputs.extend(plan.redirects.iter().zip(0u32..).flat_map(|(_, at)| everywhere(Output::Redirect, at)));
        outputs.extend((languages.all.len() > 1).then_some(Output::Root));
        outputs.extend(plan.files.iter().zip(0u32..).flat_map(|(_, at)| everywhere(Output::File, at)));
        outputs.extend(self.theme.assets.keys().zip(0u32..).map(|(_, at)| Output::Asset(at)));
        outputs.extend(self.exports().iter().zip(0u32..).map(|(_, at)| Output::Export(at)));
        outputs
    }

    /// The address of an output. It is spelled when it is asked for: a large site has very many.
    pub fn address(&self, output: Output) -> Cow<'_, str> {
        let plan = self.site.plan;
        let in_language = |path: Option<&Box<str>>, lang| {
            path.map_or(Cow::default(), |path| plan.addresses.in_language(path, lang).into())
        };
        match output {
            Output::Page(at, lang) => match plan.page(at) {
                Some(page) if page.template == "not-found" => (&*page.path).into(),
                page => in_language(page.map(|page| &page.path), lang),
            },
            Output::Redirect(at, lang) => {
                in_language(plan.redirects.get(at as usize).map(|redirect| &redirect.path), lang)
            }
            Output::Root => Cow::default(),
            Output::File(at, lang) => in_language(plan.file(at).map(|(path, _)| path), lang),
            Output::Asset(at) => self.theme.assets.keys().nth(at as usize).map_or("", |address| address).into(),
            Output::Export(at) => self.exports().get(at as usize).map_or("", |export| &*export.path).into(),
        }
    }

    /// What has this address; the inverse of [`Renderer::address`].
    pub fn find(&self, address: &str) -> Option<Output> {
        let languages = &self.site.config.pages_in;
        if languages.all.len() < 2 {
            return self.find_in(languages.default, address).or_else(|| self.find_made(address));
        }
        if address.is_empty() {
            return Some(Output::Root);
        }
        let (code, path) = address.split_once('/').unwrap_or(("", address));
        match languages.all.iter().find(|lang| lang.code() == code) {
            Some(lang) => {
                let found = self.find_in(*lang, path).filter(|output| !self.is_without_language(*output));
                found.or_else(|| self.find_made(address))
            }
            None => {
                let found = self.find_in(languages.default, address).filter(|output| self.is_without_language(*output));
                found.or_else(|| self.find_made(address))
            }
        }
    }

    /// Only the page for unknown addresses stands beside the languages.
    fn is_without_language(&self, output: Output) -> bool {
        let page = if let Output::Page(at, _) = output { self.site.plan.page(at) } else { None };
        page.is_some_and(|page| page.template == "not-found")
    }

    /// What has this path in a language.
    fn find_in(&self, lang: Lang, path: &str) -> Option<Output> {
        let plan = self.site.plan;
        match plan.find(path)? {
            Taken::Page(at) => plan.page(at).filter(|page| &*page.path == path).map(|_| Output::Page(at, lang)),
            Taken::Redirect(at) => {
                let redirect = plan.redirects.get(at as usize);
                redirect.filter(|redirect| &*redirect.path == path).map(|_| Output::Redirect(at, lang))
            }
            Taken::File(at) => plan.file(at).filter(|file| &*file.0 == path).map(|_| Output::File(at, lang)),
        }
    }

    /// The file of the theme or the machine file with this address.
    fn find_made(&self, address: &str) -> Option<Output> {
        let asset = self.theme.assets.keys().zip(0u32..).find(|(known, _)| &***known == address);
        let export = || self.exports().iter().zip(0u32..).find(|(export, _)| export.path == address);
        asset.map(|(_, at)| Output::Asset(at)).or_else(|| export().map(|(_, at)| Output::Export(at)))
    }

    /// Does something with the site in its default language.
    pub fn with_words<T>(&self, ask: impl FnOnce(&pages::Cx<'_>) -> T) -> Option<T> {
        self.site.cx(self.site.config.pages_in.default, "").map(|cx| ask(&cx))
    }

    /// Anything that leads to another address.
    pub fn any_redirect(&self) -> Option<Output> {
        let languages = &self.site.config.pages_in;
        if languages.all.len() > 1 {
            return Some(Output::Root);
        }
        self.site.plan.redirects.first().map(|_| Output::Redirect(0, languages.default))
    }

    /// Renders one output into `buffer`, which is cleared first.
    pub fn render(&self, output: Output, address: &str, buffer: &mut Vec<u8>) -> Result<Bytes<'_>, Reported> {
        buffer.clear();
        match output {
            Output::Page(at, lang) => self.page(at, lang, address, buffer),
            Output::Redirect(at, lang) => {
                let to = self.site.plan.redirects.get(at as usize).map_or("", |redirect| &redirect.to);
                self.redirect(lang, address, &self.site.plan.addresses.in_language(to, lang), buffer)
            }
            Output::Root => {
                let lang = self.site.config.pages_in.default;
                self.redirect(lang, address, &self.site.plan.addresses.in_language("", lang), buffer)
            }
            Output::File(at, _) => Ok(self.site.plan.file(at).map_or(Bytes::Written, |file| self.file(file.1, buffer))),
            Output::Asset(at) => Ok(match self.theme.assets.values().nth(at as usize) {
                Some(AssetBytes::Made(text)) => Bytes::Text(text),
                Some(AssetBytes::File(file)) => {
                    buffer.extend_from_slice(self.site.sources.bytes(*file));
                    Bytes::Written
                }
                None => Bytes::Written,
            }),
            Output::Export(at) => Ok(self.exports().get(at as usize).map_or(Bytes::Written, Bytes::Export)),
        }
    }

    /// Renders one output as a whole into `buffer`; a file that is only copied is returned instead.
    pub fn whole(&self, output: Output, address: &str, buffer: &mut Vec<u8>) -> Result<Option<FileId>, Reported> {
        match self.render(output, address, buffer)? {
            Bytes::Written => {}
            Bytes::Text(text) => buffer.extend_from_slice(text.as_bytes()),
            Bytes::Export(export) => self.export(export, &mut Out::keeping(buffer)),
            Bytes::Copy(file) => return Ok(Some(file)),
        }
        Ok(None)
    }

    fn page(&self, at: u32, lang: Lang, address: &str, buffer: &mut Vec<u8>) -> Result<Bytes<'_>, Reported> {
        let (Some(page), Some(mut cx)) = (self.site.plan.page(at), self.site.cx(lang, address)) else {
            return Ok(Bytes::Written);
        };
        if page.template == "not-found" {
            cx.root = self.site.plan.addresses.host_root().into();
        }
        let Some(shown) = pages::show(&cx, page) else { return Ok(Bytes::Written) };
        let head = pages::page_view(&cx, page, &shown);
        let masthead = cx.masthead(shown.owner, &head.nav, head.href == head.nav);
        let (partnership, footer) = (cx.partnership_value(shown.owner), cx.footer(shown.owner));
        let values: [Named<'_>; 5] = [
            ("page", &head),
            ("partnership", &partnership),
            ("masthead", &masthead),
            ("footer", &footer),
            ("view", &*shown.view),
        ];
        cx.run(&template_file(page.template), &cx.root, &values, buffer).map(|()| Bytes::Written)
    }

    fn redirect(&self, lang: Lang, address: &str, to: &str, buffer: &mut Vec<u8>) -> Result<Bytes<'_>, Reported> {
        let Some(cx) = self.site.cx(lang, address) else { return Ok(Bytes::Written) };
        let (page, view) = pages::redirect(&cx, to);
        let values: [Named<'_>; 2] = [("page", &page), ("view", &view)];
        cx.run(&template_file("redirect"), &cx.root, &values, buffer).map(|()| Bytes::Written)
    }

    /// A file of the content: drawings are cleaned, everything else is copied.
    fn file(&self, file: FileId, buffer: &mut Vec<u8>) -> Bytes<'_> {
        let path = self.site.sources.path(file);
        let text = self.site.sources.text(file);
        if path.ends_with(".svg") && !text.is_empty() {
            clean_svg(text, buffer);
            return Bytes::Written;
        }
        Bytes::Copy(file)
    }
}

/// The drawing without scripts and links to other sites.
fn clean_svg(text: &str, buffer: &mut Vec<u8>) {
    let filter = svg_hush::Filter::new();
    let mut source = text.as_bytes();
    if filter.filter(&mut source, &mut *buffer).is_err() {
        buffer.clear();
        buffer.extend_from_slice(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    }
}

/// The file of a page's template.
fn template_file(template: &str) -> String {
    format!("pages/{template}.html")
}

/// The file that an address is written to.
pub fn file_of(address: &str) -> Cow<'_, str> {
    Addresses::file(address)
}

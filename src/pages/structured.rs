//! What does a page say to machines? (schema.org, as JSON-LD)
//!
//! Only what the page says to people too. The text is a block of data: browsers do not run it, and a
//! strict policy lets it pass.

use std::fmt::Write as _;

use super::view::Link;
use super::{Cx, Shown};
use crate::plan::Page;
use crate::record::{Country, Owner};

/// Something that a page is about.
#[derive(Debug)]
pub struct Thing(String);

impl Thing {
    /// A thing of a type of schema.org.
    pub fn new(kind: &'static str) -> Thing {
        let mut text = String::with_capacity(512);
        // Writing to memory does not fail.
        let _ = write!(text, "{{\"@type\":\"{kind}\"");
        Thing(text)
    }

    /// With a text, unless it is empty.
    pub fn text(mut self, name: &str, text: &str) -> Thing {
        if !text.is_empty() {
            self.name(name);
            write_text(text, &mut self.0);
        }
        self
    }

    /// With a text, where there is one.
    pub fn optional(self, name: &str, text: Option<impl AsRef<str>>) -> Thing {
        match text {
            Some(text) => self.text(name, text.as_ref()),
            None => self,
        }
    }

    /// With another thing, where there is one.
    pub fn thing(mut self, name: &str, thing: impl Into<Option<Thing>>) -> Thing {
        if let Some(thing) = thing.into() {
            self.name(name);
            self.0.push_str(&thing.closed());
        }
        self
    }

    /// With a list of things, unless it is empty.
    pub fn things(mut self, name: &str, things: impl IntoIterator<Item = Thing>) -> Thing {
        let all = things.into_iter().map(Thing::closed).collect::<Vec<_>>().join(",");
        if !all.is_empty() {
            self.name(name);
            let _ = write!(self.0, "[{all}]");
        }
        self
    }

    fn name(&mut self, name: &str) {
        let _ = write!(self.0, ",\"{name}\":");
    }

    fn closed(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// Writes a text in quotes; no `<` of it can end the block.
fn write_text(text: &str, out: &mut String) {
    let quoted = serde_json::to_string(text).unwrap_or_else(|_| "\"\"".to_owned());
    match quoted.contains('<') {
        true => out.push_str(&quoted.replace('<', "\\u003c")),
        false => out.push_str(&quoted),
    }
}

/// All that a page says.
pub fn data(cx: &Cx<'_>, shown: &Shown) -> String {
    let thing = shown.thing.as_ref().map(|thing| format!("{}}}", thing.0));
    let parts: Vec<String> = thing.into_iter().chain(way(cx, shown)).collect();
    match parts.is_empty() {
        true => String::new(),
        false => format!("{{\"@context\":\"https://schema.org\",\"@graph\":[{}]}}", parts.join(",")),
    }
}

/// The way to the page, as it stands above its title.
fn way(cx: &Cx<'_>, shown: &Shown) -> Option<String> {
    let step = |number: usize, link: &Link| {
        let mut step = Thing::new("ListItem").text("name", &link.text).text("item", &absolute(cx, link));
        step.name("position");
        let _ = write!(step.0, "{number}");
        step
    };
    let last = Link { text: shown.title.text.clone(), ..Link::default() };
    let all = shown.crumbs.iter().chain([&last]).zip(1..);
    let steps = all.map(|(link, number)| step(number, link));
    (!shown.crumbs.is_empty())
        .then(|| Thing::new("BreadcrumbList").things("itemListElement", steps.collect::<Vec<_>>()).closed())
}

/// The whole web address of a link; empty where it leads nowhere.
fn absolute(cx: &Cx<'_>, link: &Link) -> String {
    match &*link.href {
        "" => link.url.clone(),
        "./" => cx.site.plan.addresses.absolute(""),
        href => cx.site.plan.addresses.absolute(href),
    }
}

/// The whole web address of a file or page of the site.
pub fn url(cx: &Cx<'_>, href: &str) -> String {
    absolute(cx, &Link { href: href.to_owned(), ..Link::default() })
}

/// The address of a page in the language it is shown in.
pub fn page_url(cx: &Cx<'_>, page: &Page) -> String {
    let addresses = &cx.site.plan.addresses;
    addresses.absolute(&addresses.in_language(&page.path, cx.lang))
}

/// An organisation that is linked to.
pub fn organisation(cx: &Cx<'_>, link: &Link) -> Thing {
    Thing::new("Organization").text("name", &link.text).text("url", &absolute(cx, link))
}

/// Who answers for the site.
pub fn publisher(cx: &Cx<'_>) -> Thing {
    let publisher = &cx.site.config.publisher;
    let url = publisher.url.as_ref().map(|url| &*url.0);
    Thing::new("Organization").text("name", &publisher.name).optional("url", url)
}

/// The site as a whole.
pub fn website(cx: &Cx<'_>) -> Thing {
    let config = cx.site.config;
    Thing::new("WebSite")
        .text("name", &cx.text(&config.title, None).text)
        .text("url", &cx.site.plan.addresses.absolute(&cx.site.plan.addresses.in_language("", cx.lang)))
        .text("inLanguage", cx.lang.code())
        .optional("description", config.description.as_ref().map(|text| cx.text(text, None).text))
        .thing("publisher", publisher(cx))
        .thing("potentialAction", search(cx))
}

/// How the site is searched.
fn search(cx: &Cx<'_>) -> Thing {
    let page = cx.list_href(None, super::search::PAGE).unwrap_or_default();
    let words = "search_term_string";
    let target = Thing::new("EntryPoint").text("urlTemplate", &format!("{}?q={{{words}}}", url(cx, &page)));
    Thing::new("SearchAction").thing("target", target).text("query-input", &format!("required name={words}"))
}

/// The partnership that a page belongs to, else who answers for the site.
pub fn owner(cx: &Cx<'_>, owner: Option<Owner>) -> Thing {
    let partnerships = &cx.site.portal.model.partnerships;
    let partnership = owner.and_then(|owner| partnerships.get(crate::record::Ref::new(owner.index())));
    partnership.map_or_else(|| publisher(cx), |partnership| organisation(cx, &cx.record(partnership)))
}

/// The code of a country as the rest of the world writes it: `GR`, not `EL`.
pub fn country<'a>(cx: &Cx<'a>, country: Country) -> &'a str {
    let vocabularies = &cx.site.portal.model.vocabularies;
    let entry = vocabularies.entry(country.0);
    entry.map_or("", |entry| entry.attribute("iso").unwrap_or(&entry.id))
}

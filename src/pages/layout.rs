//! What do the layout and the redirects show around every page?

use serde::Serialize;
use tera::Value;

use super::view::{Alternate, FileLink, Link, PageView, Text};
use super::{Cx, Picture, Shown, colour, structured};
use crate::model::page::FreePage;
use crate::picture::PictureSize;
use crate::plan::Page;
use crate::record::{Lang, Localised, Owner, Ref};

/// Name of the program, on every page.
pub const GENERATOR: &str = concat!("Pactfolio ", env!("CARGO_PKG_VERSION"));

#[derive(Serialize)]
struct Publisher {
    name: String,
    url: String,
    email: String,
}

/// A group of links at the end of the page.
#[derive(Serialize)]
pub struct FooterGroup {
    title: Text,
    links: Vec<Link>,
}

#[derive(Serialize)]
struct SiteView {
    title: Text,
    description: Option<Text>,
    home: String,
    /// The search page.
    search: String,
    publisher: Publisher,
    licence: Link,
    nav: Vec<Link>,
    single: bool,
    preview: bool,
    generator: &'static str,
    commit: Option<Link>,
    logo: Option<String>,
    logo_size: Option<PictureSize>,
    footer_note: Option<Text>,
    footer_logo: Option<MarkView>,
}

/// A picture in the footer.
#[derive(Serialize)]
struct MarkView {
    src: String,
    size: Option<PictureSize>,
    alt: String,
}

#[derive(Serialize)]
struct PartnershipView {
    name: Text,
    acronym: String,
    href: String,
    logo: Option<String>,
    logo_size: Option<PictureSize>,
    nav: Vec<Link>,
    colour: String,
    kind: Link,
}

/// An address as navigation gives it: the start page is empty.
fn nav_href(href: String) -> String {
    if href == "./" { String::new() } else { href }
}

/// The site, as the layout sees it.
pub fn site(cx: &Cx<'_>) -> Value {
    let config = cx.site.config;
    let look = cx.site.templates.look();
    let mark = |(picture, alt): &(Picture, Option<Localised>)| MarkView {
        src: picture.src.clone(),
        size: picture.size,
        alt: alt.as_ref().map(|alt| cx.text(alt, None).text).unwrap_or_default(),
    };
    let url = |url: Option<&crate::record::Url>| url.map(|url| url.0.to_string()).unwrap_or_default();
    let view = SiteView {
        title: cx.text(&config.title, None),
        description: config.description.as_ref().map(|text| cx.text(text, None)),
        home: nav_href(cx.href("")),
        search: cx.list_href(None, super::search::PAGE).unwrap_or_default(),
        publisher: Publisher {
            name: config.publisher.name.to_string(),
            url: url(config.publisher.url.as_ref()),
            email: config.publisher.email.as_ref().map(|email| email.0.to_string()).unwrap_or_default(),
        },
        licence: licence(&config.licence),
        nav: catalogue_nav(cx),
        single: cx.site.plan.addresses.home().is_some(),
        preview: cx.site.preview,
        generator: GENERATOR,
        commit: commit(cx),
        logo: look.logo.as_ref().map(|logo| logo.src.clone()),
        logo_size: look.logo.as_ref().and_then(|logo| logo.size),
        footer_note: look.footer.as_ref().map(|text| cx.text(text, None)),
        footer_logo: look.footer_logo.as_ref().map(mark),
    };
    Value::from_serializable(&view)
}

/// What the site was built from: the same on every page, so that a page changes with it.
fn commit(cx: &Cx<'_>) -> Option<Link> {
    let repository = cx.site.config.repository.as_ref()?;
    let commit = repository.commit.as_ref()?;
    let date = cx.words.date(commit.date);
    let text = cx.words.fill("built_from", &[("commit", commit.short()), ("date", &date)]);
    Some(Link { text, url: repository.of_commit(commit), ..Link::default() })
}

/// A licence by its short name, with its text on the web.
pub fn licence(id: &str) -> Link {
    let url = match id {
        "CC-BY-4.0" => "https://creativecommons.org/licenses/by/4.0/",
        "CC0-1.0" => "https://creativecommons.org/publicdomain/zero/1.0/",
        "CC-BY-SA-4.0" => "https://creativecommons.org/licenses/by-sa/4.0/",
        _ => "",
    };
    Link { text: id.replace("CC-BY-4.0", "CC BY 4.0"), url: url.to_owned(), ..Link::default() }
}

/// Links to those of these lists that the site has.
fn lists(cx: &Cx<'_>, owner: Option<Owner>, names: &[(&str, &str)]) -> Vec<Link> {
    let link = |(folder, key): &(&str, &str)| {
        let href = cx.list_href(owner, folder)?;
        Some(Link { text: cx.words.get(key).to_owned(), href, ..Link::default() })
    };
    names.iter().filter_map(link).collect()
}

/// Free pages with a position in the navigation.
fn nav_pages(cx: &Cx<'_>, owner: Option<Owner>) -> Vec<Link> {
    let pages = &cx.site.portal.model.pages;
    let in_nav = |page: &FreePage| page.nav.is_some() && page.head.owner == owner;
    let refs = pages.iter().filter(|(_, page)| in_nav(page)).map(|(at, _)| at);
    let ordered = cx.ordered(refs);
    let shown = ordered.iter().filter_map(|item| pages.get(Ref::new(item.at as usize)));
    shown.map(|page| cx.record(page)).filter(|link| !link.href.is_empty()).collect()
}

fn catalogue_nav(cx: &Cx<'_>) -> Vec<Link> {
    let names = [
        ("partnerships", "heading_partnerships"),
        ("commitments", "heading_commitments"),
        ("organisations", "heading_organisations"),
        ("indicators", "heading_indicators"),
        ("comparison", "heading_comparison"),
        ("reports", "heading_reports"),
        ("news", "heading_news"),
        ("events", "heading_events"),
    ];
    let mut nav = lists(cx, None, &names);
    nav.extend(nav_pages(cx, None));
    nav
}

/// The footer of a partnership's pages, or of the catalogue's: its own pages, its data, the site.
pub fn footer(cx: &Cx<'_>, owner: Option<Owner>) -> Vec<FooterGroup> {
    let home = cx.site.plan.addresses.home();
    let owner = owner.or(home);
    let partnership = owner.and_then(|owner| cx.site.portal.model.partnership(owner));
    let (name, main) = match owner.zip(partnership) {
        Some((owner, partnership)) => (super::partnership::short_name(cx, partnership), partnership_nav(cx, owner)),
        None => (cx.text(&cx.site.config.title, None), catalogue_nav(cx)),
    };
    let file = |file: FileLink| Link {
        text: format!("{} ({})", file.text, file.format),
        lang: file.lang,
        href: file.href,
        ..Link::default()
    };
    let data = super::progress::files(cx, owner).into_iter().map(file).collect();
    let taxonomies = if owner == home { super::taxonomy::links(cx, owner) } else { Vec::new() };
    let word = |key: &str| Cx::own(cx.words.get(key));
    let groups = [
        (name, main),
        (word("browse_by"), taxonomies),
        (word("open_data"), data),
        (word("this_site"), this_site(cx, owner != home)),
    ];
    let start = |(title, mut links): (Text, Vec<Link>)| {
        for link in links.iter_mut().filter(|link| link.href.is_empty()) {
            link.href = "./".to_owned();
        }
        FooterGroup { title, links }
    };
    groups.into_iter().filter(|(_, links)| !links.is_empty()).map(start).collect()
}

/// Pages on the site itself; below a partnership of many also the way to the others.
fn this_site(cx: &Cx<'_>, within: bool) -> Vec<Link> {
    let link = |key: &str, href: String| Link { text: cx.words.get(key).to_owned(), href, ..Link::default() };
    let home = cx.site.plan.addresses.home();
    let above = [("partnerships", "heading_partnerships"), ("comparison", "heading_comparison")];
    let translations = lists(cx, home, &[(super::translations::PAGE, "heading_translations")]);
    let duties = [super::accessibility::link(cx), super::privacy::link(cx)];
    let mut links = Vec::new();
    if within {
        links.push(link("heading_home", cx.href("")));
        links.extend(lists(cx, None, &above));
    }
    links.extend(lists(cx, None, &[(super::search::PAGE, "heading_search")]));
    links.extend(translations);
    links.extend(duties.into_iter().flatten());
    links.push(link("site_map", "sitemap.xml".to_owned()));
    links
}

fn partnership_nav(cx: &Cx<'_>, owner: Owner) -> Vec<Link> {
    let home = cx.site.portal.model.names.owner_id(owner);
    let path = cx.site.plan.addresses.folder(Some(home)).unwrap_or_default();
    let overview =
        Link { text: cx.words.get("heading_overview").to_owned(), href: nav_href(cx.href(&path)), ..Link::default() };
    let names = [
        ("agreement", "heading_agreement"),
        ("commitments", "heading_commitments"),
        ("progress", "heading_progress"),
        ("indicators", "heading_indicators"),
        ("members", "heading_members"),
        ("reports", "heading_reports"),
        ("news", "heading_news"),
        ("events", "heading_events"),
    ];
    let mut nav = vec![overview];
    nav.extend(lists(cx, Some(owner), &names));
    nav.extend(nav_pages(cx, Some(owner)));
    nav
}

/// A partnership, as the layout sees it.
pub fn partnership(cx: &Cx<'_>, owner: Owner) -> Value {
    let Some(partnership) = cx.site.portal.model.partnership(owner) else {
        return Value::none();
    };
    let view = PartnershipView {
        name: cx.text(&partnership.name, Some(owner)),
        acronym: partnership.acronym.as_deref().unwrap_or("").to_owned(),
        href: nav_href(cx.record(partnership).href),
        logo: cx.attachment(partnership.logo),
        logo_size: cx.picture_size(partnership.logo),
        nav: partnership_nav(cx, owner),
        colour: partnership
            .colour
            .map(|(colour, _)| colour::address(partnership.head.key.id(), colour))
            .unwrap_or_default(),
        kind: cx.term_link(partnership.kind, "partnership-kinds", None),
    };
    Value::from_serializable(&view)
}

/// The short name of a partnership, or the name of the site.
fn owner_name(cx: &Cx<'_>, owner: Option<Owner>) -> String {
    let partnership = owner.and_then(|owner| cx.site.portal.model.partnership(owner));
    match partnership {
        Some(partnership) => match partnership.acronym.as_deref() {
            Some(acronym) if !acronym.is_empty() => acronym.to_owned(),
            _ => cx.text(&partnership.name, owner).text,
        },
        None => cx.text(&cx.site.config.title, None).text,
    }
}

/// One sentence for search engines: the page's own, or what the whole that it belongs to says of itself.
fn description(cx: &Cx<'_>, shown: &Shown) -> String {
    if !shown.description.is_empty() {
        return shown.description.clone();
    }
    let partnership = shown.owner.and_then(|owner| cx.site.portal.model.partnership(owner));
    let summary = partnership.and_then(|partnership| partnership.head.summary.as_ref());
    let summary = summary.map(|summary| cx.text(summary, shown.owner).text);
    let site = || cx.site.config.description.as_ref().map(|text| cx.text(text, None).text);
    let whole = summary.or_else(site).unwrap_or_else(|| owner_name(cx, shown.owner));
    let title = &shown.title.text;
    if *title == whole { whole } else { format!("{title} – {whole}") }
}

/// What the layout knows of a page.
pub fn page(cx: &Cx<'_>, page: &Page, shown: &Shown) -> PageView {
    let addresses = &cx.site.plan.addresses;
    // A page whose content is not translated is a copy of the page in the language of the content.
    let original = super::original(cx.site, page, cx.lang);
    let is_error = page.template == "not-found";
    let is_start = page.path.is_empty() && cx.site.config.pages_in.all.len() > 1;
    let source = source(cx, shown);
    let repository = cx.site.config.repository.as_ref().filter(|_| !source.is_empty());
    PageView {
        title: shown.title.clone(),
        owner: Some(owner_name(cx, shown.owner)).filter(|name| *name != shown.title.text).unwrap_or_default(),
        description: description(cx, shown),
        template: page.template,
        canonical: if is_error {
            String::new()
        } else {
            addresses.absolute(&addresses.in_language(&page.path, original))
        },
        crumbs: shown.crumbs.iter().map(|link| Link { href: nav_href(link.href.clone()), ..link.clone() }).collect(),
        alternates: if is_error { Vec::new() } else { alternates(cx, page) },
        default: if is_start { addresses.absolute("") } else { String::new() },
        draft: shown.draft,
        untranslated: if original == cx.lang { String::new() } else { autonym(cx, shown.lang) },
        edit: repository.map(|repository| repository.edit(&source)).unwrap_or_default(),
        history: repository.map(|repository| repository.history(&source)).unwrap_or_default(),
        // Search engines are sent from copies to the original, and kept away from drafts.
        data: if is_error || shown.draft || original != cx.lang { String::new() } else { structured::data(cx, shown) },
        source,
        nav: nav_href(shown.nav.clone()),
        figures_notes: figures_notes(cx, page.template, shown.owner),
        robots: !shown.draft && !is_error,
        catalogue: None,
        href: if is_error { page.path.to_string() } else { addresses.in_language(&page.path, cx.lang) },
    }
}

/// Types of pages that show figures.
const WITH_FIGURES: [&str; 9] =
    ["home", "comparison", "partnerships", "partnership", "commitment", "indicator", "progress", "reporting", "report"];

/// What the portal, then the partnership, says of the figures on a page of this type.
fn figures_notes(cx: &Cx<'_>, template: &str, owner: Option<Owner>) -> Vec<Text> {
    if !WITH_FIGURES.contains(&template) {
        return Vec::new();
    }
    let partnership = owner.and_then(|owner| cx.site.portal.model.partnership(owner));
    let own = partnership.and_then(|partnership| partnership.figures_note.as_ref()).map(|note| cx.text(note, owner));
    let of_all = cx.site.config.figures_note.as_ref().map(|note| cx.text(note, None));
    of_all.into_iter().chain(own).collect()
}

/// The file that a page comes from: of a text that is translated, the file of its language.
fn source(cx: &Cx<'_>, shown: &Shown) -> String {
    let sources = cx.site.sources;
    let Some(path) = shown.source.map(|file| sources.path(file)) else { return String::new() };
    let translated = path.strip_suffix(".md").map(|stem| format!("{stem}.{}.md", cx.lang));
    translated.filter(|path| sources.find(path).is_some()).unwrap_or_else(|| path.to_owned())
}

/// A language's own name.
pub fn autonym(cx: &Cx<'_>, lang: Lang) -> String {
    let entry = cx.site.portal.model.vocabularies.get("languages").and_then(|languages| languages.get(lang.code()));
    entry.and_then(|entry| entry.attribute("native")).unwrap_or(lang.code()).to_owned()
}

/// The page in all languages of the site, in the order of their own names.
fn alternates(cx: &Cx<'_>, page: &Page) -> Vec<Alternate> {
    let languages = &cx.site.config.pages_in.all;
    if languages.len() < 2 {
        return Vec::new();
    }
    let addresses = &cx.site.plan.addresses;
    let translated = super::translated(cx.site, page);
    let alternate = |lang: &Lang| {
        let href = addresses.in_language(&page.path, *lang);
        Alternate {
            lang: lang.code().to_owned(),
            name: autonym(cx, *lang),
            url: addresses.absolute(&href),
            href,
            current: *lang == cx.lang,
            translated: translated.contains(lang),
        }
    };
    let order = cx.site.portal.model.vocabularies.get("languages");
    let mut alternates: Vec<Alternate> = languages.iter().map(alternate).collect();
    alternates.sort_by_key(|alternate| order.and_then(|order| order.find(&alternate.lang)));
    alternates
}

/// What the template of redirects sees.
#[derive(Serialize)]
pub struct RedirectView {
    to: String,
    title: String,
}

/// What a redirect shows: it leads to an address from the site's root.
pub fn redirect(cx: &Cx<'_>, to: &str) -> (PageView, RedirectView) {
    let href = format!("{}{to}", cx.root);
    let href = if href.is_empty() { "./".to_owned() } else { href };
    let title = cx.text(&cx.site.config.title, None);
    let view = RedirectView { to: href, title: title.text.clone() };
    let page = PageView {
        title,
        owner: String::new(),
        description: String::new(),
        template: "redirect",
        canonical: cx.site.plan.addresses.absolute(to),
        crumbs: Vec::new(),
        alternates: Vec::new(),
        default: String::new(),
        draft: false,
        untranslated: String::new(),
        source: String::new(),
        edit: String::new(),
        history: String::new(),
        data: String::new(),
        nav: String::new(),
        figures_notes: Vec::new(),
        robots: false,
        catalogue: None,
        href: String::new(),
    };
    (page, view)
}

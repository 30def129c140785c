//! Which pages are there, and what does each show?

mod accessibility;
mod agreement;
mod at_work;
mod breakdown;
mod cast;
mod catalogue;
mod colour;
mod commitment;
mod comparison;
mod counted;
mod drawings;
mod event;
mod explained;
mod facets;
pub mod figure;
mod figures_table;
pub mod found;
mod frame;
mod indicator;
mod indicator_figures;
mod items;
mod kpi;
mod layout;
mod list;
mod made_of;
mod matrix;
mod membership;
mod news;
mod not_found;
mod order;
mod organisation;
mod page;
mod partnership;
mod privacy;
mod progress;
mod prose;
mod related;
mod reporting;
mod run;
mod search;
mod site;
mod structured;
mod surroundings;
mod taxonomy;
mod term;
mod totals;
mod translations;
mod uses;
mod value_bars;
pub mod view;
mod yearly_report;
mod yearly_total;

use tera::Value;

pub use cast::{Named, Seen};
pub use colour::{address as colour_address, rules as colour_rules};
pub use drawings::{Drawn, MOST_KPIS, beside, drawing_of_kpi, drawn_kpi};
pub use facets::{Keywords, LongList, long_lists};
pub use frame::placed;
pub use indicator_figures::drawn as drawn_indicator;
pub use items::{item_ref, kind_of};
pub use layout::{page as page_view, redirect};
pub use made_of::{MadeOf, made_of};
pub use not_found::FILE as NOT_FOUND;
pub use run::{Look, Picture, Templates};
pub use site::{LEVEL_MARK, ROOT_MARK, Site};
pub use surroundings::Cx;

use crate::check::Portal;
use crate::figures::progress::Status as Progress;
use crate::model::agreement::Agreement;
use crate::model::partnership::Partnership;
use crate::model::yearly_report::YearlyReport;
use crate::plan::{ItemRef, Page, Planner, Subject};
use crate::record::{Body, Entity, Head, Kind, Lang, Localised, Owner, Ref, Table, slug};
use crate::source::FileId;
use prose::{Style, beginning};
use structured::Thing;
use view::{Item, Link, Text};

/// The kind of partnerships.
const PARTNERSHIP: Kind = Partnership::KIND;

/// Most letters of a text that stand in for its summary: about as many as search engines show.
const MOST_IN_DESCRIPTION: usize = 160;

/// A sort of pages.
struct Maker {
    /// Which pages are there?
    plan: fn(&Portal, &mut Planner<'_>),
    /// What does one show?
    show: fn(&Cx<'_>, &Page) -> Option<Shown>,
}

/// Every sort of pages.
const MAKERS: &[Maker] = &[
    Maker { plan: catalogue::plan, show: catalogue::show },
    Maker { plan: comparison::plan, show: comparison::show },
    Maker { plan: partnership::plan, show: partnership::show },
    Maker { plan: agreement::plan, show: agreement::show },
    Maker { plan: membership::plan, show: membership::show },
    Maker { plan: progress::plan, show: progress::show },
    Maker { plan: reporting::plan, show: reporting::show },
    Maker { plan: organisation::plan, show: organisation::show },
    Maker { plan: commitment::plan, show: commitment::show },
    Maker { plan: indicator::plan, show: indicator::show },
    Maker { plan: news::plan, show: news::show },
    Maker { plan: event::plan, show: event::show },
    Maker { plan: page::plan, show: page::show },
    Maker { plan: yearly_report::plan, show: yearly_report::show },
    Maker { plan: translations::plan, show: translations::show },
    Maker { plan: list::plan, show: list::show },
    Maker { plan: taxonomy::plan, show: taxonomy::show },
    Maker { plan: accessibility::plan, show: accessibility::show },
    Maker { plan: privacy::plan, show: privacy::show },
    Maker { plan: search::plan, show: search::show },
    Maker { plan: not_found::plan, show: not_found::show },
];

/// Adds all pages to a plan.
pub fn plan(portal: &Portal, planner: &mut Planner<'_>) {
    for (at, maker) in MAKERS.iter().enumerate() {
        planner.made_by(at);
        (maker.plan)(portal, planner);
    }
    planner.settle_aliases();
    partnership::earlier_addresses(portal, planner);
}

/// What a page shows in a language.
pub fn show(cx: &Cx<'_>, page: &Page) -> Option<Shown> {
    MAKERS.get(usize::from(page.maker)).and_then(|maker| (maker.show)(cx, page))
}

/// What a page shows.
#[derive(Debug)]
pub struct Shown {
    /// Title.
    pub title: Text,
    /// One sentence for search engines.
    pub description: String,
    /// The way here, without the page itself.
    pub crumbs: Vec<Link>,
    /// The entry of the navigation that it belongs to.
    pub nav: String,
    /// Not published yet.
    pub draft: bool,
    /// The language that the content is in.
    pub lang: Lang,
    /// The file it comes from.
    pub source: Option<FileId>,
    /// The partnership it belongs to.
    pub owner: Option<Owner>,
    /// What it is about, for machines.
    pub thing: Option<Thing>,
    /// What its template sees.
    pub view: Box<dyn Seen>,
}

impl Shown {
    /// A page of the site's own words.
    pub fn words(cx: &Cx<'_>, title: impl Into<String>, owner: Option<Owner>, view: impl Seen + 'static) -> Self {
        Shown {
            title: Cx::own(title),
            description: String::new(),
            crumbs: Vec::new(),
            nav: String::new(),
            draft: false,
            lang: cx.lang,
            source: None,
            owner,
            thing: None,
            view: Box::new(view),
        }
    }

    /// A page of a record, below the list of its kind.
    pub fn record<T: Entity>(cx: &Cx<'_>, record: &T, view: impl Seen + 'static) -> Self {
        let head = record.head();
        let owner = cx.owner_of_text(record);
        let title = record.title().map(|title| cx.text(title, owner)).unwrap_or_default();
        let list = cx.list_href(head.owner, T::KIND.folder).unwrap_or_default();
        let mut crumbs = trail(cx, head.owner);
        if !list.is_empty() {
            crumbs.push(Link { text: list::heading(cx, &T::KIND), href: list.clone(), ..Link::default() });
        }
        let lang = record.title().map_or(cx.lang, |title| title.choose(cx.lang, cx.default_of(owner)).lang);
        Shown {
            title,
            description: description(cx, record),
            crumbs,
            nav: list,
            draft: head.draft,
            lang,
            source: Some(head.file()),
            owner: head.owner,
            thing: None,
            view: Box::new(view),
        }
    }

    /// With what it is about, for machines.
    pub fn about(mut self, thing: Thing) -> Self {
        self.thing = Some(thing);
        self
    }

    /// With another entry of the navigation.
    pub fn under(mut self, nav: String) -> Self {
        self.nav = nav;
        self
    }
}

/// The languages that the content of a page exists in; all for pages of the site's own words.
pub fn translated(site: &Site<'_>, page: &Page) -> Vec<Lang> {
    let model = &site.portal.model;
    let titled = |title: Option<&Localised>| title.map(|title| title.languages().collect());
    let in_texts = |body: &Body| (!body.0.is_empty()).then(|| body.0.iter().map(|part| part.lang).collect());
    let of_record = match page.template {
        "home" => in_texts(&model.home.body),
        "agreement" => subject(&model.agreements, page).and_then(|agreement| in_texts(&agreement.body)),
        "partnership" => subject(&model.partnerships, page).and_then(|record| titled(record.title())),
        "organisation" => subject(&model.organisations, page).and_then(|record| titled(record.title())),
        "commitment" => subject(&model.commitments, page).and_then(|record| titled(record.title())),
        "indicator" => subject(&model.indicators, page).and_then(|record| titled(record.title())),
        "news" => subject(&model.news, page).and_then(|record| titled(record.title())),
        "event" => subject(&model.events, page).and_then(|record| titled(record.title())),
        "page" => subject(&model.pages, page).and_then(|record| titled(record.title())),
        "report" => subject(&model.reports, page).and_then(|record| in_texts(&record.body)),
        _ => None,
    };
    of_record.unwrap_or_else(|| site.config.pages_in.all.clone())
}

/// The language whose page is the original of a page in `lang`: its own where it is translated.
pub fn original(site: &Site<'_>, page: &Page, lang: Lang) -> Lang {
    let languages = translated(site, page);
    let on_site = |lang: &&Lang| site.config.pages_in.contains(**lang);
    match languages.contains(&lang) {
        true => lang,
        false => languages.iter().find(on_site).copied().unwrap_or(lang),
    }
}

/// Should search engines know this page in this language?
pub fn is_listed(site: &Site<'_>, page: &Page, lang: Lang) -> bool {
    page.template != "not-found" && !is_draft(site, page) && original(site, page, lang) == lang
}

/// Is the record of a page not published yet?
pub fn is_draft(site: &Site<'_>, page: &Page) -> bool {
    let model = &site.portal.model;
    let draft = match page.template {
        "agreement" => subject(&model.agreements, page).map(|record| record.head.draft),
        "partnership" => subject(&model.partnerships, page).map(|record| record.head.draft),
        "organisation" => subject(&model.organisations, page).map(|record| record.head.draft),
        "commitment" => subject(&model.commitments, page).map(|record| record.head.draft),
        "indicator" => subject(&model.indicators, page).map(|record| record.head.draft),
        "news" => subject(&model.news, page).map(|record| record.head.draft),
        "event" => subject(&model.events, page).map(|record| record.head.draft),
        "page" => subject(&model.pages, page).map(|record| record.head.draft),
        "report" => subject(&model.reports, page).map(|record| record.head.draft),
        _ => None,
    };
    draft.unwrap_or(false)
}

/// A sentence or two for search engines: the summary, or how the text begins.
fn description<T: Entity>(cx: &Cx<'_>, record: &T) -> String {
    let head = record.head();
    if let Some(summary) = &head.summary {
        return cx.text(summary, cx.owner_of_text(record)).text;
    }
    let text = record.bodies().into_iter().find_map(|body| cx.choose(body, head.owner));
    let text = text.map(|part| cx.plain(part, Style::new(T::KIND, 2)));
    text.map(|text| beginning(text, MOST_IN_DESCRIPTION)).unwrap_or_default()
}

/// The way to the pages of a partnership, or of the catalogue.
pub fn trail(cx: &Cx<'_>, owner: Option<Owner>) -> Vec<Link> {
    let home = Link { text: cx.words.get("heading_home").to_owned(), href: cx.href(""), ..Link::default() };
    let at = owner.filter(|owner| Some(*owner) != cx.site.plan.addresses.home());
    let Some(partnership) = at.and_then(|owner| cx.site.portal.model.partnership(owner)) else {
        return vec![home];
    };
    let list = cx.list_href(None, "partnerships").unwrap_or_default();
    let list = Link { text: cx.words.get("heading_partnerships").to_owned(), href: list, ..Link::default() };
    vec![home, list, cx.record(partnership)]
}

/// A record of a table, by the subject of a page.
fn subject<'a, T: Entity>(table: &'a Table<T>, page: &Page) -> Option<&'a T> {
    table.get(Ref::new(page.subject.record as usize))
}

/// Plans one page for each record of a table that the site has.
fn plan_records<T: Entity>(table: &Table<T>, template: &'static str, planner: &mut Planner<'_>) {
    for (at, record) in table.iter() {
        plan_record(at, record, template, planner);
    }
}

/// Plans a page of this name and template for each partnership.
fn plan_for_each_partnership(portal: &Portal, name: &str, template: &'static str, planner: &mut Planner<'_>) {
    let model = &portal.model;
    for (at, _) in model.partnerships.iter() {
        let owner = Owner::from(at);
        if let Some(path) = planner.plan.addresses.list(Some(model.names.owner_id(owner)), name) {
            planner.page(path, template, Subject { owner: Some(owner), ..Subject::default() }, None);
        }
    }
}

/// Plans the page of a record, its earlier addresses and its files.
fn plan_record<T: Entity>(at: Ref<T>, record: &T, template: &'static str, planner: &mut Planner<'_>) {
    let head = record.head();
    let Some(path) = planner.plan.addresses.record(&head.key) else { return };
    let record = u32::try_from(at.index()).unwrap_or(u32::MAX);
    let subject = Subject { owner: head.owner, record, ..Subject::default() };
    planner.page(path.clone(), template, subject, Some(head.place));
    if !path.is_empty() {
        planner.aliases(&path, &path, &head.aliases);
    }
}

/// The rule by which a kind names headings.
pub fn heading_id(kind: &Kind, heading: &str) -> String {
    match kind.folder {
        "agreement" => Agreement::heading_id(heading),
        "reports" => YearlyReport::heading_id(heading),
        _ => slug(heading),
    }
}

/// A record as a row of any list.
fn item(cx: &Cx<'_>, item: ItemRef) -> Option<Item> {
    let model = &cx.site.portal.model;
    let at = item.at as usize;
    match kind_of(item)?.folder {
        "organisations" => model.organisations.get(Ref::new(at)).map(|record| organisation::item(cx, record)),
        "partnerships" => model.partnerships.get(Ref::new(at)).map(|record| partnership::item(cx, record)),
        "commitments" => model.commitments.get(Ref::new(at)).map(|record| commitment::item(cx, record)),
        "indicators" => model.indicators.get(Ref::new(at)).map(|record| indicator::item(cx, record)),
        "news" => model.news.get(Ref::new(at)).map(|record| news::item(cx, record)),
        "events" => model.events.get(Ref::new(at)).map(|record| event::item(cx, record)),
        "pages" => model.pages.get(Ref::new(at)).map(|record| page::item(cx, record)),
        "reports" => model.reports.get(Ref::new(at)).map(|record| yearly_report::item(cx, record)),
        _ => None,
    }
}

/// What every item shows of its record.
fn item_of<T: Entity>(cx: &Cx<'_>, record: &T, kind: &'static str) -> Item {
    let head = record.head();
    let link = cx.record(record);
    let owner = cx.owner_of_text(record);
    Item {
        kind,
        text: link.text,
        lang: link.lang,
        href: link.href,
        summary: head.summary.as_ref().map(|summary| cx.text(summary, owner)),
        draft: head.draft,
        ..Item::default()
    }
}

/// The name of the partnership that a record belongs to, above its title, where the site has many.
fn over_partnership(cx: &Cx<'_>, head: &Head) -> Option<Text> {
    let owner = head.owner.filter(|_| cx.site.plan.addresses.home().is_none());
    let partnership = owner.and_then(|owner| cx.site.portal.model.partnership(owner));
    partnership.map(|partnership| partnership::short_name(cx, partnership))
}

/// Sources of a record.
fn sources(cx: &Cx<'_>, head: &Head) -> Vec<view::Source> {
    let source = |note: &crate::record::SourceNote| {
        let title = cx.text(&note.title, head.owner);
        view::Source {
            text: title.text,
            lang: title.lang,
            url: note.url.as_ref().map(|url| url.0.to_string()).unwrap_or_default(),
            accessed: note.accessed.map(|date| cx.day(date)),
        }
    };
    head.sources.iter().map(source).collect()
}

/// Facts as pieces that are placed.
fn facts(cx: &Cx<'_>, facts: impl IntoIterator<Item = Option<view::Fact>>) -> Vec<Value> {
    facts.into_iter().flatten().map(|fact| cx.piece("fragments/fact.html", "fact", &fact)).collect()
}

/// A row of facts, unless it has no values.
fn fact(label: &str, values: Vec<Link>) -> Option<view::Fact> {
    (!values.is_empty()).then(|| view::Fact { label: label.to_owned(), values })
}

/// A text as a value of a fact.
fn plain(text: Text) -> Link {
    Link { text: text.text, lang: text.lang, ..Link::default() }
}

/// A web address as a value of a fact.
fn outside(url: &str) -> Link {
    let shown = url.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
    Link { text: shown.to_owned(), url: url.to_owned(), ..Link::default() }
}

/// A share in words: "64%".
fn percent(cx: &Cx<'_>, share: f64) -> String {
    cx.words.fill("percent_value", &[("n", &cx.words.decimal_of(share * 100.0, 0))])
}

/// How a promise stands, in words.
fn progress_status(cx: &Cx<'_>, status: Progress) -> view::Status {
    let key = match status {
        Progress::NotStarted => "progress_not_started",
        Progress::NoData => "progress_no_data",
        Progress::Achieved => "progress_achieved",
        Progress::Overdue => "progress_overdue",
        Progress::Ahead => "progress_ahead",
        Progress::OnTrack => "progress_on_track",
        Progress::Behind => "progress_behind",
        Progress::OffTrack => "progress_off_track",
    };
    view::Status { id: status.id(), text: cx.words.get(key).to_owned() }
}

/// A size in words: "84 kB".
fn size(cx: &Cx<'_>, bytes: u64) -> String {
    let (n, unit) = if bytes >= 1_000_000 { (bytes / 100_000, "MB") } else { (bytes.div_ceil(1000), "kB") };
    match unit {
        "MB" => {
            let tenths = crate::record::Quantity::whole(i64::try_from(n).unwrap_or(0)).tenth();
            format!("{}\u{a0}MB", cx.words.number(tenths, 1))
        }
        _ => format!("{}\u{a0}kB", cx.words.whole(usize::try_from(n).unwrap_or(0))),
    }
}

//! What are the small shapes that all templates see?

use serde::Serialize;
use tera::Value;

use super::facets::FiltersView;

/// A text, and its language where it is not the page's.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Language code, or empty.
    pub lang: String,
}

/// A text that leads somewhere, or nowhere where `href` and `url` are empty.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Link {
    /// The text.
    pub text: String,
    /// Language code, or empty.
    pub lang: String,
    /// Address from the site's root.
    pub href: String,
    /// Address on another site.
    pub url: String,
}

/// A link with a number of what lies behind it.
#[derive(Clone, Debug, Serialize)]
pub struct Counted {
    /// The text.
    pub text: String,
    /// Language code, or empty.
    pub lang: String,
    /// Address from the site's root, or empty.
    pub href: String,
    /// The number.
    pub count: String,
    /// What it means.
    pub description: Option<Text>,
}

/// A link with a logo.
#[derive(Clone, Debug, Serialize)]
pub struct Logo {
    /// The text.
    pub text: String,
    /// Language code, or empty.
    pub lang: String,
    /// Address from the site's root, or empty.
    pub href: String,
    /// Address of the logo from the site's root.
    pub logo: Option<String>,
}

/// Text with mark-up.
#[derive(Clone, Debug, Serialize)]
pub struct Prose {
    /// Safe HTML.
    pub html: String,
    /// Language code, or empty.
    pub lang: String,
}

/// A day.
#[derive(Clone, Debug, Serialize)]
pub struct Day {
    /// For machines.
    pub iso: String,
    /// For people.
    pub text: String,
}

/// A state with its name.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    /// The term's id.
    pub id: &'static str,
    /// What people read.
    pub text: String,
}

/// A row of a list of facts.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// The values.
    pub values: Vec<Link>,
}

/// A row or card in any list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Item {
    /// The kind: `commitment`.
    pub kind: &'static str,
    /// Title.
    pub text: String,
    /// Its language, or empty.
    pub lang: String,
    /// Address from the site's root, or empty.
    pub href: String,
    /// What stands above the title.
    pub over: Vec<Text>,
    /// One or two sentences.
    pub summary: Option<Text>,
    /// Short facts below.
    pub meta: Vec<Text>,
    /// State.
    pub status: Option<Status>,
    /// Day, or first day.
    pub date: Option<Day>,
    /// Last day.
    pub end: Option<Day>,
    /// The partnership it belongs to, where the site has many.
    pub of: Option<Text>,
    /// How far it is.
    pub gauge: Option<Gauge>,
    /// Words by which the row is found beside those that it shows.
    pub words: String,
    /// Logo or picture, from the site's root.
    pub image: Option<String>,
    /// Not published yet.
    pub draft: bool,
}

/// How far a promise is: the bar, the numbers and what is counted.
#[derive(Clone, Debug, Serialize)]
pub struct Gauge {
    /// What is counted.
    pub title: Text,
    /// "96,400"
    pub now: String,
    /// "of 250,000 by 2030"
    pub of_target: String,
    /// "39% of target"
    pub share: String,
    /// The bar, as safe SVG.
    pub meter: String,
}

/// Items under a heading.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// Heading.
    pub title: String,
    /// Id of the heading.
    pub href: String,
    /// How many there are in all.
    pub count: String,
    /// The items.
    pub items: Vec<Value>,
}

/// One page of a list, in the pager.
#[derive(Clone, Debug, Serialize)]
pub struct PagerPage {
    /// Its number.
    pub number: String,
    /// Address from the site's root.
    pub href: String,
    /// Is it this one?
    pub current: bool,
    /// Do pages between the one before and this one stay out?
    pub gap: bool,
}

/// The pages of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Pager {
    /// Pages shown.
    pub pages: Vec<PagerPage>,
    /// The page before, or empty.
    pub previous: String,
    /// The page after, or empty.
    pub next: String,
}

/// A title with an address.
#[derive(Clone, Debug, Serialize)]
pub struct Titled {
    /// Title.
    pub title: String,
    /// Address from the site's root.
    pub href: String,
}

/// A list, or one page of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ListView {
    /// Heading.
    pub heading: String,
    /// One sentence.
    pub lead: String,
    /// How many there are.
    pub count: String,
    /// The rows of this page.
    pub items: Vec<Value>,
    /// Other pages.
    pub pager: Option<Pager>,
    /// What is said of an empty list.
    pub empty: String,
    /// Rows under headings, in place of `items`.
    pub groups: Vec<Group>,
    /// Other ways in.
    pub taxonomies: Vec<Titled>,
    /// Machine files.
    pub feeds: Vec<FileLink>,
    /// By what it can be narrowed.
    pub filters: Option<FiltersView>,
    /// The page of the list that has filters, where this one has none.
    pub to_filters: String,
}

/// A file to be fetched.
#[derive(Clone, Debug, Serialize)]
pub struct FileLink {
    /// Title.
    pub text: String,
    /// Language code, or empty.
    pub lang: String,
    /// Address from the site's root.
    pub href: String,
    /// "84 kB"
    pub size: String,
    /// "PDF"
    pub format: String,
}

/// A number with its name.
#[derive(Clone, Debug, Serialize)]
#[serde(into = "SeenTile")]
pub struct Tile {
    /// The figure's id on the page, or empty.
    pub anchor: String,
    /// The number.
    pub value: String,
    /// What it counts.
    pub label: String,
    /// Address from the site's root, or empty.
    pub href: String,
}

/// Longer numbers are written smaller, so that they stay in their tile.
const SHORT: usize = 7;

/// A tile as its template sees it: is its number short?
#[derive(Serialize)]
struct SeenTile {
    anchor: String,
    value: String,
    label: String,
    href: String,
    short: bool,
}

impl From<Tile> for SeenTile {
    fn from(tile: Tile) -> Self {
        let short = tile.value.chars().count() <= SHORT;
        SeenTile { anchor: tile.anchor, value: tile.value, label: tile.label, href: tile.href, short }
    }
}

/// A column of a table.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// Heading.
    pub text: String,
    /// Are its cells numbers?
    pub number: bool,
}

/// A cell of a table.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    /// What stands in it.
    pub text: String,
    /// Is it a number?
    pub number: bool,
    /// Remark.
    pub note: String,
    /// `""`, `total`, `withheld`, `missing` or `remainder`.
    pub kind: &'static str,
}

/// A row of a table.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Its id on the page, or empty.
    pub anchor: String,
    /// Its heading.
    pub head: Link,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// A table.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Columns, that of the row headings first.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
    /// Remark below.
    pub note: String,
}

/// Where a statement comes from.
#[derive(Clone, Debug, Serialize)]
pub struct Source {
    /// Title.
    pub text: String,
    /// Language code, or empty.
    pub lang: String,
    /// Address, or empty.
    pub url: String,
    /// When it was read.
    pub accessed: Option<Day>,
}

/// A place on the page.
#[derive(Clone, Debug, Serialize)]
pub struct Anchor {
    /// Heading.
    pub text: String,
    /// `#id`
    pub href: String,
}

/// The same page in another language.
#[derive(Clone, Debug, Serialize)]
pub struct Alternate {
    /// Language code.
    pub lang: String,
    /// The language's own name.
    pub name: String,
    /// Address from the site's root.
    pub href: String,
    /// The whole web address.
    pub url: String,
    /// Is it this page?
    pub current: bool,
    /// Is the content translated?
    pub translated: bool,
}

/// What the layout knows of a page.
#[derive(Clone, Debug, Serialize)]
pub struct PageView {
    /// Title.
    pub title: Text,
    /// The name of the partnership or of the site, where it is not the title itself.
    pub owner: String,
    /// One sentence for search engines.
    pub description: String,
    /// Name of the template.
    pub template: &'static str,
    /// Address from the site's root.
    pub href: String,
    /// The whole web address.
    pub canonical: String,
    /// The way here, without the page itself.
    pub crumbs: Vec<Link>,
    /// The page in all languages.
    pub alternates: Vec<Alternate>,
    /// Of the start page in several languages: the whole web address that leads to the default one.
    pub default: String,
    /// Not published yet.
    pub draft: bool,
    /// The language the content is in, where it is not translated.
    pub untranslated: String,
    /// The file it comes from.
    pub source: String,
    /// Where a change to that file is proposed.
    pub edit: String,
    /// What has happened to that file.
    pub history: String,
    /// What the page says, for machines: JSON-LD.
    pub data: String,
    /// Address of the entry of the navigation that it belongs to.
    pub nav: String,
    /// What readers must know of the figures on the page.
    pub figures_notes: Vec<Text>,
    /// May search engines list it?
    pub robots: bool,
    /// The catalogue that it belongs to.
    pub catalogue: Option<Link>,
}

//! How does Markdown become safe HTML, in one pass?

use pulldown_cmark::html::push_html;
use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, LinkType, Parser, Tag, TagEnd};

use super::Cx;
use super::view::{Anchor, Prose};
use crate::figures::names::{self, Named};
use crate::figures::written::Written;
use crate::picture::PictureSize;
use crate::plan::{Resolver, Target};
use crate::record::{Block, Body, Heading, HeadingIds, Kind, Owner, Part, options, scheme};

/// How headings get their ids, and how high they may be.
#[derive(Clone, Copy)]
pub struct Style {
    /// The kind whose rule names headings.
    pub kind: Kind,
    /// The level of the highest heading.
    pub top: u8,
    /// Which text of its page it is, from 0: ids of the later ones begin with that number.
    pub nth: usize,
}

impl Style {
    /// The first or only text of a page.
    pub fn new(kind: Kind, top: u8) -> Self {
        Style { kind, top, nth: 0 }
    }

    /// A later text of the same page.
    pub fn nth(self, nth: usize) -> Self {
        Style { nth, ..self }
    }

    /// An id that no other text of the page has.
    fn own_id(&self, id: String) -> String {
        if self.nth == 0 { id } else { format!("text-{}-{id}", self.nth) }
    }

    /// The id of a footnote, which no heading can have.
    fn note_id(&self, name: &str) -> String {
        if self.nth == 0 { format!("fn:{name}") } else { format!("fn:{}:{name}", self.nth) }
    }
}

/// The beginning of a text, cut between words.
pub fn beginning(text: String, length: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(length) else { return text };
    let kept = text.get(..end).unwrap_or("");
    let kept = kept.rsplit_once(char::is_whitespace).map_or(kept, |(kept, _)| kept);
    format!("{} …", kept.trim_end_matches(|letter: char| !letter.is_alphanumeric()))
}

impl<'a> Cx<'a> {
    /// A long text in the language of the page, or none where there is nothing to read.
    pub fn prose(&self, body: &Body, owner: Option<Owner>, style: Style) -> Option<Prose> {
        let part = self.choose(body, owner)?;
        let (html, _) = self.html(part, style);
        (!html.trim().is_empty()).then(|| Prose { html, lang: self.lang_mark(part.lang) })
    }

    /// A long text with the list of its headings of the second level.
    pub fn prose_with_contents(&self, body: &Body, owner: Option<Owner>, style: Style) -> (Option<Prose>, Vec<Anchor>) {
        self.prose_with_kept(body, owner, style, None)
    }

    /// The same of a text with numbers of its own, which it keeps whatever the data say later.
    pub fn prose_with_kept(
        &self,
        body: &Body,
        owner: Option<Owner>,
        style: Style,
        kept: Option<Kept<'_>>,
    ) -> (Option<Prose>, Vec<Anchor>) {
        let Some(part) = self.choose(body, owner) else { return (None, Vec::new()) };
        let (html, headings) = Writer { kept, ..self.writer(part, style) }.html();
        let anchors = headings.into_iter().filter(|heading| heading.level <= style.top);
        let anchor = |heading: Heading| Anchor { text: heading.text, href: format!("#{}", heading.id) };
        (Some(Prose { html, lang: self.lang_mark(part.lang) }), anchors.map(anchor).collect())
    }

    /// The part of a body that a page shows.
    pub fn choose<'b>(&self, body: &'b Body, owner: Option<Owner>) -> Option<&'b Part> {
        body.choose(self.lang, self.default_of(owner))
    }

    /// The words of a text as its page shows them, without mark-up.
    pub fn plain(&self, part: &Part, style: Style) -> String {
        self.plain_with_kept(part, style, None)
    }

    /// The same, with the figures that are kept with the text.
    pub fn plain_with_kept(&self, part: &Part, style: Style, kept: Option<Kept<'_>>) -> String {
        let text = part.text(self.site.sources);
        let mut words = String::with_capacity(text.len());
        for event in (Writer { kept, words_only: true, ..self.writer(part, style) }).events(text) {
            match event {
                Event::Text(text) | Event::Code(text) => words.push_str(&text),
                // Emphasis and links begin and end within words.
                Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
                | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => {}
                _ if words.is_empty() || words.ends_with(' ') => {}
                _ => words.push(' '),
            }
        }
        words.truncate(words.trim_end().len());
        words
    }

    fn writer<'c>(&'c self, part: &'c Part, style: Style) -> Writer<'a, 'c> {
        Writer {
            cx: self,
            part,
            style,
            kept: None,
            words_only: false,
            resolver: self.site.resolver(),
            headings: Vec::new(),
            ids: HeadingIds::default(),
            level: style.top.saturating_sub(1),
            dropped_links: Vec::new(),
            pictures: Vec::new(),
            columns: Vec::new(),
            column: 0,
            in_head: false,
        }
    }

    /// The HTML of a text, and its headings.
    pub fn html(&self, part: &Part, style: Style) -> (String, Vec<Heading>) {
        self.writer(part, style).html()
    }
}

/// What a text shows for a figure that is kept with it; none where it shows the figure as it is.
pub type Kept<'k> = &'k dyn Fn(&Named<'_>, Written) -> Option<String>;

struct Writer<'a, 'c> {
    cx: &'c Cx<'a>,
    part: &'c Part,
    style: Style,
    kept: Option<Kept<'c>>,
    /// Is only read what is written, and nobody follows a link?
    words_only: bool,
    resolver: Resolver<'c>,
    headings: Vec<Heading>,
    ids: HeadingIds,
    /// Level of the last heading; the next may be one deeper.
    level: u8,
    /// For each open link or picture: is it left out?
    dropped_links: Vec<bool>,
    /// How large each picture is, where it says so.
    pictures: Vec<Option<PictureSize>>,
    /// Of the table that is open.
    columns: Vec<Alignment>,
    column: usize,
    in_head: bool,
}

impl Writer<'_, '_> {
    /// The HTML of the text, and its headings.
    fn html(mut self) -> (String, Vec<Heading>) {
        let text = self.part.text(self.cx.site.sources);
        let mut html = String::with_capacity(text.len() * 3 / 2);
        let events = self.events(text);
        push_html(&mut html, sized(events, &self.pictures).into_iter());
        (html, self.headings)
    }

    fn events<'t>(&mut self, text: &'t str) -> Vec<Event<'t>> {
        let mut events: Vec<Event<'t>> = Vec::new();
        let mut parser = Parser::new_ext(text, options());
        while let Some(event) = parser.next() {
            match event {
                Event::Start(Tag::Heading { level, id, classes: _, attrs: _ }) => {
                    let inner: Vec<Event<'t>> =
                        parser.by_ref().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_)))).collect();
                    self.heading(level, id, inner, &mut events);
                }
                Event::Start(Tag::Link { link_type, dest_url, title, id }) if dest_url.contains('#') => {
                    let inner: Vec<Event<'t>> =
                        parser.by_ref().take_while(|event| !matches!(event, Event::End(TagEnd::Link))).collect();
                    match self.figure(&dest_url, &inner) {
                        Some((href, figure)) => {
                            events.push(Event::Start(Tag::Link { link_type, dest_url: href.into(), title, id }));
                            events.push(Event::Text(figure.into()));
                            events.push(Event::End(TagEnd::Link));
                        }
                        None => {
                            self.event(Event::Start(Tag::Link { link_type, dest_url, title, id }), &mut events);
                            inner.into_iter().for_each(|event| self.event(event, &mut events));
                            self.event(Event::End(TagEnd::Link), &mut events);
                        }
                    }
                }
                event => self.event(event, &mut events),
            }
        }
        events
    }

    /// Where a number leads that names a figure, and what it shows.
    fn figure(&self, destination: &str, inner: &[Event<'_>]) -> Option<(String, String)> {
        let words = inner.iter().filter_map(|event| match event {
            Event::Text(words) => Some(words.as_ref()),
            _ => None,
        });
        let written = Written::parse(&words.collect::<String>())?;
        let site = self.cx.site;
        let (page, id) = names::linked(site.sources, self.part, destination)?;
        let named = names::find(&site.portal.model, site.figures, &page, id)?;
        let href = match named {
            Named::Kpi(..) => self.href(destination)?,
            _ => format!("{}{}", self.cx.root, super::figure::href(self.cx, &named)?),
        };
        let kept = self.kept.and_then(|kept| kept(&named, written));
        Some((href, kept.or_else(|| super::figure::in_text(self.cx, named, written))?))
    }

    fn heading<'t>(
        &mut self,
        level: HeadingLevel,
        id: Option<CowStr<'t>>,
        inner: Vec<Event<'t>>,
        events: &mut Vec<Event<'t>>,
    ) {
        let words: String = inner
            .iter()
            .filter_map(|event| match event {
                Event::Text(words) | Event::Code(words) => Some(words.as_ref()),
                _ => None,
            })
            .collect();
        let wanted = id.map_or_else(|| super::heading_id(&self.style.kind, &words), |id| id.to_string());
        let id = self.ids.take(self.style.own_id(page_safe(wanted)));
        let deepest = (self.level + 1).min(6);
        let level = (level as u8 + self.style.top.saturating_sub(2)).clamp(self.style.top, deepest.max(self.style.top));
        self.level = level;
        let shown = HeadingLevel::try_from(usize::from(level)).unwrap_or(HeadingLevel::H6);
        let tag = Tag::Heading { level: shown, id: Some(id.clone().into()), classes: Vec::new(), attrs: Vec::new() };
        events.push(Event::Start(tag));
        for event in inner {
            self.event(event, events);
        }
        events.push(Event::End(TagEnd::Heading(shown)));
        self.headings.push(Heading { level, id, text: words, at: 0..0, has_text: true });
    }

    fn event<'t>(&mut self, event: Event<'t>, events: &mut Vec<Event<'t>>) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                let words = without_tags(&html);
                let opens = matches!(events.last(), Some(Event::Start(Tag::Paragraph)));
                let is_blank = if opens { words.trim().is_empty() } else { words.is_empty() };
                if !is_blank {
                    events.push(Event::Text(words.into()));
                }
            }
            Event::Start(Tag::HtmlBlock) => events.push(Event::Start(Tag::Paragraph)),
            // Nothing is left of a block that has no words.
            Event::End(TagEnd::HtmlBlock) => match events.last() {
                Some(Event::Start(Tag::Paragraph)) => {
                    events.pop();
                }
                _ => events.push(Event::End(TagEnd::Paragraph)),
            },
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let is_whole = self.words_only || link_type == LinkType::Email;
                let href = if is_whole { Some(dest_url) } else { self.href(&dest_url).map(CowStr::from) };
                self.dropped_links.push(href.is_none());
                if let Some(dest_url) = href {
                    events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                }
            }
            Event::End(TagEnd::Link) => {
                if self.dropped_links.pop() == Some(false) {
                    events.push(Event::End(TagEnd::Link));
                }
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                let href = self.href(&dest_url);
                self.dropped_links.push(href.is_none());
                if let Some(href) = href {
                    self.pictures.push(self.picture_size(&dest_url));
                    events.push(Event::Start(Tag::Image { link_type, dest_url: href.into(), title, id }));
                }
            }
            Event::End(TagEnd::Image) => {
                if self.dropped_links.pop() == Some(false) {
                    events.push(Event::End(TagEnd::Image));
                }
            }
            Event::FootnoteReference(name) => events.push(Event::FootnoteReference(self.style.note_id(&name).into())),
            Event::Start(Tag::FootnoteDefinition(name)) => {
                events.push(Event::Start(Tag::FootnoteDefinition(self.style.note_id(&name).into())));
            }
            // A checkbox without a label says nothing to a screen reader.
            Event::TaskListMarker(done) => events.push(Event::Text(if done { "☑ " } else { "☐ " }.into())),
            event => self.table_event(event, events),
        }
    }

    /// Tables are written here: alignment as a class, since a strict policy forbids styles, and in a
    /// frame that scrolls on small screens.
    fn table_event<'t>(&mut self, event: Event<'t>, events: &mut Vec<Event<'t>>) {
        match event {
            Event::Start(Tag::Table(columns)) => {
                self.columns = columns;
                self.column = 0;
                self.in_head = true;
                events.push(Event::Html("<div class=\"scroll\" tabindex=\"0\" role=\"group\"><table>".into()));
            }
            Event::Start(Tag::TableHead) => events.push(Event::Html("<thead><tr>".into())),
            Event::End(TagEnd::TableHead) => {
                self.in_head = false;
                events.push(Event::Html("</tr></thead><tbody>".into()));
            }
            Event::Start(Tag::TableRow) => {
                self.column = 0;
                events.push(Event::Html("<tr>".into()));
            }
            Event::End(TagEnd::TableRow) => events.push(Event::Html("</tr>".into())),
            Event::Start(Tag::TableCell) => events.push(Event::Html(self.cell().into())),
            Event::End(TagEnd::TableCell) => {
                self.column += 1;
                events.push(Event::Html(if self.in_head { "</th>" } else { "</td>" }.into()));
            }
            Event::End(TagEnd::Table) => events.push(Event::Html("</tbody></table></div>\n".into())),
            event => events.push(event),
        }
    }

    fn cell(&self) -> &'static str {
        let right = self.columns.get(self.column) == Some(&Alignment::Right);
        match (self.in_head, right) {
            (true, true) => "<th scope=\"col\" class=\"n\">",
            (true, false) => "<th scope=\"col\">",
            (false, true) => "<td class=\"n\">",
            (false, false) => "<td>",
        }
    }

    /// Where a link leads from this page; `None` leaves it out.
    fn href(&self, destination: &str) -> Option<String> {
        match scheme(destination) {
            Block::Outside => Some(destination.to_owned()),
            Block::Unsafe => None,
            Block::Relative => match self.resolver.resolve(self.part, destination).ok()? {
                Target::Page { path, fragment, lang } => self.page_href(&path, fragment, lang),
                Target::File(file) => self.cx.file_href(file).map(|href| format!("{}{href}", self.cx.root)),
                Target::Elsewhere => None,
            },
        }
    }

    /// How large a picture of the content is, where it says so.
    fn picture_size(&self, destination: &str) -> Option<PictureSize> {
        match self.resolver.resolve(self.part, destination).ok()? {
            Target::File(file) => self.cx.site.sources.picture_size(file),
            _ => None,
        }
    }

    fn page_href(&self, path: &str, fragment: Option<String>, lang: Option<crate::record::Lang>) -> Option<String> {
        if !self.cx.site.plan.has_page(path) {
            return None;
        }
        let lang = lang.filter(|lang| self.cx.site.config.pages_in.contains(*lang)).unwrap_or(self.cx.lang);
        let address = self.cx.site.plan.addresses.in_language(path, lang);
        let href = format!("{}{address}", self.cx.root);
        let href = if href.is_empty() { "./".to_owned() } else { href };
        Some(match fragment {
            Some(fragment) => format!("{href}#{fragment}"),
            None => href,
        })
    }
}

/// The same with the size of each picture in its tag: the page keeps the room before the picture is there.
fn sized<'t>(events: Vec<Event<'t>>, sizes: &[Option<PictureSize>]) -> Vec<Event<'t>> {
    if sizes.iter().all(Option::is_none) {
        return events;
    }
    let mut shown = Vec::with_capacity(events.len());
    let (mut sizes, mut begin) = (sizes.iter(), Vec::new());
    for event in events {
        match &event {
            Event::Start(Tag::Image { .. }) => begin.push((shown.len(), sizes.next().copied().flatten())),
            Event::End(TagEnd::Image) => {
                if let Some((at, Some(size))) = begin.pop() {
                    let mut tag = String::new();
                    push_html(&mut tag, shown.drain(at..).chain([event]));
                    shown.push(Event::InlineHtml(with_size(&tag, size).into()));
                    continue;
                }
            }
            _ => {}
        }
        shown.push(event);
    }
    shown
}

fn with_size(tag: &str, PictureSize { width, height }: PictureSize) -> String {
    let open = tag.trim_end_matches([' ', '/', '>']);
    format!("{open} width=\"{width}\" height=\"{height}\" />")
}

/// Ids of the theme are kept free.
fn page_safe(id: String) -> String {
    if id == "main" || id.starts_with("part-") { format!("text-{id}") } else { id }
}

/// The words between the tags.
fn without_tags(html: &str) -> String {
    let mut words = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        words.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    words.push_str(rest);
    words
}

#[cfg(test)]
mod tests {
    use super::without_tags;

    #[test]
    fn words_between_tags_stay() {
        assert_eq!(without_tags("<b class='x'>bold</b> and <script"), "bold and ");
    }
}

//! What is at hand while a page is made?

use std::sync::PoisonError;

use jiff::civil::Date;
use tera::Value;

use super::cast::Named;
use super::facets::KnownKeywords;
use super::frame::Frames;
use super::items::item_ref;
use super::site::{Cache, Site, TermLinks};
use super::view::{Day, Item, Link, Status, Text};
use crate::i18n::Words;
use crate::picture::PictureSize;
use crate::plan::{Addresses, ItemRef};
use crate::record::{
    Attachment, Closed, Entity, Lang, Languages, Localised, Owner, Ref, Term, VocabularyName, region_name,
};
use crate::source::FileId;

/// A page's surroundings: the site, a language, the way to the root.
#[derive(Clone, Debug)]
pub struct Cx<'a> {
    /// The site.
    pub site: &'a Site<'a>,
    /// The language of the page.
    pub lang: Lang,
    /// Its words.
    pub words: &'a Words,
    /// Position of the language among those of the site.
    pub at: usize,
    /// What leads from the page to the site's root.
    pub root: Box<str>,
}

impl<'a> Cx<'a> {
    /// What templates write around words.
    pub fn frames(&self) -> Option<&'a Frames> {
        self.cache().map(|cache| &cache.frames)
    }

    fn cache(&self) -> Option<&'a Cache> {
        self.site.cache.get(self.at)
    }

    /// The code of a language where it is not the page's.
    pub fn lang_mark(&self, lang: Lang) -> String {
        if lang == self.lang { String::new() } else { lang.code().to_owned() }
    }

    /// The language of texts that name none.
    pub fn default_of(&self, owner: Option<Owner>) -> Lang {
        self.languages_of(owner).default
    }

    /// The languages in which texts are written.
    pub fn languages_of(&self, owner: Option<Owner>) -> &'a Languages {
        let own = owner.and_then(|owner| self.site.portal.model.languages.get(owner.index()));
        own.unwrap_or(&self.site.config.languages)
    }

    /// A text of a record.
    pub fn text(&self, text: &Localised, owner: Option<Owner>) -> Text {
        let chosen = text.choose(self.lang, self.default_of(owner));
        Text { text: chosen.text.to_owned(), lang: self.lang_mark(chosen.lang) }
    }

    /// A text in the page's own words.
    pub fn own(text: impl Into<String>) -> Text {
        Text { text: text.into(), lang: String::new() }
    }

    /// What visitors read for a term.
    pub fn term<V: VocabularyName>(&self, term: Term<V>) -> Text {
        let vocabularies = &self.site.portal.model.vocabularies;
        self.label(V::NAME, vocabularies.id(term))
    }

    /// What visitors read for an id of a vocabulary.
    pub fn label(&self, vocabulary: &str, id: &str) -> Text {
        let chosen = self.site.portal.model.vocabularies.label(vocabulary, id, self.lang);
        Text { text: chosen.text.to_owned(), lang: self.lang_mark(chosen.lang) }
    }

    /// What visitors read for a NUTS code: "Kärnten (AT21)", with the country where it has no name of its own.
    pub fn region(&self, code: &str) -> String {
        let country = || code.get(..2).map(|country| self.label("countries", country).text);
        let name = region_name(code).map(str::to_owned).or_else(country).unwrap_or_default();
        format!("{name} ({code})")
    }

    /// The words by which a region is found: its name and its code.
    pub fn region_words(&self, code: &str) -> String {
        format!("{} {code}", region_name(code).unwrap_or_default())
    }

    /// What visitors read for a value of a closed vocabulary.
    pub fn closed<C: Closed>(&self, value: C) -> Text {
        self.label(C::NAME, value.id())
    }

    /// A state with its name.
    pub fn status<C: Closed>(&self, value: C) -> Status {
        Status { id: value.id(), text: self.closed(value).text }
    }

    /// A text with the address of a path, where the site has such a page.
    pub fn link(&self, text: Text, path: Option<String>) -> Link {
        let path = path.filter(|path| self.site.plan.has_page(path));
        let href = path.map(|path| self.href(&path)).unwrap_or_default();
        Link { text: text.text, lang: text.lang, href, url: String::new() }
    }

    /// The address of a path in the page's language.
    pub fn href(&self, path: &str) -> String {
        let address = self.site.plan.addresses.in_language(path, self.lang);
        if address.is_empty() { "./".to_owned() } else { address }
    }

    /// The page of a record.
    pub fn record<T: Entity>(&self, record: &T) -> Link {
        let head = record.head();
        let text = record.title().map(|title| self.text(title, self.owner_of_text(record)));
        self.link(text.unwrap_or_default(), self.site.plan.addresses.record(&head.key))
    }

    /// The partnership whose languages a record is written in.
    pub fn owner_of_text<T: Entity>(&self, record: &T) -> Option<Owner> {
        if T::KIND == super::PARTNERSHIP {
            let id = record.head().key.id();
            return self
                .site
                .portal
                .model
                .names
                .find(&T::KIND, None, id)
                .and_then(|at| u32::try_from(at).ok())
                .map(Owner);
        }
        record.head().owner
    }

    /// The term's page in a taxonomy: of the partnership where it has one, else of the catalogue.
    pub fn term_link<V: VocabularyName>(&self, term: Term<V>, taxonomy: &'static str, owner: Option<Owner>) -> Link {
        let vocabularies = &self.site.portal.model.vocabularies;
        self.id_link(V::NAME, vocabularies.id(term), taxonomy, owner)
    }

    /// The page of a vocabulary's id in a taxonomy, found once.
    pub fn id_link(&self, vocabulary: &'static str, id: &str, taxonomy: &'static str, owner: Option<Owner>) -> Link {
        let Some(cache) = self.cache() else { return Link::default() };
        let slot = (owner, vocabulary, taxonomy);
        let links = |known: &TermLinks| known.get(&slot).and_then(|links| links.get(id)).cloned();
        if let Some(link) = links(&cache.term_links.read().unwrap_or_else(PoisonError::into_inner)) {
            return link;
        }
        let link = self.new_id_link(vocabulary, id, taxonomy, owner);
        let mut known = cache.term_links.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(slot).or_default().insert(id.into(), link.clone());
        link
    }

    fn new_id_link(&self, vocabulary: &str, id: &str, taxonomy: &str, owner: Option<Owner>) -> Link {
        let names = &self.site.portal.model.names;
        let addresses = &self.site.plan.addresses;
        let owner_id = owner.map(|owner| names.owner_id(owner));
        let list = addresses.list(owner_id, taxonomy);
        self.link(self.label(vocabulary, id), list.map(|list| Addresses::within(&list, id)))
    }

    /// A day.
    pub fn day(&self, date: Date) -> Day {
        Day { iso: date.to_string(), text: self.words.date(date) }
    }

    /// The address of a published file of the content.
    pub fn file_href(&self, file: FileId) -> Option<String> {
        let path = self.site.sources.path(file).strip_prefix(crate::record::CONTENT)?;
        let path = self.site.plan.addresses.of_content(path)?;
        self.site.plan.has_file(&path).then(|| self.href(&Addresses::encoded(&path)))
    }

    /// The address of an attachment.
    pub fn attachment(&self, attachment: Option<Attachment>) -> Option<String> {
        attachment.and_then(|attachment| self.file_href(attachment.0))
    }

    /// How large the picture is that is attached: with that a page keeps its room before it is there.
    pub fn picture_size(&self, attachment: Option<Attachment>) -> Option<PictureSize> {
        attachment.and_then(|attachment| self.site.sources.picture_size(attachment.0))
    }

    /// The folder of a partnership, or of the catalogue.
    pub fn folder_list(&self, owner: Option<Owner>, name: &str) -> Option<String> {
        let names = &self.site.portal.model.names;
        self.site.plan.addresses.list(owner.map(|owner| names.owner_id(owner)), name)
    }

    /// A list's page, where the site has it.
    pub fn list_href(&self, owner: Option<Owner>, name: &str) -> Option<String> {
        let path = self.folder_list(owner, name)?;
        self.site.plan.has_page(&path).then(|| self.href(&path))
    }

    /// The row of an item, rendered once.
    pub fn item(&self, item: ItemRef) -> Option<Value> {
        let slot = self.cache()?.items.get(usize::from(item.kind))?.get(item.at as usize)?;
        let row = || super::item(self, item).map_or_else(Value::none, |item| self.row(&item));
        Some(slot.get_or_init(row).clone())
    }

    /// The row of an item.
    pub fn row(&self, item: &Item) -> Value {
        self.piece("fragments/row.html", "item", item)
    }

    /// The footer of a partnership's pages, or of the catalogue's, rendered once.
    pub fn footer(&self, owner: Option<Owner>) -> Value {
        let make = || self.fragment("fragments/footer.html", &[("groups", &super::layout::footer(self, owner))]);
        let slot = self.cache().and_then(|cache| cache.footers.get(owner.map_or(0, |owner| owner.index() + 1)));
        slot.map_or_else(Value::none, |slot| slot.get_or_init(make).clone())
    }

    /// The masthead of a partnership's pages, or of the catalogue's, rendered once for each entry of
    /// the navigation. Is a page that entry itself, or does it only belong to it?
    pub fn masthead(&self, owner: Option<Owner>, nav: &str, is_entry: bool) -> Value {
        let Some(cache) = self.cache() else { return Value::none() };
        let key = (owner, nav.to_owned(), is_entry);
        if let Some(known) = cache.mastheads.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let partnership = self.partnership_value(owner);
        let current = if is_entry { "page" } else { "true" };
        let values: [Named<'_>; 3] = [("partnership", &partnership), ("nav", &nav), ("current", &current)];
        let masthead = self.fragment("fragments/masthead.html", &values);
        cache.mastheads.write().unwrap_or_else(PoisonError::into_inner).insert(key, masthead.clone());
        masthead
    }

    /// The values of items.
    pub fn items(&self, items: impl IntoIterator<Item = ItemRef>) -> Vec<Value> {
        items.into_iter().filter_map(|item| self.item(item)).collect()
    }

    /// Items of a kind in their natural order.
    pub fn ordered<T: Entity>(&self, refs: impl Iterator<Item = Ref<T>>) -> Vec<ItemRef> {
        let mut items: Vec<ItemRef> = refs.filter_map(item_ref).collect();
        self.sort(&mut items);
        items
    }

    /// Brings items into order: by kind, then by the natural order of the kind.
    pub fn sort(&self, items: &mut [ItemRef]) {
        let Some(order) = self.order() else { return };
        let rank =
            |item: &ItemRef| order.get(usize::from(item.kind)).and_then(|ranks| ranks.get(item.at as usize)).copied();
        items.sort_by_cached_key(|item| (super::order::of_kind(*item), rank(item)));
    }

    /// For each kind the rank of each record.
    pub fn order(&self) -> Option<&'a Vec<Vec<u32>>> {
        Some(self.cache()?.order.get_or_init(|| super::order::ranks(self)))
    }

    /// A list of the plan in order.
    pub fn list(&self, list: u32) -> &'a [ItemRef] {
        let sorted = || {
            let mut items = self.site.plan.lists.get(list as usize).cloned().unwrap_or_default();
            self.sort(&mut items);
            items.into_boxed_slice()
        };
        self.cache().and_then(|cache| cache.lists.get(list as usize)).map_or(&[], |slot| slot.get_or_init(sorted))
    }

    /// Position of an item in an ordered list of its kind.
    pub fn position(&self, items: &[ItemRef], item: ItemRef) -> Option<usize> {
        let ranks = self.order()?.get(usize::from(item.kind))?;
        let rank = |item: &ItemRef| ranks.get(item.at as usize).copied();
        items.binary_search_by_key(&rank(&item), rank).ok()
    }

    /// The words of lists on many pages.
    pub fn known_keywords(&self) -> Option<&'a KnownKeywords> {
        self.cache().map(|cache| &cache.keywords)
    }

    /// What the layout knows of the site.
    pub fn site_value(&self) -> Value {
        self.cache().map_or_else(Value::none, |cache| cache.site.get_or_init(|| super::layout::site(self)).clone())
    }

    /// The texts of the language.
    pub fn texts_value(&self) -> Value {
        let texts = || Value::from_serializable(&self.words.texts.plain);
        self.cache().map_or_else(Value::none, |cache| cache.texts.get_or_init(texts).clone())
    }

    /// The terms that something bears in a taxonomy of the catalogue or of a partnership, rendered once.
    pub fn terms(&self, owner: Option<Owner>, taxonomy: u8, make: impl Fn() -> Value) -> Value {
        let at = owner.map_or(0, |owner| owner.index() + 1) * super::taxonomy::COUNT + usize::from(taxonomy);
        let slot = self.cache().and_then(|cache| cache.terms.get(at));
        let terms = || self.fragment("fragments/terms.html", &[("terms", &make())]);
        slot.map_or_else(Value::none, |slot| slot.get_or_init(terms).clone())
    }

    /// What the layout knows of a partnership.
    pub fn partnership_value(&self, owner: Option<Owner>) -> Value {
        let slot = owner.and_then(|owner| self.cache()?.partnerships.get(owner.index()).map(|slot| (owner, slot)));
        slot.map_or_else(Value::none, |(owner, slot)| {
            slot.get_or_init(|| super::layout::partnership(self, owner)).clone()
        })
    }
}

//! Which lists of records are there, and what does each show?

use std::borrow::Cow;
use std::collections::BTreeMap;

use tera::Value;

use super::view::{Group, ListView, Pager, PagerPage, Titled};
use super::{Cx, Shown, facets, item_ref, taxonomy, trail};
use crate::check::Portal;
use crate::model::{KINDS, Model};
use crate::plan::{Addresses, ItemRef, Page, Planner, Subject};
use crate::record::{Entity, Kind, Owner, Ref, Table};

/// The kinds that have a list, their templates, and whether the list is there when it is empty.
const LISTS: [(&str, &str, bool); 8] = [
    ("partnerships", "partnerships", true),
    ("organisations", "organisations", true),
    ("commitments", "commitments", true),
    ("indicators", "indicators", false),
    ("news", "news-list", false),
    ("events", "events", false),
    ("pages", "pages", false),
    ("reports", "reports", false),
];

/// Plans the lists of the catalogue and of each partnership.
pub fn plan(portal: &Portal, planner: &mut Planner<'_>) {
    let model = &portal.model;
    let owners = model.partnerships.iter().filter_map(|(at, _)| u32::try_from(at.index()).ok());
    let owners: Vec<Option<Owner>> = std::iter::once(None).chain(owners.map(|at| Some(Owner(at)))).collect();
    for (name, template, always) in LISTS {
        let mut grouped = grouped(model, name);
        for owner in &owners {
            let items = grouped.remove(owner).unwrap_or_default();
            if is_wanted(planner, *owner, name) && (always || !items.is_empty()) {
                plan_list(model, planner, *owner, (name, template), items);
            }
        }
    }
}

/// Partnerships and organisations are listed by the catalogue; the site of one partnership has no
/// catalogue, but shows its part of the register.
fn is_wanted(planner: &Planner<'_>, owner: Option<Owner>, name: &str) -> bool {
    match (name, planner.plan.addresses.home()) {
        ("partnerships", home) => owner.is_none() && home.is_none(),
        ("organisations", _) => owner.is_none(),
        (_, None) => true,
        (_, home) => owner == home,
    }
}

fn plan_list(
    model: &Model,
    planner: &mut Planner<'_>,
    owner: Option<Owner>,
    (name, template): (&'static str, &'static str),
    items: Vec<ItemRef>,
) {
    let items = if name == "organisations" { only_shown(model, planner, items) } else { items };
    let list = planner.plan.addresses.list(owner.map(|owner| model.names.owner_id(owner)), name);
    if let Some(path) = list {
        let per_page = facets::per_page(name, items.len());
        planner.list(&path, template, Subject { owner, ..Subject::default() }, items, per_page);
    }
}

/// Organisations that have a page here.
fn only_shown(model: &Model, planner: &Planner<'_>, mut items: Vec<ItemRef>) -> Vec<ItemRef> {
    items.retain(|item| {
        let organisation = model.organisations.get(Ref::new(item.at as usize));
        let path = organisation.and_then(|organisation| planner.plan.addresses.record(&organisation.head.key));
        path.is_some_and(|path| planner.plan.has_page(&path))
    });
    items
}

/// The items of a kind by partnership; the catalogue lists the commitments of all.
fn grouped(model: &Model, name: &str) -> BTreeMap<Option<Owner>, Vec<ItemRef>> {
    match name {
        "partnerships" => by_owner(&model.partnerships),
        "organisations" => by_owner(&model.organisations),
        "news" => by_owner(&model.news),
        "events" => by_owner(&model.events),
        "reports" => by_owner(&model.reports),
        "indicators" => super::indicator::in_use(model),
        "commitments" => {
            let mut grouped = by_owner(&model.commitments);
            grouped.insert(None, grouped.values().flatten().copied().collect());
            grouped
        }
        _ => by_owner(&model.pages),
    }
}

fn by_owner<T: Entity>(table: &Table<T>) -> BTreeMap<Option<Owner>, Vec<ItemRef>> {
    let mut grouped: BTreeMap<Option<Owner>, Vec<ItemRef>> = BTreeMap::new();
    for (at, record) in table.iter() {
        grouped.entry(record.head().owner).or_default().extend(item_ref(at));
    }
    grouped
}

/// What visitors read over a list of a kind.
pub fn heading(cx: &Cx<'_>, kind: &Kind) -> String {
    cx.words.get(&format!("heading_{}", kind.folder)).to_owned()
}

/// A list, or one page of it.
pub fn show(cx: &Cx<'_>, page: &Page) -> Option<Shown> {
    let owner = page.subject.owner;
    let kind = kind(page)?;
    let items = items(cx, kind, page);
    let (per_page, part) = (facets::per_page(kind.folder, items.len()), page.subject.part);
    let heading = heading(cx, kind);
    let base = list_path(page);
    let shown = slice(&items, per_page, part);
    let groups = if kind.folder == "events" { by_time(cx, shown, part) } else { Vec::new() };
    let filters = if part <= 1 { facets::filters(cx, kind, owner, base, &items) } else { None };
    let view = ListView {
        count: cx.words.count(kind.folder, items.len()),
        items: if groups.is_empty() { rows(cx, kind, owner, shown) } else { Vec::new() },
        pager: pager(cx, base, items.len().div_ceil(per_page), part),
        empty: cx.words.get(&format!("empty_{}", kind.folder)).to_owned(),
        groups,
        taxonomies: ways_in(cx, kind, owner),
        heading: heading.clone(),
        to_filters: if part > 1 && !facets::of_kind(kind.folder).is_empty() { cx.href(base) } else { String::new() },
        filters,
        ..ListView::default()
    };
    let title = titled(cx, heading, part);
    let mut shown = Shown::words(cx, title, owner, view).under(cx.href(base));
    shown.crumbs = trail(cx, owner);
    Some(shown)
}

/// The items of a list in the order in which they are shown: of events those to come, the next first,
/// then those past, the latest first.
pub fn items<'c>(cx: &Cx<'c>, kind: &Kind, page: &Page) -> Cow<'c, [ItemRef]> {
    let items = cx.list(page.subject.list);
    if kind.folder != "events" {
        return Cow::Borrowed(items);
    }
    let (past, upcoming): (Vec<ItemRef>, Vec<ItemRef>) = items.iter().copied().partition(|item| is_past(cx, item));
    upcoming.into_iter().chain(past.into_iter().rev()).collect()
}

fn is_past(cx: &Cx<'_>, item: &ItemRef) -> bool {
    let event = cx.site.portal.model.events.get(Ref::new(item.at as usize));
    event.is_some_and(|event| event.last_day() < cx.site.as_of)
}

/// The kind that a page lists.
pub fn kind(page: &Page) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| page_kind(page.template) == kind.folder)
}

/// The folder of the kind that a list's template shows.
fn page_kind(template: &str) -> &str {
    LISTS.iter().find(|(_, name, _)| *name == template).map_or("", |(folder, _, _)| folder)
}

/// The path of a list's first page.
pub fn list_path(page: &Page) -> &str {
    match page.subject.part {
        0 | 1 => &page.path,
        part => page.path.strip_suffix(&format!("page/{part}/")).unwrap_or(&page.path),
    }
}

/// A heading with the number of the page, from the second on.
pub fn titled(cx: &Cx<'_>, heading: String, part: u32) -> String {
    if part <= 1 { heading } else { format!("{heading} – {} {part}", cx.words.get("page")) }
}

/// The rows of one page of a list; a partnership's indicators lead to its own figures.
fn rows(cx: &Cx<'_>, kind: &Kind, owner: Option<Owner>, items: &[ItemRef]) -> Vec<Value> {
    match owner {
        Some(owner) if kind.folder == "indicators" => super::indicator::items(cx, owner, items),
        _ => cx.items(items.iter().copied()),
    }
}

/// The items on one page of a list.
pub fn slice(items: &[ItemRef], per_page: usize, part: u32) -> &[ItemRef] {
    items.chunks(per_page.max(1)).nth(part.max(1) as usize - 1).unwrap_or_default()
}

/// Events to come and those past, under headings.
fn by_time(cx: &Cx<'_>, shown: &[ItemRef], part: u32) -> Vec<Group> {
    let group = |key: &str, id: &str, wanted: bool| Group {
        title: cx.words.get(key).to_owned(),
        href: id.to_owned(),
        count: String::new(),
        items: cx.items(shown.iter().copied().filter(|item| is_past(cx, item) == wanted)),
    };
    let groups = [group("heading_upcoming", "upcoming", false), group("heading_past", "past", true)];
    let keep_empty = part <= 1;
    groups.into_iter().filter(|group| !group.items.is_empty() || (keep_empty && group.href == "upcoming")).collect()
}

/// Taxonomies by which a kind can be browsed.
fn ways_in(cx: &Cx<'_>, kind: &Kind, owner: Option<Owner>) -> Vec<Titled> {
    let names: &[&str] = match kind.folder {
        "commitments" => &["principles", "categories", "target-groups", "kpis"],
        "partnerships" => &["partnership-kinds", "ecosystems", "countries"],
        "organisations" => &["organisation-types", "countries", "ecosystems"],
        _ => &[],
    };
    let titled = |name: &&str| Some(Titled { title: taxonomy::title(cx, name), href: cx.list_href(owner, name)? });
    names.iter().filter_map(titled).collect()
}

/// The pages of a list: the first, the last, and those around this one.
pub fn pager(cx: &Cx<'_>, path: &str, parts: usize, part: u32) -> Option<Pager> {
    let last = u32::try_from(parts).unwrap_or(u32::MAX);
    if last < 2 {
        return None;
    }
    let href = |number: u32| cx.href(&Addresses::part(path, number));
    let shown = (1..=last).filter(|number| *number == 1 || *number == last || number.abs_diff(part) <= 2);
    let mut before = 0;
    let pages = shown.map(|number| {
        let gap = number > before + 1;
        before = number;
        PagerPage { number: cx.words.whole(number as usize), href: href(number), current: number == part, gap }
    });
    Some(Pager {
        pages: pages.collect(),
        previous: if part > 1 { href(part - 1) } else { String::new() },
        next: if part < last { href(part + 1) } else { String::new() },
    })
}

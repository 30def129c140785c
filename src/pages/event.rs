//! What does the page of an event show?

use serde::Serialize;

use super::prose::Style;
use super::structured::{self, Thing};
use super::view::{Day, Item, Link, Prose, Source, Status, Text};
use super::{Cx, Shown, item_of, layout, over_partnership, plain, plan_records, subject};
use crate::check::Portal;
use crate::model::event::{Event, EventMode, EventStatus, Organiser};
use crate::plan::{Page, Planner};
use crate::record::{Entity, Moment};

/// Plans the pages of events.
pub fn plan(portal: &Portal, planner: &mut Planner<'_>) {
    plan_records(&portal.model.events, "event", planner);
}

/// An event as a row.
pub fn item(cx: &Cx<'_>, event: &Event) -> Item {
    let place = event.place.as_ref().map(|place| cx.text(place, event.head.owner));
    let mode = event.mode.map(|mode| cx.closed(mode));
    let last = event.last_day();
    Item {
        of: over_partnership(cx, &event.head),
        over: vec![cx.term(event.format)],
        meta: mode.into_iter().chain(place).collect(),
        status: event.status.map(|status| cx.status(status)),
        date: Some(cx.day(event.start.date())),
        end: (last != event.start.date()).then(|| cx.day(last)),
        ..item_of(cx, event, "event")
    }
}

#[derive(Serialize)]
struct CalendarDay {
    day: String,
    month: String,
    year: String,
}

#[derive(Serialize)]
struct EventView {
    start: Day,
    end: Option<Day>,
    day: CalendarDay,
    format: Link,
    mode: Option<Link>,
    place: Option<Link>,
    status: Option<Status>,
    organiser: Option<Link>,
    languages: Vec<String>,
    attendees: String,
    url: Option<Link>,
    register: Option<Link>,
    past: bool,
    summary: Option<Text>,
    body: Option<Prose>,
    sources: Vec<Source>,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, page: &Page) -> Option<Shown> {
    let event = subject(&cx.site.portal.model.events, page)?;
    let owner = event.head.owner;
    let date = event.start.date();
    let (start, end) = times(cx, event);
    let button = |key: &str, url: &crate::record::Url| Link {
        text: cx.words.get(key).to_owned(),
        url: url.0.to_string(),
        ..Link::default()
    };
    let view = EventView {
        start,
        end,
        day: CalendarDay {
            day: date.day().to_string(),
            month: cx.words.month_name(date),
            year: date.year().to_string(),
        },
        format: plain(cx.term(event.format)),
        mode: event.mode.map(|mode| plain(cx.closed(mode))),
        place: event.place.as_ref().map(|place| plain(cx.text(place, owner))),
        status: event.status.map(|status| cx.status(status)),
        organiser: organiser(cx, event),
        languages: event.languages.iter().map(|lang| layout::autonym(cx, *lang)).collect(),
        attendees: event.attendees.map(|n| cx.words.whole(n as usize)).unwrap_or_default(),
        url: event.url.as_ref().map(|url| button("event_website", url)),
        register: event.registration_url.as_ref().map(|url| button("register", url)),
        past: event.last_day() < cx.site.as_of,
        summary: event.head.summary.as_ref().map(|summary| cx.text(summary, owner)),
        body: cx.prose(&event.body, owner, Style::new(Event::KIND, 2)),
        sources: super::sources(cx, &event.head),
    };
    let thing = thing(cx, event, &view);
    Some(Shown::record(cx, event, view).about(thing))
}

/// The event, for machines.
fn thing(cx: &Cx<'_>, event: &Event, view: &EventView) -> Thing {
    let url = |url: &Option<crate::record::Url>| url.as_ref().map(|url| url.0.to_string());
    let online = matches!(event.mode, Some(EventMode::Online | EventMode::Hybrid));
    let virtual_place = Thing::new("VirtualLocation").optional("url", url(&event.registration_url).or(url(&event.url)));
    let place =
        view.place.as_ref().map(|place| Thing::new("Place").text("name", &place.text).text("address", &place.text));
    let places = place.into_iter().chain(online.then_some(virtual_place));
    let mode = event.mode.map(|mode| match mode {
        EventMode::Online => "https://schema.org/OnlineEventAttendanceMode",
        EventMode::OnSite => "https://schema.org/OfflineEventAttendanceMode",
        EventMode::Hybrid => "https://schema.org/MixedEventAttendanceMode",
    });
    let status = event.status.and_then(|status| match status {
        EventStatus::Cancelled => Some("https://schema.org/EventCancelled"),
        EventStatus::Postponed => Some("https://schema.org/EventPostponed"),
        _ => None,
    });
    Thing::new("Event")
        .text("name", &cx.text(&event.title, event.head.owner).text)
        .optional("description", view.summary.as_ref().map(|summary| &summary.text))
        .text("startDate", &view.start.iso)
        .optional("endDate", view.end.as_ref().map(|end| &end.iso))
        .things("location", places)
        .optional("eventAttendanceMode", mode)
        .optional("eventStatus", status)
        .thing("organizer", view.organiser.as_ref().map(|organiser| structured::organisation(cx, organiser)))
}

/// The organisation of the register, or the words.
pub fn organiser(cx: &Cx<'_>, event: &Event) -> Option<Link> {
    match event.organiser.as_ref()? {
        Organiser::Organisation(at, _) => cx.site.portal.model.organisations.get(*at).map(|one| cx.record(one)),
        Organiser::Named(name) => Some(plain(cx.text(name, event.head.owner))),
    }
}

/// "6 June 2024, 09:30 (Europe/Brussels)"; of two times on one day the first goes without the zone
/// and the second without the day.
fn times(cx: &Cx<'_>, event: &Event) -> (Day, Option<Day>) {
    let start = event.start;
    let Some(end) = event.end else { return (moment(cx, event, start, true, true), None) };
    let same_day = start.date() == end.date() && start.time().is_some() && end.time().is_some();
    (moment(cx, event, start, true, !same_day), Some(moment(cx, event, end, !same_day, true)))
}

fn moment(cx: &Cx<'_>, event: &Event, moment: Moment, with_date: bool, with_zone: bool) -> Day {
    let Some(time) = moment.time() else { return cx.day(moment.date()) };
    let zone = match &event.time_zone {
        _ if !with_zone => String::new(),
        Some(zone) => format!(" ({})", zone.name.replace('_', " ")),
        None => offset(moment),
    };
    let date = if with_date { format!("{}, ", cx.words.date(moment.date())) } else { String::new() };
    let text = format!("{date}{:02}:{:02}{zone}", time.hour(), time.minute());
    let iso = moment.instant(&event.zone()).map_or_else(|| moment.date().to_string(), |instant| instant.to_string());
    Day { iso, text }
}

/// The distance from UTC of a time that was written with one.
fn offset(moment: Moment) -> String {
    let Moment::Instant(local, instant) = moment else { return String::new() };
    let utc = local.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    let minutes = utc.map_or(0, |utc| (utc.as_second() - instant.as_second()) / 60);
    let sign = if minutes < 0 { '−' } else { '+' };
    format!(" (UTC{sign}{}:{:02})", minutes.abs() / 60, minutes.abs() % 60)
}

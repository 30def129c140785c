//! What is an event? (handbook 5.4; report of the networking event)

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::organisation::Organisation;
use super::vocabulary::EventFormats;
use crate::closed_vocabulary;
use crate::record::{
    Body, Entity, Fields, Given, Head, Home, Identity, Kind, Lang, Language, Localised, Moment, Ref, Shape, Term, Url,
};
use crate::report::{Diagnostic, END_BEFORE_START, MISSING_FIELD, Reported, UNKNOWN_TERM};
use crate::source::Place;

closed_vocabulary! {
    /// Where people meet.
    EventMode in "event-modes" {
        /// On the network.
        Online = "online",
        /// At a place.
        OnSite = "on-site",
        /// Both.
        Hybrid = "hybrid",
    }
}

closed_vocabulary! {
    /// Whether it takes place.
    EventStatus in "event-statuses" {
        /// Announced.
        Announced = "announced",
        /// Certain.
        Confirmed = "confirmed",
        /// Later.
        Postponed = "postponed",
        /// Not at all.
        Cancelled = "cancelled",
        /// Over.
        Held = "held",
    }
}

/// An event.
#[derive(Debug)]
pub struct Event {
    /// What is true of every record.
    pub head: Head,
    /// Title.
    pub title: Localised,
    /// Webinar, forum and so on.
    pub format: Term<EventFormats>,
    /// Begin.
    pub start: Moment,
    /// End.
    pub end: Option<Moment>,
    /// Time zone of local times: its IANA name.
    pub time_zone: Option<Zone>,
    /// Where people meet.
    pub mode: Option<EventMode>,
    /// Place.
    pub place: Option<Localised>,
    /// Web address.
    pub url: Option<Url>,
    /// Who organises it.
    pub organiser: Option<Organiser>,
    /// Languages spoken.
    pub languages: Vec<Lang>,
    /// Where to register.
    pub registration_url: Option<Url>,
    /// Whether it takes place.
    pub status: Option<EventStatus>,
    /// How many came.
    pub attendees: Option<u32>,
    /// Text.
    pub body: Body,
}

/// Who organises an event.
#[derive(Clone, Debug)]
pub enum Organiser {
    /// An organisation of the register, and where it is named.
    Organisation(Ref<Organisation>, Place),
    /// Somebody, as written.
    Named(Localised),
}

impl Event {
    /// The instant at which it begins, for ordering.
    pub fn begins(&self) -> Option<Timestamp> {
        self.start.instant(&self.zone())
    }

    /// The day after which it is past.
    pub fn last_day(&self) -> jiff::civil::Date {
        self.end.unwrap_or(self.start).date()
    }

    /// The time zone, else UTC.
    pub fn zone(&self) -> TimeZone {
        self.time_zone.as_ref().map_or(TimeZone::UTC, |zone| zone.zone.clone())
    }
}

/// A time zone of the IANA database.
#[derive(Clone, Debug)]
pub struct Zone {
    /// Its name.
    pub name: Box<str>,
    /// The zone.
    pub zone: TimeZone,
}

impl<'a> crate::read::FromValue<'a, crate::record::Scope<'a>> for Zone {
    fn from_value(given: Given<'a, '_>) -> Result<Self, Reported> {
        let name = given.text()?.trim();
        match jiff::tz::db().get(name) {
            Ok(zone) => Ok(Zone { name: name.into(), zone }),
            Err(_) => Err(given.fault(
                UNKNOWN_TERM,
                format!("`{name}` is not a time zone"),
                "write a name such as `Europe/Brussels`",
            )),
        }
    }
}

impl Entity for Event {
    const KIND: Kind = Kind { folder: "events", noun: "event", shape: Shape::Text, home: Home::Both };

    fn read(identity: Identity, body: Body, mut f: Fields<'_>) -> Result<Self, Reported> {
        let head = f.head(identity);
        let title = f.required_localised("title");
        let format = f.required("format");
        let start = f.placed("start");
        let start = match start {
            Ok(None) => Err(f.missing("start")),
            Ok(Some(start)) => Ok(start),
            Err(reported) => Err(reported),
        };
        let end = f.placed("end");
        let time_zone = f.optional("time_zone");
        let mode = f.optional("mode");
        let place = f.localised("place");
        let url = f.optional("url");
        let organiser = organiser(&mut f);
        let languages = f.list::<Language>("languages");
        let registration_url = f.optional("registration_url");
        let status = f.optional("status");
        let attendees = f.optional("attendees");
        if let (Ok(start), Ok(end), Ok(zone)) = (&start, &end, &time_zone) {
            times_make_sense(&f, *start, *end, zone.as_ref());
        }
        f.finish()?;
        Ok(Event {
            head: head?,
            title: title?,
            format: format?,
            start: start?.0,
            end: end?.map(|(end, _)| end),
            time_zone: time_zone?,
            mode: mode?,
            place: place?,
            url: url?,
            organiser: organiser?,
            languages: languages?.into_iter().map(|language| language.0).collect(),
            registration_url: registration_url?,
            status: status?,
            attendees: attendees?,
            body,
        })
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn title(&self) -> Option<&Localised> {
        Some(&self.title)
    }

    fn bodies(&self) -> Vec<&Body> {
        vec![&self.body]
    }

    /// The earliest first.
    fn rank(&self) -> i64 {
        self.begins().map_or(i64::MAX, Timestamp::as_second)
    }
}

/// An organisation where its id is written, which is the same in every language; else the words.
fn organiser(f: &mut Fields<'_>) -> Result<Option<Organiser>, Reported> {
    let scope = &f.input.scope;
    let find = |id: &str| scope.names.find(&Organisation::KIND, scope.owner, id.trim());
    let Some(at) = f.text_of("organiser").and_then(find) else {
        return Ok(f.localised("organiser")?.map(Organiser::Named));
    };
    f.take_translations("organiser");
    Ok(f.take("organiser").map(|given| Organiser::Organisation(Ref::new(at), given.place())))
}

/// A local time needs its zone; an end does not precede its start.
fn times_make_sense(f: &Fields<'_>, start: (Moment, Place), end: Option<(Moment, Place)>, zone: Option<&Zone>) {
    let local = |(moment, _): &(Moment, Place)| matches!(moment, Moment::Local(_));
    if let (None, Some((_, place))) = (zone, [Some(start), end].into_iter().flatten().find(local)) {
        let missing = Diagnostic::new(MISSING_FIELD, place, "this time has no time zone");
        f.input
            .report
            .fault(missing.help("add `time_zone = \"Europe/Brussels\"`, or an offset: `2024-06-06T09:30:00+02:00`"));
        return;
    }
    let zone = zone.map_or(TimeZone::UTC, |zone| zone.zone.clone());
    let Some((end, place)) = end else { return };
    let both_days = matches!((start.0, end), (Moment::Day(_), _) | (_, Moment::Day(_)));
    let wrong = if both_days { end.date() < start.0.date() } else { end.instant(&zone) < start.0.instant(&zone) };
    if wrong {
        let finding = Diagnostic::new(END_BEFORE_START, place, "the event ends before it begins");
        f.input.report.rule(finding.help("correct `start` or `end`"));
    }
}

//! Which records do machines get: partnerships, commitments, organisations?

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Export;
use super::data::{self, Document};
use crate::model::commitment::{Commitment, KpiUse};
use crate::model::organisation::Organisation;
use crate::model::partnership::Partnership;
use crate::pages::Site;
use crate::record::{Closed as _, Country, Ref, Region};

/// `data/partnerships.json`, `data/commitments.json` and `data/organisations.json`
pub fn files(site: &Site<'_>) -> Vec<Export> {
    let mut files = data::files(site, "partnerships.json", partnerships);
    files.extend(data::files(site, "commitments.json", commitments));
    files.extend(data::files(site, "organisations.json", organisations));
    files
}

fn partnerships(site: &Site<'_>, part: usize, out: &mut Vec<u8>) {
    let model = &site.portal.model;
    let shown = |at: Ref<Partnership>| data::owner(part).is_none_or(|owner| owner.index() == at.index());
    let records = model.partnerships.iter().filter(|(at, _)| shown(*at)).map(|(_, record)| partnership(site, record));
    Document::new(site, out).list("partnerships", records).end();
}

fn partnership(site: &Site<'_>, record: &Partnership) -> Value {
    let model = &site.portal.model;
    let vocabularies = &model.vocabularies;
    let members = model.members.iter().filter(|(_, member)| {
        let owner = member.head.owner.and_then(|owner| model.partnership(owner));
        owner.is_some_and(|other| other.head.key == record.head.key)
    });
    let members = members.map(|(_, member)| {
        json!({
            "organisation": data::id(&model.organisations, member.organisation),
            "role": member.role.id(),
            "joined": member.joined.map(|date| date.to_string()),
            "left": member.left.map(|date| date.to_string()),
        })
    });
    json!({
        "id": record.head.key.id(),
        "name": data::text(&record.name),
        "acronym": record.acronym,
        "summary": record.head.summary.as_ref().map(data::text),
        "url": data::url(site, record),
        "website": record.website.as_ref().map(|url| url.0.to_string()),
        "kind": vocabularies.id(record.kind),
        "stage": vocabularies.id(record.stage),
        "ecosystems": data::terms(site, &record.ecosystems),
        "countries": countries(site, &record.countries),
        "regions": regions(&record.regions),
        "territory": record.territory.map(|term| vocabularies.id(term)),
        "coordinators": ids(site, &record.coordinators),
        "launched": record.launched.map(|date| date.to_string()),
        "parent": record.parent.as_ref().and_then(|(at, _)| data::id(&model.partnerships, *at)),
        "members": members.collect::<Vec<_>>(),
    })
}

fn countries(site: &Site<'_>, countries: &[Country]) -> Vec<String> {
    countries.iter().map(|country| site.portal.model.vocabularies.id(country.0).to_owned()).collect()
}

fn regions(regions: &[Region]) -> Vec<&str> {
    regions.iter().map(|region| &*region.0).collect()
}

fn ids(site: &Site<'_>, organisations: &[Ref<Organisation>]) -> Vec<String> {
    organisations.iter().filter_map(|at| data::id(&site.portal.model.organisations, *at)).collect()
}

fn commitments(site: &Site<'_>, part: usize, out: &mut Vec<u8>) {
    let commitments = site.portal.model.commitments.iter().map(|(_, record)| record);
    let of_part = commitments.filter(|record| record.head.owner.is_some_and(|owner| data::is_in(part, owner)));
    Document::new(site, out).list("commitments", of_part.map(|record| commitment(site, record))).end();
}

fn commitment(site: &Site<'_>, record: &Commitment) -> Value {
    let model = &site.portal.model;
    let vocabularies = &model.vocabularies;
    let principle = vocabularies.entry(record.category).and_then(|entry| entry.attribute("principle"));
    let made_by: Vec<Ref<Organisation>> = record.made_by.iter().map(|(at, _)| *at).collect();
    json!({
        "id": record.head.key.id(),
        "partnership": record.head.owner.and_then(|owner| data::partnership_id(site, owner)),
        "title": data::text(&record.title),
        "summary": record.head.summary.as_ref().map(data::text),
        "url": data::url(site, record),
        "level": record.level.id(),
        "made_by": ids(site, &made_by),
        "principle": principle,
        "category": vocabularies.id(record.category),
        "secondary_categories": data::terms(site, &record.secondary_categories),
        "target_groups": data::terms(site, &record.target_groups),
        "orientation": record.orientation.map(|term| vocabularies.id(term)),
        "ecosystems": data::terms(site, &record.ecosystems),
        "countries": countries(site, &record.countries),
        "regions": regions(&record.regions),
        "start": record.start.to_string(),
        "end": record.end.as_ref().map(|(end, _)| end.to_string()),
        "status": record.status.id(),
        "contributes_to": record.contributes_to.as_ref().and_then(|(at, _)| data::id(&model.commitments, *at)),
        "kpis": record.kpis.iter().map(|use_of| kpi(site, use_of)).collect::<Vec<_>>(),
    })
}

fn kpi(site: &Site<'_>, kpi: &KpiUse) -> Value {
    let scope = kpi.scope.iter().map(|(dimension, code)| (dimension.column().to_owned(), Value::from(&**code)));
    let baseline = kpi.baseline.as_ref().map(|baseline| {
        json!({
            "value": data::number(baseline.value),
            "period": baseline.period.map(|period| period.to_string()),
        })
    });
    let target = kpi.target.as_ref().map(|target| {
        json!({
            "value": target.value.map(data::number),
            "by": target.by.map(|by| by.to_string()),
            "per": target.per_year.then_some("year"),
        })
    });
    let milestones =
        kpi.milestones.iter().map(|step| json!({ "value": data::number(step.value), "by": step.by.to_string() }));
    json!({
        "indicator": data::id(&site.portal.model.indicators, kpi.indicator),
        "title": kpi.title.as_ref().map(data::text),
        "scope": scope.collect::<Value>(),
        "baseline": baseline,
        "target": target,
        "milestones": milestones.collect::<Vec<_>>(),
    })
}

/// Those of the register; of a partnership those that belong to it or appear in it.
fn organisations(site: &Site<'_>, part: usize, out: &mut Vec<u8>) {
    let model = &site.portal.model;
    let named = data::owner(part).map(|_| named(site, part));
    let all = model.organisations.iter().filter(|(at, _)| named.as_ref().is_none_or(|named| named.contains(at)));
    Document::new(site, out).list("organisations", all.map(|(_, record)| organisation(site, record))).end();
}

/// The organisations that a partnership names.
fn named(site: &Site<'_>, part: usize) -> BTreeSet<Ref<Organisation>> {
    let model = &site.portal.model;
    let is_own = |owner: Option<crate::record::Owner>| owner.is_some() && owner == data::owner(part);
    let members = model.members.iter().filter(|(_, member)| is_own(member.head.owner)).map(|(_, one)| one.organisation);
    let promising = model.commitments.iter().filter(|(_, one)| is_own(one.head.owner));
    let promising = promising.flat_map(|(_, one)| one.made_by.iter().map(|(at, _)| *at));
    let leading = data::partnership(site, part).into_iter().flat_map(|one| one.coordinators.iter().copied());
    let reporting = data::owner(part).into_iter().flat_map(|owner| model.observations.of(owner));
    let reporting = reporting.filter_map(|row| row.series.organisation);
    members.chain(promising).chain(leading).chain(reporting).collect()
}

fn organisation(site: &Site<'_>, record: &Organisation) -> Value {
    let vocabularies = &site.portal.model.vocabularies;
    let identifiers = record.identifiers.iter().map(|(name, value)| ((*name).to_owned(), Value::from(&**value)));
    json!({
        "id": record.head.key.id(),
        "name": data::text(&record.name),
        "summary": record.head.summary.as_ref().map(data::text),
        "url": data::url(site, record),
        "website": record.website.as_ref().map(|url| url.0.to_string()),
        "type": data::terms(site, &record.types),
        "country": vocabularies.id(record.country.0),
        "region": record.region.as_ref().map(|region| &*region.0),
        "city": record.city.as_ref().map(data::text),
        "size": record.size.map(|term| vocabularies.id(term)),
        "level": record.level.map(|term| vocabularies.id(term)),
        "ecosystems": data::terms(site, &record.ecosystems),
        "identifiers": identifiers.collect::<Value>(),
        "umbrella_of": ids(site, &record.umbrella_of),
    })
}

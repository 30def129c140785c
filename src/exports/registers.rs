//! Which records do machines get: partnerships, commitments, organisations?

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use super::data::{self, ByLanguage, Document, Shown};
use super::{Export, Out};
use crate::model::commitment::{Commitment, KpiUse};
use crate::model::organisation::Organisation;
use crate::model::partnership::Partnership;
use crate::pages::Site;
use crate::record::{Closed as _, Country, Period, Ref, Region, YearOrDate};

/// `data/partnerships.json`, `data/commitments.json` and `data/organisations.json`
pub fn files(site: &Site<'_>) -> Vec<Export> {
    let mut files = data::files(site, "partnerships.json", partnerships);
    files.extend(data::files(site, "commitments.json", commitments));
    files.extend(data::files(site, "organisations.json", organisations));
    files
}

fn partnerships(site: &Site<'_>, part: usize, out: &mut Out<'_>) {
    let model = &site.portal.model;
    let shown = |at: Ref<Partnership>| data::owner(part).is_none_or(|owner| owner.index() == at.index());
    let records = model.partnerships.iter().filter(|(at, _)| shown(*at)).map(|(_, record)| partnership(site, record));
    Document::new(site, out).list("partnerships", records).end();
}

#[derive(Serialize)]
struct PartnershipRecord<'a> {
    id: &'a str,
    name: ByLanguage<'a>,
    acronym: Option<&'a str>,
    summary: Option<ByLanguage<'a>>,
    url: Option<String>,
    website: Option<&'a str>,
    kind: &'a str,
    stage: &'a str,
    ecosystems: Vec<&'a str>,
    countries: Vec<&'a str>,
    regions: Vec<&'a str>,
    territory: Option<&'a str>,
    coordinators: Vec<&'a str>,
    launched: Option<Shown<Date>>,
    parent: Option<&'a str>,
    members: Vec<MemberRecord<'a>>,
}

#[derive(Serialize)]
struct MemberRecord<'a> {
    organisation: Option<&'a str>,
    role: &'static str,
    joined: Option<Shown<Date>>,
    left: Option<Shown<Date>>,
}

fn partnership<'a>(site: &Site<'a>, record: &'a Partnership) -> PartnershipRecord<'a> {
    let model = &site.portal.model;
    let vocabularies = &model.vocabularies;
    let members = model.members.iter().filter(|(_, member)| {
        let owner = member.head.owner.and_then(|owner| model.partnership(owner));
        owner.is_some_and(|other| other.head.key == record.head.key)
    });
    let members = members.map(|(_, member)| MemberRecord {
        organisation: data::id(&model.organisations, member.organisation),
        role: member.role.id(),
        joined: member.joined.map(Shown),
        left: member.left.map(Shown),
    });
    PartnershipRecord {
        id: record.head.key.id(),
        name: ByLanguage(&record.name),
        acronym: record.acronym.as_deref(),
        summary: record.head.summary.as_ref().map(ByLanguage),
        url: data::url(site, record),
        website: record.website.as_ref().map(|url| &*url.0),
        kind: vocabularies.id(record.kind),
        stage: vocabularies.id(record.stage),
        ecosystems: data::terms(site, &record.ecosystems),
        countries: countries(site, &record.countries),
        regions: regions(&record.regions),
        territory: record.territory.map(|term| vocabularies.id(term)),
        coordinators: ids(site, record.coordinators.iter().copied()),
        launched: record.launched.map(Shown),
        parent: record.parent.as_ref().and_then(|(at, _)| data::id(&model.partnerships, *at)),
        members: members.collect(),
    }
}

fn countries<'a>(site: &Site<'a>, countries: &[Country]) -> Vec<&'a str> {
    countries.iter().map(|country| site.portal.model.vocabularies.id(country.0)).collect()
}

fn regions(regions: &[Region]) -> Vec<&str> {
    regions.iter().map(|region| &*region.0).collect()
}

fn ids<'a>(site: &Site<'a>, organisations: impl Iterator<Item = Ref<Organisation>>) -> Vec<&'a str> {
    organisations.filter_map(|at| data::id(&site.portal.model.organisations, at)).collect()
}

fn commitments(site: &Site<'_>, part: usize, out: &mut Out<'_>) {
    let commitments = site.portal.model.commitments.iter().map(|(_, record)| record);
    let of_part = commitments.filter(|record| record.head.owner.is_some_and(|owner| data::is_in(part, owner)));
    Document::new(site, out).list("commitments", of_part.map(|record| commitment(site, record))).end();
}

#[derive(Serialize)]
struct CommitmentRecord<'a> {
    id: &'a str,
    partnership: Option<&'a str>,
    title: ByLanguage<'a>,
    summary: Option<ByLanguage<'a>>,
    url: Option<String>,
    level: &'static str,
    made_by: Vec<&'a str>,
    principle: Option<&'a str>,
    category: &'a str,
    secondary_categories: Vec<&'a str>,
    target_groups: Vec<&'a str>,
    orientation: Option<&'a str>,
    ecosystems: Vec<&'a str>,
    countries: Vec<&'a str>,
    regions: Vec<&'a str>,
    start: Shown<YearOrDate>,
    end: Option<Shown<YearOrDate>>,
    status: &'static str,
    contributes_to: Option<&'a str>,
    kpis: Vec<KpiRecord<'a>>,
}

#[derive(Serialize)]
struct KpiRecord<'a> {
    indicator: Option<&'a str>,
    title: Option<ByLanguage<'a>>,
    scope: BTreeMap<&'static str, &'a str>,
    baseline: Option<BaselineRecord>,
    target: Option<TargetRecord>,
    milestones: Vec<MilestoneRecord>,
}

#[derive(Serialize)]
struct BaselineRecord {
    value: Value,
    period: Option<Shown<Period>>,
}

#[derive(Serialize)]
struct TargetRecord {
    value: Option<Value>,
    by: Option<Shown<Period>>,
    per: Option<&'static str>,
}

#[derive(Serialize)]
struct MilestoneRecord {
    value: Value,
    by: Shown<Period>,
}

fn commitment<'a>(site: &Site<'a>, record: &'a Commitment) -> CommitmentRecord<'a> {
    let model = &site.portal.model;
    let vocabularies = &model.vocabularies;
    CommitmentRecord {
        id: record.head.key.id(),
        partnership: record.head.owner.and_then(|owner| data::partnership_id(site, owner)),
        title: ByLanguage(&record.title),
        summary: record.head.summary.as_ref().map(ByLanguage),
        url: data::url(site, record),
        level: record.level.id(),
        made_by: ids(site, record.made_by.iter().map(|(at, _)| *at)),
        principle: vocabularies.entry(record.category).and_then(|entry| entry.attribute("principle")),
        category: vocabularies.id(record.category),
        secondary_categories: data::terms(site, &record.secondary_categories),
        target_groups: data::terms(site, &record.target_groups),
        orientation: record.orientation.map(|term| vocabularies.id(term)),
        ecosystems: data::terms(site, &record.ecosystems),
        countries: countries(site, &record.countries),
        regions: regions(&record.regions),
        start: Shown(record.start),
        end: record.end.as_ref().map(|(end, _)| Shown(*end)),
        status: record.status.id(),
        contributes_to: record.contributes_to.as_ref().and_then(|(at, _)| data::id(&model.commitments, *at)),
        kpis: record.kpis.iter().map(|use_of| kpi(site, use_of)).collect(),
    }
}

fn kpi<'a>(site: &Site<'a>, kpi: &'a KpiUse) -> KpiRecord<'a> {
    let baseline = kpi.baseline.as_ref();
    let target = kpi.target.as_ref();
    let milestones = kpi.milestones.iter();
    KpiRecord {
        indicator: data::id(&site.portal.model.indicators, kpi.indicator),
        title: kpi.title.as_ref().map(ByLanguage),
        scope: kpi.scope.iter().map(|(dimension, code)| (dimension.column(), &**code)).collect(),
        baseline: baseline
            .map(|baseline| BaselineRecord { value: data::number(baseline.value), period: baseline.period.map(Shown) }),
        target: target.map(|target| TargetRecord {
            value: target.value.map(data::number),
            by: target.by.map(Shown),
            per: target.per_year.then_some("year"),
        }),
        milestones: milestones
            .map(|step| MilestoneRecord { value: data::number(step.value), by: Shown(step.by) })
            .collect(),
    }
}

/// Those of the register; of a partnership those that belong to it or appear in it.
fn organisations(site: &Site<'_>, part: usize, out: &mut Out<'_>) {
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

#[derive(Serialize)]
struct OrganisationRecord<'a> {
    id: &'a str,
    name: ByLanguage<'a>,
    summary: Option<ByLanguage<'a>>,
    url: Option<String>,
    website: Option<&'a str>,
    r#type: Vec<&'a str>,
    country: &'a str,
    region: Option<&'a str>,
    city: Option<ByLanguage<'a>>,
    size: Option<&'a str>,
    level: Option<&'a str>,
    ecosystems: Vec<&'a str>,
    identifiers: BTreeMap<&'static str, &'a str>,
    umbrella_of: Vec<&'a str>,
}

fn organisation<'a>(site: &Site<'a>, record: &'a Organisation) -> OrganisationRecord<'a> {
    let vocabularies = &site.portal.model.vocabularies;
    OrganisationRecord {
        id: record.head.key.id(),
        name: ByLanguage(&record.name),
        summary: record.head.summary.as_ref().map(ByLanguage),
        url: data::url(site, record),
        website: record.website.as_ref().map(|url| &*url.0),
        r#type: data::terms(site, &record.types),
        country: vocabularies.id(record.country.0),
        region: record.region.as_ref().map(|region| &*region.0),
        city: record.city.as_ref().map(ByLanguage),
        size: record.size.map(|term| vocabularies.id(term)),
        level: record.level.map(|term| vocabularies.id(term)),
        ecosystems: data::terms(site, &record.ecosystems),
        identifiers: record.identifiers.iter().map(|(name, value)| (*name, &**value)).collect(),
        umbrella_of: ids(site, record.umbrella_of.iter().copied()),
    }
}

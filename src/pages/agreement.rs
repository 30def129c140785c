//! What does the page of an agreement show?

use serde::Serialize;
use tera::Value;

use super::prose::Style;
use super::view::{Anchor, FileLink, Logo, Prose, Source};
use super::{Cx, Shown, fact, partnership, plain, plan_records, size, subject};
use crate::check::Portal;
use crate::model::agreement::{Agreement, AttachedFile};
use crate::plan::{Page, Planner};
use crate::record::{Entity, Owner};

/// Plans the pages of agreements.
pub fn plan(portal: &Portal, planner: &mut Planner<'_>) {
    plan_records(&portal.model.agreements, "agreement", planner);
}

#[derive(Serialize)]
struct AgreementView {
    facts: Vec<Value>,
    body: Option<Prose>,
    contents: Vec<Anchor>,
    signatories: Vec<Logo>,
    supporters: Vec<Logo>,
    files: Vec<FileLink>,
    sources: Vec<Source>,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, page: &Page) -> Option<Shown> {
    let agreement = subject(&cx.site.portal.model.agreements, page)?;
    let owner = agreement.head.owner;
    let style = Style::new(Agreement::KIND, 2);
    let (body, contents) = cx.prose_with_contents(&agreement.body, owner, style);
    let view = AgreementView {
        facts: facts(cx, agreement),
        body,
        contents,
        signatories: agreement.signatories.iter().filter_map(|at| partnership::logo(cx, *at)).collect(),
        supporters: agreement.supporters.iter().filter_map(|at| partnership::logo(cx, *at)).collect(),
        files: agreement.attachments.iter().filter_map(|file| file_link(cx, file, owner)).collect(),
        sources: super::sources(cx, &agreement.head),
    };
    let mut shown = Shown::record(cx, agreement, view);
    shown.crumbs = super::trail(cx, owner);
    shown.lang = cx.choose(&agreement.body, owner).map_or(shown.lang, |part| part.lang);
    Some(shown)
}

fn facts(cx: &Cx<'_>, agreement: &Agreement) -> Vec<Value> {
    let word = |key: &str| cx.words.get(key).to_owned();
    let signed = agreement.signed.map(|date| plain(Cx::own(cx.words.date(date))));
    let version = agreement.version.as_ref().map(|version| plain(Cx::own(version.to_string())));
    let facts = [
        fact(&word("fact_document_type"), vec![plain(cx.term(agreement.document_type))]),
        fact(&word("fact_signed"), signed.into_iter().collect()),
        fact(&word("fact_version"), version.into_iter().collect()),
    ];
    super::facts(cx, facts)
}

fn file_link(cx: &Cx<'_>, attached: &AttachedFile, owner: Option<Owner>) -> Option<FileLink> {
    let file = attached.file.0;
    let title = cx.text(&attached.title, owner);
    let path = cx.site.sources.path(file);
    let lang = attached.language.map(|lang| cx.lang_mark(lang)).unwrap_or(title.lang);
    Some(FileLink {
        text: title.text,
        lang,
        href: cx.file_href(file)?,
        size: size(cx, cx.site.sources.len(file)),
        format: path.rsplit_once('.').map(|(_, ending)| ending.to_uppercase()).unwrap_or_default(),
    })
}

//! What does the accessibility statement show?
//!
//! Its parts and their order are those of the model statement: Commission Implementing Decision
//! (EU) 2018/1523. Where `site.toml` says nothing, there is no page, and nothing is claimed.

use serde::Serialize;

use super::view::{Link, Text};
use super::{Cx, Shown, trail};
use crate::check::Portal;
use crate::config::accessibility::{Compliance, Enforcement, Ground, Issue, Mailbox, Method, Statement};
use crate::plan::{Page, Planner, Subject};
use crate::record::Localised;

/// The name of the page.
pub const PAGE: &str = "accessibility";
/// What a site is held against where it does not say: the harmonised standard of the Directive.
const STANDARD: &str = "EN 301 549 V3.2.1 (WCAG 2.1, AA)";

/// Plans it, where there is a statement.
pub fn plan(_: &Portal, planner: &mut Planner<'_>) {
    if let Some(path) = planner.plan.addresses.statement() {
        planner.page(path, PAGE, Subject::default(), None);
    }
}

/// The page, as the footer links to it: the statement, else the site's own page of this name.
pub fn link(cx: &Cx<'_>) -> Option<Link> {
    match cx.list_href(None, PAGE) {
        Some(href) => Some(Link { text: cx.words.get("statement_heading").to_owned(), href, ..Link::default() }),
        None => super::page::own(cx, PAGE),
    }
}

#[derive(Serialize)]
struct StatementView {
    commitment: String,
    law: Option<Text>,
    applies: String,
    scope: Option<Text>,
    status: String,
    groups: Vec<GroupView>,
    prepared: String,
    method: String,
    assessor: Option<Text>,
    report: String,
    reviewed: String,
    feedback: MailboxView,
    enforcement: EnforcementView,
}

/// What not everyone can use, for one reason.
#[derive(Serialize)]
struct GroupView {
    title: String,
    issues: Vec<IssueView>,
}

#[derive(Serialize)]
struct IssueView {
    text: Text,
    criteria: String,
    alternative: Option<Text>,
    until: String,
}

#[derive(Serialize)]
struct MailboxView {
    email: String,
    phone: Option<Link>,
    website: Option<Link>,
}

#[derive(Serialize)]
struct EnforcementView {
    name: Text,
    text: Option<Text>,
    contact: MailboxView,
}

/// What the page shows.
pub fn show(cx: &Cx<'_>, _: &Page) -> Option<Shown> {
    let config = cx.site.config;
    let statement = config.accessibility.as_ref()?;
    let heading = cx.words.get("statement_heading");
    let mut shown = Shown::words(cx, heading, None, view(cx, statement));
    shown.crumbs = trail(cx, None);
    shown.source = Some(config.file);
    Some(shown)
}

fn view(cx: &Cx<'_>, statement: &Statement) -> StatementView {
    let config = cx.site.config;
    let (method, assessor) = match &statement.method {
        Method::SelfAssessment => ("statement_self", None),
        Method::ThirdParty(assessor) => ("statement_third", Some(cx.text(assessor, None))),
    };
    let day = |key: &str, date| cx.words.fill(key, &[("date", &cx.words.date(date))]);
    StatementView {
        commitment: cx.words.fill("statement_commitment", &[("name", &config.publisher.name)]),
        law: text(cx, statement.law.as_ref()),
        applies: cx.words.fill("statement_applies", &[("url", &config.base_url)]),
        scope: text(cx, statement.scope.as_ref()),
        status: status(cx, statement),
        groups: groups(cx, &statement.issues),
        prepared: day("statement_prepared", statement.prepared),
        method: cx.words.get(method).to_owned(),
        assessor,
        report: statement.report.as_ref().map(|url| url.0.to_string()).unwrap_or_default(),
        reviewed: day("statement_reviewed", statement.reviewed.0),
        feedback: mailbox(&statement.feedback),
        enforcement: enforcement(cx, &statement.enforcement),
    }
}

fn text(cx: &Cx<'_>, text: Option<&Localised>) -> Option<Text> {
    text.map(|text| cx.text(text, None))
}

fn status(cx: &Cx<'_>, statement: &Statement) -> String {
    let key = match statement.status.0 {
        Compliance::Full => "statement_full",
        Compliance::Partial => "statement_partial",
        Compliance::None => "statement_none",
    };
    cx.words.fill(key, &[("standard", statement.standard.as_deref().unwrap_or(STANDARD))])
}

/// The issues under their reasons, in the order of the model.
fn groups(cx: &Cx<'_>, issues: &[Issue]) -> Vec<GroupView> {
    let grounds = [
        (Ground::NonCompliance, "statement_breaks"),
        (Ground::DisproportionateBurden, "statement_burden"),
        (Ground::OutsideScope, "statement_outside"),
    ];
    let group = |(ground, key): (Ground, &str)| GroupView {
        title: cx.words.get(key).to_owned(),
        issues: issues.iter().filter(|issue| issue.ground == ground).map(|issue| issue_view(cx, issue)).collect(),
    };
    grounds.into_iter().map(group).filter(|group| !group.issues.is_empty()).collect()
}

fn issue_view(cx: &Cx<'_>, issue: &Issue) -> IssueView {
    let criteria = issue.criteria.join(", ");
    let until = issue.until.map(|(until, _)| cx.words.fill("statement_until", &[("date", &cx.words.date(until))]));
    IssueView {
        text: cx.text(&issue.text, None),
        criteria: if criteria.is_empty() { criteria } else { format!("WCAG {criteria}") },
        alternative: text(cx, issue.alternative.as_ref()),
        until: until.unwrap_or_default(),
    }
}

fn enforcement(cx: &Cx<'_>, enforcement: &Enforcement) -> EnforcementView {
    EnforcementView {
        name: cx.text(&enforcement.name, None),
        text: text(cx, enforcement.text.as_ref()),
        contact: mailbox(&enforcement.contact),
    }
}

fn mailbox(mailbox: &Mailbox) -> MailboxView {
    let dialled = |phone: &str| phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>();
    MailboxView {
        email: mailbox.email.as_ref().map(|email| email.0.to_string()).unwrap_or_default(),
        phone: mailbox.phone.as_ref().map(|phone| Link {
            text: phone.to_string(),
            url: format!("tel:{}", dialled(phone)),
            ..Link::default()
        }),
        website: mailbox.url.as_ref().map(|url| super::outside(&url.0)),
    }
}

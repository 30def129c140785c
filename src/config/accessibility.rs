//! What does `site.toml` say on how far everyone can use the site?
//!
//! The fields are those of the model statement: Commission Implementing Decision (EU) 2018/1523.

use jiff::civil::Date;

use super::one_of;
use crate::record::{Email, Fields, Localised, Url};
use crate::report::{Diagnostic, INVALID_NUMBER, MISSING_FIELD, Reported, UNKNOWN_FIELD};
use crate::source::Place;

/// How far a site keeps the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compliance {
    /// In all things.
    Full,
    /// In most things.
    Partial,
    /// In too few.
    None,
}

const COMPLIANCE: [(&str, Compliance); 3] =
    [("full", Compliance::Full), ("partial", Compliance::Partial), ("none", Compliance::None)];

/// Why something cannot be used by everyone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// It breaks the rules.
    NonCompliance,
    /// To mend it would ask too much (Directive, Article 5).
    DisproportionateBurden,
    /// The rules do not cover it.
    OutsideScope,
}

const GROUNDS: [(&str, Ground); 3] = [
    ("non-compliance", Ground::NonCompliance),
    ("disproportionate-burden", Ground::DisproportionateBurden),
    ("outside-scope", Ground::OutsideScope),
];

/// Something that not everyone can use.
#[derive(Clone, Debug)]
pub struct Issue {
    /// What it is, and for whom it fails.
    pub text: Localised,
    /// Why it is so.
    pub ground: Ground,
    /// Numbers of the success criteria of WCAG: `1.2.2`.
    pub criteria: Vec<Box<str>>,
    /// What there is instead.
    pub alternative: Option<Localised>,
    /// When it is to be mended, and where that is written.
    pub until: Option<(Date, Place)>,
}

/// Who assessed the site.
#[derive(Clone, Debug)]
pub enum Method {
    /// Those who run it.
    SelfAssessment,
    /// Somebody else, by name.
    ThirdParty(Localised),
}

/// Where people turn to.
#[derive(Clone, Debug, Default)]
pub struct Mailbox {
    /// E-mail address.
    pub email: Option<Email>,
    /// Telephone number.
    pub phone: Option<Box<str>>,
    /// Web address, of a form for example.
    pub url: Option<Url>,
}

/// The body that people turn to who got no answer.
#[derive(Clone, Debug)]
pub struct Enforcement {
    /// Its name.
    pub name: Localised,
    /// How the procedure goes.
    pub text: Option<Localised>,
    /// Where it is found.
    pub contact: Mailbox,
}

/// The accessibility statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// How far the rules are kept, and where that is written.
    pub status: (Compliance, Place),
    /// The standard that the site was held against.
    pub standard: Option<Box<str>>,
    /// The national law.
    pub law: Option<Localised>,
    /// What it holds for, where that is not the site as a whole.
    pub scope: Option<Localised>,
    /// What not everyone can use.
    pub issues: Vec<Issue>,
    /// When it was written.
    pub prepared: Date,
    /// When it was last read against the site, and where that is written.
    pub reviewed: (Date, Place),
    /// How it was found out.
    pub method: Method,
    /// The report of the assessment.
    pub report: Option<Url>,
    /// Who is told of barriers.
    pub feedback: Mailbox,
    /// Who helps where no answer comes.
    pub enforcement: Enforcement,
}

/// Reads the table `[accessibility]`.
pub fn read(mut f: Fields<'_>) -> Result<Statement, Reported> {
    let status_at = f.place_of("status").unwrap_or(f.header);
    let status = f.take("status").map(|given| one_of(&given, &COMPLIANCE)).unwrap_or_else(|| Err(f.missing("status")));
    let standard = f.optional("standard");
    let law = f.localised("law");
    let scope = f.localised("scope");
    let issues = f.each("issues", issue);
    let prepared = f.placed::<Date>("prepared").and_then(|date| date.ok_or_else(|| f.missing("prepared")));
    let reviewed = f.placed::<Date>("reviewed");
    let method = method(&mut f);
    let evaluation = f.optional("report");
    let feedback = f.required_table("feedback", mailbox);
    let enforcement = f.required_table("enforcement", enforcement);
    f.finish()?;
    let prepared = prepared?;
    Ok(Statement {
        status: (status?, status_at),
        standard: standard?,
        law: law?,
        scope: scope?,
        issues: issues?,
        prepared: prepared.0,
        reviewed: reviewed?.unwrap_or(prepared),
        method: method?,
        report: evaluation?,
        feedback: feedback?,
        enforcement: enforcement?,
    })
}

fn issue(mut f: Fields<'_>) -> Result<Issue, Reported> {
    let text = f.required_localised("text");
    let ground = f.take("ground").map(|given| one_of(&given, &GROUNDS)).unwrap_or_else(|| Err(f.missing("ground")));
    let criteria = criteria(&mut f);
    let alternative = f.localised("alternative");
    let until = f.placed("until");
    f.finish()?;
    Ok(Issue { text: text?, ground: ground?, criteria: criteria?, alternative: alternative?, until: until? })
}

/// Numbers of success criteria: three whole numbers with points between them.
fn criteria(f: &mut Fields<'_>) -> Result<Vec<Box<str>>, Reported> {
    let written: Vec<(Box<str>, Place)> = f.placed_list("criteria")?;
    let is_number = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut outcome = Ok(());
    for (text, place) in &written {
        if text.split('.').count() != 3 || !text.split('.').all(is_number) {
            let message = format!("`{text}` is not the number of a success criterion of WCAG");
            let wrong = Diagnostic::new(INVALID_NUMBER, *place, message);
            outcome = Err(f.input.report.fault(wrong.help("write for example `criteria = [\"1.2.2\", \"1.4.3\"]`")));
        }
    }
    outcome.map(|()| written.into_iter().map(|(text, _)| text).collect())
}

/// How the site was assessed; the one who assessed it is named where that is somebody else.
fn method(f: &mut Fields<'_>) -> Result<Method, Reported> {
    let (method_at, assessor_at) = (f.place_of("method"), f.place_of("assessor"));
    let is_third = f
        .take("method")
        .map(|given| one_of(&given, &[("self-assessment", false), ("third-party", true)]))
        .unwrap_or_else(|| Err(f.missing("method")));
    let assessor = f.localised("assessor")?;
    let fault = |code, place: Option<Place>, message: &str, help: &str| {
        f.input.report.fault(Diagnostic::new(code, place.unwrap_or(f.header), message).help(help))
    };
    match (is_third?, assessor) {
        (false, None) => Ok(Method::SelfAssessment),
        (true, Some(assessor)) => Ok(Method::ThirdParty(assessor)),
        (true, None) => {
            let help = "add `assessor = \"…\"`, the name of the body that assessed the site";
            Err(fault(MISSING_FIELD, method_at, "`assessor` is missing", help))
        }
        (false, Some(_)) => {
            let help = "remove it, or write `method = \"third-party\"`";
            Err(fault(UNKNOWN_FIELD, assessor_at, "a self-assessment has no `assessor`", help))
        }
    }
}

fn mailbox(mut f: Fields<'_>) -> Result<Mailbox, Reported> {
    let header = f.header;
    let report = f.input.report;
    let mailbox = contact(&mut f);
    f.finish()?;
    let mailbox = mailbox?;
    if mailbox.email.is_none() && mailbox.phone.is_none() && mailbox.url.is_none() {
        let missing = Diagnostic::new(MISSING_FIELD, header, "`email` is missing");
        return Err(report.fault(missing.help("add `email = …`, `phone = …` or `url = …`")));
    }
    Ok(mailbox)
}

fn contact(f: &mut Fields<'_>) -> Result<Mailbox, Reported> {
    let email = f.optional("email");
    let phone = f.optional("phone");
    let url = f.optional("url");
    Ok(Mailbox { email: email?, phone: phone?, url: url? })
}

fn enforcement(mut f: Fields<'_>) -> Result<Enforcement, Reported> {
    let name = f.required_localised("name");
    let text = f.localised("text");
    let contact = contact(&mut f);
    f.finish()?;
    Ok(Enforcement { name: name?, text: text?, contact: contact? })
}

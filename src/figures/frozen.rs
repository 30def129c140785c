//! How are the numbers of a yearly report kept, so that a published report never changes?
//!
//! A frozen report is a JSON file beside the report: its numbers, and everything that they were made from. A
//! checksum over the content tells whether somebody edited it. Numbers stand in it as text, so that nothing is
//! rounded, and it holds neither floating-point numbers nor the time of day, so that it is the same wherever
//! it is written.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use xxhash_rust::xxh3::xxh3_64;

use super::yearly::{Scope, Yearly, texts};
use crate::model::Model;
use crate::model::commitment::{Commitment, KpiUse};
use crate::model::observation::{Observation, Observed};
use crate::record::{Closed as _, Entity, Owner, Quantity, Ref, Table};

/// What the file says it is.
const MARK: &str = "frozen-report";
/// The version of its form.
pub const VERSION: u64 = 1;

/// What a frozen report holds, without what its numbers were made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    /// The partnership; empty for the catalogue.
    pub partnership: String,
    /// The day on which it was frozen, as year-month-day.
    pub frozen: String,
    /// The numbers.
    pub report: Yearly,
}

/// Why a file is no sound frozen report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    /// It is not JSON.
    Syntax(String),
    /// It is another file.
    Foreign,
    /// It was written by a later program.
    Later,
    /// It does not hold what it held when it was written.
    Edited,
}

/// The file of a report, frozen on the as-of date.
pub fn write(scope: &Scope<'_>, report: Yearly) -> String {
    let partnership = scope.owner.map(|owner| scope.model.names.owner_id(owner).to_owned()).unwrap_or_default();
    let frozen = Frozen { partnership, frozen: scope.figures.basis.as_of.to_string(), report };
    let mut content = serde_json::to_value(&frozen).unwrap_or_default();
    if let Some(content) = content.as_object_mut() {
        content.insert("inputs".to_owned(), inputs(scope));
    }
    let file = json!({ "pactfolio": MARK, "version": VERSION, "checksum": checksum(&content), "content": content });
    let mut text = String::new();
    lay_out(&file, 0, &mut text);
    text.push('\n');
    text
}

/// What a file holds.
///
/// # Errors
/// When it is not what was written.
pub fn read(text: &str) -> Result<Frozen, Damage> {
    let file: Value = serde_json::from_str(text).map_err(|error| Damage::Syntax(error.to_string()))?;
    if file.get("pactfolio").and_then(Value::as_str) != Some(MARK) {
        return Err(Damage::Foreign);
    }
    if file.get("version").and_then(Value::as_u64).is_some_and(|version| version > VERSION) {
        return Err(Damage::Later);
    }
    let content = file.get("content").ok_or(Damage::Edited)?;
    if file.get("checksum").and_then(Value::as_str) != Some(&checksum(content)) {
        return Err(Damage::Edited);
    }
    serde_json::from_value(content.clone()).map_err(|_| Damage::Edited)
}

/// Of the content alone: line ends and blanks between values do not count.
fn checksum(content: &Value) -> String {
    format!("xxh3:{:016x}", xxh3_64(content.to_string().as_bytes()))
}

/// Longest line for a list or table that holds no other.
const LINE: usize = 110;

/// Writes a value for people and version control: what is short, or holds nothing nested, in one line.
fn lay_out(value: &Value, depth: usize, text: &mut String) {
    let whole = value.to_string();
    let is_flat = match value {
        Value::Array(items) => items.iter().all(|item| !item.is_array() && !item.is_object()),
        Value::Object(map) => map.values().all(|item| !item.is_array() && !item.is_object()),
        _ => true,
    };
    if (is_flat || whole.len() <= LINE) && depth > 0 {
        text.push_str(&whole);
        return;
    }
    let entries: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, item)| (format!("{}: ", json!(key)), item)).collect(),
        Value::Array(items) => items.iter().map(|item| (String::new(), item)).collect(),
        _ => Vec::new(),
    };
    let (open, close) = if value.is_array() { ('[', ']') } else { ('{', '}') };
    text.push(open);
    for (at, (key, item)) in entries.iter().enumerate() {
        text.push_str(if at == 0 { "\n" } else { ",\n" });
        text.push_str(&"  ".repeat(depth + 1));
        text.push_str(key);
        lay_out(item, depth + 1, text);
    }
    text.push('\n');
    text.push_str(&"  ".repeat(depth));
    text.push(close);
}

/// Everything that the numbers were made from: of a partnership what it reported until the end of the year,
/// its commitments and members; of the catalogue the totals of partnerships.
fn inputs(scope: &Scope<'_>) -> Value {
    match scope.owner {
        Some(owner) => json!({
            "observations": observations(scope, owner),
            "commitments": commitments(scope, owner),
            "members": members(scope, owner),
        }),
        None => json!({ "totals": totals(scope) }),
    }
}

/// A table without what is not given.
fn table(fields: impl IntoIterator<Item = (&'static str, Option<Value>)>) -> Value {
    let given = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(given.collect::<Map<String, Value>>())
}

fn id<T: Entity>(table: &Table<T>, at: Ref<T>) -> Option<Value> {
    table.get(at).map(|record| Value::from(record.head().key.id()))
}

fn number(value: Option<Quantity>) -> Option<Value> {
    value.map(|value| Value::from(value.plain()))
}

fn observations(scope: &Scope<'_>, owner: Owner) -> Vec<Value> {
    let rows = scope.model.observations.of(owner).iter().filter(|row| row.period.last <= scope.end);
    rows.map(|row| observation(scope.model, row)).collect()
}

fn observation(model: &Model, row: &Observation) -> Value {
    let details = row.details.as_deref();
    let value = match row.value {
        Observed::Number(value) => number(Some(value)),
        Observed::Truth(value) => Some(Value::from(value)),
        Observed::Nothing => None,
    };
    let mut observation = table([
        ("indicator", id(&model.indicators, row.series.indicator)),
        ("commitment", row.series.commitment.and_then(|at| id(&model.commitments, at))),
        ("organisation", row.series.organisation.and_then(|at| id(&model.organisations, at))),
        ("period", Some(row.period.to_string().into())),
        ("value", value),
        ("status", Some(row.status.id().into())),
        ("numerator", number(details.and_then(|details| details.numerator))),
        ("denominator", number(details.and_then(|details| details.denominator))),
    ]);
    let breakdown = &model.observations.breakdown(row.series.breakdown).0;
    if let Some(observation) = observation.as_object_mut() {
        let codes = breakdown.iter().map(|(dimension, code)| (dimension.column().to_owned(), (**code).into()));
        observation.extend(codes);
    }
    observation
}

fn commitments(scope: &Scope<'_>, owner: Owner) -> Vec<Value> {
    let range = scope.model.names.range(&Commitment::KIND, owner);
    let commitments = scope.model.commitments.range(range).map(|(_, commitment)| {
        table([
            ("id", Some(commitment.head.key.id().into())),
            ("title", Some(json!(texts(&commitment.title)))),
            ("status", Some(commitment.status.id().into())),
            ("start", Some(commitment.start.first().to_string().into())),
            ("end", commitment.end.as_ref().map(|(end, _)| end.last().to_string().into())),
            ("contributes_to", commitment.contributes_to.and_then(|(to, _)| id(&scope.model.commitments, to))),
            ("kpis", Some(commitment.kpis.iter().map(|kpi| promised(scope.model, kpi)).collect())),
        ])
    });
    commitments.collect()
}

fn promised(model: &Model, kpi: &KpiUse) -> Value {
    let (baseline, target) = (kpi.baseline.as_ref(), kpi.target.as_ref());
    let indicator = model.indicators.get(kpi.indicator);
    table([
        ("indicator", id(&model.indicators, kpi.indicator)),
        ("measure", indicator.map(|indicator| indicator.measure.id().into())),
        ("baseline", number(baseline.map(|baseline| baseline.value))),
        ("baseline_period", baseline.and_then(|baseline| baseline.period).map(|period| period.to_string().into())),
        ("target", number(target.and_then(|target| target.value))),
        ("by", target.and_then(|target| target.by).map(|by| by.to_string().into())),
        ("per", target.filter(|target| target.per_year).map(|_| "year".into())),
        ("milestones", milestones(kpi)),
        ("scope", scope_of(kpi)),
    ])
}

fn milestones(kpi: &KpiUse) -> Option<Value> {
    let steps = kpi.milestones.iter().map(|step| json!({ "value": step.value.plain(), "by": step.by.to_string() }));
    (!kpi.milestones.is_empty()).then(|| steps.collect())
}

fn scope_of(kpi: &KpiUse) -> Option<Value> {
    let codes = kpi.scope.iter().map(|(dimension, code)| (dimension.column().to_owned(), Value::from(&**code)));
    (!kpi.scope.is_empty()).then(|| codes.collect())
}

fn members(scope: &Scope<'_>, owner: Owner) -> Vec<Value> {
    let members = super::membership::memberships(scope.model, Some(owner)).into_iter();
    let member = |member: &crate::model::membership::Membership| {
        table([
            ("organisation", id(&scope.model.organisations, member.organisation)),
            ("role", Some(member.role.id().into())),
            ("joined", member.joined.map(|date| date.to_string().into())),
            ("left", member.left.map(|date| date.to_string().into())),
        ])
    };
    members.map(member).collect()
}

/// The totals of partnerships for the year and the year before, those that are not shown left out.
fn totals(scope: &Scope<'_>) -> Vec<Value> {
    let rollups = scope.figures.rollups.iter().filter(|rollup| {
        let is_shown = scope.figures.suppression.hides(rollup.cell()).is_none();
        is_shown && rollup.owner.is_some() && [scope.year - 1, scope.year].contains(&rollup.year)
    });
    let total = |rollup: &super::rollup::Rollup| {
        table([
            ("partnership", rollup.owner.map(|owner| scope.model.names.owner_id(owner).into())),
            ("kpi", Some(rollup.official.kpi.id().into())),
            ("indicator", rollup.official.indicator.and_then(|at| id(&scope.model.indicators, at))),
            ("year", Some(rollup.year.into())),
            ("value", number(Some(super::rollup::count(rollup.amount)))),
        ])
    };
    rollups.map(total).collect()
}

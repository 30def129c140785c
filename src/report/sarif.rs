//! Findings for forges: annotations of a merge request, and SARIF 2.1.0 for code scanning.

use serde_json::{Value, json};

use super::{Finding, Findings, Level};

/// Workflow commands that forges with GitHub's conventions turn into annotations.
pub fn github(findings: &Findings) -> String {
    findings.list.iter().map(annotation).collect()
}

fn annotation(finding: &Finding) -> String {
    let kind = if finding.level == Level::Error { "error" } else { "warning" };
    format!(
        "::{kind} file={},line={},col={},endLine={},endColumn={},title={}::{}\n",
        property(&finding.file),
        finding.line,
        finding.column,
        finding.end_line,
        finding.end_column,
        property(finding.code.id),
        data(&with_help(finding)),
    )
}

fn with_help(finding: &Finding) -> String {
    match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A SARIF log with one run; columns count Unicode code points.
pub fn sarif(findings: &Findings) -> String {
    let mut rules: Vec<_> = findings.list.iter().map(|finding| finding.code).collect();
    rules.sort_by_key(|code| code.id);
    rules.dedup();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Pactfolio",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|code| json!({
                    "id": code.id,
                    "shortDescription": { "text": code.what },
                    "help": { "text": code.mend },
                })).collect::<Vec<Value>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": findings.list.iter().map(result).collect::<Vec<Value>>(),
        }],
    });
    format!("{log:#}\n")
}

fn result(finding: &Finding) -> Value {
    json!({
        "ruleId": finding.code.id,
        "level": finding.level.id(),
        "message": { "text": with_help(finding) },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": percent_encoded(&finding.file) },
            "region": {
                "startLine": finding.line,
                "startColumn": finding.column,
                "endLine": finding.end_line,
                "endColumn": finding.end_column,
            },
        }}],
    })
}

/// A relative path as a URI reference.
fn percent_encoded(path: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

//! Findings for machines: one JSON object a line.

use serde_json::json;

use super::Findings;

/// One object a line with the fields of the contract, in its order.
pub fn json(findings: &Findings) -> String {
    let line = |finding: &super::Finding| {
        json!({
            "code": finding.code.id,
            "level": finding.level.id(),
            "message": finding.message,
            "help": finding.help,
            "file": finding.file,
            "line": finding.line,
            "column": finding.column,
            "end_line": finding.end_line,
            "end_column": finding.end_column,
        })
    };
    findings.list.iter().map(|finding| format!("{}\n", line(finding))).collect()
}

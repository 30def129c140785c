//! How do scripts become shorter?

/// Takes indents, blank lines and lines of comment out of a script. All else stays, line by line, so
/// that nothing but its length changes. A script in which a text may go over several lines stays as it is.
pub(super) fn shortened(script: &str) -> String {
    let goes_on = |line: &str| line.ends_with('\\') || line.matches('`').count() % 2 == 1;
    if script.lines().any(goes_on) {
        return script.to_owned();
    }
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indents_and_comments_go() {
        let script = "// What\n(() => {\n  // why\n  say(`a ${b}`); // stays\n\n  return 'http://a';\n})();\n";
        assert_eq!(shortened(script), "(() => {\nsay(`a ${b}`); // stays\nreturn 'http://a';\n})();\n");
    }

    #[test]
    fn texts_over_several_lines_stay() {
        for script in ["a(`\n  // b\n`)", "a('b\\\n  c')"] {
            assert_eq!(shortened(script), script);
        }
    }
}

//! Does a template only write what it sees, or does it ask what a text says?
//!
//! Whoever asks of a text only whether it is there writes the same around all texts. The answer errs on
//! the side of asking: then each page is rendered from the start, which takes longer and is never wrong.

/// Filters that do the same with every text.
const FILTERS: [&str; 4] = ["count", "fill", "place", "safe"];
/// Functions that see no text, and words before which a parenthesis only groups.
const BEFORE_PARENTHESIS: [&str; 8] = ["", "asset", "and", "or", "not", "if", "elif", "in"];
/// Words that compare, or change a whole section.
const WORDS: [&str; 2] = ["is", "filter"];

/// May a template ask what a text says?
pub fn asks(template: &str) -> bool {
    let mut rest = template;
    while let Some((code, behind)) = next_code(rest) {
        if code_asks(code) {
            return true;
        }
        rest = behind;
    }
    false
}

/// The next code and what stands behind it; comments are passed over.
fn next_code(text: &str) -> Option<(&str, &str)> {
    let at = ["{{", "{%", "{#"].iter().filter_map(|start| text.find(start)).min()?;
    let (start, behind) = text.get(at..)?.split_at_checked(2)?;
    let end = match start {
        "{{" => "}}",
        "{%" => "%}",
        _ => return next_code(behind.split_once("#}")?.1),
    };
    Some(behind.split_once(end).unwrap_or((behind, "")))
}

fn code_asks(code: &str) -> bool {
    let code = code.trim_matches(['-', ' ', '\n', '}']);
    let code = without_strings(code);
    let declares = code.starts_with("component ");
    let inner = code.strip_prefix('<').and_then(|call| call.strip_suffix("/>")).unwrap_or(&code);
    let compares = ["==", "!=", "<", ">", "["].iter().any(|sign| inner.contains(sign));
    let words: Vec<&str> = inner.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    // A loop has one of its own.
    let is_in = words.iter().filter(|word| **word == "in").count() > usize::from(words.first() == Some(&"for"));
    let names = || inner.match_indices('(').map(|(at, _)| last_word(inner.get(..at).unwrap_or("")));
    let filters = || inner.split('|').skip(1).map(first_word);
    let calls = || names().any(|name| !BEFORE_PARENTHESIS.contains(&name) && !FILTERS.contains(&name));
    compares
        || is_in
        || words.iter().any(|word| WORDS.contains(word))
        || filters().any(|filter| !FILTERS.contains(&filter))
        || (!declares && calls())
}

/// The code with empty texts in quotes.
fn without_strings(code: &str) -> String {
    let mut open: Option<char> = None;
    let outside = |c: &char| match open {
        Some(quote) => {
            open = open.filter(|_| quote != *c);
            false
        }
        None => {
            open = Some(*c).filter(|c| matches!(c, '"' | '\'' | '`'));
            true
        }
    };
    code.chars().filter(outside).collect()
}

fn last_word(text: &str) -> &str {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    text.trim_end().rsplit(|c| !is_name(c)).next().unwrap_or("")
}

fn first_word(text: &str) -> &str {
    text.trim_start().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::super::built_in;
    use super::*;

    /// Each of these asks only what belongs to a shape (how many columns, which entry of a pair), a text
    /// of its caller's own, or is run for each page: see `pages/cast.rs`. Another one has to be looked at
    /// before it is listed.
    const ASKING: [&str; 8] = ["bars", "chart", "icon", "legend", "masthead", "notice", "sign", "status"];

    #[test]
    fn no_other_built_in_template_asks() {
        let templates = built_in().iter().filter(|(path, _)| path.ends_with(".html"));
        let asking: Vec<&str> = templates.filter(|(_, text)| asks(text)).map(|(path, _)| *path).collect();
        let listed: Vec<String> = ASKING.iter().map(|name| format!("templates/components/{name}.html")).collect();
        assert_eq!(asking, listed);
    }

    #[test]
    fn what_only_writes_does_not_ask() {
        for text in [
            "no code at all, a == b",
            "{# if a == b #}",
            "{{ root }}{{ link.href }}",
            "{%- for crumb in page.crumbs %}{% if not crumb.lang and (a or b) %}x{% endif %}{% endfor -%}",
            "{{ (root ~ crumb.href) or \"./\" }}{{ asset(path=\"a == b\") }}",
            "{{ t.by | fill(date=kpi.target.by) }}{{ prose.html | safe }}",
            "{{ <link link={ {\"text\": a.b} } /> }}",
            "{% component head(title: string, more: string = \"\", @root: string) -%}",
        ] {
            assert!(!asks(text), "{text}");
        }
    }

    #[test]
    fn what_compares_counts_or_changes_texts_asks() {
        for text in [
            "{% if a.text == \"x\" %}",
            "{{ a != b }}",
            "{% if a in [\"x\"] %}",
            "{% if \"x\" in a %}",
            "{% for b in a if c in d %}",
            "{{ a | upper }}",
            "{% if a is containing(pat=\"x\") %}",
            "{{ range(end=3) }}",
            "{% filter upper %}a{% endfilter %}",
            "{{ <rows items={a > b} /> }}",
            "{{ a.text[:3] }}",
        ] {
            assert!(asks(text), "{text}");
        }
    }
}

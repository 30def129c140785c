//! How do styles become one short file?

/// Takes comments and needless space out of a style sheet. Strings, addresses and escapes stay as they
/// are, and so does every space that may carry meaning: `a :hover`, `1px + 2px`, `and (`. Where nothing
/// is written downwards, `margin-block-start` is `margin-top`.
pub(super) fn shortened(css: &str) -> String {
    let is_horizontal = !css.contains("writing-mode");
    let mut short = Short { out: String::with_capacity(css.len()), space: false };
    let mut rest = css;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("/*") => {
                short.comment();
                comment(rest)
            }
            _ if first.is_ascii_whitespace() => {
                short.space = true;
                1
            }
            _ => {
                let length = token(rest, first);
                let (token, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
                let is_property = short.begins_declaration() && behind.trim_start().starts_with(':');
                short.push(if is_property && is_horizontal { physical(token) } else { token });
                length
            }
        };
        rest = rest.get(length..).unwrap_or("");
    }
    short.out
}

/// What is left of a style sheet.
struct Short {
    out: String,
    /// Is there space behind what was written last?
    space: bool,
}

impl Short {
    fn push(&mut self, token: &str) {
        if self.space && self.needs_space(token) {
            self.out.push(' ');
        }
        self.space = false;
        if token == "}" && self.out.ends_with(';') {
            self.out.pop();
        }
        self.out.push_str(token);
    }

    fn begins_declaration(&self) -> bool {
        self.out.ends_with(['{', ';', '}'])
    }

    /// Would what was written last and a token mean something else without space between them?
    fn needs_space(&self, token: &str) -> bool {
        // `--x: ;` is a value, `--x:;` was an error for long.
        let is_empty_value = self.out.ends_with(':') && matches!(token, ";" | "}");
        let last = self.out.chars().next_back();
        let none_behind = last.is_none_or(|last| matches!(last, '{' | '}' | ';' | ',' | '(' | ':' | '>'));
        is_empty_value || !(none_behind || matches!(token, "{" | "}" | ";" | "," | ")" | ">"))
    }

    /// Parts words as a comment does, where no space does it.
    fn comment(&mut self) {
        let parts = self.out.chars().next_back().is_some_and(|last| !matches!(last, '{' | '}' | ';'));
        if parts && !self.space {
            self.out.push_str("/**/");
        }
    }
}

/// The shorter name of a property in horizontal text.
fn physical(property: &str) -> &str {
    match property {
        "inline-size" => "width",
        "block-size" => "height",
        "min-inline-size" => "min-width",
        "min-block-size" => "min-height",
        "max-inline-size" => "max-width",
        "max-block-size" => "max-height",
        "margin-block-start" => "margin-top",
        "margin-block-end" => "margin-bottom",
        "padding-block-start" => "padding-top",
        "padding-block-end" => "padding-bottom",
        "border-block-start" => "border-top",
        "border-block-end" => "border-bottom",
        "inset-block-start" => "top",
        "inset-block-end" => "bottom",
        _ => property,
    }
}

/// Length of a comment, that at the end of the file too.
fn comment(text: &str) -> usize {
    text.find("*/").filter(|at| *at > 1).map_or_else(|| later_end(text), |at| at + 2)
}

/// `/*/` is no whole comment.
fn later_end(text: &str) -> usize {
    text.get(2..).and_then(|rest| rest.find("*/")).map_or(text.len(), |at| at + 4)
}

/// Length of what begins a text and must stay together.
fn token(text: &str, first: char) -> usize {
    match first {
        '"' | '\'' => string(text, first),
        '\\' => escape(text),
        'u' | 'U' if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("url(")) => address(text),
        _ if is_in_name(first) => text.find(|letter| !is_in_name(letter)).unwrap_or(text.len()),
        _ => first.len_utf8(),
    }
}

fn is_in_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-' || letter == '_'
}

fn string(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        if letter == quote && !is_escaped {
            return at + 1;
        }
        is_escaped = letter == '\\' && !is_escaped;
    }
    text.len()
}

/// An escape with the space that ends its digits.
fn escape(text: &str) -> usize {
    let digits = text.bytes().skip(1).take(6).take_while(u8::is_ascii_hexdigit).count();
    let next = text.get(1 + digits..).and_then(|rest| rest.chars().next());
    match next {
        Some(letter) if digits == 0 => 1 + letter.len_utf8(),
        Some(letter) if letter.is_ascii_whitespace() => 2 + digits,
        _ => 1 + digits,
    }
}

/// `url(…)` without quotes as a whole; with quotes only up to them.
fn address(text: &str) -> usize {
    let inside = text.get(4..).unwrap_or("");
    if inside.trim_start().starts_with(['"', '\'']) {
        return 4;
    }
    let mut is_escaped = false;
    for (at, letter) in inside.char_indices() {
        if letter == ')' && !is_escaped {
            return 4 + at + 1;
        }
        is_escaped = letter == '\\' && !is_escaped;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needless_space_goes() {
        assert_eq!(
            shortened("/* a */\n.a ,\n .b > c {\n  color : red ;\n  margin: 0 auto;\n}\n"),
            ".a,.b>c{color :red;margin:0 auto}"
        );
        assert_eq!(shortened("@media (min-width: 60rem) {\n  a { b: c }\n}\n"), "@media (min-width:60rem){a{b:c}}");
        assert_eq!(shortened("a { b: light-dark( #fff , #000 ) }"), "a{b:light-dark(#fff,#000)}");
    }

    #[test]
    fn space_with_a_meaning_stays() {
        for css in [
            "a :hover{b:c}",
            "a{b:calc(1px + 2px - 3px)}",
            "a{b:c !important}",
            "a [b] *{c:d}",
            "@media screen and (min-width:1px){a{b:c}}",
            "@layer a,b;",
            "a{b:\"/* no  comment */ ; }\"}",
            "a{b:'it\\'s  ; '}",
            "a{b:url(a  b/*c*/;d)}",
            "a{b:url( \"a  b\" )}".replace("( ", "(").replace(" )", ")").as_str(),
            ".\\31 23  b{c:d}".replace("  b", " b").as_str(),
            "a{content:\"\\201C\"}",
            "a{--b: ;c:d}",
        ] {
            assert_eq!(shortened(css), css);
        }
        assert_eq!(shortened(".\\31  b{c:d}"), ".\\31  b{c:d}", "one space ends the escape, one is a child");
    }

    #[test]
    fn properties_of_horizontal_text_are_short() {
        let css = "a { inline-size: 1px; margin-block-start: 2px; container-type: inline-size }";
        assert_eq!(shortened(css), "a{width:1px;margin-top:2px;container-type:inline-size}");
        assert_eq!(shortened("@media (x) { a { b: c } inline-size : 1px }"), "@media (x){a{b:c}width :1px}");
        assert_eq!(shortened("a{--inline-size:1px;b:\"{inline-size:\"}"), "a{--inline-size:1px;b:\"{inline-size:\"}");
        let vertical = "a{writing-mode:vertical-rl}b{inline-size:1px}";
        assert_eq!(shortened(vertical), vertical);
    }

    #[test]
    fn comments_part_words() {
        assert_eq!(shortened("a/* x */b{c:d/**/}"), "a/**/b{c:d/**/}");
        assert_eq!(shortened("a /*/ x */ b{c:d}"), "a b{c:d}");
        assert_eq!(shortened("a{b:c} /* never closed"), "a{b:c}");
        assert_eq!(shortened("a{b:\"never closed"), "a{b:\"never closed");
    }

    #[test]
    fn it_is_short_for_good() {
        for (path, css) in super::super::built_in().iter().filter(|(path, _)| path.ends_with(".css")) {
            let once = shortened(css);
            assert_eq!(shortened(&once), once, "{path}");
            assert_eq!(once.matches('{').count(), css.matches('{').count(), "{path}");
        }
    }
}

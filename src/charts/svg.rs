//! How is SVG written?
//!
//! A mark has a class and bears the widths of its lines. On a page the theme's styles give it its
//! colours; in a file of its own it bears them itself as attributes, so that they hold where styles are
//! forbidden or not understood, and a style only adds those for dark screens.

/// SVG that is being written.
pub(super) struct Svg {
    out: String,
    alone: bool,
}

/// A start tag that is being written.
pub(super) struct Tag<'a> {
    svg: &'a mut Svg,
    name: &'static str,
}

impl Svg {
    /// For a page.
    pub(super) fn on_page() -> Self {
        Svg { out: String::with_capacity(1024), alone: false }
    }

    /// For a file of its own.
    pub(super) fn alone() -> Self {
        Svg { out: String::with_capacity(8192), alone: true }
    }

    /// A drawing on a page, as wide as its place: hidden from screen readers, which have the words.
    pub(super) fn frame(class: &str) -> Self {
        let mut svg = Svg::on_page();
        svg.hidden(class).open();
        svg
    }

    /// The outermost tag of a drawing on a page.
    pub(super) fn hidden(&mut self, class: &str) -> Tag<'_> {
        let tag = self.tag("svg", class).attribute("aria-hidden", "true");
        tag.attribute("width", "100%").attribute("overflow", "visible")
    }

    /// A tag of a mark.
    pub(super) fn tag(&mut self, name: &'static str, class: &str) -> Tag<'_> {
        self.out.push('<');
        self.out.push_str(name);
        if class.is_empty() {
            return Tag { svg: self, name };
        }
        if let Some(look) = LOOKS.iter().find(|look| look.class == class) {
            self.out.push_str(look.shape);
            self.out.push_str(if self.alone { look.day } else { "" });
        }
        Tag { svg: self, name }.attribute("class", class)
    }

    /// A line in percent from above to below, or across.
    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let tag = self.tag("line", class).percent("x1", from.0).percent("x2", to.0);
        tag.percent("y1", from.1).percent("y2", to.1).empty();
    }

    pub(super) fn close(&mut self, name: &str) {
        self.raw(&["</", name, ">"]);
    }

    pub(super) fn raw(&mut self, parts: &[&str]) {
        for part in parts {
            self.out.push_str(part);
        }
    }

    pub(super) fn escaped(&mut self, text: &str) {
        // Most texts are names of classes and plain words. All bytes are looked at, which many at once can be.
        let is_special = |byte: u8| matches!(byte, ..b' ' | b'&' | b'<' | b'>' | b'"' | 0xef..);
        if !text.bytes().fold(false, |any, byte| any | is_special(byte)) {
            return self.out.push_str(text);
        }
        let mut start = 0;
        for (at, letter) in text.char_indices() {
            let escaped = match letter {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                // Not allowed in XML.
                '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => "",
                _ => continue,
            };
            self.raw(&[text.get(start..at).unwrap_or(""), escaped]);
            start = at + letter.len_utf8();
        }
        self.out.push_str(text.get(start..).unwrap_or(""));
    }

    fn number(&mut self, value: f64) {
        short(&mut self.out, value);
    }

    /// Closes the drawing.
    pub(super) fn end(mut self) -> String {
        self.close("svg");
        self.out
    }
}

impl Tag<'_> {
    pub(super) fn px(self, name: &str, value: f64) -> Self {
        self.svg.raw(&[" ", name, "=\""]);
        self.svg.number(value);
        self.svg.out.push('"');
        self
    }

    pub(super) fn percent(self, name: &str, value: f64) -> Self {
        self.svg.raw(&[" ", name, "=\""]);
        self.svg.number(value);
        self.svg.raw(&["%\""]);
        self
    }

    pub(super) fn attribute(self, name: &str, value: &str) -> Self {
        self.svg.raw(&[" ", name, "=\""]);
        self.svg.escaped(value);
        self.svg.out.push('"');
        self
    }

    /// The side of its place that a text begins at; `start` is the rule.
    pub(super) fn anchor(self, anchor: Anchor) -> Self {
        match anchor {
            Anchor::Start => self,
            Anchor::Middle => self.attribute("text-anchor", "middle"),
            Anchor::End => self.attribute("text-anchor", "end"),
        }
    }

    /// The corners of a line: `points="0,1 2,3"`.
    pub(super) fn points(self, points: impl Iterator<Item = (f64, f64)>) -> Self {
        self.svg.raw(&[" points=\""]);
        for (at, (x, y)) in points.enumerate() {
            if at > 0 {
                self.svg.out.push(' ');
            }
            self.svg.number(x);
            self.svg.out.push(',');
            self.svg.number(y);
        }
        self.svg.out.push('"');
        self
    }

    pub(super) fn empty(self) {
        self.svg.raw(&["/>"]);
    }

    pub(super) fn open(self) {
        self.svg.out.push('>');
    }

    /// A whole element with its text.
    pub(super) fn holding(self, text: &str) {
        self.svg.out.push('>');
        self.svg.escaped(text);
        self.svg.close(self.name);
    }
}

/// Which part of a text stands at its place?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

impl Anchor {
    /// That of a text at `x` percent, so that it stays inside.
    pub(super) fn at(x: f64) -> Self {
        if x < 15.0 {
            Anchor::Start
        } else if x > 85.0 {
            Anchor::End
        } else {
            Anchor::Middle
        }
    }
}

/// A number with at most two decimals, alike on every machine; what is no number is zero.
fn short(out: &mut String, value: f64) {
    let value = if value.is_finite() { value.clamp(-1e9, 1e9) } else { 0.0 };
    #[allow(clippy::cast_possible_truncation)] // It is between a billion and its opposite.
    let hundredths = (value * 100.0).round() as i64;
    let (whole, rest) = (hundredths.abs() / 100, hundredths.abs() % 100);
    // A drawing is numbers for the most part.
    let mut digits = itoa::Buffer::new();
    if hundredths < 0 {
        out.push('-');
    }
    out.push_str(digits.format(whole));
    if rest > 0 {
        out.push('.');
        out.push_str(digits.format(rest / 10));
    }
    if rest % 10 > 0 {
        out.push_str(digits.format(rest % 10));
    }
}

/// How wide a text is at a size in pixels, in a common font without serifs; rather too wide.
pub(super) fn width(text: &str, size: f64) -> f64 {
    widths(text).sum::<f64>() * size
}

/// How wide each letter is at a size of 1.
pub(super) fn widths(text: &str) -> impl Iterator<Item = f64> {
    text.chars().map(|letter| match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '’' => 0.3,
        'f' | 't' | 'r' | '(' | ')' | '-' | ' ' | '\u{a0}' | '\u{202f}' | '·' => 0.4,
        'm' | 'w' | 'M' | 'W' | '%' | 'ж' | 'ш' | 'щ' | 'ю' | 'м' => 0.9,
        _ if letter.is_uppercase() => 0.71,
        _ => 0.6,
    })
}

/// How a mark looks.
pub(super) struct Look {
    /// Its class.
    pub(super) class: &'static str,
    /// Attributes everywhere.
    shape: &'static str,
    /// Colours on light backgrounds, and sizes that a page gives in its own unit.
    day: &'static str,
    /// Colours on dark backgrounds.
    pub(super) night: &'static str,
}

const fn look(class: &'static str, shape: &'static str, day: &'static str, night: &'static str) -> Look {
    Look { class, shape, day, night }
}

const LINE: &str = r#" fill="none" stroke-width="3" stroke-linejoin="round""#;
const DOTS: &str = r#" fill="none" stroke-width="2.5" stroke-dasharray="2 7" stroke-linecap="round""#;
const HALO: &str = r#" paint-order="stroke" stroke-width="4" stroke-linejoin="round""#;
const BOLD: &str = r##" fill="#16212c" font-size="15" font-weight="600" stroke="#ffffff""##;

/// The looks of all marks; the colours are those of the theme's `tokens.css`, which a test holds.
pub(super) const LOOKS: [Look; 22] = [
    look("paper", "", r##" fill="#ffffff""##, "fill:#0e151b"),
    look("words", "", r##" fill="#4a5764""##, "fill:#b0bdc8"),
    look("title", "", r##" fill="#16212c" font-size="19" font-weight="600""##, "fill:#e8edf0"),
    look("hl", HALO, BOLD, "fill:#e8edf0;stroke:#0e151b"),
    look("n", "", r##" fill="#16212c""##, "fill:#e8edf0"),
    look("pl", r#" font-style="italic""#, "", ""),
    look("gl", "", r##" stroke="#d8d5ca""##, "stroke:#2d3b47"),
    look("ax", "", r##" stroke="#737f8a""##, "stroke:#77899a"),
    look("area", r#" fill-opacity=".13""#, r##" fill="#0d6f80""##, "fill:#3fb4c8"),
    look("act", LINE, r##" stroke="#0d6f80""##, "stroke:#3fb4c8"),
    look("pln", DOTS, r##" stroke="#bb7547""##, "stroke:#dda06b"),
    look("dot", r#" stroke-width="2""#, r##" fill="#0d6f80" stroke="#ffffff""##, "fill:#3fb4c8;stroke:#0e151b"),
    look("dot est", r#" stroke-width="2.5""#, r##" fill="#ffffff" stroke="#0d6f80""##, "fill:#0e151b;stroke:#3fb4c8"),
    look("dot tgt", r#" stroke-width="3""#, r##" fill="#ffffff" stroke="#bb7547""##, "fill:#0e151b;stroke:#dda06b"),
    look("f1", "", r##" fill="#0d6f80""##, "fill:#3fb4c8"),
    look("f1 est", r#" stroke-width="2""#, r##" fill="#ffffff" stroke="#0d6f80""##, "fill:#0e151b;stroke:#3fb4c8"),
    look("f0", "", r##" fill="#7d8791""##, "fill:#93a1ad"),
    look("m-track", "", r##" fill="#eceae2" stroke="#737f8a""##, "fill:#1d2a34;stroke:#77899a"),
    look("m-fill", "", r##" fill="#0d6f80""##, "fill:#3fb4c8"),
    look("m-fill is-warn", "", r##" fill="#8f4a00""##, "fill:#f0a860"),
    look("m-halo", r#" stroke-width="6""#, r##" stroke="#ffffff""##, "stroke:#0e151b"),
    look("m-plan", r#" stroke-width="2.5""#, r##" stroke="#16212c""##, "stroke:#e8edf0"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let shown = |value: f64| {
            let mut text = String::new();
            short(&mut text, value);
            text
        };
        assert_eq!([37.5, 100.0, 0.005, -0.001, 12.345].map(shown), ["37.5", "100", "0.01", "0", "12.35"]);
        assert_eq!([f64::NAN, f64::INFINITY, 1e300, -20.10].map(shown), ["0", "0", "1000000000", "-20.1"]);
    }

    #[test]
    fn texts_are_escaped() {
        let mut svg = Svg::on_page();
        svg.tag("text", "gl").attribute("x", "\"><script>").holding("a < b & \u{1}c");
        assert_eq!(svg.out, "<text class=\"gl\" x=\"&quot;&gt;&lt;script&gt;\">a &lt; b &amp; c</text>");
    }
}

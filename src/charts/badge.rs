//! How does another site show a figure in one line?

use super::svg::{Anchor, Svg, width};

/// What the colour of a badge says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// On track, reached.
    Ok,
    /// Behind.
    Warn,
    /// Off track.
    Bad,
    /// Not known, not started.
    None,
}

impl Tone {
    /// White can be read on each.
    fn colour(self) -> &'static str {
        match self {
            Tone::Ok => "#1c6b3f",
            Tone::Warn => "#8f4a00",
            Tone::Bad => "#a3231c",
            Tone::None => "#5a6570",
        }
    }
}

const HEIGHT: f64 = 20.0;
const SIZE: f64 = 11.0;
/// Beside each text.
const SPACE: f64 = 7.0;

/// A badge as an SVG file: what it is, and how it stands.
pub fn badge(left: &str, right: &str, tone: Tone) -> String {
    let (left_width, right_width) = (room(left), room(right));
    let whole = left_width + right_width;
    let title = if left.is_empty() { right.to_owned() } else { format!("{left}: {right}") };
    let mut svg = Svg::on_page();
    let tag =
        svg.tag("svg", "").attribute("xmlns", "http://www.w3.org/2000/svg").px("width", whole).px("height", HEIGHT);
    tag.attribute("viewBox", &format!("0 0 {whole:.0} {HEIGHT}")).attribute("role", "img").open();
    svg.tag("title", "").holding(&title);
    let field = |svg: &mut Svg, x: f64, wide: f64, colour: &str| {
        svg.tag("rect", "").px("x", x).px("width", wide).px("height", HEIGHT).attribute("fill", colour).empty();
    };
    svg.raw(&["<clipPath id=\"r\">"]);
    svg.tag("rect", "").px("width", whole).px("height", HEIGHT).px("rx", 3.0).empty();
    svg.raw(&["</clipPath><g clip-path=\"url(#r)\">"]);
    field(&mut svg, 0.0, left_width, "#3a4652");
    field(&mut svg, left_width, right_width, tone.colour());
    svg.close("g");
    let fonts = "Verdana, 'DejaVu Sans', 'Noto Sans', sans-serif";
    svg.tag("g", "").attribute("fill", "#fff").attribute("font-family", fonts).px("font-size", SIZE).open();
    for (text, x, wide) in [(left, 0.0, left_width), (right, left_width, right_width)] {
        if !text.is_empty() {
            let tag = svg.tag("text", "").px("x", x + wide / 2.0).px("y", 14.0).anchor(Anchor::Middle);
            tag.px("textLength", wide - 2.0 * SPACE).attribute("lengthAdjust", "spacingAndGlyphs").holding(text);
        }
    }
    svg.close("g");
    svg.end()
}

/// The width of a text's field, in whole pixels.
fn room(text: &str) -> f64 {
    if text.is_empty() { 0.0 } else { (width(text, SIZE) + 2.0 * SPACE).ceil() }
}

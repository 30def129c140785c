//! What does a chart look like as a file of its own?

use std::sync::LazyLock;

use super::svg::{Anchor, LOOKS, Svg, width, widths};
use super::{Bar, Bullet, Trend, bars, bullet, trend};

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub enum Drawing<'a> {
    /// A line.
    Trend(&'a Trend<'a>),
    /// Bars.
    Bars(&'a [Bar]),
    /// One KPI in focus.
    Bullet(&'a Bullet),
}

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 360.0;
const MARGIN: f64 = 24.0;
/// Between the margins.
const INNER: f64 = WIDTH - 2.0 * MARGIN;
const TITLE: f64 = 19.0;
const TITLE_LINE: f64 = 25.0;
const SMALL: f64 = 12.0;
const SMALL_LINE: f64 = 17.0;
/// Of a row of bars.
const ROW: f64 = 28.0;

/// A chart as an SVG file of 640 × 360 pixels (higher with many bars, lower for a bullet): for download, e-mail
/// and other sites. The title stands above the drawing and the description below it.
pub fn alone(drawing: Drawing<'_>, title: &str, description: &str) -> String {
    let (head, foot) = (wrapped(title, TITLE, 2), wrapped(description, SMALL, 3));
    let top = MARGIN + TITLE_LINE * head.len() as f64 + 10.0;
    let below = MARGIN + SMALL_LINE * foot.len() as f64 + 14.0;
    let placed = Placed::new(drawing);
    let height = match placed {
        Placed::Bullet(_) => placed.least(),
        _ => placed.least().max(HEIGHT - top - below),
    };
    let whole = (top + height + below).round();
    let mut svg = Svg::alone();
    begin(&mut svg, whole, title, description);
    for (line, at) in head.iter().zip(1..) {
        svg.tag("text", "title").px("x", MARGIN).px("y", MARGIN + TITLE_LINE * f64::from(at) - 8.0).holding(line);
    }
    svg.tag("svg", "")
        .px("x", MARGIN)
        .px("y", top)
        .px("width", INNER)
        .px("height", height)
        .attribute("overflow", "visible")
        .open();
    placed.draw(&mut svg, height);
    svg.close("svg");
    for (line, at) in foot.iter().zip(1..) {
        let y = whole - MARGIN - SMALL_LINE * (foot.len() as f64 - f64::from(at));
        svg.tag("text", "").px("x", MARGIN).px("y", y).px("font-size", SMALL).holding(line);
    }
    svg.close("g");
    svg.end()
}

/// What is drawn, with its texts in their places.
enum Placed<'a> {
    Trend(&'a Trend<'a>),
    Bars(&'a [Bar]),
    Bullet(bullet::Drawing),
}

impl<'a> Placed<'a> {
    fn new(drawing: Drawing<'a>) -> Self {
        match drawing {
            Drawing::Trend(chart) => Placed::Trend(chart),
            Drawing::Bars(rows) => Placed::Bars(rows),
            Drawing::Bullet(chart) => Placed::Bullet(bullet::Drawing::new(chart, INNER)),
        }
    }

    /// The height that it needs.
    fn least(&self) -> f64 {
        match self {
            Placed::Trend(_) => 180.0,
            Placed::Bars(rows) => rows.len() as f64 * ROW,
            Placed::Bullet(chart) => chart.height(),
        }
    }

    fn draw(&self, svg: &mut Svg, height: f64) {
        match self {
            Placed::Trend(chart) => trend::draw(svg, chart, (INNER, (height * trend::HEIGHT / 100.0).round())),
            Placed::Bars(rows) => draw_bars(svg, rows, (height / rows.len().max(1) as f64).min(ROW * 1.5)),
            Placed::Bullet(chart) => chart.draw(svg),
        }
    }
}

fn begin(svg: &mut Svg, height: f64, title: &str, description: &str) {
    let size = |svg: &mut Svg| {
        let tag =
            svg.tag("svg", "").attribute("xmlns", "http://www.w3.org/2000/svg").px("width", WIDTH).px("height", height);
        tag.attribute("viewBox", &format!("0 0 {WIDTH} {height}")).attribute("role", "img").open();
    };
    size(svg);
    svg.tag("title", "").holding(title);
    if !description.is_empty() {
        svg.tag("desc", "").holding(description);
    }
    svg.raw(&["<style>@media (prefers-color-scheme:dark){", &NIGHT, "}</style>"]);
    svg.tag("rect", "paper").percent("width", 100.0).percent("height", 100.0).empty();
    let fonts = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif";
    svg.tag("g", "words").attribute("font-family", fonts).px("font-size", 13.0).open();
}

/// The colours on dark screens.
static NIGHT: LazyLock<String> = LazyLock::new(|| {
    let looks = LOOKS.iter().filter(|look| !look.night.is_empty());
    looks.map(|look| format!(".{}{{{}}}", look.class.replace(' ', "."), look.night)).collect()
});

fn draw_bars(svg: &mut Svg, rows: &[Bar], pitch: f64) {
    let scale = bars::Scale::new(rows);
    let widest = |text: &dyn Fn(&Bar) -> String, size: f64, most: f64| {
        rows.iter().map(|bar| width(&text(bar), size)).fold(0.0, f64::max).min(most)
    };
    let labels = widest(&|bar| bar.label.clone(), 14.0, 210.0) + 12.0;
    let shares = widest(&|bar| bar.share.clone(), 13.0, 70.0);
    let values = widest(&|bar| text(bar).to_owned(), 14.0, 160.0) + 12.0;
    let shares_room = if shares > 0.0 { shares + 12.0 } else { 0.0 };
    let room = INNER - labels - values - shares_room;
    for (bar, at) in rows.iter().zip(0..) {
        let y = f64::from(at) * pitch;
        let label = fitting(&bar.label, 14.0, labels - 8.0);
        svg.tag("text", "n").px("y", y + 18.0).px("font-size", 14.0).holding(&label);
        if let Some(span) = scale.span(bar) {
            let place = svg.tag("svg", "").px("x", labels).px("y", y + 5.0).px("width", room).px("height", 17.0);
            place.attribute("overflow", "visible").open();
            bars::draw(svg, bar.kind, span, scale.zero());
            svg.close("svg");
        }
        let number = svg.tag("text", "n").px("x", INNER - shares_room).px("y", y + 18.0).px("font-size", 14.0);
        number.anchor(Anchor::End).holding(text(bar));
        svg.tag("text", "").px("x", INNER).px("y", y + 18.0).anchor(Anchor::End).holding(&bar.share);
    }
}

fn text(bar: &Bar) -> &str {
    bar.amount.as_ref().map_or(&bar.note, |amount| &amount.text)
}

/// A text, cut where it is too wide.
fn fitting(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut before = 0.0;
    let fitting = widths(text).take_while(|width| {
        let fits = (before + 2.0) * size <= room;
        before += width;
        fits
    });
    let cut: String = text.chars().take(fitting.count()).collect();
    format!("{}…", cut.trim_end())
}

/// The lines of a text, at most so many; the last is cut.
fn wrapped(text: &str, size: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut filled = 0.0;
    for word in text.split_whitespace() {
        let is_last = lines.len() == most;
        let wanted = width(word, size);
        match lines.last_mut() {
            Some(line) if is_last || filled + wanted + 0.4 * size <= INNER => {
                line.push(' ');
                line.push_str(word);
                filled += 0.4 * size + wanted;
            }
            _ => {
                lines.push(word.to_owned());
                filled = wanted;
            }
        }
    }
    lines.into_iter().map(|line| fitting(&line, size, INNER)).collect()
}

//! How has a number changed?

use super::scale::{ends, part, steps};
use super::svg::{Anchor, Svg, width};
use super::{Amount, Point, Trend};

/// A line over time, with its plan and its target; empty where there is nothing to draw.
pub fn trend(trend: &Trend<'_>) -> String {
    if !Field::has_something(trend) {
        return String::new();
    }
    let mut svg = Svg::frame("trend");
    // Lines are stretched to their place, texts are not.
    draw(&mut svg, trend, (100.0, 100.0));
    svg.end()
}

/// Where the drawing begins and how high it is, in percent of the whole; years stand below.
const TOP: f64 = 10.0;
pub(super) const HEIGHT: f64 = 78.0;
/// The same from left to right, so that dots are not cut.
const LEFT: f64 = 1.5;
const WIDTH: f64 = 97.0;
/// Where the lowest value is more than this part of the highest, the axis does not start at zero.
const CUT: f64 = 0.7;
/// Dots are drawn up to so many points.
const DOTS: usize = 20;

/// Draws into whatever is open; lines are drawn on a field of this size.
pub(super) fn draw(svg: &mut Svg, trend: &Trend<'_>, size: (f64, f64)) {
    let field = Field::new(trend);
    grid(svg, trend, &field);
    times(svg, trend, &field);
    svg.tag("svg", "")
        .px("x", 0.0)
        .percent("y", TOP)
        .percent("width", 100.0)
        .percent("height", HEIGHT)
        .attribute("viewBox", &format!("0 0 {} {}", size.0, size.1))
        .attribute("preserveAspectRatio", "none")
        .open();
    lines(svg, trend, &field, size);
    svg.close("svg");
    dots(svg, trend, &field);
    labels(svg, trend, &field);
}

/// What the drawing shows: times from left to right, values from below to above.
struct Field {
    times: (f64, f64),
    steps: Vec<f64>,
    bottom: f64,
    top: f64,
}

/// A place in percent.
type Spot = (f64, f64);

impl Field {
    fn new(trend: &Trend<'_>) -> Self {
        let target = trend.target.iter().map(|(_, amount, at)| (*at, amount.value));
        let known = trend.points.iter().filter_map(|point| Some((point.at, value(point)?)));
        let all = || known.clone().chain(sound(&trend.plan)).chain(target.clone());
        let times = ends(all().map(|(at, _)| at).chain(trend.points.iter().map(|point| point.at)));
        let (low, high) = ends(all().map(|(_, value)| value)).unwrap_or((0.0, 0.0));
        let cut = low > high * CUT && low < high;
        // The lowest line is free for its note, and so is what lies below the target's label.
        let is_lowest = trend.target.as_ref().is_some_and(|(_, amount, _)| amount.value <= low);
        let free = if is_lowest { 0.35 } else { 0.15 };
        let steps = if cut { steps(low - (high - low) * free, high) } else { steps(low.min(0.0), high.max(0.0)) };
        let (bottom, top) = ends(steps.iter().copied()).unwrap_or((0.0, 1.0));
        Field { times: times.unwrap_or((0.0, 1.0)), steps, bottom, top }
    }

    fn has_something(trend: &Trend<'_>) -> bool {
        trend.points.iter().any(|point| value(point).is_some()) || trend.target.is_some() || trend.plan.len() > 1
    }

    fn x(&self, at: f64) -> f64 {
        LEFT + WIDTH * part(at, self.times.0, self.times.1)
    }

    /// How far below the top, from 0 to 1.
    fn depth(&self, value: f64) -> f64 {
        1.0 - part(value, self.bottom, self.top)
    }

    fn spot(&self, at: f64, value: f64) -> Spot {
        (self.x(at), TOP + HEIGHT * self.depth(value))
    }
}

fn value(point: &Point) -> Option<f64> {
    point.amount.as_ref().map(|amount| amount.value).filter(|value| value.is_finite() && point.at.is_finite())
}

fn sound(points: &[(f64, f64)]) -> impl Iterator<Item = (f64, f64)> + Clone {
    points.iter().copied().filter(|(at, value)| at.is_finite() && value.is_finite())
}

fn grid(svg: &mut Svg, trend: &Trend<'_>, field: &Field) {
    let first = trend.points.first().and_then(|point| Some(field.spot(point.at, value(point)?)));
    // A label that the first dot would cover is left out: the others tell the steps.
    let is_covered = |y: f64| first.is_some_and(|(x, dot)| x < 5.0 && (-8.5..3.0).contains(&(dot - y)));
    for (at, step) in field.steps.iter().enumerate() {
        let (_, y) = field.spot(0.0, *step);
        let is_axis = *step == 0.0 || (at == 0 && field.bottom > 0.0);
        svg.line(if is_axis { "ax" } else { "gl" }, (0.0, y), (100.0, y));
        let mut label = (trend.format)(*step);
        if at == 0 && field.bottom > 0.0 && !trend.axis_note.is_empty() {
            label = format!("{label} · {}", trend.axis_note);
        }
        if *step != 0.0 && (at == 0 || !is_covered(y)) {
            svg.tag("text", "").px("x", 0.0).percent("y", y).px("dy", -5.0).holding(&label);
        }
    }
}

/// Labels of points, and the years from the last one to the end of the plan.
fn times(svg: &mut Svg, trend: &Trend<'_>, field: &Field) {
    let mut marks: Vec<(f64, String)> = trend.points.iter().map(|point| (point.at, point.label.clone())).collect();
    if let Some(last) = trend.points.last() {
        marks.extend(years_after(last, field.times.1));
    }
    marks.retain(|(at, _)| at.is_finite());
    // In a drawing of 29 rem all stand beside each other, and in one of 16 those that are not odd.
    let (mut wide, mut narrow) = (Row::new(460.0), Row::new(250.0));
    for (time, label) in marks.iter().rev() {
        let x = field.x(*time);
        let edge = if x < 6.0 {
            0.0
        } else if x > 94.0 {
            100.0
        } else {
            50.0
        };
        let long = width(label, 13.0);
        if wide.takes(x, edge, long) {
            let class = if narrow.takes(x, edge, long) { "" } else { "odd" };
            let text = svg.tag("text", class).percent("x", x).percent("y", 100.0).px("dy", -6.0);
            text.anchor(Anchor::at(edge)).holding(label);
        }
    }
}

/// Labels beside each other, the last first.
struct Row {
    /// Pixels from end to end.
    length: f64,
    /// Where the last label that was taken begins.
    free: f64,
}

impl Row {
    fn new(length: f64) -> Self {
        Row { length, free: f64::INFINITY }
    }

    /// Takes a label at `x` percent, of which so many percent stand before that point, if it covers no other.
    fn takes(&mut self, x: f64, before: f64, long: f64) -> bool {
        let begin = x / 100.0 * self.length - before / 100.0 * long;
        let fits = begin + long <= self.free;
        if fits {
            self.free = begin - 6.0;
        }
        fits
    }
}

/// The years behind a point whose label is one, up to a time; else the whole ones.
fn years_after(last: &Point, end: f64) -> impl Iterator<Item = (f64, String)> {
    let year = last.label.parse::<f64>().ok().filter(|year| (1900.0..2200.0).contains(year));
    let (year, at) = year.map_or((last.at.floor(), last.at.floor()), |year| (year, last.at));
    let is_year = (0.0..1e4).contains(&year) && (0.0..1e4).contains(&at);
    let count = if is_year { (end - at + 0.05).clamp(0.0, 100.0) as u32 } else { 0 };
    (1..=count).map(f64::from).map(move |n| (at + n, format!("{:.0}", year + n)))
}

fn lines(svg: &mut Svg, trend: &Trend<'_>, field: &Field, (wide, high): (f64, f64)) {
    let spot = |at: f64, value: f64| (field.x(at) / 100.0 * wide, field.depth(value) * high);
    let floor = field.depth(0.0_f64.clamp(field.bottom, field.top)) * high;
    let runs = || trend.points.split(|point| value(point).is_none()).filter(|run| run.len() > 1);
    let corners =
        |run: &[Point]| -> Vec<Spot> { run.iter().filter_map(|point| Some(spot(point.at, value(point)?))).collect() };
    for run in runs().map(corners) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        let ends = [(last.0, floor), (first.0, floor)];
        svg.tag("polygon", "area").points(run.iter().copied().chain(ends)).empty();
    }
    if trend.plan.len() > 1 {
        let plan = sound(&trend.plan).map(|(at, value)| spot(at, value));
        svg.tag("polyline", "pln").attribute("vector-effect", "non-scaling-stroke").points(plan).empty();
    }
    for run in runs().map(corners) {
        svg.tag("polyline", "act").attribute("vector-effect", "non-scaling-stroke").points(run.into_iter()).empty();
    }
}

fn dots(svg: &mut Svg, trend: &Trend<'_>, field: &Field) {
    let known: Vec<(&Point, f64)> = trend.points.iter().filter_map(|point| Some((point, value(point)?))).collect();
    for (at, (point, value)) in known.iter().enumerate() {
        let is_last = at + 1 == known.len();
        if known.len() <= DOTS || is_last || point.estimated {
            let class = if point.estimated { "dot est" } else { "dot" };
            dot(svg, class, field.spot(point.at, *value), if is_last { 6.5 } else { 5.0 });
        }
    }
    if let Some((_, amount, at)) = &trend.target {
        dot(svg, "dot tgt", field.spot(*at, amount.value), 6.0);
    }
}

fn dot(svg: &mut Svg, class: &str, (x, y): Spot, radius: f64) {
    svg.tag("circle", class).percent("cx", x).percent("cy", y).px("r", radius).empty();
}

/// The latest value, the target and the plan, each where its line is not.
fn labels(svg: &mut Svg, trend: &Trend<'_>, field: &Field) {
    let mut known = trend.points.iter().rev().filter_map(|point| Some((point, point.amount.as_ref()?, value(point)?)));
    let last = known.next().map(|(point, amount, value)| (amount, field.spot(point.at, value), value));
    let before = known.next().map(|(.., value)| value);
    let target = trend.target.as_ref().map(|(word, amount, at)| (word, amount, field.spot(*at, amount.value)));
    if let Some((amount, spot, value)) = last {
        let rises = before.is_none_or(|before| before <= value);
        latest(svg, amount, spot, rises, target.map(|(.., spot)| spot));
    }
    if let Some((word, amount, (x, y))) = target {
        let falls = last.is_some_and(|(_, spot, _)| spot.1 < y - 1.0);
        let below = falls && y < 76.0;
        let text = svg.tag("text", "hl").percent("x", x).percent("y", y).px("dy", if below { 24.0 } else { -13.0 });
        let (anchor, dx) = if x > 50.0 { (Anchor::End, 7.0) } else { (Anchor::at(x), 0.0) };
        text.px("dx", dx).anchor(anchor).holding(&format!("{word} {}", amount.text));
    }
    plan_label(svg, trend, field, last.map_or(0.0, |(_, spot, _)| spot.0));
}

fn latest(svg: &mut Svg, amount: &Amount, (x, y): Spot, rises: bool, target: Option<Spot>) {
    let is_near = |spot: Spot| (spot.1 - y).abs() < 12.0 && spot.0 - x < 55.0;
    let dy = if target.is_some_and(is_near) && y < 76.0 { 26.0 } else { -14.0 };
    let (anchor, dx) = match Anchor::at(x) {
        Anchor::Middle if rises == (dy < 0.0) => (Anchor::End, 5.0),
        Anchor::Middle => (Anchor::Start, -5.0),
        other => (other, 0.0),
    };
    let text = svg.tag("text", "hl").percent("x", x).percent("y", y).px("dx", dx).px("dy", dy);
    text.anchor(anchor).holding(&amount.text);
}

/// Names the plan below its line (above, where it falls) and behind the latest value.
fn plan_label(svg: &mut Svg, trend: &Trend<'_>, field: &Field, now: f64) {
    let spots: Vec<Spot> = sound(&trend.plan).map(|(at, value)| field.spot(at, value)).collect();
    let (Some(first), Some(last)) = (spots.first(), spots.last()) else { return };
    let wanted = spots.iter().find(|spot| spot.0 > now + 4.0 && spot.0 < 65.0);
    let Some((x, y)) = wanted.filter(|_| !trend.plan_label.is_empty()) else { return };
    let dy = if last.1 <= first.1 { 20.0 } else { -10.0 };
    svg.tag("text", "pl").percent("x", *x).percent("y", *y).px("dx", 8.0).px("dy", dy).holding(&trend.plan_label);
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMAT: fn(f64) -> String = |value| format!("{value}");

    fn line(values: &[f64]) -> Trend<'static> {
        let point = |(value, year): (&f64, i32)| Point {
            label: year.to_string(),
            at: f64::from(year),
            amount: (*value >= 0.0).then(|| Amount { value: *value, text: format!("{value}") }),
            estimated: false,
        };
        let points = values.iter().zip(2022..).map(point).collect();
        let (plan_label, axis_note) = ("Plan".to_owned(), "not from 0".to_owned());
        Trend { points, plan: Vec::new(), target: None, plan_label, axis_note, format: &FORMAT }
    }

    #[test]
    fn a_gap_is_no_line() {
        let svg = trend(&line(&[1.0, 2.0, -1.0, 3.0, 4.0]));
        assert_eq!((svg.matches("class=\"act\"").count(), svg.matches("<circle").count()), (2, 4));
        assert!(svg.contains("points=\"1.5,75 25.75,50\""), "{svg}");
    }

    #[test]
    fn only_a_marked_axis_does_not_start_at_zero() {
        assert!(!trend(&line(&[1.0, 20.0])).contains("not from 0"));
        assert!(trend(&line(&[96.0, 97.0])).contains(">95.75 · not from 0<"));
        assert!(!trend(&line(&[5.0])).contains("not from 0"));
    }

    #[test]
    fn the_years_up_to_the_target_follow() {
        let target = Some(("Target".to_owned(), Amount { value: 9.0, text: "9".into() }, 2030.0));
        let svg = trend(&Trend { target, plan: vec![(2022.0, 1.0), (2030.0, 9.0)], ..line(&[1.0, 2.0]) });
        assert!(["2022", "2024", "2029", "2030"].iter().all(|year| svg.contains(&format!(">{year}</text>"))), "{svg}");
        assert_eq!(svg.matches("class=\"odd\"").count(), 4);
        assert!(svg.contains("text-anchor=\"end\">Target 9</text>"));
    }

    #[test]
    fn no_label_of_a_time_covers_another() {
        let mut long = line(&[1.0, 2.0, 3.0, 4.0]);
        long.points[3].label = "the first quarter of the year 2025".into();
        long.points[3].at = 2024.25;
        let svg = trend(&Trend { plan: vec![(2022.0, 1.0), (2025.0, 9.0)], ..long });
        let shown = |label| svg.contains(&format!("{label}</text>"));
        assert_eq!(["2023", "2024", "of the year 2025", "\">2025"].map(shown), [true, true, false, true], "{svg}");
    }

    #[test]
    fn whatever_is_drawn_has_its_place() {
        let odd = [0.0, 1.0, -5.0, 1e300, f64::MIN, f64::MAX, f64::NAN, f64::INFINITY, 1e-310];
        assert_eq!(trend(&line(&[])), "");
        for (a, b, c) in odd.iter().flat_map(|a| odd.iter().flat_map(move |b| odd.map(|c| (*a, *b, c)))) {
            let point = |at: f64, value: f64| Point {
                at,
                amount: Some(Amount { value, text: String::new() }),
                ..Point::default()
            };
            let target = Some((String::new(), Amount { value: c, text: String::new() }, a));
            let points = vec![point(2020.0, a), point(b, c), point(2022.0, b)];
            let svg = trend(&Trend { points, plan: vec![(a, b), (b, c)], target, ..line(&[]) });
            for number in svg.split('"').filter_map(|part| part.strip_suffix('%')) {
                let number: f64 = number.parse().unwrap();
                assert!((-1.0..=101.0).contains(&number), "{a} {b} {c}: {svg}");
            }
        }
    }
}

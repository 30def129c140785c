//! How far is it to the target?

use super::scale::{ends, part};
use super::svg::{Anchor, Svg, width};
use super::{Amount, Bullet};

/// Start, now, planned and target on one line.
pub fn bullet(bullet: &Bullet) -> String {
    let drawing = Drawing::new(bullet, NARROW);
    let mut svg = Svg::on_page();
    svg.hidden("bullet").px("height", drawing.height()).open();
    drawing.draw(&mut svg);
    svg.end()
}

/// How much of the way is done (1 is all of it), how much should be, and whether that is less than planned.
pub fn meter(progress: f64, expected: Option<f64>, behind: bool) -> String {
    let percent = |part: f64| if part.is_nan() { 0.0 } else { part.clamp(0.0, 1.0) * 100.0 };
    let mut svg = Svg::on_page();
    svg.hidden("meter").px("height", 14.0).open();
    let bar = |svg: &mut Svg, class: &str, width: f64| {
        svg.tag("rect", class).px("y", 3.0).percent("width", width).px("height", 8.0).px("rx", 4.0).empty();
    };
    bar(&mut svg, "m-track", 100.0);
    if percent(progress) > 0.0 {
        bar(&mut svg, if behind { "m-fill is-warn" } else { "m-fill" }, percent(progress));
    }
    if let Some(expected) = expected {
        let x = percent(expected);
        svg.tag("line", "m-plan").percent("x1", x).percent("x2", x).px("y2", 14.0).empty();
    }
    svg.end()
}

/// A line across the bar, with a halo that parts it from the fill.
fn mark(svg: &mut Svg, x: f64, (from, to): (f64, f64)) {
    for class in ["m-halo", "m-plan"] {
        svg.tag("line", class).percent("x1", x).percent("x2", x).px("y1", from).px("y2", to).empty();
    }
}

/// Least width of a bullet on a page, in pixels.
const NARROW: f64 = 250.0;
/// Size of its texts.
const SIZE: f64 = 13.0;
const ROW: f64 = 20.0;
const BAR: f64 = 32.0;
/// Between texts and bar.
const GAP: f64 = 8.0;

/// A bullet with everything in its place.
pub(super) struct Drawing {
    /// From where to where it is filled, in percent.
    fill: Option<(f64, f64)>,
    behind: bool,
    above: Vec<Label>,
    below: Vec<Label>,
}

/// A text beside the bar.
struct Label {
    text: String,
    /// Its width in pixels.
    wide: f64,
    x: f64,
    anchor: Anchor,
    /// 0 is the row next to the bar.
    row: u8,
    is_now: bool,
}

impl Drawing {
    /// Texts keep apart from a width of `room` pixels on.
    pub(super) fn new(bullet: &Bullet, room: f64) -> Self {
        let value = |named: &Option<(String, Amount)>| named.as_ref().map(|(_, amount)| amount.value);
        let (start, now) = (value(&bullet.start), value(&bullet.now));
        // A count without a start begins at zero.
        let start = start.filter(|start| start.is_finite()).unwrap_or(0.0);
        let target = bullet.target.1.value;
        let all = [Some(start), now, value(&bullet.planned), Some(target)];
        let (low, high) = ends(all.into_iter().flatten()).unwrap_or((0.0, 1.0));
        // The way always leads to the right, also where less is better.
        let (from, to) = if target < start { (high, low) } else { (low, high) };
        let x = |value: f64| part(value, from, to) * 100.0;
        let label = |named: Option<&(String, Amount)>, is_now: bool| {
            let (word, amount) = named.filter(|(_, amount)| amount.value.is_finite())?;
            let (text, x) = ([&**word, " ", &amount.text].concat(), x(amount.value));
            Some(Label { wide: width(&text, SIZE), text, x, anchor: Anchor::at(x), row: 0, is_now })
        };
        let fill = now.filter(|now| now.is_finite()).map(|now| (x(start).min(x(now)), x(start).max(x(now))));
        let above = [label(bullet.start.as_ref(), false), label(bullet.planned.as_ref(), false)];
        let below = [label(bullet.now.as_ref(), true), label(Some(&bullet.target), false)];
        let placed = |labels: [Option<Label>; 2]| keep_apart(labels.into_iter().flatten().collect(), room);
        Drawing { fill, behind: bullet.behind, above: placed(above), below: placed(below) }
    }

    /// Height in pixels.
    pub(super) fn height(&self) -> f64 {
        self.top() + BAR + GAP + rows(&self.below) * ROW
    }

    fn top(&self) -> f64 {
        rows(&self.above) * ROW + GAP
    }

    pub(super) fn draw(&self, svg: &mut Svg) {
        let (top, bottom) = (self.top(), self.top() + BAR);
        let bar = |svg: &mut Svg, class: &str, (from, to): (f64, f64)| {
            let rect = svg.tag("rect", class).percent("x", from).percent("width", to - from);
            rect.px("y", top).px("height", BAR).px("rx", 4.0).empty();
        };
        bar(svg, "m-track", (0.0, 100.0));
        if let Some(fill) = self.fill.filter(|(from, to)| to > from) {
            bar(svg, if self.behind { "m-fill is-warn" } else { "m-fill" }, fill);
        }
        for label in &self.above {
            let reach = f64::from(label.row) * ROW;
            mark(svg, label.x, (top - 6.0 - reach, bottom + 4.0));
            label.draw(svg, top - GAP - 3.0 - reach);
        }
        for label in &self.below {
            let reach = f64::from(label.row) * ROW;
            if !label.is_now {
                mark(svg, label.x, (top - 4.0, bottom + 6.0 + reach));
            }
            label.draw(svg, bottom + GAP + 13.0 + reach);
        }
    }
}

impl Label {
    fn draw(&self, svg: &mut Svg, y: f64) {
        let text = svg.tag("text", if self.is_now { "hl" } else { "" }).percent("x", self.x).px("y", y);
        text.anchor(self.anchor).holding(&self.text);
    }

    /// From where to where it reaches, in pixels, if it stands so.
    fn span(&self, anchor: Anchor, wide: f64) -> (f64, f64) {
        let (x, own) = (self.x / 100.0 * wide, self.wide);
        match anchor {
            Anchor::Start => (x, x + own),
            Anchor::Middle => (x - own / 2.0, x + own / 2.0),
            Anchor::End => (x - own, x),
        }
    }
}

fn rows(labels: &[Label]) -> f64 {
    labels.iter().map(|label| f64::from(label.row) + 1.0).fold(0.0, f64::max)
}

/// Turns two texts away from each other; where there is no room for both, the second gets a row of
/// its own.
fn keep_apart(mut labels: Vec<Label>, wide: f64) -> Vec<Label> {
    let ways = [Anchor::Start, Anchor::Middle, Anchor::End];
    let inside = |(from, to): (f64, f64)| from >= -1.0 && to <= wide + 1.0;
    let wanted: Vec<Anchor> = labels.iter().map(|label| label.anchor).collect();
    let [first, second] = labels.as_mut_slice() else {
        for label in &mut labels {
            let found = ways.into_iter().find(|way| inside(label.span(*way, wide)));
            label.anchor =
                Some(label.anchor).filter(|way| inside(label.span(*way, wide))).or(found).unwrap_or(label.anchor);
        }
        return labels;
    };
    let mut pairs: Vec<(Anchor, Anchor)> = ways.iter().flat_map(|a| ways.map(|b| (*a, b))).collect();
    pairs.sort_by_key(|(a, b)| usize::from(wanted.first() != Some(a)) + usize::from(wanted.get(1) != Some(b)));
    let apart = |(a, b): &(Anchor, Anchor)| {
        let (a, b) = (first.span(*a, wide), second.span(*b, wide));
        inside(a) && inside(b) && (a.1 + 10.0 <= b.0 || b.1 + 10.0 <= a.0)
    };
    match pairs.into_iter().find(apart) {
        Some((a, b)) => (first.anchor, second.anchor) = (a, b),
        None => second.row = 1,
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(start: Option<f64>, now: f64, planned: f64, target: f64) -> Drawing {
        let named = |value: f64| ("Word".to_owned(), Amount { value, text: format!("{value}") });
        let (start, now, planned) = (start.map(named), Some(named(now)), Some(named(planned)));
        Drawing::new(&Bullet { start, now, planned, target: named(target), behind: false }, NARROW)
    }

    #[test]
    fn the_way_leads_to_the_right() {
        assert_eq!(drawing(Some(14.0), 22.0, 20.0, 30.0).fill, Some((0.0, 50.0)));
        assert_eq!(drawing(Some(10.0), 8.0, 7.0, 6.0).fill, Some((0.0, 50.0)), "less is better");
        assert_eq!(drawing(None, 30.0, 40.0, 60.0).fill, Some((0.0, 50.0)), "from zero");
        assert_eq!(drawing(Some(100.0), 90.0, 120.0, 190.0).fill, Some((0.0, 10.0)), "below the start");
        let over = drawing(Some(0.0), 200.0, 50.0, 100.0);
        assert_eq!((over.fill, over.below[1].x), (Some((0.0, 100.0)), 50.0));
    }

    #[test]
    fn texts_stay_inside_and_apart() {
        for (now, planned) in [(0.0, 1.0), (14.0, 16.0), (50.0, 52.0), (84.0, 99.0), (100.0, 0.0), (100.0, 100.0)] {
            let drawing = drawing(Some(0.0), now, planned, 100.0);
            for labels in [&drawing.above, &drawing.below] {
                let spans: Vec<(f64, f64)> = labels.iter().map(|label| label.span(label.anchor, NARROW)).collect();
                assert!(
                    spans.iter().all(|span| span.0 >= -1.0 && span.1 <= NARROW + 1.0),
                    "{now} {planned}: {spans:?}"
                );
                let apart = spans[0].1 <= spans[1].0 || spans[1].1 <= spans[0].0;
                assert!(apart || labels[0].row != labels[1].row, "{now} {planned}: {spans:?}");
            }
        }
    }

    #[test]
    fn a_meter_is_full_at_most() {
        assert!(meter(1.18, None, false).contains("class=\"m-fill\" y=\"3\" width=\"100%\""));
        assert!(meter(0.386, Some(0.36), false).contains("class=\"m-plan\" x1=\"36%\""));
        assert!(!meter(-0.2, None, false).contains("m-fill") && !meter(f64::NAN, None, true).contains("m-fill"));
    }
}

//! How do parts compare?

use super::scale::{ends, part};
use super::svg::Svg;
use super::{Bar, BarKind, Segment};

/// The drawing of each bar's cell, on one scale from zero; empty where there is no bar.
pub fn bars(bars: &[Bar]) -> Vec<String> {
    let scale = Scale::new(bars);
    let cell = |bar: &Bar| match scale.span(bar) {
        None => String::new(),
        Some(span) => {
            let mut svg = Svg::frame("bar");
            draw(&mut svg, bar.kind, span, scale.zero());
            svg.end()
        }
    };
    bars.iter().map(cell).collect()
}

/// The common scale of bars.
pub(super) struct Scale {
    low: f64,
    high: f64,
}

/// The narrowest bar of a number that is not zero, in percent.
const LEAST: f64 = 0.5;

impl Scale {
    pub(super) fn new(bars: &[Bar]) -> Self {
        let (low, high) = ends(bars.iter().filter_map(value)).unwrap_or((0.0, 0.0));
        Scale { low: low.min(0.0), high: high.max(0.0) }
    }

    /// Where zero is, in percent.
    pub(super) fn zero(&self) -> f64 {
        if self.low < 0.0 { part(0.0, self.low, self.high) * 100.0 } else { 0.0 }
    }

    /// From where to where a bar goes, in percent.
    pub(super) fn span(&self, bar: &Bar) -> Option<(f64, f64)> {
        let value = value(bar)?;
        let (zero, end) = (self.zero(), part(value, self.low, self.high) * 100.0);
        match value {
            0.0 => Some((zero, zero)),
            value if value > 0.0 => Some((zero, end.max(zero + LEAST))),
            _ => Some((end.min(zero - LEAST), zero)),
        }
    }
}

fn value(bar: &Bar) -> Option<f64> {
    let shown = !matches!(bar.kind, BarKind::Missing | BarKind::Withheld);
    bar.amount.as_ref().map(|amount| amount.value).filter(|value| shown && value.is_finite())
}

/// A bar of the height of its place. Zero has its line, to tell it from what is not known.
pub(super) fn draw(svg: &mut Svg, kind: BarKind, (from, to): (f64, f64), zero: f64) {
    if to > from {
        let class = match kind {
            BarKind::Estimated => "f1 est",
            BarKind::Remainder => "f0",
            _ => "f1",
        };
        let rect = svg.tag("rect", class).percent("x", from).percent("width", to - from);
        rect.percent("height", 100.0).px("rx", 2.0).empty();
    }
    if to <= from || zero > 0.0 {
        svg.line("ax", (zero, 0.0), (zero, 100.0));
    }
}

/// Classes of the parts of a whole; what is more than four is grey, and so is the remainder.
const FILLS: [&str; 4] = ["f1", "f2", "f3", "f4"];

/// Parts of a whole beside each other: at most four hues.
pub fn stacked(parts: &[Segment]) -> String {
    let amount = |part: &Segment| Some(part.amount.value).filter(|value| value.is_finite() && *value > 0.0);
    let total: f64 = parts.iter().filter_map(amount).sum();
    let mut svg = Svg::frame("stacked");
    let mut reached = 0.0;
    let hues = FILLS.iter().copied().chain(std::iter::repeat("f0"));
    for (segment, hue) in parts.iter().zip(hues) {
        let Some(value) = amount(segment) else { continue };
        let share = part(value, 0.0, total) * 100.0;
        let class = if segment.remainder { "f0" } else { hue };
        svg.tag("rect", class).percent("x", reached).percent("width", share).percent("height", 100.0).empty();
        reached += share;
    }
    svg.end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::Amount;

    fn bar(value: f64) -> Bar {
        Bar { amount: Some(Amount { value, text: String::new() }), ..Bar::default() }
    }

    fn spans(values: &[f64]) -> Vec<Option<(f64, f64)>> {
        let bars: Vec<Bar> = values.iter().map(|value| bar(*value)).collect();
        let scale = Scale::new(&bars);
        bars.iter().map(|bar| scale.span(bar)).collect()
    }

    #[test]
    fn bars_have_one_scale_from_zero() {
        assert_eq!(spans(&[50.0, 100.0, 0.0]), [Some((0.0, 50.0)), Some((0.0, 100.0)), Some((0.0, 0.0))]);
        assert_eq!(spans(&[-25.0, 75.0]), [Some((0.0, 25.0)), Some((25.0, 100.0))]);
        assert_eq!(spans(&[-4.0, -1.0]), [Some((0.0, 100.0)), Some((75.0, 100.0))]);
        assert_eq!(spans(&[1.0, 1e6])[0], Some((0.0, LEAST)));
        assert_eq!(spans(&[0.0, f64::NAN]), [Some((0.0, 0.0)), None]);
    }

    #[test]
    fn what_is_not_told_has_no_bar() {
        let rows = [BarKind::Missing, BarKind::Withheld, BarKind::Plain].map(|kind| Bar { kind, ..bar(3.0) });
        assert_eq!(bars(&rows).iter().map(|svg| svg.is_empty()).collect::<Vec<_>>(), [true, true, false]);
        assert!(bars(&[Bar { kind: BarKind::Estimated, ..bar(1.0) }])[0].contains("class=\"f1 est\""));
    }

    #[test]
    fn parts_fill_the_whole() {
        let parts = [1.0, 2.0, 5.0, -3.0, 2.0]
            .map(|value| Segment { amount: Amount { value, text: String::new() }, ..Segment::default() });
        let svg = stacked(&parts);
        assert!(svg.contains("class=\"f1\" x=\"0%\" width=\"10%\""), "{svg}");
        assert!(svg.contains("class=\"f0\" x=\"80%\" width=\"20%\""), "{svg}");
    }
}

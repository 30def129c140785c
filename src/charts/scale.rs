//! Which numbers are at the ends of an axis and on its lines?

/// Round numbers from `min` or below to `max` or above: 4 to 6 of them, 1, 2, 2.5 or 5 × 10ⁿ apart.
pub fn steps(min: f64, max: f64) -> Vec<f64> {
    let (min, max) = range(min, max);
    // The power of ten below a sixth of the range is too small a step, and a range itself too large.
    let power = ((max - min) / 10.0).log10().floor() as i32;
    let sizes = (power..power + 3).flat_map(|power| [1.0, 2.0, 2.5, 5.0].map(|factor| (factor, power)));
    let mut all = sizes.filter_map(|(factor, power)| steps_of(min, max, factor, power));
    all.next().unwrap_or_else(|| vec![min, max])
}

/// Two different numbers, neither so large nor so close that sums lose their meaning.
fn range(min: f64, max: f64) -> (f64, f64) {
    let sound = |value: f64| if value.is_finite() { value.clamp(-1e250, 1e250) } else { 0.0 };
    let (min, max) = (sound(min).min(sound(max)), sound(min).max(sound(max)));
    let size = min.abs().max(max.abs());
    if size < 1e-250 {
        (0.0, 1.0)
    } else if max - min < size * 1e-9 {
        (min.min(0.0), max.max(0.0))
    } else {
        (min, max)
    }
}

/// The multiples of `factor` × 10^`power` around a range; none where these are more than six.
fn steps_of(min: f64, max: f64, factor: f64, power: i32) -> Option<Vec<f64>> {
    // Dividing by a whole power of ten gives 0.3, where multiplying by a tenth does not.
    let (up, down) = (10f64.powi(power.max(0)), 10f64.powi((-power).max(0)));
    let value = |count: f64| count * factor * up / down;
    // What is a multiple but for rounding is one.
    let count = |value: f64| value / factor / up * down;
    let whole = |count: f64| ((count - count.round()).abs() < 1e-9 * count.abs().max(1.0)).then(|| count.round());
    let first = whole(count(min)).unwrap_or_else(|| count(min).floor());
    let last = whole(count(max)).unwrap_or_else(|| count(max).ceil());
    let number = last - first;
    (number <= 5.0).then(|| (0..=number as u32).map(|at| value(first + f64::from(at)) + 0.0).collect())
}

/// Where a number stands between two others, from 0 to 1; in the middle where these are the same.
pub(super) fn part(value: f64, from: f64, to: f64) -> f64 {
    let part = (value - from) / (to - from);
    if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.5 }
}

/// The smallest and the largest of some numbers.
pub(super) fn ends(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let values = values.filter(|value| value.is_finite());
    values.fold(None, |ends, value| match ends {
        None => Some((value, value)),
        Some((min, max)) => Some((value.min(min), value.max(max))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        assert_eq!(steps(0.0, 250_000.0), [0.0, 50_000.0, 100_000.0, 150_000.0, 200_000.0, 250_000.0]);
        assert_eq!(steps(0.0, 96_400.0), [0.0, 20_000.0, 40_000.0, 60_000.0, 80_000.0, 100_000.0]);
        assert_eq!(steps(14.0, 30.0), [10.0, 15.0, 20.0, 25.0, 30.0]);
        assert_eq!(steps(0.0, 0.3), [0.0, 0.1, 0.2, 0.3]);
        assert_eq!(steps(-3.0, 4.0), [-4.0, -2.0, 0.0, 2.0, 4.0]);
        assert_eq!(steps(92.1, 97.3), [92.0, 94.0, 96.0, 98.0]);
    }

    #[test]
    fn odd_ranges_have_steps() {
        assert_eq!(steps(0.0, 0.0), [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]);
        assert_eq!(steps(f64::NAN, 5.0), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(steps(7.0, 7.0), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(steps(10.0, 0.0), steps(0.0, 10.0));
        for (min, max) in [(0.0, f64::MAX), (f64::MIN, f64::MAX), (1e-300, 2e-300), (1e15, 1e15 + 1.0), (-5.0, -4.9)] {
            let steps = steps(min, max);
            assert!((4..=6).contains(&steps.len()), "{min} {max}: {steps:?}");
            assert!(steps.windows(2).all(|two| two[0] < two[1]), "{steps:?}");
        }
    }

    #[test]
    fn there_are_always_four_to_six_steps_around_the_range() {
        let numbers = (0..400).map(|at| 1.37f64.powi(at / 4 - 50) * f64::from(at % 7 - 3));
        let numbers: Vec<f64> = numbers.collect();
        for (min, max) in numbers.iter().flat_map(|min| numbers.iter().map(move |max| (min.min(*max), min.max(*max)))) {
            let steps = steps(min, max);
            assert!((4..=6).contains(&steps.len()), "{min} {max}: {steps:?}");
            let slack = (max - min).abs() * 1e-6 + 1e-12 * max.abs().max(min.abs());
            assert!(steps[0] <= min + slack && steps[steps.len() - 1] >= max - slack, "{min} {max}: {steps:?}");
        }
    }
}

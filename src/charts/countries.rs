//! Where is how much?

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Tile;
use super::svg::Svg;

/// Column and row of each Member State on a grid of 7 × 7.
const GRID: [(&str, u8, u8); 27] = [
    ("SE", 4, 0),
    ("FI", 5, 0),
    ("DK", 3, 1),
    ("EE", 5, 1),
    ("IE", 0, 2),
    ("NL", 2, 2),
    ("DE", 3, 2),
    ("PL", 4, 2),
    ("LV", 5, 2),
    ("BE", 1, 3),
    ("LU", 2, 3),
    ("CZ", 3, 3),
    ("SK", 4, 3),
    ("LT", 5, 3),
    ("FR", 1, 4),
    ("AT", 3, 4),
    ("HU", 4, 4),
    ("RO", 5, 4),
    ("PT", 0, 5),
    ("ES", 1, 5),
    ("IT", 2, 5),
    ("SI", 3, 5),
    ("HR", 4, 5),
    ("BG", 5, 5),
    ("MT", 2, 6),
    ("EL", 5, 6),
    ("CY", 6, 6),
];

/// From the beginning of a tile to that of the next, and to its end, in percent.
const PITCH: f64 = 14.4;
const SIDE: f64 = 13.6;

/// The Member States as a grid of equal tiles, shaded in five steps, each with its value. The texts
/// should be short: `14.9k`.
pub fn tiles(tiles: &[Tile]) -> String {
    let bounds = shades(tiles);
    let mut svg = Svg::frame("tilemap");
    for (code, column, row) in GRID {
        let tile = tiles.iter().find(|tile| tile.code == code);
        let (x, y) = (f64::from(column) * PITCH, f64::from(row) * PITCH);
        svg.tag("g", class(tile, &bounds)).open();
        let rect = svg.tag("rect", "").percent("x", x).percent("y", y);
        rect.percent("width", SIDE).percent("height", SIDE).px("rx", 4.0).empty();
        let centre = (x + SIDE / 2.0, y + SIDE / 2.0);
        let value = tile.map(|tile| tile.amount.as_ref().map_or("–", |amount| &amount.text));
        let text = |svg: &mut Svg, class: &str, dy: f64, text: &str| {
            svg.tag("text", class).percent("x", centre.0).percent("y", centre.1).px("dy", dy).holding(text);
        };
        let is_marked = bounds.is_empty();
        text(&mut svg, "", if value.is_none() || is_marked { 4.5 } else { -1.5 }, code);
        if let Some(value) = value.filter(|_| !is_marked) {
            text(&mut svg, if value.chars().count() > 5 { "v s" } else { "v" }, 12.0, value);
        }
        svg.close("g");
    }
    svg.end()
}

/// A map of the Member States, shaded in five steps; marked only, where no country has a number. Is
/// something everywhere, so that no country stands for nothing? At most one on a page: its geometry is 11 kB.
///
/// It stands in the page, since browsers differ on whether `default-src 'none'` forbids `<use>` of
/// another file.
pub fn map(tiles: &[Tile], everywhere: bool) -> String {
    let bounds = shades(tiles);
    let mut svg = Svg::on_page();
    svg.hidden("map").attribute("viewBox", "0 0 500 473").open();
    svg.tag("path", "map-context").attribute("d", shape("context")).empty();
    for (code, shape) in SHAPES.iter().filter(|(code, _)| **code != "context") {
        let tile = tiles.iter().find(|tile| iso(&tile.code) == *code);
        let class = match class(tile, &bounds) {
            "q0" if everywhere => "qw",
            class => class,
        };
        svg.tag("path", class).attribute("d", shape).empty();
    }
    svg.end()
}

/// The shapes of the countries, by ISO code. Made with Natural Earth, public domain.
static SHAPES: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let parts = include_str!("eu27.svg").split(" id=\"").skip(1);
    let shape = |part: &'static str| {
        let (code, rest) = part.split_once('"')?;
        Some((code, rest.split_once(" d=\"")?.1.split_once('"')?.0))
    };
    parts.filter_map(shape).collect()
});

fn shape(code: &str) -> &'static str {
    SHAPES.get(code).copied().unwrap_or("")
}

/// Greece is `EL` to the European Union and `GR` to all others.
fn iso(code: &str) -> &str {
    if code == "EL" { "GR" } else { code }
}

/// The shade of a country: `q1` to `q5`; `q0` where it has no number, or zero.
fn class(tile: Option<&Tile>, bounds: &[f64]) -> &'static str {
    const CLASSES: [&str; 6] = ["q0", "q1", "q2", "q3", "q4", "q5"];
    match (tile, tile.and_then(value)) {
        (None, _) => "q0",
        (Some(_), _) if bounds.is_empty() => "q4",
        (_, None) => "q0",
        (_, Some(value)) => {
            let reached = bounds.iter().filter(|bound| value >= **bound).count();
            CLASSES.get(reached).copied().unwrap_or("q5")
        }
    }
}

fn value(tile: &Tile) -> Option<f64> {
    let value = tile.amount.as_ref()?.value;
    (value.is_finite() && value != 0.0).then_some(value)
}

/// The lowest number of each shade that is used, from light to dark, for the legend: classes `q1` to
/// `q5`. Each shade has about as many countries.
pub fn shades(tiles: &[Tile]) -> Vec<f64> {
    let mut values: Vec<f64> = tiles.iter().filter_map(value).collect();
    values.sort_by(f64::total_cmp);
    let mut distinct = values.clone();
    distinct.dedup();
    if distinct.len() <= 5 {
        return distinct;
    }
    let quantile = |fifth: usize| values.get(values.len() * fifth / 5).copied();
    let mut bounds: Vec<f64> = values.first().copied().into_iter().collect();
    for bound in (1..5).filter_map(quantile).map(round_down) {
        if bounds.last().is_some_and(|last| bound > *last) {
            bounds.push(bound);
        }
    }
    bounds
}

/// The next 1, 1.5, 2, 3, 4, 5, 6, 8 × 10ⁿ below a number.
fn round_down(value: f64) -> f64 {
    if value <= 0.0 {
        return value;
    }
    let power = value.log10().floor() as i32;
    let (up, down) = (10f64.powi(power.max(0)), 10f64.powi((-power).max(0)));
    let factors = [8.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.5, 1.0];
    factors.into_iter().map(|factor| factor * up / down).find(|bound| *bound <= value).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::Amount;

    fn countries(values: &[(&str, f64)]) -> Vec<Tile> {
        let tile = |(code, value): &(&str, f64)| {
            let amount = Some(Amount { value: *value, text: format!("{value}") });
            Tile { code: (*code).to_owned(), label: String::new(), amount }
        };
        values.iter().map(tile).collect()
    }

    #[test]
    fn every_country_has_its_place_and_shape() {
        let mut places: Vec<(u8, u8)> = GRID.iter().map(|(_, column, row)| (*column, *row)).collect();
        places.sort_unstable();
        places.dedup();
        assert_eq!((places.len(), SHAPES.len()), (27, 28));
        assert!(GRID.iter().all(|(code, ..)| !shape(iso(code)).is_empty()));
        assert!(!shape("context").is_empty() && !shape("MT").is_empty());
    }

    #[test]
    fn shades_are_few_round_and_rising() {
        assert_eq!(shades(&countries(&[("DE", 3.0), ("FR", 1.0), ("IT", 3.0), ("ES", 0.0)])), [1.0, 3.0]);
        let many: Vec<(&str, f64)> =
            GRID.iter().zip(1..).map(|((code, ..), at)| (*code, f64::from(at) * 37.0)).collect();
        assert_eq!(shades(&countries(&many)), [37.0, 200.0, 400.0, 600.0, 800.0]);
        assert_eq!(shades(&countries(&[("DE", f64::NAN), ("FR", 0.0)])), Vec::<f64>::new());
    }

    #[test]
    fn shades_are_the_same_on_grid_and_map() {
        let values = countries(&[("EL", 2.0), ("DE", 9.0), ("FR", 0.0)]);
        assert!(tiles(&values).contains("<g class=\"q1\"><rect x=\"72%\""));
        let (map, greece) = (map(&values, false), format!("class=\"q1\" d=\"{}\"", shape("GR")));
        assert!(map.contains(&greece));
        assert_eq!(map.matches("class=\"q0\"").count(), 25);
        assert!(!self::map(&values, true).contains("class=\"q0\""));
        let marked = Tile { code: "FR".into(), ..Tile::default() };
        assert_eq!(tiles(&[marked]).matches("class=\"q4\"").count(), 1);
    }
}

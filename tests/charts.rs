//! Can the charts be read: contrast of every pair of colours, in light and dark, and the components
//! that frame them?

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use pactfolio::charts::view::{BarRow, BarsView, ChartView};
use pactfolio::charts::{self, Amount, Bar, BarKind, Drawing, Point, Tone, Trend};
use pactfolio::record::Colour;
use pactfolio::render::built_in;
use tera::{Context, Tera};

fn file(path: &str) -> &'static str {
    built_in().iter().find(|(own, _)| *own == path).map(|(_, text)| *text).unwrap()
}

/// The colour of each token for light and dark.
fn tokens() -> BTreeMap<&'static str, [Colour; 2]> {
    let mut tokens = BTreeMap::new();
    for line in file("static/css/tokens.css").lines() {
        let Some((name, value)) = line.trim().strip_prefix("--").and_then(|line| line.split_once(": light-dark("))
        else {
            continue;
        };
        let both: Vec<Colour> = value.trim_end_matches(");").split(", ").map(colour).collect();
        tokens.insert(name, [both[0], both[1]]);
    }
    tokens
}

fn colour(text: &str) -> Colour {
    let long: String = text[1..].chars().flat_map(|digit| [digit, digit]).collect();
    Colour::parse(text).or_else(|| Colour::parse(&format!("#{long}"))).unwrap_or_else(|| panic!("{text}"))
}

/// Pairs of tokens with less contrast than they need.
fn too_faint(pairs: &[(&str, &str)], least: f64) -> Vec<String> {
    let tokens = tokens();
    let mut found = Vec::new();
    for (mark, ground) in pairs {
        for mode in [0, 1] {
            let contrast = tokens[mark][mode].contrast(tokens[ground][mode]);
            if contrast < least {
                found.push(format!("{mark} on {ground}, {}: {contrast:.2}", ["light", "dark"][mode]));
            }
        }
    }
    found
}

#[test]
fn texts_can_be_read() {
    let mut pairs = vec![("on-s3", "s3"), ("ink", "s1"), ("ink", "s2"), ("bg", "s4"), ("bg", "s5"), ("ink", "sunken")];
    for ground in ["bg", "surface", "sunken"] {
        pairs.extend(["ink", "ink-2", "link", "ok", "warn", "bad", "none"].map(|text| (text, ground)));
    }
    assert_eq!(too_faint(&pairs, 4.5), Vec::<String>::new());
}

#[test]
fn marks_can_be_seen() {
    let mut pairs = vec![("control", "bg"), ("warn", "sunken"), ("ink", "sunken"), ("bg", "c1"), ("bg", "c2")];
    for ground in ["bg", "surface", "sunken"] {
        pairs.extend(["c0", "c1", "c2", "c3", "c4", "control"].map(|mark| (mark, ground)));
    }
    assert_eq!(too_faint(&pairs, 3.0), Vec::<String>::new());
}

#[test]
fn browsers_without_light_dark_get_the_light_list() {
    let css = file("static/css/tokens.css");
    let old = css.split("@supports not").nth(1).unwrap();
    for (name, [light, _]) in tokens() {
        let short = format!("--{name}: ");
        let value = old.split(&short).nth(1).unwrap_or_else(|| panic!("{name} is missing"));
        assert_eq!(colour(value.split(';').next().unwrap()), light, "{name}");
    }
}

fn amount(value: f64) -> Option<Amount> {
    Some(Amount { value, text: format!("{value}") })
}

fn bars() -> Vec<Bar> {
    let bar = |label: &str, value: f64| Bar { label: label.into(), amount: amount(value), ..Bar::default() };
    vec![
        Bar { href: "age/25/".into(), share: "66 %".into(), ..bar("25 < 34", 20.0) },
        Bar { kind: BarKind::Remainder, share: "33 %".into(), ..bar("Not stated", 10.0) },
        Bar { label: "Over 55".into(), kind: BarKind::Withheld, note: "<5".into(), ..Bar::default() },
    ]
}

/// Files of their own bear the theme's colours.
#[test]
fn files_of_their_own_have_the_colours_of_the_theme() {
    let known: Vec<String> = tokens().values().flatten().map(|colour| colour.hex()).collect();
    let points = vec![
        Point { label: "2024".into(), at: 2024.0, amount: amount(1.0), estimated: false },
        Point { label: "2025".into(), at: 2025.0, amount: amount(2.0), estimated: true },
    ];
    let target = ("Target".to_owned(), Amount { value: 4.0, text: "4".into() }, 2027.0);
    let format = |value: f64| format!("{value}");
    let plan = vec![(2024.0, 1.0), (2027.0, 4.0)];
    let (plan_label, axis_note) = ("Plan".to_owned(), String::new());
    let trend = Trend { points, plan, target: Some(target), plan_label, axis_note, format: &format };
    let bullet =
        charts::Bullet { target: ("Target".into(), Amount { value: 4.0, text: "4".into() }), ..Default::default() };
    let files = [Drawing::Trend(&trend), Drawing::Bars(&bars()), Drawing::Bullet(&bullet)]
        .map(|drawing| charts::alone(drawing, "Title & more", "What it says."));
    for svg in &files {
        assert!(!svg.contains("style=") && svg.contains("<title>Title &amp; more</title><desc>"), "{svg}");
        for part in svg.split('#').skip(1) {
            let hex: String = part.chars().take_while(char::is_ascii_hexdigit).collect();
            assert!(known.contains(&colour(&format!("#{hex}")).hex()), "#{hex}");
        }
        well_formed(svg);
    }
    for tone in [Tone::Ok, Tone::Warn, Tone::Bad, Tone::None] {
        let badge = charts::badge("target", "64 % < of target, March 2026", tone);
        well_formed(&badge);
        for ground in badge.split("fill=\"#").skip(1).map(|part| format!("#{}", part.split('"').next().unwrap())) {
            let readable = colour(&ground).contrast(Colour([255; 3])) >= 4.5;
            assert!(readable || ground == "#fff", "{ground}");
        }
    }
}

/// XML with one attribute of a name per tag.
fn well_formed(svg: &str) {
    let mut reader = quick_xml::Reader::from_str(svg);
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => return,
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                tag.attributes().for_each(|attribute| drop(attribute.unwrap()));
            }
            _ => {}
        }
    }
}

fn rendered(call: &str, chart: impl serde::Serialize) -> String {
    let mut tera = Tera::default();
    let names = ["chart", "legend", "bars", "data_table", "link"];
    let paths = names.map(|name| format!("templates/components/{name}.html"));
    let mut templates: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), file(path))).collect();
    templates.push(("page.html", call));
    tera.add_raw_templates(templates).unwrap();
    let mut context = Context::new();
    context.insert("chart", &chart);
    context.insert("root", "../");
    context.insert("t", &BTreeMap::from([("show_numbers", "Show"), ("chart_as_picture", "Picture")]));
    tera.render("page.html", &context).unwrap()
}

#[test]
fn a_chart_has_its_frame() {
    let legend = vec![("f1".to_owned(), "Trained".to_owned()), ("plan".to_owned(), "Plan".to_owned())];
    let view = ChartView {
        id: "trend".into(),
        title: "People & places".into(),
        sentence: "It rises.".into(),
        svg: "<svg/>".into(),
        legend,
        download: "trend.svg".into(),
        ..ChartView::default()
    };
    let html = rendered("{{ <chart chart={chart} /> }}", &view);
    assert!(
        html.contains(
            "<figure class=\"card chart\" aria-labelledby=\"trend\">\n<h3 id=\"trend\">People &amp; places</h3>"
        ),
        "{html}"
    );
    assert!(html.contains("<p class=\"vh\">It rises.</p>"), "{html}");
    assert!(html.contains("<ul class=\"legend\" role=\"list\"><li class=\"f1\">Trained</li>"), "{html}");
    assert!(html.contains("\n<svg/>\n<figcaption"), "{html}");
    assert!(html.contains("<a href=\"../trend.svg\">Picture</a>"), "{html}");
    let shaded = ChartView { legend: vec![("q1".into(), "1–9".into())], ..view };
    assert!(rendered("{{ <chart chart={chart} /> }}", shaded).contains("class=\"legend ramp\""));
}

#[test]
fn bars_are_a_table() {
    let columns = ["Age", "People", "Share"].map(str::to_owned).to_vec();
    let rows: Vec<BarRow> = BarsView::rows(&bars());
    let view = BarsView { id: "age".into(), title: "Age".into(), columns, rows, ..BarsView::default() };
    let html = rendered("{{ <bars chart={chart} level={4} /> }}", view);
    let row = "<tr class=\"value\"><th scope=\"row\"><a href=\"../age/25/\">25 &lt; 34</a></th><td><svg class=\"bar\"";
    assert!(html.contains(row) && html.contains("<h4 id=\"age\">Age</h4>"), "{html}");
    assert!(html.contains("<td class=\"n\">20</td><td class=\"n\">66 %</td></tr>"), "{html}");
    assert!(
        html.contains("<tr class=\"withheld\"><th scope=\"row\">Over 55 <small>&lt;5</small></th><td></td>"),
        "{html}"
    );
}

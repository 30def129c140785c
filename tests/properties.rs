//! What is true of all periods and numbers, and of all texts whatever stands in them?

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use jiff::ToSpan;
use jiff::civil::{Date, date};
use pactfolio::read::Dialect;
use pactfolio::record::{Block, Period, Quantity, QuantityError, Visibility, outline, parse_date, scheme, slug};
use pactfolio::source::{SourceFile, Sources};
use pactfolio::{Request, configure, disk, prepare};
use proptest::prelude::*;

fn days() -> impl Strategy<Value = Date> {
    (0i32..40_000).prop_map(|day| date(1950, 1, 1).checked_add(day.days()).unwrap())
}

fn spans() -> impl Strategy<Value = Period> {
    (days(), 0i32..1500).prop_map(|(first, more)| Period { first, last: first.checked_add(more.days()).unwrap() })
}

/// Whole months, quarters, halves and years more often than other spans.
fn periods() -> impl Strategy<Value = Period> {
    let named = (1950i16..2100, 0usize..19).prop_map(|(year, part)| {
        let part = match part {
            0 => String::new(),
            1..=2 => format!("-H{part}"),
            3..=6 => format!("-Q{}", part - 2),
            month => format!("-{:02}", month - 6),
        };
        Period::parse(&format!("{year}{part}")).unwrap()
    });
    prop_oneof![named, spans()]
}

/// Numbers with at most nine decimals, as people write them.
fn quantities() -> impl Strategy<Value = Quantity> {
    (-1_000_000_000_000i64..1_000_000_000_000, 0u32..=999_999_999)
        .prop_map(|(whole, decimals)| Quantity::from_cell(&format!("{whole}.{decimals:09}"), Dialect::Toml).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_period_is_read_as_it_is_written(period in periods()) {
        prop_assert_eq!(Period::parse(&period.to_string()), Some(period));
    }

    #[test]
    fn what_is_read_as_a_period_is_written_in_one_way(text in "[0-9]{4}(-[0-9HSQ+ -][0-9+ -]?)?|\\PC{0,12}") {
        if let Some(period) = Period::parse(&text) {
            prop_assert_eq!(Period::parse(&period.to_string()), Some(period));
            prop_assert!(period.first <= period.last);
            let shown = period.to_string().replace('H', "S");
            prop_assert!(text.contains('/') || text == period.to_string() || text == shown, "{} is read as {}", text, period);
        }
    }

    #[test]
    fn periods_contain_and_meet(a in periods(), b in periods(), c in periods()) {
        prop_assert!(a.contains(a) && a.meets(a));
        prop_assert_eq!(a.meets(b), b.meets(a));
        prop_assert!(!a.contains(b) || a.meets(b));
        prop_assert!(!(a.contains(b) && b.contains(a)) || a == b);
        prop_assert!(!(a.contains(b) && b.contains(c)) || a.contains(c));
        prop_assert!(!(a.contains(b) && b.meets(c)) || a.meets(c));
        prop_assert!(!a.contains(b) || a.last >= b.last);
        prop_assert!(a.within_year().is_none() || Period::year(a.first.year()).unwrap().contains(a));
    }

    #[test]
    fn a_number_is_read_as_it_is_written(number in quantities()) {
        for dialect in [Dialect::Toml, Dialect::Comma] {
            prop_assert_eq!(Quantity::from_cell(&number.plain(), dialect), Ok(number));
        }
        // In such a file `1.234` could be either; in all others it is the same number.
        let european = Quantity::from_cell(&number.plain(), Dialect::European);
        prop_assert!(european == Ok(number) || european == Err(QuantityError::Ambiguous), "{:?}", european);
        prop_assert_eq!(Quantity::from_cell(&number.plain().replace('.', ","), Dialect::European).ok().unwrap_or(number), number);
    }

    #[test]
    fn a_number_has_one_meaning_at_most(text in "[-+]?[0-9]{0,4}[.,' ]?[0-9]{0,4}[.,' ]?[0-9]{0,4}") {
        let read = |dialect| Quantity::from_cell(&text, dialect);
        if let (Ok(comma), Ok(european)) = (read(Dialect::Comma), read(Dialect::European)) {
            prop_assert_eq!(comma, european, "{}", text);
        }
        if let Ok(plain) = read(Dialect::Toml) {
            prop_assert_eq!(read(Dialect::Comma), Ok(plain));
        }
    }

    #[test]
    fn the_order_of_adding_does_not_matter(numbers in prop::collection::vec(quantities(), 0..20), at in 0usize..20) {
        let sum: Quantity = numbers.iter().copied().sum();
        let mut turned = numbers.clone();
        turned.rotate_left(at % numbers.len().max(1));
        prop_assert_eq!(turned.iter().copied().sum::<Quantity>(), sum);
        turned.sort();
        prop_assert_eq!(turned.into_iter().sum::<Quantity>(), sum);
        prop_assert_eq!(numbers.iter().fold(sum, |rest, number| rest - *number), Quantity::ZERO);
    }

    #[test]
    fn a_date_is_read_as_it_is_written(day in days(), text in "\\PC{0,12}") {
        prop_assert_eq!(parse_date(&day.to_string()), Some(day));
        prop_assert!(parse_date(&text).is_none_or(|day| day.to_string() == text), "{}", text);
    }

    #[test]
    fn an_outline_points_into_its_text(text in markdown()) {
        let outline = outline(&text, slug);
        let headings = outline.headings.iter().map(|heading| &heading.at);
        for at in headings.chain(outline.links.iter().map(|link| &link.at)).chain(&outline.html) {
            prop_assert!(text.get(at.clone()).is_some(), "{:?} in {:?}", at, text);
        }
        let mut ids: Vec<&str> = outline.headings.iter().map(|heading| heading.id.as_str()).collect();
        ids.sort_unstable();
        let count = ids.len();
        ids.dedup();
        prop_assert_eq!(ids.len(), count, "each id once");
        prop_assert!(ids.iter().all(|id| !id.is_empty()));
    }

    #[test]
    fn slugs_stay_as_they_are(text in "\\PC{0,30}") {
        prop_assert_eq!(slug(&slug(&text)), slug(&text));
    }

    #[test]
    fn no_address_hides_its_scheme(space in "[\\x00-\\x20]{0,3}", case in "[jJ][aA][vV][aA][sS][cC][rR][iI][pP][tT]", rest in "\\PC{0,8}") {
        prop_assert_eq!(scheme(&format!("{space}{case}:{rest}")), Block::Unsafe);
    }
}

/// Text with many signs that mean something in Markdown, and some of any script.
fn markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z žЖ漢]{1,8}",
        "[-#*_`~>|:\\[\\](){}<>!^+=\\\\&;\n\t ]{1,4}",
        Just("\n\n".to_owned()),
        Just("# ".to_owned()),
        Just("[a](b.md#c \"t\")".to_owned()),
        Just("![](x.svg)".to_owned()),
        Just("<b>x</b>".to_owned()),
        Just("<div>\n".to_owned()),
        Just(" {#id .class}\n".to_owned()),
        Just("[^1]: ".to_owned()),
        Just("[^1]".to_owned()),
        Just("| a | b |\n|---|--:|\n".to_owned()),
        Just("<a@b.example>".to_owned()),
        "\\PC{0,4}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Lines of fields: known and unknown names, with values of all sorts.
fn toml() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        prop::sample::select(vec![
            "title",
            "title.it",
            "summary",
            "category",
            "target_groups",
            "start",
            "end",
            "status",
            "draft",
            "aliases",
            "sources",
            "resources",
            "made_by",
            "updates",
            "kpis",
            "visibility",
            "tags",
            "review_by",
            "contributes_to",
        ])
        .prop_map(str::to_owned),
        "[a-z_.\"]{1,8}",
        Just("[[kpis]]\nindicator".to_owned()),
        Just("[[updates]]\ndate".to_owned()),
    ];
    let value = prop_oneof![
        prop::sample::select(vec![
            "\"\"",
            "\"c\"",
            "\"sectoral-skills\"",
            "[\"employees\"]",
            "2024",
            "-1",
            "1e99",
            "2024-02-30",
            "2024-06-06",
            "true",
            "\"planned\"",
            "[]",
            "{}",
            "{ it = \"x\" }",
            "{ value = 1, by = \"2030\" }",
            "[{ value = 1 }]",
            "nan",
            "0x1F",
            "\"people-participating\"",
            "[[1], [2]]",
            "\"members\"",
            "{ title = \"x\", url = \"y\" }",
            "1979-05-27T07:32:00Z",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,10}",
    ];
    let line =
        prop_oneof![8 => (name, value).prop_map(|(name, value)| format!("{name} = {value}\n")), 1 => "\\PC{0,12}\n"];
    prop::collection::vec(line, 0..14).prop_map(|lines| lines.concat())
}

/// A header and rows, with separators, quotes and cells of all sorts.
fn csv() -> impl Strategy<Value = String> {
    let cell = prop_oneof![
        prop::sample::select(vec![
            "",
            "c",
            "indicator",
            "period",
            "value",
            "commitment",
            "organisation",
            "sex",
            "F",
            "_T",
            "status",
            "missing",
            "2024",
            "2024-H1",
            "12",
            "1.234",
            "1,5",
            "\"1,5\"",
            "people-participating",
            "\"",
            "acme",
            "true",
            "numerator",
            "region",
            "BE1",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ];
    let separator = prop::sample::select(vec![",", ",", ",", ";", "\t"]);
    let row = (prop::collection::vec(cell, 0..6), separator.clone())
        .prop_map(|(cells, separator)| cells.join(separator) + "\n");
    let head = (
        prop::sample::subsequence(
            vec!["indicator", "period", "value", "commitment", "organisation", "sex", "status"],
            0..7,
        ),
        separator,
    );
    let head = head.prop_map(|(names, separator)| names.join(separator) + "\n");
    (head, prop::collection::vec(row, 0..8)).prop_map(|(head, rows)| head + &rows.concat())
}

/// The small sound portal with one file in place of its own: each finding has a place, an error
/// forbids building, and what is left can be built.
fn judge(path: &str, text: &str) {
    let mut files = base();
    files.retain(|file| &*file.path != path);
    files.push(SourceFile::from_bytes(path, text.as_bytes().to_vec()));
    let sources = Sources::new(files);
    for keep_going in [false, true] {
        let (as_of, audience) = (date(2026, 6, 30), Visibility::Public);
        let request = Request { as_of, audience, drafts: true, preview: false, keep_going };
        let (config, report) = configure(&sources);
        let prepared = prepare(&sources, config, &request, &report);
        let findings = report.settle(&sources);
        for finding in &findings.list {
            assert!(finding.line > 0 && finding.column > 0 && !finding.file.is_empty() && !finding.message.is_empty());
        }
        assert_eq!(
            prepared.is_ok(),
            keep_going || !findings.has_errors(),
            "an error is reported if and only if it fails"
        );
        if let Ok(prepared) = prepared {
            let renderer = prepared.renderer(&sources, &request, &report);
            let rendered = disk::render_all(&renderer, |_, _| Ok(()));
            assert!(rendered.is_ok(), "{}", pactfolio::report::text(&report.settle(&sources), &sources, false));
        }
    }
}

fn base() -> Vec<SourceFile> {
    use std::sync::OnceLock;
    static BASE: OnceLock<Vec<SourceFile>> = OnceLock::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/portals/base");
    BASE.get_or_init(|| disk::read_tree(&folder).unwrap().into_files()).clone()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_record_is_judged(text in toml()) {
        judge("content/partnerships/p/commitments/c.toml", &text);
    }

    #[test]
    fn any_table_is_judged(text in csv()) {
        judge("content/partnerships/p/data/figures.csv", &text);
    }

    #[test]
    fn any_text_is_judged(front in toml(), text in markdown()) {
        judge("content/partnerships/p/news/n.md", &format!("+++\ntitle = \"N\"\ndate = 2026-05-04\n{front}+++\n\n{text}"));
        judge("content/partnerships/p/pages/n.md", &format!("+++\ntitle = \"N\"\n+++\n\n{text}"));
    }
}

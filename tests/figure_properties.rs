//! What is true of the figures of every portal?
//!
//! A small portal is made from a list of bytes, so that a failure shrinks. Beside its rows the test
//! keeps, for every figure, which rows it must be the sum of, worked out from the way in which the
//! portal was made and not from the program's series.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use jiff::civil::date;
use pactfolio::record::Visibility;
use pactfolio::render::built_in_files;
use pactfolio::source::{SourceFile, Sources};
use pactfolio::{Request, configure, prepare};
use proptest::prelude::*;
use serde_json::Value;

/// Values below it are withheld.
const THRESHOLD: i64 = 5;
const PARTNERSHIPS: [&str; 2] = ["p", "q"];
const COMMITMENTS: usize = 2;
const MEMBERS: [&str; 3] = ["acme", "beta", "gamma"];
const YEARS: [i32; 2] = [2024, 2025];
const BASELINE: i64 = 100;

/// So often each of these rows.
type Form = BTreeMap<usize, i64>;
/// First and last month, counted from 0 in 2024.
type Months = (usize, usize);
/// What a member says about a period that is inside no other.
type Report = ((usize, Months), Form);
/// What members say in a partnership's years: who, the year, about which period.
type Reports = BTreeMap<(usize, i32, Months), Form>;

fn plus(one: &mut Form, other: &Form, times: i64) {
    for (row, factor) in other {
        *one.entry(*row).or_default() += factor * times;
    }
    one.retain(|_, factor| *factor != 0);
}

fn sum<'a>(forms: impl Iterator<Item = &'a Form>) -> Form {
    forms.fold(Form::new(), |mut sum, form| {
        plus(&mut sum, form, 1);
        sum
    })
}

/// Choices, one byte each; when all are used up the first of everything.
struct Dice<'a>(std::slice::Iter<'a, u8>);

impl Dice<'_> {
    fn below(&mut self, end: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % end
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }
}

/// What a portal may hold.
#[derive(Clone, Copy)]
struct Manner {
    threshold: bool,
    own: bool,
    per_year: bool,
}

#[derive(Clone)]
struct Row {
    partnership: usize,
    commitment: Option<usize>,
    organisation: Option<usize>,
    period: String,
    cell: (&'static str, &'static str),
    value: i64,
}

/// Rows, and of which of them every published figure must be the sum.
#[derive(Default)]
struct Portal {
    rows: Vec<Row>,
    /// Sums that are zero, over rows and, behind them, what is not broken down.
    known: Vec<Form>,
    rests: usize,
    settings: Vec<Settings>,
    to_date: BTreeMap<(usize, usize), Form>,
    latest: BTreeMap<(usize, usize), Form>,
    /// By partnership and year.
    years: BTreeMap<(usize, i32), Form>,
    /// Of the catalogue: all, and with those who report twice counted once.
    catalogue: BTreeMap<i32, (Form, Form)>,
}

#[derive(Clone, Copy, Default)]
struct Settings {
    per_year: bool,
    has_baseline: bool,
}

/// A period; its parts fill it.
struct Node {
    months: Months,
    is_shown: bool,
    parts: Vec<Node>,
}

fn node(first: usize, last: usize, is_shown: bool, parts: Vec<Node>) -> Node {
    Node { months: (first, last), is_shown, parts }
}

/// How a year is reported; the first four as one value with or without detail, the fifth in quarters
/// that fill it, the others in part.
fn layout(year: usize, which: usize) -> Node {
    let at = year * 12;
    let part = |first: usize, last: usize| node(at + first, at + last, true, Vec::new());
    let quarters = || (0..4).map(|quarter| part(3 * quarter, 3 * quarter + 2)).collect();
    let half = || node(at, at + 5, true, vec![part(0, 2), part(3, 5)]);
    let unseen = |first: usize, last: usize| node(at + first, at + last, false, Vec::new());
    match which {
        0 => part(0, 11),
        1 => node(at, at + 11, true, quarters()),
        2 => node(at, at + 11, true, vec![half(), part(6, 11)]),
        3 => node(at, at + 11, true, vec![part(0, 5), unseen(6, 11)]),
        4 => node(at, at + 11, false, quarters()),
        5 => node(at, at + 11, false, vec![half(), unseen(6, 11)]),
        _ => node(at, at + 11, false, vec![part(0, 5), part(6, 8), unseen(9, 11)]),
    }
}

const FILLING: usize = 5;

fn period((first, last): Months) -> String {
    let (year, first, last) = (2024 + first / 12, first % 12, last % 12);
    match (first, last - first) {
        (_, 11) => year.to_string(),
        (_, 5) => format!("{year}-H{}", 1 + first / 6),
        _ => format!("{year}-Q{}", 1 + first / 3),
    }
}

const WHOLE: (&str, &str) = ("", "");
const SEXES: [&str; 2] = ["F", "M"];
const AGES: [&str; 2] = ["Y15-24", "Y25-34"];

/// Cells of a table of women and men by age, with all whose sex and age are not known in the total.
fn cells(style: usize) -> Vec<(&'static str, &'static str)> {
    let sexes = SEXES.map(|sex| (sex, ""));
    let ages = AGES.map(|age| ("", age));
    let cross = SEXES.into_iter().flat_map(|sex| AGES.map(|age| (sex, age)));
    match style {
        0 => vec![WHOLE],
        1 => [WHOLE].into_iter().chain(sexes).collect(),
        2 => [WHOLE].into_iter().chain(sexes).chain(ages).collect(),
        3 => sexes.to_vec(),
        4 => [WHOLE].into_iter().chain(sexes).chain(ages).chain(cross).collect(),
        5 => [WHOLE].into_iter().chain(sexes).chain(cross).collect(),
        _ => [WHOLE].into_iter().chain(cross).collect(),
    }
}

/// Women and men by age, and those not broken down.
#[derive(Clone, Copy, Default)]
struct Table {
    inner: [[i64; 2]; 2],
    rest: i64,
}

impl Table {
    fn value(&self, (sex, age): (&str, &str)) -> i64 {
        let is_in = |wanted: &str, code: &str| wanted.is_empty() || wanted == code;
        let pairs = (0..2).flat_map(|sex| (0..2).map(move |age| (sex, age)));
        let inner = pairs.filter(|(s, a)| is_in(sex, SEXES[*s]) && is_in(age, AGES[*a]));
        inner.map(|(s, a)| self.inner[s][a]).sum::<i64>() + if (sex, age) == WHOLE { self.rest } else { 0 }
    }

    fn plus(self, other: Table) -> Table {
        let inner = [0, 1].map(|sex| [0, 1].map(|age| self.inner[sex][age] + other.inner[sex][age]));
        Table { inner, rest: self.rest + other.rest }
    }
}

/// Whose rows are made.
#[derive(Clone, Copy)]
struct Reporter {
    partnership: usize,
    commitment: Option<usize>,
    organisation: Option<usize>,
    style: usize,
}

/// A reporter's total for a period that is inside no other.
type Told = (Months, Form);

impl Portal {
    fn new(dice: &mut Dice<'_>, manner: Manner) -> Portal {
        let mut portal = Portal::default();
        let mut reports = vec![Reports::new(); PARTNERSHIPS.len()];
        for (partnership, reports) in reports.iter_mut().enumerate() {
            for (at, year) in YEARS.into_iter().enumerate() {
                if manner.own && dice.one_in(6) {
                    let told = portal.report(
                        dice,
                        Reporter { partnership, commitment: None, organisation: None, style: 0 },
                        at,
                        4,
                    );
                    portal.years.insert((partnership, year), sum(told.iter().map(|(_, form)| form)));
                }
            }
            for commitment in 0..COMMITMENTS {
                let told = portal.commitment(dice, manner, partnership, commitment);
                for ((organisation, months), form) in told {
                    let year = 2024 + i32::try_from(months.0 / 12).unwrap();
                    plus(reports.entry((organisation, year, months)).or_default(), &form, 1);
                }
            }
        }
        portal.join(&reports);
        portal
    }

    /// A commitment's rows and figures; the members' reports that are in its years.
    fn commitment(
        &mut self,
        dice: &mut Dice<'_>,
        manner: Manner,
        partnership: usize,
        commitment: usize,
    ) -> Vec<Report> {
        let settings = Settings { per_year: manner.per_year && dice.one_in(4), has_baseline: dice.one_in(4) };
        self.settings.push(settings);
        let mut counted: Vec<Report> = Vec::new();
        let by_partnership = self.years.clone();
        let mut last_complete = None;
        for (at, year) in YEARS.into_iter().enumerate() {
            let reporter = |organisation, dice: &mut Dice<'_>| Reporter {
                partnership,
                commitment: Some(commitment),
                organisation,
                style: dice.below(7),
            };
            let has_own = manner.own && dice.one_in(2);
            let own = has_own.then(|| {
                let reporter = reporter(None, dice);
                self.report(dice, reporter, at, 4)
            });
            let (mut members, mut is_complete) = (Vec::new(), has_own);
            for organisation in 0..MEMBERS.len() {
                if dice.one_in(3) {
                    let reporter = reporter(Some(organisation), dice);
                    let which = dice.below(7);
                    is_complete |= which < FILLING;
                    let told = self.report_as(dice, reporter, at, which);
                    members.extend(told.into_iter().map(|(months, form)| ((organisation, months), form)));
                }
            }
            let key = (partnership, commitment);
            let (form, latest) = match own {
                Some(own) => (sum(own.iter().map(|(_, form)| form)), own[0].1.clone()),
                None if members.is_empty() => continue,
                None => {
                    let of_latest = of_latest(&members);
                    let form = sum(members.iter().map(|(_, form)| form));
                    if !by_partnership.contains_key(&(partnership, year)) {
                        counted.extend(members);
                    }
                    (form, of_latest)
                }
            };
            self.latest.insert(key, latest);
            if is_complete {
                last_complete = Some(form.clone());
            }
            if !by_partnership.contains_key(&(partnership, year)) {
                plus(self.years.entry((partnership, year + 10_000)).or_default(), &form, 1);
            }
            plus(self.to_date.entry(key).or_default(), &form, 1);
        }
        if settings.per_year {
            self.to_date.remove(&(partnership, commitment));
            self.to_date.extend(last_complete.map(|form| ((partnership, commitment), form)));
        }
        counted
    }

    /// The totals of the catalogue.
    fn join(&mut self, reports: &[Reports]) {
        let years = std::mem::take(&mut self.years);
        self.years = years.into_iter().map(|((at, year), form)| ((at, year % 10_000), form)).collect();
        for year in YEARS {
            let of_year = self.years.iter().filter(|((_, other), _)| *other == year);
            let forms: Vec<&Form> = of_year.map(|(_, form)| form).collect();
            if forms.is_empty() {
                continue;
            }
            let high = sum(forms.into_iter());
            let mut low = high.clone();
            for (key, one) in reports[0].iter().filter(|((_, other, _), _)| *other == year) {
                if let Some(two) = reports[1].get(key) {
                    plus(&mut low, if self.value(one) < self.value(two) { one } else { two }, -1);
                }
            }
            self.catalogue.insert(year, (high, low));
        }
    }

    fn value(&self, form: &Form) -> i64 {
        form.iter().map(|(row, factor)| self.rows[*row].value * factor).sum()
    }

    /// A year in one of the first so many layouts that give a value for the whole.
    fn report(&mut self, dice: &mut Dice<'_>, reporter: Reporter, year: usize, layouts: usize) -> Vec<Told> {
        let which = dice.below(layouts);
        self.report_as(dice, reporter, year, which)
    }

    fn report_as(&mut self, dice: &mut Dice<'_>, reporter: Reporter, year: usize, which: usize) -> Vec<Told> {
        let has_rest = reporter.style != 3 && dice.one_in(4);
        let mut told = Vec::new();
        self.tell(dice, reporter, &layout(year, which), has_rest, true, &mut told);
        told
    }

    /// Rows of a period and of its parts.
    fn tell(
        &mut self,
        dice: &mut Dice<'_>,
        reporter: Reporter,
        node: &Node,
        has_rest: bool,
        is_outer: bool,
        told: &mut Vec<Told>,
    ) -> (Table, BTreeMap<(&'static str, &'static str), usize>) {
        let inside = is_outer && !node.is_shown;
        let parts: Vec<_> =
            node.parts.iter().map(|part| self.tell(dice, reporter, part, has_rest, inside, told)).collect();
        let table = match parts.as_slice() {
            [] => leaf(dice, has_rest),
            parts => parts.iter().fold(Table::default(), |sum, (part, _)| sum.plus(*part)),
        };
        let mut rows = BTreeMap::new();
        if !node.is_shown {
            return (table, rows);
        }
        for cell in cells(reporter.style) {
            rows.insert(cell, self.rows.len());
            let Reporter { partnership, commitment, organisation, .. } = reporter;
            let value = table.value(cell);
            self.rows.push(Row { partnership, commitment, organisation, period: period(node.months), cell, value });
        }
        self.relate(&rows, has_rest);
        if !parts.is_empty() && parts.iter().all(|(_, rows)| !rows.is_empty()) {
            for (cell, row) in &rows {
                let mut form = Form::from([(*row, -1)]);
                parts.iter().for_each(|(_, rows)| plus(&mut form, &Form::from([(rows[cell], 1)]), 1));
                self.known.push(form);
            }
        }
        if is_outer {
            let total = rows.get(&WHOLE).map(|row| Form::from([(*row, 1)]));
            told.push((node.months, total.unwrap_or_else(|| rows.values().map(|row| (*row, 1)).collect())));
        }
        (table, rows)
    }

    /// Each cell is the sum of the cells inside it, by either dimension or both.
    fn relate(&mut self, rows: &BTreeMap<(&'static str, &'static str), usize>, has_rest: bool) {
        let mut say = |whole: (&'static str, &'static str), parts: Vec<(&'static str, &'static str)>| {
            let ids: Option<Vec<usize>> = parts.iter().map(|part| rows.get(part).copied()).collect();
            let (Some(whole_id), Some(ids)) = (rows.get(&whole), ids) else { return };
            let mut form: Form = ids.into_iter().map(|id| (id, 1)).collect();
            form.insert(*whole_id, -1);
            // Who is not broken down by sex need not be who is not broken down by age.
            if has_rest && whole == WHOLE {
                self.rests += 1;
                form.insert(usize::MAX - self.rests, 1);
            }
            self.known.push(form);
        };
        say(WHOLE, SEXES.map(|sex| (sex, "")).to_vec());
        say(WHOLE, AGES.map(|age| ("", age)).to_vec());
        say(WHOLE, SEXES.into_iter().flat_map(|sex| AGES.map(|age| (sex, age))).collect());
        SEXES.into_iter().for_each(|sex| say((sex, ""), AGES.map(|age| (sex, age)).to_vec()));
        AGES.into_iter().for_each(|age| say(("", age), SEXES.map(|sex| (sex, age)).to_vec()));
    }

    /// The files of the portal.
    fn files(&self, manner: Manner, rows: &[Row], members: [&str; 3]) -> Vec<(String, String)> {
        let threshold = if manner.threshold { THRESHOLD.to_string() } else { String::new() };
        let mut files = vec![
            ("site.toml".to_owned(), SITE.to_owned()),
            (
                "content/indicators.csv".to_owned(),
                format!(
                    "id,name,kpi_type,unit,measure,suppress_below\ntrained,Trained,people-participating,persons,flow,{threshold}\n"
                ),
            ),
            (
                "content/organisations.csv".to_owned(),
                "id,name,type,country\nacme,Acme,company,BE\nbeta,Beta,company,BE\ngamma,Gamma,company,BE\n".to_owned(),
            ),
        ];
        for (at, id) in PARTNERSHIPS.into_iter().enumerate() {
            let path = format!("content/partnerships/{id}");
            files.push((format!("{path}/partnership.toml"), PARTNERSHIP.to_owned()));
            files.push((format!("{path}/agreement.md"), AGREEMENT.to_owned()));
            files.push((
                format!("{path}/members.csv"),
                "id,role\nacme,coordinator\nbeta,member\ngamma,member\n".to_owned(),
            ));
            for commitment in 0..COMMITMENTS {
                let settings = self.settings[at * COMMITMENTS + commitment];
                let baseline = if settings.has_baseline {
                    format!("baseline = {{ value = {BASELINE}, period = \"2023\" }}\n")
                } else {
                    String::new()
                };
                let per = if settings.per_year { ", per = \"year\"" } else { "" };
                let text = format!("{COMMITMENT}{baseline}target = {{ value = 1000, by = \"2030\"{per} }}\n");
                files.push((format!("{path}/commitments/c{commitment}.toml"), text));
            }
            let own = rows.iter().filter(|row| row.partnership == at);
            files.push((format!("{path}/data/all.csv"), table(own, members)));
        }
        files
    }
}

/// What the members say together on the longest period that ends last.
fn of_latest(members: &[Report]) -> Form {
    let months = || members.iter().map(|((_, months), _)| *months);
    let latest = months().max_by_key(|(first, last)| (*last, std::cmp::Reverse(*first))).unwrap();
    let is_in = |(first, last): Months| latest.0 <= first && last <= latest.1;
    sum(members.iter().filter(|((_, months), _)| is_in(*months)).map(|(_, form)| form))
}

fn leaf(dice: &mut Dice<'_>, has_rest: bool) -> Table {
    const VALUES: [i64; 12] = [12, 40, 0, 1, 3, 4, 5, 9, 17, 23, 31, 58];
    let inner = [0, 1].map(|_| [0, 1].map(|_| VALUES[dice.below(VALUES.len())]));
    Table { inner, rest: if has_rest { 1 + i64::try_from(dice.below(9)).unwrap() } else { 0 } }
}

fn table<'a>(rows: impl Iterator<Item = &'a Row>, members: [&str; 3]) -> String {
    let mut text = "indicator,commitment,organisation,period,sex,age,value\n".to_owned();
    for row in rows {
        let commitment = row.commitment.map(|at| format!("c{at}")).unwrap_or_default();
        let organisation = row.organisation.map_or("", |at| members[at]);
        let (sex, age) = row.cell;
        let _ = writeln!(text, "trained,{commitment},{organisation},{},{sex},{age},{}", row.period, row.value);
    }
    text
}

const SITE: &str = "title = \"Portal\"\nbase_url = \"https://portal.example\"\nlanguages = [\"en\"]\n\
                    publisher = { name = \"Team\", email = \"team@portal.example\" }\n";
const PARTNERSHIP: &str = "name = \"Partnership\"\nkind = \"thematic\"\nstage = \"delivering\"\ncountries = [\"BE\"]\n\
                           coordinators = [\"acme\"]\ncontact = { role = \"Office\", email = \"p@portal.example\" }\n";
const AGREEMENT: &str = "+++\ntitle = \"Agreement\"\ndocument_type = \"agreement\"\n+++\n";
const COMMITMENT: &str = "title = \"Courses\"\ncategory = \"sectoral-skills\"\ntarget_groups = [\"employees\"]\n\
                          start = 2024\nend = 2030\nstatus = \"in-progress\"\n\n[[kpis]]\nindicator = \"trained\"\n";

/// What is published: figures, and rows by what names them.
struct Published {
    text: String,
    figures: Value,
    rows: BTreeMap<[String; 6], String>,
}

fn publish(files: Vec<(String, String)>) -> Published {
    static THEME: OnceLock<Vec<SourceFile>> = OnceLock::new();
    let theme = THEME.get_or_init(|| built_in_files().collect());
    let content = files.into_iter().map(|(path, text)| SourceFile::from_bytes(&path, text.into_bytes()));
    let sources = Sources::new(theme.iter().cloned().chain(content).collect());
    let as_of = date(2026, 6, 30);
    let request = Request { as_of, audience: Visibility::Public, drafts: false, preview: false, keep_going: false };
    let (config, report) = configure(&sources);
    let Ok(prepared) = prepare(&sources, config, &request, &report) else {
        panic!("{}", pactfolio::report::text(&report.settle(&sources), &sources, false));
    };
    let renderer = prepared.renderer(&sources, &request, &report);
    let file = |address: &str| {
        let mut bytes = Vec::new();
        renderer.whole(renderer.find(address).unwrap(), address, &mut bytes).ok().unwrap();
        bytes
    };
    let text = String::from_utf8(file("data/figures.json")).unwrap();
    let csv = file("data/observations.csv");
    let mut reader = csv::Reader::from_reader(csv.as_slice());
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|column| column == name).unwrap();
    let names = ["partnership", "commitment", "organisation", "period", "sex", "age"].map(at);
    let value = at("value");
    let rows = reader.records().map(Result::unwrap);
    let rows = rows.map(|row| (names.map(|at| row[at].to_owned()), row[value].to_owned())).collect();
    Published { figures: serde_json::from_str(&text).unwrap(), text, rows }
}

impl Published {
    fn commitment(&self, partnership: usize, commitment: usize) -> &Value {
        let (partnership, commitment) = (PARTNERSHIPS[partnership], format!("c{commitment}"));
        let all = self.figures["commitments"].as_array().unwrap();
        all.iter().find(|one| one["partnership"] == partnership && one["commitment"] == commitment).unwrap()
    }

    fn total(&self, partnership: Option<usize>, year: i32) -> Option<&Value> {
        let owner = partnership.map_or(Value::Null, |at| Value::from(PARTNERSHIPS[at]));
        let all = self.figures["totals"].as_array().unwrap();
        all.iter().find(|one| one["partnership"] == owner && one["year"] == year)
    }

    fn row(&self, row: &Row) -> &str {
        let commitment = row.commitment.map(|at| format!("c{at}")).unwrap_or_default();
        let organisation = row.organisation.map_or("", |at| MEMBERS[at]).to_owned();
        let [partnership, sex, age] = [PARTNERSHIPS[row.partnership], row.cell.0, row.cell.1].map(str::to_owned);
        &self.rows[&[partnership, commitment, organisation, row.period.clone(), sex, age]]
    }
}

/// Every figure that is published, with what it must be the sum of and what is added to that.
fn told<'v>(portal: &'v Portal, published: &'v Published) -> Vec<(String, &'v Value, &'v Form, i64)> {
    let mut told = Vec::new();
    for (at, form) in &portal.to_date {
        let settings = portal.settings[at.0 * COMMITMENTS + at.1];
        let more = if settings.has_baseline && !settings.per_year { BASELINE } else { 0 };
        told.push((format!("{at:?} to date"), &published.commitment(at.0, at.1)["to_date"], form, more));
    }
    for (at, form) in &portal.latest {
        told.push((format!("{at:?} latest"), &published.commitment(at.0, at.1)["latest"]["value"], form, 0));
    }
    for (at, form) in &portal.years {
        let total = published.total(Some(at.0), at.1).expect("a total");
        told.push((format!("{at:?} total"), &total["value"], form, 0));
    }
    for (year, (high, low)) in &portal.catalogue {
        let total = published.total(None, *year).expect("a total");
        told.push((format!("{year} high"), &total["high"], high, 0));
        told.push((format!("{year} low"), &total["low"], low, 0));
    }
    told
}

const PRIME: i64 = 1_000_003;

fn inverse(number: i64) -> i64 {
    let (mut result, mut power, mut exponent) = (1, number.rem_euclid(PRIME), PRIME - 2);
    while exponent > 0 {
        result = if exponent % 2 == 1 { result * power % PRIME } else { result };
        power = power * power % PRIME;
        exponent /= 2;
    }
    result
}

/// The columns that equations determine: each equation is solved for its first column, which is then
/// put into all others; what stands alone at the end is known.
fn determined(equations: Vec<Form>) -> Vec<usize> {
    let mut solved: Vec<Form> = Vec::new();
    for mut equation in equations {
        for known in &solved {
            let column = *known.keys().next().unwrap();
            let factor = equation.get(&column).copied().unwrap_or(0);
            take_away(&mut equation, known, factor);
        }
        let Some((_, factor)) = equation.iter().next().map(|(column, factor)| (*column, *factor)) else { continue };
        let scale = inverse(factor);
        equation.values_mut().for_each(|value| *value = (*value * scale).rem_euclid(PRIME));
        let column = *equation.keys().next().unwrap();
        for known in &mut solved {
            let factor = known.get(&column).copied().unwrap_or(0);
            take_away(known, &equation, factor);
        }
        solved.push(equation);
    }
    solved.iter().filter(|equation| equation.len() == 1).map(|equation| *equation.keys().next().unwrap()).collect()
}

fn take_away(from: &mut Form, other: &Form, factor: i64) {
    if factor == 0 {
        return;
    }
    for (column, value) in other {
        let entry = from.entry(*column).or_default();
        *entry = (*entry - factor * value).rem_euclid(PRIME);
    }
    from.retain(|_, value| *value != 0);
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..500)
}

const PLAIN: Manner = Manner { threshold: false, own: true, per_year: true };
const WITHHOLDING: Manner = Manner { threshold: true, ..PLAIN };

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 300, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn nothing_withheld_follows_from_what_is_published(bytes in bytes()) {
        let portal = Portal::new(&mut Dice(bytes.iter()), WITHHOLDING);
        let files = portal.files(WITHHOLDING, &portal.rows, MEMBERS);
        let published = publish(files.clone());
        let is_hidden: Vec<bool> = portal.rows.iter().map(|row| published.row(row).is_empty()).collect();
        let is_small = |value: i64| 0 < value && value < THRESHOLD;
        for (row, is_hidden) in portal.rows.iter().zip(&is_hidden) {
            prop_assert!(*is_hidden || !is_small(row.value), "{} of {} is shown", row.value, row.period);
        }
        let mut equations = portal.known.clone();
        for (name, value, form, more) in told(&portal, &published) {
            if value.is_null() {
                continue;
            }
            prop_assert_eq!(value.as_i64(), Some(portal.value(form) + more), "{}", &name);
            prop_assert!(!is_small(portal.value(form)), "{} is {}", name, value);
            equations.push(form.clone());
        }
        for equation in &mut equations {
            equation.retain(|column, _| is_hidden.get(*column).is_none_or(|hidden| *hidden));
        }
        let found = determined(equations);
        let found: Vec<String> = found.into_iter().filter_map(|at| portal.rows.get(at)).map(name).collect();
        prop_assert!(found.is_empty(), "found: {:?}\n{}", found, rows_of(&portal, &published));
    }
}

fn name(row: &Row) -> String {
    let organisation = row.organisation.map_or("own", |at| MEMBERS[at]);
    format!(
        "{} {:?} {organisation} {} {:?} {}",
        PARTNERSHIPS[row.partnership], row.commitment, row.period, row.cell, row.value
    )
}

fn rows_of(portal: &Portal, published: &Published) -> String {
    let rows = portal.rows.iter().map(|row| format!("{} published as {:?}\n", name(row), published.row(row)));
    rows.collect::<String>() + &published.text
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn figures_are_the_sums_that_they_should_be(bytes in bytes()) {
        let portal = Portal::new(&mut Dice(bytes.iter()), PLAIN);
        let published = publish(portal.files(PLAIN, &portal.rows, MEMBERS));
        for (name, value, form, more) in told(&portal, &published) {
            prop_assert_eq!(value.as_i64(), Some(portal.value(form) + more), "{}", name);
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(bytes in bytes(), keys in prop::collection::vec(any::<u32>(), 64)) {
        let portal = Portal::new(&mut Dice(bytes.iter()), WITHHOLDING);
        let mut turned: Vec<(u32, Row)> = portal.rows.iter().cloned().enumerate().map(|(at, row)| (keys[at % 64] ^ at as u32, row)).collect();
        turned.sort_by_key(|(key, _)| *key);
        let turned: Vec<Row> = turned.into_iter().map(|(_, row)| row).collect();
        let one = publish(portal.files(WITHHOLDING, &portal.rows, MEMBERS));
        let two = publish(portal.files(WITHHOLDING, &turned, MEMBERS));
        prop_assert_eq!(one.text, two.text);
        prop_assert_eq!(one.rows, two.rows);
    }

    #[test]
    fn who_a_member_is_changes_no_total(bytes in bytes(), turn in 1usize..3) {
        let portal = Portal::new(&mut Dice(bytes.iter()), PLAIN);
        let mut others = MEMBERS;
        others.rotate_left(turn);
        let one = publish(portal.files(PLAIN, &portal.rows, MEMBERS));
        let two = publish(portal.files(PLAIN, &portal.rows, others));
        prop_assert_eq!(one.text, two.text);
    }

    #[test]
    fn quarters_that_add_up_to_a_year_change_nothing(bytes in bytes(), splits in prop::collection::vec([0i64..=100, 0i64..=100, 0i64..=100], 1..20)) {
        let portal = Portal::new(&mut Dice(bytes.iter()), PLAIN);
        // Only who tells a whole year, in one value, tells it in quarters instead.
        let mut rows = Vec::new();
        for (at, row) in portal.rows.iter().enumerate() {
            let same = portal.rows.iter().filter(|other| {
                (other.partnership, other.commitment, other.organisation) == (row.partnership, row.commitment, row.organisation)
                    && other.period.starts_with(&row.period[..4])
            });
            if row.period.len() > 4 || same.count() > 1 {
                rows.push(row.clone());
                continue;
            }
            let mut rest = row.value;
            for quarter in 1..=4 {
                let part = if quarter == 4 { rest } else { rest * splits[at % splits.len()][quarter - 1] / 100 };
                rest -= part;
                rows.push(Row { period: format!("{}-Q{quarter}", row.period), value: part, ..row.clone() });
            }
        }
        let split = publish(portal.files(PLAIN, &rows, MEMBERS));
        for (name, value, form, more) in told(&portal, &split) {
            // The latest value is that of the last quarter now, and who reports once by the year and once
            // by quarters does not report on the same period twice.
            if !name.ends_with("latest") && !name.ends_with("low") {
                prop_assert_eq!(value.as_i64(), Some(portal.value(form) + more), "{}", name);
            }
        }
    }

    #[test]
    fn an_own_value_replaces_those_of_members(bytes in bytes(), value in 0i64..1000) {
        let manner = Manner { own: false, per_year: false, ..PLAIN };
        let portal = Portal::new(&mut Dice(bytes.iter()), manner);
        let (mut of_commitment, mut of_all) = (portal.rows.clone(), portal.rows.clone());
        let own = Row { partnership: 0, commitment: Some(0), organisation: None, period: "2024".into(), cell: WHOLE, value };
        of_commitment.push(own.clone());
        of_all.push(Row { commitment: None, ..own });
        let published = publish(portal.files(manner, &of_commitment, MEMBERS));
        let in_2024 = |row: &&Row| row.period.starts_with("2024");
        let later = portal.to_date.get(&(0, 0)).map_or(0, |form| {
            let later = form.iter().filter(|(at, _)| !in_2024(&&portal.rows[**at]));
            later.map(|(at, factor)| portal.rows[*at].value * factor).sum()
        });
        let baseline = if portal.settings[0].has_baseline { BASELINE } else { 0 };
        prop_assert_eq!(published.commitment(0, 0)["to_date"].as_i64(), Some(baseline + value + later));
        let published = publish(portal.files(manner, &of_all, MEMBERS));
        prop_assert_eq!(published.total(Some(0), 2024).unwrap()["value"].as_i64(), Some(value));
    }
}

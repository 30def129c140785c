//! What does the portal look like that the benchmark builds?
//!
//! A made-up catalogue of any size. Every text comes from dice that are seeded with the record's own
//! numbers: the same number of pages gives the same bytes on every machine.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use pactfolio::record::Visibility;
use pactfolio::{Request, disk};

const MEMBERS: usize = 20;
const YEAR_OF_BASELINE: usize = 2023;

/// How many records the catalogue has.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Partnerships.
    pub partnerships: usize,
    /// Commitments of each partnership.
    pub commitments: usize,
    /// Organisations in the register.
    pub organisations: usize,
}

impl Size {
    /// The size with about this many commitments: 1,000 are 10 × 100, 10,000 are 50 × 200, 100,000 are 100 × 1,000.
    pub fn of(pages: usize) -> Size {
        let partnerships = match pages {
            0..5_000 => 10,
            5_000..50_000 => 50,
            _ => 100,
        };
        Size { partnerships, commitments: pages.div_ceil(partnerships).max(1), organisations: (pages / 10).max(50) }
    }
}

/// Writes the catalogue below `root`.
pub fn write(size: Size, root: &Path) -> io::Result<()> {
    let put = |path: String, text: String| put(root, &path, &text);
    put("site.toml".into(), SITE.into())?;
    put("content/index.md".into(), home())?;
    for at in 0..size.organisations {
        put(format!("content/organisations/{}.toml", organisation_id(at)), organisation(at))?;
    }
    for at in 0..5 {
        put(format!("content/news/round-{at}.md"), news(size.partnerships, at))?;
    }
    (0..size.partnerships).try_for_each(|at| write_partnership(size, at, root))
}

fn write_partnership(size: Size, partnership: usize, root: &Path) -> io::Result<()> {
    let folder = format!("content/partnerships/{}", partnership_id(partnership));
    let put = |path: String, text: String| put(root, &format!("{folder}/{path}"), &text);
    put("partnership.toml".into(), self::partnership(size, partnership))?;
    put("agreement.md".into(), agreement(size, partnership))?;
    put("members.csv".into(), members(size, partnership))?;
    put("data/results.csv".into(), results(size, partnership))?;
    for at in 0..size.commitments {
        put(format!("commitments/{}.toml", commitment_id(partnership, at)), commitment(size, partnership, at))?;
    }
    for at in 0..3 {
        put(format!("news/step-{at}.md"), news(partnership, at))?;
    }
    (0..2).try_for_each(|at| put(format!("events/meeting-{at}.md"), event(partnership, at)))
}

fn put(root: &Path, path: &str, text: &str) -> io::Result<()> {
    let path = root.join(path);
    match fs::write(&path, text) {
        Err(wrong) if wrong.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(path.parent().unwrap_or(root))?;
            fs::write(path, text)
        }
        outcome => outcome,
    }
}

/// What is wrong with the catalogue, by all rules: one line of JSON a finding.
pub fn findings(root: &Path, as_of: &str) -> io::Result<String> {
    let sources = disk::read_tree(root)?;
    let as_of = as_of.parse().map_err(io::Error::other)?;
    let request = Request { as_of, audience: Visibility::Public, drafts: false, preview: false, keep_going: false };
    let (config, report) = pactfolio::configure(&sources);
    // What fails is in the report.
    let _ = pactfolio::prepare(&sources, config, &request, &report);
    Ok(pactfolio::report::json(&report.settle(&sources)))
}

/// The source file that the benchmark edits, and the address of its page.
pub fn edited() -> (String, String) {
    let page = format!("partnerships/{}/commitments/{}", partnership_id(0), commitment_id(0, 0));
    (format!("content/{page}.toml"), format!("/{page}/"))
}

/// The title that the edited commitment bears after an edit.
pub fn edited_title(edit: usize) -> String {
    format!("Edited for the {edit}th time")
}

/// The text of a commitment under another title; the title is its first line.
pub fn retitled(text: &str, title: &str) -> String {
    let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
    format!("title = \"{title}\"\n{rest}")
}

// ---------------------------------------------------------------------------------------------- records

const SITE: &str = r#"title = "Catalogue of the benchmark"
base_url = "https://bench.example/"
languages = ["en"]
description = "A made-up catalogue of skills partnerships, as large as it is asked to be."

[publisher]
name = "The benchmark"
email = "bench@bench.example"
"#;

fn home() -> String {
    let mut dice = Dice::new([0, 0, 0]);
    format!("+++\ntitle = \"Catalogue of the benchmark\"\n+++\n\n{}\n", paragraph(&mut dice, 5))
}

fn organisation_id(at: usize) -> String {
    format!("organisation-{at:05}")
}

fn organisation(at: usize) -> String {
    let mut dice = Dice::new([1, at, 0]);
    let country = at_turn(&COUNTRIES, at);
    format!(
        "name = \"{} {at} of {country}\"\ntype = [{}]\ncountry = \"{country}\"\nsize = \"{}\"\nlevel = \"{}\"\n\
         ecosystems = [{}]\nwebsite = \"https://organisation-{at}.example/\"\nsummary = \"{}\"\noffers = \"{}\"\n",
        dice.pick(&["Academy", "Association", "Chamber", "College", "Company", "Council", "Institute", "Works"]),
        quoted(&[dice.pick(&ORGANISATION_TYPES)]),
        dice.pick(&["micro", "small", "medium", "large"]),
        dice.pick(&["eu", "national", "regional", "local", "company"]),
        quoted(&dice.some(&ECOSYSTEMS, 2)),
        sentence(&mut dice),
        sentence(&mut dice),
    )
}

fn partnership_id(at: usize) -> String {
    format!("{}-{at:03}", at_turn(&ECOSYSTEMS, at))
}

fn partnership(size: Size, at: usize) -> String {
    let mut dice = Dice::new([2, at, 0]);
    let ecosystem = at_turn(&ECOSYSTEMS, at);
    format!(
        "name = \"Skills partnership {at} for {}\"\nacronym = \"SP{at}\"\nkind = \"large-scale\"\nstage = \"delivering\"\n\
         summary = \"{}\"\necosystems = [\"{ecosystem}\"]\ncountries = [{}]\ncoordinators = [{}]\nlaunched = 2022-0{}-15\n\
         themes = [{}]\nchallenges = [\"skills-shortages\", \"green-digital-change\"]\n\
         contact = {{ role = \"Secretariat\", email = \"secretariat-{at}@bench.example\" }}\n\n\
         [[headline]]\ntext = \"people trained\"\nvalue = {}\nunit = \"persons\"\nby = 2027\n",
        ecosystem.replace('-', " "),
        sentence(&mut dice),
        quoted(&dice.some(&COUNTRIES, 6)),
        quoted(&[&organisation_id(member(size, at, 0)), &organisation_id(member(size, at, 1))]),
        1 + at % 9,
        quoted(&dice.some(&["digital-transition", "sustainability", "career-attractiveness", "ageing-workforce"], 2)),
        1_000 * (1 + dice.below(90)),
    )
}

/// The organisation that is this member of a partnership.
fn member(size: Size, partnership: usize, place: usize) -> usize {
    (partnership * 37 + place) % size.organisations
}

fn members(size: Size, partnership: usize) -> String {
    let mut text = "id,role,joined,signed,contribution\n".to_owned();
    for place in 0..MEMBERS.min(size.organisations) {
        let mut dice = Dice::new([3, partnership, place]);
        let role = match place {
            0 => "coordinator",
            1 => "co-coordinator",
            2..5 => "steering",
            5..10 => "core-partner",
            _ => "member",
        };
        let id = organisation_id(member(size, partnership, place));
        let day = 1 + dice.below(28);
        let _ = writeln!(text, "{id},{role},2022-03-{day:02},2022-03-{day:02},{}", sentence(&mut dice));
    }
    text
}

/// About 700 words in the sections of annex B, with a table and links.
fn agreement(size: Size, partnership: usize) -> String {
    let mut dice = Dice::new([4, partnership, 0]);
    let coordinator = organisation_id(member(size, partnership, 0));
    let mut text = format!(
        "+++\ntitle = \"Agreement of partnership {partnership}\"\ndocument_type = \"agreement\"\nsigned = 2022-05-09\n\
         version = \"1.0\"\nsignatories = [{}]\n+++\n",
        quoted(&[&coordinator, &organisation_id(member(size, partnership, 1))]),
    );
    for heading in ["The challenge", "The ambition", "The proposal", "Activities"] {
        let _ = write!(text, "\n## {heading}\n\n{}\n\n{}\n", paragraph(&mut dice, 3), paragraph(&mut dice, 2));
        if matches!(heading, "The proposal" | "Activities") {
            text.push_str(&linked_list(&mut dice, size, partnership));
        }
    }
    let _ = write!(
        text,
        "\n## Tracking our impact\n\n{}\n\n{}",
        paragraph(&mut dice, 3),
        aims(&mut dice, size, partnership)
    );
    let _ = write!(
        text,
        "\n## Partnership arrangements\n\n[The coordinator](../../organisations/{coordinator}.toml) leads. {}\n\
         \n## Contact\n\n{} Write to [the secretariat](mailto:secretariat-{partnership}@bench.example).\n",
        paragraph(&mut dice, 4),
        sentence(&mut dice),
    );
    text
}

fn linked_list(dice: &mut Dice, size: Size, partnership: usize) -> String {
    let item = |dice: &mut Dice| {
        let to = commitment_id(partnership, dice.below(size.commitments));
        format!("\n- **{}.** {} See [the commitment](commitments/{to}.toml).", title(dice), sentence(dice))
    };
    let items: String = (0..3).map(|_| item(dice)).collect();
    items + "\n"
}

fn aims(dice: &mut Dice, size: Size, partnership: usize) -> String {
    let mut text = "| Aim | Commitment | Target |\n|---|---|---|\n".to_owned();
    for _ in 0..6 {
        let to = commitment_id(partnership, dice.below(size.commitments));
        let _ = writeln!(text, "| {} | [{to}](commitments/{to}.toml) | {} |", title(dice), 10 * dice.below(900));
    }
    text
}

fn category(partnership: usize, at: usize) -> &'static str {
    at_turn(&CATEGORIES, partnership * 7 + at)
}

fn commitment_id(partnership: usize, at: usize) -> String {
    format!("{}-{at:04}", category(partnership, at))
}

fn commitment(size: Size, partnership: usize, at: usize) -> String {
    let mut dice = Dice::new([5, partnership, at]);
    let mut text = format!(
        "title = \"{}\"\nsummary = \"{}\"\ncategory = \"{}\"\nsecondary_categories = [\"{}\"]\ntarget_groups = [{}]\n\
         start = {}\nend = 2027\nstatus = \"{}\"\n",
        title(&mut dice),
        sentence(&mut dice),
        category(partnership, at),
        category(partnership, at + 1 + dice.below(20)),
        quoted(&dice.some(&TARGET_GROUPS, 3)),
        YEAR_OF_BASELINE + 1,
        dice.pick(&["in-progress", "in-progress", "in-progress", "implemented", "discontinued"]),
    );
    if at.is_multiple_of(3) {
        let _ = writeln!(text, "ecosystems = [{}]", quoted(&dice.some(&ECOSYSTEMS, 2)));
    }
    if at.is_multiple_of(2) {
        let _ = writeln!(text, "countries = [{}]", quoted(&dice.some(&COUNTRIES, 3)));
    }
    if at % 4 == 1 {
        let by = organisation_id(member(size, partnership, at % MEMBERS.min(size.organisations)));
        let _ = writeln!(text, "level = \"organisation\"\nmade_by = [\"{by}\"]");
    }
    let _ = write!(text, "description = \"\"\"\n{}\"\"\"\n", description(&mut dice, size, partnership, at));
    text.push_str(&kpis(at));
    text
}

/// About 120 words.
fn description(dice: &mut Dice, size: Size, partnership: usize, at: usize) -> String {
    let next = commitment_id(partnership, (at + 1) % size.commitments);
    let organisation = organisation_id(member(size, partnership, dice.below(MEMBERS)));
    format!(
        "{}\n\n- {}\n- {}\n\n{} It goes with [the next commitment](./{next}.toml) of the \
         [agreement](../agreement.md) and with [a member](../../../organisations/{organisation}.toml).\n",
        paragraph(dice, 3),
        sentence(dice),
        sentence(dice),
        sentence(dice),
    )
}

fn kpis(at: usize) -> String {
    let baseline = format!("baseline = {{ value = {{}}, period = {YEAR_OF_BASELINE} }}");
    let kpi = |indicator: &str, value: usize, target: usize| {
        let baseline = baseline.replace("{}", &value.to_string());
        format!("\n[[kpis]]\nindicator = \"{indicator}\"\n{baseline}\ntarget = {{ value = {target}, by = 2027 }}\n")
    };
    let third = match at % 4 {
        0 => kpi("investment", 50_000, 900_000),
        1 => "\n[[kpis]]\nindicator = \"implemented\"\ntarget = { by = 2026 }\n".to_owned(),
        _ => String::new(),
    };
    kpi("people-participating", 120, 2_000 + 10 * (at % 90)) + &kpi("programmes-developed", 2, 14) + &third
}

/// Five rows a commitment: two years of people, one of them by sex, and one of programmes.
fn results(size: Size, partnership: usize) -> String {
    let mut text = "indicator,commitment,organisation,period,value,sex,status\n".to_owned();
    for at in 0..size.commitments {
        let mut dice = Dice::new([6, partnership, at]);
        let id = commitment_id(partnership, at);
        let (women, men) = (100 + dice.below(400), 100 + dice.below(400));
        let (first, second) = (women + men, (women + men) * (8 + dice.below(7)) / 10);
        let people = "people-participating";
        let reporter = if at.is_multiple_of(7) { organisation_id(member(size, partnership, 5)) } else { String::new() };
        let _ = writeln!(text, "{people},{id},,2024,{first},,final");
        let _ = writeln!(text, "{people},{id},,2024,{women},F,final");
        let _ = writeln!(text, "{people},{id},,2024,{men},M,final");
        let _ = writeln!(text, "{people},{id},,2025,{second},,provisional");
        let _ = writeln!(text, "programmes-developed,{id},{reporter},2025,{},,final", 1 + dice.below(9));
    }
    text
}

fn news(partnership: usize, at: usize) -> String {
    let mut dice = Dice::new([7, partnership, at]);
    format!(
        "+++\ntitle = \"{}\"\ndate = 2026-0{}-{:02}\ntype = \"news\"\n+++\n\n{}\n\n{}\n",
        title(&mut dice),
        1 + at % 6,
        1 + dice.below(28),
        paragraph(&mut dice, 5),
        paragraph(&mut dice, 4),
    )
}

fn event(partnership: usize, at: usize) -> String {
    let mut dice = Dice::new([8, partnership, at]);
    let day = format!("2026-1{at}-{:02}", 1 + dice.below(28));
    format!(
        "+++\ntitle = \"{}\"\nformat = \"{}\"\nstart = {day}T10:00:00\nend = {day}T12:00:00\n\
         time_zone = \"Europe/Brussels\"\nmode = \"online\"\nlanguages = [\"en\"]\nstatus = \"announced\"\n+++\n\n{}\n",
        title(&mut dice),
        dice.pick(&["webinar", "workshop", "forum", "conference"]),
        paragraph(&mut dice, 4),
    )
}

fn quoted(list: &[&str]) -> String {
    list.iter().map(|item| format!("\"{item}\"")).collect::<Vec<_>>().join(", ")
}

// ------------------------------------------------------------------------------------------------- words

fn paragraph(dice: &mut Dice, sentences: usize) -> String {
    (0..sentences).map(|_| sentence(dice)).collect::<Vec<_>>().join(" ")
}

/// About 16 words.
fn sentence(dice: &mut Dice) -> String {
    format!("{} {} {} {}.", dice.pick(&WHO), dice.pick(&DO), dice.pick(&WHAT), dice.pick(&HOW))
}

fn title(dice: &mut Dice) -> String {
    format!(
        "{} {}",
        dice.pick(&["Courses for", "A plan for", "Mentors for", "A fund for", "A map of"]),
        dice.pick(&WHAT)
    )
}

const WHO: [&str; 12] = [
    "Member firms and their training centres",
    "The regional chambers of commerce",
    "Vocational schools in every country",
    "Unions and employers together",
    "Small workshops that never trained before",
    "Teachers from the partner universities",
    "The public employment services",
    "Mentors with long practice",
    "The steering group",
    "Local authorities along the coast",
    "Cluster organisations and their members",
    "Trainers in the joint academies",
];
const DO: [&str; 10] = [
    "develop",
    "offer and improve",
    "describe in plain words",
    "share with one another",
    "test with real learners",
    "pay for",
    "review once a year",
    "open to everyone",
    "translate and adapt",
    "plan and document",
];
const WHAT: [&str; 16] = [
    "short courses in digital tools",
    "certified modules on circular design",
    "apprenticeships in small companies",
    "evening classes for people in work",
    "a common map of skills needs",
    "learning weeks at the workplace",
    "guidance for people who change jobs",
    "training for the energy transition",
    "courses on data and automation",
    "programmes for women in technical roles",
    "micro-credentials that travel across borders",
    "exchange visits between regions",
    "a library of teaching material",
    "second-chance courses for young adults",
    "safety training on new machines",
    "language help on the shop floor",
];
const HOW: [&str; 10] = [
    "in all regions that take part",
    "so that nobody is left behind",
    "before the end of each school year",
    "with money from the joint fund",
    "together with three other partnerships",
    "and report the figures twice a year",
    "in groups of at most twelve people",
    "as agreed in the yearly work plan",
    "where shortages are largest today",
    "at no cost to the learners",
];
const CATEGORIES: [&str; 22] = [
    "career-development",
    "digital-ict-skills",
    "financial-investment",
    "micro-credentials-certification",
    "promotion-of-upskilling",
    "sectoral-skills",
    "specific-skills",
    "targeted-upskilling",
    "training-programme-development",
    "other-learning",
    "skills-needs-identification",
    "skills-transformation-research",
    "skills-anticipation-intelligence",
    "other-monitoring",
    "membership-expansion",
    "cross-sectoral-collaboration",
    "stakeholder-network",
    "other-partnership",
    "ensuring-equal-opportunities",
    "vulnerable-groups-opportunities",
    "gender-equality",
    "other-inclusive",
];
const TARGET_GROUPS: [&str; 15] = [
    "young-professionals",
    "adult-learners",
    "employees",
    "vulnerable-workers",
    "jobseekers-unemployed",
    "gender-racial-ethnic-minorities",
    "general-public-other",
    "smes-startups-entrepreneurs",
    "large-enterprises",
    "social-enterprises",
    "trade-unions",
    "employers-associations",
    "ngos-civil-society",
    "education-research-staff",
    "public-authorities",
];
const ECOSYSTEMS: [&str; 14] = [
    "aerospace-defence",
    "agri-food",
    "construction",
    "creative-cultural",
    "digital",
    "electronics",
    "energy-intensive",
    "renewable-energy",
    "health",
    "mobility",
    "proximity-social-economy",
    "retail",
    "textiles",
    "tourism",
];
const ORGANISATION_TYPES: [&str; 8] =
    ["company", "trade-union", "public-authority", "vet-provider", "higher-education", "chamber", "cluster", "ngo-cso"];
const COUNTRIES: [&str; 27] = [
    "BE", "BG", "CZ", "DK", "DE", "EE", "IE", "EL", "ES", "FR", "HR", "IT", "CY", "LV", "LT", "LU", "HU", "MT", "NL",
    "AT", "PL", "PT", "RO", "SI", "SK", "FI", "SE",
];

// -------------------------------------------------------------------------------------------------- dice

/// Counts through a list, again and again.
fn at_turn(list: &[&'static str], at: usize) -> &'static str {
    list.get(at % list.len()).copied().unwrap_or("")
}

/// Random numbers (SplitMix64) that depend on the seed alone.
struct Dice(u64);

impl Dice {
    fn new(seed: [usize; 3]) -> Dice {
        let mut dice = Dice(0x5eed);
        for part in seed {
            dice.0 = dice.0.wrapping_add(part as u64);
            dice.0 = dice.next();
        }
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0, below `end`.
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn pick(&mut self, list: &[&'static str]) -> &'static str {
        at_turn(list, self.below(list.len()))
    }

    /// Neighbours in the list: from one to `most`, all different.
    fn some(&mut self, list: &[&'static str], most: usize) -> Vec<&'static str> {
        let start = self.below(list.len());
        (start..=start + self.below(most)).map(|at| at_turn(list, at)).collect()
    }
}

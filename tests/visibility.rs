//! Does nothing hidden reach the portal, and does what is sound survive what is broken?

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::collections::BTreeSet;
use std::sync::Mutex;

use jiff::civil::date;
use pactfolio::check::{self, Portal, Setting};
use pactfolio::record::{Key, Visibility};
use pactfolio::report::Report;
use pactfolio::source::Sources;
use pactfolio::{Request, config, configure, disk, model, prepare};
use support::Case;

const P: &str = "content/partnerships/p";

/// The portal for an audience, and what was left out because of broken files.
fn portal(files: &str, audience: Visibility, drafts: bool, broken: &[&str]) -> (Portal, Vec<Key>) {
    let sources: Sources = Case::parse(files).sources();
    let report = Report::default();
    let config = config::read(&sources, &report).unwrap();
    let model = model::read(&sources, &config, &report);
    let setting = Setting { sources: &sources, config: &config, as_of: date(2026, 6, 30), audience, drafts };
    let mut paths: BTreeSet<String> = report.settle(&sources).broken_files().map(str::to_owned).collect();
    paths.extend(broken.iter().map(|path| (*path).to_owned()));
    let (portal, left_out) = check::sound(model, &setting, &paths);
    (portal, left_out.into_keys().collect())
}

fn keys(portal: &Portal) -> String {
    let model = &portal.model;
    let organisations = model.organisations.iter().map(|(_, record)| &record.head.key);
    let members = model.members.iter().map(|(_, record)| &record.head.key);
    let commitments = model.commitments.iter().map(|(_, record)| &record.head.key);
    let partnerships = model.partnerships.iter().map(|(_, record)| &record.head.key);
    let all = partnerships.chain(organisations).chain(members).chain(commitments);
    let ids: Vec<String> = all.map(|key| key.path().replace("partnerships/p", "p")).collect();
    format!("{}; {} rows", ids.join(" "), model.observations.list.len())
}

fn hidden(field: &str) -> String {
    format!(
        "-- {P}/commitments/d.toml --\n{field}\ntitle = \"D\"\ncategory = \"sectoral-skills\"\n\
        target_groups = [\"employees\"]\nstart = 2024\nend = 2030\nstatus = \"planned\"\n[[kpis]]\n\
        indicator = \"people-participating\"\ntarget = {{ value = 1, by = \"2030\" }}\n\
        -- content/organisations/beta.toml --\nname = \"Beta\"\n{field}\ntype = [\"company\"]\ncountry = \"IT\"\n\
        -- {P}/members/beta.toml --\nrole = \"member\"\n\
        -- {P}/data/people-participating.csv --\ncommitment,organisation,period,value\n\
        c,,2024,1\nd,,2024,1\nc,beta,2024,1\n,,2024,2\n"
    )
}

const ALL: &str =
    "p organisations/acme organisations/beta p/members/acme p/members/beta p/commitments/c p/commitments/d; 4 rows";
const LESS: &str = "p organisations/acme p/members/acme p/commitments/c; 2 rows";

#[test]
fn who_may_see_what() {
    use Visibility::{Internal, Members, Public};
    let shown = |field: &str, audience, drafts| keys(&portal(&hidden(field), audience, drafts, &[]).0);
    for (field, audience, drafts, expected) in [
        ("", Public, false, ALL),
        ("visibility = \"members\"", Public, true, LESS),
        ("visibility = \"members\"", Members, false, ALL),
        ("visibility = \"internal\"", Members, false, LESS),
        ("visibility = \"internal\"", Internal, false, ALL),
        ("draft = true", Internal, false, LESS),
        ("draft = true", Public, true, ALL),
    ] {
        assert_eq!(shown(field, audience, drafts), expected, "{field} {audience:?} {drafts}");
    }
}

#[test]
fn a_hidden_partnership_takes_everything_with_it() {
    let files = format!("{}-- {P}/partnership.toml --\ndraft = true\n{}", hidden(""), partnership());
    let (portal, left_out) = portal(&files, Visibility::Public, false, &[]);
    assert_eq!(keys(&portal), "organisations/acme organisations/beta; 0 rows");
    assert_eq!(left_out, []);
}

fn partnership() -> String {
    of_base("partnership.toml")
}

/// A file of the small sound partnership.
fn of_base(name: &str) -> String {
    let root = env!("CARGO_MANIFEST_DIR");
    std::fs::read_to_string(format!("{root}/tests/diagnostics/base/{P}/{name}")).unwrap()
}

#[test]
fn what_is_sound_survives() {
    let left_out = |files: &str, broken: &[&str]| {
        let (portal, left_out) = portal(files, Visibility::Public, false, broken);
        let names: Vec<String> = left_out.iter().map(|key| key.path().replace("partnerships/p", "p")).collect();
        (keys(&portal), names.join(" "))
    };
    let broken = |path: &str| left_out(&format!("{}-- {path} --\nx = \n", hidden("")), &[]);
    assert_eq!(
        broken("content/organisations/beta.toml"),
        (
            "p organisations/acme p/members/acme p/commitments/c p/commitments/d; 3 rows".into(),
            "organisations/beta p/members/beta".into()
        )
    );
    assert_eq!(broken(&format!("{P}/agreement.md")).0, "organisations/acme organisations/beta; 0 rows".to_owned());
    assert_eq!(
        left_out(&hidden(""), &[&format!("{P}/data/people-participating.csv")]),
        (ALL.replace("4 rows", "0 rows"), "p/data/people-participating".into())
    );
    // What is hidden is not named.
    let draft = format!("{}-- {P}/partnership.toml --\ndraft = true\n{}", hidden(""), partnership());
    assert_eq!(left_out(&draft, &[&format!("{P}/data/people-participating.csv")]).1, "");
    let own = format!(
        "{}-- {P}/indicators/own.toml --\nx =\n-- {P}/commitments/d.toml --\n{}",
        hidden(""),
        "title = \"D\"\ncategory = \"sectoral-skills\"\ntarget_groups = [\"employees\"]\nstart = 2024\nend = 2030\n\
        status = \"planned\"\n[[kpis]]\nindicator = \"own\"\ntarget = { value = 1, by = \"2030\" }\n"
    );
    assert_eq!(left_out(&own, &[]).1, "p/commitments/d p/indicators/own");
    assert_eq!(left_out(&own, &[]).0, ALL.replace(" p/commitments/d; 4", "; 3"));
}

/// What a browser gets to search a site, as one text.
fn searchable(files: &str, audience: Visibility, drafts: bool) -> String {
    let theme = pactfolio::render::built_in_files();
    let sources = Sources::new(Case::parse(files).sources().into_files().into_iter().chain(theme).collect());
    let request = Request { as_of: date(2026, 6, 30), audience, drafts, preview: false, keep_going: true };
    let (config, report) = configure(&sources);
    let prepared = prepare(&sources, config, &request, &report).unwrap();
    let renderer = prepared.renderer(&sources, &request, &report);
    let found = Mutex::new(Vec::new());
    let take = |address: &str, bytes: &[u8]| {
        if address.starts_with("en/search/") && address.ends_with(".json") {
            found.lock().unwrap().push(String::from_utf8(bytes.to_vec()).unwrap());
        }
        Ok(())
    };
    disk::render_all(&renderer, take).unwrap();
    found.into_inner().unwrap().concat()
}

#[test]
fn nothing_hidden_is_found() {
    use Visibility::{Internal, Members, Public};
    let news = |id: &str, field: &str| {
        format!(
            "-- {P}/news/{id}.md --\n+++\n{field}\ntitle = \"Title{id}\"\ndate = 2026-05-04\nsummary = \"Summary{id}\"\n+++\n\nBody{id}.\n"
        )
    };
    let files = [
        news("open", ""),
        news("members", "visibility = \"members\""),
        news("internal", "visibility = \"internal\""),
        news("draft", "draft = true"),
    ];
    let hidden_partnership = partnership().replace("name = \"", "draft = true\nname = \"Secret ");
    let q = "content/partnerships/q";
    let member = of_base("members/acme.toml");
    let other = format!(
        "-- {q}/partnership.toml --\n{hidden_partnership}\n-- {q}/agreement.md --\n{}\n-- {q}/members/acme.toml --\n{member}\n",
        of_base("agreement.md")
    );
    let files = format!("{}{}{other}", hidden("visibility = \"members\""), files.concat());
    for (audience, drafts, expected) in [
        (Public, false, vec!["open"]),
        (Members, false, vec!["open", "members", "beta"]),
        (Internal, true, vec!["open", "members", "internal", "draft", "beta"]),
    ] {
        let found = searchable(&files, audience, drafts).to_lowercase();
        for id in ["open", "members", "internal", "draft"] {
            let words = [format!("title{id}"), format!("summary{id}"), format!("body{id}")];
            let has = words.map(|word| found.contains(&word));
            assert_eq!(has, [expected.contains(&id); 3], "{id} {audience:?} {drafts}");
        }
        assert_eq!(found.contains("beta"), expected.contains(&"beta"), "{audience:?}");
        assert_eq!(found.contains("secret"), drafts, "{audience:?}");
    }
}

#[test]
fn links_and_agreements_are_hidden_from_nobody_who_sees_what_names_them() {
    use Visibility::{Internal, Members, Public};
    let page = |id: &str, field: &str, text: &str| {
        format!("-- {P}/pages/{id}.md --\n+++\ntitle = \"{id}\"\n{field}\n+++\n\n{text}\n")
    };
    let agreement = of_base("agreement.md").replacen("+++\n", "+++\nvisibility = \"members\"\n", 1);
    let files = [
        page("about", "", "See [press](press.md) and [plans](plans.md)."),
        page("press", "draft = true", "Text."),
        page("plans", "visibility = \"internal\"", "Text."),
        format!("-- {P}/agreement.md --\n{agreement}"),
    ];
    let sources = Case::parse(&files.concat()).sources();
    for (audience, drafts, expected) in
        [(Public, false, 3), (Members, false, 2), (Members, true, 1), (Internal, true, 0)]
    {
        let request = Request { as_of: date(2026, 6, 30), audience, drafts, preview: false, keep_going: false };
        let found = pactfolio::findings(&sources, &request).list;
        let found = found.iter().filter(|finding| finding.code.id == "hidden-reference").count();
        assert_eq!(found, expected, "{audience:?} {drafts}");
    }
}

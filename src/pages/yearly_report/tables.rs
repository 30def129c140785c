//! Which tables and charts does a yearly report show?

use super::Shows;
use super::changes::tally_key;
use crate::charts::view::BarsView;
use crate::charts::{self, Bar, BarKind};
use crate::figures::core::Core;
use crate::figures::coverage::Coverage;
use crate::figures::yearly::{Breakdown, Line, Promise, Tally, Total, Unit, Value};
use crate::model::commitment::Commitment;
use crate::model::observation::Dimension;
use crate::model::partnership::Partnership;
use crate::pages::view::{Cell, Column, Link, Row, Table};
use crate::pages::{figures_table, percent};
use crate::record::{Entity, Period, Quantity, Ref};

/// The numbers of box 40: what each is called, and where it comes from.
const CORE: [(&str, &str, &str); 10] = [
    ("core-members", "core_members", "core_members_from"),
    ("core-coverage-countries", "core_coverage_countries", "core_coverage_countries_from"),
    ("core-coverage-sectors", "core_coverage_sectors", "core_coverage_sectors_from"),
    ("core-communication-reach", "core_communication_reach", "core_communication_reach_from"),
    ("core-meetings", "core_meetings", "core_meetings_from"),
    ("core-meeting-participants-avg", "core_meeting_participants_avg", "core_meeting_participants_avg_from"),
    ("core-workprogramme-delivered", "core_workprogramme_delivered", ""),
    ("core-outputs-developed", "core_outputs_developed", "core_outputs_developed_from"),
    ("core-members-satisfied", "core_members_satisfied", "core_members_satisfied_from"),
    ("core-members-using-outputs", "core_members_using_outputs", "core_members_using_outputs_from"),
];

/// Why a number of box 40 is not there.
const LACKS: [(&str, &str); 7] = [
    ("no-reach", "lack_no_reach"),
    ("no-events", "lack_no_events"),
    ("no-attendees", "lack_no_attendees"),
    ("no-work-plan", "lack_no_work_plan"),
    ("no-outputs", "lack_no_outputs"),
    ("not-asked", "lack_not_asked"),
    ("not-addable", "lack_not_addable"),
];

fn cell(text: String, number: bool) -> Cell {
    Cell { text, number, note: String::new(), kind: "" }
}

impl Shows<'_, '_> {
    fn table(&self, caption: &str, columns: &[(&str, bool)], rows: Vec<Row>) -> Option<Table> {
        let words = self.cx.words;
        let column = |(key, number): &(&str, bool)| Column { text: words.get(key).to_owned(), number: *number };
        let caption = format!("{}, {}", words.get(caption), self.as_at());
        let columns = columns.iter().map(column).collect();
        (!rows.is_empty()).then(|| Table { caption, columns, rows, note: String::new() })
    }

    /// A number in a cell, with how sure it is.
    fn cell(&self, value: &Value, unit: &Unit) -> Cell {
        let kind = match (value.hidden, value.amount) {
            (Some(_), _) => "withheld",
            (None, None) => "missing",
            _ => "",
        };
        let is_noted = !value.status.is_empty() && kind.is_empty();
        let note = if is_noted { self.cx.label("observation-statuses", &value.status).text } else { String::new() };
        Cell { text: self.figure(value, unit), number: true, note, kind }
    }

    /// "7 of 9", or a dash where nobody should.
    fn of(&self, coverage: Coverage) -> String {
        let some = figures_table::some_of(self.cx, coverage);
        if some.is_empty() { "–".to_owned() } else { some }
    }

    /// The year's totals beside those of the year before.
    pub fn totals(&self) -> Option<Table> {
        let row = |total: &Total| {
            let name = self.total_name(&total.kpi, &total.name);
            let mut value = self.cell(&total.value, &total.unit);
            if let (Some(low), Some(_)) = (total.low, total.value.number()) {
                let low = figures_table::in_unit(self.cx, &total.unit.id, total.unit.decimals, low);
                value.text = self.cx.words.fill("range", &[("low", &low), ("high", &value.text)]);
            }
            let cells = vec![self.cell(&total.before, &total.unit), value, cell(self.of(total.coverage), true)];
            Row { anchor: self.total_id(total), head: Link { text: name, ..Link::default() }, cells }
        };
        let rows = self.yearly.totals.iter().map(row).collect();
        let based_on = if self.owner.is_some() { "commitments_with_figure" } else { "partnerships_reported" };
        let columns = [("indicator", false), ("year_before", true), ("this_year", true), (based_on, true)];
        let mut table = self.table("figures_of_year", &columns, rows)?;
        let years = [(1, self.yearly.year - 1), (2, self.yearly.year)];
        for (at, year) in years {
            if let Some(column) = table.columns.get_mut(at) {
                column.text = year.to_string();
            }
        }
        Some(table)
    }

    /// The id of a total's row.
    pub fn total_id(&self, total: &Total) -> String {
        let id = if total.indicator.is_empty() { &total.kpi } else { &total.indicator };
        format!("{id}-{}", self.yearly.year)
    }

    /// What a number of box 40 is called.
    pub fn core_name(&self, id: &str) -> String {
        let core = CORE.iter().find(|(known, _, _)| *known == id);
        self.cx.words.get(core.map_or("", |(_, name, _)| name)).to_owned()
    }

    /// Where a number of box 40 comes from, or why it is not there.
    pub fn core_source(&self, core: &Core) -> String {
        let from = CORE.iter().find(|(id, _, _)| *id == core.id).map(|(_, _, from)| from);
        let lack = LACKS.iter().find(|(id, _)| *id == core.lack).map(|(_, key)| key);
        self.cx.words.get(lack.or(from).copied().unwrap_or_default()).to_owned()
    }

    /// The core monitoring set.
    pub fn core(&self) -> Table {
        let from = |core: &Core| {
            let (source, listed) = (self.core_source(core), self.listed(core));
            if listed.is_empty() { source } else { format!("{source}: {}", listed.join(", ")) }
        };
        let rows = self.yearly.core.iter().map(|core| {
            let missing = || cell(self.cx.words.get("not_available").to_owned(), true);
            let value = match core.lack.is_empty() {
                true => self.cell(&core.value, &core.unit),
                false => Cell { kind: "missing", ..missing() },
            };
            let head = Link { text: self.core_name(&core.id), ..Link::default() };
            Row { anchor: core.id.clone(), head, cells: vec![value, cell(from(core), false)] }
        });
        let columns = [("indicator", false), ("value", true), ("comes_from", false)];
        let (caption, rows) = ("core_set", rows.collect());
        self.table(caption, &columns, rows).unwrap_or_else(|| Table {
            caption: String::new(),
            columns: Vec::new(),
            rows: Vec::new(),
            note: String::new(),
        })
    }

    /// What a number of box 40 counts, one by one.
    pub fn listed(&self, core: &Core) -> Vec<String> {
        let terms = core.list.iter().map(|id| self.cx.label(&core.vocabulary, id).text);
        let names = core.names.iter().map(|name| self.text(name).text);
        terms.chain(names).collect()
    }

    /// "Train one worker in twenty: people trained"
    pub fn promise_name(&self, promise: &Promise) -> String {
        format!("{}: {}", self.text(&promise.title).text, self.indicator_name(promise))
    }

    /// What is counted; the names of official KPIs are not kept.
    fn indicator_name(&self, promise: &Promise) -> String {
        self.total_name(&promise.indicator, &promise.name)
    }

    /// A record of the partnership as the report names it, with its page where it has one.
    fn named_link<T: Entity>(&self, record: Option<&T>, text: String) -> Link {
        Link { href: record.map(|record| self.cx.record(record).href).unwrap_or_default(), text, ..Link::default() }
    }

    fn commitment(&self, promise: &Promise) -> Link {
        let model = &self.cx.site.portal.model;
        let at = model.names.find(&Commitment::KIND, self.owner, &promise.commitment).map(Ref::new);
        self.named_link(at.and_then(|at| model.commitments.get(at)), self.text(&promise.title).text)
    }

    /// How commitments stand on their KPIs.
    pub fn promises(&self) -> Option<Table> {
        let row = |promise: &Promise| {
            let is_same = promise.value.hidden.is_none() && !promise.value.replaced;
            let progress = promise.progress.filter(|_| is_same).map(|share| percent(self.cx, share.as_f64()));
            let status = Some(promise.status.replace('-', "_")).filter(|status| is_same && !status.is_empty());
            let status = status.map(|status| self.cx.words.get(&format!("progress_{status}")).to_owned());
            let cells = vec![
                cell(self.indicator_name(promise), false),
                self.reached(promise),
                self.target(promise),
                cell(progress.unwrap_or_else(|| "–".to_owned()), true),
                cell(status.unwrap_or_else(|| "–".to_owned()), false),
            ];
            Row { anchor: String::new(), head: self.commitment(promise), cells }
        };
        let columns = [
            ("commitment", false),
            ("indicator", false),
            ("reached", true),
            ("target", true),
            ("progress", true),
            ("how_it_stands", false),
        ];
        self.table("report_commitments", &columns, self.yearly.promises.iter().map(row).collect())
    }

    fn reached(&self, promise: &Promise) -> Cell {
        let cell = self.cell(&promise.value, &promise.unit);
        let period = Period::parse(&promise.data_to).map(|period| self.cx.words.period(period));
        let notes = [period.unwrap_or_default(), cell.note.clone()];
        let note = notes.into_iter().filter(|note| !note.is_empty()).collect::<Vec<_>>().join(", ");
        Cell { note, ..cell }
    }

    /// The target, and by when.
    fn target(&self, promise: &Promise) -> Cell {
        let by = Period::parse(&promise.by).map(|by| self.cx.words.period(by)).unwrap_or_default();
        let text = match promise.target {
            Some(value) => figures_table::in_unit(self.cx, &promise.unit.id, promise.unit.decimals, value),
            None if by.is_empty() => "–".to_owned(),
            None => self.cx.words.get("yes").to_owned(),
        };
        let key = if promise.per_year { "each_year_until" } else { "by" };
        let note = if by.is_empty() { by } else { self.cx.words.fill(key, &[("date", &by)]) };
        Cell { note, ..cell(text, true) }
    }

    /// How partnerships stand.
    pub fn partnerships(&self) -> Option<Table> {
        let model = &self.cx.site.portal.model;
        let row = |line: &Line| {
            let at = model.names.find(&Partnership::KIND, None, &line.partnership).map(Ref::new);
            let head = self.named_link(at.and_then(|at| model.partnerships.get(at)), self.text(&line.name).text);
            let count = |number: usize| cell(self.cx.words.whole(number), true);
            let counts = [line.members, line.kpis, line.well, line.late].map(count);
            Row {
                anchor: String::new(),
                head,
                cells: counts.into_iter().chain([cell(self.of(line.reported), true)]).collect(),
            }
        };
        let columns = [
            ("partnership", false),
            (tally_key(Tally::Members), true),
            (tally_key(Tally::Kpis), true),
            (tally_key(Tally::Well), true),
            (tally_key(Tally::Late), true),
            (tally_key(Tally::Reported), true),
        ];
        self.table("heading_partnerships", &columns, self.yearly.partnerships.iter().map(row).collect())
    }

    /// Who reported on what.
    pub fn reporting(&self) -> Option<Table> {
        let told = self.yearly.promises.iter().filter(|promise| promise.reported.reported > 0);
        let row = |promise: &Promise| {
            let cells = vec![cell(self.indicator_name(promise), false), cell(self.of(promise.reported), true)];
            Row { anchor: String::new(), head: self.commitment(promise), cells }
        };
        let columns = [("commitment", false), ("indicator", false), ("members_who_reported", true)];
        self.table("members_reporting", &columns, told.map(row).collect())
    }

    /// Who took part.
    pub fn breakdowns(&self) -> Vec<BarsView> {
        let total = self.yearly.totals.iter().find(|total| total.kpi == "people-participating");
        let total = total.and_then(|total| total.value.number());
        let telling = self.yearly.breakdowns.iter().filter(|breakdown| self.is_telling(breakdown));
        telling.filter_map(|breakdown| self.breakdown(breakdown, total)).collect()
    }

    /// Of how many people is it known? Where it is less than half the breakdown tells little; across
    /// partnerships groups that overlap tell nothing.
    pub fn is_telling(&self, breakdown: &Breakdown) -> bool {
        let dimension = Dimension::from_column(&breakdown.dimension);
        if !dimension.is_some_and(Dimension::is_exclusive) {
            return self.owner.is_some();
        }
        let total = self.yearly.totals.iter().find(|total| total.kpi == "people-participating");
        let total = total.and_then(|total| total.value.number());
        let rest = breakdown.rest.number().filter(|_| breakdown.parts.iter().all(|part| part.value.hidden.is_none()));
        rest.zip(total).is_none_or(|(rest, total)| rest.times(2) <= total)
    }

    fn breakdown(&self, breakdown: &Breakdown, total: Option<Quantity>) -> Option<BarsView> {
        let dimension = Dimension::from_column(&breakdown.dimension)?;
        let codes = breakdown.parts.iter().map(|part| part.code.as_str());
        let codes = figures_table::in_order(self.cx, dimension, codes);
        let part = |code: &str| breakdown.parts.iter().find(|part| part.code == code);
        let total = total.filter(|_| dimension.is_exclusive());
        let mut bars: Vec<Bar> = Vec::new();
        for part in codes.into_iter().filter_map(part) {
            let label = figures_table::code_label(self.cx, dimension, &part.code);
            bars.push(self.bar(label, &part.value, total, BarKind::Plain));
        }
        let is_told = breakdown.parts.iter().all(|part| part.value.hidden.is_none());
        if breakdown.rest.is_known() && is_told && total.is_some() {
            let label = self.cx.words.get("not_broken_down").to_owned();
            bars.push(self.bar(label, &breakdown.rest, total, BarKind::Remainder));
        }
        let words = self.cx.words;
        let title = words.get(&format!("dimension_{}", dimension.column())).to_owned();
        let mut columns = vec![title.clone(), words.get("value").to_owned()];
        if bars.iter().any(|bar| !bar.share.is_empty()) {
            columns.push(words.get("share").to_owned());
        }
        Some(BarsView {
            id: format!("part-by-{}", dimension.column().replace('_', "-")),
            title,
            subtitle: format!("{}, {}", self.cx.label("kpis", "people-participating").text, self.yearly.year),
            columns,
            rows: BarsView::rows(&bars),
            notes: Vec::new(),
            source: String::new(),
        })
    }

    /// How many members of each type of organisation.
    pub fn types(&self) -> Option<BarsView> {
        let bar = |(id, count): &(String, usize)| {
            let label = self.cx.label("organisation-types", id).text;
            self.bar(label, &Value::whole(*count), None, BarKind::Plain)
        };
        let mut types: Vec<&(String, usize)> = self.yearly.membership.types.iter().collect();
        types.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), id.clone()));
        let words = self.cx.words;
        (!types.is_empty()).then(|| BarsView {
            id: "part-types".to_owned(),
            title: words.get("members_by_type").to_owned(),
            subtitle: String::new(),
            columns: vec![words.get("type").to_owned(), words.get("heading_members").to_owned()],
            rows: BarsView::rows(&types.into_iter().map(bar).collect::<Vec<_>>()),
            notes: Vec::new(),
            source: String::new(),
        })
    }

    fn bar(&self, label: String, value: &Value, total: Option<Quantity>, kind: BarKind) -> Bar {
        let text = self.figure(value, &Unit::default());
        let Some(number) = value.number() else {
            let amount = Some(charts::Amount { value: 0.0, text });
            return Bar { label, amount, kind: BarKind::Withheld, ..Bar::default() };
        };
        let share = total.and_then(|total| number.over(total)).map(|share| percent(self.cx, share.as_f64()));
        let note = match value.status.as_str() {
            "" => String::new(),
            status => self.cx.label("observation-statuses", status).text,
        };
        let kind = if kind == BarKind::Plain && ["estimated", "provisional"].contains(&&*value.status) {
            BarKind::Estimated
        } else {
            kind
        };
        let amount = Some(charts::Amount { value: number.as_f64(), text });
        Bar { label, amount, kind, note, share: share.unwrap_or_default(), ..Bar::default() }
    }
}

//! How is a CSV file taken apart into rows and cells that know where they stand?

use std::ops::Range;

use csv::StringRecord;

use super::{Slot, Value};
use crate::report::{Diagnostic, Report, Reported, SYNTAX, counted};
use crate::source::{FileId, Place};

/// How numbers are written: the separator of a CSV file decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// TOML: decimal point, nothing groups.
    Toml,
    /// CSV with commas.
    Comma,
    /// CSV with semicolons or tabs, where a decimal comma is at home.
    European,
}

/// A CSV file: its header and its rows.
#[derive(Debug)]
pub struct Cells<'a> {
    /// Names of the columns with their places.
    pub header: Vec<(String, Range<usize>)>,
    /// Rows in order, blank ones left out.
    pub rows: Vec<Row>,
    /// How numbers are written here.
    pub dialect: Dialect,
    /// Proof that rows of another length were reported and left out, be it all of them.
    pub failure: Option<Reported>,
    source: &'a str,
    separator: u8,
}

/// A row: its cells, and the byte at which it begins.
#[derive(Clone, Debug)]
pub struct Row {
    /// The cells, unquoted.
    pub cells: StringRecord,
    /// First byte.
    pub start: usize,
}

/// Takes a file apart. The separator is the most frequent of `,` `;` and tab in the first line, or
/// what a line `sep=;` above it names, as spreadsheets write it. Rows with more or fewer cells than
/// the header are reported and left out; blank cells behind the last column do not count.
pub fn cells<'a>(source: &'a str, file: FileId, report: &Report) -> Result<Cells<'a>, Reported> {
    let (separator, first) = separator(source);
    let dialect = if separator == b',' { Dialect::Comma } else { Dialect::European };
    if let Some(open) = open_quote(source, first, separator) {
        return Err(report.fault(never_closed(source, open, file)));
    }
    let rows = source.get(first..).unwrap_or("").as_bytes();
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(rows);
    let mut table = Cells { header: Vec::new(), rows: Vec::new(), dialect, failure: None, source, separator };
    let mut odd = Vec::new();
    for record in reader.records() {
        let Ok(cells) = record else { continue };
        let start = first + cells.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(usize::MAX));
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let row = Row { cells, start: table.skip_blank_lines(start) };
        if table.header.is_empty() {
            table.header = table.header_of(&row);
            table.each_column_once(file, report)?;
        } else if !table.fits(&row) {
            odd.push(row);
        } else {
            table.rows.push(row);
        }
    }
    table.failure = table.wrong_lengths(&odd, file).into_iter().map(|told| report.fault(told)).last();
    Ok(table)
}

/// The separator, and the byte at which the first line of cells begins.
fn separator(source: &str) -> (u8, usize) {
    let start = source.len() - source.trim_start().len();
    let line = source.get(start..).and_then(|rest| rest.lines().next()).unwrap_or("");
    let told = line.get(..4).filter(|told| told.eq_ignore_ascii_case("sep="));
    let told = told.and_then(|_| line.get(4..)).map(|rest| rest.trim_end_matches([' ', '\r', '"']));
    match told {
        Some(",") => (b',', start + line.len()),
        Some(";") => (b';', start + line.len()),
        Some("\t") => (b'\t', start + line.len()),
        _ => (most_frequent(line), 0),
    }
}

/// Where a quotation mark opens that is not closed at the end of its cell. All that follows would be taken for
/// one text, and rows would be lost without a word.
fn open_quote(source: &str, first: usize, separator: u8) -> Option<usize> {
    let byte = |at: usize| source.as_bytes().get(at).copied();
    let ends_cell = |byte: u8| byte == separator || byte == b'\n' || byte == b'\r';
    let next = |at: usize| source.get(at..).and_then(|rest| rest.find('"')).map(|step| at + step);
    let mut at = first;
    while let Some(open) = next(at) {
        at = open + 1;
        // Within a cell a mark is a sign like others.
        if open > first && !byte(open - 1).is_some_and(ends_cell) {
            continue;
        }
        loop {
            let Some(close) = next(at) else { return Some(open) };
            at = close + 1;
            // Two in a row are one that belongs to the text.
            if byte(at) != Some(b'"') {
                break;
            }
            at += 1;
        }
        let after = (at..).map_while(byte).find(|byte| *byte != b' ');
        if after.is_some_and(|byte| !ends_cell(byte)) {
            return Some(open);
        }
    }
    None
}

fn never_closed(source: &str, open: usize, file: FileId) -> Diagnostic {
    let line = source.get(open..).and_then(|rest| rest.lines().next()).unwrap_or("");
    Diagnostic::new(SYNTAX, Place::new(file, open..open + line.len()), "a quotation mark begins this cell, and none ends it")
        .help("write a quotation mark at the end of the cell, too, or remove this one; within such a cell each is written twice")
}

fn most_frequent(header: &str) -> u8 {
    let count = |byte: u8| header.bytes().filter(|other| *other == byte).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|byte| count(*byte)).unwrap_or(b',')
}

/// Where the cell of a column stands in the row that begins at byte `start`.
pub fn cell_place(source: &str, start: usize, column: &str) -> Option<Range<usize>> {
    let (separator, first) = separator(source);
    let line = source.get(first..)?.trim_start().lines().next()?;
    let dialect = if separator == b',' { Dialect::Comma } else { Dialect::European };
    let table = Cells { header: Vec::new(), rows: Vec::new(), dialect, failure: None, source, separator };
    let names = line.split(char::from(separator)).map(|name| name.trim().trim_matches('"'));
    let at = names.into_iter().position(|name| name == column)?;
    let row = Row { cells: StringRecord::new(), start };
    Some(table.place(&row, at))
}

impl<'a> Cells<'a> {
    /// The sign between cells.
    pub fn separator(&self) -> char {
        char::from(self.separator)
    }

    fn skip_blank_lines(&self, start: usize) -> usize {
        let rest = self.source.get(start..).unwrap_or("");
        start + rest.len() - rest.trim_start_matches(['\r', '\n']).len()
    }

    fn header_of(&self, row: &Row) -> Vec<(String, Range<usize>)> {
        (0..row.cells.len())
            .map(|at| (row.cells.get(at).unwrap_or("").trim().to_owned(), self.place(row, at)))
            .collect()
    }

    /// Of two columns of one name nobody knows which counts.
    fn each_column_once(&self, file: FileId, report: &Report) -> Result<(), Reported> {
        let is_known = |at: usize, name: &str| self.header.iter().take(at).any(|(known, _)| known == name);
        let twice = self.header.iter().enumerate().filter(|(at, (name, _))| !name.is_empty() && is_known(*at, name));
        let fault = |(_, (name, at)): (usize, &(String, Range<usize>))| {
            let place = Place::new(file, at.clone());
            let twice = Diagnostic::new(SYNTAX, place, format!("there is already a column `{name}`"));
            Err(report.fault(twice.help("remove one of the two, or give it another name")))
        };
        twice.map(fault).last().unwrap_or(Ok(()))
    }

    /// Has a row as many cells as the header, but for blank ones at its end?
    fn fits(&self, row: &Row) -> bool {
        let is_blank = |cell: &str| cell.trim().is_empty();
        row.cells.len() >= self.header.len() && row.cells.iter().skip(self.header.len()).all(is_blank)
    }

    /// Where all rows have the same other length, it is the first line that is wrong.
    fn wrong_lengths(&self, rows: &[Row], file: FileId) -> Vec<Diagnostic> {
        let is_wrong = |first: &Row| {
            let is_alike = |row: &Row| row.cells.len() == first.cells.len() && self.number_in_parts(row).is_none();
            rows.len() > 1 && self.rows.is_empty() && rows.iter().all(is_alike)
        };
        match (rows.first().filter(|first| is_wrong(first)), self.header.first(), self.header.last()) {
            (Some(row), Some((_, first)), Some((_, last))) => {
                let (found, wanted) = (counted(row.cells.len(), "cell"), counted(self.header.len(), "column"));
                let message = format!("the first line of this file names {wanted}, but each row has {found}");
                let told = Diagnostic::new(SYNTAX, Place::new(file, first.start..last.end), message);
                vec![told.help("name a column for each cell of the rows, no more and no less, in the first line")]
            }
            _ => rows.iter().map(|row| self.wrong_length(row, file)).collect(),
        }
    }

    fn wrong_length(&self, row: &Row, file: FileId) -> Diagnostic {
        let line = self.source.get(row.start..).and_then(|rest| rest.lines().next()).unwrap_or("");
        let place = Place::new(file, row.start..row.start + line.len());
        let (found, wanted) = (counted(row.cells.len(), "cell"), self.header.len());
        let message = format!("this row has {found}, but the first line of the file has {wanted}");
        let help = match self.number_in_parts(row) {
            Some(written) => {
                format!("if `{written}` is one number, write its digits alone: `{}`", written.replace(',', ""))
            }
            None => "add or remove separators; a text that contains the separator stands in \"quotes\"".to_owned(),
        };
        Diagnostic::new(SYNTAX, place, message).help(help)
    }

    /// The first number in a row that is too long whose commas set thousands apart, and so part cells.
    fn number_in_parts(&self, row: &Row) -> Option<String> {
        let surplus = row.cells.len().saturating_sub(self.header.len());
        (0..row.cells.len()).filter(|_| surplus > 0).find_map(|column| self.number_from(row, column))
    }

    /// The number that begins in a cell and goes on in the next, since the commas between its thousands part cells.
    pub fn number_from(&self, row: &Row, column: usize) -> Option<String> {
        let cell = |at: usize| row.cells.get(at).map(str::trim).filter(|_| self.separator == b',');
        let is_of = |text: &str, lengths: Range<usize>| {
            lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
        };
        let begins = cell(column).filter(|text| is_of(text, 1..4) && !text.starts_with('0'))?;
        let goes_on = |text: &&str| is_of(text.split('.').next().unwrap_or(text), 3..4);
        let more: Vec<&str> = (column + 1..).map_while(cell).take_while(goes_on).collect();
        (!more.is_empty()).then(|| format!("{begins},{}", more.join(",")))
    }

    /// Where a cell stands, without the blanks and quotes around it.
    pub fn place(&self, row: &Row, column: usize) -> Range<usize> {
        let raw = self.raw(row.start, column);
        let text = self.source.get(raw.clone()).unwrap_or("");
        let lead = text.len() - text.trim_start().len();
        let trimmed = text.trim();
        let start = raw.start + lead;
        match trimmed.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')) {
            Some(inner) => start + 1..start + 1 + inner.len(),
            None => start..start + trimmed.len(),
        }
    }

    /// The bytes between the separators around a cell.
    pub fn raw(&self, start: usize, column: usize) -> Range<usize> {
        let (mut at, mut cell, mut quoted) = (start, 0, false);
        let mut cell_start = start;
        for byte in self.source.as_bytes().get(start..).unwrap_or_default() {
            match byte {
                b'"' => quoted = !quoted,
                b'\r' | b'\n' if !quoted => break,
                byte if *byte == self.separator && !quoted => {
                    if cell == column {
                        break;
                    }
                    cell += 1;
                    cell_start = at + 1;
                }
                _ => {}
            }
            at += 1;
        }
        cell_start..at
    }

    /// Has a column no name, and nothing in any of its cells? Spreadsheets write such columns.
    pub fn is_blank_column(&self, column: usize) -> bool {
        let is_blank = |row: &Row| row.cells.get(column).is_none_or(|cell| cell.trim().is_empty());
        self.header.get(column).is_some_and(|(name, _)| name.is_empty()) && self.rows.iter().all(is_blank)
    }

    /// The cells of a row as fields. Columns `name.it` become members of `name`, and a column `name`
    /// beside them the member with the empty name; there may be several dots: `kpis.1.target.value`.
    pub fn slots(&'a self, row: &'a Row) -> Vec<Slot<'a>> {
        let mut slots: Vec<Slot<'a>> = Vec::with_capacity(self.header.len());
        for (at, (column, name_at)) in self.header.iter().enumerate() {
            if column.is_empty() && self.is_blank_column(at) {
                continue;
            }
            let cell = Cell {
                column,
                name_at: name_at.clone(),
                text: row.cells.get(at).unwrap_or("").trim(),
                at: self.place(row, at),
            };
            cell.put_into(&mut slots, 0);
        }
        slots
    }
}

/// A cell on its way to becoming a field, or a member of one.
struct Cell<'a> {
    column: &'a str,
    name_at: Range<usize>,
    text: &'a str,
    at: Range<usize>,
}

impl<'a> Cell<'a> {
    /// Puts the cell among the fields whose names begin at byte `from` of its column's name.
    fn put_into(self, slots: &mut Vec<Slot<'a>>, from: usize) {
        let rest = self.column.get(from..).unwrap_or("");
        let dot = rest.find('.');
        let name = rest.get(..dot.unwrap_or(rest.len())).unwrap_or(rest);
        let column = self.column.get(..from + name.len()).unwrap_or(self.column);
        let (name_at, at) = (self.name_at.clone(), self.at.clone());
        let known = slots.iter_mut().find(|slot| slot.name == name);
        match (known, dot) {
            (None, None) => slots.push(Slot { name, column, name_at, value: Value::Cell(self.text), at }),
            (None, Some(dot)) => {
                let mut members = Vec::new();
                self.put_into(&mut members, from + dot + 1);
                slots.push(Slot { name, column, name_at, value: Value::Cells(members), at });
            }
            (Some(known), Some(dot)) => known.join(|members| self.put_into(members, from + dot + 1)),
            (Some(known), None) => {
                let plain = Slot { name: "", column, name_at, value: Value::Cell(self.text), at };
                known.join(|members| members.push(plain));
            }
        }
    }
}

impl<'a> Slot<'a> {
    /// Adds a member; what stood there without a dot becomes the member with the empty name.
    fn join(&mut self, put: impl FnOnce(&mut Vec<Slot<'a>>)) {
        if !matches!(self.value, Value::Cells(_)) {
            let plain = Slot { name: "", ..self.clone() };
            self.value = Value::Cells(vec![plain]);
        }
        if let Value::Cells(members) = &mut self.value {
            put(members);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Sources};

    fn table(text: &str) -> (Cells<'_>, usize) {
        let sources = Sources::new(vec![SourceFile::from_bytes("a.csv", text.into())]);
        let report = Report::default();
        let table = cells(text, sources.find("a.csv").unwrap(), &report).unwrap();
        (table, report.count())
    }

    #[test]
    fn places_point_at_the_text_of_a_cell() {
        let text = "id;name\r\n\r\na;\"x; \"\"y\"\"\"\r\nb; z \r\n";
        let (table, _) = table(text);
        let place = |row: usize| &text[table.place(&table.rows[row], 1)];
        assert_eq!((place(0), place(1)), ("x; \"\"y\"\"", "z"));
        assert_eq!(table.dialect, Dialect::European);
    }

    #[test]
    fn quotation_marks_close_at_the_end_of_their_cells() {
        let open = |text: &str| open_quote(text, 0, b';');
        for text in ["", "a;b", "\"a\";b", "a;\"b;\n\"\"c\"\"\" \r\nd", "5\" pipe;b\"", "\"\";\"\""] {
            assert_eq!(open(text), None, "{text}");
        }
        assert_eq!(open("a;\"b\nc;d\n"), Some(2));
        assert_eq!(open("a;\"b\nc;\"d\"\n"), Some(2));
        assert_eq!(open("\"a\"\"\nb"), Some(0));
    }

    #[test]
    fn rows_of_another_length_are_reported() {
        let (table, reports) = table("a,b\n1,2\n1,2,3\n");
        assert_eq!((table.rows.len(), reports), (1, 1));
    }
}

//! How is a translation written into a file, so that everything else in it stays as it is?

use std::collections::{BTreeMap, BTreeSet, HashMap};

use toml_edit::{DocumentMut, InlineTable, Item, TableLike, Value};

use super::field::{Field, Step, table_of};
use crate::read::{Cells, cells, split};
use crate::record::Lang;
use crate::report::Report;
use crate::source::Place;

/// A translation and where it goes.
#[derive(Clone, Debug)]
pub struct Edit {
    /// Where in the file.
    pub field: Field,
    /// The language.
    pub lang: Lang,
    /// The language of texts in this file that name none.
    pub plain: Lang,
    /// The words; of a file's Markdown all that stands below its front matter.
    pub words: String,
}

/// The file with the translations in it, and for each whether it has a place there.
pub fn apply(path: &str, text: &str, edits: &[Edit]) -> (String, Vec<bool>) {
    let mut edited = text.to_owned();
    let mut fits = vec![false; edits.len()];
    // A table of languages that has just got one is read again before it gets another.
    let languages: BTreeSet<Lang> = edits.iter().map(|edit| edit.lang).collect();
    for lang in languages {
        let own = edits.iter().zip(&mut fits).filter(|(edit, _)| edit.lang == lang);
        in_table(path, &mut edited, own.filter_map(with_steps).collect());
    }
    in_rows(&mut edited, edits.iter().zip(&mut fits).filter_map(with_row).collect());
    for (edit, fits) in edits.iter().zip(&mut fits).filter(|(edit, _)| edit.field == Field::Body) {
        if let Some(front) = body(&edited).and_then(|at| edited.get(..at)) {
            edited = format!("{front}{}", edit.words);
            *fits = true;
        }
    }
    (edited, fits)
}

/// An edit of a field, and whether it fits.
type InTable<'a> = (&'a [Step], &'a Edit, &'a mut bool);

fn with_steps<'a>((edit, fits): (&'a Edit, &'a mut bool)) -> Option<InTable<'a>> {
    let Field::Path(steps) = &edit.field else { return None };
    Some((steps, edit, fits))
}

/// An edit of a cell: its row, its column, and whether it fits.
type InRow<'a> = (&'a str, &'a str, &'a Edit, &'a mut bool);

fn with_row<'a>((edit, fits): (&'a Edit, &'a mut bool)) -> Option<InRow<'a>> {
    let Field::Cell { row, column } = &edit.field else { return None };
    Some((row, column, edit, fits))
}

/// Where the Markdown of a file begins.
fn body(text: &str) -> Option<usize> {
    Some(split(text, Place::nowhere().file, &Report::default()).ok()?.body.start)
}

fn in_table(path: &str, file: &mut String, edits: Vec<InTable<'_>>) -> Option<()> {
    if edits.is_empty() {
        return None;
    }
    let lacks_front = path.ends_with(".md") && !file.starts_with("+++");
    let text = if lacks_front { format!("+++\n+++\n{file}") } else { file.clone() };
    let (range, _) = table_of(path, &text)?;
    let mut document: DocumentMut = text.get(range.clone())?.parse().ok()?;
    let mut taken = Vec::new();
    for (steps, edit, fits) in edits {
        if set(document.as_item_mut(), steps, edit).is_some() {
            taken.push(fits);
        }
    }
    if taken.is_empty() {
        return None;
    }
    let edited = format!("{}{document}{}", text.get(..range.start)?, text.get(range.end..)?);
    // The library writes line ends in its own way.
    let is_windows = text.contains("\r\n");
    *file = if is_windows { edited.replace("\r\n", "\n").replace('\n', "\r\n") } else { edited };
    taken.into_iter().for_each(|fits| *fits = true);
    Some(())
}

fn set(item: &mut Item, steps: &[Step], edit: &Edit) -> Option<()> {
    match steps.split_first() {
        Some((Step::Name(name), rest)) => {
            let table = item.as_table_like_mut()?;
            if rest.is_empty() && table.get(name).is_none() {
                return put_new(table, name, edit);
            }
            set(table.get_mut(name)?, rest, edit)
        }
        Some((Step::Nth(at), rest)) => match item {
            Item::ArrayOfTables(list) => set_in(list.get_mut(*at)?, rest, edit),
            Item::Value(Value::Array(list)) => set_in(list.get_mut(*at)?.as_inline_table_mut()?, rest, edit),
            _ => None,
        },
        None => put(item, edit),
    }
}

fn set_in(table: &mut dyn TableLike, steps: &[Step], edit: &Edit) -> Option<()> {
    let (Step::Name(name), rest) = steps.split_first()? else { return None };
    set(table.get_mut(name)?, rest, edit)
}

/// A field that the file of a translation does not have yet.
fn put_new(table: &mut dyn TableLike, name: &str, edit: &Edit) -> Option<()> {
    (edit.lang == edit.plain).then(|| table.insert(name, Item::Value(edit.words.as_str().into())))?;
    Some(())
}

/// Writes over a text, or adds to the languages that there are.
fn put(item: &mut Item, edit: &Edit) -> Option<()> {
    let code = edit.lang.code();
    match item {
        Item::Value(Value::InlineTable(table)) => put_inline(table, code, &edit.words),
        Item::Value(value @ Value::String(_)) if edit.lang == edit.plain => write_over(value, &edit.words),
        Item::Value(value @ Value::String(_)) => {
            let decor = value.decor().clone();
            let mut table = InlineTable::new();
            let mut own = value.clone();
            own.decor_mut().clear();
            table.insert(edit.plain.code(), own);
            table.insert(code, edit.words.as_str().into());
            *value = Value::InlineTable(table);
            *value.decor_mut() = decor;
        }
        Item::Table(table) => match table.get_mut(code).and_then(Item::as_value_mut) {
            Some(value) => write_over(value, &edit.words),
            None => _ = table.insert(code, Item::Value(edit.words.as_str().into())),
        },
        _ => return None,
    }
    Some(())
}

fn put_inline(table: &mut InlineTable, code: &str, words: &str) {
    if let Some(value) = table.get_mut(code) {
        return write_over(value, words);
    }
    // The blank before the closing brace belongs to the last value.
    let last = table.iter_mut().last().map(|(_, value)| {
        let suffix = value.decor().suffix().and_then(|suffix| suffix.as_str()).unwrap_or("").to_owned();
        value.decor_mut().set_suffix("");
        suffix
    });
    let mut value = Value::from(words);
    *value.decor_mut() = toml_edit::Decor::new(" ", last.unwrap_or_default());
    table.insert(code, value);
}

fn write_over(value: &mut Value, words: &str) {
    let decor = value.decor().clone();
    *value = words.into();
    *value.decor_mut() = decor;
}

/// Writes into cells of rows; a column comes last where the file has none for the language.
fn in_rows(file: &mut String, edits: Vec<InRow<'_>>) -> Option<()> {
    if edits.is_empty() {
        return None;
    }
    *file = with_columns(file, &edits)?;
    let table = read(file)?;
    let id = place_of(&table, "id")?;
    let mut rows: HashMap<&str, usize, foldhash::fast::FixedState> = HashMap::default();
    for row in &table.rows {
        rows.entry(row.cells.get(id).unwrap_or("").trim()).or_insert(row.start);
    }
    let mut cells: BTreeMap<usize, (usize, String)> = BTreeMap::new();
    for (row, column, edit, fits) in edits {
        let (Some(start), Some(at)) = (rows.get(row), column_of(&table, column, edit)) else { continue };
        let range = table.raw(*start, at);
        cells.insert(range.start, (range.end, quoted(&edit.words, table.separator())));
        *fits = true;
    }
    let (mut out, mut done) = (String::with_capacity(file.len()), 0);
    for (start, (end, cell)) in cells {
        out.push_str(file.get(done..start).unwrap_or(""));
        out.push_str(&cell);
        done = end;
    }
    out.push_str(file.get(done..).unwrap_or(""));
    *file = out;
    Some(())
}

fn read(text: &str) -> Option<Cells<'_>> {
    cells(text, Place::nowhere().file, &Report::default()).ok()
}

fn place_of(table: &Cells<'_>, column: &str) -> Option<usize> {
    table.header.iter().position(|(name, _)| name == column)
}

/// The column of a text in the language of an edit.
fn column_of(table: &Cells<'_>, column: &str, edit: &Edit) -> Option<usize> {
    let plain = || place_of(table, column).filter(|_| edit.lang == edit.plain);
    place_of(table, &format!("{column}.{}", edit.lang)).or_else(plain)
}

/// The file with all columns that edits go into.
fn with_columns(text: &str, edits: &[InRow<'_>]) -> Option<String> {
    let table = read(text)?;
    let mut names: Vec<String> = Vec::new();
    for (_, column, edit, _) in edits.iter().filter(|(_, column, edit, _)| column_of(&table, column, edit).is_none()) {
        let name = format!("{column}.{}", edit.lang);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let add = |text: String, name: &String| with_column(&text, table.separator(), name);
    Some(names.iter().fold(text.to_owned(), add))
}

/// The file with one more column, blank in each row.
fn with_column(text: &str, separator: char, name: &str) -> String {
    let (mut out, mut is_quoted, mut is_header, mut line) = (String::with_capacity(text.len()), false, true, 0);
    let end = |line: usize, out: &mut String, is_header: &mut bool| {
        if line > 0 {
            out.push(separator);
            out.push_str(if *is_header { name } else { "" });
            *is_header = false;
        }
    };
    for c in text.chars() {
        is_quoted ^= c == '"';
        if matches!(c, '\r' | '\n') && !is_quoted {
            end(line, &mut out, &mut is_header);
            line = 0;
        } else {
            line += 1;
        }
        out.push(c);
    }
    end(line, &mut out, &mut is_header);
    out
}

/// A cell, in quotation marks where it needs them.
pub fn quoted(words: &str, separator: char) -> String {
    if words.contains([separator, '"', '\n', '\r']) || words.trim() != words {
        return format!("\"{}\"", words.replace('"', "\"\""));
    }
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(path: &str, text: &str, field: &str, words: &str) -> String {
        let steps = field.split('.').map(|name| match name.parse() {
            Ok(at) => Step::Nth(at),
            Err(_) => Step::Name(name.into()),
        });
        let lang = Lang::from_code("de").unwrap();
        let edit = Edit { field: Field::Path(steps.collect()), lang, plain: Lang::EN, words: words.to_owned() };
        let (edited, fits) = apply(path, text, &[edit]);
        assert_eq!(fits, [true]);
        edited
    }

    #[test]
    fn only_the_translation_changes() {
        let toml = "# a\ntitle = \"A\" # b\nname = { en = \"N\", it = \"M\" }\n\n[[updates]]\ndate = 2026-01-01\ntext.en = \"U\"\n";
        assert_eq!(
            edited("x.toml", toml, "title", "Ä"),
            toml.replace("title = \"A\"", "title = { en = \"A\", de = \"Ä\" }")
        );
        assert_eq!(edited("x.toml", toml, "name", "O"), toml.replace("it = \"M\" }", "it = \"M\", de = \"O\" }"));
        assert_eq!(
            edited("x.toml", toml, "updates.0.text", "V"),
            toml.replace("text.en = \"U\"\n", "text.en = \"U\"\ntext.de = \"V\"\n")
        );
        let windows = toml.replace('\n', "\r\n");
        assert_eq!(edited("x.toml", &windows, "title", "Ä").matches("\r\n").count(), windows.matches("\r\n").count());
    }

    #[test]
    fn rows_get_a_column_where_there_is_none() {
        let edit = |text: &str| {
            let field = Field::Cell { row: "b".into(), column: "name".into() };
            let lang = Lang::from_code("de").unwrap();
            apply("x.csv", text, &[Edit { field, lang, plain: Lang::EN, words: "z; y".to_owned() }]).0
        };
        assert_eq!(edit("id;name\r\na;\"x\ny\"\r\nb;c"), "id;name;name.de\r\na;\"x\ny\";\r\nb;c;\"z; y\"");
        assert_eq!(edit("id;name;name.de\na;x;\nb;c; old\n"), "id;name;name.de\na;x;\nb;c;\"z; y\"\n");
    }
}

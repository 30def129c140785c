//! Where do the open data lie, and how are values written there?

use std::fmt::Display;

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Value, json};

use super::{Export, Out, Write};
use crate::figures::amount::Amount;
use crate::figures::coverage::Coverage;
use crate::figures::suppression::Hidden;
use crate::model::partnership::Partnership;
use crate::pages::Site;
use crate::record::{Entity, Localised, Owner, Quantity, Ref, Table, Term, VocabularyName};

/// A file of the catalogue and one of each partnership; `part` 0 is the catalogue.
pub fn files(site: &Site<'_>, name: &str, write: Write) -> Vec<Export> {
    let addresses = &site.plan.addresses;
    let catalogue = addresses.home().is_none().then(|| addresses.data(None, name)).flatten();
    let catalogue = catalogue.map(|path| Export { path, part: 0, write });
    let partnerships = site.portal.model.partnerships.iter().filter_map(|(at, partnership)| {
        let path = addresses.data(Some(partnership.head.key.id()), name)?;
        Some(Export { path, part: at.index() + 1, write })
    });
    catalogue.into_iter().chain(partnerships).collect()
}

/// The partnership whose file a part is; none for the catalogue's.
pub fn owner(part: usize) -> Option<Owner> {
    part.checked_sub(1).and_then(|at| u32::try_from(at).ok()).map(Owner)
}

/// Does the file of a part hold what belongs to this partnership?
pub fn is_in(part: usize, of: Owner) -> bool {
    owner(part).is_none_or(|owner| owner == of)
}

/// A document of lists, written record by record: nothing holds a whole list in memory.
pub struct Document<'o, 'b>(&'o mut Out<'b>);

impl<'o, 'b> Document<'o, 'b> {
    /// Begins with the day and the licence.
    pub fn new(site: &Site<'_>, out: &'o mut Out<'b>) -> Document<'o, 'b> {
        out.extend_from_slice(b"{\n\"as_of\":");
        value(&site.as_of.to_string(), out);
        out.extend_from_slice(b",\n\"licence\":");
        value(&site.config.licence, out);
        Document(out)
    }

    /// Adds a list, one record a line.
    pub fn list<T: Serialize>(self, name: &str, records: impl Iterator<Item = T>) -> Document<'o, 'b> {
        self.0.extend_from_slice(b",\n");
        value(name, self.0);
        self.0.extend_from_slice(b":[");
        for (at, record) in records.enumerate() {
            self.0.extend_from_slice(if at == 0 { b"\n" } else { b",\n" });
            value(&record, self.0);
        }
        self.0.extend_from_slice(b"\n]");
        self
    }

    /// Ends it.
    pub fn end(self) {
        self.0.extend_from_slice(b"\n}\n");
    }
}

fn value<T: Serialize + ?Sized>(value: &T, out: &mut Out<'_>) {
    // Strings and numbers can always be written.
    let _ = serde_json::to_writer(out, value);
}

/// The id of a partnership.
pub fn partnership_id<'a>(site: &Site<'a>, owner: Owner) -> Option<&'a str> {
    id(&site.portal.model.partnerships, owner.into())
}

/// The id of a record.
pub fn id<T: Entity>(table: &Table<T>, at: Ref<T>) -> Option<&str> {
    table.get(at).map(|record| record.head().key.id())
}

/// The ids of terms.
pub fn terms<'a, V: VocabularyName>(site: &Site<'a>, terms: &[Term<V>]) -> Vec<&'a str> {
    terms.iter().map(|term| site.portal.model.vocabularies.id(*term)).collect()
}

/// A text by language.
pub struct ByLanguage<'a>(pub &'a Localised);

impl Serialize for ByLanguage<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut texts = to.serialize_map(None)?;
        self.0.iter().try_for_each(|(lang, text)| texts.serialize_entry(lang.code(), text))?;
        texts.end()
    }
}

/// Something as it is displayed.
pub struct Shown<T>(pub T);

impl<T: Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

/// The address of a record's page, in the site's default language.
pub fn url<T: Entity>(site: &Site<'_>, record: &T) -> Option<String> {
    let addresses = &site.plan.addresses;
    let path = addresses.record(&record.head().key).filter(|path| site.plan.has_page(path))?;
    Some(addresses.absolute(&addresses.in_language(&path, site.config.pages_in.default)))
}

/// A number: whole ones without decimals.
pub fn number(value: Quantity) -> Value {
    match value.as_whole() {
        Some(whole) => Value::from(whole),
        None => value.plain().parse::<f64>().map_or(Value::Null, Value::from),
    }
}

/// The value of a figure: of one answer `true` or `false`, of several how many say yes.
pub fn amount(amount: Amount) -> Value {
    match amount {
        Amount::Truth { yes, of: 1 } => Value::from(yes == 1),
        Amount::Truth { yes, of } => json!({ "true": yes, "of": of }),
        other => number(other.value()),
    }
}

/// A share, to the tenth of a permille.
pub fn share(value: f64) -> Value {
    Value::from((value * 10_000.0).round() / 10_000.0)
}

/// How a withheld value is labelled.
pub fn label(hidden: Hidden) -> String {
    match hidden {
        Hidden::Small(limit) => format!("<{limit}"),
        Hidden::Withheld => "withheld".to_owned(),
    }
}

/// "12 of 19"
#[derive(serde::Serialize)]
pub struct Reported {
    reported: u32,
    of: u32,
}

impl From<Coverage> for Reported {
    fn from(coverage: Coverage) -> Self {
        Reported { reported: coverage.reported, of: coverage.of }
    }
}

/// A partnership by its part, for files that only hold its own.
pub fn partnership<'a>(site: &Site<'a>, part: usize) -> Option<&'a Partnership> {
    owner(part).and_then(|owner| site.portal.model.partnership(owner))
}

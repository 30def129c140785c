//! What is true of every record, whatever its kind?

mod body;
mod colour;
mod date;
mod head;
mod kept;
mod kind;
mod lang;
mod links;
mod localised;
mod loose;
mod names;
mod noted;
mod period;
mod prose;
mod quantity;
mod reading;
mod region;
mod scope;
mod table;
mod term;
mod text;

pub use body::{Body, Part};
pub use colour::{Colour, WHITE};
pub use date::{Moment, YearOrDate, parse_date};
pub use head::{Head, Identity, SourceNote, Visibility};
pub use kept::Kept;
pub use kind::{Home, Kind, Shape};
pub use lang::{Lang, Languages};
pub use links::{Attachment, beside, resolve_path};
pub use localised::{Chosen, Localised};
pub use loose::{Loose, LooseTexts, Taken};
pub use names::{CONTENT, Claim, Entry, Key, Names, Origin, Owner};
pub use noted::{Noted, NotedText, NotedWords, Written};
pub use period::{Period, days_between};
pub use prose::{Block, Heading, HeadingIds, Link, LinkKind, Outline, options, outline, scheme, slug};
pub use quantity::{Quantity, QuantityError, ambiguous_help, ambiguous_message};
pub use reading::{Context, doubled, folder_of, read_all, readable};
pub use region::{Region, is_region, region_name};
pub use scope::{Fields, Given, Scope};
pub use table::{Entity, Ref, Table};
pub use term::{
    Closed, Country, Language, Term, TermEntry, Vocabularies, Vocabulary, VocabularyName, eu_code, read_closed,
};
pub use text::{Email, Slug, Url, invisible_help, is_email, is_slug, is_url};

//! What is the shape of what a template sees, and which words fill it?
//!
//! Pages of one type differ in their words and in little else. The *shape* of a value is all that is
//! left when its words are taken out: which words are there at all, how long lists are, numbers, yes or
//! no, and the texts under [`ASKED`]. A template that does not ask what a word says writes the same
//! frame around the words of every value of one shape.

use std::fmt;

use serde::Serialize;
use serde::ser::{Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, Serializer};
use tera::value::Key;
use tera::{Map, Value};

/// Names of the texts that templates may compare: they belong to the shape.
const ASKED: [&str; 3] = ["id", "kind", "legend"];

/// What a template sees: anything that can be serialised.
pub trait Seen {
    /// As the template sees it.
    fn value(&self) -> Value;
    /// Adds shape and words to a cast.
    ///
    /// # Errors
    /// Where it holds something that has no shape: an enumeration with values.
    fn cast(&self, cast: &mut Cast) -> Result<(), fmt::Error>;
}

impl<T: Serialize> Seen for T {
    fn value(&self) -> Value {
        Value::from_serializable(self)
    }

    fn cast(&self, cast: &mut Cast) -> Result<(), fmt::Error> {
        self.serialize(Caster { cast, asked: false })
    }
}

impl fmt::Debug for dyn Seen + '_ {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value().fmt(out)
    }
}

/// A value with a name.
pub type Named<'a> = (&'static str, &'a dyn Seen);

/// Shape and words of values.
#[derive(Debug)]
pub struct Cast {
    shape: Vec<u8>,
    words: String,
    /// Where each word ends.
    ends: Vec<usize>,
}

impl Cast {
    /// Shape and words of named values, which have about `room` bytes; texts in `asked` belong to the shape too.
    pub fn of(asked: &[&str], values: &[Named<'_>], room: usize) -> Option<Cast> {
        let mut cast = Cast {
            shape: Vec::with_capacity(1 << 10),
            words: String::with_capacity(room),
            ends: Vec::with_capacity(1 << 7),
        };
        asked.iter().for_each(|text| cast.ask(text));
        values.iter().try_for_each(|(_, value)| value.cast(&mut cast)).ok().map(|()| cast)
    }

    /// The shape, as bytes that are the same for the same shape alone.
    pub fn shape(&self) -> &[u8] {
        &self.shape
    }

    /// A word, by its number in the order in which they were met.
    pub fn word(&self, at: usize) -> Option<&str> {
        let start = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.words.get(start..*self.ends.get(at)?)
    }

    fn note(&mut self, kind: Part) {
        self.shape.push(kind as u8);
    }

    /// A text that belongs to the shape.
    fn ask(&mut self, text: &str) {
        self.note(Part::Asked);
        self.number(text.len() as u64);
        self.shape.extend_from_slice(text.as_bytes());
    }

    fn number(&mut self, number: u64) {
        self.shape.extend_from_slice(&number.to_le_bytes());
    }

    fn text(&mut self, text: &str, asked: bool) {
        match text {
            "" => self.note(Part::Nothing),
            _ if asked => self.ask(text),
            _ => {
                self.note(Part::Word);
                self.words.push_str(text);
                self.ends.push(self.words.len());
            }
        }
    }
}

/// What a shape is made of.
#[derive(Clone, Copy)]
enum Part {
    Nothing,
    Word,
    Asked,
    Absent,
    No,
    Yes,
    Number,
    List,
    Fields,
    Keys,
    End,
}

/// The value with marks in place of its words, which are counted as a [`Cast`] counts them.
pub fn marked(value: Value, mark: &mut impl FnMut() -> String) -> Value {
    mark_words(value, false, mark)
}

fn mark_words(value: Value, asked: bool, mark: &mut impl FnMut() -> String) -> Value {
    if let Some(text) = value.as_str() {
        return if asked || text.is_empty() { value } else { Value::from(mark()) };
    }
    if let Some(list) = value.as_array() {
        return Value::from(list.iter().map(|inner| mark_words(inner.clone(), asked, mark)).collect::<Vec<_>>());
    }
    if let Some(map) = value.as_map() {
        let mut field = |(key, inner): (&Key<'static>, &Value)| {
            let asked = is_asked(key.as_str().unwrap_or(""));
            (key.clone(), mark_words(inner.clone(), asked, mark))
        };
        return Value::from(map.iter().map(&mut field).collect::<Map>());
    }
    value
}

fn is_asked(name: &str) -> bool {
    ASKED.contains(&name)
}

/// Bytes before the text of an asked text: what it is, and its length.
const NOTE: usize = 1 + size_of::<u64>();

/// Takes a value apart.
struct Caster<'c> {
    cast: &'c mut Cast,
    /// Do texts belong to the shape?
    asked: bool,
}

type Outcome = Result<(), fmt::Error>;

impl Caster<'_> {
    fn note(self, part: Part) -> Outcome {
        self.cast.note(part);
        Ok(())
    }

    fn number(self, bits: u64) -> Outcome {
        self.cast.note(Part::Number);
        self.cast.number(bits);
        Ok(())
    }

    /// Takes apart what stands inside, under a name.
    fn inside<T: Serialize + ?Sized>(&mut self, asked: bool, value: &T) -> Outcome {
        value.serialize(Caster { cast: self.cast, asked })
    }
}

/// Numbers of any size are their bits.
macro_rules! numbers {
    ($($method:ident($number:ty) => $bits:expr;)*) => {
        $(fn $method(self, number: $number) -> Outcome {
            let bits: fn($number) -> u64 = $bits;
            self.number(bits(number))
        })*
    };
}

impl<'c> Serializer for Caster<'c> {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Caster<'c>;
    type SerializeTuple = Caster<'c>;
    type SerializeTupleStruct = Impossible<(), fmt::Error>;
    type SerializeTupleVariant = Impossible<(), fmt::Error>;
    type SerializeMap = Caster<'c>;
    type SerializeStruct = Caster<'c>;
    type SerializeStructVariant = Impossible<(), fmt::Error>;

    numbers! {
        serialize_i8(i8) => |number| number as u64;
        serialize_i16(i16) => |number| number as u64;
        serialize_i32(i32) => |number| number as u64;
        serialize_i64(i64) => |number| number as u64;
        serialize_u8(u8) => u64::from;
        serialize_u16(u16) => u64::from;
        serialize_u32(u32) => u64::from;
        serialize_u64(u64) => u64::from;
        serialize_f32(f32) => |number| u64::from(number.to_bits());
        serialize_f64(f64) => f64::to_bits;
    }

    fn serialize_bool(self, value: bool) -> Outcome {
        self.note(if value { Part::Yes } else { Part::No })
    }

    fn serialize_char(self, value: char) -> Outcome {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Outcome {
        self.cast.text(text, self.asked);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Outcome {
        Err(fmt::Error)
    }

    fn serialize_none(self) -> Outcome {
        self.note(Part::Absent)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Outcome {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Outcome {
        self.note(Part::Absent)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Outcome {
        self.note(Part::Absent)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Outcome {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Outcome {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Outcome {
        Err(fmt::Error)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, fmt::Error> {
        self.cast.note(Part::List);
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, fmt::Error> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, fmt::Error> {
        self.cast.note(Part::Keys);
        Ok(self)
    }

    /// Which fields it has is told by where its name is kept.
    fn serialize_struct(self, name: &'static str, fields: usize) -> Result<Self, fmt::Error> {
        self.cast.note(Part::Fields);
        self.cast.number(name.as_ptr().addr() as u64);
        self.cast.number(fields as u64);
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, fmt::Error> {
        Err(fmt::Error)
    }
}

impl SerializeSeq for Caster<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Outcome {
        self.inside(self.asked, value)
    }

    fn end(self) -> Outcome {
        self.note(Part::End)
    }
}

impl SerializeTuple for Caster<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Outcome {
        SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Outcome {
        SerializeSeq::end(self)
    }
}

impl SerializeMap for Caster<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Outcome {
        let start = self.cast.shape.len();
        self.inside(true, key)?;
        // What was noted last is the name.
        let noted = self.cast.shape.get(start..).unwrap_or_default();
        self.asked = ASKED.iter().any(|name| noted.ends_with(name.as_bytes()) && noted.len() == name.len() + NOTE);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Outcome {
        self.inside(self.asked, value)
    }

    fn end(self) -> Outcome {
        self.note(Part::End)
    }
}

impl SerializeStruct for Caster<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Outcome {
        self.inside(is_asked(name), value)
    }

    fn end(self) -> Outcome {
        self.note(Part::End)
    }
}

//! From the YAML parser's events to JSON values, with a budget against aliases that multiply.

use serde::Deserializer;
use serde::de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::Cell;
use std::fmt;

/// What a document may still grow to, in values and bytes of text.
pub(super) struct Budget(Cell<usize>);

/// What a small document may grow to by aliases: go-yaml, too, lets the first 400,000 values pass.
const FREE: usize = 400_000;

/// What an error says when the budget is spent; [`super::message`] gives it go-yaml's words.
pub(super) const SPENT: &str = "document contains excessive aliasing";

impl Budget {
    /// A text without aliases never holds more than its bytes.
    pub(super) fn of(bytes: usize) -> Self {
        Self(Cell::new(FREE + bytes))
    }

    fn spend<E: Error>(&self, amount: usize) -> Result<(), E> {
        let left = self.0.get().checked_sub(amount).ok_or_else(|| E::custom(SPENT))?;
        self.0.set(left);
        Ok(())
    }
}

/// A value to be built.
#[derive(Clone, Copy)]
pub(super) struct Node<'b>(pub(super) &'b Budget);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Node<'_> {
    fn scalar<E: Error>(self, value: impl Into<Value>) -> Result<Value, E> {
        self.0.spend(1)?;
        Ok(value.into())
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.scalar(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.scalar(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.scalar(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        let number = number(value).ok_or_else(|| E::custom(UNSUPPORTED_VALUE))?;
        self.scalar(number)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.0.spend(value.len())?;
        self.scalar(value)
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.scalar(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        self.0.spend(1)?;
        let mut list = Vec::new();
        while let Some(value) = sequence.next_element_seed(self)? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.0.spend(1)?;
        let (mut map, mut merged) = (Map::new(), Map::new());
        while let Some(key) = entries.next_key_seed(self)? {
            let value = entries.next_value_seed(self)?;
            match key {
                Value::String(key) if key == "<<" => merge(value, &mut merged),
                key => drop(map.insert(key_text::<A::Error>(key)?, value)),
            }
        }
        merged.append(&mut map);
        Ok(Value::Object(merged))
    }

    /// A tag of the author's own says nothing to kubectl: what counts is the value.
    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let (_tag, value): (serde::de::IgnoredAny, _) = data.variant()?;
        value.newtype_variant_seed(self)
    }
}

/// JSON has no infinity and no "not a number".
pub(super) const UNSUPPORTED_VALUE: &str = "json: unsupported value";

/// A key that is a list or a mapping cannot be a key in JSON.
pub(super) const UNSUPPORTED_KEY: &str = "unsupported map key";

/// A float as Go writes it into JSON: without a fraction it is an integer.
fn number(value: f64) -> Option<Number> {
    let whole = value.fract() == 0.0 && value.abs() < 1e15;
    if whole { Some(Number::from(value as i64)) } else { Number::from_f64(value) }
}

/// `<<: *other` brings in the other's entries, and of several those that come first.
fn merge(value: Value, merged: &mut Map<String, Value>) {
    match value {
        Value::Object(map) => map.into_iter().for_each(|(key, value)| {
            merged.entry(key).or_insert(value);
        }),
        Value::Array(list) => list.into_iter().for_each(|value| merge(value, merged)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn key_text<E: Error>(key: Value) -> Result<String, E> {
    match key {
        Value::String(text) => Ok(text),
        Value::Null => Ok("null".into()),
        Value::Bool(_) | Value::Number(_) => Ok(key.to_string()),
        Value::Array(_) | Value::Object(_) => Err(E::custom(UNSUPPORTED_KEY)),
    }
}

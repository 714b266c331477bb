//! Writing JSON objects field by field, as Go writes them: most fields only where they hold something.

use crate::time::Time;
use serde_json::{Map, Value};

/// A JSON object in the making.
#[derive(Default)]
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    /// An object that begins with what JSON already says; nothing, where that is no object.
    pub(super) fn of(value: &Value) -> Fields {
        Fields(value.as_object().cloned().unwrap_or_default())
    }

    /// Writes a field, whatever it holds.
    pub(super) fn set(mut self, field: &str, value: impl Into<Value>) -> Fields {
        self.0.insert(field.into(), value.into());
        self
    }

    /// Writes a field where it holds something: no null, zero, `false`, and nothing empty (Go's `omitempty`).
    pub(super) fn put(self, field: &str, value: impl Into<Value>) -> Fields {
        let value = value.into();
        if is_empty(&value) { self } else { self.set(field, value) }
    }

    /// Writes a field where there is something to write, be it empty (a pointer in Go).
    pub(super) fn put_some(self, field: &str, value: Option<impl Into<Value>>) -> Fields {
        match value {
            Some(value) => self.set(field, value),
            None => self,
        }
    }

    /// Writes a field where it is not there yet.
    pub(super) fn or(mut self, field: &str, value: impl Into<Value>) -> Fields {
        self.0.entry(field).or_insert_with(|| value.into());
        self
    }
}

impl From<Fields> for Value {
    fn from(fields: Fields) -> Value {
        Value::Object(fields.0)
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::Number(number) => number.as_i64() == Some(0),
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(object) => object.is_empty(),
    }
}

/// A list, each of its elements written.
pub(super) fn list<'t, T: 't>(of: impl IntoIterator<Item = &'t T>, write: impl Fn(&'t T) -> Value) -> Value {
    of.into_iter().map(write).collect()
}

/// An instant.
pub(super) fn time(time: Time) -> Value {
    time.rfc3339().into()
}

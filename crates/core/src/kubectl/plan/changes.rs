//! What of an object changes, field by field.

use crate::kubectl::apply::LAST_APPLIED;
use crate::object::{self, Object};
use serde_json::Value;

/// A field that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Its path, `spec.replicas`.
    pub path: String,
    /// As it was; none where it was not there. Texts as they are, all else as JSON.
    pub from: Option<String>,
    /// As it will be; none where it goes.
    pub to: Option<String>,
}

/// The fields in which two versions of an object differ, without what the API server itself writes.
pub(super) fn between(before: &Object, after: &Object) -> Vec<FieldChange> {
    let mut found = Vec::new();
    compare(String::new(), Some(&written(before)), Some(&written(after)), &mut found);
    found
}

/// An object as a user writes it.
fn written(object: &Object) -> Value {
    let mut value = object::encode(object);
    if let Some(fields) = value.as_object_mut() {
        fields.remove("status");
    }
    if let Some(meta) = value["metadata"].as_object_mut() {
        for field in ["generation", "resourceVersion", "uid", "creationTimestamp"] {
            meta.remove(field);
        }
    }
    if let Some(annotations) = value["metadata"]["annotations"].as_object_mut() {
        annotations.remove(LAST_APPLIED);
    }
    value
}

fn compare(path: String, from: Option<&Value>, to: Option<&Value>, found: &mut Vec<FieldChange>) {
    match (from, to) {
        (from, to) if from == to => {}
        (Some(Value::Object(from)), Some(Value::Object(to))) => {
            let added = to.keys().filter(|key| !from.contains_key(*key));
            for key in from.keys().chain(added) {
                let dot = if path.is_empty() { "" } else { "." };
                compare(format!("{path}{dot}{key}"), from.get(key), to.get(key), found);
            }
        }
        (Some(Value::Array(from)), Some(Value::Array(to))) => {
            for at in 0..from.len().max(to.len()) {
                compare(format!("{path}[{at}]"), from.get(at), to.get(at), found);
            }
        }
        (from, to) => found.push(FieldChange { path, from: from.map(shown), to: to.map(shown) }),
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), String::from)
}

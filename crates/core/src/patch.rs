//! Patches: strategic merge, the three-way merge of `kubectl apply`, JSON merge (RFC 7386) and JSON Patch (RFC 6902).

mod difference;
mod strategic;

pub use difference::three_way;
pub use strategic::strategic;

use crate::schema::{self, Merge, Shape};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// Why a patch cannot be applied; `Display` gives the API server's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatchError {
    /// An element of a list that is merged by a key does not have it: the element and the key.
    NoMergeKey(String, &'static str),
    /// The operations of a JSON Patch are no such operations, or do not fit the object.
    Json(String),
}

impl fmt::Display for PatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMergeKey(element, key) => {
                write!(f, "map: {element} does not contain declared merge key: {key}")
            }
            Self::Json(_) => f.write_str("the server rejected our request due to an error in our request"),
        }
    }
}

impl std::error::Error for PatchError {}

/// The object after a JSON merge patch: what the patch has replaces, its nulls remove, objects merge.
#[must_use]
pub fn merge(original: &Value, patch: &Value) -> Value {
    let mut merged = original.clone();
    json_patch::merge(&mut merged, patch);
    merged
}

/// The object after the operations of a JSON Patch.
///
/// # Errors
/// When the patch is not a list of operations, or one of them does not fit the object (a `test` that fails, a path
/// that is not there).
pub fn json(original: &Value, patch: &Value) -> Result<Value, PatchError> {
    let operations: json_patch::Patch =
        serde_json::from_value(patch.clone()).map_err(|error| PatchError::Json(error.to_string()))?;
    let mut patched = original.clone();
    json_patch::patch(&mut patched, &operations).map_err(|error| PatchError::Json(error.to_string()))?;
    Ok(patched)
}

/// What the schema says of a value under a key of a value of a shape: its own shape, and how it merges as a list.
fn child<'s>(shape: Option<&'s Shape>, key: &str) -> (Option<&'s Shape>, Merge) {
    match shape {
        Some(Shape::Object(id)) => {
            schema::field(*id, key).map_or((None, Merge::Replace), |field| (Some(&field.shape), field.merge))
        }
        Some(Shape::Map(value)) => (Some(value), Merge::Replace),
        _ => (None, Merge::Replace),
    }
}

fn element(shape: Option<&Shape>) -> Option<&Shape> {
    match shape {
        Some(Shape::List(element)) => Some(element),
        _ => None,
    }
}

/// What identifies an element of a list: its key, or itself.
fn identity(value: &Value, how: Merge) -> String {
    match how {
        Merge::ByKey(key) => value.get(key).unwrap_or(value).to_string(),
        Merge::Union | Merge::Replace => value.to_string(),
    }
}

/// Where each element of a list stands: the first of those that are the same.
fn places(list: &[Value], how: Merge) -> BTreeMap<String, usize> {
    crate::sort::map(list.iter().enumerate().rev().map(|(at, value)| (identity(value, how), at)))
}

/// The directives of strategic merge patches.
mod directive {
    pub(super) const PATCH: &str = "$patch";
    pub(super) const RETAIN_KEYS: &str = "$retainKeys";
    pub(super) const ORDER: &str = "$setElementOrder/";
    pub(super) const DELETE: &str = "$deleteFromPrimitiveList/";
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use serde_json::json;

    #[test]
    fn a_json_merge_patch_replaces_lists_and_removes_by_null() {
        let merged =
            merge(&json!({"a": [1, 2], "b": 1, "c": {"d": 1}}), &json!({"a": [3], "b": null, "c": {"e": 2}}));
        expect![[r#"{"a":[3],"c":{"d":1,"e":2}}"#]].assert_eq(&merged.to_string());
    }

    #[test]
    fn a_json_patch_operates_or_is_refused_whole() {
        let object = json!({"spec": {"replicas": 3}});
        let try_patch = |patch: Value| match json(&object, &patch) {
            Ok(patched) => format!("{patched}\n"),
            Err(error) => format!("{error}\n"),
        };
        let patches = [
            json!([{"op": "replace", "path": "/spec/replicas", "value": 2}]),
            json!([{"op": "replace", "path": "/spec/nope/deep", "value": 2}]),
            json!([{"op": "test", "path": "/spec/replicas", "value": 4}]),
            json!({"op": "replace"}),
        ];
        expect![[r#"
            {"spec":{"replicas":2}}
            the server rejected our request due to an error in our request
            the server rejected our request due to an error in our request
            the server rejected our request due to an error in our request
        "#]]
        .assert_eq(&patches.map(try_patch).concat());
    }
}

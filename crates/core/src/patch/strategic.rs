//! Applying a strategic merge patch. Follows `StrategicMergePatch` of apimachinery.

use super::directive::{DELETE, ORDER, PATCH, RETAIN_KEYS};
use super::{PatchError, child, element, identity, places};
use crate::schema::{Merge, Shape, TypeId};
use serde_json::{Map, Value};

type Object = Map<String, Value>;

/// The object after a strategic merge patch: objects merge, lists as their field says.
///
/// # Errors
/// When an element of a list that is merged by a key lacks that key.
pub fn strategic(id: TypeId, original: &Value, patch: &Value) -> Result<Value, PatchError> {
    merge_values(Some(&Shape::Object(id)), Merge::Replace, original, patch)
}

fn merge_values(
    shape: Option<&Shape>,
    how: Merge,
    original: &Value,
    patch: &Value,
) -> Result<Value, PatchError> {
    match (original, patch) {
        (Value::Object(original), Value::Object(patch)) => merge_objects(shape, original, patch),
        (_, Value::Object(patch)) => merge_objects(shape, &Object::new(), patch),
        (Value::Array(original), Value::Array(patch)) => merge_lists(shape, how, original, patch),
        (_, Value::Array(patch)) => merge_lists(shape, how, &[], patch),
        _ => Ok(patch.clone()),
    }
}

fn merge_objects(shape: Option<&Shape>, original: &Object, patch: &Object) -> Result<Value, PatchError> {
    let mut merged = match patch.get(PATCH).and_then(Value::as_str) {
        Some("delete") => return Ok(Value::Object(Object::new())),
        Some("replace") => Object::new(),
        _ => original.clone(),
    };
    if let Some(retained) = patch.get(RETAIN_KEYS).and_then(Value::as_array) {
        merged.retain(|key, _| retained.iter().any(|name| name == key));
    }
    for (key, value) in patch.iter().filter(|(key, _)| !key.starts_with('$')) {
        merge_field(shape, &mut merged, key, value)?;
    }
    for (key, value) in patch {
        parallel_list(shape, &mut merged, original, key, value);
    }
    Ok(Value::Object(merged))
}

fn merge_field(
    shape: Option<&Shape>,
    merged: &mut Object,
    key: &str,
    patch: &Value,
) -> Result<(), PatchError> {
    if patch.is_null() {
        merged.remove(key);
        return Ok(());
    }
    let (shape, how) = child(shape, key);
    let before = merged.get(key).unwrap_or(&Value::Null);
    let after = merge_values(shape, how, before, patch)?;
    merged.insert(key.to_owned(), after);
    Ok(())
}

fn merge_lists(
    shape: Option<&Shape>,
    how: Merge,
    original: &[Value],
    patch: &[Value],
) -> Result<Value, PatchError> {
    match how {
        Merge::ByKey(key) => merge_by_key(element(shape), key, original, patch),
        Merge::Union => Ok(union(original, patch)),
        Merge::Replace => Ok(Value::Array(patch.to_vec())),
    }
}

fn union(original: &[Value], patch: &[Value]) -> Value {
    let mut all = original.to_vec();
    for value in patch {
        if !all.contains(value) {
            all.push(value.clone());
        }
    }
    Value::Array(all)
}

fn merge_by_key(
    shape: Option<&Shape>,
    key: &'static str,
    original: &[Value],
    patch: &[Value],
) -> Result<Value, PatchError> {
    let replaces = patch.iter().any(|element| element[PATCH] == "replace");
    let mut merged = if replaces { Vec::new() } else { original.to_vec() };
    let mut places = places(&merged, Merge::ByKey(key));
    for element in patch.iter().filter(|element| element[PATCH] != "replace") {
        let Some(name) = element.get(key) else {
            return Err(PatchError::NoMergeKey(element.to_string(), key));
        };
        let at = *places.entry(name.to_string()).or_insert(merged.len());
        let before = merged.get(at).unwrap_or(&Value::Null);
        let after = match element[PATCH].as_str() {
            Some("delete") => Value::Null,
            _ => merge_values(shape, Merge::Replace, before, element)?,
        };
        if at < merged.len() { merged[at] = after } else { merged.push(after) }
    }
    // A null in the place of what was deleted kept the places; no element of such a list is null.
    merged.retain(|element| !element.is_null());
    Ok(Value::Array(merged))
}

/// The directives beside a list: elements to take out of a union, and the order of the elements.
fn parallel_list(
    shape: Option<&Shape>,
    merged: &mut Object,
    original: &Object,
    directive: &str,
    value: &Value,
) {
    let Value::Array(listed) = value else { return };
    if let Some(field) = directive.strip_prefix(DELETE) {
        if let Some(Value::Array(list)) = merged.get_mut(field) {
            list.retain(|value| !listed.contains(value));
        }
    } else if let Some(field) = directive.strip_prefix(ORDER) {
        let (_, how) = child(shape, field);
        let before = original.get(field).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        if let Some(Value::Array(list)) = merged.get_mut(field) {
            *list = ordered(std::mem::take(list), listed, before, how);
        }
    }
}

/// The listed elements in the list's order, and the others where they were among them.
fn ordered(list: Vec<Value>, order: &[Value], before: &[Value], how: Merge) -> Vec<Value> {
    let (order, before) = (places(order, how), places(before, how));
    let (mut listed, others): (Vec<_>, Vec<_>) =
        list.into_iter().partition(|value| order.contains_key(&identity(value, how)));
    crate::sort::sort_by_key(&mut listed, |value| order.get(&identity(value, how)).copied());
    let mut others = others.into_iter().peekable();
    let mut sorted = Vec::with_capacity(listed.len() + others.len());
    for value in listed {
        let here = before.get(&identity(&value, how));
        while others.peek().is_some_and(|other| here.is_some() && before.get(&identity(other, how)) < here) {
            sorted.extend(others.next());
        }
        sorted.push(value);
    }
    sorted.extend(others);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::lookup;
    use expect_test::expect;
    use serde_json::json;

    fn patched(patch: Value) -> String {
        let pod = json!({"metadata": {"labels": {"a": "1"}, "finalizers": ["x", "y"]}, "spec": {
            "containers": [{"name": "a", "image": "a:1", "args": ["1", "2"]}, {"name": "b", "image": "b:1"}],
            "volumes": [{"name": "v", "emptyDir": {}}], "nodeName": "n"}});
        let id = lookup("v1", "Pod").expect("known");
        strategic(id, &pod, &patch).map_or_else(|error| error.to_string(), |pod| pod.to_string()) + "\n"
    }

    #[test]
    fn lists_merge_by_their_keys_and_others_are_replaced() {
        let patches = [
            json!({"spec": {"containers": [{"name": "b", "image": "b:2"}, {"name": "c", "image": "c:1"}]}}),
            json!({"spec": {"containers": [{"name": "a", "args": ["3"]}]}, "metadata": {"finalizers": ["z", "x"]}}),
            json!({"spec": {"nodeName": null, "containers": [{"name": "a", "$patch": "delete"}]}}),
            json!({"spec": {"containers": [{"$patch": "replace"}, {"name": "z"}], "volumes": []}}),
            json!({"spec": {"$patch": "replace", "hostname": "h"}, "metadata": {"$deleteFromPrimitiveList/finalizers": ["x"]}}),
            json!({"spec": {"volumes": [{"name": "v", "$retainKeys": ["name", "hostPath"], "hostPath": {"path": "/"}}]}}),
            json!({"spec": {"$setElementOrder/containers": [{"name": "b"}, {"name": "a"}], "containers": [{"name": "c"}]}}),
            json!({"spec": {"containers": [{"image": "nameless"}]}}),
        ];
        expect![[r#"
            {"metadata":{"finalizers":["x","y"],"labels":{"a":"1"}},"spec":{"containers":[{"args":["1","2"],"image":"a:1","name":"a"},{"image":"b:2","name":"b"},{"image":"c:1","name":"c"}],"nodeName":"n","volumes":[{"emptyDir":{},"name":"v"}]}}
            {"metadata":{"finalizers":["x","y","z"],"labels":{"a":"1"}},"spec":{"containers":[{"args":["3"],"image":"a:1","name":"a"},{"image":"b:1","name":"b"}],"nodeName":"n","volumes":[{"emptyDir":{},"name":"v"}]}}
            {"metadata":{"finalizers":["x","y"],"labels":{"a":"1"}},"spec":{"containers":[{"image":"b:1","name":"b"}],"volumes":[{"emptyDir":{},"name":"v"}]}}
            {"metadata":{"finalizers":["x","y"],"labels":{"a":"1"}},"spec":{"containers":[{"name":"z"}],"nodeName":"n","volumes":[{"emptyDir":{},"name":"v"}]}}
            {"metadata":{"finalizers":["y"],"labels":{"a":"1"}},"spec":{"hostname":"h"}}
            {"metadata":{"finalizers":["x","y"],"labels":{"a":"1"}},"spec":{"containers":[{"args":["1","2"],"image":"a:1","name":"a"},{"image":"b:1","name":"b"}],"nodeName":"n","volumes":[{"hostPath":{"path":"/"},"name":"v"}]}}
            {"metadata":{"finalizers":["x","y"],"labels":{"a":"1"}},"spec":{"containers":[{"name":"c"},{"image":"b:1","name":"b"},{"args":["1","2"],"image":"a:1","name":"a"}],"nodeName":"n","volumes":[{"emptyDir":{},"name":"v"}]}}
            map: {"image":"nameless"} does not contain declared merge key: name
        "#]].assert_eq(&patches.map(patched).concat());
    }
}

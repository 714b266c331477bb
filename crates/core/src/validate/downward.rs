//! What a variable may take from its own pod: fields and resources. Follows `validateObjectFieldSelector` and
//! `validateContainerResourceFieldSelector`.

use super::error::Errors;
use super::names;
use super::path::Path;
use serde_json::Value;

/// The fields that a variable can have the value of.
const FOR_VARIABLES: [&str; 9] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

/// Fields that there are a label for, but not for a variable.
const FOR_OTHERS: [&str; 5] =
    ["metadata.annotations", "metadata.labels", "spec.restartPolicy", "spec.schedulerName", "status.phase"];

const RESOURCES: [&str; 6] = [
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];

pub(super) fn field(selector: &Value, path: &Path, errors: &mut Errors) {
    if selector.is_null() {
        return;
    }
    let (at, text) = (path.field("fieldPath"), selector["fieldPath"].as_str().unwrap_or(""));
    if text.is_empty() {
        return errors.required(&at, "");
    }
    match subscript(text) {
        Some(("metadata.annotations", key)) => {
            errors.text_by(path, &key.to_ascii_lowercase(), names::qualified_name);
        }
        Some(("metadata.labels", key)) => errors.text_by(path, key, names::qualified_name),
        Some(_) => unknown(&at, text, "field label does not support subscript", errors),
        None if FOR_VARIABLES.contains(&text) || text == "spec.host" => {}
        None if FOR_OTHERS.contains(&text) => errors.one_of(&at, text, &FOR_VARIABLES),
        None => unknown(&at, text, "field label not supported", errors),
    }
}

fn unknown(path: &Path, text: &str, why: &str, errors: &mut Errors) {
    errors.invalid_text(path, text, ["error converting fieldPath: ", why, ": ", text].concat());
}

/// A path with a key in brackets: `metadata.labels['app']` (`SplitMaybeSubscriptedPath`).
fn subscript(text: &str) -> Option<(&str, &str)> {
    text.strip_suffix("']")?.split_once("['").filter(|(path, _)| !path.is_empty())
}

pub(super) fn resource(selector: &Value, path: &Path, errors: &mut Errors) {
    if selector.is_null() {
        return;
    }
    let path = path.field("resource");
    match selector["resource"].as_str().unwrap_or("") {
        "" => errors.required(&path, ""),
        resource if resource.contains(".hugepages-") => {}
        resource => errors.one_of(&path, resource, &RESOURCES),
    }
}

//! Metadata: names, labels, annotations, owners; what of it may not change.

use super::error::Errors;
use super::names::{self, Rule};
use super::path::Path;
use super::words::IMMUTABLE;
use serde_json::Value;

const METADATA: Path = Path::Root("metadata");

/// At most so many bytes of annotations.
const MOST_ANNOTATIONS: usize = 256 * 1024;

/// The rule for the names of a kind.
fn rule(kind: &str) -> Rule {
    match kind {
        "Namespace" | "StatefulSet" => names::dns_label,
        "Service" => names::dns_1035_label,
        _ => names::dns_subdomain,
    }
}

pub(super) fn create(kind: &str, metadata: &Value, errors: &mut Errors) {
    let name = metadata["name"].as_str().unwrap_or("");
    match metadata["generateName"].as_str() {
        _ if !name.is_empty() => errors.text_by(&METADATA.field("name"), name, rule(kind)),
        None | Some("") => errors.required(&METADATA.field("name"), "name or generateName is required"),
        Some(_) => {}
    }
    if let Some(namespace) = metadata["namespace"].as_str() {
        errors.text_by(&METADATA.field("namespace"), namespace, names::dns_label);
    }
    common(metadata, errors);
}

pub(super) fn update(new: &Value, old: &Value, errors: &mut Errors) {
    for field in ["name", "namespace", "uid", "creationTimestamp"] {
        // What is left out is filled in from the stored object.
        if !new[field].is_null() && new[field] != old[field] {
            errors.invalid(&METADATA.field(field), &new[field], IMMUTABLE);
        }
    }
    common(new, errors);
}

fn common(metadata: &Value, errors: &mut Errors) {
    labels(&metadata["labels"], &METADATA.field("labels"), errors);
    annotations(&metadata["annotations"], &METADATA.field("annotations"), errors);
    owners(&metadata["ownerReferences"], &METADATA.field("ownerReferences"), errors);
    for (at, finalizer) in list(&metadata["finalizers"]) {
        let text = finalizer.as_str().unwrap_or("");
        errors.text_by(&METADATA.field("finalizers").index(at), text, names::qualified_name);
    }
}

/// The elements of a list with their places; of anything else none.
pub(super) fn list(value: &Value) -> impl Iterator<Item = (usize, &Value)> {
    value.as_array().into_iter().flatten().enumerate()
}

/// Labels: the error of a key and of a value both are the whole map's.
pub(super) fn labels(labels: &Value, path: &Path, errors: &mut Errors) {
    for (key, value) in labels.as_object().into_iter().flatten() {
        errors.text_by(path, key, names::qualified_name);
        errors.text_by(path, value.as_str().unwrap_or(""), names::label_value);
    }
}

pub(super) fn annotations(annotations: &Value, path: &Path, errors: &mut Errors) {
    let mut size = 0;
    for (key, value) in annotations.as_object().into_iter().flatten() {
        // The API server lowers letters of other scripts too (`strings.ToLower`). A name with such letters is refused all
        // the same; only that the Kelvin sign would become a k is not simulated.
        errors.text_by(path, &key.to_ascii_lowercase(), names::qualified_name);
        size += key.len() + value.as_str().map_or(0, str::len);
    }
    if size > MOST_ANNOTATIONS {
        errors.too_long(path, MOST_ANNOTATIONS);
    }
}

fn owners(owners: &Value, path: &Path, errors: &mut Errors) {
    for (at, owner) in list(owners) {
        for field in ["apiVersion", "kind", "name", "uid"] {
            if owner[field].as_str().unwrap_or("").is_empty() {
                errors.invalid(&path.index(at).field(field), &owner[field], "must not be empty");
            }
        }
    }
    if list(owners).filter(|(_, owner)| owner["controller"] == true).count() > 1 {
        errors.invalid(path, owners, "Only one reference can have Controller set to true");
    }
}

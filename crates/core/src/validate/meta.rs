//! Metadata: names, labels, annotations, owners; what of it may not change.

use super::error::Errors;
use super::names::{self, Rule};
use super::path::Path;
use super::words::IMMUTABLE;
use serde_json::Value;
use std::collections::BTreeSet;

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
    no_more_finalizers(new, old, errors);
    common(new, errors);
}

fn common(metadata: &Value, errors: &mut Errors) {
    labels(&metadata["labels"], &METADATA.field("labels"), errors);
    annotations(&metadata["annotations"], &METADATA.field("annotations"), errors);
    owners(&metadata["ownerReferences"], &METADATA.field("ownerReferences"), errors);
    finalizers(&metadata["finalizers"], &METADATA.field("finalizers"), errors);
}

/// Follows `ValidateFinalizers` of apimachinery and `validateKubeFinalizerName` of the core group.
fn finalizers(finalizers: &Value, path: &Path, errors: &mut Errors) {
    let names = || list(finalizers).map(|(at, finalizer)| (at, finalizer.as_str().unwrap_or("")));
    names().for_each(|(_, name)| errors.text_by(path, name, names::qualified_name));
    let has = |wanted| names().any(|(_, name)| name == wanted);
    if has("orphan") && has("foregroundDeletion") {
        let detail = "finalizer orphan and foregroundDeletion cannot be both set";
        errors.invalid(path, finalizers, detail);
    }
    for (at, name) in names() {
        if !name.contains('/') && !["kubernetes", "orphan", "foregroundDeletion"].contains(&name) {
            let detail = "name is neither a standard finalizer name nor is it fully qualified";
            errors.invalid_text(&path.index(at), name, detail);
        }
    }
}

/// What is being deleted gets no more finalizers (`ValidateNoNewFinalizers`).
fn no_more_finalizers(new: &Value, old: &Value, errors: &mut Errors) {
    if old["deletionTimestamp"].is_null() {
        return;
    }
    let had = |wanted: &Value| list(&old["finalizers"]).any(|(_, finalizer)| finalizer == wanted);
    let more: BTreeSet<String> =
        list(&new["finalizers"]).filter(|(_, it)| !had(it)).map(|(_, it)| it.to_string()).collect();
    if !more.is_empty() {
        let more: Vec<String> = more.into_iter().collect();
        let detail = format!(
            "no new finalizers can be added if the object is being deleted, found new finalizers []string{{{}}}",
            more.join(", ")
        );
        errors.forbidden(&METADATA.field("finalizers"), detail);
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
                errors.invalid_text(&path.index(at).field(field), "", "must not be empty");
            }
        }
    }
    if list(owners).filter(|(_, owner)| owner["controller"] == true).count() > 1 {
        errors.invalid(path, owners, "Only one reference can have Controller set to true");
    }
}

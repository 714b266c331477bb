//! Affinity to nodes and to other pods. Follows `validateAffinity` of the core group's `validation` package.

use super::error::Errors;
use super::meta::list;
use super::path::Path;
use super::{names, selector};
use serde_json::Value;

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

pub(super) fn affinity(affinity: &Value, path: &Path, errors: &mut Errors) {
    to_nodes(&affinity["nodeAffinity"], &path.field("nodeAffinity"), errors);
    for field in ["podAffinity", "podAntiAffinity"] {
        to_pods(&affinity[field], &path.field(field), errors);
    }
}

fn to_nodes(affinity: &Value, path: &Path, errors: &mut Errors) {
    if !affinity[REQUIRED].is_null() {
        node_selector(&affinity[REQUIRED], &path.field(REQUIRED), errors);
    }
    for (at, term) in list(&affinity[PREFERRED]) {
        let preferred = path.field(PREFERRED);
        let path = preferred.index(at);
        weight(term, &path, errors);
        node_term(&term["preference"], &path.field("preference"), errors);
    }
}

/// Follows `ValidateNodeSelector`.
pub(super) fn node_selector(selector: &Value, path: &Path, errors: &mut Errors) {
    let path = path.field("nodeSelectorTerms");
    if list(&selector["nodeSelectorTerms"]).next().is_none() {
        errors.required(&path, "must have at least one node selector term");
    }
    for (at, term) in list(&selector["nodeSelectorTerms"]) {
        node_term(term, &path.index(at), errors);
    }
}

fn node_term(term: &Value, path: &Path, errors: &mut Errors) {
    for (at, requirement) in list(&term["matchExpressions"]) {
        node_requirement(requirement, &path.field("matchExpressions").index(at), errors);
    }
}

fn node_requirement(requirement: &Value, path: &Path, errors: &mut Errors) {
    let (values, count) = (path.field("values"), list(&requirement["values"]).count());
    match requirement["operator"].as_str().unwrap_or("") {
        "In" | "NotIn" if count == 0 => {
            errors.required(&values, "must be specified when `operator` is 'In' or 'NotIn'");
        }
        "Exists" | "DoesNotExist" if count > 0 => {
            errors.forbidden(&values, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
        "Gt" | "Lt" if count != 1 => {
            errors.required(&values, "must be specified single value when `operator` is 'Lt' or 'Gt'");
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt" => {}
        operator => errors.invalid_text(&path.field("operator"), operator, "not a valid selector operator"),
    }
    errors.text_by(&path.field("key"), requirement["key"].as_str().unwrap_or(""), names::qualified_name);
}

fn to_pods(affinity: &Value, path: &Path, errors: &mut Errors) {
    for (at, term) in list(&affinity[REQUIRED]) {
        pod_term(term, &path.field(REQUIRED).index(at), errors);
    }
    for (at, term) in list(&affinity[PREFERRED]) {
        let preferred = path.field(PREFERRED);
        let path = preferred.index(at);
        weight(term, &path, errors);
        pod_term(&term["podAffinityTerm"], &path.field("podAffinityTerm"), errors);
    }
}

fn weight(term: &Value, path: &Path, errors: &mut Errors) {
    let weight = term["weight"].as_i64().unwrap_or(0);
    if !(1..=100).contains(&weight) {
        errors.invalid(&path.field("weight"), &weight.into(), "must be in the range 1-100");
    }
}

fn pod_term(term: &Value, path: &Path, errors: &mut Errors) {
    for field in ["labelSelector", "namespaceSelector"] {
        selector::selector(&term[field], &path.field(field), errors);
    }
    for (_, namespace) in list(&term["namespaces"]) {
        errors.text_by(&path.field("namespace"), namespace.as_str().unwrap_or(""), names::dns_label);
    }
    let (path, key) = (path.field("topologyKey"), term["topologyKey"].as_str().unwrap_or(""));
    if key.is_empty() {
        errors.required(&path, "can not be empty");
    }
    errors.text_by(&path, key, names::qualified_name);
}

//! Pods and pod specs. Follows `ValidatePodSpec` and `ValidatePodUpdate` of the core group's `validation` package.

use super::error::Errors;
use super::meta::{labels, list};
use super::path::Path;
use super::volume::Volumes;
use super::words::POD_UPDATE;
use super::{affinity, container, names, volume};
use serde_json::Value;
use std::collections::BTreeSet;

/// The spec of a new pod (`ValidatePodCreate`).
pub(super) fn create(spec: &Value, path: &Path, errors: &mut Errors) {
    self::spec(spec, path, Volumes::new(), errors);
    if list(&spec["ephemeralContainers"]).next().is_some() {
        errors.forbidden(&path.field("ephemeralContainers"), "cannot be set on create");
    }
}

/// The spec of a pod or of a pod template; `claims` are volumes it has from elsewhere.
pub(super) fn spec<'s>(spec: &'s Value, path: &Path, claims: Volumes<'s>, errors: &mut Errors) {
    let mut volumes = volume::volumes(&spec["volumes"], &path.field("volumes"), errors);
    volumes.extend(claims);
    container::containers(spec, path, &volumes, errors);
    policies(spec, path, errors);
    labels(&spec["nodeSelector"], &path.field("nodeSelector"), errors);
    affinity::affinity(&spec["affinity"], &path.field("affinity"), errors);
    scheduling_gates(&spec["schedulingGates"], &path.field("schedulingGates"), errors);
    spread(&spec["topologySpreadConstraints"], &path.field("topologySpreadConstraints"), errors);
    named(spec, path, errors);
    active_deadline(&spec["activeDeadlineSeconds"], &path.field("activeDeadlineSeconds"), errors);
    for (at, toleration) in list(&spec["tolerations"]) {
        self::toleration(toleration, &path.field("tolerations").index(at), errors);
    }
}

fn policies(spec: &Value, path: &Path, errors: &mut Errors) {
    let restart = spec["restartPolicy"].as_str().unwrap_or("");
    errors.required_one_of(&path.field("restartPolicy"), restart, &["Always", "OnFailure", "Never"]);
    let dns = spec["dnsPolicy"].as_str().unwrap_or("");
    let policies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
    errors.required_one_of(&path.field("dnsPolicy"), dns, &policies);
}

/// The fields that are names of something.
fn named(spec: &Value, path: &Path, errors: &mut Errors) {
    let rules: [(&str, names::Rule); 5] = [
        ("serviceAccountName", names::dns_subdomain),
        ("nodeName", names::dns_subdomain),
        ("hostname", names::dns_label),
        ("subdomain", names::dns_label),
        ("priorityClassName", names::dns_subdomain),
    ];
    for (field, rule) in rules {
        if let Some(name) = spec[field].as_str().filter(|name| !name.is_empty()) {
            errors.text_by(&path.field(field), name, rule);
        }
    }
}

fn active_deadline(seconds: &Value, path: &Path, errors: &mut Errors) {
    if seconds.as_i64().is_some_and(|seconds| !(1..=i64::from(i32::MAX)).contains(&seconds)) {
        errors.invalid(path, seconds, format!("must be between 1 and {}, inclusive", i32::MAX));
    }
}

fn toleration(toleration: &Value, path: &Path, errors: &mut Errors) {
    let text = |field: &str| toleration[field].as_str().unwrap_or("");
    if !text("key").is_empty() {
        errors.text_by(&path.field("key"), text("key"), names::qualified_name);
    } else if text("operator") != "Exists" {
        let detail =
            "operator must be Exists when `key` is empty, which means \"match all values and all keys\"";
        errors.invalid_text(&path.field("operator"), text("operator"), detail);
    }
    if !toleration["tolerationSeconds"].is_null() && text("effect") != "NoExecute" {
        let detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
        errors.invalid_text(&path.field("effect"), text("effect"), detail);
    }
    match text("operator") {
        "Exists" if !text("value").is_empty() => {
            let detail = "value must be empty when `operator` is 'Exists'";
            errors.invalid_text(&path.field("operator"), text("value"), detail);
        }
        "" | "Equal" => errors.text_by(&path.field("operator"), text("value"), names::label_value),
        operator => errors.one_of(&path.field("operator"), operator, &["Equal", "Exists"]),
    }
    if !text("effect").is_empty() {
        let effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
        errors.one_of(&path.field("effect"), text("effect"), &effects);
    }
}

fn scheduling_gates(gates: &Value, path: &Path, errors: &mut Errors) {
    let mut seen = BTreeSet::new();
    for (at, gate) in list(gates) {
        let name = gate["name"].as_str().unwrap_or("");
        errors.text_by(&path.index(at), name, names::qualified_name);
        if !seen.insert(name) {
            errors.duplicate(&path.index(at), &gate["name"]);
        }
    }
}

fn spread(constraints: &Value, path: &Path, errors: &mut Errors) {
    for (at, constraint) in list(constraints) {
        let path = path.index(at);
        if constraint["maxSkew"].as_i64().unwrap_or(0) <= 0 {
            errors.invalid(&path.field("maxSkew"), &constraint["maxSkew"], "must be greater than zero");
        }
        if constraint["topologyKey"].as_str().unwrap_or("").is_empty() {
            errors.required(&path.field("topologyKey"), "can not be empty");
        }
        let unsatisfiable = constraint["whenUnsatisfiable"].as_str().unwrap_or("");
        errors.one_of(&path.field("whenUnsatisfiable"), unsatisfiable, &["DoNotSchedule", "ScheduleAnyway"]);
    }
}

/// What of a pod may change. The real message ends with a difference of the server's internal types; this one with none.
pub(super) fn update(new: &Value, old: &Value, errors: &mut Errors) {
    let path = Path::Root("spec");
    active_deadline(&new["spec"]["activeDeadlineSeconds"], &path.field("activeDeadlineSeconds"), errors);
    for field in ["containers", "initContainers"] {
        for (at, container) in list(&new["spec"][field]) {
            if container["image"].as_str().unwrap_or("").is_empty() {
                errors.required(&path.field(field).index(at).field("image"), "");
            }
        }
    }
    let bound = &old["spec"]["nodeName"];
    let moved = bound.is_string() && new["spec"]["nodeName"] != *bound;
    if moved
        || unchangeable(&new["spec"]) != unchangeable(&old["spec"])
        || !only_adds(new, old, "tolerations")
    {
        errors.forbidden(&path, POD_UPDATE);
    }
}

fn only_adds(new: &Value, old: &Value, field: &str) -> bool {
    let kept = |value: &Value| list(&new["spec"][field]).any(|(_, other)| other == value);
    list(&old["spec"][field]).all(|(_, value)| kept(value))
}

fn unchangeable(spec: &Value) -> Value {
    let mut spec = spec.clone();
    let Some(fields) = spec.as_object_mut() else { return spec };
    // The scheduler's binding and ephemeral containers have subresources of their own; they come this way, too.
    let others =
        ["activeDeadlineSeconds", "tolerations", "nodeName", "ephemeralContainers", "schedulingGates"];
    others.iter().for_each(|field| drop(fields.remove(*field)));
    if fields.get("terminationGracePeriodSeconds").and_then(Value::as_i64).is_some_and(|seconds| seconds < 0)
    {
        fields.insert("terminationGracePeriodSeconds".into(), 1.into());
    }
    for field in ["containers", "initContainers"] {
        for container in fields.get_mut(field).and_then(Value::as_array_mut).into_iter().flatten() {
            container.as_object_mut().map(|container| container.remove("image"));
        }
    }
    spec
}

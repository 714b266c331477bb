//! Containers: names, images, ports, environment, mounts, resources.

use super::error::Errors;
use super::meta::list;
use super::path::Path;
use super::volume::Volumes;
use super::words::{NOT_NEGATIVE, PORT_RANGE, UNIQUE};
use super::{downward, names, probe};
use crate::quantity::Quantity;
use serde_json::Value;
use std::collections::BTreeSet;

/// The containers of a pod spec, of both kinds: names are unique among all of them.
pub(super) fn containers(spec: &Value, path: &Path, volumes: &Volumes, errors: &mut Errors) {
    let mut names = BTreeSet::new();
    let main = path.field("containers");
    if list(&spec["containers"]).next().is_none() {
        errors.required(&main, "");
    }
    for (at, container) in list(&spec["containers"]) {
        let path = main.index(at);
        self::container(container, &path, volumes, errors);
        unique_name(container, &path, &mut names, errors);
        probe::lifecycle(&container["lifecycle"], &path.field("lifecycle"), errors);
        probe::probes(container, &path, errors);
    }
    for (at, container) in list(&spec["initContainers"]) {
        let init = path.field("initContainers");
        let path = init.index(at);
        self::container(container, &path, volumes, errors);
        unique_name(container, &path, &mut names, errors);
        init_container(container, &path, errors);
    }
}

fn unique_name<'s>(container: &'s Value, path: &Path, names: &mut BTreeSet<&'s str>, errors: &mut Errors) {
    let name = container["name"].as_str().unwrap_or("");
    if !name.is_empty() && !names.insert(name) {
        errors.duplicate(&path.field("name"), &container["name"]);
    }
}

/// Only one that restarts by itself (a sidecar) lives long enough to be probed.
fn init_container(container: &Value, path: &Path, errors: &mut Errors) {
    if container["restartPolicy"] == "Always" {
        probe::lifecycle(&container["lifecycle"], &path.field("lifecycle"), errors);
        return probe::probes(container, path, errors);
    }
    for field in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
        if !container[field].is_null() {
            errors.forbidden(
                &path.field(field),
                "may not be set for init containers without restartPolicy=Always",
            );
        }
    }
}

fn container(container: &Value, path: &Path, volumes: &Volumes, errors: &mut Errors) {
    required_label(container, path, errors);
    image(container, path, errors);
    if let Some(policy) = container["terminationMessagePolicy"].as_str() {
        let policies = ["File", "FallbackToLogsOnError"];
        errors.one_of(&path.field("terminationMessagePolicy"), policy, &policies);
    }
    ports(&container["ports"], &path.field("ports"), errors);
    environment(&container["env"], &path.field("env"), errors);
    mounts(container, path, volumes, errors);
    if let Some(policy) = container["imagePullPolicy"].as_str() {
        errors.one_of(&path.field("imagePullPolicy"), policy, &["Always", "IfNotPresent", "Never"]);
    }
    resources(&container["resources"], &path.field("resources"), errors);
}

pub(super) fn required_label(named: &Value, path: &Path, errors: &mut Errors) {
    match named["name"].as_str().unwrap_or("") {
        "" => errors.required(&path.field("name"), ""),
        name => errors.text_by(&path.field("name"), name, names::dns_label),
    }
}

fn image(container: &Value, path: &Path, errors: &mut Errors) {
    let image = container["image"].as_str().unwrap_or("");
    if image.is_empty() {
        errors.required(&path.field("image"), "");
    } else if image.trim() != image {
        errors.invalid_text(&path.field("image"), image, "must not have leading or trailing whitespace");
    }
}

fn ports(ports: &Value, path: &Path, errors: &mut Errors) {
    let mut names = BTreeSet::new();
    for (at, port) in list(ports) {
        let path = path.index(at);
        port_name(&port["name"], &path.field("name"), &mut names, errors);
        match port["containerPort"].as_i64().unwrap_or(0) {
            0 => errors.required(&path.field("containerPort"), ""),
            _ => port_number(&port["containerPort"], &path.field("containerPort"), errors),
        }
        if !port["hostPort"].is_null() {
            port_number(&port["hostPort"], &path.field("hostPort"), errors);
        }
        let protocol = port["protocol"].as_str().unwrap_or("");
        errors.required_one_of(&path.field("protocol"), protocol, &["SCTP", "TCP", "UDP"]);
    }
}

fn port_name<'s>(name: &'s Value, path: &Path, names: &mut BTreeSet<&'s str>, errors: &mut Errors) {
    let Some(text) = name.as_str().filter(|text| !text.is_empty()) else { return };
    let complaints = names::port_name(text);
    if complaints.is_empty() && !names.insert(text) {
        errors.duplicate(path, name);
    }
    complaints.into_iter().for_each(|complaint| errors.invalid(path, name, complaint));
}

pub(super) fn port_number(port: &Value, path: &Path, errors: &mut Errors) {
    if !port.as_i64().is_some_and(|port| (1..=65535).contains(&port)) {
        errors.invalid(path, port, PORT_RANGE);
    }
}

/// A port by its number or by the name of one.
pub(super) fn port_or_name(port: &Value, path: &Path, errors: &mut Errors) {
    match port {
        Value::String(name) => errors.text_by(path, name, names::port_name),
        number => port_number(number, path, errors),
    }
}

fn environment(variables: &Value, path: &Path, errors: &mut Errors) {
    for (at, variable) in list(variables) {
        let path = path.index(at);
        match variable["name"].as_str().unwrap_or("") {
            "" => errors.required(&path.field("name"), ""),
            name => errors.text_by(&path.field("name"), name, names::variable),
        }
        value_from(variable, &path.field("valueFrom"), errors);
    }
}

fn value_from(variable: &Value, path: &Path, errors: &mut Errors) {
    let Some(sources) = variable["valueFrom"].as_object() else { return };
    downward::field(&variable["valueFrom"]["fieldRef"], &path.field("fieldRef"), errors);
    downward::resource(&variable["valueFrom"]["resourceFieldRef"], &path.field("resourceFieldRef"), errors);
    match sources.len() {
        0 => {
            let detail = "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`";
            errors.invalid_text(path, "", detail);
        }
        1 if !variable["value"].is_null() => {
            errors.invalid_text(path, "", "may not be specified when `value` is not empty");
        }
        1 => {}
        _ => errors.invalid_text(path, "", "may not have more than one field specified at a time"),
    }
    for source in ["configMapKeyRef", "secretKeyRef"] {
        if sources.get(source).is_some_and(|source| source["key"].as_str().unwrap_or("").is_empty()) {
            errors.required(&path.field(source).field("key"), "");
        }
    }
}

fn mounts(container: &Value, path: &Path, volumes: &Volumes, errors: &mut Errors) {
    let mut places = BTreeSet::new();
    for (at, mount) in list(&container["volumeMounts"]) {
        let mounts = path.field("volumeMounts");
        self::mount(mount, &mounts.index(at), volumes, errors);
        let place = mount["mountPath"].as_str().unwrap_or("");
        if !place.is_empty() && !places.insert(place) {
            errors.invalid_text(&mounts.index(at).field("mountPath"), place, UNIQUE);
        }
    }
}

fn mount(mount: &Value, path: &Path, volumes: &Volumes, errors: &mut Errors) {
    let text = |field: &str| mount[field].as_str().unwrap_or("");
    match text("name") {
        "" => errors.required(&path.field("name"), ""),
        name if !volumes.contains(name) => errors.not_found(&path.field("name"), name),
        _ => {}
    }
    if text("mountPath").is_empty() {
        errors.required(&path.field("mountPath"), "");
    }
    for field in ["subPath", "subPathExpr"] {
        relative_path(text(field), &path.field(field), errors);
    }
}

fn relative_path(text: &str, path: &Path, errors: &mut Errors) {
    if text.starts_with('/') {
        errors.invalid_text(path, text, "must be a relative path");
    }
    if text.split('/').any(|part| part == "..") {
        errors.invalid_text(path, text, "must not contain '..'");
    }
}

/// Follows `ValidateContainerResourceRequirements`.
fn resources(resources: &Value, path: &Path, errors: &mut Errors) {
    for list in ["limits", "requests"] {
        for (name, amount) in resources[list].as_object().into_iter().flatten() {
            let lists = path.field(list);
            resource(name, amount, &lists.key(name), errors);
            if list == "requests" {
                within_limit(name, amount, &resources["limits"][name.as_str()], &lists, errors);
            }
        }
    }
}

fn resource(name: &str, amount: &Value, path: &Path, errors: &mut Errors) {
    errors.text_by(path, name, names::qualified_name);
    resource_name(name, path, errors);
    if quantity(amount).is_some_and(Quantity::is_negative) {
        errors.invalid(path, amount, NOT_NEGATIVE);
    }
}

/// Resources of nodes and of quotas are standard, too, but not for containers (`validateContainerResourceName`).
fn resource_name(name: &str, path: &Path, errors: &mut Errors) {
    let of_containers =
        ["cpu", "memory", "ephemeral-storage"].contains(&name) || name.starts_with("hugepages-");
    let standard = of_containers
        || ["storage", "requests.", "limits.", "pods", "services"]
            .iter()
            .any(|start| name.starts_with(start));
    if name.contains('/') || of_containers {
        return;
    }
    if !standard && names::qualified_name(name).is_empty() {
        errors.invalid_text(path, name, "must be a standard resource type or fully qualified");
    }
    errors.invalid_text(path, name, "must be a standard resource for containers");
}

fn within_limit(name: &str, request: &Value, limit: &Value, path: &Path, errors: &mut Errors) {
    let (Some(asked), Some(most)) = (quantity(request), quantity(limit)) else { return };
    if asked > most {
        errors.invalid(path, request, format!("must be less than or equal to {name} limit of {most}"));
    }
}

pub(super) fn quantity(value: &Value) -> Option<Quantity> {
    Quantity::parse(value.as_str()?).ok()
}

//! Defaulting: what the API server writes into an object where its author wrote nothing.
//!
//! Most of it is in the table. Here is what depends on other fields, each after the `SetDefaults_…` function of its type.

use super::table::{Shape, TypeId};
use super::{fields, name};
use serde_json::{Map, Value, json};

type Object = Map<String, Value>;

/// Writes the defaults into an object of a type; it must be normalized ([`super::normalize`]).
pub fn apply_defaults(id: TypeId, value: &mut Value) {
    let Value::Object(object) = value else { return };
    for field in fields(id) {
        if let Some(default) = &field.default {
            object.entry(field.name).or_insert_with(|| default.clone());
        }
        if let Some(value) = object.get_mut(field.name) {
            apply_in(&field.shape, value);
        }
    }
    depending(name(id), object);
}

fn apply_in(shape: &Shape, value: &mut Value) {
    match (shape, value) {
        (Shape::Object(id), value) => apply_defaults(*id, value),
        (Shape::List(element), Value::Array(list)) => {
            list.iter_mut().for_each(|value| apply_in(element, value))
        }
        (Shape::Map(element), Value::Object(map)) => {
            map.values_mut().for_each(|value| apply_in(element, value))
        }
        _ => {}
    }
}

fn depending(ty: &str, object: &mut Object) {
    match ty {
        "Container" | "EphemeralContainer" => pull_policy(object, "image", "imagePullPolicy"),
        "DaemonSetUpdateStrategy" => {
            rolling_update(object, &[("maxUnavailable", json!(1)), ("maxSurge", json!(0))])
        }
        "DeploymentStrategy" => {
            rolling_update(object, &[("maxUnavailable", "25%".into()), ("maxSurge", "25%".into())])
        }
        "ImageVolumeSource" => pull_policy(object, "reference", "pullPolicy"),
        "JobSpec" => job_spec(object),
        "Namespace" => namespace(object),
        "NodeStatus" => copy(object, "capacity", "allocatable"),
        "Pod" => pod(object),
        "PodSpec" => service_account(object),
        "ServicePort" => target_port(object),
        "ServiceSpec" => service_spec(object),
        "StatefulSetSpec" => claim_templates(object),
        "StatefulSetUpdateStrategy" => statefulset_strategy(object),
        "Volume" => empty_dir(object),
        _ => {}
    }
}

fn text<'o>(object: &'o Object, field: &str) -> &'o str {
    object.get(field).and_then(Value::as_str).unwrap_or("")
}

fn fill(object: &mut Object, field: &str, value: impl Into<Value>) {
    object.entry(field).or_insert_with(|| value.into());
}

fn copy(object: &mut Object, from: &str, to: &str) {
    if let Some(value) = object.get(from).cloned() {
        fill(object, to, value);
    }
}

fn items<'o>(object: &'o mut Object, field: &str) -> impl Iterator<Item = &'o mut Object> {
    object.get_mut(field).and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_object_mut)
}

fn pull_policy(object: &mut Object, image: &str, policy: &str) {
    let always = tag(text(object, image)) == "latest";
    fill(object, policy, if always { "Always" } else { "IfNotPresent" });
}

/// The tag of an image's name: `latest` where there is neither a tag nor a digest.
fn tag(image: &str) -> &str {
    let (name, digest) = image.split_once('@').map_or((image, false), |(name, _)| (name, true));
    let last = name.rsplit('/').next().unwrap_or(name);
    match last.split_once(':') {
        Some((_, tag)) => tag,
        None if digest || image.is_empty() => "",
        None => "latest",
    }
}

/// The defaults of an update strategy whose parameters are only there when it is RollingUpdate.
fn rolling_update(strategy: &mut Object, parameters: &[(&str, Value)]) {
    fill(strategy, "type", "RollingUpdate");
    if text(strategy, "type") != "RollingUpdate" {
        return;
    }
    fill(strategy, "rollingUpdate", json!({}));
    if let Some(Value::Object(rolling)) = strategy.get_mut("rollingUpdate") {
        parameters.iter().for_each(|(name, value)| fill(rolling, name, value.clone()));
    }
}

/// Unlike the others', a StatefulSet's written type without parameters gets none.
fn statefulset_strategy(strategy: &mut Object) {
    if !strategy.contains_key("type") {
        rolling_update(strategy, &[("partition", json!(0))]);
    }
}

/// The server writes the kind of each claim template, so that it can be read by itself.
fn claim_templates(spec: &mut Object) {
    for template in items(spec, "volumeClaimTemplates") {
        template.insert("apiVersion".into(), "v1".into());
        template.insert("kind".into(), "PersistentVolumeClaim".into());
    }
}

fn job_spec(spec: &mut Object) {
    if !spec.contains_key("parallelism") {
        fill(spec, "completions", 1);
        fill(spec, "parallelism", 1);
    }
    let replacement = if spec.contains_key("podFailurePolicy") { "Failed" } else { "TerminatingOrFailed" };
    fill(spec, "podReplacementPolicy", replacement);
}

fn namespace(namespace: &mut Object) {
    let Some(Value::Object(metadata)) = namespace.get_mut("metadata") else { return };
    let Some(name) = metadata.get("name").cloned() else { return };
    fill(metadata, "labels", json!({}));
    if let Some(Value::Object(labels)) = metadata.get_mut("labels") {
        labels.insert("kubernetes.io/metadata.name".into(), name);
    }
}

/// Only a pod itself gets these: a template keeps what its author wrote.
fn pod(pod: &mut Object) {
    let Some(Value::Object(spec)) = pod.get_mut("spec") else { return };
    fill(spec, "enableServiceLinks", true);
    let host_network = spec.get("hostNetwork") == Some(&Value::Bool(true));
    for list in ["containers", "initContainers"] {
        for container in items(spec, list) {
            request_the_limits(container);
            if host_network {
                items(container, "ports").for_each(|port| copy(port, "containerPort", "hostPort"));
            }
        }
    }
}

fn request_the_limits(container: &mut Object) {
    let Some(Value::Object(resources)) = container.get_mut("resources") else { return };
    let Some(Value::Object(limits)) = resources.get("limits").cloned() else { return };
    fill(resources, "requests", json!({}));
    if let Some(Value::Object(requests)) = resources.get_mut("requests") {
        limits.into_iter().for_each(|(name, limit)| fill(requests, &name, limit));
    }
}

/// `serviceAccount` is the old name of `serviceAccountName`; the server writes both.
fn service_account(spec: &mut Object) {
    copy(spec, "serviceAccount", "serviceAccountName");
    if let Some(name) = spec.get("serviceAccountName").cloned() {
        spec.insert("serviceAccount".into(), name);
    }
}

fn target_port(port: &mut Object) {
    let unset = port.get("targetPort").is_none_or(|target| *target == json!(0) || *target == json!(""));
    if let (true, Some(number)) = (unset, port.get("port").cloned()) {
        port.insert("targetPort".into(), number);
    }
}

fn service_spec(spec: &mut Object) {
    let kind = text(spec, "type").to_owned();
    if kind == "NodePort" || kind == "LoadBalancer" {
        fill(spec, "externalTrafficPolicy", "Cluster");
    }
    if kind != "ExternalName" {
        fill(spec, "internalTrafficPolicy", "Cluster");
    }
    if kind == "LoadBalancer" {
        fill(spec, "allocateLoadBalancerNodePorts", true);
    }
    session_affinity(spec);
}

fn session_affinity(spec: &mut Object) {
    match text(spec, "sessionAffinity") {
        "None" => {
            spec.remove("sessionAffinityConfig");
        }
        "ClientIP" => fill(spec, "sessionAffinityConfig", json!({"clientIP": {"timeoutSeconds": 10800}})),
        _ => {}
    }
}

/// A volume of no kind at all is an empty directory.
fn empty_dir(volume: &mut Object) {
    if volume.keys().all(|field| field == "name") {
        fill(volume, "emptyDir", json!({}));
    }
}

#[cfg(test)]
mod tests;

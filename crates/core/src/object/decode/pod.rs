//! Pods and their templates.

use super::read::{
    count, full_text, items, list, port, seconds, some_text, span, take, text, texts, texts_by_name,
    thousandths, units, without,
};
use super::selector::{node_selector, or_nothing};
use crate::object::encode::pod_defaults;
use crate::object::{
    Container, Mount, Name, Pod, PodSpec, PodStatus, PodTemplate, PodTerm, PodVolume, Priority, Probe,
    RestartPolicy, TaintEffect, Toleration,
};
use crate::time::Millis;
use serde_json::Value;
use std::sync::Arc;

/// What a pod's grace period is where nothing is said.
const DEFAULT_GRACE_SECONDS: u64 = 30;

/// A pod template. Of a revision's template, the `$patch` directive is no part.
pub(super) fn decode_template(value: &Value) -> PodTemplate {
    PodTemplate {
        labels: texts_by_name(&value["metadata"]["labels"]),
        annotations: texts_by_name(&value["metadata"]["annotations"]),
        spec: Arc::new(spec(&value["spec"])),
        raw: without(value, &["$patch"]),
    }
}

/// A pod that somebody creates: its status is empty. Its spec goes without what belongs to the pod alone, and without
/// what every pod has that says nothing else, as that of a template does.
pub(super) fn pod(value: &Value) -> Pod {
    let mut raw = value["spec"].clone();
    let [node, hostname, subdomain] =
        ["nodeName", "hostname", "subdomain"].map(|field| take(&mut raw, field));
    leave_out_defaults(&mut raw);
    let priority = priority(&mut raw);
    let spec = spec(&raw);
    Pod {
        node: full_text(&node),
        hostname: text(&hostname),
        subdomain: text(&subdomain),
        claims: spec.volumes.clone(),
        toleration_seconds: 0,
        priority,
        spec: Arc::new(spec),
        status: PodStatus::default(),
    }
}

/// A priority that is not the usual one. Where only one of the two fields is there, the other is as usual.
fn priority(spec: &mut Value) -> Option<Box<Priority>> {
    let (value, policy) = (take(spec, "priority"), take(spec, "preemptionPolicy"));
    let given = Priority { value: value.as_i64().unwrap_or_default(), never_preempts: policy == "Never" };
    (given != Priority::default()).then(|| Box::new(given))
}

fn leave_out_defaults(spec: &mut Value) {
    for (field, default) in pod_defaults() {
        if spec[field] == default {
            take(spec, field);
        }
    }
}

fn spec(value: &Value) -> PodSpec {
    let affinity = &value["affinity"];
    PodSpec {
        raw: value.clone(),
        containers: containers(value, "containers"),
        init: containers(value, "initContainers"),
        volumes: items(&value["volumes"]).iter().filter_map(claim_volume).collect(),
        grace_seconds: seconds(&value["terminationGracePeriodSeconds"]).unwrap_or(DEFAULT_GRACE_SECONDS),
        restart_policy: restart_policy(&value["restartPolicy"]),
        tolerations: list(&value["tolerations"], toleration),
        node_selector: texts_by_name(&value["nodeSelector"]),
        node_affinity: node_selector(&affinity["nodeAffinity"][REQUIRED]),
        affinity: list(&affinity["podAffinity"][REQUIRED], pod_term),
        anti_affinity: list(&affinity["podAntiAffinity"][REQUIRED], pod_term),
        spread: items(&value["topologySpreadConstraints"])
            .iter()
            .filter(|c| must_hold(c))
            .map(pod_term)
            .collect(),
        host_ports: host_ports(value),
        hostname: text(&value["hostname"]),
        subdomain: text(&value["subdomain"]),
        node_name: full_text(&value["nodeName"]),
    }
}

fn host_ports(spec: &Value) -> Vec<(Name, u16)> {
    let ports = items(&spec["containers"]).iter().flat_map(|container| items(&container["ports"]));
    let host = |p: &Value| (!p["hostPort"].is_null()).then(|| (text(&p["protocol"]), port(&p["hostPort"])));
    ports.filter_map(host).collect()
}

/// The affinity that binds; the one that only prefers is not simulated.
const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";

fn must_hold(constraint: &Value) -> bool {
    constraint["whenUnsatisfiable"] != "ScheduleAnyway"
}

/// A term of an affinity, or a constraint of a spread: they agree in what is read here.
fn pod_term(value: &Value) -> PodTerm {
    PodTerm {
        selector: or_nothing(&value["labelSelector"]),
        topology: text(&value["topologyKey"]),
        max_skew: count(&value["maxSkew"]).unwrap_or(1),
    }
}

fn claim_volume(value: &Value) -> Option<PodVolume> {
    let claim = some_text(&value["persistentVolumeClaim"]["claimName"])?;
    Some(PodVolume { name: text(&value["name"]), claim })
}

fn restart_policy(value: &Value) -> RestartPolicy {
    let known = [RestartPolicy::Always, RestartPolicy::OnFailure, RestartPolicy::Never];
    known.into_iter().find(|policy| value == policy.name()).unwrap_or(RestartPolicy::Always)
}

fn toleration(value: &Value) -> Toleration {
    Toleration {
        key: full_text(&value["key"]),
        value: (value["operator"] != "Exists").then(|| text(&value["value"])),
        effect: value["effect"].as_str().and_then(TaintEffect::parse),
        seconds: seconds(&value["tolerationSeconds"]),
    }
}

/// The containers of a field, `containers` or `initContainers`.
fn containers(spec: &Value, of: &str) -> Vec<Container> {
    items(&spec[of]).iter().map(|value| container(value, of)).collect()
}

fn container(value: &Value, of: &str) -> Container {
    let lifecycle = &value["lifecycle"];
    let name = text(&value["name"]);
    Container {
        field: ["spec.", of, "{", &*name, "}"].concat().into(),
        name,
        image: text(&value["image"]),
        ports: list(&value["ports"], |p| (text(&p["name"]), port(&p["containerPort"]), text(&p["protocol"]))),
        env: items(&value["env"]).iter().filter(|e| e["valueFrom"].is_null()).map(variable).collect(),
        mounts: list(&value["volumeMounts"], mount),
        startup: probe(&value["startupProbe"]),
        readiness: probe(&value["readinessProbe"]),
        liveness: probe(&value["livenessProbe"]),
        post_start: command(&lifecycle["postStart"]),
        pre_stop: command(&lifecycle["preStop"]),
        pre_stop_sleep: seconds(&lifecycle["preStop"]["sleep"]["seconds"]).map(Millis::seconds),
        cpu_milli: thousandths(requested(value, "cpu")),
        memory: units(requested(value, "memory")),
        sidecar: value["restartPolicy"] == "Always",
    }
}

fn variable(value: &Value) -> (Name, Name) {
    (text(&value["name"]), text(&value["value"]))
}

fn mount(value: &Value) -> Mount {
    Mount { volume: text(&value["name"]), path: text(&value["mountPath"]) }
}

/// What a container asks for; where it only has a limit, that much.
fn requested<'v>(container: &'v Value, resource: &str) -> &'v Value {
    let resources = &container["resources"];
    let request = &resources["requests"][resource];
    if request.is_null() { &resources["limits"][resource] } else { request }
}

fn probe(value: &Value) -> Option<Probe> {
    let or = |field: &str, default: u32| count(&value[field]).filter(|n| *n > 0).unwrap_or(default);
    value.is_object().then(|| Probe {
        initial_delay: span(&value["initialDelaySeconds"]),
        period: Millis::seconds(or("periodSeconds", 10).into()),
        success_threshold: or("successThreshold", 1),
        failure_threshold: or("failureThreshold", 3),
    })
}

fn command(hook: &Value) -> Option<Vec<Name>> {
    hook["exec"].is_object().then(|| texts(&hook["exec"]["command"]))
}

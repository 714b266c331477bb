//! Pods: what their template says, what is a pod's own, and where it is.

use super::fields::Fields;
use super::status;
use crate::object::{Pod, PodVolume, TaintEffect, Toleration};
use serde_json::{Map, Value, json};

/// The taints that every pod tolerates for a while.
const DEFAULT_TOLERATION_KEYS: [&str; 2] = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

/// A toleration as every pod gets it (admission plugin DefaultTolerationSeconds).
fn default_toleration(key: &str, seconds: u64) -> Value {
    json!({"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": seconds})
}

/// What a pod's spec has where neither it nor its template says otherwise: a default that templates do not get
/// (`SetDefaults_Pod`), and the priority where there are no classes of it (admission plugin Priority).
pub(in crate::object) fn pod_defaults() -> [(&'static str, Value); 3] {
    [
        ("enableServiceLinks", json!(true)),
        ("priority", json!(0)),
        ("preemptionPolicy", json!("PreemptLowerPriority")),
    ]
}

/// A pod's spec and status.
pub(super) fn pod(pod: &Pod) -> Value {
    json!({"spec": spec(pod), "status": status::pod(pod)})
}

fn spec(pod: &Pod) -> Value {
    let own = Fields::of(&pod.spec.raw)
        .put("containers", containers(&pod.spec.raw["containers"]))
        .put("initContainers", containers(&pod.spec.raw["initContainers"]))
        .put("hostname", &*pod.hostname)
        .put("subdomain", &*pod.subdomain)
        .put("nodeName", pod.node.as_deref())
        .put_some("priority", pod.priority.as_ref().map(|priority| priority.value))
        .put_some("preemptionPolicy", pod.priority.as_ref().map(|priority| priority.policy()))
        .put("volumes", volumes(pod))
        .put("tolerations", tolerations(pod));
    pod_defaults().into_iter().fold(own, |own, (field, default)| own.or(field, default)).into()
}

/// A pod's containers: what they have a limit of and do not ask for they ask for (`SetDefaults_Pod`), which a template
/// does not say.
fn containers(of: &Value) -> Value {
    let mut containers = of.clone();
    for container in containers.as_array_mut().into_iter().flatten() {
        let Some(Value::Object(limits)) = container["resources"].get("limits").cloned() else { continue };
        let requests = container["resources"]["requests"].as_object().cloned().unwrap_or_else(Map::new);
        container["resources"]["requests"] = crate::sort::object(limits.into_iter().chain(requests)).into();
    }
    containers
}

/// A set's claims come first; a volume of the template that has the name of one gives way to it (`updateStorage` of the
/// StatefulSet controller).
fn volumes(pod: &Pod) -> Value {
    let own = pod.spec.raw["volumes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let added: Vec<&PodVolume> =
        pod.claims.iter().filter(|claim| !pod.spec.volumes.contains(claim)).collect();
    let kept = own.iter().filter(|volume| added.iter().all(|claim| volume["name"] != *claim.name));
    added.iter().map(|claim| claim_volume(claim)).chain(kept.cloned()).collect()
}

fn claim_volume(volume: &PodVolume) -> Value {
    json!({"name": &*volume.name, "persistentVolumeClaim": {"claimName": &*volume.claim}})
}

/// The spec's tolerations, and the default ones of those taints that it says nothing about. A pod that has not been
/// admitted yet has none.
fn tolerations(pod: &Pod) -> Value {
    let said = |key: &str| {
        let about = |t: &Toleration| t.key.as_deref().is_none_or(|own| own == key);
        pod.spec.tolerations.iter().any(|t| about(t) && t.effect.is_none_or(|e| e == TaintEffect::NoExecute))
    };
    let own = pod.spec.raw["tolerations"].as_array().into_iter().flatten().cloned();
    let missing = DEFAULT_TOLERATION_KEYS.into_iter().filter(|key| pod.toleration_seconds > 0 && !said(key));
    own.chain(missing.map(|key| default_toleration(key, pod.toleration_seconds))).collect()
}

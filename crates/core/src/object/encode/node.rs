//! Nodes and namespaces.

use super::fields::{Fields, list, time};
use super::status::condition;
use crate::controller::namespaces::NAMESPACE_FINALIZER;
use crate::object::{Meta, Namespace, Node, Taint};
use crate::quantity::canonical;
use serde_json::{Value, json};

/// A namespace's spec and status.
pub(super) fn namespace(namespace: &Namespace, meta: &Meta) -> Value {
    let phase = if namespace.terminating { "Terminating" } else { "Active" };
    let kept = meta.finalizers.iter().any(|finalizer| **finalizer == *NAMESPACE_FINALIZER);
    let spec = if kept { json!({"finalizers": [NAMESPACE_FINALIZER]}) } else { json!({}) };
    let conditions = namespace.conditions.iter().map(|(kind, said)| condition(kind, said));
    let status = Fields::default().put("conditions", conditions.collect::<Value>()).set("phase", phase);
    json!({"spec": spec, "status": Value::from(status)})
}

/// What keeps a namespace until it is empty stands in its spec, and its deletion has no grace period.
pub(super) fn namespace_meta(metadata: &mut Value) {
    let Some(fields) = metadata.as_object_mut() else { return };
    fields.remove("deletionGracePeriodSeconds");
    if let Some(Value::Array(finalizers)) = fields.get_mut("finalizers") {
        finalizers.retain(|finalizer| finalizer != NAMESPACE_FINALIZER);
        if finalizers.is_empty() {
            fields.remove("finalizers");
        }
    }
}

/// A node's spec and status. Of itself it reports its resources alone, all of them allocatable: like the kubelets that
/// the recordings were made with it has no version and no operating system to show.
pub(super) fn node(node: &Node) -> Value {
    let spec =
        Fields::default().put("unschedulable", node.unschedulable).put("taints", list(&node.taints, taint));
    let resources = json!({
        "cpu": thousandths(node.cpu_milli),
        "memory": bytes(node.memory),
        "pods": node.pods.to_string(),
    });
    let status = Fields::default()
        .put("addresses", addresses(node))
        .set("capacity", resources.clone())
        .set("allocatable", resources)
        .set("conditions", json!([ready(node)]))
        .set("daemonEndpoints", json!({"kubeletEndpoint": {"Port": 0}}))
        .set("nodeInfo", node_info());
    json!({"spec": Value::from(spec), "status": Value::from(status)})
}

fn taint(taint: &Taint) -> Value {
    Fields::default()
        .set("key", &*taint.key)
        .put("value", &*taint.value)
        .set("effect", taint.effect.name())
        .put_some("timeAdded", taint.added.map(time))
        .into()
}

fn addresses(node: &Node) -> Value {
    let address = Some(&*node.address).filter(|address| !address.is_empty());
    address.map(|address| json!({"type": "InternalIP", "address": address})).into_iter().collect()
}

/// When the node was last heard of is not kept: the time since when it is as it is stands for it.
fn ready(node: &Node) -> Value {
    Fields::of(&condition("Ready", &node.ready)).set("lastHeartbeatTime", time(node.ready.since)).into()
}

fn node_info() -> Value {
    const FIELDS: [&str; 10] = [
        "architecture",
        "bootID",
        "containerRuntimeVersion",
        "kernelVersion",
        "kubeProxyVersion",
        "kubeletVersion",
        "machineID",
        "operatingSystem",
        "osImage",
        "systemUUID",
    ];
    FIELDS.into_iter().map(|field| (field.to_string(), Value::from(""))).collect()
}

fn thousandths(amount: u64) -> String {
    let text = format!("{amount}m");
    canonical(&text).unwrap_or(text)
}

/// An amount of memory, with a binary suffix where it is even: how it was written is not kept.
fn bytes(amount: u64) -> String {
    let even = format!("{}Ki", amount / 1024);
    if amount.is_multiple_of(1024) { canonical(&even).unwrap_or(even) } else { amount.to_string() }
}

//! Nodes and namespaces in words.

use super::text::{Text, instant, items, or, str};
use crate::kubectl::columns::{age, roles};
use crate::object::{Object, Pod};
use crate::world::World;
use serde_json::Value;

pub(super) fn namespace(value: &Value, text: &mut Text) {
    text.field(0, "Name", str(&value["metadata"]["name"]));
    text.labels(0, "Labels", &value["metadata"]["labels"]);
    text.annotations(0, &value["metadata"]["annotations"]);
    text.field(0, "Status", str(&value["status"]["phase"]));
    namespace_conditions(items(&value["status"]["conditions"]), text);
    text.line(0, "\nNo resource quota.\n\nNo LimitRange resource.");
}

fn namespace_conditions(conditions: &[Value], text: &mut Text) {
    if conditions.is_empty() {
        return;
    }
    text.line(0, "Conditions:");
    text.line(1, "Type\tStatus\tLastTransitionTime\tReason\tMessage");
    text.line(1, "----\t------\t------------------\t------\t-------");
    for condition in conditions {
        let [kind, holds, reason, message] =
            ["type", "status", "reason", "message"].map(|field| str(&condition[field]));
        let since = instant(str(&condition["lastTransitionTime"]));
        text.line(1, &format!("{kind}\t{holds}\t{since}\t{reason}\t{message}"));
    }
}

/// A node. What real nodes report of their machines the recorded ones left empty, and so do these.
pub(super) fn node(world: &World, object: &Object, value: &Value, text: &mut Text) {
    let (spec, status) = (&value["spec"], &value["status"]);
    text.field(0, "Name", &*object.meta.name);
    text.field(0, "Roles", roles(object));
    text.labels(0, "Labels", &value["metadata"]["labels"]);
    text.annotations(0, &value["metadata"]["annotations"]);
    text.field(0, "CreationTimestamp", instant(str(&value["metadata"]["creationTimestamp"])));
    text.list(0, "Taints", &items(&spec["taints"]).iter().map(taint).collect::<Vec<_>>());
    text.field(0, "Unschedulable", or(&spec["unschedulable"], "false"));
    text.line(0, "Conditions:");
    text.line(1, "Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage");
    text.line(1, "----\t------\t-----------------\t------------------\t------\t-------");
    for condition in items(&status["conditions"]) {
        let [kind, holds, reason, message] =
            ["type", "status", "reason", "message"].map(|field| str(&condition[field]));
        let [beat, since] =
            ["lastHeartbeatTime", "lastTransitionTime"].map(|field| instant(str(&condition[field])));
        text.line(1, &format!("{kind} \t{holds} \t{beat} \t{since} \t{reason} \t{message}"));
    }
    text.line(0, "Addresses:");
    items(&status["addresses"]).iter().for_each(|a| text.field(1, str(&a["type"]), str(&a["address"])));
    for (name, field) in [("Capacity", "capacity"), ("Allocatable", "allocatable")] {
        text.line(0, &format!("{name}:"));
        let amounts = status[field].as_object().into_iter().flatten();
        amounts.for_each(|(name, amount)| text.field(1, name, or(amount, "0")));
    }
    pods(world, object, text);
}

fn taint(taint: &Value) -> String {
    let value = match str(&taint["value"]) {
        "" => String::new(),
        value => format!("={value}"),
    };
    format!("{}{value}:{}", str(&taint["key"]), str(&taint["effect"]))
}

fn pods(world: &World, object: &Object, text: &mut Text) {
    let pods = world.store.pods_on(&object.meta.name).filter_map(|pod| Some((pod, pod.pod()?)));
    let pods: Vec<_> = pods.filter(|(_, pod)| !pod.status.phase.is_terminal()).collect();
    text.field(0, "Non-terminated Pods", format!("({} in total)", pods.len()));
    text.line(1, "Namespace\tName\t\tCPU Requests\tMemory Requests\tAge");
    text.line(1, "---------\t----\t\t------------\t---------------\t---");
    for (pod, body) in pods {
        let (cpu, memory) = requests(body);
        let age = age(world.now, pod.meta.created);
        text.line(1, &format!("{}\t{}\t\t{cpu}\t{memory}\t{age}", pod.meta.namespace, pod.meta.name));
    }
}

fn requests(pod: &Pod) -> (String, String) {
    let (cpu, memory) = pod.spec.requests();
    let written = |text: String| crate::quantity::canonical(&text).unwrap_or(text);
    (written(format!("{cpu}m")), written(memory.to_string()))
}

//! Pods in words (`describePod`).

use super::template::{Containers, containers, scheduling, volumes};
use super::text::{Text, instant, items, or, str};
use crate::object::Object;
use crate::world::World;
use serde_json::Value;

pub(super) fn pod(world: &World, object: &Object, value: &Value, text: &mut Text) {
    let (spec, status) = (&value["spec"], &value["status"]);
    text.field(0, "Name", str(&value["metadata"]["name"]));
    text.field(0, "Namespace", str(&value["metadata"]["namespace"]));
    if !spec["priority"].is_null() {
        text.field(0, "Priority", or(&spec["priority"], "0"));
    }
    if let Some(class) = spec["priorityClassName"].as_str().filter(|class| !class.is_empty()) {
        text.field(0, "Priority Class Name", class);
    }
    if !str(&spec["serviceAccountName"]).is_empty() {
        text.field(0, "Service Account", str(&spec["serviceAccountName"]));
    }
    text.field(0, "Node", node(spec, status));
    if !str(&status["startTime"]).is_empty() {
        text.field(0, "Start Time", instant(str(&status["startTime"])));
    }
    text.labels(0, "Labels", &value["metadata"]["labels"]);
    text.annotations(0, &value["metadata"]["annotations"]);
    phase(world, object, status, text);
    addresses(status, text);
    if let Some(owner) = object.meta.controller() {
        text.field(0, "Controlled By", format!("{}/{}", owner.kind.name(), owner.name));
    }
    for (label, field, statuses) in [
        ("Init Containers", "initContainers", &status["initContainerStatuses"]),
        ("Containers", "containers", &status["containerStatuses"]),
        ("Ephemeral Containers", "ephemeralContainers", &Value::Null),
    ] {
        let of = Containers { label, list: &spec[field], statuses, metadata: &value["metadata"] };
        if field == "containers" || !items(of.list).is_empty() {
            containers(&of, 0, text);
        }
    }
    conditions(status, text);
    volumes(&spec["volumes"], 0, text);
    text.field(0, "QoS Class", or(&status["qosClass"], "BestEffort"));
    scheduling(spec, 0, text);
}

fn node(spec: &Value, status: &Value) -> String {
    match str(&spec["nodeName"]) {
        "" => "<none>".into(),
        name => format!("{name}/{}", str(&status["hostIP"])),
    }
}

fn phase(world: &World, object: &Object, status: &Value, text: &mut Text) {
    let over = matches!(str(&status["phase"]), "Failed" | "Succeeded");
    match &object.meta.deletion {
        Some(deletion) if !over => {
            text.field(0, "Status", format!("Terminating (lasts {})", world.now.since(deletion.requested)));
            text.field(0, "Termination Grace Period", format!("{}s", deletion.grace_seconds));
        }
        Some(_) | None => text.field(0, "Status", str(&status["phase"])),
    }
    for (name, field) in [("Reason", "reason"), ("Message", "message")] {
        if !str(&status[field]).is_empty() {
            text.field(0, name, str(&status[field]));
        }
    }
}

fn addresses(status: &Value, text: &mut Text) {
    text.field(0, "IP", str(&status["podIP"]));
    if items(&status["podIPs"]).is_empty() {
        return text.field(0, "IPs", "<none>");
    }
    text.line(0, "IPs:");
    items(&status["podIPs"]).iter().for_each(|address| text.field(1, "IP", str(&address["ip"])));
}

fn conditions(status: &Value, text: &mut Text) {
    if items(&status["conditions"]).is_empty() {
        return;
    }
    text.line(0, "Conditions:");
    text.line(1, "Type\tStatus");
    for condition in items(&status["conditions"]) {
        text.line(1, &format!("{} \t{} ", str(&condition["type"]), str(&condition["status"])));
    }
}

//! Nodes and their taints.

use super::read::{flag, items, list, some_time, text, thousandths, time, units};
use crate::object::{Condition, ConditionStatus, Node, Taint, TaintEffect};
use serde_json::Value;

/// A Node. Its status is kept: a kubelet that joins creates the object with it.
pub(super) fn node(value: &Value) -> Node {
    let (spec, status) = (&value["spec"], &value["status"]);
    let resource = |name: &str| {
        let allocatable = &status["allocatable"][name];
        if allocatable.is_null() { &status["capacity"][name] } else { allocatable }
    };
    Node {
        unschedulable: flag(&spec["unschedulable"]),
        taints: list(&spec["taints"], taint),
        ready: ready(&status["conditions"]),
        cpu_milli: thousandths(resource("cpu")),
        memory: units(resource("memory")),
        pods: units(resource("pods")),
        address: text(&internal_ip(&status["addresses"])["address"]),
    }
}

fn taint(value: &Value) -> Taint {
    Taint {
        key: text(&value["key"]),
        value: text(&value["value"]),
        effect: value["effect"].as_str().and_then(TaintEffect::parse).unwrap_or(TaintEffect::NoSchedule),
        added: some_time(&value["timeAdded"]),
    }
}

/// The Ready condition; Unknown until a kubelet has said anything.
fn ready(conditions: &Value) -> Condition {
    let none = Condition { status: ConditionStatus::Unknown, ..Condition::default() };
    items(conditions).iter().find(|condition| condition["type"] == "Ready").map_or(none, condition)
}

fn condition(value: &Value) -> Condition {
    Condition {
        status: value["status"].as_str().and_then(ConditionStatus::parse).unwrap_or(ConditionStatus::Unknown),
        since: time(&value["lastTransitionTime"]),
        reason: text(&value["reason"]),
        message: text(&value["message"]),
    }
}

fn internal_ip(addresses: &Value) -> &Value {
    items(addresses).iter().find(|address| address["type"] == "InternalIP").unwrap_or(&Value::Null)
}

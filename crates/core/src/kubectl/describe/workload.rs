//! What runs pods, in words.

use super::template::template;
use super::text::{Text, go_list, instant, items, or, str};
use crate::object::{Kind, LabelSelector, Object, Phase};
use crate::world::World;
use serde_json::Value;
use std::sync::Arc;

fn head(value: &Value, text: &mut Text) {
    text.field(0, "Name", str(&value["metadata"]["name"]));
    text.field(0, "Namespace", str(&value["metadata"]["namespace"]));
}

pub(super) fn stateful_set(world: &World, object: &Arc<Object>, value: &Value, text: &mut Text) {
    let Some(set) = object.set() else { return };
    let (spec, strategy) = (&value["spec"], &value["spec"]["updateStrategy"]);
    head(value, text);
    text.field(0, "CreationTimestamp", instant(str(&value["metadata"]["creationTimestamp"])));
    text.field(0, "Selector", crate::kubectl::columns::selector(&set.spec.selector));
    text.labels(0, "Labels", &value["metadata"]["labels"]);
    text.annotations(0, &value["metadata"]["annotations"]);
    text.field(0, "Replicas", format!("{} desired | {} total", set.spec.replicas, set.status.replicas));
    text.field(0, "Update Strategy", str(&strategy["type"]));
    if !strategy["rollingUpdate"]["partition"].is_null() {
        text.field(1, "Partition", or(&strategy["rollingUpdate"]["partition"], "0"));
    }
    if !strategy["rollingUpdate"]["maxUnavailable"].is_null() {
        text.field(1, "MaxUnavailable", or(&strategy["rollingUpdate"]["maxUnavailable"], ""));
    }
    pods_status(world, object, &set.spec.selector, text);
    template(&spec["template"], 0, text);
    claims(&spec["volumeClaimTemplates"], text);
}

/// How many pods of each phase an object controls.
fn pods_status(world: &World, owner: &Arc<Object>, selector: &LabelSelector, text: &mut Text) {
    let pods = world.store.owned_of_kind(owner.meta.uid, Kind::Pod).filter_map(|key| world.store.get(key));
    let pods = pods.filter(|pod| selector.matches(&pod.meta.labels)).filter_map(|pod| pod.pod());
    let phases: Vec<Phase> = pods.map(|pod| pod.status.phase).collect();
    let [running, waiting, succeeded, failed] =
        [Phase::Running, Phase::Pending, Phase::Succeeded, Phase::Failed]
            .map(|phase| phases.iter().filter(|known| **known == phase).count());
    let counts = format!("{running} Running / {waiting} Waiting / {succeeded} Succeeded / {failed} Failed");
    text.field(0, "Pods Status", counts);
}

fn claims(templates: &Value, text: &mut Text) {
    if items(templates).is_empty() {
        return text.field(0, "Volume Claims", "<none>");
    }
    text.line(0, "Volume Claims:");
    for claim in items(templates) {
        let spec = &claim["spec"];
        text.field(1, "Name", str(&claim["metadata"]["name"]));
        text.field(1, "StorageClass", str(&spec["storageClassName"]));
        text.labels(1, "Labels", &claim["metadata"]["labels"]);
        text.annotations(1, &claim["metadata"]["annotations"]);
        text.field(1, "Capacity", or(&spec["resources"]["requests"]["storage"], "<default>"));
        text.field(1, "Access Modes", go_list(&spec["accessModes"]));
    }
}

pub(super) fn deployment(world: &World, object: &Arc<Object>, value: &Value, text: &mut Text) {
    let Some(deployment) = object.deployment() else { return };
    let (spec, status) = (&value["spec"], &deployment.status);
    head(value, text);
    text.field(0, "CreationTimestamp", instant(str(&value["metadata"]["creationTimestamp"])));
    text.labels(0, "Labels", &value["metadata"]["labels"]);
    text.annotations(0, &value["metadata"]["annotations"]);
    text.field(0, "Selector", crate::kubectl::columns::selector(&deployment.selector));
    let unavailable = deployment.replicas.max(status.replicas).saturating_sub(status.available);
    let replicas = format!(
        "{} desired | {} updated | {} total | {} available | {unavailable} unavailable",
        deployment.replicas, status.updated, status.replicas, status.available
    );
    text.field(0, "Replicas", replicas);
    text.field(0, "StrategyType", str(&spec["strategy"]["type"]));
    text.field(0, "MinReadySeconds", deployment.min_ready_seconds.to_string());
    let rolling = &spec["strategy"]["rollingUpdate"];
    if rolling.is_object() {
        let (unavailable, surge) = (or(&rolling["maxUnavailable"], "25%"), or(&rolling["maxSurge"], "25%"));
        text.field(0, "RollingUpdateStrategy", format!("{unavailable} max unavailable, {surge} max surge"));
    }
    template(&spec["template"], 0, text);
    conditions(&value["status"], text);
    replica_sets(world, object, text);
}

fn conditions(status: &Value, text: &mut Text) {
    if items(&status["conditions"]).is_empty() {
        return;
    }
    text.line(0, "Conditions:");
    text.line(1, "Type\tStatus\tReason");
    text.line(1, "----\t------\t------");
    for condition in items(&status["conditions"]) {
        let [kind, status, reason] = ["type", "status", "reason"].map(|field| str(&condition[field]));
        text.line(1, &format!("{kind} \t{status}\t{reason}"));
    }
}

/// The ReplicaSet of the Deployment's template, and the older ones that still have pods.
fn replica_sets(world: &World, object: &Arc<Object>, text: &mut Text) {
    let sets = crate::kubectl::rollout::history::replica_sets(world, object);
    let newest = sets.last().map(|(number, _)| *number);
    let line = |set: &Arc<Object>| {
        let (wanted, there) = set.replica_set().map_or((0, 0), |set| (set.replicas, set.status.replicas));
        format!("{} ({there}/{wanted} replicas created)", set.meta.name)
    };
    let old: Vec<String> =
        sets.iter().filter(|(number, _)| Some(*number) != newest).map(|(_, set)| line(set)).collect();
    text.field(0, "OldReplicaSets", crate::kubectl::columns::or_none(&old.join(", ")));
    text.field(0, "NewReplicaSet", sets.last().map_or_else(|| "<none>".into(), |(_, set)| line(set)));
}

pub(super) fn replica_set(world: &World, object: &Arc<Object>, value: &Value, text: &mut Text) {
    let Some(set) = object.replica_set() else { return };
    head(value, text);
    text.field(0, "Selector", crate::kubectl::columns::selector(&set.selector));
    text.labels(0, "Labels", &value["metadata"]["labels"]);
    text.annotations(0, &value["metadata"]["annotations"]);
    if let Some(owner) = object.meta.controller() {
        text.field(0, "Controlled By", format!("{}/{}", owner.kind.name(), owner.name));
    }
    text.field(0, "Replicas", format!("{} current / {} desired", set.status.replicas, set.replicas));
    pods_status(world, object, &set.selector, text);
    template(&value["spec"]["template"], 0, text);
}

pub(super) fn budget(value: &Value, text: &mut Text) {
    let (spec, status) = (&value["spec"], &value["status"]);
    head(value, text);
    for (name, field) in [("Min available", "minAvailable"), ("Max unavailable", "maxUnavailable")] {
        if !spec[field].is_null() {
            text.field(0, name, or(&spec[field], ""));
        }
    }
    let selector = value["spec"]["selector"]["matchLabels"].as_object().into_iter().flatten();
    let selector: Vec<String> = selector.map(|(key, value)| format!("{key}={}", str(value))).collect();
    text.field(0, "Selector", crate::kubectl::columns::or_none(&selector.join(",")));
    text.line(0, "Status:");
    for (name, field) in [
        ("Allowed disruptions", "disruptionsAllowed"),
        ("Current", "currentHealthy"),
        ("Desired", "desiredHealthy"),
        ("Total", "expectedPods"),
    ] {
        text.field(2, name, or(&status[field], "0"));
    }
}

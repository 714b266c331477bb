//! The columns of what runs pods.

use super::{Column, NORMAL, WIDE, selector};
use crate::kubectl::resource::singular;
use crate::object::{
    Budget, ControllerRevision, Deployment, IntOrPercent, Object, PodTemplate, ReplicaSet, StatefulSet,
};

pub(super) const STATEFUL_SET: &[Column] =
    &[("NAME", NORMAL), ("READY", NORMAL), ("AGE", NORMAL), ("CONTAINERS", WIDE), ("IMAGES", WIDE)];

pub(super) const DEPLOYMENT: &[Column] = &[
    ("NAME", NORMAL),
    ("READY", NORMAL),
    ("UP-TO-DATE", NORMAL),
    ("AVAILABLE", NORMAL),
    ("AGE", NORMAL),
    ("CONTAINERS", WIDE),
    ("IMAGES", WIDE),
    ("SELECTOR", WIDE),
];

pub(super) const REPLICA_SET: &[Column] = &[
    ("NAME", NORMAL),
    ("DESIRED", NORMAL),
    ("CURRENT", NORMAL),
    ("READY", NORMAL),
    ("AGE", NORMAL),
    ("CONTAINERS", WIDE),
    ("IMAGES", WIDE),
    ("SELECTOR", WIDE),
];

pub(super) const REVISION: &[Column] =
    &[("NAME", NORMAL), ("CONTROLLER", NORMAL), ("REVISION", NORMAL), ("AGE", NORMAL)];

pub(super) const BUDGET: &[Column] = &[
    ("NAME", NORMAL),
    ("MIN AVAILABLE", NORMAL),
    ("MAX UNAVAILABLE", NORMAL),
    ("ALLOWED DISRUPTIONS", NORMAL),
    ("AGE", NORMAL),
];

pub(super) fn stateful_set(name: String, set: &StatefulSet, age: String) -> Vec<String> {
    let ready = format!("{}/{}", set.status.ready, set.spec.replicas);
    let [containers, images] = containers(&set.spec.template);
    vec![name, ready, age, containers, images]
}

pub(super) fn deployment(name: String, deployment: &Deployment, age: String) -> Vec<String> {
    let status = &deployment.status;
    let ready = format!("{}/{}", status.ready, deployment.replicas);
    let [containers, images] = containers(&deployment.template);
    let (updated, available) = (status.updated.to_string(), status.available.to_string());
    vec![name, ready, updated, available, age, containers, images, selector(&deployment.selector)]
}

pub(super) fn replica_set(name: String, set: &ReplicaSet, age: String) -> Vec<String> {
    let [desired, current, ready] =
        [set.replicas, set.status.replicas, set.status.ready].map(|n| n.to_string());
    let [containers, images] = containers(&set.template);
    vec![name, desired, current, ready, age, containers, images, selector(&set.selector)]
}

pub(super) fn revision(object: &Object, revision: &ControllerRevision, age: String) -> Vec<String> {
    let controller = object.meta.controller();
    let controller = controller.map(|owner| format!("{}/{}", singular(owner.kind), owner.name));
    let controller = controller.unwrap_or_else(|| "<none>".into());
    vec![object.meta.name.to_string(), controller, revision.revision.to_string(), age]
}

pub(super) fn budget(name: String, budget: &Budget, age: String) -> Vec<String> {
    let least = bound(budget.min_available);
    vec![name, least, bound(budget.max_unavailable), budget.disruptions_allowed.to_string(), age]
}

fn bound(bound: Option<IntOrPercent>) -> String {
    match bound {
        Some(IntOrPercent::Int(count)) => count.to_string(),
        Some(IntOrPercent::Percent(percent)) => format!("{percent}%"),
        None => "N/A".into(),
    }
}

/// The names and the images of a template's containers.
fn containers(template: &PodTemplate) -> [String; 2] {
    let containers = &template.spec.containers;
    let names: Vec<&str> = containers.iter().map(|container| &*container.name).collect();
    let images: Vec<&str> = containers.iter().map(|container| &*container.image).collect();
    [names.join(","), images.join(",")]
}

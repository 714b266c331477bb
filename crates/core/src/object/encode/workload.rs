//! What runs pods: sets, deployments, replica sets, budgets.

use super::fields::{Fields, time};
use super::selector::label_selector;
use super::status::condition;
use crate::object::{
    Budget, Condition, Deployment, DeploymentStatus, ReplicaSet, ReplicaSetStatus, StatefulSet,
    StatefulSetStatus,
};
use serde_json::{Value, json};

/// A StatefulSet's spec and status.
pub(super) fn stateful_set(set: &StatefulSet) -> Value {
    let spec = Fields::of(&set.spec.raw).set("replicas", set.spec.replicas);
    json!({"spec": Value::from(spec), "status": stateful_set_status(&set.status)})
}

fn stateful_set_status(status: &StatefulSetStatus) -> Value {
    let collisions = status.observed_generation.map(|_| status.collision_count);
    Fields::default()
        .put_some("observedGeneration", status.observed_generation)
        .set("replicas", status.replicas)
        .put("readyReplicas", status.ready)
        .set("availableReplicas", status.available)
        .put("currentReplicas", status.current)
        .put("updatedReplicas", status.updated)
        .put("currentRevision", &*status.current_revision)
        .put("updateRevision", &*status.update_revision)
        .put_some("collisionCount", collisions)
        .into()
}

/// A Deployment's spec and status.
pub(super) fn deployment(deployment: &Deployment) -> Value {
    let spec = Fields::of(&deployment.raw).set("replicas", deployment.replicas);
    json!({"spec": Value::from(spec), "status": deployment_status(deployment)})
}

fn deployment_status(deployment: &Deployment) -> Value {
    let status = &deployment.status;
    Fields::default()
        .put("observedGeneration", status.observed_generation)
        .put("replicas", status.replicas)
        .put("updatedReplicas", status.updated)
        .put("readyReplicas", status.ready)
        .put("availableReplicas", status.available)
        .put("unavailableReplicas", unavailable(deployment))
        .put("conditions", deployment_conditions(status))
        .into()
}

/// How many pods that are wanted or there are not available (`calculateStatus` of the deployment controller); nothing is
/// known of it before the first sync.
fn unavailable(deployment: &Deployment) -> u32 {
    let status = &deployment.status;
    let wanted = if status.observed_generation > 0 { deployment.replicas } else { 0 };
    wanted.max(status.replicas).saturating_sub(status.available)
}

fn deployment_conditions(status: &DeploymentStatus) -> Value {
    let both = [("Available", &status.available_condition), ("Progressing", &status.progressing)];
    both.into_iter().filter_map(|(kind, found)| Some(deployment_condition(kind, found.as_ref()?))).collect()
}

/// When it was last updated is not kept apart from when it last changed.
fn deployment_condition(kind: &str, found: &Condition) -> Value {
    Fields::of(&condition(kind, found)).set("lastUpdateTime", time(found.since)).into()
}

/// A ReplicaSet's spec and status.
pub(super) fn replica_set(set: &ReplicaSet) -> Value {
    let spec = Fields::default()
        .set("replicas", set.replicas)
        .put("minReadySeconds", set.min_ready_seconds)
        .set("selector", label_selector(&set.selector))
        .set("template", set.template.raw.clone());
    json!({"spec": Value::from(spec), "status": replica_set_status(set.status)})
}

fn replica_set_status(status: ReplicaSetStatus) -> Value {
    Fields::default()
        .put("observedGeneration", status.observed_generation)
        .set("replicas", status.replicas)
        .put("fullyLabeledReplicas", status.labeled)
        .put("readyReplicas", status.ready)
        .put("availableReplicas", status.available)
        .into()
}

/// A condition as newer kinds have it: with its generation, and its message even where that is empty.
fn allows(budget: &Budget, generation: u64) -> Value {
    Fields::of(&condition("DisruptionAllowed", &budget.allows))
        .set("message", &*budget.allows.message)
        .set("observedGeneration", generation)
        .into()
}

/// A PodDisruptionBudget's spec and status.
pub(super) fn budget(budget: &Budget) -> Value {
    let disrupted = budget.disrupted.iter().map(|(pod, since)| (pod.to_string(), time(*since)));
    let disrupted = Value::Object(crate::sort::object(disrupted));
    let status = Fields::default()
        .set("currentHealthy", budget.current_healthy)
        .set("desiredHealthy", budget.desired_healthy)
        .set("disruptionsAllowed", budget.disruptions_allowed)
        .set("expectedPods", budget.expected_pods)
        .put("disruptedPods", disrupted)
        .put("observedGeneration", budget.observed_generation)
        .put("conditions", budget.observed_generation.map(|generation| json!([allows(budget, generation)])));
    json!({"spec": *budget.raw, "status": Value::from(status)})
}

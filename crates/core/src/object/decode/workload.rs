//! What runs pods: sets, revisions, deployments, replica sets, budgets.

use super::pod::decode_template;
use super::read::{count, flag, int_or_percent, list, seconds, text, texts_by_name, whole};
use super::selector::{label_selector, or_nothing};
use super::storage::claim;
use crate::object::{
    Budget, ClaimTemplate, Condition, ControllerRevision, Deployment, DeploymentStatus, IntOrPercent,
    PodManagementPolicy, ReplicaSet, ReplicaSetStatus, Retention, RetentionPolicy, StatefulSet,
    StatefulSetSpec, StatefulSetStatus, UpdateStrategy,
};
use serde_json::Value;
use std::sync::Arc;

/// How many old revisions are kept where nothing is said.
const DEFAULT_HISTORY: i64 = 10;
/// How long a Deployment's rollout may make no progress where nothing is said.
const DEFAULT_DEADLINE_SECONDS: u64 = 600;

/// A StatefulSet that somebody creates: its status is empty.
pub(super) fn stateful_set(value: &Value) -> StatefulSet {
    StatefulSet { spec: Arc::new(stateful_set_spec(&value["spec"])), status: StatefulSetStatus::default() }
}

fn stateful_set_spec(value: &Value) -> StatefulSetSpec {
    StatefulSetSpec {
        raw: value.clone(),
        replicas: replicas(value),
        start: count(&value["ordinals"]["start"]).unwrap_or_default(),
        service_name: text(&value["serviceName"]),
        selector: label_selector(&value["selector"]),
        match_labels: texts_by_name(&value["selector"]["matchLabels"]),
        template: Arc::new(decode_template(&value["template"])),
        claim_templates: list(&value["volumeClaimTemplates"], claim_template),
        policy: management_policy(&value["podManagementPolicy"]),
        strategy: strategy(&value["updateStrategy"]),
        min_ready_seconds: seconds(&value["minReadySeconds"]).unwrap_or_default(),
        history_limit: history_limit(value),
        retention: retention_policy(&value["persistentVolumeClaimRetentionPolicy"]),
    }
}

fn replicas(spec: &Value) -> u32 {
    count(&spec["replicas"]).unwrap_or(1)
}

fn history_limit(spec: &Value) -> i64 {
    whole(&spec["revisionHistoryLimit"]).unwrap_or(DEFAULT_HISTORY)
}

fn claim_template(value: &Value) -> ClaimTemplate {
    ClaimTemplate {
        name: text(&value["metadata"]["name"]),
        labels: texts_by_name(&value["metadata"]["labels"]),
        annotations: texts_by_name(&value["metadata"]["annotations"]),
        claim: claim(value),
    }
}

fn management_policy(value: &Value) -> PodManagementPolicy {
    if value == "Parallel" { PodManagementPolicy::Parallel } else { PodManagementPolicy::OrderedReady }
}

fn strategy(value: &Value) -> UpdateStrategy {
    let rolling = &value["rollingUpdate"];
    if value["type"] == "OnDelete" {
        return UpdateStrategy::OnDelete;
    }
    UpdateStrategy::RollingUpdate {
        partition: rolling.is_object().then(|| count(&rolling["partition"]).unwrap_or_default()),
        max_unavailable: int_or_percent(&rolling["maxUnavailable"]),
    }
}

fn retention_policy(value: &Value) -> RetentionPolicy {
    RetentionPolicy {
        when_deleted: retention(&value["whenDeleted"]),
        when_scaled: retention(&value["whenScaled"]),
    }
}

fn retention(value: &Value) -> Retention {
    if value == "Delete" { Retention::Delete } else { Retention::Retain }
}

/// A ControllerRevision of a StatefulSet.
pub(super) fn revision(value: &Value) -> ControllerRevision {
    let data = &value["data"];
    ControllerRevision {
        revision: whole(&value["revision"]).unwrap_or_default().max(0).unsigned_abs(),
        data: Arc::new(data.clone()),
        template: Arc::new(decode_template(&data["spec"]["template"])),
    }
}

/// A Deployment that somebody creates: its status is empty.
pub(super) fn deployment(value: &Value) -> Deployment {
    let spec = &value["spec"];
    let rolling = &spec["strategy"]["rollingUpdate"];
    let quarter = IntOrPercent::Percent(25);
    Deployment {
        raw: Arc::new(spec.clone()),
        replicas: replicas(spec),
        selector: label_selector(&spec["selector"]),
        template: Arc::new(decode_template(&spec["template"])),
        recreate: spec["strategy"]["type"] == "Recreate",
        max_surge: int_or_percent(&rolling["maxSurge"]).unwrap_or(quarter),
        max_unavailable: int_or_percent(&rolling["maxUnavailable"]).unwrap_or(quarter),
        min_ready_seconds: seconds(&spec["minReadySeconds"]).unwrap_or_default(),
        history_limit: history_limit(spec),
        paused: flag(&spec["paused"]),
        progress_deadline_seconds: seconds(&spec["progressDeadlineSeconds"])
            .unwrap_or(DEFAULT_DEADLINE_SECONDS),
        status: DeploymentStatus::default(),
    }
}

/// A ReplicaSet that somebody creates: its status is empty.
pub(super) fn replica_set(value: &Value) -> ReplicaSet {
    let spec = &value["spec"];
    ReplicaSet {
        replicas: replicas(spec),
        selector: label_selector(&spec["selector"]),
        template: Arc::new(decode_template(&spec["template"])),
        min_ready_seconds: seconds(&spec["minReadySeconds"]).unwrap_or_default(),
        status: ReplicaSetStatus::default(),
    }
}

/// A PodDisruptionBudget that somebody creates: its status is empty.
pub(super) fn budget(value: &Value) -> Budget {
    let spec = &value["spec"];
    Budget {
        raw: Arc::new(spec.clone()),
        selector: or_nothing(&spec["selector"]),
        min_available: int_or_percent(&spec["minAvailable"]),
        max_unavailable: int_or_percent(&spec["maxUnavailable"]),
        disruptions_allowed: 0,
        allows: Condition::default(),
        observed_generation: None,
        current_healthy: 0,
        desired_healthy: 0,
        expected_pods: 0,
        disrupted: Vec::new(),
    }
}

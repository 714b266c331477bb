//! What runs pods: StatefulSets and their revisions, Deployments and ReplicaSets, and disruption budgets.

use super::{Claim, Condition, ConditionStatus, LabelSelector, Name, PodTemplate, TextMap};
use crate::time::Time;
use serde_json::Value;
use std::sync::Arc;

/// In which order a StatefulSet's pods come and go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PodManagementPolicy {
    /// One after the other, each waits for its predecessors.
    OrderedReady,
    /// All at once.
    Parallel,
}

/// A count or a share of the replicas (`intstr.IntOrString`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntOrPercent {
    /// So many.
    Int(u32),
    /// So many of a hundred.
    Percent(u32),
}

impl IntOrPercent {
    /// Of so many in all, rounded up or down (`intstr.GetScaledValueFromIntOrPercent`).
    pub fn scale(self, total: u32, up: bool) -> u32 {
        match self {
            IntOrPercent::Int(count) => count,
            IntOrPercent::Percent(percent) => {
                let product = u64::from(percent) * u64::from(total);
                u32::try_from(if up { product.div_ceil(100) } else { product / 100 }).unwrap_or(u32::MAX)
            }
        }
    }
}

/// How a StatefulSet brings a new revision to its pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateStrategy {
    /// It replaces them, highest ordinal first.
    RollingUpdate {
        /// Ordinals below it keep the current revision. None where the strategy has no parameters: `type: RollingUpdate`
        /// alone gets none by default.
        partition: Option<u32>,
        /// How many may be unavailable meanwhile, where the feature gate is on.
        max_unavailable: Option<IntOrPercent>,
    },
    /// It waits until somebody deletes them.
    OnDelete,
}

/// Whether claims outlive what they were made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are Kubernetes' own words")]
pub enum Retention {
    Retain,
    Delete,
}

/// `persistentVolumeClaimRetentionPolicy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetentionPolicy {
    /// When the set is deleted.
    pub when_deleted: Retention,
    /// When the set is scaled down.
    pub when_scaled: Retention,
}

/// A claim template: what each ordinal's claim is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimTemplate {
    /// Its name; a claim is named `TEMPLATE-SET-ORDINAL`.
    pub name: Name,
    /// Its labels.
    pub labels: TextMap,
    /// Its annotations.
    pub annotations: TextMap,
    /// The claim.
    pub claim: Claim,
}

/// What a StatefulSet is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatefulSetSpec {
    /// The spec as JSON, defaulted.
    pub raw: Value,
    /// How many pods.
    pub replicas: u32,
    /// The lowest ordinal.
    pub start: u32,
    /// The governing service.
    pub service_name: Name,
    /// Which pods are its own.
    pub selector: LabelSelector,
    /// `selector.matchLabels`, which its claims get as labels.
    pub match_labels: TextMap,
    /// What its pods are made from.
    pub template: Arc<PodTemplate>,
    /// What its claims are made from.
    pub claim_templates: Vec<ClaimTemplate>,
    /// In which order pods come and go.
    pub policy: PodManagementPolicy,
    /// How a new revision gets to the pods.
    pub strategy: UpdateStrategy,
    /// For how long a pod must be Ready before it counts as available.
    pub min_ready_seconds: u64,
    /// How many old revisions are kept.
    pub history_limit: i64,
    /// Whether claims outlive the set and its pods.
    pub retention: RetentionPolicy,
}

/// How a StatefulSet stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatefulSetStatus {
    /// Which generation this is about; none before the first sync.
    pub observed_generation: Option<u64>,
    /// Pods there are.
    pub replicas: u32,
    /// Pods that are Running and Ready.
    pub ready: u32,
    /// Pods that have been so for long enough.
    pub available: u32,
    /// Pods of the current revision.
    pub current: u32,
    /// Pods of the update revision.
    pub updated: u32,
    /// The current revision's name.
    pub current_revision: Name,
    /// The update revision's name.
    pub update_revision: Name,
    /// How often a revision's name was taken.
    pub collision_count: u32,
}

/// A StatefulSet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatefulSet {
    /// What it is to be.
    pub spec: Arc<StatefulSetSpec>,
    /// How it stands.
    pub status: StatefulSetStatus,
}

/// A ControllerRevision: a template of a StatefulSet as it was once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControllerRevision {
    /// Its number: the higher, the newer.
    pub revision: u64,
    /// The patch that brings the template back.
    pub data: Arc<Value>,
    /// The template in it.
    pub template: Arc<PodTemplate>,
}

/// A Deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// The spec as JSON, defaulted.
    pub raw: Arc<Value>,
    /// How many pods.
    pub replicas: u32,
    /// Which pods are its own.
    pub selector: LabelSelector,
    /// What its pods are made from.
    pub template: Arc<PodTemplate>,
    /// Whether all old pods go before new ones come (strategy Recreate).
    pub recreate: bool,
    /// How many more than the replicas there may be meanwhile.
    pub max_surge: IntOrPercent,
    /// How many may be unavailable meanwhile.
    pub max_unavailable: IntOrPercent,
    /// For how long a pod must be Ready before it counts as available.
    pub min_ready_seconds: u64,
    /// How many old ReplicaSets are kept.
    pub history_limit: i64,
    /// Whether rollouts are paused.
    pub paused: bool,
    /// After how many seconds without progress a rollout counts as failed.
    pub progress_deadline_seconds: u64,
    /// How it stands.
    pub status: DeploymentStatus,
}

/// How a Deployment stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeploymentStatus {
    /// Which generation this is about.
    pub observed_generation: u64,
    /// Pods there are.
    pub replicas: u32,
    /// Pods of the newest template.
    pub updated: u32,
    /// Pods that are Ready.
    pub ready: u32,
    /// Pods that have been so for long enough.
    pub available: u32,
    /// The condition Progressing: its reason and since when.
    pub progressing: Option<Condition>,
    /// The condition Available.
    pub available_condition: Option<Condition>,
}

/// A ReplicaSet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplicaSet {
    /// How many pods.
    pub replicas: u32,
    /// Which pods are its own.
    pub selector: LabelSelector,
    /// What its pods are made from.
    pub template: Arc<PodTemplate>,
    /// For how long a pod must be Ready before it counts as available.
    pub min_ready_seconds: u64,
    /// How it stands.
    pub status: ReplicaSetStatus,
}

/// How a ReplicaSet stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReplicaSetStatus {
    /// Which generation this is about.
    pub observed_generation: u64,
    /// Pods there are.
    pub replicas: u32,
    /// Pods whose labels match the template's.
    pub labeled: u32,
    /// Pods that are Ready.
    pub ready: u32,
    /// Pods that have been so for long enough.
    pub available: u32,
}

/// A PodDisruptionBudget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The spec as JSON.
    pub raw: Arc<Value>,
    /// Which pods it is for.
    pub selector: LabelSelector,
    /// How many must stay available.
    pub min_available: Option<IntOrPercent>,
    /// How many may be unavailable.
    pub max_unavailable: Option<IntOrPercent>,
    /// How many may be evicted now.
    pub disruptions_allowed: u32,
    /// Whether any may be evicted (DisruptionAllowed).
    pub allows: Condition,
    /// The generation that the rest of the status is about.
    pub observed_generation: Option<u64>,
    /// Pods that are healthy.
    pub current_healthy: u32,
    /// Pods that must be healthy.
    pub desired_healthy: u32,
    /// Pods it is for.
    pub expected_pods: u32,
    /// Pods whose eviction was granted and has not been seen yet, and since when.
    pub disrupted: Vec<(Name, Time)>,
}

impl Budget {
    /// Sets the condition by how many disruptions are allowed (`UpdateDisruptionAllowedCondition`).
    pub fn update_condition(&mut self, now: Time) {
        let (status, reason) = match self.disruptions_allowed {
            0 => (ConditionStatus::False, "InsufficientPods"),
            _ => (ConditionStatus::True, "SufficientPods"),
        };
        self.allows.set(status, now, reason);
    }
}

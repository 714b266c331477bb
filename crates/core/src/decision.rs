//! Why: what a controller did or waits for at the end of a sync, and by which rule.

use crate::object::{Key, Kind, Name};
use crate::time::Time;
use std::fmt;

/// What a controller decided about an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The object whose sync it ended.
    pub about: Key,
    /// What it did or waits for.
    pub verdict: Verdict,
}

/// A rule of Kubernetes that a decision follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each rule is named as its documentation names it")]
pub enum Rule {
    OrderedReady,
    Parallel,
    RollingUpdate,
    Partition,
    OnDelete,
    MaxUnavailable,
    MinReadySeconds,
    Identity,
    StableStorage,
    RetentionPolicy,
    Adoption,
    GracefulTermination,
    GarbageCollection,
    Finalizers,
    VolumeBinding,
    WaitForFirstConsumer,
    DynamicProvisioning,
    Reclaiming,
    StorageProtection,
    Scheduling,
    NodeLifecycle,
    TaintEviction,
    PodGarbageCollection,
    DisruptionBudget,
    EndpointSlices,
    Namespaces,
    DeploymentRollout,
    ReplicaSet,
    Probes,
    InitContainers,
    Images,
    Restarts,
    AccessModes,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Rule; 33] = [
        Rule::OrderedReady,
        Rule::Parallel,
        Rule::RollingUpdate,
        Rule::Partition,
        Rule::OnDelete,
        Rule::MaxUnavailable,
        Rule::MinReadySeconds,
        Rule::Identity,
        Rule::StableStorage,
        Rule::RetentionPolicy,
        Rule::Adoption,
        Rule::GracefulTermination,
        Rule::GarbageCollection,
        Rule::Finalizers,
        Rule::VolumeBinding,
        Rule::WaitForFirstConsumer,
        Rule::DynamicProvisioning,
        Rule::Reclaiming,
        Rule::StorageProtection,
        Rule::Scheduling,
        Rule::NodeLifecycle,
        Rule::TaintEviction,
        Rule::PodGarbageCollection,
        Rule::DisruptionBudget,
        Rule::EndpointSlices,
        Rule::Namespaces,
        Rule::DeploymentRollout,
        Rule::ReplicaSet,
        Rule::Probes,
        Rule::InitContainers,
        Rule::Images,
        Rule::Restarts,
        Rule::AccessModes,
    ];

    /// The name that the picture shows: the field or the term of the documentation.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// Its page in the Kubernetes documentation.
    pub fn link(self) -> String {
        format!("https://kubernetes.io/docs/{}", self.row().1)
    }

    #[rustfmt::skip]
    fn row(self) -> (&'static str, &'static str) {
        match self {
            Rule::OrderedReady => ("OrderedReady", "concepts/workloads/controllers/statefulset/#orderedready-pod-management"),
            Rule::Parallel => ("Parallel", "concepts/workloads/controllers/statefulset/#parallel-pod-management"),
            Rule::RollingUpdate => ("RollingUpdate", "concepts/workloads/controllers/statefulset/#rolling-updates"),
            Rule::Partition => ("partition", "concepts/workloads/controllers/statefulset/#partitions"),
            Rule::OnDelete => ("OnDelete", "concepts/workloads/controllers/statefulset/#update-strategies"),
            Rule::MaxUnavailable => ("maxUnavailable", "concepts/workloads/controllers/statefulset/#maximum-unavailable-pods"),
            Rule::MinReadySeconds => ("minReadySeconds", "concepts/workloads/controllers/statefulset/#minimum-ready-seconds"),
            Rule::Identity => ("Pod identity", "concepts/workloads/controllers/statefulset/#pod-identity"),
            Rule::StableStorage => ("Stable storage", "concepts/workloads/controllers/statefulset/#stable-storage"),
            Rule::RetentionPolicy => ("persistentVolumeClaimRetentionPolicy", "concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention"),
            Rule::Adoption => ("ownerReferences", "concepts/overview/working-with-objects/owners-dependents/"),
            Rule::GracefulTermination => ("Pod termination", "concepts/workloads/pods/pod-lifecycle/#pod-termination"),
            Rule::GarbageCollection => ("Garbage collection", "concepts/architecture/garbage-collection/"),
            Rule::Finalizers => ("Finalizers", "concepts/overview/working-with-objects/finalizers/"),
            Rule::VolumeBinding => ("Binding", "concepts/storage/persistent-volumes/#binding"),
            Rule::WaitForFirstConsumer => ("WaitForFirstConsumer", "concepts/storage/storage-classes/#volume-binding-mode"),
            Rule::DynamicProvisioning => ("Dynamic provisioning", "concepts/storage/dynamic-provisioning/"),
            Rule::Reclaiming => ("persistentVolumeReclaimPolicy", "concepts/storage/persistent-volumes/#reclaiming"),
            Rule::StorageProtection => ("Storage object in use protection", "concepts/storage/persistent-volumes/#storage-object-in-use-protection"),
            Rule::Scheduling => ("Scheduling", "concepts/scheduling-eviction/kube-scheduler/"),
            Rule::NodeLifecycle => ("Node heartbeats", "concepts/architecture/nodes/#node-controller"),
            Rule::TaintEviction => ("Taint-based eviction", "concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions"),
            Rule::PodGarbageCollection => ("Pod garbage collection", "concepts/workloads/pods/pod-lifecycle/#pod-garbage-collection"),
            Rule::DisruptionBudget => ("PodDisruptionBudget", "concepts/workloads/pods/disruptions/#pod-disruption-budgets"),
            Rule::EndpointSlices => ("EndpointSlices", "concepts/services-networking/endpoint-slices/"),
            Rule::Namespaces => ("Namespace deletion", "concepts/overview/working-with-objects/namespaces/"),
            Rule::DeploymentRollout => ("Deployment rollout", "concepts/workloads/controllers/deployment/#rolling-update-deployment"),
            Rule::ReplicaSet => ("ReplicaSet", "concepts/workloads/controllers/replicaset/"),
            Rule::Probes => ("Probes", "concepts/workloads/pods/pod-lifecycle/#container-probes"),
            Rule::InitContainers => ("Init containers", "concepts/workloads/pods/init-containers/#detailed-behavior"),
            Rule::Images => ("ImagePullBackOff", "concepts/containers/images/#imagepullbackoff"),
            Rule::Restarts => ("restartPolicy", "concepts/workloads/pods/pod-lifecycle/#restart-policy"),
            Rule::AccessModes => ("Access modes", "concepts/storage/persistent-volumes/#access-modes"),
        }
    }
}

/// What is held up by a wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeldUp {
    /// The creation of this pod.
    Creation(Name),
    /// The removal of this pod.
    Removal(Name),
    /// The replacement of this pod by one of another revision.
    Update(Name),
    /// Nothing more: it is the last.
    Nothing,
}

/// What a controller did or waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything is as asked.
    AtRest {
        /// The rule under which it rests.
        rule: Rule,
    },
    /// A set creates a pod.
    CreatesPod {
        /// The pod.
        pod: Name,
        /// OrderedReady or Parallel.
        rule: Rule,
    },
    /// A set or ReplicaSet creates several pods at once.
    CreatesPods {
        /// The first of them.
        first: Name,
        /// How many.
        count: u32,
        /// Parallel or ReplicaSet.
        rule: Rule,
    },
    /// A set waits for a pod to be Running and Ready.
    WaitsForReady {
        /// The pod.
        pod: Name,
        /// What waits with it.
        holds: HeldUp,
        /// The rule.
        rule: Rule,
    },
    /// A set waits until a pod has been Ready for `minReadySeconds`.
    WaitsForAvailable {
        /// The pod.
        pod: Name,
        /// When it will have been.
        at: Time,
    },
    /// A set waits for a pod to be gone.
    WaitsForTermination {
        /// The pod.
        pod: Name,
        /// The node that must confirm it, if it does not answer.
        silent_node: Option<Name>,
    },
    /// A set deletes a pod that has ended, to make it again.
    ReplacesEnded {
        /// The pod.
        pod: Name,
        /// Failed or Succeeded.
        phase: &'static str,
    },
    /// A set deletes a pod beyond its replicas.
    ScalesDown {
        /// The pod, or the first of several.
        pod: Name,
        /// How many.
        count: u32,
        /// OrderedReady or Parallel.
        rule: Rule,
    },
    /// A set deletes a pod to make it again at another revision.
    Updates {
        /// The pod, or the first of several.
        pod: Name,
        /// How many.
        count: u32,
        /// The revision it goes to.
        to: Name,
        /// RollingUpdate, partition or maxUnavailable.
        rule: Rule,
    },
    /// Pods of an old revision stay until somebody deletes them, or below the partition.
    LeavesOutdated {
        /// How many.
        count: u32,
        /// OnDelete or partition.
        rule: Rule,
    },
    /// A set waits until a claim that is being deleted is gone.
    WaitsForClaim {
        /// The claim.
        claim: Name,
        /// The pod it is for.
        pod: Name,
    },
    /// A set is being deleted: only its status is kept up.
    BeingDeleted,
    /// A sync failed and is tried again.
    Fails {
        /// Why.
        message: Name,
        /// The rule it could not follow.
        rule: Rule,
    },
    /// Anything else a controller did: a sentence of its own.
    Does {
        /// The sentence.
        sentence: Name,
        /// The rule.
        rule: Rule,
    },
}

impl Verdict {
    /// A sentence by a rule.
    pub fn does(rule: Rule, sentence: impl Into<Name>) -> Verdict {
        Verdict::Does { sentence: sentence.into(), rule }
    }

    /// The rule it follows.
    pub fn rule(&self) -> Rule {
        match self {
            Verdict::AtRest { rule }
            | Verdict::CreatesPod { rule, .. }
            | Verdict::CreatesPods { rule, .. }
            | Verdict::WaitsForReady { rule, .. }
            | Verdict::ScalesDown { rule, .. }
            | Verdict::Updates { rule, .. }
            | Verdict::LeavesOutdated { rule, .. }
            | Verdict::Fails { rule, .. }
            | Verdict::Does { rule, .. } => *rule,
            Verdict::WaitsForAvailable { .. } => Rule::MinReadySeconds,
            Verdict::WaitsForTermination { .. } => Rule::GracefulTermination,
            Verdict::ReplacesEnded { .. } => Rule::Identity,
            Verdict::WaitsForClaim { .. } => Rule::StorageProtection,
            Verdict::BeingDeleted => Rule::GarbageCollection,
        }
    }

    /// The pods it names, which the picture marks.
    pub fn pods(&self) -> Vec<Name> {
        match self {
            Verdict::CreatesPod { pod, .. }
            | Verdict::WaitsForReady { pod, .. }
            | Verdict::WaitsForAvailable { pod, .. }
            | Verdict::WaitsForTermination { pod, .. }
            | Verdict::ReplacesEnded { pod, .. }
            | Verdict::ScalesDown { pod, .. }
            | Verdict::Updates { pod, .. }
            | Verdict::WaitsForClaim { pod, .. } => vec![pod.clone()],
            Verdict::CreatesPods { first, .. } => vec![first.clone()],
            Verdict::AtRest { .. }
            | Verdict::LeavesOutdated { .. }
            | Verdict::BeingDeleted
            | Verdict::Fails { .. }
            | Verdict::Does { .. } => Vec::new(),
        }
    }
}

impl Decision {
    /// What the controller does or waits for, in one sentence.
    pub fn sentence(&self) -> String {
        let set = &self.about.name;
        match &self.verdict {
            Verdict::AtRest { .. } => format!("{set} is as asked."),
            Verdict::CreatesPod { pod, .. } => format!("Creates {pod}."),
            Verdict::CreatesPods { first, count: 1, .. } => format!("Creates {first}."),
            Verdict::CreatesPods { first, count, .. } => {
                format!("Creates {count} pods at once, from {first} on.")
            }
            Verdict::WaitsForReady { pod, holds, .. } => {
                format!("Waits for {pod} to be Running and Ready{holds}.")
            }
            Verdict::WaitsForAvailable { pod, at } => {
                format!("Waits for {pod}: it must stay Ready until {at} to count as available.")
            }
            Verdict::WaitsForTermination { pod, silent_node: None } => format!("Waits for {pod} to be gone."),
            Verdict::WaitsForTermination { pod, silent_node: Some(node) } => {
                format!("Waits for {pod} to be gone, but {node} does not answer and cannot confirm it.")
            }
            Verdict::ReplacesEnded { pod, phase } => {
                format!("Deletes {pod}, which has {phase}, to make it again.")
            }
            Verdict::ScalesDown { pod, count: 1, .. } => format!("Removes {pod}: it is beyond the replicas."),
            Verdict::ScalesDown { pod, count, .. } => format!("Removes {count} pods at once, from {pod} on."),
            Verdict::Updates { pod, count: 1, to, .. } => format!("Deletes {pod} to make it again at {to}."),
            Verdict::Updates { pod, count, to, .. } => {
                format!("Deletes {count} pods, from {pod} on, to make them again at {to}.")
            }
            Verdict::LeavesOutdated { count, .. } => format!("Leaves {} at the old revision.", pods(*count)),
            Verdict::WaitsForClaim { claim, pod } => {
                format!("Cannot create {pod}: its claim {claim} is being deleted.")
            }
            Verdict::BeingDeleted => format!("{set} is being deleted: nothing is created or replaced."),
            Verdict::Fails { message, .. } => format!("Failed, and tries again: {message}"),
            Verdict::Does { sentence, .. } => sentence.to_string(),
        }
    }

    /// Why, where the sentence alone does not say it.
    pub fn why(&self) -> Option<&'static str> {
        Some(match &self.verdict {
            Verdict::CreatesPod { rule: Rule::OrderedReady, .. } => {
                "Pods are created one at a time, lowest ordinal first, each when all before it are Running and Ready."
            }
            Verdict::CreatesPods { rule: Rule::Parallel, .. } => {
                "Under Parallel no pod waits for another, neither coming nor going."
            }
            Verdict::WaitsForReady { rule: Rule::OrderedReady, .. } => {
                "Under OrderedReady nothing else moves until every pod before it is Running and Ready."
            }
            Verdict::WaitsForReady { rule: Rule::RollingUpdate, .. } => {
                "A rollout replaces one pod at a time and waits until the new one is Ready."
            }
            Verdict::WaitsForTermination { silent_node: Some(_), .. } => {
                "Two pods of one identity must never run at once, so nobody replaces it until somebody steps in."
            }
            Verdict::WaitsForTermination { silent_node: None, .. } => {
                "A pod of the same identity is made only when the old one is gone for certain."
            }
            Verdict::ScalesDown { rule: Rule::OrderedReady, .. } => {
                "Pods are removed one at a time, highest ordinal first. Their claims stay unless the policy says otherwise."
            }
            Verdict::Updates { .. } => "A rollout goes from the highest ordinal down.",
            Verdict::LeavesOutdated { rule: Rule::OnDelete, .. } => {
                "Under OnDelete a pod gets the new revision when somebody deletes it."
            }
            Verdict::LeavesOutdated { .. } => "Ordinals below the partition keep the current revision.",
            Verdict::WaitsForClaim { .. } => {
                "A claim that is being deleted goes when no pod uses it; then a new one is made."
            }
            Verdict::AtRest { .. } if self.about.kind == Kind::StatefulSet => {
                "There is a Ready pod for every replica. Nothing moves until somebody changes something, or a pod goes."
            }
            Verdict::AtRest { .. }
            | Verdict::CreatesPod { .. }
            | Verdict::CreatesPods { .. }
            | Verdict::WaitsForReady { .. }
            | Verdict::WaitsForAvailable { .. }
            | Verdict::ReplacesEnded { .. }
            | Verdict::ScalesDown { .. }
            | Verdict::BeingDeleted
            | Verdict::Fails { .. }
            | Verdict::Does { .. } => return None,
        })
    }
}

impl fmt::Display for HeldUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HeldUp::Creation(pod) => write!(f, " before it creates {pod}"),
            HeldUp::Removal(pod) => write!(f, " before it removes {pod}"),
            HeldUp::Update(pod) => write!(f, " before it updates {pod}"),
            HeldUp::Nothing => Ok(()),
        }
    }
}

fn pods(count: u32) -> String {
    if count == 1 { "1 pod".into() } else { format!("{count} pods") }
}

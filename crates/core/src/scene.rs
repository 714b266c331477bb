//! One instant of a cluster, and its history so far, as plain data to draw. What it looks like is for others to say.

mod build;
mod differ;
mod history;
mod reader;

pub use differ::{Difference, differences, sentences};
pub use history::HistoryReader;
pub use reader::SceneReader;

use crate::time::Time;
use serde::Serialize;
use std::sync::Arc;

/// A shared piece of text: a name, a label, a state's word.
pub type Name = Arc<str>;

/// Everything there is to draw at one instant.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Scene {
    /// The instant shown.
    pub at: Time,
    /// StatefulSets and Deployments, by namespace and name; StatefulSets first.
    pub workloads: Vec<WorkloadScene>,
    /// Pods that belong to no workload, by namespace and name.
    pub pods: Vec<PodScene>,
    /// Claims that belong to no slot, by namespace and name.
    pub claims: Vec<ClaimScene>,
    /// Volumes that no drawn claim is bound to (static ones, Released ones), by name.
    pub volumes: Vec<VolumeScene>,
    /// The cluster's nodes, by name.
    pub nodes: Vec<NodeScene>,
    /// What a controller decided last about the workload in focus.
    pub decision: Option<DecisionScene>,
}

/// Which controller runs a workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum WorkloadKind {
    /// A StatefulSet: its slots are its ordinals.
    StatefulSet,
    /// A Deployment: its slots are just its pods, in order of creation.
    Deployment,
}

/// A StatefulSet or Deployment with its slots.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkloadScene {
    /// StatefulSet or Deployment.
    pub kind: WorkloadKind,
    /// Its namespace.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// `spec.replicas`.
    pub replicas: u32,
    /// `status.readyReplicas`.
    pub ready: u32,
    /// `status.updatedReplicas`.
    pub updated: u32,
    /// `spec.ordinals.start`: the ordinal of the first slot.
    pub start: u32,
    /// `spec.updateStrategy.rollingUpdate.partition` where the strategy is RollingUpdate and it is not 0.
    pub partition: Option<u32>,
    /// Whether the policy is OrderedReady (true) or Parallel (false; always for a Deployment).
    pub ordered: bool,
    /// Whether the strategy is OnDelete.
    pub on_delete: bool,
    /// The revision that pods below the partition keep.
    pub current_revision: Option<RevisionScene>,
    /// The revision that pods are moved to.
    pub update_revision: Option<RevisionScene>,
    /// Whether its deletion has been asked for.
    pub deleting: bool,
    /// The slots, lowest ordinal first. Every ordinal that is wanted, has a pod or has a claim is there.
    pub slots: Vec<Arc<SlotScene>>,
    /// The ordinals that the controller is working on or waits for, lowest first.
    pub attention: Vec<u32>,
    /// Which way the controller is going through the ordinals.
    pub direction: Direction,
}

/// Which way a controller is going through the ordinals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Direction {
    /// Nothing is to be done.
    #[default]
    Rest,
    /// Creating, lowest ordinal first.
    Creating,
    /// Scaling down, highest ordinal first.
    Terminating,
    /// Rolling out a new revision, highest ordinal first.
    Updating,
}

/// A revision as the picture tells it apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RevisionScene {
    /// The ControllerRevision's whole name, `web-6cd66fd77f`.
    pub name: Name,
    /// Its hash alone, `6cd66fd77f`.
    pub hash: Name,
    /// Its number; odd and even ones have different hues.
    pub number: u64,
}

/// One ordinal's permanent place.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SlotScene {
    /// The ordinal (for a Deployment, the place in the row).
    pub ordinal: u32,
    /// The name that its pod has or would have.
    pub name: Name,
    /// The DNS name that its pod has or would have; none without a governing service.
    pub dns: Option<Name>,
    /// Whether the ordinal is within the replicas. What is beyond is a ghost or about to go.
    pub wanted: bool,
    /// The pod, if there is one.
    pub pod: Option<PodScene>,
    /// When its last pod left, if there is none now but was.
    pub vacant_since: Option<Time>,
    /// A container of an earlier pod of this name that may still be running on its node, after a forced deletion.
    pub second_writer: Option<SecondWriterScene>,
    /// Its claims, in the order of the claim templates.
    pub claims: Vec<ClaimScene>,
    /// What the retention policy says of its claims, `whenScaled: Delete`, for ordinals beyond the replicas.
    pub retention: Option<Name>,
}

/// A container that the API no longer knows of but that may still run and write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SecondWriterScene {
    /// The node it runs on.
    pub node: Name,
    /// Since when the API does not know of it.
    pub since: Time,
}

/// How a pod stands: one word of kubectl's STATUS column, and Ready for a Running pod that is ready.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PodScene {
    /// Its namespace.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// Its UID: two pods of one name are two pods.
    pub uid: Name,
    /// How it stands.
    pub state: PodState,
    /// The word in kubectl's STATUS column.
    pub status: Name,
    /// The Ready condition.
    pub ready: bool,
    /// How many containers are ready.
    pub ready_containers: u32,
    /// How many containers it has.
    pub containers: u32,
    /// How often its containers were started again.
    pub restarts: u32,
    /// The node it is bound to.
    pub node: Option<Name>,
    /// Its revision, if it has one.
    pub revision: Option<RevisionScene>,
    /// When it was created.
    pub created: Time,
    /// Since when it is in this state.
    pub since: Time,
    /// What is counted down: the grace period while Terminating, the back-off of a restart.
    pub countdown: Option<Countdown>,
    /// Whether the node it is on has stopped answering, so that nobody knows how it really is.
    pub unknown: bool,
    /// The image of its first container.
    pub image: Name,
    /// Who controls it, `StatefulSet/web`; none where it is nobody's.
    pub owner: Option<Name>,
}

/// A span that is being waited out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Countdown {
    /// When it began.
    pub from: Time,
    /// When it ends.
    pub to: Time,
}

/// The states that the picture and the staircase tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum PodState {
    /// Not yet bound to a node, or its node has not begun.
    Pending,
    /// Volumes are attached, images pulled, the container made.
    ContainerCreating,
    /// Running, but not Ready.
    Running,
    /// Running and Ready.
    Ready,
    /// Deletion was asked for; it may still run.
    Terminating,
    /// Phase Succeeded.
    Completed,
    /// Phase Failed.
    Failed,
    /// Its container keeps exiting.
    CrashLoopBackOff,
    /// Its image cannot be pulled.
    ImagePullBackOff,
}

/// A PersistentVolumeClaim.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClaimScene {
    /// Its namespace.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// The claim template it comes from, if any.
    pub template: Option<Name>,
    /// Its phase, or Terminating.
    pub state: ClaimState,
    /// The pod that has it mounted, or will have when it starts.
    pub mounted: Option<Name>,
    /// Who owns it, `sts/web` or `pod/web-4`; none where nobody does.
    pub owner: Option<Name>,
    /// The storage it asks for, `1Gi`.
    pub request: Name,
    /// Its storage class.
    pub class: Option<Name>,
    /// The volume it is bound to.
    pub volume: Option<VolumeScene>,
}

/// A claim's phase, or that it is being deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ClaimState {
    /// No volume yet.
    Pending,
    /// It has its volume.
    Bound,
    /// Its volume is gone.
    Lost,
    /// Deletion was asked for; it waits for its pod to let go.
    Terminating,
}

/// A PersistentVolume and a little of what is stored on it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VolumeScene {
    /// Its name.
    pub name: Name,
    /// Its phase, or Terminating.
    pub state: VolumeState,
    /// Its size, `1Gi`.
    pub capacity: Name,
    /// What becomes of it when its claim goes.
    pub reclaim_policy: Name,
    /// The node that alone can reach it, if only one can.
    pub node: Option<Name>,
    /// The node it is attached to now.
    pub attached: Option<Name>,
    /// The files on it, last written first; at most a few.
    pub files: Vec<FileScene>,
    /// How many files there are in all.
    pub file_count: u32,
    /// Whether two containers may have written to it at once, after a forced deletion.
    pub damaged: bool,
}

/// A volume's phase, or that it is being deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum VolumeState {
    /// Not yet known to be available.
    Pending,
    /// Free for a claim.
    Available,
    /// A claim has it.
    Bound,
    /// Its claim is gone.
    Released,
    /// Reclaiming it failed.
    Failed,
    /// Deletion was asked for.
    Terminating,
}

/// A file on a volume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileScene {
    /// Its path within the volume.
    pub path: Name,
    /// When it was last written.
    pub written: Time,
    /// Its first line, cut short.
    pub preview: Name,
}

/// A node of the cluster.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeScene {
    /// Its name.
    pub name: Name,
    /// The Ready condition as the API has it.
    pub ready: NodeReady,
    /// Since when the Ready condition is what it is.
    pub since: Time,
    /// Whether its kubelet really answers (the API learns of its silence later).
    pub reachable: bool,
    /// `spec.unschedulable`: cordoned.
    pub cordoned: bool,
    /// Its taints, `key:effect` or `key=value:effect`.
    pub taints: Vec<Name>,
    /// The first of the pods bound to it, by namespace and name.
    pub pods: Vec<NodePodScene>,
    /// How many pods are bound to it in all.
    pub pod_count: usize,
}

/// A node's Ready condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum NodeReady {
    /// True.
    Ready,
    /// False or Unknown: kubectl's NotReady.
    NotReady,
}

/// A pod as the strip of nodes shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NodePodScene {
    /// Its namespace.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// What is written in its dot: the ordinal; empty where it has none.
    pub label: Name,
    /// How it stands.
    pub state: PodState,
}

/// What a controller did or waits for, and by which rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecisionScene {
    /// When it was taken.
    pub at: Time,
    /// The object it is about, `StatefulSet/web`.
    pub about: Name,
    /// The sentence: what the controller does or waits for.
    pub sentence: String,
    /// Why, where there is more to say.
    pub why: Option<String>,
    /// The rule's name, `OrderedReady`.
    pub rule: Name,
    /// The rule's page in the Kubernetes documentation.
    pub link: Name,
    /// The pods that the sentence names; they are set off in it.
    pub pods: Vec<Name>,
}

/// What happened from the start until now, for the staircase.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct History {
    /// The furthest instant that has been simulated.
    pub end: Time,
    /// One lane a pod name, by namespace and workload and then ordinal, lowest first.
    pub lanes: Vec<Arc<Lane>>,
    /// Commands, faults and other moments worth a mark, in order.
    pub marks: Vec<Mark>,
    /// The replicas of the workload in focus, each from when it was asked for.
    pub replicas: Vec<(Time, u32)>,
}

/// One pod name's states over time.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Lane {
    /// Its namespace.
    pub namespace: Name,
    /// The pod's name.
    pub name: Name,
    /// Its ordinal, if it has one.
    pub ordinal: Option<u32>,
    /// Its states, in order; between two there may be a gap without a pod.
    pub spans: Vec<LaneSpan>,
}

/// One state for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LaneSpan {
    /// When it began.
    pub from: Time,
    /// When it ended; none if it lasts.
    pub to: Option<Time>,
    /// The state.
    pub state: PodState,
    /// The number of the pod's revision, 0 if it has none.
    pub revision: u64,
    /// Whether the pod's node does not answer meanwhile.
    pub unknown: bool,
}

/// What a mark on the staircase stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum MarkKind {
    /// Somebody gave a command.
    Command,
    /// A fault was injected.
    Fault,
    /// A named moment of a scenario.
    Marker,
}

/// A moment worth a mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// When.
    pub at: Time,
    /// What sort.
    pub kind: MarkKind,
    /// A few words: `scale 4`, `delete web-3`.
    pub label: String,
}

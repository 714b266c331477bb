//! Pods: the template's part, which all pods of a revision share, and each pod's own.

use super::{LabelSelector, List, Name, NodeSelector, Taint, TaintEffect, TextMap};
use crate::time::{Millis, Time};
use serde_json::Value;
use std::sync::Arc;

/// A pod's phase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the variants are Kubernetes' own phases")]
pub enum Phase {
    #[default]
    Pending,
    Running,
    Succeeded,
    Failed,
}

impl Phase {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Pending => "Pending",
            Phase::Running => "Running",
            Phase::Succeeded => "Succeeded",
            Phase::Failed => "Failed",
        }
    }

    /// Whether it is over: Succeeded or Failed.
    pub fn is_terminal(self) -> bool {
        matches!(self, Phase::Succeeded | Phase::Failed)
    }
}

/// Whether a condition holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are Kubernetes' own words")]
pub enum ConditionStatus {
    True,
    #[default]
    False,
    Unknown,
}

impl ConditionStatus {
    /// True or False.
    pub fn of(holds: bool) -> ConditionStatus {
        if holds { ConditionStatus::True } else { ConditionStatus::False }
    }

    /// The status of a name.
    pub fn parse(name: &str) -> Option<ConditionStatus> {
        [ConditionStatus::True, ConditionStatus::False, ConditionStatus::Unknown]
            .into_iter()
            .find(|status| status.name() == name)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            ConditionStatus::True => "True",
            ConditionStatus::False => "False",
            ConditionStatus::Unknown => "Unknown",
        }
    }
}

/// A condition of a pod or node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// Whether it holds.
    pub status: ConditionStatus,
    /// Since when it is so.
    pub since: Time,
    /// Why, in a word; empty where there is nothing to say.
    pub reason: Name,
    /// Why, in a sentence.
    pub message: Name,
}

impl Condition {
    /// Whether it holds.
    pub fn is_true(&self) -> bool {
        self.status == ConditionStatus::True
    }

    /// Sets it; the time changes only where the status does.
    pub fn set(&mut self, status: ConditionStatus, now: Time, reason: &str) {
        if self.status != status {
            self.since = now;
        }
        self.status = status;
        self.reason = if reason.is_empty() { Name::default() } else { reason.into() };
        self.message = Name::default();
    }
}

/// When a pod's containers are started again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are Kubernetes' own policies")]
pub enum RestartPolicy {
    Always,
    OnFailure,
    Never,
}

impl RestartPolicy {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            RestartPolicy::Always => "Always",
            RestartPolicy::OnFailure => "OnFailure",
            RestartPolicy::Never => "Never",
        }
    }
}

/// A toleration (`v1.Toleration`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toleration {
    /// The taint's key; every key where there is none.
    pub key: Option<Name>,
    /// The taint's value; any value where there is none (operator Exists).
    pub value: Option<Name>,
    /// The effect; every effect where there is none.
    pub effect: Option<TaintEffect>,
    /// For how long a NoExecute taint is tolerated; for ever where there is none.
    pub seconds: Option<u64>,
}

impl Toleration {
    /// Whether it tolerates a taint (`Toleration.ToleratesTaint`).
    pub fn tolerates(&self, taint: &Taint) -> bool {
        self.effect.is_none_or(|effect| effect == taint.effect)
            && self.key.as_ref().is_none_or(|key| *key == taint.key)
            && self.value.as_ref().is_none_or(|value| *value == taint.value)
    }
}

/// A probe's numbers (`v1.Probe`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// From the container's start to the first probe.
    pub initial_delay: Millis,
    /// Between two probes.
    pub period: Millis,
    /// How many must succeed in a row.
    pub success_threshold: u32,
    /// How many must fail in a row.
    pub failure_threshold: u32,
}

/// Where a container sees a volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// The pod's name for the volume.
    pub volume: Name,
    /// Its path in the container.
    pub path: Name,
}

/// A container as far as the model runs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// Its name.
    pub name: Name,
    /// Where it is in its pod, as Events tell it: `spec.containers{nginx}`.
    pub field: Name,
    /// Its image.
    pub image: Name,
    /// Its ports: name (may be empty), number and protocol.
    pub ports: Vec<(Name, u16, Name)>,
    /// Its environment, as far as it is given by value.
    pub env: Vec<(Name, Name)>,
    /// Its volumes.
    pub mounts: Vec<Mount>,
    /// The probe that must succeed before the others begin.
    pub startup: Option<Probe>,
    /// The probe that decides whether it is ready.
    pub readiness: Option<Probe>,
    /// The probe that decides whether it is started again.
    pub liveness: Option<Probe>,
    /// The command of the postStart hook, if it is one that runs a command.
    pub post_start: Option<Vec<Name>>,
    /// The command of the preStop hook, if it is one that runs a command.
    pub pre_stop: Option<Vec<Name>>,
    /// How long a preStop hook of the kind `sleep` sleeps.
    pub pre_stop_sleep: Option<Millis>,
    /// CPU it asks for, in thousandths.
    pub cpu_milli: u64,
    /// Memory it asks for, in bytes.
    pub memory: u64,
    /// Whether, as an init container, it goes on beside the others: a sidecar (`restartPolicy: Always`).
    pub sidecar: bool,
}

/// A volume of a pod's own spec that is a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// The pod's name for it.
    pub name: Name,
    /// The claim.
    pub claim: Name,
}

/// How pods of a kind are to be spread or kept together (`v1.PodAffinityTerm`, `v1.TopologySpreadConstraint`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodTerm {
    /// Which pods count.
    pub selector: LabelSelector,
    /// The node label whose values are the places.
    pub topology: Name,
    /// How uneven the places may be, for spreading.
    pub max_skew: u32,
}

/// What a pod's template says: shared by all pods of a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodSpec {
    /// The spec as JSON, defaulted.
    pub raw: Value,
    /// Its containers.
    pub containers: Vec<Container>,
    /// Its init containers, sidecars among them.
    pub init: Vec<Container>,
    /// Volumes that are claims, as the template itself has them.
    pub volumes: List<Volume>,
    /// `terminationGracePeriodSeconds`.
    pub grace_seconds: u64,
    /// When containers are started again.
    pub restart_policy: RestartPolicy,
    /// Tolerations.
    pub tolerations: Vec<Toleration>,
    /// `nodeSelector`.
    pub node_selector: TextMap,
    /// Required node affinity.
    pub node_affinity: Option<NodeSelector>,
    /// Required pod affinity.
    pub affinity: Vec<PodTerm>,
    /// Required pod anti-affinity.
    pub anti_affinity: Vec<PodTerm>,
    /// Spreading that must be kept (`whenUnsatisfiable: DoNotSchedule`).
    pub spread: Vec<PodTerm>,
    /// The node's ports that its containers take: protocol and number.
    pub host_ports: Vec<(Name, u16)>,
    /// `hostname`, `subdomain` and `nodeName` where the spec itself gives them.
    pub hostname: Name,
    /// See `hostname`.
    pub subdomain: Name,
    /// See `hostname`.
    pub node_name: Option<Name>,
}

impl PodSpec {
    /// A container by the number that containers and init containers share: the containers come first.
    pub fn container(&self, at: usize) -> Option<&Container> {
        self.containers.iter().chain(&self.init).nth(at)
    }

    /// All containers with their numbers, in the order in which a kubelet starts them.
    pub fn in_order(&self) -> impl Iterator<Item = (usize, &Container)> {
        let init =
            self.init.iter().enumerate().map(|(at, container)| (self.containers.len() + at, container));
        init.chain(self.containers.iter().enumerate())
    }

    /// What runs as long as the pod does: the containers, and the sidecars.
    pub fn lasting(&self) -> impl Iterator<Item = (usize, &Container)> {
        self.in_order().filter(|(at, container)| *at < self.containers.len() || container.sidecar)
    }

    /// What a container runs, as far as the spec says: its command and arguments.
    pub fn command(&self, at: usize) -> Vec<Name> {
        let init = at.checked_sub(self.containers.len());
        let container = match init {
            Some(at) => &self.raw["initContainers"][at],
            None => &self.raw["containers"][at],
        };
        let fields = ["command", "args"].into_iter().flat_map(|field| container[field].as_array());
        fields.flatten().filter_map(|word| word.as_str().map(Name::from)).collect()
    }

    /// CPU that it asks for, in thousandths, and memory, in bytes: of what runs together the sum, be that while an init
    /// container runs or later (`PodRequests`).
    pub fn requests(&self) -> (u64, u64) {
        (self.most(|container| container.cpu_milli), self.most(|container| container.memory))
    }

    fn most(&self, of: fn(&Container) -> u64) -> u64 {
        let (mut sidecars, mut most) = (0, 0);
        for container in &self.init {
            most = most.max(sidecars + of(container));
            sidecars += if container.sidecar { of(container) } else { 0 };
        }
        most.max(sidecars + self.containers.iter().map(of).sum::<u64>())
    }
}

/// A pod template: labels, annotations and spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodTemplate {
    /// Labels.
    pub labels: TextMap,
    /// Annotations.
    pub annotations: TextMap,
    /// Spec.
    pub spec: Arc<PodSpec>,
    /// The whole template as JSON, defaulted.
    pub raw: Value,
}

/// What a container does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContainerState {
    /// It is not running yet, or not again.
    Waiting {
        /// Why, `ContainerCreating`.
        reason: Name,
    },
    /// It runs.
    Running {
        /// Since when.
        since: Time,
    },
    /// It has exited.
    Terminated {
        /// With what.
        exit: i32,
        /// When it was started, where that is known.
        since: Option<Time>,
        /// When.
        at: Time,
    },
}

/// A container's status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerStatus {
    /// What it does.
    pub state: ContainerState,
    /// How it ended last time: exit code, start and end.
    pub last: Option<(i32, Time, Time)>,
    /// Whether it is ready.
    pub ready: bool,
    /// Whether it has started: its startup probe succeeded.
    pub started: bool,
    /// How often it was started again.
    pub restarts: u32,
}

impl ContainerStatus {
    /// That of a container that has not run yet.
    pub fn new(state: ContainerState) -> ContainerStatus {
        ContainerStatus { state, last: None, ready: false, started: false, restarts: 0 }
    }

    /// Whether, as an init container, it lets the next one begin: it has done its work, or, as a sidecar, has started.
    pub fn is_over(&self, sidecar: bool) -> bool {
        matches!(self.state, ContainerState::Terminated { exit: 0, .. }) || sidecar && self.started
    }

    /// When it came to do what it does, if that is known.
    pub fn changed_at(&self) -> Option<Time> {
        match self.state {
            ContainerState::Waiting { .. } => None,
            ContainerState::Running { since } => Some(since),
            ContainerState::Terminated { at, .. } => Some(at),
        }
    }

    /// Since when it runs, if it does.
    pub fn running_since(&self) -> Option<Time> {
        match self.state {
            ContainerState::Running { since } => Some(since),
            ContainerState::Waiting { .. } | ContainerState::Terminated { .. } => None,
        }
    }
}

/// A pod's status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodStatus {
    /// Its phase.
    pub phase: Phase,
    /// Why it is in that phase, in a word, `NodeLost`; often empty.
    pub reason: Name,
    /// The Ready condition.
    pub ready: Condition,
    /// The PodScheduled condition.
    pub scheduled: Condition,
    /// The DisruptionTarget condition: that something other than its owner makes it go. In a box of its own: few pods
    /// have it.
    pub disruption: Option<Box<Condition>>,
    /// When its kubelet took it.
    pub start: Option<Time>,
    /// Its address.
    pub ip: Option<Name>,
    /// Its node's address, as its kubelet reports it.
    pub host_ip: Option<Name>,
    /// Its containers; empty until its kubelet took it.
    pub containers: Vec<ContainerStatus>,
    /// Its init containers; empty where it has none, or nothing is reported of them.
    pub init: Vec<ContainerStatus>,
}

impl PodStatus {
    /// A container's status, by the number that containers and init containers share.
    pub fn container(&self, at: usize) -> Option<&ContainerStatus> {
        self.containers.iter().chain(&self.init).nth(at)
    }
}

/// How important a pod is (`priority` and `preemptionPolicy` of its spec).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Priority {
    /// Its value: the higher, the more important.
    pub value: i64,
    /// Whether it never takes the place of pods that are less important.
    pub never_preempts: bool,
}

impl Priority {
    /// The preemption policy's name.
    pub fn policy(self) -> &'static str {
        if self.never_preempts { "Never" } else { "PreemptLowerPriority" }
    }
}

/// A pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pod {
    /// What its template says.
    pub spec: Arc<PodSpec>,
    /// The node it is bound to.
    pub node: Option<Name>,
    /// Its host name.
    pub hostname: Name,
    /// Its subdomain: the governing service.
    pub subdomain: Name,
    /// Its volumes that are claims, those of its set's templates first.
    pub claims: List<Volume>,
    /// For how many seconds it tolerates a node that is not ready or unreachable, where its spec does not say.
    pub toleration_seconds: u64,
    /// Its priority, where that is another than that of pods without a class. In a box of its own: few pods have it.
    pub priority: Option<Box<Priority>>,
    /// Its status.
    pub status: PodStatus,
}

impl Pod {
    /// Whether it is Running and Ready (`isRunningAndReady` of the StatefulSet controller).
    pub fn is_running_and_ready(&self) -> bool {
        self.status.phase == Phase::Running && self.status.ready.is_true()
    }

    /// When it becomes available: Ready for so many seconds (`podutil.IsPodAvailable`). None while it is not Ready.
    pub fn available_at(&self, min_ready_seconds: u64) -> Option<Time> {
        self.is_running_and_ready().then(|| self.status.ready.since + Millis::seconds(min_ready_seconds))
    }
}

//! What a cluster is like when a scenario begins, and how long things take in it that no manifest says.

use crate::time::{Millis, Time};
use serde::{Deserialize, Serialize};

/// How the cluster is set up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Config {
    /// The seed of all that is random: equal seeds give equal runs.
    pub seed: u64,
    /// The nodes' names.
    pub nodes: Vec<String>,
    /// Storage classes that are there from the start.
    pub storage_classes: Vec<StorageClassConfig>,
    /// How kubelets bring pods up.
    pub kubelet: KubeletMode,
    /// Whether kubelets finish graceful deletions by themselves.
    pub terminate: bool,
    /// Whether the provisioner makes volumes.
    pub provision: bool,
    /// For how long a silent node counts as ready (`--node-monitor-grace-period`), in seconds.
    pub node_monitor_grace_period_seconds: u64,
    /// For how long pods tolerate a node that is not ready (`--default-not-ready-toleration-seconds`), in seconds.
    pub toleration_seconds: u64,
    /// Feature gates that are on beside the version's defaults.
    pub feature_gates: Vec<String>,
    /// Words that make an image one that no registry has: as a whole part of its name or tag.
    pub missing_images: Vec<String>,
    /// How long things take.
    pub durations: Durations,
}

impl Default for Config {
    /// Three nodes and one default class that binds at once: a small cluster as a cloud provider makes it.
    fn default() -> Config {
        Config {
            seed: 1,
            nodes: ["node-a", "node-b", "node-c"].map(String::from).to_vec(),
            storage_classes: vec![StorageClassConfig { default: true, ..StorageClassConfig::default() }],
            kubelet: KubeletMode::Probes,
            terminate: true,
            provision: true,
            // kube-controller-manager's and kube-apiserver's own defaults.
            node_monitor_grace_period_seconds: 50,
            toleration_seconds: 300,
            feature_gates: Vec::new(),
            missing_images: ["nope", "bad", "broken", "invalid", "missing", "nonexistent", "typo"]
                .map(String::from)
                .to_vec(),
            durations: Durations::default(),
        }
    }
}

impl Config {
    /// Whether no registry has an image. There is no registry to ask, so names decide: what people write when they want
    /// a bad image to show what happens.
    pub fn lacks_image(&self, image: &str) -> bool {
        let mut words = image.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| self.missing_images.iter().any(|missing| missing == word))
    }

    /// Whether StatefulSets honour `maxUnavailable`: alpha and off by default in v1.36.
    pub fn max_unavailable(&self) -> bool {
        self.feature_gates.iter().any(|gate| gate == "MaxUnavailableStatefulSet")
    }
}

/// A storage class that is there from the start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StorageClassConfig {
    /// Its name.
    pub name: String,
    /// Whether claims that name no class get it.
    pub default: bool,
    /// Who makes its volumes; `kubernetes.io/no-provisioner` for nobody.
    pub provisioner: String,
    /// Delete or Retain.
    pub reclaim_policy: String,
    /// Immediate or WaitForFirstConsumer.
    pub volume_binding_mode: String,
    /// Whether its claims may grow.
    pub allow_volume_expansion: bool,
    /// `node` makes volumes that only one node can reach.
    pub topology: Option<String>,
}

impl Default for StorageClassConfig {
    fn default() -> Self {
        StorageClassConfig {
            name: "standard".into(),
            default: false,
            provisioner: "disk.csi.example.com".into(),
            reclaim_policy: "Delete".into(),
            volume_binding_mode: "Immediate".into(),
            allow_volume_expansion: false,
            topology: None,
        }
    }
}

/// How kubelets bring pods up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KubeletMode {
    /// As the manifest says: images are pulled, containers started, hooks run, probes asked. What a page runs.
    Probes,
    /// Not at all: a pod stays ContainerCreating until a step moves it.
    None,
    /// To Running, not Ready.
    Running,
    /// All the way to Ready, once every claim is Bound.
    Ready,
}

/// How long things take that no manifest says. Milliseconds.
///
/// The figures are typical of a small, idle cluster; what matters for what one sees is their order of magnitude. A
/// scenario may override each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Durations {
    /// From a write until a controller has seen it and acts: watch, cache and work queue together.
    pub watch: Millis,
    /// From a pod's creation until the scheduler has chosen its node.
    pub schedule: Millis,
    /// How often the provisioner looks for work; zero if it notices at once, as one that watches does.
    pub provision_round: Millis,
    /// Until the provisioner has made a volume: a cloud's disk takes a second or more.
    pub provision: Millis,
    /// From one volume that the provisioner has made to the next: it makes them one by one.
    pub provision_next: Millis,
    /// From a volume's release until the provisioner deletes it: it is detached first, and the cloud asked.
    pub reclaim: Millis,
    /// Until a volume is attached to a node and mounted: the attach call and the device's appearance.
    pub attach: Millis,
    /// Until a volume is detached from a node after its last pod has gone.
    pub detach: Millis,
    /// Until an image that the node does not have is pulled: some tens of megabytes.
    pub pull: Millis,
    /// Until a sandbox and a container are made and the process runs.
    pub start: Millis,
    /// From a process' start until it serves: a container without probes is Ready at once, one with a readiness probe
    /// fails it until then.
    pub boot: Millis,
    /// From the start of an init container until it has done its work and ends.
    pub init: Millis,
    /// From SIGTERM until a process that handles it has exited; the grace period caps it.
    pub stop: Millis,
    /// Until a kubelet has noticed and told the API what has become of its container.
    pub report: Millis,
    /// The step of the stand-in kubelets that the recordings were made with (`kubelet: running` and `ready`).
    pub tick: Millis,
    /// The round of the node lifecycle controller (`--node-monitor-period`).
    pub node_monitor: Millis,
    /// The round of the pod garbage collector, and how long a pod of a vanished node is left in quarantine.
    pub pod_gc: Millis,
}

impl Default for Durations {
    fn default() -> Durations {
        Durations {
            watch: Millis(2),
            schedule: Millis(10),
            provision_round: Millis(0),
            provision: Millis(1_200),
            provision_next: Millis(10),
            reclaim: Millis(1_500),
            attach: Millis(800),
            detach: Millis(400),
            pull: Millis(1_600),
            start: Millis(400),
            boot: Millis(600),
            init: Millis(1_000),
            stop: Millis(900),
            report: Millis(20),
            tick: Millis(100),
            node_monitor: Millis(5_000),
            pod_gc: Millis(20_000),
        }
    }
}

impl Durations {
    /// When the provisioner looks for work next.
    pub(crate) fn next_round(&self, now: Time) -> Time {
        match self.provision_round.0 {
            0 => now,
            round => Time((now.0 / round + 1) * round),
        }
    }
}

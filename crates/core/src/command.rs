//! What can be done to a cluster: the inputs of a run. Commands and the seed decide everything that happens.

use crate::config::KubeletMode;
use crate::process::ProcessId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Command {
    /// Somebody types a command line in a terminal: `kubectl …`, or what else the terminal knows.
    Run {
        /// Its words.
        args: Arc<[String]>,
        /// What it reads from standard input.
        stdin: Arc<str>,
    },
    /// Somebody presses Ctrl-C: a running command ends.
    Interrupt(ProcessId),
    /// Somebody saves a file that commands may name with `-f`.
    File {
        /// Its name.
        name: Arc<str>,
        /// What is in it.
        content: Arc<str>,
    },
    /// A kubelet reports a pod as something, whatever its probes would say. A fault, or a recorded step.
    Report {
        /// The pod's namespace.
        namespace: Arc<str>,
        /// The pod's name.
        pod: Arc<str>,
        /// What it reports.
        report: PodReport,
    },
    /// Something happens to a node.
    Node {
        /// The node's name.
        node: Arc<str>,
        /// What.
        fault: NodeFault,
    },
    /// How kubelets and the provisioner behave from now on.
    Behave(Behaviour),
    /// The nodes that the scheduler is to choose for pods to come, by `namespace/name`, each list in order. For
    /// following a recording of a scheduler that broke its ties at random.
    Place(Arc<BTreeMap<String, Vec<String>>>),
}

/// What a kubelet reports of a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PodReport {
    /// Its containers are being made.
    Creating,
    /// Running, not Ready.
    Running,
    /// Running and Ready.
    Ready,
    /// Running, no longer Ready.
    NotReady,
    /// Its image cannot be pulled.
    ImagePull,
    /// Its container exited and waits to be started again.
    CrashLoop,
    /// It ended badly.
    Failed,
    /// It ended well.
    Succeeded,
    /// Its deletion is finished.
    Gone,
    /// Nothing any more: its kubelet does as it would by itself.
    Released,
}

/// What happens to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NodeFault {
    /// Its kubelet falls silent; what runs there may go on.
    Down,
    /// Its kubelet answers again.
    Up,
    /// It joins the cluster.
    Add,
}

/// How kubelets and the provisioner behave; what is none stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Behaviour {
    /// How kubelets bring pods up.
    pub kubelet: Option<KubeletMode>,
    /// Whether kubelets finish graceful deletions.
    pub terminate: Option<bool>,
    /// Whether the provisioner makes volumes.
    pub provision: Option<bool>,
}

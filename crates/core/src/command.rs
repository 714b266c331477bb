//! What can be done to a cluster: the inputs of a run. Commands and the seed decide everything that happens.

mod words;

pub use words::written;

use crate::config::KubeletMode;
use crate::process::ProcessId;
use crate::shell;
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
    /// This moment gets a name. Nothing in the cluster changes.
    Marker {
        /// The name.
        name: Arc<str>,
        /// What there is to see, in a sentence or two; may be empty.
        text: Arc<str>,
    },
}

impl Command {
    /// A line that somebody types in a terminal. One plain command is its words; what a shell has to read, such as a
    /// pipe, a loop or a line that makes no sense, is the words `sh -c LINE`.
    #[must_use]
    pub fn line(line: &str, stdin: &str) -> Command {
        let words = shell::plain_words(line);
        let args = words.unwrap_or_else(|| vec!["sh".into(), "-c".into(), line.into()]);
        Command::Run { args: args.into(), stdin: stdin.into() }
    }
}

/// What a line lacks that goes on: a closing quote, a loop's `done`, the end of a here-document. A terminal asks for the
/// next line then. None for a line that is whole, or never will be.
#[must_use]
pub fn lacks(line: &str) -> Option<String> {
    shell::lacks(line)
}

/// Whether a command line, as words, only reads: it changes neither the cluster nor any file.
#[must_use]
pub fn only_reads(args: &[String]) -> bool {
    shell::words_only_read(args)
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
    /// Its container exited and waits to be started again; where kubelets go by the manifest, it exits again and again.
    CrashLoop,
    /// Its process hangs: it runs on, and no probe gets an answer. Where no probes are asked, it is not Ready.
    Hung,
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

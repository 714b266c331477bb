//! What a state looks like in words and classes: colours are the style sheet's, by these classes.

use crate::text;
use ordinal_core::scene::{
    ClaimScene, ClaimState, Countdown, NodeReady, NodeScene, PodScene, PodState, RevisionScene, VolumeState,
};
use ordinal_core::time::Time;

/// How a pod looks: its state, or that nobody knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Look {
    /// As its state says.
    Known(PodState),
    /// Its node does not answer, so nobody knows.
    Unknown,
}

/// All looks, in the order of how much attention they need, least first.
pub(crate) const LOOKS: [Look; 10] = [
    Look::Known(PodState::Ready),
    Look::Known(PodState::Completed),
    Look::Known(PodState::Running),
    Look::Known(PodState::ContainerCreating),
    Look::Known(PodState::Pending),
    Look::Known(PodState::Terminating),
    Look::Unknown,
    Look::Known(PodState::ImagePullBackOff),
    Look::Known(PodState::CrashLoopBackOff),
    Look::Known(PodState::Failed),
];

impl Look {
    /// How a pod looks. That it is being deleted is still known when its node does not answer.
    pub(crate) fn of(pod: &PodScene) -> Look {
        if pod.unknown && pod.state != PodState::Terminating { Look::Unknown } else { Look::Known(pod.state) }
    }

    /// Its place in [`LOOKS`].
    pub(crate) fn rank(self) -> usize {
        LOOKS.iter().position(|look| *look == self).unwrap_or(0)
    }

    /// The class that gives a group the state's colours.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Look::Unknown => "st-unknown",
            Look::Known(PodState::Pending) => "st-pending",
            Look::Known(PodState::ContainerCreating) => "st-creating",
            Look::Known(PodState::Running) => "st-running",
            Look::Known(PodState::Ready) => "st-ready",
            Look::Known(PodState::Terminating) => "st-terminating",
            Look::Known(PodState::Completed) => "st-completed",
            Look::Known(PodState::Failed) => "st-failed",
            Look::Known(PodState::CrashLoopBackOff) => "st-crash",
            Look::Known(PodState::ImagePullBackOff) => "st-pull",
        }
    }

    /// The word where there is no STATUS at hand.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Look::Unknown => "Unknown",
            Look::Known(PodState::Pending) => "Pending",
            Look::Known(PodState::ContainerCreating) => "ContainerCreating",
            Look::Known(PodState::Running) => "Running",
            Look::Known(PodState::Ready) => "Ready",
            Look::Known(PodState::Terminating) => "Terminating",
            Look::Known(PodState::Completed) => "Completed",
            Look::Known(PodState::Failed) => "Failed",
            Look::Known(PodState::CrashLoopBackOff) => "CrashLoopBackOff",
            Look::Known(PodState::ImagePullBackOff) => "ImagePullBackOff",
        }
    }

    /// How high the state stands in a chart, of 100.
    pub(crate) fn level(self) -> u32 {
        match self {
            Look::Known(PodState::Pending) => 20,
            Look::Known(PodState::ContainerCreating) => 42,
            Look::Known(PodState::Running) => 70,
            Look::Known(PodState::Completed) => 55,
            Look::Known(
                PodState::Ready
                | PodState::Terminating
                | PodState::Failed
                | PodState::CrashLoopBackOff
                | PodState::ImagePullBackOff,
            )
            | Look::Unknown => 100,
        }
    }
}

/// The word under a pod's name: Ready for a pod that is, Unknown for one nobody knows of, else kubectl's.
pub(crate) fn pod_word(pod: &PodScene) -> &str {
    match Look::of(pod) {
        look @ (Look::Unknown | Look::Known(PodState::Ready)) => look.word(),
        Look::Known(_) => &pod.status,
    }
}

/// A pod in one sentence: `Pod web-1, Ready, on node-b, revision 6d4b8`.
pub(crate) fn pod_label(pod: &PodScene) -> String {
    let mut label = text::join(&["Pod ", &pod.name, ", ", pod_word(pod)]);
    if let Some(node) = &pod.node {
        label.push_str(&text::join(&[", on ", node]));
    }
    if let Some(revision) = &pod.revision {
        label.push_str(&text::join(&[", revision ", &revision.hash]));
    }
    if pod.restarts > 0 {
        let plural = if pod.restarts == 1 { " restart" } else { " restarts" };
        label.push_str(&text::join(&[", ", &text::number(u64::from(pod.restarts)), plural]));
    }
    label
}

/// The class that gives a group a revision's colours.
pub(crate) fn revision_class(number: u64) -> &'static str {
    match number {
        0 => "rev-none",
        number if number % 2 == 1 => "rev-odd",
        _ => "rev-even",
    }
}

/// The class for a revision, if there is one.
pub(crate) fn revision_class_of(revision: Option<&RevisionScene>) -> &'static str {
    revision_class(revision.map_or(0, |revision| revision.number))
}

/// What is left of a countdown, of 100.
pub(crate) fn left(countdown: Countdown, at: Time) -> u64 {
    let whole = countdown.to.since(countdown.from).0.max(1);
    (countdown.to.since(at).0.saturating_mul(100) / whole).min(100)
}

/// A claim's state in a word.
pub(crate) fn claim_word(state: ClaimState) -> &'static str {
    match state {
        ClaimState::Pending => "Pending",
        ClaimState::Bound => "Bound",
        ClaimState::Lost => "Lost",
        ClaimState::Terminating => "Terminating",
    }
}

/// The class that gives a claim its colours.
pub(crate) fn claim_class(state: ClaimState) -> &'static str {
    match state {
        ClaimState::Pending => "st-pending",
        ClaimState::Bound => "st-bound",
        ClaimState::Lost => "st-failed",
        ClaimState::Terminating => "st-terminating",
    }
}

/// A claim in one sentence.
pub(crate) fn claim_label(claim: &ClaimScene) -> String {
    let mut label = text::join(&["PersistentVolumeClaim ", &claim.name, ", ", claim_word(claim.state)]);
    match &claim.mounted {
        Some(pod) => label.push_str(&text::join(&[", mounted by ", pod])),
        None => label.push_str(", not mounted"),
    }
    if let Some(owner) = &claim.owner {
        label.push_str(&text::join(&[", owned by ", owner]));
    }
    label
}

/// A volume's state in a word.
pub(crate) fn volume_word(state: VolumeState) -> &'static str {
    match state {
        VolumeState::Pending => "Pending",
        VolumeState::Available => "Available",
        VolumeState::Bound => "Bound",
        VolumeState::Released => "Released",
        VolumeState::Failed => "Failed",
        VolumeState::Terminating => "Terminating",
    }
}

/// The class that gives a volume its colours.
pub(crate) fn volume_class(state: VolumeState) -> &'static str {
    match state {
        VolumeState::Pending => "st-pending",
        VolumeState::Available | VolumeState::Bound | VolumeState::Released => "st-bound",
        VolumeState::Failed => "st-failed",
        VolumeState::Terminating => "st-terminating",
    }
}

/// A node's state as kubectl's STATUS column has it: `Ready,SchedulingDisabled`.
pub(crate) fn node_word(node: &NodeScene) -> &'static str {
    match (node.ready, node.cordoned) {
        (NodeReady::Ready, false) => "Ready",
        (NodeReady::Ready, true) => "Ready,SchedulingDisabled",
        (NodeReady::NotReady, false) => "NotReady",
        (NodeReady::NotReady, true) => "NotReady,SchedulingDisabled",
    }
}

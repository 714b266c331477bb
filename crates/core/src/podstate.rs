//! How a pod stands, in one word: as kubectl's STATUS column has it, and as the picture tells it apart.

use crate::controller::statefulset::REVISION_LABEL;
use crate::object::{ContainerState, Key, Kind, Name, Object, Phase, Pod};
use crate::scene::PodState;
use crate::store::Store;

/// The name of a pod's revision, if it has one.
pub(crate) fn revision(object: &Object) -> Option<&Name> {
    object.meta.label(REVISION_LABEL)
}

/// The number of a pod's revision; 0 if it has none that is known.
pub(crate) fn revision_number(store: &Store, object: &Object) -> u64 {
    let Some(name) = revision(object) else { return 0 };
    let key = Key::of(Kind::ControllerRevision, object.meta.namespace.clone(), name.clone());
    store.get(&key).and_then(|object| object.revision()).map_or(0, |revision| revision.revision)
}

/// The word in kubectl's STATUS column (`printPod`).
pub(crate) fn status_word(object: &Object) -> Name {
    let Some(pod) = object.pod() else { return "Unknown".into() };
    if object.meta.is_terminating() {
        // A pod whose node is lost is Unknown for kubectl.
        return if &*pod.status.reason == "NodeLost" { "Unknown".into() } else { "Terminating".into() };
    }
    let mut word: Name =
        if pod.status.reason.is_empty() { pod.status.phase.name().into() } else { pod.status.reason.clone() };
    for container in pod.status.containers.iter().rev() {
        match &container.state {
            ContainerState::Waiting { reason } if !reason.is_empty() => word = reason.clone(),
            ContainerState::Terminated { exit: 0, .. } => word = "Completed".into(),
            ContainerState::Terminated { .. } => word = "Error".into(),
            ContainerState::Waiting { .. } | ContainerState::Running { .. } => {}
        }
    }
    if &*word == "Completed" && any_running(pod) { "Running".into() } else { word }
}

fn any_running(pod: &Pod) -> bool {
    pod.status.containers.iter().any(|c| matches!(c.state, ContainerState::Running { .. }) && c.ready)
}

/// How the picture shows a pod.
pub(crate) fn of(object: &Object) -> PodState {
    let Some(pod) = object.pod() else { return PodState::Pending };
    if object.meta.is_terminating() {
        return PodState::Terminating;
    }
    let waiting = pod.status.containers.iter().find_map(|container| match &container.state {
        ContainerState::Waiting { reason } => Some(&**reason),
        ContainerState::Running { .. } | ContainerState::Terminated { .. } => None,
    });
    match (pod.status.phase, waiting) {
        (Phase::Failed, _) => PodState::Failed,
        (Phase::Succeeded, _) => PodState::Completed,
        (_, Some("CrashLoopBackOff")) => PodState::CrashLoopBackOff,
        (_, Some("ImagePullBackOff" | "ErrImagePull")) => PodState::ImagePullBackOff,
        (Phase::Pending, Some(_)) => PodState::ContainerCreating,
        (Phase::Pending, None) => PodState::Pending,
        (Phase::Running, _) if pod.status.ready.is_true() => PodState::Ready,
        (Phase::Running, _) => PodState::Running,
    }
}

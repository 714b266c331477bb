//! How a pod stands, in one word: as kubectl's STATUS column has it, and as the picture tells it apart.

use crate::controller::statefulset::REVISION_LABEL;
use crate::object::{ContainerState, ContainerStatus, Key, Kind, Name, Object, Phase, Pod};
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
    match initializing_at(pod) {
        Some((at, status)) => initializing(pod, at, &status.state),
        None => of_containers(pod),
    }
}

/// The word for a pod whose init containers have come as far as this one.
fn initializing(pod: &Pod, at: usize, state: &ContainerState) -> Name {
    match state {
        ContainerState::Waiting { reason } if !reason.is_empty() && &**reason != "PodInitializing" => {
            ["Init:", reason].concat().into()
        }
        ContainerState::Terminated { .. } => "Init:Error".into(),
        ContainerState::Waiting { .. } | ContainerState::Running { .. } => {
            format!("Init:{at}/{}", pod.spec.init.len()).into()
        }
    }
}

fn of_containers(pod: &Pod) -> Name {
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
    match &*word == "Completed" && any_running(pod) {
        true if pod.status.ready.is_true() => "Running".into(),
        true => "NotReady".into(),
        false => word,
    }
}

fn any_running(pod: &Pod) -> bool {
    pod.status.containers.iter().any(|c| c.running_since().is_some() && c.ready)
}

/// How many of a pod's containers are ready, of how many: sidecars count.
pub(crate) fn ready_containers(pod: &Pod) -> (u32, u32) {
    let ready = |at| pod.status.container(at).is_some_and(|status| status.ready);
    pod.spec.lasting().fold((0, 0), |(some, all), (at, _)| (some + u32::from(ready(at)), all + 1))
}

/// The containers whose restarts count: before a pod is initialized all that began, and then what lasts.
pub(crate) fn counted(pod: &Pod) -> impl Iterator<Item = &ContainerStatus> {
    let (is_initializing, main) = (initializing_at(pod).is_some(), pod.spec.containers.len());
    let counts = move |at: usize, sidecar| if is_initializing { at >= main } else { at < main || sidecar };
    let all = pod.spec.in_order().filter(move |(at, container)| counts(*at, container.sidecar));
    all.filter_map(|(at, _)| pod.status.container(at))
}

/// The first init container that the others wait for.
fn initializing_at(pod: &Pod) -> Option<(usize, &ContainerStatus)> {
    let init = pod.spec.init.iter().zip(&pod.status.init).enumerate();
    let mut waited_for = init.filter(|(_, (container, status))| !status.is_over(container.sidecar));
    waited_for.next().map(|(at, (_, status))| (at, status))
}

/// How the picture shows a pod.
pub(crate) fn of(object: &Object) -> PodState {
    let Some(pod) = object.pod() else { return PodState::Pending };
    if object.meta.is_terminating() {
        return PodState::Terminating;
    }
    let waiting = pod.status.init.iter().chain(&pod.status.containers).find_map(|it| match &it.state {
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

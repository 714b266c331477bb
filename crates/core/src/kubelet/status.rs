//! What is written into pods' statuses as somebody says: by the stand-in kubelets, and where a kubelet is told what to report.

use crate::object::{
    ConditionStatus, ContainerState, ContainerStatus, Key, Kind, Name, Object, Phase, Pod, PodSpec, PodStatus,
};
use crate::store::DeleteOptions;
use crate::time::Time;
use crate::world::World;
use std::sync::Arc;

/// Changes a pod's status. Nothing happens if the pod is gone: then nobody is there to be told.
pub(super) fn write(world: &mut World, key: &Key, change: impl FnOnce(&mut Pod, Time)) {
    let now = world.now;
    let _ = world.store.update(key, false, |object| {
        if let Some(pod) = object.pod_mut() {
            change(pod, now);
        }
    });
}

fn containers(pod: &Pod, state: impl Fn(usize) -> ContainerState) -> Vec<ContainerStatus> {
    let fresh = |at| ContainerStatus::new(state(at));
    let known = |at| pod.status.containers.get(at).cloned();
    (0..pod.spec.containers.len())
        .map(|at| {
            known(at).map_or_else(|| fresh(at), |status| ContainerStatus { state: state(at), ..status })
        })
        .collect()
}

pub(super) fn waiting(reason: &str) -> ContainerState {
    ContainerState::Waiting { reason: reason.into() }
}

/// The kubelet has taken the pod: its containers are being made.
pub(super) fn creating(world: &mut World, key: &Key) {
    let address = node_address(world, key);
    write(world, key, |pod, now| {
        pod.status.start.get_or_insert(now);
        pod.status.host_ip = address;
        let reason = not_begun(&pod.spec);
        pod.status.containers = containers(pod, |_| waiting(reason));
        pod.status.init = pod.spec.init.iter().map(|_| ContainerStatus::new(waiting(reason))).collect();
    });
}

/// What a container waits for whose turn has not come.
pub(super) fn not_begun(spec: &PodSpec) -> &'static str {
    if spec.init.is_empty() { "ContainerCreating" } else { "PodInitializing" }
}

/// Nothing of the pod runs, for a reason that its status names: a stand-in kubelet may say so of any pod.
pub(super) fn pending(world: &mut World, key: &Key, reason: &str) {
    write(world, key, |pod, now| {
        pod.status.phase = Phase::Pending;
        pod.status.containers = containers(pod, |_| waiting(reason));
        for container in &mut pod.status.containers {
            (container.ready, container.started) = (false, false);
        }
        set_ready(&mut pod.status, false, now);
    });
}

fn node_address(world: &World, key: &Key) -> Option<Name> {
    let node = world.store.get(key)?.pod()?.node.clone()?;
    let node = world.store.get(&Key::global(Kind::Node, &node))?;
    node.node().map(|node| node.address.clone()).filter(|address| !address.is_empty())
}

/// The containers run; the pod has an address.
pub(super) fn running(world: &mut World, key: &Key) {
    let address = world.kubelets.next_address();
    write(world, key, |pod, now| {
        pod.status.phase = Phase::Running;
        pod.status.ip.get_or_insert(address);
        pod.status.containers = containers(pod, |_| ContainerState::Running { since: now });
        for container in &mut pod.status.containers {
            container.started = true;
            container.ready = false;
        }
        pod.status.init = pod.spec.init.iter().map(|container| initialized(container.sidecar, now)).collect();
        set_ready(&mut pod.status, false, now);
    });
}

/// An init container of a pod that is said to run: it has done its work, or goes on beside the others.
fn initialized(sidecar: bool, now: Time) -> ContainerStatus {
    let state = if sidecar {
        ContainerState::Running { since: now }
    } else {
        ContainerState::Terminated { exit: 0, since: Some(now), at: now }
    };
    ContainerStatus { ready: true, started: sidecar, ..ContainerStatus::new(state) }
}

/// The containers are ready, or are not.
pub(super) fn ready(world: &mut World, key: &Key, ready: bool) {
    write(world, key, |pod, now| {
        for container in &mut pod.status.containers {
            container.ready = ready;
        }
        set_ready(&mut pod.status, ready, now);
    });
}

fn set_ready(status: &mut PodStatus, ready: bool, now: Time) {
    status.ready.set(ConditionStatus::of(ready), now, if ready { "" } else { "ContainersNotReady" });
}

/// A container exited and waits to be started again, as the stand-in kubelets of the recordings reported it: one restart
/// more, and nothing of how it ended.
pub(super) fn crashed(world: &mut World, key: &Key) {
    write(world, key, |pod, now| {
        pod.status.phase = Phase::Running;
        pod.status.containers = containers(pod, |_| waiting("CrashLoopBackOff"));
        for container in &mut pod.status.containers {
            (container.ready, container.started) = (false, false);
            container.restarts += 1;
        }
        set_ready(&mut pod.status, false, now);
    });
}

/// The pod is over.
pub(super) fn ended(world: &mut World, key: &Key, phase: Phase, exit: i32) {
    write(world, key, |pod, now| {
        pod.status.phase = phase;
        pod.status.containers = containers(pod, |at| terminated(pod, at, exit, now));
        let running = |status: &&mut ContainerStatus| matches!(status.state, ContainerState::Running { .. });
        let init = pod.status.init.iter_mut().filter(running);
        for container in init {
            container.state = ContainerState::Terminated { exit, since: container.running_since(), at: now };
        }
        for container in pod.status.containers.iter_mut().chain(&mut pod.status.init) {
            (container.ready, container.started) = (false, false);
        }
        pod.status.ready.set(ConditionStatus::False, now, reason_unready(phase));
    });
}

fn terminated(pod: &Pod, at: usize, exit: i32, now: Time) -> ContainerState {
    let since = pod.status.containers.get(at).and_then(ContainerStatus::running_since);
    ContainerState::Terminated { exit, since, at: now }
}

/// Why a pod in a phase is not ready.
pub(super) fn reason_unready(phase: Phase) -> &'static str {
    match phase {
        Phase::Succeeded => "PodCompleted",
        Phase::Failed => "PodFailed",
        Phase::Pending | Phase::Running => "ContainersNotReady",
    }
}

/// Tells the API that a pod's deletion is finished: its object goes.
pub(super) fn finish_deletion(world: &mut World, object: &Arc<Object>) {
    let options =
        DeleteOptions { grace_seconds: Some(0), uid: Some(object.meta.uid), ..DeleteOptions::default() };
    // If somebody forced the deletion meanwhile, it is finished already.
    let _ = world.store.delete(world.now, &object.key(), options);
}

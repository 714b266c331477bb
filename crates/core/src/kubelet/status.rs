//! What kubelets write into pods' statuses.

use crate::object::{
    ConditionStatus, ContainerState, ContainerStatus, Key, Kind, Name, Object, Phase, Pod, PodStatus,
};
use crate::store::DeleteOptions;
use crate::time::Time;
use crate::world::World;
use std::sync::Arc;

/// Changes a pod's status. Nothing happens if the pod is gone: then nobody is there to be told.
fn write(world: &mut World, key: &Key, change: impl FnOnce(&mut Pod, Time)) {
    let now = world.now;
    let _ = world.store.update(key, false, |object| {
        if let Some(pod) = object.pod_mut() {
            change(pod, now);
        }
    });
}

fn containers(pod: &Pod, state: impl Fn(usize) -> ContainerState) -> Vec<ContainerStatus> {
    let fresh =
        |at| ContainerStatus { state: state(at), last: None, ready: false, started: false, restarts: 0 };
    let known = |at| pod.status.containers.get(at).cloned();
    (0..pod.spec.containers.len())
        .map(|at| {
            known(at).map_or_else(|| fresh(at), |status| ContainerStatus { state: state(at), ..status })
        })
        .collect()
}

fn waiting(reason: &str) -> ContainerState {
    ContainerState::Waiting { reason: reason.into() }
}

/// The kubelet has taken the pod: its containers are being made.
pub(super) fn creating(world: &mut World, key: &Key) {
    let address = node_address(world, key);
    write(world, key, |pod, now| {
        pod.status.start.get_or_insert(now);
        pod.status.host_ip = address;
        pod.status.containers = containers(pod, |_| waiting("ContainerCreating"));
    });
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

/// A container waits, for a reason that the status names.
pub(super) fn waits(world: &mut World, key: &Key, reason: &str) {
    write(world, key, |pod, now| {
        pod.status.containers = containers(pod, |_| waiting(reason));
        set_ready(&mut pod.status, false, now);
    });
}

/// The containers run, after so many restarts more; the pod has an address.
pub(super) fn running(world: &mut World, key: &Key, restarts: u32) {
    let address = world.kubelets.next_address();
    write(world, key, |pod, now| {
        pod.status.phase = Phase::Running;
        pod.status.ip.get_or_insert(address);
        pod.status.containers = containers(pod, |_| ContainerState::Running { since: now });
        for container in &mut pod.status.containers {
            container.started = true;
            container.ready = false;
            container.restarts += restarts;
        }
        set_ready(&mut pod.status, false, now);
    });
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

/// The containers exited; the pod is not over, they will be started again.
pub(super) fn exited(world: &mut World, key: &Key, exit: i32) {
    write(world, key, |pod, now| {
        let started = |container: &ContainerStatus| match container.state {
            ContainerState::Running { since } => since,
            ContainerState::Waiting { .. } | ContainerState::Terminated { .. } => now,
        };
        let before: Vec<Time> = pod.status.containers.iter().map(started).collect();
        pod.status.containers = containers(pod, |_| ContainerState::Terminated { exit, at: now });
        for (container, since) in pod.status.containers.iter_mut().zip(before) {
            (container.ready, container.started) = (false, false);
            container.last = Some((exit, since, now));
        }
        set_ready(&mut pod.status, false, now);
    });
}

/// The pod is over.
pub(super) fn ended(world: &mut World, key: &Key, phase: Phase, exit: i32) {
    write(world, key, |pod, now| {
        pod.status.phase = phase;
        pod.status.containers = containers(pod, |_| ContainerState::Terminated { exit, at: now });
        for container in &mut pod.status.containers {
            (container.ready, container.started) = (false, false);
        }
        let reason = if phase == Phase::Succeeded { "PodCompleted" } else { "PodFailed" };
        pod.status.ready.set(ConditionStatus::False, now, reason);
    });
}

/// Tells the API that a pod's deletion is finished: its object goes.
pub(super) fn finish_deletion(world: &mut World, object: &Arc<Object>) {
    let options =
        DeleteOptions { grace_seconds: Some(0), uid: Some(object.meta.uid), ..DeleteOptions::default() };
    // If somebody forced the deletion meanwhile, it is finished already.
    let _ = world.store.delete(world.now, &object.key(), options);
}

/// A container's name and image, of the pod's first container, for messages.
pub(super) fn first_container(pod: &Pod) -> (Name, Name) {
    pod.spec.containers.first().map(|c| (c.name.clone(), c.image.clone())).unwrap_or_default()
}

//! What people and scenarios do to kubelets and nodes: report a pod as something, silence a node, change how all behave.

use super::containers::{Known, change, turn};
use super::findings::{self, Asked, Finding};
use super::{Stage, drop_run, restart, runtime, standin, status, wake};
use crate::bootstrap;
use crate::command::{Behaviour, NodeFault, PodReport};
use crate::config::KubeletMode;
use crate::controller::{nodes, provisioner};
use crate::object::{Container, Key, Kind, Name, Object, Phase, Uid};
use crate::world::World;
use std::sync::Arc;

/// Has a pod's kubelet report it as something, whatever its probes would say. From then on the kubelet leaves the pod as
/// told. A pod that is not there, or on no node, is left alone.
pub(crate) fn tell(world: &mut World, namespace: &str, pod: &str, report: PodReport) {
    let key = Key::new(Kind::Pod, namespace, pod);
    let Some(object) = world.store.get(&key).cloned() else { return };
    let uid = object.meta.uid;
    if world.kubelet == KubeletMode::Probes && happens_by_itself(world, uid, report) {
        return;
    }
    let Some(run) = world.kubelets.runs.get_mut(&uid) else { return };
    run.told = Some(report);
    if let Some(ticket) = run.next.take() {
        world.queue.cancel(ticket);
    }
    act(world, &object, report);
}

/// A container's first process is killed from within. (Where kubelets do not go by the manifest, containers have no
/// processes.)
pub(crate) fn kill(world: &mut World, pod: Uid, container: usize, code: i32) {
    if world.kubelet == KubeletMode::Probes {
        restart::kill(world, pod, container, code);
    }
}

/// What, where kubelets go by the manifest, is a fault whose consequences follow by themselves. Returns whether it is one.
fn happens_by_itself(world: &mut World, pod: Uid, report: PodReport) -> bool {
    match report {
        PodReport::CrashLoop => restart::crash(world, pod),
        PodReport::Succeeded => restart::succeed(world, pod),
        PodReport::NotReady => hold(world, pod),
        PodReport::Hung => hang(world, pod),
        PodReport::Ready | PodReport::Released => mend(world, pod),
        PodReport::Creating
        | PodReport::Running
        | PodReport::ImagePull
        | PodReport::Failed
        | PodReport::Gone => {
            return false;
        }
    }
    true
}

/// Has a pod's readiness probes fail from now on.
fn hold(world: &mut World, pod: Uid) {
    let Some(run) = world.kubelets.runs.get_mut(&pod) else { return };
    (run.held, run.told) = (true, None);
    let Some(known) = Known::load_up(world, pod) else { return };
    for (_, container, process) in known.processes() {
        if process.runs_since().is_some() && container.readiness.is_some() {
            findings::unhealthy(world, &known.object, container, Asked::Readiness, Finding::Failed);
        }
    }
    turn(world, pod);
}

/// Has a pod's process hang from now on, if it runs: of several the first that a probe can have started again, or else
/// have taken for not ready.
fn hang(world: &mut World, pod: Uid) {
    let now = world.now;
    let Some(known) = Known::load_up(world, pod) else { return };
    let first = |has: fn(&Container) -> bool| {
        let mut running = known.processes().filter(|(.., process)| process.runs_since().is_some());
        running.find(|(_, container, _)| has(container)).map(|(at, ..)| at)
    };
    let at = first(|it| it.liveness.is_some()).or_else(|| first(|it| it.readiness.is_some()));
    if let Some(at) = at.or_else(|| first(|_| true)) {
        change(world, pod, at, |process| process.hung = process.hung.or(Some(now)));
    }
    turn(world, pod);
}

/// Mends all that was done to a pod.
fn mend(world: &mut World, pod: Uid) {
    let Some(run) = world.kubelets.runs.get_mut(&pod) else { return };
    (run.held, run.told) = (false, None);
    run.processes.iter_mut().for_each(|process| (process.crashing, process.hung) = (false, None));
    turn(world, pod);
}

fn act(world: &mut World, object: &Arc<Object>, report: PodReport) {
    let (key, uid) = (object.key(), object.meta.uid);
    let phase = object.pod().map(|pod| pod.status.phase).unwrap_or_default();
    match report {
        PodReport::Creating => {
            status::creating(world, &key);
            status::pending(world, &key, "ContainerCreating");
            standin::rouse(world, uid);
        }
        PodReport::Running => {
            ensure_running(world, object, phase);
            status::ready(world, &key, false);
            standin::rouse(world, uid);
        }
        PodReport::Ready => {
            ensure_running(world, object, phase);
            status::ready(world, &key, true);
        }
        PodReport::NotReady | PodReport::Hung => {
            ensure_running(world, object, phase);
            status::ready(world, &key, false);
        }
        PodReport::ImagePull => status::pending(world, &key, "ImagePullBackOff"),
        // One that never ran gets no address by this, and so no endpoint.
        PodReport::CrashLoop => status::crashed(world, &key),
        PodReport::Failed => end(world, object, Phase::Failed, 1),
        PodReport::Succeeded => end(world, object, Phase::Succeeded, 0),
        PodReport::Gone => {
            standin::finish(world, object);
            drop_run(world, uid);
        }
        PodReport::Released => wake(world, uid),
    }
}

fn ensure_running(world: &mut World, object: &Arc<Object>, phase: Phase) {
    let waits = object.pod().is_some_and(|pod| {
        pod.status.containers.iter().any(|c| matches!(c.state, crate::object::ContainerState::Waiting { .. }))
    });
    if phase == Phase::Pending || waits {
        standin::set_running(world, object);
    }
}

fn end(world: &mut World, object: &Arc<Object>, phase: Phase, exit: i32) {
    runtime::set_stage(world, object.meta.uid, Stage::Ended);
    status::ended(world, &object.key(), phase, exit);
}

/// Something happens to a node.
pub(crate) fn node_fault(world: &mut World, node: &str, fault: NodeFault) {
    let name: Name = node.into();
    match fault {
        NodeFault::Add => bootstrap::add_node(world, node),
        NodeFault::Down => {
            let now = world.now;
            if world.store.has(&Key::global(Kind::Node, &name)) && world.kubelets.answers(&name) {
                world.kubelets.silent.insert(name.clone(), now);
                nodes::heartbeat_changed(world, &name);
            }
        }
        NodeFault::Up => {
            if world.kubelets.silent.remove(&name) {
                nodes::heartbeat_changed(world, &name);
                catch_up(world, &name);
            }
        }
    }
}

/// A node that answers again does what it has missed: ends what the API knows nothing of, finishes deletions, reports.
fn catch_up(world: &mut World, node: &Name) {
    let runs: Vec<(Uid, bool)> = world
        .kubelets
        .runs
        .iter()
        .filter(|(_, run)| run.node == *node)
        .map(|(uid, run)| (*uid, run.orphaned.is_some()))
        .collect();
    for (pod, orphaned) in runs {
        if orphaned {
            runtime::kill_orphan(world, pod);
        } else {
            if !is_terminating(world, pod) {
                runtime::report_again(world, pod);
            }
            wake(world, pod);
        }
    }
}

fn is_terminating(world: &World, pod: Uid) -> bool {
    let object = world.kubelets.runs.get(&pod).and_then(|run| world.store.get(&run.key));
    object.is_some_and(|object| object.meta.is_terminating())
}

/// Changes how kubelets and the provisioner behave.
pub(crate) fn behave(world: &mut World, behaviour: Behaviour) {
    let before = world.kubelet;
    world.kubelet = behaviour.kubelet.unwrap_or(world.kubelet);
    world.terminate = behaviour.terminate.unwrap_or(world.terminate);
    world.provision = behaviour.provision.unwrap_or(world.provision);
    if behaviour.provision == Some(true) {
        provisioner::resume(world);
    }
    if world.kubelet == KubeletMode::Probes {
        let pods: Vec<Uid> = world.kubelets.runs.keys().copied().collect();
        for pod in
            pods.into_iter().filter(|_| before != KubeletMode::Probes || behaviour.terminate == Some(true))
        {
            runtime::resume(world, pod);
        }
    } else {
        standin::rouse_all(world);
    }
}

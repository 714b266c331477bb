//! A pod's life as its manifest has it: volumes attached, containers run, and stopped within the grace period.

use super::containers::{Known, turn};
use super::process::Process;
use super::{Run, Stage, drop_run, plan_step, probes, status, volumes};
use crate::command::PodReport;
use crate::config::KubeletMode;
use crate::events::EventInput;
use crate::object::{Container, Key, Kind, Name, Object, Phase, Uid};
use crate::time::Millis;
use crate::world::World;
use std::sync::Arc;

/// After how long a volume is taken from a node that does not answer (`ReconcilerMaxWaitForUnmountDuration`).
const FORCE_DETACH: Millis = Millis::seconds(360);
/// How often a volume that another node has is asked for.
const ATTACH_RETRY: Millis = Millis::seconds(2);

/// A pod with its run, if both are there and the node answers.
pub(super) fn load(world: &World, pod: Uid) -> Option<(Arc<Object>, Run)> {
    let run = world.kubelets.runs.get(&pod)?.clone();
    let object = world.store.get(&run.key).filter(|object| object.meta.uid == pod)?.clone();
    world.kubelets.answers(&run.node).then_some((object, run))
}

pub(super) fn set_stage(world: &mut World, pod: Uid, stage: Stage) {
    if let Some(run) = world.kubelets.runs.get_mut(&pod) {
        run.stage = stage;
    }
}

fn soon(world: &mut World, pod: Uid, delay: Millis) {
    let at = world.now + delay;
    plan_step(world, pod, at);
}

/// Begins with a pod that was just taken, or goes on with one that waited for a claim.
pub(super) fn begin(world: &mut World, pod: Uid) {
    let Some((object, run)) = load(world, pod) else { return };
    if object.meta.is_terminating() {
        return stop(world, pod);
    }
    if run.stage == Stage::Attaching && run.told.is_none() && run.next.is_none() {
        let attached = volumes::all_attached(world, &object, &run.node);
        let delay = if attached { world.config.durations.report } else { world.config.durations.attach };
        soon(world, pod, delay);
    }
}

/// Takes a pod up from where it is: kubelets go by the manifest from now on.
pub(super) fn resume(world: &mut World, pod: Uid) {
    let Some((object, run)) = load(world, pod) else { return };
    if object.meta.is_terminating() {
        return stop(world, pod);
    }
    match run.stage {
        Stage::Attaching => begin(world, pod),
        Stage::Up => soon(world, pod, Millis::ZERO),
        Stage::Stopping => soon(world, pod, world.config.durations.report),
        Stage::Ended => {}
    }
}

/// A pod's planned step is due.
pub(super) fn step(world: &mut World, pod: Uid) {
    let Some(run) = world.kubelets.runs.get_mut(&pod) else { return };
    run.next = None;
    if run.orphaned.is_some() {
        return drop_run(world, pod);
    }
    if run.stage == Stage::Up {
        return turn(world, pod);
    }
    let Some((object, run)) = load(world, pod) else { return };
    match run.stage {
        Stage::Attaching => attach(world, &object, &run),
        Stage::Stopping => stopped(world, &object),
        Stage::Up | Stage::Ended => {}
    }
}

/// Reports something about a container.
pub(super) fn container_event(
    world: &mut World,
    object: &Object,
    container: &Container,
    warning: bool,
    reason: &'static str,
    message: String,
) {
    let input = EventInput { source: "kubelet", warning, reason, message, newer_api: false };
    world.container_event(object, container, input);
}

/// Attaches a pod's volumes once its claims are bound and no other node has them.
fn attach(world: &mut World, object: &Arc<Object>, run: &Run) {
    let pod = object.meta.uid;
    let wanted = object.pod().map_or(0, |pod| pod.claims.len());
    let volumes = volumes::of_pod(world, object);
    if volumes.len() < wanted {
        return;
    }
    if let Some((volume, holder)) = volumes::held_elsewhere(world, &volumes, &run.node) {
        return wait_for_volume(world, object, volume, &holder);
    }
    volumes::mount(world, pod, volumes);
    set_stage(world, pod, Stage::Up);
    turn(world, pod);
}

/// Another node has the volume. If that node is silent it cannot let go, and only after minutes is it made to.
fn wait_for_volume(world: &mut World, object: &Arc<Object>, volume: &Name, holder: &Name) {
    let silent = world.kubelets.silent_since(holder);
    let node = world.store.get(&Key::global(Kind::Node, holder));
    let written_off = node.is_none_or(|node| {
        node.node().is_some_and(|node| {
            node.taints.iter().any(|t| &*t.key == crate::controller::nodes::OUT_OF_SERVICE)
        })
    });
    let unwanted = silent.and_then(|silent| volumes::unwanted_since(world, volume, holder, silent));
    if written_off || unwanted.is_some_and(|since| since + FORCE_DETACH <= world.now) {
        volumes::force_detach(world, volume);
        return soon(world, object.meta.uid, world.config.durations.attach);
    }
    volumes::wait_for(world, volume, object.meta.uid);
    let message = format!(
        "Multi-Attach error for volume \"{volume}\" Volume is already exclusively attached to one node and can't be attached to another"
    );
    world.event(
        object,
        EventInput {
            source: "attachdetach-controller",
            warning: true,
            reason: "FailedAttachVolume",
            message,
            newer_api: false,
        },
    );
    soon(world, object.meta.uid, ATTACH_RETRY);
}

/// A volume was let go of: pods that wait for it ask again at once.
pub(super) fn volume_freed(world: &mut World, volume: &Name) {
    for pod in volumes::take_waiting(world, volume) {
        if world.kubelets.runs.get(&pod).is_some_and(|run| run.stage == Stage::Attaching) {
            soon(world, pod, world.config.durations.attach);
        }
    }
}

/// Begins to stop a pod whose deletion was asked for: preStop hooks, SIGTERM, and SIGKILL when the grace period ends.
pub(super) fn stop(world: &mut World, pod: Uid) {
    let Some(known) = Known::load(world, pod) else { return };
    if !world.terminate {
        return;
    }
    let runs = match known.run.stage {
        Stage::Stopping => true,
        Stage::Up => tell_to_stop(world, &known),
        Stage::Attaching | Stage::Ended => false,
    };
    set_stage(world, pod, Stage::Stopping);
    let delay = if runs { stopping_time(world, &known) } else { world.config.durations.report };
    let begun = known.object.meta.deletion.as_ref().map_or(world.now, |deletion| deletion.requested);
    let at = (begun + delay).max(world.now);
    plan_step(world, pod, at);
}

fn running(known: &Known) -> impl Iterator<Item = (usize, &Container)> {
    let running = |process: &Process| process.runs_since().is_some();
    known.processes().filter(move |(.., process)| running(process)).map(|(at, container, _)| (at, container))
}

/// Tells what runs of a pod to stop. Returns whether anything does.
fn tell_to_stop(world: &mut World, known: &Known) -> bool {
    for (_, container) in running(known) {
        let message = format!("Stopping container {}", container.name);
        container_event(world, &known.object, container, false, "Killing", message);
    }
    for (at, container) in running(known) {
        if let Some(hook) = &container.pre_stop {
            crate::shell::run_hook(world, &known.object, at, hook);
        }
    }
    running(known).next().is_some()
}

/// How long a pod takes to stop: its preStop hook, then its process' own time, and after the containers the sidecars, one
/// by one; at most the grace period.
fn stopping_time(world: &World, known: &Known) -> Millis {
    let stop = world.config.durations.stop;
    let hooks = running(known).map(|(_, container)| container.pre_stop_sleep.unwrap_or_default()).max();
    let sidecars = running(known).filter(|(_, container)| container.sidecar).map(|_| stop.0).sum();
    let seconds = known.object.meta.deletion.as_ref().map_or(0, |deletion| deletion.grace_seconds);
    let most = Millis::seconds(seconds).max(world.config.durations.report);
    (hooks.unwrap_or_default() + stop + Millis(sidecars)).min(most)
}

/// A pod's containers have stopped: reports it, and finishes the deletion.
fn stopped(world: &mut World, object: &Arc<Object>) {
    if object.pod().is_some_and(|pod| pod.status.phase == Phase::Running) {
        status::ended(world, &object.key(), Phase::Succeeded, 0);
    }
    set_stage(world, object.meta.uid, Stage::Ended);
    status::finish_deletion(world, object);
    drop_run(world, object.meta.uid);
}

/// Ends what still runs of a pod that the API knows nothing of: its kubelet stops it as if its grace period were over.
/// Until then it may write to its volumes beside the pod that took its name.
pub(super) fn kill_orphan(world: &mut World, pod: Uid) {
    let delay = world.config.durations.stop;
    soon(world, pod, delay);
}

/// A node that answers again reports its pods as they are.
pub(super) fn report_again(world: &mut World, pod: Uid) {
    let Some((object, run)) = load(world, pod) else { return };
    let waits = object.pod().is_some_and(|pod| pod.status.containers.is_empty());
    if waits {
        status::creating(world, &run.key);
    }
    if run.stage != Stage::Up {
        return;
    }
    if world.kubelet == KubeletMode::Probes {
        turn(world, pod);
    } else if run.told.is_none_or(|told| told == PodReport::Ready) && is_ready(world, pod) {
        status::ready(world, &run.key, true);
    }
}

fn is_ready(world: &World, pod: Uid) -> bool {
    let ready_at = Known::load(world, pod).and_then(|known| probes::ready_at(world, &known));
    ready_at.is_some_and(|ready| ready <= world.now)
}

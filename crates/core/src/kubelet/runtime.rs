//! A pod's life as its manifest has it: volumes attached, images pulled, containers started, hooks run, probes asked,
//! containers stopped within the grace period.

use super::{Run, Stage, drop_run, plan_step, status, volumes};
use crate::command::PodReport;
use crate::events::EventInput;
use crate::object::{Container, Key, Kind, Name, Object, Phase, Probe, RestartPolicy, Uid};
use crate::time::{Millis, Time};
use crate::world::World;
use std::sync::Arc;

/// After how long a volume is taken from a node that does not answer (`ReconcilerMaxWaitForUnmountDuration`).
const FORCE_DETACH: Millis = Millis::seconds(360);
/// How often a volume that another node has is asked for.
const ATTACH_RETRY: Millis = Millis::seconds(2);
/// The back-off of pulls and restarts: doubled with each failure, up to five minutes. (A real kubelet starts a container
/// again at once the first time and backs off from the second on; here the first restart waits ten seconds too.)
const BACK_OFF: Millis = Millis::seconds(10);
const BACK_OFF_LIMIT: Millis = Millis::seconds(300);

/// A pod with its run, if both are there and the node answers.
fn load(world: &World, pod: Uid) -> Option<(Arc<Object>, Run)> {
    let run = world.kubelets.runs.get(&pod)?.clone();
    let object = world.store.get(&run.key).filter(|object| object.meta.uid == pod)?.clone();
    world.kubelets.answers(&run.node).then_some((object, run))
}

fn set_stage(world: &mut World, pod: Uid, stage: Stage) {
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
        Stage::Running { .. } => soon(world, pod, Millis::ZERO),
        Stage::Pulling
        | Stage::PullFailed { .. }
        | Stage::Starting
        | Stage::BackOff { .. }
        | Stage::Stopping => {
            soon(world, pod, world.config.durations.report);
        }
        Stage::Ended => {}
    }
}

/// A pod's planned step is due.
pub(super) fn step(world: &mut World, pod: Uid) {
    if let Some(run) = world.kubelets.runs.get_mut(&pod) {
        run.next = None;
        if run.orphaned.is_some() {
            return drop_run(world, pod);
        }
    }
    let Some((object, run)) = load(world, pod) else { return };
    match run.stage {
        Stage::Attaching => attach(world, &object, &run),
        Stage::Pulling | Stage::PullFailed { .. } => pull(world, &object, &run),
        Stage::Starting | Stage::BackOff { .. } => start(world, &object),
        Stage::Running { since } => probe(world, &object, &run, since),
        Stage::Stopping => stopped(world, &object),
        Stage::Ended => {}
    }
}

fn event(world: &mut World, object: &Arc<Object>, warning: bool, reason: &str, message: String) {
    world.event(object, EventInput { source: "kubelet", warning, reason, message, newer_api: false });
}

/// Attaches a pod's volumes once its claims are bound and no other node has them.
fn attach(world: &mut World, object: &Arc<Object>, run: &Run) {
    let pod = object.meta.uid;
    let wanted = object.pod().map_or(0, |pod| pod.claims.len());
    if volumes::of_pod(world, object).len() < wanted {
        return;
    }
    if let Some((volume, holder)) = volumes::held_elsewhere(world, object, &run.node) {
        return wait_for_volume(world, object, &volume, &holder);
    }
    volumes::mount(world, object);
    set_stage(world, pod, Stage::Pulling);
    if !images(object).all(|image| has_image(world, &run.node, image)) {
        let (_, image) = object.pod().map(status::first_container).unwrap_or_default();
        event(world, object, false, "Pulling", format!("Pulling image \"{image}\""));
        return soon(world, pod, world.config.durations.pull);
    }
    soon(world, pod, world.config.durations.report);
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

fn images(object: &Arc<Object>) -> impl Iterator<Item = &Name> {
    object.pod().into_iter().flat_map(|pod| pod.spec.containers.iter().map(|container| &container.image))
}

fn has_image(world: &World, node: &Name, image: &Name) -> bool {
    world.kubelets.images.contains(&(node.clone(), image.clone()))
}

/// Pulls a pod's images; one that is not to be had is tried again and again.
fn pull(world: &mut World, object: &Arc<Object>, run: &Run) {
    let pod = object.meta.uid;
    let missing: Vec<Name> =
        images(object).filter(|image| !has_image(world, &run.node, image)).cloned().collect();
    if let Some(image) = missing.iter().find(|image| world.config.lacks_image(image)) {
        return pull_failed(world, object, run, image);
    }
    for image in missing {
        event(world, object, false, "Pulled", format!("Successfully pulled image \"{image}\""));
        world.kubelets.images.insert((run.node.clone(), image));
    }
    set_stage(world, pod, Stage::Starting);
    soon(world, pod, world.config.durations.start);
}

fn pull_failed(world: &mut World, object: &Arc<Object>, run: &Run, image: &Name) {
    let attempts = if let Stage::PullFailed { attempts } = run.stage { attempts + 1 } else { 1 };
    event(world, object, true, "Failed", format!("Failed to pull image \"{image}\": not found"));
    status::waits(world, &run.key, if attempts == 1 { "ErrImagePull" } else { "ImagePullBackOff" });
    set_stage(world, object.meta.uid, Stage::PullFailed { attempts });
    soon(world, object.meta.uid, back_off(attempts));
}

fn back_off(failures: u32) -> Millis {
    let doubled = BACK_OFF.0 << failures.saturating_sub(1).min(8);
    Millis(doubled.min(BACK_OFF_LIMIT.0))
}

/// Starts a pod's containers; their postStart hooks run before anybody is told.
fn start(world: &mut World, object: &Arc<Object>) {
    let pod = object.meta.uid;
    let (name, _) = object.pod().map(status::first_container).unwrap_or_default();
    event(world, object, false, "Created", format!("Container created: {name}"));
    event(world, object, false, "Started", format!("Container started: {name}"));
    run_hooks(world, object, |container| container.post_start.clone());
    set_stage(world, pod, Stage::Running { since: world.now });
    status::running(world, &object.key());
    let now = world.now;
    let Some(run) = world.kubelets.runs.get(&pod).cloned() else { return };
    probe(world, object, &run, now);
}

/// Runs a hook of each container that has one, in the shell of that container.
fn run_hooks(world: &mut World, object: &Arc<Object>, hook: impl Fn(&Container) -> Option<Vec<Name>>) {
    let containers = object.pod().map(|pod| pod.spec.containers.as_slice()).unwrap_or_default();
    let hooks: Vec<(usize, Vec<Name>)> = containers
        .iter()
        .enumerate()
        .filter_map(|(index, container)| Some((index, hook(container)?)))
        .collect();
    for (container, command) in hooks {
        crate::shell::run_hook(world, object, container, &command);
    }
}

/// When every container that has a readiness probe will have passed it; at once where none has. A process serves from
/// `boot` after its start on, so the first probe from then on succeeds.
pub(super) fn ready_at(world: &World, object: &Arc<Object>, since: Time) -> Time {
    let serves = since + world.config.durations.boot;
    let containers = object.pod().map(|pod| pod.spec.containers.as_slice()).unwrap_or_default();
    containers.iter().map(|container| container_ready_at(container, since, serves)).max().unwrap_or(since)
}

fn container_ready_at(container: &Container, since: Time, serves: Time) -> Time {
    let started = container.startup.map_or(since, |probe| passes_at(&probe, since, serves));
    container.readiness.map_or(started, |probe| passes_at(&probe, since, serves.max(started)))
}

/// When a probe has succeeded often enough: it is asked first after `initialDelaySeconds`, then every `periodSeconds`.
fn passes_at(probe: &Probe, since: Time, serves: Time) -> Time {
    let first = since + probe.initial_delay;
    let period = probe.period.0.max(1);
    let rounds = (serves - first).0.div_ceil(period) + u64::from(probe.success_threshold.saturating_sub(1));
    first + Millis(rounds * period)
}

/// Reports a running pod ready when its probes say so, unless somebody holds them.
fn probe(world: &mut World, object: &Arc<Object>, run: &Run, since: Time) {
    let pod = object.meta.uid;
    if run.held || run.told.is_some_and(|told| told != PodReport::Released) {
        return;
    }
    let (ready, killed) = (ready_at(world, object, since), killed_at(world, object, since));
    if killed.is_some_and(|at| at <= world.now) {
        let (name, _) = object.pod().map(status::first_container).unwrap_or_default();
        event(
            world,
            object,
            false,
            "Killing",
            format!("Container {name} failed liveness probe, will be restarted"),
        );
        return exit(world, pod, KILLED);
    }
    if ready <= world.now {
        status::ready(world, &run.key, true);
    } else {
        plan_step(world, pod, killed.map_or(ready, |at| at.min(ready)));
    }
}

/// The exit code of a process that SIGKILL ended.
const KILLED: i32 = 137;

/// When a startup or liveness probe will have failed too often in a row, if its process does not serve by then. (A
/// process that serves goes on serving here: only a fault ends it.)
fn killed_at(world: &World, object: &Arc<Object>, since: Time) -> Option<Time> {
    let serves = since + world.config.durations.boot;
    let containers = object.pod().map(|pod| pod.spec.containers.as_slice()).unwrap_or_default();
    let fails =
        |container: &Container| gives_up_at(&container.startup.or(container.liveness)?, since, serves);
    containers.iter().filter_map(fails).min()
}

/// When a probe fails for the last time that is allowed, if that is before the process serves.
fn gives_up_at(probe: &Probe, since: Time, serves: Time) -> Option<Time> {
    let failures = u64::from(probe.failure_threshold.max(1)) - 1;
    let last = since + probe.initial_delay + Millis(probe.period.0.saturating_mul(failures));
    (last < serves).then_some(last)
}

/// Holds a pod's readiness probe, so that it fails, or lets it succeed again.
pub(super) fn hold(world: &mut World, pod: Uid, held: bool) {
    let Some(run) = world.kubelets.runs.get_mut(&pod) else { return };
    (run.held, run.told) = (held, None);
    let Some((object, run)) = load(world, pod) else { return };
    match run.stage {
        Stage::Running { .. } if held => status::ready(world, &run.key, false),
        Stage::Running { since } => probe(world, &object, &run, since),
        Stage::Attaching
        | Stage::Pulling
        | Stage::PullFailed { .. }
        | Stage::Starting
        | Stage::BackOff { .. }
        | Stage::Stopping
        | Stage::Ended => {}
    }
}

/// Begins to stop a pod whose deletion was asked for: preStop hooks, SIGTERM, and SIGKILL when the grace period ends.
pub(super) fn stop(world: &mut World, pod: Uid) {
    let Some((object, run)) = load(world, pod) else { return };
    if !world.terminate {
        return;
    }
    let runs = matches!(run.stage, Stage::Running { .. } | Stage::Stopping);
    if matches!(run.stage, Stage::Running { .. }) {
        run_hooks(world, &object, |container| container.pre_stop.clone());
    }
    set_stage(world, pod, Stage::Stopping);
    let delay = if runs { stopping_time(world, &object) } else { world.config.durations.report };
    let begun = object.meta.deletion.map_or(world.now, |deletion| deletion.requested);
    let at = (begun + delay).max(world.now);
    plan_step(world, pod, at);
}

/// How long a pod takes to stop: its preStop hook, then its process' own time, at most the grace period.
fn stopping_time(world: &World, object: &Arc<Object>) -> Millis {
    let hook = |container: &Container| container.pre_stop_sleep.unwrap_or_default();
    let containers = object.pod().map(|pod| pod.spec.containers.as_slice()).unwrap_or_default();
    let hooks = containers.iter().map(hook).max().unwrap_or_default();
    let grace = Millis::seconds(object.meta.deletion.map_or(0, |deletion| deletion.grace_seconds));
    (hooks + world.config.durations.stop).min(grace.max(world.config.durations.report))
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
    if let Stage::Running { since } = run.stage
        && run.told.is_none_or(|told| told == PodReport::Ready)
        && ready_at(world, &object, since) <= world.now
    {
        status::ready(world, &run.key, true);
    }
}

/// A container exits: by the restart policy it is started again after a back-off, or the pod is over.
pub(super) fn exit(world: &mut World, pod: Uid, code: i32) {
    let Some((object, run)) = load(world, pod) else { return };
    let Some(body) = object.pod() else { return };
    let again = match body.spec.restart_policy {
        RestartPolicy::Always => true,
        RestartPolicy::OnFailure => code != 0,
        RestartPolicy::Never => false,
    };
    if !again {
        set_stage(world, pod, Stage::Ended);
        let phase = if code == 0 { Phase::Succeeded } else { Phase::Failed };
        return status::ended(world, &run.key, phase, code);
    }
    let restarts = body.status.containers.iter().map(|container| container.restarts).max().unwrap_or(0);
    let until = world.now + back_off(restarts + 1);
    status::crashed(world, &run.key, Some(code));
    set_stage(world, pod, Stage::BackOff { until });
    plan_step(world, pod, until);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probe(initial_delay: u64, period: u64, failure_threshold: u32) -> Probe {
        Probe {
            initial_delay: Millis::seconds(initial_delay),
            period: Millis::seconds(period),
            success_threshold: 1,
            failure_threshold,
        }
    }

    #[test]
    fn a_readiness_probe_passes_at_its_first_round_after_the_process_serves() {
        let passes = |probe| passes_at(&probe, Time(1_000), Time(4_500));
        let at = [probe(0, 1, 3), probe(15, 30, 3), probe(2, 10, 3)].map(passes);
        assert_eq!(at, [Time(5_000), Time(16_000), Time(13_000)]);
    }

    #[test]
    fn a_liveness_probe_gives_up_only_if_it_fails_often_enough_before_the_process_serves() {
        let gives_up = |probe| gives_up_at(&probe, Time(1_000), Time(4_500));
        let at = [probe(0, 1, 3), probe(0, 10, 3), probe(5, 1, 1)].map(gives_up);
        assert_eq!(at, [Some(Time(3_000)), None, None]);
    }
}

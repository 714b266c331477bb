//! A pod's life as its manifest has it: volumes attached, images pulled, containers started, hooks run, probes asked,
//! containers stopped within the grace period.

use super::restart::back_off;
use super::{Run, Stage, drop_run, plan_step, probes, restart, status, volumes};
use crate::command::PodReport;
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
        Stage::BackOff { until } if until > world.now => restart::wait(world, &object, until),
        Stage::Starting | Stage::BackOff { .. } => start(world, &object, &run),
        Stage::Running { since } => probes::ask(world, &object, &run, since),
        Stage::Stopping => stopped(world, &object),
        Stage::Ended => {}
    }
}

/// Reports something about a container.
pub(super) fn container_event(
    world: &mut World,
    object: &Arc<Object>,
    container: &Container,
    warning: bool,
    reason: &'static str,
    message: String,
) {
    let input = EventInput { source: "kubelet", warning, reason, message, newer_api: false };
    world.container_event(object, &container.name, input);
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
    let missing = |container: &&Container| !has_image(world, &run.node, &container.image);
    let Some(container) = containers(object).iter().find(missing) else {
        return soon(world, pod, world.config.durations.report);
    };
    pulling(world, object, container);
    soon(world, pod, world.config.durations.pull);
}

fn pulling(world: &mut World, object: &Arc<Object>, container: &Container) {
    container_event(
        world,
        object,
        container,
        false,
        "Pulling",
        format!("Pulling image \"{}\"", container.image),
    );
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

pub(super) fn containers(object: &Object) -> &[Container] {
    object.pod().map(|pod| pod.spec.containers.as_slice()).unwrap_or_default()
}

fn has_image(world: &World, node: &Name, image: &Name) -> bool {
    world.kubelets.images.contains(&(node.clone(), image.clone()))
}

/// Pulls a pod's images; one that is not to be had is tried again and again.
fn pull(world: &mut World, object: &Arc<Object>, run: &Run) {
    let pod = object.meta.uid;
    let mut announced = false;
    for container in containers(object) {
        let missing = !has_image(world, &run.node, &container.image);
        // The first image that is missing was announced when its pull began.
        if missing && std::mem::replace(&mut announced, true) {
            pulling(world, object, container);
        }
        if missing && world.config.lacks_image(&container.image) {
            return pull_failed(world, object, run, container);
        } else if missing {
            pulled(world, object, container);
            world.kubelets.images.insert((run.node.clone(), container.image.clone()));
        } else if run.stage == Stage::Pulling {
            already_present(world, object, container);
        }
    }
    set_stage(world, pod, Stage::Starting);
    soon(world, pod, world.config.durations.start);
}

/// (A real kubelet says how large the image is, too. Here no image has a size.)
fn pulled(world: &mut World, object: &Arc<Object>, container: &Container) {
    let took = world.config.durations.pull.as_go();
    let message =
        format!("Successfully pulled image \"{}\" in {took} ({took} including waiting).", container.image);
    container_event(world, object, container, false, "Pulled", message);
}

fn already_present(world: &mut World, object: &Arc<Object>, container: &Container) {
    let image = &container.image;
    let message =
        format!("Container image \"{image}\" already present on machine and can be accessed by the pod");
    container_event(world, object, container, false, "Pulled", message);
}

/// Each attempt is reported as what it is, and what the pod waits for as another Event.
fn pull_failed(world: &mut World, object: &Arc<Object>, run: &Run, container: &Container) {
    let attempts = if let Stage::PullFailed { attempts } = run.stage { attempts + 1 } else { 1 };
    let image = &container.image;
    if attempts > 1 {
        pulling(world, object, container);
    }
    let why = format!(
        "rpc error: code = NotFound desc = failed to pull and unpack image \"{image}\": {image}: not found"
    );
    let reason = if attempts == 1 { "ErrImagePull" } else { "ImagePullBackOff" };
    container_event(
        world,
        object,
        container,
        true,
        "Failed",
        format!("Failed to pull image \"{image}\": {why}"),
    );
    container_event(world, object, container, true, "Failed", "Error: ErrImagePull".into());
    if attempts > 1 {
        container_event(
            world,
            object,
            container,
            false,
            "BackOff",
            format!("Back-off pulling image \"{image}\""),
        );
        container_event(world, object, container, true, "Failed", "Error: ImagePullBackOff".into());
    }
    status::waits(world, &run.key, reason);
    set_stage(world, object.meta.uid, Stage::PullFailed { attempts });
    soon(world, object.meta.uid, back_off(attempts));
}

/// Starts a pod's containers; their postStart hooks run before anybody is told.
fn start(world: &mut World, object: &Arc<Object>, run: &Run) {
    let pod = object.meta.uid;
    for container in containers(object) {
        if run.stage != Stage::Starting {
            already_present(world, object, container);
        }
        container_event(world, object, container, false, "Created", "Container created".into());
        container_event(world, object, container, false, "Started", "Container started".into());
    }
    run_hooks(world, object, |container| container.post_start.clone());
    set_stage(world, pod, Stage::Running { since: world.now });
    status::running(world, &object.key(), u32::from(run.crashes > 0));
    let now = world.now;
    let Some(run) = world.kubelets.runs.get(&pod).cloned() else { return };
    probes::ask(world, object, &run, now);
}

/// Runs a hook of each container that has one, in the shell of that container.
fn run_hooks(world: &mut World, object: &Arc<Object>, hook: impl Fn(&Container) -> Option<Vec<Name>>) {
    let hooks: Vec<(usize, Vec<Name>)> = containers(object)
        .iter()
        .enumerate()
        .filter_map(|(index, container)| Some((index, hook(container)?)))
        .collect();
    for (container, command) in hooks {
        crate::shell::run_hook(world, object, container, &command);
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
        for container in containers(&object) {
            let message = format!("Stopping container {}", container.name);
            container_event(world, &object, container, false, "Killing", message);
        }
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
    let hooks = containers(object).iter().map(hook).max().unwrap_or_default();
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
        && probes::ready_at(world, &object, since) <= world.now
    {
        status::ready(world, &run.key, true);
    }
}

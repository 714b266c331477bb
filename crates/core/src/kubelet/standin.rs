//! The kubelets that the recordings were made with: every tick they look at their pods, in the order in which they took
//! them, and bring each one step on. They ask no probes and pull no images; commands tell them what a pod is to be.

use super::process::Process;
use super::{KubeletEvent, Stage, drop_run, status};
use crate::command::PodReport;
use crate::config::KubeletMode;
use crate::object::{ClaimPhase, Kind, Object, Phase, Uid};
use crate::time::{Millis, Time};
use crate::world::{Event, World};
use std::sync::Arc;

/// How long they take for one pod: others see what became of one before they come to the next.
const PER_POD: Millis = Millis(10);

/// Has a pod looked at with the next tick.
pub(super) fn rouse(world: &mut World, pod: Uid) {
    let Some(order) = world.kubelets.runs.get(&pod).map(|run| run.order) else { return };
    world.kubelets.restless.insert(order);
    plan_tick(world);
}

/// Ticks come half a period after the rounds of the provisioner: the recorder dealt with claims and volumes first.
fn plan_tick(world: &mut World) {
    if world.kubelets.tick.is_some() {
        return;
    }
    let period = world.config.durations.tick.0.max(1);
    let half = period / 2;
    let at = Time((world.now.0 + half) / period * period + half);
    let at = if at > world.now { at } else { Time(at.0 + period) };
    world.kubelets.tick = Some(world.queue.plan(at, Event::Kubelet(KubeletEvent::Tick)));
}

/// Goes round: every pod that may need something gets its turn.
pub(super) fn tick(world: &mut World) {
    world.kubelets.tick = None;
    let restless = std::mem::take(&mut world.kubelets.restless);
    let pods: Vec<Uid> =
        restless.iter().filter_map(|order| world.kubelets.by_order.get(order).copied()).collect();
    for (pod, turn) in
        pods.into_iter().filter(|pod| needs_something(world, *pod)).zip(0_u64..).collect::<Vec<_>>()
    {
        let at = world.now + Millis(turn * PER_POD.0);
        world.queue.plan(at, Event::Kubelet(KubeletEvent::StandIn(pod)));
    }
}

fn needs_something(world: &World, pod: Uid) -> bool {
    load(world, pod).is_some_and(|object| next(world, &object).is_some())
}

fn load(world: &World, pod: Uid) -> Option<Arc<Object>> {
    let run = world.kubelets.runs.get(&pod)?;
    world.store.get(&run.key).filter(|object| object.meta.uid == pod).cloned()
}

/// What a stand-in does next for a pod.
enum Next {
    /// Reports it Running.
    Run,
    /// Reports it Ready.
    Ready,
    /// Finishes its deletion.
    Finish,
}

fn next(world: &World, object: &Arc<Object>) -> Option<Next> {
    let run = world.kubelets.runs.get(&object.meta.uid)?;
    let pod = object.pod()?;
    if !world.kubelets.answers(&run.node) {
        return None;
    }
    if object.meta.is_terminating() {
        return world.terminate.then_some(Next::Finish);
    }
    let up_to_ready = world.kubelet == KubeletMode::Ready;
    let takes_on = match run.told {
        None | Some(PodReport::Released) => {
            matches!(world.kubelet, KubeletMode::Running | KubeletMode::Ready)
        }
        Some(PodReport::Running | PodReport::Creating) => up_to_ready,
        Some(_) => false,
    };
    match pod.status.phase {
        Phase::Pending if takes_on && claims_bound(world, object) => Some(Next::Run),
        Phase::Running if takes_on && up_to_ready && !pod.status.ready.is_true() => Some(Next::Ready),
        Phase::Pending | Phase::Running | Phase::Succeeded | Phase::Failed => None,
    }
}

fn claims_bound(world: &World, object: &Arc<Object>) -> bool {
    let claims = object.pod().map(|pod| &*pod.claims).unwrap_or_default();
    claims.iter().all(|volume| {
        let claim = world.store.get(&object.key().beside(Kind::PersistentVolumeClaim, &volume.claim));
        claim.and_then(|object| object.claim()).is_some_and(|claim| claim.phase == ClaimPhase::Bound)
    })
}

/// Does a pod's next step.
pub(super) fn act(world: &mut World, pod: Uid) {
    let Some(object) = load(world, pod) else { return };
    match next(world, &object) {
        Some(Next::Run) => {
            set_running(world, &object);
            rouse(world, pod);
        }
        Some(Next::Ready) => status::ready(world, &object.key(), true),
        Some(Next::Finish) => finish(world, &object),
        None => {}
    }
}

/// Reports a pod as Running, and its volumes as mounted.
pub(super) fn set_running(world: &mut World, object: &Arc<Object>) {
    let volumes = super::volumes::of_pod(world, object);
    super::volumes::mount(world, object.meta.uid, volumes);
    let now = world.now;
    if let Some(run) = world.kubelets.runs.get_mut(&object.meta.uid) {
        (run.stage, run.processes) = (Stage::Up, Process::all_running(object, now));
    }
    status::running(world, &object.key());
}

/// Finishes a deletion: a pod that ran first reports that it has ended.
pub(super) fn finish(world: &mut World, object: &Arc<Object>) {
    if object.pod().is_some_and(|pod| pod.status.phase == Phase::Running) {
        status::ended(world, &object.key(), Phase::Succeeded, 0);
    }
    super::runtime::set_stage(world, object.meta.uid, Stage::Ended);
    status::finish_deletion(world, object);
    drop_run(world, object.meta.uid);
}

/// Has every pod looked at again: how kubelets behave has changed.
pub(super) fn rouse_all(world: &mut World) {
    let orders: Vec<u64> = world.kubelets.by_order.keys().copied().collect();
    orders.into_iter().for_each(|order| world.kubelets.restless.insert(order));
    plan_tick(world);
}

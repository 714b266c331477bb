//! Kubelets: what runs on the nodes. They take pods that are bound to their node, attach volumes, pull images, start
//! containers, run hooks, ask probes, and finish graceful deletions, each reporting to the API while its node answers.

mod containers;
mod fault;
mod findings;
mod probes;
mod process;
mod report;
mod restart;
mod runtime;
mod standin;
mod status;
mod volumes;
mod waits;

pub(crate) use fault::{behave, kill, node_fault, tell};
pub(crate) use waits::waits;

use crate::command::PodReport;
use crate::config::KubeletMode;
use crate::object::{Key, Kind, Name, Object, Uid};
use crate::persist::{OrdMap, OrdSet};
use crate::queue::Ticket;
use crate::store::Change;
use crate::time::Time;
use crate::world::{Event, World};
use process::{Process, State};
use std::sync::Arc;

/// Something a kubelet does at an instant.
#[derive(Clone, Debug)]
pub(crate) enum KubeletEvent {
    /// A running pod takes its next step.
    Step(Uid),
    /// The stand-in kubelets look at all pods that may need something.
    Tick,
    /// A stand-in kubelet deals with one pod.
    StandIn(Uid),
    /// A volume is let go of by a node that no pod needs it on.
    Detach(Name, Name),
}

/// Where a pod is on its way from bound to gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Its volumes are being attached.
    Attaching,
    /// Its containers are started, run, and are started again.
    Up,
    /// Its containers have been told to stop.
    Stopping,
    /// Its containers have ended.
    Ended,
}

/// A pod as its node runs it. It may outlive its object in the API.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub key: Key,
    pub node: Name,
    pub stage: Stage,
    /// Its place among the pods that kubelets took.
    pub order: u64,
    /// What a step or a fault said it is to be reported as.
    pub told: Option<PodReport>,
    /// Whether its readiness probe is being failed.
    pub held: bool,
    /// Its containers, numbered as `PodSpec::container` does.
    pub processes: Vec<Process>,
    /// Since when the API knows nothing of it any more.
    pub orphaned: Option<Time>,
    /// The volumes it has mounted, by name, with the claim they are for.
    pub volumes: Vec<Name>,
    pub next: Option<Ticket>,
}

/// What kubelets and their nodes are like now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kubelets {
    runs: OrdMap<Uid, Run>,
    by_order: OrdMap<u64, Uid>,
    taken: u64,
    silent: OrdMap<Name, Time>,
    images: OrdSet<(Name, Name)>,
    attached: OrdMap<Key, Name>,
    /// Which pods have a volume mounted.
    mounted: OrdSet<(Key, Uid)>,
    /// Which pods wait for a volume that another node has.
    awaited: OrdSet<(Key, Uid)>,
    /// Pods that run though the API knows nothing of them any more.
    orphans: OrdSet<Uid>,
    tick: Option<Ticket>,
    /// Pods that the stand-in kubelets have to look at.
    restless: OrdSet<u64>,
    addresses: u32,
}

impl Kubelets {
    /// Whether a node's kubelet answers.
    pub fn answers(&self, node: &Name) -> bool {
        !self.silent.contains_key(node)
    }

    /// Since when a node's kubelet is silent.
    pub fn silent_since(&self, node: &Name) -> Option<Time> {
        self.silent.get(node).copied()
    }

    /// Until when a pod's container waits to be started again, if one does.
    pub fn backing_off_until(&self, pod: Uid) -> Option<Time> {
        let again = |process: &Process| match process.state {
            State::Exited { again } => again,
            State::Idle
            | State::Pulling { .. }
            | State::Unpullable { .. }
            | State::Starting { .. }
            | State::Running { .. }
            | State::Replaced { .. } => None,
        };
        self.runs.get(&pod)?.processes.iter().filter_map(again).max()
    }

    /// The pods that run though the API knows nothing of them any more: they may still write to their volumes.
    pub fn orphans(&self) -> impl Iterator<Item = (&Uid, &Run)> {
        self.orphans.iter().filter_map(|uid| Some((uid, self.runs.get(uid)?)))
    }

    /// The node that a volume is attached to.
    pub fn attached_to(&self, volume: &Name) -> Option<&Name> {
        self.attached.get(&volumes::key(volume))
    }

    /// The next free pod address.
    fn next_address(&mut self) -> Name {
        self.addresses += 1;
        let n = self.addresses;
        format!("10.244.{}.{}", n / 250 % 250, n % 250 + 2).into()
    }
}

/// Takes note of pods that are bound, to be deleted, or gone from the API.
pub(crate) fn observe(world: &mut World, change: &Change) {
    match change.key.kind {
        Kind::Pod => observe_pod(world, change),
        Kind::PersistentVolumeClaim => observe_claim(world, change),
        _ => {}
    }
}

fn observe_pod(world: &mut World, change: &Change) {
    let Some(new) = &change.new else {
        if let Some(old) = &change.old {
            forget(world, old);
        }
        return;
    };
    let node = |object: &Arc<Object>| object.pod().and_then(|pod| pod.node.clone());
    if let Some(bound) = node(new) {
        if change.old.as_ref().and_then(node).as_ref() != Some(&bound) {
            take(world, new, &bound);
        } else if change.old.as_ref().is_some_and(|old| old.meta.deletion != new.meta.deletion) {
            deletion_changed(world, new);
        } else if let Some(old) = change.old.as_ref().filter(|_| world.kubelet == KubeletMode::Probes) {
            images_changed(world, old, new);
        }
    }
}

/// A pod's images are what of its containers can change.
fn images_changed(world: &mut World, old: &Object, new: &Object) {
    let (Some(before), Some(after)) = (old.pod(), new.pod()) else { return };
    if Arc::ptr_eq(&before.spec, &after.spec) {
        return;
    }
    let image = |at| before.spec.container(at).map(|container| &container.image);
    let changed = after.spec.in_order().filter(|(at, container)| image(*at) != Some(&container.image));
    let changed: Vec<usize> = changed.map(|(at, _)| at).collect();
    if !changed.is_empty() {
        restart::images_changed(world, new.meta.uid, &changed);
    }
}

/// A kubelet takes a pod that was bound to its node.
fn take(world: &mut World, object: &Arc<Object>, node: &Name) {
    let kubelets = &mut world.kubelets;
    kubelets.taken += 1;
    let order = kubelets.taken;
    let run = Run {
        key: object.key(),
        node: node.clone(),
        stage: Stage::Attaching,
        order,
        told: None,
        held: false,
        processes: Process::all_of(object),
        orphaned: None,
        volumes: Vec::new(),
        next: None,
    };
    kubelets.by_order.insert(order, object.meta.uid);
    kubelets.runs.insert(object.meta.uid, run);
    if kubelets.answers(node) {
        status::creating(world, &object.key());
        wake(world, object.meta.uid);
    }
}

/// Makes a pod's kubelet look at it: by itself, or with the next tick of the stand-ins.
fn wake(world: &mut World, pod: Uid) {
    if world.kubelet == KubeletMode::Probes {
        runtime::begin(world, pod);
    } else {
        standin::rouse(world, pod);
    }
}

fn deletion_changed(world: &mut World, object: &Arc<Object>) {
    let uid = object.meta.uid;
    if world.kubelet == KubeletMode::Probes {
        runtime::stop(world, uid);
    } else {
        standin::rouse(world, uid);
    }
}

/// A pod's object is gone. What ran of it has ended, or is to be ended by its kubelet as soon as that learns of it.
fn forget(world: &mut World, object: &Arc<Object>) {
    let uid = object.meta.uid;
    let Some(mut run) = world.kubelets.runs.get(&uid).cloned() else { return };
    let runs_still = match run.stage {
        Stage::Stopping => true,
        Stage::Up => run.processes.iter().any(Process::is_alive),
        Stage::Attaching | Stage::Ended => false,
    };
    if !runs_still {
        return drop_run(world, uid);
    }
    run.orphaned = Some(world.now);
    let answers = world.kubelets.answers(&run.node);
    let node_exists = world.store.has(&Key::global(Kind::Node, &run.node));
    world.kubelets.runs.insert(uid, run);
    world.kubelets.orphans.insert(uid);
    if answers && node_exists {
        runtime::kill_orphan(world, uid);
    }
}

/// Forgets a pod's run; its volumes are let go of.
fn drop_run(world: &mut World, pod: Uid) {
    let Some(run) = world.kubelets.runs.take(&pod) else { return };
    world.kubelets.by_order.remove(&run.order);
    world.kubelets.restless.remove(&run.order);
    world.kubelets.orphans.remove(&pod);
    if let Some(ticket) = run.next {
        world.queue.cancel(ticket);
    }
    volumes::release(world, pod, &run);
}

/// A claim that was bound may be what a pod waits for.
fn observe_claim(world: &mut World, change: &Change) {
    let pods: Vec<Uid> = world.store.pods_using(&change.key).map(|pod| pod.meta.uid).collect();
    for pod in pods {
        if world.kubelets.runs.get(&pod).is_some_and(|run| run.stage == Stage::Attaching) {
            wake(world, pod);
        }
    }
}

/// Plans a pod's next step, instead of any planned before.
fn plan_step(world: &mut World, pod: Uid, at: Time) {
    let Some(run) = world.kubelets.runs.get_mut(&pod) else { return };
    if let Some(ticket) = run.next.take() {
        world.queue.cancel(ticket);
    }
    run.next = Some(world.queue.plan(at, Event::Kubelet(KubeletEvent::Step(pod))));
}

/// Something planned happens.
pub(crate) fn happen(world: &mut World, event: KubeletEvent) {
    match event {
        KubeletEvent::Step(pod) => runtime::step(world, pod),
        KubeletEvent::Tick => standin::tick(world),
        KubeletEvent::StandIn(pod) => standin::act(world, pod),
        KubeletEvent::Detach(volume, node) => volumes::detach(world, &volume, &node),
    }
}

//! The scheduler: finds each pod a node that may have it, and says why none does (`pkg/scheduler`).

mod filter;
mod score;

use crate::controller::binder::{self, SELECTED_NODE_ANNOTATION};
use crate::controller::{Controller, Outcome};
use crate::decision::Rule;
use crate::events::EventInput;
use crate::object::{
    BindingMode, ClaimPhase, ClaimRef, ConditionStatus, Key, Kind, Name, Object, Pod, Uid, compare_names,
};
use crate::persist::{OrdMap, OrdSet};
use crate::store::Change;
use crate::time::{Millis, Time};
use crate::world::World;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::sync::Arc;

const SOURCE: &str = "default-scheduler";

/// What the scheduler keeps count of, so that placing a pod costs the number of nodes and not the number of pods.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// The nodes, by name.
    nodes: Arc<[Arc<Object>]>,
    /// What the pods of a node ask for.
    usage: OrdMap<Name, Usage>,
    /// How many pods of an owner are on a node.
    siblings: OrdMap<(Uid, Name), u32>,
    /// Pods that found no node.
    homeless: OrdSet<Key>,
    /// Pods whose claims have no volumes yet.
    waiting: OrdSet<Key>,
    /// Pods on nodes that want others away from theirs (required anti-affinity).
    repelling: OrdSet<Key>,
    /// Nodes to choose, for following a recording.
    placed: OrdMap<(Name, Name), Arc<[String]>>,
}

/// What a node's pods ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    pub pods: u64,
    pub cpu_milli: u64,
    pub memory: u64,
}

/// Why a pod cannot be scheduled now.
enum Unschedulable {
    /// By no node: the scheduler's own sentence.
    NoNode(String),
    /// Its claims must be bound first.
    Claims(String),
}

impl State {
    /// Takes the nodes that are to be chosen for pods to come, by `namespace/name`.
    pub fn place(&mut self, placed: &BTreeMap<String, Vec<String>>) {
        for (pod, nodes) in placed {
            let (namespace, name) = pod.split_once('/').unwrap_or(("default", pod));
            self.placed.insert((namespace.into(), name.into()), nodes.as_slice().into());
        }
    }

    /// Keeps count, and plans what a change may make possible.
    pub fn observe(&mut self, world: &mut World, change: &Change) {
        match change.key.kind {
            Kind::Pod => self.observe_pod(world, change),
            Kind::Node => {
                self.nodes = world.store.list(Kind::Node, None).cloned().collect();
                retry(world, &self.homeless);
            }
            Kind::StorageClass => retry(world, &self.waiting),
            Kind::PersistentVolume => self.observe_volume(world, change),
            Kind::PersistentVolumeClaim => self.observe_claim(world, &change.key),
            _ => {}
        }
    }

    fn observe_pod(&mut self, world: &mut World, change: &Change) {
        let bound =
            |object: &Arc<Object>| object.pod().filter(|pod| !pod.status.phase.is_terminal())?.node.clone();
        let (old, new) = (change.old.as_ref().and_then(bound), change.new.as_ref().and_then(bound));
        if old != new {
            for (object, node, sign) in [(&change.old, &old, false), (&change.new, &new, true)] {
                if let (Some(object), Some(node)) = (object, node) {
                    self.count(object, node, sign);
                }
            }
            self.note_repelling(change, new.is_some());
            if old.is_some() {
                retry(world, &self.homeless);
            }
        }
        let unbound = change.new.as_ref().is_some_and(|object| {
            object.pod().is_some_and(|pod| pod.node.is_none()) && !object.meta.is_terminating()
        });
        if unbound && change.old.is_none() {
            let delay = world.config.durations.schedule;
            world.enqueue_after(Controller::Scheduler, change.key.clone(), delay);
        } else if !unbound {
            self.waiting.remove(&change.key);
            self.homeless.remove(&change.key);
        }
    }

    fn note_repelling(&mut self, change: &Change, on_a_node: bool) {
        let repels =
            |object: &Arc<Object>| object.pod().is_some_and(|pod| !pod.spec.anti_affinity.is_empty());
        if on_a_node && change.new.as_ref().is_some_and(repels) {
            self.repelling.insert(change.key.clone());
        } else if !self.repelling.is_empty() {
            self.repelling.remove(&change.key);
        }
    }

    fn count(&mut self, object: &Object, node: &Name, more: bool) {
        let Some(pod) = object.pod() else { return };
        let (cpu, memory) = pod.spec.requests();
        let step =
            |count: &mut u64, by: u64| *count = if more { *count + by } else { count.saturating_sub(by) };
        self.usage.change(node, |usage| {
            step(&mut usage.pods, 1);
            step(&mut usage.cpu_milli, cpu);
            step(&mut usage.memory, memory);
        });
        if let Some(owner) = object.meta.controller() {
            self.siblings.change(&(owner.uid, node.clone()), |siblings| {
                *siblings = if more { *siblings + 1 } else { siblings.saturating_sub(1) };
            });
        }
    }

    /// A claim that got its volume lets its pods go on.
    fn observe_claim(&self, world: &mut World, claim: &Key) {
        if self.waiting.is_empty() && self.homeless.is_empty() {
            return;
        }
        let pods: Vec<Key> = world.store.pods_using(claim).map(|pod| pod.key()).collect();
        for pod in pods {
            if self.waiting.contains(&pod) || self.homeless.contains(&pod) {
                world.enqueue(Controller::Scheduler, pod);
            }
        }
    }

    /// A volume that is kept for a claim may let that claim's pods go on; a free one, any pod that waits for one.
    fn observe_volume(&self, world: &mut World, change: &Change) {
        let Some(volume) = change.new.as_ref().and_then(|object| object.volume()) else { return };
        match &volume.claim {
            Some(claim) => {
                let claim = Key::of(Kind::PersistentVolumeClaim, claim.namespace.clone(), claim.name.clone());
                self.observe_claim(world, &claim);
            }
            None => {
                retry(world, &self.waiting);
                retry(world, &self.homeless);
            }
        }
    }

    /// Tries to find a pod its node (`Scheduler.schedulingCycle`).
    pub fn sync(&mut self, world: &mut World, key: &Key) -> Outcome {
        let Some(object) = world.store.get(key).cloned() else { return Outcome::Gone };
        let Some(pod) = object.pod() else { return Outcome::Gone };
        if let Some(node) = &pod.node {
            return Outcome::does(Rule::Scheduling, format!("{} is on {node}.", key.name));
        }
        match self.choose(world, &object, pod) {
            Ok(node) => self.bind_when_claims_are(world, &object, pod, &node),
            Err(Unschedulable::Claims(message)) => {
                self.waiting.insert(key.clone());
                fail(world, &object, &message)
            }
            Err(Unschedulable::NoNode(message)) => {
                self.homeless.insert(key.clone());
                fail(world, &object, &message)
            }
        }
    }

    fn choose(
        &mut self,
        world: &mut World,
        object: &Arc<Object>,
        pod: &Pod,
    ) -> Result<Arc<Object>, Unschedulable> {
        let claims = filter::claims(world, object, pod, self.nodes.len())?;
        if let Some(node) = self.placement(object) {
            return Ok(node);
        }
        let (claims, repelling, requests) = (&claims, &self.repelling, pod.spec.requests());
        let incoming = filter::Incoming { world, object, pod, requests, claims, repelling };
        let mut refusals = Vec::new();
        let mut fitting = Vec::new();
        // Nodes and their usage are both by name: the two are gone through side by side.
        let mut used = self.usage.iter().peekable();
        for node in &*self.nodes {
            let usage = of_node(&mut used, &node.meta.name).copied().unwrap_or_default();
            match incoming.fits(node, usage) {
                Ok(()) => fitting.push((node, usage)),
                Err(refusal) => refusals.push(refusal),
            }
        }
        if fitting.is_empty() {
            return Err(Unschedulable::NoNode(filter::sentence(&refusals)));
        }
        Ok(score::best(world, object, requests, &fitting, &self.siblings).clone())
    }

    /// Claims that wait for a pod get their node now; the pod is bound when they all have their volume.
    fn bind_when_claims_are(
        &mut self,
        world: &mut World,
        object: &Arc<Object>,
        pod: &Pod,
        node: &Arc<Object>,
    ) -> Outcome {
        let name = &object.meta.name;
        if !reserve_claims(world, object, pod, node) {
            self.waiting.insert(object.key());
            return Outcome::does(
                Rule::WaitForFirstConsumer,
                format!("{name} is to go to {}, when its claims have their volumes.", node.meta.name),
            );
        }
        self.waiting.remove(&object.key());
        self.homeless.remove(&object.key());
        self.use_up_placement(object);
        bind(world, object, node);
        Outcome::does(Rule::Scheduling, ["Puts ", name, " on ", &node.meta.name, "."].concat())
    }

    /// The node that a recording has a pod on.
    fn placement(&self, object: &Object) -> Option<Arc<Object>> {
        if self.placed.is_empty() {
            return None;
        }
        let names = self.placed.get(&(object.meta.namespace.clone(), object.meta.name.clone()))?;
        names.iter().find_map(|name| self.nodes.iter().find(|node| *node.meta.name == **name)).cloned()
    }

    fn use_up_placement(&mut self, object: &Object) {
        if self.placed.is_empty() {
            return;
        }
        let pod = (object.meta.namespace.clone(), object.meta.name.clone());
        match self.placed.get(&pod).map(|nodes| nodes.get(1..).unwrap_or_default().to_vec()) {
            Some(rest) if !rest.is_empty() => self.placed.insert(pod, rest.into()),
            Some(_) | None => drop(self.placed.remove(&pod)),
        }
    }
}

/// What there is for a node, of something that is sorted by node, from where the node before was found on.
fn of_node<'a, T: Copy>(
    sorted: &mut Peekable<impl Iterator<Item = (&'a Name, T)>>,
    node: &Name,
) -> Option<T> {
    while let Some((name, found)) = sorted.peek() {
        match compare_names(name, node) {
            Ordering::Less => drop(sorted.next()),
            Ordering::Equal => return Some(*found),
            Ordering::Greater => break,
        }
    }
    None
}

/// Tries pods again, by name.
fn retry(world: &mut World, pods: &OrdSet<Key>) {
    let mut pods: Vec<&Key> = pods.iter().collect();
    crate::sort::sort(&mut pods);
    for pod in pods {
        world.enqueue(Controller::Scheduler, pod.clone());
    }
}

/// Gives a pod's unbound claims a volume that its node can reach, or has one made there. Returns whether all are bound
/// (`VolumeBinder.BindPodVolumes`).
fn reserve_claims(world: &mut World, object: &Arc<Object>, pod: &Pod, node: &Arc<Object>) -> bool {
    let mut all_bound = true;
    for volume in &pod.claims {
        let key = object.key().beside(Kind::PersistentVolumeClaim, &volume.claim);
        let Some(found) = world.store.get(&key).cloned() else { return false };
        let Some(claim) = found.claim().filter(|claim| claim.phase == ClaimPhase::Pending) else { continue };
        all_bound = false;
        if let Some(volume) = binder::find_volume(world, &found, claim, Some(node)) {
            keep_volume(world, &volume, &found);
        } else {
            let name = node.meta.name.clone();
            // It was just there: the write cannot fail.
            let _ =
                world.store.update(&key, false, |claim| claim.meta.annotate(SELECTED_NODE_ANNOTATION, name));
        }
    }
    all_bound
}

fn keep_volume(world: &mut World, volume: &Key, claim: &Object) {
    let kept = ClaimRef {
        namespace: claim.meta.namespace.clone(),
        name: claim.meta.name.clone(),
        uid: Some(claim.meta.uid),
    };
    let _ = world.store.update(volume, false, |object| {
        object.meta.annotate("pv.kubernetes.io/bound-by-controller", "yes");
        if let Some(volume) = object.volume_mut() {
            volume.claim = Some(kept);
        }
    });
}

/// The label that says in which zone a node is; its pods get it too.
const ZONE_LABEL: &str = "topology.kubernetes.io/zone";

fn bind(world: &mut World, object: &Arc<Object>, node: &Arc<Object>) {
    let (now, name) = (world.now, node.meta.name.clone());
    let zone = node.meta.label(ZONE_LABEL).cloned();
    let _ = world.store.update(&object.key(), false, |object| {
        if let Some(zone) = zone {
            object.meta.set_label(ZONE_LABEL, zone);
        }
        if let Some(pod) = object.pod_mut() {
            pod.node = Some(name.clone());
            pod.status.scheduled.set(ConditionStatus::True, now, "");
        }
    });
    let message =
        ["Successfully assigned ", &object.meta.namespace, "/", &object.meta.name, " to ", &name].concat();
    world.event(
        object,
        EventInput { source: SOURCE, warning: false, reason: "Scheduled", message, newer_api: true },
    );
}

/// Says why no node will do, in the pod's condition and as an Event.
fn fail(world: &mut World, object: &Arc<Object>, message: &str) -> Outcome {
    let (now, text) = (world.now, message.into());
    let _ = world.store.update(&object.key(), false, |object| {
        if let Some(pod) = object.pod_mut() {
            pod.status.scheduled.set(ConditionStatus::False, now, "Unschedulable");
            pod.status.scheduled.message = text;
        }
    });
    world.event(
        object,
        EventInput {
            source: SOURCE,
            warning: true,
            reason: "FailedScheduling",
            message: message.into(),
            newer_api: true,
        },
    );
    if world.recorder.last_said(object.meta.uid, SOURCE).is_none_or(|said| **said != *message) {
        try_leftover(world, object);
    }
    Outcome::does(Rule::Scheduling, [&object.meta.name, " has no node: ", message].concat())
}

/// Tries a pod again when it has been unschedulable for five minutes, which is looked at every 30 seconds
/// (`flushUnschedulableEntitiesLeftover`). Simpler here: only where its last Event is no longer true, for that attempt writes
/// a new one. Others would find what they found before, and count their Event once more: that count stays low.
fn try_leftover(world: &mut World, object: &Object) {
    let tick = Millis::seconds(30).0;
    let due = (world.now + Millis::seconds(300)).0.next_multiple_of(tick);
    world.enqueue_after(Controller::Scheduler, object.key(), Time(due) - world.now);
}

/// Whether a claim's class waits for a pod.
fn waits_for_consumer(world: &World, class: Option<&Name>) -> bool {
    let class = class.and_then(|class| world.store.get(&Key::global(Kind::StorageClass, class)));
    class
        .and_then(|object| object.class())
        .is_some_and(|class| class.binding == BindingMode::WaitForFirstConsumer)
}

//! The ReplicaSet controller (`pkg/controller/replicaset`): keeps as many pods as are asked for, whichever they are.

mod members;
mod pods;
mod ranking;
mod status;
#[cfg(test)]
mod tests;

use super::{Controller, Outcome};
use crate::decision::{HeldUp, Rule, Verdict};
use crate::object::{Key, Kind, Meta, Object, ReplicaSet, Uid};
use crate::store::Change;
use crate::world::World;
use std::sync::Arc;

/// The name under which it reports Events.
const SOURCE: &str = "replicaset-controller";
/// How many pods one sync creates or deletes at most (`BurstReplicas`).
const BURST: usize = 500;

/// Plans the syncs that a change calls for.
pub(crate) fn observe(world: &mut World, change: &Change) {
    match change.key.kind {
        Kind::ReplicaSet => observe_set(world, change),
        Kind::Pod => observe_pod(world, change),
        _ => {}
    }
}

/// A ReplicaSet is synced when anything but its status changes. (Upstream syncs after status writes too; such a sync
/// finds nothing to do.)
fn observe_set(world: &mut World, change: &Change) {
    let asked = |object: &Arc<Object>| (object.meta.generation, object.meta.labels.clone());
    if change.old.as_ref().map(asked) != change.new.as_ref().map(asked) {
        world.enqueue(Controller::ReplicaSet, change.key.clone());
    }
}

/// `addPod`, `updatePod` and `deletePod`: the ReplicaSet that controls or controlled a pod hears of what it counts; those
/// that might adopt an orphan hear of it when it appears or its labels or owners change.
fn observe_pod(world: &mut World, change: &Change) {
    if change.old.as_deref().map(counted) == change.new.as_deref().map(counted) {
        return;
    }
    for object in [&change.old, &change.new].into_iter().flatten() {
        if let Some(set) = controlling_set(&object.meta) {
            world.enqueue(Controller::ReplicaSet, set);
        }
    }
    if let Some(orphan) = change.new.as_ref().filter(|pod| pod.meta.controller().is_none()) {
        for set in members::selecting(world, orphan) {
            world.enqueue(Controller::ReplicaSet, set);
        }
    }
}

/// All of a pod that a sync looks at.
fn counted(object: &Object) -> impl PartialEq {
    let status =
        object.pod().map(|pod| (pod.status.phase, pod.status.ready.is_true(), pod.status.ready.since));
    let meta = &object.meta;
    (status, meta.is_terminating(), &meta.labels, &meta.owners)
}

fn controlling_set(pod: &Meta) -> Option<Key> {
    let owner = pod.controller().filter(|owner| owner.kind == Kind::ReplicaSet)?;
    Some(Key::of(Kind::ReplicaSet, pod.namespace.clone(), owner.name.clone()))
}

/// A ReplicaSet as a sync works on it.
pub(super) struct Set {
    key: Key,
    object: Arc<Object>,
}

impl Set {
    fn uid(&self) -> Uid {
        self.object.meta.uid
    }
}

/// One sync of a ReplicaSet (`syncReplicaSet`).
pub(crate) fn sync(world: &mut World, key: &Key) -> Outcome {
    let Some(object) = world.store.get(key).cloned() else { return Outcome::Gone };
    let Some(spec) = object.replica_set() else { return Outcome::Gone };
    let set = Set { key: key.clone(), object: object.clone() };
    let leaves = object.meta.is_terminating();
    let active = if leaves { members::active(world, &set) } else { members::claim(world, &set, spec) };
    let managed = if leaves { Ok(Verdict::BeingDeleted) } else { manage(world, &set, spec, &active) };
    // What was created or deleted just now counts from the next sync on, when it has been seen.
    status::write(world, &set, spec, &active);
    match managed {
        Ok(verdict) => Outcome::Decided(verdict),
        Err(message) => Outcome::Failed(Rule::ReplicaSet, message),
    }
}

/// Creates what is missing or deletes what is too much (`manageReplicas`).
fn manage(
    world: &mut World,
    set: &Set,
    spec: &ReplicaSet,
    active: &[Arc<Object>],
) -> Result<Verdict, String> {
    let wanted = usize::try_from(spec.replicas).unwrap_or(usize::MAX);
    let (missing, surplus) = (wanted.saturating_sub(active.len()), active.len().saturating_sub(wanted));
    if missing.max(surplus) > BURST {
        // The rest follows when these have been seen.
        world.enqueue(Controller::ReplicaSet, set.key.clone());
    }
    match (missing.min(BURST), surplus.min(BURST)) {
        (0, 0) => Ok(waits(active)),
        (0, surplus) => pods::delete(world, set, active, surplus),
        (missing, _) => pods::create(world, set, spec, missing),
    }
}

/// What there is to wait for when there are as many pods as asked for: the first that is not Ready.
fn waits(active: &[Arc<Object>]) -> Verdict {
    let ready = |pod: &&Arc<Object>| pod.pod().is_some_and(|pod| pod.status.ready.is_true());
    match active.iter().find(|pod| !ready(pod)) {
        None => Verdict::AtRest { rule: Rule::ReplicaSet },
        Some(pod) => {
            let pod = pod.meta.name.clone();
            Verdict::WaitsForReady { pod, holds: HeldUp::Nothing, rule: Rule::ReplicaSet }
        }
    }
}

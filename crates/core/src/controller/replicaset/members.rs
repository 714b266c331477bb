//! Which pods are a ReplicaSet's: orphans that match it are adopted, pods that no longer match are released
//! (`PodControllerRefManager.ClaimPods`).

use super::Set;
use crate::object::{Key, Kind, Object, ReplicaSet};
use crate::world::World;
use std::sync::Arc;

/// The pods that a ReplicaSet controls and that are neither over nor on their way out (`FilterActivePods`), by name.
pub(super) fn active(world: &World, set: &Set) -> Vec<Arc<Object>> {
    let owned = world.store.owned_of_kind(set.uid(), Kind::Pod);
    owned.filter_map(|key| world.store.get(key)).filter(|pod| is_active(pod)).cloned().collect()
}

pub(super) fn is_active(object: &Object) -> bool {
    object.pod().is_some_and(|pod| !pod.status.phase.is_terminal()) && !object.meta.is_terminating()
}

/// The ReplicaSets of its namespace that would take an orphan (`getPodReplicaSets`).
pub(super) fn selecting(world: &World, orphan: &Object) -> Vec<Key> {
    let sets = world.store.list(Kind::ReplicaSet, Some(&orphan.meta.namespace));
    let selects = |object: &&Arc<Object>| object.replica_set().is_some_and(|set| set.selector.matches(&orphan.meta.labels));
    sets.filter(selects).map(|object| object.key()).collect()
}

/// Releases pods that no longer match, and adopts orphans that do.
pub(super) fn claim(world: &mut World, set: &Set, spec: &ReplicaSet) {
    for key in strays(world, set, spec) {
        let uid = set.uid();
        change(world, &key, |pod| pod.meta.owners.retain(|owner| owner.uid != uid));
    }
    for key in orphans(world, set, spec) {
        let owner = set.object.meta.controller_ref();
        change(world, &key, |pod| pod.meta.owners.push(owner));
    }
}

fn strays(world: &World, set: &Set, spec: &ReplicaSet) -> Vec<Key> {
    let active = active(world, set);
    active.iter().filter(|pod| !spec.selector.matches(&pod.meta.labels)).map(|pod| pod.key()).collect()
}

fn orphans(world: &World, set: &Set, spec: &ReplicaSet) -> Vec<Key> {
    let pods = world.store.list(Kind::Pod, Some(&set.key.namespace));
    let orphans = pods.filter(|pod| pod.meta.controller().is_none() && is_active(pod));
    orphans.filter(|pod| spec.selector.matches(&pod.meta.labels)).map(|pod| pod.key()).collect()
}

fn change(world: &mut World, key: &Key, change: impl FnOnce(&mut Object)) {
    let written = world.store.update(key, false, change);
    debug_assert!(written.is_ok(), "a pod that was just read is there");
}

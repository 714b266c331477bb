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

fn is_active(object: &Object) -> bool {
    object.pod().is_some_and(|pod| !pod.status.phase.is_terminal()) && !object.meta.is_terminating()
}

/// The ReplicaSets of its namespace that would take an orphan (`getPodReplicaSets`).
pub(super) fn selecting(world: &World, orphan: &Object) -> Vec<Key> {
    let sets = world.store.list(Kind::ReplicaSet, Some(&orphan.meta.namespace));
    let selects = |object: &&Arc<Object>| {
        object.replica_set().is_some_and(|set| set.selector.matches(&orphan.meta.labels))
    };
    sets.filter(selects).map(|object| object.key()).collect()
}

/// Releases pods that no longer match, adopts orphans that do, and tells all active pods that are its own then, by name.
pub(super) fn claim(world: &mut World, set: &Set, spec: &ReplicaSet) -> Vec<Arc<Object>> {
    let is_own = |pod: &&Arc<Object>| pod.meta.controller().is_some_and(|owner| owner.uid == set.uid());
    let own = world.store.owned_of_kind(set.uid(), Kind::Pod).filter_map(|key| world.store.get(key));
    let matches = |pod: &&Arc<Object>| spec.selector.matches(&pod.meta.labels);
    let orphans = world.store.orphans(&set.key.namespace).filter(matches);
    let both = own.filter(is_own).chain(orphans);
    let mut found: Vec<Arc<Object>> = both.filter(|pod| is_active(pod)).cloned().collect();
    found.sort_by(|one, other| one.meta.name.cmp(&other.meta.name));
    found.into_iter().filter_map(|pod| claim_one(world, set, spec, pod)).collect()
}

/// The pod as it is then, if it is the ReplicaSet's own then.
fn claim_one(world: &mut World, set: &Set, spec: &ReplicaSet, pod: Arc<Object>) -> Option<Arc<Object>> {
    match (pod.meta.controller().is_some(), spec.selector.matches(&pod.meta.labels)) {
        (true, true) => Some(pod),
        (true, false) => {
            let uid = set.uid();
            change(world, &pod.key(), |pod| pod.meta.owners.retain(|owner| owner.uid != uid));
            None
        }
        (false, _) => {
            let owner = set.object.meta.controller_ref();
            change(world, &pod.key(), |pod| pod.meta.owners.push(owner))
        }
    }
}

fn change(world: &mut World, key: &Key, change: impl FnOnce(&mut Object)) -> Option<Arc<Object>> {
    let written = world.store.update(key, false, change);
    debug_assert!(written.is_ok(), "a pod that was just read is there");
    written.ok()
}

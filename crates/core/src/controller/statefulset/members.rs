//! Which pods are the set's: orphans that match it are adopted, pods that no longer match are released
//! (`PodControllerRefManager.ClaimPods`).

use super::{Roster, Set};
use crate::object::{Key, Object};
use crate::world::World;

/// Adopts and releases pods that have changed since the last sync.
pub(super) fn claim(world: &mut World, roster: &mut Roster, set: &Set) {
    for &ordinal in &roster.take_recheck() {
        let key = set.pod_key(ordinal);
        let Some(pod) = world.store.get(&key) else { continue };
        let matches = set.spec.selector.matches(&pod.meta.labels);
        match pod.meta.controller() {
            Some(owner) if owner.uid == set.meta().uid && !matches => {
                release(world, set, &key);
                roster.note(world.now, ordinal, None);
            }
            None if matches && !pod.meta.is_terminating() => {
                adopt(world, set, &key);
                roster.note(world.now, ordinal, world.store.get(&key).map(|pod| &**pod));
            }
            Some(_) | None => {}
        }
    }
}

fn adopt(world: &mut World, set: &Set, key: &Key) {
    let owner = set.meta().controller_ref();
    change(world, key, |pod| pod.meta.owners.push(owner));
}

fn release(world: &mut World, set: &Set, key: &Key) {
    let uid = set.meta().uid;
    change(world, key, |pod| pod.meta.owners.retain(|owner| owner.uid != uid));
}

fn change(world: &mut World, key: &Key, change: impl FnOnce(&mut Object)) {
    let written = world.store.update(key, false, change);
    debug_assert!(written.is_ok(), "a pod that was just read is there");
}

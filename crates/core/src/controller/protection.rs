//! Protection of storage in use (`pkg/controller/volume/pvcprotection`, `pvprotection`): a claim stays while a pod uses
//! it, a volume while a claim is bound to it, whoever deletes them.

use super::garbage::remove_finalizer;
use super::{Controller, Outcome};
use crate::api::{CLAIM_FINALIZER, VOLUME_FINALIZER};
use crate::decision::Rule;
use crate::object::{Key, Kind, Object, VolumePhase};
use crate::store::Change;
use crate::world::World;
use std::sync::Arc;

/// Plans a look at what is being deleted, and at the claims of a pod that is gone or over.
pub(crate) fn observe(world: &mut World, change: &Change) {
    match change.key.kind {
        Kind::PersistentVolumeClaim | Kind::PersistentVolume => {
            if change.new.as_ref().is_some_and(|object| object.meta.is_terminating()) {
                world.enqueue(Controller::StorageProtection, change.key.clone());
            }
        }
        Kind::Pod if change.new.is_none() => enqueue_claims(world, change),
        _ => {}
    }
}

fn enqueue_claims(world: &mut World, change: &Change) {
    for volume in change.old.as_ref().and_then(|old| old.pod()).iter().flat_map(|pod| &pod.claims) {
        let claim = change.key.beside(Kind::PersistentVolumeClaim, &volume.claim);
        if world.store.get(&claim).is_some_and(|claim| claim.meta.is_terminating()) {
            world.enqueue(Controller::StorageProtection, claim);
        }
    }
}

/// Lets a claim or volume go that nothing uses any more.
pub(crate) fn sync(world: &mut World, key: &Key) -> Outcome {
    let Some(object) = world.store.get(key).cloned() else { return Outcome::Gone };
    if !object.meta.is_terminating() {
        return Outcome::does(Rule::StorageProtection, format!("{} is protected.", key.name));
    }
    let (finalizer, user) = match key.kind {
        Kind::PersistentVolumeClaim => (CLAIM_FINALIZER, user_of_claim(world, key)),
        _ => (VOLUME_FINALIZER, user_of_volume(&object)),
    };
    if let Some(user) = user {
        return Outcome::does(Rule::StorageProtection, format!("{} stays while {user} uses it.", key.name));
    }
    remove_finalizer(world, key, finalizer);
    Outcome::does(Rule::StorageProtection, format!("{} goes: nothing uses it.", key.name))
}

/// A pod that uses a claim. One that is not bound to a node does not count: its kubelet will not start it.
fn user_of_claim(world: &World, key: &Key) -> Option<String> {
    let user = world.store.pods_using(key).find(|pod| pod.pod().is_some_and(|pod| pod.node.is_some()))?;
    Some(user.meta.name.to_string())
}

fn user_of_volume(object: &Arc<Object>) -> Option<String> {
    let volume = object.volume().filter(|volume| volume.phase == VolumePhase::Bound)?;
    volume.claim.as_ref().map(|claim| claim.name.to_string())
}

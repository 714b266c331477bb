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
            let unprotected = |object: &Arc<Object>| {
                !object.meta.finalizers.iter().any(|f| **f == *finalizer(change.key.kind))
            };
            if change.new.as_ref().is_some_and(|object| object.meta.is_terminating() || unprotected(object)) {
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

fn finalizer(kind: Kind) -> &'static str {
    if kind == Kind::PersistentVolume { VOLUME_FINALIZER } else { CLAIM_FINALIZER }
}

/// Protects a claim or volume, or lets one go that nothing uses any more.
pub(crate) fn sync(world: &mut World, key: &Key) -> Outcome {
    let Some(object) = world.store.get(key).cloned() else { return Outcome::Gone };
    let finalizer = finalizer(key.kind);
    if !object.meta.is_terminating() {
        protect(world, key, finalizer);
        return Outcome::does(Rule::StorageProtection, format!("{} is protected.", key.name));
    }
    let user = if object.claim().is_some() { user_of_claim(world, key) } else { user_of_volume(&object) };
    if let Some(user) = user {
        return Outcome::does(Rule::StorageProtection, format!("{} stays while {user} uses it.", key.name));
    }
    remove_finalizer(world, key, finalizer);
    Outcome::does(Rule::StorageProtection, format!("{} goes: nothing uses it.", key.name))
}

/// Puts the finalizer back that somebody took off.
fn protect(world: &mut World, key: &Key, finalizer: &str) {
    let _ = world.store.update(key, false, |object| {
        if !object.meta.finalizers.iter().any(|f| &**f == finalizer) {
            object.meta.finalizers.push(finalizer.into());
        }
    });
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

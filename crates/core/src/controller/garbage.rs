//! The garbage collector (`pkg/controller/garbagecollector`): deletes what no owner is left for, takes owners that
//! orphan out of references, holds owners that wait until what they own is gone.

use super::{Controller, Outcome};
use crate::decision::Rule;
use crate::object::{Key, Object, OwnerRef, Uid};
use crate::store::{Change, DeleteOptions, FOREGROUND_FINALIZER, ORPHAN_FINALIZER, Propagation};
use crate::world::World;
use std::sync::Arc;

/// Plans a look at what a deleted object owned, at owners that wait, and at objects whose owner is not there.
pub(crate) fn observe(world: &mut World, change: &Change) {
    match &change.new {
        None => {
            let Some(old) = &change.old else { return };
            enqueue_dependents(world, old.meta.uid);
            enqueue_waiting_owners(world, old);
        }
        // An owner that waits looks again when something it owns is gone, not when its own status changes.
        Some(new) if waits(new) != change.old.as_deref().and_then(waits) => {
            world.enqueue(Controller::GarbageCollector, change.key.clone());
        }
        Some(new) if change.old.as_ref().is_none_or(|old| old.meta.owners != new.meta.owners) => {
            if let Some(old) = &change.old {
                enqueue_waiting_owners(world, old);
            }
            if new.meta.owners.iter().any(|owner| !is_there(world, &change.key, owner)) {
                world.enqueue(Controller::GarbageCollector, change.key.clone());
            }
        }
        Some(_) => {}
    }
}

/// What a deleted object owned is looked at newest first: so the recordings have it more often than not. (Upstream's
/// order is that of a map, and twenty workers share the work.)
fn enqueue_dependents(world: &mut World, owner: Uid) {
    for key in dependents(world, owner) {
        world.enqueue(Controller::GarbageCollector, key);
    }
}

fn dependents(world: &World, owner: Uid) -> Vec<Key> {
    let mut keys: Vec<(Uid, Key)> = world
        .store
        .owned_by(owner)
        .filter_map(|key| Some((world.store.get(key)?.meta.uid, key.clone())))
        .collect();
    crate::sort::sort_by_key(&mut keys, |(uid, _)| std::cmp::Reverse(*uid));
    keys.into_iter().map(|(_, key)| key).collect()
}

fn enqueue_waiting_owners(world: &mut World, gone: &Object) {
    for owner in &gone.meta.owners {
        let key = owner_key(&gone.key(), owner);
        if world.store.get(&key).is_some_and(|owner| waits(owner).is_some()) {
            world.enqueue(Controller::GarbageCollector, key);
        }
    }
}

fn owner_key(of: &Key, owner: &OwnerRef) -> Key {
    Key::new(owner.kind, &of.namespace, &owner.name)
}

fn is_there(world: &World, of: &Key, owner: &OwnerRef) -> bool {
    world.store.get(&owner_key(of, owner)).is_some_and(|object| object.meta.uid == owner.uid)
}

/// What an owner that is being deleted waits for, by its finalizer.
fn waits(object: &Object) -> Option<Propagation> {
    let has = |finalizer: &str| object.meta.finalizers.iter().any(|f| &**f == finalizer);
    if !object.meta.is_terminating() {
        None
    } else if has(ORPHAN_FINALIZER) {
        Some(Propagation::Orphan)
    } else {
        has(FOREGROUND_FINALIZER).then_some(Propagation::Foreground)
    }
}

/// Looks at one object: as an owner that waits, else as something owned (`attemptToDeleteItem`).
pub(crate) fn sync(world: &mut World, key: &Key) -> Outcome {
    let Some(object) = world.store.get(key).cloned() else { return Outcome::Gone };
    match waits(&object) {
        Some(Propagation::Orphan) => orphan(world, &object),
        Some(Propagation::Foreground) => delete_dependents(world, &object),
        Some(Propagation::Background) | None => collect(world, &object),
    }
}

/// Takes an owner out of the references of all it owns, oldest first, then lets it go (`orphanDependents`).
fn orphan(world: &mut World, owner: &Arc<Object>) -> Outcome {
    let uid = owner.meta.uid;
    for key in dependents(world, uid).into_iter().rev() {
        // It was just there: the write cannot fail.
        let _ = world.store.update(&key, false, |object| object.meta.owners.retain(|owner| owner.uid != uid));
    }
    remove_finalizer(world, &owner.key(), ORPHAN_FINALIZER);
    Outcome::does(Rule::GarbageCollection, format!("Leaves what {} owned without an owner.", owner.key()))
}

/// Deletes what an owner owns; when nothing that blocks it is left, the owner goes too (`processDeletingDependentsItem`).
fn delete_dependents(world: &mut World, owner: &Arc<Object>) -> Outcome {
    let owned = dependents(world, owner.meta.uid);
    let blocks = |key: &Key| {
        let dependent = world.store.get(key);
        dependent
            .is_some_and(|d| d.meta.owners.iter().any(|o| o.uid == owner.meta.uid && o.block_owner_deletion))
    };
    if !owned.iter().any(blocks) {
        remove_finalizer(world, &owner.key(), FOREGROUND_FINALIZER);
        return Outcome::does(
            Rule::GarbageCollection,
            format!("{} goes: nothing it owned is left.", owner.key()),
        );
    }
    for key in owned.iter().filter(|key| blocks(key)).cloned().collect::<Vec<_>>() {
        if let Some(dependent) = world.store.get(&key).filter(|object| !object.meta.is_terminating()).cloned()
            && !keep_for_others(world, &dependent)
        {
            let propagation = propagation(world, &dependent);
            delete(world, &key, propagation);
        }
    }
    Outcome::does(Rule::GarbageCollection, format!("{} waits until what it owns is gone.", owner.key()))
}

/// How something goes whose owner waits for it: after what it owns itself, if it owns anything (`attemptToDeleteItem`).
fn propagation(world: &World, dependent: &Object) -> Propagation {
    let owns = world.store.owned_by(dependent.meta.uid).next().is_some();
    if owns { Propagation::Foreground } else { Propagation::Background }
}

/// Leaves an object to those of its owners that are there and stay, if there are any: the references to the others go.
fn keep_for_others(world: &mut World, object: &Arc<Object>) -> bool {
    let key = object.key();
    let stays = |owner: &OwnerRef| {
        let there = world.store.get(&owner_key(&key, owner)).filter(|object| object.meta.uid == owner.uid);
        there.is_some_and(|owner| waits(owner) != Some(Propagation::Foreground))
    };
    let staying: Vec<Uid> =
        object.meta.owners.iter().filter(|owner| stays(owner)).map(|owner| owner.uid).collect();
    if !staying.is_empty() {
        // It was just there: the write cannot fail.
        let _ = world
            .store
            .update(&key, false, |object| object.meta.owners.retain(|owner| staying.contains(&owner.uid)));
    }
    !staying.is_empty()
}

/// Deletes an object that has owners, none of which is there; drops references to those that are not.
fn collect(world: &mut World, object: &Arc<Object>) -> Outcome {
    let key = object.key();
    let all_there = object.meta.owners.iter().all(|owner| is_there(world, &key, owner));
    if all_there || object.meta.is_terminating() {
        return Outcome::does(Rule::GarbageCollection, format!("{key} stays: its owners are there."));
    }
    if keep_for_others(world, object) {
        return Outcome::does(Rule::GarbageCollection, format!("{key} stays: another owner is there."));
    }
    delete(world, &key, Propagation::Background);
    Outcome::does(Rule::GarbageCollection, format!("Deletes {key}: its owner is gone."))
}

fn delete(world: &mut World, key: &Key, propagation: Propagation) {
    let options = DeleteOptions { propagation, ..DeleteOptions::default() };
    // It was just there: the deletion cannot fail.
    let _ = world.store.delete(world.now, key, options);
}

/// Takes a finalizer off an object; if it was the last of one that is being deleted, the object goes.
pub(super) fn remove_finalizer(world: &mut World, key: &Key, finalizer: &str) {
    // If the object is gone already, so is its finalizer.
    let _ = world.store.update(key, false, |object| object.meta.finalizers.retain(|f| &**f != finalizer));
}

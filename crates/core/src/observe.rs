//! Turns changes of the store into entries of the journal.

use crate::journal::{ClaimChange, Created, Entry, PodChange, RevisionChange, VolumeChange};
use crate::object::{Claim, Kind, Object, Pod, Volume};
use crate::podstate;
use crate::store::Change;
use crate::world::World;
use std::sync::Arc;

/// Writes down what a change means for pods, claims, volumes, revisions, nodes and workloads.
pub(crate) fn journal(world: &mut World, change: &Change) {
    match change.key.kind {
        Kind::Pod => pod(world, change),
        Kind::PersistentVolumeClaim => claim(world, change),
        Kind::PersistentVolume => volume(world, change),
        Kind::ControllerRevision => revision(world, change),
        Kind::Node => node(world, change),
        Kind::StatefulSet | Kind::Deployment => replicas(world, change),
        _ => {}
    }
}

/// Whether an object's owners differ from before; true if it is new.
fn owners_changed(change: &Change) -> bool {
    let (old, new) = (change.old.as_deref(), change.new.as_deref());
    old.map(|object| &object.meta.owners) != new.map(|object| &object.meta.owners)
}

fn newly_deleting(change: &Change) -> bool {
    let deleting = |object: &Arc<Object>| object.meta.is_terminating();
    change.new.as_ref().is_some_and(deleting) && !change.old.as_ref().is_some_and(deleting)
}

fn pod(world: &mut World, change: &Change) {
    let key = &change.key;
    let write = |world: &mut World, what| world.write(Entry::Pod(key.clone(), what));
    let (Some(object), old) = (&change.new, &change.old) else {
        world.since.insert(key.clone(), world.now);
        return write(world, PodChange::Gone);
    };
    let Some(pod) = object.pod() else { return };
    let before = old.as_ref().and_then(|old| old.pod());
    if old.is_none() {
        let revision = podstate::revision(object).cloned().unwrap_or_default();
        let created = Created { uid: object.meta.uid, revision, owners: object.meta.owners.clone() };
        write(world, PodChange::Created(Box::new(created)));
    } else if owners_changed(change) {
        write(world, PodChange::Owners(object.meta.owners.clone()));
    }
    if before.and_then(|p| p.node.as_ref()) != pod.node.as_ref()
        && let Some(node) = &pod.node
    {
        write(world, PodChange::Bound(node.clone()));
    }
    pod_status(world, change, before, pod);
    if newly_deleting(change) {
        write(world, PodChange::Deleting);
    }
    let state = podstate::of(object);
    if old.as_ref().is_none_or(|old| podstate::of(old) != state) {
        let number = podstate::revision_number(&world.store, object);
        world.since.insert(key.clone(), world.now);
        write(world, PodChange::State(state, number));
    }
}

fn pod_status(world: &mut World, change: &Change, before: Option<&Pod>, pod: &Pod) {
    if before.is_some_and(|before| before.status.phase != pod.status.phase) {
        world.write(Entry::Pod(change.key.clone(), PodChange::Phase(pod.status.phase)));
    }
    let ready = pod.status.ready.is_true();
    if before.is_some_and(|before| before.status.ready.is_true()) != ready {
        world.write(Entry::Pod(change.key.clone(), PodChange::Ready(ready)));
    }
}

fn claim(world: &mut World, change: &Change) {
    let key = &change.key;
    let write = |world: &mut World, what| world.write(Entry::Claim(key.clone(), what));
    let Some(object) = &change.new else { return write(world, ClaimChange::Gone) };
    if change.old.is_none() {
        let owners = Box::new(object.meta.owners.clone());
        write(world, ClaimChange::Created { uid: object.meta.uid, owners });
    } else if owners_changed(change) {
        write(world, ClaimChange::Owners(object.meta.owners.clone()));
    }
    let phase = |claim: &Claim| claim.phase;
    let (old, new) = (change.old.as_ref().and_then(|o| o.claim()).map(phase), object.claim().map(phase));
    if let Some(phase) = new.filter(|phase| old.unwrap_or_default() != *phase) {
        write(world, ClaimChange::Phase(phase));
    }
    if newly_deleting(change) {
        write(world, ClaimChange::Deleting);
    }
}

fn volume(world: &mut World, change: &Change) {
    let key = &change.key;
    let write = |world: &mut World, what| world.write(Entry::Volume(key.clone(), what));
    let Some(object) = &change.new else { return write(world, VolumeChange::Gone) };
    if change.old.is_none() {
        write(world, VolumeChange::Created(object.meta.uid));
    }
    let phase = |volume: &Volume| volume.phase;
    let (old, new) = (change.old.as_ref().and_then(|o| o.volume()).map(phase), object.volume().map(phase));
    if let Some(phase) = new.filter(|phase| old.unwrap_or_default() != *phase) {
        write(world, VolumeChange::Phase(phase));
    }
    if newly_deleting(change) {
        write(world, VolumeChange::Deleting);
    }
}

fn revision(world: &mut World, change: &Change) {
    let key = &change.key;
    let write = |world: &mut World, what| world.write(Entry::Revision(key.clone(), what));
    let Some(object) = &change.new else { return write(world, RevisionChange::Gone) };
    let number = |object: &Object| object.revision().map_or(0, |revision| revision.revision);
    let (before, number) = (change.old.as_deref().map(number), number(object));
    if before.is_none() {
        write(world, RevisionChange::Created(number));
    } else if owners_changed(change) || before != Some(number) {
        write(world, RevisionChange::Changed(number, Box::new(object.meta.owners.clone())));
    }
}

fn node(world: &mut World, change: &Change) {
    let ready = |object: &Arc<Object>| object.node().is_some_and(|node| node.ready.is_true());
    let (old, new) = (change.old.as_ref().map(ready), change.new.as_ref().map(ready));
    if let (Some(old), Some(new)) = (old, new)
        && old != new
    {
        world.write(Entry::NodeReady(change.key.clone(), new));
    }
}

fn replicas(world: &mut World, change: &Change) {
    let replicas = |object: &Arc<Object>| {
        object
            .set()
            .map(|set| set.spec.replicas)
            .or_else(|| object.deployment().map(|deployment| deployment.replicas))
    };
    let (old, new) = (change.old.as_ref().and_then(replicas), change.new.as_ref().and_then(replicas));
    if old != new {
        world.write(Entry::Replicas(change.key.clone(), new.unwrap_or(0)));
    }
}

//! Volumes on nodes: attached when a pod needs them, detached when none does. A volume that one node has, another cannot
//! get (ReadWriteOnce), so a node that does not answer holds on to it.

use super::{KubeletEvent, Run};
use crate::object::{AccessMode, Key, Kind, Name, Object, Uid, Volume, VolumeSource};
use crate::persist::OrdSet;
use crate::time::Time;
use crate::world::{Event, World};
use std::sync::Arc;

/// The volumes of a pod's claims.
pub(super) fn of_pod(world: &World, object: &Arc<Object>) -> Vec<Key> {
    let claims = object.pod().map(|pod| &*pod.claims).unwrap_or_default();
    let own = object.key();
    let volume = |claim: &Name| {
        let claim = world.store.get(&own.beside(Kind::PersistentVolumeClaim, claim))?;
        claim.claim()?.volume.as_ref().map(key)
    };
    claims.iter().filter_map(|used| volume(&used.claim)).collect()
}

/// What a volume is stored under.
pub(super) fn key(volume: &Name) -> Key {
    Key::global(Kind::PersistentVolume, volume)
}

/// Whether a volume is attached to one node at a time: made by a provisioner, and not for many writers.
fn is_exclusive(volume: &Volume) -> bool {
    let shared = [AccessMode::ReadWriteMany, AccessMode::ReadOnlyMany];
    matches!(volume.source, VolumeSource::Csi { .. })
        && !volume.modes.iter().any(|mode| shared.contains(mode))
}

/// That of a pod's volumes that another node still has, and that node.
pub(super) fn held_elsewhere<'a>(world: &World, volumes: &'a [Key], node: &Name) -> Option<(&'a Name, Name)> {
    volumes.iter().find_map(|key| {
        let holder = world.kubelets.attached.get(key).filter(|holder| *holder != node)?;
        let volume = world.store.get(key)?.volume()?;
        is_exclusive(volume).then(|| (&key.name, holder.clone()))
    })
}

/// Whether all volumes of a pod are attached to its node.
pub(super) fn all_attached(world: &World, object: &Arc<Object>, node: &Name) -> bool {
    of_pod(world, object).iter().all(|volume| world.kubelets.attached.get(volume) == Some(node))
}

/// Attaches a pod's volumes to its node and notes that it has them.
pub(super) fn mount(world: &mut World, pod: Uid, volumes: Vec<Key>) {
    let Some(run) = world.kubelets.runs.get_mut(&pod) else { return };
    run.volumes = volumes.iter().map(|volume| volume.name.clone()).collect();
    let node = run.node.clone();
    for volume in volumes {
        note_second_writer(world, pod, &volume);
        world.kubelets.mounted.insert((volume.clone(), pod));
        world.kubelets.attached.insert(volume, node.clone());
    }
}

/// A volume that a container the API knows nothing of still has may be written to by two at once.
fn note_second_writer(world: &mut World, pod: Uid, volume: &Key) {
    let shared = world.kubelets.orphans().any(|(uid, run)| *uid != pod && run.volumes.contains(&volume.name));
    let id = world.store.get(volume).filter(|_| shared).map(|volume| volume.meta.uid);
    if let Some(id) = id {
        world.files.damage(id, world.now);
    }
}

/// Plans to detach what an ended pod had, unless another pod of the node uses it.
pub(super) fn release(world: &mut World, pod: Uid, run: &Run) {
    let at = world.now + world.config.durations.detach;
    for volume in &run.volumes {
        world.kubelets.mounted.remove(&(key(volume), pod));
        world.queue.plan(at, Event::Kubelet(KubeletEvent::Detach(volume.clone(), run.node.clone())));
    }
}

/// Detaches a volume from a node, if it is there still and nobody on that node uses it.
pub(super) fn detach(world: &mut World, volume: &Name, node: &Name) {
    let here = |pod: Uid| world.kubelets.runs.get(&pod).is_some_and(|run| run.node == *node);
    let used = users(&world.kubelets.mounted, &key(volume)).any(here);
    if !used && world.kubelets.attached.get(&key(volume)) == Some(node) {
        world.kubelets.attached.remove(&key(volume));
        super::runtime::volume_freed(world, volume);
    }
}

fn users<'a>(of: &'a OrdSet<(Key, Uid)>, volume: &'a Key) -> impl Iterator<Item = Uid> + 'a {
    of.matching(volume.place(), |(used, _)| used.cmp(volume)).map(|(_, pod)| *pod)
}

/// The pods that wait for a volume; they are not thought to any more.
pub(super) fn take_waiting(world: &mut World, volume: &Name) -> Vec<Uid> {
    let waiting: Vec<Uid> = users(&world.kubelets.awaited, &key(volume)).collect();
    for pod in &waiting {
        world.kubelets.awaited.remove(&(key(volume), *pod));
    }
    waiting
}

/// Notes that a pod waits for a volume that another node has.
pub(super) fn wait_for(world: &mut World, volume: &Name, pod: Uid) {
    world.kubelets.awaited.insert((key(volume), pod));
}

/// Since when no pod that the API knows of needs a volume on a silent node: the attach-detach controller counts from
/// there, not from the node's silence. None while there is such a pod.
pub(super) fn unwanted_since(world: &World, volume: &Name, node: &Name, silent: Time) -> Option<Time> {
    let runs = world.kubelets.runs.values();
    let mut users = runs.filter(|run| run.node == *node && run.volumes.contains(volume));
    users.try_fold(silent, |since, run| Some(since.max(run.orphaned?)))
}

/// Takes a volume from a node that has not answered for too long (`maxWaitForUnmountDuration`).
pub(super) fn force_detach(world: &mut World, volume: &Name) {
    world.kubelets.attached.remove(&key(volume));
}

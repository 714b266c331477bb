//! Which volume suits a claim (`pkg/controller/volume/persistentvolume/index.go`, `FindMatchingVolume`).

use crate::object::{BindingMode, Claim, Key, Kind, Object, Volume, VolumePhase};
use crate::quantity::Quantity;
use crate::world::World;
use serde_json::Value;
use std::sync::Arc;

/// The volume for a claim: the one kept for it, else the smallest free one that fits; for a claim whose pod's node is
/// chosen, one that node can reach (`FindMatchingVolume`).
pub(crate) fn find_volume(
    world: &World,
    object: &Object,
    claim: &Claim,
    node: Option<&Object>,
) -> Option<Key> {
    let own = object.key();
    // Mostly there is none to look at: then its size does not matter.
    if world.store.free_volumes().next().is_none() && world.store.volumes_for(&own).next().is_none() {
        return None;
    }
    let size = Quantity::parse(&claim.request).ok()?;
    let reserved = |volume: &&Arc<Object>| {
        volume.volume().is_some_and(|v| {
            is_kept_for(v, object) && is_large_enough(v, size) && mode(&v.raw) == mode(&claim.raw)
        })
    };
    if let Some(volume) = world.store.volumes_for(&own).find(reserved) {
        return Some(volume.key());
    }
    if node.is_none() && waits_for_consumer(world, claim) {
        return None;
    }
    let fitting = world.store.free_volumes().filter(|volume| fits(volume, claim, size, node));
    let smallest = fitting.min_by_key(|volume| {
        let capacity = volume.volume().and_then(|v| Quantity::parse(&v.capacity).ok());
        (capacity.map(Quantity::millis), volume.meta.name.clone())
    });
    smallest.map(|volume| volume.key())
}

pub(super) fn is_kept_for(volume: &Volume, claim: &Object) -> bool {
    volume.claim.as_ref().is_some_and(|kept| {
        kept.name == claim.meta.name
            && kept.namespace == claim.meta.namespace
            && kept.uid.is_none_or(|uid| uid == claim.meta.uid)
    })
}

fn waits_for_consumer(world: &World, claim: &Claim) -> bool {
    let class = claim.class.as_ref().map(|class| Key::global(Kind::StorageClass, class));
    let class = class.and_then(|key| world.store.get(&key)).and_then(|object| object.class());
    class.is_some_and(|class| class.binding == BindingMode::WaitForFirstConsumer)
}

fn fits(object: &Object, claim: &Claim, size: Quantity, node: Option<&Object>) -> bool {
    let Some(volume) = object.volume() else { return false };
    let free =
        volume.claim.is_none() && volume.phase != VolumePhase::Released && !object.meta.is_terminating();
    let named = claim.volume.as_ref().is_none_or(|name| *name == object.meta.name);
    free && named
        && unsuitable(volume, claim, size).is_none()
        && claim.selector.as_ref().is_none_or(|selector| selector.matches(&object.meta.labels))
        && node.is_none_or(|node| reaches(volume, node))
}

/// Whether a node can reach a volume.
pub(crate) fn reaches(volume: &Volume, node: &Object) -> bool {
    volume.affinity.as_ref().is_none_or(|affinity| affinity.matches(&node.meta.name, &node.meta.labels))
}

/// Why a volume will not do for a claim of a size, if it will not (`checkVolumeSatisfyClaim`).
pub(super) fn unsuitable(volume: &Volume, claim: &Claim, size: Quantity) -> Option<&'static str> {
    if !is_large_enough(volume, size) {
        Some("requested PV is too small")
    } else if *volume.class != *claim.class.as_deref().unwrap_or_default() {
        Some("storageClassName does not match")
    } else if mode(&volume.raw) != mode(&claim.raw) {
        Some("incompatible volumeMode")
    } else if !claim.modes.iter().all(|mode| volume.modes.contains(mode)) {
        Some("incompatible accessMode")
    } else {
        None
    }
}

fn is_large_enough(volume: &Volume, size: Quantity) -> bool {
    Quantity::parse(&volume.capacity).is_ok_and(|capacity| capacity.millis() >= size.millis())
}

/// `volumeMode`: a file system, or a bare block device.
fn mode(spec: &Value) -> &str {
    spec["volumeMode"].as_str().unwrap_or("Filesystem")
}

//! What becomes of a released volume that no external provisioner made: the volume controller itself deletes or scrubs it,
//! if it knows how (`deleteVolumeOperation`, `recycleVolumeOperation`).

use super::{BOUND_BY_CONTROLLER, SOURCE};
use crate::controller::Outcome;
use crate::decision::Rule;
use crate::events::EventInput;
use crate::object::{Object, ReclaimPolicy, Volume, VolumePhase};
use crate::store::DeleteOptions;
use crate::world::World;
use std::sync::Arc;

/// Deletes or scrubs a volume, or says why it cannot.
///
/// A real controller scrubs with a pod of its own in the namespace `default`, which is not shown here: it takes as long as
/// a deletion does.
pub(crate) fn reclaim(world: &mut World, object: &Arc<Object>, volume: &Volume) -> Outcome {
    match volume.reclaim {
        ReclaimPolicy::Retain => Outcome::does(Rule::Reclaiming, format!("{} stays.", object.meta.name)),
        ReclaimPolicy::Recycle if is_any_of(volume, &["hostPath", "nfs"]) => recycle(world, object),
        ReclaimPolicy::Recycle => {
            fail(world, object, "VolumeFailedRecycle", "No recycler plugin found for the volume!".into())
        }
        ReclaimPolicy::Delete => delete(world, object, volume),
    }
}

fn is_any_of(volume: &Volume, sources: &[&str]) -> bool {
    sources.iter().any(|source| volume.raw[source].is_object())
}

/// Of the volumes that people write only those of a node's temporary directory can be deleted.
fn delete(world: &mut World, object: &Arc<Object>, volume: &Volume) -> Outcome {
    let name = &object.meta.name;
    if !is_any_of(volume, &["hostPath"]) {
        let why = "no deletable volume plugin matched";
        let message = format!("error getting deleter volume plugin for volume \"{name}\": {why}");
        return fail(world, object, "VolumeFailedDelete", message);
    }
    let path = volume.raw["hostPath"]["path"].as_str().unwrap_or("");
    if path.strip_prefix("/tmp/").is_none_or(str::is_empty) {
        let message = format!("host_path deleter only supports /tmp/.+ but received provided {path}");
        return fail(world, object, "VolumeFailedDelete", message);
    }
    // It was just there: the deletion cannot fail.
    let _ = world.store.delete(world.now, &object.key(), DeleteOptions::default());
    world.files.drop_volume(object.meta.uid);
    Outcome::does(Rule::Reclaiming, format!("Deletes {name} with all that was stored on it."))
}

/// Scrubs a volume and lets the next claim have it (`unbindVolume`). One that somebody reserved for a claim stays reserved
/// for the next of that name.
fn recycle(world: &mut World, object: &Arc<Object>) -> Outcome {
    world.files.drop_volume(object.meta.uid);
    tell(world, object, false, "VolumeRecycled", "Volume recycled".into());
    let _ = world.store.update(&object.key(), false, |object| {
        let chosen = object.meta.annotation(BOUND_BY_CONTROLLER).is_some();
        object.meta.annotations.remove(BOUND_BY_CONTROLLER);
        let Some(volume) = object.volume_mut() else { return };
        (volume.phase, volume.failure) = (VolumePhase::Available, None);
        match &mut volume.claim {
            Some(kept) if !chosen => kept.uid = None,
            kept => *kept = None,
        }
    });
    Outcome::does(Rule::Reclaiming, format!("{} is scrubbed, and free for a claim.", object.meta.name))
}

/// Says once that a volume could not be reclaimed (`updateVolumePhaseWithEvent`).
fn fail(world: &mut World, object: &Arc<Object>, reason: &'static str, message: String) -> Outcome {
    let failed = object.volume().is_some_and(|volume| volume.phase == VolumePhase::Failed);
    let sentence = format!("{} stays: {message}.", object.meta.name);
    if !failed {
        let _ = world.store.update(&object.key(), false, |object| {
            if let Some(volume) = object.volume_mut() {
                volume.phase = VolumePhase::Failed;
                volume.failure = Some(Box::new(message.as_str().into()));
            }
        });
        tell(world, object, true, reason, message);
    }
    Outcome::does(Rule::Reclaiming, sentence)
}

fn tell(world: &mut World, object: &Object, warning: bool, reason: &'static str, message: String) {
    world.event(object, EventInput { source: SOURCE, warning, reason, message, newer_api: false });
}

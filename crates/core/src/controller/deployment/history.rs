//! A Deployment's history: the revision numbers of its ReplicaSets, and how many old ones are kept.

use super::Rollout;
use super::sets::{Set, Sets};
use crate::object::Meta;
use crate::store::DeleteOptions;
use crate::world::World;

/// The annotation of a Deployment and its ReplicaSets with their revision's number.
pub(crate) const REVISION_ANNOTATION: &str = "deployment.kubernetes.io/revision";
/// The annotation of a ReplicaSet with the numbers it had before a rollback gave it a new one.
const HISTORY_ANNOTATION: &str = "deployment.kubernetes.io/revision-history";
/// Annotations that a ReplicaSet does not get from its Deployment (`annotationsToSkip`).
const OWN_ANNOTATIONS: [&str; 6] = [
    "kubectl.kubernetes.io/last-applied-configuration",
    REVISION_ANNOTATION,
    HISTORY_ANNOTATION,
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to",
];

/// The number of an object's revision; 0 if it has none (`Revision`).
pub(crate) fn revision(meta: &Meta) -> u64 {
    meta.annotation(REVISION_ANNOTATION).and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Gives a ReplicaSet the annotations of its Deployment (`copyDeploymentAnnotationsToReplicaSet`).
pub(super) fn copy_annotations(from: &Meta, to: &mut Meta) {
    for (name, value) in from.annotations.iter().filter(|(name, _)| !OWN_ANNOTATIONS.contains(&&***name)) {
        if to.annotation(name) != Some(value) {
            to.annotate(name, value.clone());
        }
    }
}

/// Makes the new ReplicaSet the newest revision, and the Deployment's own number that one (`SetNewReplicaSetAnnotations`).
pub(super) fn number(world: &mut World, rollout: &Rollout, sets: &mut Sets) {
    let newest = sets.old.iter().map(|set| revision(&set.object.meta)).max().unwrap_or(0).saturating_add(1);
    let Some(new) = &mut sets.new else { return };
    let min_ready_seconds = rollout.spec.min_ready_seconds;
    let spec = new.object.replica_set().is_some_and(|body| body.min_ready_seconds != min_ready_seconds);
    let written = world.store.update(&new.key(), spec, |object| {
        copy_annotations(&rollout.object.meta, &mut object.meta);
        renumber(&mut object.meta, newest);
        if let Some(body) = object.replica_set_mut() {
            body.min_ready_seconds = min_ready_seconds;
        }
    });
    if let Some(written) = written.ok().as_ref().and_then(Set::of) {
        *new = written;
    }
    let number = revision(&new.object.meta).to_string();
    let written = world.store.update(&rollout.key, false, |object| {
        if object.meta.annotation(REVISION_ANNOTATION).is_none_or(|known| **known != *number) {
            object.meta.annotate(REVISION_ANNOTATION, number.as_str());
        }
    });
    debug_assert!(written.is_ok(), "a Deployment that is being synced is there");
}

fn renumber(meta: &mut Meta, newest: u64) {
    let before = revision(meta);
    if before >= newest {
        return;
    }
    meta.annotate(REVISION_ANNOTATION, newest.to_string());
    if before > 0 {
        let earlier = meta.annotation(HISTORY_ANNOTATION).filter(|earlier| !earlier.is_empty());
        let history = earlier.map_or_else(|| before.to_string(), |earlier| format!("{earlier},{before}"));
        meta.annotate(HISTORY_ANNOTATION, history);
    }
}

/// Deletes the oldest ReplicaSets without pods beyond the limit (`cleanupDeployment`).
pub(super) fn clean_up(world: &mut World, rollout: &Rollout, sets: &Sets) {
    let mut kept: Vec<&Set> = sets.old.iter().filter(|set| !set.object.meta.is_terminating()).collect();
    crate::sort::sort_by_key(&mut kept, |set| revision(&set.object.meta));
    let limit = usize::try_from(rollout.spec.history_limit).unwrap_or(usize::MAX);
    let surplus = kept.len().saturating_sub(limit);
    for set in kept.into_iter().take(surplus).filter(|set| is_idle(set)) {
        // It was just there: the deletion cannot fail.
        let _ = world.store.delete(world.now, &set.key(), DeleteOptions::default());
    }
}

fn is_idle(set: &Set) -> bool {
    set.replicas == 0
        && set.status.replicas == 0
        && set.object.meta.generation <= set.status.observed_generation
}

//! How many pods each of a Deployment's ReplicaSets is to have, outside of a rollout's steps.

use super::Rollout;
use super::sets::{Set, Sets};
use crate::decision::{Rule, Verdict};
use crate::object::Meta;
use crate::world::World;
use std::cmp::Reverse;

/// The annotation of a ReplicaSet with the replicas its Deployment wanted when it was last scaled.
const DESIRED_ANNOTATION: &str = "deployment.kubernetes.io/desired-replicas";
/// The annotation of a ReplicaSet with how many pods its Deployment allowed, surge included.
const MAX_ANNOTATION: &str = "deployment.kubernetes.io/max-replicas";

/// Writes down what the Deployment wants, for proportional scaling (`SetReplicasAnnotations`).
pub(super) fn annotate(rollout: &Rollout, meta: &mut Meta) {
    let replicas = rollout.spec.replicas;
    let wanted =
        [(DESIRED_ANNOTATION, replicas), (MAX_ANNOTATION, replicas.saturating_add(rollout.max_surge()))];
    for (name, count) in wanted {
        let count = count.to_string();
        if meta.annotation(name).is_none_or(|known| **known != *count) {
            meta.annotate(name, count.as_str());
        }
    }
}

fn annotation(meta: &Meta, name: &str) -> Option<u32> {
    meta.annotation(name)?.parse().ok()
}

/// Whether the Deployment's replicas have changed since its ReplicaSets were scaled (`isScalingEvent`).
pub(super) fn is_asked(world: &World, rollout: &Rollout) -> bool {
    let sets = Sets::find(world, rollout);
    let mut active = sets.all().filter(|set| set.replicas > 0);
    active.any(|set| {
        annotation(&set.object.meta, DESIRED_ANNOTATION).is_some_and(|known| known != rollout.spec.replicas)
    })
}

/// How many pods the new ReplicaSet may have, when all are to have `total` and it `own` of these (`NewRSNewReplicas`).
pub(super) fn of_new(rollout: &Rollout, total: u32, own: u32) -> u32 {
    let replicas = rollout.spec.replicas;
    if rollout.spec.recreate {
        return replicas;
    }
    let room = replicas.saturating_add(rollout.max_surge()).saturating_sub(total);
    own + room.min(replicas.saturating_sub(own))
}

/// Gives a ReplicaSet another size, and says so (`scaleReplicaSetAndRecordEvent`).
pub(super) fn to(world: &mut World, rollout: &Rollout, set: &mut Set, size: u32) -> Option<Verdict> {
    let before = set.replicas;
    let written = world.store.update(&set.key(), size != before, |object| {
        annotate(rollout, &mut object.meta);
        if let Some(body) = object.replica_set_mut() {
            body.replicas = size;
        }
    });
    if let Some(written) = written.ok().as_ref().and_then(Set::of) {
        *set = written;
    }
    if size == before {
        return None;
    }
    let direction = if size > before { "up" } else { "down" };
    let message = format!("Scaled {direction} replica set {} from {before} to {size}", set.name());
    rollout.record(world, false, "ScalingReplicaSet", message);
    let sentence = format!("Scales {} {direction} from {before} to {size}.", set.name());
    Some(Verdict::does(Rule::DeploymentRollout, sentence))
}

/// Shares a changed number of replicas out among the ReplicaSets (`scale`).
pub(super) fn proportionally(world: &mut World, rollout: &Rollout, sets: &mut Sets) -> Option<Verdict> {
    let wanted = rollout.spec.replicas;
    if let Some(only) = active_or_latest(sets) {
        return if only.replicas == wanted { None } else { to(world, rollout, only, wanted) };
    }
    if is_saturated(rollout, sets) {
        let mut verdict = None;
        for set in sets.old.iter_mut().filter(|set| set.replicas > 0) {
            verdict = to(world, rollout, set, 0).or(verdict);
        }
        return verdict;
    }
    if rollout.spec.recreate { None } else { share_out(world, rollout, sets) }
}

/// The one ReplicaSet that has pods, or the newest if none has; nothing if several have (`FindActiveOrLatest`).
fn active_or_latest(sets: &mut Sets) -> Option<&mut Set> {
    match sets.all().filter(|set| set.replicas > 0).count() {
        0 => sets.new.as_mut().or(sets.old.last_mut()),
        1 => sets.new.iter_mut().chain(&mut sets.old).find(|set| set.replicas > 0),
        _ => None,
    }
}

/// Whether the new ReplicaSet has all the pods there are to be, and they are available (`IsSaturated`).
fn is_saturated(rollout: &Rollout, sets: &Sets) -> bool {
    let wanted = rollout.spec.replicas;
    sets.new.as_ref().is_some_and(|new| {
        let desired = annotation(&new.object.meta, DESIRED_ANNOTATION);
        new.replicas == wanted && desired == Some(wanted) && new.status.available == wanted
    })
}

/// Gives each ReplicaSet its part of what is to be added or taken away, the largest first; what rounding leaves goes to
/// the largest.
fn share_out(world: &mut World, rollout: &Rollout, sets: &mut Sets) -> Option<Verdict> {
    let wanted = i64::from(rollout.spec.replicas);
    let allowed = if wanted > 0 { wanted + i64::from(rollout.max_surge()) } else { 0 };
    let to_add = allowed - i64::from(sets.replicas());
    let mut active: Vec<&mut Set> =
        sets.old.iter_mut().chain(&mut sets.new).filter(|set| set.replicas > 0).collect();
    crate::sort::sort_by_key(&mut active, |set| set.object.meta.uid);
    if to_add > 0 {
        // Of equal size, the older loses more, but the newer gets more.
        active.reverse();
    }
    crate::sort::sort_by_key(&mut active, |set| Reverse(set.replicas));
    let mut sizes: Vec<i64> = Vec::new();
    let mut added = 0;
    for set in &active {
        let part = part(rollout, set, to_add, added);
        added += part;
        sizes.push(i64::from(set.replicas) + part);
    }
    if let Some(largest) = sizes.first_mut() {
        *largest = (*largest + to_add - added).max(0);
    }
    let mut verdict = None;
    for (set, size) in active.into_iter().zip(sizes) {
        verdict = to(world, rollout, set, u32::try_from(size).unwrap_or(0)).or(verdict);
    }
    verdict
}

/// A ReplicaSet's part of what is to be added, when so much has been given to others (`GetReplicaSetProportion`).
fn part(rollout: &Rollout, set: &Set, to_add: i64, added: i64) -> i64 {
    let fraction = fraction(rollout, set);
    let left = to_add - added;
    match to_add.signum() {
        1 => fraction.min(left),
        -1 => fraction.max(left),
        _ => 0,
    }
}

/// By how much a ReplicaSet would grow if all grew alike (`getReplicaSetFraction`).
fn fraction(rollout: &Rollout, set: &Set) -> i64 {
    let (size, wanted) = (i64::from(set.replicas), i64::from(rollout.spec.replicas));
    if wanted == 0 {
        return -size;
    }
    let before = annotation(&set.object.meta, MAX_ANNOTATION)
        .filter(|max| *max > 0)
        .unwrap_or(rollout.spec.status.replicas);
    if before == 0 {
        return 0;
    }
    let (before, now) = (i64::from(before), wanted + i64::from(rollout.max_surge()));
    // Rounded to the nearest, halves up.
    size.saturating_mul(2).saturating_mul(now).saturating_add(before) / (2 * before) - size
}

//! A rolling update: the new ReplicaSet grows as far as the surge allows, the old ones shrink as far as enough pods stay
//! available (`rolloutRolling`).

use super::sets::{self, Sets};
use super::{Rollout, history, scale, status};
use crate::decision::Verdict;
use crate::world::World;

/// One step of the update: up or down, not both.
pub(super) fn advance(world: &mut World, rollout: &Rollout) -> Result<Verdict, String> {
    let (mut sets, made) = sets::with_new(world, rollout)?;
    let moved = grow(world, rollout, &mut sets).or_else(|| shrink(world, rollout, &mut sets)).or(made);
    if moved.is_none() && status::is_complete(rollout) {
        history::clean_up(world, rollout, &sets);
    }
    Ok(status::roll(world, rollout, &sets, moved))
}

/// `reconcileNewReplicaSet`.
fn grow(world: &mut World, rollout: &Rollout, sets: &mut Sets) -> Option<Verdict> {
    let (total, wanted) = (sets.replicas(), rollout.spec.replicas);
    let new = sets.new.as_mut()?;
    let size = if new.replicas > wanted { wanted } else { scale::of_new(rollout, total, new.replicas) };
    if size == new.replicas { None } else { scale::to(world, rollout, new, size) }
}

/// `reconcileOldReplicaSets`: first pods that are of no use go, then as many as may.
fn shrink(world: &mut World, rollout: &Rollout, sets: &mut Sets) -> Option<Verdict> {
    let new = sets.new.as_ref()?;
    let new_unavailable = new.replicas.saturating_sub(new.status.available);
    let spare = sets.replicas().saturating_sub(rollout.min_available()).saturating_sub(new_unavailable);
    if sets.old_replicas() == 0 || spare == 0 {
        return None;
    }
    let cleaned = shrink_unhealthy(world, rollout, sets, spare);
    shrink_available(world, rollout, sets).or(cleaned)
}

/// `cleanupUnhealthyReplicas`.
fn shrink_unhealthy(
    world: &mut World,
    rollout: &Rollout,
    sets: &mut Sets,
    mut spare: u32,
) -> Option<Verdict> {
    let mut verdict = None;
    for set in &mut sets.old {
        let unhealthy = set.replicas.saturating_sub(set.status.available).min(spare);
        if unhealthy > 0 {
            spare -= unhealthy;
            let size = set.replicas - unhealthy;
            verdict = scale::to(world, rollout, set, size).or(verdict);
        }
    }
    verdict
}

/// `scaleDownOldReplicaSetsForRollingUpdate`.
fn shrink_available(world: &mut World, rollout: &Rollout, sets: &mut Sets) -> Option<Verdict> {
    let mut spare = sets.available().saturating_sub(rollout.min_available());
    let mut verdict = None;
    for set in &mut sets.old {
        let surplus = set.replicas.min(spare);
        if surplus > 0 {
            spare -= surplus;
            let size = set.replicas - surplus;
            verdict = scale::to(world, rollout, set, size).or(verdict);
        }
    }
    verdict
}

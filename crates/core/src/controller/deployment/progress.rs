//! Whether a rollout makes progress: the condition Progressing.

use super::Rollout;
use crate::object::{Condition, ConditionStatus, DeploymentStatus, Name};
use crate::time::{Millis, Time};
use crate::world::World;

/// The reason of a rollout that is done.
const AVAILABLE: &str = "NewReplicaSetAvailable";
/// The reason of a rollout that made no progress for too long.
const TIMED_OUT: &str = "ProgressDeadlineExceeded";
const PAUSED: &str = "DeploymentPaused";
/// A deadline as long as this is none (`HasProgressDeadline`).
const NO_DEADLINE: u64 = i32::MAX as u64;

/// A condition that was brought up to date now.
///
/// Simpler than upstream, which tells the last update from the last transition: `since` is the update, by which the
/// deadline is counted.
fn condition(status: ConditionStatus, now: Time, reason: &str, message: String) -> Condition {
    Condition { status, since: now, reason: reason.into(), message: message.into() }
}

fn has_deadline(rollout: &Rollout) -> bool {
    rollout.spec.progress_deadline_seconds < NO_DEADLINE
}

/// Notes that a rollout was paused or goes on (`checkPausedConditions`), so that the time between does not count.
pub(super) fn note_pause(world: &mut World, rollout: &Rollout) {
    let reason = rollout.spec.status.progressing.as_ref().map(|known| &*known.reason);
    if !has_deadline(rollout) || reason == Some(TIMED_OUT) {
        return;
    }
    let (reason, message) = match (rollout.spec.paused, reason == Some(PAUSED)) {
        (true, false) => (PAUSED, "Deployment is paused"),
        (false, true) => ("DeploymentResumed", "Deployment is resumed"),
        (true, true) | (false, false) => return,
    };
    set(world, rollout, condition(ConditionStatus::Unknown, world.now, reason, message.into()));
}

/// Notes that the ReplicaSet of the template was made.
pub(super) fn created(world: &mut World, rollout: &Rollout, name: &Name) {
    let message = format!("Created new replica set \"{name}\"");
    note(world, rollout, ConditionStatus::True, "NewReplicaSetCreated", message);
}

/// Notes that the ReplicaSet of the template was found, if nothing is known of its progress yet.
pub(super) fn found(world: &mut World, rollout: &Rollout, name: &Name) {
    if rollout.spec.status.progressing.is_none() {
        let message = format!("Found new replica set \"{name}\"");
        note(world, rollout, ConditionStatus::True, "FoundNewReplicaSet", message);
    }
}

/// Notes that the ReplicaSet of the template could not be made.
pub(super) fn failed(world: &mut World, rollout: &Rollout, message: &str) {
    note(world, rollout, ConditionStatus::False, "ReplicaSetCreateError", message.into());
}

fn note(world: &mut World, rollout: &Rollout, status: ConditionStatus, reason: &str, message: String) {
    if has_deadline(rollout) {
        set(world, rollout, condition(status, world.now, reason, message));
    }
}

fn set(world: &mut World, rollout: &Rollout, condition: Condition) {
    let written = world.store.update(&rollout.key, false, |object| {
        if let Some(body) = object.deployment_mut() {
            body.status.progressing = Some(condition);
        }
    });
    debug_assert!(written.is_ok(), "a Deployment that is being synced is there");
}

/// The condition that follows from how the counts have changed (`syncRolloutStatus`).
pub(super) fn judge(
    now: Time,
    rollout: &Rollout,
    before: &DeploymentStatus,
    after: &DeploymentStatus,
    new: Option<&Name>,
) -> Option<Condition> {
    let current = before.progressing.clone();
    let reason = current.as_ref().map_or("", |known| &*known.reason);
    if !has_deadline(rollout) {
        return None;
    }
    if after.replicas == after.updated && reason == AVAILABLE {
        return current;
    }
    let subject = new
        .map_or_else(|| format!("Deployment \"{}\"", rollout.name()), |new| format!("ReplicaSet \"{new}\""));
    let report =
        |status, reason, message: &str| Some(condition(status, now, reason, format!("{subject} {message}.")));
    if super::status::counts_complete(rollout, after) {
        report(ConditionStatus::True, AVAILABLE, "has successfully progressed")
    } else if has_progressed(before, after) {
        report(ConditionStatus::True, "ReplicaSetUpdated", "is progressing")
    } else if deadline(rollout, before).is_some_and(|at| at < now) {
        report(ConditionStatus::False, TIMED_OUT, "has timed out progressing")
    } else {
        current
    }
}

/// `DeploymentProgressing`.
fn has_progressed(before: &DeploymentStatus, after: &DeploymentStatus) -> bool {
    let old = |status: &DeploymentStatus| status.replicas.saturating_sub(status.updated);
    after.updated > before.updated
        || old(after) < old(before)
        || after.ready > before.ready
        || after.available > before.available
}

/// When a rollout that goes on counts as failed (`DeploymentTimedOut`).
pub(super) fn deadline(rollout: &Rollout, status: &DeploymentStatus) -> Option<Time> {
    let known = status.progressing.as_ref().filter(|_| has_deadline(rollout))?;
    let over = [AVAILABLE, TIMED_OUT, PAUSED].contains(&&*known.reason);
    (!over).then(|| known.since + Millis::seconds(rollout.spec.progress_deadline_seconds))
}

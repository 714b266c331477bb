//! A Deployment's status: its ReplicaSets' counts together, and the condition Available.

use super::sets::{Set, Sets};
use super::{Rollout, progress};
use crate::controller::Controller;
use crate::decision::{Rule, Verdict};
use crate::object::{Condition, ConditionStatus, DeploymentStatus};
use crate::time::{Millis, Time};
use crate::world::World;

/// Whether the rollout was done when its status was last written (`DeploymentComplete`).
pub(super) fn is_complete(rollout: &Rollout) -> bool {
    let status = &rollout.spec.status;
    counts_complete(rollout, status) && status.observed_generation >= rollout.object.meta.generation
}

pub(super) fn counts_complete(rollout: &Rollout, status: &DeploymentStatus) -> bool {
    let wanted = rollout.spec.replicas;
    [status.updated, status.replicas, status.available].iter().all(|count| *count == wanted)
}

/// Writes the status outside of a rollout (`syncDeploymentStatus`).
pub(super) fn write(world: &mut World, rollout: &Rollout, sets: &Sets) {
    let before = current(world, rollout);
    let status = compute(world.now, rollout, sets, before);
    put(world, rollout, status);
}

/// Writes the status of a rollout that goes on, whether it makes progress included (`syncRolloutStatus`), and says what
/// the sync came to.
pub(super) fn roll(world: &mut World, rollout: &Rollout, sets: &Sets, moved: Option<Verdict>) -> Verdict {
    let before = current(world, rollout);
    let mut status = compute(world.now, rollout, sets, before.clone());
    let new = sets.new.as_ref().map(Set::name);
    status.progressing = progress::judge(world.now, rollout, &before, &status, new);
    let waits = waiting(rollout, sets, &status);
    if let Some(at) = progress::deadline(rollout, &status) {
        // A second more, as upstream has it (`requeueStuckDeployment`): at its very instant the deadline is not over.
        world.enqueue_after(Controller::Deployment, rollout.key.clone(), at + Millis::seconds(1) - world.now);
    }
    put(world, rollout, status);
    moved.unwrap_or(waits)
}

/// The status as this sync has left it so far.
fn current(world: &World, rollout: &Rollout) -> DeploymentStatus {
    let stored = world.store.get(&rollout.key).and_then(|object| object.deployment());
    stored.map_or_else(|| rollout.spec.status.clone(), |body| body.status.clone())
}

fn put(world: &mut World, rollout: &Rollout, status: DeploymentStatus) {
    let written = world.store.update(&rollout.key, false, |object| {
        if let Some(body) = object.deployment_mut() {
            body.status = status;
        }
    });
    debug_assert!(written.is_ok(), "a Deployment that is being synced is there");
}

/// `calculateStatus`.
fn compute(now: Time, rollout: &Rollout, sets: &Sets, before: DeploymentStatus) -> DeploymentStatus {
    let available = sets.available();
    let enough = available >= rollout.min_available();
    DeploymentStatus {
        observed_generation: rollout.object.meta.generation,
        replicas: sets.all().map(|set| set.status.replicas).sum(),
        updated: sets.new.as_ref().map_or(0, |new| new.status.replicas),
        ready: sets.all().map(|set| set.status.ready).sum(),
        available,
        progressing: before.progressing,
        available_condition: Some(availability(now, enough, before.available_condition)),
    }
}

fn availability(now: Time, enough: bool, before: Option<Condition>) -> Condition {
    let (reason, message) = if enough {
        ("MinimumReplicasAvailable", "Deployment has minimum availability.")
    } else {
        ("MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
    };
    let status = ConditionStatus::of(enough);
    let since = before.filter(|known| known.status == status).map_or(now, |known| known.since);
    Condition { status, since, reason: reason.into(), message: message.into() }
}

/// What there is to wait for when nothing can be scaled.
fn waiting(rollout: &Rollout, sets: &Sets, status: &DeploymentStatus) -> Verdict {
    if counts_complete(rollout, status) {
        return Verdict::AtRest { rule: Rule::DeploymentRollout };
    }
    let (wanted, updated, available) = (rollout.spec.replicas, status.updated, status.available);
    let sentence = match (sets.old_replicas(), status.replicas.saturating_sub(updated)) {
        (0, 0) => format!("Waits for its pods: {available} of {wanted} are available."),
        (0, 1) => "Waits for the last old pod to go.".to_string(),
        (0, old) => format!("Waits for {old} old pods to go."),
        _ => format!(
            "Waits for new pods to become available: {updated} of {wanted} are new, and {} must stay available.",
            rollout.min_available()
        ),
    };
    Verdict::does(Rule::DeploymentRollout, sentence)
}

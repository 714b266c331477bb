//! The Deployment controller (`pkg/controller/deployment`): keeps one ReplicaSet for each template a Deployment has had,
//! and moves the replicas from the old ones to the new one.

#[cfg(test)]
pub(crate) mod fixture;
mod hash;
mod history;
mod progress;
mod recreate;
mod rolling;
mod scale;
mod sets;
mod status;
#[cfg(test)]
mod tests;

use super::{Controller, Outcome};
use crate::decision::{Rule, Verdict};
use crate::events::EventInput;
use crate::object::{Deployment, Key, Kind, Meta, Name, Object};
use crate::store::Change;
use crate::world::World;
use sets::Sets;
use std::sync::Arc;

/// The name under which it reports Events.
const SOURCE: &str = "deployment-controller";

/// Plans the syncs that a change calls for.
pub(crate) fn observe(world: &mut World, change: &Change) {
    match change.key.kind {
        // Its own status counts too: in the sync after the one that completed a rollout, the history is cut.
        Kind::Deployment => world.enqueue(Controller::Deployment, change.key.clone()),
        Kind::ReplicaSet => observe_set(world, change),
        Kind::Pod if change.new.is_none() => observe_last_pod(world, change),
        _ => {}
    }
}

/// `addReplicaSet`, `updateReplicaSet` and `deleteReplicaSet`: the Deployment that controls or controlled a ReplicaSet hears
/// of all its changes; those that might adopt an orphan hear of it too.
fn observe_set(world: &mut World, change: &Change) {
    for object in [&change.old, &change.new].into_iter().flatten() {
        if let Some(deployment) = controlling_deployment(&object.meta) {
            world.enqueue(Controller::Deployment, deployment);
        }
    }
    if let Some(orphan) = change.new.as_ref().filter(|set| set.meta.controller().is_none()) {
        for deployment in sets::selecting(world, orphan) {
            world.enqueue(Controller::Deployment, deployment);
        }
    }
}

fn controlling_deployment(set: &Meta) -> Option<Key> {
    let owner = set.controller().filter(|owner| owner.kind == Kind::Deployment)?;
    Some(Key::of(Kind::Deployment, set.namespace.clone(), owner.name.clone()))
}

/// Under Recreate new pods may come when the last old one is gone (`deletePod`).
fn observe_last_pod(world: &mut World, change: &Change) {
    let owner = |meta: &Meta| {
        meta.controller().filter(|owner| owner.kind == Kind::ReplicaSet).map(|owner| owner.name.clone())
    };
    let Some(set) = change.old.as_ref().and_then(|pod| owner(&pod.meta)) else { return };
    let set = world.store.get(&change.key.beside(Kind::ReplicaSet, &set));
    let Some(key) = set.and_then(|set| controlling_deployment(&set.meta)) else { return };
    let recreate =
        world.store.get(&key).and_then(|object| object.deployment()).is_some_and(|body| body.recreate);
    if recreate {
        world.enqueue(Controller::Deployment, key);
    }
}

/// A Deployment as a sync works on it.
struct Rollout {
    key: Key,
    object: Arc<Object>,
    spec: Deployment,
}

impl Rollout {
    fn name(&self) -> &Name {
        &self.key.name
    }

    /// How many more pods than replicas there may be (`MaxSurge`).
    fn max_surge(&self) -> u32 {
        if self.spec.recreate { 0 } else { self.spec.max_surge.scale(self.spec.replicas, true) }
    }

    /// How many replicas may be unavailable (`MaxUnavailable`): where neither this nor the surge comes to anything, one,
    /// because nothing could move otherwise (`ResolveFenceposts`).
    fn max_unavailable(&self) -> u32 {
        let replicas = self.spec.replicas;
        if self.spec.recreate {
            return 0;
        }
        let resolved = match (self.max_surge(), self.spec.max_unavailable.scale(replicas, false)) {
            (0, 0) => 1,
            (_, unavailable) => unavailable,
        };
        resolved.min(replicas)
    }

    fn min_available(&self) -> u32 {
        self.spec.replicas - self.max_unavailable()
    }

    fn record(&self, world: &mut World, warning: bool, reason: &'static str, message: String) {
        world.event(&self.object, EventInput { source: SOURCE, warning, reason, message, newer_api: false });
    }
}

/// One sync of a Deployment (`syncDeployment`).
pub(crate) fn sync(world: &mut World, key: &Key) -> Outcome {
    let Some(object) = world.store.get(key).cloned() else { return Outcome::Gone };
    let Some(spec) = object.deployment().cloned() else { return Outcome::Gone };
    let rollout = Rollout { key: key.clone(), object, spec };
    match advance(world, &rollout) {
        Ok(verdict) => Outcome::Decided(verdict),
        Err(message) => Outcome::Failed(Rule::DeploymentRollout, message),
    }
}

fn advance(world: &mut World, rollout: &Rollout) -> Result<Verdict, String> {
    if rollout.object.meta.is_terminating() {
        let sets = Sets::find(world, rollout);
        status::write(world, rollout, &sets);
        return Ok(Verdict::BeingDeleted);
    }
    sets::claim(world, rollout);
    progress::note_pause(world, rollout);
    if rollout.spec.paused || scale::is_asked(world, rollout) {
        return resize(world, rollout);
    }
    if rollout.spec.recreate { recreate::advance(world, rollout) } else { rolling::advance(world, rollout) }
}

/// Scales without rolling out: what a paused Deployment does, and one whose replicas have changed (`sync`).
fn resize(world: &mut World, rollout: &Rollout) -> Result<Verdict, String> {
    let mut sets = Sets::find(world, rollout);
    history::number(world, rollout, &mut sets);
    let moved = scale::proportionally(world, rollout, &mut sets);
    if rollout.spec.paused {
        history::clean_up(world, rollout, &sets);
    }
    status::write(world, rollout, &sets);
    let idle = if rollout.spec.paused {
        Verdict::does(Rule::DeploymentRollout, format!("{} is paused: it rolls nothing out.", rollout.name()))
    } else {
        Verdict::AtRest { rule: Rule::DeploymentRollout }
    };
    Ok(moved.unwrap_or(idle))
}

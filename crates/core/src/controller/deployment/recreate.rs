//! The strategy Recreate: all old pods go before new ones come (`rolloutRecreate`).

use super::sets::{self, Sets};
use super::{Rollout, history, scale, status};
use crate::decision::{Rule, Verdict};
use crate::object::{Kind, Object};
use crate::world::World;
use std::sync::Arc;

/// One step: the old ones down, the wait for their pods, the new one up.
pub(super) fn advance(world: &mut World, rollout: &Rollout) -> Result<Verdict, String> {
    let mut sets = Sets::find(world, rollout);
    history::number(world, rollout, &mut sets);
    if let Some(moved) = shrink(world, rollout, &mut sets) {
        return Ok(status::roll(world, rollout, &sets, Some(moved)));
    }
    if let Some(pod) = old_pod(world, &sets) {
        let waits = Verdict::does(
            Rule::DeploymentRollout,
            format!("Waits for {} to be gone before it creates new pods.", pod.meta.name),
        );
        return Ok(status::roll(world, rollout, &sets, Some(waits)));
    }
    let (mut sets, made) = sets::with_new(world, rollout)?;
    let moved = grow(world, rollout, &mut sets).or(made);
    if moved.is_none() && status::is_complete(rollout) {
        history::clean_up(world, rollout, &sets);
    }
    Ok(status::roll(world, rollout, &sets, moved))
}

fn shrink(world: &mut World, rollout: &Rollout, sets: &mut Sets) -> Option<Verdict> {
    let mut verdict = None;
    for set in sets.old.iter_mut().filter(|set| set.replicas > 0) {
        verdict = scale::to(world, rollout, set, 0).or(verdict);
    }
    verdict
}

/// A pod of an old ReplicaSet that may still do something, terminating or not (`oldPodsRunning`).
fn old_pod<'w>(world: &'w World, sets: &Sets) -> Option<&'w Arc<Object>> {
    let runs = |pod: &&Arc<Object>| pod.pod().is_some_and(|pod| !pod.status.phase.is_terminal());
    let pods = |uid| world.store.owned_of_kind(uid, Kind::Pod).filter_map(|key| world.store.get(key));
    sets.old.iter().flat_map(|set| pods(set.object.meta.uid)).find(runs)
}

fn grow(world: &mut World, rollout: &Rollout, sets: &mut Sets) -> Option<Verdict> {
    let new = sets.new.as_mut()?;
    let size = rollout.spec.replicas;
    if size == new.replicas { None } else { scale::to(world, rollout, new, size) }
}

//! The disruption controller (`pkg/controller/disruption`): how many of a budget's pods may be evicted now.

mod expected;
mod report;
mod tally;
#[cfg(test)]
mod tests;

use super::{Controller, Outcome};
use crate::decision::Rule;
use crate::object::{Budget, ConditionStatus, Key, Kind, Name, Object};
use crate::store::Change;
use crate::time::{Millis, Time};
use crate::world::World;
use std::sync::Arc;
pub(crate) use tally::Tallies;
use tally::{Tally, is_healthy};

/// How long a pod whose eviction was granted counts as disrupted, if its deletion is not seen (`DeletionTimeout`).
const DELETION_TIMEOUT: Millis = Millis::seconds(120);

/// Plans a look at a budget that changed, and at the budgets of a pod that changed.
pub(crate) fn observe(world: &mut World, change: &Change) {
    match change.key.kind {
        Kind::PodDisruptionBudget => observe_budget(world, change),
        Kind::Pod => observe_pod(world, change),
        _ => {}
    }
}

/// A budget is synced when its spec changes or an eviction was granted; its own status writes are nothing new to it.
fn observe_budget(world: &mut World, change: &Change) {
    let asked = |object: &Arc<Object>| {
        (object.meta.generation, object.budget().map(|budget| budget.disrupted.clone()))
    };
    if change.old.as_ref().map(asked) != change.new.as_ref().map(asked) {
        tally::forget(world, &change.key);
        world.enqueue(Controller::Disruption, change.key.clone());
    }
}

fn observe_pod(world: &mut World, change: &Change) {
    if change.old.as_deref().map(counted) == change.new.as_deref().map(counted) {
        return;
    }
    for budget in tally::count(world, change) {
        world.enqueue(Controller::Disruption, budget);
    }
}

/// All of a pod that a sync looks at.
fn counted(object: &Object) -> impl PartialEq {
    let ready = object.pod().map(|pod| pod.status.ready.is_true());
    let meta = &object.meta;
    (ready, meta.is_terminating(), &meta.labels, &meta.owners)
}

/// The budgets that a pod comes under, by name.
pub(crate) fn budgets_of(world: &World, pod: &Object) -> Vec<Key> {
    if world.store.count(Kind::PodDisruptionBudget) == 0 {
        return Vec::new();
    }
    let budgets = world.store.list(Kind::PodDisruptionBudget, Some(&pod.meta.namespace));
    let covers = |object: &&Arc<Object>| {
        object.budget().is_some_and(|budget| budget.selector.matches(&pod.meta.labels))
    };
    budgets.filter(covers).map(|object| object.key()).collect()
}

/// One sync of a budget (`trySync`).
pub(crate) fn sync(world: &mut World, key: &Key) -> Outcome {
    let Some(budget) = world.store.get(key).and_then(|object| object.budget()).cloned() else {
        return Outcome::Gone;
    };
    let tally = tally::of(world, key, &budget);
    let disrupted = still_disrupted(world, key, &budget);
    if let Some(oldest) = disrupted.iter().map(|(_, since)| *since).min() {
        world.enqueue_after(Controller::Disruption, key.clone(), oldest + DELETION_TIMEOUT - world.now);
    }
    let healthy = count_healthy(world, key, &tally, &disrupted);
    match expected::counts(world, key, &budget, &tally) {
        Ok((expected, desired)) => {
            report::oddities(world, key, &budget, &tally);
            write(world, key, disrupted, healthy, expected, desired)
        }
        Err(message) => {
            report::failure(world, key, &message);
            close(world, key, &message);
            Outcome::Failed(Rule::DisruptionBudget, message)
        }
    }
}

/// Evictions that were granted and whose pods are still there, not terminating (`buildDisruptedPodMap`).
fn still_disrupted(world: &World, key: &Key, budget: &Budget) -> Vec<(Name, Time)> {
    let is_there = |name: &Name| {
        let pod = world.store.get(&key.beside(Kind::Pod, name));
        pod.is_some_and(|pod| budget.selector.matches(&pod.meta.labels) && !pod.meta.is_terminating())
    };
    let recent = |since: Time| since + DELETION_TIMEOUT > world.now;
    budget.disrupted.iter().filter(|(name, since)| recent(*since) && is_there(name)).cloned().collect()
}

/// `countHealthyPods`.
fn count_healthy(world: &World, key: &Key, tally: &Tally, disrupted: &[(Name, Time)]) -> u32 {
    let pods = disrupted.iter().filter_map(|(name, _)| world.store.get(&key.beside(Kind::Pod, name)));
    let leaving = pods.filter(|pod| is_healthy(pod)).count();
    tally.healthy.saturating_sub(u32::try_from(leaving).unwrap_or(u32::MAX))
}

/// `updatePdbStatus`.
fn write(
    world: &mut World,
    key: &Key,
    disrupted: Vec<(Name, Time)>,
    healthy: u32,
    expected: u32,
    desired: u32,
) -> Outcome {
    let allowed = if expected == 0 { 0 } else { healthy.saturating_sub(desired) };
    let now = world.now;
    let written = world.store.update(key, false, |object| {
        let generation = object.meta.generation;
        if let Some(budget) = object.budget_mut() {
            budget.observed_generation = Some(generation);
            budget.disrupted = disrupted;
            (budget.current_healthy, budget.desired_healthy) = (healthy, desired);
            (budget.expected_pods, budget.disruptions_allowed) = (expected, allowed);
            budget.update_condition(now);
        }
    });
    debug_assert!(written.is_ok(), "a budget that is being synced is there");
    let sentence =
        format!("{}: {healthy} pods are healthy, {desired} must be, {allowed} may be evicted.", key.name);
    Outcome::does(Rule::DisruptionBudget, sentence)
}

/// Where it cannot be told how many pods there should be, nothing may be evicted (`failSafe`).
fn close(world: &mut World, key: &Key, why: &str) {
    let now = world.now;
    let written = world.store.update(key, false, |object| {
        if let Some(budget) = object.budget_mut() {
            budget.disruptions_allowed = 0;
            budget.allows.set(ConditionStatus::False, now, "SyncFailed");
            budget.allows.message = why.into();
        }
    });
    debug_assert!(written.is_ok(), "a budget that is being synced is there");
}

//! The eviction API (`pkg/registry/core/pod/storage/eviction.go`): a pod is deleted if its budget allows it.

use crate::controller::disruption;
use crate::error::{ApiError, Reason};
use crate::object::{Budget, Condition, ConditionStatus, Key, Object, Phase};
use crate::store::DeleteOptions;
use crate::world::World;
use std::sync::Arc;

/// Evicts a pod: deletes it, unless that would violate its disruption budget.
///
/// # Errors
/// What the API server would answer: there is no such pod, its budget does not allow it now, it has several budgets.
pub(crate) fn evict(world: &mut World, key: &Key, grace_seconds: Option<u64>) -> Result<(), ApiError> {
    let pod = world.store.get(key).ok_or_else(|| ApiError::not_found(key))?.clone();
    if !is_exempt(&pod) {
        match disruption::budgets_of(world, &pod).as_slice() {
            [] => {}
            [budget] => spend(world, budget, &pod)?,
            _ => return Err(several_budgets()),
        }
    }
    delete(world, key, grace_seconds)
}

/// A pod that does not run yet or any more needs no budget, nor does one that goes anyway (`canIgnorePDB`).
fn is_exempt(object: &Object) -> bool {
    let phase = object.pod().map(|pod| pod.status.phase);
    object.meta.is_terminating() || phase != Some(Phase::Running)
}

fn several_budgets() -> ApiError {
    let message =
        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";
    ApiError::new(Reason::InternalError, message)
}

/// Takes one disruption from a budget, if it has one (`checkAndDecrement`).
fn spend(world: &mut World, key: &Key, pod: &Object) -> Result<(), ApiError> {
    let Some(budget) = world.store.get(key).and_then(|object| object.budget()) else { return Ok(()) };
    if is_free(budget, pod) {
        return Ok(());
    }
    if budget.disruptions_allowed == 0 {
        let message = "Cannot evict pod as it would violate the pod's disruption budget.";
        return Err(ApiError::new(Reason::TooManyRequests, message));
    }
    let (now, name) = (world.now, pod.meta.name.clone());
    world.store.update(key, false, |object| {
        if let Some(budget) = object.budget_mut() {
            budget.disruptions_allowed -= 1;
            if budget.disruptions_allowed == 0 {
                budget.update_condition(now);
            }
            budget.disrupted.retain(|(known, _)| *known != name);
            budget.disrupted.push((name, now));
        }
    })?;
    Ok(())
}

/// Whether a pod that is not Ready may go without a disruption: always under AlwaysAllow, else if enough others are
/// healthy (`unhealthyPodEvictionPolicy`).
fn is_free(budget: &Budget, object: &Object) -> bool {
    let ready = object.pod().is_some_and(|pod| pod.status.ready.is_true());
    let always = budget.raw["unhealthyPodEvictionPolicy"] == "AlwaysAllow";
    let enough = budget.current_healthy >= budget.desired_healthy && budget.desired_healthy > 0;
    !ready && (always || enough)
}

/// Says on the pod why it goes, and deletes it (`addConditionAndDeletePod`).
fn delete(world: &mut World, key: &Key, grace_seconds: Option<u64>) -> Result<(), ApiError> {
    let now = world.now;
    let pod: Arc<Object> = world.store.update(key, false, |object| {
        if let Some(pod) = object.pod_mut() {
            pod.status.disruption = Some(Box::new(Condition {
                status: ConditionStatus::True,
                since: now,
                reason: "EvictionByEvictionAPI".into(),
                message: "Eviction API: evicting".into(),
            }));
        }
    })?;
    let options = DeleteOptions { grace_seconds, uid: Some(pod.meta.uid), ..DeleteOptions::default() };
    world.store.delete(now, key, options).map(drop)
}

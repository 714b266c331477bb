//! A ReplicaSet's status: what there is, counted (`calculateStatus`).

use super::Set;
use crate::controller::Controller;
use crate::object::{Object, Pod, ReplicaSet, ReplicaSetStatus};
use crate::world::World;
use std::sync::Arc;

/// Writes the status, if it has changed, and plans a sync for when the next pod becomes available by waiting alone.
pub(super) fn write(world: &mut World, set: &Set, spec: &ReplicaSet, active: &[Arc<Object>]) {
    let status = compute(world, set, spec, active);
    let written = world.store.update(&set.key, false, |object| {
        if let Some(set) = object.replica_set_mut() {
            set.status = status;
        }
    });
    debug_assert!(written.is_ok(), "a ReplicaSet that is being synced is there");
    let ripe = |pod: &Pod| pod.available_at(spec.min_ready_seconds).filter(|at| *at > world.now);
    if let Some(at) = active.iter().filter_map(|object| ripe(object.pod()?)).min() {
        world.enqueue_after(Controller::ReplicaSet, set.key.clone(), at - world.now);
    }
}

fn compute(world: &World, set: &Set, spec: &ReplicaSet, active: &[Arc<Object>]) -> ReplicaSetStatus {
    let count = |holds: &dyn Fn(&Object, &Pod) -> bool| {
        let held = active.iter().filter(|object| object.pod().is_some_and(|pod| holds(object, pod)));
        u32::try_from(held.count()).unwrap_or(u32::MAX)
    };
    let template = &spec.template.labels;
    ReplicaSetStatus {
        observed_generation: set.object.meta.generation,
        replicas: count(&|_, _| true),
        labeled: count(&|object, _| {
            template.iter().all(|(key, value)| object.meta.label(key) == Some(value))
        }),
        ready: count(&|_, pod| pod.status.ready.is_true()),
        available: count(&|_, pod| {
            pod.available_at(spec.min_ready_seconds).is_some_and(|at| at <= world.now)
        }),
    }
}

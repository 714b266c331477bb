//! How many pods a budget's workloads are to have, and how many of them must be healthy (`getExpectedPodCount`).

use super::tally::Tally;
use crate::object::{Budget, IntOrPercent, Key, Kind, Name, Object, OwnerRef, Uid};
use crate::world::World;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many pods are expected, and how many must be healthy.
///
/// # Errors
/// When a pod's workload is not there, or is of a kind without a scale.
pub(super) fn counts(world: &World, key: &Key, budget: &Budget, tally: &Tally) -> Result<(u32, u32), String> {
    let scale = || scale(world, &key.namespace, tally).ok_or_else(|| no_controller(world, key, budget));
    if let Some(unavailable) = budget.max_unavailable {
        let expected = scale()?;
        return Ok((expected, expected.saturating_sub(unavailable.scale(expected, true))));
    }
    match budget.min_available {
        Some(IntOrPercent::Int(desired)) => Ok((tally.pods, desired)),
        Some(share @ IntOrPercent::Percent(_)) => {
            let expected = scale()?;
            Ok((expected, share.scale(expected, true)))
        }
        None => Ok((0, 0)),
    }
}

/// The replicas of all workloads that these pods belong to; a pod that nobody controls counts for nothing
/// (`getExpectedScale`). None if a workload is not there.
fn scale(world: &World, namespace: &Name, tally: &Tally) -> Option<u32> {
    let workloads = tally.controllers.values().map(|(owner, _)| workload(world, namespace, owner));
    let scales = workloads.collect::<Option<BTreeMap<Uid, u32>>>()?;
    Some(scales.into_values().fold(0, u32::saturating_add))
}

/// Which pod it is whose workload is not there.
fn no_controller(world: &World, key: &Key, budget: &Budget) -> String {
    let of_none = |pod: &&Arc<Object>| {
        pod.meta.controller().is_some_and(|owner| workload(world, &key.namespace, owner).is_none())
    };
    let mut pods = world.store.list(Kind::Pod, Some(&key.namespace));
    let pod = pods.find(|pod| budget.selector.matches(&pod.meta.labels) && of_none(pod));
    let name = pod.map(|pod| pod.meta.name.clone()).unwrap_or_default();
    format!("found no controllers for pod \"{name}\"")
}

/// The workload that a pod belongs to in the end, and its replicas (`finders`).
fn workload(world: &World, namespace: &Name, owner: &OwnerRef) -> Option<(Uid, u32)> {
    let owner = find(world, namespace, owner)?;
    if let Some(set) = owner.set() {
        return Some((owner.meta.uid, set.spec.replicas));
    }
    let own = (owner.meta.uid, owner.replica_set()?.replicas);
    match owner.meta.controller() {
        Some(above) if above.kind == Kind::Deployment => {
            let deployment = find(world, namespace, above)?;
            Some((deployment.meta.uid, deployment.deployment()?.replicas))
        }
        Some(_) | None => Some(own),
    }
}

fn find<'w>(world: &'w World, namespace: &Name, owner: &OwnerRef) -> Option<&'w Arc<Object>> {
    let found = world.store.get(&Key::new(owner.kind, namespace, &owner.name))?;
    (found.meta.uid == owner.uid).then_some(found)
}

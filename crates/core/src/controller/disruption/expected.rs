//! How many pods a budget's workloads are to have, and how many of them must be healthy (`getExpectedPodCount`).

use crate::object::{Budget, IntOrPercent, Key, Kind, Object, Uid};
use crate::world::World;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many pods are expected, and how many must be healthy.
///
/// # Errors
/// When a pod's workload is not there, or is of a kind without a scale.
pub(super) fn counts(world: &World, budget: &Budget, pods: &[Arc<Object>]) -> Result<(u32, u32), String> {
    if let Some(unavailable) = budget.max_unavailable {
        let expected = scale(world, pods)?;
        return Ok((expected, expected.saturating_sub(unavailable.scale(expected, true))));
    }
    match budget.min_available {
        Some(IntOrPercent::Int(desired)) => Ok((u32::try_from(pods.len()).unwrap_or(u32::MAX), desired)),
        Some(share @ IntOrPercent::Percent(_)) => {
            let expected = scale(world, pods)?;
            Ok((expected, share.scale(expected, true)))
        }
        None => Ok((0, 0)),
    }
}

/// The replicas of all workloads that these pods belong to; a pod that nobody controls counts for nothing
/// (`getExpectedScale`).
fn scale(world: &World, pods: &[Arc<Object>]) -> Result<u32, String> {
    let mut scales: BTreeMap<Uid, u32> = BTreeMap::new();
    for pod in pods {
        let Some(owner) = pod.meta.controller() else { continue };
        if !scales.contains_key(&owner.uid) {
            let (uid, replicas) = workload(world, pod).ok_or_else(|| no_controller(pod))?;
            scales.insert(owner.uid, 0);
            scales.insert(uid, replicas);
        }
    }
    Ok(scales.into_values().fold(0, u32::saturating_add))
}

fn no_controller(pod: &Object) -> String {
    format!("found no controllers for pod \"{}\"", pod.meta.name)
}

/// The workload that a pod belongs to in the end, and its replicas (`finders`).
fn workload(world: &World, pod: &Object) -> Option<(Uid, u32)> {
    let owner = controller(world, pod)?;
    if let Some(set) = owner.set() {
        return Some((owner.meta.uid, set.spec.replicas));
    }
    let own = (owner.meta.uid, owner.replica_set()?.replicas);
    match owner.meta.controller() {
        Some(above) if above.kind == Kind::Deployment => {
            let deployment = controller(world, owner)?;
            Some((deployment.meta.uid, deployment.deployment()?.replicas))
        }
        Some(_) | None => Some(own),
    }
}

fn controller<'w>(world: &'w World, object: &Object) -> Option<&'w Arc<Object>> {
    let owner = object.meta.controller()?;
    let found = world.store.get(&Key::new(owner.kind, &object.meta.namespace, &owner.name))?;
    (found.meta.uid == owner.uid).then_some(found)
}

//! Which pods go first when a ReplicaSet has too many (`ActivePodsWithRanks`).

use super::{Set, members};
use crate::object::{Key, Kind, Name, Object, Phase, Pod};
use crate::time::Time;
use crate::world::World;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The annotation by which a user says what a pod's deletion costs.
const DELETION_COST_ANNOTATION: &str = "controller.kubernetes.io/pod-deletion-cost";

/// So many pods, those that go first before the others. Where all go, nobody is weighed (`getPodsToDelete`).
pub(super) fn least_missed(
    world: &World,
    set: &Set,
    active: &[Arc<Object>],
    count: usize,
) -> Vec<Arc<Object>> {
    let mut active = active.to_vec();
    if count < active.len() {
        let crowds = crowds(world, set);
        crate::sort::sort_by_key(&mut active, |pod| rank(world.now, &crowds, pod));
        active.truncate(count);
    }
    active
}

/// How many pods of the ReplicaSet and its siblings, those of the same Deployment, each node has: where there are more,
/// one is missed less (`getPodsRankedByRelatedPodsOnSameNode`).
fn crowds(world: &World, set: &Set) -> BTreeMap<Name, usize> {
    let owner = set.object.meta.controller().map(|owner| owner.uid);
    let siblings: Vec<Key> = match owner {
        Some(owner) => world.store.owned_of_kind(owner, Kind::ReplicaSet).cloned().collect(),
        None => vec![set.key.clone()],
    };
    let mut crowds = BTreeMap::new();
    for sibling in siblings.iter().filter_map(|key| world.store.get(key)) {
        let sibling = Set { key: sibling.key(), object: sibling.clone() };
        for pod in members::active(world, &sibling) {
            if let Some(node) = pod.pod().and_then(|pod| pod.node.clone()) {
                *crowds.entry(node).or_default() += 1;
            }
        }
    }
    crowds
}

/// Its place: unbound before bound, Pending before Running, not ready before ready, cheap before dear, crowded before
/// alone, shortly ready before long, often restarted before seldom, young before old. Spans of time are told apart by
/// their order of magnitude only, and within one the UID decides, so that not always the youngest goes.
///
/// Simpler than upstream, where restarts count only between pods that became ready in the same second: so the order is
/// not one that can be sorted by. Here they count within one order of magnitude.
fn rank(now: Time, crowds: &BTreeMap<Name, usize>, object: &Arc<Object>) -> impl Ord + use<> {
    let pod = object.pod();
    let node = pod.and_then(|pod| pod.node.as_ref());
    let ready = pod.filter(|pod| pod.status.ready.is_true());
    let cost = object.meta.annotation(DELETION_COST_ANNOTATION).and_then(|cost| cost.parse::<i32>().ok());
    (
        node.is_some(),
        pod.is_some_and(|pod| pod.status.phase == Phase::Running),
        ready.is_some(),
        cost.unwrap_or(0),
        Reverse(node.and_then(|node| crowds.get(node)).copied().unwrap_or(0)),
        ready.map_or(0, |pod| magnitude(now, pod.status.ready.since)),
        Reverse(pod.map_or(0, restarts)),
        magnitude(now, object.meta.created),
        object.meta.uid.to_string(),
    )
}

fn restarts(pod: &Pod) -> u32 {
    pod.status.containers.iter().map(|container| container.restarts).max().unwrap_or(0)
}

/// The binary logarithm of how many nanoseconds ago it was (`logarithmicRankDiff`).
fn magnitude(now: Time, since: Time) -> u32 {
    (now - since).0.saturating_mul(1_000_000).checked_ilog2().unwrap_or(0)
}

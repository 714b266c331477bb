//! Which of the nodes that may have a pod gets it: the one with the fewest of its siblings, then the least used, then one
//! by lot. (Upstream adds up a dozen weighted scores; for pods of one set these two decide, and ties are broken by lot
//! there too.)

use super::Usage;
use crate::object::{Name, Object, Pod, Uid};
use crate::persist::{OrdMap, Place};
use crate::world::World;
use std::sync::Arc;

/// The best of the nodes that may have a pod, given by name with their usage; there is at least one.
pub(super) fn best<'a>(
    world: &mut World,
    object: &Object,
    pod: &Pod,
    nodes: &[(&'a Arc<Object>, Usage)],
    siblings: &OrdMap<(Uid, Name), u32>,
) -> &'a Arc<Object> {
    let owner = object.meta.controller().map(|owner| owner.uid);
    let owned = |owner: Uid| siblings.matching(owner.place(), move |(of, _)| of.cmp(&owner));
    let mut counts = owner.map(owned).into_iter().flatten().peekable();
    let mut best = Vec::new();
    let mut lowest = None;
    for &(node, usage) in nodes {
        let name = &node.meta.name;
        while counts.next_if(|((_, on), _)| on < name).is_some() {}
        let near = counts.next_if(|((_, on), _)| on == name).map_or(0, |(_, count)| *count);
        let rank = (near, used_share(usage, pod, node));
        if lowest.is_none_or(|lowest| rank < lowest) {
            best.clear();
            lowest = Some(rank);
        }
        if lowest == Some(rank) {
            best.push(node);
        }
    }
    let lot = world.rng.below(best.len());
    best.swap_remove(lot)
}

/// How much of a node is asked for with this pod, in thousandths of CPU and memory together (`LeastAllocated`).
fn used_share(usage: Usage, pod: &Pod, node: &Object) -> u64 {
    let Some(body) = node.node() else { return u64::MAX };
    let (cpu, memory) = pod.spec.requests();
    let share = |used: u64, of: u64| used.saturating_mul(1000) / of.max(1);
    share(usage.cpu_milli + cpu, body.cpu_milli) + share(usage.memory + memory, body.memory)
}

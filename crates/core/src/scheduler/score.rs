//! Which of the nodes that may have a pod gets it: the one with the fewest of its siblings, then the least used, then one
//! by lot. (Upstream adds up a dozen weighted scores; for pods of one set these two decide, and ties are broken by lot
//! there too.)

use super::{Usage, of_node};
use crate::object::{Name, Object, Uid};
use crate::persist::{OrdMap, Place};
use crate::world::World;
use std::sync::Arc;

/// The best of the nodes that may have a pod, given by name with their usage; there is at least one. The pod asks for CPU
/// in thousandths of a core, and for memory in bytes.
pub(super) fn best<'a>(
    world: &mut World,
    object: &Object,
    requests: (u64, u64),
    nodes: &[(&'a Arc<Object>, Usage)],
    siblings: &OrdMap<(Uid, Name), u32>,
) -> &'a Arc<Object> {
    let owner = object.meta.controller().map(|owner| owner.uid);
    let owned = |owner: Uid| siblings.matching(owner.place(), move |(of, _)| of.cmp(&owner));
    let counts = owner.map(owned).into_iter().flatten();
    let mut counts = counts.map(|((_, node), count)| (node, count)).peekable();
    let mut best = Vec::new();
    let mut lowest = None;
    for &(node, usage) in nodes {
        let near = of_node(&mut counts, &node.meta.name).copied().unwrap_or(0);
        let rank = (near, used_share(usage, requests, node));
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
fn used_share(usage: Usage, (cpu, memory): (u64, u64), node: &Object) -> u64 {
    let Some(body) = node.node() else { return u64::MAX };
    let share = |used: u64, of: u64| used.saturating_mul(1000) / of.max(1);
    share(usage.cpu_milli + cpu, body.cpu_milli) + share(usage.memory + memory, body.memory)
}

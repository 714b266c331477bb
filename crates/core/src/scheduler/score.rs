//! Which of the nodes that may have a pod gets it: the one with the fewest of its siblings, then the least used, then one
//! by lot. (Upstream adds up a dozen weighted scores; for pods of one set these two decide, and ties are broken by lot
//! there too.)

use super::Usage;
use crate::object::{Name, Object, Pod, Uid};
use crate::world::World;
use imbl::OrdMap;
use std::sync::Arc;

/// The best of the nodes that may have a pod; there is at least one.
pub(super) fn best(
    world: &mut World,
    object: &Object,
    pod: &Pod,
    mut nodes: Vec<Arc<Object>>,
    usage: &OrdMap<Name, Usage>,
    siblings: &OrdMap<(Uid, Name), u32>,
) -> Arc<Object> {
    let owner = object.meta.controller().map(|owner| owner.uid);
    let rank = |node: &Arc<Object>| {
        let name = &node.meta.name;
        let near = owner.and_then(|owner| siblings.get(&(owner, name.clone()))).copied().unwrap_or(0);
        (near, used_share(usage.get(name).copied().unwrap_or_default(), pod, node))
    };
    let lowest = nodes.iter().map(rank).min().unwrap_or_default();
    nodes.retain(|node| rank(node) == lowest);
    let lot = world.rng.below(nodes.len());
    nodes.swap_remove(lot)
}

/// How much of a node is asked for with this pod, in thousandths of CPU and memory together (`LeastAllocated`).
fn used_share(usage: Usage, pod: &Pod, node: &Object) -> u64 {
    let Some(body) = node.node() else { return u64::MAX };
    let (cpu, memory) = pod.requests();
    let share = |used: u64, of: u64| used.saturating_mul(1000) / of.max(1);
    share(usage.cpu_milli + cpu, body.cpu_milli) + share(usage.memory + memory, body.memory)
}

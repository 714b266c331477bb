//! A set's status: what there is, counted (`updateStatus`, `completeRollingUpdate`).

use super::revisions::History;
use super::{Roster, Set};
use crate::object::{StatefulSetStatus, UpdateStrategy};
use crate::world::World;

/// Writes the set's status, if it has changed.
pub(super) fn write(world: &mut World, roster: &Roster, set: &Set, history: &History) {
    let status = compute(roster, set, history);
    let written = world.store.update(&set.key, false, |object| {
        if let Some(set) = object.set_mut() {
            set.status = status;
        }
    });
    debug_assert!(written.is_ok(), "a set that is being synced is there");
}

fn compute(roster: &Roster, set: &Set, history: &History) -> StatefulSetStatus {
    let counts = roster.counts();
    let mut status = StatefulSetStatus {
        observed_generation: Some(set.meta().generation),
        replicas: counts.replicas,
        ready: counts.ready,
        available: counts.available,
        current: roster.of_revision(&history.current.name).1,
        updated: roster.of_revision(&history.update.name).1,
        current_revision: history.current.name.clone(),
        update_revision: history.update.name.clone(),
        collision_count: history.collisions,
    };
    let rolling = matches!(set.spec.strategy, UpdateStrategy::RollingUpdate { .. });
    if rolling && [status.updated, status.ready, status.replicas] == [set.spec.replicas; 3] {
        status.current = status.updated;
        status.current_revision = status.update_revision.clone();
    }
    status
}

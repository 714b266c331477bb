//! What the disruption controller knows of the pods under each budget, kept up change by change: a sync looks at none of
//! them. (Upstream lists them all each time, `getPodsForPdb`.)

use super::budgets_of;
use crate::object::{Budget, Key, Kind, Object, OwnerRef, Uid};
use crate::persist::OrdMap;
use crate::store::Change;
use crate::world::World;
use std::sync::Arc;

/// The pods under a budget.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// How many there are.
    pub pods: u32,
    /// How many of them are Ready and not terminating.
    pub healthy: u32,
    /// How many of them nobody controls.
    pub unmanaged: u32,
    /// Who controls the others, and how many each.
    pub controllers: OrdMap<Uid, (OwnerRef, u32)>,
}

/// Those of all budgets that were synced.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tallies(OrdMap<Key, Tally>);

/// Whether a pod is Ready and stays (`countHealthyPods`).
pub(super) fn is_healthy(pod: &Object) -> bool {
    !pod.meta.is_terminating() && pod.pod().is_some_and(|pod| pod.status.ready.is_true())
}

impl Tally {
    fn of(world: &World, key: &Key, budget: &Budget) -> Tally {
        let mut tally = Tally::default();
        let pods = world.store.list(Kind::Pod, Some(&key.namespace));
        pods.filter(|pod| budget.selector.matches(&pod.meta.labels)).for_each(|pod| tally.add(pod));
        tally
    }

    /// Whether it counts the same as another.
    fn is(&self, other: &Tally) -> bool {
        let controllers =
            |tally: &Tally| tally.controllers.iter().map(|(uid, of)| (*uid, of.1)).collect::<Vec<_>>();
        let counts = |tally: &Tally| (tally.pods, tally.healthy, tally.unmanaged, controllers(tally));
        counts(self) == counts(other)
    }

    fn add(&mut self, pod: &Object) {
        self.pods += 1;
        self.healthy += u32::from(is_healthy(pod));
        match pod.meta.controller() {
            Some(owner) => {
                let known = self.controllers.get(&owner.uid).map_or(0, |(_, count)| *count);
                self.controllers.insert(owner.uid, (owner.clone(), known + 1));
            }
            None => self.unmanaged += 1,
        }
    }

    /// Takes out a pod. It may be one that was not counted: the budget's selector covers it since this very instant. The
    /// tally is forgotten next then, for the selector's change.
    fn remove(&mut self, pod: &Object) {
        self.pods = self.pods.saturating_sub(1);
        self.healthy = self.healthy.saturating_sub(u32::from(is_healthy(pod)));
        match pod.meta.controller().and_then(|owner| self.controllers.get(&owner.uid)).cloned() {
            Some((owner, 1)) => drop(self.controllers.remove(&owner.uid)),
            Some((owner, count)) => self.controllers.insert(owner.uid, (owner, count - 1)),
            None => self.unmanaged = self.unmanaged.saturating_sub(1),
        }
    }
}

/// The tally of a budget.
pub(super) fn of(world: &mut World, key: &Key, budget: &Budget) -> Tally {
    if let Some(tally) = world.budgets.0.get(key) {
        debug_assert!(
            tally.is(&Tally::of(world, key, budget)),
            "what was counted of {} is all there is",
            key.name
        );
        return tally.clone();
    }
    let tally = Tally::of(world, key, budget);
    world.budgets.0.insert(key.clone(), tally.clone());
    tally
}

/// Forgets what was counted for a budget: its selector may be another one now.
pub(super) fn forget(world: &mut World, budget: &Key) {
    world.budgets.0.remove(budget);
}

/// Counts a pod's change. Returns the budgets that it concerns, of which some are not counted for yet.
pub(super) fn count(world: &mut World, change: &Change) -> Vec<Key> {
    let [old, new] =
        [&change.old, &change.new].map(|pod| pod.as_ref().map(|pod| (pod, budgets_of(world, pod))));
    let tallies = &mut world.budgets.0;
    let mut each = |found: Option<(&Arc<Object>, Vec<Key>)>, count: fn(&mut Tally, &Object)| {
        let (pod, budgets) = found?;
        budgets
            .iter()
            .filter_map(|budget| tallies.get_mut(budget).map(|tally| count(tally, pod)))
            .for_each(drop);
        Some(budgets)
    };
    let concerned = [each(old, Tally::remove), each(new, Tally::add)];
    concerned.into_iter().flatten().flatten().collect()
}

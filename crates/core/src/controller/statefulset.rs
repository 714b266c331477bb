//! The StatefulSet controller (`pkg/controller/statefulset`): when it syncs a set, and what a sync consists of.

mod claims;
mod identity;
mod members;
mod owners;
mod pods;
mod revisions;
mod roster;
mod status;
mod update;

pub(crate) use roster::{REVISION_LABEL, Roster};

use super::{Controller, Outcome};
use crate::decision::{Rule, Verdict};
use crate::object::{Key, Kind, Meta, Name, Object, StatefulSet, StatefulSetSpec, StatefulSetStatus, Uid};
use crate::persist::{OrdMap, OrdSet};
use crate::store::Change;
use crate::world::World;
use identity::{Identities, Identity};
use std::cell::RefCell;
use std::sync::Arc;

/// The name under which it reports Events.
const SOURCE: &str = "statefulset-controller";

/// The rosters of all sets.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    rosters: OrdMap<Uid, Roster>,
    /// Revisions that nobody controls.
    orphans: OrdSet<Key>,
}

/// A set as a sync works on it.
#[derive(Clone)]
pub(crate) struct Set {
    pub key: Key,
    pub object: Arc<Object>,
    pub spec: Arc<StatefulSetSpec>,
    identities: RefCell<Identities>,
}

impl Set {
    fn load(world: &World, key: &Key) -> Option<Set> {
        let object = world.store.get(key)?.clone();
        let spec = object.set()?.spec.clone();
        Some(Set { key: key.clone(), object, spec, identities: RefCell::default() })
    }

    pub fn meta(&self) -> &Meta {
        &self.object.meta
    }

    pub fn name(&self) -> &Name {
        &self.key.name
    }

    /// Its status as the last sync wrote it.
    pub fn status(&self) -> Option<&StatefulSetStatus> {
        self.object.set().map(|set| &set.status)
    }

    /// The name of the pod of an ordinal (`getPodName`).
    pub fn pod_name(&self, ordinal: u32) -> Name {
        self.identity(ordinal).pod.name.clone()
    }

    pub fn pod_key(&self, ordinal: u32) -> Key {
        self.identity(ordinal).pod.clone()
    }

    /// What belongs to an ordinal by its name.
    fn identity(&self, ordinal: u32) -> Arc<Identity> {
        self.identities.borrow_mut().of(&self.key, &self.spec, ordinal)
    }

    /// The first ordinal beyond the replicas.
    pub fn end(&self) -> u32 {
        self.spec.start.saturating_add(self.spec.replicas)
    }

    pub fn in_range(&self, ordinal: u32) -> bool {
        (self.spec.start..self.end()).contains(&ordinal)
    }
}

/// The set and the ordinal that a pod's name stands for (`getParentNameAndOrdinal`).
pub(crate) fn parent_and_ordinal(pod: &str) -> Option<(&str, u32)> {
    let (parent, digits) = pod.rsplit_once('-')?;
    let all_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    // The ordinal is an int32 upstream.
    let ordinal = digits.parse().ok().filter(|ordinal| *ordinal <= i32::MAX as u32)?;
    (all_digits && !parent.is_empty()).then_some((parent, ordinal))
}

impl State {
    /// Takes note of a change and plans the syncs it calls for.
    pub fn observe(&mut self, world: &mut World, change: &Change) {
        match change.key.kind {
            Kind::StatefulSet => self.observe_set(world, change),
            Kind::Pod => self.observe_pod(world, change),
            Kind::PersistentVolumeClaim => self.observe_claim(world, change),
            Kind::ControllerRevision => self.observe_revision(change),
            _ => {}
        }
    }

    /// A set is synced when it appears and when anything about it changes, its status among it (`enqueueStatefulSet`).
    fn observe_set(&mut self, world: &mut World, change: &Change) {
        let spec = |object: &Arc<Object>| object.set().map(|set: &StatefulSet| set.spec.clone());
        match (&change.old, &change.new) {
            (Some(old), None) => drop(self.rosters.remove(&old.meta.uid)),
            (old, Some(new)) if old.as_ref().and_then(spec) != spec(new) => {
                if let (Some(roster), Some(spec)) = (self.rosters.get_mut(&new.meta.uid), spec(new)) {
                    roster.respec(&spec);
                    reripen(world, roster, &change.key, spec.min_ready_seconds);
                }
            }
            (_, Some(_)) | (None, None) => {}
        }
        world.enqueue(Controller::StatefulSet, change.key.clone());
    }

    /// `addPod`, `updatePod` and `deletePod`: the set that controls a pod hears of all its changes; sets that might
    /// adopt an orphan hear of it when it appears or its labels or owners change.
    fn observe_pod(&mut self, world: &mut World, change: &Change) {
        let set_of = |object: &Arc<Object>| {
            object
                .meta
                .controller()
                .filter(|owner| owner.kind == Kind::StatefulSet)
                .map(|owner| (owner.name.clone(), owner.uid))
        };
        let (old, new) = (change.old.as_ref().and_then(set_of), change.new.as_ref().and_then(set_of));
        if let Some((name, uid)) = old.as_ref().filter(|_| old != new) {
            self.note_member(world, change, name, *uid, None);
        }
        if let Some((name, uid)) = &new {
            self.note_member(world, change, name, *uid, change.new.as_ref());
        } else if let Some(orphan) = &change.new {
            self.observe_orphan(world, change, orphan);
        }
    }

    fn note_member(
        &mut self,
        world: &mut World,
        change: &Change,
        set: &Name,
        uid: Uid,
        pod: Option<&Arc<Object>>,
    ) {
        if let (Some(roster), Some((parent, ordinal))) =
            (self.rosters.get_mut(&uid), parent_and_ordinal(&change.key.name))
            && parent == &**set
        {
            roster.note(world.now, ordinal, pod.map(|pod| &**pod));
        }
        let key = change.key.beside(Kind::StatefulSet, set);
        // A set of the same name that came after the pod's own is not told (`resolveControllerRef`).
        if world.store.get(&key).is_some_and(|set| set.meta.uid == uid) {
            world.enqueue(Controller::StatefulSet, key);
        }
    }

    fn observe_orphan(&mut self, world: &mut World, change: &Change, orphan: &Object) {
        let changed = change
            .old
            .as_ref()
            .is_none_or(|old| old.meta.labels != orphan.meta.labels || old.meta.owners != orphan.meta.owners);
        if !changed {
            return;
        }
        for key in selecting(world, orphan) {
            self.recheck(world, &key, &change.key.name);
            world.enqueue(Controller::StatefulSet, key);
        }
    }

    /// Has a set look whether a pod of its name is to be adopted.
    fn recheck(&mut self, world: &World, set: &Key, pod: &Name) {
        let ordinal = parent_and_ordinal(pod).filter(|(parent, _)| *parent == &*set.name);
        let roster = world.store.get(set).and_then(|set| self.rosters.get_mut(&set.meta.uid));
        if let (Some((_, ordinal)), Some(roster)) = (ordinal, roster) {
            roster.recheck(ordinal);
        }
    }

    /// Notes whether a revision may be adopted; the next sync does it.
    fn observe_revision(&mut self, change: &Change) {
        if change.new.as_ref().is_some_and(|revision| revision.meta.controller().is_none()) {
            self.orphans.insert(change.key.clone());
        } else {
            self.orphans.remove(&change.key);
        }
    }

    /// A claim's change makes the pods that use it worth another look. (Upstream has no claim handler; it looks at every
    /// pod's claims in every sync, which comes to the same without the cost. So nobody is synced here, as nobody is
    /// there.)
    fn observe_claim(&mut self, world: &mut World, change: &Change) {
        let users: Vec<(Name, Uid, Name)> = world
            .store
            .pods_using(&change.key)
            .filter_map(|pod| {
                let owner = pod.meta.controller().filter(|owner| owner.kind == Kind::StatefulSet)?;
                Some((owner.name.clone(), owner.uid, pod.meta.name.clone()))
            })
            .collect();
        for (_, uid, pod) in &users {
            if let (Some(roster), Some((_, ordinal))) = (self.rosters.get_mut(uid), parent_and_ordinal(pod)) {
                roster.touch(ordinal);
            }
        }
    }

    /// One sync of a set (`StatefulSetController.sync`, `UpdateStatefulSet`).
    pub fn sync(&mut self, world: &mut World, key: &Key) -> Outcome {
        let Some(set) = Set::load(world, key) else { return Outcome::Gone };
        let uid = set.meta().uid;
        if !self.rosters.contains_key(&uid) {
            self.rosters.insert(uid, Roster::new(world, &set));
        }
        let Some(roster) = self.rosters.get_mut(&uid) else { return Outcome::Gone };
        set.identities.replace(std::mem::take(&mut roster.identities));
        if !set.meta().is_terminating() {
            revisions::adopt_orphans(world, &self.orphans, roster, &set);
            members::claim(world, roster, &set);
        }
        let result = sync_set(world, roster, &set);
        roster.identities = set.identities.take();
        match result {
            Ok(verdict) => Outcome::Decided(verdict),
            Err(message) => Outcome::Failed(Rule::Identity, message),
        }
    }
}

/// The sets whose selector matches an orphan, whatever their name (`getStatefulSetsForPod`).
fn selecting(world: &World, orphan: &Object) -> Vec<Key> {
    let sets = world.store.list(Kind::StatefulSet, Some(&orphan.meta.namespace));
    let selects = |object: &&Arc<Object>| {
        object.set().is_some_and(|set| set.spec.selector.matches(&orphan.meta.labels))
    };
    sets.filter(selects).map(|object| object.key()).collect()
}

/// A longer or shorter `minReadySeconds`: what was available may not be, and the other way round.
fn reripen(world: &World, roster: &mut Roster, set: &Key, min_ready_seconds: u64) {
    if !roster.set_min_ready_seconds(min_ready_seconds) {
        return;
    }
    for ordinal in roster.ordinals() {
        let key = identity::pod_key(set, ordinal);
        roster.note(world.now, ordinal, world.store.get(&key).map(|pod| &**pod));
    }
}

fn sync_set(world: &mut World, roster: &mut Roster, set: &Set) -> Result<Verdict, String> {
    let history = revisions::resolve(world, roster, set)?;
    roster.ripen(world.now);
    roster.target(&history.update.name);
    let result = update::update(world, roster, set, &history);
    status::write(world, roster, set, &history);
    revisions::truncate(world, roster, set, &history);
    if let Some(at) = roster.next_ripe() {
        world.enqueue_after(Controller::StatefulSet, set.key.clone(), at - world.now);
    }
    result
}

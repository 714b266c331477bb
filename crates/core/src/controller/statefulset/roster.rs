//! What the controller knows of a set's pods, kept up change by change, so that a sync looks only at ordinals where
//! something may be to do and never at all of them.

use super::identity::Identities;
use super::{Set, parent_and_ordinal};
use crate::object::{Kind, Name, Object, Phase, PodTemplate, StatefulSetSpec, Uid};
use crate::persist::{OrdMap, OrdSet};
use crate::time::Time;
use crate::world::World;
use std::sync::Arc;

/// The label that names a pod's revision.
pub(crate) const REVISION_LABEL: &str = "controller-revision-hash";

/// A pod of the set, as far as decisions depend on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub uid: Uid,
    pub revision: Name,
    pub phase: Phase,
    /// Running and Ready.
    pub ready: bool,
    /// Ready for `minReadySeconds`.
    pub available: bool,
    pub terminating: bool,
}

impl Member {
    /// `isUnavailable`.
    pub fn is_unavailable(&self) -> bool {
        !self.available || self.terminating
    }
}

/// How many pods there are, in ways that the status tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub replicas: u32,
    pub ready: u32,
    pub available: u32,
}

/// The pods that a set controls, by ordinal, and which of them need a look.
#[derive(Clone, Debug)]
pub(crate) struct Roster {
    members: OrdMap<u32, Member>,
    /// Ordinals that may need something: those changed since they were last found in order, and those not in order.
    dirty: OrdSet<u32>,
    /// Members that are not available, or terminating.
    unavailable: OrdSet<u32>,
    /// Members that are not terminating and of another revision than the one aimed at.
    outdated: OrdSet<u32>,
    /// Ready members that become available later.
    ripening: OrdSet<(Time, u32)>,
    /// Ordinals of pods that may have to be adopted or released.
    recheck: OrdSet<u32>,
    counts: Counts,
    /// Members by revision: all, and those not terminating.
    by_revision: OrdMap<Name, (u32, u32)>,
    target: Name,
    min_ready_seconds: u64,
    /// The template whose revision was resolved last, and that revision's name.
    pub resolved: Option<(Arc<PodTemplate>, Name)>,
    /// What the ordinals own by their names, of those that a sync asked for last.
    pub identities: Identities,
}

impl Roster {
    /// The roster of a set that has not been synced yet: every pod of its name is to be looked at.
    pub fn new(world: &World, set: &Set) -> Roster {
        let mut roster = Roster {
            members: OrdMap::new(),
            dirty: OrdSet::new(),
            unavailable: OrdSet::new(),
            outdated: OrdSet::new(),
            ripening: OrdSet::new(),
            recheck: OrdSet::new(),
            counts: Counts::default(),
            by_revision: OrdMap::new(),
            target: "".into(),
            min_ready_seconds: set.spec.min_ready_seconds,
            resolved: None,
            identities: Identities::default(),
        };
        roster.touch_range(&set.spec);
        let prefix = format!("{}-", set.name());
        for pod in world.store.list_prefix(Kind::Pod, &set.key.namespace, &prefix) {
            let Some((_, ordinal)) =
                parent_and_ordinal(&pod.meta.name).filter(|(parent, _)| *parent == &**set.name())
            else {
                continue;
            };
            roster.recheck.insert(ordinal);
            if pod.meta.controller().is_some_and(|owner| owner.uid == set.meta().uid) {
                roster.note(world.now, ordinal, Some(pod));
            }
        }
        roster
    }

    pub fn get(&self, ordinal: u32) -> Option<&Member> {
        self.members.get(&ordinal)
    }

    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// How many members are of a revision: all, and those not terminating.
    pub fn of_revision(&self, revision: &Name) -> (u32, u32) {
        self.by_revision.get(revision).copied().unwrap_or_default()
    }

    /// Notes how a pod is now; none if it is gone or no longer the set's.
    pub fn note(&mut self, now: Time, ordinal: u32, pod: Option<&Object>) {
        self.touch(ordinal);
        let Some((member, ripe)) = pod.and_then(|object| self.member(now, object)) else {
            return self.forget(ordinal);
        };
        self.recheck.insert(ordinal);
        let is_ripening = member.ready && !member.available;
        if self.get(ordinal) == Some(&member) && !is_ripening {
            return;
        }
        if !is_ripening && self.recount(ordinal, &member) {
            return;
        }
        self.forget(ordinal);
        if is_ripening && let Some(at) = ripe {
            self.ripening.insert((at, ordinal));
        }
        self.insert(ordinal, member);
    }

    /// Notes that a member is ready now or not, or of another phase, and is counted as before otherwise: what most changes of
    /// a pod come to. Returns whether it was one of those.
    fn recount(&mut self, ordinal: u32, member: &Member) -> bool {
        let Some(known) = self.members.get_mut(&ordinal) else { return false };
        let same = known.revision == member.revision && known.terminating == member.terminating;
        let ripens = known.ready != known.available;
        if !same || ripens {
            return false;
        }
        let before = std::mem::replace(known, member.clone());
        self.counts.ready = self.counts.ready - u32::from(before.ready) + u32::from(member.ready);
        self.counts.available =
            self.counts.available - u32::from(before.available) + u32::from(member.available);
        match (before.is_unavailable(), member.is_unavailable()) {
            (false, true) => self.unavailable.insert(ordinal),
            (true, false) => drop(self.unavailable.remove(&ordinal)),
            (true, true) | (false, false) => {}
        }
        true
    }

    /// A pod as a member, and when it becomes available.
    fn member(&self, now: Time, object: &Object) -> Option<(Member, Option<Time>)> {
        let pod = object.pod()?;
        let ripe = pod.available_at(self.min_ready_seconds);
        let member = Member {
            uid: object.meta.uid,
            revision: object.meta.label(REVISION_LABEL).cloned().unwrap_or_default(),
            phase: pod.status.phase,
            ready: pod.is_running_and_ready(),
            available: ripe.is_some_and(|at| at <= now),
            terminating: object.meta.is_terminating(),
        };
        Some((member, ripe))
    }

    fn insert(&mut self, ordinal: u32, member: Member) {
        self.counts.replicas += 1;
        self.counts.ready += u32::from(member.ready);
        self.counts.available += u32::from(member.available);
        let (all, staying) = self.of_revision(&member.revision);
        self.by_revision.insert(member.revision.clone(), (all + 1, staying + u32::from(!member.terminating)));
        if member.is_unavailable() {
            self.unavailable.insert(ordinal);
        }
        if member.revision != self.target && !member.terminating {
            self.outdated.insert(ordinal);
        }
        self.members.insert(ordinal, member);
    }

    fn forget(&mut self, ordinal: u32) {
        let Some(member) = self.members.take(&ordinal) else { return };
        self.counts.replicas -= 1;
        self.counts.ready -= u32::from(member.ready);
        self.counts.available -= u32::from(member.available);
        let (all, staying) = self.of_revision(&member.revision);
        if all == 1 {
            self.by_revision.remove(&member.revision);
        } else {
            self.by_revision.insert(member.revision, (all - 1, staying - u32::from(!member.terminating)));
        }
        self.unavailable.remove(&ordinal);
        self.outdated.remove(&ordinal);
        if member.ready && !member.available {
            self.ripening =
                self.ripening.iter().copied().filter(|(_, ripening)| *ripening != ordinal).collect();
        }
    }

    /// Members that have been Ready for long enough by now become available.
    pub fn ripen(&mut self, now: Time) {
        while let Some((at, ordinal)) = self.ripening.first().copied().filter(|(at, _)| *at <= now) {
            self.ripening.remove(&(at, ordinal));
            let Some(mut member) = self.members.get(&ordinal).cloned() else { continue };
            self.forget(ordinal);
            member.available = true;
            self.insert(ordinal, member);
            self.touch(ordinal);
        }
    }

    /// When the next member becomes available by waiting alone.
    pub fn next_ripe(&self) -> Option<Time> {
        self.ripening.first().map(|(at, _)| *at)
    }

    /// Sets the revision that members are to be of.
    pub fn target(&mut self, revision: &Name) {
        if self.target == *revision {
            return;
        }
        self.target = revision.clone();
        let outdated = |(_, member): &(&u32, &Member)| member.revision != *revision && !member.terminating;
        self.outdated = self.members.iter().filter(outdated).map(|(ordinal, _)| *ordinal).collect();
    }

    /// Takes note that what is wanted has changed: every ordinal is worth a look.
    pub fn respec(&mut self, spec: &StatefulSetSpec) {
        self.identities = Identities::default();
        self.touch_range(spec);
        for ordinal in self.members.keys() {
            self.dirty.insert(*ordinal);
            self.recheck.insert(*ordinal);
        }
    }

    /// Takes another `minReadySeconds`; says whether it is another. Every member is to be noted again then.
    pub fn set_min_ready_seconds(&mut self, seconds: u64) -> bool {
        std::mem::replace(&mut self.min_ready_seconds, seconds) != seconds
    }

    /// The ordinals of all members.
    pub fn ordinals(&self) -> Vec<u32> {
        self.members.keys().copied().collect()
    }

    fn touch_range(&mut self, spec: &StatefulSetSpec) {
        for ordinal in spec.start..spec.start.saturating_add(spec.replicas) {
            self.dirty.insert(ordinal);
        }
    }

    /// Makes an ordinal worth a look.
    pub fn touch(&mut self, ordinal: u32) {
        self.dirty.insert(ordinal);
    }

    /// Notes that an ordinal is in order, or that nothing can be done for it until it changes.
    pub fn settle(&mut self, ordinal: u32) {
        self.dirty.remove(&ordinal);
    }

    /// The lowest ordinal from `from` on, and below `end`, that needs a look.
    pub fn next_dirty(&self, from: u32, end: u32) -> Option<u32> {
        self.dirty.range(from..).next().copied().filter(|ordinal| *ordinal < end)
    }

    /// The highest member below `below` that needs a look and is not within the replicas. Ordinals there without a pod are
    /// in order: passed once, they are not passed again.
    pub fn next_dirty_condemned(&mut self, set: &Set, below: u32) -> Option<u32> {
        let (start, end) = (set.spec.start, set.end());
        let condemned = [end..below.max(end), 0..start.min(below)];
        for range in condemned.into_iter().filter(|range| !range.is_empty()) {
            while let Some(ordinal) = self.dirty.range(range.clone()).next_back().copied() {
                if self.members.contains_key(&ordinal) {
                    return Some(ordinal);
                }
                self.dirty.remove(&ordinal);
            }
        }
        None
    }

    /// The highest member that is not within the replicas.
    pub fn highest_condemned(&self, set: &Set) -> Option<u32> {
        let above = self.members.last().map(|(ordinal, _)| *ordinal).filter(|ordinal| *ordinal >= set.end());
        above.or_else(|| self.members.range(..set.spec.start).next_back().map(|(ordinal, _)| *ordinal))
    }

    /// The first member that is not available: within the replicas, else the lowest beyond them.
    pub fn first_unavailable(&self, set: &Set) -> Option<u32> {
        let within = (!(set.spec.start..set.end()).is_empty())
            .then(|| self.unavailable.range(set.spec.start..set.end()).next().copied())
            .flatten();
        within.or_else(|| self.unavailable.first().copied())
    }

    /// The highest unavailable member between two ordinals.
    pub fn highest_unavailable(&self, from: u32, end: u32) -> Option<u32> {
        if from >= end { None } else { self.unavailable.range(from..end).next_back().copied() }
    }

    /// The highest outdated member between two ordinals.
    pub fn highest_outdated(&self, from: u32, end: u32) -> Option<u32> {
        if from >= end { None } else { self.outdated.range(from..end).next_back().copied() }
    }

    /// How many members are unavailable between two ordinals.
    pub fn count_unavailable(&self, from: u32, end: u32) -> u32 {
        if from >= end {
            0
        } else {
            u32::try_from(self.unavailable.range(from..end).count()).unwrap_or(u32::MAX)
        }
    }

    /// How many outdated members there are.
    pub fn count_outdated(&self) -> u32 {
        u32::try_from(self.outdated.len()).unwrap_or(u32::MAX)
    }

    /// The ordinals of pods to adopt or release, which are then thought done.
    pub fn take_recheck(&mut self) -> OrdSet<u32> {
        std::mem::take(&mut self.recheck)
    }

    /// Makes a pod of this ordinal one to adopt or release.
    pub fn recheck(&mut self, ordinal: u32) {
        self.recheck.insert(ordinal);
    }
}

//! The heart of a sync: create what is missing, remove what is too much, replace what is old, each in its order
//! (`defaultStatefulSetControl.updateStatefulSet`).

use super::revisions::History;
use super::{Roster, Set, claims, owners, pods};
use crate::controller::Controller;
use crate::decision::{HeldUp, Rule, Verdict};
use crate::object::{Name, Phase, PodManagementPolicy, UpdateStrategy};
use crate::world::World;

/// What a step of the pass says about going on.
enum Flow {
    /// The next ordinal.
    On,
    /// Nothing more in this sync.
    Stop(Verdict),
}

/// One pass over a set's ordinals.
struct Pass<'a> {
    world: &'a mut World,
    roster: &'a mut Roster,
    set: &'a Set,
    history: &'a History,
    monotonic: bool,
    /// The pods created in this pass: the first, and how many.
    created: Option<(Name, u32)>,
    /// Ordinals that had no pod when this pass came to them: the highest, and how many. Their pods are not available.
    missing: Option<(u32, u32)>,
    /// The pods deleted in this pass because they are beyond the replicas: the first, and how many.
    condemned: Option<(Name, u32)>,
}

/// Brings the set a step nearer to what is asked, and says what it did or waits for.
pub(super) fn update(
    world: &mut World,
    roster: &mut Roster,
    set: &Set,
    history: &History,
) -> Result<Verdict, String> {
    if set.meta().is_terminating() {
        return Ok(Verdict::BeingDeleted);
    }
    let monotonic = set.spec.policy == PodManagementPolicy::OrderedReady;
    let mut pass =
        Pass { world, roster, set, history, monotonic, created: None, missing: None, condemned: None };
    if let Some(verdict) = pass.process_replicas()? {
        return Ok(verdict);
    }
    pass.fix_condemned_claims()?;
    if let Some(verdict) = pass.process_condemned()? {
        return Ok(verdict);
    }
    pass.roll_out()
}

/// How many ordinals a pass under Parallel looks at. Upstream goes on to the next 500 (`MaxBatchSize`) in the same sync;
/// here that is for the sync after it, so that no event of the simulation takes long. The cost is a status and a
/// decision more for each 500 replicas.
const MOST_AT_ONCE: u32 = 500;

impl Pass<'_> {
    fn rule(&self) -> Rule {
        if self.monotonic { Rule::OrderedReady } else { Rule::Parallel }
    }

    /// Goes through the replicas, lowest ordinal first. Only ordinals that may need something are looked at.
    fn process_replicas(&mut self) -> Result<Option<Verdict>, String> {
        let end = self.set.end();
        let mut from = self.set.spec.start;
        let mut failure: Option<(String, u32)> = None;
        let mut looked_at = 0;
        while let Some(ordinal) = self.roster.next_dirty(from, failure.as_ref().map_or(end, |(_, end)| *end))
        {
            from = ordinal.saturating_add(1);
            looked_at += 1;
            if looked_at > MOST_AT_ONCE && !self.monotonic && failure.is_none() {
                self.world.enqueue(Controller::StatefulSet, self.set.key.clone());
                return Ok(Some(self.at_rest()));
            }
            match self.process_replica(ordinal) {
                Ok(Flow::Stop(verdict)) if self.monotonic => return Ok(Some(verdict)),
                Ok(Flow::Stop(_) | Flow::On) => {}
                Err(message) if self.monotonic => return Err(message),
                Err(message) => {
                    failure.get_or_insert((message, self.batch_end(ordinal)));
                }
            }
        }
        failure.map_or(Ok(None), |(message, _)| Err(message))
    }

    /// Under Parallel ordinals are gone through in batches of 1, 2, 4, … up to 500; after a failure the batch is
    /// finished, and no other begun (`slowStartBatch`).
    fn batch_end(&self, ordinal: u32) -> u32 {
        let index = ordinal - self.set.spec.start;
        let (mut end, mut size) = (1_u32, 1_u32);
        while end <= index {
            size = (size * 2).min(500);
            end = end.saturating_add(size);
        }
        self.set.spec.start.saturating_add(end).min(self.set.end())
    }

    /// `processReplica`.
    fn process_replica(&mut self, ordinal: u32) -> Result<Flow, String> {
        let Some(member) = self.roster.get(ordinal).cloned() else {
            return self.create(ordinal);
        };
        if member.phase.is_terminal() {
            if !member.terminating {
                pods::delete(self.world, self.set, ordinal)?;
            }
            self.rest_unless_monotonic(ordinal);
            let pod = self.set.pod_name(ordinal);
            return Ok(Flow::Stop(Verdict::ReplacesEnded { pod, phase: ended(member.phase) }));
        }
        if member.phase == Phase::Pending {
            claims::create_missing(self.world, self.set, ordinal)?;
            owners::apply_policy(self.world, self.set, ordinal)?;
        }
        if self.monotonic
            && let Some(verdict) = self.wait(ordinal, &member)
        {
            return Ok(Flow::Stop(verdict));
        }
        pods::enforce(self.world, self.set, ordinal)?;
        self.roster.settle(ordinal);
        Ok(Flow::On)
    }

    /// Under OrderedReady an ordinal that has not changed still holds up those after it; it stays on the list.
    fn rest_unless_monotonic(&mut self, ordinal: u32) {
        if !self.monotonic {
            self.roster.settle(ordinal);
        }
    }

    fn create(&mut self, ordinal: u32) -> Result<Flow, String> {
        let pod = self.set.pod_name(ordinal);
        self.missing = Some((ordinal, self.missing.map_or(0, |(_, count)| count) + 1));
        if let Some(claim) = claims::stale(self.world, self.set, ordinal) {
            return Ok(Flow::Stop(Verdict::WaitsForClaim { claim, pod }));
        }
        pods::create(self.world, self.set, self.history, ordinal)?;
        let (first, count) = self.created.take().unwrap_or((pod.clone(), 0));
        self.created = Some((first, count + 1));
        self.rest_unless_monotonic(ordinal);
        Ok(Flow::Stop(Verdict::CreatesPod { pod, rule: self.rule() }))
    }

    /// What an OrderedReady set waits for at an ordinal before it goes on.
    fn wait(&self, ordinal: u32, member: &super::roster::Member) -> Option<Verdict> {
        let pod = || self.set.pod_name(ordinal);
        if member.terminating {
            return Some(pods::waits_for_termination(self.world, self.set, ordinal));
        }
        if !member.ready {
            return Some(Verdict::WaitsForReady {
                pod: pod(),
                holds: self.held_up(ordinal),
                rule: Rule::OrderedReady,
            });
        }
        let at = || {
            self.world
                .store
                .get(&self.set.pod_key(ordinal))?
                .pod()?
                .available_at(self.set.spec.min_ready_seconds)
        };
        (!member.available)
            .then(|| Verdict::WaitsForAvailable { pod: pod(), at: at().unwrap_or(self.world.now) })
    }

    /// What comes next once an ordinal is ready.
    fn held_up(&self, ordinal: u32) -> HeldUp {
        let next = ordinal.saturating_add(1);
        if next < self.set.end() && self.roster.get(next).is_none() {
            return HeldUp::Creation(self.set.pod_name(next));
        }
        if let Some(condemned) = self.roster.highest_condemned(self.set) {
            return HeldUp::Removal(self.set.pod_name(condemned));
        }
        let outdated =
            self.first_to_update().and_then(|from| self.roster.highest_outdated(from, self.set.end()));
        outdated
            .filter(|next| *next != ordinal)
            .map_or(HeldUp::Nothing, |next| HeldUp::Update(self.set.pod_name(next)))
    }

    /// The lowest ordinal that a rollout moves; none where the strategy leaves all of them to their user.
    fn first_to_update(&self) -> Option<u32> {
        match self.set.spec.strategy {
            UpdateStrategy::RollingUpdate { partition, .. } => {
                Some(self.set.spec.start.saturating_add(partition.unwrap_or(0)))
            }
            UpdateStrategy::OnDelete => None,
        }
    }

    /// Claims of pods beyond the replicas get the owner that the retention policy asks for.
    fn fix_condemned_claims(&mut self) -> Result<(), String> {
        let mut below = u32::MAX;
        while let Some(ordinal) = self.roster.next_dirty_condemned(self.set, below) {
            below = ordinal;
            owners::apply_policy(self.world, self.set, ordinal)?;
            if self.monotonic {
                self.roster.settle(ordinal);
            }
        }
        Ok(())
    }

    /// Goes through the pods beyond the replicas, highest ordinal first (`processCondemned`).
    fn process_condemned(&mut self) -> Result<Option<Verdict>, String> {
        if self.monotonic {
            let Some(ordinal) = self.roster.highest_condemned(self.set) else { return Ok(None) };
            return self.remove_in_order(ordinal).map(Some);
        }
        let mut below = u32::MAX;
        while let Some(ordinal) = self.roster.next_dirty_condemned(self.set, below) {
            below = ordinal;
            self.roster.settle(ordinal);
            if self.roster.get(ordinal).is_some_and(|member| !member.terminating) {
                pods::delete(self.world, self.set, ordinal)?;
                let (first, count) = self.condemned.take().unwrap_or((self.set.pod_name(ordinal), 0));
                self.condemned = Some((first, count + 1));
            }
        }
        Ok(None)
    }

    fn remove_in_order(&mut self, ordinal: u32) -> Result<Verdict, String> {
        let pod = self.set.pod_name(ordinal);
        let Some(member) = self.roster.get(ordinal).cloned() else { return Ok(self.at_rest()) };
        if member.terminating {
            return Ok(pods::waits_for_termination(self.world, self.set, ordinal));
        }
        let first_unavailable = self.roster.first_unavailable(self.set);
        if !member.available && first_unavailable != Some(ordinal) {
            let blocking = first_unavailable.map_or_else(|| pod.clone(), |first| self.set.pod_name(first));
            return Ok(Verdict::WaitsForReady {
                pod: blocking,
                holds: HeldUp::Removal(pod),
                rule: Rule::OrderedReady,
            });
        }
        pods::delete(self.world, self.set, ordinal)?;
        Ok(Verdict::ScalesDown { pod, count: 1, rule: Rule::OrderedReady })
    }

    /// Replaces pods of an old revision, as the strategy has it.
    fn roll_out(&mut self) -> Result<Verdict, String> {
        let UpdateStrategy::RollingUpdate { partition, max_unavailable } = self.set.spec.strategy else {
            return Ok(self.leaves_outdated(Rule::OnDelete));
        };
        // The partition counts from the first replica, whatever its ordinal: so upstream's loop has it.
        let partition = partition.unwrap_or(0);
        let from = self.set.spec.start.saturating_add(partition);
        if self.world.config.max_unavailable() {
            let limit = max_unavailable.map_or(1, |limit| limit.scale(self.set.spec.replicas, false).max(1));
            return self.replace_up_to(limit, from);
        }
        self.replace_one(from, partition)
    }

    /// One at a time: the highest outdated pod, unless a higher one is not available yet.
    fn replace_one(&mut self, from: u32, partition: u32) -> Result<Verdict, String> {
        let end = self.set.end();
        let outdated = self.roster.highest_outdated(from, end);
        let missing = self.missing.map(|(ordinal, _)| ordinal).filter(|ordinal| *ordinal >= from);
        let unavailable = self.roster.highest_unavailable(from, end).max(missing);
        match (outdated, unavailable) {
            (Some(target), waiting) if waiting.is_none_or(|waiting| target >= waiting) => {
                pods::delete(self.world, self.set, target)?;
                let rule = if partition > 0 { Rule::Partition } else { Rule::RollingUpdate };
                Ok(self.updates(target, 1, rule))
            }
            (Some(target), Some(waiting)) => Ok(self.waits_to_update(waiting, target)),
            (None, _) | (Some(_), None) => Ok(self.leaves_outdated(Rule::Partition)),
        }
    }

    /// As many at a time as may be unavailable (`updateStatefulSetAfterInvariantEstablished`).
    fn replace_up_to(&mut self, limit: u32, from: u32) -> Result<Verdict, String> {
        let (start, end) = (self.set.spec.start, self.set.end());
        let missing = self.missing.map_or(0, |(_, count)| count);
        let unavailable = self.roster.count_unavailable(start, end) + missing;
        let budget = limit.saturating_sub(unavailable);
        let (mut below, mut deleted, mut first) = (end, 0, None);
        while deleted < budget
            && let Some(target) = self.roster.highest_outdated(from, below)
        {
            below = target;
            pods::delete(self.world, self.set, target)?;
            deleted += 1;
            first.get_or_insert(target);
        }
        if let Some(first) = first {
            return Ok(self.updates(first, deleted, Rule::MaxUnavailable));
        }
        let waiting = self.roster.highest_unavailable(start, end);
        match (self.roster.highest_outdated(from, end), waiting) {
            (Some(target), Some(waiting)) => Ok(self.waits_to_update(waiting, target)),
            (Some(_), None) | (None, _) => Ok(self.leaves_outdated(Rule::Partition)),
        }
    }

    fn updates(&self, ordinal: u32, count: u32, rule: Rule) -> Verdict {
        Verdict::Updates {
            pod: self.set.pod_name(ordinal),
            count,
            to: self.history.update.name.clone(),
            rule,
        }
    }

    fn waits_to_update(&self, waiting: u32, target: u32) -> Verdict {
        if self.roster.get(waiting).is_some_and(|member| member.terminating) {
            return pods::waits_for_termination(self.world, self.set, waiting);
        }
        let holds = HeldUp::Update(self.set.pod_name(target));
        Verdict::WaitsForReady { pod: self.set.pod_name(waiting), holds, rule: Rule::RollingUpdate }
    }

    fn leaves_outdated(&self, rule: Rule) -> Verdict {
        match self.roster.count_outdated() {
            0 => self.at_rest(),
            count => Verdict::LeavesOutdated { count, rule },
        }
    }

    /// What was done under Parallel, if anything; else that nothing is to be done.
    fn at_rest(&self) -> Verdict {
        if let Some((first, count)) = &self.created {
            return Verdict::CreatesPods { first: first.clone(), count: *count, rule: Rule::Parallel };
        }
        if let Some((pod, count)) = &self.condemned {
            return Verdict::ScalesDown { pod: pod.clone(), count: *count, rule: Rule::Parallel };
        }
        if let Some(waiting) = self.roster.first_unavailable(self.set) {
            let pod = self.set.pod_name(waiting);
            return Verdict::WaitsForReady { pod, holds: HeldUp::Nothing, rule: self.rule() };
        }
        Verdict::AtRest { rule: self.rule() }
    }
}

fn ended(phase: Phase) -> &'static str {
    if phase == Phase::Failed { "failed" } else { "ended" }
}

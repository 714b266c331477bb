//! Why an object is not as it is to be, in plain sentences, each with its rule: what people ask `kubectl describe` for.

use crate::decision::{Rule, Verdict};
use crate::kubelet;
use crate::object::{Claim, ClaimPhase, ConditionStatus, Key, Kind, Node, Object, Pod, Volume, VolumePhase};
use crate::world::World;
use std::sync::Arc;

/// A reason to wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// What is waited for, in a sentence or two.
    pub sentence: String,
    /// The rule behind it.
    pub rule: Rule,
}

/// Why an object waits; nothing where it does not.
pub(super) fn of(world: &World, object: &Arc<Object>) -> Vec<Wait> {
    let mut waits = Waits { world, object, found: Vec::new() };
    waits.deletion();
    match object.meta.kind {
        Kind::Pod => object.pod().into_iter().for_each(|pod| waits.pod(pod)),
        Kind::PersistentVolumeClaim => object.claim().into_iter().for_each(|claim| waits.claim(claim)),
        Kind::PersistentVolume => object.volume().into_iter().for_each(|volume| waits.volume(volume)),
        Kind::Node => object.node().into_iter().for_each(|node| waits.node(node)),
        Kind::Service => waits.service(),
        Kind::PodDisruptionBudget => waits.budget(),
        Kind::StatefulSet | Kind::Deployment | Kind::ReplicaSet => waits.decided(&object.key()),
        _ => {}
    }
    waits.found
}

struct Waits<'a> {
    world: &'a World,
    object: &'a Arc<Object>,
    found: Vec<Wait>,
}

impl Waits<'_> {
    fn add(&mut self, rule: Rule, sentence: String) {
        self.found.push(Wait { sentence, rule });
    }

    /// What its controller said last, unless that is that all is well.
    fn decided(&mut self, about: &Key) {
        let Some(decision) = self.world.decision(about) else { return };
        if !matches!(decision.verdict, Verdict::AtRest { .. }) {
            let why = decision.why().map(|why| format!(" {why}")).unwrap_or_default();
            self.add(decision.verdict.rule(), decision.sentence() + &why);
        }
    }

    fn deletion(&mut self) {
        let Some(deletion) = &self.object.meta.deletion else { return };
        if let Some(pod) = self.object.pod() {
            return self
                .termination(pod, deletion.requested + crate::time::Millis::seconds(deletion.grace_seconds));
        }
        let finalizers: Vec<&str> = self.object.meta.finalizers.iter().map(|name| &**name).collect();
        if !finalizers.is_empty() {
            let sentence = format!(
                "It is being deleted, and goes when nothing holds it any more: {}.",
                finalizers.join(", ")
            );
            self.add(Rule::Finalizers, sentence);
        }
    }

    fn termination(&mut self, pod: &Pod, until: crate::time::Time) {
        let silent = pod.node.as_ref().filter(|node| !self.world.kubelets.answers(node));
        match silent {
            Some(node) => self.add(
                Rule::GracefulTermination,
                format!("It is to stop, but {node} does not answer, so nobody can say that it has."),
            ),
            None => self.add(
                Rule::GracefulTermination,
                format!(
                    "Its containers have been told to stop. They have until {until}; then they are killed."
                ),
            ),
        }
    }

    fn pod(&mut self, pod: &Pod) {
        if self.object.meta.is_terminating() || pod.status.phase.is_terminal() {
            return;
        }
        match &pod.node {
            None => self.unscheduled(pod),
            Some(node) if !self.world.kubelets.answers(node) => self.add(
                Rule::NodeLifecycle,
                format!("{node} does not answer: what runs there may run on, but nobody hears of it."),
            ),
            Some(_) => {
                let waits = kubelet::waits(self.world, self.object);
                waits.into_iter().for_each(|(rule, sentence)| self.add(rule, sentence));
            }
        }
    }

    fn unscheduled(&mut self, pod: &Pod) {
        let scheduled = &pod.status.scheduled;
        if scheduled.status == ConditionStatus::False && !scheduled.message.is_empty() {
            self.add(Rule::Scheduling, format!("No node can have it: {}", scheduled.message));
        } else {
            self.add(Rule::Scheduling, "The scheduler looks for a node.".into());
        }
        for volume in &pod.claims {
            let key = self.object.key().beside(Kind::PersistentVolumeClaim, &volume.claim);
            let claim = self.world.store.get(&key).and_then(|object| object.claim());
            if claim.is_some_and(|claim| claim.phase != ClaimPhase::Bound) {
                self.decided(&key);
            }
        }
    }

    fn claim(&mut self, claim: &Claim) {
        if self.object.meta.is_terminating() {
            let key = self.object.key();
            let users: Vec<&str> = self.world.store.pods_using(&key).map(|pod| &*pod.meta.name).collect();
            if !users.is_empty() {
                let sentence = format!("{} still uses it, so nothing of it goes.", users.join(", "));
                self.add(Rule::StorageProtection, sentence);
            }
        } else if claim.phase != ClaimPhase::Bound {
            self.decided(&self.object.key());
        }
    }

    fn volume(&mut self, volume: &Volume) {
        if volume.phase == VolumePhase::Released {
            let sentence = "Its claim is gone, and its policy keeps it with what is on it. No other claim gets it until \
                            somebody takes the claimRef out.";
            self.add(Rule::Reclaiming, sentence.into());
        }
    }

    fn node(&mut self, node: &Node) {
        let name = &self.object.meta.name;
        if !self.world.kubelets.answers(name) {
            let sentence = "Its kubelet does not answer. After a while its pods count as not ready; later they are evicted.";
            self.add(Rule::NodeLifecycle, sentence.into());
        }
        if node.unschedulable {
            self.add(Rule::Scheduling, "It is cordoned: it keeps its pods and takes no new ones.".into());
        }
        let taints = node.taints.iter().map(|taint| format!("{}:{}", taint.key, taint.effect.name()));
        let taints: Vec<String> = taints.collect();
        if !taints.is_empty() {
            let sentence = format!("Pods that do not tolerate its taints stay away: {}.", taints.join(", "));
            self.add(Rule::TaintEviction, sentence);
        }
    }

    fn service(&mut self) {
        let slices = self.world.store.owned_of_kind(self.object.meta.uid, Kind::EndpointSlice);
        let slices = slices.filter_map(|key| self.world.store.get(key)?.endpoint_slice());
        if slices.flat_map(|slice| slice.endpoints.iter()).all(|endpoint| !endpoint.ready) {
            let sentence = "No pod that it selects is ready, so it leads nowhere.";
            self.add(Rule::EndpointSlices, sentence.into());
        }
    }

    fn budget(&mut self) {
        let Some(budget) = self.object.budget().filter(|budget| budget.disruptions_allowed == 0) else {
            return;
        };
        let sentence = format!(
            "It allows no eviction now: {} of its pods are healthy, and {} must stay so.",
            budget.current_healthy, budget.desired_healthy
        );
        self.add(Rule::DisruptionBudget, sentence);
    }
}

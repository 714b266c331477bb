//! Which nodes may have a pod, and the scheduler's words for why one may not.

mod pods;

use super::{Unschedulable, Usage, waits_for_consumer};
use crate::controller::{binder, nodes};
use crate::object::{AccessMode, Claim, ClaimPhase, Key, Kind, Name, Object, Pod, Taint, TaintEffect};
use crate::persist::OrdSet;
use crate::world::World;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A claim of a pod that is to be scheduled, and which nodes it allows.
pub(super) struct Needed {
    claim: Arc<Object>,
    reach: Reach,
}

/// Which nodes a claim allows.
enum Reach {
    /// Every one: its volume will be made where the pod is.
    Everywhere,
    /// Those that a free volume fits that they can reach.
    FreeVolumes,
    /// Those that can reach its volume.
    Volume(Arc<Object>),
    /// None: its volume is gone.
    Nowhere,
}

/// A pod's claims, if they let it be scheduled: those that are bound at once must be.
pub(super) fn claims(
    world: &World,
    object: &Object,
    pod: &Pod,
    nodes: usize,
) -> Result<Vec<Needed>, Unschedulable> {
    let mut found = Vec::new();
    for volume in &pod.claims {
        let key = object.key().beside(Kind::PersistentVolumeClaim, &volume.claim);
        let Some(claim) = world.store.get(&key) else {
            let message = format!("persistentvolumeclaim \"{}\" not found", volume.claim);
            return Err(Unschedulable::Claims(unavailable(nodes, &message)));
        };
        if claim.meta.is_terminating() {
            let message = format!("persistentvolumeclaim \"{}\" is being deleted", volume.claim);
            return Err(Unschedulable::Claims(unavailable(nodes, &message)));
        }
        found.push(claim.clone());
    }
    let unbound = |claim: &Claim| {
        claim.phase == ClaimPhase::Pending && !waits_for_consumer(world, claim.class.as_ref())
    };
    if found.iter().filter_map(|object| object.claim()).any(unbound) {
        let message = "pod has unbound immediate PersistentVolumeClaims";
        return Err(Unschedulable::Claims(unavailable(nodes, message)));
    }
    Ok(found.into_iter().map(|claim| Needed { reach: reach(world, &claim), claim }).collect())
}

fn reach(world: &World, object: &Object) -> Reach {
    let Some(claim) = object.claim() else { return Reach::Everywhere };
    if claim.phase == ClaimPhase::Pending {
        let provisioned = claim.class.as_ref().is_some_and(|class| has_provisioner(world, class));
        return if provisioned { Reach::Everywhere } else { Reach::FreeVolumes };
    }
    let volume = claim.volume.as_ref().map(|name| Key::global(Kind::PersistentVolume, name));
    volume.and_then(|key| world.store.get(&key).cloned()).map_or(Reach::Nowhere, Reach::Volume)
}

/// The sentence for what no node can mend: preemption is no way out either.
fn unavailable(nodes: usize, message: &str) -> String {
    ["0/", &nodes.to_string(), " nodes are available: ", message, ". not found"].concat()
}

/// Why a node may not have a pod.
pub(super) struct Refusal {
    /// In the words of the filter plugin.
    reasons: Vec<String>,
    /// Whether it would help if other pods went from there (`Unschedulable`, not `UnschedulableAndUnresolvable`).
    by_pods: bool,
}

impl Refusal {
    fn lasting(reason: impl Into<String>) -> Refusal {
        Refusal { reasons: vec![reason.into()], by_pods: false }
    }

    fn by_pods(reason: impl Into<String>) -> Refusal {
        Refusal { reasons: vec![reason.into()], by_pods: true }
    }
}

/// The sentence for nodes that each refuse (`FitError.Error`), and what the plugins say that look for a way out: there are
/// no resource claims to free, and all pods have one priority, so none need give way to another.
pub(super) fn sentence(refusals: &[Refusal]) -> String {
    if refusals.is_empty() {
        return "no nodes available to schedule pods".into();
    }
    let preemption = |refusal: &Refusal| match refusal.by_pods {
        true => "No preemption victims found for incoming pod".to_owned(),
        false => "Preemption is not helpful for scheduling".to_owned(),
    };
    let reasons = tally(refusals.iter().flat_map(|refusal| refusal.reasons.iter().cloned()));
    let preemption = tally(refusals.iter().map(preemption));
    let none = format!("0/{} nodes are available", refusals.len());
    format!("{none}: {reasons}. no new claims to deallocate, preemption: {none}: {preemption}.")
}

/// How often each was said, sorted as text.
fn tally(said: impl Iterator<Item = String>) -> String {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for text in said {
        *counts.entry(text).or_default() += 1;
    }
    let mut parts: Vec<String> = counts.iter().map(|(text, count)| format!("{count} {text}")).collect();
    crate::sort::sort(&mut parts);
    parts.join(", ")
}

/// A pod that is to be scheduled, and what its nodes are held against.
pub(super) struct Incoming<'a> {
    pub world: &'a World,
    pub object: &'a Object,
    pub pod: &'a Pod,
    /// What its containers ask for: CPU in thousandths of a core, memory in bytes.
    pub requests: (u64, u64),
    pub claims: &'a [Needed],
    /// The pods on nodes that want some pods away from theirs.
    pub repelling: &'a OrdSet<Key>,
}

impl Incoming<'_> {
    /// Whether a node may have the pod; else the reason, as the first filter plugin that refuses words it.
    pub fn fits(&self, node: &Arc<Object>, usage: Usage) -> Result<(), Refusal> {
        tolerated(self.pod, node)?;
        selected(self.pod, node)?;
        free_ports(self.world, self.pod, node)?;
        roomy(self.requests, node, usage)?;
        alone(self.world, self.object, self.claims)?;
        reachable(self.world, self.claims, node)?;
        pods::spread(self, node)?;
        pods::apart(self, node)
    }
}

/// NodeUnschedulable and TaintToleration.
fn tolerated(pod: &Pod, node: &Object) -> Result<(), Refusal> {
    let Some(body) = node.node() else { return Err(Refusal::lasting("node(s) were gone")) };
    if body.taints.is_empty() && !body.unschedulable {
        return Ok(());
    }
    let tolerations = nodes::tolerations(pod);
    let tolerates = |taint: &Taint| tolerations.iter().any(|toleration| toleration.tolerates(taint));
    let unschedulable = body.taints.iter().find(|taint| &*taint.key == "node.kubernetes.io/unschedulable");
    if body.unschedulable && !unschedulable.is_some_and(tolerates) {
        return Err(Refusal::lasting("node(s) were unschedulable"));
    }
    let refuses = |taint: &Taint| taint.effect != TaintEffect::PreferNoSchedule && !tolerates(taint);
    if body.taints.iter().any(refuses) {
        return Err(Refusal::lasting("node(s) had untolerated taint(s)"));
    }
    Ok(())
}

/// NodeAffinity.
fn selected(pod: &Pod, node: &Object) -> Result<(), Refusal> {
    let refusal = || Refusal::lasting("node(s) didn't match Pod's node affinity/selector");
    if selects(pod, node) { Ok(()) } else { Err(refusal()) }
}

/// Whether a pod's `nodeSelector` and required node affinity have a node.
fn selects(pod: &Pod, node: &Object) -> bool {
    let labelled = pod.spec.node_selector.iter().all(|(key, value)| node.meta.label(key) == Some(value));
    let affinity = pod.spec.node_affinity.as_ref();
    labelled && affinity.is_none_or(|affinity| affinity.matches(&node.meta.name, &node.meta.labels))
}

/// NodePorts: a port of the host is one pod's.
fn free_ports(world: &World, pod: &Pod, node: &Object) -> Result<(), Refusal> {
    let wanted = &pod.spec.host_ports;
    let takes = |other: &Pod| {
        !other.status.phase.is_terminal() && other.spec.host_ports.iter().any(|port| wanted.contains(port))
    };
    let taken = || world.store.pods_on(&node.meta.name).filter_map(|other| other.pod()).any(takes);
    if !wanted.is_empty() && taken() {
        return Err(Refusal::by_pods("node(s) didn't have free ports for the requested pod ports"));
    }
    Ok(())
}

/// NodeResourcesFit: says all that is short. What the node would not have if it were empty, no preemption frees.
fn roomy((cpu, memory): (u64, u64), node: &Object, usage: Usage) -> Result<(), Refusal> {
    let Some(body) = node.node() else { return Ok(()) };
    let short = [
        (usage.pods + 1 > body.pods, "Too many pods", false),
        (cpu > 0 && usage.cpu_milli + cpu > body.cpu_milli, "Insufficient cpu", cpu > body.cpu_milli),
        (memory > 0 && usage.memory + memory > body.memory, "Insufficient memory", memory > body.memory),
    ];
    if short.iter().all(|(is_short, ..)| !is_short) {
        return Ok(());
    }
    let short = short.into_iter().filter(|(is_short, ..)| *is_short);
    let (reasons, never): (Vec<String>, Vec<bool>) =
        short.map(|(_, reason, never)| (reason.into(), never)).unzip();
    Err(Refusal { reasons, by_pods: !never.contains(&true) })
}

/// VolumeRestrictions: a claim for one pod is for one pod, on whichever node that is.
fn alone(world: &World, object: &Object, claims: &[Needed]) -> Result<(), Refusal> {
    let for_one = |needed: &&Needed| {
        needed.claim.claim().is_some_and(|claim| claim.modes.contains(&AccessMode::ReadWriteOncePod))
    };
    let uses = |pod: &Arc<Object>| {
        pod.meta.uid != object.meta.uid
            && pod.pod().is_some_and(|pod| pod.node.is_some() && !pod.status.phase.is_terminal())
    };
    if claims.iter().filter(for_one).any(|needed| world.store.pods_using(&needed.claim.key()).any(uses)) {
        let reason =
            "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode";
        return Err(Refusal::by_pods(reason));
    }
    Ok(())
}

/// VolumeBinding: bound claims' volumes must be within reach; others must find one there, or have one made.
fn reachable(world: &World, claims: &[Needed], node: &Arc<Object>) -> Result<(), Refusal> {
    for Needed { claim, reach } in claims {
        let refusal = match reach {
            Reach::Everywhere => continue,
            Reach::FreeVolumes if has_free_volume(world, claim, node) => continue,
            Reach::Volume(volume) if volume.volume().is_none_or(|volume| binder::reaches(volume, node)) => {
                continue;
            }
            Reach::FreeVolumes => "node(s) didn't find available persistent volumes to bind",
            Reach::Volume(_) => "node(s) didn't match PersistentVolume's node affinity",
            Reach::Nowhere => "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)",
        };
        return Err(Refusal::lasting(refusal));
    }
    Ok(())
}

fn has_free_volume(world: &World, object: &Object, node: &Object) -> bool {
    object.claim().is_some_and(|claim| binder::find_volume(world, object, claim, Some(node)).is_some())
}

fn has_provisioner(world: &World, class: &Name) -> bool {
    let class = world.store.get(&Key::global(Kind::StorageClass, class));
    class.and_then(|object| object.class()).is_some_and(|class| &*class.provisioner != binder::NO_PROVISIONER)
}

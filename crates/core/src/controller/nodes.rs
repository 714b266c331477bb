//! What watches over nodes: the lifecycle controller (`pkg/controller/nodelifecycle`), which marks and taints silent
//! ones; taint eviction (`pkg/controller/tainteviction`), which deletes pods that do not tolerate it; and the pod garbage
//! collector (`pkg/controller/podgc`), which frees pods that no node will ever finish.

use super::{Controller, Outcome};
use crate::decision::Rule;
use crate::events::EventInput;
use crate::object::{
    Condition, ConditionStatus, Key, Kind, Name, Object, Phase, Pod, Taint, TaintEffect, Toleration,
};
use crate::store::{Change, DeleteOptions};
use crate::time::{Millis, Time};
use crate::world::World;
use std::sync::Arc;

const UNREACHABLE: &str = "node.kubernetes.io/unreachable";
const NOT_READY: &str = "node.kubernetes.io/not-ready";
const UNSCHEDULABLE: &str = "node.kubernetes.io/unschedulable";
/// The taint by which a person says that a node will not come back.
pub(crate) const OUT_OF_SERVICE: &str = "node.kubernetes.io/out-of-service";
const SOURCE: &str = "node-controller";

/// Plans what a node's change, or a pod's arrival on a tainted node, calls for.
pub(crate) fn observe(world: &mut World, change: &Change) {
    match change.key.kind {
        Kind::Node => observe_node(world, change),
        Kind::Pod => observe_pod(world, change),
        _ => {}
    }
}

fn observe_node(world: &mut World, change: &Change) {
    let Some(new) = &change.new else {
        return plan_collection(world, &change.key.name);
    };
    if change.old.is_none() {
        let message = format!("Node {0} event: Registered Node {0} in Controller", change.key.name);
        world.event(
            &new.clone(),
            EventInput {
                source: SOURCE,
                warning: false,
                reason: "RegisteredNode",
                message,
                newer_api: false,
            },
        );
    }
    let node = |object: &Arc<Object>| object.node().map(|node| (node.unschedulable, node.taints.clone()));
    let old = change.old.as_ref().and_then(node);
    if old == node(new) {
        return;
    }
    if old.as_ref().map(|(cordoned, _)| *cordoned) != node(new).map(|(cordoned, _)| cordoned) {
        world.enqueue(Controller::NodeLifecycle, change.key.clone());
    }
    let pods: Vec<Key> = world.store.pods_on(&change.key.name).map(|pod| pod.key()).collect();
    for pod in pods {
        world.enqueue(Controller::TaintEviction, pod);
    }
    if has_taint(new, OUT_OF_SERVICE) {
        plan_collection(world, &change.key.name);
    }
}

fn observe_pod(world: &mut World, change: &Change) {
    let node = |object: &Arc<Object>| object.pod().and_then(|pod| pod.node.clone());
    let Some(bound) = change.new.as_ref().and_then(node) else { return };
    observe_termination(world, change, &bound);
    if change.old.as_ref().and_then(node).as_ref() == Some(&bound) {
        return;
    }
    let tainted =
        world.store.get(&Key::global(Kind::Node, &bound)).is_some_and(|node| !no_execute(node).is_empty());
    if tainted {
        world.enqueue(Controller::TaintEviction, change.key.clone());
    }
}

/// A pod that is to go from a node that is out of service is one for the pod garbage collector.
fn observe_termination(world: &mut World, change: &Change, node: &Name) {
    let terminates = |object: &Arc<Object>| object.meta.is_terminating();
    let begins = change.new.as_ref().is_some_and(terminates) && !change.old.as_ref().is_some_and(terminates);
    let node = world.store.get(&Key::global(Kind::Node, node));
    if begins && node.is_some_and(|node| has_taint(node, OUT_OF_SERVICE)) {
        let delay = until_collection(world, Millis::ZERO);
        world.enqueue_after(Controller::PodGc, change.key.clone(), delay);
    }
}

fn has_taint(node: &Object, key: &str) -> bool {
    node.node().is_some_and(|node| node.taints.iter().any(|taint| &*taint.key == key))
}

fn no_execute(node: &Object) -> Vec<Taint> {
    let taints = node.node().map(|node| node.taints.clone()).unwrap_or_default();
    taints.into_iter().filter(|taint| taint.effect == TaintEffect::NoExecute).collect()
}

/// Plans the look that follows when a node's kubelet falls silent or answers again.
pub(crate) fn heartbeat_changed(world: &mut World, node: &Name) {
    let silent = !world.kubelets.answers(node);
    let grace = Millis::seconds(world.config.node_monitor_grace_period_seconds);
    let delay = if silent { grace } else { world.config.durations.watch };
    world.enqueue_after(Controller::NodeLifecycle, Key::global(Kind::Node, node), delay);
}

/// Sets a node's Ready condition by whether its kubelet reports, marks its pods, and taints it (`monitorNodeHealth`).
pub(crate) fn monitor(world: &mut World, key: &Key) -> Outcome {
    let Some(node) = world.store.get(key).cloned() else { return Outcome::Gone };
    let Some(body) = node.node() else { return Outcome::Gone };
    let silent_since = world.kubelets.silent_since(&key.name);
    let grace = Millis::seconds(world.config.node_monitor_grace_period_seconds);
    let lost = silent_since.is_some_and(|since| since + grace <= world.now);
    let (now, was_ready) = (world.now, body.ready.is_true());
    let taints = wanted_taints(body.taints.clone(), lost, body.unschedulable, now);
    let _ = world.store.update(key, false, |object| {
        if let Some(node) = object.node_mut() {
            let (status, reason) = if lost {
                (ConditionStatus::Unknown, "NodeStatusUnknown")
            } else {
                (ConditionStatus::True, "KubeletReady")
            };
            node.ready.set(status, now, reason);
            if lost {
                node.ready.message = "Kubelet stopped posting node status.".into();
            }
            node.taints = taints;
        }
    });
    if lost && was_ready {
        mark_pods_not_ready(world, &node);
    }
    let name = &key.name;
    match (lost, silent_since) {
        (true, _) => {
            Outcome::does(Rule::NodeLifecycle, format!("{name} is NotReady: its kubelet stopped reporting."))
        }
        (false, Some(_)) => {
            Outcome::does(Rule::NodeLifecycle, format!("{name} is silent, but not for long enough yet."))
        }
        (false, None) => Outcome::does(Rule::NodeLifecycle, format!("{name} is Ready.")),
    }
}

fn wanted_taints(mut taints: Vec<Taint>, lost: bool, cordoned: bool, now: Time) -> Vec<Taint> {
    let wanted = [
        (UNREACHABLE, TaintEffect::NoSchedule, lost),
        (UNREACHABLE, TaintEffect::NoExecute, lost),
        (UNSCHEDULABLE, TaintEffect::NoSchedule, cordoned),
    ];
    for (key, effect, wanted) in wanted {
        let has = taints.iter().any(|taint| &*taint.key == key && taint.effect == effect);
        if wanted && !has {
            taints.push(Taint { key: key.into(), value: Name::default(), effect, added: Some(now) });
        } else if !wanted {
            taints.retain(|taint| !(&*taint.key == key && taint.effect == effect));
        }
    }
    taints
}

/// The pods of a node that is lost are not Ready, whatever they last said (`MarkPodsNotReady`).
fn mark_pods_not_ready(world: &mut World, node: &Arc<Object>) {
    let ready = |pod: &&Arc<Object>| pod.pod().is_some_and(|pod| pod.status.ready.is_true());
    let pods: Vec<Key> = world.store.pods_on(&node.meta.name).filter(ready).map(|pod| pod.key()).collect();
    let now = world.now;
    for key in pods {
        let changed = world.store.update(&key, false, |object| {
            if let Some(pod) = object.pod_mut() {
                pod.status.ready.set(ConditionStatus::False, now, "");
            }
        });
        if let Ok(pod) = changed {
            let message = "Node is not ready".to_string();
            world.event(
                &pod,
                EventInput {
                    source: SOURCE,
                    warning: true,
                    reason: "NodeNotReady",
                    message,
                    newer_api: false,
                },
            );
        }
    }
}

/// Deletes a pod whose node has a taint that it does not tolerate, or no longer (`processPodOnNode`).
pub(crate) fn evict(world: &mut World, key: &Key) -> Outcome {
    let Some(object) = world.store.get(key).cloned() else { return Outcome::Gone };
    let Some(pod) = object.pod() else { return Outcome::Gone };
    let node = pod.node.as_ref().and_then(|node| world.store.get(&Key::global(Kind::Node, node)));
    let taints = node.map(|node| no_execute(node)).unwrap_or_default();
    if taints.is_empty() || object.meta.is_terminating() {
        return Outcome::does(Rule::TaintEviction, format!("{} stays on its node.", key.name));
    }
    match eviction_time(pod, &taints, world.now) {
        None => {
            Outcome::does(Rule::TaintEviction, format!("{} tolerates its node's taints for ever.", key.name))
        }
        Some(at) if at > world.now => {
            world.enqueue_after(Controller::TaintEviction, key.clone(), at - world.now);
            Outcome::does(
                Rule::TaintEviction,
                format!("{} tolerates its node's taints until {at}.", key.name),
            )
        }
        Some(_) => {
            evict_now(world, &object);
            Outcome::does(
                Rule::TaintEviction,
                format!("Evicts {}: its node has been lost for too long.", key.name),
            )
        }
    }
}

fn evict_now(world: &mut World, object: &Arc<Object>) {
    let message = format!("Marking for deletion Pod {}/{}", object.meta.namespace, object.meta.name);
    world.event(
        object,
        EventInput {
            source: "taint-eviction-controller",
            warning: false,
            reason: "TaintManagerEviction",
            message,
            newer_api: false,
        },
    );
    let now = world.now;
    let _ = world.store.update(&object.key(), false, |object| {
        if let Some(pod) = object.pod_mut() {
            pod.status.disruption = Some(Box::new(Condition {
                status: ConditionStatus::True,
                since: now,
                reason: "DeletionByTaintManager".into(),
                message: "Taint manager: deleting due to NoExecute taint".into(),
            }));
        }
    });
    let _ = world.store.delete(world.now, &object.key(), DeleteOptions::default());
}

/// When a pod is to go: at once for a taint that it does not tolerate, else when the shortest toleration ends. Of several
/// that a taint has, the first counts (`GetMatchingTolerations`).
fn eviction_time(pod: &Pod, taints: &[Taint], now: Time) -> Option<Time> {
    let tolerations = tolerations(pod);
    let ends = |taint: &Taint| {
        let since = taint.added.unwrap_or(now);
        match tolerations.iter().find(|toleration| toleration.tolerates(taint)) {
            None => Some(now),
            Some(toleration) => toleration.seconds.map(|seconds| since + Millis::seconds(seconds)),
        }
    };
    taints.iter().filter_map(ends).min()
}

/// A pod's own tolerations, and the two that admission added where it has none of its own for them.
pub(crate) fn tolerations(pod: &Pod) -> Vec<Toleration> {
    let mut tolerations = pod.spec.tolerations.clone();
    for key in [NOT_READY, UNREACHABLE] {
        let taint =
            Taint { key: key.into(), value: Name::default(), effect: TaintEffect::NoExecute, added: None };
        if !pod.spec.tolerations.iter().any(|toleration| toleration.tolerates(&taint)) {
            tolerations.push(Toleration {
                key: Some(key.into()),
                value: None,
                effect: Some(TaintEffect::NoExecute),
                seconds: Some(pod.toleration_seconds),
            });
        }
    }
    tolerations
}

/// How long the pod garbage collector leaves the pods of a vanished node alone.
const QUARANTINE: Millis = Millis::seconds(40);

/// The collector comes round every 20 seconds; a node must have been missing for 40 before its pods are taken.
fn plan_collection(world: &mut World, node: &Name) {
    let gone = !world.store.has(&Key::global(Kind::Node, node));
    let pods: Vec<Key> = world.store.pods_on(node).map(|pod| pod.key()).collect();
    let delay = until_collection(world, if gone { QUARANTINE } else { Millis::ZERO });
    for pod in pods {
        world.enqueue_after(Controller::PodGc, pod, delay);
    }
}

/// How long it is until the collector's next round that is at least so far away.
fn until_collection(world: &World, least: Millis) -> Millis {
    let round = world.config.durations.pod_gc.0.max(1);
    Time((world.now + least).0.div_ceil(round) * round) - world.now
}

/// Deletes a pod that no kubelet will finish: its node is gone, or out of service (`gcOrphaned`, `gcTerminating`).
pub(crate) fn collect_pods(world: &mut World, key: &Key) -> Outcome {
    let Some(object) = world.store.get(key).cloned() else { return Outcome::Gone };
    let Some(name) = object.pod().and_then(|pod| pod.node.clone()) else { return Outcome::Gone };
    let node = world.store.get(&Key::global(Kind::Node, &name));
    let written_off = |node: &Arc<Object>| {
        has_taint(node, OUT_OF_SERVICE) && node.node().is_some_and(|node| !node.ready.is_true())
    };
    let out_of_service = node.is_some_and(written_off) && object.meta.is_terminating();
    if node.is_some() && !out_of_service {
        return Outcome::does(Rule::PodGarbageCollection, format!("{} stays: its node is there.", key.name));
    }
    let now = world.now;
    let _ = world.store.update(key, false, |object| {
        if let Some(pod) = object.pod_mut().filter(|pod| !pod.status.phase.is_terminal()) {
            pod.status.phase = Phase::Failed;
            pod.status.ready.set(ConditionStatus::False, now, "PodFailed");
        }
    });
    let options = DeleteOptions { grace_seconds: Some(0), ..DeleteOptions::default() };
    let _ = world.store.delete(world.now, key, options);
    Outcome::does(
        Rule::PodGarbageCollection,
        format!("Deletes {}: its node {name} will not finish it.", key.name),
    )
}

//! `kubectl drain`: cordons a node, evicts its pods and waits until they are gone.

use super::{set, targets};
use crate::api;
use crate::error::{ApiError, Reason};
use crate::kubectl::args::Args;
use crate::kubectl::context::Context;
use crate::kubectl::delete::is_there;
use crate::kubectl::failure::Failure;
use crate::kubectl::selector::parse_labels;
use crate::kubectl::wait::{Deadline, deadline};
use crate::kubectl::{DONE, Outcome, Process, Progress};
use crate::object::{Key, Object, Uid};
use crate::store::DeleteOptions;
use crate::time::{Millis, Time};
use std::sync::Arc;

pub(in crate::kubectl) const DRAIN_FLAGS: &str = "ignore-daemonsets delete-emptydir-data delete-local-data force \
     grace-period= disable-eviction timeout= selector,l= pod-selector= dry-run?unchanged skip-wait-for-delete-timeout= \
     chunk-size=";

/// After how long an eviction that a budget forbids is tried again.
const RETRY: Millis = Millis::seconds(5);

/// A `drain` that waits.
#[derive(Clone, Debug)]
pub struct Draining {
    nodes: Vec<Key>,
    pods: Vec<Leaving>,
    how: How,
    deadline: Option<Deadline>,
}

/// How pods are made to go.
#[derive(Clone, Debug)]
struct How {
    delete: bool,
    grace: Option<u64>,
}

/// A pod that is to go.
#[derive(Clone, Debug)]
struct Leaving {
    key: Key,
    uid: Uid,
    node: Key,
    /// When its eviction is tried again; none once it was granted.
    retry: Option<Time>,
}

pub(in crate::kubectl) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let nodes = targets(context, args)?;
    for node in &nodes {
        set(context, args, node, true)?;
    }
    let mut pods = Vec::new();
    for node in &nodes {
        pods.extend(leaving(context, args, node)?);
    }
    let grace = args.number("drain", "grace-period")?.and_then(|seconds| u64::try_from(seconds).ok());
    let how = How { delete: args.on("disable-eviction"), grace };
    let deadline = deadline(context, args)?;
    let nodes = nodes.iter().map(|node| node.key()).collect();
    poll(context, &mut Draining { nodes, pods, how, deadline })
}

/// The pods of a node that are to go, or why it cannot be drained.
fn leaving(context: &mut Context<'_>, args: &Args, node: &Arc<Object>) -> Result<Vec<Leaving>, Failure> {
    let selector = args.get("pod-selector").map(parse_labels).transpose()?;
    let pods = context.world.store.pods_on(&node.meta.name).cloned();
    let pods: Vec<Arc<Object>> =
        pods.filter(|pod| selector.as_ref().is_none_or(|s| s.matches(&pod.meta.labels))).collect();
    let mut problems = Vec::new();
    refuse(&pods, args.on("force"), is_unmanaged, UNMANAGED, &mut problems);
    let local = args.on("delete-emptydir-data") || args.on("delete-local-data");
    refuse(&pods, local, has_local_data, LOCAL, &mut problems);
    if !problems.is_empty() {
        return Err(pending(node, &problems));
    }
    let at = context.world.now;
    let leave =
        |pod: &Arc<Object>| Leaving { key: pod.key(), uid: pod.meta.uid, node: node.key(), retry: Some(at) };
    Ok(pods.iter().map(leave).collect())
}

const UNMANAGED: &str = "cannot delete Pods that declare no controller (use --force to override)";
const LOCAL: &str = "cannot delete Pods with local storage (use --delete-emptydir-data to override)";

fn is_unmanaged(pod: &Object) -> bool {
    let over = pod.pod().is_some_and(|pod| pod.status.phase.is_terminal());
    pod.meta.controller().is_none() && !over
}

fn has_local_data(pod: &Object) -> bool {
    let volumes = pod.pod().map(|pod| &pod.spec.raw["volumes"]);
    let mut volumes = volumes.and_then(|volumes| volumes.as_array()).into_iter().flatten();
    volumes.any(|volume| volume["emptyDir"].is_object())
}

fn refuse(
    pods: &[Arc<Object>],
    allowed: bool,
    is: fn(&Object) -> bool,
    why: &str,
    problems: &mut Vec<String>,
) {
    let pods = pods.iter().filter(|pod| !allowed && is(pod));
    let names: Vec<String> = pods.map(|pod| format!("{}/{}", pod.meta.namespace, pod.meta.name)).collect();
    if !names.is_empty() {
        problems.push(format!("{why}: {}", names.join(", ")));
    }
}

fn pending(node: &Object, problems: &[String]) -> Failure {
    let (name, one) = (&node.meta.name, problems.join("\n"));
    let list = problems.join(", ");
    Failure::error(format!(
        "unable to drain node \"{name}\" due to error: [{list}], continuing command...\nThere are pending nodes to be \
         drained:\n {name}\n{one}"
    ))
}

pub(in crate::kubectl) fn poll(context: &mut Context<'_>, draining: &mut Draining) -> Outcome {
    for at in 0..draining.pods.len() {
        let pod = draining.pods[at].clone();
        if pod.retry.is_some_and(|at| context.world.now >= at) {
            draining.pods[at].retry = remove(context, &draining.how, &pod)?;
        }
    }
    draining.pods.retain(|pod| {
        let there = is_there(context.world, &pod.key, pod.uid);
        if !there {
            let word = if draining.how.delete { "deleted" } else { "evicted" };
            context.line(format!("pod/{} {word}", pod.key.name));
        }
        there
    });
    drained(context, draining);
    if draining.nodes.is_empty() {
        return DONE;
    }
    if draining.deadline.is_some_and(|deadline| deadline.is_over(context.world.now)) {
        return Err(late(draining));
    }
    Ok(Progress::Running(Process::Drain(draining.clone())))
}

/// Says which nodes are drained.
fn drained(context: &mut Context<'_>, draining: &mut Draining) {
    let pods = &draining.pods;
    draining.nodes.retain(|node| {
        let busy = pods.iter().any(|pod| pod.node == *node);
        if !busy {
            context.line(format!("node/{} drained", node.name));
        }
        busy
    });
}

/// Evicts or deletes a pod. Returns when to try again, if it must stay for now.
fn remove(context: &mut Context<'_>, how: &How, pod: &Leaving) -> Result<Option<Time>, Failure> {
    let key = &pod.key;
    if how.delete {
        let options = DeleteOptions { grace_seconds: how.grace, ..DeleteOptions::default() };
        return gone(api::delete(context.world, key, options).map(drop));
    }
    context.line(format!("evicting pod {}/{}", key.namespace, key.name));
    match api::evict(context.world, key, how.grace) {
        Err(error) if error.reason == Reason::TooManyRequests => {
            let (namespace, name) = (&key.namespace, &key.name);
            context.warn(format!(
                "error when evicting pods/\"{name}\" -n \"{namespace}\" (will retry after 5s): {error}"
            ));
            Ok(Some(context.world.now + RETRY))
        }
        answer => gone(answer),
    }
}

/// A pod that is gone already is as good as one that goes.
fn gone(answer: Result<(), ApiError>) -> Result<Option<Time>, Failure> {
    match answer {
        Err(error) if error.reason != Reason::NotFound => Err(error.into()),
        Ok(()) | Err(_) => Ok(None),
    }
}

fn late(draining: &Draining) -> Failure {
    let names: Vec<String> = draining.nodes.iter().map(|node| node.name.to_string()).collect();
    Failure::error(format!(
        "unable to drain node \"{}\" due to error: error when waiting for pods to terminate: global timeout reached, \
         continuing command...\nThere are pending nodes to be drained:\n {}",
        names.join("\", \""),
        names.join("\n ")
    ))
}

impl Draining {
    /// When it must look at the clock next, if ever.
    pub(in crate::kubectl) fn wakes_at(&self) -> Option<Time> {
        let retries = self.pods.iter().filter_map(|pod| pod.retry);
        retries.chain(self.deadline.map(Deadline::at)).min()
    }
}

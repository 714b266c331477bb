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
    /// How long it may take at most, as `--timeout` has it.
    timeout: Millis,
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
    let nodes = targets(context, "drain", args)?;
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
    let timeout = deadline.map_or(Millis::ZERO, |deadline| deadline.at() - context.world.now);
    poll(context, &mut Draining { nodes, pods, how, deadline, timeout })
}

/// The pods of a node that are to go, or why it cannot be drained.
fn leaving(context: &mut Context<'_>, args: &Args, node: &Arc<Object>) -> Result<Vec<Leaving>, Failure> {
    let selector = args.get("pod-selector").map(parse_labels).transpose()?;
    let pods = context.world.store.pods_on(&node.meta.name).cloned();
    let pods: Vec<Arc<Object>> =
        pods.filter(|pod| selector.as_ref().is_none_or(|s| s.matches(&pod.meta.labels))).collect();
    let local = args.on("delete-emptydir-data") || args.on("delete-local-data");
    let (mut problems, mut warnings) = (Vec::new(), Vec::new());
    for (allowed, is, what, flag) in [
        (args.on("force"), is_unmanaged as fn(&Object) -> bool, UNMANAGED, "--force"),
        (local, has_local_data, LOCAL, "--delete-emptydir-data"),
    ] {
        let those = pods.iter().filter(|pod| is(pod));
        let names: Vec<String> =
            those.map(|pod| format!("{}/{}", pod.meta.namespace, pod.meta.name)).collect();
        match (names.join(", "), allowed) {
            (names, _) if names.is_empty() => {}
            (names, true) => warnings.push(format!("deleting {what}: {names}")),
            (names, false) => {
                problems.push(format!("cannot delete {what} (use {flag} to override): {names}"))
            }
        }
    }
    if !problems.is_empty() {
        return Err(pending(node, &problems));
    }
    if !warnings.is_empty() {
        context.warn(format!("Warning: {}", warnings.join("; ")));
    }
    let at = context.world.now;
    let leave =
        |pod: &Arc<Object>| Leaving { key: pod.key(), uid: pod.meta.uid, node: node.key(), retry: Some(at) };
    Ok(pods.iter().map(leave).collect())
}

const UNMANAGED: &str = "Pods that declare no controller";
const LOCAL: &str = "Pods with local storage";

fn is_unmanaged(pod: &Object) -> bool {
    let over = pod.pod().is_some_and(|pod| pod.status.phase.is_terminal());
    pod.meta.controller().is_none() && !over
}

fn has_local_data(pod: &Object) -> bool {
    let volumes = pod.pod().map(|pod| &pod.spec.raw["volumes"]);
    let mut volumes = volumes.and_then(|volumes| volumes.as_array()).into_iter().flatten();
    volumes.any(|volume| volume["emptyDir"].is_object())
}

/// Several errors as one (`Aggregate.Error`).
fn together(errors: &[String]) -> String {
    match errors {
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}

fn pending(node: &Object, problems: &[String]) -> Failure {
    let (name, problem) = (&node.meta.name, together(problems));
    Failure::error(format!(
        "unable to drain node \"{name}\" due to error: {problem}, continuing command...\nThere are pending nodes to be \
         drained:\n {name}\n{}",
        problems.join("\n")
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

/// What is said of the nodes that are not drained in time: of each the pods that are still there and why, then all of them.
fn late(draining: &Draining) -> Failure {
    let (mut text, mut names, mut ends) = (String::new(), String::new(), Vec::new());
    for node in &draining.nodes {
        let errors = draining.overdue(node);
        let (name, error) = (&node.name, together(&errors));
        text += &format!("There are pending pods in node \"{name}\" when an error occurred: {error}\n");
        for pod in draining.pods.iter().filter(|pod| pod.node == *node) {
            text += &format!("pod/{}\n", pod.key.name);
        }
        text +=
            &format!("error: unable to drain node \"{name}\" due to error: {error}, continuing command...\n");
        names += &format!("\n {name}");
        ends.push(match draining.nodes.len() {
            1 if draining.how.delete => format!("error: {error}"),
            1 => errors.join("\n"),
            _ => error,
        });
    }
    Failure::plain(format!("{text}There are pending nodes to be drained:{names}\n{}", ends.join("\n")))
}

impl Draining {
    /// What the time ran out for on a node.
    fn overdue(&self, node: &Key) -> Vec<String> {
        if self.how.delete {
            return vec!["timed out waiting for the condition".into()];
        }
        let reached = format!("global timeout reached: {}", go_duration(self.timeout));
        let pods = self.pods.iter().filter(|pod| pod.node == *node);
        pods.map(|Leaving { key, retry, .. }| match retry {
            Some(_) => format!("error when evicting pods/\"{}\" -n \"{}\": {reached}", key.name, key.namespace),
            None => {
                let (name, namespace) = (&key.name, &key.namespace);
                format!("error when waiting for pod \"{name}\" in namespace \"{namespace}\" to terminate: {reached}")
            }
        })
        .collect()
    }
}

/// A span as Go writes it: `1m30s`, `1h0m0s`, `500ms`.
fn go_duration(span: Millis) -> String {
    let (seconds, millis) = (span.as_seconds(), span.0 % 1000);
    let fraction =
        if millis == 0 { String::new() } else { format!(".{millis:03}").trim_end_matches('0').into() };
    match seconds {
        0 => format!("{millis}ms"),
        1..60 => format!("{seconds}{fraction}s"),
        60..3600 => format!("{}m{}{fraction}s", seconds / 60, seconds % 60),
        _ => format!("{}h{}m{}{fraction}s", seconds / 3600, seconds / 60 % 60, seconds % 60),
    }
}

impl Draining {
    /// When it must look at the clock next, if ever.
    pub(in crate::kubectl) fn wakes_at(&self) -> Option<Time> {
        let retries = self.pods.iter().filter_map(|pod| pod.retry);
        retries.chain(self.deadline.map(Deadline::at)).min()
    }
}

//! `kubectl drain`: cordons a node, evicts its pods and waits until they are gone.

use super::{set, targets};
use crate::api;
use crate::error::{ApiError, Reason};
use crate::kubectl::args::Args;
use crate::kubectl::context::Context;
use crate::kubectl::delete::is_there;
use crate::kubectl::failure::Failure;
use crate::kubectl::output;
use crate::kubectl::selector::parse_labels;
use crate::kubectl::wait::{Deadline, deadline};
use crate::kubectl::{DONE, Outcome, Process, Progress};
use crate::object::{Key, Name, Object, Uid};
use crate::store::DeleteOptions;
use crate::time::{Millis, Time};
use std::sync::Arc;

pub(in crate::kubectl) const DRAIN_FLAGS: &str = "ignore-daemonsets delete-emptydir-data delete-local-data force \
     grace-period= disable-eviction timeout= selector,l= pod-selector= dry-run?unchanged skip-wait-for-delete-timeout= \
     chunk-size=";

/// After how long an eviction that a budget forbids is tried again.
const RETRY: Millis = Millis::seconds(5);

/// A `drain` that waits: for one node after the other, in the order in which they are named.
#[derive(Clone, Debug)]
pub struct Draining {
    args: Args,
    /// The nodes whose turn is still to come, the next last.
    nodes: Vec<Arc<Object>>,
    current: Option<Current>,
    failed: Vec<Undrained>,
    how: How,
    /// How long a node may take at most, as `--timeout` has it.
    timeout: Option<Millis>,
}

/// The node that is being drained.
#[derive(Clone, Debug)]
struct Current {
    node: Key,
    pods: Vec<Leaving>,
    /// What went wrong with pods that stay.
    errors: Vec<String>,
    staying: Vec<Name>,
    deadline: Option<Deadline>,
}

/// A node that could not be drained, with why; errors of pods are several, another is one.
#[derive(Clone, Debug)]
struct Undrained {
    node: Name,
    errors: Vec<String>,
    of_pods: bool,
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
    /// When its eviction is tried again; none once it was granted.
    retry: Option<Time>,
}

pub(in crate::kubectl) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let nodes = targets(context, "drain", args)?;
    for node in &nodes {
        set(context, args, node, true)?;
    }
    let grace = args.number("drain", "grace-period")?.and_then(|seconds| u64::try_from(seconds).ok());
    let how = How { delete: args.on("disable-eviction"), grace };
    let timeout = deadline(context, args)?.map(|deadline| deadline.at() - context.world.now);
    let nodes = nodes.into_iter().rev().collect();
    let args = args.clone();
    poll(context, &mut Draining { args, nodes, current: None, failed: Vec::new(), how, timeout })
}

/// The pods of a node that are to go, or why it cannot be drained.
fn leaving(context: &mut Context<'_>, args: &Args, node: &Object) -> Result<Vec<Leaving>, Vec<String>> {
    let selector = args.get("pod-selector").map(parse_labels).transpose();
    let selector = selector.map_err(|failure| vec![failure.message.trim_end().to_string()])?;
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
        return Err(problems);
    }
    if !warnings.is_empty() {
        context.warn(format!("Warning: {}", warnings.join("; ")));
    }
    let at = context.world.now;
    let leave = |pod: &Arc<Object>| Leaving { key: pod.key(), uid: pod.meta.uid, retry: Some(at) };
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

pub(in crate::kubectl) fn poll(context: &mut Context<'_>, draining: &mut Draining) -> Outcome {
    loop {
        if let Some(current) = &mut draining.current {
            evict(context, &draining.how, current);
            if !current.is_over(context.world.now) {
                return Ok(Progress::Running(Process::Drain(Box::new(draining.clone()))));
            }
            let current = draining.current.take();
            current.into_iter().for_each(|current| draining.over(context, current));
        }
        let Some(node) = draining.nodes.pop() else { return draining.end() };
        draining.begin(context, &node)?;
    }
}

/// Makes those pods go whose time it is, and says which are gone.
fn evict(context: &mut Context<'_>, how: &How, current: &mut Current) {
    let mut left = Vec::new();
    for mut pod in std::mem::take(&mut current.pods) {
        if pod.retry.is_some_and(|at| context.world.now >= at) {
            match remove(context, how, &pod) {
                Ok(retry) => pod.retry = retry,
                Err(error) => {
                    let (name, namespace) = (&pod.key.name, &pod.key.namespace);
                    current
                        .errors
                        .push(format!("error when evicting pods/\"{name}\" -n \"{namespace}\": {error}"));
                    current.staying.push(name.clone());
                    continue;
                }
            }
        }
        left.push(pod);
    }
    left.retain(|pod| {
        let there = is_there(context.world, &pod.key, pod.uid);
        if !there {
            let word = if how.delete { "deleted" } else { "evicted" };
            context.line(format!("pod/{} {word}", pod.key.name));
        }
        there
    });
    current.pods = left;
}

/// Evicts or deletes a pod. Returns when to try again, if it must stay for now.
fn remove(context: &mut Context<'_>, how: &How, pod: &Leaving) -> Result<Option<Time>, ApiError> {
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
fn gone(answer: Result<(), ApiError>) -> Result<Option<Time>, ApiError> {
    match answer {
        Err(error) if error.reason != Reason::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(None),
    }
}

impl Current {
    fn is_over(&self, now: Time) -> bool {
        self.pods.is_empty() || self.deadline.is_some_and(|deadline| deadline.is_over(now))
    }
}

impl Draining {
    /// Turns to a node.
    fn begin(&mut self, context: &mut Context<'_>, node: &Object) -> Result<(), Failure> {
        let dry_run = output::dry_run(&self.args)?;
        let name = &node.meta.name;
        match leaving(context, &self.args, node) {
            Err(errors) => self.fail(context, name, errors, true),
            Ok(pods) if !dry_run.is_empty() => {
                for Leaving { key, .. } in pods {
                    context.line(format!("evicting pod {}/{}{dry_run}", key.namespace, key.name));
                }
                context.line(format!("node/{name} drained{dry_run}"));
            }
            Ok(pods) => {
                let deadline = deadline(context, &self.args)?;
                let (errors, staying) = (Vec::new(), Vec::new());
                self.current = Some(Current { node: node.key(), pods, errors, staying, deadline });
            }
        }
        Ok(())
    }

    /// A node's pods are gone, or the time is.
    fn over(&mut self, context: &mut Context<'_>, current: Current) {
        let name = &current.node.name;
        let errors: Vec<String> = current.errors.iter().cloned().chain(self.overdue(&current)).collect();
        if errors.is_empty() {
            return context.line(format!("node/{name} drained"));
        }
        let error = together(&errors);
        context.warn(format!("There are pending pods in node \"{name}\" when an error occurred: {error}"));
        for pod in current.staying.iter().chain(current.pods.iter().map(|pod| &pod.key.name)) {
            context.warn(format!("pod/{pod}"));
        }
        self.fail(context, name, errors, !self.how.delete);
    }

    fn fail(&mut self, context: &mut Context<'_>, node: &Name, errors: Vec<String>, of_pods: bool) {
        let error = together(&errors);
        context.warn(format!(
            "error: unable to drain node \"{node}\" due to error: {error}, continuing command..."
        ));
        self.failed.push(Undrained { node: node.clone(), errors, of_pods });
    }

    /// What the time ran out for on a node.
    fn overdue(&self, current: &Current) -> Vec<String> {
        let pods = &current.pods;
        if self.how.delete && !pods.is_empty() {
            return vec!["timed out waiting for the condition".into()];
        }
        let reached =
            format!("global timeout reached: {}", go_duration(self.timeout.unwrap_or(Millis::ZERO)));
        pods.iter()
            .map(|Leaving { key, retry, .. }| match retry {
                Some(_) => {
                    format!("error when evicting pods/\"{}\" -n \"{}\": {reached}", key.name, key.namespace)
                }
                None => {
                    let (name, namespace) = (&key.name, &key.namespace);
                    format!(
                        "error when waiting for pod \"{name}\" in namespace \"{namespace}\" to terminate: {reached}"
                    )
                }
            })
            .collect()
    }

    /// All nodes have had their turn: those that are not drained, and all that went wrong (`checkErr` of an aggregate).
    fn end(&self) -> Outcome {
        let names: String = self.failed.iter().map(|failed| format!("\n {}", failed.node)).collect();
        let ends: Vec<String> = match self.failed.as_slice() {
            [] => return DONE,
            [Undrained { errors, of_pods: true, .. }] => errors.clone(),
            [Undrained { errors, of_pods: false, .. }] => vec![format!("error: {}", together(errors))],
            several => several.iter().map(|failed| together(&failed.errors)).collect(),
        };
        Err(Failure::plain(format!("There are pending nodes to be drained:{names}\n{}", ends.join("\n"))))
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
        let current = self.current.as_ref()?;
        let retries = current.pods.iter().filter_map(|pod| pod.retry);
        retries.chain(current.deadline.map(Deadline::at)).min()
    }
}

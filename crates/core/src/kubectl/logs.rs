//! `kubectl logs`: what containers have written.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::find::{Scope, find};
use super::{DONE, Outcome, Process, Progress, exec, resource};
use crate::error::ApiError;
use crate::object::{ContainerState, Key, Object, Uid};
use crate::shell::{Io, Machine, Shell};
use std::sync::Arc;

pub(super) const FLAGS: &str = "container,c= follow,f previous,p tail= since= since-time= timestamps all-containers \
     selector,l= prefix limit-bytes= max-log-requests= ignore-errors all-pods insecure-skip-tls-verify-backend \
     pod-running-timeout=";

/// A log. Containers here run no programs, so that most have written nothing; one whose command is a shell's has written
/// what that writes.
pub(super) fn logs(context: &mut Context<'_>, args: &Args) -> Outcome {
    if args.get("selector").is_some() {
        return logs_of_many(context, args);
    }
    let Some(target) = args.words.first() else {
        return Err(Failure::error(
            "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command\nSee 'kubectl logs -h' for help and examples",
        ));
    };
    let pod = exec::pod(context, args, target)?;
    logs_of(context, args, &pod, usize::MAX)?;
    follow(args, context, &[pod])
}

/// The logs of all pods with these labels, of each the last lines.
fn logs_of_many(context: &mut Context<'_>, args: &Args) -> Outcome {
    /// How many lines of each where nothing is said.
    const TAIL: usize = 10;
    let selection = resource::select(&["pods".to_string()])?;
    let pods = find(context, &selection, &Scope::of(context, args)?).objects;
    if pods.is_empty() {
        context.warn(format!("No resources found in {} namespace.", context.namespace(args)));
    }
    let most = args.number("logs", "max-log-requests")?.unwrap_or(MOST_AT_ONCE);
    if args.on("follow") && i64::try_from(pods.len()).is_ok_and(|count| count > most) {
        let count = pods.len();
        return Err(Failure::error(format!(
            "you are attempting to follow {count} log streams, but maximum allowed concurrency is {most}, use \
             --max-log-requests to increase the limit"
        )));
    }
    let failures = pods.iter().filter_map(|pod| logs_of(context, args, pod, TAIL).err()).collect();
    Failure::all(failures)?;
    follow(args, context, &pods)
}

/// How many logs are followed at once where nothing is said.
const MOST_AT_ONCE: i64 = 5;

/// Containers whose logs are followed: each with its pod and how many times it had been started again.
#[derive(Clone, Debug)]
pub struct Following(Vec<(Key, Uid, usize, u32)>);

/// Goes on until the containers end, where that is asked for. They write nothing more: see `written`.
fn follow(args: &Args, context: &mut Context<'_>, pods: &[Arc<Object>]) -> Outcome {
    if !args.on("follow") || args.on("previous") {
        return DONE;
    }
    let mut followed = Vec::new();
    for pod in pods {
        let index = index(args, pod);
        let restarts = pod.pod().and_then(|body| body.status.container(index)).map_or(0, |c| c.restarts);
        followed.push((pod.key(), pod.meta.uid, index, restarts));
    }
    poll(context, &mut Following(followed))
}

/// Ends when all the containers have.
pub(super) fn poll(context: &mut Context<'_>, following: &mut Following) -> Outcome {
    let world = &context.world;
    following.0.retain(|(key, uid, index, restarts)| {
        let pod = world.store.get(key).filter(|pod| pod.meta.uid == *uid).and_then(|pod| pod.pod());
        pod.and_then(|pod| pod.status.container(*index)).is_some_and(|container| {
            container.restarts == *restarts && matches!(container.state, ContainerState::Running { .. })
        })
    });
    if following.0.is_empty() { DONE } else { Ok(Progress::Running(Process::Follow(following.clone()))) }
}

/// The number of the container that is asked for, which there is.
fn index(args: &Args, pod: &Object) -> usize {
    let containers = pod.pod().into_iter().flat_map(|pod| pod.spec.in_order());
    let mut named = containers.filter(|(_, container)| args.get("container") == Some(&*container.name));
    named.next().map_or(0, |(at, _)| at)
}

/// One pod's log, at most so many lines of it where nothing is said; of all its containers, if that is asked for.
fn logs_of(context: &mut Context<'_>, args: &Args, pod: &Arc<Object>, most: usize) -> Outcome {
    if !args.on("all-containers") {
        let index = exec::container(context, args, pod, |message| Failure::error(&message))?;
        return log(context, args, (pod, index), most);
    }
    let numbers: Vec<usize> =
        pod.pod().into_iter().flat_map(|pod| pod.spec.in_order()).map(|(at, _)| at).collect();
    numbers.into_iter().try_for_each(|at| log(context, args, (pod, at), most).map(drop))?;
    DONE
}

fn log(context: &mut Context<'_>, args: &Args, (pod, index): (&Arc<Object>, usize), most: usize) -> Outcome {
    let Some((body, container)) = pod.pod().and_then(|body| Some((body, body.spec.container(index)?))) else {
        return DONE;
    };
    let refused = |message: String| Failure::from(ApiError::new(crate::error::Reason::BadRequest, message));
    let (name, of) = (&container.name, &pod.meta.name);
    let status = body.status.container(index);
    if args.on("previous") && status.is_none_or(|status| status.restarts == 0) {
        return Err(refused(format!("previous terminated container \"{name}\" in pod \"{of}\" not found")));
    }
    let waiting = status.map_or_else(
        || Some("ContainerCreating".into()),
        |status| match &status.state {
            ContainerState::Waiting { reason } => Some(match &**reason {
                "ErrImagePull" => "image can't be pulled".into(),
                "ImagePullBackOff" => "trying and failing to pull image".into(),
                _ => reason.clone(),
            }),
            ContainerState::Running { .. } | ContainerState::Terminated { .. } => None,
        },
    );
    if let Some(reason) = waiting.filter(|_| status.is_none_or(|status| status.restarts == 0)) {
        return Err(refused(format!("container \"{name}\" in pod \"{of}\" is waiting to start: {reason}")));
    }
    let written = written(context, pod, index);
    let lines: Vec<&str> = written.lines().collect();
    let tail = args.number("logs", "tail")?.map_or(most, |tail| usize::try_from(tail).unwrap_or(usize::MAX));
    let prefix = if args.on("prefix") { format!("[pod/{of}/{name}] ") } else { String::new() };
    lines
        .iter()
        .skip(lines.len().saturating_sub(tail))
        .for_each(|line| context.line(format!("{prefix}{line}")));
    DONE
}

/// What the command of a container writes. It runs on a copy of the cluster: what it did there it has done already.
fn written(context: &mut Context<'_>, pod: &Arc<Object>, index: usize) -> String {
    let Some(body) = pod.pod() else { return String::new() };
    let words: Vec<String> = body.spec.command(index).iter().map(ToString::to_string).collect();
    let mut world = context.world.clone();
    let mut io = Io::default();
    if !words.is_empty() {
        Shell::new(&mut world, context.session, Machine::pod(pod, index)).argv(&words, "", &mut io);
    }
    io.out
}

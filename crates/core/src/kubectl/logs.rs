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
        let restarts = pod.pod().and_then(|body| body.status.containers.get(index)).map_or(0, |c| c.restarts);
        followed.push((pod.key(), pod.meta.uid, index, restarts));
    }
    poll(context, &mut Following(followed))
}

/// Ends when all the containers have.
pub(super) fn poll(context: &mut Context<'_>, following: &mut Following) -> Outcome {
    let world = &context.world;
    following.0.retain(|(key, uid, index, restarts)| {
        let pod = world.store.get(key).filter(|pod| pod.meta.uid == *uid).and_then(|pod| pod.pod());
        pod.and_then(|pod| pod.status.containers.get(*index)).is_some_and(|container| {
            container.restarts == *restarts && matches!(container.state, ContainerState::Running { .. })
        })
    });
    if following.0.is_empty() { DONE } else { Ok(Progress::Running(Process::Follow(following.clone()))) }
}

/// The container that is asked for, which there is.
fn index(args: &Args, pod: &Object) -> usize {
    let containers = pod.pod().map(|pod| &pod.spec.containers).into_iter().flatten();
    let mut names = containers.map(|container| &*container.name);
    args.get("container").and_then(|asked| names.position(|name| name == asked)).unwrap_or(0)
}

/// One pod's log, at most so many lines of it where nothing is said.
fn logs_of(context: &mut Context<'_>, args: &Args, pod: &Arc<Object>, most: usize) -> Outcome {
    let index = exec::container(context, args, pod, |message| Failure::error(&message))?;
    let Some((body, container)) = pod.pod().and_then(|body| Some((body, body.spec.containers.get(index)?)))
    else {
        return DONE;
    };
    let refused = |message: String| Failure::from(ApiError::new(crate::error::Reason::BadRequest, message));
    let (name, of) = (&container.name, &pod.meta.name);
    let status = body.status.containers.get(index);
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
    let container = &body.spec.raw["containers"][index];
    let words =
        ["command", "args"].iter().flat_map(|field| container[field].as_array().into_iter().flatten());
    let words: Vec<String> = words.filter_map(|word| word.as_str().map(String::from)).collect();
    let mut world = context.world.clone();
    let mut io = Io::default();
    if !words.is_empty() {
        Shell::new(&mut world, context.session, Machine::pod(pod, index)).argv(&words, "", &mut io);
    }
    io.out
}

//! `kubectl run -it`: waits for the pod, then runs its command in it with the terminal attached, and with `--rm` deletes
//! it afterwards.

use super::args::Args;
use super::context::Context;
use super::exec::is_shell;
use super::failure::Failure;
use super::{Outcome, Process, Progress};
use crate::api;
use crate::command::PodReport;
use crate::kubelet;
use crate::object::{ContainerState, Key, Object, Uid};
use crate::shell::{self, Io, Machine, Memory, Shell};
use crate::store::DeleteOptions;
use crate::time::{Millis, Time};
use std::sync::Arc;

/// For how long it waits for the pod (`--pod-running-timeout`).
const PATIENCE: Millis = Millis::seconds(60);

/// A pod that is waited for.
#[derive(Clone, Debug)]
pub struct Attaching {
    key: Key,
    uid: Uid,
    command: Vec<String>,
    tty: bool,
    /// Whether the pod goes when its command has ended.
    passing: bool,
    deadline: Time,
}

/// Whether `kubectl run` attaches.
pub(super) fn wanted(args: &Args) -> bool {
    args.on("stdin") || args.on("attach") || args.on("rm")
}

/// Waits for a pod that was just created.
pub(super) fn start(
    context: &mut Context<'_>,
    args: &Args,
    pod: &Arc<Object>,
    command: &[&String],
) -> Outcome {
    let attaching = Attaching {
        key: pod.key(),
        uid: pod.meta.uid,
        command: command.iter().map(ToString::to_string).collect(),
        tty: args.on("stdin") && args.on("tty"),
        passing: args.on("rm"),
        deadline: context.world.now + PATIENCE,
    };
    Ok(Progress::Running(Process::Attach(Box::new(attaching))))
}

/// Attaches if the pod runs.
pub(super) fn poll(context: &mut Context<'_>, attaching: &Attaching) -> Outcome {
    let pod = context.world.store.get(&attaching.key).filter(|pod| pod.meta.uid == attaching.uid).cloned();
    let Some(pod) = pod else {
        return Err(Failure::from(crate::error::ApiError::not_found(&attaching.key)));
    };
    let status = pod.pod().and_then(|pod| pod.status.containers.first());
    if !status.is_some_and(|status| matches!(status.state, ContainerState::Running { .. })) {
        if context.world.now >= attaching.deadline {
            return Err(Failure::error("timed out waiting for the condition"));
        }
        return Ok(Progress::Running(Process::Attach(Box::new(attaching.clone()))));
    }
    let machine = Machine::pod(&pod, 0);
    if attaching.tty && (attaching.command.is_empty() || is_shell(&attaching.command)) {
        context.warn(
            "All commands and output from this session will be recorded in container logs, including credentials and \
             sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing \
             enter.",
        );
        let memory = Memory { passing: attaching.passing, ..Memory::new(machine) };
        return Ok(Progress::Running(Process::Shell(Box::new(memory))));
    }
    if let Some(progress) = shell::start_attached(context, &machine, attaching.passing, &attaching.command) {
        return Ok(progress);
    }
    let mut io = Io::default();
    let code = Shell::new(context.world, context.session, machine).argv(&attaching.command, "", &mut io);
    context.print(&io.out);
    context.complain(&io.err);
    ended(context, &attaching.key, attaching.passing, code);
    Ok(Progress::Done(code))
}

/// The command of a pod has ended, and with it the pod.
pub(crate) fn ended(context: &mut Context<'_>, pod: &Key, passing: bool, code: i32) {
    if passing {
        return remove(context, pod);
    }
    let report = if code == 0 { PodReport::Succeeded } else { PodReport::Failed };
    kubelet::report(context.world, &pod.namespace, &pod.name, report);
}

/// Deletes a pod that was there for one command.
pub(super) fn remove(context: &mut Context<'_>, key: &Key) {
    if api::delete(context.world, key, DeleteOptions::default()).is_ok() {
        context.line(format!("pod {:?} deleted from {} namespace", &*key.name, key.namespace));
    }
}

impl Attaching {
    /// When it gives up.
    pub(super) fn deadline(&self) -> Time {
        self.deadline
    }
}

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
use crate::object::{ContainerState, Key, Object, RestartPolicy, Uid};
use crate::shell::{self, Io, Machine, Memory, Role, Shell};
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
    container: usize,
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
    container: usize,
    command: &[&String],
) -> Outcome {
    let attaching = Attaching {
        key: pod.key(),
        uid: pod.meta.uid,
        command: command.iter().map(ToString::to_string).collect(),
        tty: args.on("stdin") && args.on("tty"),
        container,
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
    let status = pod.pod().and_then(|pod| pod.status.container(attaching.container));
    if !status.is_some_and(|status| matches!(status.state, ContainerState::Running { .. })) {
        if context.world.now >= attaching.deadline {
            return Err(Failure::error("timed out waiting for the condition"));
        }
        return Ok(Progress::Running(Process::Attach(Box::new(attaching.clone()))));
    }
    let machine = Machine::pod(&pod, attaching.container);
    if attaching.tty && (attaching.command.is_empty() || is_shell(&attaching.command)) {
        return Ok(open(context, machine, Role::Own { passing: attaching.passing }));
    }
    if let Some(progress) = shell::start_attached(context, &machine, attaching.passing, &attaching.command) {
        return Ok(progress);
    }
    let mut io = Io::default();
    let code = Shell::new(context.world, context.session, machine).argv(&attaching.command, "", &mut io);
    context.print(&io.out);
    context.complain(&io.err);
    Ok(Progress::Done(ended(context, &attaching.key, attaching.passing, code)))
}

/// Opens a shell that one types into.
pub(super) fn open(context: &mut Context<'_>, machine: Machine, role: Role) -> Progress {
    context.warn(
        "All commands and output from this session will be recorded in container logs, including credentials and \
         sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing \
         enter.",
    );
    Progress::Running(Process::Shell(Box::new(Memory { role, ..Memory::new(machine) })))
}

/// A shell that was attached to has ended: what kubectl says, and its exit code (`reattachMessage`).
pub(super) fn left(context: &mut Context<'_>, memory: &Memory) -> i32 {
    let status = memory.status;
    let Machine::Pod { key, container, .. } = &memory.machine else { return status };
    let again = |container: &str| format!("kubectl attach {} -c {container} -i -t", key.name);
    match &memory.role {
        Role::Guest => status,
        Role::Own { passing } => {
            let pod = context.world.store.get(key).and_then(|pod| pod.pod());
            let restarts = pod.filter(|pod| pod.spec.restart_policy == RestartPolicy::Always);
            if let Some(container) = restarts.and_then(|pod| pod.spec.container(*container)) {
                let again = again(&container.name);
                context
                    .line(format!("Session ended, resume using '{again}' command when the pod is running"));
            }
            ended(context, key, *passing, status)
        }
        Role::Ephemeral(name) => {
            let again = again(name);
            context.line(format!(
                "Session ended, the ephemeral container will not be restarted but may be reattached using '{again}' if \
                 it is still running"
            ));
            0
        }
    }
}

/// The command of a pod has ended, and with it the pod. Gives kubectl's own exit code: of a pod that is started again it
/// does not know how it ended.
pub(crate) fn ended(context: &mut Context<'_>, pod: &Key, passing: bool, code: i32) -> i32 {
    let policy = context.world.store.get(pod).and_then(|pod| pod.pod()).map(|pod| pod.spec.restart_policy);
    let known = if policy == Some(RestartPolicy::Always) { 0 } else { code };
    if !passing {
        let report = if code == 0 { PodReport::Succeeded } else { PodReport::Failed };
        kubelet::tell(context.world, &pod.namespace, &pod.name, report);
        return known;
    }
    remove(context, pod);
    if known != 0 {
        context.warn(format!("pod {}/{} terminated (Error)", pod.namespace, pod.name));
    }
    known
}

/// Deletes a pod that was there for one command.
pub(super) fn remove(context: &mut Context<'_>, key: &Key) {
    if api::delete(context.world, key, DeleteOptions::default()).is_ok() {
        context.line(format!("pod {:?} deleted from {} namespace", &*key.name, key.namespace));
    }
}

/// Ctrl-C: a pod that was there for one command goes with it.
pub(super) fn interrupted(context: &mut Context<'_>, process: &Process) {
    if let Some(key) = process.passing() {
        remove(context, &key);
    }
}

impl Process {
    /// The pod that goes when this command has ended.
    pub(crate) fn passing(&self) -> Option<Key> {
        match self {
            Process::Attach(attaching) => attaching.passing.then(|| attaching.key.clone()),
            Process::Script(script) => script.passing(),
            Process::Shell(memory) => match &memory.machine {
                Machine::Pod { key, .. } if memory.role == Role::Own { passing: true } => Some(key.clone()),
                Machine::Pod { .. } | Machine::Terminal | Machine::Node => None,
            },
            _ => None,
        }
    }
}

impl Attaching {
    /// When it gives up.
    pub(super) fn deadline(&self) -> Time {
        self.deadline
    }
}

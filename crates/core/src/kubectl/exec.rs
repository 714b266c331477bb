//! `kubectl exec`: a command in a container of a pod.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::find::{Scope, find};
use super::resource::{self, Selection, Wanted};
use super::{DONE, Outcome, Process, Progress};
use crate::error::ApiError;
use crate::object::{ContainerState, Kind, Object, Pod};
use crate::shell::{self, Io, Machine, Memory, Shell};
use std::sync::Arc;

pub(super) const EXEC_FLAGS: &str = "container,c= stdin,i tty,t quiet,q filename,f= pod-running-timeout=";

/// Whether what it runs only reads.
pub(super) fn only_reads(args: &Args) -> bool {
    args.rest.as_deref().or(args.words.get(1..)).is_none_or(shell::words_only_read)
}

pub(super) fn exec(context: &mut Context<'_>, args: &Args) -> Outcome {
    let Some((target, words)) = args.words.split_first() else {
        return Err(Failure::error("pod, type/name or --filename must be specified"));
    };
    let pod = pod(context, args, target)?;
    let command = match &args.rest {
        Some(rest) => rest.clone(),
        None if !words.is_empty() => {
            context.warn(
                "kubectl exec [POD] [COMMAND] is DEPRECATED and will be removed in a future version. Use kubectl exec \
                 [POD] -- [COMMAND] instead.",
            );
            words.to_vec()
        }
        None => return Err(Failure::error("you must specify at least one command for the container")),
    };
    if command.is_empty() {
        return Err(Failure::error("you must specify at least one command for the container"));
    }
    let refused = |message| ApiError::new(crate::error::Reason::BadRequest, message).into();
    let container = container(context, args, &pod, refused)?;
    running(&pod, container)?;
    let machine = Machine::pod(&pod, container);
    if args.on("stdin") && args.on("tty") && is_shell(&command) {
        return Ok(Progress::Running(Process::Shell(Box::new(Memory::new(machine)))));
    }
    run(context, args, machine, &command)
}

/// Whether a command is a shell that reads what one types.
pub(super) fn is_shell(command: &[String]) -> bool {
    let [name, options @ ..] = command else { return false };
    let name = name.rsplit('/').next().unwrap_or(name);
    matches!(name, "sh" | "bash" | "ash")
        && options.iter().all(|word| matches!(word.as_str(), "-i" | "-l" | "-il"))
}

fn run(context: &mut Context<'_>, args: &Args, machine: Machine, command: &[String]) -> Outcome {
    if let Some(progress) = shell::start_exec(context, &machine, command) {
        return Ok(progress);
    }
    let stdin = if args.on("stdin") { context.stdin.to_string() } else { String::new() };
    let mut io = Io::default();
    let status = Shell::new(context.world, context.session, machine).argv(command, &stdin, &mut io);
    context.print(&io.out);
    context.complain(&io.err);
    match status {
        0 => DONE,
        code => Err(Failure { message: format!("command terminated with exit code {code}\n"), code }),
    }
}

/// The pod that a word names: itself, or one of a workload's or Service's.
pub(super) fn pod(context: &Context<'_>, args: &Args, word: &str) -> Result<Arc<Object>, Failure> {
    let selection = match word.contains('/') {
        true => resource::select(&[word.to_string()])?,
        false => Selection {
            wanted: vec![Wanted { kind: Kind::Pod, name: Some(word.into()) }],
            several_kinds: false,
        },
    };
    let found = find(context, &selection, &Scope::of(context, args)?);
    Failure::all(found.failures)?;
    let missing = || Failure::error(format!("cannot find a pod of {word}"));
    let object = found.objects.into_iter().next().ok_or_else(missing)?;
    if object.meta.kind == Kind::Pod { Ok(object) } else { first_pod(context, &object).ok_or_else(missing) }
}

/// The first pod of a workload, by name.
fn first_pod(context: &Context<'_>, object: &Arc<Object>) -> Option<Arc<Object>> {
    let store = &context.world.store;
    if let Some(service) = object.service() {
        let selector = service.selector.as_ref()?;
        let mut pods = store.list(Kind::Pod, Some(&object.meta.namespace));
        return pods.find(|pod| selector.matches(&pod.meta.labels)).cloned();
    }
    let sets: Vec<_> =
        store.owned_of_kind(object.meta.uid, Kind::ReplicaSet).filter_map(|key| store.get(key)).collect();
    let owners = std::iter::once(object).chain(sets);
    let mut pods = owners.flat_map(|owner| store.owned_of_kind(owner.meta.uid, Kind::Pod));
    pods.next().and_then(|key| store.get(key)).cloned()
}

/// Which container: the one asked for, else the first. Who finds that there is none, kubectl or the server, says so.
pub(super) fn container(
    context: &mut Context<'_>,
    args: &Args,
    object: &Arc<Object>,
    refused: impl Fn(String) -> Failure,
) -> Result<usize, Failure> {
    let Some(pod) = object.pod() else { return Ok(0) };
    let Some(asked) = args.get("container") else { return Ok(defaulted(context, object, pod)) };
    let wrong = || refused(format!("container {asked} is not valid for pod {}", object.meta.name));
    let found = pod.spec.in_order().find(|(_, container)| *container.name == *asked);
    found.map(|(at, _)| at).ok_or_else(wrong)
}

/// The container that an annotation names, else the first; where there are others, kubectl says which it took
/// (`FindOrDefaultContainerByName`).
fn defaulted(context: &mut Context<'_>, object: &Object, pod: &Pod) -> usize {
    const ANNOTATION: &str = "kubectl.kubernetes.io/default-container";
    let named = object.meta.annotations.get(ANNOTATION);
    let at = named.and_then(|named| pod.spec.in_order().find(|(_, container)| container.name == *named));
    if let Some((at, _)) = at {
        return at;
    }
    let names = pod.spec.containers.iter().map(|container| container.name.to_string());
    let init = pod.spec.init.iter().map(|container| format!("{} (init)", container.name));
    if let [first, others @ ..] = names.chain(init).collect::<Vec<_>>().as_slice()
        && !others.is_empty()
    {
        let others = others.join(", ");
        context.warn(format!("Defaulted container \"{first}\" out of: {first}, {others}"));
    }
    0
}

/// Refuses a container that does not run.
pub(super) fn running(object: &Arc<Object>, container: usize) -> Result<(), Failure> {
    let Some(pod) = object.pod() else { return Ok(()) };
    if pod.status.phase.is_terminal() {
        let message = "cannot exec into a container in a completed pod; current phase is ";
        return Err(Failure::error(format!("{message}{}", pod.status.phase.name())));
    }
    if pod.node.is_none() {
        let message = format!("pod {} does not have a host assigned", object.meta.name);
        return Err(ApiError::new(crate::error::Reason::BadRequest, message).into());
    }
    let state = pod.status.container(container).map(|status| &status.state);
    if matches!(state, Some(ContainerState::Running { .. })) {
        return Ok(());
    }
    let name = pod.spec.container(container).map_or("", |container| &container.name);
    Err(Failure::error(format!("unable to upgrade connection: container not found ({name:?})")))
}

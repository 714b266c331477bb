//! What a terminal needs besides running commands: shells to type into, their prompts, and completion.

use super::args::flag_names;
use super::context::Context;
use super::resource::kind_called;
use super::session::Session;
use super::verbs::VERBS;
use super::{Outcome, Process, Progress, attach};
use crate::cluster::Cluster;
use crate::object::Kind;
use crate::process::ProcessId;
use crate::schema;
use crate::shell::{self, COMMANDS, Io, Machine, Memory, Shell};
use crate::world::{Event, World};

/// What is meant for a command that runs: `@` with its process' number, and a line that is typed into it, if it is one.
pub(super) fn addressed(words: &[String]) -> Option<(ProcessId, Option<&str>)> {
    let [to, line @ ..] = words else { return None };
    let id = ProcessId(to.strip_prefix('@')?.parse().ok()?);
    (line.len() < 2).then(|| (id, line.first().map(String::as_str)))
}

/// Runs a line that is typed into a shell.
pub(super) fn type_line(context: &mut Context<'_>, id: ProcessId, line: &str) -> Progress {
    let Some(memory) = context.session.shell(id).cloned() else {
        context.warn("this shell has ended");
        return Progress::Done(1);
    };
    let alive = Shell::resume(context.world, context.session, memory.clone()).is_alive();
    if let Some(progress) = alive.then(|| shell::start_typed(context, id, &memory, line)).flatten() {
        return progress;
    }
    let mut io = Io::default();
    let mut shell = Shell::resume(context.world, context.session, memory);
    let status = if shell.is_alive() { shell.script(line, "", &mut io) } else { 137 };
    let memory = shell.memory;
    context.print(&io.out);
    context.complain(&io.err);
    context.session.keep_shell(id, memory);
    // The shell itself looks whether it is over.
    let now = context.world.now;
    context.world.queue.plan(now, Event::Process(id));
    Progress::Done(status)
}

/// Whether an interactive shell goes on: not after `exit`, and not without its pod.
pub(super) fn poll_shell(context: &mut Context<'_>, id: ProcessId, first: &Memory) -> Outcome {
    let memory = context.session.shell(id).cloned().unwrap_or_else(|| first.clone());
    let (status, over) = (memory.status, memory.over);
    let alive = Shell::resume(context.world, context.session, memory.clone()).is_alive();
    if over || !alive {
        if let Machine::Pod { key, .. } = memory.machine
            && memory.passing
        {
            attach::remove(context, &key);
        }
        let code = if alive { status } else { 137 };
        if code != 0 {
            context.warn(format!("command terminated with exit code {code}"));
        }
        return Ok(Progress::Done(code));
    }
    Ok(Progress::Running(Process::Shell(Box::new(first.clone()))))
}

impl Cluster {
    /// The prompt of an interactive shell that runs as this process; none if it is no shell. What is typed into it is
    /// `Command::Run` with two words: `@` with the process' number, and the line.
    pub fn prompt(&self, process: ProcessId) -> Option<String> {
        let memory = self.session.shell(process)?;
        let mut cluster = self.clone();
        let shell = Shell::resume(&mut cluster.world, &mut cluster.session, memory.clone());
        Some(format!("root@{}:{}# ", shell.host_name(), shell.memory.directory))
    }

    /// What the word at the cursor may become, in order: verbs, kinds, names, flags, commands. The cursor counts bytes.
    pub fn complete(&self, line: &str, cursor: usize) -> Vec<String> {
        complete(&self.world, &self.session, line, cursor)
    }
}

pub(crate) fn complete(world: &World, session: &Session, line: &str, cursor: usize) -> Vec<String> {
    let line = line.get(..cursor).unwrap_or(line);
    let line = line.rsplit(['|', ';', '&']).next().unwrap_or(line);
    let mut words: Vec<&str> = line.split_whitespace().collect();
    let begun = if line.ends_with(char::is_whitespace) { "" } else { words.pop().unwrap_or("") };
    let mut found = candidates(world, session, &words, begun);
    found.retain(|candidate| candidate.starts_with(begun));
    crate::sort::sort(&mut found);
    found.dedup();
    found
}

fn candidates(world: &World, session: &Session, words: &[&str], begun: &str) -> Vec<String> {
    let [program, rest @ ..] = words else {
        let names = ["kubectl", "minikube"].into_iter().chain(COMMANDS.iter().map(|(name, _)| *name));
        return names.map(String::from).collect();
    };
    if !matches!(*program, "kubectl" | "k") {
        return files(session);
    }
    let Some((verb, rest)) = rest.split_first() else {
        return VERBS.iter().map(|verb| verb.name.to_string()).collect();
    };
    let Some(verb) = VERBS.iter().find(|known| known.name == *verb) else { return Vec::new() };
    if let Some((flag, _)) = begun.split_once('=') {
        let values = of_flag(world, session, &[flag]).unwrap_or_default();
        return values.iter().map(|value| format!("{flag}={value}")).collect();
    }
    if begun.starts_with('-') {
        return flag_names(verb.flags).map(|name| format!("--{name}")).collect();
    }
    if let Some(value) = of_flag(world, session, rest) {
        return value;
    }
    arguments(world, session, verb.name, rest, begun)
}

/// The values of the flag before the cursor, if it wants one that is known.
fn of_flag(world: &World, session: &Session, words: &[&str]) -> Option<Vec<String>> {
    match words.last().copied()? {
        "-n" | "--namespace" => Some(names(world, Kind::Namespace, None)),
        "-f" | "--filename" => Some(files(session)),
        "-o" | "--output" => Some(["json", "name", "wide", "yaml"].map(String::from).to_vec()),
        _ => None,
    }
}

fn files(session: &Session) -> Vec<String> {
    session.files().map(|(name, _)| name.to_string()).collect()
}

/// The parts of verbs that have some.
const PARTS: [(&str, &str); 5] = [
    ("auth", "can-i whoami"),
    ("config", "current-context get-clusters get-contexts get-users set-context use-context view"),
    ("create", "configmap deployment namespace poddisruptionbudget secret service serviceaccount"),
    ("rollout", "history pause restart resume status undo"),
    ("set", "env image resources selector serviceaccount"),
];

/// `sts.spec.r`: the fields there.
fn fields(begun: &str) -> Vec<String> {
    let (path, _) = begun.rsplit_once('.').unwrap_or((begun, ""));
    let mut names = path.split('.');
    let kind = names.next().and_then(kind_called);
    let top = kind.and_then(|kind| schema::lookup(&kind.api_version(), kind.name()));
    let place = |id, name: &str| schema::field(id, name).and_then(|field| field.shape.objects());
    let place = names.fold(top, |at, name| at.and_then(|id| place(id, name)));
    place.into_iter().flat_map(schema::fields).map(|field| format!("{path}.{}", field.name)).collect()
}

fn arguments(world: &World, session: &Session, verb: &str, words: &[&str], begun: &str) -> Vec<String> {
    let plain: Vec<&str> = words.iter().copied().filter(|word| !word.starts_with('-')).collect();
    let at = words.iter().position(|word| matches!(*word, "-n" | "--namespace"));
    let namespace = at.and_then(|at| words.get(at + 1).copied()).unwrap_or(session.namespace());
    let within = |kind| names(world, kind, Some(namespace));
    let parts = PARTS.iter().find(|(known, _)| *known == verb).filter(|_| plain.is_empty());
    if let Some((_, parts)) = parts {
        return parts.split(' ').map(String::from).collect();
    }
    match (verb, plain.as_slice()) {
        ("explain", []) if begun.contains('.') => fields(begun),
        ("exec" | "logs" | "port-forward", []) => within(Kind::Pod),
        ("cordon" | "uncordon" | "drain", _) => within(Kind::Node),
        _ if begun.contains('/') => by_pairs(world, namespace, begun),
        ("rollout" | "set", [_, kind, ..]) | (_, [kind, ..]) if kind_called(kind).is_some() => {
            kind_called(kind).map(within).unwrap_or_default()
        }
        _ => Kind::all()
            .iter()
            .flat_map(|info| std::iter::once(info.plural).chain(info.short.iter().copied()))
            .map(String::from)
            .collect(),
    }
}

/// `sts/w`: the names of the kind, behind it.
fn by_pairs(world: &World, namespace: &str, begun: &str) -> Vec<String> {
    let Some((word, _)) = begun.split_once('/') else { return Vec::new() };
    let kind = kind_called(word);
    let names = kind.map(|kind| names(world, kind, Some(namespace))).unwrap_or_default();
    names.into_iter().map(|name| format!("{word}/{name}")).collect()
}

fn names(world: &World, kind: Kind, namespace: Option<&str>) -> Vec<String> {
    world.store.list(kind, namespace).map(|object| object.meta.name.to_string()).collect()
}

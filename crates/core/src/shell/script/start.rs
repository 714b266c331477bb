//! The ways to begin a line: in the terminal, in a shell that runs, as the command of an `exec` or of a pod.

use super::super::machine::{Machine, Memory};
use super::super::parse::{Node, parse};
use super::super::repeat;
use super::time::{meant, runs_on, simple, takes_time};
use super::{Script, Whose, expanded, go_on};
use crate::kubectl::{self, Context, Process, Progress};
use crate::process::ProcessId;

/// Starts a line of the terminal: `sh -c LINE`, or the words of one command.
pub(crate) fn start(context: &mut Context<'_>, words: &[String]) -> Progress {
    let node = match words {
        [shell, option, line] if matches!(shell.as_str(), "sh" | "bash") && option == "-c" => parse(line),
        words => Ok(simple(words)),
    };
    let node = match node {
        Ok(node) => node,
        Err(message) => {
            // Every guide begins with `source <(kubectl completion bash)`.
            let files = words.iter().any(|word| word.contains("<("));
            let message = if files {
                "what a command prints is no file here: <(…) is not simulated"
            } else {
                &message
            };
            context.warn(format!("sh: {message}"));
            return Progress::Done(2);
        }
    };
    let memory = context.session.terminal();
    let node = meant(&memory, node);
    if let Some(progress) = alone(context, &memory, &node) {
        return progress;
    }
    go_on(context, &mut Script::new(memory, Whose::Terminal, node))
}

/// Starts a line that is typed into a shell in a pod or on a node, if it takes time.
pub(crate) fn start_typed(
    context: &mut Context<'_>,
    id: ProcessId,
    memory: &Memory,
    line: &str,
) -> Option<Progress> {
    let node = parse(line).ok().filter(|node| takes_time(node, &memory.machine))?;
    Some(go_on(context, &mut Script::new(memory.clone(), Whose::Shell(id), node)))
}

/// Starts the command of an `exec`, if it takes time.
pub(crate) fn start_exec(context: &mut Context<'_>, machine: &Machine, words: &[String]) -> Option<Progress> {
    start_within(context, machine, Whose::Exec, words)
}

/// Starts the command of the pod of a `run -i`, if it takes time.
pub(crate) fn start_attached(
    context: &mut Context<'_>,
    machine: &Machine,
    passing: bool,
    words: &[String],
) -> Option<Progress> {
    let Machine::Pod { key, .. } = machine else { return None };
    start_within(context, machine, Whose::Pod { key: key.clone(), passing }, words)
}

fn start_within(
    context: &mut Context<'_>,
    machine: &Machine,
    whose: Whose,
    words: &[String],
) -> Option<Progress> {
    let node = match words {
        [shell, option, line] if matches!(shell.as_str(), "sh" | "bash" | "ash") && option.ends_with('c') => {
            parse(line).ok()?
        }
        words => simple(words),
    };
    let memory = Memory::new(machine.clone());
    takes_time(&node, machine).then(|| go_on(context, &mut Script::new(memory, whose, node)))
}

/// A command that is all of its line runs on in the terminal itself: a shell can be typed into.
fn alone(context: &mut Context<'_>, memory: &Memory, node: &Node) -> Option<Progress> {
    if !runs_on(node) {
        return None;
    }
    let words = expanded(context, memory, node);
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["kubectl" | "k", ..] => Some(kubectl::run(context, &words[1..])),
        ["watch", ..] => Some(repeat::start(context, &words[1..])),
        ["minikube", "ssh"] => Some(Progress::Running(Process::Shell(Box::new(Memory::new(Machine::Node))))),
        _ => None,
    }
}

//! What a terminal needs besides running commands: shells to type into, and their prompts.

use super::context::Context;
use super::{Outcome, Process, Progress, attach, complete};
use crate::cluster::Cluster;
use crate::process::ProcessId;
use crate::shell::{self, Io, Memory, Role, Shell};
use crate::world::Event;

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
    let over = memory.over;
    let alive = Shell::resume(context.world, context.session, memory.clone()).is_alive();
    if over || !alive {
        let code = if alive { attach::left(context, &memory) } else { 137 };
        if code != 0 && (memory.role == Role::Guest || !alive) {
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
        complete::complete(&self.world, &self.session, line, cursor)
    }
}

//! kubectl as people know it: command lines in, kubectl's own output and exit codes out.

mod args;
mod columns;
mod complete;
mod context;
mod failure;
mod find;
mod gotemplate;
mod jsonpath;
mod output;
mod resource;
mod selector;
mod session;
mod table;
mod terminal;
#[cfg(test)]
mod tests;
mod verbs;
mod yaml;

mod apply;
mod attach;
mod auth;
mod autoscale;
mod config;
mod cp;
mod create;
mod debug;
mod delete;
mod describe;
mod diff;
mod discovery;
mod edit;
mod endpoints;
mod events;
mod exec;
mod explain;
mod expose;
mod forward;
mod get;
mod label;
mod logs;
mod manifest;
mod nodes;
mod patch;
pub mod plan;
mod raw;
mod replace;
mod rollout;
mod scale;
mod set;
mod wait;
mod watch;

pub(crate) use attach::ended;
pub use session::Session;

use crate::process::ProcessId;
use crate::shell::{self, Memory, Repeat, Script};
use crate::store::Change;
use crate::time::Time;
use crate::world::{Event, World};
pub(crate) use context::Context;
pub(crate) use describe::instant;
use failure::Failure;
pub(crate) use verbs::only_reads;
use wait::Deadline;
pub(crate) use yaml::yaml as yaml_of;

/// How a command stands.
#[derive(Clone, Debug)]
pub enum Progress {
    /// It waits for something.
    Running(Process),
    /// It has ended with this exit code.
    Done(i32),
}

/// What a running command waits for.
#[derive(Clone, Debug)]
pub enum Process {
    /// `delete` waits until objects are gone.
    Delete(delete::Waiting),
    /// `run -it` waits until its pod runs.
    Attach(Box<attach::Attaching>),
    /// `edit` waits until what it handed out comes back.
    Edit(Box<edit::Editing>),
    /// `port-forward` goes on until it is interrupted, or its pod is gone.
    Forward(Box<forward::Forward>),
    /// `drain` waits until a node's pods are gone.
    Drain(Box<nodes::Draining>),
    /// `logs -f` goes on until it is interrupted, or the containers have ended.
    Follow(logs::Following),
    /// `replace --force` waits until what it replaces is gone.
    Replace(Box<replace::Replacing>),
    /// `rollout status` waits for the end of rollouts.
    Rollout(rollout::Watching),
    /// `wait` waits for a condition.
    Wait(wait::Waiting),
    /// `watch` runs a command again and again.
    Repeat(Box<Repeat>),
    /// A line of several commands waits for one of them.
    Script(Box<Script>),
    /// A shell waits for what is typed.
    Shell(Box<Memory>),
    /// `get -w` waits for changes until it is interrupted.
    Watch(Box<watch::Watch>),
}

impl Process {
    /// When it must look at the clock, whatever happens; none if it waits for changes alone.
    pub(crate) fn wakes_at(&self) -> Option<Time> {
        match self {
            Process::Delete(_)
            | Process::Edit(_)
            | Process::Follow(_)
            | Process::Forward(_)
            | Process::Watch(_)
            | Process::Shell(_) => None,
            Process::Attach(attaching) => Some(attaching.deadline()),
            Process::Repeat(repeat) => repeat.wakes_at(),
            Process::Script(script) => script.wakes_at(),
            Process::Drain(draining) => draining.wakes_at(),
            Process::Rollout(watching) => watching.deadline().map(Deadline::at),
            Process::Replace(replacing) => Some(replacing.deadline().at()),
            Process::Wait(waiting) => Some(waiting.deadline().at()),
        }
    }
}

/// What a verb gives: how it stands, or why it failed.
type Outcome = Result<Progress, Failure>;

/// It is done, and well.
const DONE: Outcome = Ok(Progress::Done(0));

/// Starts a command line.
pub(crate) fn start(
    world: &mut World,
    session: &mut Session,
    id: ProcessId,
    args: &[String],
    stdin: &str,
) -> Progress {
    let mut context = Context::new(world, session, stdin);
    let progress = match args.split_first() {
        Some((program, words)) if program == "kubectl" => run(&mut context, words),
        Some(_) => match terminal::addressed(args) {
            Some((to, Some(line))) => terminal::type_line(&mut context, to, line),
            Some((to, None)) => edit::take_back(&mut context, to, stdin),
            None => shell::start_script(&mut context, args),
        },
        None => Progress::Done(0),
    };
    finish(&mut context, id, &progress);
    wake(world, id, None, &progress);
    progress
}

/// Keeps what a command needs that goes on, and puts what it wrote into the journal.
fn finish(context: &mut Context<'_>, id: ProcessId, progress: &Progress) {
    if let Progress::Running(process) = progress {
        context.session.keep(id, process);
    }
    context.flush(id);
}

/// Plans that a command looks at the clock when it must, unless that is planned already.
fn wake(world: &mut World, id: ProcessId, planned: Option<Time>, progress: &Progress) {
    let Progress::Running(process) = progress else { return };
    if let Some(at) = process.wakes_at().filter(|at| Some(*at) != planned) {
        world.queue.plan(at, Event::Process(id));
    }
}

/// Lets a running command look at what has changed, or at the clock.
pub(crate) fn poll(
    world: &mut World,
    session: &mut Session,
    changes: &[Change],
    id: ProcessId,
    process: &mut Process,
) -> Progress {
    let planned = process.wakes_at();
    let mut context = Context::new(world, session, "");
    context.changes = changes;
    let progress = match process {
        Process::Shell(memory) => {
            let outcome = terminal::poll_shell(&mut context, id, memory);
            context.settle(outcome)
        }
        Process::Edit(editing) => {
            let outcome = edit::poll(&mut context, id, editing);
            context.settle(outcome)
        }
        process => poll_process(&mut context, process),
    };
    finish(&mut context, id, &progress);
    wake(world, id, planned, &progress);
    progress
}

/// Ctrl-C: what is left to be done for a command that ends by it.
pub(crate) fn interrupt(world: &mut World, session: &mut Session, id: ProcessId, process: &Process) {
    let mut context = Context::new(world, session, "");
    attach::interrupted(&mut context, process);
    context.flush(id);
}

/// Runs the words after `kubectl`.
pub(crate) fn run(context: &mut Context<'_>, words: &[String]) -> Progress {
    let outcome = verbs::run(context, words);
    context.settle(outcome)
}

/// Lets a command look at what has changed. (A shell and an editor need their number to know what they are given; they
/// wait elsewhere.)
pub(crate) fn poll_process(context: &mut Context<'_>, process: &mut Process) -> Progress {
    let outcome = match process {
        Process::Attach(attaching) => attach::poll(context, attaching),
        Process::Edit(editing) => Ok(Progress::Running(Process::Edit(editing.clone()))),
        Process::Follow(following) => logs::poll(context, following),
        Process::Forward(forward) => forward::poll(context, forward),
        Process::Delete(waiting) => delete::poll(context, waiting),
        Process::Drain(draining) => nodes::poll(context, draining),
        Process::Replace(replacing) => replace::poll(context, replacing),
        Process::Rollout(watching) => rollout::poll(context, watching),
        Process::Repeat(repeat) => Ok(shell::poll_repeat(context, repeat)),
        Process::Script(script) => Ok(shell::poll_script(context, script)),
        Process::Shell(memory) => Ok(Progress::Running(Process::Shell(memory.clone()))),
        Process::Wait(waiting) => wait::poll(context, waiting),
        Process::Watch(watch) => watch::poll(context, watch),
    };
    context.settle(outcome)
}

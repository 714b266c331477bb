//! kubectl as people know it: command lines in, kubectl's own output and exit codes out.

mod args;
mod columns;
mod context;
mod failure;
mod find;
mod jsonpath;
mod output;
mod resource;
mod selector;
mod session;
mod table;
mod verbs;
mod yaml;

mod apply;
mod create;
mod delete;
mod get;
mod manifest;
mod patch;
mod scale;
mod set;

pub use session::Session;

use crate::process::ProcessId;
use crate::world::World;
use context::Context;
use failure::Failure;

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
    let outcome = match args.split_first() {
        Some((program, words)) if program == "kubectl" => verbs::run(&mut context, words),
        Some((program, _)) => Err(Failure { message: format!("sh: {program}: command not found\n"), code: 127 }),
        None => DONE,
    };
    let progress = context.settle(outcome);
    context.flush(id);
    progress
}

/// Lets a running command look at what has changed.
pub(crate) fn poll(world: &mut World, session: &mut Session, id: ProcessId, process: &mut Process) -> Progress {
    let mut context = Context::new(world, session, "");
    let outcome = match process {
        Process::Delete(waiting) => delete::poll(&mut context, waiting),
    };
    let progress = context.settle(outcome);
    context.flush(id);
    progress
}

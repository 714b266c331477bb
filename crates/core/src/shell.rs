//! A small POSIX shell with the commands that walk-throughs use: inside a pod, on the files of its volumes, and in the
//! terminal itself, where `kubectl` is a command among others.
//!
//! It is far from a real one: everything is text, and commands end at once, but for those that wait: `kubectl`, `sleep`,
//! and loops. What is not there is said to be not found, with what is.

mod awk;
mod braces;
mod disk;
mod files;
mod host;
mod jq;
mod machine;
mod net;
mod parse;
mod pattern;
mod probe;
mod reads;
mod repeat;
mod run;
mod script;
mod sed;
mod stream;
mod system;
#[cfg(test)]
mod tests;
mod text;
mod web;

pub(crate) use machine::{Machine, Memory, Role, Shell};
pub(crate) use parse::{lacks, plain_words};
pub(crate) use reads::words_only_read;
pub(crate) use repeat::{Repeat, poll as poll_repeat};
pub(crate) use run::COMMANDS;
pub(crate) use script::{
    Script, poll as poll_script, start as start_script, start_attached, start_exec, start_typed,
};

use crate::kubectl::Session;
use crate::object::{Name, Object};
use crate::world::World;
use std::sync::Arc;

/// What a command wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Io {
    /// To standard output.
    pub out: String,
    /// To standard error.
    pub err: String,
}

/// Runs the command of a hook in a container (`postStart`, `preStop`). Returns its exit code.
pub(crate) fn run_hook(world: &mut World, pod: &Arc<Object>, container: usize, command: &[Name]) -> i32 {
    let words: Vec<String> = command.iter().map(ToString::to_string).collect();
    let mut session = Session::default();
    let mut shell = Shell::new(world, &mut session, Machine::pod(pod, container));
    shell.argv(&words, "", &mut Io::default())
}

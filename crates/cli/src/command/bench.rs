//! `ordinal bench [NAME…]`

use super::{Failure, Outcome};
use crate::measure::{TASKS, Task, measure};
use lexopt::Arg::{Long, Short, Value};
use std::env;
use std::io::Write;
use std::process::{Command, ExitCode, Stdio};

/// What `ordinal bench --help` says, before the names.
const HELP: &str = "\
Measures how fast the model is, in lines of NAME METRIC VALUE UNIT. Each name runs in a
process of its own, so that the peak of memory is its own too. Meant for a release build:
cargo run --release -p ordinal -- bench

Usage: ordinal bench [NAME…]             (all of them if none is named)

";

/// Runs the subcommand.
///
/// # Errors
/// When an argument is no good, or a figure cannot be measured.
pub fn run(parser: &mut lexopt::Parser, out: &mut impl Write) -> Outcome {
    let mut names = Vec::new();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("here") => return here(&parser.value()?.to_string_lossy(), out),
            Short('h') | Long("help") => return super::help(out, &help()),
            Value(name) => names.push(task(&name.to_string_lossy())?.0),
            other => return Err(other.unexpected().into()),
        }
    }
    if names.is_empty() {
        names.extend(TASKS.iter().map(|(name, _)| *name));
    }
    for name in names {
        elsewhere(name, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn help() -> String {
    let names: String = TASKS.iter().map(|(name, _)| format!("  {name}\n")).collect();
    format!("{HELP}{names}")
}

fn task(name: &str) -> Result<(&'static str, Task), Failure> {
    let found = TASKS.iter().find(|(known, _)| *known == name).copied();
    found.ok_or_else(|| Failure::Usage(format!("there is no figure {name:?}: see ordinal bench --help")))
}

/// Measures in this process.
fn here(name: &str, out: &mut impl Write) -> Outcome {
    let (name, task) = task(name)?;
    for (metric, value, unit) in measure(task)? {
        let digits = if unit == "count" { 0 } else { 2 };
        writeln!(out, "{name} {metric} {value:.digits$} {unit}")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Measures in a process of its own.
fn elsewhere(name: &str, out: &mut impl Write) -> Result<(), Failure> {
    let mut child = Command::new(env::current_exe()?);
    let output = child.args(["bench", "--here", name]).stderr(Stdio::inherit()).output()?;
    out.write_all(&output.stdout)?;
    out.flush()?;
    if output.status.success() { Ok(()) } else { Err(Failure::Input(format!("{name}: {}", output.status))) }
}

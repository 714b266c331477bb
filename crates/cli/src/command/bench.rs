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
    let mut walls = Vec::new();
    for name in names {
        let printed = elsewhere(name, out)?;
        walls.extend(wall(&printed).map(|wall| (name, wall)));
    }
    for (name, times) in growth(&walls) {
        writeln!(out, "{name} per-replica {times:.2} times")?;
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

/// The milliseconds that a process of `here` printed.
fn wall(printed: &str) -> Option<f64> {
    printed.lines().find_map(|line| line.split_once(" wall ")?.1.strip_suffix(" ms")?.parse().ok())
}

/// What a replica costs where there are most of them, against what it costs where there are fewest: for each task that was
/// measured at several sizes.
fn growth<'a>(walls: &[(&'a str, f64)]) -> Vec<(&'a str, f64)> {
    let each = |&(name, wall): &(&'a str, f64)| {
        let (family, replicas) = name.rsplit_once('-')?;
        Some((family, name, wall / replicas.parse::<f64>().ok()?))
    };
    let all: Vec<_> = walls.iter().filter_map(each).collect();
    let families = all.chunk_by(|a, b| a.0 == b.0).filter(|family| family.len() > 1);
    families.filter_map(|family| Some((family.last()?.1, family.last()?.2 / family.first()?.2))).collect()
}

/// Measures in a process of its own; what it printed.
fn elsewhere(name: &str, out: &mut impl Write) -> Result<String, Failure> {
    let mut child = Command::new(env::current_exe()?);
    let output = child.args(["bench", "--here", name]).stderr(Stdio::inherit()).output()?;
    out.write_all(&output.stdout)?;
    out.flush()?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(Failure::Input(format!("{name}: {}", output.status)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_the_cost_of_a_replica_at_the_largest_size_against_the_smallest() {
        let walls =
            [("ordered-100", 5.0), ("ordered-1000", 60.0), ("ordered-10000", 1000.0), ("seek-100", 1.0)];
        assert_eq!(growth(&walls), [("ordered-10000", 2.0)]);
    }

    #[test]
    fn the_wall_is_read_from_the_lines() {
        assert_eq!(wall("ordered-100 events 8 count\nordered-100 wall 7.50 ms\n"), Some(7.5));
        assert_eq!(wall("seek-100 median 7.50 ms\n"), None);
    }
}

//! `ordinal conform PATH…`

use super::{Failure, Outcome};
use crate::conform::trace::Trace;
use crate::conform::{Totals, check};
use crate::files;
use lexopt::Arg::{Long, Short, Value};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// What `ordinal conform --help` says.
pub const HELP: &str = "\
Plays recordings of a real control plane against the model, and says where they differ.

Usage: ordinal conform [-v] PATH…

PATH is a trace or a folder of traces (*.json). A line is printed for each trace that
differs, then the totals. The exit code is 0 when nothing differs, else 1.

  -v, --verbose    every difference: - as recorded, + as it is
      --behaviour  leave out differences in what kubectl prints
      --kubectl    leave out differences in behaviour
  -h, --help       this
";

#[derive(Default)]
struct Options {
    paths: Vec<PathBuf>,
    verbose: bool,
    no_commands: bool,
    no_behaviour: bool,
}

/// Runs the subcommand.
///
/// # Errors
/// When an argument or a file is no good.
pub fn run(parser: &mut lexopt::Parser, out: &mut impl Write) -> Outcome {
    let Some(options) = options(parser)? else {
        return super::help(out, HELP);
    };
    let mut totals = Totals::default();
    for path in &options.paths {
        for file in files::expand(path, "json")? {
            let named = |error| format!("{}: {error}", file.display());
            let trace = Trace::parse(&files::read(&file)?).map_err(named)?;
            let mut verdict = check(&trace);
            totals.add(&verdict);
            verdict.steps.iter_mut().for_each(|step| {
                if options.no_commands {
                    step.command.clear();
                }
                if options.no_behaviour {
                    step.behaviour.clear();
                }
            });
            verdict.steps.retain(|step| !step.behaviour.is_empty() || !step.command.is_empty());
            if let Some(summary) = verdict.summary() {
                writeln!(out, "{summary}")?;
            }
            if options.verbose {
                write!(out, "{}", verdict.details())?;
            }
        }
    }
    writeln!(out, "{totals}")?;
    Ok(if totals.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn options(parser: &mut lexopt::Parser) -> Result<Option<Options>, Failure> {
    let mut options = Options::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('v') | Long("verbose") => options.verbose = true,
            Long("behaviour") => options.no_commands = true,
            Long("kubectl") => options.no_behaviour = true,
            Short('h') | Long("help") => return Ok(None),
            Value(path) => options.paths.push(path.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    if options.paths.is_empty() {
        return Err(Failure::Usage("which traces? Name files or folders".into()));
    }
    Ok(Some(options))
}

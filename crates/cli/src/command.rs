//! The subcommands: what each takes from the command line, and what it prints.

mod bench;
mod conform;
mod export;
mod run;

use ordinal_core::Time;
use ordinal_core::scenario::parse_span;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::process::ExitCode;

/// How a subcommand ends.
pub type Outcome = Result<ExitCode, Failure>;

/// Why a subcommand cannot do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// The command line is no good: exit code 2, and a hint at `--help`.
    Usage(String),
    /// Something it was given is no good: exit code 1.
    Input(String),
    /// Nobody reads the output any more, as under `| head`: quietly done.
    Closed,
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Failure {
        Failure::Usage(error.to_string())
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Failure {
        Failure::Input(message)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::Closed,
            _ => Failure::Input(error.to_string()),
        }
    }
}

const HELP: &str = "\
Ordinal plays what a Kubernetes StatefulSet does.

Usage: ordinal COMMAND …

  run FILE       play a scenario, or what applying a manifest does
  export FILE    draw it as SVG, still or moving, or record its terminal
  conform PATH…  check the model against recordings of a real control plane
  bench [NAME…]  measure how fast the model is

Each says more with --help.
";

/// Runs a command line (without the program's own name) and prints to `out`; what went wrong goes to standard error.
pub fn main(args: impl IntoIterator<Item = OsString>, out: &mut impl Write) -> ExitCode {
    match dispatch(&mut lexopt::Parser::from_args(args), out) {
        Ok(code) => code,
        Err(Failure::Closed) => ExitCode::SUCCESS,
        Err(Failure::Input(message)) => {
            eprintln!("ordinal: {message}");
            ExitCode::FAILURE
        }
        Err(Failure::Usage(message)) => {
            eprintln!("ordinal: {message}\nSee ordinal --help");
            ExitCode::from(2)
        }
    }
}

fn dispatch(parser: &mut lexopt::Parser, out: &mut impl Write) -> Outcome {
    use lexopt::Arg::{Long, Short, Value};
    match parser.next()? {
        Some(Value(command)) => match command.to_str() {
            Some("run") => run::run(parser, out),
            Some("export") => export::run(parser, out),
            Some("conform") => conform::run(parser, out),
            Some("bench") => bench::run(parser, out),
            _ => Err(Failure::Usage(format!("there is no command {command:?}"))),
        },
        Some(Short('h') | Long("help")) => help(out, HELP),
        Some(other) => Err(other.unexpected().into()),
        None => Err(Failure::Usage("what is to be done?".into())),
    }
}

fn help(out: &mut impl Write, text: &str) -> Outcome {
    write!(out, "{text}")?;
    Ok(ExitCode::SUCCESS)
}

/// An instant on the command line, as in `12s`.
fn instant(value: &OsStr) -> Result<Time, Failure> {
    let span = value.to_str().and_then(parse_span);
    let span =
        span.ok_or_else(|| Failure::Usage(format!("{value:?} is no time: write 12s, 1m30s or 250ms")))?;
    Ok(Time::ZERO + span)
}

/// A speed on the command line, as in `2` or `0.5x`.
fn speed(value: &OsStr) -> Result<f64, Failure> {
    let speed = value.to_str().and_then(|text| text.trim_end_matches('x').parse::<f64>().ok());
    speed
        .filter(|speed| (0.001..=1e6).contains(speed))
        .ok_or_else(|| Failure::Usage(format!("{value:?} is no speed: write a number such as 2 or 0.5")))
}

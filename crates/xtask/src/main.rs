//! `cargo xtask`: set up what is missing, then serve, build, test or measure.

// The bans of clippy.toml keep the model the same on every machine. This crate is not the model: it times its
// steps, watches files and hands the environment on to the tools that it starts.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod arguments;
mod bench;
mod browser;
mod budgets;
mod check;
mod instructions;
mod manuals;
mod package;
mod perf;
mod serve;
mod setup;
mod site;
mod split;
mod step;
mod tools;

use std::process::ExitCode;

use arguments::{Arguments, Bench, Task, USAGE};
use check::Check;
use setup::Setup;

fn main() -> ExitCode {
    match Arguments::parse(lexopt::Parser::from_env()) {
        Ok(arguments) => run(arguments),
        Err(mistake) => {
            eprintln!("cargo xtask: {mistake}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn run(Arguments { task, verbose }: Arguments) -> ExitCode {
    let mut setup = Setup::new(verbose);
    let done = match task {
        Task::Help => shown(USAGE),
        Task::List => shown(&check::list()),
        Task::Serve { port } => serve::serve(&mut setup, port),
        Task::Build => site::build(&mut setup),
        Task::Package => site::npm(&mut setup),
        Task::Size => site::size(&mut setup),
        Task::Bench { how: Bench::Native, names } => bench::native(&setup, &names),
        Task::Bench { how: Bench::Wasm, names } => bench::wasm(&mut setup, &names),
        Task::Bench { how: Bench::Check, names: _ } => instructions::check(&mut setup),
        Task::Perf { names } => perf::perf(&mut setup, &names),
        Task::Budgets => budgets::budgets(&mut setup),
        Task::Test { checks } => return test(&mut setup, &checks),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            eprintln!("cargo xtask: {failed}");
            ExitCode::FAILURE
        }
    }
}

fn shown(text: &str) -> step::Outcome {
    println!("{text}");
    Ok(())
}

fn test(setup: &mut Setup, checks: &[Check]) -> ExitCode {
    let tally = check::run(setup, checks);
    println!("{tally}");
    if tally.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

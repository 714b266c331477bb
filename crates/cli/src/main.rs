//! The `ordinal` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut out = std::io::stdout().lock();
    ordinal_cli::command::main(std::env::args_os().skip(1), &mut out)
}

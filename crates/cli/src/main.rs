//! The `ordinal` command.

use std::process::ExitCode;

/// A run is four hundred small allocations a replica, most of which are kept: a fifth of its time with the system's own.
#[cfg(not(target_family = "wasm"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut out = std::io::stdout().lock();
    ordinal_cli::command::main(std::env::args_os().skip(1), &mut out)
}

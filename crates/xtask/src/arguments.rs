//! The command line of `cargo xtask`, read.

use std::ffi::OsString;

use lexopt::{Arg, ValueExt};

use crate::check::Check;

/// What `cargo xtask` can do, for people.
pub const USAGE: &str = "\
cargo xtask serve [--port N]   set up what is missing, build, serve on loopback, rebuild on change
cargo xtask build              write the static site to dist/
cargo xtask test [NAME…]       run every check, or only those named; --list names them
cargo xtask size               build, then print what the page and an embed load

  -v, --verbose                show the output of steps that succeed, too";

/// One call of `cargo xtask`.
#[derive(Debug, PartialEq)]
pub struct Arguments {
    /// What to do.
    pub task: Task,
    /// Whether the output of steps that succeed is shown.
    pub verbose: bool,
}

/// What to do.
#[derive(Debug, PartialEq)]
pub enum Task {
    /// Print the usage.
    Help,
    /// Print the names of the checks.
    List,
    /// Serve the page on loopback, on this port or on one that the server chooses.
    Serve {
        /// The port asked for.
        port: Option<u16>,
    },
    /// Write the static site.
    Build,
    /// Print what the site loads.
    Size,
    /// Run these checks, in this order.
    Test {
        /// At least one check.
        checks: Vec<Check>,
    },
}

impl Arguments {
    /// Reads a command line; what does not fit is named in the error.
    pub fn parse(mut parser: lexopt::Parser) -> Result<Self, lexopt::Error> {
        let (mut words, mut port, mut list, mut help, mut verbose) = (Vec::new(), None, false, false, false);
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Short('v') | Arg::Long("verbose") => verbose = true,
                Arg::Short('h') | Arg::Long("help") => help = true,
                Arg::Long("list") => list = true,
                Arg::Long("port") => port = Some(parser.value()?.parse()?),
                Arg::Value(word) => words.push(word),
                Arg::Short(_) | Arg::Long(_) => return Err(argument.unexpected()),
            }
        }
        let task = if help { Task::Help } else { task(words, port, list)? };
        Ok(Arguments { task, verbose })
    }
}

fn task(words: Vec<OsString>, port: Option<u16>, list: bool) -> Result<Task, lexopt::Error> {
    let words = words.into_iter().map(ValueExt::string).collect::<Result<Vec<_>, _>>()?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match (words.as_slice(), port, list) {
        ([], None, false) => Ok(Task::Help),
        (["serve"], port, false) => Ok(Task::Serve { port }),
        (["build"], None, false) => Ok(Task::Build),
        (["size"], None, false) => Ok(Task::Size),
        (["test"], None, true) => Ok(Task::List),
        (["test"], None, false) => Ok(Task::Test { checks: Check::ALL.to_vec() }),
        (["test", names @ ..], None, false) => Ok(Task::Test { checks: checks(names)? }),
        (words, _, _) => Err(format!("no such call: {}", words.join(" ")).into()),
    }
}

fn checks(names: &[&str]) -> Result<Vec<Check>, lexopt::Error> {
    let named = |name: &&str| Check::named(name).ok_or_else(|| format!("no check is called {name}").into());
    names.iter().map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, String> {
        Arguments::parse(lexopt::Parser::from_args(line.split_whitespace()))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn test_alone_means_every_check() {
        let every = Task::Test { checks: Check::ALL.to_vec() };
        assert_eq!(parse("test"), Ok(Arguments { task: every, verbose: false }));
    }

    #[test]
    fn named_checks_run_in_the_order_given() {
        let some = Task::Test { checks: vec![Check::Pages, Check::Fmt] };
        assert_eq!(parse("test -v pages fmt"), Ok(Arguments { task: some, verbose: true }));
    }

    #[test]
    fn the_port_is_for_the_server() {
        assert_eq!(parse("serve --port 8080").unwrap().task, Task::Serve { port: Some(8080) });
        assert_eq!(parse("build --port 8080").unwrap_err(), "no such call: build");
    }

    #[test]
    fn what_does_not_fit_is_named() {
        assert_eq!(parse("test speling").unwrap_err(), "no check is called speling");
        assert_eq!(parse("serve --fast").unwrap_err(), "invalid option '--fast'");
        assert_eq!(parse("bild").unwrap_err(), "no such call: bild");
    }
}

//! The command line of `cargo xtask`, read.

use std::ffi::OsString;

use lexopt::{Arg, ValueExt};

use crate::check::Check;

/// What `cargo xtask` can do, for people.
pub const USAGE: &str = "\
cargo xtask serve [--port N]   set up what is missing, build, serve on loopback, rebuild on change
cargo xtask build              write the static site to dist/
cargo xtask package            write the npm package to package/
cargo xtask test [NAME…]       run every check, or only those named; --list names them
cargo xtask size               build, then print what the page and an embed load
cargo xtask bench [NAME…]      print what runs of the model cost: see ordinal bench --help
cargo xtask bench --wasm       the same in wasm, against native
cargo xtask bench --check      count instructions, compare with tests/instructions.txt
cargo xtask perf [NAME…]       build, then print what the page costs in a browser: NAME METRIC VALUE UNIT
cargo xtask budgets            measure what has a budget, and write README's table of it

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
    /// Write the npm package.
    Package,
    /// Print what the site loads.
    Size,
    /// Print what runs of the model cost.
    Bench {
        /// Where, and how.
        how: Bench,
        /// The names of figures; all if none is given.
        names: Vec<String>,
    },
    /// Print what the page costs in a browser.
    Perf {
        /// What to measure; everything where nothing is named.
        names: Vec<String>,
    },
    /// Measure what has a budget, and write README's table.
    Budgets,
    /// Run these checks, in this order.
    Test {
        /// At least one check.
        checks: Vec<Check>,
    },
}

/// How runs of the model are measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bench {
    /// By the clock, as this machine runs them.
    Native,
    /// By the clock, in wasm against native.
    Wasm,
    /// By counting instructions, against the count of before.
    Check,
}

/// The options that belong to one chore each.
#[derive(Debug, Default)]
struct Options {
    port: Option<u16>,
    list: bool,
    bench: Option<Bench>,
}

impl Arguments {
    /// Reads a command line; what does not fit is named in the error.
    pub fn parse(mut parser: lexopt::Parser) -> Result<Self, lexopt::Error> {
        let (mut words, mut options, mut help, mut verbose) = (Vec::new(), Options::default(), false, false);
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Short('v') | Arg::Long("verbose") => verbose = true,
                Arg::Short('h') | Arg::Long("help") => help = true,
                Arg::Long("list") => options.list = true,
                Arg::Long("wasm") => options.bench = Some(Bench::Wasm),
                Arg::Long("check") => options.bench = Some(Bench::Check),
                Arg::Long("port") => options.port = Some(parser.value()?.parse()?),
                Arg::Value(word) => words.push(word),
                Arg::Short(_) | Arg::Long(_) => return Err(argument.unexpected()),
            }
        }
        let task = if help { Task::Help } else { task(words, &options)? };
        Ok(Arguments { task, verbose })
    }
}

fn task(words: Vec<OsString>, options: &Options) -> Result<Task, lexopt::Error> {
    let words = words.into_iter().map(ValueExt::string).collect::<Result<Vec<_>, _>>()?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match (words.as_slice(), options) {
        (["serve"], &Options { port, list: false, bench: None }) => Ok(Task::Serve { port }),
        (["test"], Options { port: None, list: true, bench: None }) => Ok(Task::List),
        (["bench", _, ..], Options { bench: Some(Bench::Check), .. }) => Err(unknown(&words)),
        (["bench", names @ ..], &Options { port: None, list: false, bench }) => {
            let names = names.iter().map(|&name| name.to_owned()).collect();
            Ok(Task::Bench { how: bench.unwrap_or(Bench::Native), names })
        }
        (["perf", names @ ..], Options { port: None, list: false, bench: None }) => {
            Ok(Task::Perf { names: names.iter().map(|&name| name.to_owned()).collect() })
        }
        (words, Options { port: None, list: false, bench: None }) => plain(words),
        (words, _) => Err(unknown(words)),
    }
}

/// The chores that take no options of their own.
fn plain(words: &[&str]) -> Result<Task, lexopt::Error> {
    match words {
        [] => Ok(Task::Help),
        ["build"] => Ok(Task::Build),
        ["package"] => Ok(Task::Package),
        ["size"] => Ok(Task::Size),
        ["budgets"] => Ok(Task::Budgets),
        ["test"] => Ok(Task::Test { checks: Check::ALL.to_vec() }),
        ["test", names @ ..] => Ok(Task::Test { checks: checks(names)? }),
        words => Err(unknown(words)),
    }
}

fn unknown(words: &[&str]) -> lexopt::Error {
    format!("no such call: {}", words.join(" ")).into()
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
    fn a_bench_is_native_unless_it_is_said_otherwise() {
        let names = vec!["ordered-100".to_owned()];
        assert_eq!(parse("bench ordered-100").unwrap().task, Task::Bench { how: Bench::Native, names });
        assert_eq!(parse("bench --wasm").unwrap().task, Task::Bench { how: Bench::Wasm, names: vec![] });
        assert_eq!(parse("size --wasm").unwrap_err(), "no such call: size");
    }

    #[test]
    fn what_does_not_fit_is_named() {
        assert_eq!(parse("test speling").unwrap_err(), "no check is called speling");
        assert_eq!(parse("serve --fast").unwrap_err(), "invalid option '--fast'");
        assert_eq!(parse("bild").unwrap_err(), "no such call: bild");
    }
}

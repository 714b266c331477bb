//! The checks of `cargo xtask test`: what each needs, what it runs, and the count at the end.

use std::env;
use std::fmt;
use std::net::TcpListener;
use std::process::Command;

use crate::browser;
use crate::instructions;
use crate::manuals;
use crate::setup::{Need, Setup};
use crate::step::{Failed, Outcome};
use crate::tools::{WASM_TARGET, command, node, top};

/// One thing that must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// rustfmt has nothing to change.
    Fmt,
    /// clippy has nothing to say, natively and for the page.
    Clippy,
    /// The documentation builds without a warning.
    Docs,
    /// The tests of the workspace, those in its documentation too.
    Native,
    /// Every recorded trace is reproduced.
    Conform,
    /// The tests of crates/wasm, in a browser.
    Wasm,
    /// The types of the front end.
    Types,
    /// The unit tests of the front end.
    Units,
    /// The built site, in a browser.
    Pages,
    /// The element in real documentation sites, in browsers.
    Sites,
    /// What runs of the model cost, in instructions.
    Instructions,
}

impl Check {
    /// All of them: the quick ones first, so that a slip shows early.
    pub const ALL: [Check; 11] = [
        Check::Fmt,
        Check::Clippy,
        Check::Docs,
        Check::Native,
        Check::Conform,
        Check::Wasm,
        Check::Types,
        Check::Units,
        Check::Pages,
        Check::Sites,
        Check::Instructions,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Check::Fmt => "fmt",
            Check::Clippy => "clippy",
            Check::Docs => "docs",
            Check::Native => "native",
            Check::Conform => "conform",
            Check::Wasm => "wasm",
            Check::Types => "types",
            Check::Units => "units",
            Check::Pages => "pages",
            Check::Sites => "sites",
            Check::Instructions => "instructions",
        }
    }

    /// What it checks, for people.
    pub fn about(self) -> &'static str {
        match self {
            Check::Fmt => "the code is formatted as rustfmt does it",
            Check::Clippy => "clippy finds nothing, natively and for the page",
            Check::Docs => "the documentation builds without a warning",
            Check::Native => "the tests of the workspace, with those in its documentation",
            Check::Conform => "recordings of a real control plane differ only where that is written down",
            Check::Wasm => "the tests of crates/wasm in headless Chromium",
            Check::Types => "the types of the front end",
            Check::Units => "the unit tests of the front end",
            Check::Pages => "the built site in headless Chromium",
            Check::Sites => "the element in sites of MkDocs and VitePress, in Chromium and Firefox",
            Check::Instructions => "no run of the model takes more instructions than before",
        }
    }

    /// The check of that name.
    pub fn named(name: &str) -> Option<Check> {
        Check::ALL.into_iter().find(|check| check.name() == name)
    }

    fn needs(self) -> &'static [Need] {
        match self {
            Check::Fmt => &[Need::Components],
            Check::Clippy => &[Need::Components, Need::WasmTarget],
            Check::Docs | Check::Native | Check::Conform | Check::Instructions => &[],
            Check::Wasm => &[Need::WasmTarget, Need::WasmBindgen, Need::WasmPack, Need::Chromium],
            Check::Types | Check::Units => &[Need::NodeModules, Need::Package],
            Check::Pages => &[Need::NodeModules, Need::Chromium, Need::Site, Need::Npm],
            Check::Sites => &[Need::NodeModules, Need::Chromium, Need::MkDocs, Need::Site],
        }
    }

    fn run(self, setup: &mut Setup) -> Outcome {
        setup.needs(self.needs())?;
        match self {
            Check::Fmt => setup.step("cargo fmt", &mut cargo("fmt --all --check")),
            Check::Clippy => clippy(setup),
            Check::Docs => docs(setup),
            Check::Native => setup.step("cargo test", &mut native()),
            Check::Conform => conform(setup),
            Check::Wasm => wasm(setup),
            Check::Types => setup.step("tsc", npm().args(["run", "check"])),
            Check::Units => setup.step("vitest", npm().arg("test")),
            Check::Pages => pages(setup),
            Check::Sites => manuals::check(setup),
            Check::Instructions => instructions::check_where_possible(setup),
        }
    }
}

fn cargo(words: &str) -> Command {
    let mut cargo = command("cargo");
    cargo.args(words.split(' '));
    cargo
}

fn npm() -> Command {
    let mut npm = command("npm");
    npm.current_dir(top().join("web"));
    npm
}

fn clippy(setup: &Setup) -> Outcome {
    let native = setup.step("cargo clippy", &mut cargo("clippy --workspace --all-targets -- -D warnings"));
    let page = format!("clippy --package ordinal-wasm --all-targets --target {WASM_TARGET} -- -D warnings");
    native.and(setup.step("cargo clippy for the page", &mut cargo(&page)))
}

fn docs(setup: &Setup) -> Outcome {
    setup.step("cargo doc", cargo("doc --workspace --no-deps").env("RUSTDOCFLAGS", "-D warnings"))
}

/// The random cases are the same each time, so that a check that passes goes on passing; run by hand, `cargo test` draws new
/// ones.
fn native() -> Command {
    let mut command = cargo("test --workspace");
    command.env("PROPTEST_RNG_SEED", env::var_os("PROPTEST_RNG_SEED").unwrap_or_else(|| "1".into()));
    command
}

/// Plays the recordings, and holds the count against the one written down beside them: what differs still is known and
/// listed there, and nothing may join it unseen.
fn conform(setup: &Setup) -> Outcome {
    setup.step("cargo build", &mut cargo("build --package ordinal"))?;
    let played = cargo("run --quiet --package ordinal -- conform tests/traces").output();
    let played = played.map_err(|error| Failed(format!("cargo did not start: {error}")))?;
    let played = String::from_utf8_lossy(&played.stdout);
    let known = std::fs::read_to_string(top().join("tests/conformance.txt"));
    let known = known.map_err(|error| Failed(format!("tests/conformance.txt: {error}")))?;
    let last = |text: &str| text.lines().last().unwrap_or_default().to_owned();
    println!("  {}", last(&played));
    if last(&played) == last(&known) {
        return Ok(());
    }
    println!("{played}");
    Err(Failed(format!("tests/conformance.txt has: {}", last(&known))))
}

fn wasm(setup: &Setup) -> Outcome {
    let options = browser::driver_options(&browser::chromium().unwrap_or_default())?;
    let mut wasm_pack = command("wasm-pack");
    wasm_pack.args(["test", "--headless", "--chrome", "--chromedriver"]);
    wasm_pack.arg(browser::chromedriver().unwrap_or_default()).arg("crates/wasm");
    setup.step("wasm-pack test", wasm_pack.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", options))
}

fn pages(setup: &Setup) -> Outcome {
    let mut playwright = node("node_modules/@playwright/test/cli.js");
    playwright.arg("test").env("PORT", free_port()?.to_string());
    playwright.env("CHROMIUM", browser::chromium().unwrap_or_default());
    setup.step("playwright", &mut playwright)
}

/// A port that nobody listens on, so that two runs on one machine do not meet.
pub fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|error| Failed(format!("no port is free: {error}")))
}

/// How many checks passed, and which did not.
pub struct Tally {
    passed: usize,
    /// The checks that failed, in the order in which they ran.
    pub failed: Vec<Check>,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.failed.is_empty() {
            let names: Vec<_> = self.failed.iter().map(|check| check.name()).collect();
            writeln!(f, "to see again: cargo xtask test {}", names.join(" "))?;
        }
        write!(f, "{} passed, {} failed", self.passed, self.failed.len())
    }
}

/// Runs the checks one after the other, past those that fail.
pub fn run(setup: &mut Setup, checks: &[Check]) -> Tally {
    let mut tally = Tally { passed: 0, failed: Vec::new() };
    for &check in checks {
        println!("{}: {}", check.name(), check.about());
        match check.run(setup) {
            Ok(()) => tally.passed += 1,
            Err(failed) => {
                println!("  FAILED: {failed}");
                tally.failed.push(check);
            }
        }
    }
    tally
}

/// The checks and what they are about, one a line.
pub fn list() -> String {
    Check::ALL.map(|check| format!("{:12} {}", check.name(), check.about())).join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_is_found_by_its_name() {
        assert!(Check::ALL.iter().all(|&check| Check::named(check.name()) == Some(check)));
        assert_eq!(list().lines().count(), Check::ALL.len());
    }

    #[test]
    fn the_last_line_counts() {
        let passed = Tally { passed: 9, failed: vec![] };
        assert_eq!(passed.to_string(), "9 passed, 0 failed");
        let mixed = Tally { passed: 7, failed: vec![Check::Docs, Check::Pages] };
        assert_eq!(mixed.to_string(), "to see again: cargo xtask test docs pages\n7 passed, 2 failed");
    }
}

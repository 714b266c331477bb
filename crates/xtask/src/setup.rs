//! What must be there before a chore can start, each installed or built at most once a call.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::browser;
use crate::package::{self, Wasm};
use crate::site;
use crate::step::{Failed, Outcome, Steps};
use crate::tools::{self, WASI_TARGET, WASM_PACK, WASM_TARGET, ask, command, find, top};

/// Something that a chore needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// rustfmt and clippy.
    Components,
    /// The standard library for the page.
    WasmTarget,
    /// The standard library for wasm outside of a page.
    WasiTarget,
    /// Valgrind, which counts instructions.
    Valgrind,
    /// What web/package-lock.json names.
    NodeModules,
    /// The wasm-bindgen command, of the version that the code is built with.
    WasmBindgen,
    /// wasm-pack, of any version.
    WasmPack,
    /// Chromium and its driver.
    Chromium,
    /// Firefox.
    Firefox,
    /// MkDocs, of the version that tests/sites/mkdocs names.
    MkDocs,
    /// The model as a package that the front end imports: web/pkg.
    Package,
    /// The static site: dist.
    Site,
    /// The npm package: package.
    Npm,
}

/// Fills needs and remembers how that went.
pub struct Setup {
    /// How commands are run.
    pub steps: Steps,
    filled: BTreeMap<Need, Outcome>,
}

impl Setup {
    /// Nothing filled yet.
    pub fn new(verbose: bool) -> Self {
        Setup { steps: Steps { verbose }, filled: BTreeMap::new() }
    }

    /// Fills a need, unless that was tried before: then the answer is the same.
    pub fn need(&mut self, need: Need) -> Outcome {
        if let Some(before) = self.filled.get(&need) {
            return before.clone();
        }
        let outcome = self.fill(need);
        self.filled.insert(need, outcome.clone());
        outcome
    }

    /// Fills several, up to the first that fails.
    pub fn needs(&mut self, needs: &[Need]) -> Outcome {
        needs.iter().try_for_each(|&need| self.need(need))
    }

    /// Runs one step.
    pub fn step(&self, title: &str, command: &mut Command) -> Outcome {
        self.steps.run(title, command).map(drop)
    }

    fn fill(&mut self, need: Need) -> Outcome {
        match need {
            Need::Components => self.components(),
            Need::WasmTarget => self.target(WASM_TARGET),
            Need::WasiTarget => self.target(WASI_TARGET),
            Need::Valgrind => self.valgrind(),
            Need::NodeModules => self.node_modules(),
            Need::WasmBindgen => self.wasm_bindgen(),
            Need::WasmPack => self.wasm_pack(),
            Need::Chromium => self.chromium(),
            Need::Firefox => self.firefox(),
            Need::MkDocs => self.mkdocs(),
            Need::Package => package::build(self, Wasm::Small),
            Need::Site => site::bundle(self),
            Need::Npm => site::bundle_for_npm(self),
        }
    }

    fn components(&self) -> Outcome {
        if ask("cargo", &["fmt", "--version"]).is_some() && ask("cargo", &["clippy", "--version"]).is_some() {
            return Ok(());
        }
        self.rustup("install rustfmt and clippy", &["component", "add", "rustfmt", "clippy"])
    }

    fn target(&self, target: &str) -> Outcome {
        let libraries = ask("rustc", &["--print", "target-libdir", "--target", target]);
        if libraries.is_some_and(|folder| fs::exists(folder).unwrap_or(false)) {
            return Ok(());
        }
        self.rustup(&format!("install {target}"), &["target", "add", target])
    }

    fn rustup(&self, title: &str, arguments: &[&str]) -> Outcome {
        if find("rustup").is_none() {
            let words = arguments.join(" ");
            return Err(Failed(format!(
                "install Rust with rustup (https://rustup.rs), or do as `rustup {words}` would"
            )));
        }
        self.step(title, command("rustup").args(arguments))
    }

    /// What was installed is remembered by a copy of the lock file, which goes stale with any change of it.
    fn node_modules(&self) -> Outcome {
        if find("npm").is_none() {
            return Err(Failed("install Node.js 20.19 or newer with npm (https://nodejs.org)".into()));
        }
        self.npm_packages("the front end", &top().join("web"), "ci")
    }

    /// Installs what a folder's package-lock.json names: with `ci` to the letter; with `install` also where a registry lacks
    /// packages for other systems than this, and they are not in the lock file.
    pub fn npm_packages(&self, of: &str, folder: &Path, how: &str) -> Outcome {
        let lock = folder.join("package-lock.json");
        self.once(&lock, &folder.join("node_modules").join(".installed-package-lock.json"), || {
            let mut npm = command("npm");
            npm.current_dir(folder).args([how, "--no-audit", "--no-fund"]);
            self.step(&format!("install npm packages of {of}"), &mut npm)
        })
    }

    /// Does something once for a list of what is to be there, and again when the list has changed: a copy of the list is
    /// kept beside what was installed.
    fn once(&self, list: &Path, done: &Path, install: impl FnOnce() -> Outcome) -> Outcome {
        let wanted = fs::read(list).map_err(|error| Failed(format!("{}: {error}", list.display())))?;
        if fs::read(done).is_ok_and(|before| before == wanted) {
            return Ok(());
        }
        install()?;
        fs::write(done, wanted).map_err(|error| Failed(format!("{}: {error}", done.display())))
    }

    fn mkdocs(&self) -> Outcome {
        let list = top().join("tests/sites/mkdocs/requirements.txt");
        self.once(&list, &tools::venv().join("installed.txt"), || {
            self.python()?;
            let mut pip = command(tools::venv().join("bin").join("pip"));
            pip.args(["install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(&list);
            self.step("install MkDocs into .tools", &mut pip)
        })
    }

    /// A Python of our own, so that the system's stays as it is.
    fn python(&self) -> Outcome {
        let make = || {
            let mut python = command("python3");
            self.step("make a Python environment in .tools", python.args(["-m", "venv"]).arg(tools::venv()))
        };
        if find("python3").is_some() && make().is_ok() {
            return Ok(());
        }
        if tools::can_apt() {
            let _ = self.apt("update").and_then(|()| self.apt("install -y python3 python3-venv"));
            return make();
        }
        Err(Failed(
            "install Python 3 with venv: on Debian `sudo apt-get install python3 python3-venv`".into(),
        ))
    }

    fn firefox(&self) -> Outcome {
        if browser::firefox().is_none() && tools::can_apt() {
            let _ = self.apt("update").and_then(|()| self.apt("install -y firefox-esr"));
        }
        let missing = "install it, on Debian with `sudo apt-get install firefox-esr`, or name one in FIREFOX";
        if browser::firefox().is_some() { Ok(()) } else { Err(Failed(missing.into())) }
    }

    fn wasm_bindgen(&self) -> Outcome {
        let version = tools::wasm_bindgen_version()?;
        let wanted = format!("wasm-bindgen {version}");
        if ask("wasm-bindgen", &["--version"]).is_some_and(|found| found.split(" (").next() == Some(&wanted))
        {
            return Ok(());
        }
        self.cargo_install("wasm-bindgen-cli", &version)
    }

    fn wasm_pack(&self) -> Outcome {
        if find("wasm-pack").is_some() { Ok(()) } else { self.cargo_install("wasm-pack", WASM_PACK) }
    }

    /// Into .tools, which the commands started here look through first. Releases of dependencies that need a
    /// newer compiler are passed over.
    fn cargo_install(&self, package: &str, version: &str) -> Outcome {
        let version = format!("={version}");
        self.step(
            &format!("install {package} {version} into .tools (some minutes, once)"),
            command("cargo").env("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "fallback").args([
                "install",
                package,
                "--version",
                &version,
                "--root",
                ".tools",
                "--force",
            ]),
        )
    }

    fn chromium(&self) -> Outcome {
        let both = || browser::chromium().is_some() && browser::chromedriver().is_some();
        if !both() && tools::can_apt() {
            // When this fails, its step has said how; what counts is whether the two are there afterwards.
            let _ = self.apt("update").and_then(|()| self.apt("install -y chromium chromium-driver"));
        }
        let missing = "Chromium and its driver are needed: on Debian `sudo apt-get install chromium \
                       chromium-driver`, elsewhere any Chrome with a chromedriver of its version; CHROMIUM \
                       and CHROMEDRIVER can name them when they are not on the PATH";
        if both() { Ok(()) } else { Err(Failed(missing.into())) }
    }

    fn valgrind(&self) -> Outcome {
        if find("valgrind").is_none() && tools::can_apt() {
            let _ = self.apt("update").and_then(|()| self.apt("install -y valgrind"));
        }
        let missing = "valgrind is needed: on Debian `sudo apt-get install valgrind`";
        if find("valgrind").is_some() { Ok(()) } else { Err(Failed(missing.into())) }
    }

    fn apt(&self, words: &str) -> Outcome {
        let mut apt = command("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive").args(words.split(' '));
        self.step(&format!("apt-get {words}"), &mut apt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_that_failed_is_not_tried_again() {
        let mut setup = Setup::new(false);
        let failed = Err(Failed("no network".into()));
        setup.filled.insert(Need::Site, failed.clone());
        assert_eq!(setup.needs(&[Need::Site, Need::Chromium]), failed);
        assert!(!setup.filled.contains_key(&Need::Chromium));
    }
}

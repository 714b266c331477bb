//! The tools that the chores use: where they are looked for, which version, and how they are installed.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::step::{Failed, Outcome};

/// The target of what runs in the page.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The target of what is measured in wasm outside of a page.
pub const WASI_TARGET: &str = "wasm32-wasip1";

/// The release of wasm-pack to install where there is none; any other will do as well.
pub const WASM_PACK: &str = "0.15.1";

/// The repository's top level.
pub fn top() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// A command at the top level, with the tools that were installed here before all others.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(top()).env("PATH", path()).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    command
}

/// A script of an npm package, run by Node without the wrappers that would outlive their caller.
pub fn node(script: &str) -> Command {
    let mut command = command("node");
    command.current_dir(top().join("web")).arg(script);
    command
}

/// Where the packages of Python are installed.
pub fn venv() -> PathBuf {
    top().join(".tools").join("python")
}

fn path() -> OsString {
    let ours = top().join(".tools").join("bin");
    let theirs = env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(ours).chain(env::split_paths(&theirs));
    env::join_paths(all).unwrap_or(theirs.clone())
}

/// Where the PATH has a program.
pub fn find(program: &str) -> Option<PathBuf> {
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&path()).map(|folder| folder.join(&file)).find(|found| found.is_file())
}

/// What a command prints, trimmed; nothing when it fails or is not there.
pub fn ask(program: &str, arguments: &[&str]) -> Option<String> {
    let output = command(program).args(arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether apt can be asked to install: a Debian-like system, and root.
pub fn can_apt() -> bool {
    find("apt-get").is_some() && ask("id", &["-u"]).as_deref() == Some("0")
}

/// The folder in which cargo puts what it builds.
pub fn target_folder() -> Outcome<PathBuf> {
    let metadata = ask("cargo", &["metadata", "--format-version", "1", "--no-deps"]);
    let folder = metadata.as_deref().and_then(|json| between(json, r#""target_directory":""#, '"'));
    folder.map(PathBuf::from).ok_or_else(|| Failed("cargo metadata does not name its target folder".into()))
}

/// The version of wasm-bindgen that the code is built with: the command must be of the same.
pub fn wasm_bindgen_version() -> Outcome<String> {
    let lock = fs::read_to_string(top().join("Cargo.lock")).unwrap_or_default();
    let version = locked_version(&lock, "wasm-bindgen").map(str::to_owned);
    version.ok_or_else(|| Failed("Cargo.lock does not name a wasm-bindgen".into()))
}

/// The version that a lock file gives for a package.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    between(lock, &format!("name = \"{package}\"\nversion = \""), '"')
}

fn between<'a>(text: &'a str, start: &str, end: char) -> Option<&'a str> {
    text.split_once(start)?.1.split(end).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_that_of_the_package_itself() {
        let lock = "\
            [[package]]\nname = \"wasm-bindgen-shared\"\nversion = \"9.9.9\"\n\n\
            [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\ndependencies = []\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }

    #[test]
    fn the_top_level_holds_this_crate() {
        assert!(top().join("crates/xtask/src/tools.rs").is_file());
    }

    #[test]
    fn programs_are_found_by_name() {
        assert!(find("cargo").is_some());
        assert_eq!(find("no-such-command"), None);
    }
}

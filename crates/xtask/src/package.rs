//! The model as a package that the front end imports: compiled, made small, and split in what loads first and the whole.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::setup::{Need, Setup};
use crate::split::{self, Constants, Parts};
use crate::step::{Failed, Outcome};
use crate::tools::{self, WASM_TARGET, command, node, top};

/// The name under which the front end imports the model.
const NAME: &str = "ordinal_wasm";

/// The profile of Cargo.toml with which the page's part is built.
const PROFILE: &str = "release-wasm";

/// What wasm-opt does besides with what loads first, which is small enough for it: structured anew, it is smaller.
/// Functions that are called from one place stay functions: that compresses better.
const FIRST: [&str; 7] = [
    "--strip-target-features",
    "--flatten",
    "--rereloop",
    "-Oz",
    "--gufa-optimizing",
    "-Oz",
    "--one-caller-inline-max-function-size=0",
];

/// A module with nothing in it.
const EMPTY: &[u8] = b"\0asm\x01\0\0\0";

/// How much work goes into the wasm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wasm {
    /// As the compiler leaves it, in one piece: for a page that is being worked on.
    Quick,
    /// Made small by wasm-opt and split: for everybody else.
    Small,
}

/// The folder of a package, and what is in it.
struct Package(PathBuf);

impl Package {
    /// What the page loads first where a run is shown from its beginning: with [`Wasm::Quick`] everything.
    fn first(&self) -> PathBuf {
        self.0.join(format!("{NAME}_bg.wasm"))
    }

    /// What it loads first where a later moment is shown: that runs more of the model.
    fn later(&self) -> PathBuf {
        self.0.join(format!("{NAME}_later.wasm"))
    }

    /// What takes over from either.
    fn whole(&self) -> PathBuf {
        self.0.join(format!("{NAME}_whole.wasm"))
    }

    /// The same in one piece.
    fn unsplit(&self) -> PathBuf {
        self.0.join(format!("{NAME}_unsplit.wasm"))
    }

    /// What the compiler wrote; not part of the package.
    fn compiled(&self) -> PathBuf {
        self.0.with_file_name("web-package.wasm")
    }

    fn script(&self) -> PathBuf {
        self.0.join(format!("{NAME}.js"))
    }
}

/// Builds web/pkg from crates/wasm.
pub fn build(setup: &mut Setup, wasm: Wasm) -> Outcome {
    setup.needs(&[Need::WasmTarget, Need::WasmBindgen])?;
    let (made, constants) = compiled(setup)?;
    match wasm {
        Wasm::Quick => {
            write(&made.later(), &read(&made.first())?)?;
            write(&made.whole(), EMPTY)?;
        }
        Wasm::Small => {
            setup.need(Need::NodeModules)?;
            small(setup, &made, &constants)?;
        }
    }
    let published = top().join("web").join("pkg");
    publish(&made.0, &published).map_err(|error| Failed(format!("{}: {error}", published.display())))
}

/// The package as the compiler leaves it, and what the linker tells of its constants.
fn compiled(setup: &Setup) -> Outcome<(Package, Constants)> {
    let mut cargo = command("cargo");
    cargo.args([
        "rustc",
        "--package",
        "ordinal-wasm",
        "--lib",
        "--profile",
        PROFILE,
        "--target",
        WASM_TARGET,
    ]);
    setup.step("compile the model for the page", cargo.args(["--", "-C", "link-arg=--emit-relocs"]))?;
    let target = tools::target_folder()?;
    let compiled = target.join(WASM_TARGET).join(PROFILE).join(format!("{NAME}.wasm"));
    let made = Package(target.join("web-package"));
    create(&made.0)?;
    let plain = made.compiled();
    let wasm = read(&compiled)?;
    write(&plain, &split::without_notes(&wasm)?)?;
    let mut bindgen = command("wasm-bindgen");
    bindgen
        .args(["--target", "web", "--omit-default-module-path", "--out-name", NAME, "--out-dir"])
        .arg(&made.0)
        .arg(plain);
    setup.step("write its JavaScript and types", &mut bindgen)?;
    Ok((made, split::constants(&wasm)?))
}

/// The whole is made small before it is split, so that the profile is that of the code that runs, and what is left of
/// it in the first parts is made small again.
fn small(setup: &Setup, made: &Package, constants: &Constants) -> Outcome {
    let script = String::from_utf8_lossy(&read(&made.script())?).into_owned();
    let (wasm, script) = split::shortened(&read(&made.first())?, &script)?;
    write(&made.first(), &wasm)?;
    write(&made.script(), script.as_bytes())?;
    shrink(setup, "make it small (wasm-opt -Oz)", &made.first(), &["-Oz"])?;
    let wasm = read(&made.first())?;
    let uses = profile(setup, made, &wasm)?;
    write(&made.unsplit(), &wasm)?;
    let Parts { firsts, whole } = split::split(&wasm, &uses, constants)?;
    write(&made.whole(), &whole)?;
    for (file, first) in [made.first(), made.later()].iter().zip(firsts) {
        write(file, &first)?;
        shrink(setup, "make small what loads first", file, &FIRST)?;
    }
    Ok(())
}

/// Nothing but the end of the stack is in the first kilobyte of memory: an address and an offset may be added up there.
fn shrink(setup: &Setup, title: &str, file: &Path, options: &[&str]) -> Outcome {
    let mut wasm_opt = node("node_modules/binaryen/bin/wasm-opt");
    wasm_opt.args(["--low-memory-unused", "--strip-producers"]).args(options).arg(file).arg("-o").arg(file);
    setup.step(title, &mut wasm_opt)
}

/// The stretches of code that run until the first picture: that of a run's beginning, and that of a later moment.
fn profile(setup: &Setup, made: &Package, wasm: &[u8]) -> Outcome<[BTreeSet<u32>; 2]> {
    let marked = Package(made.0.with_file_name("web-package-marked"));
    let told = ["used-at-first", "used-later"].map(|name| marked.0.join(name));
    let split::Marked { wasm, marks, stretches } = split::mark(wasm)?;
    create(&marked.0)?;
    write(&marked.first(), &wasm)?;
    write(&marked.script(), &read(&made.script())?)?;
    let mut profile = node("tools/profile.mjs");
    profile.arg(&marked.0).args([marks.to_string(), stretches.to_string()]).args(&told);
    setup.step("see what runs until the first picture", &mut profile)?;
    Ok([stretches_in(&read(&told[0])?), stretches_in(&read(&told[1])?)])
}

/// The numbers of the marks that were left.
fn stretches_in(marks: &[u8]) -> BTreeSet<u32> {
    (0..).zip(marks).filter(|(_, mark)| **mark == 1).map(|(stretch, _)| stretch).collect()
}

fn create(folder: &Path) -> Outcome {
    fs::create_dir_all(folder).map_err(|error| Failed(format!("{}: {error}", folder.display())))
}

fn read(file: &Path) -> Outcome<Vec<u8>> {
    fs::read(file).map_err(|error| Failed(format!("{}: {error}", file.display())))
}

fn write(file: &Path, contents: &[u8]) -> Outcome {
    fs::write(file, contents).map_err(|error| Failed(format!("{}: {error}", file.display())))
}

/// Copies the finished package to where a running dev server sees it: the wasm first, so that a page that is
/// reloaded for the scripts does not meet the wasm of before.
fn publish(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    let mut files =
        fs::read_dir(from)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
    files.sort_by_key(|name| Path::new(name).extension().is_none_or(|kind| kind != "wasm"));
    files.iter().try_for_each(|name| fs::copy(from.join(name), to.join(name)).map(drop))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_published_whole_and_again_over_itself() {
        let folder = std::env::temp_dir().join(format!("xtask-publish-{}", std::process::id()));
        let (from, to) = (folder.join("from"), folder.join("to"));
        fs::create_dir_all(&from).unwrap();
        for contents in ["one", "two"] {
            fs::write(from.join("a.js"), contents).unwrap();
            fs::write(from.join("b.wasm"), contents).unwrap();
            publish(&from, &to).unwrap();
            assert_eq!(fs::read_to_string(to.join("a.js")).unwrap(), contents);
            assert_eq!(fs::read_to_string(to.join("b.wasm")).unwrap(), contents);
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}

//! The model as a package that the front end imports: compiled twice, as what loads first, in small parts, and as the whole.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::setup::{Need, Setup};
use crate::split::{self, Constants};
use crate::step::{Failed, Outcome};
use crate::tools::{self, WASM_TARGET, command, node, top};

/// What the compiler calls the model.
const CRATE: &str = "ordinal_wasm";

/// One way to compile the model.
struct Build {
    /// Its profile in Cargo.toml.
    profile: &'static str,
    /// The name under which the front end imports it.
    name: &'static str,
}

/// What loads first, which is as small as can be.
const FIRST: Build = Build { profile: "release-wasm-first", name: "ordinal_wasm" };

/// What takes over, which is fast.
const WHOLE: Build = Build { profile: WHOLE_PROFILE, name: "ordinal_whole" };

/// The profile of Cargo.toml with which the whole model is built.
pub const WHOLE_PROFILE: &str = "release-wasm";

/// The parts that can load first: of a run shown from its beginning, of one in the page, where its manifest can be edited
/// too, and of one shown at a later moment.
const PARTS: [&str; 3] = ["bg", "page", "later"];

/// What wasm-opt does with what loads first. Functions that are called from one place stay functions: that compresses better.
const SMALL: [&str; 2] = ["-Oz", "--one-caller-inline-max-function-size=0"];

/// What it does besides with the parts, which are small enough for it: structured anew, they are smaller.
const SMALLEST: [&str; 7] = [
    "--strip-target-features",
    "--flatten",
    "--rereloop",
    "-Oz",
    "--gufa-optimizing",
    "-Oz",
    "--one-caller-inline-max-function-size=0",
];

/// How much work goes into the wasm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wasm {
    /// As the compiler leaves it, in one piece: for a page that is being worked on.
    Quick,
    /// Made small by wasm-opt and split: for everybody else.
    Small,
}

/// The folder of a package, and the name of what is in it.
struct Package(PathBuf, &'static str);

impl Package {
    /// A part that can load first; `bg` is what wasm-bindgen calls the whole of it.
    fn part(&self, part: &str) -> PathBuf {
        self.0.join(format!("{}_{part}.wasm", self.1))
    }

    fn wasm(&self) -> PathBuf {
        self.part(PARTS[0])
    }

    fn script(&self) -> PathBuf {
        self.0.join(format!("{}.js", self.1))
    }
}

/// Builds web/pkg from crates/wasm.
pub fn build(setup: &mut Setup, wasm: Wasm) -> Outcome {
    setup.needs(&[Need::WasmTarget, Need::WasmBindgen])?;
    let folder = tools::target_folder()?.join("web-package");
    let (first, constants) = compiled(setup, &FIRST, &folder)?;
    match wasm {
        Wasm::Quick => alike(&first)?,
        Wasm::Small => {
            setup.need(Need::NodeModules)?;
            let whole = compiled(setup, &WHOLE, &folder)?.0;
            shorten(&whole)?;
            shrink_whole(setup, &whole.wasm())?;
            small(setup, &first, &constants)?;
        }
    }
    let published = top().join("web").join("pkg");
    publish(&folder, &published).map_err(|error| Failed(format!("{}: {error}", published.display())))
}

/// The package as the compiler leaves it, and what the linker tells of its constants.
fn compiled(setup: &Setup, build: &Build, folder: &Path) -> Outcome<(Package, Constants)> {
    let mut cargo = command("cargo");
    cargo.args(["rustc", "--package", "ordinal-wasm", "--lib", "--target", WASM_TARGET]);
    cargo.args(["--profile", build.profile, "--", "-C", "link-arg=--emit-relocs"]);
    setup.step(&format!("compile the model for the page ({})", build.profile), &mut cargo)?;
    let target = tools::target_folder()?;
    let wasm = read(&target.join(WASM_TARGET).join(build.profile).join(format!("{CRATE}.wasm")))?;
    let plain = target.join("web-package.wasm");
    create(folder)?;
    write(&plain, &split::without_notes(&wasm)?)?;
    let mut bindgen = command("wasm-bindgen");
    bindgen
        .args(["--target", "web", "--omit-default-module-path", "--out-name", build.name, "--out-dir"])
        .arg(folder)
        .arg(plain);
    setup.step("write its JavaScript and types", &mut bindgen)?;
    Ok((Package(folder.to_owned(), build.name), split::constants(&wasm)?))
}

/// All that loads is the same.
fn alike(first: &Package) -> Outcome {
    let whole = Package(first.0.clone(), WHOLE.name);
    for part in &PARTS[1..] {
        write(&first.part(part), &read(&first.wasm())?)?;
    }
    write(&whole.wasm(), &read(&first.wasm())?)?;
    write(&whole.script(), &read(&first.script())?)
}

fn shorten(package: &Package) -> Outcome {
    let script = String::from_utf8_lossy(&read(&package.script())?).into_owned();
    let (wasm, script) = split::shortened(&read(&package.wasm())?, &script)?;
    write(&package.wasm(), &wasm)?;
    write(&package.script(), script.as_bytes())
}

/// Makes of what loads first its parts. All of it is made small before, so that the profile is that of the code that
/// runs, and what is left of it in a part is made small again.
fn small(setup: &Setup, first: &Package, constants: &Constants) -> Outcome {
    shorten(first)?;
    shrink(setup, "make what loads first small (wasm-opt -Oz)", &first.wasm(), &SMALL)?;
    let wasm = read(&first.wasm())?;
    let uses = profile(setup, first, &wasm)?;
    write(&first.part("unsplit"), &wasm)?;
    for (part, used) in PARTS.iter().zip(&uses) {
        let file = first.part(part);
        write(&file, &split::part(&wasm, used, constants)?)?;
        shrink(setup, &format!("make its part smaller: {part}"), &file, &SMALLEST)?;
        write(&file, &split::sorted(&split::arranged(&read(&file)?)?)?)?;
    }
    Ok(())
}

/// What is done with the whole model, once it is compiled.
pub fn shrink_whole(setup: &Setup, file: &Path) -> Outcome {
    shrink(setup, "make the whole small and fast (wasm-opt -Os)", file, &["-Os"])
}

/// Nothing but the end of the stack is in the first kilobyte of memory: an address and an offset may be added up there.
fn shrink(setup: &Setup, title: &str, file: &Path, options: &[&str]) -> Outcome {
    let mut wasm_opt = node("node_modules/binaryen/bin/wasm-opt");
    wasm_opt.args(["--low-memory-unused", "--strip-producers"]).args(options).arg(file).arg("-o").arg(file);
    setup.step(title, &mut wasm_opt)
}

/// The stretches of code that run until the first picture, for each of the [`PARTS`].
fn profile(setup: &Setup, first: &Package, wasm: &[u8]) -> Outcome<Vec<BTreeSet<u32>>> {
    let marked = Package(first.0.with_file_name("web-package-marked"), first.1);
    let told = PARTS.map(|part| marked.0.join(format!("used-{part}")));
    let split::Marked { wasm, marks, stretches } = split::mark(wasm)?;
    create(&marked.0)?;
    write(&marked.wasm(), &wasm)?;
    write(&marked.script(), &read(&first.script())?)?;
    let mut profile = node("tools/profile.mjs");
    profile.arg(&marked.0).args([marks.to_string(), stretches.to_string()]).args(&told);
    setup.step("see what runs until the first picture", &mut profile)?;
    told.iter().map(|told| Ok(stretches_in(&read(told)?))).collect()
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

//! The model as a package for the front end, and the static site made of both.

use std::fs;
use std::io;
use std::path::Path;

use crate::setup::{Need, Setup};
use crate::step::{Failed, Outcome};
use crate::tools::{self, WASM_TARGET, command, node, top};

/// The name under which the front end imports the model.
const NAME: &str = "ordinal_wasm";

/// The profile of Cargo.toml with which the page's part is built.
const PROFILE: &str = "release-wasm";

/// How much work goes into the wasm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wasm {
    /// As the compiler leaves it: for a page that is being worked on.
    Quick,
    /// Made small by wasm-opt: for everybody else.
    Small,
}

/// `cargo xtask build`.
pub fn build(setup: &mut Setup) -> Outcome {
    setup.need(Need::Site)?;
    println!("dist/ is the site: put it on any static host, below any path");
    Ok(())
}

/// `cargo xtask size`. A budget that is exceeded is said, not failed: the figures are the result.
pub fn size(setup: &mut Setup) -> Outcome {
    setup.need(Need::Site)?;
    let table = setup.steps.run("compress as hosts do (brotli 11)", &mut node("tools/size.mjs"))?;
    print!("\n{table}");
    Ok(())
}

/// Builds web/pkg from crates/wasm.
pub fn package(setup: &mut Setup, wasm: Wasm) -> Outcome {
    setup.needs(&[Need::WasmTarget, Need::WasmBindgen])?;
    setup.step(
        "compile the model for the page",
        command("cargo").args([
            "build",
            "--package",
            "ordinal-wasm",
            "--profile",
            PROFILE,
            "--target",
            WASM_TARGET,
        ]),
    )?;
    let target = tools::target_folder()?;
    let compiled = target.join(WASM_TARGET).join(PROFILE).join(format!("{NAME}.wasm"));
    let made = target.join("web-package");
    setup.step(
        "write its JavaScript and types",
        command("wasm-bindgen")
            .args(["--target", "web", "--out-name", NAME, "--out-dir"])
            .arg(&made)
            .arg(compiled),
    )?;
    match wasm {
        Wasm::Quick => {}
        Wasm::Small => shrink(setup, &made.join(format!("{NAME}_bg.wasm")))?,
    }
    let published = top().join("web").join("pkg");
    publish(&made, &published).map_err(|error| Failed(format!("{}: {error}", published.display())))
}

fn shrink(setup: &mut Setup, file: &Path) -> Outcome {
    setup.need(Need::NodeModules)?;
    let mut wasm_opt = node("node_modules/binaryen/bin/wasm-opt");
    wasm_opt.args(["-Oz", "--strip-producers", "--strip-target-features"]).arg(file).arg("-o").arg(file);
    setup.step("make it small (wasm-opt -Oz)", &mut wasm_opt)
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

/// Builds dist from index.html, web and the package.
pub fn bundle(setup: &mut Setup) -> Outcome {
    setup.needs(&[Need::NodeModules, Need::Package])?;
    setup.step("bundle the site into dist/", node("node_modules/vite/bin/vite.js").arg("build"))
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

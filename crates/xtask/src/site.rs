//! The static site, made of the front end and the model's package, and what it costs to load.

use std::process::Command;

use crate::setup::{Need, Setup};
use crate::step::Outcome;
use crate::tools::node;

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

/// Builds dist from index.html, web and the package; and in it the element once more, as one file.
pub fn bundle(setup: &mut Setup) -> Outcome {
    setup.needs(&[Need::NodeModules, Need::Package])?;
    setup.step("bundle the site into dist/", &mut vite("vite.config.ts"))?;
    setup.step("bundle the element into one file", &mut vite("vite.single.config.ts"))
}

/// `cargo xtask package`.
pub fn npm(setup: &mut Setup) -> Outcome {
    setup.need(Need::Npm)?;
    println!("package/ is the npm package: `npm pack ./package` makes the file that npm installs");
    Ok(())
}

/// Builds package from web and the model's package.
pub fn bundle_for_npm(setup: &mut Setup) -> Outcome {
    setup.needs(&[Need::NodeModules, Need::Package])?;
    setup.step("bundle the element for npm into package/", &mut vite("vite.package.config.ts"))?;
    setup.step("add the model and the types", &mut node("tools/package.mjs"))
}

fn vite(config: &str) -> Command {
    let mut vite = node("node_modules/vite/bin/vite.js");
    vite.args(["build", "--config", config]);
    vite
}

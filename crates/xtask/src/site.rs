//! The static site, made of the front end and the model's package, and what it costs to load.

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

/// Builds dist from index.html, web and the package.
pub fn bundle(setup: &mut Setup) -> Outcome {
    setup.needs(&[Need::NodeModules, Need::Package])?;
    setup.step("bundle the site into dist/", node("node_modules/vite/bin/vite.js").arg("build"))
}

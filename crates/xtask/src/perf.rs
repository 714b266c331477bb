//! `cargo xtask perf`: what the page costs in a real browser.

use crate::browser;
use crate::check::free_port;
use crate::setup::{Need, Setup};
use crate::step::Outcome;
use crate::tools::node;

/// Prints the figures: they are the result, none of them fails.
pub fn perf(setup: &mut Setup, names: &[String]) -> Outcome {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    print!("\n{}", measured(setup, &names)?);
    Ok(())
}

/// A line a figure, NAME METRIC VALUE UNIT, of what is named; of everything where nothing is.
pub fn measured(setup: &mut Setup, names: &[&str]) -> Outcome<String> {
    setup.needs(&[Need::NodeModules, Need::Chromium, Need::Site])?;
    let mut perf = node("tools/perf.mjs");
    perf.args(names).env("PORT", free_port()?.to_string());
    perf.env("CHROMIUM", browser::chromium().unwrap_or_default());
    setup.steps.run("play in a browser", &mut perf)
}

//! `cargo xtask bench`: what runs of the model cost, natively, and in wasm against that.

use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::package::{WHOLE_PROFILE, shrink_whole};
use crate::setup::{Need, Setup};
use crate::step::{Failed, Outcome};
use crate::tools::{self, WASI_TARGET, command, node};

/// What is measured in wasm where nothing is named.
const COMPARED: [&str; 5] =
    ["ordered-1000", "ordered-10000", "parallel-10000", "rolling-10000", "seek-10000"];

/// Prints the figures of `ordinal bench`.
pub fn native(setup: &Setup, names: &[String]) -> Outcome {
    let ordinal = build(setup)?;
    let status = Command::new(ordinal).arg("bench").args(names).status();
    let status = status.map_err(|error| Failed(format!("ordinal did not start: {error}")))?;
    if status.success() { Ok(()) } else { Err(Failed(format!("ordinal bench: {status}"))) }
}

/// Prints each figure natively, in wasm, and the one as a multiple of the other.
pub fn wasm(setup: &mut Setup, names: &[String]) -> Outcome {
    let names: Vec<&str> =
        if names.is_empty() { COMPARED.to_vec() } else { names.iter().map(String::as_str).collect() };
    compare(setup, &names)?.iter().for_each(|figure| println!("{figure}"));
    Ok(())
}

/// What tasks cost natively, in wasm, and the one as a multiple of the other.
pub fn compare(setup: &mut Setup, names: &[&str]) -> Outcome<Vec<Figure>> {
    let (natively, in_wasm) = (build(setup)?, build_wasm(setup)?);
    let mut all = Vec::new();
    for name in names {
        let native = figures(Command::new(&natively).args(["bench", "--here", name]))?;
        let mut wasi = node("tools/wasi.mjs");
        let wasm = figures(wasi.arg(&in_wasm).args(["bench", "--here", name]))?;
        all.extend(native.iter().cloned());
        all.extend(wasm.iter().flat_map(|wasm| against(&native, wasm)));
    }
    Ok(all)
}

/// A figure in wasm, and how many times that of the same name it is.
fn against(native: &[Figure], wasm: &Figure) -> Vec<Figure> {
    let named = |what: &str, value: f64, unit: &str| Figure {
        name: wasm.name.clone(),
        metric: format!("{}-{what}", wasm.metric),
        value,
        unit: unit.to_owned(),
    };
    let before = native.iter().find(|figure| figure.metric == wasm.metric && figure.value > 0.0);
    let times = before.map(|before| named("wasm-ratio", wasm.value / before.value, "times"));
    std::iter::once(named("wasm", wasm.value, &wasm.unit)).chain(times).collect()
}

/// `ordinal`, built for release.
pub fn build(setup: &Setup) -> Outcome<PathBuf> {
    let mut build = command("cargo");
    setup.step("build ordinal", build.args(["build", "--release", "--package", "ordinal"]))?;
    Ok(tools::target_folder()?.join("release").join(format!("ordinal{}", std::env::consts::EXE_SUFFIX)))
}

/// The same program for a machine of WebAssembly that has a clock: the page's has none but the page. It is made like the
/// whole model that the page loads.
fn build_wasm(setup: &mut Setup) -> Outcome<PathBuf> {
    setup.needs(&[Need::WasiTarget, Need::NodeModules])?;
    let mut build = command("cargo");
    build.args(["build", "--package", "ordinal", "--profile", WHOLE_PROFILE, "--target", WASI_TARGET]);
    setup.step("build ordinal for wasm", &mut build)?;
    let target = tools::target_folder()?;
    let (compiled, made) =
        (target.join(WASI_TARGET).join(WHOLE_PROFILE).join("ordinal.wasm"), target.join("bench.wasm"));
    fs::copy(&compiled, &made).map_err(|error| Failed(format!("{}: {error}", compiled.display())))?;
    shrink_whole(setup, &made)?;
    Ok(made)
}

/// What a command measured, as it prints it: a line of NAME METRIC VALUE UNIT.
pub fn figures(command: &mut Command) -> Outcome<Vec<Figure>> {
    let output = command.output().map_err(|error| Failed(format!("a measurement did not start: {error}")))?;
    if !output.status.success() {
        return Err(Failed(format!("a measurement failed: {}", String::from_utf8_lossy(&output.stderr))));
    }
    Ok(read(&String::from_utf8_lossy(&output.stdout)))
}

/// The figures among some lines.
pub fn read(lines: &str) -> Vec<Figure> {
    lines.lines().filter_map(Figure::read).collect()
}

/// One figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What was done.
    pub name: String,
    /// What was measured of it.
    pub metric: String,
    /// How much.
    pub value: f64,
    /// Of which unit.
    pub unit: String,
}

impl Figure {
    fn read(line: &str) -> Option<Figure> {
        let mut words = line.split(' ').map(str::to_owned);
        let (name, metric, value) = (words.next()?, words.next()?, words.next()?.parse().ok()?);
        Some(Figure { name, metric, value, unit: words.next()? })
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {:.2} {}", self.name, self.metric, self.value, self.unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_read_from_its_line() {
        let line = "seek-100 median 0.50 ms";
        assert_eq!(Figure::read(line).unwrap().to_string(), line);
        assert_eq!(Figure::read("building …"), None);
    }

    #[test]
    fn wasm_is_told_as_a_multiple_of_native() {
        let native = Figure::read("seek-100 median 2 ms").unwrap();
        let wasm = Figure { value: 3.0, ..native.clone() };
        let lines: Vec<String> = against(&[native], &wasm).iter().map(Figure::to_string).collect();
        assert_eq!(lines, ["seek-100 median-wasm 3.00 ms", "seek-100 median-wasm-ratio 1.50 times"]);
    }
}

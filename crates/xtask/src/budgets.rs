//! `cargo xtask budgets`: measures what every budget is about, and writes README's table of them.

use std::fs;

use crate::bench::{self, Figure};
use crate::perf;
use crate::setup::{Need, Setup};
use crate::step::{Failed, Outcome};
use crate::tools::{ask, node, top};

/// What must not cost more than so much.
struct Budget {
    /// For people.
    what: &'static str,
    /// The name and the metric of its figure.
    figure: (&'static str, &'static str),
    /// The most it may be.
    limit: f64,
    /// Of which unit.
    unit: &'static str,
}

const fn budget(
    what: &'static str,
    figure: (&'static str, &'static str),
    limit: f64,
    unit: &'static str,
) -> Budget {
    Budget { what, figure, limit, unit }
}

/// Every budget of the project, in the order of the table.
const BUDGETS: [Budget; 11] = [
    budget("an embed before its first picture, brotli", ("embed-first-picture", "brotli"), 150.0, "kB"),
    budget(
        "the page with the editor open, before its first picture, brotli",
        ("page-editor-open", "brotli"),
        300.0,
        "kB",
    ),
    budget("1,000 replicas in order, created to all Ready", ("ordered-1000", "wall"), 50.0, "ms"),
    budget("10,000 replicas the same", ("ordered-10000", "wall"), 1_000.0, "ms"),
    budget("its memory", ("ordered-10000", "peak"), 200.0, "MB"),
    budget("a replica at 10,000 against 100", ("ordered-10000", "per-replica"), 2.0, "times"),
    budget("the same in wasm against native", ("ordered-10000", "wall-wasm-ratio"), 2.0, "times"),
    budget("its memory in wasm", ("ordered-10000", "peak-wasm"), 200.0, "MB"),
    budget("seek to any moment of that run, at worst", ("seek-10000", "max"), 16.0, "ms"),
    budget("the work for a frame while 1,000 pods are created, 95 of 100", ("create-1000", "p95"), 8.0, "ms"),
    budget("typing in the terminal, until it shows, 95 of 100", ("typing-1000", "p95"), 50.0, "ms"),
];

/// Where the table is in README.
const BEGIN: &str = "<!-- Made by: cargo xtask budgets -->\n";
const END: &str = "<!-- The end of what cargo xtask budgets made -->\n";

/// Measures, prints, and writes the table.
pub fn budgets(setup: &mut Setup) -> Outcome {
    let figures = measure(setup)?;
    let table = table(&figures)?;
    print!("\n{table}");
    let path = top().join("README.md");
    let readme = fs::read_to_string(&path).map_err(|error| Failed(format!("README.md: {error}")))?;
    fs::write(&path, replaced(&readme, &table)?).map_err(|error| Failed(format!("README.md: {error}")))
}

fn measure(setup: &mut Setup) -> Outcome<Vec<Figure>> {
    let mut all = bench::compare(setup, &["ordered-10000"])?;
    let names = ["ordered-100", "ordered-1000", "ordered-10000", "seek-10000"];
    let mut ordinal = std::process::Command::new(bench::build(setup)?);
    all.extend(bench::figures(ordinal.arg("bench").args(names))?);
    setup.needs(&[Need::Site, Need::Chromium])?;
    all.extend(bench::figures(node("tools/size.mjs").arg("--lines"))?);
    all.extend(bench::read(&perf::measured(setup, &["moving"])?));
    Ok(all)
}

fn table(figures: &[Figure]) -> Outcome<String> {
    let rows = BUDGETS.iter().map(|budget| row(budget, figures)).collect::<Outcome<Vec<_>>>()?;
    let head = "| what | budget | figure | |\n| --- | --- | --- | --- |\n";
    Ok(format!("{head}{}\nMeasured on {}.\n", rows.concat(), machine()))
}

fn row(Budget { what, figure: (name, metric), limit, unit }: &Budget, figures: &[Figure]) -> Outcome<String> {
    // The last one counts: what was measured again was measured for this.
    let found = figures.iter().rev().find(|figure| figure.name == *name && figure.metric == *metric);
    let value = found.ok_or_else(|| Failed(format!("nothing measures {name} {metric}")))?.value;
    let verdict = if value <= *limit { "met" } else { "**missed**" };
    Ok(format!("| {what} | {limit} {unit} | {value:.1} {unit} | {verdict} |\n"))
}

/// The machine and the day.
fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or(std::env::consts::ARCH, |(_, model)| model.trim());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let day = ask("date", &["+%F"]).unwrap_or_default();
    format!("{cores} cores of {model}, {day}")
}

fn replaced(readme: &str, table: &str) -> Outcome<String> {
    let parts = readme.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = parts.ok_or_else(|| Failed("README.md has no place for the table".into()))?;
    Ok(format!("{before}{BEGIN}\n{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(value: f64) -> Vec<Figure> {
        vec![Figure { name: "typing-1000".into(), metric: "p95".into(), value, unit: "ms".into() }]
    }

    #[test]
    fn a_row_says_whether_the_budget_is_met() {
        let typing = budget("typing", ("typing-1000", "p95"), 50.0, "ms");
        assert_eq!(row(&typing, &figure(7.25)), Ok("| typing | 50 ms | 7.2 ms | met |\n".into()));
        assert_eq!(row(&typing, &figure(70.0)), Ok("| typing | 50 ms | 70.0 ms | **missed** |\n".into()));
        assert!(row(&typing, &[]).is_err());
    }

    #[test]
    fn only_the_table_is_replaced() {
        let readme = format!("before\n{BEGIN}old\n{END}after\n");
        assert_eq!(replaced(&readme, "new\n"), Ok(format!("before\n{BEGIN}\nnew\n{END}after\n")));
        assert!(replaced("nothing\n", "new\n").is_err());
    }
}

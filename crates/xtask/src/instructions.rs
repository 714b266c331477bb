//! How many instructions runs of the model take: counted by callgrind, so the same on a busy machine as on a quiet one.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::bench;
use crate::setup::{Need, Setup};
use crate::step::{Failed, Outcome};
use crate::tools::{ask, command, top};

/// What is counted: large enough to tell, small enough to be counted in a minute.
const TASKS: [&str; 7] = [
    "ordered-1000",
    "parallel-1000",
    "rolling-1000",
    "node-death-1000",
    "retention-1000",
    "print-100",
    "seek-100",
];

/// How much more, in percent, is a regression.
const TOLERATED: f64 = 5.0;

/// Counts, and compares with the figures that were committed. More of something fails only where the figures come from
/// tools of the same versions: others count differently. `UPDATE_EXPECT=1` writes the figures down instead.
pub fn check(setup: &mut Setup) -> Outcome {
    setup.need(Need::Valgrind)?;
    let ordinal = bench::build(setup)?;
    let counts = TASKS.iter().map(|task| Ok((*task, count(&ordinal, task)?)));
    let counts = Counts { tools: tools(), tasks: counts.collect::<Outcome<Vec<_>>>()? };
    if env::var_os("UPDATE_EXPECT").is_some() {
        return fs::write(committed(), counts.to_text()).map_err(|error| Failed(error.to_string()));
    }
    let before = fs::read_to_string(committed()).map_err(|error| Failed(error.to_string()))?;
    report(&before, &counts)
}

/// As `check`, but only where valgrind is there or can be installed.
pub fn check_where_possible(setup: &mut Setup) -> Outcome {
    match setup.need(Need::Valgrind) {
        Ok(()) => check(setup),
        Err(missing) => {
            println!("  instructions are not counted: {missing}");
            Ok(())
        }
    }
}

/// What was counted, and with which tools.
struct Counts {
    tools: String,
    tasks: Vec<(&'static str, u64)>,
}

impl Counts {
    fn to_text(&self) -> String {
        let lines: String = self.tasks.iter().map(|(task, count)| format!("{task} {count}\n")).collect();
        format!("{}\n{lines}", self.tools)
    }
}

fn committed() -> PathBuf {
    top().join("tests").join("instructions.txt")
}

/// What the counts depend on.
fn tools() -> String {
    let version = |program| ask(program, &["--version"]).unwrap_or_default();
    format!("{}; {}; {}", version("rustc"), version("valgrind"), env::consts::ARCH)
}

fn count(ordinal: &Path, task: &str) -> Outcome<u64> {
    let mut valgrind = command("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    valgrind.arg(ordinal).args(["bench", "--here", task]);
    let printed = valgrind.output().map_err(|error| Failed(format!("valgrind did not start: {error}")))?;
    let printed = String::from_utf8_lossy(&printed.stderr).into_owned();
    let count = collected(&printed).ok_or_else(|| Failed(format!("valgrind counted nothing: {printed}")))?;
    println!("  {task}: {:.1} million instructions", count as f64 / 1e6);
    Ok(count)
}

fn collected(printed: &str) -> Option<u64> {
    printed.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok())
}

/// Says what changed by more than is tolerated.
fn report(before: &str, now: &Counts) -> Outcome {
    let exact = before.lines().next() == Some(&now.tools);
    let changes = now.tasks.iter().filter_map(|&(task, count)| {
        let known: f64 = before.lines().find_map(|line| line.strip_prefix(task)?.trim().parse().ok())?;
        Some((task, (count as f64 / known - 1.0) * 100.0))
    });
    let changes: Vec<_> = changes.filter(|(_, percent)| percent.abs() > TOLERATED).collect();
    for (task, percent) in &changes {
        println!("  {task}: {percent:+.1} % against tests/instructions.txt");
    }
    let grew: Vec<_> = changes.iter().filter(|(_, percent)| *percent > 0.0).map(|(task, _)| *task).collect();
    match (grew.is_empty(), exact) {
        (true, _) => Ok(()),
        (false, true) => Err(Failed(format!("takes more instructions than before: {}", grew.join(", ")))),
        (false, false) => {
            println!("  counted with other tools than tests/instructions.txt: that alone can be why");
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(ordered: u64) -> Counts {
        Counts { tools: "rustc 1; valgrind 2".into(), tasks: vec![("ordered-1000", ordered)] }
    }

    #[test]
    fn what_grew_fails_where_the_tools_are_the_same() {
        let before = counts(100).to_text();
        assert!(report(&before, &counts(104)).is_ok());
        assert!(report(&before, &counts(50)).is_ok());
        let failed = Failed("takes more instructions than before: ordered-1000".into());
        assert_eq!(report(&before, &counts(106)), Err(failed));
    }

    #[test]
    fn with_other_tools_it_is_only_said() {
        assert!(report("rustc 9; valgrind 2\nordered-1000 100\n", &counts(200)).is_ok());
    }

    #[test]
    fn the_count_is_what_callgrind_collected() {
        assert_eq!(collected("==1== Events    : Ir\n==1== Collected : 65697323\n"), Some(65_697_323));
    }
}

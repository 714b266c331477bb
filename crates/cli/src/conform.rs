//! `ordinal conform`: plays recordings of a real control plane against the model, and says where they differ.

pub mod chance;
pub mod compare;
pub mod mask;
pub mod observe;
pub mod state;
pub mod trace;

use compare::Difference;
use observe::Observer;
use ordinal_core::scenario::{Played, Player};
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use trace::{Recorded, Trace};

/// How a trace went.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// The trace's name.
    pub name: String,
    /// Where it differs, in the order of its steps.
    pub steps: Vec<StepVerdict>,
    /// Commands that are compared, and how many of them came out as recorded.
    pub commands: Count,
}

/// Where a step differs.
#[derive(Clone, Debug, PartialEq)]
pub struct StepVerdict {
    /// Its number, from 0.
    pub index: usize,
    /// What it does.
    pub title: String,
    /// Where its behaviour differs.
    pub behaviour: Vec<Difference>,
    /// Where its command's output or exit code differs.
    pub command: Vec<Difference>,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many are as recorded.
    pub good: usize,
    /// Of how many.
    pub all: usize,
}

impl Count {
    fn add(&mut self, good: bool) {
        self.good += usize::from(good);
        self.all += 1;
    }

    fn is_whole(self) -> bool {
        self.good == self.all
    }
}

/// How all traces went together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Traces whose behaviour is as recorded in every step.
    pub behaviour: Count,
    /// Commands of kubectl that came out as recorded.
    pub commands: Count,
}

impl Totals {
    /// Counts a trace in.
    pub fn add(&mut self, verdict: &Verdict) {
        self.behaviour.add(verdict.behaves());
        self.commands.good += verdict.commands.good;
        self.commands.all += verdict.commands.all;
    }

    /// Whether nothing differs.
    pub fn is_whole(self) -> bool {
        self.behaviour.is_whole() && self.commands.is_whole()
    }
}

impl std::fmt::Display for Totals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (behaviour, commands) = (self.behaviour, self.commands);
        write!(f, "conform: behaviour {}/{} traces, ", behaviour.good, behaviour.all)?;
        write!(f, "kubectl {}/{} steps", commands.good, commands.all)
    }
}

impl Verdict {
    /// Whether the behaviour is as recorded.
    pub fn behaves(&self) -> bool {
        self.steps.iter().all(|step| step.behaviour.is_empty())
    }

    /// The first difference in a line, or none.
    pub fn summary(&self) -> Option<String> {
        let step = self.steps.first()?;
        let difference = step.behaviour.first().or(step.command.first())?;
        let quoted = |line: Option<&str>| line.map_or("nothing".to_owned(), |line| format!("{line:?}"));
        let (expected, got) = difference.first();
        let (expected, got) = (quoted(expected), quoted(got));
        let place = format!("{} step {} ({})", self.name, step.index, step.title.trim());
        Some(format!("{place} {}: expected {expected} / got {got}", difference.what))
    }

    /// Every difference.
    pub fn details(&self) -> String {
        let mut text = String::new();
        for step in &self.steps {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "  step {} ({})", step.index, step.title.trim());
            for difference in step.behaviour.iter().chain(&step.command) {
                let _ = write!(text, "{difference}");
            }
        }
        text
    }
}

/// Plays a trace and compares each step. A panic of the model is a difference like any other.
pub fn check(trace: &Trace) -> Verdict {
    let mut verdict = Verdict { name: trace.name.clone(), ..Verdict::default() };
    let mut player = Player::new(trace.scenario.clone());
    let mut observer = Observer::default();
    for (index, recorded) in trace.steps.iter().enumerate() {
        let step =
            catch_unwind(AssertUnwindSafe(|| play(&mut player, &mut observer, recorded, trace.ordered)));
        let failed = step.is_err();
        let (behaviour, command) = step.unwrap_or_else(|panic| (vec![panicked(&*panic)], Vec::new()));
        if recorded.is_command() && !recorded.is_skipped() {
            verdict.commands.add(!failed && command.is_empty());
        }
        if !behaviour.is_empty() || !command.is_empty() {
            verdict.steps.push(StepVerdict { index, title: recorded.title(), behaviour, command });
        }
        if failed {
            let rest = trace.steps[index + 1..].iter().filter(|step| step.is_command() && !step.is_skipped());
            verdict.commands.all += rest.count();
            break;
        }
    }
    verdict
}

fn play(
    player: &mut Player,
    observer: &mut Observer,
    recorded: &Recorded,
    ordered: bool,
) -> (Vec<Difference>, Vec<Difference>) {
    let Some(Played { records, process, .. }) = player.step() else { return Default::default() };
    let timeline = player.timeline();
    let observed = observer.observe(timeline.records().after(records), process, timeline.cluster().store());
    if recorded.is_skipped() {
        return Default::default();
    }
    let commands = if recorded.is_command() { compare::command(recorded, &observed) } else { Vec::new() };
    (compare::behaviour(recorded, &observed, ordered), commands)
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> Difference {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    Difference { what: "panic".into(), expected: Vec::new(), got: vec![text] }
}

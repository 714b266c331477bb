//! Plays a scenario: gives each step when it is due, and knows when it is finished.

use super::{Action, Marker, Scenario, Step, Timing, words};
use crate::command::Command;
use crate::object::{Key, Kind, Taint};
use crate::process::ProcessId;
use crate::time::{Millis, Time};
use crate::timeline::Timeline;
use std::collections::VecDeque;
use std::sync::Arc;

/// For how long at most a step waits: for its command to end, for a taint, for calm. Something that never rests, as a
/// container that crashes for ever, does not hold a scenario up for ever.
const PATIENCE: Millis = Millis::seconds(900);

/// A scenario that is being played.
#[derive(Clone, Debug)]
pub struct Player {
    scenario: Arc<Scenario>,
    timeline: Timeline,
    /// How many steps have begun.
    begun: usize,
    /// What must happen until the step that began last is finished, or until the next begins.
    waits: VecDeque<Wait>,
    /// When the last step began.
    since: Time,
    /// Since when nothing has changed, and the version of the store that this is about.
    quiet: (Time, u64),
    markers: Vec<Marker>,
}

/// What is waited for.
#[derive(Clone, Debug)]
enum Wait {
    Until(Time),
    Exit(ProcessId),
    Taint { node: Key, taint: Arc<str> },
    Calm(Millis),
}

/// A step that was played to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Played {
    /// Its place in the scenario.
    pub index: usize,
    /// When it began.
    pub began: Time,
    /// The first of the journal's records that it led to; the others follow.
    pub records: usize,
    /// The command it started, if it did.
    pub process: Option<ProcessId>,
}

impl Player {
    /// A player at the scenario's start: its files are there, none of its steps has begun.
    pub fn new(scenario: impl Into<Arc<Scenario>>) -> Player {
        let scenario: Arc<Scenario> = scenario.into();
        let mut timeline = Timeline::new(scenario.config.clone());
        for (name, content) in &scenario.files {
            timeline.apply(Command::File { name: name.clone(), content: content.clone() });
        }
        let first = scenario.steps.first().map(|step| step.timing);
        let waits = first.into_iter().map(|timing| Wait::Until(instant(timing, Time::ZERO))).collect();
        let quiet = (Time::ZERO, 0);
        Player { scenario, timeline, begun: 0, waits, since: Time::ZERO, quiet, markers: Vec::new() }
    }

    /// What is played.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The run so far.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// The run so far, to look back in or to act in: from then on, the scenario's steps come on top of that.
    pub fn timeline_mut(&mut self) -> &mut Timeline {
        &mut self.timeline
    }

    /// The markers passed so far.
    pub fn markers(&self) -> &[Marker] {
        &self.markers
    }

    /// Whether all steps are finished.
    pub fn is_over(&self) -> bool {
        self.begun == self.scenario.steps.len() && self.waits.is_empty()
    }

    /// Leaves out the steps that have not begun.
    pub fn abandon(&mut self) {
        self.begun = self.scenario.steps.len();
        self.waits.clear();
    }

    /// Plays the next step until it is finished, or until the next is due if that comes earlier. None when all are.
    pub fn step(&mut self) -> Option<Played> {
        self.wait(Time::MAX);
        let index = self.begun;
        let step = self.scenario.steps.get(index)?.clone();
        let (began, records) = (self.timeline.now(), self.timeline.records().len());
        let process = self.begin(&step);
        self.wait(Time::MAX);
        Some(Played { index, began, records, process })
    }

    /// Lets time pass until an instant, beginning the steps that are due on the way.
    pub fn advance(&mut self, to: Time) {
        if self.timeline.has_future() {
            // Somebody has looked back: what is known already is shown again first.
            self.timeline.advance(to.min(self.timeline.end()));
        }
        if self.timeline.has_future() {
            return;
        }
        while self.wait(to) {
            let Some(step) = self.scenario.steps.get(self.begun).cloned() else { break };
            self.begin(&step);
        }
        self.timeline.advance(to.max(self.timeline.now()));
    }

    /// Plays every step, and then on until nothing has changed for so long.
    pub fn rest(&mut self, calm: Millis) {
        while self.step().is_some() {}
        self.since = self.timeline.now();
        self.waits.push_back(Wait::Calm(calm));
        self.wait(Time::MAX);
    }

    /// The run, without its player.
    pub fn into_timeline(self) -> Timeline {
        self.timeline
    }

    fn begin(&mut self, step: &Step) -> Option<ProcessId> {
        self.begun += 1;
        self.since = self.timeline.now();
        if !step.placed.is_empty() {
            self.timeline.apply(Command::Place(step.placed.clone()));
        }
        let process = self.act(&step.action);
        self.quiet = (self.since, self.version());
        self.plan(step, process);
        process
    }

    fn act(&mut self, action: &Action) -> Option<ProcessId> {
        match action {
            Action::Do(command) => self.timeline.apply(command.clone()),
            Action::Wait(_) | Action::WaitForTaint { .. } => None,
            Action::Marker { name, text } => {
                self.markers.push(Marker { at: self.since, name: name.clone(), text: text.clone() });
                None
            }
        }
    }

    /// What is to be waited for until the next step.
    fn plan(&mut self, step: &Step, process: Option<ProcessId>) {
        match self.scenario.steps.get(self.begun).map_or(Timing::Calm, |next| next.timing) {
            Timing::Calm => self.plan_calm(step, process),
            timed @ (Timing::At(_) | Timing::After(_)) => {
                self.waits.push_back(Wait::Until(instant(timed, self.since)));
            }
        }
    }

    fn plan_calm(&mut self, step: &Step, process: Option<ProcessId>) {
        self.waits.extend(process.map(Wait::Exit));
        let mut calm = true;
        match &step.action {
            Action::Do(Command::Run { args, .. }) => calm = !words::only_reads(args),
            Action::Do(Command::File { .. }) | Action::Marker { .. } => calm = false,
            Action::Do(_) => {}
            Action::Wait(span) => self.waits.push_back(Wait::Until(self.since + *span)),
            Action::WaitForTaint { node, taint } => {
                let node = Key::global(Kind::Node, node);
                self.waits.push_back(Wait::Taint { node, taint: taint.clone() });
            }
        }
        if calm {
            self.waits.push_back(Wait::Calm(step.calm.unwrap_or(self.scenario.calm)));
        }
    }

    /// Lets time pass until nothing is waited for, at most until an instant. Returns whether nothing is.
    fn wait(&mut self, to: Time) -> bool {
        while let Some(wait) = self.waits.front().cloned() {
            let Some(deadline) = self.deadline(&wait) else {
                self.waits.pop_front();
                self.quiet.0 = self.timeline.now();
                continue;
            };
            let next = self.timeline.next_at().unwrap_or(Time::MAX).min(deadline);
            if next > to {
                return false;
            }
            self.timeline.advance(next.max(self.timeline.now()));
            self.notice_change();
        }
        true
    }

    /// Until when a wait lasts if nothing happens before; none if it is over.
    fn deadline(&self, wait: &Wait) -> Option<Time> {
        let (limit, now) = (self.since + PATIENCE, self.timeline.now());
        let deadline = match wait {
            Wait::Until(at) => *at,
            Wait::Exit(process) if self.timeline.cluster().is_running(*process) => limit,
            Wait::Taint { node, taint } if !self.has_taint(node, taint) => limit,
            Wait::Exit(_) | Wait::Taint { .. } => return None,
            Wait::Calm(span) => (self.quiet.0 + *span).min(limit),
        };
        let endless = matches!(wait, Wait::Exit(_) | Wait::Taint { .. }) && self.timeline.next_at().is_none();
        (now < deadline && !endless).then_some(deadline)
    }

    fn has_taint(&self, node: &Key, taint: &str) -> bool {
        let node = self.timeline.cluster().store().get(node).and_then(|object| object.node());
        node.is_some_and(|node| node.taints.iter().any(|t| written(t) == taint))
    }

    fn version(&self) -> u64 {
        self.timeline.cluster().store().resource_version()
    }

    fn notice_change(&mut self) {
        let version = self.version();
        if version != self.quiet.1 {
            self.quiet = (self.timeline.now(), version);
        }
    }
}

/// When a step is due that is timed, the step before it having begun at `since`.
fn instant(timing: Timing, since: Time) -> Time {
    match timing {
        Timing::At(at) => at,
        Timing::After(span) => since + span,
        Timing::Calm => since,
    }
}

/// A taint as kubectl writes it.
fn written(taint: &Taint) -> String {
    let value = if taint.value.is_empty() { String::new() } else { format!("={}", taint.value) };
    format!("{}{value}:{}", taint.key, taint.effect.name())
}

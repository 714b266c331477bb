//! Plays a scenario: gives each step when it is due, and knows when it is finished.

mod cut;

pub use cut::Cut;

use super::{Action, Marker, Scenario, Step, Timing};
use crate::command::{self, Command};
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

/// How long kubectl takes to start, ask and print, where nothing else is waited for.
const ANSWER: Millis = Millis(100);

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

    /// The steps that have not begun.
    pub fn to_come(&self) -> &[Step] {
        &self.scenario.steps[self.begun..]
    }

    /// Leaves out the steps that have not begun.
    pub fn abandon(&mut self) {
        self.begun = self.scenario.steps.len();
        self.waits.clear();
    }

    /// Plays the next step until it is finished, or until the next is due if that comes earlier. None when all are.
    pub fn step(&mut self) -> Option<Played> {
        self.wait();
        let index = self.begun;
        let step = self.scenario.steps.get(index)?.clone();
        let (began, records) = (self.timeline.now(), self.timeline.records().len());
        let process = self.begin(&step);
        self.wait();
        Some(Played { index, began, records, process })
    }

    /// Lets time pass until an instant, beginning the steps that are due on the way.
    pub fn advance(&mut self, to: Time) {
        while self.pass(to) {}
    }

    /// Lets the next thing happen that is due by an instant: an event of the simulation, or that a step begins. Returns
    /// whether there was one; else that instant is reached.
    pub fn pass(&mut self, to: Time) -> bool {
        if self.timeline.has_future() {
            // Somebody has looked back: what is known already is shown again first.
            if self.timeline.step(to.min(self.timeline.known_until())) {
                return true;
            }
            if self.timeline.has_future() {
                return false;
            }
        }
        if self.waits.is_empty()
            && let Some(step) = self.scenario.steps.get(self.begun).cloned()
        {
            self.begin(&step);
            return true;
        }
        self.wait_on(to) || self.timeline.step(to.max(self.timeline.now()))
    }

    /// Plays every step, and then on until nothing has changed for so long.
    pub fn rest(&mut self, calm: Millis) {
        while self.step().is_some() {}
        self.since = self.timeline.now();
        self.waits.push_back(Wait::Calm(calm));
        self.wait();
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
                self.timeline.apply(Command::Marker { name: name.clone(), text: text.clone() })
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
            Action::Do(Command::Run { args, .. }) => calm = !command::only_reads(args),
            Action::Do(Command::File { .. }) => calm = false,
            Action::Marker { .. } => {
                // Whoever goes to this moment is to see what it is about, not what is done next.
                self.waits.push_back(Wait::Until(self.since + Millis(1)));
                calm = false;
            }
            Action::Do(_) => {}
            Action::Wait(span) => self.waits.push_back(Wait::Until(self.since + *span)),
            Action::WaitForTaint { node, taint } => {
                let node = Key::global(Kind::Node, node);
                self.waits.push_back(Wait::Taint { node, taint: taint.clone() });
            }
        }
        if calm {
            self.waits.push_back(Wait::Calm(step.calm.unwrap_or(self.scenario.calm)));
        } else if process.is_some() {
            self.waits.push_back(Wait::Until(self.since + ANSWER));
        }
    }

    /// Lets time pass until nothing is waited for.
    fn wait(&mut self) {
        while self.wait_on(Time::MAX) {}
    }

    /// What comes next of what is waited for, if that is due by an instant: an event, or that a wait is over. Returns
    /// whether there was something.
    fn wait_on(&mut self, to: Time) -> bool {
        let Some(wait) = self.waits.front().cloned() else { return false };
        let now = self.timeline.now();
        let next = self.timeline.next_at().unwrap_or(Time::MAX);
        // What is due at an instant happens before anybody looks whether that was what he waited for.
        let until = if next <= now { Some(now) } else { self.deadline(&wait) };
        let Some(until) = until else {
            self.waits.pop_front();
            self.quiet.0 = now;
            return true;
        };
        let due = next.min(until);
        if due > to {
            return false;
        }
        self.timeline.step(due.max(now));
        self.notice_change();
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

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    /// Plays a scenario with the files of a set of two replicas and tells when each step began.
    fn beginnings(steps: &str) -> String {
        let scenario = Scenario::parse(&format!("{FILES}\nsteps:\n{steps}")).unwrap();
        let mut player = Player::new(scenario);
        let mut text = String::new();
        while let Some(played) = player.step() {
            let number = played.process.map(|process| format!(" process {}", process.0)).unwrap_or_default();
            text.push_str(&format!("{} step {}{number}\n", played.began, played.index));
        }
        text + &format!("{} over\n", player.timeline().now())
    }

    const SET: &str = "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web}, spec: {serviceName: web, \
         replicas: 2, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: \
         {containers: [{name: nginx, image: nginx}]}}}}";

    const FILES: &str = r#"
cluster: {kubelet: ready, durations: {provision: 100}}
files:
  web.yaml: |
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: web}
    spec:
      serviceName: web
      replicas: 2
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: nginx, image: "nginx:1.25"}]}
"#;

    #[test]
    fn a_step_waits_for_calm_unless_the_one_before_it_only_read() {
        let steps = "- kubectl: apply -f web.yaml\n- kubectl: get pods\n- kubectl: get sts\n- kubectl: delete sts web";
        expect![[r#"
            0.000s step 0 process 1
            1.952s step 1 process 2
            2.052s step 2 process 3
            2.152s step 3 process 4
            3.860s over
        "#]]
        .assert_eq(&beginnings(steps));
    }

    #[test]
    fn a_timed_step_happens_at_its_time_whatever_the_one_before_it_does() {
        let steps = "- kubectl: apply -f web.yaml\n- {after: 50ms, kubectl: get pods}\n- {at: 4s, node: node-a, to: down}\n\
                     - {at: 2s, marker: {name: late}}\n- wait: 3";
        expect![[r#"
            0.000s step 0 process 1
            0.050s step 1 process 2
            4.000s step 2
            4.000s step 3
            4.001s step 4
            8.601s over
        "#]]
        .assert_eq(&beginnings(steps));
    }

    #[test]
    fn a_wait_for_a_taint_ends_when_the_node_has_it() {
        let steps = "- kubectl: apply -f web.yaml\n- {node: node-a, to: down}\n\
                     - waitFor: {node: node-a, taint: 'node.kubernetes.io/unreachable:NoExecute'}\n- wait: 0";
        expect![[r#"
            0.000s step 0 process 1
            1.952s step 1
            3.552s step 2
            53.554s step 3
            55.154s over
        "#]]
        .assert_eq(&beginnings(steps));
    }

    #[test]
    fn a_command_that_never_ends_does_not_hold_the_scenario_up_for_ever() {
        let steps =
            "- kubectl: apply -f web.yaml\n- set: {terminate: false}\n- kubectl: delete pod web-0\n- wait: 1";
        expect![[r#"
            0.000s step 0 process 1
            1.952s step 1
            3.552s step 2 process 2
            5.250s step 3
            7.850s over
        "#]]
        .assert_eq(&beginnings(steps));
    }

    #[test]
    fn playing_in_small_pieces_is_playing_in_one() {
        let text = format!(
            "{FILES}\nsteps:\n- kubectl: apply -f web.yaml\n- kubectl: scale sts web --replicas=4\n- wait: 2"
        );
        let scenario = Arc::new(Scenario::parse(&text).unwrap());
        let mut whole = Player::new(scenario.clone());
        whole.rest(Millis::seconds(5));
        let end = whole.timeline().now();
        let mut pieces = Player::new(scenario);
        for millis in (0..=end.0).step_by(7) {
            pieces.advance(Time(millis));
        }
        pieces.advance(end);
        assert!(pieces.is_over());
        assert!(pieces.timeline().records().eq(whole.timeline().records()));
    }

    /// However much is due at an instant, what happens comes in pieces that a page can show something between.
    #[test]
    fn a_set_whose_pods_all_come_at_once_is_made_piece_by_piece() {
        let set = SET.replace("replicas: 2", "replicas: 1600, podManagementPolicy: Parallel");
        let mut player = Player::new(Scenario::parse(&set).unwrap());
        let (mut most, mut before) = (0, player.timeline().records().len());
        while player.pass(Time(1_000)) {
            let now = player.timeline().records().len();
            (most, before) = (most.max(now - before), now);
        }
        let mut whole = Player::new(Scenario::parse(&set).unwrap());
        whole.advance(Time(1_000));
        assert!(player.timeline().records().eq(whole.timeline().records()));
        assert!((500..2_500).contains(&most), "{most} things happened at once");
    }

    #[test]
    fn looking_back_in_the_middle_changes_nothing() {
        let text =
            format!("{FILES}\nsteps:\n- kubectl: apply -f web.yaml\n- kubectl: scale sts web --replicas=4");
        let scenario = Arc::new(Scenario::parse(&text).unwrap());
        let (mut whole, mut scrubbed) = (Player::new(scenario.clone()), Player::new(scenario));
        whole.advance(Time(9_000));
        scrubbed.advance(Time(1_000));
        scrubbed.timeline_mut().seek(Time(300));
        scrubbed.advance(Time(600));
        scrubbed.advance(Time(9_000));
        assert!(scrubbed.timeline().records().eq(whole.timeline().records()));
    }
}

//! A scenario that is played: how far it gets in a slice of real time, when it rests, and what its moments are.

use ordinal_core::journal::{Entry, PodChange, Record};
use ordinal_core::scenario::Player;
use ordinal_core::scene::{Direction, PodState, Scene};
use ordinal_core::{Millis, Scenario, Time, Timeline};
use std::ops::Range;

/// How long nothing must have happened before a run that is settled rests.
const REST_AFTER: Millis = Millis::seconds(3);
/// How far a step forward looks for something to happen before it gives up.
const LOOK_AHEAD: Millis = Millis::seconds(600);
/// How far a scenario is played before anybody looks at it: one that goes on for longer is played as it is seen.
const LONGEST_REHEARSAL: Time = Time(48 * 3_600_000);
/// How much of it is played before the clock on the wall is asked.
const REHEARSED_AT_ONCE: Millis = Millis::seconds(1);
/// After how many steps of the simulation the clock on the wall is asked.
const STEPS_BETWEEN_LOOKS: u32 = 8;

/// How much of a way was gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// All of it.
    Arrived,
    /// Time was up before.
    Cut,
}

/// A scenario and how it is being played.
#[derive(Debug)]
pub struct Run {
    script: Player,
    /// How many simulated seconds pass in a second of real time.
    pub speed: f64,
    /// Whether time is to pass.
    pub playing: bool,
    /// An instant that the run is on its way to.
    pub target: Option<Time>,
    /// For how long at most nothing is shown to happen while it is played.
    pub idle_limit: Option<Millis>,
    /// Between which instants it is known that nothing will be seen to happen.
    dull: Range<Time>,
    /// What is left of a millisecond.
    fraction: f64,
}

impl Run {
    /// A run of a scenario that waits to be played.
    #[must_use]
    pub fn new(scenario: Scenario) -> Run {
        Run {
            script: Player::new(scenario),
            speed: 1.0,
            playing: false,
            target: None,
            idle_limit: None,
            dull: Time::ZERO..Time::ZERO,
            fraction: 0.0,
        }
    }

    /// What is played.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        self.script.scenario()
    }

    /// The run so far.
    #[must_use]
    pub fn timeline(&self) -> &Timeline {
        self.script.timeline()
    }

    /// The run so far, to act in. What the scenario had still in mind is left out: the user has other plans.
    pub fn act(&mut self) -> &mut Timeline {
        self.target = None;
        self.dull = Time::ZERO..Time::ZERO;
        self.script.abandon();
        self.script.timeline_mut()
    }

    /// Goes to an instant that was simulated already.
    pub fn show(&mut self, at: Time) {
        let end = self.timeline().end();
        self.script.timeline_mut().seek(at.min(end));
    }

    /// Lets real milliseconds pass, as far as `is_up` allows.
    pub fn pass(&mut self, millis: f64, is_up: impl FnMut() -> bool) {
        let whole = millis * self.speed + self.fraction;
        self.fraction = whole.fract();
        let to = self.timeline().now() + Millis(whole as u64);
        self.go(to, is_up);
        self.skip_idleness();
    }

    /// Where nothing was seen to happen for as long as it may, goes to just before something is.
    fn skip_idleness(&mut self) {
        let Some(limit) = self.idle_limit else { return };
        let now = self.timeline().now();
        let since = self.timeline().records().iter().rev().find(|record| shows(&record.entry));
        if self.dull.contains(&now) || since.is_some_and(|record| now.since(record.at) < limit) {
            return;
        }
        let next = self.next_moment();
        let before = next.map_or(now, |next| Time(next.0.saturating_sub(limit.0 / 4)).max(now));
        self.dull = before..next.unwrap_or(now + LOOK_AHEAD);
        self.show(before);
    }

    /// Goes on towards the target, if there is one. It is forgotten when it is reached.
    pub fn approach(&mut self, is_up: impl FnMut() -> bool) {
        let Some(target) = self.target else { return };
        self.show(target);
        if self.go(target, is_up) == Way::Arrived {
            self.target = None;
        }
    }

    /// Plays the scenario on towards its end, and at least so far, so that it is known how long it is and where its moments
    /// are.
    pub fn rehearse(&mut self, least: Time, mut is_up: impl FnMut() -> bool) -> Way {
        let is_long = |end: Time| end >= least.min(LONGEST_REHEARSAL);
        while !(self.script.is_over() && is_long(self.timeline().end()))
            && self.timeline().end() < LONGEST_REHEARSAL
        {
            let to = self.timeline().now() + REHEARSED_AT_ONCE;
            if self.go(to, &mut is_up) == Way::Cut || is_up() {
                return Way::Cut;
            }
        }
        Way::Arrived
    }

    /// Simulates until an instant, or until time is up.
    pub fn go(&mut self, to: Time, mut is_up: impl FnMut() -> bool) -> Way {
        let mut steps = 0;
        while let Some(next) = self.timeline().next_at().filter(|next| *next <= to) {
            self.script.advance(next);
            steps += 1;
            if steps % STEPS_BETWEEN_LOOKS == 0 && is_up() {
                return Way::Cut;
            }
        }
        self.script.advance(to);
        Way::Arrived
    }

    /// Whether nothing will happen until somebody acts: everything is as asked, and was for a while.
    #[must_use]
    pub fn is_at_rest(&self, scene: &Scene) -> bool {
        let timeline = self.timeline();
        let last = timeline.records().iter().rev().find(|record| shows(&record.entry));
        let quiet = last.is_none_or(|record| scene.at.since(record.at) >= REST_AFTER);
        quiet && self.script.is_over() && !timeline.has_future() && is_settled(scene)
    }

    /// The instant of the next thing worth seeing; where the run has not been yet, it is simulated on until there is
    /// one.
    pub fn next_moment(&mut self) -> Option<Time> {
        let (now, end) = (self.timeline().now(), self.timeline().end());
        let known = self.timeline().all_records();
        if let Some(moment) = moments(known).find(|at| *at > now) {
            return Some(moment);
        }
        let seen = known.len();
        self.show(end);
        while let Some(next) = self.timeline().next_at().filter(|next| next.since(end) <= LOOK_AHEAD) {
            self.script.advance(next);
            if let Some(moment) = moments(&self.timeline().all_records()[seen..]).next() {
                return Some(moment);
            }
        }
        None
    }

    /// The instant of the last thing worth seeing before now.
    #[must_use]
    pub fn previous_moment(&self) -> Option<Time> {
        let now = self.timeline().now();
        let mut back = self.timeline().records().iter().rev();
        back.find(|record| record.at < now && shows(&record.entry)).map(|record| record.at)
    }
}

fn moments(records: &[Record]) -> impl Iterator<Item = Time> {
    records.iter().filter(|record| shows(&record.entry)).map(|record| record.at)
}

/// Whether an entry is something that one sees happen.
fn shows(entry: &Entry) -> bool {
    match entry {
        Entry::Command { .. } | Entry::Marker { .. } => true,
        Entry::Claim(..) | Entry::Volume(..) | Entry::NodeReady(..) => true,
        Entry::Pod(_, change) => match change {
            PodChange::State(..) | PodChange::Created { .. } | PodChange::Gone => true,
            PodChange::Bound(_)
            | PodChange::Phase(_)
            | PodChange::Ready(_)
            | PodChange::Deleting
            | PodChange::Owners(_) => false,
        },
        Entry::Revision(..)
        | Entry::Replicas(..)
        | Entry::Event(_)
        | Entry::Decision(_)
        | Entry::Output { .. }
        | Entry::Exit { .. }
        | Entry::Notice(_) => false,
    }
}

fn is_settled(scene: &Scene) -> bool {
    let of_slots =
        scene.workloads.iter().flat_map(|workload| &workload.slots).filter_map(|slot| slot.pod.as_ref());
    let mut pods = of_slots.chain(&scene.pods);
    let workloads = scene.workloads.iter().all(|it| it.direction == Direction::Rest && !it.deleting);
    workloads && pods.all(|pod| matches!(pod.state, PodState::Ready | PodState::Completed))
}

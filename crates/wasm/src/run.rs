//! A scenario that is played: how far it gets in a slice of real time, and when it rests.

mod moments;

pub(crate) use moments::{Moment, is_of_workload};

use moments::{Found, Search, shows};
use ordinal_core::process::ProcessId;
use ordinal_core::scenario::Player;
use ordinal_core::scene::{Direction, PodState, Scene, SceneReader};
use ordinal_core::{BranchId, Branches, Command, Millis, Scenario, Time, Timeline};
use std::ops::Range;

/// How long nothing must have happened before a run that is settled rests.
const REST_AFTER: Millis = Millis::seconds(3);
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

/// Reads the scenes of one branch after another.
#[derive(Debug, Default)]
pub struct BranchReader {
    of: Option<BranchId>,
    reader: SceneReader,
}

impl BranchReader {
    /// The scene of a branch as it is now; none of a branch that is not there.
    pub fn read<'a>(&'a mut self, branches: &mut Branches, id: BranchId) -> Option<&'a Scene> {
        if self.of.replace(id) != Some(id) {
            self.reader.forget();
        }
        let timeline = branches.beside(id)?.timeline_mut();
        let touched = timeline.take_touched();
        Some(self.reader.read(timeline.cluster(), touched))
    }
}

/// A scenario, its branches, and how it is being played.
#[derive(Debug)]
pub struct Run {
    /// The branches; what is shown and acted in is the current one.
    pub branches: Branches,
    /// How many simulated seconds pass in a second of real time.
    pub speed: f64,
    /// Whether time is to pass.
    pub playing: bool,
    /// An instant that the run is on its way to.
    pub target: Option<Time>,
    /// For how long at most nothing is shown to happen while it is played.
    pub idle_limit: Option<Millis>,
    /// What it goes on for beyond the end of what was simulated, if that is not an instant.
    search: Option<Search>,
    /// Between which instants it is known that nothing will be seen to happen.
    dull: Range<Time>,
    /// Where that way began.
    origin: Time,
    /// What is left of a millisecond.
    fraction: f64,
}

impl Run {
    /// A run of a scenario that waits to be played.
    #[must_use]
    pub fn new(scenario: Scenario) -> Run {
        Run {
            branches: Branches::new(scenario),
            speed: 1.0,
            playing: false,
            target: None,
            idle_limit: None,
            search: None,
            dull: Time::ZERO..Time::ZERO,
            origin: Time::ZERO,
            fraction: 0.0,
        }
    }

    /// What is played.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        self.branches.current().player().scenario()
    }

    /// The run so far.
    #[must_use]
    pub fn timeline(&self) -> &Timeline {
        self.branches.current().timeline()
    }

    /// Does a command at the playhead; in the past, on a branch that begins there.
    pub fn apply(&mut self, command: Command) -> Option<ProcessId> {
        (self.target, self.search) = (None, None);
        self.dull = Time::ZERO..Time::ZERO;
        self.branches.apply(command)
    }

    /// Looks at another branch at the same instant, which it may have to be simulated to.
    pub fn switch(&mut self, id: BranchId) {
        let now = self.timeline().now();
        self.dull = Time::ZERO..Time::ZERO;
        self.branches.look_at(id);
        self.head_for(now);
    }

    /// Is on its way to an instant from now on.
    pub fn head_for(&mut self, target: Time) {
        (self.target, self.search) = (Some(target), None);
        self.origin = self.timeline().end().min(target);
    }

    /// How much of the way to the target was gone, from 0 to 1.
    #[must_use]
    pub fn progress(&self) -> Option<f64> {
        let target = self.target?;
        let (whole, gone) = (target.since(self.origin).0, self.timeline().now().since(self.origin).0);
        Some(if whole == 0 { 1.0 } else { gone as f64 / whole as f64 })
    }

    /// Goes to an instant that was simulated already.
    pub fn show(&mut self, at: Time) {
        let end = self.timeline().end();
        self.branches.player_mut().timeline_mut().seek(at.min(end));
    }

    /// Lets real milliseconds pass, as far as `is_up` allows.
    pub fn pass(&mut self, millis: f64, mut is_up: impl FnMut() -> bool) {
        let whole = millis * self.speed + self.fraction;
        self.fraction = whole.fract();
        let to = self.timeline().now() + Millis(whole as u64);
        self.go(to, &mut is_up);
        self.skip_idleness(is_up);
    }

    /// Where nothing was seen to happen for as long as it may, goes to just before something is.
    fn skip_idleness(&mut self, is_up: impl FnMut() -> bool) {
        let Some(limit) = self.idle_limit else { return };
        let now = self.timeline().now();
        let since = self.timeline().records().rev().find(|record| shows(&record.entry));
        if self.dull.contains(&now) || since.is_some_and(|record| now.since(record.at) < limit) {
            return;
        }
        let (next, until) = self.look_ahead(is_up);
        let before = next.map_or(now, |next| Time(next.0.saturating_sub(limit.0 / 4)).max(now));
        self.dull = before..next.unwrap_or(until);
        self.show(before);
    }

    /// Goes on towards the target, if there is one. It is forgotten when it is reached.
    pub fn approach(&mut self, mut is_up: impl FnMut() -> bool) {
        let Some(target) = self.target else { return };
        if self.replay(target, &mut is_up) == Way::Cut {
            return;
        }
        let arrived = match &self.search {
            Some(_) => self.search_on(is_up) != Found::Cut,
            None => self.go(target, is_up) == Way::Arrived,
        };
        if arrived {
            (self.target, self.search) = (None, None);
        }
    }

    /// Goes on towards an instant as far as that was simulated already.
    fn replay(&mut self, to: Time, is_up: impl FnMut() -> bool) -> Way {
        let timeline = self.branches.player_mut().timeline_mut();
        replay(timeline, to.min(timeline.end()), is_up)
    }

    /// Whether it is on its way through what was simulated already: nobody has asked to see that.
    #[must_use]
    pub fn is_replaying(&self) -> bool {
        let (now, end) = (self.timeline().now(), self.timeline().end());
        self.target.is_some_and(|target| now < target.min(end))
    }

    /// Goes no further than what was simulated already.
    pub fn stop(&mut self) {
        let end = self.timeline().end();
        self.target = self.target.filter(|_| self.is_replaying()).map(|target| target.min(end));
        self.search = None;
    }

    /// Ends a way through what was simulated already.
    pub fn arrive(&mut self) {
        let Some(target) = self.target.filter(|_| self.is_replaying()) else { return };
        let reached = target <= self.timeline().end();
        self.replay(target, || false);
        self.target = self.target.filter(|_| !reached);
    }

    /// Plays the scenario on towards its end, and at least so far, so that it is known how long it is and where its moments
    /// are.
    pub fn rehearse(&mut self, least: Time, mut is_up: impl FnMut() -> bool) -> Way {
        let is_long = |end: Time| end >= least.min(LONGEST_REHEARSAL);
        // It ends at a whole second, so that it ends there however often the clock on the wall cut it.
        let once = REHEARSED_AT_ONCE.0;
        let is_done = |run: &Run| {
            let whole = run.timeline().now().0.is_multiple_of(once);
            whole && run.branches.current().player().is_over() && is_long(run.timeline().end())
        };
        while !is_done(self) && self.timeline().end() < LONGEST_REHEARSAL {
            let to = Time((self.timeline().now().0 / once + 1) * once);
            if self.go(to, &mut is_up) == Way::Cut || is_up() {
                return Way::Cut;
            }
        }
        Way::Arrived
    }

    /// Simulates until an instant, or until time is up.
    pub fn go(&mut self, to: Time, is_up: impl FnMut() -> bool) -> Way {
        go(self.branches.player_mut(), to, is_up)
    }

    /// Brings another branch to the instant that is shown, as far as time allows.
    pub fn bring(&mut self, id: BranchId, mut is_up: impl FnMut() -> bool) -> Way {
        let now = self.timeline().now();
        let Some(player) = self.branches.beside(id) else { return Way::Arrived };
        let end = player.timeline().end();
        match replay(player.timeline_mut(), now.min(end), &mut is_up) {
            Way::Cut => Way::Cut,
            Way::Arrived => go(player, now, is_up),
        }
    }

    /// Whether nothing will happen until somebody acts: everything is as asked, and was for a while.
    #[must_use]
    pub fn is_at_rest(&self, scene: &Scene) -> bool {
        let timeline = self.timeline();
        let last = timeline.records().rev().find(|record| shows(&record.entry));
        let quiet = last.is_none_or(|record| scene.at.since(record.at) >= REST_AFTER);
        quiet && self.branches.current().player().is_over() && !timeline.has_future() && is_settled(scene)
    }
}

/// Simulates until an instant, or until time is up.
fn go(player: &mut Player, to: Time, mut is_up: impl FnMut() -> bool) -> Way {
    let mut steps = 0;
    while player.pass(to) {
        steps += 1;
        if steps % STEPS_BETWEEN_LOOKS == 0 && is_up() {
            return Way::Cut;
        }
    }
    Way::Arrived
}

/// Goes towards an instant that was simulated already, until it is there or time is up.
fn replay(timeline: &mut Timeline, to: Time, mut is_up: impl FnMut() -> bool) -> Way {
    timeline.jump_near(to);
    let mut steps = 0;
    while timeline.step(to) {
        steps += 1;
        if steps % STEPS_BETWEEN_LOOKS == 0 && is_up() {
            return Way::Cut;
        }
    }
    Way::Arrived
}

fn is_settled(scene: &Scene) -> bool {
    let of_slots =
        scene.workloads.iter().flat_map(|workload| &workload.slots).filter_map(|slot| slot.pod.as_ref());
    let mut pods = of_slots.chain(&scene.pods);
    let workloads = scene.workloads.iter().all(|it| it.direction == Direction::Rest && !it.deleting);
    workloads && pods.all(|pod| matches!(pod.state, PodState::Ready | PodState::Completed))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET: &str = "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web}, spec: {serviceName: web, replicas: 50, \
         selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: \
         [{name: nginx, image: nginx}]}}}}";

    #[test]
    fn a_seek_that_is_cut_goes_on_where_it_was_and_arrives() {
        let mut run = Run::new(Scenario::default());
        let args = ["kubectl", "apply", "-f", "-"].map(String::from);
        run.apply(Command::Run { args: args.into(), stdin: SET.into() });
        assert_eq!(run.go(Time(120_000), || false), Way::Arrived);
        run.head_for(Time(60_000));
        let mut cuts = 0;
        while run.target.is_some() {
            run.approach(|| true);
            cuts += u32::from(run.is_replaying());
        }
        assert!(cuts > 10, "{cuts}");
        assert_eq!((run.timeline().now(), run.is_replaying()), (Time(60_000), false));
        run.head_for(Time(20_000));
        run.approach(|| true);
        run.stop();
        run.arrive();
        assert_eq!(run.timeline().now(), Time(20_000), "who stops it meanwhile is still where it was to go");
    }
}

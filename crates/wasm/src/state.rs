//! What a player holds: the run, its pictures, the commands that run, and what is still to be told.

mod branching;
mod commands;
mod telling;

use crate::compare::Compare;
use crate::event::{BranchList, Comparison, Decision, Moments, PlayerEvent, Rehearsed, Status, Workloads};
use crate::jobs::Jobs;
use crate::pictures::{Pictures, Window};
use crate::run::{BranchReader, Moment, Run, Way};
use crate::show::{refused, seconds};
use ordinal_core::scenario::{Action, MANIFEST, Step, Timing};
use ordinal_core::{Millis, Scenario, Time, Timeline};
use wasm_bindgen::{JsError, JsValue};
use web_sys::Element;

/// A page that was asleep does not catch up on more than this, in milliseconds.
const LONGEST_FRAME: f64 = 1_100.0;
/// How often at least a way asks whether time is up before it leaves the rest to the next frames: what is near is there at
/// once, and however far it is, some of it was gone.
const LEAST_LOOKS: u32 = 32;
/// For how long a run that was told to play does so although nothing happens.
const PATIENCE: Millis = Millis::seconds(30);

/// What a player holds.
pub(crate) struct State {
    run: Run,
    jobs: Jobs,
    /// What the page sees.
    pub pictures: Pictures,
    /// The stretch of time that the staircases show.
    pub window: Window,
    /// Reads the scenes of the branch of this number.
    reader: BranchReader,
    compare: Option<Compare>,
    motion: bool,
    /// How much of the journal has been told.
    told: usize,
    status: Option<Status>,
    workloads: Option<Workloads>,
    decision: Option<Decision>,
    moments: Option<Moments>,
    branches: Option<BranchList>,
    comparison: Option<Comparison>,
    events: Vec<PlayerEvent>,
    /// When the last frame was, by the page's clock.
    frame: Option<f64>,
    resting: bool,
    /// Whether the scenario is being played to its end before it is shown.
    rehearses: bool,
    /// Until when it is, at least: its end before moments of it were given names.
    least: Time,
    /// Until when the run does not rest.
    patience: Time,
    stale: bool,
}

impl State {
    /// An empty cluster, drawn into these elements.
    pub fn new(stage: Element, staircase: Option<Element>) -> Result<State, JsValue> {
        Ok(State {
            run: Run::new(Scenario::default()),
            jobs: Jobs::default(),
            pictures: Pictures::new(stage, staircase)?,
            window: Window::default(),
            reader: BranchReader::default(),
            compare: None,
            motion: true,
            told: 0,
            status: None,
            workloads: None,
            decision: None,
            moments: None,
            branches: None,
            comparison: None,
            events: Vec::new(),
            frame: None,
            resting: false,
            rehearses: false,
            least: Time::ZERO,
            patience: Time::ZERO,
            stale: true,
        })
    }

    /// Begins a new run.
    pub fn load(&mut self, scenario: &str) -> Result<(), JsError> {
        self.begin(Scenario::parse(scenario).map_err(|error| JsError::new(&error.to_string()))?);
        Ok(())
    }

    fn begin(&mut self, scenario: Scenario) {
        let (speed, playing, idle_limit) = (self.run.speed, self.run.playing, self.run.idle_limit);
        self.run = Run::new(scenario);
        (self.run.speed, self.run.playing, self.run.idle_limit) = (speed, playing, idle_limit);
        (self.rehearses, self.least) = (false, Time::ZERO);
        self.reader = BranchReader::default();
        self.told = self.run.timeline().records().len();
        self.compare = None;
        self.window.view.fit();
        self.pictures.forget_history();
        self.end_lost_jobs();
        self.wake();
    }

    /// Gives names to moments of the run, which begins anew.
    pub fn mark(&mut self, moments: &[(Time, String, String)]) {
        let (mut scenario, end) = (self.repeated(), self.run.timeline().end());
        for (at, name, text) in moments {
            let action = Action::Marker { name: name.as_str().into(), text: text.as_str().into() };
            scenario.steps.push(Step { timing: Timing::At(*at), ..Step::new(action) });
        }
        scenario.steps.sort_by_key(|step| match step.timing {
            Timing::At(at) => at,
            Timing::After(_) | Timing::Calm => Time::ZERO,
        });
        self.begin(scenario);
        self.least = end;
    }

    /// The scenario that repeats the current branch.
    fn repeated(&self) -> Scenario {
        let Scenario { title, about, .. } = self.run.scenario().clone();
        Scenario { title, about, ..Scenario::of_run(self.run.timeline()) }
    }

    /// Plays the scenario to its end before it is shown, as fast as possible; then it is back at its start.
    pub fn rehearse(&mut self) {
        self.rehearses = true;
        // Its commands are told from the first on.
        self.jobs.cut(|_| false);
        self.told = 0;
    }

    fn rehearse_on(&mut self, is_up: impl FnMut() -> bool) {
        if self.run.rehearse(self.least, is_up) == Way::Cut {
            return;
        }
        self.rehearses = false;
        self.pictures.jump();
        let timeline = self.run.timeline();
        let (duration, refused) = (seconds(timeline.end()), refused(timeline.all_records()));
        self.run.show(Time::ZERO);
        self.wake();
        self.events.push(PlayerEvent::Rehearsed(Rehearsed { duration, refused }));
    }

    /// The run, to look at.
    pub fn timeline(&self) -> &Timeline {
        self.run.timeline()
    }

    /// The whole run with its branches as the scenario that repeats it, as JSON.
    pub fn scenario(&self) -> String {
        self.run.branches.scenario().to_value().to_string()
    }

    /// The manifest that the run begins with; empty without files.
    pub fn manifest(&self) -> String {
        let files = &self.run.scenario().files;
        files.get(MANIFEST).or(files.values().next()).map(ToString::to_string).unwrap_or_default()
    }

    pub fn play(&mut self) {
        if self.resting {
            // Somebody wants to see time pass although nothing happens.
            self.patience = self.run.timeline().now() + PATIENCE;
        }
        self.run.playing = true;
        self.resting = false;
    }

    pub fn pause(&mut self) {
        self.run.playing = false;
        self.run.stop();
    }

    /// Ends a seek that takes several frames.
    pub fn arrive(&mut self) {
        self.run.arrive();
    }

    pub fn set_speed(&mut self, speed: f64) {
        self.run.speed = if speed.is_finite() { speed.clamp(0.01, 1_000.0) } else { 1.0 };
    }

    pub fn set_idle_limit(&mut self, limit: Option<f64>) {
        let millis = |seconds: f64| Millis((seconds.clamp(0.1, 1e6) * 1000.0) as u64);
        self.run.idle_limit = limit.filter(|seconds| seconds.is_finite()).map(millis);
        let compress = self.run.idle_limit.is_some();
        self.window.compress_idle = compress;
        self.stale = true;
    }

    /// Goes to an instant.
    pub fn seek(&mut self, to: Time, is_up: impl FnMut() -> bool) {
        self.run.head_for(to);
        self.set_out(is_up);
    }

    /// Goes so many moments of a sort on, or back.
    pub fn step(&mut self, by: i32, sort: Moment, is_up: impl FnMut() -> bool) {
        self.run.playing = false;
        self.run.head_for_moment(by, sort);
        self.set_out(is_up);
    }

    /// Begins the way to where the run heads for; what is left of it when time is up is for the next frames.
    fn set_out(&mut self, mut is_up: impl FnMut() -> bool) {
        self.jump();
        let mut looks = 0;
        self.run.approach(|| {
            looks += 1;
            looks > LEAST_LOOKS && is_up()
        });
        self.wake();
        self.tell_records();
    }

    fn jump(&mut self) {
        self.all_pictures().for_each(Pictures::jump);
    }

    fn all_pictures(&mut self) -> impl Iterator<Item = &mut Pictures> {
        let others = self.compare.iter_mut().map(|compare| &mut compare.pictures);
        others.chain([&mut self.pictures])
    }

    /// Says whether things may be shown moving.
    pub fn set_motion(&mut self, motion: bool) {
        self.motion = motion;
        self.all_pictures().for_each(|pictures| pictures.set_motion(motion));
        self.stale = true;
    }

    /// Changes which stretch of time is seen; given the instant shown and the run's end.
    pub fn look(&mut self, change: impl FnOnce(&mut Window, Time, Time)) {
        let (now, end) = (self.run.timeline().now(), self.run.timeline().end());
        change(&mut self.window, now, end);
        self.pictures.jump();
        self.stale = true;
    }

    /// The pictures have to be drawn again.
    pub fn pictures_changed(&mut self) -> &mut Pictures {
        self.stale = true;
        &mut self.pictures
    }

    /// Says how wide the pictures can be, in CSS pixels. Returns whether something is shown already.
    pub fn resize(&mut self, stage: f64, staircase: f64) -> bool {
        self.stale |= self.pictures.resize(stage, staircase);
        self.pictures.is_shown()
    }

    /// Lets a frame's time pass; `is_up` says when the frame's share of it is used up.
    pub fn frame(&mut self, now: f64, mut is_up: impl FnMut() -> bool) {
        let millis = self.frame.map_or(0.0, |before| (now - before).clamp(0.0, LONGEST_FRAME));
        self.frame = Some(now);
        if self.rehearses {
            return self.rehearse_on(is_up);
        }
        if self.run.target.is_some() {
            self.run.approach(&mut is_up);
        } else if self.passes() {
            self.run.pass(millis, &mut is_up);
        }
        if let Some(compare) = &mut self.compare {
            compare.fresh = false;
            compare.follow(&mut self.run, is_up);
        }
        self.stale = true;
        self.tell_records();
    }

    /// Whether it is on its way through what was simulated already.
    pub fn is_replaying(&self) -> bool {
        self.run.is_replaying()
    }

    /// Whether it is on its way to where it is to be looked at.
    pub fn hurries(&self) -> bool {
        self.rehearses || self.run.target.is_some()
    }

    /// Whether there is something for the next frame to do.
    pub fn is_live(&self) -> bool {
        let behind = self.compare.as_ref().is_some_and(|compare| compare.behind);
        self.hurries() || self.passes() || self.stale || behind
    }

    /// No frame comes next.
    pub fn halt(&mut self) {
        self.frame = None;
    }

    fn passes(&self) -> bool {
        self.run.playing && !self.resting
    }

    fn wake(&mut self) {
        self.resting = false;
        self.stale = true;
    }

    /// Draws what changed, and notes what there is to tell about it.
    pub fn show(&mut self) {
        if self.rehearses || self.is_replaying() {
            return;
        }
        if std::mem::take(&mut self.stale) {
            let mut reader = std::mem::take(&mut self.reader);
            let id = self.run.branches.current().id;
            if let Some(scene) = reader.read(&mut self.run.branches, id) {
                self.draw(scene);
                let behind = self.all_pictures().any(|pictures| pictures.is_behind());
                self.stale = behind;
                self.tell_scene(scene);
                let may_rest = self.run.playing && scene.at >= self.patience;
                self.resting = may_rest && self.run.target.is_none() && self.run.is_at_rest(scene);
            }
            self.reader = reader;
        }
        self.tell_branches();
        self.tell_status();
    }

    pub fn take_events(&mut self) -> Vec<PlayerEvent> {
        std::mem::take(&mut self.events)
    }
}

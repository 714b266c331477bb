//! What a player holds: the run, its pictures, the commands that run, and what is still to be told.

use crate::event::{Decision, Exit, Moments, Notice, Output, PlayerEvent, Rehearsed, Status, Workloads};
use crate::jobs::{Job, Jobs};
use crate::pictures::Pictures;
use crate::run::{Run, Way};
use crate::show::{decision, marker, moments, refused, seconds, typed, workloads};
use ordinal_core::command::{self, Command};
use ordinal_core::journal::Entry;
use ordinal_core::process::ProcessId;
use ordinal_core::scenario::{Action, Step, Timing};
use ordinal_core::scene::Scene;
use ordinal_core::{Millis, Scenario, Time, Timeline};
use wasm_bindgen::{JsError, JsValue};
use web_sys::Element;

/// A page that was asleep does not catch up on more than this, in milliseconds.
const LONGEST_FRAME: f64 = 1_100.0;
/// For how long a run that was told to play does so although nothing happens.
const PATIENCE: Millis = Millis::seconds(30);
/// What ends a command that was typed after the instant the run went back to, as a shell has it for SIGINT.
const INTERRUPTED: i32 = 130;

/// What a player holds.
pub(crate) struct State {
    run: Run,
    jobs: Jobs,
    /// What the page sees.
    pub pictures: Pictures,
    /// How much of the journal has been told.
    told: usize,
    status: Option<Status>,
    workloads: Option<Workloads>,
    decision: Option<Decision>,
    moments: Option<Moments>,
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
            told: 0,
            status: None,
            workloads: None,
            decision: None,
            moments: None,
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
        self.told = self.run.timeline().records().len();
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

    /// The scenario that repeats the run.
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

    /// The whole run as the scenario that repeats it, as JSON.
    pub fn scenario(&self) -> String {
        self.repeated().to_value().to_string()
    }

    /// Starts a command line.
    pub fn run(&mut self, line: &str, stdin: &str) -> Job {
        self.start(Command::line(line, stdin))
    }

    /// Types a line into a shell that runs.
    pub fn type_into(&mut self, shell: Job, line: &str) -> Option<Job> {
        let process = self.jobs.process(shell)?;
        self.prompt(shell)?;
        let args = [format!("@{}", process.0), line.into()];
        Some(self.start(Command::Run { args: args.into(), stdin: "".into() }))
    }

    /// The text that a command which edits hands out.
    pub fn edited_text(&self, job: Job) -> Option<String> {
        let process = self.jobs.process(job)?;
        self.run.timeline().cluster().edited_text(process).map(String::from)
    }

    /// Gives an edited text back to the command that handed it out.
    pub fn give_back(&mut self, job: Job, text: &str) -> Option<Job> {
        let process = self.jobs.process(job)?;
        self.edited_text(job)?;
        let args = [format!("@{}", process.0)];
        Some(self.start(Command::Run { args: args.into(), stdin: text.into() }))
    }

    /// The prompt of a shell that runs.
    pub fn prompt(&self, shell: Job) -> Option<String> {
        self.run.timeline().cluster().prompt(self.jobs.process(shell)?)
    }

    fn start(&mut self, command: Command) -> Job {
        let job = self.jobs.begin();
        if self.run.timeline().has_future() && self.answer(job, &command) {
            return job;
        }
        let process = self.do_now(command);
        if let Some(process) = process {
            self.jobs.bind(job, process);
        }
        self.acted();
        job
    }

    /// Looks at the past without changing it: does a command that only reads on a copy, and if it ends at once, tells
    /// what it printed.
    fn answer(&mut self, job: Job, command: &Command) -> bool {
        if !matches!(command, Command::Run { args, .. } if command::only_reads(args)) {
            return false;
        }
        let mut copy = self.run.timeline().cluster().clone();
        let before = copy.store().resource_version();
        let process = copy.apply(command);
        let reads = process.is_none_or(|process| !copy.is_running(process))
            && copy.store().resource_version() == before;
        for record in copy.take_journal().into_iter().filter(|_| reads) {
            match record.entry {
                Entry::Output { error, text, .. } => {
                    self.events.push(PlayerEvent::Output(Output { job, error, text: text.to_string() }));
                }
                Entry::Exit { code, .. } => self.events.push(PlayerEvent::Exit(Exit { job, code })),
                _ => {}
            }
        }
        reads
    }

    pub fn interrupt(&mut self, job: Job) {
        if let Some(process) = self.jobs.process(job) {
            self.apply(Command::Interrupt(process));
        }
    }

    /// Does a command now.
    pub fn apply(&mut self, command: Command) {
        self.do_now(command);
        self.acted();
    }

    fn do_now(&mut self, command: Command) -> Option<ProcessId> {
        let timeline = self.run.act();
        self.told = self.told.min(timeline.records().len());
        if timeline.has_future() {
            self.pictures.forget_history();
        }
        timeline.apply(command)
    }

    fn acted(&mut self) {
        // What is due at this very instant needs no time to pass: the end of a shell that was left.
        self.run.go(self.run.timeline().now(), || false);
        self.tell_records();
        self.end_lost_jobs();
        self.wake();
    }

    pub fn complete(&self, line: &str) -> Vec<String> {
        self.run.timeline().cluster().complete(line, line.len())
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
        self.run.target = None;
    }

    pub fn set_speed(&mut self, speed: f64) {
        self.run.speed = if speed.is_finite() { speed.clamp(0.01, 1_000.0) } else { 1.0 };
    }

    pub fn set_idle_limit(&mut self, limit: Option<f64>) {
        let millis = |seconds: f64| Millis((seconds.clamp(0.1, 1e6) * 1000.0) as u64);
        self.run.idle_limit = limit.filter(|seconds| seconds.is_finite()).map(millis);
        let compress = self.run.idle_limit.is_some();
        self.pictures_changed().compress_idle(compress);
    }

    pub fn seek(&mut self, to: Time) {
        self.pictures.jump();
        self.run.target = Some(to);
        if to <= self.run.timeline().end() {
            self.run.approach(|| false);
        }
        self.wake();
        self.tell_records();
    }

    pub fn step(&mut self, by: i32) {
        self.run.playing = false;
        for _ in 0..by.unsigned_abs() {
            let moment = if by > 0 { self.run.next_moment() } else { self.run.previous_moment() };
            let Some(moment) = moment else { break };
            self.run.show(moment);
        }
        self.wake();
        self.tell_records();
    }

    /// The pictures have to be drawn again.
    pub fn pictures_changed(&mut self) -> &mut Pictures {
        self.stale = true;
        &mut self.pictures
    }

    /// Lets a frame's time pass; `is_up` says when the frame's share of it is used up.
    pub fn frame(&mut self, now: f64, is_up: impl FnMut() -> bool) {
        let millis = self.frame.map_or(0.0, |before| (now - before).clamp(0.0, LONGEST_FRAME));
        self.frame = Some(now);
        if self.rehearses {
            return self.rehearse_on(is_up);
        }
        if self.run.target.is_some() {
            self.run.approach(is_up);
        } else if self.passes() {
            self.run.pass(millis, is_up);
        }
        self.stale = true;
        self.tell_records();
    }

    /// Whether there is something for the next frame to do.
    pub fn is_live(&self) -> bool {
        self.rehearses || self.run.target.is_some() || self.passes() || self.stale
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
        if self.rehearses {
            return;
        }
        if std::mem::take(&mut self.stale) {
            let scene = Scene::of(self.run.timeline().cluster(), None);
            self.pictures.show(&scene, self.run.timeline());
            self.tell_scene(&scene);
            let may_rest = self.run.playing && scene.at >= self.patience;
            self.resting = may_rest && self.run.target.is_none() && self.run.is_at_rest(&scene);
        }
        self.tell_status();
    }

    pub fn take_events(&mut self) -> Vec<PlayerEvent> {
        std::mem::take(&mut self.events)
    }

    fn tell_status(&mut self) {
        let timeline = self.run.timeline();
        let status = Status {
            time: seconds(timeline.now()),
            duration: seconds(timeline.end()),
            speed: self.run.speed,
            paused: !self.run.playing,
            resting: self.resting,
            target: self.run.target.map(seconds),
            past: timeline.has_future(),
        };
        if self.status.as_ref() != Some(&status) {
            self.tell_moments();
            self.status = Some(status.clone());
            self.events.push(PlayerEvent::Time(status));
        }
    }

    fn tell_moments(&mut self) {
        let moments = moments(self.run.scenario(), self.run.timeline());
        if self.moments.as_ref() != Some(&moments) {
            self.moments = Some(moments.clone());
            self.events.push(PlayerEvent::Moments(moments));
        }
    }

    fn tell_scene(&mut self, scene: &Scene) {
        let workloads = workloads(scene);
        if self.workloads.as_ref() != Some(&workloads) {
            self.workloads = Some(workloads.clone());
            self.events.push(PlayerEvent::Workloads(workloads));
        }
        let decision = decision(scene);
        if self.decision.as_ref() != Some(&decision) {
            self.decision = Some(decision.clone());
            self.events.push(PlayerEvent::Decision(decision));
        }
    }

    /// Tells what the journal has that was not told yet. What is replayed was.
    fn tell_records(&mut self) {
        let timeline = self.run.timeline();
        for record in timeline.records().iter().skip(self.told) {
            match &record.entry {
                Entry::Output { process, error, text } => {
                    let job = job_of(*process, record.at, timeline, &mut self.jobs, &mut self.events);
                    let output = Output { job, error: *error, text: text.to_string() };
                    self.events.push(PlayerEvent::Output(output));
                }
                Entry::Exit { process, code } => {
                    let job = job_of(*process, record.at, timeline, &mut self.jobs, &mut self.events);
                    self.jobs.end(*process);
                    self.events.push(PlayerEvent::Exit(Exit { job, code: *code }));
                }
                Entry::Command { label, fault } => {
                    self.events.push(PlayerEvent::Marker(marker(record.at, label, *fault)));
                }
                Entry::Notice(text) => {
                    self.events.push(PlayerEvent::Notice(Notice { text: text.to_string() }))
                }
                Entry::Pod(..)
                | Entry::Marker { .. }
                | Entry::Claim(..)
                | Entry::Volume(..)
                | Entry::Revision(..)
                | Entry::Replicas(..)
                | Entry::NodeReady(..)
                | Entry::Event(_)
                | Entry::Decision(_) => {}
            }
        }
        self.told = self.told.max(timeline.records().len());
    }

    /// Commands that were typed after the instant the run went back to have never been.
    fn end_lost_jobs(&mut self) {
        let cluster = self.run.timeline().cluster();
        for job in self.jobs.cut(|process| cluster.is_running(process)) {
            self.events.push(PlayerEvent::Exit(Exit { job, code: INTERRUPTED }));
        }
    }
}

/// The number of a command. One that nobody typed here, since it is a scenario's, gets one now, and is told.
fn job_of(
    process: ProcessId,
    at: Time,
    timeline: &Timeline,
    jobs: &mut Jobs,
    events: &mut Vec<PlayerEvent>,
) -> Job {
    jobs.of(process).unwrap_or_else(|| {
        let job = jobs.adopt(process);
        events.push(PlayerEvent::Typed(typed(timeline, job, process, at)));
        job
    })
}

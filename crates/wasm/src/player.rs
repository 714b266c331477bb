//! The class for JavaScript: a run in a page, its clock and its pictures.

mod looking;

use crate::clock::Clock;
use crate::crash;
use crate::plain::Plain;
use crate::run::Moment;
use crate::show::{instant, seconds};
use crate::state::State;
use js_sys::Function;
use ordinal_core::Timeline;
use ordinal_core::command::{self, Behaviour, Command, NodeFault, PodReport};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsError, JsValue};
use web_sys::Element;

/// For how many milliseconds of a frame the model may be busy while a run is watched: the rest is the page's.
const FRAME_MILLIS: f64 = 2.0;
/// The same while it is on its way to an instant: one waits for that.
const HURRIED_MILLIS: f64 = 8.0;
/// The same on its way through what was simulated already, which is short: who scrubs sees pods move.
const REPLAY_MILLIS: f64 = 4.0;

/// A cluster that runs in a page: it draws itself into two elements and tells what happens.
#[wasm_bindgen]
pub struct Player {
    parts: Rc<Parts>,
}

struct Parts {
    state: RefCell<State>,
    /// Whether the run has set out for an instant since the last frame: then that had its share of this one.
    set_out: Cell<bool>,
    clock: OnceCell<Rc<Clock>>,
    tell: Function,
    /// Dropping it ends the listening.
    _crashes: crash::Listener,
}

#[wasm_bindgen]
impl Player {
    /// A player of an empty cluster. It draws the stage into `stage` and the staircase into `staircase`, and calls
    /// `tell` with each event and `crashed` with a description if the model fails, after which it must not be used.
    ///
    /// # Errors
    /// When the elements are in no document.
    #[wasm_bindgen(constructor)]
    pub fn new(
        stage: Element,
        staircase: Option<Element>,
        #[wasm_bindgen(unchecked_param_type = "(event: PlayerEvent) => void")] tell: Function,
        #[wasm_bindgen(unchecked_param_type = "(description: string) => void")] crashed: Function,
    ) -> Result<Player, JsValue> {
        let crashes = crash::listen(crashed);
        let state = RefCell::new(State::new(stage, staircase)?);
        let parts = Rc::new(Parts {
            state,
            set_out: Cell::new(false),
            clock: OnceCell::new(),
            tell,
            _crashes: crashes,
        });
        let weak = Rc::downgrade(&parts);
        let clock = Clock::new(move || {
            if let Some(parts) = weak.upgrade() {
                parts.frame();
            }
        })?;
        let _ = parts.clock.set(clock);
        Ok(Player { parts })
    }

    /// Begins a new run: of a scenario, or of a manifest that is applied.
    ///
    /// # Errors
    /// When the text cannot be read; the run there was goes on.
    pub fn load(&self, scenario: &str) -> Result<(), JsError> {
        self.act(|state| state.load(scenario))
    }

    /// Plays the scenario to its end before it is shown, so that it is known how long it is and where its named moments
    /// are. When that is done, the run is back at its start and `rehearsed` is told.
    pub fn rehearse(&self) {
        self.act(State::rehearse);
    }

    /// Gives names, and sentences about them, to moments of the run in seconds. It begins anew.
    pub fn mark(&self, times: Vec<f64>, names: Vec<String>, texts: Vec<String>) {
        let words = names.into_iter().zip(texts);
        let moments: Vec<_> =
            times.into_iter().zip(words).map(|(time, (name, text))| (instant(time), name, text)).collect();
        self.act(|state| state.mark(&moments));
    }

    /// The whole run as a scenario's text.
    pub fn scenario(&self) -> String {
        self.parts.state.borrow().scenario()
    }

    /// The manifest that the run begins with: the file that a lone one becomes, or the first of the scenario's.
    pub fn manifest(&self) -> String {
        self.parts.state.borrow().manifest()
    }

    /// Starts a command, at the instant shown. Its output and its end are told under the number that is returned.
    pub fn run(&self, line: &str, stdin: Option<String>) -> u32 {
        self.act(|state| state.run(line, stdin.as_deref().unwrap_or_default()))
    }

    /// Whether a line only reads: it changes neither the cluster nor any file.
    pub fn only_reads(&self, line: &str) -> bool {
        matches!(Command::line(line, ""), Command::Run { args, .. } if command::only_reads(&args))
    }

    /// What a line lacks that goes on: a closing quote, a loop's `done`, the end of a here-document. None for one that
    /// can be run.
    pub fn lacks(&self, line: &str) -> Option<String> {
        command::lacks(line)
    }

    /// Ends a command that runs, as Ctrl-C does.
    pub fn interrupt(&self, job: u32) {
        self.act(|state| state.interrupt(job));
    }

    /// Saves a file that commands may name with `-f`.
    pub fn save(&self, name: &str, content: &str) {
        self.act(|state| state.apply(Command::File { name: name.into(), content: content.into() }));
    }

    /// Has a pod's kubelet report something of it, whatever its probes would say; `released` ends that.
    pub fn report(
        &self,
        namespace: &str,
        pod: &str,
        #[wasm_bindgen(
            unchecked_param_type = "'ready' | 'notready' | 'crashloop' | 'hung' | 'failed' | 'succeeded' | 'imagepull' | 'released'"
        )]
        report: &str,
    ) {
        let report = match report {
            "ready" => PodReport::Ready,
            "notready" => PodReport::NotReady,
            "crashloop" => PodReport::CrashLoop,
            "hung" => PodReport::Hung,
            "failed" => PodReport::Failed,
            "succeeded" => PodReport::Succeeded,
            "imagepull" => PodReport::ImagePull,
            _ => PodReport::Released,
        };
        self.act(|state| {
            state.apply(Command::Report { namespace: namespace.into(), pod: pod.into(), report })
        });
    }

    /// Lets a node fall silent, or answer again.
    pub fn node(&self, name: &str, answers: bool) {
        let fault = if answers { NodeFault::Up } else { NodeFault::Down };
        self.act(|state| state.apply(Command::Node { node: name.into(), fault }));
    }

    /// Lets provisioners make volumes, or holds them up.
    pub fn provision(&self, on: bool) {
        let behaviour = Behaviour { provision: Some(on), ..Behaviour::default() };
        self.act(|state| state.apply(Command::Behave(behaviour)));
    }

    /// Types a line into a shell that runs, as `kubectl exec -it` starts one. What it prints is told under a new
    /// number; none if that command is no shell.
    pub fn type_into(&self, job: u32, line: &str) -> Option<u32> {
        self.act(|state| state.type_into(job, line))
    }

    /// The text that a `kubectl edit` hands out, which runs as this command; none if it is none, or is done.
    pub fn edited_text(&self, job: u32) -> Option<String> {
        self.parts.state.borrow().edited_text(job)
    }

    /// Gives an edited text back; the same or an empty one leaves the object as it is. What is said of it is told under
    /// a new number; none if that command edits nothing.
    pub fn give_back(&self, job: u32, text: &str) -> Option<u32> {
        self.act(|state| state.give_back(job, text))
    }

    /// The prompt of a shell that runs; none if that command is no shell.
    pub fn prompt(&self, job: u32) -> Option<String> {
        self.parts.state.borrow().prompt(job)
    }

    /// The words that the last one of a line could become.
    pub fn complete(&self, line: &str) -> Vec<String> {
        self.parts.state.borrow().complete(line)
    }

    /// Lets time pass.
    pub fn play(&self) {
        self.act(State::play);
    }

    /// Stops time.
    pub fn pause(&self) {
        self.act_on_the_way(State::pause);
    }

    /// Goes to an instant in seconds; one that was not simulated yet is reached as fast as possible.
    pub fn seek(&self, time: f64) {
        let is_up = self.parts.patience(REPLAY_MILLIS);
        self.act_on_the_way(|state| state.seek(instant(time), is_up));
    }

    /// Goes so many moments on, or back where negative: to where something happened or happens next, a workload's
    /// controller decided something, or somebody gave a command.
    pub fn step(
        &self,
        by: i32,
        #[wasm_bindgen(unchecked_optional_param_type = "'event' | 'decision' | 'command'")] sort: Option<
            String,
        >,
    ) {
        let sort = match sort.as_deref() {
            Some("decision") => Moment::Decision,
            Some("command") => Moment::Command,
            Some(_) | None => Moment::Event,
        };
        let is_up = self.parts.patience(REPLAY_MILLIS);
        self.act(|state| state.step(by, sort, is_up));
    }

    /// Sets how many simulated seconds pass in a second.
    pub fn set_speed(&self, speed: f64) {
        self.act(|state| state.set_speed(speed));
    }

    /// Sets for how many seconds at most nothing is shown to happen while time passes; longer stretches are shortened,
    /// on the staircase too.
    pub fn set_idle_limit(&self, seconds: Option<f64>) {
        self.act(|state| state.set_idle_limit(seconds));
    }

    /// Says how wide the pictures can be, in CSS pixels. What is shown already is drawn anew in the next frame.
    pub fn resize(&self, stage: f64, staircase: f64) {
        let is_shown = self.parts.state.borrow_mut().resize(stage, staircase);
        if is_shown { self.parts.soon() } else { self.parts.settle() }
    }

    /// Says whether things may be shown moving.
    pub fn set_motion(&self, motion: bool) {
        self.act(|state| state.set_motion(motion));
    }

    /// Marks an object as selected, or none.
    pub fn select(&self, kind: &str, namespace: &str, name: &str) {
        self.act(|state| state.pictures_changed().select(kind, namespace, name));
    }

    /// The value that a handle, `replicas` or `partition`, gets when it is dropped at a place of the stage.
    pub fn value_at(&self, handle: &str, namespace: &str, name: &str, x: f64, y: f64) -> Option<u32> {
        let state = self.parts.state.borrow();
        state.pictures.track(handle, namespace, name).map(|track| track.value_at(x, y))
    }

    /// The place of the stage, x and y, where a handle of this value is.
    pub fn place_of(&self, handle: &str, namespace: &str, name: &str, value: u32) -> Option<Vec<f64>> {
        let state = self.parts.state.borrow();
        state
            .pictures
            .track(handle, namespace, name)
            .map(|track| <[f64; 2]>::from(track.place(value)).to_vec())
    }

    /// The instant at a place of the staircase, in seconds.
    pub fn time_at(&self, x: f64) -> f64 {
        seconds(self.parts.state.borrow().pictures.time_at(x))
    }

    /// Changes something at the instant that is shown or was sought last, shows it, and tells what there is to tell.
    fn act<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        self.act_on_the_way(|state| {
            state.arrive();
            change(state)
        })
    }

    /// The same wherever the run is.
    fn act_on_the_way<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.parts.state.borrow_mut());
        self.parts.settle();
        result
    }
}

impl Player {
    /// Looks at the run.
    pub(crate) fn look<T>(&self, question: impl FnOnce(&Timeline) -> T) -> T {
        question(self.parts.state.borrow().timeline())
    }
}

impl Parts {
    /// One turn of the clock.
    fn frame(&self) {
        let Some(clock) = self.clock.get() else { return };
        clock.rung();
        let now = clock.now();
        let mut state = self.state.borrow_mut();
        if self.set_out.take() && state.is_replaying() {
            return clock.set();
        }
        let share = if state.is_replaying() {
            REPLAY_MILLIS
        } else if state.hurries() {
            HURRIED_MILLIS
        } else {
            FRAME_MILLIS
        };
        state.frame(now, || clock.now() - now > share);
        drop(state);
        self.settle();
    }

    /// Tells, on a way that is begun now, when so many milliseconds are over.
    fn patience(&self, millis: f64) -> impl FnMut() -> bool {
        self.set_out.set(true);
        let clock = self.clock.get().cloned();
        let now = move || clock.as_ref().map_or(0.0, |clock| clock.now());
        let end = now() + millis;
        move || now() > end
    }

    /// Sees to the next frame, if there is something for it to do.
    fn soon(&self) {
        if let Some(clock) = self.clock.get().filter(|_| self.state.borrow().is_live()) {
            clock.set();
        }
    }

    /// Draws, tells, and sees to the next frame.
    fn settle(&self) {
        let Some(clock) = self.clock.get() else { return };
        let mut state = self.state.borrow_mut();
        state.show();
        let events = state.take_events();
        if state.is_live() {
            clock.set();
        } else {
            clock.stop();
            state.halt();
        }
        drop(state);
        for event in events {
            if let Err(error) = self.tell.call1(&JsValue::NULL, &event.plain()) {
                // A listener's mistake is the listener's: the run goes on.
                web_sys::console::error_1(error.unchecked_ref());
            }
        }
    }
}

//! The stage and the staircase in the page: drawn from a scene and a journal, patched into their elements.

use crate::surface::Surface;
use ordinal_core::scene::{History, HistoryReader, Name, Scene};
use ordinal_core::{Time, Timeline};
use ordinal_picture::{
    Chosen, Painter, StageOptions, Staircase, StaircaseOptions, StaircasePainter, Track, View,
};
use std::sync::Arc;
use wasm_bindgen::JsValue;
use web_sys::Element;

/// How many cells of a large workload are drawn anew in a frame. What is seen of them does not wait.
const CELLS_AT_ONCE: usize = 32;
/// How many records of a journal a staircase reads in a frame.
const RECORDS_AT_ONCE: usize = 20_000;

/// The pictures of a run.
#[derive(Debug)]
pub(crate) struct Pictures {
    painter: Painter,
    stage: Surface,
    options: StageOptions,
    tracks: Vec<Track>,
    staircase: Option<Chart>,
    /// Whether what comes next is far from what is shown.
    jumps: bool,
    /// Whether anything was drawn.
    shown: bool,
    /// Whether the staircase has to wait for the frame after the next one's stage.
    stage_first: bool,
}

/// What the staircases of a page show of time.
#[derive(Debug, Default)]
pub(crate) struct Window {
    /// The stretch that is seen.
    pub view: View,
    /// Whether stretches in which nothing happens are drawn short.
    pub compress_idle: bool,
}

/// What the staircases show in one frame.
#[derive(Debug)]
pub(crate) struct Frame {
    /// The instants at their edges.
    pub edges: (Time, Time),
    /// Whether stretches in which nothing happens are drawn short.
    pub compress_idle: bool,
}

impl Window {
    /// What is shown of runs that were simulated until `end`.
    pub fn frame(&mut self, now: Time, end: Time) -> Frame {
        Frame { edges: self.view.edges(now, end), compress_idle: self.compress_idle }
    }
}

/// The staircase.
#[derive(Debug)]
struct Chart {
    painter: StaircasePainter,
    surface: Surface,
    reader: HistoryReader,
    /// What it had read when it was drawn last.
    history: History,
    width: f64,
    drawn: Option<Staircase>,
    /// Whether what was shown last is not drawn.
    behind: bool,
}

impl Pictures {
    /// Pictures that go into these elements.
    pub fn new(stage: Element, staircase: Option<Element>) -> Result<Pictures, JsValue> {
        Ok(Pictures {
            painter: Painter::default(),
            stage: Surface::new(stage)?,
            options: StageOptions { interactive: true, at_once: CELLS_AT_ONCE, ..StageOptions::default() },
            tracks: Vec::new(),
            staircase: staircase.map(Chart::new).transpose()?,
            jumps: true,
            shown: false,
            stage_first: false,
        })
    }

    /// Says how wide they can be. Returns whether that is otherwise than what was drawn.
    pub fn resize(&mut self, stage: f64, staircase: f64) -> bool {
        let before = std::mem::replace(&mut self.options.width, stage);
        let chart = self.staircase.as_mut().map(|chart| std::mem::replace(&mut chart.width, staircase));
        !self.shown || before != stage || chart.is_some_and(|before| before != staircase)
    }

    /// Whether anything was drawn.
    pub fn is_shown(&self) -> bool {
        self.shown
    }

    /// Says whether what leaves is shown leaving.
    pub fn set_motion(&mut self, motion: bool) {
        self.stage.motion = motion;
        self.jumps = true;
    }

    /// Marks an object; none where the kind is empty.
    pub fn select(&mut self, kind: &str, namespace: &str, name: &str) {
        let chosen = Chosen { kind: kind.into(), namespace: namespace.into(), name: name.into() };
        self.options.selected = (!kind.is_empty()).then_some(chosen);
    }

    /// Only to be looked at: nothing in them can be pressed or focused.
    pub fn only_show(&mut self) {
        self.options.interactive = false;
        self.stage_first = true;
    }

    /// The next scene is far from the one shown: what changes is not shown changing.
    pub fn jump(&mut self) {
        self.jumps = true;
    }

    /// Marks these objects, in order, as otherwise in the stage beside this one.
    pub fn mark(&mut self, differing: Arc<[Chosen]>) {
        self.options.differing = differing;
    }

    /// What was drawn of the journal is no longer true.
    pub fn forget_history(&mut self) {
        self.stage_first = !self.options.interactive;
        if let Some(chart) = &mut self.staircase {
            (chart.reader, chart.history) = Default::default();
        }
    }

    /// Draws a scene and what led to it; of the latter, what the frame shows.
    pub fn show(&mut self, scene: &Scene, timeline: &Timeline, frame: &Frame) {
        self.shown = true;
        // What is left of a jump's drawing is part of the jump.
        self.options.still = std::mem::take(&mut self.jumps) || self.options.still && self.is_behind();
        let drawing = self.painter.stage(scene, &self.options);
        complain(self.stage.show(&drawing));
        self.tracks = drawing.tracks;
        let later = std::mem::take(&mut self.stage_first);
        if let Some(chart) = &mut self.staircase {
            chart.behind = later || !chart.show(scene, timeline, frame, &self.options);
        }
    }

    /// Whether there is more to draw of what was shown last.
    pub fn is_behind(&self) -> bool {
        self.painter.is_behind() || self.staircase.as_ref().is_some_and(|chart| chart.behind)
    }

    /// The way of a handle.
    pub fn track(&self, handle: &str, namespace: &str, name: &str) -> Option<&Track> {
        let is_it =
            |it: &&Track| it.handle.word() == handle && &*it.namespace == namespace && &*it.workload == name;
        self.tracks.iter().find(is_it)
    }

    /// The instant at a place of the staircase.
    pub fn time_at(&self, x: f64) -> Time {
        let drawn = self.staircase.as_ref().and_then(|chart| chart.drawn.as_ref());
        drawn.map_or(Time::ZERO, |drawn| drawn.time_at(x))
    }

    /// How much time so many pixels of the staircase are.
    pub fn millis_across(&self, pixels: f64) -> i64 {
        let drawn = self.staircase.as_ref().and_then(|chart| chart.drawn.as_ref());
        drawn.map_or(0, |drawn| (pixels * drawn.scale.millis_per_pixel()) as i64)
    }
}

impl Chart {
    fn new(element: Element) -> Result<Chart, JsValue> {
        Ok(Chart {
            painter: StaircasePainter::default(),
            surface: Surface::new(element)?,
            reader: HistoryReader::default(),
            history: History::default(),
            width: StaircaseOptions::default().width,
            drawn: None,
            behind: false,
        })
    }

    /// Reads on, and draws it once all is read. Returns whether it is.
    fn show(&mut self, scene: &Scene, timeline: &Timeline, frame: &Frame, stage: &StageOptions) -> bool {
        let new = timeline.all_records().after(self.reader.read());
        let count = new.len();
        if count > 0 || self.history.end != timeline.end() {
            self.reader.extend(new.take(RECORDS_AT_ONCE));
            if count > RECORDS_AT_ONCE {
                return false;
            }
            self.history = self.reader.history(timeline.end());
        }
        let options = StaircaseOptions {
            width: self.width,
            now: timeline.now(),
            view: Some(frame.edges),
            compress_idle: frame.compress_idle,
            attention: attended(scene),
            interactive: stage.interactive,
            still: stage.still,
        };
        let drawn = self.painter.staircase(&self.history, &options);
        complain(self.surface.show(&drawn.drawing));
        self.drawn = Some(drawn);
        true
    }
}

fn attended(scene: &Scene) -> Vec<Name> {
    let of_workload = scene.workloads.iter().flat_map(|workload| {
        let slots = &workload.slots;
        let at = |ordinal: &u32| slots.binary_search_by_key(ordinal, |slot| slot.ordinal).ok();
        workload.attention.iter().filter_map(at).map(|index| slots[index].name.clone())
    });
    of_workload.collect()
}

/// A page that refuses a drawing is not the run's fault: it goes on.
fn complain(shown: Result<(), JsValue>) {
    if let Err(error) = shown {
        web_sys::console::error_1(&error);
    }
}

//! The stage and the staircase in the page: drawn from a scene and a journal, patched into their elements.

use crate::surface::Surface;
use ordinal_core::scene::{HistoryReader, Name, Scene};
use ordinal_core::{Millis, Time, Timeline};
use ordinal_picture::{Chosen, Painter, StageOptions, Staircase, StaircaseOptions, StaircasePainter, Track};
use wasm_bindgen::JsValue;
use web_sys::Element;

/// The right edge of the staircase, in seconds, while less than that has happened: it is moved on in leaps, so that
/// what is drawn stays where it is.
const EDGES: [u64; 12] = [20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900];

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
}

/// The staircase.
#[derive(Debug)]
struct Chart {
    painter: StaircasePainter,
    surface: Surface,
    history: HistoryReader,
    width: f64,
    compress_idle: bool,
    drawn: Option<Staircase>,
}

impl Pictures {
    /// Pictures that go into these elements.
    pub fn new(stage: Element, staircase: Option<Element>) -> Result<Pictures, JsValue> {
        Ok(Pictures {
            painter: Painter::default(),
            stage: Surface::new(stage)?,
            options: StageOptions { interactive: true, ..StageOptions::default() },
            tracks: Vec::new(),
            staircase: staircase.map(Chart::new).transpose()?,
            jumps: true,
        })
    }

    /// Says how wide they can be.
    pub fn resize(&mut self, stage: f64, staircase: f64) {
        self.options.width = stage;
        if let Some(chart) = &mut self.staircase {
            chart.width = staircase;
        }
    }

    /// Says whether long stretches in which nothing happens are drawn short.
    pub fn compress_idle(&mut self, compress: bool) {
        if let Some(chart) = &mut self.staircase {
            chart.compress_idle = compress;
        }
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

    /// The next scene is far from the one shown: what changes is not shown changing.
    pub fn jump(&mut self) {
        self.jumps = true;
    }

    /// What was drawn of the journal is no longer true.
    pub fn forget_history(&mut self) {
        if let Some(chart) = &mut self.staircase {
            chart.history = HistoryReader::default();
        }
    }

    /// Draws a scene and what led to it.
    pub fn show(&mut self, scene: &Scene, timeline: &Timeline) {
        self.options.still = std::mem::take(&mut self.jumps);
        let drawing = self.painter.stage(scene, &self.options);
        complain(self.stage.show(&drawing));
        self.tracks = drawing.tracks;
        if let Some(chart) = &mut self.staircase {
            chart.show(scene, timeline, self.options.still);
        }
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
}

impl Chart {
    fn new(element: Element) -> Result<Chart, JsValue> {
        Ok(Chart {
            painter: StaircasePainter::default(),
            surface: Surface::new(element)?,
            history: HistoryReader::default(),
            width: StaircaseOptions::default().width,
            compress_idle: false,
            drawn: None,
        })
    }

    fn show(&mut self, scene: &Scene, timeline: &Timeline, still: bool) {
        self.history.extend(&timeline.all_records()[self.history.read()..]);
        let history = self.history.history(timeline.end());
        let options = StaircaseOptions {
            width: self.width,
            now: timeline.now(),
            view: Some((Time::ZERO, edge(timeline.end()))),
            compress_idle: self.compress_idle,
            attention: attended(scene),
            interactive: true,
            still,
        };
        let drawn = self.painter.staircase(&history, &options);
        complain(self.surface.show(&drawn.drawing));
        self.drawn = Some(drawn);
    }
}

/// The right edge for a run of that length.
fn edge(end: Time) -> Time {
    let roomy = Time(end.0 + end.0 / 50);
    let edge = EDGES.iter().map(|seconds| Time::ZERO + Millis::seconds(*seconds)).find(|edge| *edge >= roomy);
    edge.unwrap_or_else(|| Time(roomy.0.next_multiple_of(300_000)))
}

fn attended(scene: &Scene) -> Vec<Name> {
    let of_workload = scene.workloads.iter().flat_map(|workload| {
        workload
            .slots
            .iter()
            .filter(|slot| workload.attention.contains(&slot.ordinal))
            .map(|slot| slot.name.clone())
    });
    of_workload.collect()
}

/// A page that refuses a drawing is not the run's fault: it goes on.
fn complain(shown: Result<(), JsValue>) {
    if let Err(error) = shown {
        web_sys::console::error_1(&error);
    }
}

//! The staircase: what happened so far as a chart, one lane a pod, time from left to right. It is the scrubber too.

mod furniture;
mod lane;
mod scale;
mod view;

pub use scale::Scale;
pub use view::View;

use crate::Drawing;
use crate::node::Node;
use crate::shape::group;
use crate::stage::{canvas, class};
use furniture::Plan;
use ordinal_core::scene::{History, Lane, Name};
use ordinal_core::time::Time;
use std::sync::Arc;

/// How a staircase is to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct StaircaseOptions {
    /// The width there is, in CSS pixels.
    pub width: f64,
    /// The instant that the stage shows: where the playhead is.
    pub now: Time,
    /// The instants at the left and the right edge; without them, everything that happened.
    pub view: Option<(Time, Time)>,
    /// Whether long stretches in which nothing happens are drawn short.
    pub compress_idle: bool,
    /// The pods whose names are set off, since the controller is at them.
    pub attention: Vec<Name>,
    /// Whether the playhead can be dragged: in a page, not in a file.
    pub interactive: bool,
    /// Whether nothing is to move: after a jump to another time, at high speed.
    pub still: bool,
}

impl Default for StaircaseOptions {
    fn default() -> StaircaseOptions {
        StaircaseOptions {
            width: 1240.0,
            now: Time::ZERO,
            view: None,
            compress_idle: false,
            attention: Vec::new(),
            interactive: false,
            still: false,
        }
    }
}

/// A staircase and the instant at each of its places.
#[derive(Clone, Debug, PartialEq)]
pub struct Staircase {
    /// The picture.
    pub drawing: Drawing,
    /// Where each instant is.
    pub scale: Arc<Scale>,
}

impl Staircase {
    /// The instant at a place, for scrubbing.
    pub fn time_at(&self, x: f64) -> Time {
        self.scale.time_at(x)
    }

    /// The place of an instant.
    pub fn x_at(&self, at: Time) -> f64 {
        self.scale.x_at(at)
    }
}

/// The lanes that were drawn last, for the next staircase.
#[derive(Clone, Debug, Default)]
pub struct StaircasePainter {
    lanes: Vec<KeptLane>,
}

#[derive(Clone, Debug)]
struct KeptLane {
    source: Vec<Arc<Lane>>,
    circumstances: lane::Circumstances,
    node: Arc<Node>,
}

impl KeptLane {
    fn shows(&self, lanes: &[Arc<Lane>]) -> bool {
        let same = |(one, other): (&Arc<Lane>, &Arc<Lane>)| Arc::ptr_eq(one, other) || one == other;
        self.source.len() == lanes.len() && self.source.iter().zip(lanes).all(same)
    }
}

/// Draws one staircase. For a series of them, keep a [`StaircasePainter`].
pub fn staircase(history: &History, options: &StaircaseOptions) -> Staircase {
    StaircasePainter::default().staircase(history, options)
}

impl StaircasePainter {
    /// Draws a staircase; a lane that looks as before is the same allocation as before.
    pub fn staircase(&mut self, history: &History, options: &StaircaseOptions) -> Staircase {
        let plan = Plan::new(history, options);
        let lanes = group("lanes").class("lanes").with_all(self.lanes(history, &plan));
        let class = class("staircase", options.still, plan.each > 1);
        let root = canvas(plan.width, plan.height, class, plan.label(history))
            .with(plan.wanted(history))
            .with(plan.axis(options))
            .with(lanes)
            .with_all(plan.names(history, options))
            .with_all(plan.veils(history, options))
            .with_all(plan.marks(history, options))
            .with(plan.playhead(options));
        let drawing =
            Drawing { width: plan.width, height: plan.height, root: Arc::from(root), tracks: Vec::new() };
        Staircase { drawing, scale: plan.scale }
    }

    fn lanes(&mut self, history: &History, plan: &Plan) -> Vec<Arc<Node>> {
        let groups = history.lanes.chunks(plan.each);
        let mut last = std::mem::take(&mut self.lanes).into_iter();
        let drawn = groups.enumerate().map(|(row, lanes)| {
            let circumstances = plan.circumstances(row, lanes);
            let kept = last.next().filter(|kept| kept.circumstances == circumstances && kept.shows(lanes));
            kept.unwrap_or_else(|| {
                let node = Arc::from(lane::lane(lanes, row, &circumstances, &plan.scale));
                KeptLane { source: lanes.to_vec(), circumstances, node }
            })
        });
        self.lanes = drawn.collect();
        self.lanes.iter().map(|kept| kept.node.clone()).collect()
    }
}

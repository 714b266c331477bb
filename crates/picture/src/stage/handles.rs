//! The handles over the slots, replicas and partition, and where they can be dropped.

use super::object::Env;
use crate::node::{Attr, Sketch};
use crate::px::between;
use crate::shape::{circle, group, line, rect, span, spans};
use crate::text::{Face, join, number, width};
use ordinal_core::scene::{Name, WorkloadScene};

/// What can be changed by dragging.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// `spec.replicas`.
    Replicas,
    /// `spec.updateStrategy.rollingUpdate.partition`.
    Partition,
}

/// The way along which a handle of one workload can be dragged: a place for each value.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// Which handle.
    pub handle: Handle,
    /// The workload's namespace.
    pub namespace: Name,
    /// The workload's name.
    pub workload: Name,
    /// The least value.
    pub least: u32,
    /// The greatest value that has a place; a handle may still be set higher with the keyboard.
    pub most: u32,
    /// The value now.
    pub value: u32,
    /// How the places lie.
    pub lie: Lie,
}

/// How the places of a [`Track`] lie in the drawing, in its coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lie {
    /// Between the columns of slots, row after row.
    Grid {
        /// The place left of the first slot.
        left: f64,
        /// The middle of the first row's handles.
        top: f64,
        /// From one column to the next.
        pitch_x: f64,
        /// From one row to the next.
        pitch_y: f64,
        /// How many slots a row has.
        columns: u32,
    },
    /// Between the rows of slots, one slot a row.
    Column {
        /// The middle of the handle.
        x: f64,
        /// The place above the first slot.
        top: f64,
        /// From one row to the next.
        pitch: f64,
    },
    /// Evenly along a line.
    Ruler {
        /// The place of the least value.
        left: f64,
        /// The place of the greatest value.
        right: f64,
        /// The line.
        y: f64,
    },
}

impl Handle {
    /// The word on the handle, and its `data-handle`.
    pub fn word(self) -> &'static str {
        match self {
            Handle::Replicas => "replicas",
            Handle::Partition => "partition",
        }
    }
}

impl Track {
    /// The value whose place is nearest.
    pub fn value_at(&self, x: f64, y: f64) -> u32 {
        let steps = match self.lie {
            Lie::Grid { left, top, pitch_x, pitch_y, columns } => {
                // A row's slots are below its handles: the pointer may go down there.
                let row = ((y - top + 24.0) / pitch_y).floor().max(0.0);
                let column = between(((x - left) / pitch_x).round(), 0.0, f64::from(columns));
                row * f64::from(columns) + column
            }
            Lie::Column { top, pitch, .. } => ((y - top) / pitch).round(),
            Lie::Ruler { left, right, .. } => {
                ((x - left) / (right - left).max(1.0) * f64::from(self.most - self.least)).round()
            }
        };
        let steps = between(steps, 0.0, f64::from(self.most - self.least)) as u32;
        self.least + steps
    }

    /// The middle of the handle at a value.
    pub fn place(&self, value: u32) -> (f64, f64) {
        let steps = value.clamp(self.least, self.most) - self.least;
        match self.lie {
            Lie::Grid { left, top, pitch_x, pitch_y, columns } => {
                let (row, column) = self.row_and_column(steps, columns);
                (left + f64::from(column) * pitch_x, top + f64::from(row) * pitch_y)
            }
            Lie::Column { x, top, pitch } => (x, top + f64::from(steps) * pitch),
            Lie::Ruler { left, right, y } => {
                let span = f64::from((self.most - self.least).max(1));
                (left + (right - left) * f64::from(steps) / span, y)
            }
        }
    }

    /// Between two rows, replicas close the upper one and the partition opens the lower one.
    fn row_and_column(&self, steps: u32, columns: u32) -> (u32, u32) {
        match self.handle {
            Handle::Replicas if steps > 0 => ((steps - 1) / columns, (steps - 1) % columns + 1),
            Handle::Replicas | Handle::Partition => (steps / columns, steps % columns),
        }
    }
}

/// How high the pill is.
const PILL: f64 = 24.0;

/// The width of a handle's pill, with or without a grip.
pub(crate) fn pill_width(handle: Handle, value: u32, grip: bool) -> f64 {
    let words = join(&[handle.word(), " ", &number(value.into())]);
    (width(&words, Face::Bold(11.5)) + if grip { 30.0 } else { 18.0 }).ceil()
}

/// A handle: a pill with a grip whose middle is at `pill`, and the line from `from` to `to` that it stands for.
pub(crate) struct HandleShape {
    /// The pill's middle.
    pub pill: (f64, f64),
    /// The line's one end, from the pill's place on the track.
    pub from: (f64, f64),
    /// The line's other end.
    pub to: (f64, f64),
    /// Whether it is dragged up and down.
    pub vertical: bool,
    /// Whether it has a grip; without one it is smaller.
    pub grip: bool,
}

/// Draws a handle.
pub(crate) fn handle(track: &Track, workload: &WorkloadScene, shape: &HandleShape, env: &Env) -> Sketch {
    let value = number(track.value.into());
    let pill = pill_width(track.handle, track.value, shape.grip);
    let (left, top) = (-pill / 2.0, -PILL / 2.0);
    let relative = |(x, y): (f64, f64)| (x - shape.pill.0, y - shape.pill.1);
    let words = spans("words", (left + if shape.grip { 20.0 } else { 9.0 }, 4.0)).class("pill-text");
    let node =
        group(track.handle.word()).class(handle_class(track.handle, env)).at(shape.pill.0, shape.pill.1);
    slider(node, track, workload, shape.vertical, env)
        .with(line("line", relative(shape.from), relative(shape.to)).class("boundary"))
        .with(rect("hit", (left - 4.0, -22.0, pill + 8.0, 44.0), 0.0).class("hit"))
        .with(rect("pill", (left, top, pill, PILL), 7.0).class("pill"))
        .with_some(shape.grip.then(|| grip(left + 9.0)))
        .with(words.with(span("word", "", join(&[track.handle.word(), " "]))).with(span("value", "b", value)))
}

fn handle_class(handle: Handle, env: &Env) -> &'static str {
    match (handle, env.options.interactive) {
        (Handle::Replicas, true) => "handle replicas target",
        (Handle::Replicas, false) => "handle replicas",
        (Handle::Partition, true) => "handle partition target",
        (Handle::Partition, false) => "handle partition",
    }
}

fn slider(node: Sketch, track: &Track, workload: &WorkloadScene, vertical: bool, env: &Env) -> Sketch {
    let label = join(&[track.handle.word(), " of ", &workload.name]);
    let other = (&*workload.namespace != "default").then_some(&workload.namespace);
    let node = node.set(Attr::Handle, track.handle.word()).set(Attr::ObjectName, &workload.name);
    let node = node.set_some(Attr::Namespace, other).set(Attr::AriaLabel, label);
    if !env.options.interactive {
        return node.set(Attr::Role, "img");
    }
    node.set(Attr::Role, "slider")
        .set(Attr::TabIndex, "0")
        .set(Attr::AriaOrientation, if vertical { "vertical" } else { "horizontal" })
        .set(Attr::AriaValueMin, track.least)
        .set(Attr::AriaValueMax, track.most)
        .set(Attr::AriaValueNow, track.value)
}

fn grip(x: f64) -> Sketch {
    let dot = |index: u64| {
        let (column, row) = ((index % 2) as f64, (index / 2) as f64);
        circle(("dot", index), x + column * 4.0, -4.0 + row * 4.0, 1.05).class("grip")
    };
    group("grip").with_all((0..6).map(dot))
}

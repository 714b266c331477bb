//! The controller's attention: a rail with a station for each ordinal, and a marker where it is at work.

use crate::glyph::tick;
use crate::node::{Attr, Sketch, Value};
use crate::shape::{PathData, circle, group, line, middle, path, squeezed, text};
use crate::text::{Face, number};
use ordinal_core::scene::{Direction, PodState, SlotScene, WorkloadScene};

/// A station: which slot it is for and where its middle is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Station {
    /// The slot's place in the workload.
    pub index: usize,
    /// The middle.
    pub x: f64,
    /// The middle.
    pub y: f64,
}

/// Which way a stretch of rail looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stretch {
    /// The controller has gone or goes along it, upwards.
    Up,
    /// The controller has gone or goes along it, downwards.
    Down,
    /// Nothing moves along it, but it is part of the workload.
    Still,
    /// It is not the controller's turn yet, or beyond the replicas.
    Ahead,
}

/// One row of the rail, from left to right or from top to bottom.
pub(crate) fn rail(key: u64, workload: &WorkloadScene, stations: &[Station]) -> Sketch {
    let stretches = stations.windows(2).map(|pair| stretch_node(workload, pair[0], pair[1]));
    let node = group(("rail", key)).class("rail").set(Attr::AriaHidden, "true").with_all(stretches);
    node.with_all(stations.iter().map(|station| station_node(workload, *station)))
}

/// The markers, one for each ordinal that has the controller's attention. They slide when it moves on.
/// `stem` is how far the arrow to the slot below goes; none where slots are beside the rail.
pub(crate) fn markers(workload: &WorkloadScene, stations: &[Station], stem: Option<f64>) -> Vec<Sketch> {
    let attended = stations.iter().filter(|station| attends(workload, &workload.slots[station.index]));
    attended.enumerate().map(|(index, station)| marker(index as u64, workload, *station, stem)).collect()
}

/// Whether a slot has the controller's attention.
pub(crate) fn attends(workload: &WorkloadScene, slot: &SlotScene) -> bool {
    workload.attention.binary_search(&slot.ordinal).is_ok()
}

/// What the controller is doing, in a word; none where it rests.
pub(crate) fn direction_word(workload: &WorkloadScene) -> Option<&'static str> {
    match workload.direction {
        Direction::Terminating if workload.deleting => Some("deleting"),
        Direction::Rest => None,
        Direction::Creating if creates(workload) => Some("creating"),
        Direction::Creating => Some("waiting"),
        Direction::Terminating => Some("scaling down"),
        Direction::Updating => Some("updating"),
    }
}

/// Whether a pod is missing, or one that has the controller's attention is still being made.
fn creates(workload: &WorkloadScene) -> bool {
    workload.slots.iter().any(|slot| slot.wanted && slot.pod.is_none() || is_made(workload, slot))
}

fn is_made(workload: &WorkloadScene, slot: &SlotScene) -> bool {
    let state = slot.pod.as_ref().map(|pod| pod.state);
    attends(workload, slot) && matches!(state, Some(PodState::Pending | PodState::ContainerCreating))
}

/// The word, beside the first station, in as much room as there is.
pub(crate) fn caption(workload: &WorkloadScene, at: (f64, f64), room: f64) -> Option<Sketch> {
    let words = direction_word(workload)?;
    let node = group("caption").class("caption fade").set(Attr::AriaHidden, "true").at(at.0, at.1);
    let Some((upper, lower)) = words.split_once(' ') else {
        return Some(node.with(caption_line(words, 0.0, room)));
    };
    Some(node.with(caption_line(upper, -7.0, room)).with(caption_line(lower, 7.0, room)))
}

fn caption_line(words: &'static str, y: f64, room: f64) -> Sketch {
    squeezed(text(words, (0.0, y), words).class("small ink3"), words, Face::Sans(11.5), room)
}

fn marker(index: u64, workload: &WorkloadScene, station: Station, stem: Option<f64>) -> Sketch {
    let ordinal = workload.slots[station.index].ordinal;
    group(("marker", index))
        .class("marker fade")
        .set(Attr::AriaHidden, "true")
        .at(station.x, station.y)
        .with(circle("clear", 0.0, 0.0, 18.0).class("clear"))
        .with(circle("halo", 0.0, 0.0, 17.0).class("halo"))
        .with(circle("disc", 0.0, 0.0, 12.0).class("disc"))
        .with(middle("ordinal", (0.0, 4.2), ordinal).class(numeral_class(ordinal, true)))
        .with_some(stem.map(|length| {
            let arrow = PathData::default().add('M', &[0.0, 20.0]).add('V', &[length]);
            path("stem", arrow.add('m', &[-4.5, -4.5]).add('l', &[4.5, 4.5]).add('l', &[4.5, -4.5]))
                .class("stem")
        }))
}

fn numeral_class(ordinal: u32, on: bool) -> &'static str {
    match (ordinal > 99, on) {
        (false, false) => "ord",
        (false, true) => "ord on",
        (true, false) => "ord s",
        (true, true) => "ord s on",
    }
}

fn station_node(workload: &WorkloadScene, station: Station) -> Sketch {
    let slot = &workload.slots[station.index];
    let off = !slot.wanted && slot.pod.is_none();
    let class = if off { "station off" } else { "station" };
    let ordinal = Value::from(number(slot.ordinal.into()));
    let node = group(("station", u64::from(slot.ordinal)))
        .class(class)
        .at(station.x, station.y)
        .with(circle("ring", 0.0, 0.0, 11.0).class("ring"))
        .with(middle("ordinal", (0.0, 4.2), ordinal).class(numeral_class(slot.ordinal, false)));
    node.with_some(is_done(workload, slot).then(done))
}

fn done() -> Sketch {
    group("done")
        .class("done fade")
        .at(9.0, -8.0)
        .with(circle("clear", 0.0, 0.0, 5.4).class("clear"))
        .with(tick(0.56, "tick"))
}

/// Whether the controller is done with a slot, as far as it goes now.
fn is_done(workload: &WorkloadScene, slot: &SlotScene) -> bool {
    let ready = slot.pod.as_ref().is_some_and(|pod| pod.state == PodState::Ready && !pod.unknown);
    match workload.direction {
        Direction::Rest | Direction::Creating => ready && slot.wanted,
        Direction::Terminating => slot.pod.is_none() && !slot.wanted && slot.vacant_since.is_some(),
        Direction::Updating => ready && is_updated(workload, slot),
    }
}

fn is_updated(workload: &WorkloadScene, slot: &SlotScene) -> bool {
    let revision = slot.pod.as_ref().and_then(|pod| pod.revision.as_ref());
    revision.map(|revision| revision.number)
        == workload.update_revision.as_ref().map(|revision| revision.number)
}

fn stretch_of(workload: &WorkloadScene, lower: &SlotScene, upper: &SlotScene) -> Stretch {
    let both = upper.wanted || upper.pod.is_some();
    let (first, last) = (workload.attention.first(), workload.attention.last());
    match workload.direction {
        Direction::Rest if both => Stretch::Still,
        Direction::Creating if both && last.is_none_or(|last| upper.ordinal <= *last) => Stretch::Up,
        Direction::Terminating | Direction::Updating if first.is_none_or(|first| lower.ordinal >= *first) => {
            Stretch::Down
        }
        Direction::Rest | Direction::Creating | Direction::Terminating | Direction::Updating => {
            Stretch::Ahead
        }
    }
}

fn stretch_node(workload: &WorkloadScene, from: Station, to: Station) -> Sketch {
    let stretch = stretch_of(workload, &workload.slots[from.index], &workload.slots[to.index]);
    let flat = (from.y - to.y).abs() < 0.5;
    let class = if stretch == Stretch::Ahead { "track ahead" } else { "track" };
    let (start, stop) = (clearance(workload, from.index), clearance(workload, to.index));
    let line = if flat {
        line("line", (from.x + start, from.y), (to.x - stop, to.y))
    } else {
        line("line", (from.x, from.y + start), (to.x, to.y - stop))
    };
    let middle = ((from.x + to.x) / 2.0, (from.y + to.y) / 2.0);
    group(("stretch", from.index as u64)).with(line.class(class)).with_some(chevron(stretch, flat, middle))
}

/// How far a stretch keeps from a station: further where the marker is.
fn clearance(workload: &WorkloadScene, index: usize) -> f64 {
    if attends(workload, &workload.slots[index]) { 21.0 } else { 16.0 }
}

fn chevron(stretch: Stretch, flat: bool, (x, y): (f64, f64)) -> Option<Sketch> {
    let data = match (stretch, flat) {
        (Stretch::Up, true) => "M-2-4l4 4l-4 4",
        (Stretch::Down, true) => "M2-4l-4 4l4 4",
        (Stretch::Up, false) => "M-4-2l4 4l4-4",
        (Stretch::Down, false) => "M-4 2l4-4l4 4",
        (Stretch::Still | Stretch::Ahead, _) => return None,
    };
    Some(group("chevron").at(x, y).with(path("chevron", data).class("chevron")))
}

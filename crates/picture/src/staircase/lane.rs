//! A lane: one pod's states as bars whose height and texture tell the state; or several pods' in one, where there are
//! too many.

use super::scale::Scale;
use crate::look::{LOOKS, Look, revision_class};
use crate::node::{Attr, Sketch};
use crate::px::between;
use crate::shape::{PathData, group, path};
use crate::text::{join, number};
use ordinal_core::scene::{Lane, LaneSpan, PodState};
use ordinal_core::time::Time;
use std::sync::Arc;

/// What a lane's looks depend on besides its spans.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Circumstances {
    /// Its top.
    pub y: f64,
    /// The bars' height.
    pub height: f64,
    /// The height of the stripe with the revision, 0 for none.
    pub stripe: f64,
    /// Until when a state that lasts is drawn.
    pub end: Time,
    /// The scale; where it changes, every lane does.
    pub scale: Arc<Scale>,
}

/// A span ready to be drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bar {
    from: Time,
    to: Time,
    look: Look,
    revision: u64,
}

/// The lane of one pod, or of several.
pub(crate) fn lane(lanes: &[Arc<Lane>], row: usize, around: &Circumstances, scale: &Scale) -> Sketch {
    let bars = match lanes {
        [lane] => lane.spans.iter().map(|span| bar_of(span, around.end)).collect(),
        lanes => merged(lanes, around.end),
    };
    let seen = bars.into_iter().filter(|bar| bar.to > scale.from() && bar.from < scale.to());
    let node = group(("lane", row as u64)).class("lane");
    let node = match lanes {
        [lane] => node.set(Attr::Kind, "Lane").set(Attr::ObjectName, &lane.name),
        _ => node,
    };
    seen.fold(Paths::default(), |paths, bar| paths.with(bar, around, scale)).put(node)
}

/// Whether a lane's last bar moves with time: what drains has its end where the run has.
pub(crate) fn drains(lane: &Lane) -> bool {
    lane.spans.last().is_some_and(|span| span.to.is_none() && span.state == PodState::Terminating)
}

fn bar_of(span: &LaneSpan, end: Time) -> Bar {
    let look = if span.unknown && span.state != PodState::Terminating {
        Look::Unknown
    } else {
        Look::Known(span.state)
    };
    Bar { from: span.from, to: span.to.unwrap_or(end), look, revision: span.revision }
}

/// The bars of several pods as one: at every instant the state that needs most attention.
fn merged(lanes: &[Arc<Lane>], end: Time) -> Vec<Bar> {
    lanes
        .iter()
        .fold(Vec::new(), |bars, lane| overlaid(&bars, lane.spans.iter().map(|span| bar_of(span, end))))
}

/// Two rows of bars as one.
fn overlaid(lower: &[Bar], upper: impl Iterator<Item = Bar>) -> Vec<Bar> {
    let (mut lower, mut upper) = (lower.iter().copied(), upper);
    let (mut one, mut other) = (lower.next(), upper.next());
    let mut out = Vec::new();
    loop {
        // Of what is left of both, as much as is of one kind; then what is left after that.
        let (piece, rest) = match (one, other) {
            (None, None) => return out,
            (Some(bar), None) | (None, Some(bar)) => (bar, bar.to),
            (Some(one), Some(other)) => first_piece(one, other),
        };
        append(&mut out, piece);
        one = one.and_then(|bar| bar.after(rest)).or_else(|| lower.next());
        other = other.and_then(|bar| bar.after(rest)).or_else(|| upper.next());
    }
}

/// The first piece of two bars together that looks alike all along, and where it ends.
fn first_piece(one: Bar, other: Bar) -> (Bar, Time) {
    let (first, second) = if one.from <= other.from { (one, other) } else { (other, one) };
    let from = first.from;
    let to = if from < second.from { first.to.min(second.from) } else { first.to.min(second.to) };
    let worst = if from == second.from && second.look.rank() > first.look.rank() { second } else { first };
    (Bar { from, to, ..worst }, to)
}

impl Bar {
    /// What of it is after an instant.
    fn after(self, at: Time) -> Option<Bar> {
        (self.to > at).then_some(Bar { from: self.from.max(at), ..self })
    }
}

/// Adds a bar, or makes the last one longer where it goes on as it was.
fn append(bars: &mut Vec<Bar>, bar: Bar) {
    match bars.last_mut() {
        Some(last) if last.to == bar.from && last.look == bar.look && last.revision == bar.revision => {
            last.to = bar.to
        }
        Some(_) | None => bars.push(bar),
    }
}

/// The paths of a lane. Bars that look alike are one path, however many they are: for a page, each element costs, and
/// each that is moved costs more.
#[derive(Default)]
struct Paths(Vec<Path>);

/// One of them.
struct Path {
    /// Its place among those that are drawn: all bars, by the rank of their look, then what is over them, then stripes.
    order: u64,
    /// The class with its looks, and the one with its colours.
    class: [&'static str; 2],
    data: PathData,
}

const OVER: u64 = LOOKS.len() as u64;
const STRIPES: u64 = 2 * OVER;

impl Paths {
    /// With a bar more.
    fn with(mut self, bar: Bar, around: &Circumstances, scale: &Scale) -> Paths {
        let left = scale.x_at(bar.from);
        let right = scale.x_at(bar.to).max(left + 1.0);
        let bottom = around.y + around.height;
        let (colours, rank) = (bar.look.class(), bar.look.rank() as u64);
        let (fill, over) = shape(bar.look, (left, around.y), (right, bottom));
        self.add(rank, [fill.0, colours], fill.1);
        if let Some((class, data)) = over {
            self.add(OVER + rank, [class, colours], data);
        }
        if around.stripe > 0.0 && bar.revision > 0 {
            let y = bottom + 1.0 + around.stripe / 2.0;
            let stripe = PathData::default().add('M', &[left, y]).add('H', &[right]);
            self.add(STRIPES + bar.revision % 2, ["lane-stripe", revision_class(bar.revision)], stripe);
        }
        self
    }

    fn add(&mut self, order: u64, class: [&'static str; 2], data: PathData) {
        let at = self.0.iter().take_while(|path| path.order < order).count();
        match self.0.get_mut(at).filter(|path| path.order == order) {
            Some(path) => path.data.append(&data),
            None => self.0.insert(at, Path { order, class, data }),
        }
    }

    fn put(self, node: Sketch) -> Sketch {
        let paths = self.0.into_iter();
        node.with_all(paths.map(|Path { order, class, data }| {
            path(("path", order), data).class(join(&[class[0], " ", class[1]]))
        }))
    }
}

/// A bar's outline and, for some looks, what is over it, each with its class.
fn shape(
    look: Look,
    (left, top): (f64, f64),
    (right, bottom): (f64, f64),
) -> ((&'static str, PathData), Option<(&'static str, PathData)>) {
    let height = bottom - top;
    let level = height * f64::from(look.level()) / 100.0;
    let filled = || block((left, bottom - level), (right, bottom));
    match look {
        Look::Known(PodState::Pending | PodState::ContainerCreating | PodState::Running) => {
            (("solid", filled()), None)
        }
        Look::Known(PodState::Completed) => (("tint", filled()), None),
        // Where lanes are low, the edges would be all there is to see.
        Look::Known(PodState::Ready) if height < 5.0 => (("tint", filled()), None),
        Look::Known(PodState::Ready) => {
            let edge = block((left, top), (right, top + between(height / 8.0, 0.5, 2.0)));
            (("tint", filled()), Some(("solid", edge)))
        }
        Look::Known(PodState::Terminating) => {
            let wedge = PathData::default().add('M', &[left, top]).add('L', &[right, bottom]);
            (("solid", wedge.add('H', &[left]).add('Z', &[])), None)
        }
        Look::Known(PodState::Failed | PodState::ImagePullBackOff) => {
            (("solid", filled()), Some(("scratch", cross_hatch((left, top), right - left, height))))
        }
        Look::Known(PodState::CrashLoopBackOff) => {
            (("solid", saw((left, bottom), right - left, height)), None)
        }
        Look::Unknown => {
            let hatch = crate::stage::hatching((left + 0.5, top + 0.5, right - 0.5, bottom - 0.5), 5.0);
            (("box", filled()), Some(("hatch", hatch)))
        }
    }
}

/// A rectangle between two corners.
fn block((left, top): (f64, f64), (right, bottom): (f64, f64)) -> PathData {
    let start = PathData::default().add('M', &[left, top]).add('H', &[right]);
    start.add('V', &[bottom]).add('H', &[left]).add('Z', &[])
}

/// How many marks of a texture there are in a width, at most as many as anybody could tell apart.
fn marks(width: f64, step: f64) -> f64 {
    between((width / step).round(), 1.0, 400.0)
}

/// Teeth that rise slowly and fall at once.
fn saw((left, bottom): (f64, f64), width: f64, height: f64) -> PathData {
    let count = marks(width, 7.0);
    let tooth = width / count;
    let start = PathData::default().add('M', &[left, bottom]);
    let teeth = (0..count as u32).fold(start, |data, index| {
        let x = left + f64::from(index) * tooth;
        data.add('L', &[x + tooth * 0.5, bottom - height]).add('L', &[x + tooth, bottom])
    });
    teeth.add('Z', &[])
}

fn cross_hatch((left, top): (f64, f64), width: f64, height: f64) -> PathData {
    let half = height / 2.0;
    if width < 4.0 {
        return PathData::default().add('M', &[left, top + half]).add('H', &[left + width]);
    }
    let count = marks(width, half);
    let step = width / count;
    let cell = step.min(height);
    (0..count as u32).fold(PathData::default(), |data, index| {
        let x = left + f64::from(index) * step;
        let upper = cross(data, (x, top), (cell, half));
        cross(upper, (x, top + half), (cell, half))
    })
}

/// Two lines from corner to corner.
fn cross(data: PathData, (x, y): (f64, f64), (width, height): (f64, f64)) -> PathData {
    let falling = data.add('M', &[x, y]).add('l', &[width, height]);
    falling.add('M', &[x + width, y]).add('l', &[-width, height])
}

/// A number for labels.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    join(&[&number(count as u64), if count == 1 { one } else { many }])
}

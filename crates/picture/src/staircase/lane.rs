//! A lane: one pod's states as bars whose height and texture tell the state; or several pods' in one, where there are
//! too many.

use super::scale::Scale;
use crate::look::{Look, revision_class};
use crate::node::{Attr, Sketch, Value};
use crate::px::between;
use crate::shape::{PathData, group, line, path, rect};
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
    pub scale: Scale,
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
    let node = group(("lane", row as u64)).class("lane").at(0.0, around.y);
    let node = match lanes {
        [lane] => node.set(Attr::Kind, "Lane").set(Attr::ObjectName, &lane.name),
        _ => node,
    };
    node.with_all(seen.enumerate().map(|(index, bar)| draw(bar, index as u64, around, scale)))
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

fn draw(bar: Bar, index: u64, around: &Circumstances, scale: &Scale) -> Sketch {
    let (x1, x2) = (scale.x_at(bar.from), scale.x_at(bar.to));
    let width = (x2 - x1).max(1.0);
    let height = around.height;
    let node = group(("bar", index)).class(class(bar)).at(x1, 0.0).with_all(shape(bar.look, width, height));
    node.with_all(stripe(bar.revision, width, around))
}

fn class(bar: Bar) -> Value {
    join(&["bar ", bar.look.class(), " ", revision_class(bar.revision)]).into()
}

fn stripe(revision: u64, width: f64, around: &Circumstances) -> Option<Sketch> {
    let y = around.height + 1.0 + around.stripe / 2.0;
    (around.stripe > 0.0 && revision > 0).then(|| line("stripe", (0.0, y), (width, y)).class("lane-stripe"))
}

fn shape(look: Look, width: f64, height: f64) -> Vec<Sketch> {
    let level = height * f64::from(look.level()) / 100.0;
    let filled = |class| rect("fill", (0.0, height - level, width, level), 0.0).class(class);
    match look {
        Look::Known(PodState::Pending | PodState::ContainerCreating | PodState::Running) => {
            vec![filled("solid")]
        }
        Look::Known(PodState::Completed) => vec![filled("tint")],
        // Where lanes are low, the edges would be all there is to see.
        Look::Known(PodState::Ready) if height < 5.0 => vec![filled("tint")],
        Look::Known(PodState::Ready) => {
            vec![
                filled("tint"),
                rect("edge", (0.0, 0.0, width, between(height / 8.0, 0.5, 2.0)), 0.0).class("solid"),
            ]
        }
        Look::Known(PodState::Terminating) => {
            let wedge = PathData::default().add('M', &[0.0, 0.0]).add('L', &[width, height]).add('H', &[0.0]);
            vec![path("wedge", wedge.add('Z', &[])).class("solid")]
        }
        Look::Known(PodState::Failed | PodState::ImagePullBackOff) => {
            vec![filled("solid"), path("cross-hatch", cross_hatch(width, height)).class("scratch")]
        }
        Look::Known(PodState::CrashLoopBackOff) => vec![path("saw", saw(width, height)).class("solid")],
        Look::Unknown => {
            let data = crate::stage::hatching((0.5, 0.5, width - 0.5, height - 0.5), 5.0);
            vec![filled("box"), path("hatch", data).class("hatch")]
        }
    }
}

/// How many marks of a texture there are in a width, at most as many as anybody could tell apart.
fn marks(width: f64, step: f64) -> f64 {
    between((width / step).round(), 1.0, 400.0)
}

/// Teeth that rise slowly and fall at once.
fn saw(width: f64, height: f64) -> PathData {
    let count = marks(width, 7.0);
    let tooth = width / count;
    let start = PathData::default().add('M', &[0.0, height]);
    let teeth = (0..count as u32).fold(start, |data, index| {
        let x = f64::from(index) * tooth;
        data.add('L', &[x + tooth * 0.5, 0.0]).add('L', &[x + tooth, height])
    });
    teeth.add('Z', &[])
}

fn cross_hatch(width: f64, height: f64) -> PathData {
    if width < 4.0 {
        return PathData::default().add('M', &[0.0, height / 2.0]).add('H', &[width]);
    }
    let count = marks(width, height / 2.0);
    let step = width / count;
    let cell = step.min(height);
    (0..count as u32).fold(PathData::default(), |data, index| {
        let x = f64::from(index) * step;
        let half = height / 2.0;
        let upper = data
            .add('M', &[x, 0.0])
            .add('l', &[cell, half])
            .add('M', &[x + cell, 0.0])
            .add('l', &[-cell, half]);
        upper
            .add('M', &[x, half])
            .add('l', &[cell, half])
            .add('M', &[x + cell, half])
            .add('l', &[-cell, half])
    })
}

/// A number for labels.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    join(&[&number(count as u64), if count == 1 { one } else { many }])
}

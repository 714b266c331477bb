//! A lane: one pod's states as bars whose height and texture tell the state; or several pods' in one, where there are
//! too many.

use super::scale::Scale;
use crate::look::{Look, revision_class};
use crate::node::{Attr, Node, Value};
use crate::shape::{PathData, group, line, path, rect};
use crate::text::{join, number};
use ordinal_core::scene::{Lane, LaneSpan, PodState};
use ordinal_core::time::Time;

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
pub(crate) fn lane(lanes: &[Lane], row: usize, around: &Circumstances, scale: &Scale) -> Node {
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
fn merged(lanes: &[Lane], end: Time) -> Vec<Bar> {
    let bars: Vec<Bar> = lanes.iter().flat_map(|lane| &lane.spans).map(|span| bar_of(span, end)).collect();
    let mut changes: Vec<Time> = bars.iter().flat_map(|bar| [bar.from, bar.to]).collect();
    changes.sort_unstable();
    changes.dedup();
    let mut opening: Vec<&Bar> = bars.iter().collect();
    opening.sort_by_key(|bar| bar.from);
    let (mut open, mut next, mut out): (Vec<&Bar>, usize, Vec<Bar>) = (Vec::new(), 0, Vec::new());
    for pair in changes.windows(2) {
        open.retain(|bar| bar.to > pair[0]);
        while let Some(bar) = opening.get(next).filter(|bar| bar.from <= pair[0]) {
            open.push(bar);
            next += 1;
        }
        let Some(worst) = open.iter().max_by_key(|bar| bar.look.rank()) else { continue };
        append(&mut out, Bar { from: pair[0], to: pair[1], ..**worst });
    }
    out
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

fn draw(bar: Bar, index: u64, around: &Circumstances, scale: &Scale) -> Node {
    let (x1, x2) = (scale.x_at(bar.from), scale.x_at(bar.to));
    let width = (x2 - x1).max(1.0);
    let height = around.height;
    let node = group(("bar", index)).class(class(bar)).at(x1, 0.0).with_all(shape(bar.look, width, height));
    node.with_all(stripe(bar.revision, width, around))
}

fn class(bar: Bar) -> Value {
    join(&["bar ", bar.look.class(), " ", revision_class(bar.revision)]).into()
}

fn stripe(revision: u64, width: f64, around: &Circumstances) -> Option<Node> {
    let y = around.height + 1.0 + around.stripe / 2.0;
    (around.stripe > 0.0 && revision > 0).then(|| line("stripe", (0.0, y), (width, y)).class("lane-stripe"))
}

fn shape(look: Look, width: f64, height: f64) -> Vec<Node> {
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
                rect("edge", (0.0, 0.0, width, (height / 8.0).clamp(0.5, 2.0)), 0.0).class("solid"),
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
    (width / step).round().clamp(1.0, 400.0)
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

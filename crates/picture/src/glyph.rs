//! The sign of each state: a shape of its own, so that no state is told by its colour alone.

use crate::look::Look;
use crate::node::{Attr, Sketch, Value};
use crate::shape::{PathData, circle, group, middle, path, rect};
use crate::text::number;
use ordinal_core::scene::PodState;

/// The radius that the shapes are drawn for.
const DRAWN_RADIUS: f64 = 11.5;

/// A state's sign around the origin. `left` is what is left of its countdown, of 100.
pub(crate) fn glyph(look: Look, left: Option<u64>, radius: f64) -> Sketch {
    let k = radius / DRAWN_RADIUS;
    let sign = group(("glyph", look.rank() as u64)).class("glyph fade");
    match look {
        Look::Unknown => unknown(sign, k),
        Look::Known(PodState::Pending) => sign
            .with(circle("ring", 0.0, 0.0, 10.3 * k).class("g-ring g-dashes"))
            .with(circle("dot", 0.0, 0.0, 1.6 * k).class("g-fill")),
        Look::Known(PodState::ContainerCreating) => creating(sign, k),
        Look::Known(PodState::Running) => sign
            .with(circle("ring", 0.0, 0.0, 10.3 * k).class("g-ring"))
            .with(path("half", half_disc(5.6 * k)).class("g-fill"))
            .with(circle("inner", 0.0, 0.0, 5.6 * k).class("g-line thin")),
        Look::Known(PodState::Ready) => {
            sign.with(circle("disc", 0.0, 0.0, DRAWN_RADIUS * k).class("g-fill")).with(tick(k, "g-on"))
        }
        Look::Known(PodState::Terminating) => sign
            .with(circle("track", 0.0, 0.0, 10.3 * k).class("g-track"))
            .with(drain(left.unwrap_or(75), 10.3 * k))
            .with(
                path("minus", PathData::default().add('M', &[-4.6 * k, 0.0]).add('h', &[9.2 * k]))
                    .class("g-line"),
            ),
        Look::Known(PodState::Completed) => {
            sign.with(circle("ring", 0.0, 0.0, 10.3 * k).class("g-ring")).with(tick(k, "g-line"))
        }
        Look::Known(PodState::Failed) => {
            sign.with(path("octagon", octagon(DRAWN_RADIUS * k)).class("g-fill")).with(cross(3.6 * k, "g-on"))
        }
        Look::Known(PodState::CrashLoopBackOff) => crash(sign, left, k),
        Look::Known(PodState::ImagePullBackOff) => sign
            .with(circle("ring", 0.0, 0.0, 10.3 * k).class("g-ring g-broken"))
            .with(path("arrow", arrow_down(k)).class("g-line")),
    }
}

fn unknown(sign: Sketch, k: f64) -> Sketch {
    let hatch = PathData::default();
    let hatch = hatch.add('M', &[-9.0 * k, 3.0 * k]).add('L', &[3.0 * k, -9.0 * k]);
    let hatch = hatch.add('M', &[-3.0 * k, 9.0 * k]).add('L', &[9.0 * k, -3.0 * k]);
    sign.with(circle("ring", 0.0, 0.0, 10.3 * k).class("g-ring"))
        .with(path("hatch", hatch).class("g-line faint"))
        .with(circle("clear", 0.0, 0.0, 5.8 * k).class("g-clear"))
        .with(middle("mark", (0.0, 4.3 * k), "?").class(if k < 0.75 { "g-mark small" } else { "g-mark" }))
}

fn creating(sign: Sketch, k: f64) -> Sketch {
    let r = 10.3 * k;
    let arc = PathData::default().add('M', &[0.0, -r]).add('A', &[r, r, 0.0, 0.0, 1.0, r, 0.0]);
    sign.with(circle("track", 0.0, 0.0, r).class("g-track"))
        // The circle that cannot be seen keeps the middle of the turning group where it is.
        .with(
            group("arc")
                .class("spin")
                .with(circle("hub", 0.0, 0.0, r).class("g-none"))
                .with(path("arc", arc).class("g-ring")),
        )
        .with(rect("container", (-3.0 * k, -3.0 * k, 6.0 * k, 6.0 * k), 1.2 * k).class("g-line thin"))
}

fn crash(sign: Sketch, left: Option<u64>, k: f64) -> Sketch {
    let r = 10.3 * k;
    let (x, y) = (r * 0.5, -r * 0.866);
    let whole = PathData::default().add('M', &[x, y]).add('A', &[r, r, 0.0, 1.0, 1.0, -x, y]);
    let whole = Value::from(whole);
    let head = PathData::default().add('M', &[x, y + 4.6 * k]).add('V', &[y]).add('h', &[4.6 * k]);
    sign.with(path("track", whole.clone()).class("g-track"))
        .with(drained(path("loop", whole), left.unwrap_or(100)))
        .with(path("head", head).class("g-line"))
        .with(cross(3.0 * k, "g-line"))
}

/// A ring that drains: `left` of 100 is drawn, from the top.
pub(crate) fn drain(left: u64, r: f64) -> Sketch {
    let ring = PathData::default().add('M', &[0.0, -r]).add('a', &[r, r, 0.0, 1.0, 1.0, 0.0, 2.0 * r]);
    let ring = ring.add('a', &[r, r, 0.0, 1.0, 1.0, 0.0, -2.0 * r]);
    drained(path("drain", ring), left)
}

/// A line of which `left` of 100 is drawn, from its start.
fn drained(line: Sketch, left: u64) -> Sketch {
    let dashes = crate::text::join(&[&number(left), " 100"]);
    line.class("g-ring drain").set(Attr::PathLength, "100").set(Attr::Dashes, dashes)
}

/// A tick.
pub(crate) fn tick(k: f64, class: &'static str) -> Sketch {
    let tick = PathData::default().add('M', &[-4.6 * k, 0.3 * k]).add('l', &[3.2 * k, 3.3 * k]);
    path("tick", tick.add('l', &[5.9 * k, -6.7 * k])).class(class)
}

/// A cross.
pub(crate) fn cross(r: f64, class: &'static str) -> Sketch {
    let cross = PathData::default().add('M', &[-r, -r]).add('L', &[r, r]);
    path("cross", cross.add('M', &[r, -r]).add('L', &[-r, r])).class(class)
}

fn half_disc(r: f64) -> PathData {
    PathData::default().add('M', &[0.0, -r]).add('A', &[r, r, 0.0, 0.0, 0.0, 0.0, r]).add('Z', &[])
}

fn octagon(r: f64) -> PathData {
    let (long, short) = (r, r * 0.414);
    let start = PathData::default().add('M', &[-short, -long]).add('H', &[short]).add('L', &[long, -short]);
    let right = start.add('V', &[short]).add('L', &[short, long]).add('H', &[-short]);
    right.add('L', &[-long, short]).add('V', &[-short]).add('Z', &[])
}

fn arrow_down(k: f64) -> PathData {
    let stem = PathData::default().add('M', &[0.0, -4.6 * k]).add('V', &[4.2 * k]);
    stem.add('M', &[-3.6 * k, 0.8 * k]).add('L', &[0.0, 4.4 * k]).add('L', &[3.6 * k, 0.8 * k])
}

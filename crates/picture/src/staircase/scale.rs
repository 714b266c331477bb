//! Where each instant is in a staircase, and which instant is at each place: even stretches, short ones where idle.

use crate::px::between;
use ordinal_core::scene::History;
use ordinal_core::time::{Millis, Time};

/// The way from instants to places and back: a line of straight pieces.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// Corners, in order: an instant and its place. There are at least two.
    corners: Vec<(Time, f64)>,
    /// The stretches of time that are drawn short.
    pub idle: Vec<(Time, Time)>,
}

/// A stretch without any change that is at least this long may be drawn short.
const IDLE: Millis = Millis::seconds(45);
/// How wide an idle stretch is.
const IDLE_WIDTH: f64 = 34.0;
/// How much of an idle stretch's ends is drawn as it is.
const SHOULDER: Millis = Millis::seconds(4);
/// The least time that a staircase shows.
const LEAST: u64 = 30_000;

impl Scale {
    /// The scale of a history between two places. `view` is what is to be seen; without it, everything.
    pub(crate) fn new(
        history: &History,
        (left, right): (f64, f64),
        view: Option<(Time, Time)>,
        compress: bool,
    ) -> Scale {
        let (from, to) = view.unwrap_or((Time::ZERO, Time(round_up(history.end.0.max(LEAST)))));
        let to = to.max(Time(from.0 + 1));
        let idle = if compress { idle_stretches(history, from, to) } else { Vec::new() };
        let idle_time: u64 = idle.iter().map(|(from, to)| to.since(*from).0).sum();
        let even = right - left - idle.len() as f64 * IDLE_WIDTH;
        let per_milli = even / (to.since(from).0 - idle_time).max(1) as f64;
        let mut corners = vec![(from, left)];
        let mut place = (from, left);
        for (start, end) in &idle {
            place = (*start, place.1 + start.since(place.0).0 as f64 * per_milli);
            corners.push(place);
            place = (*end, place.1 + IDLE_WIDTH);
            corners.push(place);
        }
        corners.push((to, right));
        Scale { corners, idle }
    }

    /// The first instant that is seen.
    pub fn from(&self) -> Time {
        self.corners[0].0
    }

    /// The last instant that is seen.
    pub fn to(&self) -> Time {
        self.corners[self.corners.len() - 1].0
    }

    /// The place of an instant; the nearer edge for one that is not seen.
    pub fn x_at(&self, at: Time) -> f64 {
        let piece = self
            .corners
            .windows(2)
            .find(|pair| at <= pair[1].0)
            .unwrap_or(&self.corners[self.corners.len() - 2..]);
        let ((t1, x1), (t2, x2)) = (piece[0], piece[1]);
        let share = at.since(t1).0 as f64 / t2.since(t1).0.max(1) as f64;
        x1 + (x2 - x1) * share.min(1.0)
    }

    /// The instant at a place; the first or the last one beyond the edges.
    pub fn time_at(&self, x: f64) -> Time {
        let piece = self
            .corners
            .windows(2)
            .find(|pair| x <= pair[1].1)
            .unwrap_or(&self.corners[self.corners.len() - 2..]);
        let ((t1, x1), (t2, x2)) = (piece[0], piece[1]);
        let share = between((x - x1) / (x2 - x1).max(0.01), 0.0, 1.0);
        t1 + Millis((t2.since(t1).0 as f64 * share).round() as u64)
    }

    /// How much time a pixel is, on an average.
    pub fn millis_per_pixel(&self) -> f64 {
        let ((from, left), (to, right)) = (self.corners[0], self.corners[self.corners.len() - 1]);
        to.since(from).0 as f64 / (right - left).max(1.0)
    }

    /// The instants to write at the axis, each with at least `apart` pixels to the next.
    pub(crate) fn ticks(&self, apart: f64) -> Vec<Time> {
        let corners = &self.corners;
        let first = corners.windows(2).max_by(|a, b| slope(a).total_cmp(&slope(b)));
        let per_second = first.map_or(1.0, slope) * 1000.0;
        let step = STEPS.into_iter().find(|step| *step as f64 * per_second >= apart);
        let step = step.unwrap_or((apart / per_second / 86_400.0).ceil() as u64 * 86_400) * 1000;
        let ticks = (self.from().0.div_ceil(step)..=self.to().0 / step).map(|index| Time(index * step));
        ticks.filter(|tick| !self.idle.iter().any(|(from, to)| from < tick && tick < to)).collect()
    }
}

/// Steps of the axis, in seconds.
const STEPS: [u64; 15] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600];

/// Pixels for a millisecond.
fn slope(pair: &[(Time, f64)]) -> f64 {
    (pair[1].1 - pair[0].1) / pair[1].0.since(pair[0].0).0.max(1) as f64
}

/// A round end, so that the scale does not change with every moment that is simulated.
fn round_up(end: u64) -> u64 {
    let minutes = [30, 45, 60, 90, 120, 150, 180, 240, 300].into_iter().map(|seconds| seconds * 1000);
    let small = minutes.into_iter().find(|round| end <= *round);
    small.unwrap_or_else(|| {
        let step = (end / 8).next_multiple_of(60_000);
        end.next_multiple_of(step)
    })
}

/// The stretches in which nothing changes, but for their shoulders.
fn idle_stretches(history: &History, from: Time, to: Time) -> Vec<(Time, Time)> {
    // Every idle stretch has a whole box without any change: boxes need no sorting.
    let side = (IDLE.0 / 2).max(to.since(from).0 / 4096);
    let mut boxes: Vec<Option<(Time, Time)>> = vec![None; (to.since(from).0 / side) as usize + 1];
    let last = [from, history.end.min(to)].into_iter();
    for at in changes(history).chain(last).filter(|at| from <= *at && *at <= to) {
        let found = &mut boxes[(at.since(from).0 / side) as usize];
        *found = Some(found.map_or((at, at), |(first, last)| (first.min(at), last.max(at))));
    }
    let full: Vec<_> = boxes.into_iter().flatten().collect();
    let idle = full.windows(2).filter(|pair| pair[1].0.since(pair[0].1).0 >= IDLE.0.max(side * 2));
    idle.map(|pair| (pair[0].1 + SHOULDER, Time(pair[1].0.0 - SHOULDER.0))).collect()
}

/// When anything changes, in no order.
fn changes(history: &History) -> impl Iterator<Item = Time> {
    let spans = history.lanes.iter().flat_map(|lane| &lane.spans);
    let marks = history.marks.iter().map(|mark| mark.at);
    let replicas = history.replicas.iter().map(|(at, _)| *at);
    spans.flat_map(|span| [Some(span.from), span.to]).flatten().chain(marks).chain(replicas)
}

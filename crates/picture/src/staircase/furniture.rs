//! What a staircase has besides its lanes: names, axis, replicas, marks, what has not happened yet, and the playhead.

use super::StaircaseOptions;
use super::lane::{Circumstances, counted, drains};
use super::scale::Scale;
use crate::node::{Attr, Sketch};
use crate::px::between;
use crate::shape::{PathData, end, group, line, middle, path, rect, squeezed, text};
use crate::text::{Face, clock, fine_clock, fitted, join, number, width};
use ordinal_core::scene::{History, Lane, Mark, MarkKind};
use ordinal_core::time::Time;
use std::sync::Arc;

/// Where everything goes.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The whole width.
    pub width: f64,
    /// The whole height.
    pub height: f64,
    /// Where each instant is.
    pub scale: Arc<Scale>,
    /// How many pods share a lane.
    pub each: usize,
    left: f64,
    right: f64,
    rows: usize,
    pitch: f64,
    small: bool,
    end: Time,
}

/// The top of the uppermost lane: above are the marks.
const TOP: f64 = 30.0;
/// What is below the lanes: the axis.
const AXIS: f64 = 30.0;
/// The most lanes, wide and narrow; more pods share them. Narrow, the staircase lies over the stage.
const MOST_LANES: usize = 120;
const MOST_SMALL_LANES: usize = 75;
/// How wide a mark's sign is, with a little air.
const SIGN: f64 = 10.0;
/// The width below which names are ordinals alone.
const NARROW: f64 = 600.0;

impl Plan {
    pub(crate) fn new(history: &History, options: &StaircaseOptions) -> Plan {
        let width = options.width.max(280.0);
        let small = width < NARROW;
        let (left, right) =
            (if small { 24.0 } else { name_room(history) }, width - if small { 8.0 } else { 12.0 });
        let pods = expected(history);
        let most = if small { MOST_SMALL_LANES } else { MOST_LANES };
        let each = pods.div_ceil(most).max(1);
        let rows = pods.div_ceil(each).max(1);
        let pitch = pitch(rows, small);
        let scale = Arc::new(Scale::new(history, (left, right), options.view, options.compress_idle));
        let height = TOP + rows as f64 * pitch + AXIS;
        Plan { width, height, scale, each, left, right, rows, pitch, small, end: history.end }
    }

    /// What the lane in a row looks like besides its states. The first lane is the lowest.
    pub(crate) fn circumstances(&self, row: usize, lanes: &[Arc<Lane>]) -> Circumstances {
        let bar = self.bar_height();
        // What lasts is drawn to the edge and covered from the end on, so that time passing does not change it.
        let end =
            if lanes.iter().any(|lane| drains(lane)) { self.end } else { self.scale.to().max(self.end) };
        let stripe = if self.pitch >= 14.0 { (self.pitch / 8.0).min(2.6) } else { 0.0 };
        Circumstances {
            y: self.lane_top(row) + self.pitch - bar - stripe - 2.0_f64.min(self.pitch / 6.0),
            height: bar,
            stripe,
            end,
            scale: self.scale.clone(),
        }
    }

    fn bar_height(&self) -> f64 {
        if self.pitch >= 14.0 { self.pitch * 0.68 } else { self.pitch * 0.85 }
    }

    fn lane_top(&self, row: usize) -> f64 {
        TOP + (self.rows - 1 - row.min(self.rows - 1)) as f64 * self.pitch
    }

    fn bottom(&self) -> f64 {
        TOP + self.rows as f64 * self.pitch
    }

    /// The chart in one sentence.
    pub(crate) fn label(&self, history: &History) -> String {
        let pods = counted(history.lanes.len(), " pod", " pods");
        join(&["Timeline: ", &pods, " over ", &clock(history.end)])
    }

    /// The replicas as an area behind the lanes: what was asked for, when.
    pub(crate) fn wanted(&self, history: &History) -> Sketch {
        let node = group("wanted").class("wanted");
        let Some((first, _)) = history.replicas.first() else { return node };
        let steps = history
            .replicas
            .iter()
            .zip(history.replicas.iter().skip(1).map(|(at, _)| *at).chain([self.scale.to()]));
        let outline = PathData::default().add('M', &[self.scale.x_at(*first), self.bottom()]);
        let outline = steps.fold(outline, |data, ((from, replicas), to)| {
            let y = self.replicas_top(*replicas);
            data.add('L', &[self.scale.x_at(*from), y]).add('L', &[self.scale.x_at(to), y])
        });
        let data = crate::Value::from(outline.add('V', &[self.bottom()]));
        node.with(path("area", data.clone()).class("wanted-area"))
            .with(path("line", data).class("wanted-line"))
    }

    fn replicas_top(&self, replicas: u32) -> f64 {
        let rows = (f64::from(replicas) / self.each as f64).min(self.rows as f64);
        self.bottom() - rows * self.pitch
    }

    /// The axis with its instants, the lanes' ground lines, and the idle stretches.
    pub(crate) fn axis(&self, options: &StaircaseOptions) -> Sketch {
        let apart = if self.small { 64.0 } else { 84.0 };
        let node = group("axis").class("axis-group").set(Attr::AriaHidden, "true");
        let node = node.with_all(self.scale.ticks(apart).into_iter().map(|at| self.tick(at, options)));
        let node = node.with_all(self.grounds());
        node.with_all(self.scale.idle.iter().map(|(from, to)| self.idle(*from, *to)))
    }

    fn tick(&self, at: Time, options: &StaircaseOptions) -> Sketch {
        let (x, y) = (self.scale.x_at(at), self.bottom());
        let words = clock(at);
        let room = width(&words, Face::Sans(10.5)) / 2.0;
        let place = between(x, self.left.min(room), self.width - room);
        let (pill_x, pill) = self.pill(options);
        let hidden = (place - pill_x).abs() < room + pill / 2.0 + 2.0;
        group(("tick", at.0)).with(line("tick", (x, y + 2.0), (x, y + 6.0)).class("tick-line")).with(
            middle("words", (place, y + 18.0), words).class(if hidden { "axis hidden" } else { "axis" }),
        )
    }

    fn grounds(&self) -> Vec<Sketch> {
        if self.pitch < 14.0 {
            return vec![
                line("ground", (self.left, self.bottom()), (self.right, self.bottom())).class("lane-line"),
            ];
        }
        let ground = |row: usize| {
            let y = self.lane_top(row) + self.pitch - 0.5;
            line(("ground", row as u64), (self.left, y), (self.right, y)).class("lane-line")
        };
        (0..self.rows).map(ground).collect()
    }

    /// The sign that time is drawn short: two slanting strokes through the axis.
    fn idle(&self, from: Time, to: Time) -> Sketch {
        let x = (self.scale.x_at(from) + self.scale.x_at(to)) / 2.0;
        let (top, bottom) = (TOP, self.bottom());
        let band = (self.scale.x_at(from), top, self.scale.x_at(to) - self.scale.x_at(from), bottom - top);
        let data = PathData::default().add('M', &[x - 4.0, bottom + 6.0]).add('l', &[4.0, -8.0]);
        let data = data.add('M', &[x + 1.0, bottom + 6.0]).add('l', &[4.0, -8.0]);
        group(("idle", from.0))
            .class("idle")
            .with(rect("band", band, 0.0).class("idle-band"))
            .with(path("break", data).class("tick-line"))
    }

    /// The lanes' names, at the left.
    pub(crate) fn names(&self, history: &History, options: &StaircaseOptions) -> Vec<Sketch> {
        let every = (11.0 / self.pitch).ceil().max(1.0) as usize;
        let firsts = history.lanes.iter().step_by(self.each).enumerate().step_by(every);
        let names = firsts.map(|(row, lane)| {
            let y = self.lane_top(row) + self.pitch / 2.0 + 4.0;
            let attended = options.attention.contains(&lane.name);
            let class = if attended { "lane-name on" } else { "lane-name" };
            end(("name", row as u64), (self.left - if self.small { 6.0 } else { 12.0 }, y), self.name(lane))
                .class(class)
        });
        names.collect()
    }

    fn name(&self, lane: &Lane) -> String {
        match lane.ordinal {
            Some(ordinal) if self.small => number(ordinal.into()),
            // There is no room for a name, and none of it is as good as an ellipsis.
            None if self.small => String::new(),
            _ => fitted(&lane.name, Face::Mono(10.5), self.left - 14.0),
        }
    }

    /// What has been simulated but is not reached yet is pale; what has not is not there.
    pub(crate) fn veils(&self, history: &History, options: &StaircaseOptions) -> [Sketch; 2] {
        let (now, end) = (self.scale.x_at(options.now), self.scale.x_at(history.end));
        let veil = |key, class: &'static str, from: f64, to: f64| {
            let area = (from, TOP - 2.0, (to - from).max(0.0), self.bottom() - TOP + 2.0);
            rect(key, area, 0.0).class(class)
        };
        [veil("cover", "cover", end, self.width), veil("veil", "veil", now.min(end), end)]
    }

    /// The marks of commands, faults and named moments, with as many words as fit before the next. Marks that would
    /// lie on one another share a sign.
    pub(crate) fn marks(&self, history: &History, options: &StaircaseOptions) -> Vec<Sketch> {
        let seen = |mark: &&Mark| self.scale.from() <= mark.at && mark.at <= self.scale.to();
        let marks: Vec<&Mark> = history.marks.iter().filter(seen).collect();
        let near = |one: &&Mark, next: &&Mark| self.scale.x_at(next.at) - self.scale.x_at(one.at) < SIGN;
        let groups: Vec<&[&Mark]> = marks.chunk_by(near).collect();
        let next = groups.iter().skip(1).map(|group| self.scale.x_at(group[0].at)).chain([self.width]);
        let each = groups.iter().zip(next).enumerate();
        each.map(|(index, (marks, next))| self.mark(index as u64, marks, next, options.now)).collect()
    }

    fn mark(&self, index: u64, marks: &[&Mark], next: f64, now: Time) -> Sketch {
        let mark = marks[0];
        let x = self.scale.x_at(mark.at);
        let room = next - x - 16.0;
        let class = if mark.at > now { "mark future fade" } else { "mark fade" };
        let told: Vec<String> = marks.iter().map(|mark| join(&[&clock(mark.at), " ", &mark.label])).collect();
        let node = group(("mark", index))
            .class(class)
            .at(x, 0.0)
            .set(Attr::Role, "img")
            .set(Attr::AriaLabel, told.join(", "))
            .set(Attr::At, number(mark.at.0))
            .with(line("line", (0.0, 16.0), (0.0, self.bottom())).class("mark-line"))
            .with(path("sign", mark_sign(mark.kind)).class("mark-sign"));
        let label = match marks.len() {
            1 => mark.label.clone(),
            several => join(&[&mark.label, " +", &number(several as u64 - 1)]),
        };
        let words = fitted(&label, Face::Sans(11.5), room);
        let fits = !self.small && words.chars().count() > 4.min(label.chars().count().saturating_sub(1));
        node.with_some(fits.then(|| {
            text("words", (if mark.kind == MarkKind::Marker { 11.0 } else { 8.0 }, 14.0), words)
                .class("small ink2")
        }))
    }

    /// The middle and the width of the pill with the playhead's instant.
    fn pill(&self, options: &StaircaseOptions) -> (f64, f64) {
        let wide = width(&fine_clock(options.now), Face::Bold(10.5)) + 11.0;
        (between(self.scale.x_at(options.now), wide / 2.0, self.width - wide / 2.0), wide)
    }

    /// The playhead: where the stage is, to be dragged.
    pub(crate) fn playhead(&self, options: &StaircaseOptions) -> Sketch {
        let x = self.scale.x_at(options.now);
        let words = fine_clock(options.now);
        let (middle_x, pill) = self.pill(options);
        let shift = middle_x - x;
        let bottom = self.bottom();
        let label = squeezed(
            middle("time", (shift, bottom + 18.0), words.clone()),
            &words,
            Face::Bold(10.5),
            pill - 6.0,
        );
        let node = group("playhead")
            .class(if options.interactive { "playhead target" } else { "playhead" })
            .at(x, 0.0)
            .set(Attr::Handle, "playhead")
            .set(Attr::AriaLabel, "Time");
        let node =
            if options.interactive { self.slider(node, options, words) } else { node.set(Attr::Role, "img") };
        node.with(rect("hit", (-22.0, 0.0, 44.0, self.height), 0.0).class("hit"))
            .with(line("line", (0.0, 22.0), (0.0, bottom + 6.0)).class("playhead-line"))
            .with(path("knob", "M-5.5 18h11v5l-5.5 5l-5.5-5z").class("playhead-knob"))
            .with(rect("pill", (shift - pill / 2.0, bottom + 6.0, pill, 17.0), 5.0).class("playhead-pill"))
            .with(label.class("axis on"))
    }

    fn slider(&self, node: Sketch, options: &StaircaseOptions, words: String) -> Sketch {
        node.set(Attr::Role, "slider")
            .set(Attr::TabIndex, "0")
            .set(Attr::AriaOrientation, "horizontal")
            .set(Attr::AriaValueMin, number(self.scale.from().0))
            .set(Attr::AriaValueMax, number(self.scale.to().0))
            .set(Attr::AriaValueNow, number(options.now.0))
            .set(Attr::AriaValueText, words)
    }
}

/// How many pods there are lanes for. Those of a set alone have their places before they come: else the chart would be
/// another one with each that does.
fn expected(history: &History) -> usize {
    fn set(lane: &Lane) -> Option<(&str, &str)> {
        let (parent, _) = lane.name.rsplit_once('-').filter(|_| lane.ordinal.is_some())?;
        Some((&lane.namespace, parent))
    }
    // They are in order: between two of one set all are.
    let ends = history.lanes.first().zip(history.lanes.last());
    let alone = ends.is_some_and(|(first, last)| set(first).is_some() && set(first) == set(last));
    let asked = history.replicas.iter().map(|(_, replicas)| *replicas as usize).max().unwrap_or(0);
    if alone { history.lanes.len().max(asked) } else { history.lanes.len() }
}

/// How much room the longest name takes, within reason.
fn name_room(history: &History) -> f64 {
    // Kubernetes' names are ASCII.
    let longest = history.lanes.iter().map(|lane| lane.name.len()).max().unwrap_or(0);
    let samples = longest as f64 * 6.4 + 20.0;
    between(samples, 56.0, 150.0)
}

/// How high a lane is, so that the whole chart stays in sight.
fn pitch(rows: usize, small: bool) -> f64 {
    let (most, all) = if small { (18.0, 150.0) } else { (24.0, 288.0) };
    between(all / rows as f64, 2.0, most)
}

/// Commands are diamonds, faults are triangles, named moments are flags.
fn mark_sign(kind: MarkKind) -> &'static str {
    match kind {
        MarkKind::Command => "M0 6l4 4l-4 4l-4-4z",
        MarkKind::Fault => "M0 5.5l4.8 8.5h-9.6z",
        MarkKind::Marker => "M-1 15V5.5h8l-2.2 3l2.2 3H-1z",
    }
}

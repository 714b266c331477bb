//! What a workload has besides its slots: brackets and what becomes of the revisions, handles, the ruler.

use super::draft::Draft;
use super::grid::Level;
use super::handles::{Handle, HandleShape, Lie, Track, handle, pill_width};
use super::rail::{Station, attends, caption, direction_word, rail};
use super::row::{ROW_LEFT, ROW_PITCH};
use crate::look::revision_class;
use crate::node::Sketch;
use crate::px::between;
use crate::shape::{PathData, end, group, line, path, rect, span, spans, text};
use crate::text::{Face, join, number, short, width};
use ordinal_core::scene::{RevisionScene, WorkloadKind};
use std::ops::Range;

/// How far words keep from an arrow.
const ARROW_ROOM: f64 = 9.0;

impl Draft<'_> {
    /// Adds what a row of slots has above it: rail, bracket, revisions.
    pub(crate) fn row_furniture(&self, node: Sketch, row: usize, indices: Range<usize>) -> Sketch {
        let stations: Vec<Station> = indices.clone().map(|index| self.station(index)).collect();
        let node = node.with_some(self.has_rail().then(|| rail(row as u64, self.workload, &stations)));
        let first = self.has_rail() && row == 0;
        let y = self.row_start(row) + 26.0;
        let node = node
            .with_some(first.then(|| caption(self.workload, (0.0, y), self.station(0).x - 20.0)).flatten());
        let wanted = self.wanted.clamp(indices.start, indices.end);
        if wanted == indices.start {
            return node;
        }
        node.with(self.bracket(row, wanted - indices.start))
            .with_all(self.legends(row, indices.start..wanted))
    }

    /// The bracket over the slots of a row that are within the replicas.
    fn bracket(&self, row: usize, columns: usize) -> Sketch {
        let (left, right) = (self.grid.left - 4.0, self.boundary(columns));
        let y = self.band_middle(row);
        let data = PathData::default().add('M', &[left, y + 7.0]).add('v', &[-7.0]).add('H', &[right]);
        path(("bracket", row as u64), data).class("bracket")
    }

    /// The middle of the gap before a column.
    fn boundary(&self, column: usize) -> f64 {
        self.grid.x(column) - self.grid.gap / 2.0
    }

    /// What becomes of the slots of a row while revisions differ: those below the partition stay, the others move.
    fn legends(&self, row: usize, indices: Range<usize>) -> Vec<Sketch> {
        let workload = self.workload;
        let (Some(current), Some(update)) = (&workload.current_revision, &workload.update_revision) else {
            return Vec::new();
        };
        if current.number == update.number {
            return Vec::new();
        }
        let split = self.partition_index().unwrap_or(0).clamp(indices.start, indices.end);
        let stay = self.legend(row, "stay on ", current, indices.start..split);
        let goes = self.legend(row, "move to ", update, split..indices.end);
        stay.into_iter().chain(goes).collect()
    }

    fn legend(
        &self,
        row: usize,
        words: &'static str,
        revision: &RevisionScene,
        indices: Range<usize>,
    ) -> Option<Sketch> {
        let hash = short(&revision.hash);
        let wide = width(words, Face::Sans(11.5)) + width(hash, Face::Mono(10.5)) + 31.0;
        let first = row * self.grid.columns;
        let (from, to) = (self.boundary(indices.start - first), self.boundary(indices.end - first));
        let free = (from + self.pill_at(indices.start) / 2.0, to - self.pill_at(indices.end) / 2.0);
        let middle = (!indices.is_empty()).then(|| self.clear_middle(indices, free, wide)).flatten();
        middle.map(|middle| {
            group(("legend", (row * 2) as u64 + u64::from(words == "move to ")))
                .class(join(&["legend fade ", revision_class(revision.number)]))
                .at(middle - wide / 2.0, self.band_middle(row))
                .with(rect("clear", (0.0, -9.0, wide, 18.0), 0.0).class("clear"))
                .with_all(swatch(revision))
                .with(
                    spans("words", (22.0, 4.0)).class("small ink2").with(span("verb", "", words)).with(span(
                        "hash",
                        "mono m105 rev-text",
                        String::from(hash),
                    )),
                )
        })
    }

    /// Where words this wide are to have their middle: in the middle of the room, but not under an arrow that goes from
    /// the controller's marker down to a slot. None where they do not fit.
    fn clear_middle(&self, indices: Range<usize>, (from, to): (f64, f64), wide: f64) -> Option<f64> {
        let attended = indices.filter(|index| attends(self.workload, &self.workload.slots[*index]));
        let mut edges: Vec<f64> = attended.map(|index| self.station(index).x).collect();
        edges.insert(0, from);
        edges.push(to);
        let rooms = edges.windows(2).map(|edges| (edges[0], edges[1]));
        let widest = rooms.max_by(|one, other| (one.1 - one.0).total_cmp(&(other.1 - other.0)))?;
        let middle = (from + to) / 2.0;
        let crossed = edges[1..edges.len() - 1].iter().any(|x| (x - middle).abs() < wide / 2.0 + ARROW_ROOM);
        let (room, middle) =
            if crossed { (widest, (widest.0 + widest.1) / 2.0) } else { ((from, to), middle) };
        (room.1 - room.0 > wide).then_some(middle)
    }

    /// Whether handles have grips: not over small slots, where they would cover too much.
    fn has_grips(&self) -> bool {
        self.grid.level != Level::Slim
    }

    fn pill_width(&self, handle: Handle, value: u32) -> f64 {
        pill_width(handle, value, self.has_grips())
    }

    /// How wide a pill at the gap before a slot is; 0 where there is none.
    fn pill_at(&self, index: usize) -> f64 {
        if self.partition_index() == Some(index) {
            self.pill_width(Handle::Partition, self.workload.partition.unwrap_or(0))
        } else if self.wanted == index {
            self.pill_width(Handle::Replicas, self.workload.replicas)
        } else {
            0.0
        }
    }

    /// The ways of the workload's handles.
    pub(crate) fn tracks(&self, lie: Lie) -> Vec<Track> {
        let workload = self.workload;
        let room = self.room_for(lie);
        let track = |handle, least, value| Track {
            handle,
            namespace: workload.namespace.clone(),
            workload: workload.name.clone(),
            least,
            most: least + room,
            value,
            lie,
        };
        let mut tracks = Vec::new();
        if let Some(partition) = workload.partition {
            tracks.push(track(Handle::Partition, workload.start, partition));
        }
        tracks.push(track(Handle::Replicas, 0, workload.replicas));
        tracks
    }

    /// How many slots the places of a handle reach over.
    fn room_for(&self, lie: Lie) -> u32 {
        let count = (self.workload.slots.len() as u32).max(self.workload.replicas);
        match lie {
            Lie::Grid { columns, .. } => (count + 1).next_multiple_of(columns.max(1)),
            Lie::Column { .. } => count + 1,
            Lie::Ruler { .. } => round_up(count + 1),
        }
    }

    pub(crate) fn grid_lie(&self) -> Lie {
        Lie::Grid {
            left: self.boundary(0),
            top: self.origin + self.band_middle(0),
            pitch_x: self.grid.pitch(),
            pitch_y: self.row_pitch(),
            columns: self.grid.columns as u32,
        }
    }

    pub(crate) fn column_lie(&self) -> Lie {
        Lie::Column { x: self.env.width - 50.0, top: self.origin + self.row_top(0) - 12.0, pitch: ROW_PITCH }
    }

    pub(crate) fn ruler_lie(&self) -> Lie {
        Lie::Ruler { left: 46.0, right: self.env.width - 50.0, y: self.origin + self.top + 40.0 }
    }

    /// A handle whose line goes down between two slots.
    pub(crate) fn upright_handle(&self, track: &Track) -> Sketch {
        let (x, y) = self.handle_place(track);
        let bottom = y + self.slot_top(0) - self.band_middle(0) + self.anatomy.height();
        let pill = (self.pill_x(track, x), y);
        handle(
            track,
            self.workload,
            &HandleShape {
                pill,
                from: (x, y + 12.0),
                to: (x, bottom),
                vertical: false,
                grip: self.has_grips(),
            },
            self.env,
        )
    }

    /// A handle whose line goes across, between two rows.
    pub(crate) fn flat_handle(&self, track: &Track) -> Sketch {
        let y = self.handle_middle(match track.handle {
            Handle::Replicas => self.wanted,
            Handle::Partition => self.partition_index().unwrap_or(0),
        });
        let right = self.env.width;
        let pill = (self.pill_x(track, right - 50.0), y);
        handle(
            track,
            self.workload,
            &HandleShape {
                pill,
                from: (ROW_LEFT, y),
                to: (right, y),
                vertical: true,
                grip: self.has_grips(),
            },
            self.env,
        )
    }

    /// A handle on the ruler.
    pub(crate) fn ruler_handle(&self, track: &Track) -> Sketch {
        let (x, y) = self.handle_place(track);
        let pill = (self.pill_x(track, x), y);
        handle(
            track,
            self.workload,
            &HandleShape { pill, from: (x, y), to: (x, y + 18.0), vertical: false, grip: self.has_grips() },
            self.env,
        )
    }

    /// A handle's place in the workload.
    fn handle_place(&self, track: &Track) -> (f64, f64) {
        let value = match track.handle {
            Handle::Replicas => self.wanted as u32,
            Handle::Partition => track.least + self.partition_index().unwrap_or(0) as u32,
        };
        let value = if self.grid.level >= Level::Card { track.value } else { value };
        // Behind the last slot there is no row that the partition could open.
        let behind = value - track.least.min(value) == self.workload.slots.len() as u32;
        let handle = if behind { Handle::Replicas } else { track.handle };
        let (x, y) = Track { handle, ..track.clone() }.place(value);
        (x, y - self.origin)
    }

    /// The middle of a pill that belongs at `x`: within the drawing, and the partition's left of the replicas'.
    fn pill_x(&self, track: &Track, x: f64) -> f64 {
        let own = self.pill_width(track.handle, track.value);
        let within = between(x, own / 2.0 + 1.0, self.env.width - own / 2.0 - 1.0);
        let Some(other) = self.replicas_beside(track) else { return within };
        let replicas = self.pill_width(Handle::Replicas, self.workload.replicas);
        let other = between(other, replicas / 2.0 + 1.0, self.env.width - replicas / 2.0 - 1.0);
        let apart = (own + replicas) / 2.0 + 6.0;
        if (within - other).abs() >= apart {
            within
        } else if other - apart < own / 2.0 {
            other + apart
        } else {
            other - apart
        }
    }

    /// Where the replicas' handle is, if `track` is the partition's and both are at one height.
    fn replicas_beside(&self, track: &Track) -> Option<f64> {
        let replicas =
            Track { handle: Handle::Replicas, least: 0, value: self.workload.replicas, ..track.clone() };
        let replicas = Track { most: track.most - track.least, ..replicas };
        let (x, y) = self.handle_place(&replicas);
        let same = (y - self.handle_place(track).1).abs() < 1.0;
        (track.handle == Handle::Partition && same).then_some(if self.grid.level == Level::Row {
            self.env.width - 50.0
        } else {
            x
        })
    }

    /// The ruler above the tiles, with what the controller is doing.
    pub(crate) fn ruler(&self, tracks: &[Track]) -> Sketch {
        let most = tracks.last().map_or(0, |track| track.most);
        let y = self.top + 40.0;
        let (left, right) = (46.0, self.env.width - 50.0);
        // A handle may lie over the number at the end.
        let is_clear = |track: &Track| {
            let place = self.pill_x(track, self.handle_place(track).0);
            place + self.pill_width(track.handle, track.value) / 2.0 < right + 6.0
        };
        let most = tracks.iter().all(is_clear).then_some(most);
        group("ruler")
            .with(line("line", (left, y), (right, y)).class("ruler"))
            .with(end("least", (left - 8.0, y + 4.0), 0).class("axis"))
            .with_some(most.map(|most| text("most", (right + 8.0, y + 4.0), most).class("axis")))
            .with_some(
                self.attention_words()
                    .map(|words| text("doing", (0.0, self.top + 14.0), words).class("small ink2")),
            )
    }

    /// What the controller is doing and where: `creating web-17`.
    fn attention_words(&self) -> Option<String> {
        let word = direction_word(self.workload)?;
        let named = |ordinal: &u32| self.workload.slots.iter().find(|slot| slot.ordinal == *ordinal);
        let first = self.workload.attention.first().and_then(named);
        let more = match self.workload.attention.len() {
            0 | 1 => String::new(),
            count => join(&[" and ", &number(count as u64 - 1), " more"]),
        };
        let link = if word == "waiting" { " for " } else { " " };
        Some(join(&[word, link, first.map_or("", |slot| &slot.name), &more]))
    }

    /// The ordinals at which the rows of cells begin.
    pub(crate) fn row_numbers(&self) -> Vec<Sketch> {
        if !matches!(self.grid.level, Level::Cell | Level::Block)
            || self.workload.kind == WorkloadKind::Deployment
        {
            return Vec::new();
        }
        let firsts = self.workload.slots.iter().step_by(self.grid.columns * self.grid.each).enumerate();
        let pitch = self.tile_pitch();
        // Where rows are low, every other one has its number.
        let every = if pitch < 14.0 { 2 } else { 1 };
        let numbers = firsts.step_by(every).map(|(row, slot)| {
            let y = self.tile_top() + row as f64 * pitch + (pitch + 4.0) / 2.0;
            end(("number", row as u64), (self.grid.left - 8.0, y), slot.ordinal).class("axis")
        });
        numbers.collect()
    }
}

/// A little square in a revision's colours.
fn swatch(revision: &RevisionScene) -> Vec<Sketch> {
    let mut nodes = vec![rect("swatch", (7.0, -4.5, 9.0, 9.0), 2.0).class("stripe")];
    if revision.number.is_multiple_of(2) {
        nodes.push(path("slants", "M7.5 0l4.5-4.5M8 4.5l8-8M12 4.5l4-4").class("slants"));
    }
    nodes
}

/// A number with few digits that is no less.
fn round_up(count: u32) -> u32 {
    let step = (10_u32.pow(count.max(1).ilog10()) / 5).max(1);
    count.next_multiple_of(step)
}

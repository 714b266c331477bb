//! Where the parts of a workload go, and how each slot is drawn.

use super::anatomy::Anatomy;
use super::cell::{Marks, block, cell};
use super::grid::{Grid, Level};
use super::object::{Env, Identity};
use super::rail::{Station, attends, markers};
use super::row::{ROW_HEIGHT, ROW_PITCH, RowParts, row};
use super::rows::RowCircumstances;
use super::tile::{card_tile, chip, tile_height};
use super::workload::Circumstances;
use super::{Chosen, kind_word, slot, workload_label};
use crate::node::{Attr, Sketch};
use crate::shape::{group, span, spans};
use crate::text::{Face, fitted, join, number};
use ordinal_core::scene::{Direction, Name, SlotScene, WorkloadKind, WorkloadScene};
use std::sync::Arc;

/// How high a heading is.
const HEADING: f64 = 30.0;
/// The rail's middle, from the top of its row of slots.
const RAIL: f64 = 44.0;
/// From the handles' top to the slots' content.
const BAND: f64 = 48.0;
/// By how much rows are further apart where a handle is between them.
const HANDLE_ROOM: f64 = 16.0;
/// The same above the first one.
const FIRST_ROOM: f64 = 22.0;
/// What is between two rows of slots with their rails.
pub(crate) const ROW_GAP: f64 = 12.0;

/// A workload about to be drawn: what its parts have in common.
pub(crate) struct Draft<'a> {
    /// What it shows.
    pub workload: &'a WorkloadScene,
    /// Where slots go.
    pub grid: Grid,
    /// The measures of a slot.
    pub anatomy: Anatomy,
    /// What the whole stage has in common.
    pub env: &'a Env<'a>,
    /// The top of what is below the heading.
    pub top: f64,
    /// Where the drawing has the workload's origin.
    pub origin: f64,
    /// How many slots are within the replicas.
    pub wanted: usize,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(workload: &'a WorkloadScene, titled: bool, origin: f64, env: &'a Env<'a>) -> Draft<'a> {
        let plate = workload.kind == WorkloadKind::StatefulSet;
        let claims = workload.slots.iter().map(|slot| slot.claims.len()).max().unwrap_or(0);
        let grid = Grid::new(workload.slots.len(), env.width, plate);
        let anatomy = Anatomy::new(grid.level, grid.width, plate, claims);
        let top = if titled || !plate { HEADING } else { 0.0 };
        let wanted = workload.slots.iter().filter(|slot| slot.wanted).count();
        Draft { workload, grid, anatomy, env, top, origin, wanted }
    }

    pub(crate) fn frame(&self, y: f64) -> Sketch {
        let workload = self.workload;
        let identity =
            Identity { kind: kind_word(workload.kind), namespace: &workload.namespace, name: &workload.name };
        let other = (&*workload.namespace != "default").then_some(&workload.namespace);
        group(("workload", &join(&[identity.kind, "/", &workload.namespace, "/", &workload.name]).into()))
            .class("workload fade")
            .set(Attr::Kind, identity.kind)
            .set(Attr::ObjectName, identity.name)
            .set_some(Attr::Namespace, other)
            .set(Attr::State, state_word(workload))
            .set(Attr::Level, level_word(self.grid.level))
            .set(Attr::Role, "group")
            .set(Attr::AriaLabel, workload_label(workload))
            .at(0.0, y)
    }

    pub(crate) fn heading(&self) -> Sketch {
        let workload = self.workload;
        let counts =
            join(&[" ", &number(workload.ready.into()), "/", &number(workload.replicas.into()), " ready"]);
        let kind = if workload.kind == WorkloadKind::StatefulSet { "statefulset/" } else { "deployment/" };
        let name = fitted(&workload.name, Face::Mono(12.5), self.env.width - 200.0);
        spans("heading", (0.0, 14.0))
            .with(span("kind", "mono m12 ink2", kind))
            .with(span("name", "mono m12 b", name))
            .with(span("counts", "small ink2", counts))
    }

    pub(crate) fn has_rail(&self) -> bool {
        self.workload.kind == WorkloadKind::StatefulSet
    }

    pub(crate) fn rail_height(&self) -> f64 {
        if self.has_rail() { RAIL } else { 0.0 }
    }

    pub(crate) fn row_pitch(&self) -> f64 {
        self.rail_height() + BAND + self.anatomy.height() + ROW_GAP
    }

    pub(crate) fn row_start(&self, row: usize) -> f64 {
        self.top + row as f64 * self.row_pitch()
    }

    pub(crate) fn slot_top(&self, row: usize) -> f64 {
        self.row_start(row) + self.rail_height() + BAND
    }

    /// From a station's middle down to the back of its slot.
    pub(crate) fn stem(&self) -> f64 {
        self.slot_top(0) - self.station(0).y - 9.0
    }

    /// The middle of a row's handles.
    pub(crate) fn band_middle(&self, row: usize) -> f64 {
        self.row_start(row) + self.rail_height() + 20.0
    }

    /// The top of a slot that is a row. Where a handle is, rows make room for it.
    pub(crate) fn row_top(&self, index: usize) -> f64 {
        let replicas = self.wanted;
        let partition = self.partition_index().filter(|partition| *partition != replicas);
        let handles = [Some(replicas), partition].into_iter().flatten();
        let rooms =
            handles.filter(|at| *at <= index).map(|at| if at == 0 { FIRST_ROOM } else { HANDLE_ROOM });
        self.top + 14.0 + index as f64 * ROW_PITCH + rooms.sum::<f64>()
    }

    /// The middle of a handle before a row, or after the last one.
    pub(crate) fn handle_middle(&self, index: usize) -> f64 {
        self.row_top(index) - 20.0
    }

    pub(crate) fn tile_top(&self) -> f64 {
        self.top + 64.0
    }

    pub(crate) fn tile_pitch(&self) -> f64 {
        let gap = match self.grid.level {
            Level::Card => 12.0,
            Level::Chip => 10.0,
            Level::Row | Level::Full | Level::Slim | Level::Cell | Level::Block => self.grid.gap + 1.0,
        };
        tile_height(&self.grid) + gap
    }

    pub(crate) fn station(&self, index: usize) -> Station {
        let (row, column) = self.grid.cell(index);
        Station { index, x: self.grid.x(column) + self.grid.width / 2.0, y: self.row_start(row) + 22.0 }
    }

    pub(crate) fn row_station(&self, index: usize) -> Station {
        Station { index, x: 11.0, y: self.row_top(index) - 6.0 + ROW_HEIGHT / 2.0 }
    }

    /// The markers of the controller's attention, at the stations of its ordinals.
    pub(crate) fn markers(&self, station: impl Fn(usize) -> Station, stem: Option<f64>) -> Vec<Sketch> {
        let stations: Vec<_> = (0..self.workload.slots.len()).map(station).collect();
        if self.has_rail() { markers(self.workload, &stations, stem) } else { Vec::new() }
    }

    /// What the looks of one slot, or of a block of them, depend on besides themselves.
    pub(crate) fn circumstances(&self, slots: &[Arc<SlotScene>], (x, y): (f64, f64)) -> Circumstances {
        let within = |chosen: &Chosen| slots.iter().any(|slot| is_in(chosen, slot, &self.workload.namespace));
        Circumstances {
            grid: self.grid,
            anatomy: self.anatomy,
            place: (x.into(), y.into()),
            // What the controller is at is marked by a cell's row.
            attention: self.grid.level != Level::Cell
                && slots.iter().any(|slot| attends(self.workload, slot)),
            chosen: self.env.options.selected.as_ref().filter(|chosen| within(chosen)).cloned(),
            differing: slots.iter().fold(0, |all, slot| all | self.differing(slot)),
            interactive: self.env.options.interactive,
            clock: self.clock(&slots[0]),
        }
    }

    /// What the looks of a row of cells or blocks depend on besides its slots.
    pub(crate) fn row_circumstances(&self, slots: &[Arc<SlotScene>]) -> RowCircumstances {
        let (first, last) =
            (slots.first().map_or(0, |slot| slot.ordinal), slots.last().map_or(0, |slot| slot.ordinal));
        let attention = &self.workload.attention;
        let from = attention.partition_point(|ordinal| *ordinal < first);
        let to = attention.partition_point(|ordinal| *ordinal <= last);
        RowCircumstances {
            grid: self.grid,
            top: self.tile_top().into(),
            attention: attention[from..to].to_vec(),
            chosen: self.env.options.selected.clone(),
            differing: self.env.options.differing.clone(),
            interactive: self.env.options.interactive,
        }
    }

    /// Which of a slot's pod, claims and volumes are otherwise in the stage beside this one: bits, the pod's is the lowest.
    fn differing(&self, slot: &SlotScene) -> u64 {
        if self.env.options.differing.is_empty() {
            return 0;
        }
        let namespace = &*self.workload.namespace;
        let pod = slot.pod.as_ref().is_some_and(|pod| self.env.differs("Pod", namespace, &pod.name));
        let below = slot.claims.iter().flat_map(|claim| {
            let volume = claim.volume.as_ref();
            let volume = volume.is_some_and(|volume| self.env.differs("PersistentVolume", "", &volume.name));
            [self.env.differs("PersistentVolumeClaim", namespace, &claim.name), volume]
        });
        let all = [pod].into_iter().chain(below).zip(0..64);
        all.fold(0, |bits, (differs, bit)| bits | u64::from(differs) << bit)
    }

    /// Whether all that differs of a slot is below its pod: where that is too small to be drawn, the pod stands for it.
    fn differs_below(&self, slot: &SlotScene) -> bool {
        let differing = self.differing(slot);
        differing > 1 && differing & 1 == 0
    }

    /// What is shown of the time, if the slot's looks depend on it: seconds, or quarters where a ring drains.
    fn clock(&self, slot: &SlotScene) -> u64 {
        let counting = slot.pod.as_ref().and_then(|pod| pod.countdown).is_some();
        match self.grid.level {
            Level::Cell | Level::Block => 0,
            Level::Row | Level::Full | Level::Slim | Level::Card | Level::Chip if counting => {
                self.env.at.0 / 250
            }
            Level::Row | Level::Full | Level::Slim => self.env.at.0 / 1000,
            Level::Card | Level::Chip => 0,
        }
    }

    /// A slot, or a block of them, as the level has it, at a place.
    pub(crate) fn slot(&self, slots: &[Arc<SlotScene>], attention: bool, place: (f64, f64)) -> Sketch {
        let slot = &slots[0];
        let node = match self.grid.level {
            Level::Full | Level::Slim => slot::slot(slot, attention, &self.anatomy, self.env),
            Level::Row => {
                row(slot, attention, &RowParts::new(self.env.width, self.anatomy.claims > 0), self.env)
            }
            Level::Card => card_tile(slot, attention, &self.grid, self.env),
            Level::Chip => chip(slot, attention, self.differs_below(slot), &self.grid, self.env),
            Level::Cell => {
                return cell(slot, self.differs_below(slot), place, &self.grid, self.env);
            }
            Level::Block => {
                let marks = Marks { attention, differs: slots.iter().any(|slot| self.differing(slot) != 0) };
                return block(&self.workload.namespace, slots, marks, place, &self.grid, self.env);
            }
        };
        node.at(place.0, place.1)
    }

    /// How many slots come before an ordinal.
    pub(crate) fn before(&self, ordinal: u32) -> u32 {
        self.workload.slots.iter().filter(|slot| slot.ordinal < ordinal).count() as u32
    }

    pub(crate) fn partition_index(&self) -> Option<usize> {
        self.workload.partition.map(|partition| self.before(partition) as usize)
    }
}

/// A workload's state in a word.
fn state_word(workload: &WorkloadScene) -> &'static str {
    match (workload.deleting, workload.direction) {
        (true, _) => "Terminating",
        (false, Direction::Rest) => "AtRest",
        (false, Direction::Creating) => "Creating",
        (false, Direction::Terminating) => "ScalingDown",
        (false, Direction::Updating) => "Updating",
    }
}

fn level_word(level: Level) -> &'static str {
    match level {
        Level::Row => "row",
        Level::Full => "full",
        Level::Slim => "slim",
        Level::Card => "card",
        Level::Chip => "chip",
        Level::Cell => "cell",
        Level::Block => "block",
    }
}

/// Whether a chosen object is in a slot.
fn is_in(chosen: &Chosen, slot: &SlotScene, namespace: &Name) -> bool {
    let volume = |name: &Name| {
        slot.claims.iter().filter_map(|claim| claim.volume.as_ref()).any(|volume| volume.name == *name)
    };
    let named = |name: &Name| {
        slot.name == *name || slot.claims.iter().any(|claim| claim.name == *name) || volume(name)
    };
    let pod = slot.pod.as_ref().is_some_and(|pod| pod.name == chosen.name);
    (chosen.namespace.is_empty() || chosen.namespace == *namespace) && (pod || named(&chosen.name))
}

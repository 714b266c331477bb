//! The slots of workloads, kept from one stage to the next so that only what changed is drawn anew.

use super::anatomy::Anatomy;
use super::cell::Tally;
use super::draft::{Draft, ROW_GAP};
use super::grid::{Grid, Level};
use super::handles::Track;
use super::object::Env;
use super::rail::rail;
use super::row::ROW_LEFT;
use super::{Chosen, kind_word};
use crate::node::Node;
use crate::px::Px;
use ordinal_core::scene::{Name, SlotScene, WorkloadScene};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The slots that were drawn last.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    workloads: BTreeMap<WorkloadId, BTreeMap<u32, KeptSlot>>,
    round: u64,
}

/// A workload's kind, namespace and name.
type WorkloadId = (&'static str, Name, Name);

/// What was drawn at one place, a slot or a block of them, and from what.
#[derive(Debug)]
struct KeptSlot {
    source: Source,
    circumstances: Circumstances,
    node: Arc<Node>,
    round: u64,
}

/// What a place was drawn from. A block is drawn from its tally alone, which is much less to keep and to compare.
#[derive(Debug)]
enum Source {
    Slot(Box<SlotScene>),
    Block(Tally),
}

impl Source {
    fn of(slots: &[SlotScene], level: Level) -> Source {
        match level {
            Level::Block => Source::Block(Tally::of(slots)),
            Level::Row | Level::Full | Level::Slim | Level::Card | Level::Chip | Level::Cell => {
                Source::Slot(Box::new(slots[0].clone()))
            }
        }
    }

    fn is(&self, slots: &[SlotScene]) -> bool {
        match self {
            Source::Slot(slot) => slots[0] == **slot,
            Source::Block(tally) => Tally::of(slots) == *tally,
        }
    }
}

/// What a slot's looks depend on besides itself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Circumstances {
    /// Where slots go.
    pub grid: Grid,
    /// The slot's measures.
    pub anatomy: Anatomy,
    /// Its place.
    pub place: (Px, Px),
    /// Whether the controller is at it.
    pub attention: bool,
    /// What is selected in it.
    pub chosen: Option<Chosen>,
    /// Whether its objects can be pressed.
    pub interactive: bool,
    /// The second shown, where ages and countdowns are.
    pub clock: u64,
}

/// A drawn workload.
pub(crate) struct Drawn {
    /// Its group.
    pub node: Node,
    /// Its height.
    pub height: f64,
    /// The ways of its handles.
    pub tracks: Vec<Track>,
}

impl Kept {
    /// Draws a workload whose upper edge is `y` below the drawing's.
    pub(crate) fn draw(&mut self, workload: &WorkloadScene, titled: bool, y: f64, env: &Env) -> Drawn {
        let draft = Draft::new(workload, titled, y, env);
        let node = draft.frame(y).with_some((draft.top > 0.0).then(|| draft.heading()));
        match draft.grid.level {
            Level::Full | Level::Slim => self.rows_of_slots(&draft, node),
            Level::Row => self.column_of_rows(&draft, node),
            Level::Card | Level::Chip | Level::Cell | Level::Block => self.tiles(&draft, node),
        }
    }

    /// Lets go of the slots that the last stage did not show.
    pub(crate) fn forget_unused(&mut self) {
        let round = self.round;
        self.workloads.values_mut().for_each(|slots| slots.retain(|_, kept| kept.round == round));
        self.workloads.retain(|_, slots| !slots.is_empty());
        self.round += 1;
    }

    /// The slots at their places, or as many of them as share a place: those drawn last where they look the same.
    fn slots(&mut self, draft: &Draft, places: impl Iterator<Item = (f64, f64)>) -> Vec<Arc<Node>> {
        let workload = draft.workload;
        let id = (kind_word(workload.kind), workload.namespace.clone(), workload.name.clone());
        let (round, kept) = (self.round, self.workloads.entry(id).or_default());
        let chunks = workload.slots.chunks(draft.grid.each).zip(places);
        let drawn = chunks.map(|(scenes, place)| {
            let circumstances = draft.circumstances(scenes, place);
            let old = kept.get_mut(&scenes[0].ordinal);
            if let Some(old) = old.filter(|old| old.circumstances == circumstances && old.source.is(scenes)) {
                old.round = round;
                return old.node.clone();
            }
            let node = Arc::new(draft.slot(scenes, circumstances.attention).at(place.0, place.1));
            let source = Source::of(scenes, draft.grid.level);
            let new = KeptSlot { source, circumstances, node: node.clone(), round };
            kept.insert(scenes[0].ordinal, new);
            node
        });
        drawn.collect()
    }

    fn rows_of_slots(&mut self, draft: &Draft, mut node: Node) -> Drawn {
        let (grid, count) = (draft.grid, draft.workload.slots.len());
        let rows = grid.rows(count).max(1);
        for row in 0..rows {
            node = draft.row_furniture(node, row, row * grid.columns..count.min((row + 1) * grid.columns));
        }
        let places = (0..count).map(|index| (grid.x(grid.cell(index).1), draft.slot_top(grid.cell(index).0)));
        let tracks = draft.tracks(draft.grid_lie());
        let node = node
            .with_all(self.slots(draft, places))
            .with_all(draft.markers(|index| draft.station(index), Some(draft.stem())))
            .with_all(tracks.iter().map(|track| draft.upright_handle(track)));
        Drawn { node, height: draft.top + rows as f64 * draft.row_pitch() - ROW_GAP, tracks }
    }

    fn column_of_rows(&mut self, draft: &Draft, node: Node) -> Drawn {
        let count = draft.workload.slots.len();
        let places = (0..count).map(|index| (ROW_LEFT + 6.0, draft.row_top(index)));
        let stations: Vec<_> = (0..count).map(|index| draft.row_station(index)).collect();
        let tracks = draft.tracks(draft.column_lie());
        let node = node
            .with_some(draft.has_rail().then(|| rail(0, draft.workload, &stations)))
            .with_all(self.slots(draft, places))
            .with_all(draft.markers(|index| draft.row_station(index), None))
            .with_all(tracks.iter().map(|track| draft.flat_handle(track)));
        Drawn { node, height: draft.row_top(count) + 2.0, tracks }
    }

    fn tiles(&mut self, draft: &Draft, node: Node) -> Drawn {
        let (grid, top, pitch) = (draft.grid, draft.tile_top(), draft.tile_pitch());
        let places = (0..).map(|index| (grid.x(grid.cell(index).1), top + grid.cell(index).0 as f64 * pitch));
        let tracks = draft.tracks(draft.ruler_lie());
        let node = node
            .with(draft.ruler(&tracks))
            .with_all(draft.row_numbers())
            .with_all(self.slots(draft, places))
            .with_all(tracks.iter().map(|track| draft.ruler_handle(track)));
        Drawn { node, height: top + grid.rows(draft.workload.slots.len()) as f64 * pitch, tracks }
    }
}

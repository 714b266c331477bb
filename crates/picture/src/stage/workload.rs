//! The slots of workloads, kept from one stage to the next so that only what changed is drawn anew.

use super::anatomy::Anatomy;
use super::draft::Draft;
use super::grid::{Grid, Level};
use super::handles::Track;
use super::object::Env;
use super::rail::{markers, rail};
use super::row::ROW_LEFT;
use super::{Chosen, kind_word};
use crate::node::Node;
use crate::px::Px;
use ordinal_core::scene::{Name, SlotScene, WorkloadScene};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The slots that were drawn last, by workload and ordinal.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    slots: BTreeMap<SlotId, KeptSlot>,
    round: u64,
}

type SlotId = (&'static str, Name, Name, u32);

/// A slot as it was drawn, and from what.
#[derive(Debug)]
struct KeptSlot {
    scene: SlotScene,
    circumstances: Circumstances,
    node: Arc<Node>,
    round: u64,
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
        self.slots.retain(|_, kept| kept.round == round);
        self.round += 1;
    }

    /// A slot at a place: the one drawn last if it would look the same.
    fn slot(&mut self, draft: &Draft, index: usize, (x, y): (f64, f64)) -> Arc<Node> {
        let (workload, scene) = (draft.workload, &draft.workload.slots[index]);
        let circumstances = draft.circumstances(index, (x, y));
        let id = (kind_word(workload.kind), workload.namespace.clone(), workload.name.clone(), scene.ordinal);
        if let Some(kept) = self.slots.get_mut(&id)
            && kept.circumstances == circumstances
            && kept.scene == *scene
        {
            kept.round = self.round;
            return kept.node.clone();
        }
        let node = Arc::new(draft.slot(index, circumstances.attention).at(x, y));
        let kept = KeptSlot { scene: scene.clone(), circumstances, node: node.clone(), round: self.round };
        self.slots.insert(id, kept);
        node
    }

    fn rows_of_slots(&mut self, draft: &Draft, mut node: Node) -> Drawn {
        let (grid, count) = (draft.grid, draft.workload.slots.len());
        let rows = grid.rows(count).max(1);
        for row in 0..rows {
            let indices = row * grid.columns..count.min((row + 1) * grid.columns);
            node = draft.row_furniture(node, row, indices.clone());
            for index in indices {
                let place = (grid.x(index % grid.columns), draft.slot_top(row));
                node.push(self.slot(draft, index, place));
            }
        }
        let stations: Vec<_> = (0..count).map(|index| draft.station(index)).collect();
        let node = node.with_all(if draft.has_rail() {
            markers(draft.workload, &stations, Some(draft.stem()))
        } else {
            Vec::new()
        });
        let tracks = draft.tracks(draft.grid_lie());
        let node = node.with_all(tracks.iter().map(|track| draft.upright_handle(track)));
        Drawn { node, height: draft.top + rows as f64 * draft.row_pitch() - super::draft::ROW_GAP, tracks }
    }

    fn column_of_rows(&mut self, draft: &Draft, node: Node) -> Drawn {
        let count = draft.workload.slots.len();
        let stations: Vec<_> = (0..count).map(|index| draft.row_station(index)).collect();
        let node = node.with_some(draft.has_rail().then(|| rail(0, draft.workload, &stations)));
        let places = (0..count).map(|index| (index, (ROW_LEFT + 6.0, draft.row_top(index))));
        let slots: Vec<_> = places.map(|(index, place)| self.slot(draft, index, place)).collect();
        let node = node.with_all(slots);
        let node = node.with_all(if draft.has_rail() {
            markers(draft.workload, &stations, None)
        } else {
            Vec::new()
        });
        let tracks = draft.tracks(draft.column_lie());
        let node = node.with_all(tracks.iter().map(|track| draft.flat_handle(track)));
        Drawn { node, height: draft.row_top(count) + 2.0, tracks }
    }

    fn tiles(&mut self, draft: &Draft, node: Node) -> Drawn {
        let (grid, slots) = (draft.grid, &draft.workload.slots);
        let tracks = draft.tracks(draft.ruler_lie());
        let node = node.with(draft.ruler(&tracks)).with_all(draft.row_numbers());
        let top = draft.tile_top();
        let place =
            |index| (grid.x(grid.cell(index).1), top + grid.cell(index).0 as f64 * draft.tile_pitch());
        let tiles: Vec<_> = if grid.level == Level::Block {
            slots
                .chunks(grid.each)
                .enumerate()
                .filter_map(|(index, chunk)| draft.block(chunk, place(index)))
                .collect()
        } else {
            (0..slots.len()).map(|index| self.slot(draft, index, place(index))).collect()
        };
        let node = node.with_all(tiles).with_all(tracks.iter().map(|track| draft.ruler_handle(track)));
        Drawn { node, height: top + grid.rows(slots.len()) as f64 * draft.tile_pitch(), tracks }
    }
}

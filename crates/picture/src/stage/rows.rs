//! Cells and blocks, row by row: a row in which nothing changed is the one that was drawn last, and what a page does for
//! a change ends at its row. The bars of cells are always drawn at once; of cells, which nobody sees, and of blocks only so
//! many are.

use super::Chosen;
use super::cell::bars;
use super::draft::Draft;
use super::grid::{Grid, Level};
use super::workload::{KeptSlot, slots};
use crate::node::{Node, Sketch};
use crate::px::Px;
use crate::shape::group;
use ordinal_core::scene::SlotScene;
use std::sync::Arc;

/// How many blocks are drawn where one cell is: they are seen.
const BLOCKS_FOR_A_CELL: usize = 4;

/// The rows of a workload that were drawn last.
#[derive(Debug, Default)]
pub(super) struct Rows {
    rows: Vec<Row>,
    /// The row whose cells come first where not all can be drawn at once, so that each has its turn.
    turn: usize,
}

/// What was drawn as one row, and from what.
#[derive(Debug)]
struct Row {
    index: usize,
    scenes: Vec<Arc<SlotScene>>,
    around: RowCircumstances,
    bars: Vec<Arc<Node>>,
    slots: Vec<KeptSlot>,
    /// Whether its slots are still those of an earlier stage.
    behind: bool,
    /// Its group, once it is put together.
    node: Option<Arc<Node>>,
}

/// What the looks of a row of cells or blocks depend on besides its slots.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RowCircumstances {
    /// Where slots go.
    pub grid: Grid,
    /// The top of the uppermost row.
    pub top: Px,
    /// The ordinals in it that the controller is at.
    pub attention: Vec<u32>,
    /// What is selected anywhere.
    pub chosen: Option<Chosen>,
    /// What is marked anywhere.
    pub differing: Arc<[Chosen]>,
    /// Whether its objects can be pressed.
    pub interactive: bool,
}

impl Rows {
    /// The rows of the next stage, given the place of each cell or block.
    pub(super) fn next(self, draft: &Draft, place: impl Fn(usize) -> (f64, f64)) -> Rows {
        let Rows { rows, turn } = self;
        let mut last = rows.into_iter();
        let chunks = draft.workload.slots.chunks(draft.grid.columns * draft.grid.each).enumerate();
        let rows = chunks.map(|(index, scenes)| {
            let around = draft.row_circumstances(scenes);
            match last.next() {
                Some(row) if row.shows(scenes, &around) => row,
                last => Row::new(index, scenes, around, last, &place),
            }
        });
        let mut rows = Rows { rows: rows.collect(), turn };
        rows.catch_up(draft, &place);
        rows
    }

    /// Draws the slots of the rows that changed, as many as may be at once.
    fn catch_up(&mut self, draft: &Draft, place: impl Fn(usize) -> (f64, f64)) {
        let times = if draft.grid.level == Level::Block { BLOCKS_FOR_A_CELL } else { 1 };
        let mut left = draft.env.options.at_once.saturating_mul(times);
        let turn = self.turn.min(self.rows.len());
        let (later, first) = self.rows.split_at_mut(turn);
        for row in first.iter_mut().chain(later).filter(|row| row.behind) {
            if left == 0 {
                self.turn = row.index;
                return;
            }
            left = left.saturating_sub(row.fill(draft, &place));
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether some of the cells or blocks are still those of an earlier stage.
    pub(super) fn is_behind(&self) -> bool {
        self.rows.iter().any(|row| row.behind)
    }

    /// The rows' groups.
    pub(super) fn nodes(&mut self) -> Vec<Arc<Node>> {
        self.rows.iter_mut().map(Row::node).collect()
    }
}

impl Row {
    /// A row whose slots are still to be drawn: until then it has those of the last one, cells if they are at their places.
    fn new(
        index: usize,
        scenes: &[Arc<SlotScene>],
        around: RowCircumstances,
        last: Option<Row>,
        place: impl Fn(usize) -> (f64, f64),
    ) -> Row {
        let grid = around.grid;
        let fits = |last: &Row| last.around.grid == grid && last.around.top == around.top;
        let last = last.filter(|last| grid.level == Level::Block || fits(last));
        let places = (index * grid.columns..).map(place);
        let bars = match grid.level {
            Level::Cell => bars(scenes, &around.attention, places, &grid),
            Level::Block | Level::Row | Level::Full | Level::Slim | Level::Card | Level::Chip => Vec::new(),
        };
        Row {
            index,
            scenes: scenes.to_vec(),
            around,
            bars: bars.into_iter().map(Arc::from).collect(),
            slots: last.map(|last| last.slots).unwrap_or_default(),
            behind: true,
            node: None,
        }
    }

    fn shows(&self, scenes: &[Arc<SlotScene>], around: &RowCircumstances) -> bool {
        let same = |(one, other): (&Arc<SlotScene>, &Arc<SlotScene>)| Arc::ptr_eq(one, other);
        self.around == *around
            && self.scenes.len() == scenes.len()
            && self.scenes.iter().zip(scenes).all(same)
    }

    /// Draws the slots; how many were drawn anew.
    fn fill(&mut self, draft: &Draft, place: impl Fn(usize) -> (f64, f64)) -> usize {
        let old = std::mem::take(&mut self.slots);
        let places = (self.index * draft.grid.columns..).map(place);
        let (slots, anew) = slots(draft, &self.scenes, places, old);
        (self.slots, self.behind, self.node) = (slots, false, None);
        anew
    }

    fn node(&mut self) -> Arc<Node> {
        let Row { index, around, bars, slots, .. } = self;
        self.node.get_or_insert_with(|| Arc::from(drawn(*index, around.grid.level, bars, slots))).clone()
    }
}

fn drawn(index: usize, level: Level, bars: &[Arc<Node>], slots: &[KeptSlot]) -> Sketch {
    let node = group(("row", index as u64));
    let node = if level == Level::Cell { node.class("cells") } else { node };
    node.with_all(bars.iter().cloned()).with_all(slots.iter().map(|kept| kept.node.clone()))
}

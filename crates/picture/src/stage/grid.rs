//! How much of each slot is shown, and where it goes: the more slots, the less of each.

use crate::px::between;
/// How much of each slot is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// Everything, one slot below another: for narrow places.
    Row,
    /// Everything.
    Full,
    /// Everything, smaller.
    Slim,
    /// The pod's card, and its claims as small disks.
    Card,
    /// The pod's sign and ordinal.
    Chip,
    /// A bar that is as high as the pod is far.
    Cell,
    /// A bar for several ordinals.
    Block,
}

/// Where each slot goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Grid {
    /// How much is shown.
    pub level: Level,
    /// How many slots are in a row.
    pub columns: usize,
    /// A slot's width.
    pub width: f64,
    /// What is between two slots.
    pub gap: f64,
    /// The left edge of the first.
    pub left: f64,
    /// How many ordinals one place stands for: 1 but for blocks.
    pub each: usize,
}

/// The width below which slots are rows.
const NARROW: f64 = 600.0;
/// How far a slot's back reaches over its content.
pub(crate) const SLOT_PAD: f64 = 6.0;
/// What to try, best first, and how many rows of it there may be. In narrow places only what comes last.
const CHOICES: [(Level, usize); 6] = [
    (Level::Full, 1),
    (Level::Slim, 1),
    (Level::Full, 2),
    (Level::Slim, 3),
    (Level::Card, 9),
    (Level::Chip, 20),
];
/// How many cells there may be before they become blocks.
const MOST_CELLS: usize = 3000;
/// How many blocks there may be.
const MOST_BLOCKS: usize = 1200;

impl Grid {
    /// The grid that shows most of `count` slots without becoming too high.
    pub(crate) fn new(count: usize, width: f64, wide_slots: bool) -> Grid {
        let narrow = width < NARROW;
        if narrow && count <= 12 && wide_slots {
            return Grid { level: Level::Row, columns: 1, width, gap: 12.0, left: 0.0, each: 1 };
        }
        let fits = |(level, rows): &(Level, usize)| {
            let grid = Grid::of_level(*level, count, width);
            (count.div_ceil(grid.columns) <= *rows).then_some(grid)
        };
        let tried: &[_] = if narrow { &CHOICES[4..] } else { &CHOICES };
        match tried.iter().find_map(fits) {
            Some(grid) => grid,
            None if count <= MOST_CELLS => Grid::of_level(Level::Cell, count, width),
            None => Grid::blocks(count, width),
        }
    }

    fn of_level(level: Level, count: usize, width: f64) -> Grid {
        let (least, most, gap) = slot_widths(level, count);
        let (left, right) = match level {
            // Right of the last slot is the replicas' boundary.
            Level::Row | Level::Full | Level::Slim => (SLOT_PAD, 22.0),
            Level::Card | Level::Chip => (0.0, 0.0),
            Level::Cell | Level::Block => (GUTTER, 0.0),
        };
        let room = width - left - right;
        let columns = (((room + gap) / (least + gap)) as usize).max(1);
        let used = columns.min(count.max(1)) as f64;
        let slot = between((room + gap) / used - gap, least, most);
        Grid { level, columns, width: slot.floor(), gap, left, each: 1 }
    }

    fn blocks(count: usize, width: f64) -> Grid {
        let each =
            [10, 20, 50, 100, 200, 500, 1000].into_iter().find(|each| count.div_ceil(*each) <= MOST_BLOCKS);
        let each = each.unwrap_or(count.div_ceil(MOST_BLOCKS).max(1));
        let grid = Grid::of_level(Level::Cell, count.div_ceil(each), width);
        // A round number in a row makes ordinals easy to find.
        let columns = if grid.columns >= 10 { grid.columns / 10 * 10 } else { grid.columns };
        Grid { level: Level::Block, columns, each, ..grid }
    }

    /// From one slot's left edge to the next.
    pub(crate) fn pitch(&self) -> f64 {
        self.width + self.gap
    }

    /// The row and column of a place.
    pub(crate) fn cell(&self, index: usize) -> (usize, usize) {
        (index / self.columns, index % self.columns)
    }

    /// A column's left edge.
    pub(crate) fn x(&self, column: usize) -> f64 {
        self.left + column as f64 * self.pitch()
    }

    /// How many rows `count` slots take.
    pub(crate) fn rows(&self, count: usize) -> usize {
        count.div_ceil(self.each).div_ceil(self.columns)
    }
}

/// What is left of the cells for the ordinals at which their rows begin.
const GUTTER: f64 = 40.0;

/// The least and the greatest width of a slot, and the gap.
fn slot_widths(level: Level, count: usize) -> (f64, f64, f64) {
    match level {
        Level::Row | Level::Full => (140.0, 152.0, 20.0),
        Level::Slim => (116.0, 138.0, 18.0),
        Level::Card => (98.0, 124.0, 10.0),
        Level::Chip => (50.0, 60.0, 6.0),
        Level::Cell | Level::Block if count > 1500 => (7.0, 7.0, 2.0),
        Level::Cell | Level::Block => (10.0, 10.0, 3.0),
    }
}

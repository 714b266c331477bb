//! The slots of workloads, kept from one stage to the next so that only what changed is drawn anew.

use super::Chosen;
use super::anatomy::Anatomy;
use super::cell::Tally;
use super::draft::{Draft, ROW_GAP};
use super::grid::{Grid, Level};
use super::handles::Track;
use super::object::Env;
use super::rail::rail;
use super::row::ROW_LEFT;
use super::rows::Rows;
use crate::node::{Node, Sketch};
use crate::px::Px;
use ordinal_core::scene::{Name, SlotScene, WorkloadKind, WorkloadScene};
use std::mem::take;
use std::sync::Arc;

/// The slots that were drawn last, by workload: the last stage's, and so far this one's.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    last: Vec<KeptWorkload>,
    now: Vec<KeptWorkload>,
    /// Whether some of this stage's cells or blocks are still those of an earlier one.
    behind: bool,
}

/// A workload's slots, in order.
#[derive(Debug)]
struct KeptWorkload {
    kind: WorkloadKind,
    namespace: Name,
    name: Name,
    /// Those that are not in rows.
    slots: Vec<KeptSlot>,
    rows: Rows,
}

/// What was drawn at one place, a slot or a block of them, and from what.
#[derive(Debug)]
pub(super) struct KeptSlot {
    ordinal: u32,
    source: Source,
    circumstances: Circumstances,
    pub(super) node: Arc<Node>,
}

/// What a place was drawn from. A block is drawn from its tally alone, which is much less to keep and to compare.
#[derive(Debug)]
enum Source {
    Slot(Arc<SlotScene>),
    Block(Tally),
}

impl Source {
    fn of(slots: &[Arc<SlotScene>], level: Level) -> Source {
        match level {
            Level::Block => Source::Block(Tally::of(slots)),
            Level::Row | Level::Full | Level::Slim | Level::Card | Level::Chip | Level::Cell => {
                Source::Slot(slots[0].clone())
            }
        }
    }

    fn is(&self, slots: &[Arc<SlotScene>]) -> bool {
        match self {
            Source::Slot(slot) => Arc::ptr_eq(&slots[0], slot) || slots[0] == *slot,
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
    /// Which of its pod and its claims are marked, lowest bit first.
    pub differing: u64,
    /// Whether its objects can be pressed.
    pub interactive: bool,
    /// The second shown, where ages and countdowns are.
    pub clock: u64,
}

/// A drawn workload.
pub(crate) struct Drawn {
    /// Its group.
    pub node: Sketch,
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

    /// Whether what this stage shows so far has cells or blocks.
    pub(crate) fn are_dense(&self) -> bool {
        self.now.iter().any(|workload| !workload.rows.is_empty())
    }

    /// Ends a stage: what it did not show is let go. Whether some of its cells or blocks are still those
    /// of an earlier one.
    pub(crate) fn turn(&mut self) -> bool {
        self.last = take(&mut self.now);
        take(&mut self.behind)
    }

    /// The slots at their places: those drawn last where they look the same.
    fn slots(&mut self, draft: &Draft, places: impl Iterator<Item = (f64, f64)>) -> Vec<Arc<Node>> {
        let old = self.last_slots(draft.workload);
        let (slots, _) = slots(draft, &draft.workload.slots, places, old);
        let nodes = slots.iter().map(|kept| kept.node.clone()).collect();
        self.keep(draft.workload, slots, Rows::default());
        nodes
    }

    /// Slots as cells or blocks, row by row.
    fn rows(&mut self, draft: &Draft, place: impl Fn(usize) -> (f64, f64)) -> Vec<Arc<Node>> {
        let last = self.last_of(draft.workload).map(|kept| take(&mut kept.rows)).unwrap_or_default();
        let mut rows = last.next(draft, place);
        self.behind |= rows.is_behind();
        let nodes = rows.nodes();
        self.keep(draft.workload, Vec::new(), rows);
        nodes
    }

    fn keep(&mut self, workload: &WorkloadScene, slots: Vec<KeptSlot>, rows: Rows) {
        let (namespace, name) = (workload.namespace.clone(), workload.name.clone());
        self.now.push(KeptWorkload { kind: workload.kind, namespace, name, slots, rows });
    }

    // There is one for all levels: what the page loads first has what ran of it at any of them.
    #[inline(never)]
    fn last_slots(&mut self, workload: &WorkloadScene) -> Vec<KeptSlot> {
        self.last_of(workload).map(|kept| take(&mut kept.slots)).unwrap_or_default()
    }

    /// What the last stage had of a workload.
    fn last_of(&mut self, workload: &WorkloadScene) -> Option<&mut KeptWorkload> {
        let is_it = |kept: &&mut KeptWorkload| {
            kept.kind == workload.kind && kept.namespace == workload.namespace && kept.name == workload.name
        };
        self.last.iter_mut().find(is_it)
    }

    fn rows_of_slots(&mut self, draft: &Draft, mut node: Sketch) -> Drawn {
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

    fn column_of_rows(&mut self, draft: &Draft, node: Sketch) -> Drawn {
        let count = draft.workload.slots.len();
        let places = (0..count).map(|index| (ROW_LEFT + 6.0, draft.row_top(index)));
        let stations: Vec<_> = (0..count).map(|index| draft.row_station(index)).collect();
        let tracks = draft.tracks(draft.column_lie());
        let node = node
            .with_some(draft.has_rail().then(|| rail(0, draft.workload, &stations)))
            .with_all(self.slots(draft, places))
            .with_all(draft.markers(|index| draft.row_station(index), None))
            .with_all(tracks.iter().map(|track| draft.flat_handle(track)));
        Drawn { node, height: draft.row_top(count) - 6.0, tracks }
    }

    fn tiles(&mut self, draft: &Draft, node: Sketch) -> Drawn {
        let (grid, top, pitch) = (draft.grid, draft.tile_top(), draft.tile_pitch());
        let place = |index| (grid.x(grid.cell(index).1), top + grid.cell(index).0 as f64 * pitch);
        let tracks = draft.tracks(draft.ruler_lie());
        let slots = match grid.level {
            Level::Cell | Level::Block => self.rows(draft, place),
            Level::Row | Level::Full | Level::Slim | Level::Card | Level::Chip => {
                self.slots(draft, (0..).map(place))
            }
        };
        let node = node
            .with(draft.ruler(&tracks))
            .with_all(draft.row_numbers())
            .with_all(slots)
            .with_all(tracks.iter().map(|track| draft.ruler_handle(track)));
        Drawn { node, height: top + grid.rows(draft.workload.slots.len()) as f64 * pitch, tracks }
    }
}

/// Slots at their places, or as many of them as share a place: the old ones, which are in order, where they look the same.
/// How many were drawn anew.
pub(super) fn slots(
    draft: &Draft,
    scenes: &[Arc<SlotScene>],
    places: impl Iterator<Item = (f64, f64)>,
    old: Vec<KeptSlot>,
) -> (Vec<KeptSlot>, usize) {
    let mut old = old.into_iter().peekable();
    let mut anew = 0;
    let slots = scenes.chunks(draft.grid.each).zip(places).map(|(scenes, place)| {
        let ordinal = scenes[0].ordinal;
        // Both are in order: what is lower is gone.
        while old.next_if(|kept| kept.ordinal < ordinal).is_some() {}
        let circumstances = draft.circumstances(scenes, place);
        let same = |kept: &KeptSlot| {
            kept.ordinal == ordinal && kept.circumstances == circumstances && kept.source.is(scenes)
        };
        old.next_if(same).unwrap_or_else(|| {
            anew += 1;
            let node = Arc::from(draft.slot(scenes, circumstances.attention, place));
            KeptSlot { ordinal, source: Source::of(scenes, draft.grid.level), circumstances, node }
        })
    });
    (slots.collect(), anew)
}

//! Slots as bars, for the largest workloads: a cell each, or a block for several.

use super::card::pod_object;
use super::grid::Grid;
use super::object::{Env, Identity};
use super::tile::tile_height;
use crate::look::{LOOKS, Look};
use crate::node::{Attr, Sketch};
use crate::px::between;
use crate::shape::{PathData, group, path, rect};
use crate::text::{join, number};
use ordinal_core::scene::{Name, PodState, SlotScene};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A slot as a cell, with its upper left corner at a place. It draws nothing: its [`bars`] are those of its row. What is in
/// it is for pointers, keys and whoever reads the page.
pub(crate) fn cell(slot: &SlotScene, differs: bool, place: (f64, f64), grid: &Grid, env: &Env) -> Sketch {
    let area = (place, (grid.width, tile_height(grid)));
    let class = if differs { "pod differs" } else { "pod" };
    group(("slot", u64::from(slot.ordinal)))
        .set(Attr::Ordinal, slot.ordinal)
        .with_some(slot.pod.as_ref().map(|pod| pod_object(pod, &[class], env).with(well("well spot", area))))
}

/// Where something is: its upper left corner and its size.
type Area = ((f64, f64), (f64, f64));

/// Slots side by side as bars, each as high as its pod is far. Those that look alike are one path: there are a thousand
/// and more of them, and for a page each element costs. Around those that the controller is at, there is a frame.
pub(crate) fn bars(
    slots: &[Arc<SlotScene>],
    attention: &[u32],
    places: impl Iterator<Item = (f64, f64)>,
    grid: &Grid,
) -> Vec<Sketch> {
    let size = (grid.width, tile_height(grid));
    let mut paths = BTreeMap::new();
    for (slot, place) in slots.iter().zip(places) {
        let look = slot.pod.as_ref().map(Look::of);
        let mut add =
            |part: Part, data: PathData| paths.entry(part).or_insert_with(PathData::default).append(&data);
        add(Part::Well(slot.wanted), rounded((place, size)));
        if let Some(look) = look {
            add(Part::Bar(look.rank()), bar(look, (place, size)));
            if let Some(data) = scratch(look, (place, size)) {
                add(Part::Scratch, data);
            }
        }
        if attention.binary_search(&slot.ordinal).is_ok() {
            add(Part::Frame, outline((place, size)));
        }
    }
    paths.into_iter().map(|(part, data)| part.drawn(data)).collect()
}

/// What a path of a row of cells shows, in the order in which they are drawn.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// The places of bars, within the replicas or beyond.
    Well(bool),
    /// The bars of the look with this rank.
    Bar(usize),
    /// What is over bars.
    Scratch,
    /// What is around what the controller is at.
    Frame,
}

impl Part {
    fn drawn(self, data: PathData) -> Sketch {
        match self {
            Part::Well(wanted) => path(("wells", u64::from(wanted)), data).class(well_class(wanted)),
            Part::Bar(rank) => path(("bars", rank as u64), data).class(join(&["bar ", LOOKS[rank].class()])),
            Part::Scratch => path("scratch", data).class("scratch"),
            Part::Frame => path("frame", data).class("frame"),
        }
    }
}

fn well_class(wanted: bool) -> &'static str {
    if wanted { "well" } else { "well ghost" }
}

/// The place of a bar.
fn well(class: &'static str, ((x, y), (width, height)): Area) -> Sketch {
    rect("place", (x, y, width, height), 1.5).class(class)
}

/// What goes around a place, a little off it.
fn outline(((x, y), (width, height)): Area) -> PathData {
    rounded(((x - 1.5, y - 1.5), (width + 3.0, height + 3.0)))
}

/// A bar as high as its look's level; a wedge for a pod that is leaving.
fn bar(look: Look, ((x, y), (width, height)): Area) -> PathData {
    if look == Look::Known(PodState::Terminating) {
        let wedge = PathData::default().add('M', &[x, y]).add('l', &[width, height]).add('H', &[x]);
        return wedge.add('Z', &[]);
    }
    let filled = (height * f64::from(look.level()) / 100.0).max(1.0);
    rounded(((x, y + height - filled), (width, filled)))
}

/// A rectangle with its corners a little off.
fn rounded(((x, y), (width, height)): Area) -> PathData {
    let corner = between(height / 3.0, 0.0, 1.2);
    let start = PathData::default().add('M', &[x + corner, y]).add('h', &[width - 2.0 * corner]);
    let right =
        start.add('l', &[corner, corner]).add('v', &[height - 2.0 * corner]).add('l', &[-corner, corner]);
    let left = right.add('h', &[2.0 * corner - width]).add('l', &[-corner, -corner]);
    left.add('v', &[2.0 * corner - height]).add('Z', &[])
}

/// A cross over what has failed, hatching over what nobody knows.
fn scratch(look: Look, ((x, y), (width, height)): Area) -> Option<PathData> {
    let (left, top, right, bottom) = (x + 1.0, y + 1.5, x + width - 1.0, y + height - 1.5);
    let line = || PathData::default().add('M', &[left, top]).add('L', &[right, bottom]);
    let data = match look {
        Look::Known(PodState::Failed | PodState::CrashLoopBackOff | PodState::ImagePullBackOff) => {
            line().add('M', &[right, top]).add('L', &[left, bottom])
        }
        Look::Unknown => line(),
        Look::Known(
            PodState::Pending
            | PodState::ContainerCreating
            | PodState::Running
            | PodState::Ready
            | PodState::Terminating
            | PodState::Completed,
        ) => return None,
    };
    Some(data)
}

/// What a block of slots shows: which ordinals they are and how many pods look how.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tally {
    last: u32,
    slots: usize,
    wanted: bool,
    /// In the order of [`LOOKS`].
    counts: [usize; LOOKS.len()],
}

impl Tally {
    /// The tally of some slots.
    pub(crate) fn of(slots: &[Arc<SlotScene>]) -> Tally {
        let mut counts = [0; LOOKS.len()];
        let looks = slots.iter().filter_map(|slot| slot.pod.as_ref()).map(Look::of);
        looks.for_each(|look| counts[look.rank()] += 1);
        let wanted = slots.iter().any(|slot| slot.wanted);
        Tally { last: slots.last().map_or(0, |slot| slot.ordinal), slots: slots.len(), wanted, counts }
    }

    /// The looks that there are, least urgent first.
    fn looks(&self) -> impl DoubleEndedIterator<Item = (Look, usize)> {
        LOOKS.into_iter().zip(self.counts).filter(|(_, count)| *count > 0)
    }
}

/// What is to be marked of a cell, or of a block because of one of its slots.
pub(crate) struct Marks {
    /// The controller is at it.
    pub attention: bool,
    /// It is otherwise in the stage beside this one.
    pub differs: bool,
}

/// Several ordinals as one bar of layers, with its upper left corner at a place. There is at least one.
pub(crate) fn block(
    namespace: &Name,
    slots: &[Arc<SlotScene>],
    marks: Marks,
    place: (f64, f64),
    grid: &Grid,
    env: &Env,
) -> Sketch {
    let (first, tally, area) = (&slots[0], Tally::of(slots), (place, (grid.width, tile_height(grid))));
    let worst = tally.looks().next_back().map(|(look, _)| look);
    let name: Name = join(&[&first.name, "…", &number(tally.last.into())]).into();
    let identity = Identity { kind: "Range", namespace, name: &name };
    let differs = if marks.differs { "differs" } else { "" };
    let class = env.class(&["range", worst.map_or("st-none", Look::class), differs], &identity);
    let node = group(("range", u64::from(first.ordinal))).class(class);
    env.object(node, &identity, worst.map_or("None", Look::word), tell(&name, &tally))
        .set(Attr::Ordinal, first.ordinal)
        .set(Attr::Count, tally.slots as u32)
        .with(well(well_class(tally.wanted), area))
        .with_all(layers(&tally, area))
        .with_some(marks.attention.then(|| path("frame", outline(area)).class("frame")))
}

/// The states of several pods one above another, ready ones lowest, each as high as its share.
fn layers(tally: &Tally, ((x, y), (width, height)): Area) -> Vec<Sketch> {
    let mut top = height;
    let layer = |(look, count): (Look, usize)| {
        // One pod of a thousand is to be seen if it is not ready.
        let least = if look.rank() > 0 { 2.0 } else { 0.5 };
        let layer = (height * count as f64 / tally.slots as f64).max(least).min(top);
        top -= layer;
        let layer = rect(("layer", look.rank() as u64), (x, y + top, width, layer), 0.0);
        layer.class(join(&["bar ", look.class()]))
    };
    tally.looks().map(layer).collect()
}

/// How many pods of several slots are in which state: `web-120…129: 9 Ready, 1 Pending`.
fn tell(name: &str, tally: &Tally) -> String {
    let told = tally.looks().map(|(look, count)| join(&[&number(count as u64), " ", look.word()]));
    let told: Vec<_> = told.collect();
    join(&[name, ": ", &if told.is_empty() { "no pods".into() } else { told.join(", ") }])
}

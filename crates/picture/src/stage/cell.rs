//! Slots as bars, for the largest workloads: a cell each, or a block for several.

use super::card::pod_group;
use super::grid::Grid;
use super::object::{Env, Identity};
use super::slot::slot_group;
use super::tile::tile_height;
use crate::look::{LOOKS, Look};
use crate::node::{Attr, Sketch};
use crate::shape::{PathData, group, path, rect};
use crate::text::{join, number};
use ordinal_core::scene::{Name, PodState, SlotScene};
use std::sync::Arc;

/// A slot as a bar that is as high as its pod is far, with its upper left corner at the origin.
pub(crate) fn cell(slot: &SlotScene, attention: bool, grid: &Grid, env: &Env) -> Sketch {
    let size = (grid.width, tile_height(grid));
    let pod = slot.pod.as_ref().map(|pod| {
        let look = Look::of(pod);
        pod_group(pod, "pod", env).with(bar(look, look.level(), size)).with_some(scratch(look, size))
    });
    slot_group(slot, attention).with(well(slot.wanted, size)).with_some(pod).with_some(frame(attention, size))
}

/// The place of a bar.
fn well(wanted: bool, (width, height): (f64, f64)) -> Sketch {
    rect("place", (0.0, 0.0, width, height), 1.5).class(if wanted { "well" } else { "well ghost" })
}

/// The frame around what the controller is at.
fn frame(attention: bool, (width, height): (f64, f64)) -> Option<Sketch> {
    attention.then(|| rect("frame", (-1.5, -1.5, width + 3.0, height + 3.0), 2.5).class("frame"))
}

/// A bar as high as a level of 100; a wedge for a pod that is leaving.
fn bar(look: Look, level: u32, (width, height): (f64, f64)) -> Sketch {
    if look == Look::Known(PodState::Terminating) {
        let wedge = PathData::default()
            .add('M', &[0.0, 0.0])
            .add('L', &[width, height])
            .add('H', &[0.0])
            .add('Z', &[]);
        return path("wedge", wedge).class("bar");
    }
    let filled = (height * f64::from(level) / 100.0).max(1.0);
    rect("bar", (0.0, height - filled, width, filled), 1.0).class("bar")
}

/// A cross over what has failed, hatching over what nobody knows.
fn scratch(look: Look, (width, height): (f64, f64)) -> Option<Sketch> {
    let cross = || PathData::default().add('M', &[1.0, 1.5]).add('L', &[width - 1.0, height - 1.5]);
    let data = match look {
        Look::Known(PodState::Failed | PodState::CrashLoopBackOff | PodState::ImagePullBackOff) => {
            cross().add('M', &[width - 1.0, 1.5]).add('L', &[1.0, height - 1.5])
        }
        Look::Unknown => cross(),
        Look::Known(
            PodState::Pending
            | PodState::ContainerCreating
            | PodState::Running
            | PodState::Ready
            | PodState::Terminating
            | PodState::Completed,
        ) => return None,
    };
    Some(path("scratch", data).class("scratch"))
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

/// What is to be marked of a block because of one of its slots.
pub(crate) struct Marks {
    /// The controller is at it.
    pub attention: bool,
    /// It is otherwise in the stage beside this one.
    pub differs: bool,
}

/// Several ordinals as one bar of layers. There is at least one.
pub(crate) fn block(
    namespace: &Name,
    slots: &[Arc<SlotScene>],
    marks: Marks,
    grid: &Grid,
    env: &Env,
) -> Sketch {
    let (first, tally, size) = (&slots[0], Tally::of(slots), (grid.width, tile_height(grid)));
    let worst = tally.looks().next_back().map(|(look, _)| look);
    let name: Name = join(&[&first.name, "…", &number(tally.last.into())]).into();
    let identity = Identity { kind: "Range", namespace, name: &name };
    let differs = if marks.differs { "differs" } else { "" };
    let class = env.class(&["range", worst.map_or("st-none", Look::class), differs], &identity);
    let node = group(("range", u64::from(first.ordinal))).class(class);
    env.object(node, &identity, worst.map_or("None", Look::word), tell(&name, &tally))
        .set(Attr::Ordinal, first.ordinal)
        .set(Attr::Count, tally.slots as u32)
        .with(well(tally.wanted, size))
        .with_all(layers(&tally, size))
        .with_some(frame(marks.attention, size))
}

/// The states of several pods one above another, ready ones lowest, each as high as its share.
fn layers(tally: &Tally, (width, height): (f64, f64)) -> Vec<Sketch> {
    let mut top = height;
    let layer = |(look, count): (Look, usize)| {
        // One pod of a thousand is to be seen if it is not ready.
        let least = if look.rank() > 0 { 2.0 } else { 0.5 };
        let layer = (height * count as f64 / tally.slots as f64).max(least).min(top);
        top -= layer;
        let layer = rect(("layer", look.rank() as u64), (0.0, top, width, layer), 0.0);
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

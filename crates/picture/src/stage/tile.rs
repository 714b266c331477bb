//! Slots in small, for large workloads: cards, chips, cells and blocks.

use super::card::{pod_group, sign, word};
use super::grid::{Grid, Level};
use super::object::Env;
use super::slot::slot_group;
use super::storage::claim_group;
use crate::look::{LOOKS, Look};
use crate::node::{Attr, Node};
use crate::shape::{PathData, end, group, middle, path, rect, text};
use crate::text::{Face, fitted_name, join, number};
use ordinal_core::scene::{ClaimScene, Name, PodScene, PodState, SlotScene};

/// How high a tile of a level is.
pub(crate) fn tile_height(grid: &Grid) -> f64 {
    match grid.level {
        Level::Card => 60.0,
        Level::Chip => 30.0,
        Level::Cell | Level::Block if grid.width < 8.0 => 10.0,
        Level::Cell | Level::Block => 16.0,
        Level::Row | Level::Full | Level::Slim => 0.0,
    }
}

/// A slot as a tile of the grid's level, with its upper left corner at the origin.
pub(crate) fn tile(slot: &SlotScene, attention: bool, grid: &Grid, env: &Env) -> Node {
    let size = (grid.width, tile_height(grid));
    let node = slot_group(slot, attention);
    match grid.level {
        Level::Card => card(node, slot, attention, size, env),
        Level::Chip => chip(node, slot, attention, size, env),
        Level::Cell | Level::Block | Level::Row | Level::Full | Level::Slim => {
            cell(node, slot, attention, size, env)
        }
    }
}

/// The marker of the controller's attention: a pointer from above.
fn pointer(attention: bool, x: f64) -> Option<Node> {
    attention.then(|| {
        path(
            "pointer",
            PathData::default()
                .add('M', &[x - 4.5, -7.0])
                .add('h', &[9.0])
                .add('l', &[-4.5, 5.5])
                .add('Z', &[]),
        )
        .class("pointer")
    })
}

fn card(node: Node, slot: &SlotScene, attention: bool, (width, height): (f64, f64), env: &Env) -> Node {
    let node = match &slot.pod {
        Some(pod) => node.with(pod_card(pod, (width, height), env)),
        None => node
            .with(rect("place", (0.5, 0.5, width - 1.0, height - 1.0), 7.0).class(empty_class(slot)))
            .with(middle("numeral", (width / 2.0, 35.0), slot.ordinal).class("bignum xs")),
    };
    node.with_all(
        slot.claims.iter().take(4).enumerate().map(|(index, claim)| tiny_claim(claim, index, height, env)),
    )
    .with_some(pointer(attention, width / 2.0))
}

fn pod_card(pod: &PodScene, (width, height): (f64, f64), env: &Env) -> Node {
    let name = fitted_name(&pod.name, Face::Bold(12.5), width - 35.0);
    let ready = join(&[&number(pod.ready_containers.into()), "/", &number(pod.containers.into())]);
    pod_group(pod, "pod fade", env)
        .with(rect("card", (0.0, 0.0, width, height), 7.0).class("card flat"))
        .with(edge(height))
        .with(group("sign").at(18.0, 18.0).with(sign(pod, 8.0, env)))
        .with(text("name", (31.0, 22.5), name).class("podname xs"))
        .with(word(pod, (10.0, 39.0), width - 15.0, env))
        .with(end("ready", (width - 7.0, 53.5), ready).class("mono m9 ink2"))
}

/// The revision's stripe at the left edge: the style sheet has it whole for odd revisions, broken for even ones.
fn edge(height: f64) -> Node {
    let data = PathData::default().add('M', &[2.0, 6.0]).add('V', &[height - 6.0]);
    path("edge", data).class("edge")
}

/// A claim as a disk a few pixels high: whole if mounted, an outline if not, dashed if it has no volume.
fn tiny_claim(claim: &ClaimScene, index: usize, height: f64, env: &Env) -> Node {
    let class = if claim.mounted.is_some() { "tiny-disk" } else { "tiny-disk off" };
    let disk = "M0 2A4.5 2 0 0 1 9 2V7A4.5 2 0 0 1 0 7ZM0 2A4.5 2 0 0 0 9 2";
    claim_group(claim, env)
        .at(10.0 + index as f64 * 13.0, height - 14.0)
        .with(path("disk", disk).class(class))
}

fn empty_class(slot: &SlotScene) -> &'static str {
    if slot.wanted { "empty" } else { "empty ghost" }
}

fn chip(node: Node, slot: &SlotScene, attention: bool, (width, height): (f64, f64), env: &Env) -> Node {
    let class = if slot.ordinal > 999 { "chip-text s" } else { "chip-text" };
    let class = if slot.pod.is_some() { class } else { "chip-text ink3" };
    let ordinal = end("ordinal", (width - 5.0, height / 2.0 + 4.2), slot.ordinal).class(class);
    let node = match &slot.pod {
        Some(pod) => node.with(
            pod_group(pod, "pod fade", env)
                .with(rect("card", (0.0, 0.0, width, height), 6.0).class("card flat"))
                .with(edge(height))
                .with(group("sign").at(13.5, height / 2.0).with(sign(pod, 6.5, env)))
                .with(ordinal),
        ),
        None => node
            .with(rect("place", (0.5, 0.5, width - 1.0, height - 1.0), 6.0).class(empty_class(slot)))
            .with(ordinal),
    };
    node.with_some(pointer(attention, width / 2.0))
}

fn cell(node: Node, slot: &SlotScene, attention: bool, (width, height): (f64, f64), env: &Env) -> Node {
    let node = node.with(rect("place", (0.0, 0.0, width, height), 1.5).class(if slot.wanted {
        "well"
    } else {
        "well ghost"
    }));
    let node = node.with_some(slot.pod.as_ref().map(|pod| {
        let look = Look::of(pod);
        pod_group(pod, "pod", env)
            .with(bar(look, look.level(), (width, height)))
            .with_some(scratch(look, (width, height)))
    }));
    node.with_some(
        attention.then(|| rect("frame", (-1.5, -1.5, width + 3.0, height + 3.0), 2.5).class("frame")),
    )
}

/// A bar as high as a level of 100; a wedge for a pod that is leaving.
fn bar(look: Look, level: u32, (width, height): (f64, f64)) -> Node {
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
fn scratch(look: Look, (width, height): (f64, f64)) -> Option<Node> {
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

/// The states of several pods one above another, ready ones lowest, each as high as its share.
fn layers(slots: &[SlotScene], (width, height): (f64, f64)) -> Vec<Node> {
    let mut top = height;
    let mut nodes = Vec::new();
    for look in LOOKS {
        let count = count(slots, look);
        if count == 0 {
            continue;
        }
        // One pod of a thousand is to be seen if it is not ready.
        let share = (height * count as f64 / slots.len() as f64).max(if look.rank() > 0 { 2.0 } else { 0.5 });
        let layer = share.min(top);
        top -= layer;
        let layer = rect(("layer", look.rank() as u64), (0.0, top, width, layer), 0.0);
        nodes.push(layer.class(join(&["bar ", look.class()])));
    }
    nodes
}

fn count(slots: &[SlotScene], look: Look) -> usize {
    slots.iter().filter_map(|slot| slot.pod.as_ref()).filter(|pod| Look::of(pod) == look).count()
}

/// Several ordinals as one bar of layers.
pub(crate) fn block(
    namespace: &Name,
    slots: &[SlotScene],
    attention: bool,
    grid: &Grid,
    env: &Env,
) -> Option<Node> {
    let (first, last) = (slots.first()?, slots.last()?);
    let size = (grid.width, tile_height(grid));
    let looks = || slots.iter().filter_map(|slot| slot.pod.as_ref()).map(Look::of);
    let worst = looks().max_by_key(|look| look.rank());
    let name: Name = join(&[&first.name, "…", &number(last.ordinal.into())]).into();
    let wanted = slots.iter().any(|slot| slot.wanted);
    let identity = super::object::Identity { kind: "Range", namespace, name: &name };
    let class = env.class(&["range", worst.map_or("st-none", Look::class)], &identity);
    let node = group(("range", u64::from(first.ordinal))).class(class);
    let node = env.object(node, &identity, worst.map_or("None", Look::word), tell(&name, slots));
    let node = node.set(Attr::Ordinal, first.ordinal).set(Attr::Count, slots.len() as u32);
    let node = node.with(rect("place", (0.0, 0.0, size.0, size.1), 1.5).class(if wanted {
        "well"
    } else {
        "well ghost"
    }));
    let node = node.with_all(layers(slots, size));
    Some(node.with_some(
        attention.then(|| rect("frame", (-1.5, -1.5, size.0 + 3.0, size.1 + 3.0), 2.5).class("frame")),
    ))
}

/// How many pods of several slots are in which state: `web-120…129: 9 Ready, 1 Pending`.
fn tell(name: &str, slots: &[SlotScene]) -> String {
    let told = LOOKS.into_iter().filter_map(|look| {
        let count = count(slots, look);
        (count > 0).then(|| join(&[&number(count as u64), " ", look.word()]))
    });
    let told: Vec<_> = told.collect();
    join(&[name, ": ", &if told.is_empty() { "no pods".into() } else { told.join(", ") }])
}

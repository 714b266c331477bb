//! Slots in small, for large workloads: cards and chips.

use super::card::{pod_group, sign, word};
use super::grid::{Grid, Level};
use super::object::Env;
use super::slot::slot_group;
use super::storage::claim_group;
use crate::node::Sketch;
use crate::shape::{PathData, end, group, middle, path, rect, text};
use crate::text::{Face, fitted_name, join, number};
use ordinal_core::scene::{ClaimScene, PodScene, SlotScene};

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

/// The marker of the controller's attention: a pointer from above.
fn pointer(attention: bool, x: f64) -> Option<Sketch> {
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

/// A slot as a small card, with its upper left corner at the origin.
pub(crate) fn card_tile(slot: &SlotScene, attention: bool, grid: &Grid, env: &Env) -> Sketch {
    let (width, height) = (grid.width, tile_height(grid));
    let node = slot_group(slot, attention);
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

fn pod_card(pod: &PodScene, (width, height): (f64, f64), env: &Env) -> Sketch {
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
fn edge(height: f64) -> Sketch {
    let data = PathData::default().add('M', &[2.0, 6.0]).add('V', &[height - 6.0]);
    path("edge", data).class("edge")
}

/// A claim as a disk a few pixels high: whole if mounted, an outline if not, dashed if it has no volume.
fn tiny_claim(claim: &ClaimScene, index: usize, height: f64, env: &Env) -> Sketch {
    let class = if claim.mounted.is_some() { "tiny-disk" } else { "tiny-disk off" };
    let disk = "M0 2A4.5 2 0 0 1 9 2V7A4.5 2 0 0 1 0 7ZM0 2A4.5 2 0 0 0 9 2";
    claim_group(claim, env)
        .at(10.0 + index as f64 * 13.0, height - 14.0)
        .with(path("disk", disk).class(class))
}

fn empty_class(slot: &SlotScene) -> &'static str {
    if slot.wanted { "empty" } else { "empty ghost" }
}

/// A slot as its sign and ordinal, with its upper left corner at the origin. It is marked where what is below its pod
/// differs, as there is no disk to mark.
pub(crate) fn chip(slot: &SlotScene, attention: bool, differs: bool, grid: &Grid, env: &Env) -> Sketch {
    let (width, height) = (grid.width, tile_height(grid));
    let node = slot_group(slot, attention);
    let class = if slot.ordinal > 999 { "chip-text s" } else { "chip-text" };
    let class = if slot.pod.is_some() { class } else { "chip-text ink3" };
    let ordinal = end("ordinal", (width - 5.0, height / 2.0 + 4.2), slot.ordinal).class(class);
    let node = match &slot.pod {
        Some(pod) => node.with(
            pod_group(pod, if differs { "pod fade differs" } else { "pod fade" }, env)
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

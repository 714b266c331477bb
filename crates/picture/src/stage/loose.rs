//! What belongs to no slot: pods that nobody controls, claims and volumes that are left.

use super::anatomy::Anatomy;
use super::card::{card, pod_group, sign};
use super::grid::Level;
use super::object::Env;
use super::storage::{self, claim_group, volume_group};
use crate::look::volume_word;
use crate::node::Node;
use crate::shape::{group, rect, span, spans, text};
use crate::text::{Face, fitted, fitted_name, number, width};
use ordinal_core::scene::{ClaimScene, PodScene, Scene, VolumeScene};

/// The width of a tile and of a chip, and what is between two.
const TILE: f64 = 152.0;
const CHIP: f64 = 138.0;
const GAP: f64 = 14.0;
/// What is above the tiles.
const HEADING: f64 = 26.0;

/// Pods, claims and volumes, each under a heading, beside each other where there is room; and the height of it all.
pub(crate) fn block(scene: &Scene, env: &Env) -> Option<(Node, f64)> {
    let anatomy = Anatomy::new(Level::Full, TILE, false, 0);
    let pods = Flow { heading: "Pods of no workload", tile: anatomy.card(), count: scene.pods.len() };
    let claims = Flow { heading: "Claims of no slot", tile: 122.0, count: scene.claims.len() };
    let volumes = Flow { heading: "Volumes that no claim has", tile: 92.0, count: scene.volumes.len() };
    let drawn = [
        pods.draw(&scene.pods, env, |pod| card(pod, &anatomy, env), |pod| pod_chip(pod, env)),
        claims.draw(&scene.claims, env, |claim| claim_tile(claim, env), |claim| claim_chip(claim, env)),
        volumes.draw(
            &scene.volumes,
            env,
            |volume| volume_tile(volume, env),
            |volume| volume_chip(volume, env),
        ),
    ];
    let mut shelf = Shelf { x: 0.0, y: 0.0, height: 0.0, width: env.width };
    let placed = drawn.into_iter().flatten().map(|(node, size)| {
        let (x, y) = shelf.place(size);
        node.at(x, y)
    });
    let node = group("loose").class("loose fade").with_all(placed.collect::<Vec<_>>());
    (shelf.height > 0.0).then_some((node, shelf.y + shelf.height))
}

/// Places boxes from left to right and begins anew below where one does not fit.
struct Shelf {
    x: f64,
    y: f64,
    height: f64,
    width: f64,
}

impl Shelf {
    fn place(&mut self, (width, height): (f64, f64)) -> (f64, f64) {
        if self.x > 0.0 && self.x + width > self.width {
            *self = Shelf { x: 0.0, y: self.y + self.height + 20.0, height: 0.0, width: self.width };
        }
        let place = (self.x, self.y);
        self.x += width + 36.0;
        self.height = self.height.max(height);
        place
    }
}

/// Tiles under a heading, as many in a row as fit; chips where tiles would take more than two rows.
struct Flow {
    heading: &'static str,
    tile: f64,
    count: usize,
}

impl Flow {
    fn draw<T>(
        &self,
        things: &[T],
        env: &Env,
        tile: impl Fn(&T) -> Node,
        chip: impl Fn(&T) -> Node,
    ) -> Option<(Node, (f64, f64))> {
        let columns = |width: f64| (((env.width + GAP) / (width + GAP)) as usize).max(1);
        let tiled = self.count <= columns(TILE) * 2;
        let (width, height) = if tiled { (TILE, self.tile) } else { (CHIP, 32.0) };
        let columns = columns(width);
        let gap = if tiled { GAP } else { 8.0 };
        let node = group(self.heading).class("fade").with(self.title());
        let node = node.with_all(things.iter().enumerate().map(|(index, thing)| {
            let (x, y) =
                ((index % columns) as f64 * (width + GAP), (index / columns) as f64 * (height + gap));
            let node = if tiled { tile(thing) } else { chip(thing) };
            node.at(x, HEADING + y)
        }));
        let rows = self.count.div_ceil(columns) as f64;
        let used = (self.count.min(columns) as f64 * (width + GAP) - GAP).max(self.title_width());
        (self.count > 0).then_some((node, (used, HEADING + rows * (height + gap) - gap)))
    }

    fn title_width(&self) -> f64 {
        width(self.heading, Face::Bold(11.5)) + 24.0
    }

    fn title(&self) -> Node {
        let count = number(self.count as u64);
        spans("title", (0.0, 13.0)).class("small ink2").with(span("words", "b", self.heading)).with(span(
            "count",
            "ink3",
            crate::text::join(&["  ", &count]),
        ))
    }
}

fn pod_chip(pod: &PodScene, env: &Env) -> Node {
    pod_group(pod, "pod fade", env)
        .with(rect("card", (0.0, 0.0, CHIP, 32.0), 7.0).class("card flat"))
        .with(group("sign").at(16.0, 16.0).with(sign(pod, 7.5, env)))
        .with(
            text("name", (30.0, 20.0), fitted_name(&pod.name, Face::Sans(12.0), CHIP - 36.0)).class("small"),
        )
}

fn claim_tile(claim: &ClaimScene, env: &Env) -> Node {
    let card = storage::claim(claim, TILE, env);
    let disk = match &claim.volume {
        Some(volume) => storage::disk(volume, (TILE, 68.0), env),
        None => storage::no_disk(claim.state, (TILE, 68.0)),
    };
    let neck = storage::neck(TILE / 2.0, 44.0, 62.0);
    // The tile as a whole is no object of its own: the claim and its volume are.
    group(("tile", &claim.name)).class("fade").with(card).with(neck).with(disk.at(0.0, 54.0))
}

fn claim_chip(claim: &ClaimScene, env: &Env) -> Node {
    claim_group(claim, env)
        .with(rect("card", (0.0, 0.0, CHIP, 32.0), 7.0).class("card flat"))
        .with(
            text("name", (10.0, 20.0), fitted_name(&claim.name, Face::Mono(10.5), CHIP - 34.0))
                .class("mono m105"),
        )
        .with(storage::phase(claim.state, CHIP - 14.0, 16.0))
}

fn volume_tile(volume: &VolumeScene, env: &Env) -> Node {
    let word = volume_word(volume.state);
    let name = fitted(&volume.name, Face::Mono(10.5), TILE - 12.0);
    storage::disk(volume, (TILE, 68.0), env)
        .with(text("name", (12.0, 80.0), name).class("mono m105"))
        .with(text("phase", (12.0, 92.0), word).class("tiny state-text"))
}

fn volume_chip(volume: &VolumeScene, env: &Env) -> Node {
    volume_group(volume, env)
        .with(rect("card", (0.0, 0.0, CHIP, 32.0), 7.0).class("card flat"))
        .with(
            text("name", (10.0, 14.0), fitted(&volume.name, Face::Mono(10.5), CHIP - 16.0))
                .class("mono m105"),
        )
        .with(text("phase", (10.0, 26.0), volume_word(volume.state)).class("tiny state-text"))
}

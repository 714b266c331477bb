//! What belongs to no slot: pods that nobody controls, claims and volumes that are left.

use super::anatomy::Anatomy;
use super::card::{card, pod_group, sign};
use super::grid::Level;
use super::object::Env;
use super::storage::{self, claim_group, volume_group};
use crate::look::volume_word;
use crate::node::Sketch;
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
pub(crate) fn block(scene: &Scene, env: &Env) -> Option<(Sketch, f64)> {
    let anatomy = Anatomy::new(Level::Full, TILE, false, 0);
    let pods = Flow::new("Pods of no workload", anatomy.card(), scene.pods.len(), env);
    let claims = Flow::new("Claims of no slot", 122.0, scene.claims.len(), env);
    let volumes = Flow::new("Volumes that no claim has", 92.0, scene.volumes.len(), env);
    let pod = |pod| if pods.tiled { card(pod, &anatomy, env) } else { pod_chip(pod, env) };
    let claim = |claim| if claims.tiled { claim_tile(claim, env) } else { claim_chip(claim, env) };
    let volume = |volume| if volumes.tiled { volume_tile(volume, env) } else { volume_chip(volume, env) };
    let drawn = [
        pods.draw(scene.pods.iter().map(pod).collect()),
        claims.draw(scene.claims.iter().map(claim).collect()),
        volumes.draw(scene.volumes.iter().map(volume).collect()),
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
    count: usize,
    tiled: bool,
    columns: usize,
    size: (f64, f64),
    gap: f64,
}

impl Flow {
    fn new(heading: &'static str, tile: f64, count: usize, env: &Env) -> Flow {
        let columns = |width: f64| (((env.width + GAP) / (width + GAP)) as usize).max(1);
        if count <= columns(TILE) * 2 {
            Flow { heading, count, tiled: true, columns: columns(TILE), size: (TILE, tile), gap: GAP }
        } else {
            Flow { heading, count, tiled: false, columns: columns(CHIP), size: (CHIP, 32.0), gap: 8.0 }
        }
    }

    /// The tiles at their places and how much room they take; none if there are none.
    fn draw(&self, tiles: Vec<Sketch>) -> Option<(Sketch, (f64, f64))> {
        let (pitch_x, pitch_y) = (self.size.0 + GAP, self.size.1 + self.gap);
        let placed = tiles.into_iter().enumerate().map(|(index, tile)| {
            let (row, column) = (index / self.columns, index % self.columns);
            tile.at(column as f64 * pitch_x, HEADING + row as f64 * pitch_y)
        });
        let node = group(self.heading).class("fade").with(self.title()).with_all(placed);
        let used = self.count.min(self.columns) as f64 * pitch_x - GAP;
        let rows = self.count.div_ceil(self.columns) as f64;
        let size = (used.max(self.title_width()), HEADING + rows * pitch_y - self.gap);
        (self.count > 0).then_some((node, size))
    }

    fn title_width(&self) -> f64 {
        width(self.heading, Face::Bold(11.5)) + 24.0
    }

    fn title(&self) -> Sketch {
        let count = number(self.count as u64);
        spans("title", (0.0, 13.0)).class("small ink2").with(span("words", "b", self.heading)).with(span(
            "count",
            "ink3",
            crate::text::join(&["  ", &count]),
        ))
    }
}

fn pod_chip(pod: &PodScene, env: &Env) -> Sketch {
    pod_group(pod, "pod fade", env)
        .with(rect("card", (0.0, 0.0, CHIP, 32.0), 7.0).class("card flat"))
        .with(group("sign").at(16.0, 16.0).with(sign(pod, 7.5, env)))
        .with(
            text("name", (30.0, 20.0), fitted_name(&pod.name, Face::Sans(12.0), CHIP - 36.0)).class("small"),
        )
}

fn claim_tile(claim: &ClaimScene, env: &Env) -> Sketch {
    let card = storage::claim(claim, TILE, env);
    let disk = match &claim.volume {
        Some(volume) => storage::disk(volume, (TILE, 68.0), env),
        None => storage::no_disk(claim.state, (TILE, 68.0)),
    };
    let neck = storage::neck(0, TILE / 2.0, 44.0, 62.0);
    // The tile as a whole is no object of its own: the claim and its volume are.
    group(("tile", &claim.name)).class("fade").with(card).with(neck).with(disk.at(0.0, 54.0))
}

fn claim_chip(claim: &ClaimScene, env: &Env) -> Sketch {
    claim_group(claim, env)
        .with(rect("card", (0.0, 0.0, CHIP, 32.0), 7.0).class("card flat"))
        .with(
            text("name", (10.0, 20.0), fitted_name(&claim.name, Face::Mono(10.5), CHIP - 34.0))
                .class("mono m105"),
        )
        .with(storage::phase(claim.state, CHIP - 14.0, 16.0))
}

fn volume_tile(volume: &VolumeScene, env: &Env) -> Sketch {
    let word = volume_word(volume.state);
    let name = fitted(&volume.name, Face::Mono(10.5), TILE - 12.0);
    storage::disk(volume, (TILE, 68.0), env)
        .with(text("name", (12.0, 80.0), name).class("mono m105"))
        .with(text("phase", (12.0, 92.0), word).class("tiny state-text"))
}

fn volume_chip(volume: &VolumeScene, env: &Env) -> Sketch {
    volume_group(volume, env)
        .with(rect("card", (0.0, 0.0, CHIP, 32.0), 7.0).class("card flat"))
        .with(
            text("name", (10.0, 14.0), fitted(&volume.name, Face::Mono(10.5), CHIP - 16.0))
                .class("mono m105"),
        )
        .with(text("phase", (10.0, 26.0), volume_word(volume.state)).class("tiny state-text"))
}

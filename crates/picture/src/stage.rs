//! The stage: workloads with their slots, what belongs to none, and the nodes, from top to bottom.

mod anatomy;
mod card;
mod cell;
mod draft;
mod furniture;
mod grid;
mod handles;
mod loose;
mod nodes;
mod object;
mod plate;
mod rail;
mod row;
mod rows;
mod slot;
mod storage;
mod tile;
mod workload;

pub use handles::{Handle, Lie, Track};

use crate::Drawing;
use crate::node::{Attr, Node, Sketch, Tag, Value};
use crate::text;
pub(crate) use card::hatching;
use object::Env;
use ordinal_core::scene::{Name, Scene, WorkloadKind, WorkloadScene};
use std::sync::Arc;

/// How a stage is to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct StageOptions {
    /// The width there is, in CSS pixels.
    pub width: f64,
    /// The object that the page has selected.
    pub selected: Option<Chosen>,
    /// Whether objects can be focused and pressed: in a page, not in a file.
    pub interactive: bool,
    /// Whether nothing is to move: after a jump to another time, at high speed.
    pub still: bool,
    /// The objects that are marked since another stage beside this one shows them otherwise, in order.
    pub differing: Arc<[Chosen]>,
    /// After how many cells that are drawn anew, or four times as many blocks of ordinals, the others wait for the next
    /// stage. Cells are for pointers, keys and whoever reads the page; what is seen of them is always drawn at once.
    pub at_once: usize,
}

/// An object, named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chosen {
    /// Its kind.
    pub kind: Name,
    /// Its namespace; empty where it has none.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
}

impl Default for StageOptions {
    fn default() -> StageOptions {
        StageOptions {
            width: 840.0,
            selected: None,
            interactive: false,
            still: false,
            differing: Arc::default(),
            at_once: usize::MAX,
        }
    }
}

/// Draws stages one after another and keeps the slots of the last one: a slot that looks as before is the same
/// allocation as before, so that [`diff`](crate::diff) passes over it.
#[derive(Debug, Default)]
pub struct Painter {
    slots: workload::Kept,
    behind: bool,
}

/// Draws one stage. For a series of them, keep a [`Painter`].
pub fn stage(scene: &Scene, options: &StageOptions) -> Drawing {
    Painter::default().stage(scene, options)
}

/// The narrowest width that is drawn; below, a page scrolls.
const LEAST_WIDTH: f64 = 280.0;
/// What is between two blocks.
const BLOCK_GAP: f64 = 20.0;

impl Painter {
    /// Draws a stage.
    pub fn stage(&mut self, scene: &Scene, options: &StageOptions) -> Drawing {
        let width = options.width.max(LEAST_WIDTH);
        let env = Env { at: scene.at, width, options };
        let mut page = Page { blocks: Vec::new(), tracks: Vec::new(), y: 0.0 };
        let titled = scene.workloads.len() > 1;
        for workload in &scene.workloads {
            let drawn = self.slots.draw(workload, titled, page.y, &env);
            page.tracks.extend(drawn.tracks);
            page.put(drawn.node, drawn.height);
        }
        let dense = self.slots.are_dense();
        self.behind = self.slots.turn();
        if let Some((node, height)) = loose::block(scene, &env) {
            page.put_moved(node, height);
        }
        if let Some((node, height)) = nodes::strip(&scene.nodes, &env) {
            page.put_moved(node, height);
        }
        page.drawing(scene, width, class("stage", options.still, dense))
    }

    /// Whether cells or blocks of the last stage waited for the next one, which may be of the same scene.
    pub fn is_behind(&self) -> bool {
        self.behind
    }
}

/// What has been put on the stage so far.
struct Page {
    blocks: Vec<Arc<Node>>,
    tracks: Vec<Track>,
    y: f64,
}

impl Page {
    /// Puts a block that already is where it belongs.
    fn put(&mut self, node: Sketch, height: f64) {
        self.blocks.push(Arc::from(node));
        self.y += height + BLOCK_GAP;
    }

    /// Puts a block below all others.
    fn put_moved(&mut self, node: Sketch, height: f64) {
        let node = node.at(0.0, self.y);
        self.put(node, height);
    }

    fn drawing(self, scene: &Scene, width: f64, class: String) -> Drawing {
        let height = (self.y - BLOCK_GAP).max(0.0);
        let root = canvas(width, height, class, label(scene)).with_all(self.blocks);
        Drawing { width, height, root: Arc::from(root), tracks: self.tracks }
    }
}

/// The classes of a drawing: what it is, whether it is after a jump, and whether there is so much in it that a page paints
/// it by itself.
pub(crate) fn class(kind: &str, still: bool, dense: bool) -> String {
    text::join(&["drawing ", kind, if still { " still" } else { "" }, if dense { " dense" } else { "" }])
}

/// The `svg` element of a drawing.
pub(crate) fn canvas(width: f64, height: f64, class: String, label: String) -> Sketch {
    let mut view = String::from("0 0 ");
    Value::from(width).write(&mut view);
    view.push(' ');
    Value::from(height).write(&mut view);
    let svg = Node::new(Tag::Svg, "drawing").class(class).set(Attr::Width, width).set(Attr::Height, height);
    svg.set(Attr::ViewBox, view).set(Attr::Role, "group").set(Attr::AriaLabel, label)
}

/// The scene in one sentence.
fn label(scene: &Scene) -> String {
    let sentences: Vec<_> = scene.workloads.iter().map(workload_label).collect();
    if sentences.is_empty() { "Cluster without workloads".into() } else { sentences.join("; ") }
}

/// A workload in one sentence: `StatefulSet web: 3 of 4 ready`.
fn workload_label(workload: &WorkloadScene) -> String {
    let (ready, replicas) = (text::number(workload.ready.into()), text::number(workload.replicas.into()));
    let kind = kind_word(workload.kind);
    text::join(&[kind, " ", &workload.name, ": ", &ready, " of ", &replicas, " ready"])
}

/// A workload's kind.
fn kind_word(kind: WorkloadKind) -> &'static str {
    match kind {
        WorkloadKind::StatefulSet => "StatefulSet",
        WorkloadKind::Deployment => "Deployment",
    }
}

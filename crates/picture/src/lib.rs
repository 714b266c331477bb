//! How a scene looks: a scene or a history in, a tree of keyed SVG nodes out. Pure; nothing here knows of a page.
//!
//! One drawing code for the page, for files and for tests. A [`Painter`] turns a scene into a [`Drawing`]: [`diff`]
//! tells what changed since the last one, [`to_svg`] writes it as a file.

mod animation;
mod diff;
mod glyph;
mod look;
mod node;
mod px;
mod shape;
mod stage;
mod staircase;
mod svg;
mod text;

pub use animation::{Moment, to_animated_svg};
pub use diff::{Patch, diff};
pub use node::{Attr, Content, Key, Node, Sketch, Tag, Value};
pub use px::Px;
pub use stage::{Chosen, Handle, Lie, Painter, StageOptions, Track, stage};
pub use staircase::{Scale, Staircase, StaircaseOptions, StaircasePainter, View, staircase};
pub use svg::{SvgOptions, Theme, to_svg};

use std::sync::Arc;

/// The style sheet of every drawing. A page includes it as it is; [`to_svg`] embeds it.
pub const CSS: &str = include_str!("picture.css");

/// How long an object that has left the tree may be shown leaving, in milliseconds of the wall clock. A patcher gives
/// a removed node that [`lingers`](Node::lingers) the class `leave` and drops it after this time.
pub const LEAVE_MILLIS: u32 = 200;

/// A picture of a certain size: what is to be shown in an `svg` element.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Its width in CSS pixels.
    pub width: f64,
    /// Its height in CSS pixels.
    pub height: f64,
    /// The `svg` element.
    pub root: Arc<Node>,
    /// The ways along which the handles of the workloads can be dragged; none in a staircase.
    pub tracks: Vec<Track>,
}

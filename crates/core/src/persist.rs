//! Ordered maps and sets that are cheap to copy: copies share what has not changed since, so that a checkpoint of the
//! whole cluster costs a few pointers. Reads and writes are O(log n), and so are writes after a copy.
//!
//! Keys are ordered by their [`Place`], a number, and those of one place by their own order. For numbers and texts that is
//! the order one expects; a [`Key`](crate::object::Key) of an object has a place that keeps neighbours together, not the
//! alphabet.
//!
//! The maps are thin: all of them stand on one [`Tree`](tree::Tree) of items of any type, whose code is compiled once. (A library's
//! generic tree, compiled anew for each of some forty types of keys and values, was a fifth of the page's code.) Only the map
//! that is asked most, that of the objects, has a tree of its own: a [`KeyedMap`].

mod keyed;
mod map;
mod place;
mod set;
mod tree;

#[cfg(test)]
mod tests;

pub use keyed::{Keyed, KeyedMap};
pub use map::OrdMap;
pub use place::Place;
pub use set::OrdSet;

use std::any::Any;

/// What may be in a map: plain data that can be shared.
pub trait Data: Any + Send + Sync {}

impl<T: Any + Send + Sync> Data for T {}

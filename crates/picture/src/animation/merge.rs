//! Many trees as one: what is the same in several moments is there once, and knows in which it is shown and where.

use super::{is_line, is_seen};
use crate::node::{Attr, Content, Key, Node, Tag, Value};
use crate::px::Px;
use std::sync::Arc;

/// An element that is shown in some of the moments.
pub(super) struct Part {
    /// It, as it is in the first of them.
    pub node: Arc<Node>,
    /// For each moment whether it is shown.
    pub shown: Vec<bool>,
    /// For each moment where it is, if it is shown and has a place.
    pub places: Vec<Option<(Px, Px)>>,
    /// What is in it, if that is not words.
    pub parts: Vec<Part>,
}

impl Part {
    /// Where it is in the last moment that has it.
    pub fn last_place(&self) -> Option<(Px, Px)> {
        self.places.iter().rev().flatten().next().copied()
    }

    /// Whether it is taken as it is, with everything in it.
    pub fn is_whole(&self) -> bool {
        is_line(&self.node)
    }
}

/// The elements that one element is in the course of the moments: one for each way that it looks apart from its place
/// and from what is in it.
pub(super) fn merge(moments: &[Option<Arc<Node>>]) -> Vec<Part> {
    let mut ways: Vec<Vec<Option<Arc<Node>>>> = Vec::new();
    for (at, node) in moments.iter().enumerate() {
        let Some(node) = node else { continue };
        let known =
            ways.iter().position(|way| way.iter().flatten().next().is_some_and(|one| alike(one, node)));
        let way = known.unwrap_or_else(|| {
            ways.push(vec![None; moments.len()]);
            ways.len() - 1
        });
        ways[way][at] = Some(node.clone());
    }
    ways.iter().filter_map(|way| part(way)).collect()
}

fn part(moments: &[Option<Arc<Node>>]) -> Option<Part> {
    let node = moments.iter().flatten().next()?.clone();
    let shown = moments.iter().map(Option::is_some).collect();
    let places = moments.iter().map(|node| node.as_ref().and_then(|node| place(node))).collect();
    let parts = if is_line(&node) { Vec::new() } else { inside(moments) };
    Some(Part { node, shown, places, parts })
}

/// What is in an element in the course of the moments, in an order that is that of every moment where that can be.
fn inside(moments: &[Option<Arc<Node>>]) -> Vec<Part> {
    let mut order: Vec<(&Key, Tag)> = Vec::new();
    for node in moments.iter().flatten() {
        let mut next = 0;
        for child in node.children().iter().filter(|child| !is_clock(child)) {
            let id = (&child.key, child.tag);
            next = 1 + order.iter().position(|known| *known == id).unwrap_or_else(|| {
                order.insert(next, id);
                next
            });
        }
    }
    order
        .into_iter()
        .flat_map(|id| merge(&moments.iter().map(|node| child(node.as_deref()?, id)).collect::<Vec<_>>()))
        .collect()
}

fn child(node: &Node, (key, tag): (&Key, Tag)) -> Option<Arc<Node>> {
    node.children().iter().find(|child| child.key == *key && child.tag == tag).cloned()
}

/// Whether it is another text every second: an animation that skips what is idle would lie with it.
fn is_clock(node: &Node) -> bool {
    node.key == Key::Part("age")
}

fn place(node: &Node) -> Option<(Px, Px)> {
    match node.attr(Attr::Transform) {
        Some(Value::At(x, y)) => Some((*x, *y)),
        Some(Value::Word(_) | Value::Text(_) | Value::Number(_)) | None => None,
    }
}

/// Whether two nodes look the same apart from their places and from the elements in them.
fn alike(one: &Node, other: &Node) -> bool {
    fn looks(node: &Node) -> impl Iterator<Item = &(Attr, Value)> {
        node.attrs.iter().filter(|(attr, value)| is_seen(*attr) && !matches!(value, Value::At(..)))
    }
    let words = match (&one.content, &other.content) {
        (Content::Children(_), Content::Children(_)) => !is_line(one) || one.content == other.content,
        (Content::Text(one), Content::Text(other)) => one == other,
        (Content::Children(_), Content::Text(_)) | (Content::Text(_), Content::Children(_)) => false,
    };
    one.tag == other.tag
        && place(one).is_some() == place(other).is_some()
        && words
        && looks(one).eq(looks(other))
}

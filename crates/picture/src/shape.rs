//! Short names for the elements that drawings are made of.

use crate::node::{Attr, Key, Node, Tag, Value};
use crate::px::Px;
use crate::text::{self, Face};

/// A group.
pub(crate) fn group(key: impl Into<Key>) -> Node {
    Node::new(Tag::G, key)
}

/// A rectangle with round corners.
pub(crate) fn rect(key: impl Into<Key>, (x, y, width, height): (f64, f64, f64, f64), radius: f64) -> Node {
    let rect = Node::new(Tag::Rect, key).set(Attr::X, x).set(Attr::Y, y).set(Attr::Width, width);
    let rect = rect.set(Attr::Height, height);
    if radius > 0.0 { rect.set(Attr::Rx, radius) } else { rect }
}

/// A circle.
pub(crate) fn circle(key: impl Into<Key>, x: f64, y: f64, radius: f64) -> Node {
    Node::new(Tag::Circle, key).set(Attr::Cx, x).set(Attr::Cy, y).set(Attr::R, radius)
}

/// An ellipse.
pub(crate) fn ellipse(key: impl Into<Key>, (x, y): (f64, f64), (rx, ry): (f64, f64)) -> Node {
    let ellipse = Node::new(Tag::Ellipse, key).set(Attr::Cx, x).set(Attr::Cy, y);
    ellipse.set(Attr::Rx, rx).set(Attr::Ry, ry)
}

/// A straight line.
pub(crate) fn line(key: impl Into<Key>, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) -> Node {
    let line = Node::new(Tag::Line, key).set(Attr::X1, x1).set(Attr::Y1, y1);
    line.set(Attr::X2, x2).set(Attr::Y2, y2)
}

/// A path.
pub(crate) fn path(key: impl Into<Key>, d: impl Into<Value>) -> Node {
    Node::new(Tag::Path, key).set(Attr::D, d)
}

/// A line of text that begins at `x`; `y` is its baseline.
pub(crate) fn text(key: impl Into<Key>, (x, y): (f64, f64), words: impl Into<Value>) -> Node {
    Node::new(Tag::Text, key).set(Attr::X, x).set(Attr::Y, y).text(words)
}

/// A line of text around `x`.
pub(crate) fn middle(key: impl Into<Key>, at: (f64, f64), words: impl Into<Value>) -> Node {
    text(key, at, words).set(Attr::TextAnchor, "middle")
}

/// A line of text that ends at `x`.
pub(crate) fn end(key: impl Into<Key>, at: (f64, f64), words: impl Into<Value>) -> Node {
    text(key, at, words).set(Attr::TextAnchor, "end")
}

/// An empty line of text to put [`span`]s in.
pub(crate) fn spans(key: impl Into<Key>, (x, y): (f64, f64)) -> Node {
    Node::new(Tag::Text, key).set(Attr::X, x).set(Attr::Y, y)
}

/// A stretch of a line of text.
pub(crate) fn span(key: impl Into<Key>, class: &'static str, words: impl Into<Value>) -> Node {
    let span = Node::new(Tag::Tspan, key).text(words);
    if class.is_empty() { span } else { span.class(class) }
}

/// The text squeezed into `width` where it may be wider.
pub(crate) fn squeezed(node: Node, words: &str, face: Face, width: f64) -> Node {
    if text::width(words, face) <= width {
        return node;
    }
    node.set(Attr::TextLength, width).set(Attr::LengthAdjust, "spacingAndGlyphs")
}

/// The data of a path, written piece by piece.
#[derive(Default)]
pub(crate) struct PathData(String);

impl PathData {
    /// Appends a command with its numbers, `M 1 2`.
    pub(crate) fn add(mut self, command: char, numbers: &[f64]) -> PathData {
        self.0.push(command);
        for (index, number) in numbers.iter().enumerate() {
            if index > 0 {
                self.0.push(' ');
            }
            Px::from(*number).write(&mut self.0);
        }
        self
    }
}

impl From<PathData> for Value {
    fn from(data: PathData) -> Value {
        data.0.into()
    }
}

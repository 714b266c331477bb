//! Short names for the elements that drawings are made of.

use crate::node::{Attr, Key, Node, Sketch, Tag, Value};
use crate::px::Px;
use crate::text::{self, Face};

// The page loads this code: what takes any key is a thin shell over what is there only once.

/// A group.
pub(crate) fn group(key: impl Into<Key>) -> Sketch {
    Node::new(Tag::G, key)
}

/// A rectangle with round corners.
pub(crate) fn rect(key: impl Into<Key>, (x, y, width, height): (f64, f64, f64, f64), radius: f64) -> Sketch {
    let attrs =
        [(Attr::X, x), (Attr::Y, y), (Attr::Width, width), (Attr::Height, height), (Attr::Rx, radius)];
    measured(Tag::Rect, key.into(), &attrs[..if radius > 0.0 { 5 } else { 4 }])
}

/// A circle.
pub(crate) fn circle(key: impl Into<Key>, x: f64, y: f64, radius: f64) -> Sketch {
    measured(Tag::Circle, key.into(), &[(Attr::Cx, x), (Attr::Cy, y), (Attr::R, radius)])
}

/// An ellipse.
pub(crate) fn ellipse(key: impl Into<Key>, (x, y): (f64, f64), (rx, ry): (f64, f64)) -> Sketch {
    measured(Tag::Ellipse, key.into(), &[(Attr::Cx, x), (Attr::Cy, y), (Attr::Rx, rx), (Attr::Ry, ry)])
}

/// A straight line.
pub(crate) fn line(key: impl Into<Key>, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) -> Sketch {
    measured(Tag::Line, key.into(), &[(Attr::X1, x1), (Attr::Y1, y1), (Attr::X2, x2), (Attr::Y2, y2)])
}

#[inline(never)]
fn measured(tag: Tag, key: Key, lengths: &[(Attr, f64)]) -> Sketch {
    lengths.iter().fold(Node::new(tag, key), |node, (attr, length)| node.set(*attr, *length))
}

/// A path.
pub(crate) fn path(key: impl Into<Key>, d: impl Into<Value>) -> Sketch {
    Node::new(Tag::Path, key).set(Attr::D, d)
}

/// A line of text that begins at `x`; `y` is its baseline.
pub(crate) fn text(key: impl Into<Key>, at: (f64, f64), words: impl Into<Value>) -> Sketch {
    written(key.into(), at, words.into())
}

#[inline(never)]
fn written(key: Key, at: (f64, f64), words: Value) -> Sketch {
    spans(key, at).text(words)
}

/// A line of text around `x`.
pub(crate) fn middle(key: impl Into<Key>, at: (f64, f64), words: impl Into<Value>) -> Sketch {
    text(key, at, words).set(Attr::TextAnchor, "middle")
}

/// A line of text that ends at `x`.
pub(crate) fn end(key: impl Into<Key>, at: (f64, f64), words: impl Into<Value>) -> Sketch {
    text(key, at, words).set(Attr::TextAnchor, "end")
}

/// An empty line of text to put [`span`]s in.
pub(crate) fn spans(key: impl Into<Key>, (x, y): (f64, f64)) -> Sketch {
    measured(Tag::Text, key.into(), &[(Attr::X, x), (Attr::Y, y)])
}

/// A stretch of a line of text.
pub(crate) fn span(key: impl Into<Key>, class: &'static str, words: impl Into<Value>) -> Sketch {
    let span = Node::new(Tag::Tspan, key).text(words);
    if class.is_empty() { span } else { span.class(class) }
}

/// The text squeezed into `width` where it may be wider.
#[inline(never)]
pub(crate) fn squeezed(node: Sketch, words: &str, face: Face, width: f64) -> Sketch {
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
    #[inline(never)]
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

    /// Goes on with another path.
    pub(crate) fn append(&mut self, other: &PathData) {
        self.0.push_str(&other.0);
    }
}

impl From<PathData> for Value {
    fn from(data: PathData) -> Value {
        data.0.into()
    }
}

//! The tree of keyed SVG nodes that a picture is: elements, attributes and text of closed vocabularies.

use crate::px::{Px, push_number};
use ordinal_core::scene::Name;
use std::sync::Arc;

/// An SVG element. Subtrees are shared, so that what did not change is the same allocation as before.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What tells it from its siblings, over time.
    pub key: Key,
    /// The element's name.
    pub tag: Tag,
    /// Its attributes, each at most once.
    pub attrs: Vec<(Attr, Value)>,
    /// What is in it.
    pub content: Content,
}

/// A node that is being put together. It is boxed since it goes through many hands: what moves is a pointer.
pub type Sketch = Box<Node>;

/// What is in an element: elements or text, never both.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Elements; no two have the same key and tag.
    Children(Vec<Arc<Node>>),
    /// Text, to be shown as it is.
    Text(Value),
}

/// What tells a node from its siblings, over time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The one part of this name.
    Part(&'static str),
    /// One of several parts of this name, by number.
    Nth(&'static str, u64),
    /// One of several parts of this name, by an object's name or UID.
    Named(&'static str, Name),
}

/// The value of an attribute, or text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A fixed word.
    Word(&'static str),
    /// Any text; often a user's.
    Text(Name),
    /// A length or a plain number.
    Number(Px),
    /// `translate(x y)`.
    At(Px, Px),
}

macro_rules! names {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`")] $variant),*
        }

        impl $name {
            /// The name as SVG has it.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $text),* }
            }
        }
    };
}

names! {
    /// The elements that a drawing is made of. There is none that could run a script.
    Tag {
        Svg = "svg", G = "g", Rect = "rect", Circle = "circle", Ellipse = "ellipse",
        Line = "line", Path = "path", Text = "text", Tspan = "tspan",
    }
}

names! {
    /// The attributes that a drawing has. There is none that could run a script or load anything.
    Attr {
        Class = "class", Transform = "transform", X = "x", Y = "y", X1 = "x1", Y1 = "y1", X2 = "x2", Y2 = "y2",
        Width = "width", Height = "height", Rx = "rx", Ry = "ry", Cx = "cx", Cy = "cy", R = "r", D = "d",
        ViewBox = "viewBox", TextAnchor = "text-anchor", TextLength = "textLength",
        LengthAdjust = "lengthAdjust", PathLength = "pathLength", Dashes = "stroke-dasharray",
        Role = "role", TabIndex = "tabindex", AriaLabel = "aria-label", AriaHidden = "aria-hidden",
        AriaValueMin = "aria-valuemin", AriaValueMax = "aria-valuemax", AriaValueNow = "aria-valuenow",
        AriaValueText = "aria-valuetext", AriaOrientation = "aria-orientation", Kind = "data-kind",
        ObjectName = "data-name", Namespace = "data-namespace", State = "data-state", Ready = "data-ready",
        NodeName = "data-node", Revision = "data-revision", Mounted = "data-mounted", Ordinal = "data-ordinal",
        Handle = "data-handle", Focus = "data-focus", Level = "data-level", Count = "data-count",
        At = "data-at",
    }
}

impl Key {
    /// Appends the key for a transcript: `name`, `name:3`.
    pub fn write(&self, out: &mut String) {
        match self {
            Key::Part(part) => out.push_str(part),
            Key::Nth(part, number) => {
                out.push_str(part);
                out.push(':');
                push_number(out, *number);
            }
            Key::Named(part, name) => {
                out.push_str(part);
                out.push(':');
                out.push_str(name);
            }
        }
    }
}

impl Value {
    /// Appends the value as an attribute or text has it, not escaped.
    pub fn write(&self, out: &mut String) {
        match self {
            Value::Word(word) => out.push_str(word),
            Value::Text(text) => out.push_str(text),
            Value::Number(number) => number.write(out),
            Value::At(x, y) => {
                out.push_str("translate(");
                x.write(out);
                out.push(' ');
                y.write(out);
                out.push(')');
            }
        }
    }
}

impl Node {
    /// An empty element.
    pub fn new(tag: Tag, key: impl Into<Key>) -> Sketch {
        Node::empty(tag, key.into())
    }

    #[inline(never)]
    fn empty(tag: Tag, key: Key) -> Sketch {
        Box::new(Node { key, tag, attrs: Vec::new(), content: Content::Children(Vec::new()) })
    }

    /// With an attribute more.
    pub fn set(self: Sketch, attr: Attr, value: impl Into<Value>) -> Sketch {
        self.put(attr, value.into())
    }

    // The part of `set` that is the same for all types of values is there only once: the page loads it.
    #[inline(never)]
    fn put(mut self: Sketch, attr: Attr, value: Value) -> Sketch {
        debug_assert!(self.attr(attr).is_none(), "{attr:?} twice");
        self.attrs.push((attr, value));
        self
    }

    /// With an attribute more if there is a value.
    pub fn set_some(self: Sketch, attr: Attr, value: Option<impl Into<Value>>) -> Sketch {
        match value {
            Some(value) => self.set(attr, value),
            None => self,
        }
    }

    /// With classes.
    pub fn class(self: Sketch, class: impl Into<Value>) -> Sketch {
        self.put(Attr::Class, class.into())
    }

    /// Moved to a place in its parent.
    #[inline(never)]
    pub fn at(self: Sketch, x: f64, y: f64) -> Sketch {
        self.put(Attr::Transform, Value::At(x.into(), y.into()))
    }

    /// With a child more. Must not be called for an element with text.
    #[inline(never)]
    pub fn with(mut self: Sketch, child: Sketch) -> Sketch {
        self.push(Arc::from(child));
        self
    }

    /// With a child more if there is one.
    #[inline(never)]
    pub fn with_some(self: Sketch, child: Option<Sketch>) -> Sketch {
        match child {
            Some(child) => self.with(child),
            None => self,
        }
    }

    /// With several children more.
    pub fn with_all(mut self: Sketch, children: impl IntoIterator<Item = impl Into<Arc<Node>>>) -> Sketch {
        children.into_iter().for_each(|child| self.push(child.into()));
        self
    }

    /// Adds a child. An element with text keeps its text.
    #[inline(never)]
    pub(crate) fn push(&mut self, child: Arc<Node>) {
        if let Content::Children(children) = &mut self.content {
            children.push(child);
        }
    }

    /// With text instead of children.
    pub fn text(self: Sketch, text: impl Into<Value>) -> Sketch {
        self.filled(text.into())
    }

    #[inline(never)]
    fn filled(mut self: Sketch, text: Value) -> Sketch {
        self.content = Content::Text(text);
        self
    }

    /// The value of an attribute.
    pub fn attr(&self, attr: Attr) -> Option<&Value> {
        self.attrs.iter().find(|(name, _)| *name == attr).map(|(_, value)| value)
    }

    /// Its child elements; none where it has text.
    pub fn children(&self) -> &[Arc<Node>] {
        match &self.content {
            Content::Children(children) => children,
            Content::Text(_) => &[],
        }
    }

    /// Whether it is to be shown leaving when it leaves the tree: it has the class `fade`.
    pub fn lingers(&self) -> bool {
        let has = |class: &str| class.split(' ').any(|word| word == "fade");
        match self.attr(Attr::Class) {
            Some(Value::Word(class)) => has(class),
            Some(Value::Text(class)) => has(class),
            Some(Value::Number(_) | Value::At(..)) | None => false,
        }
    }
}

impl From<&'static str> for Key {
    fn from(part: &'static str) -> Key {
        Key::Part(part)
    }
}

impl From<(&'static str, u64)> for Key {
    fn from((part, number): (&'static str, u64)) -> Key {
        Key::Nth(part, number)
    }
}

impl From<(&'static str, &Name)> for Key {
    fn from((part, name): (&'static str, &Name)) -> Key {
        Key::Named(part, name.clone())
    }
}

impl From<&'static str> for Value {
    fn from(word: &'static str) -> Value {
        Value::Word(word)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Value {
        Value::Number(number.into())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Value {
        let mut text = String::new();
        push_number(&mut text, u64::from(number));
        text.into()
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text.into())
    }
}

impl From<&Name> for Value {
    fn from(text: &Name) -> Value {
        Value::Text(text.clone())
    }
}

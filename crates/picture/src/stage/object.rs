//! What every drawn object has in common: the page's contract of data attributes, its label, and whether it is chosen.

use super::{Chosen, StageOptions};
use crate::node::{Attr, Sketch, Value};
use crate::text::join;
use ordinal_core::scene::Name;
use ordinal_core::time::Time;

/// What the whole stage has in common.
pub(crate) struct Env<'a> {
    /// The instant shown.
    pub at: Time,
    /// The width there is.
    pub width: f64,
    /// How it is to be drawn.
    pub options: &'a StageOptions,
}

/// Which object a group stands for.
pub(crate) struct Identity<'a> {
    /// Its kind.
    pub kind: &'static str,
    /// Its namespace; empty where it has none.
    pub namespace: &'a str,
    /// Its name.
    pub name: &'a Name,
}

impl Env<'_> {
    /// Whether the page has selected the object.
    pub(crate) fn chosen(&self, identity: &Identity) -> bool {
        self.options.selected.as_ref().is_some_and(|chosen| {
            *chosen.kind == *identity.kind
                && *chosen.namespace == *identity.namespace
                && chosen.name == *identity.name
        })
    }

    /// Whether another stage beside this one shows the object otherwise.
    pub(crate) fn differs(&self, kind: &str, namespace: &str, name: &str) -> bool {
        let place = |chosen: &Chosen| {
            (&*chosen.kind, &*chosen.namespace, &*chosen.name).cmp(&(kind, namespace, name))
        };
        self.options.differing.binary_search_by(place).is_ok()
    }

    /// Makes a group the object's: with the data that the page's contract promises, a label for those who cannot see
    /// it and, in a page, a mark that it can be focused.
    pub(crate) fn object(
        &self,
        node: Sketch,
        identity: &Identity,
        state: impl Into<Value>,
        label: String,
    ) -> Sketch {
        let other = identity.namespace != "default" && !identity.namespace.is_empty();
        let node = node.set(Attr::Kind, identity.kind).set(Attr::ObjectName, identity.name);
        let node = node.set_some(Attr::Namespace, other.then(|| String::from(identity.namespace)));
        let node = node.set(Attr::State, state).set(Attr::AriaLabel, label);
        if self.options.interactive {
            // The page moves the one tab stop among all that has data-focus.
            node.set(Attr::Role, "button").set(Attr::TabIndex, "-1").set(Attr::Focus, "")
        } else {
            node.set(Attr::Role, "img")
        }
    }

    /// The classes of an object's group: its own, and whether it can be pressed, is selected and is marked.
    pub(crate) fn class(&self, classes: &[&str], identity: &Identity) -> String {
        let target = if self.options.interactive { " target" } else { "" };
        let selected = if self.chosen(identity) { " selected" } else { "" };
        let differs = self.differs(identity.kind, identity.namespace, identity.name);
        join(&[&classes.join(" "), target, selected, if differs { " differs" } else { "" }])
    }
}

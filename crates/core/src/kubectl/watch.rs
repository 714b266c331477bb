//! `kubectl get -w`: prints a row whenever an object changes, until somebody presses Ctrl-C.

use super::context::Context;
use super::find::Scope;
use super::output::{Extras, Format};
use super::resource::Selection;
use super::table::Rows;
use super::{Outcome, Process, Progress};
use crate::object::{Key, Object};
use imbl::OrdMap;
use std::sync::Arc;

/// A `get -w`.
#[derive(Clone, Debug)]
pub struct Watch {
    selection: Selection,
    scope: Scope,
    extras: Extras,
    format: Format,
    rows: Rows,
    /// The objects as they were printed last.
    known: OrdMap<Key, Arc<Object>>,
    /// The last write that was looked at.
    seen: u64,
}

impl Watch {
    /// A watch that has printed nothing.
    pub(super) fn new(selection: Selection, scope: Scope, extras: Extras, format: Format) -> Watch {
        Watch { selection, scope, extras, format, rows: Rows::default(), known: OrdMap::new(), seen: 0 }
    }

    /// Takes the objects as they are for known, without a word (`--watch-only`).
    pub(super) fn skip(&mut self, context: &Context<'_>) {
        self.known = self.look(context).into_iter().map(|object| (object.key(), object)).collect();
        self.seen = context.world.store.resource_version();
    }

    fn look(&self, context: &Context<'_>) -> Vec<Arc<Object>> {
        let mut objects = Vec::new();
        for wanted in &self.selection.wanted {
            match &wanted.name {
                Some(name) => {
                    objects.extend(context.world.store.get(&self.scope.key(wanted.kind, name)).cloned())
                }
                None => objects.extend(self.scope.list(context.world, wanted.kind)),
            }
        }
        objects
    }

    /// The objects that changed since, in the order of the last write of each; those that are gone first.
    fn changes(&mut self, context: &Context<'_>) -> Vec<Arc<Object>> {
        let now = self.look(context);
        let known: OrdMap<Key, Arc<Object>> =
            now.iter().map(|object| (object.key(), object.clone())).collect();
        let is_same = |object: &Object, other: &Object| object.meta.uid == other.meta.uid;
        let gone =
            self.known.iter().filter(|(key, old)| known.get(*key).is_none_or(|new| !is_same(old, new)));
        let mut changed: Vec<Arc<Object>> = gone.map(|(_, object)| object.clone()).collect();
        let seen = self.seen;
        let fresh = |object: &&Arc<Object>| {
            object.meta.resource_version > seen || !self.known.contains_key(&object.key())
        };
        let mut fresh: Vec<Arc<Object>> = now.iter().filter(fresh).cloned().collect();
        if seen > 0 {
            fresh.sort_by_key(|object| object.meta.resource_version);
        }
        changed.extend(fresh);
        self.known = known;
        self.seen = context.world.store.resource_version();
        changed
    }

    /// Prints what is new.
    fn print(&mut self, context: &mut Context<'_>) -> Result<(), super::failure::Failure> {
        if self.seen > 0 && self.seen == context.world.store.resource_version() {
            return Ok(());
        }
        let objects = self.changes(context);
        for group in objects.chunk_by(|a, b| a.meta.kind == b.meta.kind) {
            let text = if self.format.is_table() {
                self.extras.table(context.world, group[0].meta.kind, group, &mut self.rows)
            } else {
                let each = group.iter().map(|object| self.format.print(std::slice::from_ref(object), true));
                each.collect::<Result<String, _>>()?
            };
            // The headers stand above the first rows only.
            self.extras.no_headers = true;
            context.print(text);
        }
        Ok(())
    }
}

/// Prints what is new, and goes on.
pub(super) fn poll(context: &mut Context<'_>, watch: &mut Watch) -> Outcome {
    watch.print(context)?;
    Ok(Progress::Running(Process::Watch(Box::new(watch.clone()))))
}

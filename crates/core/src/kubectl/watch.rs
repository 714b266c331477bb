//! `kubectl get -w`: prints a row whenever an object changes, until somebody presses Ctrl-C.

use super::context::Context;
use super::failure::Failure;
use super::find::Scope;
use super::output::{Extras, Format};
use super::resource::{Selection, Wanted};
use super::table::Rows;
use super::{Outcome, Process, Progress};
use crate::object::{Key, Object};
use crate::persist::OrdMap;
use crate::store::Change;
use std::sync::Arc;

/// A `get -w`.
#[derive(Clone, Debug)]
pub struct Watch {
    selection: Selection,
    scope: Scope,
    extras: Extras,
    format: Format,
    rows: Rows,
    /// The objects that are watched, as they were last.
    known: OrdMap<Key, Arc<Object>>,
}

impl Watch {
    /// A watch that has printed nothing.
    pub(super) fn new(selection: Selection, scope: Scope, extras: Extras, format: Format) -> Watch {
        Watch { selection, scope, extras, format, rows: Rows::default(), known: OrdMap::new() }
    }

    /// Takes the objects as they are for known, without a word (`--watch-only`).
    pub(super) fn skip(&mut self, context: &Context<'_>) {
        self.known = self.list(context).into_iter().map(|object| (object.key(), object)).collect();
    }

    /// Prints the objects there are.
    pub(super) fn begin(&mut self, context: &mut Context<'_>) -> Outcome {
        let objects = self.list(context);
        self.skip(context);
        self.print(context, &objects)?;
        Ok(Progress::Running(Process::Watch(Box::new(self.clone()))))
    }

    fn list(&self, context: &Context<'_>) -> Vec<Arc<Object>> {
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

    /// Whether an object is one of those that are watched.
    fn has(&self, object: &Object) -> bool {
        let key = object.key();
        let is_wanted = |wanted: &Wanted| match &wanted.name {
            Some(name) => key == self.scope.key(wanted.kind, name),
            None => {
                let namespace = self.scope.namespace.as_deref().filter(|_| wanted.kind.info().namespaced);
                let within = namespace.is_none_or(|namespace| *key.namespace == *namespace);
                key.kind == wanted.kind && within && self.scope.selector.matches(object)
            }
        };
        self.selection.wanted.iter().any(is_wanted)
    }

    /// The objects that changed: those that are gone, as they were last, then the others in the order of their writes.
    fn changed(&mut self, changes: &[Change]) -> Vec<Arc<Object>> {
        let (mut gone, mut fresh) = (Vec::new(), Vec::<Arc<Object>>::new());
        for change in changes {
            let new = change.new.as_ref().filter(|object| self.has(object));
            let old = self.known.take(&change.key);
            if let Some(object) = new {
                self.known.insert(change.key.clone(), object.clone());
            }
            fresh.retain(|object| object.key() != change.key);
            fresh.extend(new.cloned());
            gone.extend(old.filter(|old| new.is_none_or(|new| new.meta.uid != old.meta.uid)));
        }
        gone.extend(fresh);
        gone
    }

    fn print(&mut self, context: &mut Context<'_>, objects: &[Arc<Object>]) -> Result<(), Failure> {
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
    let changed = watch.changed(context.changes);
    watch.print(context, &changed)?;
    Ok(Progress::Running(Process::Watch(Box::new(watch.clone()))))
}

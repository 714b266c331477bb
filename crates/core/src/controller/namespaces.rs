//! The namespace controller (`pkg/controller/namespace`): empties a namespace that is being deleted, then lets it go.

mod conditions;

use super::garbage::remove_finalizer;
use super::{Controller, Outcome};
use crate::decision::Rule;
use crate::object::{Key, Kind};
use crate::store::{Change, DeleteOptions};
use crate::time::Millis;
use crate::world::World;
use conditions::Left;

/// Keeps a namespace until it is empty. Upstream has it in `spec.finalizers`.
pub(crate) const NAMESPACE_FINALIZER: &str = "kubernetes";

/// Plans a look at a namespace that is being deleted, and again when something in it is gone.
pub(crate) fn observe(world: &mut World, change: &Change) {
    let namespace = match (&change.new, change.key.kind) {
        (Some(new), Kind::Namespace) if new.meta.is_terminating() => change.key.clone(),
        (None, _) if !change.key.namespace.is_empty() => Key::global(Kind::Namespace, &change.key.namespace),
        _ => return,
    };
    if world.store.get(&namespace).is_some_and(|object| object.meta.is_terminating()) {
        world.enqueue(Controller::Namespace, namespace);
    }
}

/// Deletes what is in the namespace, pods first and the rest when they are gone (`OrderedNamespaceDeletion`); when nothing
/// is left, the namespace goes.
pub(crate) fn sync(world: &mut World, key: &Key) -> Outcome {
    let Some(object) = world.store.get(key).cloned() else { return Outcome::Gone };
    if !object.meta.is_terminating() {
        return Outcome::does(Rule::Namespaces, format!("Namespace {} is active.", key.name));
    }
    let _ = world.store.update(key, false, |object| {
        if let Some(namespace) = object.namespace_mut() {
            namespace.terminating = true;
        }
    });
    let contents = next_contents(world, key);
    if contents.is_empty() {
        remove_finalizer(world, key, NAMESPACE_FINALIZER);
        return Outcome::does(Rule::Namespaces, format!("Namespace {} goes: it is empty.", key.name));
    }
    for content in &contents {
        if world.store.get(content).is_some_and(|object| !object.meta.is_terminating()) {
            // It was just there: the deletion cannot fail.
            let _ = world.store.delete(world.now, content, DeleteOptions::default());
        }
    }
    tell_what_is_left(world, key, &contents);
    Outcome::does(Rule::Namespaces, format!("Empties namespace {}.", key.name))
}

/// Writes down what is left, and looks again when half of the time is over that pods may take to end.
fn tell_what_is_left(world: &mut World, key: &Key, contents: &[Key]) {
    let Some(object) = world.store.get(key) else { return };
    let deleted = object.meta.deletion.as_ref().map_or(world.now, |deletion| deletion.requested);
    let left = Left::of(world, contents, deleted);
    let now = world.now;
    let _ = world.store.update(key, false, |object| {
        if let Some(namespace) = object.namespace_mut() {
            namespace.conditions = left.conditions(now, &namespace.conditions);
        }
    });
    if left.estimate > Millis(0) {
        world.enqueue_after(Controller::Namespace, key.clone(), Millis(left.estimate.0 / 2 + 1000));
    }
}

/// What is to go next: the pods, or where there are none everything else.
fn next_contents(world: &World, namespace: &Key) -> Vec<Key> {
    let of = |kind| world.store.list(kind, Some(&namespace.name)).map(|object| object.key());
    let pods: Vec<Key> = of(Kind::Pod).collect();
    if !pods.is_empty() {
        return pods;
    }
    let kinds = Kind::all().iter().filter(|info| info.namespaced).map(|info| info.kind);
    kinds.flat_map(of).collect()
}

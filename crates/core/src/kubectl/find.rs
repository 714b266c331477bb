//! Finding the objects that a command names.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::resource::{Selection, Wanted};
use super::selector::Selector;
use crate::error::ApiError;
use crate::object::{Key, Kind, Name, Object};
use crate::time::Time;
use crate::world::World;
use std::sync::Arc;

/// Where and which: a namespace (all of them where there is none) and a selector.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    /// The namespace; none for all.
    pub namespace: Option<String>,
    /// Which objects.
    pub selector: Selector,
}

impl Scope {
    /// The scope that flags ask for.
    ///
    /// # Errors
    /// When a selector cannot be read.
    pub fn of(context: &Context<'_>, args: &Args) -> Result<Scope, Failure> {
        let selector = Selector::parse(args.get("selector"), args.get("field-selector"))?;
        let namespace = (!args.on("all-namespaces")).then(|| context.namespace(args));
        Ok(Scope { namespace, selector })
    }

    /// The key of an object in it.
    pub fn key(&self, kind: Kind, name: &str) -> Key {
        Key::new(kind, self.namespace.as_deref().unwrap_or("default"), name)
    }

    /// The objects of a kind in it, in the order in which the server lists them.
    pub fn list(&self, world: &World, kind: Kind) -> Vec<Arc<Object>> {
        let objects = world.store.list(kind, self.namespace.as_deref());
        let mut objects: Vec<Arc<Object>> =
            objects.filter(|object| self.selector.matches(object)).cloned().collect();
        match kind {
            Kind::Event => crate::sort::sort_by_key(&mut objects, |event| event_order(event)),
            Kind::PersistentVolume => crate::sort::sort_by_key(&mut objects, |volume| volume_order(volume)),
            _ => {}
        }
        objects
    }
}

/// Provisioned volumes are named by their claims' UIDs, so that a real list has them in no order at all; here they come
/// as their claims do, which is easier to read and costs nobody anything.
fn volume_order(volume: &Object) -> (String, Option<(Name, Name)>, Time) {
    let claim = volume.volume().and_then(|volume| volume.claim.as_ref());
    let claim = claim.filter(|_| volume.meta.name.starts_with(PROVISIONED));
    let name = if claim.is_some() { PROVISIONED } else { &volume.meta.name };
    (name.into(), claim.map(|claim| (claim.namespace.clone(), claim.name.clone())), volume.meta.created)
}

/// How the names of provisioned volumes begin.
const PROVISIONED: &str = "pvc-";

/// A real Event's name ends with the time it was first seen; so a list has those about one object in that order.
fn event_order(event: &Object) -> (Name, String, Time, crate::object::Uid) {
    let name = event.meta.name.rsplit_once('.').map_or("", |(about, _)| about).to_string();
    (event.meta.namespace.clone(), name, event.meta.created, event.meta.uid)
}

/// What was found, and what was not.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The objects, in the order in which they were named.
    pub objects: Vec<Arc<Object>>,
    /// What went wrong: kubectl does the rest and reports these at the end.
    pub failures: Vec<Failure>,
}

/// Finds the objects of a selection.
pub(crate) fn find(context: &Context<'_>, selection: &Selection, scope: &Scope) -> Found {
    let mut found = Found::default();
    for wanted in &selection.wanted {
        match one(context, wanted, scope) {
            Ok(objects) => found.objects.extend(objects),
            Err(error) => found.failures.push(error.into()),
        }
    }
    found
}

fn one(context: &Context<'_>, wanted: &Wanted, scope: &Scope) -> Result<Vec<Arc<Object>>, ApiError> {
    let Some(name) = &wanted.name else {
        scope.selector.check(wanted.kind)?;
        return Ok(scope.list(context.world, wanted.kind));
    };
    let key = scope.key(wanted.kind, name);
    context.world.store.get(&key).map(|object| vec![object.clone()]).ok_or_else(|| ApiError::not_found(&key))
}

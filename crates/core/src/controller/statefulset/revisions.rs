//! A set's revisions: each template it ever had, named by its hash (`getStatefulSetRevisions`, `pkg/controller/history`).

use super::{Roster, Set};
use crate::object::{Body, ControllerRevision, Key, Kind, Meta, Name, Object, PodTemplate};
use crate::persist::OrdSet;
use crate::revision;
use crate::store::DeleteOptions;
use crate::world::World;
use std::sync::Arc;

/// A revision as a sync uses it.
#[derive(Clone)]
pub(super) struct Revision {
    pub name: Name,
    pub number: u64,
    /// In whole seconds, as the API keeps it.
    created: u64,
    pub template: Arc<PodTemplate>,
}

/// The revisions that a sync goes by.
pub(super) struct History {
    /// The one that pods below the partition keep.
    pub current: Revision,
    /// The one that pods are moved to.
    pub update: Revision,
    /// How often a revision's name was taken.
    pub collisions: u32,
}

fn load(world: &World, key: &Key) -> Option<Revision> {
    let object = world.store.get(key)?;
    let revision = object.revision()?;
    Some(Revision {
        name: key.name.clone(),
        number: revision.revision,
        created: object.meta.created.0 / 1000,
        template: revision.template.clone(),
    })
}

/// The set's revisions, oldest first: by number, then by age, then by name (`SortControllerRevisions`).
fn list(world: &World, set: &Set) -> Vec<Revision> {
    let keys = world.store.owned_of_kind(set.meta().uid, Kind::ControllerRevision);
    let mut revisions: Vec<Revision> = keys.filter_map(|key| load(world, key)).collect();
    crate::sort::sort_by(&mut revisions, |a, b| {
        (a.number, a.created, &a.name).cmp(&(b.number, b.created, &b.name))
    });
    revisions
}

/// Adopts revisions that match the set and that nobody controls (`adoptOrphanRevisions`). Which one is aimed at is then to
/// be found anew.
pub(super) fn adopt_orphans(world: &mut World, orphans: &OrdSet<Key>, roster: &mut Roster, set: &Set) {
    let mut orphans: Vec<(u64, Key)> = orphans
        .iter()
        .filter_map(|key| world.store.get(key))
        .filter(|object| object.meta.namespace == set.key.namespace && !object.meta.is_terminating())
        .filter(|object| set.spec.selector.matches(&object.meta.labels))
        .map(|object| (object.revision().map_or(0, |revision| revision.revision), object.key()))
        .collect();
    crate::sort::sort(&mut orphans);
    for (_, key) in orphans {
        roster.resolved = None;
        let owner = set.meta().controller_ref();
        let written = world.store.update(&key, false, |object| object.meta.owners.push(owner));
        debug_assert!(written.is_ok(), "a revision that was just read is there");
    }
}

/// The current and the update revision. A template that is new gets a revision; one that was there before gets its old
/// one back, with the highest number.
pub(super) fn resolve(world: &mut World, roster: &mut Roster, set: &Set) -> Result<History, String> {
    let status = set.status().cloned().unwrap_or_default();
    let mut collisions = status.collision_count;
    let update = match remembered(world, roster, set) {
        Some(revision) => revision,
        None => resolve_update(world, set, &mut collisions)?,
    };
    roster.resolved = Some((set.spec.template.clone(), update.name.clone()));
    if status.current_revision == update.name {
        return Ok(History { current: update.clone(), update, collisions });
    }
    let current_key = set.key.beside(Kind::ControllerRevision, &status.current_revision);
    let owned =
        world.store.get(&current_key).is_some_and(|r| r.meta.owners.iter().any(|o| o.uid == set.meta().uid));
    let current = load(world, &current_key).filter(|_| owned).unwrap_or_else(|| update.clone());
    Ok(History { current, update, collisions })
}

/// The revision that the last sync found for this very template, so that it need not be compared again.
fn remembered(world: &World, roster: &Roster, set: &Set) -> Option<Revision> {
    let (template, name) = roster.resolved.as_ref()?;
    let key = set.key.beside(Kind::ControllerRevision, name);
    load(world, &key).filter(|_| Arc::ptr_eq(template, &set.spec.template))
}

fn resolve_update(world: &mut World, set: &Set, collisions: &mut u32) -> Result<Revision, String> {
    let revisions = list(world, set);
    let next = revisions.last().map_or(1, |newest| newest.number + 1);
    let equal = revisions.iter().rev().find(|revision| revision.template.raw == set.spec.template.raw);
    match equal {
        Some(equal) if revisions.last().is_some_and(|newest| newest.template.raw == equal.template.raw) => {
            Ok(revisions.last().unwrap_or(equal).clone())
        }
        Some(equal) => Ok(renumber(world, set, equal, next)),
        None => create(world, set, next, collisions),
    }
}

fn renumber(world: &mut World, set: &Set, equal: &Revision, number: u64) -> Revision {
    let key = set.key.beside(Kind::ControllerRevision, &equal.name);
    let written = world.store.update(&key, false, |object| {
        if let Some(revision) = object.revision_mut() {
            revision.revision = number;
        }
    });
    debug_assert!(written.is_ok(), "a revision that was just read is there");
    Revision { number, ..equal.clone() }
}

/// Creates a revision; if its name is taken by another template, the next name is tried (`CreateControllerRevision`).
fn create(world: &mut World, set: &Set, number: u64, collisions: &mut u32) -> Result<Revision, String> {
    loop {
        let name: Name = revision::name(set.name(), &set.spec.template.raw, *collisions).into();
        let key = set.key.beside(Kind::ControllerRevision, &name);
        let taken =
            world.store.get(&key).and_then(|object| object.revision()).map(|r| r.template.raw.clone());
        match taken {
            Some(raw) if raw == set.spec.template.raw => return load(world, &key).ok_or_else(String::new),
            Some(_) => *collisions += 1,
            None => {
                let object = new_object(set, &name, number);
                world.store.create(world.now, object).map_err(|error| error.message)?;
                let (created, template) = (world.now.0 / 1000, set.spec.template.clone());
                return Ok(Revision { name, number, created, template });
            }
        }
    }
}

/// The label that names a revision's hash.
const HASH_LABEL: &str = "controller.kubernetes.io/hash";

fn new_object(set: &Set, name: &Name, number: u64) -> Object {
    let template = set.spec.template.clone();
    let mut meta = Meta::new(Kind::ControllerRevision, &set.key.namespace, name);
    // A revision is found again by the template's labels (`history.NewControllerRevision`).
    meta.labels = template.labels.clone();
    meta.set_label(
        HASH_LABEL,
        name.strip_prefix(&**set.name()).and_then(|hash| hash.strip_prefix('-')).unwrap_or(name),
    );
    meta.annotations = set.meta().annotations.clone();
    meta.owners.push(set.meta().controller_ref());
    let data = Arc::new(revision::data(&template.raw));
    Object { meta, body: Body::Revision(ControllerRevision { revision: number, data, template }) }
}

/// Deletes the oldest revisions that nothing uses, beyond `revisionHistoryLimit` (`truncateHistory`).
pub(super) fn truncate(world: &mut World, roster: &Roster, set: &Set, history: &History) {
    let Ok(limit) = usize::try_from(set.spec.history_limit) else { return };
    // Mostly there are not as many of all sets together.
    if world.store.count(Kind::ControllerRevision) <= limit
        || world.store.owned_of_kind(set.meta().uid, Kind::ControllerRevision).count() <= limit
    {
        return;
    }
    let live = |revision: &Revision| {
        revision.name == history.current.name
            || revision.name == history.update.name
            || roster.of_revision(&revision.name).0 > 0
    };
    let old: Vec<Revision> = list(world, set).into_iter().filter(|revision| !live(revision)).collect();
    for revision in old.iter().take(old.len().saturating_sub(limit)) {
        let key = set.key.beside(Kind::ControllerRevision, &revision.name);
        let deleted = world.store.delete(world.now, &key, DeleteOptions::default());
        debug_assert!(deleted.is_ok(), "a revision that was just read is there");
    }
}

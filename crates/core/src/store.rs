//! The API server's storage: objects, their identities and versions, graceful deletion and finalizers, and the changes
//! that its watchers are told of.

mod links;
mod touched;

pub use touched::Touched;

use crate::error::{ApiError, Reason};
use crate::object::{Deletion, Key, Kind, Name, Object, Uid};
use crate::persist::{Keyed, KeyedMap, OrdSet, Place};
use crate::time::Time;
use links::Links;
use std::cmp::Ordering;
use std::sync::Arc;

/// What a watcher is told: an object before and after a write.
#[derive(Clone, Debug)]
pub struct Change {
    /// Which object.
    pub key: Key,
    /// As it was; none if it was created.
    pub old: Option<Arc<Object>>,
    /// As it is; none if it is gone.
    pub new: Option<Arc<Object>>,
}

impl Change {
    /// The object as it is, or as it was last.
    pub fn latest(&self) -> Option<&Arc<Object>> {
        self.new.as_ref().or(self.old.as_ref())
    }
}

/// What becomes of the objects that a deleted one owns (`metav1.DeletionPropagation`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Propagation {
    /// The owner goes at once; the garbage collector deletes what it owned afterwards.
    #[default]
    Background,
    /// The owner goes after what it owns.
    Foreground,
    /// What it owned stays, without an owner.
    Orphan,
}

/// How to delete (`metav1.DeleteOptions`).
#[derive(Clone, Copy, Debug, Default)]
pub struct DeleteOptions {
    /// The grace period in seconds; the object's own where none is given.
    pub grace_seconds: Option<u64>,
    /// What becomes of the objects it owns.
    pub propagation: Propagation,
    /// Delete it only if it still is the one with this UID.
    pub uid: Option<Uid>,
}

/// The finalizer of an owner that waits for what it owns to go.
pub const FOREGROUND_FINALIZER: &str = "foregroundDeletion";
/// The finalizer of an owner that is to be taken out of its objects' owner references first.
pub const ORPHAN_FINALIZER: &str = "orphan";

/// A key, ordered by kind, namespace and name, as people list objects.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ByName(Key);

impl Place for ByName {
    fn place(&self) -> u64 {
        self.0.kind as u64
    }
}

/// All objects of a cluster. Copies share what did not change.
#[derive(Clone, Debug, Default)]
pub struct Store {
    /// Those of each kind: most look-ups are of kinds of which there are few.
    objects: [KeyedMap<Object>; Kind::COUNT],
    /// The keys of all objects but those of kinds that are sorted when somebody lists them.
    names: OrdSet<ByName>,
    links: Links,
    /// The namespace that something was created in last, as long as that Namespace does not change.
    open: Option<Name>,
    version: u64,
    last_uid: u64,
    changes: Vec<Change>,
}

impl Store {
    /// The object of a key.
    pub fn get(&self, key: &Key) -> Option<&Arc<Object>> {
        self.objects[key.kind as usize].get(key)
    }

    /// Whether there is an object of that key.
    pub fn has(&self, key: &Key) -> bool {
        self.get(key).is_some()
    }

    /// The objects of a kind, in all namespaces or in one, by namespace and name.
    pub fn list<'a>(
        &'a self,
        kind: Kind,
        namespace: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Arc<Object>> + 'a {
        let namespace = namespace.filter(|_| kind.info().namespaced);
        let within =
            move |key: &Key| namespace.map_or(Ordering::Equal, |namespace| (*key.namespace).cmp(namespace));
        let sorted = if is_sorted_late(kind) { self.sorted(kind) } else { Vec::new() };
        let is_within = move |object: &&Arc<Object>| {
            namespace.is_none_or(|namespace| *object.meta.namespace == *namespace)
        };
        self.named(kind, within).chain(sorted.into_iter().filter(is_within))
    }

    /// The objects of a kind that is kept in order, whose keys compare as equal.
    fn named<'a>(
        &'a self,
        kind: Kind,
        order: impl Fn(&Key) -> Ordering + 'a,
    ) -> impl Iterator<Item = &'a Arc<Object>> + 'a {
        self.names
            .matching(kind as u64, move |ByName(key)| order(key))
            .filter_map(|ByName(key)| self.get(key))
    }

    /// All objects of a kind, by namespace and name.
    fn sorted(&self, kind: Kind) -> Vec<&Arc<Object>> {
        let mut objects: Vec<_> = self.objects[kind as usize].iter().collect();
        crate::sort::sort_by(&mut objects, |one, other| one.compare_with(other));
        objects
    }

    /// The objects of a kind that is kept in order and of a namespace whose names begin with a prefix, by name.
    pub fn list_prefix<'a>(
        &'a self,
        kind: Kind,
        namespace: &'a str,
        prefix: &'a str,
    ) -> impl Iterator<Item = &'a Arc<Object>> + 'a {
        let order = move |key: &Key| {
            let name = || match key.name.starts_with(prefix) {
                true => Ordering::Equal,
                false => (*key.name).cmp(prefix),
            };
            (*key.namespace).cmp(namespace).then_with(name)
        };
        self.named(kind, order)
    }

    /// The keys of the objects that have an owner reference to this UID, by kind and name.
    pub fn owned_by(&self, owner: Uid) -> impl Iterator<Item = &Key> {
        self.links.owned_by(owner)
    }

    /// The keys of the objects of a kind that have an owner reference to this UID, by name.
    pub fn owned_of_kind(&self, owner: Uid, kind: Kind) -> impl Iterator<Item = &Key> {
        self.links.owned_of_kind(owner, kind)
    }

    /// The pods bound to a node, by namespace and name.
    pub fn pods_on<'a>(&'a self, node: &'a Name) -> impl Iterator<Item = &'a Arc<Object>> + 'a {
        self.links.pods_on(node).filter_map(|key| self.get(key))
    }

    /// How many pods are bound to a node.
    pub fn count_on(&self, node: &Name) -> usize {
        self.links.count_on(node)
    }

    /// The pods that use a claim, by name.
    pub fn pods_using<'a>(&'a self, claim: &'a Key) -> impl Iterator<Item = &'a Arc<Object>> + 'a {
        self.links.pods_using(claim).filter_map(|key| self.get(key))
    }

    /// The volumes that are kept for a claim, by name.
    pub fn volumes_for<'a>(&'a self, claim: &'a Key) -> impl Iterator<Item = &'a Arc<Object>> + 'a {
        self.links.volumes_for(claim).filter_map(|key| self.get(key))
    }

    /// The volumes that are kept for no claim, in no particular order.
    pub fn free_volumes(&self) -> impl Iterator<Item = &Arc<Object>> {
        self.links.free_volumes().filter_map(|key| self.get(key))
    }

    /// The pods of a namespace that nobody controls, by name.
    pub fn orphans<'a>(&'a self, namespace: &'a Name) -> impl Iterator<Item = &'a Arc<Object>> + 'a {
        self.links.orphans(namespace).filter_map(|key| self.get(key))
    }

    /// How many objects there are.
    pub fn len(&self) -> usize {
        self.objects.iter().map(KeyedMap::len).sum()
    }

    /// How many objects of a kind there are.
    pub fn count(&self, kind: Kind) -> usize {
        self.objects[kind as usize].len()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The version of the last write.
    pub fn resource_version(&self) -> u64 {
        self.version
    }

    /// Notes which objects are others than in another store, of the same cluster at another time. What both share is
    /// passed over, and Events, which nobody keeps.
    pub fn note_differences(&self, other: &Store, touched: &mut Touched) {
        let kinds = self.objects.iter().zip(&other.objects).enumerate();
        for (_, (ours, theirs)) in kinds.filter(|(kind, _)| *kind != Kind::Event as usize) {
            ours.differences(theirs, |object| touched.note(&object.key()));
        }
    }

    /// Takes what has changed since the last call, in order, into an empty list. Returns whether anything has.
    pub fn take_changes(&mut self, changes: &mut Vec<Change>) -> bool {
        std::mem::swap(&mut self.changes, changes);
        !changes.is_empty()
    }

    /// Creates an object: gives it its UID, version and first generation.
    pub fn create(&mut self, now: Time, mut object: Object) -> Result<Arc<Object>, ApiError> {
        let mut key = object.key();
        if self.has(&key) {
            return Err(ApiError::already_exists(&key));
        }
        // One text for all objects of a namespace: their keys compare by its address, and none has a copy of its own.
        key.namespace = self.check_namespace(&key)?;
        self.last_uid += 1;
        let meta = &mut object.meta;
        meta.namespace = key.namespace.clone();
        (meta.uid, meta.created, meta.deletion) = (Uid(self.last_uid), now, None);
        meta.generation = u64::from(has_generation(key.kind));
        Ok(self.write_new(key, object))
    }

    /// Puts in a cluster-wide object that every cluster has from the start. Its UID is none of those that are counted: what
    /// is created later has the same names whatever is installed.
    pub(crate) fn install(&mut self, now: Time, uid: Uid, mut object: Object) {
        let meta = &mut object.meta;
        (meta.uid, meta.created) = (uid, now);
        meta.generation = u64::from(has_generation(meta.kind));
        self.write_new(object.key(), object);
    }

    /// Nothing is created in a namespace that is not there or is being emptied (admission plugin NamespaceLifecycle).
    /// Returns its name as the Namespace has it.
    fn check_namespace(&mut self, key: &Key) -> Result<Name, ApiError> {
        if key.namespace.is_empty() {
            return Ok(Name::default());
        }
        if let Some(open) = self.open.as_ref().filter(|open| **open == key.namespace) {
            return Ok(open.clone());
        }
        let namespace = Key::of(Kind::Namespace, Name::default(), key.namespace.clone());
        let found = self.get(&namespace).ok_or_else(|| ApiError::not_found(&namespace))?;
        if found.meta.is_terminating() {
            let message = format!(
                "{} \"{}\" is forbidden: unable to create new content in namespace {} because it is being terminated",
                key.kind.resource(),
                key.name,
                key.namespace
            );
            return Err(ApiError::new(Reason::Forbidden, message));
        }
        let open = found.meta.name.clone();
        self.open = Some(open.clone());
        Ok(open)
    }

    /// Changes an object. If what is wanted of it changes (its spec), say so: its generation goes up. A write that
    /// changes nothing is no write. An object that is being deleted goes when its last finalizer does.
    pub fn update(
        &mut self,
        key: &Key,
        spec: bool,
        change: impl FnOnce(&mut Object),
    ) -> Result<Arc<Object>, ApiError> {
        let old = self.get(key).ok_or_else(|| ApiError::not_found(key))?;
        let mut object = (**old).clone();
        change(&mut object);
        if object == **old {
            return Ok(old.clone());
        }
        object.meta.generation += u64::from(spec && has_generation(key.kind));
        Ok(self.write_or_finish(key, object))
    }

    fn write_or_finish(&mut self, key: &Key, object: Object) -> Arc<Object> {
        let finished = object.meta.finalizers.is_empty()
            && object.meta.deletion.as_ref().is_some_and(|d| d.grace_seconds == 0);
        let written = self.write(key.clone(), object);
        if finished {
            self.remove(key);
        }
        written
    }

    /// Deletes an object, gracefully where its kind knows that and after its finalizers
    /// (`registry.Store.Delete`, `rest.BeforeDelete`).
    ///
    /// Returns whether it is gone; if not, it is terminating.
    pub fn delete(&mut self, now: Time, key: &Key, options: DeleteOptions) -> Result<bool, ApiError> {
        let old = self.get(key).ok_or_else(|| ApiError::not_found(key))?.clone();
        if options.uid.is_some_and(|uid| uid != old.meta.uid) {
            return Err(precondition_failed(key, options.uid.unwrap_or_default(), old.meta.uid));
        }
        let grace_seconds = grace(&old, options.grace_seconds);
        let mut object = (*old).clone();
        add_propagation_finalizer(&mut object, options.propagation);
        let deletion = match &object.meta.deletion {
            Some(earlier) if earlier.grace_seconds <= grace_seconds => **earlier,
            Some(_) | None => Deletion { requested: now, grace_seconds },
        };
        let begins = object.meta.deletion.is_none();
        object.meta.deletion = Some(Box::new(deletion));
        if begins && object.meta.generation > 0 {
            object.meta.generation += 1;
        }
        let graceful = key.kind == Kind::Pod || deletion.grace_seconds > 0;
        let gone = object.meta.finalizers.is_empty() && deletion.grace_seconds == 0;
        if object != *old && (!gone || graceful) {
            self.write(key.clone(), object);
        }
        if gone {
            self.remove(key);
        }
        Ok(gone)
    }

    /// Writes an object instead of the one that is there.
    fn write(&mut self, key: Key, object: Object) -> Arc<Object> {
        let object = self.next_version(object);
        let old = self.objects[key.kind as usize]
            .get_mut(&key)
            .map(|stored| std::mem::replace(stored, object.clone()));
        self.tell(key, old, Some(&object));
        object
    }

    /// Writes an object that is not there yet.
    fn write_new(&mut self, key: Key, object: Object) -> Arc<Object> {
        let object = self.next_version(object);
        self.objects[key.kind as usize].insert(object.clone());
        if !is_sorted_late(key.kind) {
            self.names.insert_new(ByName(key.clone()));
        }
        self.tell(key, None, Some(&object));
        object
    }

    fn next_version(&mut self, mut object: Object) -> Arc<Object> {
        self.version += 1;
        object.meta.resource_version = self.version;
        Arc::new(object)
    }

    /// Brings the indexes up to date, and notes the change for the watchers.
    fn tell(&mut self, key: Key, old: Option<Arc<Object>>, new: Option<&Arc<Object>>) {
        if key.kind == Kind::Namespace {
            self.open = None;
        }
        self.links.update(&key, old.as_deref(), new.map(|object| &**object));
        self.changes.push(Change { key, old, new: new.cloned() });
    }

    fn remove(&mut self, key: &Key) {
        let Some(old) = self.objects[key.kind as usize].take(key) else { return };
        if !is_sorted_late(key.kind) {
            self.names.remove(&ByName(key.clone()));
        }
        self.version += 1;
        self.tell(key.clone(), Some(old), None);
    }
}

/// Of which kinds there are many whose names are random, and are seldom listed: to keep them in order costs more.
fn is_sorted_late(kind: Kind) -> bool {
    matches!(kind, Kind::Event | Kind::PersistentVolume)
}

/// Which kinds count the changes of their spec.
fn has_generation(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::StatefulSet
            | Kind::Deployment
            | Kind::ReplicaSet
            | Kind::PodDisruptionBudget
            | Kind::Pod
            | Kind::EndpointSlice
            | Kind::DaemonSet
            | Kind::Job
            | Kind::CronJob
            | Kind::Ingress
            | Kind::NetworkPolicy
            | Kind::PriorityClass
    )
}

/// The grace period a deletion gets: only pods have one, and only while a node runs them
/// (`podStrategy.CheckGracefulDelete`).
fn grace(object: &Object, asked: Option<u64>) -> u64 {
    let Some(pod) = object.pod() else { return 0 };
    if pod.node.is_none() || pod.status.phase.is_terminal() {
        return 0;
    }
    asked.unwrap_or(pod.spec.grace_seconds)
}

fn add_propagation_finalizer(object: &mut Object, propagation: Propagation) {
    let finalizer = match propagation {
        Propagation::Background => return,
        Propagation::Foreground => FOREGROUND_FINALIZER,
        Propagation::Orphan => ORPHAN_FINALIZER,
    };
    if !object.meta.finalizers.iter().any(|f| &**f == finalizer) {
        object.meta.finalizers.push(finalizer.into());
    }
}

fn precondition_failed(key: &Key, wanted: Uid, found: Uid) -> ApiError {
    let message = format!(
        "Operation cannot be fulfilled on {} \"{}\": the UID in the precondition ({wanted}) does not match the UID in \
         record ({found}). The object might have been deleted and then recreated",
        key.kind.resource(),
        key.name
    );
    ApiError::new(Reason::Conflict, message)
}

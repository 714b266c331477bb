//! Which objects belong together: what an owner owns, which pods are on a node and use a claim, which volumes are kept for
//! a claim or free. Kept up with every write, so that nobody looks through all of them.

use crate::object::{Key, Kind, Name, Object, Uid};
use crate::persist::{OrdSet, Place};
use std::ops::Range;

/// A key and an owner of its object, ordered by the owner and then as people list objects.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Owned(Uid, Key);

impl Owned {
    const KIND_BITS: u32 = 8;

    /// The place of what an owner owns of a kind.
    fn place(owner: Uid, kind: Kind) -> u64 {
        owner.0 << Owned::KIND_BITS | kind as u64
    }

    /// The places of what an owner owns.
    fn places(owner: Uid) -> Range<u64> {
        let first = owner.0 << Owned::KIND_BITS;
        first..first.saturating_add(1 << Owned::KIND_BITS)
    }
}

impl Place for Owned {
    fn place(&self) -> u64 {
        Owned::place(self.0, self.1.kind)
    }
}

/// The links between objects.
#[derive(Clone, Debug, Default)]
pub struct Links {
    owned: OrdSet<Owned>,
    pods_by_node: OrdSet<(Name, Key)>,
    pods_by_claim: OrdSet<(Key, Key)>,
    volumes_by_claim: OrdSet<(Key, Key)>,
    free_volumes: OrdSet<Key>,
    orphans: OrdSet<Key>,
}

impl Links {
    /// What has an owner reference to this UID, by kind and name.
    pub fn owned_by(&self, owner: Uid) -> impl Iterator<Item = &Key> {
        self.owned.of_places(Owned::places(owner)).map(|Owned(_, key)| key)
    }

    /// What of a kind has an owner reference to this UID, by name.
    pub fn owned_of_kind(&self, owner: Uid, kind: Kind) -> impl Iterator<Item = &Key> {
        let order = move |Owned(uid, key): &Owned| uid.cmp(&owner).then_with(|| key.kind.cmp(&kind));
        self.owned.matching(Owned::place(owner, kind), order).map(|Owned(_, key)| key)
    }

    /// The pods bound to a node, by namespace and name.
    pub fn pods_on<'a>(&'a self, node: &'a Name) -> impl Iterator<Item = &'a Key> + 'a {
        self.pods_by_node.matching(node.place(), |(on, _)| on.cmp(node)).map(|(_, key)| key)
    }

    /// How many pods are bound to a node.
    pub fn count_on(&self, node: &Name) -> usize {
        self.pods_by_node.count_matching(node.place(), |(on, _)| on.cmp(node))
    }

    /// The pods that use a claim, by name.
    pub fn pods_using<'a>(&'a self, claim: &'a Key) -> impl Iterator<Item = &'a Key> + 'a {
        self.pods_by_claim.matching(claim.place(), |(used, _)| used.cmp(claim)).map(|(_, key)| key)
    }

    /// The volumes that are kept for a claim, by name.
    pub fn volumes_for<'a>(&'a self, claim: &'a Key) -> impl Iterator<Item = &'a Key> + 'a {
        self.volumes_by_claim.matching(claim.place(), |(kept, _)| kept.cmp(claim)).map(|(_, key)| key)
    }

    /// The volumes that are kept for no claim, in no particular order.
    pub fn free_volumes(&self) -> impl Iterator<Item = &Key> {
        self.free_volumes.iter()
    }

    /// The pods of a namespace that nobody controls, by name.
    pub fn orphans<'a>(&'a self, namespace: &'a Name) -> impl Iterator<Item = &'a Key> + 'a {
        self.orphans.iter().filter(move |key| key.namespace == *namespace)
    }

    /// Takes note of an object's change.
    pub fn update(&mut self, key: &Key, old: Option<&Object>, new: Option<&Object>) {
        if old.map(|o| &o.meta.owners) != new.map(|o| &o.meta.owners) {
            for owner in old.iter().flat_map(|object| &object.meta.owners) {
                self.owned.remove(&Owned(owner.uid, key.clone()));
            }
            for owner in new.iter().flat_map(|object| &object.meta.owners) {
                self.owned.insert_new(Owned(owner.uid, key.clone()));
            }
            if key.kind == Kind::Pod {
                self.index_orphan(key, new);
            }
        }
        match key.kind {
            Kind::Pod => self.index_pod(key, old, new),
            Kind::PersistentVolume => self.index_volume(key, old, new),
            _ => {}
        }
    }

    fn index_orphan(&mut self, key: &Key, pod: Option<&Object>) {
        match pod {
            Some(pod) if pod.meta.controller().is_none() => self.orphans.insert(key.clone()),
            Some(_) | None => drop(self.orphans.remove(key)),
        }
    }

    fn index_volume(&mut self, key: &Key, old: Option<&Object>, new: Option<&Object>) {
        let claim = |object: Option<&Object>| {
            let claim = object?.volume()?.claim.as_ref()?;
            Some(Key::of(Kind::PersistentVolumeClaim, claim.namespace.clone(), claim.name.clone()))
        };
        let (before, after) = (claim(old), claim(new));
        if old.is_some() && new.is_some() && before == after {
            return;
        }
        match before {
            Some(claim) => drop(self.volumes_by_claim.remove(&(claim, key.clone()))),
            None => drop(self.free_volumes.remove(key)),
        }
        match after {
            Some(claim) => self.volumes_by_claim.insert_new((claim, key.clone())),
            None if new.is_some() => self.free_volumes.insert(key.clone()),
            None => {}
        }
    }

    fn index_pod(&mut self, key: &Key, old: Option<&Object>, new: Option<&Object>) {
        let (old, new) = (old.and_then(Object::pod), new.and_then(Object::pod));
        if old.and_then(|p| p.node.as_ref()) != new.and_then(|p| p.node.as_ref()) {
            if let Some(node) = old.and_then(|p| p.node.clone()) {
                self.pods_by_node.remove(&(node, key.clone()));
            }
            if let Some(node) = new.and_then(|p| p.node.clone()) {
                self.pods_by_node.insert_new((node, key.clone()));
            }
        }
        if old.map(|p| &p.claims) != new.map(|p| &p.claims) {
            for volume in old.iter().flat_map(|p| &p.claims) {
                let claim = key.beside(Kind::PersistentVolumeClaim, &volume.claim);
                self.pods_by_claim.remove(&(claim, key.clone()));
            }
            for volume in new.iter().flat_map(|p| &p.claims) {
                let claim = key.beside(Kind::PersistentVolumeClaim, &volume.claim);
                self.pods_by_claim.insert_new((claim, key.clone()));
            }
        }
    }
}

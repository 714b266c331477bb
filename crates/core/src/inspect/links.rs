//! What an object has to do with others: who owns it, what it owns, what it uses and what uses it.

use crate::object::{Key, Kind, Object};
use crate::world::World;

/// How many objects of one kind are named at most.
const MOST: usize = 200;

/// Another object, and what it is to this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The other.
    pub key: Key,
    /// What it is to this one: `owned by`, `owns`, `uses`, `used by`, `runs on`, `runs`, `bound to`.
    pub what: &'static str,
    /// Whether it is there.
    pub exists: bool,
}

/// The objects that one has to do with.
pub(super) fn of(world: &World, object: &Object) -> Vec<Link> {
    let mut links = Links { world, found: Vec::new() };
    links.owners(object);
    links.uses(object);
    links.owned(object);
    links.found
}

struct Links<'a> {
    world: &'a World,
    found: Vec<Link>,
}

impl Links<'_> {
    fn add(&mut self, what: &'static str, key: Key) {
        let exists = self.world.store.has(&key);
        self.found.push(Link { key, what, exists });
    }

    fn owners(&mut self, object: &Object) {
        for owner in &object.meta.owners {
            let key = object.key().beside(owner.kind, &owner.name);
            let exists = self.world.store.get(&key).is_some_and(|found| found.meta.uid == owner.uid);
            self.found.push(Link { key, what: "owned by", exists });
        }
    }

    fn owned(&mut self, object: &Object) {
        let owned: Vec<Key> = self.world.store.owned_by(object.meta.uid).take(MOST).cloned().collect();
        owned.into_iter().for_each(|key| self.add("owns", key));
    }

    fn uses(&mut self, object: &Object) {
        let key = object.key();
        if let Some(pod) = object.pod() {
            pod.node.iter().for_each(|node| self.add("runs on", Key::global(Kind::Node, node)));
            for volume in &pod.claims {
                self.add("uses", key.beside(Kind::PersistentVolumeClaim, &volume.claim));
            }
        }
        if let Some(claim) = object.claim() {
            let class = claim.class.iter().filter(|class| !class.is_empty());
            class.for_each(|class| self.add("of class", Key::global(Kind::StorageClass, class)));
            claim.volume.iter().for_each(|it| self.add("bound to", Key::global(Kind::PersistentVolume, it)));
            let pods: Vec<Key> = self.world.store.pods_using(&key).take(MOST).map(|pod| pod.key()).collect();
            pods.into_iter().for_each(|pod| self.add("used by", pod));
        }
        if let Some(claim) = object.volume().and_then(|volume| volume.claim.as_ref()) {
            self.add("kept for", Key::new(Kind::PersistentVolumeClaim, &claim.namespace, &claim.name));
        }
        if object.node().is_some() {
            let pods: Vec<Key> =
                self.world.store.pods_on(&key.name).take(MOST).map(|pod| pod.key()).collect();
            pods.into_iter().for_each(|pod| self.add("runs", pod));
        }
        if let Some(set) = object.set().filter(|set| !set.spec.service_name.is_empty()) {
            self.add("governed by", key.beside(Kind::Service, &set.spec.service_name));
        }
    }
}

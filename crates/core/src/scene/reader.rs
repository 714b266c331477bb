//! Scenes one after another, each read off what was written since the last: a frame of a large set costs what changed.

use super::build::Reader;
use super::{NodeReady, Scene, SlotScene, WorkloadKind, WorkloadScene};
use crate::cluster::Cluster;
use crate::controller::statefulset::parent_and_ordinal;
use crate::object::{Key, Kind, Object, StatefulSet};
use crate::store::Touched;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Up to so many slots a scene is read as a whole. What volumes hold and where they are attached changes without a
/// write, so that in larger sets it is as it was when something else of the slot changed; nothing so small is drawn
/// of them.
const FEW_SLOTS: usize = 64;

/// Reads scenes of one run, and keeps the last: slots that did not change are the same allocations as before.
#[derive(Clone, Debug, Default)]
pub struct SceneReader {
    last: Option<Kept>,
}

#[derive(Clone, Debug)]
struct Kept {
    scene: Scene,
    /// The sets as they were, in the order of the scene.
    sets: Vec<Arc<Object>>,
    /// Whether containers ran that the API did not know of: they end without a write.
    orphans: bool,
}

impl SceneReader {
    /// Forgets the last scene: the next is of another run.
    pub fn forget(&mut self) {
        self.last = None;
    }

    /// The scene of a cluster, in which `touched` was written since the last one.
    pub fn read(&mut self, cluster: &Cluster, touched: Touched) -> &Scene {
        self.read_beyond(FEW_SLOTS, cluster, touched)
    }

    fn read_beyond(&mut self, few: usize, cluster: &Cluster, touched: Touched) -> &Scene {
        let reader = Reader { cluster };
        let read_on = self.last.take().and_then(|kept| match touched {
            Touched::Only(keys) if kept.is_large(few) => kept.read_on(&reader, &keys),
            Touched::Only(_) | Touched::Any => None,
        });
        let kept = read_on.unwrap_or_else(|| Kept::of(&reader));
        &self.last.insert(kept).scene
    }
}

impl Kept {
    fn of(reader: &Reader<'_>) -> Kept {
        let sets = reader.cluster.store().list(Kind::StatefulSet, None).cloned().collect();
        Kept { scene: Scene::of(reader.cluster, None), sets, orphans: has_orphans(reader) }
    }

    fn is_large(&self, few: usize) -> bool {
        self.scene.workloads.iter().map(|workload| workload.slots.len()).sum::<usize>() > few
    }

    /// The scene now; none if more is another than single slots.
    fn read_on(mut self, reader: &Reader<'_>, keys: &[Key]) -> Option<Kept> {
        let cluster = reader.cluster;
        let now: Vec<_> = cluster.store().list(Kind::StatefulSet, None).cloned().collect();
        let same = |(one, other): (&Arc<_>, &Arc<_>)| is_built_alike(one, other);
        let writes_few = keys.iter().all(|key| is_of_slots(key.kind));
        let alike = self.scene.workloads.len() == now.len() && self.sets.iter().zip(&now).all(same);
        let nodes = reader.nodes();
        let steady = self.scene.nodes.iter().map(readiness).eq(nodes.iter().map(readiness));
        if !(writes_few && alike && steady) || self.orphans || has_orphans(reader) {
            return None;
        }
        let touched = with_volumes(reader, keys);
        let shown = self.update_slots(reader, &now, &touched)?;
        self.update_others(reader, &touched, &shown);
        self.scene.at = cluster.now();
        self.scene.nodes = nodes;
        self.scene.decision =
            self.scene.workloads.first().and_then(|workload| reader.decision(&workload.key()));
        self.sets = now;
        Some(self)
    }

    /// Reads the slots of touched objects anew. The objects that slots show.
    fn update_slots(
        &mut self,
        reader: &Reader<'_>,
        sets: &[Arc<Object>],
        touched: &BTreeSet<Key>,
    ) -> Option<BTreeSet<Key>> {
        let mut shown = BTreeSet::new();
        for (object, workload) in sets.iter().zip(&mut self.scene.workloads) {
            let set = object.set().filter(|_| workload.kind == WorkloadKind::StatefulSet)?;
            let claims = reader.claims_of_set(object, set);
            let mut slots = std::mem::take(&mut workload.slots);
            let ordinals: BTreeSet<u32> =
                touched.iter().filter_map(|key| ordinal(key, workload, &claims)).collect();
            for ordinal in ordinals {
                let wanted =
                    ordinal.checked_sub(set.spec.start).is_some_and(|place| place < set.spec.replicas);
                let slot = reader.slot(object, set, ordinal, wanted, &claims);
                note_shown(&slot, &workload.namespace, &mut shown);
                place(&mut slots, slot);
            }
            *workload = reader.set_with(object, set, slots);
        }
        Some(shown)
    }

    /// Reads what belongs to no slot anew, as far as it was touched.
    fn update_others(&mut self, reader: &Reader<'_>, touched: &BTreeSet<Key>, shown: &BTreeSet<Key>) {
        let scene = &mut self.scene;
        for key in touched {
            let object = reader.get(key).filter(|_| !shown.contains(key));
            match key.kind {
                Kind::Pod => {
                    let pod = object.and_then(|object| reader.pod(object, None));
                    put(&mut scene.pods, pod, |it| {
                        (&*it.namespace, &*it.name).cmp(&(&*key.namespace, &*key.name))
                    });
                }
                Kind::PersistentVolumeClaim => {
                    let claim = object.and_then(|object| reader.claim(object, None));
                    let order = |it: &super::ClaimScene| {
                        (&*it.namespace, &*it.name).cmp(&(&*key.namespace, &*key.name))
                    };
                    put(&mut scene.claims, claim, order);
                }
                Kind::PersistentVolume => {
                    let volume = object.and_then(|object| reader.free_volume(object));
                    put(&mut scene.volumes, volume, |it| (*it.name).cmp(&*key.name));
                }
                _ => {}
            }
        }
    }
}

fn has_orphans(reader: &Reader<'_>) -> bool {
    reader.cluster.world.kubelets.orphans().next().is_some()
}

/// Whether writing an object of this kind changes slots, and what is in no slot, one by one at most.
fn is_of_slots(kind: Kind) -> bool {
    !matches!(kind, Kind::Deployment | Kind::ReplicaSet | Kind::ControllerRevision)
}

/// Whether two versions of a set have the same slots but for what is in them.
fn is_built_alike(one: &Arc<Object>, other: &Arc<Object>) -> bool {
    let spec = |object: &Arc<Object>| object.set().map(|set: &StatefulSet| set.spec.clone());
    Arc::ptr_eq(one, other)
        || one.meta.uid == other.meta.uid
            && one.meta.is_terminating() == other.meta.is_terminating()
            && spec(one) == spec(other)
}

fn readiness(node: &super::NodeScene) -> (&super::Name, NodeReady) {
    (&node.name, node.ready)
}

/// The touched objects, the claims of touched pods and volumes, and the volumes of those claims.
fn with_volumes(reader: &Reader<'_>, keys: &[Key]) -> BTreeSet<Key> {
    let mut touched: BTreeSet<Key> = keys.iter().cloned().collect();
    for key in keys {
        let Some(object) = reader.get(key) else { continue };
        if let Some(name) = object.claim().and_then(|claim| claim.volume.as_ref()) {
            touched.insert(Key::global(Kind::PersistentVolume, name));
        }
        if let Some(claim) = object.volume().and_then(|volume| volume.claim.as_ref()) {
            touched.insert(Key::new(Kind::PersistentVolumeClaim, &claim.namespace, &claim.name));
        }
    }
    touched
}

/// The ordinal of a set that an object belongs to by its name.
fn ordinal(key: &Key, set: &WorkloadScene, claims: &[(super::Name, String)]) -> Option<u32> {
    let (parent, ordinal) = parent_and_ordinal(&key.name).filter(|_| *key.namespace == *set.namespace)?;
    let is_its = match key.kind {
        Kind::Pod => *parent == *set.name,
        Kind::PersistentVolumeClaim => claims.iter().any(|(_, prefix)| *parent == **prefix),
        _ => false,
    };
    is_its.then_some(ordinal)
}

fn note_shown(slot: &SlotScene, namespace: &str, shown: &mut BTreeSet<Key>) {
    shown.extend(slot.pod.iter().map(|pod| Key::new(Kind::Pod, namespace, &pod.name)));
    let claims = slot.claims.iter().map(|it| Key::new(Kind::PersistentVolumeClaim, namespace, &it.name));
    shown.extend(claims);
}

/// Puts a slot where it belongs; one that is not wanted and has nothing is not there.
fn place(slots: &mut Vec<Arc<SlotScene>>, slot: SlotScene) {
    let is_there = slot.wanted || slot.pod.is_some() || !slot.claims.is_empty();
    let ordinal = slot.ordinal;
    put(slots, is_there.then(|| Arc::new(slot)), |it| it.ordinal.cmp(&ordinal));
}

/// Replaces, inserts or removes an item of an ordered list.
fn put<T>(list: &mut Vec<T>, item: Option<T>, order: impl FnMut(&T) -> std::cmp::Ordering) {
    match (list.binary_search_by(order), item) {
        (Ok(index), Some(item)) => list[index] = item,
        (Err(index), Some(item)) => list.insert(index, item),
        (Ok(index), None) => drop(list.remove(index)),
        (Err(_), None) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Command, Config, Time, Timeline};

    const SET: &str = "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web}, spec: {serviceName: web, replicas: 5, \
         persistentVolumeClaimRetentionPolicy: {whenScaled: Delete}, \
         selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: \
         [{name: nginx, image: nginx}]}}, volumeClaimTemplates: [{metadata: {name: www}, spec: {accessModes: \
         [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]}}";

    /// The scene without what changes unwritten.
    fn steady(scene: &Scene) -> Scene {
        let mut scene = scene.clone();
        let slots = scene.workloads.iter_mut().flat_map(|workload| &mut workload.slots);
        let claims = slots.flat_map(|slot| &mut Arc::make_mut(slot).claims).chain(&mut scene.claims);
        let volumes = claims.filter_map(|claim| claim.volume.as_mut()).chain(&mut scene.volumes);
        for volume in volumes {
            (volume.attached, volume.file_count) = (None, 0);
            volume.files.clear();
        }
        scene
    }

    #[test]
    fn a_scene_read_on_is_the_scene_read_as_a_whole() {
        let lines = [
            "apply -f -",
            "scale sts web --replicas=7",
            "delete pod web-1 --wait=false",
            "scale sts web --replicas=2",
            "run lonely --image=nginx",
            "set image sts/web nginx=nginx:2",
            "delete pvc www-web-0 --wait=false",
            "drain node-a --ignore-daemonsets --force",
            "scale sts web --replicas=4",
            "delete pod lonely --wait=false",
            "delete pod web-0 --force --grace-period=0",
            "delete sts web --cascade=orphan",
        ];
        let mut timeline = Timeline::new(Config::default());
        let mut reader = SceneReader::default();
        for line in lines {
            let args: Vec<String> = format!("kubectl {line}").split(' ').map(String::from).collect();
            timeline.apply(Command::Run { args: args.into(), stdin: SET.into() });
            for _ in 0..60 {
                timeline.advance(Time(timeline.now().0 + 130));
                let touched = timeline.take_touched();
                let read = steady(reader.read_beyond(0, timeline.cluster(), touched));
                assert_eq!(
                    read,
                    steady(&Scene::of(timeline.cluster(), None)),
                    "{} after {line}",
                    timeline.now()
                );
            }
        }
        for at in [9_000, 40_000, 39_000, 8_000, 60_000, 61_000, 30_000] {
            timeline.seek(Time(at));
            let touched = timeline.take_touched();
            let read = steady(reader.read_beyond(0, timeline.cluster(), touched));
            assert_eq!(read, steady(&Scene::of(timeline.cluster(), None)), "after going to {at}");
        }
    }

    #[test]
    fn slots_that_did_not_change_are_the_same_allocations() {
        let mut timeline = Timeline::new(Config::default());
        let args: Vec<String> = "kubectl apply -f -".split(' ').map(String::from).collect();
        timeline.apply(Command::Run { args: args.into(), stdin: SET.into() });
        timeline.advance(Time(4_000));
        let mut reader = SceneReader::default();
        let touched = timeline.take_touched();
        let before = reader.read_beyond(0, timeline.cluster(), touched).workloads[0].slots.clone();
        timeline.advance(Time(6_000));
        let touched = timeline.take_touched();
        let after = &reader.read_beyond(0, timeline.cluster(), touched).workloads[0].slots;
        let kept = |before: &[Arc<SlotScene>], after: &[Arc<SlotScene>]| -> Vec<bool> {
            before.iter().zip(after).map(|(one, other)| Arc::ptr_eq(one, other)).collect()
        };
        assert_eq!(kept(&before, after), [false, false, true, true, true]);
        let before = after.clone();
        timeline.seek(Time(4_000));
        let touched = timeline.take_touched();
        let after = &reader.read_beyond(0, timeline.cluster(), touched).workloads[0].slots;
        assert_eq!(kept(&before, after), [false, false, true, true, true], "nor does going back change more");
    }
}

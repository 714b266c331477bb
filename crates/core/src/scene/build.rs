//! Reads a scene off a cluster.

mod way;

use super::*;
use crate::cluster::Cluster;
use crate::controller::statefulset::parent_and_ordinal;
use crate::decision::Decision;
use crate::files::Disk;
use crate::object::{
    Claim, ClaimPhase, Key, Kind, Meta, Object, OwnerRef, Phase, Pod, Retention, StatefulSet, UpdateStrategy,
    Volume, VolumePhase,
};
use crate::podstate;
use crate::revision;
use std::collections::BTreeSet;

/// How many files of a volume a scene shows.
const FILES_SHOWN: usize = 3;
/// How many pods of a node a scene shows.
const NODE_PODS: usize = 32;
/// How many of one that has more: there is no room for more of them beside their number.
const FEW_NODE_PODS: usize = 12;
/// How many characters of a file's first line a scene shows.
const PREVIEW: usize = 24;

impl Scene {
    /// The scene of a cluster as it is now. The decision shown is the last one about the workload in focus; where none
    /// is given, the first there is.
    pub fn of(cluster: &Cluster, focus: Option<&Key>) -> Scene {
        let reader = Reader { cluster };
        let workloads = reader.workloads();
        let focus = focus.cloned().or(workloads.first().map(WorkloadScene::key));
        let shown = Shown::of(&workloads);
        Scene {
            at: cluster.now(),
            pods: reader.other_pods(&shown),
            claims: reader.other_claims(&shown),
            volumes: reader.other_volumes(),
            nodes: reader.nodes(),
            decision: focus.and_then(|about| reader.decision(&about)),
            workloads,
        }
    }
}

impl WorkloadScene {
    /// The workload's key.
    pub(super) fn key(&self) -> Key {
        let kind = match self.kind {
            WorkloadKind::StatefulSet => Kind::StatefulSet,
            WorkloadKind::Deployment => Kind::Deployment,
        };
        Key::new(kind, &self.namespace, &self.name)
    }
}

/// What slots show already.
struct Shown {
    pods: BTreeSet<(Name, Name)>,
    claims: BTreeSet<(Name, Name)>,
}

impl Shown {
    fn of(workloads: &[WorkloadScene]) -> Shown {
        let slots = || workloads.iter().flat_map(|workload| &workload.slots);
        Shown {
            pods: slots()
                .filter_map(|slot| slot.pod.as_ref())
                .map(|p| (p.namespace.clone(), p.name.clone()))
                .collect(),
            claims: slots()
                .flat_map(|slot| &slot.claims)
                .map(|c| (c.namespace.clone(), c.name.clone()))
                .collect(),
        }
    }
}

pub(super) struct Reader<'a> {
    pub(super) cluster: &'a Cluster,
}

impl<'a> Reader<'a> {
    pub(super) fn get(&self, key: &Key) -> Option<&'a Arc<Object>> {
        self.cluster.store().get(key)
    }

    fn workloads(&self) -> Vec<WorkloadScene> {
        let store = self.cluster.store();
        let sets =
            store.list(Kind::StatefulSet, None).filter_map(|object| Some(self.set(object, object.set()?)));
        let deployments = store.list(Kind::Deployment, None).filter_map(|object| self.deployment(object));
        sets.chain(deployments).collect()
    }

    fn set(&self, object: &Arc<Object>, set: &StatefulSet) -> WorkloadScene {
        self.set_with(object, set, self.slots(object, set))
    }

    /// A set with slots that were read.
    pub(super) fn set_with(
        &self,
        object: &Arc<Object>,
        set: &StatefulSet,
        slots: Vec<Arc<SlotScene>>,
    ) -> WorkloadScene {
        let (partition, on_delete) = match set.spec.strategy {
            UpdateStrategy::RollingUpdate { partition, .. } => (partition.filter(|p| *p > 0), false),
            UpdateStrategy::OnDelete => (None, true),
        };
        let key = object.key();
        let (attention, direction) = self.attention(object, set);
        WorkloadScene {
            kind: WorkloadKind::StatefulSet,
            namespace: key.namespace.clone(),
            name: key.name.clone(),
            replicas: set.spec.replicas,
            ready: set.status.ready,
            updated: set.status.updated,
            start: set.spec.start,
            partition,
            ordered: set.spec.policy == crate::object::PodManagementPolicy::OrderedReady,
            on_delete,
            current_revision: self.revision(&key, &set.status.current_revision),
            update_revision: self.revision(&key, &set.status.update_revision),
            deleting: object.meta.is_terminating(),
            slots,
            attention,
            direction,
        }
    }

    /// Which ordinals the last decision is about, and which way it goes.
    fn attention(&self, object: &Object, set: &StatefulSet) -> (Vec<u32>, Direction) {
        let Some(decision) = self.cluster.decision(&object.key()) else {
            return (Vec::new(), Direction::Rest);
        };
        let pods = decision.verdict.pods();
        let mut ordinals: Vec<u32> =
            pods.iter().filter_map(|pod| parent_and_ordinal(pod)).map(|(_, ordinal)| ordinal).collect();
        ordinals.sort_unstable();
        (ordinals, way::of(self.cluster.store(), object, set, &decision.verdict))
    }

    fn revision(&self, set: &Key, name: &Name) -> Option<RevisionScene> {
        let object = self.get(&set.beside(Kind::ControllerRevision, name))?;
        let hash = revision::hash_of(&set.name, name).unwrap_or(name);
        Some(RevisionScene { name: name.clone(), hash: hash.into(), number: object.revision()?.revision })
    }

    fn slots(&self, object: &Arc<Object>, set: &StatefulSet) -> Vec<Arc<SlotScene>> {
        let (start, end) = (set.spec.start, set.spec.start.saturating_add(set.spec.replicas));
        let beyond = self.ordinals_with_something(object, set);
        let mut ordinals: Vec<u32> = (start..end).chain(beyond).collect();
        crate::sort::sort(&mut ordinals);
        ordinals.dedup();
        let claims = self.claims_of_set(object, set);
        ordinals
            .into_iter()
            .map(|ordinal| self.slot(object, set, ordinal, (start..end).contains(&ordinal), &claims).into())
            .collect()
    }

    /// Ordinals that have a pod or a claim.
    fn ordinals_with_something(&self, object: &Arc<Object>, set: &StatefulSet) -> Vec<u32> {
        let (namespace, name) = (&object.meta.namespace, &object.meta.name);
        let ordinal =
            |text: &str, parent: &str| parent_and_ordinal(text).filter(|(p, _)| *p == parent).map(|(_, o)| o);
        let prefix = format!("{name}-");
        let store = self.cluster.store();
        let pods = store
            .list_prefix(Kind::Pod, namespace, &prefix)
            .filter(|pod| pod.meta.controller().is_some_and(|owner| owner.uid == object.meta.uid))
            .filter_map(|pod| ordinal(&pod.meta.name, name));
        let mut ordinals: Vec<u32> = pods.collect();
        for template in &set.spec.claim_templates {
            let parent = format!("{}-{name}", template.name);
            let prefix = format!("{parent}-");
            let claims = store.list_prefix(Kind::PersistentVolumeClaim, namespace, &prefix);
            ordinals.extend(claims.filter_map(|claim| ordinal(&claim.meta.name, &parent)));
        }
        ordinals
    }

    /// The claim templates' names, each with what the names of its claims begin with.
    pub(super) fn claims_of_set(&self, object: &Arc<Object>, set: &StatefulSet) -> Vec<(Name, String)> {
        set.spec
            .claim_templates
            .iter()
            .map(|t| (t.name.clone(), format!("{}-{}", t.name, object.meta.name)))
            .collect()
    }

    pub(super) fn slot(
        &self,
        object: &Arc<Object>,
        set: &StatefulSet,
        ordinal: u32,
        wanted: bool,
        claims: &[(Name, String)],
    ) -> SlotScene {
        let key = object.key();
        let name: Name = format!("{}-{ordinal}", key.name).into();
        let pod_key = key.beside(Kind::Pod, &name);
        let own =
            |pod: &&Arc<Object>| pod.meta.controller().is_some_and(|owner| owner.uid == object.meta.uid);
        let pod = self.get(&pod_key).filter(own).and_then(|pod| self.pod(pod, Some(&key)));
        let service = &set.spec.service_name;
        let dns = (!service.is_empty())
            .then(|| format!("{name}.{service}.{}.svc.cluster.local", key.namespace).into());
        let claim = |(template, prefix): &(Name, String)| {
            let claim = self.get(&Key::new(
                Kind::PersistentVolumeClaim,
                &key.namespace,
                &format!("{prefix}-{ordinal}"),
            ))?;
            self.claim(claim, Some(template))
        };
        let claims: Vec<ClaimScene> = claims.iter().filter_map(claim).collect();
        let deletes = set.spec.retention.when_scaled == Retention::Delete;
        SlotScene {
            ordinal,
            dns,
            wanted,
            vacant_since: if pod.is_none() { self.cluster.world.since.get(&pod_key).copied() } else { None },
            pod,
            second_writer: self.second_writer(&pod_key, &claims),
            claims,
            retention: (!wanted)
                .then(|| if deletes { "whenScaled: Delete" } else { "whenScaled: Retain" }.into()),
            name,
        }
    }

    /// Who may still write to what the pod of a slot has: one that has other volumes does not.
    fn second_writer(&self, pod: &Key, claims: &[ClaimScene]) -> Option<SecondWriterScene> {
        let mut orphans = self.cluster.world.kubelets.orphans();
        let (_, run) = orphans.find(|(_, run)| run.key == *pod)?;
        let has = |claim: &ClaimScene| claim.volume.as_ref().is_some_and(|it| run.volumes.contains(&it.name));
        if !run.volumes.is_empty() && !claims.iter().any(has) {
            return None;
        }
        Some(SecondWriterScene { node: run.node.clone(), since: run.orphaned? })
    }

    pub(super) fn pod(&self, object: &Arc<Object>, set: Option<&Key>) -> Option<PodScene> {
        let pod = object.pod()?;
        let key = object.key();
        let (ready, all) = podstate::ready_containers(pod);
        let node = pod.node.as_ref().and_then(|node| self.get(&Key::global(Kind::Node, node)));
        let unknown =
            pod.node.is_some() && !node.is_some_and(|node| node.node().is_some_and(|n| n.ready.is_true()));
        let revision = set.zip(podstate::revision(object)).and_then(|(set, name)| self.revision(set, name));
        Some(PodScene {
            namespace: key.namespace.clone(),
            name: key.name.clone(),
            uid: object.meta.uid.to_string().into(),
            state: podstate::of(object),
            status: podstate::status_word(object),
            ready: pod.status.ready.is_true(),
            ready_containers: ready,
            containers: all,
            restarts: podstate::counted(pod).map(|container| container.restarts).max().unwrap_or(0),
            node: pod.node.clone(),
            revision,
            created: object.meta.created,
            since: self.cluster.world.since.get(&key).copied().unwrap_or(object.meta.created),
            countdown: self.countdown(object, pod),
            unknown,
            image: pod.spec.containers.first().map(|container| container.image.clone()).unwrap_or_default(),
            owner: object
                .meta
                .controller()
                .map(|owner| format!("{}/{}", owner.kind.name(), owner.name).into()),
        })
    }

    /// The grace period of a pod that is terminating, or the back-off of one that crashed.
    fn countdown(&self, object: &Arc<Object>, pod: &Pod) -> Option<Countdown> {
        if let Some(deletion) = &object.meta.deletion {
            let to = deletion.requested + crate::time::Millis::seconds(deletion.grace_seconds);
            return (pod.status.phase == Phase::Running)
                .then_some(Countdown { from: deletion.requested, to });
        }
        let to = self.cluster.world.kubelets.backing_off_until(object.meta.uid)?;
        let from = pod
            .status
            .containers
            .iter()
            .filter_map(|container| container.last)
            .map(|(_, _, end)| end)
            .max()?;
        Some(Countdown { from, to })
    }

    pub(super) fn claim(&self, object: &Arc<Object>, template: Option<&Name>) -> Option<ClaimScene> {
        let claim = object.claim()?;
        let key = object.key();
        let state = match (object.meta.is_terminating(), claim.phase) {
            (true, _) => ClaimState::Terminating,
            (false, ClaimPhase::Pending) => ClaimState::Pending,
            (false, ClaimPhase::Bound) => ClaimState::Bound,
            (false, ClaimPhase::Lost) => ClaimState::Lost,
        };
        let user = self.cluster.store().pods_using(&key).next();
        Some(ClaimScene {
            namespace: key.namespace.clone(),
            name: key.name.clone(),
            template: template.cloned(),
            state,
            mounted: user.map(|pod| pod.meta.name.clone()),
            owner: object.meta.controller().map(short_owner),
            request: claim.request.clone(),
            class: claim.class.clone(),
            volume: self.volume_of(claim),
        })
    }

    fn volume_of(&self, claim: &Claim) -> Option<VolumeScene> {
        let object = self.get(&Key::global(Kind::PersistentVolume, claim.volume.as_ref()?))?;
        Some(self.volume(&object.meta, object.volume()?))
    }

    pub(super) fn volume(&self, meta: &Meta, volume: &Volume) -> VolumeScene {
        let files = self.files(meta);
        let state = match (meta.is_terminating(), volume.phase) {
            (true, _) => VolumeState::Terminating,
            (false, VolumePhase::Pending) => VolumeState::Pending,
            (false, VolumePhase::Available) => VolumeState::Available,
            (false, VolumePhase::Bound) => VolumeState::Bound,
            (false, VolumePhase::Released) => VolumeState::Released,
            (false, VolumePhase::Failed) => VolumeState::Failed,
        };
        VolumeScene {
            name: meta.name.clone(),
            state,
            capacity: volume.capacity.clone(),
            reclaim_policy: volume.reclaim.name().into(),
            node: volume.affinity.as_ref().and_then(|affinity| affinity.only_host()).cloned(),
            attached: self.cluster.world.kubelets.attached_to(&meta.name).cloned(),
            file_count: count(files.iter()),
            files: files.into_iter().take(FILES_SHOWN).collect(),
            damaged: self.cluster.world.files.damaged_since(meta.uid).is_some(),
        }
    }

    fn files(&self, volume: &Meta) -> Vec<FileScene> {
        let files = self.cluster.world.files.list(Disk::Volume(volume.uid), "");
        let mut files: Vec<FileScene> = files
            .filter(|(path, _)| !path.ends_with('/'))
            .map(|(path, file)| FileScene {
                path: path.clone(),
                written: file.written,
                preview: file
                    .content
                    .lines()
                    .next()
                    .unwrap_or("")
                    .chars()
                    .take(PREVIEW)
                    .collect::<String>()
                    .into(),
            })
            .collect();
        crate::sort::sort_by(&mut files, |a, b| (b.written, &a.path).cmp(&(a.written, &b.path)));
        files
    }

    fn deployment(&self, object: &Arc<Object>) -> Option<WorkloadScene> {
        let deployment = object.deployment()?;
        let key = object.key();
        Some(WorkloadScene {
            kind: WorkloadKind::Deployment,
            namespace: key.namespace.clone(),
            name: key.name.clone(),
            replicas: deployment.replicas,
            ready: deployment.status.ready,
            updated: deployment.status.updated,
            start: 0,
            partition: None,
            ordered: false,
            on_delete: false,
            current_revision: None,
            update_revision: None,
            deleting: object.meta.is_terminating(),
            slots: self.deployment_slots(object, deployment.replicas),
            attention: Vec::new(),
            direction: Direction::Rest,
        })
    }

    /// A Deployment's pods have no places of their own: the slots are just in order of creation.
    fn deployment_slots(&self, object: &Arc<Object>, replicas: u32) -> Vec<Arc<SlotScene>> {
        let store = self.cluster.store();
        let sets = store.owned_of_kind(object.meta.uid, Kind::ReplicaSet).filter_map(|key| self.get(key));
        let pods =
            sets.flat_map(|set| store.owned_of_kind(set.meta.uid, Kind::Pod)).filter_map(|key| self.get(key));
        let by_age = crate::sort::map(pods.map(|pod| (pod.meta.uid, pod)));
        let slot = |(pod, ordinal): (&Arc<Object>, u32)| SlotScene {
            ordinal,
            name: pod.meta.name.clone(),
            dns: None,
            wanted: ordinal < replicas,
            pod: self.pod(pod, None),
            vacant_since: None,
            second_writer: None,
            claims: Vec::new(),
            retention: None,
        };
        by_age.into_values().zip(0..).map(slot).map(Arc::new).collect()
    }

    fn other_pods(&self, shown: &Shown) -> Vec<PodScene> {
        let pods = self.cluster.store().list(Kind::Pod, None);
        let others =
            pods.filter(|pod| !shown.pods.contains(&(pod.meta.namespace.clone(), pod.meta.name.clone())));
        others.filter_map(|pod| self.pod(pod, None)).collect()
    }

    fn other_claims(&self, shown: &Shown) -> Vec<ClaimScene> {
        let claims = self.cluster.store().list(Kind::PersistentVolumeClaim, None);
        let others =
            claims.filter(|c| !shown.claims.contains(&(c.meta.namespace.clone(), c.meta.name.clone())));
        others.filter_map(|claim| self.claim(claim, None)).collect()
    }

    /// Volumes whose claim is not there: free ones, and those that outlived their claim.
    fn other_volumes(&self) -> Vec<VolumeScene> {
        let volumes = self.cluster.store().list(Kind::PersistentVolume, None);
        volumes.filter_map(|object| self.free_volume(object)).collect()
    }

    /// A volume whose claim is not there.
    pub(super) fn free_volume(&self, object: &Arc<Object>) -> Option<VolumeScene> {
        let volume = object.volume()?;
        let claim = volume.claim.as_ref();
        let claim = claim.map(|c| Key::new(Kind::PersistentVolumeClaim, &c.namespace, &c.name));
        let claim = claim.and_then(|key| self.get(&key)).and_then(|object| object.claim());
        let claimed = claim.is_some_and(|c| c.volume.is_some()) && volume.phase == VolumePhase::Bound;
        (!claimed).then(|| self.volume(&object.meta, volume))
    }

    pub(super) fn nodes(&self) -> Vec<NodeScene> {
        self.cluster.store().list(Kind::Node, None).filter_map(|object| self.node(object)).collect()
    }

    fn node(&self, object: &Arc<Object>) -> Option<NodeScene> {
        let node = object.node()?;
        let name = &object.meta.name;
        let pod_count = self.cluster.store().count_on(name);
        let taint = |taint: &crate::object::Taint| -> Name {
            let value = if taint.value.is_empty() { String::new() } else { format!("={}", taint.value) };
            format!("{}{value}:{}", taint.key, taint.effect.name()).into()
        };
        Some(NodeScene {
            name: name.clone(),
            ready: if node.ready.is_true() { NodeReady::Ready } else { NodeReady::NotReady },
            since: node.ready.since,
            reachable: self.cluster.world.kubelets.answers(name),
            cordoned: node.unschedulable,
            taints: node.taints.iter().map(taint).collect(),
            pods: self.pods_on(name, if pod_count > NODE_PODS { FEW_NODE_PODS } else { NODE_PODS }),
            pod_count,
        })
    }

    /// The first pods of a node by name, lower ordinals first.
    fn pods_on(&self, node: &Name, most: usize) -> Vec<NodePodScene> {
        let pods = self.cluster.store().pods_on(node).take(most);
        let mut pods: Vec<NodePodScene> = pods.map(node_pod).collect();
        crate::sort::sort_by(&mut pods, |a, b| (a.label.len(), &a.label).cmp(&(b.label.len(), &b.label)));
        pods
    }

    pub(super) fn decision(&self, about: &Key) -> Option<DecisionScene> {
        self.cluster.decision(about).map(|decision| decision_scene(self.cluster, decision))
    }
}

fn decision_scene(cluster: &Cluster, decision: &Arc<Decision>) -> DecisionScene {
    let rule = decision.verdict.rule();
    DecisionScene {
        at: cluster.world.decided_at(&decision.about),
        about: decision.about.to_string().into(),
        sentence: decision.sentence(),
        why: decision.why().map(String::from),
        rule: rule.name().into(),
        link: rule.link().into(),
        pods: decision.verdict.pods(),
    }
}

fn node_pod(object: &Arc<Object>) -> NodePodScene {
    let name = &object.meta.name;
    let label = parent_and_ordinal(name).map(|(_, ordinal)| ordinal.to_string()).unwrap_or_default();
    NodePodScene {
        namespace: object.meta.namespace.clone(),
        name: name.clone(),
        label: label.into(),
        state: podstate::of(object),
    }
}

/// `sts/web`, `pod/web-4`: as kubectl's short names have it.
fn short_owner(owner: &OwnerRef) -> Name {
    let kind = match owner.kind.info().short.first() {
        Some(short) if owner.kind != Kind::Pod => *short,
        Some(_) | None => "pod",
    };
    format!("{kind}/{}", owner.name).into()
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}

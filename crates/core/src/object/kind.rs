//! The kinds of objects the model knows, and the key an object is stored under.

use super::{Name, Uid};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// A kind of API object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the variants are Kubernetes' own kinds")]
pub enum Kind {
    Namespace,
    Node,
    StorageClass,
    PersistentVolume,
    PersistentVolumeClaim,
    Service,
    EndpointSlice,
    ControllerRevision,
    StatefulSet,
    Deployment,
    ReplicaSet,
    PodDisruptionBudget,
    Pod,
    Event,
    ConfigMap,
    Secret,
    ServiceAccount,
    DaemonSet,
    Job,
    CronJob,
    Ingress,
    NetworkPolicy,
    HorizontalPodAutoscaler,
    PriorityClass,
    Role,
    RoleBinding,
    ClusterRole,
    ClusterRoleBinding,
}

/// What the API says of a kind: `kubectl api-resources` prints it.
#[derive(Clone, Copy, Debug)]
pub struct KindInfo {
    /// The kind.
    pub kind: Kind,
    /// Its name, `StatefulSet`.
    pub name: &'static str,
    /// Its group, `apps`; empty for the core group.
    pub group: &'static str,
    /// Its version, `v1`.
    pub version: &'static str,
    /// Its resource's name in the plural, `statefulsets`.
    pub plural: &'static str,
    /// Short names, `sts`.
    pub short: &'static [&'static str],
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
    /// Whether the model simulates it; else it is kept and shown only.
    pub simulated: bool,
}

#[rustfmt::skip]
const KINDS: [KindInfo; 28] = {
    #[expect(clippy::too_many_arguments, reason = "one column of the table each")]
    const fn info(
        kind: Kind, name: &'static str, group: &'static str, version: &'static str, plural: &'static str,
        short: &'static [&'static str], namespaced: bool, simulated: bool,
    ) -> KindInfo {
        KindInfo { kind, name, group, version, plural, short, namespaced, simulated }
    }
    [
        info(Kind::Namespace, "Namespace", "", "v1", "namespaces", &["ns"], false, true),
        info(Kind::Node, "Node", "", "v1", "nodes", &["no"], false, true),
        info(Kind::StorageClass, "StorageClass", "storage.k8s.io", "v1", "storageclasses", &["sc"], false, true),
        info(Kind::PersistentVolume, "PersistentVolume", "", "v1", "persistentvolumes", &["pv"], false, true),
        info(Kind::PersistentVolumeClaim, "PersistentVolumeClaim", "", "v1", "persistentvolumeclaims", &["pvc"], true, true),
        info(Kind::Service, "Service", "", "v1", "services", &["svc"], true, true),
        info(Kind::EndpointSlice, "EndpointSlice", "discovery.k8s.io", "v1", "endpointslices", &[], true, true),
        info(Kind::ControllerRevision, "ControllerRevision", "apps", "v1", "controllerrevisions", &[], true, true),
        info(Kind::StatefulSet, "StatefulSet", "apps", "v1", "statefulsets", &["sts"], true, true),
        info(Kind::Deployment, "Deployment", "apps", "v1", "deployments", &["deploy"], true, true),
        info(Kind::ReplicaSet, "ReplicaSet", "apps", "v1", "replicasets", &["rs"], true, true),
        info(Kind::PodDisruptionBudget, "PodDisruptionBudget", "policy", "v1", "poddisruptionbudgets", &["pdb"], true, true),
        info(Kind::Pod, "Pod", "", "v1", "pods", &["po"], true, true),
        info(Kind::Event, "Event", "", "v1", "events", &["ev"], true, true),
        info(Kind::ConfigMap, "ConfigMap", "", "v1", "configmaps", &["cm"], true, false),
        info(Kind::Secret, "Secret", "", "v1", "secrets", &[], true, false),
        info(Kind::ServiceAccount, "ServiceAccount", "", "v1", "serviceaccounts", &["sa"], true, false),
        info(Kind::DaemonSet, "DaemonSet", "apps", "v1", "daemonsets", &["ds"], true, false),
        info(Kind::Job, "Job", "batch", "v1", "jobs", &[], true, false),
        info(Kind::CronJob, "CronJob", "batch", "v1", "cronjobs", &["cj"], true, false),
        info(Kind::Ingress, "Ingress", "networking.k8s.io", "v1", "ingresses", &["ing"], true, false),
        info(Kind::NetworkPolicy, "NetworkPolicy", "networking.k8s.io", "v1", "networkpolicies", &["netpol"], true, false),
        info(Kind::HorizontalPodAutoscaler, "HorizontalPodAutoscaler", "autoscaling", "v2", "horizontalpodautoscalers", &["hpa"], true, false),
        info(Kind::PriorityClass, "PriorityClass", "scheduling.k8s.io", "v1", "priorityclasses", &["pc"], false, false),
        info(Kind::Role, "Role", "rbac.authorization.k8s.io", "v1", "roles", &[], true, false),
        info(Kind::RoleBinding, "RoleBinding", "rbac.authorization.k8s.io", "v1", "rolebindings", &[], true, false),
        info(Kind::ClusterRole, "ClusterRole", "rbac.authorization.k8s.io", "v1", "clusterroles", &[], false, false),
        info(Kind::ClusterRoleBinding, "ClusterRoleBinding", "rbac.authorization.k8s.io", "v1", "clusterrolebindings", &[], false, false),
    ]
};

impl Kind {
    /// How many there are.
    pub const COUNT: usize = KINDS.len();

    /// Every kind, in a fixed order.
    pub fn all() -> &'static [KindInfo] {
        &KINDS
    }

    /// What the API says of it.
    pub fn info(self) -> &'static KindInfo {
        &KINDS[self as usize]
    }

    /// Its name, `StatefulSet`.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The `apiVersion` of its objects, `apps/v1`.
    pub fn api_version(self) -> String {
        let info = self.info();
        if info.group.is_empty() { info.version.into() } else { format!("{}/{}", info.group, info.version) }
    }

    /// The resource as messages name it, `statefulsets.apps`, `pods`.
    pub fn resource(self) -> String {
        let info = self.info();
        if info.group.is_empty() { info.plural.into() } else { format!("{}.{}", info.plural, info.group) }
    }

    /// The kind of a manifest's `apiVersion` and `kind`.
    pub fn of(api_version: &str, kind: &str) -> Option<Kind> {
        KINDS.iter().find(|k| k.name == kind && k.kind.api_version() == api_version).map(|k| k.kind)
    }
}

/// What an object is stored under: its kind, namespace (empty for cluster-wide kinds) and name.
#[derive(Clone, Debug, Eq)]
pub struct Key {
    /// The kind.
    pub kind: Kind,
    /// Which place it has among the keys of its kind.
    pub(super) place: u32,
    /// The namespace; empty where the kind has none.
    pub namespace: Name,
    /// The name.
    pub name: Name,
}

/// Their places tell most keys apart, and those that are equal mostly share their texts.
impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        let same = |one: &Name, other: &Name| Arc::ptr_eq(one, other) || one == other;
        (self.place, self.kind) == (other.place, other.kind)
            && same(&self.namespace, &other.namespace)
            && same(&self.name, &other.name)
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Key) -> Ordering {
        compare((self.kind, &self.namespace, &self.name), (other.kind, &other.namespace, &other.name))
    }
}

/// How two keys compare: by kind, namespace and name.
pub(super) fn compare(one: (Kind, &Name, &Name), other: (Kind, &Name, &Name)) -> Ordering {
    let names = || compare_names(one.1, other.1).then_with(|| compare_names(one.2, other.2));
    one.0.cmp(&other.0).then_with(names)
}

/// How two names compare. Most that meet are one text: then it is not looked at.
pub(crate) fn compare_names(one: &Name, other: &Name) -> Ordering {
    if Arc::ptr_eq(one, other) { Ordering::Equal } else { one.cmp(other) }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Key) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Key {
    /// The key of an object of a namespace; for a cluster-wide kind the namespace is dropped.
    pub fn new(kind: Kind, namespace: &str, name: &str) -> Key {
        let namespace = if kind.info().namespaced { namespace.into() } else { Name::default() };
        Key::of(kind, namespace, name.into())
    }

    /// The key of a namespace and a name that are at hand; the namespace is empty where the kind has none.
    pub fn of(kind: Kind, namespace: Name, name: Name) -> Key {
        Key { kind, place: place(kind, &name), namespace, name }
    }

    /// The key of a cluster-wide object.
    pub fn global(kind: Kind, name: &Name) -> Key {
        Key::of(kind, Name::default(), name.clone())
    }

    /// The key of another object of the same namespace.
    pub fn beside(&self, kind: Kind, name: &Name) -> Key {
        Key::of(kind, self.namespace.clone(), name.clone())
    }

    /// The key of an Event about an object: mostly that object's place is the Event's.
    pub(crate) fn event(about: &Key, namespace: Name, name: Name) -> Key {
        if about.kind == Kind::PersistentVolume {
            return Key::of(Kind::Event, namespace, name);
        }
        Key { kind: Kind::Event, place: about.place, namespace, name }
    }

    /// Its place among keys: those of a kind stand together, and in it those that only an ordinal tells apart.
    pub(crate) fn place(&self) -> u64 {
        place_among_all(self.kind, self.place)
    }
}

/// The place of a key among those of all kinds.
pub(super) fn place_among_all(kind: Kind, place: u32) -> u64 {
    (kind as u64) << 32 | u64::from(place)
}

/// Where a name stands among others of its kind: by a hash of what comes before its ordinal, then by the ordinal. So the
/// names of one set are neighbours, and their number tells them apart. An Event stands where the object that it is about
/// would, whose name its own begins with; a volume that was made for a claim, by the claim's UID.
fn place(kind: Kind, name: &str) -> u32 {
    const ORDINAL_BITS: u32 = 20;
    if kind == Kind::PersistentVolume
        && let Some(claim) = name.strip_prefix("pvc-").and_then(Uid::guess)
    {
        return claim.0 as u32;
    }
    let name = if kind == Kind::Event { about(name) } else { name };
    let mut stem = name.as_bytes();
    let (mut ordinal, mut unit) = (0_u32, 1_u32);
    while let [rest @ .., digit @ b'0'..=b'9'] = stem {
        ordinal = ordinal.wrapping_add(u32::from(digit - b'0').wrapping_mul(unit));
        (stem, unit) = (rest, unit.wrapping_mul(10));
    }
    let hash = hash(stem);
    if unit == 1 { hash } else { hash >> ORDINAL_BITS << ORDINAL_BITS | ordinal & ((1 << ORDINAL_BITS) - 1) }
}

/// What an Event of that name is about: all of it up to its last dot.
fn about(event: &str) -> &str {
    event.rsplit_once('.').map_or(event, |(about, _)| about)
}

/// A hash of a text, eight bytes at a time.
fn hash(mut text: &[u8]) -> u32 {
    let mix = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut hash = 0;
    while let Some((word, rest)) = text.split_first_chunk() {
        hash = mix(hash, u64::from_le_bytes(*word));
        text = rest;
    }
    let last = text.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
    (mix(hash, last) >> 32) as u32
}

impl fmt::Display for Key {
    /// `StatefulSet/web`, as owner references and decisions write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.name(), self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_kinds() {
        assert!(Kind::all().iter().enumerate().all(|(i, info)| info.kind as usize == i));
    }
}

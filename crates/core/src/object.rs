//! The API objects as the model sees them: metadata, and for each kind what behaviour depends on.
//!
//! What a manifest says and the model does not look at stays beside it as JSON, so that nothing a user wrote is lost.

mod decode;
mod encode;
mod kind;
mod meta;
mod network;
mod node;
mod pod;
mod selector;
mod shared;
mod storage;
mod workload;

pub use decode::decode;
pub(crate) use decode::label_selector;
pub use encode::encode;
pub(crate) use encode::same_body;
pub(crate) use kind::compare_names;
pub use kind::{Key, Kind, KindInfo};
pub use meta::{Deletion, Meta, OwnerRef, Uid};
pub(crate) use meta::{hex, scramble};
pub use network::{Endpoint, EndpointSlice, Service, ServicePort};
pub use node::{Namespace, Node, Taint, TaintEffect};
pub use pod::{
    Condition, ConditionStatus, Container, ContainerState, ContainerStatus, Mount, Phase, Pod, PodSpec,
    PodStatus, PodTemplate, PodTerm, Priority, Probe, RestartPolicy, Toleration, Volume as PodVolume,
};
pub use selector::{LabelSelector, NodeSelector, Operator, Requirement};
pub use shared::{List, TextMap, text_map};
pub use storage::{
    AccessMode, BindingMode, Claim, ClaimPhase, ClaimRef, ReclaimPolicy, StorageClass, Volume, VolumePhase,
    VolumeSource,
};
pub(crate) use storage::{DEFAULT_CLASS_ANNOTATION, is_default_class};
pub use workload::{
    Budget, ClaimTemplate, ControllerRevision, Deployment, DeploymentStatus, IntOrPercent,
    PodManagementPolicy, ReplicaSet, ReplicaSetStatus, Retention, RetentionPolicy, StatefulSet,
    StatefulSetSpec, StatefulSetStatus, UpdateStrategy,
};

use crate::journal::EventEntry;
use crate::persist::Keyed;
pub use crate::scene::Name;
use crate::time::Time;
use serde_json::Value;
use std::cmp::Ordering;
use std::sync::Arc;

/// An API object: its metadata and what is particular to its kind.
#[derive(Clone, Debug, Eq)]
pub struct Object {
    /// Name, labels, owners and the like.
    pub meta: Meta,
    /// Spec and status.
    pub body: Body,
}

/// The body first: most writes change it, and then that is all there is to compare.
impl PartialEq for Object {
    fn eq(&self, other: &Object) -> bool {
        self.body == other.body && self.meta == other.meta
    }
}

/// Spec and status of each kind. The large ones stand in a box of their own: most objects of a run are Events, and each
/// takes the room of the largest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A Namespace.
    Namespace(Namespace),
    /// A Node.
    Node(Box<Node>),
    /// A StorageClass.
    StorageClass(Box<StorageClass>),
    /// A PersistentVolume.
    Volume(Box<Volume>),
    /// A PersistentVolumeClaim.
    Claim(Box<Claim>),
    /// A Service.
    Service(Box<Service>),
    /// An EndpointSlice.
    EndpointSlice(Box<EndpointSlice>),
    /// A ControllerRevision.
    Revision(ControllerRevision),
    /// A StatefulSet.
    StatefulSet(Box<StatefulSet>),
    /// A Deployment.
    Deployment(Box<Deployment>),
    /// A ReplicaSet.
    ReplicaSet(Box<ReplicaSet>),
    /// A PodDisruptionBudget.
    Budget(Box<Budget>),
    /// A Pod.
    Pod(Box<Pod>),
    /// An Event of the API.
    Event(EventObject),
    /// A kind that is kept and shown but not simulated: everything beside its metadata, as it was written.
    Other(Arc<Value>),
}

/// An Event of the API (`core/v1`): what a component reports about an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventObject {
    /// What is reported; the journal has the same.
    pub entry: Arc<EventEntry>,
    /// The UID of the object it is about.
    pub about_uid: Uid,
    /// How often it was seen.
    pub count: u32,
    /// When it was first seen.
    pub first: Time,
    /// When it was last seen.
    pub last: Time,
}

macro_rules! accessors {
    ($($variant:ident $type:ty, $get:ident, $get_mut:ident, $kind:literal;)*) => {$(
        #[doc = concat!("The ", $kind, " in it, if it is one.")]
        pub fn $get(&self) -> Option<&$type> {
            let Body::$variant(body) = &self.body else { return None };
            let body: &$type = body;
            Some(body)
        }
        #[doc = concat!("The ", $kind, " in it, if it is one, to change.")]
        pub fn $get_mut(&mut self) -> Option<&mut $type> {
            let Body::$variant(body) = &mut self.body else { return None };
            let body: &mut $type = body;
            Some(body)
        }
    )*};
}

impl Object {
    accessors! {
        Namespace Namespace, namespace, namespace_mut, "Namespace";
        Node Node, node, node_mut, "Node";
        StorageClass StorageClass, class, class_mut, "StorageClass";
        Volume Volume, volume, volume_mut, "PersistentVolume";
        Claim Claim, claim, claim_mut, "PersistentVolumeClaim";
        Service Service, service, service_mut, "Service";
        EndpointSlice EndpointSlice, endpoint_slice, endpoint_slice_mut, "EndpointSlice";
        Revision ControllerRevision, revision, revision_mut, "ControllerRevision";
        StatefulSet StatefulSet, set, set_mut, "StatefulSet";
        Deployment Deployment, deployment, deployment_mut, "Deployment";
        ReplicaSet ReplicaSet, replica_set, replica_set_mut, "ReplicaSet";
        Budget Budget, budget, budget_mut, "PodDisruptionBudget";
        Pod Pod, pod, pod_mut, "Pod";
        Event EventObject, event, event_mut, "Event";
    }

    /// The key it is stored under.
    pub fn key(&self) -> Key {
        let Meta { kind, place, namespace, name, .. } = &self.meta;
        Key { kind: *kind, place: *place, namespace: namespace.clone(), name: name.clone() }
    }
}

impl Keyed for Object {
    type Key = Key;

    fn place(&self) -> u64 {
        kind::place_among_all(self.meta.kind, self.meta.place)
    }

    fn compare(&self, key: &Key) -> Ordering {
        let meta = &self.meta;
        kind::compare((meta.kind, &meta.namespace, &meta.name), (key.kind, &key.namespace, &key.name))
    }

    fn compare_with(&self, other: &Object) -> Ordering {
        let (one, other) = (&self.meta, &other.meta);
        kind::compare((one.kind, &one.namespace, &one.name), (other.kind, &other.namespace, &other.name))
    }
}

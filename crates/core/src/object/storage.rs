//! Claims, volumes and storage classes.

use super::{LabelSelector, List, Name, NodeSelector, TextMap, Uid};
use serde_json::Value;
use std::sync::Arc;

/// How a volume may be mounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the variants are Kubernetes' own access modes")]
pub enum AccessMode {
    ReadWriteOnce,
    ReadOnlyMany,
    ReadWriteMany,
    ReadWriteOncePod,
}

impl AccessMode {
    /// Every mode, with its long and its short name (`helper.GetAccessModesAsString`).
    pub const ALL: [(AccessMode, &'static str, &'static str); 4] = [
        (AccessMode::ReadWriteOnce, "ReadWriteOnce", "RWO"),
        (AccessMode::ReadOnlyMany, "ReadOnlyMany", "ROX"),
        (AccessMode::ReadWriteMany, "ReadWriteMany", "RWX"),
        (AccessMode::ReadWriteOncePod, "ReadWriteOncePod", "RWOP"),
    ];

    /// The mode of a long name.
    pub fn parse(name: &str) -> Option<AccessMode> {
        Self::ALL.iter().find(|(_, long, _)| *long == name).map(|(mode, ..)| *mode)
    }

    /// Its long name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// Its short name.
    pub fn short(self) -> &'static str {
        Self::ALL[self as usize].2
    }
}

/// A claim's phase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are Kubernetes' own phases")]
pub enum ClaimPhase {
    #[default]
    Pending,
    Bound,
    Lost,
}

impl ClaimPhase {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            ClaimPhase::Pending => "Pending",
            ClaimPhase::Bound => "Bound",
            ClaimPhase::Lost => "Lost",
        }
    }
}

/// A PersistentVolumeClaim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its spec as JSON, without what is below.
    pub raw: Arc<Value>,
    /// The storage class; an empty name means none at all, none means that the default applies.
    pub class: Option<Name>,
    /// Access modes.
    pub modes: List<AccessMode>,
    /// The storage asked for, as written.
    pub request: Name,
    /// Which volumes it may be bound to by their labels.
    pub selector: Option<LabelSelector>,
    /// The volume it is bound to, or asks for by name.
    pub volume: Option<Name>,
    /// Its phase.
    pub phase: ClaimPhase,
    /// The size of its volume, once it is Bound.
    pub capacity: Option<Name>,
    /// The access modes of its volume, once it is Bound (`status.accessModes`).
    pub bound_modes: List<AccessMode>,
}

/// A volume's phase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are Kubernetes' own phases")]
pub enum VolumePhase {
    #[default]
    Pending,
    Available,
    Bound,
    Released,
    Failed,
}

impl VolumePhase {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            VolumePhase::Pending => "Pending",
            VolumePhase::Available => "Available",
            VolumePhase::Bound => "Bound",
            VolumePhase::Released => "Released",
            VolumePhase::Failed => "Failed",
        }
    }
}

/// What becomes of a volume when its claim goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are Kubernetes' own policies")]
pub enum ReclaimPolicy {
    Delete,
    Retain,
    Recycle,
}

impl ReclaimPolicy {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            ReclaimPolicy::Delete => "Delete",
            ReclaimPolicy::Retain => "Retain",
            ReclaimPolicy::Recycle => "Recycle",
        }
    }

    /// The policy of a name.
    pub fn parse(name: &str) -> Option<ReclaimPolicy> {
        [ReclaimPolicy::Delete, ReclaimPolicy::Retain, ReclaimPolicy::Recycle]
            .into_iter()
            .find(|p| p.name() == name)
    }
}

/// The claim that a volume is kept for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimRef {
    /// Its namespace.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// Its UID; none where a user reserved the volume before the claim was there.
    pub uid: Option<Uid>,
}

/// Where a volume's storage is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VolumeSource {
    /// Made by a provisioner.
    Csi {
        /// The driver.
        driver: Name,
        /// What the driver calls it.
        handle: Name,
    },
    /// As the user wrote it: `local`, `hostPath`, `nfs` and the like are in the raw spec.
    Written,
}

/// A PersistentVolume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Its spec as JSON where a user wrote it; what is below wins.
    pub raw: Arc<Value>,
    /// Its size, as written.
    pub capacity: Name,
    /// Access modes.
    pub modes: List<AccessMode>,
    /// The storage class; empty for none.
    pub class: Name,
    /// What becomes of it when its claim goes.
    pub reclaim: ReclaimPolicy,
    /// The claim it is kept for.
    pub claim: Option<ClaimRef>,
    /// The nodes that can reach it; every node where there is none.
    pub affinity: Option<Box<NodeSelector>>,
    /// Where its storage is.
    pub source: VolumeSource,
    /// Its phase.
    pub phase: VolumePhase,
    /// Why it could not be reclaimed, if it could not. In a box of its own: few volumes have it.
    pub failure: Option<Box<Name>>,
}

/// When a claim of a class is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindingMode {
    /// As soon as it is there.
    Immediate,
    /// When a pod that uses it is scheduled.
    WaitForFirstConsumer,
}

impl BindingMode {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            BindingMode::Immediate => "Immediate",
            BindingMode::WaitForFirstConsumer => "WaitForFirstConsumer",
        }
    }
}

/// A StorageClass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageClass {
    /// All of it beside the metadata, as JSON, defaulted.
    pub raw: Arc<Value>,
    /// Who makes its volumes.
    pub provisioner: Name,
    /// What its volumes' reclaim policy is.
    pub reclaim: ReclaimPolicy,
    /// When its claims are bound.
    pub binding: BindingMode,
    /// Whether its claims may grow.
    pub expansion: bool,
}

/// The annotation that makes a class the default one.
pub(crate) const DEFAULT_CLASS_ANNOTATION: &str = "storageclass.kubernetes.io/is-default-class";

/// Whether a class with these annotations is a default one.
pub(crate) fn is_default_class(annotations: &TextMap) -> bool {
    annotations.get(DEFAULT_CLASS_ANNOTATION).is_some_and(|value| &**value == "true")
}

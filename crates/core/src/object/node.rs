//! Nodes, their taints, and namespaces.

use super::{Condition, Name};

/// What a taint does to pods that do not tolerate it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaintEffect {
    /// They are not scheduled there.
    NoSchedule,
    /// They are scheduled there only if nowhere else.
    PreferNoSchedule,
    /// They are not scheduled there, and evicted if they are there.
    NoExecute,
}

impl TaintEffect {
    /// The effect's name.
    pub fn name(self) -> &'static str {
        match self {
            TaintEffect::NoSchedule => "NoSchedule",
            TaintEffect::PreferNoSchedule => "PreferNoSchedule",
            TaintEffect::NoExecute => "NoExecute",
        }
    }

    /// The effect of a name.
    pub fn parse(name: &str) -> Option<TaintEffect> {
        [TaintEffect::NoSchedule, TaintEffect::PreferNoSchedule, TaintEffect::NoExecute]
            .into_iter()
            .find(|effect| effect.name() == name)
    }
}

/// A taint (`v1.Taint`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taint {
    /// Its key.
    pub key: Name,
    /// Its value; often empty.
    pub value: Name,
    /// What it does.
    pub effect: TaintEffect,
    /// When it was added, for NoExecute: from then on tolerations run out.
    pub added: Option<crate::time::Time>,
}

/// A node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// `spec.unschedulable`: cordoned.
    pub unschedulable: bool,
    /// Taints.
    pub taints: Vec<Taint>,
    /// The Ready condition.
    pub ready: Condition,
    /// Allocatable CPU, in thousandths.
    pub cpu_milli: u64,
    /// Allocatable memory, in bytes.
    pub memory: u64,
    /// How many pods it takes.
    pub pods: u64,
    /// Its address.
    pub address: Name,
}

/// A namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Namespace {
    /// Whether it is being emptied: phase Terminating.
    pub terminating: bool,
    /// What is said of its emptying: type and condition; nothing before.
    pub conditions: Vec<(&'static str, Condition)>,
}

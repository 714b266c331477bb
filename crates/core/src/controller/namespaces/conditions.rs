//! What a namespace that is being emptied says of what is left in it (`namespace_conditions` of its status).

use crate::object::{Condition, ConditionStatus, Key, Kind, Object};
use crate::time::{Millis, Time};
use crate::world::World;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What there is to say, in this order: type, and reason and message while all is well.
const CONDITIONS: [(&str, &str, &str); 5] = [
    ("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"),
    (
        "NamespaceDeletionGroupVersionParsingFailure",
        "ParsedGroupVersions",
        "All legacy kube types successfully parsed",
    ),
    (
        "NamespaceDeletionContentFailure",
        "ContentDeleted",
        "All content successfully deleted, may be waiting on finalization",
    ),
    ("NamespaceContentRemaining", "ContentRemoved", "All content successfully removed"),
    ("NamespaceFinalizersRemaining", "ContentHasNoFinalizers", "All content-preserving finalizers finished"),
];

/// What is left of the contents that were just deleted.
pub(super) struct Left {
    objects: Vec<Arc<Object>>,
    /// For how long pods may still take to end.
    pub estimate: Millis,
}

impl Left {
    /// Looks what is left of some contents.
    pub fn of(world: &World, contents: &[Key], deleted: Time) -> Left {
        let objects: Vec<Arc<Object>> =
            contents.iter().filter_map(|key| world.store.get(key)).cloned().collect();
        let running = objects.iter().filter_map(|object| object.pod());
        let grace = running.filter(|pod| !pod.status.phase.is_terminal()).map(|pod| pod.spec.grace_seconds);
        let estimate = Millis::seconds(grace.max().unwrap_or(0));
        let taken = world.now - deleted;
        Left { objects, estimate: if taken >= estimate { Millis(0) } else { estimate } }
    }

    /// The conditions that say so; the time of one changes only when its status does.
    pub fn conditions(
        &self,
        now: Time,
        before: &[(&'static str, Condition)],
    ) -> Vec<(&'static str, Condition)> {
        // As long as pods are left, the server says that nothing is (kubernetes/kubernetes#138208).
        let counted = |told| if self.has_pods() { None } else { told };
        let told = [None, None, self.failure(), counted(self.remaining()), counted(self.finalizers())];
        let each = CONDITIONS.into_iter().zip(told).map(|((kind, reason, message), told)| {
            let known =
                before.iter().find(|(known, _)| *known == kind).map(|(_, condition)| condition.clone());
            let mut condition = known.unwrap_or_else(|| Condition { since: now, ..Condition::default() });
            let status = ConditionStatus::of(told.is_some());
            let (reason, message) = told.unwrap_or((reason, message.to_string()));
            condition.set(status, now, reason);
            condition.message = message.into();
            (kind, condition)
        });
        each.collect()
    }

    fn has_pods(&self) -> bool {
        self.objects.iter().any(|object| object.meta.kind == Kind::Pod)
    }

    /// Objects that should be gone: nothing explains why they are there.
    fn failure(&self) -> Option<(&'static str, String)> {
        let kinds = self.count(|object| vec![object.meta.kind]);
        let unexpected = kinds.keys().filter(|kind| !self.is_explained(**kind));
        let mut problems: Vec<String> = unexpected.map(|kind| self.unexpected(*kind)).collect();
        problems.sort();
        let message = format!(
            "Failed to delete all resource types, {} remaining: {}",
            problems.len(),
            problems.join(", ")
        );
        (!problems.is_empty()).then_some(("ContentDeletionFailed", message))
    }

    fn is_explained(&self, kind: Kind) -> bool {
        let mut of_kind = self.objects.iter().filter(|object| object.meta.kind == kind);
        kind == Kind::Pod && self.estimate > Millis(0)
            || of_kind.any(|object| !object.meta.finalizers.is_empty())
    }

    fn unexpected(&self, kind: Kind) -> String {
        let namespace = self.objects.first().map(|object| object.meta.namespace.clone()).unwrap_or_default();
        let (group, plural) = (kind.info().group, kind.info().plural);
        let version = kind.info().version;
        format!(
            "unexpected items still remain in namespace: {namespace} for gvr: {group}/{version}, Resource={plural}"
        )
    }

    fn remaining(&self) -> Option<(&'static str, String)> {
        let kinds = self.count(|object| vec![object.meta.kind]);
        let mut parts: Vec<String> = kinds
            .into_iter()
            .map(|(kind, count)| {
                format!("{}.{} has {count} resource instances", kind.info().plural, kind.info().group)
            })
            .collect();
        parts.sort();
        let message = format!("Some resources are remaining: {}", parts.join(", "));
        (!parts.is_empty()).then_some(("SomeResourcesRemain", message))
    }

    fn finalizers(&self) -> Option<(&'static str, String)> {
        let finalizers = self.count(|object| object.meta.finalizers.iter().cloned().collect());
        let parts: Vec<String> = finalizers
            .into_iter()
            .map(|(finalizer, count)| format!("{finalizer} in {count} resource instances"))
            .collect();
        let message = format!("Some content in the namespace has finalizers remaining: {}", parts.join(", "));
        (!parts.is_empty()).then_some(("SomeFinalizersRemain", message))
    }

    fn count<T: Ord>(&self, of: impl Fn(&Object) -> Vec<T>) -> BTreeMap<T, usize> {
        let mut counts = BTreeMap::new();
        for key in self.objects.iter().flat_map(|object| of(object)) {
            *counts.entry(key).or_insert(0) += 1;
        }
        counts
    }
}

//! The hash that tells a Deployment's templates apart, in the names of its ReplicaSets and pods.

use crate::object::{Name, PodTemplate};
use crate::revision;

/// The label that tells the pods of a Deployment's ReplicaSets apart (`DefaultDeploymentUniqueLabelKey`).
pub(super) const HASH_LABEL: &str = "pod-template-hash";

/// A hash of the template, in the alphabet of upstream's (`ComputeHash`).
///
/// Simpler than upstream, which hashes a dump of Go's own structures: here it is the hash of a ControllerRevision with the
/// same template. It names a template as reliably; but a ReplicaSet's name is not the one of a real cluster.
pub(super) fn of(template: &PodTemplate, collisions: u32) -> Name {
    let name = revision::name("", &template.raw, collisions);
    revision::hash_of("", &name).unwrap_or_default().into()
}

/// Whether two templates are the same but for the hash in their labels (`EqualIgnoreHash`).
pub(super) fn same(a: &PodTemplate, b: &PodTemplate) -> bool {
    let labels = |template: &PodTemplate| {
        let labels = template.labels.iter().filter(|(key, _)| &***key != HASH_LABEL);
        labels.map(|(key, value)| (key.clone(), value.clone())).collect::<Vec<_>>()
    };
    let same_spec = std::sync::Arc::ptr_eq(&a.spec, &b.spec) || a.spec.raw == b.spec.raw;
    same_spec && a.annotations == b.annotations && labels(a) == labels(b)
}

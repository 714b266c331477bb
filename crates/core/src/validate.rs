//! Validation: whether the API server takes an object, and if not, why, field by field, in its own words.

mod affinity;
mod apps;
mod container;
mod downward;
mod error;
mod meta;
mod names;
mod path;
mod pod;
mod policy;
mod priority;
mod probe;
mod selector;
mod service;
mod storage;
mod volume;
mod words;

pub(crate) use error::status_message;
pub use error::{FieldError, Reason, sentence};

pub(crate) use names::{label_value, qualified_name};
pub(crate) use words::POD_UPDATE;

use crate::object::{Body, Object, TextMap};
use error::Errors;
use path::Path;
use serde_json::Value;

/// Whether an object may be created; it must be normalized and defaulted ([`crate::schema`]). Empty: it may.
#[must_use]
pub fn create(kind: &str, object: &Value) -> Vec<FieldError> {
    let mut errors = Errors::default();
    meta::create(kind, &object["metadata"], &mut errors);
    specific(kind, object, None, &mut errors);
    errors.finish()
}

/// Whether an object may replace another. Empty: it may.
#[must_use]
pub fn update(kind: &str, new: &Value, old: &Value) -> Vec<FieldError> {
    let mut errors = Errors::default();
    meta::update(&new["metadata"], &old["metadata"], &mut errors);
    specific(kind, new, Some(old), &mut errors);
    errors.finish()
}

/// Whether the API server takes a pod that a controller made of a template: that was looked at before, so only what the
/// controller adds can be wrong. Empty: it does.
#[must_use]
pub(crate) fn made_pod(labels: &TextMap, hostname: &str) -> Vec<FieldError> {
    let mut errors = Errors::default();
    for (_, value) in labels.iter() {
        errors.text_by(&Path::Root("metadata").field("labels"), value, label_value);
    }
    if !hostname.is_empty() {
        errors.text_by(&Path::Root("spec").field("hostname"), hostname, names::dns_label);
    }
    errors.finish()
}

/// What the API server warns of while it takes an object, each without the leading `Warning: `.
#[must_use]
pub fn warnings(object: &Object) -> Vec<String> {
    let limit = match &object.body {
        Body::StatefulSet(set) => set.spec.history_limit,
        Body::Deployment(deployment) => deployment.history_limit,
        _ => 0,
    };
    if limit < 0 { vec![words::NEGATIVE_HISTORY.into()] } else { Vec::new() }
}

/// What each kind has besides metadata. Kinds that are only kept are taken as they are.
fn specific(kind: &str, new: &Value, old: Option<&Value>, errors: &mut Errors) {
    let spec = Path::Root("spec");
    match kind {
        "StatefulSet" => apps::statefulset(new, old, errors),
        "Deployment" => apps::deployment(new, old, errors),
        "ReplicaSet" => apps::replicaset(new, old, errors),
        "ControllerRevision" => apps::controller_revision(new, old, errors),
        "Pod" => match old {
            None => pod::create(&new["spec"], &spec, errors),
            Some(old) => pod::update(new, old, errors),
        },
        "Service" => service::service(&new["spec"], old.map(|old| &old["spec"]), errors),
        "PersistentVolumeClaim" => storage::claim(new, old, errors),
        "PersistentVolume" => storage::volume(new, old, errors),
        "StorageClass" => storage::class(new, old, errors),
        "PriorityClass" => priority::class(new, old, errors),
        "PodDisruptionBudget" => policy::disruption_budget(&new["spec"], &spec, errors),
        _ => {}
    }
}

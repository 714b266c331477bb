//! From JSON to objects: what an author writes, once the API server has checked it and filled in its defaults.

mod instant;
mod meta;
mod network;
mod node;
mod pod;
mod read;
mod selector;
mod storage;
mod workload;

use super::{Body, EventObject, Key, Kind, Namespace, Object};
use crate::journal::EventEntry;
use read::{count, full_text, text, texts, time, without};
pub(crate) use selector::label_selector;
use serde_json::Value;
use std::sync::Arc;

/// The object of a kind that JSON describes. The JSON is complete: checked, normalized and defaulted
/// ([`crate::schema`]); what is of a wrong type nevertheless is read as if it were not there.
///
/// As when an object is created, the status is left out; only a Node's is kept, which comes with its kubelet.
///
/// # Errors
/// With the field's path and what is wrong with it, when an object refers to one of a kind that the model does not know.
pub fn decode(kind: Kind, value: &Value) -> Result<Object, String> {
    let mut meta = meta::meta(kind, &value["metadata"])?;
    if kind == Kind::Namespace {
        texts(&value["spec"]["finalizers"]).into_iter().for_each(|finalizer| meta.finalizers.push(finalizer));
    }
    Ok(Object { meta, body: body(kind, value)? })
}

fn body(kind: Kind, value: &Value) -> Result<Body, String> {
    Ok(match kind {
        Kind::Namespace => Body::Namespace(Namespace::default()),
        Kind::Node => Body::Node(Box::new(node::node(value))),
        Kind::StorageClass => Body::StorageClass(Box::new(storage::storage_class(value, rest(value)))),
        Kind::PersistentVolume => Body::Volume(Box::new(storage::volume(value))),
        Kind::PersistentVolumeClaim => Body::Claim(Box::new(storage::claim(value))),
        Kind::Service => Body::Service(Box::new(network::service(value))),
        Kind::EndpointSlice => Body::EndpointSlice(Box::new(network::endpoint_slice(value))),
        Kind::ControllerRevision => Body::Revision(workload::revision(value)),
        Kind::StatefulSet => Body::StatefulSet(Box::new(workload::stateful_set(value))),
        Kind::Deployment => Body::Deployment(Box::new(workload::deployment(value))),
        Kind::ReplicaSet => Body::ReplicaSet(Box::new(workload::replica_set(value))),
        Kind::PodDisruptionBudget => Body::Budget(Box::new(workload::budget(value))),
        Kind::Pod => Body::Pod(Box::new(pod::pod(value))),
        Kind::Event => Body::Event(event(value)?),
        Kind::ConfigMap
        | Kind::Secret
        | Kind::ServiceAccount
        | Kind::DaemonSet
        | Kind::Job
        | Kind::CronJob
        | Kind::Ingress
        | Kind::NetworkPolicy
        | Kind::HorizontalPodAutoscaler
        | Kind::PriorityClass
        | Kind::Role
        | Kind::RoleBinding
        | Kind::ClusterRole
        | Kind::ClusterRoleBinding => Body::Other(Arc::new(rest(value))),
    })
}

/// What an object has beside what every object has.
fn rest(value: &Value) -> Value {
    without(value, &["apiVersion", "kind", "metadata"])
}

fn event(value: &Value) -> Result<EventObject, String> {
    let about = &value["involvedObject"];
    let kind = meta::kind(about).map_err(|error| format!("involvedObject.{error}"))?;
    let newer_api = !value["eventTime"].is_null();
    let [first, last] = if newer_api {
        [&value["eventTime"], &value["series"]["lastObservedTime"]]
    } else {
        [&value["firstTimestamp"], &value["lastTimestamp"]]
    };
    let first = time(first);
    let [component, counted] = if newer_api {
        [&value["reportingComponent"], &value["series"]["count"]]
    } else {
        [&value["source"]["component"], &value["count"]]
    };
    let entry = EventEntry {
        about: Key::new(kind, &text(&about["namespace"]), &text(&about["name"])),
        field: full_text(&about["fieldPath"]),
        warning: value["type"] == "Warning",
        reason: text(&value["reason"]),
        message: text(&value["message"]),
        newer_api,
        version: text(&about["resourceVersion"]).parse().ok(),
        source: text(component),
        host: full_text(&value["source"]["host"]),
    };
    Ok(EventObject {
        entry: Arc::new(entry),
        about_uid: about["uid"].as_str().map(meta::uid).unwrap_or_default(),
        count: count(counted).unwrap_or(1),
        first,
        last: time(last).max(first),
    })
}

//! From objects to JSON: what the API server returns.

mod fields;
mod meta;
mod network;
mod node;
mod pod;
mod selector;
mod status;
mod storage;
mod workload;

pub(super) use pod::pod_defaults;

use super::{Body, EventObject, Kind, Object};
use fields::{Fields, time};
use serde_json::{Value, json};

/// The object as the API server returns it. What a controller or kubelet of a real cluster writes and the model does not
/// know is not there: a container's and image's ID, what the nodes report of themselves beside their resources.
pub fn encode(object: &Object) -> Value {
    let mut metadata = meta::meta(&object.meta);
    if object.meta.kind == Kind::Namespace {
        node::namespace_meta(&mut metadata);
    }
    Fields::of(&body(object))
        .set("apiVersion", object.meta.kind.api_version())
        .set("kind", object.meta.kind.name())
        .set("metadata", metadata)
        .into()
}

/// Whether two objects as JSON say the same beside their metadata and their status; a null says nothing.
pub(crate) fn same_body(one: &Value, other: &Value) -> bool {
    let own = |(field, value): &(&String, &Value)| {
        !matches!(field.as_str(), "metadata" | "status") && !value.is_null()
    };
    let [one, other] = [one, other].map(|value| value.as_object().into_iter().flatten().filter(own));
    one.eq(other)
}

fn body(object: &Object) -> Value {
    match &object.body {
        Body::Namespace(namespace) => node::namespace(namespace, &object.meta),
        Body::Node(node) => node::node(node),
        Body::StorageClass(class) => (*class.raw).clone(),
        Body::Volume(volume) => storage::volume(volume),
        Body::Claim(claim) => storage::claim(claim),
        Body::Service(service) => network::service(service),
        Body::EndpointSlice(slice) => network::endpoint_slice(slice, &object.meta.namespace),
        Body::Revision(revision) => json!({"revision": revision.revision, "data": *revision.data}),
        Body::StatefulSet(set) => workload::stateful_set(set),
        Body::Deployment(deployment) => workload::deployment(deployment),
        Body::ReplicaSet(set) => workload::replica_set(set),
        Body::Budget(budget) => workload::budget(budget),
        Body::Pod(pod) => pod::pod(pod),
        Body::Event(event) => self::event(event),
        Body::Other(raw) => (**raw).clone(),
    }
}

/// An Event as client-go's recorder writes it (`recorderImpl.makeEvent`). The scheduler and others send theirs through a
/// newer API, which leaves the times and the count out; here all are alike.
fn event(event: &EventObject) -> Value {
    let entry = &event.entry;
    let fields = Fields::default()
        .set("involvedObject", involved(event))
        .set("reason", &*entry.reason)
        .set("message", &*entry.message)
        .set("type", if entry.warning { "Warning" } else { "Normal" })
        .set("reportingComponent", &*entry.source);
    if entry.newer_api { series(fields, event) } else { counted(fields, event) }.into()
}

/// When and how often, as `client-go/tools/record` writes it.
fn counted(fields: Fields, event: &EventObject) -> Fields {
    fields
        .set("count", event.count)
        .set("firstTimestamp", time(event.first))
        .set("lastTimestamp", time(event.last))
        .set("eventTime", Value::Null)
        .set(
            "source",
            Fields::default()
                .put("component", &*event.entry.source)
                .put("host", event.entry.host.as_deref().unwrap_or_default()),
        )
        .set("reportingInstance", event.entry.reporting_instance())
}

/// The same as `client-go/tools/events` writes it. Of those that report so only the scheduler is modelled, which names what it
/// was doing by one of two words.
fn series(fields: Fields, event: &EventObject) -> Fields {
    let entry = &event.entry;
    let series = (event.count > 1).then(|| {
        Fields::default().set("count", event.count).set("lastObservedTime", event.last.rfc3339_micro())
    });
    fields
        .set("action", if &*entry.reason == "Scheduled" { "Binding" } else { "Scheduling" })
        .set("firstTimestamp", Value::Null)
        .set("lastTimestamp", Value::Null)
        .set("eventTime", event.first.rfc3339_micro())
        .set("source", Fields::default())
        .set("reportingInstance", entry.reporting_instance())
        .put_some("series", series)
}

fn involved(event: &EventObject) -> Value {
    let about = &event.entry.about;
    Fields::default()
        .set("apiVersion", about.kind.api_version())
        .set("kind", about.kind.name())
        .put("namespace", &*about.namespace)
        .set("name", &*about.name)
        .put_some("uid", meta::uid(event.about_uid))
        .put_some("resourceVersion", event.entry.version.map(|version| version.to_string()))
        .put("fieldPath", event.entry.field.as_deref().unwrap_or_default())
        .into()
}

#[cfg(test)]
mod tests;

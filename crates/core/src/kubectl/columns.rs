//! The columns that `get` shows of each kind, as the API server's table printers have them
//! (`pkg/printers/internalversion`).

mod kept;
mod network;
mod pod;
pub(crate) mod storage;
mod workload;

use crate::journal::EventEntry;
use crate::object::{Body, EventObject, Key, Kind, LabelSelector, Node, Object, Operator};
use crate::time::Time;
use crate::world::World;
use serde_json::Value;

/// A column: its header, and whether only `-o wide` shows it.
pub(crate) type Column = (&'static str, bool);

const NORMAL: bool = false;
const WIDE: bool = true;

/// The columns of a kind. Kinds that are only kept show less than a real cluster does.
pub(crate) fn columns(kind: Kind) -> &'static [Column] {
    match kind {
        Kind::Namespace => &[("NAME", NORMAL), ("STATUS", NORMAL), ("AGE", NORMAL)],
        Kind::Node => NODE,
        Kind::StorageClass => storage::CLASS,
        Kind::PersistentVolume => storage::VOLUME,
        Kind::PersistentVolumeClaim => storage::CLAIM,
        Kind::Service => network::SERVICE,
        Kind::EndpointSlice => network::ENDPOINT_SLICE,
        Kind::ControllerRevision => workload::REVISION,
        Kind::StatefulSet => workload::STATEFUL_SET,
        Kind::Deployment => workload::DEPLOYMENT,
        Kind::ReplicaSet => workload::REPLICA_SET,
        Kind::PodDisruptionBudget => workload::BUDGET,
        Kind::Pod => pod::POD,
        Kind::Event => EVENT,
        Kind::ConfigMap => &[("NAME", NORMAL), ("DATA", NORMAL), ("AGE", NORMAL)],
        Kind::Secret => &[("NAME", NORMAL), ("TYPE", NORMAL), ("DATA", NORMAL), ("AGE", NORMAL)],
        Kind::DaemonSet
        | Kind::Job
        | Kind::CronJob
        | Kind::HorizontalPodAutoscaler
        | Kind::PriorityClass
        | Kind::Role
        | Kind::RoleBinding
        | Kind::ClusterRole
        | Kind::ClusterRoleBinding => kept::columns(kind),
        Kind::ServiceAccount | Kind::Ingress | Kind::NetworkPolicy => &[("NAME", NORMAL), ("AGE", NORMAL)],
    }
}

/// What the columns of its kind say of an object.
pub(crate) fn cells(world: &World, object: &Object) -> Vec<String> {
    let name = object.meta.name.to_string();
    let age = age(world.now, object.meta.created);
    match &object.body {
        Body::Namespace(namespace) => {
            let status = if namespace.terminating { "Terminating" } else { "Active" };
            vec![name, status.into(), age]
        }
        Body::Node(node) => node_cells(object, node, age),
        Body::StorageClass(class) => storage::class(object, class, age),
        Body::Volume(volume) => storage::volume(object, volume, age),
        Body::Claim(claim) => storage::claim(object, claim, age),
        Body::Service(service) => network::service(name, service, age),
        Body::EndpointSlice(slice) => network::endpoint_slice(name, slice, age),
        Body::Revision(revision) => workload::revision(object, revision, age),
        Body::StatefulSet(set) => workload::stateful_set(name, set, age),
        Body::Deployment(deployment) => workload::deployment(name, deployment, age),
        Body::ReplicaSet(set) => workload::replica_set(name, set, age),
        Body::Budget(budget) => workload::budget(name, budget, age),
        Body::Pod(pod) => pod::pod(world, object, pod, age),
        Body::Event(event) => event_cells(world.now, name, event),
        Body::Other(rest) => other(object.meta.kind, name, rest, age, object.meta.created),
    }
}

/// How long ago something was.
pub(crate) fn age(now: Time, then: Time) -> String {
    now.since(then).to_string()
}

/// A text, or `<none>` where there is none.
pub(crate) fn or_none(text: &str) -> String {
    if text.is_empty() { "<none>".into() } else { text.into() }
}

/// A label selector as kubectl writes it (`metav1.FormatLabelSelector`).
pub(crate) fn selector(selector: &LabelSelector) -> String {
    let term = |r: &crate::object::Requirement| {
        let (key, values) = (&r.key, r.values.join(","));
        match r.operator {
            Operator::In if r.values.len() == 1 => format!("{key}={values}"),
            Operator::In => format!("{key} in ({values})"),
            Operator::NotIn => format!("{key} notin ({values})"),
            Operator::Exists => key.to_string(),
            Operator::DoesNotExist => format!("!{key}"),
            Operator::Gt => format!("{key}>{values}"),
            Operator::Lt => format!("{key}<{values}"),
        }
    };
    or_none(&selector.requirements.iter().map(term).collect::<Vec<_>>().join(","))
}

const NODE: &[Column] = &[
    ("NAME", NORMAL),
    ("STATUS", NORMAL),
    ("ROLES", NORMAL),
    ("AGE", NORMAL),
    ("VERSION", NORMAL),
    ("INTERNAL-IP", WIDE),
    ("EXTERNAL-IP", WIDE),
    ("OS-IMAGE", WIDE),
    ("KERNEL-VERSION", WIDE),
    ("CONTAINER-RUNTIME", WIDE),
];

fn node_cells(object: &Object, node: &Node, age: String) -> Vec<String> {
    let mut status = if node.ready.is_true() { "Ready".to_string() } else { "NotReady".to_string() };
    if node.unschedulable {
        status += ",SchedulingDisabled";
    }
    // The recorded nodes report nothing about themselves; neither do these.
    let [none, unknown] = ["<none>", "<unknown>"].map(String::from);
    let tail = [node.address.to_string(), none, unknown.clone(), unknown.clone(), unknown];
    [object.meta.name.to_string(), status, roles(object), age, String::new()]
        .into_iter()
        .chain(tail)
        .collect()
}

/// A node's roles, from its labels.
pub(crate) fn roles(object: &Object) -> String {
    let labels = object.meta.labels.keys();
    let roles: Vec<&str> =
        labels.filter_map(|label| label.strip_prefix("node-role.kubernetes.io/")).collect();
    or_none(&roles.join(","))
}

const EVENT: &[Column] = &[
    ("LAST SEEN", NORMAL),
    ("TYPE", NORMAL),
    ("REASON", NORMAL),
    ("OBJECT", NORMAL),
    ("SUBOBJECT", WIDE),
    ("SOURCE", WIDE),
    ("MESSAGE", NORMAL),
    ("FIRST SEEN", WIDE),
    ("COUNT", WIDE),
    ("NAME", WIDE),
];

fn event_cells(now: Time, name: String, event: &EventObject) -> Vec<String> {
    vec![
        last_seen(now, event),
        event_type(event).into(),
        event.entry.reason.to_string(),
        event_object(&event.entry.about),
        event.entry.field.as_deref().unwrap_or_default().into(),
        event_source(&event.entry),
        event.entry.message.to_string(),
        age(now, event.first),
        event.count.to_string(),
        name,
    ]
}

/// The component, and which instance of it, if it says so (`formatEventSource`).
fn event_source(event: &EventEntry) -> String {
    match event.reporting_instance() {
        instance if instance.is_empty() => event.source.to_string(),
        instance => [&*event.source, ", ", &instance].concat(),
    }
}

/// `5s`, or `5s (x3 over 1m)` for an Event that was counted.
pub(crate) fn last_seen(now: Time, event: &EventObject) -> String {
    match event.count {
        0 | 1 => age(now, event.last),
        count => format!("{} (x{count} over {})", age(now, event.last), age(now, event.first)),
    }
}

/// Normal or Warning.
pub(crate) fn event_type(event: &EventObject) -> &'static str {
    if event.entry.warning { "Warning" } else { "Normal" }
}

/// `pod/web-0`.
pub(crate) fn event_object(about: &Key) -> String {
    format!("{}/{}", about.kind.name().to_ascii_lowercase(), about.name)
}

fn other(kind: Kind, name: String, rest: &Value, age: String, created: Time) -> Vec<String> {
    let count = |field: &str| rest[field].as_object().map_or(0, |map| map.len());
    let data = (count("data") + count("binaryData")).to_string();
    match kind {
        Kind::ConfigMap => vec![name, data, age],
        Kind::Secret => vec![name, rest["type"].as_str().unwrap_or("Opaque").into(), data, age],
        kind => kept::cells(kind, name, rest, age, created),
    }
}

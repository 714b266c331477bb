//! The objects at the end of a step, as a trace has them: by kind and name, the fields that matter of each.

use super::mask::Masks;
use ordinal_core::object::{Kind, Object, encode};
use ordinal_core::store::Store;
use serde_json::{Map, Value, json};

/// The objects of the kinds that a trace has.
pub fn of(store: &Store, masks: &Masks) -> Value {
    let kinds = READERS.iter().map(|(kind, read)| {
        let objects = store.list(*kind, None).filter(|object| !is_left_out(object));
        let entry = |object: &std::sync::Arc<Object>| {
            let name = masks.name(&name(&object.meta.namespace, &object.meta.name));
            let fields = read(&encode(object)).into_iter().filter(|(_, value)| !value.is_null());
            (name, Value::Object(fields.map(|(key, value)| (key.to_owned(), masked(value, masks))).collect()))
        };
        (kind.name().to_owned(), objects.map(entry).collect::<Map<_, _>>())
    });
    kinds
        .filter(|(_, objects)| !objects.is_empty())
        .map(|(kind, objects)| (kind, Value::Object(objects)))
        .collect()
}

/// The name of an object, with its namespace where that is not `default`.
pub fn name(namespace: &str, name: &str) -> String {
    match namespace {
        "" | "default" => name.into(),
        namespace => format!("{namespace}/{name}"),
    }
}

/// The recordings leave out the API's own Service, which is in every cluster, and pods of ReplicaSets, which all look
/// the same once their names are masked.
fn is_left_out(object: &Object) -> bool {
    let owner = object.meta.controller();
    (object.meta.kind == Kind::Service && &*object.meta.name == "kubernetes")
        || owner.is_some_and(|owner| &*owner.name == "kubernetes" || owner.kind == Kind::ReplicaSet)
}

type Fields = Vec<(&'static str, Value)>;
type Reader = fn(&Value) -> Fields;

/// What matters of each kind, read from what the API returns. A field that is null is left out.
const READERS: [(Kind, Reader); 8] = [
    (Kind::StatefulSet, workload),
    (Kind::Deployment, deployment),
    (Kind::ControllerRevision, |o| vec![("owners", owners(o)), ("revision", o["revision"].clone())]),
    (Kind::Pod, pod),
    (Kind::PersistentVolumeClaim, claim),
    (Kind::PersistentVolume, volume),
    (Kind::Service, |o| {
        vec![("clusterIP", o["spec"]["clusterIP"].clone()), ("selector", o["spec"]["selector"].clone())]
    }),
    (Kind::EndpointSlice, slice),
];

fn workload(object: &Value) -> Fields {
    let meta = &object["metadata"];
    vec![
        ("generation", meta["generation"].clone()),
        ("spec", object["spec"]["replicas"].clone()),
        ("status", object["status"].clone()),
    ]
}

fn deployment(object: &Value) -> Fields {
    let counts = ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas"];
    let status = &object["status"];
    let count = |key: &&str| Some(((*key).to_owned(), status.get(*key)?.clone()));
    let status: Map<_, _> = counts.iter().filter_map(count).collect();
    vec![("spec", object["spec"]["replicas"].clone()), ("status", Value::Object(status))]
}

fn pod(object: &Value) -> Fields {
    let (meta, spec, status) = (&object["metadata"], &object["spec"], &object["status"]);
    let label = |name: &str| meta["labels"][name].clone();
    let ready = list(&status["conditions"]).any(|c| c["type"] == "Ready" && c["status"] == "True");
    let claims: Map<_, _> = list(&spec["volumes"]).filter_map(claimed).collect();
    let mut waiting = list(&status["containerStatuses"]).map(|status| &status["state"]["waiting"]["reason"]);
    vec![
        ("owners", owners(object)),
        ("phase", status["phase"].clone()),
        ("ready", ready.into()),
        ("revision", label("controller-revision-hash")),
        ("index", label("apps.kubernetes.io/pod-index")),
        ("hostname", spec["hostname"].clone()),
        ("subdomain", spec["subdomain"].clone()),
        ("claims", unless_empty(Value::Object(claims))),
        ("images", list(&spec["containers"]).map(|container| container["image"].clone()).collect()),
        ("waiting", waiting.find(|reason| reason.is_string()).cloned().unwrap_or_default()),
        ("deleting", deleting(object)),
    ]
}

fn claimed(volume: &Value) -> Option<(String, Value)> {
    let claim = volume["persistentVolumeClaim"].get("claimName")?;
    Some((volume["name"].as_str()?.to_owned(), claim.clone()))
}

fn claim(object: &Value) -> Fields {
    let spec = &object["spec"];
    vec![
        ("phase", object["status"]["phase"].clone()),
        ("volume", spec["volumeName"].clone()),
        ("storageClass", spec["storageClassName"].clone()),
        ("labels", object["metadata"]["labels"].clone()),
        ("finalizers", object["metadata"]["finalizers"].clone()),
        ("request", spec["resources"]["requests"]["storage"].clone()),
        ("owners", owners(object)),
        ("deleting", deleting(object)),
    ]
}

fn volume(object: &Value) -> Fields {
    let (spec, claim) = (&object["spec"], &object["spec"]["claimRef"]);
    let claim =
        claim["name"].as_str().map(|name| format!("{}/{name}", claim["namespace"].as_str().unwrap_or("")));
    vec![
        ("phase", object["status"]["phase"].clone()),
        ("claim", claim.map(Value::from).unwrap_or_default()),
        ("reclaimPolicy", spec["persistentVolumeReclaimPolicy"].clone()),
        ("storageClass", spec["storageClassName"].clone()),
        ("finalizers", object["metadata"]["finalizers"].clone()),
        ("deleting", deleting(object)),
    ]
}

fn slice(object: &Value) -> Fields {
    let mut endpoints: Vec<Value> = list(&object["endpoints"]).map(endpoint).collect();
    endpoints.sort_by_key(|endpoint| endpoint["pod"].as_str().map(str::to_owned));
    let ports = list(&object["ports"]).map(|port| json!([port["name"].as_str().unwrap_or(""), port["port"]]));
    vec![("owners", owners(object)), ("endpoints", endpoints.into()), ("ports", ports.collect())]
}

fn endpoint(endpoint: &Value) -> Value {
    let mut fields = Map::new();
    fields.insert("pod".into(), endpoint["targetRef"]["name"].clone());
    if let Some(hostname) = endpoint.get("hostname") {
        fields.insert("hostname".into(), hostname.clone());
    }
    for condition in ["ready", "serving", "terminating"] {
        fields.insert(condition.into(), endpoint["conditions"][condition].clone());
    }
    Value::Object(fields)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn owners(object: &Value) -> Value {
    let text = |owner: &Value, key: &str| owner[key].as_str().unwrap_or("").to_owned();
    let owner = |owner: &Value| {
        let star = if owner["controller"] == true { "*" } else { "" };
        format!("{}/{}{star}", text(owner, "kind"), text(owner, "name"))
    };
    unless_empty(list(&object["metadata"]["ownerReferences"]).map(owner).collect())
}

fn deleting(object: &Value) -> Value {
    if object["metadata"].get("deletionTimestamp").is_some() { true.into() } else { Value::Null }
}

fn unless_empty(value: Value) -> Value {
    let empty = value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty);
    if empty { Value::Null } else { value }
}

/// The value with every text in it masked.
fn masked(value: Value, masks: &Masks) -> Value {
    match value {
        Value::String(text) => masks.line(&text).into(),
        Value::Array(values) => values.into_iter().map(|value| masked(value, masks)).collect(),
        Value::Object(map) => {
            map.into_iter().map(|(key, value)| (masks.name(&key), masked(value, masks))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

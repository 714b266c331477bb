//! The API server's front door: what it does with an object before it stores it. Users' manifests are checked,
//! defaulted and validated; what controllers make is only admitted.

mod evict;
mod priority;

pub(crate) use evict::evict;

use crate::base64;
use crate::controller::namespaces::NAMESPACE_FINALIZER;
use crate::error::{ApiError, Cause, Reason};
use crate::object::{self, Body, Key, Kind, List, Name, Object};
use crate::patch::{self, PatchError};
use crate::quantity::Quantity;
use crate::schema;
use crate::store::DeleteOptions;
use crate::validate;
use crate::world::World;
use serde_json::{Value, json};
use std::sync::{Arc, LazyLock};

/// The finalizer that keeps a claim while a pod uses it.
pub(crate) const CLAIM_FINALIZER: &str = "kubernetes.io/pvc-protection";
/// The finalizer that keeps a volume while a claim is bound to it.
pub(crate) const VOLUME_FINALIZER: &str = "kubernetes.io/pv-protection";

/// Creates an object from a manifest; where that names no namespace, in the one given.
///
/// # Errors
/// What the API server would answer: an unknown field, an invalid value, a name that is taken.
pub(crate) fn create(
    world: &mut World,
    mut manifest: Value,
    namespace: &str,
) -> Result<Arc<Object>, ApiError> {
    let kind = kind_of(&manifest)?;
    place(&mut manifest, kind, namespace)?;
    generate_name(world, &mut manifest);
    check(kind, &manifest)?;
    prepare(world, kind, &mut manifest, None);
    refuse(kind, &manifest, &validate::create(kind.name(), &manifest))?;
    let object = decode(kind, &manifest)?;
    notice_unsimulated(world, kind);
    admit(world, object)
}

/// Replaces an object by a changed version of itself, as `PUT` does: what it is to be and its metadata change, its
/// status stays.
///
/// # Errors
/// What the API server would answer: an unknown field, an invalid value, a field that must not change.
pub(crate) fn update(world: &mut World, key: &Key, mut manifest: Value) -> Result<Arc<Object>, ApiError> {
    let old = world.store.get(key).ok_or_else(|| ApiError::not_found(key))?.clone();
    check(key.kind, &manifest)?;
    let before = object::encode(&old);
    check_version(key, &manifest, &before)?;
    prepare(world, key.kind, &mut manifest, Some(&before));
    // What may change depends on how the object stands, which a manifest cannot say.
    match &before["status"] {
        Value::Null => drop_server_fields(&mut manifest),
        status => manifest["status"] = status.clone(),
    }
    check_expansion(world, &old, &manifest)?;
    refuse(key.kind, &manifest, &validate::update(key.kind.name(), &manifest, &before))?;
    let mut object = decode(key.kind, &manifest)?;
    object.meta = carry_meta(&old, object.meta);
    if object::same_body(&before, &manifest) {
        // What reads the same is the same: a pod keeps sharing its template's spec.
        object.body = old.body.clone();
    }
    carry_status(&old, &mut object);
    if key.kind == Kind::PriorityClass {
        priority::admit_class(world, &object)?;
    }
    let spec = object.body != old.body;
    world.store.update(key, spec, |stored| *stored = object)
}

/// A manifest that says which version it is of must be of the latest.
fn check_version(key: &Key, manifest: &Value, before: &Value) -> Result<(), ApiError> {
    let version = |object: &Value| object["metadata"]["resourceVersion"].as_str().unwrap_or("").to_string();
    let wanted = version(manifest);
    if wanted.is_empty() || wanted == version(before) {
        return Ok(());
    }
    let message = format!(
        "Operation cannot be fulfilled on {} {:?}: the object has been modified; please apply your changes to the latest \
         version and try again",
        key.kind.resource(),
        &*key.name
    );
    Err(ApiError::new(Reason::Conflict, message))
}

/// A patch does not make an object another one (`checkName` of the API server's handlers).
fn check_name(key: &Key, patched: &Value) -> Result<(), ApiError> {
    let text = |field: &str| patched["metadata"][field].as_str().unwrap_or("").to_string();
    let (name, namespace) = (text("name"), text("namespace"));
    let message = if name != *key.name {
        format!("the name of the object ({name}) does not match the name on the URL ({})", key.name)
    } else if !namespace.is_empty() && namespace != *key.namespace {
        format!(
            "the namespace of the object ({namespace}) does not match the namespace on the request ({})",
            key.namespace
        )
    } else {
        return Ok(());
    };
    Err(ApiError::new(Reason::BadRequest, message))
}

/// How a patch is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PatchType {
    /// `application/strategic-merge-patch+json`: lists merge by the keys that the schema names.
    Strategic,
    /// `application/merge-patch+json` (RFC 7386).
    Merge,
    /// `application/json-patch+json` (RFC 6902).
    Json,
}

/// Changes an object by a patch.
///
/// # Errors
/// As `update`, and for a patch that does not fit.
pub(crate) fn patch(
    world: &mut World,
    key: &Key,
    kind: PatchType,
    change: &Value,
) -> Result<Arc<Object>, ApiError> {
    let old = world.store.get(key).ok_or_else(|| ApiError::not_found(key))?;
    let mut before = object::encode(old);
    drop_server_fields(&mut before);
    let changed = match kind {
        PatchType::Strategic => patch::strategic(type_of(key.kind)?, &before, change),
        PatchType::Merge => Ok(patch::merge(&before, change)),
        PatchType::Json => patch::json(&before, change),
    };
    let refused = |error: PatchError| match error {
        PatchError::NoMergeKey(..) => ApiError::new(Reason::BadRequest, error.to_string()),
        PatchError::Json(_) => ApiError::new(Reason::Invalid, format!("The request is invalid: {error}")),
    };
    let changed = changed.map_err(refused)?;
    check_name(key, &changed)?;
    update(world, key, changed)
}

/// Deletes an object, as a user asks for it.
///
/// # Errors
/// When there is none of that key, or it is not the one with the UID asked for.
pub(crate) fn delete(world: &mut World, key: &Key, options: DeleteOptions) -> Result<bool, ApiError> {
    const IMMORTAL: [&str; 3] = ["default", "kube-system", "kube-public"];
    if key.kind == Kind::Namespace && IMMORTAL.contains(&&*key.name) {
        let message = format!("namespaces \"{}\" is forbidden: this namespace may not be deleted", key.name);
        return Err(ApiError::new(Reason::Forbidden, message));
    }
    world.store.delete(world.now, key, options)
}

/// Admits an object that is complete, and creates it: the last step for users' and controllers' objects alike.
///
/// # Errors
/// When its name is taken or its namespace does not let it in.
pub(crate) fn admit(world: &mut World, mut object: Object) -> Result<Arc<Object>, ApiError> {
    match object.meta.kind {
        Kind::PersistentVolumeClaim => admit_claim(world, &mut object),
        Kind::PersistentVolume => add_finalizer(&mut object, &VOLUME_FINALIZERS),
        Kind::Pod => admit_pod(world, &mut object)?,
        Kind::Service => admit_service(world, &mut object),
        Kind::Namespace => add_finalizer(&mut object, &NAMESPACE_FINALIZERS),
        Kind::PriorityClass => priority::admit_class(world, &object)?,
        _ => {}
    }
    world.store.create(world.now, object)
}

/// A claim is protected while a pod uses it, and gets the default class if it names none (admission plugins
/// StorageObjectInUseProtection and DefaultStorageClass).
fn admit_claim(world: &World, object: &mut Object) {
    add_finalizer(object, &CLAIM_FINALIZERS);
    let class = default_class(world);
    if let Some(claim) = object.claim_mut()
        && claim.class.is_none()
    {
        claim.class = class;
    }
}

/// The default class: the one created last, if there are several.
pub(crate) fn default_class(world: &World) -> Option<Name> {
    let classes = world.store.list(Kind::StorageClass, None);
    let default = classes.filter(|class| object::is_default_class(&class.meta.annotations));
    default.max_by_key(|class| (class.meta.created, class.meta.uid)).map(|class| class.meta.name.clone())
}

/// A pod gets its priority, and tolerates a node that is not ready for a while (admission plugin
/// DefaultTolerationSeconds). A pod bound from the start needs no scheduler.
fn admit_pod(world: &World, object: &mut Object) -> Result<(), ApiError> {
    priority::admit_pod(world, object)?;
    refuse_long_names(object)?;
    let seconds = world.config.toleration_seconds;
    if let Some(pod) = object.pod_mut() {
        pod.toleration_seconds = seconds;
        if pod.node.is_some() {
            let now = world.now;
            pod.status.scheduled.set(object::ConditionStatus::True, now, "");
        }
    }
    Ok(())
}

/// Of what a controller adds to a template only the length can be wrong: the names of a set and of its revisions become
/// labels and a hostname.
fn refuse_long_names(object: &Object) -> Result<(), ApiError> {
    const LONGEST: usize = 63;
    let hostname = object.pod().map_or("", |pod| &pod.hostname);
    let fit = hostname.len() <= LONGEST && object.meta.labels.iter().all(|(_, value)| value.len() <= LONGEST);
    if fit {
        return Ok(());
    }
    let errors = validate::made_pod(&object.meta.labels, hostname);
    let message = validate::status_message(object.meta.kind.name(), &object.meta.name, &errors);
    Err(ApiError::new(Reason::Invalid, message))
}

/// A Service that is not headless gets an address.
fn admit_service(world: &mut World, object: &mut Object) {
    let taken = world.store.list(Kind::Service, None).count();
    let (high, low) = (taken / 250 + 96, taken % 250 + 1);
    let node_port = 30_000 + u16::try_from(world.rng.below(2_768)).unwrap_or(0);
    if let Some(service) = object.service_mut() {
        if service.cluster_ip.is_empty() && service.raw["type"] != "ExternalName" {
            service.cluster_ip = format!("10.{high}.0.{low}").into();
        }
        let exposed = matches!(service.raw["type"].as_str(), Some("NodePort" | "LoadBalancer"));
        for (port, offset) in
            service.ports.iter_mut().zip(0..).filter(|(port, _)| exposed && port.node_port == 0)
        {
            port.node_port = node_port + offset;
        }
    }
}

/// A list of one finalizer, which all objects share that have no other.
type Finalizers = LazyLock<List<Name>>;

static CLAIM_FINALIZERS: Finalizers = LazyLock::new(|| vec![CLAIM_FINALIZER.into()].into());
static VOLUME_FINALIZERS: Finalizers = LazyLock::new(|| vec![VOLUME_FINALIZER.into()].into());
static NAMESPACE_FINALIZERS: Finalizers = LazyLock::new(|| vec![NAMESPACE_FINALIZER.into()].into());

fn add_finalizer(object: &mut Object, of_kind: &Finalizers) {
    let known = &mut object.meta.finalizers;
    if known.is_empty() {
        *known = (**of_kind).clone();
    } else {
        let missing = of_kind.iter().filter(|finalizer| !known.contains(finalizer));
        *known = known.iter().chain(missing).cloned().collect();
    }
}

fn kind_of(manifest: &Value) -> Result<Kind, ApiError> {
    let (version, kind) =
        (manifest["apiVersion"].as_str().unwrap_or(""), manifest["kind"].as_str().unwrap_or(""));
    Kind::of(version, kind).ok_or_else(|| {
        ApiError::new(Reason::NotFound, format!("no matches for kind \"{kind}\" in version \"{version}\""))
    })
}

fn type_of(kind: Kind) -> Result<schema::TypeId, ApiError> {
    let unknown = || ApiError::new(Reason::NotFound, format!("no schema for kind \"{}\"", kind.name()));
    schema::lookup(&kind.api_version(), kind.name()).ok_or_else(unknown)
}

/// Puts a namespaced object into its namespace; another than the request's is refused.
fn place(manifest: &mut Value, kind: Kind, namespace: &str) -> Result<(), ApiError> {
    if !kind.info().namespaced || !manifest["metadata"].is_object() {
        return Ok(());
    }
    let meta = &mut manifest["metadata"];
    let own = meta["namespace"].as_str().filter(|own| !own.is_empty()).unwrap_or(namespace).to_string();
    meta["namespace"] = json!(own);
    Ok(())
}

fn generate_name(world: &mut World, manifest: &mut Value) {
    let meta = &manifest["metadata"];
    if let (None | Some(""), Some(prefix)) = (meta["name"].as_str(), meta["generateName"].as_str()) {
        let name = format!("{prefix}{}", world.rng.suffix());
        manifest["metadata"]["name"] = json!(name);
    }
}

/// Refuses fields that are unknown or of the wrong type, as `kubectl` asks the server to (`fieldValidation: Strict`).
fn check(kind: Kind, manifest: &Value) -> Result<(), ApiError> {
    let id = type_of(kind)?;
    let problems = schema::check(id, manifest);
    let version = kind.info().version;
    let Some(message) = schema::refusal(id, version, &problems) else { return Ok(()) };
    let cause =
        |problem: &schema::Problem| Cause { field: problem.path().into(), message: problem.complaint() };
    Err(ApiError::new(Reason::BadRequest, message).because(problems.iter().map(cause)))
}

/// Fills in what the manifest leaves open, and drops what the server does not honour.
fn prepare(world: &World, kind: Kind, manifest: &mut Value, stored: Option<&Value>) {
    if let Ok(id) = type_of(kind) {
        schema::normalize(id, manifest);
        schema::apply_defaults(id, manifest);
    }
    if kind == Kind::Secret {
        encode_texts(manifest);
    }
    if kind == Kind::StatefulSet {
        schema::gates::max_unavailable(world.config.max_unavailable(), manifest, stored);
    }
}

/// A Secret's `stringData` is only ever written: it becomes `data`.
fn encode_texts(manifest: &mut Value) {
    let Some(Value::Object(texts)) = manifest.as_object_mut().and_then(|secret| secret.remove("stringData"))
    else {
        return;
    };
    for (key, text) in texts {
        manifest["data"][key] = json!(base64::encode(text.as_str().unwrap_or("")));
    }
}

/// A bound claim may grow only where its class allows it (admission plugin PersistentVolumeClaimResize).
fn check_expansion(world: &World, old: &Object, manifest: &Value) -> Result<(), ApiError> {
    let Some(claim) = old.claim() else { return Ok(()) };
    let asked = manifest.pointer("/spec/resources/requests/storage").and_then(Value::as_str).unwrap_or("");
    let (Ok(asked), Ok(has)) = (Quantity::parse(asked), Quantity::parse(&claim.request)) else {
        return Ok(());
    };
    let class =
        claim.class.as_ref().and_then(|class| world.store.get(&Key::global(Kind::StorageClass, class)));
    let allowed = class.and_then(|object| object.class()).is_some_and(|class| class.expansion);
    if asked.millis() <= has.millis() || allowed {
        return Ok(());
    }
    let message = format!(
        "persistentvolumeclaims \"{}\" is forbidden: only dynamically provisioned pvc can be resized and the storageclass \
         that provisions the pvc must support resize",
        old.meta.name
    );
    Err(ApiError::new(Reason::Forbidden, message))
}

fn refuse(kind: Kind, manifest: &Value, errors: &[validate::FieldError]) -> Result<(), ApiError> {
    if errors.is_empty() {
        return Ok(());
    }
    let name = manifest["metadata"]["name"].as_str().unwrap_or("");
    let cause = |error: &validate::FieldError| Cause { field: error.field.clone(), message: error.message() };
    let refusal = ApiError::new(Reason::Invalid, validate::sentence(kind.name(), name, errors));
    Err(refusal.because(errors.iter().map(cause)))
}

fn decode(kind: Kind, manifest: &Value) -> Result<Object, ApiError> {
    object::decode(kind, manifest).map_err(|message| ApiError::new(Reason::BadRequest, message))
}

/// What the server alone writes does not take part in a patch.
fn drop_server_fields(value: &mut Value) {
    if let Some(object) = value.as_object_mut() {
        object.remove("status");
    }
}

/// What of the metadata a user cannot change.
fn carry_meta(old: &Object, mut new: object::Meta) -> object::Meta {
    // A namespace's own finalizer stands in its spec, which an update leaves alone.
    if old.meta.kind == Kind::Namespace {
        let own = |finalizer: &Name| **finalizer == *NAMESPACE_FINALIZER;
        new.finalizers.retain(|finalizer| !own(finalizer));
        let kept = old.meta.finalizers.iter().filter(|finalizer| own(finalizer));
        kept.for_each(|finalizer| new.finalizers.push(finalizer.clone()));
    }
    object::Meta {
        uid: old.meta.uid,
        created: old.meta.created,
        resource_version: old.meta.resource_version,
        generation: old.meta.generation,
        deletion: old.meta.deletion.clone(),
        generate_name: old.meta.generate_name.clone(),
        ..new
    }
}

/// What a user's update leaves as it is: the status, and what the system alone writes.
fn carry_status(old: &Object, new: &mut Object) {
    match (&old.body, &mut new.body) {
        (Body::Namespace(old), Body::Namespace(new)) => new.clone_from(old),
        (Body::Node(old), Body::Node(new)) => {
            (new.ready, new.address) = (old.ready.clone(), old.address.clone());
            (new.cpu_milli, new.memory, new.pods) = (old.cpu_milli, old.memory, old.pods);
        }
        (Body::Volume(old), Body::Volume(new)) => {
            (new.phase, new.source) = (old.phase, old.source.clone());
            new.failure = old.failure.clone();
        }
        (Body::Claim(old), Body::Claim(new)) => {
            (new.phase, new.capacity) = (old.phase, old.capacity.clone());
            new.bound_modes = old.bound_modes.clone();
        }
        (Body::Service(old), Body::Service(new)) if new.cluster_ip.is_empty() => {
            new.cluster_ip = old.cluster_ip.clone()
        }
        (Body::StatefulSet(old), Body::StatefulSet(new)) => {
            new.status = old.status.clone();
            if new.spec.template.raw == old.spec.template.raw {
                // Equal templates stay one, so that nobody need compare them again.
                let template = old.spec.template.clone();
                Arc::make_mut(&mut new.spec).template = template;
            }
            if *new.spec == *old.spec {
                new.spec = old.spec.clone();
            }
        }
        (Body::Deployment(old), Body::Deployment(new)) => new.status = old.status.clone(),
        (Body::ReplicaSet(old), Body::ReplicaSet(new)) => new.status = old.status,
        (Body::Budget(old), Body::Budget(new)) => {
            new.disruptions_allowed = old.disruptions_allowed;
            (new.current_healthy, new.desired_healthy) = (old.current_healthy, old.desired_healthy);
            (new.expected_pods, new.disrupted) = (old.expected_pods, old.disrupted.clone());
            (new.allows, new.observed_generation) = (old.allows.clone(), old.observed_generation);
        }
        (Body::Pod(old), Body::Pod(new)) => {
            new.status = old.status.clone();
            (new.node, new.toleration_seconds) = (old.node.clone(), old.toleration_seconds);
            if new.spec.raw == old.spec.raw {
                new.spec = old.spec.clone();
            }
        }
        _ => {}
    }
}

/// Says once of each kind that it is kept but that nothing acts on it.
fn notice_unsimulated(world: &mut World, kind: Kind) {
    if kind.info().simulated || world.store.list(kind, None).next().is_some() {
        return;
    }
    let text = format!("{}: kept, not simulated", kind.resource());
    world.write(crate::journal::Entry::Notice(text.into()));
}

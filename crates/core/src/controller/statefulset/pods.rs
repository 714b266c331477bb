//! A set's pods: how one is made, kept to its identity, and deleted (`StatefulPodControl`).

use super::revisions::History;
use super::roster::REVISION_LABEL;
use super::{SOURCE, Set, claims, owners};
use crate::api;
use crate::decision::Verdict;
use crate::error::Reason;
use crate::events::EventInput;
use crate::object::{Body, Key, Kind, List, Meta, Name, Object, Pod, PodStatus, PodVolume, UpdateStrategy};
use crate::store::DeleteOptions;
use crate::validate;
use crate::world::World;
use std::sync::Arc;

/// The label that names a pod of a set by its own name.
const POD_NAME_LABEL: &str = "statefulset.kubernetes.io/pod-name";
/// The label that gives a pod's ordinal.
const POD_INDEX_LABEL: &str = "apps.kubernetes.io/pod-index";

/// Creates an ordinal's claims, then its pod, and gives the claims their owner (`CreateStatefulPod`).
pub(super) fn create(world: &mut World, set: &Set, history: &History, ordinal: u32) -> Result<(), String> {
    let name = set.pod_name(ordinal);
    if let Err(message) = claims::create_missing(world, set, ordinal) {
        record(world, set, Verb::Create, &name, Some(&message));
        return Err(message);
    }
    let created = api::admit(world, new_pod(set, history, ordinal));
    let error = match created {
        Ok(_) => None,
        Err(error) if error.reason == Reason::AlreadyExists => return Err(error.message),
        Err(error) => Some(error.message),
    };
    // The claims are there even where the pod was refused.
    owners::apply_policy(world, set, ordinal)?;
    record(world, set, Verb::Create, &name, error.as_deref());
    error.map_or(Ok(()), Err)
}

/// A pod as its ordinal's revision has it, with the set's identity (`newVersionedStatefulSetPod`).
fn new_pod(set: &Set, history: &History, ordinal: u32) -> Object {
    let revision = if needs_current(set, ordinal) { &history.current } else { &history.update };
    let template = &revision.template;
    let key = set.pod_key(ordinal);
    let name = key.name.clone();
    let mut meta = Meta::of(key);
    meta.generate_name = Some([set.name(), "-"].concat().into());
    meta.labels = template.labels.clone();
    meta.annotations = template.annotations.clone();
    meta.set_labels([
        (POD_NAME_LABEL, name.clone()),
        (POD_INDEX_LABEL, ordinal.to_string().into()),
        (REVISION_LABEL, revision.name.clone()),
    ]);
    meta.owners.push(set.meta().controller_ref());
    let pod = Pod {
        spec: template.spec.clone(),
        node: template.spec.node_name.clone(),
        hostname: name,
        subdomain: set.spec.service_name.clone(),
        claims: volumes(set, &template.spec.volumes, ordinal),
        toleration_seconds: 0,
        priority: None,
        status: PodStatus::default(),
    };
    Object { meta, body: Body::Pod(Box::new(pod)) }
}

/// Whether an ordinal that is made again keeps the current revision (`isCurrentRevisionNeeded`).
fn needs_current(set: &Set, ordinal: u32) -> bool {
    let kept = match set.spec.strategy {
        UpdateStrategy::RollingUpdate { partition: Some(partition), .. } => partition,
        // Without parameters (`type: RollingUpdate` alone) as many keep it as had it at the last sync.
        UpdateStrategy::RollingUpdate { partition: None, .. } => {
            set.status().map_or(0, |status| status.current)
        }
        UpdateStrategy::OnDelete => 0,
    };
    ordinal < set.spec.start.saturating_add(kept)
}

/// The ordinal's claims, before the template's own; one of the same name gives way (`updateStorage`).
fn volumes(set: &Set, own: &[PodVolume], ordinal: u32) -> List<PodVolume> {
    let templates = &set.spec.claim_templates;
    let claims = claims::keys(set, ordinal)
        .map(|(template, key)| PodVolume { name: template.name.clone(), claim: key.name });
    let kept = own.iter().filter(|volume| templates.iter().all(|template| template.name != volume.name));
    claims.chain(kept.cloned()).collect()
}

/// Brings a pod back to its identity and storage, and its claims to the policy (`UpdateStatefulPod`).
pub(super) fn enforce(world: &mut World, set: &Set, ordinal: u32) -> Result<(), String> {
    let key = set.pod_key(ordinal);
    let Some(object) = world.store.get(&key).cloned() else { return Ok(()) };
    let name = key.name.clone();
    let labelled = object.meta.label(POD_NAME_LABEL) == Some(&name);
    let stored = has_claims(set, &object, ordinal);
    if !stored && let Err(message) = claims::create_missing(world, set, ordinal) {
        record(world, set, Verb::Update, &name, Some(&message));
        return Err(message);
    }
    let owned = owners::match_policy(world, set, ordinal);
    if labelled && owned && stored {
        return Ok(());
    }
    if !owned {
        owners::apply_policy(world, set, ordinal)?;
    }
    let error = if stored { label(world, &key, ordinal) } else { Err(refused_volumes(&name)) }.err();
    record(world, set, Verb::Update, &name, error.as_deref());
    error.map_or(Ok(()), Err)
}

/// Whether a pod has its ordinal's claims (`storageMatches`): one that was adopted may not.
fn has_claims(set: &Set, object: &Object, ordinal: u32) -> bool {
    let own = object.pod().map(|pod| &*pod.claims).unwrap_or_default();
    claims::keys(set, ordinal)
        .all(|(template, key)| own.iter().any(|v| v.name == template.name && v.claim == key.name))
}

fn label(world: &mut World, key: &Key, ordinal: u32) -> Result<(), String> {
    let written = world.store.update(key, false, |pod| {
        pod.meta.set_label(POD_NAME_LABEL, key.name.clone());
        pod.meta.set_label(POD_INDEX_LABEL, ordinal.to_string());
    });
    written.map(drop).map_err(|error| error.message)
}

/// What the API server says to new volumes for a pod (`ValidatePodUpdate`). (It adds what differs, in a form that is not
/// stable; that is left out.)
fn refused_volumes(pod: &str) -> String {
    format!("Pod \"{pod}\" is invalid: spec: Forbidden: {}", validate::POD_UPDATE)
}

/// Deletes a pod with the grace period its template gives it (`DeleteStatefulPod`).
pub(super) fn delete(world: &mut World, set: &Set, ordinal: u32) -> Result<(), String> {
    let deleted = world.store.delete(world.now, &set.pod_key(ordinal), DeleteOptions::default());
    let error = deleted.err().map(|error| error.message);
    record(world, set, Verb::Delete, &set.pod_name(ordinal), error.as_deref());
    error.map_or(Ok(()), Err)
}

/// That a terminating pod is waited for, and which node must confirm that it is gone if that node is silent.
pub(super) fn waits_for_termination(world: &World, set: &Set, ordinal: u32) -> Verdict {
    let node = || {
        let name = world.store.get(&set.pod_key(ordinal))?.pod()?.node.clone()?;
        let node = world.store.get(&Key::global(Kind::Node, &name));
        let ready = node.and_then(|node| node.node()).is_some_and(|node| node.ready.is_true());
        (!ready).then_some(name)
    };
    Verdict::WaitsForTermination { pod: set.pod_name(ordinal), silent_node: node() }
}

/// What is done with a pod.
#[derive(Clone, Copy)]
enum Verb {
    Create,
    Update,
    Delete,
}

impl Verb {
    fn name(self) -> &'static str {
        match self {
            Verb::Create => "Create",
            Verb::Update => "Update",
            Verb::Delete => "Delete",
        }
    }

    /// The reasons of the Events that say that it succeeded or failed.
    fn reasons(self) -> (&'static str, &'static str) {
        match self {
            Verb::Create => ("SuccessfulCreate", "FailedCreate"),
            Verb::Update => ("SuccessfulUpdate", "FailedUpdate"),
            Verb::Delete => ("SuccessfulDelete", "FailedDelete"),
        }
    }
}

/// Reports what became of a pod (`recordPodEvent`).
fn record(world: &mut World, set: &Set, verb: Verb, pod: &Name, error: Option<&str>) {
    let set_name = set.name();
    let (successful, failed) = verb.reasons();
    let verb = verb.name();
    let (reason, message) = match error {
        None => (successful, [verb, " Pod ", pod, " in StatefulSet ", set_name, " successful"].concat()),
        Some(error) => (failed, format!("{verb} Pod {pod} in StatefulSet {set_name} failed error: {error}")),
    };
    let about = Arc::clone(&set.object);
    world.event(
        &about,
        EventInput { source: SOURCE, warning: error.is_some(), reason, message, newer_api: false },
    );
}

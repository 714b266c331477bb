//! A ReplicaSet's pods: how they are made and deleted, and what is reported of that (`RealPodControl`).

use super::{SOURCE, Set, ranking};
use crate::api;
use crate::decision::{Rule, Verdict};
use crate::events::EventInput;
use crate::object::{Body, Key, Kind, Meta, Name, Object, Pod, PodStatus, ReplicaSet};
use crate::store::DeleteOptions;
use crate::world::World;
use std::sync::Arc;

/// The longest prefix of a generated name that is kept (`names.maxGeneratedNameLength`).
const PREFIX_LENGTH: usize = 58;

/// Creates pods in batches of 1, 2, 4 and so on; after a failure no further batch begins, so that a server that refuses
/// is not asked hundreds of times (`slowStartBatch`).
pub(super) fn create(
    world: &mut World,
    set: &Set,
    spec: &ReplicaSet,
    count: usize,
) -> Result<Verdict, String> {
    if is_namespace_leaving(world, set) {
        return Ok(Verdict::does(Rule::ReplicaSet, "Creates nothing: its namespace is being deleted."));
    }
    let (mut created, mut batch, mut first) = (0, 1, None);
    while created < count {
        let mut failure = None;
        for _ in 0..batch.min(count - created) {
            match create_one(world, set, spec) {
                Ok(name) => first = first.or(Some(name)),
                Err(message) => failure = Some(message),
            }
        }
        if let Some(message) = failure {
            return Err(message);
        }
        created += batch.min(count - created);
        batch *= 2;
    }
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    Ok(Verdict::CreatesPods { first: first.unwrap_or_default(), count, rule: Rule::ReplicaSet })
}

/// In a namespace that is being deleted every creation would fail, and nobody need hear of it.
fn is_namespace_leaving(world: &World, set: &Set) -> bool {
    let namespace = world.store.get(&Key::global(Kind::Namespace, &set.key.namespace));
    namespace.is_some_and(|namespace| namespace.meta.is_terminating())
}

fn create_one(world: &mut World, set: &Set, spec: &ReplicaSet) -> Result<Name, String> {
    let pod = new_pod(set, spec, &world.rng.suffix());
    match api::admit(world, pod) {
        Ok(pod) => {
            record(world, set, false, "SuccessfulCreate", format!("Created pod: {}", pod.meta.name));
            Ok(pod.meta.name.clone())
        }
        Err(error) => {
            record(world, set, true, "FailedCreate", format!("Error creating: {error}"));
            Err(error.message)
        }
    }
}

/// A pod as the template has it, under a name of its own (`GetPodFromTemplate`).
fn new_pod(set: &Set, spec: &ReplicaSet, suffix: &str) -> Object {
    let template = &spec.template;
    let prefix = format!("{}-", set.key.name);
    let kept = prefix.get(..PREFIX_LENGTH).unwrap_or(&prefix);
    let mut meta = Meta::new(Kind::Pod, &set.key.namespace, &format!("{kept}{suffix}"));
    meta.generate_name = Some(prefix.into());
    meta.labels = template.labels.clone();
    meta.annotations = template.annotations.clone();
    meta.owners.push(set.object.meta.controller_ref());
    let pod = Pod {
        spec: template.spec.clone(),
        node: template.spec.node_name.clone(),
        hostname: template.spec.hostname.clone(),
        subdomain: template.spec.subdomain.clone(),
        claims: template.spec.volumes.clone(),
        toleration_seconds: 0,
        priority: None,
        status: PodStatus::default(),
    };
    Object { meta, body: Body::Pod(Box::new(pod)) }
}

/// Deletes so many of its active pods: those that are missed least.
pub(super) fn delete(
    world: &mut World,
    set: &Set,
    active: &[Arc<Object>],
    count: usize,
) -> Result<Verdict, String> {
    let victims = ranking::least_missed(world, set, active, count);
    let mut failure = None;
    for victim in &victims {
        failure = delete_one(world, set, victim).err().or(failure);
    }
    if let Some(message) = failure {
        return Err(message);
    }
    let pod = victims.first().map(|pod| pod.meta.name.clone()).unwrap_or_default();
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    Ok(Verdict::ScalesDown { pod, count, rule: Rule::ReplicaSet })
}

fn delete_one(world: &mut World, set: &Set, pod: &Object) -> Result<(), String> {
    match world.store.delete(world.now, &pod.key(), DeleteOptions::default()) {
        Ok(_) => {
            record(world, set, false, "SuccessfulDelete", format!("Deleted pod: {}", pod.meta.name));
            Ok(())
        }
        Err(error) => {
            record(world, set, true, "FailedDelete", format!("Error deleting: {error}"));
            Err(error.message)
        }
    }
}

fn record(world: &mut World, set: &Set, warning: bool, reason: &'static str, message: String) {
    world.event(&set.object, EventInput { source: SOURCE, warning, reason, message, newer_api: false });
}

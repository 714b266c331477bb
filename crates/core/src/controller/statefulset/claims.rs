//! A set's claims: made from its templates, and kept for their ordinal.

use super::{SOURCE, Set};
use crate::api;
use crate::error::Reason;
use crate::events::EventInput;
use crate::object::{Body, ClaimTemplate, Key, Kind, Meta, Name, Object, OwnerRef, Retention};
use crate::world::World;
use std::sync::Arc;

/// An ordinal's claims, with their templates.
pub(super) fn keys(set: &Set, ordinal: u32) -> impl Iterator<Item = (&ClaimTemplate, Key)> {
    let identity = set.identity(ordinal);
    let templates = set.spec.claim_templates.iter().enumerate();
    templates.filter_map(move |(at, template)| Some((template, identity.claims.get(at)?.clone())))
}

/// Creates the claims of an ordinal that are not there (`createPersistentVolumeClaims`).
pub(super) fn create_missing(world: &mut World, set: &Set, ordinal: u32) -> Result<(), String> {
    let mut errors = Vec::new();
    for (template, key) in keys(set, ordinal) {
        match world.store.get(&key) {
            None => errors.extend(create(world, set, template, &key, ordinal).err()),
            Some(claim) if claim.meta.is_terminating() => {
                errors.push(format!("pvc {} is being deleted", key.name))
            }
            Some(_) => {}
        }
    }
    aggregate(errors)
}

/// `utilerrors.NewAggregate`: one error as it is, several in brackets.
fn aggregate(errors: Vec<String>) -> Result<(), String> {
    match errors.as_slice() {
        [] => Ok(()),
        [one] => Err(one.clone()),
        many => Err(format!("[{}]", many.join(", "))),
    }
}

fn create(
    world: &mut World,
    set: &Set,
    template: &ClaimTemplate,
    key: &Key,
    ordinal: u32,
) -> Result<(), String> {
    let mut meta = Meta::of(key.clone());
    meta.labels = labels(set, template);
    meta.annotations = template.annotations.clone();
    let created = api::admit(world, Object { meta, body: Body::Claim(Box::new(template.claim.clone())) });
    let error = created.err();
    if error.as_ref().is_none_or(|error| error.reason != Reason::AlreadyExists) {
        record(world, set, &key.name, ordinal, error.as_ref().map(|error| error.message.as_str()));
    }
    error.map_or(Ok(()), |error| Err(format!("failed to create PVC {}: {}", key.name, error.message)))
}

/// The template's labels, and over them the set's `matchLabels`.
fn labels(set: &Set, template: &ClaimTemplate) -> crate::object::TextMap {
    if template.labels.is_empty() {
        return set.spec.match_labels.clone();
    }
    let mut labels = template.labels.clone();
    for (label, value) in set.spec.match_labels.iter() {
        labels.insert(label.clone(), value.clone());
    }
    labels
}

/// Reports what became of a claim (`recordClaimEvent`).
fn record(world: &mut World, set: &Set, claim: &Name, ordinal: u32, error: Option<&str>) {
    let (pod, set_name) = (set.pod_name(ordinal), set.name());
    let (reason, message) = match error {
        None => (
            "SuccessfulCreate",
            ["Create Claim ", claim, " Pod ", &pod, " in StatefulSet ", set_name, " success"].concat(),
        ),
        Some(error) => (
            "FailedCreate",
            format!("Create Claim {claim} for Pod {pod} in StatefulSet {set_name} failed error: {error}"),
        ),
    };
    let about = Arc::clone(&set.object);
    world.event(
        &about,
        EventInput { source: SOURCE, warning: error.is_some(), reason, message, newer_api: false },
    );
}

/// The claim of an ordinal that still belongs to an earlier pod of its name, and will be deleted with it
/// (`PodClaimIsStale`).
pub(super) fn stale(world: &World, set: &Set, ordinal: u32) -> Option<Name> {
    if set.spec.retention.when_scaled == Retention::Retain {
        return None;
    }
    let pod = set.pod_name(ordinal);
    let owned_by_earlier = |owner: &OwnerRef| owner.kind == Kind::Pod && owner.name == pod;
    keys(set, ordinal)
        .find(|(_, key)| {
            world.store.get(key).is_some_and(|claim| claim.meta.owners.iter().any(owned_by_earlier))
        })
        .map(|(_, key)| key.name)
}

//! The storage provisioner (`disk.csi.example.com` and the like): makes a volume for each claim that asks, lets it grow,
//! and deletes it when its policy says so.

use super::binder::{NO_PROVISIONER, PROVISIONER_ANNOTATION, SELECTED_NODE_ANNOTATION};
use super::{Controller, Outcome, binder};
use crate::api;
use crate::bootstrap::TOPOLOGY_PARAMETER;
use crate::decision::Rule;
use crate::object::{
    Body, Claim, ClaimRef, Key, Kind, Meta, Name, NodeSelector, Object, Operator, ReclaimPolicy, Requirement,
    StorageClass, Volume, VolumePhase, VolumeSource,
};
use crate::quantity::Quantity;
use crate::store::{Change, DeleteOptions};
use crate::world::World;
use serde_json::{Value, json};
use std::sync::{Arc, LazyLock};

/// Plans the making of a volume when a claim asks for one, and its growth when a claim asks for more.
pub(crate) fn observe(world: &mut World, change: &Change) {
    let Some(new) = &change.new else { return };
    let Some(claim) = new.claim() else { return };
    let asks = new.meta.annotation(PROVISIONER_ANNOTATION).is_some();
    if asks && (claim.volume.is_none() || grows(claim)) {
        plan(world, change.key.clone());
    }
}

/// Volumes are made in the order in which they were asked for, one by one.
fn plan(world: &mut World, claim: Key) {
    let durations = world.config.durations;
    let made = durations.next_round(world.now) + durations.provision;
    let at = made.max(world.provisioner_busy_until + durations.provision_next);
    if world.enqueue_after(Controller::Provisioner, claim, at - world.now) {
        world.provisioner_busy_until = at;
    }
}

fn grows(claim: &Claim) -> bool {
    let Some(capacity) = claim.capacity.as_ref().filter(|capacity| **capacity != claim.request) else {
        return false;
    };
    match (Quantity::parse(&claim.request), Quantity::parse(capacity)) {
        (Ok(asked), Ok(has)) => asked.millis() > has.millis(),
        _ => false,
    }
}

/// Plans the deletion of a volume that was released.
pub(crate) fn plan_reclaim(world: &mut World, volume: Key) {
    let durations = world.config.durations;
    let at = durations.next_round(world.now) + durations.reclaim;
    world.enqueue_after(Controller::Provisioner, volume, at - world.now);
}

/// Claims that wait are served when the provisioner works again.
pub(crate) fn resume(world: &mut World) {
    let waiting: Vec<Key> = world
        .store
        .list(Kind::PersistentVolumeClaim, None)
        .filter(|object| object.meta.annotation(PROVISIONER_ANNOTATION).is_some())
        .filter(|object| object.claim().is_some_and(|claim| claim.volume.is_none()))
        .map(|object| object.key())
        .collect();
    for key in waiting {
        plan(world, key);
    }
}

/// Makes a claim's volume or lets it grow, or deletes a volume that is Released.
pub(crate) fn sync(world: &mut World, key: &Key) -> Outcome {
    let Some(object) = world.store.get(key).cloned() else { return Outcome::Gone };
    if let Some(volume) = object.volume().filter(|volume| is_the_controllers(volume)) {
        return binder::reclaim(world, &object, volume);
    }
    if !world.provision {
        return Outcome::does(
            Rule::DynamicProvisioning,
            format!("{} waits: the provisioner does not answer.", key.name),
        );
    }
    match (object.claim(), object.volume()) {
        (Some(claim), _) if claim.volume.is_none() => provision(world, &object, claim),
        (Some(claim), _) => expand(world, &object, claim),
        (_, Some(volume)) => reclaim(world, &object, volume),
        (None, None) => Outcome::Gone,
    }
}

fn provision(world: &mut World, object: &Arc<Object>, claim: &Claim) -> Outcome {
    let name = &object.meta.name;
    let class = claim.class.as_ref().map(|class| Key::global(Kind::StorageClass, class));
    let class = class.and_then(|key| world.store.get(&key).cloned());
    let Some(class) = class.as_ref().and_then(|object| object.class()) else {
        return Outcome::does(Rule::DynamicProvisioning, format!("{name} waits: its class is gone."));
    };
    if object.meta.is_terminating() || &*class.provisioner == NO_PROVISIONER {
        return Outcome::does(Rule::DynamicProvisioning, format!("Makes no volume for {name}."));
    }
    let volume = new_volume(world, object, claim, class);
    let made = volume.meta.name.clone();
    match api::admit(world, volume) {
        Ok(_) => Outcome::does(
            Rule::DynamicProvisioning,
            ["Makes ", &made, " for ", name, ", to its size."].concat(),
        ),
        Err(error) => Outcome::Failed(Rule::DynamicProvisioning, error.message),
    }
}

fn new_volume(world: &mut World, object: &Object, claim: &Claim, class: &StorageClass) -> Object {
    let uid = object.meta.uid.to_string();
    let mut meta = Meta::new(Kind::PersistentVolume, "", &["pvc-", &uid].concat());
    meta.annotate("pv.kubernetes.io/provisioned-by", class.provisioner.clone());
    let kept = ClaimRef {
        namespace: object.meta.namespace.clone(),
        name: object.meta.name.clone(),
        uid: Some(object.meta.uid),
    };
    let volume = Volume {
        raw: volume_spec(claim),
        capacity: claim.request.clone(),
        modes: claim.modes.clone(),
        class: claim.class.clone().unwrap_or_default(),
        reclaim: class.reclaim,
        claim: Some(kept),
        affinity: affinity(world, object, class).map(Box::new),
        source: VolumeSource::Csi { driver: class.provisioner.clone(), handle: uid.into() },
        phase: VolumePhase::Pending,
        failure: None,
    };
    Object { meta, body: Body::Volume(Box::new(volume)) }
}

/// What of a volume's spec its claim says: nearly all say the same, and share it.
fn volume_spec(claim: &Claim) -> Arc<Value> {
    static FILESYSTEM: LazyLock<Arc<Value>> = LazyLock::new(|| Arc::new(json!({"volumeMode": "Filesystem"})));
    match claim.raw.get("volumeMode").and_then(Value::as_str) {
        None | Some("Filesystem") => FILESYSTEM.clone(),
        Some(other) => Arc::new(json!({ "volumeMode": other })),
    }
}

/// The node that alone can reach a volume of a class with node topology: its pod's, or any where none is chosen yet.
fn affinity(world: &mut World, object: &Object, class: &StorageClass) -> Option<NodeSelector> {
    class.raw["parameters"][TOPOLOGY_PARAMETER].as_str().filter(|topology| *topology == "node")?;
    let chosen = object.meta.annotation(SELECTED_NODE_ANNOTATION).cloned();
    let node = chosen.or_else(|| any_node(world))?;
    let host =
        Requirement { key: "kubernetes.io/hostname".into(), operator: Operator::In, values: vec![node] };
    Some(NodeSelector { terms: vec![vec![host]] })
}

fn any_node(world: &mut World) -> Option<Name> {
    let nodes: Vec<Name> = world.store.list(Kind::Node, None).map(|node| node.meta.name.clone()).collect();
    let index = world.rng.below(nodes.len());
    nodes.get(index).cloned()
}

/// Lets a claim's volume grow to what is asked (`external-resizer`).
fn expand(world: &mut World, object: &Arc<Object>, claim: &Claim) -> Outcome {
    let (name, size) = (&object.meta.name, claim.request.clone());
    if !grows(claim) {
        return Outcome::does(Rule::DynamicProvisioning, [name, " has its volume."].concat());
    }
    if let Some(volume) = &claim.volume {
        let size = size.clone();
        let _ = world.store.update(&Key::global(Kind::PersistentVolume, volume), true, |object| {
            if let Some(volume) = object.volume_mut() {
                volume.capacity = size;
            }
        });
    }
    let capacity = size.clone();
    let _ = world.store.update(&object.key(), false, |object| {
        if let Some(claim) = object.claim_mut() {
            claim.capacity = Some(capacity);
        }
    });
    Outcome::does(Rule::DynamicProvisioning, format!("Lets the volume of {name} grow to {size}."))
}

/// Whether a released volume is for the volume controller itself to reclaim.
fn is_the_controllers(volume: &Volume) -> bool {
    let released = matches!(volume.phase, VolumePhase::Released | VolumePhase::Failed);
    let written = matches!(volume.source, VolumeSource::Written);
    released && (written || volume.reclaim == ReclaimPolicy::Recycle)
}

fn reclaim(world: &mut World, object: &Arc<Object>, volume: &Volume) -> Outcome {
    let name = &object.meta.name;
    if volume.phase != VolumePhase::Released || volume.reclaim != ReclaimPolicy::Delete {
        return Outcome::does(Rule::Reclaiming, [name, " stays."].concat());
    }
    // It was just there: the deletion cannot fail.
    let _ = world.store.delete(world.now, &object.key(), DeleteOptions::default());
    world.files.drop_volume(object.meta.uid);
    Outcome::does(Rule::Reclaiming, format!("Deletes {name} with all that was stored on it."))
}

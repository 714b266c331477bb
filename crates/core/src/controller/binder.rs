//! The volume binder (`pkg/controller/volume/persistentvolume`): finds each claim its volume, and says what becomes of a
//! volume whose claim is gone.

mod matching;
mod reclaim;

pub(crate) use matching::{find_volume, reaches};
pub(crate) use reclaim::reclaim;

use super::{Controller, Outcome, provisioner};
use crate::api;
use crate::decision::Rule;
use crate::events::EventInput;
use crate::object::{
    BindingMode, Claim, ClaimPhase, ClaimRef, Key, Kind, Name, Object, ReclaimPolicy, Volume, VolumePhase,
};
use crate::quantity::Quantity;
use crate::store::Change;
use crate::time::{Millis, Time};
use crate::world::World;
use std::sync::{Arc, LazyLock};

const SOURCE: &str = "persistentvolume-controller";
/// A class whose volumes nobody makes.
pub(crate) const NO_PROVISIONER: &str = "kubernetes.io/no-provisioner";
/// Says on a claim who is to make its volume.
pub(crate) const PROVISIONER_ANNOTATION: &str = "volume.kubernetes.io/storage-provisioner";
const PROVISIONER_ANNOTATION_BETA: &str = "volume.beta.kubernetes.io/storage-provisioner";
/// Says on a claim for which node its volume is to be.
pub(crate) const SELECTED_NODE_ANNOTATION: &str = "volume.kubernetes.io/selected-node";
const BIND_COMPLETED: &str = "pv.kubernetes.io/bind-completed";
const BOUND_BY_CONTROLLER: &str = "pv.kubernetes.io/bound-by-controller";
/// What those two say.
static YES: LazyLock<Name> = LazyLock::new(|| "yes".into());

/// How often every claim and volume is looked at again (`--pvclaimbinder-sync-period`).
const RESYNC: Millis = Millis::seconds(15);

/// Plans a look at a claim or volume that changed, at the volume of a claim that is gone, and at waiting claims when a
/// free volume appears. A class that appears is noticed with the next resync only.
pub(crate) fn observe(world: &mut World, change: &Change) {
    match change.key.kind {
        Kind::PersistentVolumeClaim => {
            world.enqueue(Controller::VolumeBinder, change.key.clone());
            let volume =
                change.old.as_ref().and_then(|old| old.claim()).and_then(|claim| claim.volume.clone());
            if let Some(volume) = volume.filter(|_| change.new.is_none()) {
                world.enqueue(Controller::VolumeBinder, Key::global(Kind::PersistentVolume, &volume));
            }
        }
        Kind::PersistentVolume => observe_volume(world, change),
        Kind::StorageClass => observe_class(world),
        _ => {}
    }
}

/// A class that changed may be the default for claims that name none; they learn of it with the next resync.
fn observe_class(world: &mut World) {
    let classless = |object: &&Arc<Object>| {
        object.claim().is_some_and(|claim| claim.phase == ClaimPhase::Pending && claim.class.is_none())
    };
    let claims = world.store.list(Kind::PersistentVolumeClaim, None);
    let waiting: Vec<Key> = claims.filter(classless).map(|object| object.key()).collect();
    for claim in waiting {
        wait_for_resync(world, &claim);
    }
}

fn observe_volume(world: &mut World, change: &Change) {
    world.enqueue(Controller::VolumeBinder, change.key.clone());
    let Some(volume) = change.latest().and_then(|object| object.volume()) else { return };
    if let Some(claim) = &volume.claim {
        world.enqueue(
            Controller::VolumeBinder,
            Key::of(Kind::PersistentVolumeClaim, claim.namespace.clone(), claim.name.clone()),
        );
    } else if change.new.is_some() {
        enqueue_waiting(world);
    }
}

/// Claims without a volume look again.
fn enqueue_waiting(world: &mut World) {
    let waiting: Vec<Key> = world
        .store
        .list(Kind::PersistentVolumeClaim, None)
        .filter(|object| object.claim().is_some_and(|claim| claim.phase == ClaimPhase::Pending))
        .map(|object| object.key())
        .collect();
    for key in waiting {
        world.enqueue(Controller::VolumeBinder, key);
    }
}

/// Looks at a claim again with the next resync. Resyncs come half a period off the scenario's start: when they come on a
/// real cluster has nothing to do with what one does there.
fn wait_for_resync(world: &mut World, claim: &Key) {
    let half = RESYNC.0 / 2;
    let next = Time((world.now.0 + half) / RESYNC.0 * RESYNC.0 + half);
    let at = if next > world.now { next } else { next + RESYNC };
    world.enqueue_after(Controller::VolumeBinder, claim.clone(), at - world.now);
}

/// Syncs a claim or a volume.
pub(crate) fn sync(world: &mut World, key: &Key) -> Outcome {
    let Some(object) = world.store.get(key).cloned() else { return Outcome::Gone };
    match (object.claim(), object.volume()) {
        (Some(claim), _) => sync_claim(world, &object, claim),
        (_, Some(volume)) => sync_volume(world, &object, volume),
        (None, None) => Outcome::Gone,
    }
}

/// `syncUnboundClaim` and `syncBoundClaim`.
fn sync_claim(world: &mut World, object: &Arc<Object>, claim: &Claim) -> Outcome {
    if object.meta.annotation(BIND_COMPLETED).is_some() {
        return sync_bound_claim(world, object, claim);
    }
    if let Some(asked) = &claim.volume {
        return sync_asking_claim(world, object, claim, asked);
    }
    if let Some(volume) = find_volume(world, object, claim, None) {
        return bind_to(world, object, &volume);
    }
    want_volume(world, object, claim)
}

/// A claim that names its volume gets that one or none, whatever its class says of waiting (`syncUnboundClaim`).
fn sync_asking_claim(world: &mut World, object: &Arc<Object>, claim: &Claim, asked: &Name) -> Outcome {
    let key = Key::global(Kind::PersistentVolume, asked);
    let waits = format!("{} waits for its volume {asked}.", object.meta.name);
    let Some(volume) = world.store.get(&key).cloned() else {
        return Outcome::does(Rule::VolumeBinding, waits);
    };
    let Some(body) = volume.volume() else { return Outcome::does(Rule::VolumeBinding, waits) };
    if matching::is_kept_for(body, object) {
        return bind_to(world, object, &key);
    }
    if body.claim.is_some() {
        return Outcome::does(Rule::VolumeBinding, waits);
    }
    match refusal(&volume, body, claim) {
        None => bind_to(world, object, &key),
        Some(why) => {
            let message = format!("Cannot bind to requested volume \"{asked}\": {why}");
            let reason = "VolumeMismatch";
            world.event(
                object,
                EventInput { source: SOURCE, warning: true, reason, message, newer_api: false },
            );
            Outcome::does(Rule::VolumeBinding, waits)
        }
    }
}

/// Why a claim cannot have the volume that it names, if it cannot.
fn refusal(object: &Object, volume: &Volume, claim: &Claim) -> Option<String> {
    if object.meta.is_terminating() {
        return Some(["the volume is marked for deletion \"", &object.meta.name, "\""].concat());
    }
    let size = Quantity::parse(&claim.request).ok()?;
    matching::unsuitable(volume, claim, size).map(String::from)
}

fn bind_to(world: &mut World, claim: &Arc<Object>, volume: &Key) -> Outcome {
    bind(world, claim, volume);
    Outcome::does(Rule::VolumeBinding, ["Binds ", &claim.meta.name, " to ", &volume.name, "."].concat())
}

fn sync_bound_claim(world: &mut World, object: &Arc<Object>, claim: &Claim) -> Outcome {
    let volume = claim.volume.as_ref().map(|name| Key::global(Kind::PersistentVolume, name));
    if volume.is_some_and(|key| world.store.has(&key)) {
        return Outcome::does(Rule::VolumeBinding, [&object.meta.name, " has its volume."].concat());
    }
    let _ = world.store.update(&object.key(), false, |object| {
        if let Some(claim) = object.claim_mut() {
            claim.phase = ClaimPhase::Lost;
        }
    });
    let message = "Bound claim has lost its PersistentVolume. Data on the volume is lost!".to_string();
    world.event(
        object,
        EventInput { source: SOURCE, warning: true, reason: "ClaimLost", message, newer_api: false },
    );
    Outcome::does(Rule::VolumeBinding, format!("{} has lost its volume.", object.meta.name))
}

/// No volume fits: a claim waits for its pod, or for a volume to be made, or for somebody to make one.
fn want_volume(world: &mut World, object: &Arc<Object>, claim: &Claim) -> Outcome {
    let name = &object.meta.name;
    if let (None, Some(class)) = (&claim.class, api::default_class(world)) {
        return assign_class(world, object, class);
    }
    let Some(class) = claim.class.as_ref().filter(|class| !class.is_empty()) else {
        let message =
            "no persistent volumes available for this claim and no storage class is set".to_string();
        world.event(
            object,
            EventInput { source: SOURCE, warning: false, reason: "FailedBinding", message, newer_api: false },
        );
        return Outcome::does(
            Rule::VolumeBinding,
            format!("{name} waits: no volume fits, and it names no class."),
        );
    };
    let found =
        world.store.get(&Key::global(Kind::StorageClass, class)).and_then(|object| object.class()).cloned();
    let Some(found) = found else {
        let message = format!("storageclass.storage.k8s.io \"{class}\" not found");
        world.event(
            object,
            EventInput {
                source: SOURCE,
                warning: true,
                reason: "ProvisioningFailed",
                message,
                newer_api: false,
            },
        );
        wait_for_resync(world, &object.key());
        return Outcome::does(Rule::DynamicProvisioning, format!("{name} waits: there is no class {class}."));
    };
    if found.binding == BindingMode::WaitForFirstConsumer
        && object.meta.annotation(SELECTED_NODE_ANNOTATION).is_none()
    {
        let (reason, message) = waiting_message(world, object);
        world.event(object, EventInput { source: SOURCE, warning: false, reason, message, newer_api: false });
        return Outcome::does(Rule::WaitForFirstConsumer, [name, " waits for a pod that uses it."].concat());
    }
    if &*found.provisioner == NO_PROVISIONER {
        let message = format!("no volume plugin matched name: {NO_PROVISIONER}");
        world.event(
            object,
            EventInput {
                source: SOURCE,
                warning: true,
                reason: "ProvisioningFailed",
                message,
                newer_api: false,
            },
        );
        return Outcome::does(
            Rule::VolumeBinding,
            format!("{name} waits: no volume fits, and nobody makes one."),
        );
    }
    ask_provisioner(world, object, &found.provisioner);
    Outcome::does(
        Rule::DynamicProvisioning,
        [name, " waits for ", &found.provisioner, " to make its volume."].concat(),
    )
}

/// A claim that names no class gets the default one, when there comes to be one (`assignDefaultStorageClass`).
fn assign_class(world: &mut World, object: &Arc<Object>, class: Name) -> Outcome {
    let sentence = format!("{} gets the default class {class}.", object.meta.name);
    // It was just there: the write cannot fail.
    let _ = world.store.update(&object.key(), true, |object| {
        if let Some(claim) = object.claim_mut() {
            claim.class = Some(class);
        }
    });
    Outcome::does(Rule::DynamicProvisioning, sentence)
}

/// A claim's first look comes before its pod is there: the controllers that make both make the claim first.
fn waiting_message(world: &World, object: &Object) -> (&'static str, String) {
    let key = object.key();
    let first_look = world.now - object.meta.created <= world.config.durations.watch;
    let unscheduled = |pod: &&Arc<Object>| !first_look && pod.pod().is_some_and(|pod| pod.node.is_none());
    let pod = world.store.pods_using(&key).find(unscheduled);
    match pod {
        Some(pod) => {
            ("WaitForPodScheduled", ["waiting for pod ", &pod.meta.name, " to be scheduled"].concat())
        }
        None => {
            ("WaitForFirstConsumer", "waiting for first consumer to be created before binding".to_string())
        }
    }
}

/// Asks once: what follows from the annotation itself is no reason to ask again. (Upstream's resync repeats the Event.)
fn ask_provisioner(world: &mut World, object: &Arc<Object>, provisioner: &Name) {
    if object.meta.annotation(PROVISIONER_ANNOTATION).is_some() {
        return;
    }
    let _ = world.store.update(&object.key(), false, |object| {
        let asked = [PROVISIONER_ANNOTATION, PROVISIONER_ANNOTATION_BETA];
        object.meta.annotate_all(asked.map(|name| (name, provisioner.clone())));
    });
    let message = ["Waiting for a volume to be created either by the external provisioner '", provisioner, "' or manually by the \
         system administrator. If volume creation is delayed, please verify that the provisioner is running and \
         correctly registered."].concat();
    world.event(
        object,
        EventInput {
            source: SOURCE,
            warning: false,
            reason: "ExternalProvisioning",
            message,
            newer_api: false,
        },
    );
}

/// Binds a claim and a volume to each other (`bind`): first the volume, then the claim.
fn bind(world: &mut World, claim: &Arc<Object>, volume: &Key) {
    let kept = ClaimRef {
        namespace: claim.meta.namespace.clone(),
        name: claim.meta.name.clone(),
        uid: Some(claim.meta.uid),
    };
    let bound = world.store.update(volume, false, |object| {
        let chosen = object.volume().is_some_and(|volume| volume.claim.is_none());
        if chosen {
            object.meta.annotate(BOUND_BY_CONTROLLER, YES.clone());
        }
        if let Some(volume) = object.volume_mut() {
            volume.claim = Some(kept);
            volume.phase = VolumePhase::Bound;
        }
    });
    let bound = bound.ok();
    let of = bound.as_ref().and_then(|object| object.volume());
    let _ = world.store.update(&claim.key(), false, |object| {
        let asked = object.claim().is_some_and(|claim| claim.volume.is_some());
        match asked {
            true => object.meta.annotate(BIND_COMPLETED, YES.clone()),
            false => object
                .meta
                .annotate_all([BIND_COMPLETED, BOUND_BY_CONTROLLER].map(|name| (name, YES.clone()))),
        }
        if let Some(claim) = object.claim_mut() {
            claim.volume = Some(volume.name.clone());
            claim.capacity = of.map(|volume| volume.capacity.clone());
            claim.bound_modes = of.map(|volume| volume.modes.clone()).unwrap_or_default();
            claim.phase = ClaimPhase::Bound;
        }
    });
}

/// `syncVolume`: Available while no claim has it, Released when its claim is gone; then its reclaim policy decides.
fn sync_volume(world: &mut World, object: &Arc<Object>, volume: &Volume) -> Outcome {
    let name = &object.meta.name;
    let Some((kept, uid)) = volume.claim.as_ref().and_then(|kept| Some((kept, kept.uid?))) else {
        set_phase(world, &object.key(), VolumePhase::Available);
        return Outcome::does(Rule::VolumeBinding, [name, " is free for a claim."].concat());
    };
    let claim =
        world.store.get(&Key::of(Kind::PersistentVolumeClaim, kept.namespace.clone(), kept.name.clone()));
    if claim.is_some_and(|claim| claim.meta.uid == uid) {
        return Outcome::does(Rule::VolumeBinding, [name, " is kept for ", &kept.name, "."].concat());
    }
    if volume.phase != VolumePhase::Failed {
        set_phase(world, &object.key(), VolumePhase::Released);
    }
    match volume.reclaim {
        ReclaimPolicy::Delete => {
            provisioner::plan_reclaim(world, object.key());
            Outcome::does(Rule::Reclaiming, format!("{name} goes with its claim {}: Delete.", kept.name))
        }
        ReclaimPolicy::Recycle => {
            provisioner::plan_reclaim(world, object.key());
            Outcome::does(Rule::Reclaiming, format!("{name} is to be scrubbed: Recycle."))
        }
        ReclaimPolicy::Retain => Outcome::does(
            Rule::Reclaiming,
            format!(
                "{name} is Released: its claim {} is gone, and Retain keeps it for a person to decide.",
                kept.name
            ),
        ),
    }
}

fn set_phase(world: &mut World, key: &Key, phase: VolumePhase) {
    let _ = world.store.update(key, false, |object| {
        if let Some(volume) = object.volume_mut() {
            (volume.phase, volume.failure) = (phase, None);
        }
    });
}

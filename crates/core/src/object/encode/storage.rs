//! Claims and volumes.

use super::fields::{Fields, list};
use super::meta::uid;
use super::selector::node_selector;
use crate::object::{AccessMode, Claim, ClaimRef, Volume, VolumeSource};
use serde_json::{Value, json};

/// A claim's spec and status.
pub(super) fn claim(claim: &Claim) -> Value {
    let requests = Fields::of(&claim.raw["resources"]["requests"]).put("storage", &*claim.request);
    let spec = Fields::of(&claim.raw)
        .put("accessModes", access_modes(&claim.modes))
        .set("resources", Fields::of(&claim.raw["resources"]).put("requests", requests))
        .put_some("storageClassName", claim.class.as_deref())
        .put_some("volumeName", claim.volume.as_deref());
    let status = Fields::default()
        .set("phase", claim.phase.name())
        .put("accessModes", access_modes(&claim.bound_modes))
        .put_some("capacity", claim.capacity.as_deref().map(|size| json!({"storage": size})));
    json!({"spec": Value::from(spec), "status": Value::from(status)})
}

fn access_modes(modes: &[AccessMode]) -> Value {
    list(modes, |mode| mode.name().into())
}

/// A volume's spec and status.
pub(super) fn volume(volume: &Volume) -> Value {
    let spec = Fields::of(&volume.raw)
        .put("capacity", Fields::of(&volume.raw["capacity"]).put("storage", &*volume.capacity))
        .put("accessModes", access_modes(&volume.modes))
        .put("storageClassName", &*volume.class)
        .set("persistentVolumeReclaimPolicy", volume.reclaim.name())
        .put_some("claimRef", volume.claim.as_ref().map(claim_ref))
        .put_some(
            "nodeAffinity",
            volume.affinity.as_ref().map(|nodes| json!({"required": node_selector(nodes)})),
        )
        .put("csi", csi(volume))
        .or("volumeMode", "Filesystem");
    let message = volume.failure.as_ref().map(|message| &***message);
    let status = Fields::default().put_some("message", message).set("phase", volume.phase.name());
    json!({"spec": Value::from(spec), "status": Value::from(status)})
}

fn claim_ref(claim: &ClaimRef) -> Value {
    Fields::default()
        .set("apiVersion", "v1")
        .set("kind", "PersistentVolumeClaim")
        .put("namespace", &*claim.namespace)
        .put("name", &*claim.name)
        .put_some("uid", claim.uid.and_then(uid))
        .into()
}

fn csi(volume: &Volume) -> Value {
    match &volume.source {
        VolumeSource::Written => Value::Null,
        VolumeSource::Csi { driver, handle } => {
            Fields::of(&volume.raw["csi"]).set("driver", &**driver).set("volumeHandle", &**handle).into()
        }
    }
}

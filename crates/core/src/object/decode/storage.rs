//! Claims, volumes and storage classes.

use super::read::{flag, full_text, items, some_text, take, take_in, text};
use super::selector::{if_any, node_selector};
use crate::object::{
    AccessMode, BindingMode, Claim, ClaimPhase, ClaimRef, List, ReclaimPolicy, StorageClass, Uid, Volume,
    VolumePhase, VolumeSource,
};
use serde_json::Value;
use std::sync::Arc;

/// A claim that somebody creates, or a claim template: it is Pending.
pub(super) fn claim(value: &Value) -> Claim {
    let mut raw = value["spec"].clone();
    let [class, volume, modes] = ["storageClassName", "volumeName", "accessModes"].map(|f| take(&mut raw, f));
    let request = raw.get_mut("resources").map(|resources| take_in(resources, "requests", "storage"));
    Claim {
        class: some_text(&class),
        modes: access_modes(&modes).into(),
        request: text(&request.unwrap_or_default()),
        selector: if_any(&raw["selector"]),
        volume: full_text(&volume),
        phase: ClaimPhase::default(),
        capacity: None,
        bound_modes: List::default(),
        raw: Arc::new(raw),
    }
}

fn access_modes(value: &Value) -> Vec<AccessMode> {
    items(value).iter().filter_map(|mode| AccessMode::parse(mode.as_str()?)).collect()
}

/// A volume that somebody creates: it is Pending.
pub(super) fn volume(value: &Value) -> Volume {
    let mut raw = value["spec"].clone();
    let [modes, class, reclaim] =
        ["accessModes", "storageClassName", "persistentVolumeReclaimPolicy"].map(|f| take(&mut raw, f));
    let [claim, affinity] = ["claimRef", "nodeAffinity"].map(|f| take(&mut raw, f));
    let source = source(&mut raw);
    Volume {
        capacity: text(&take_in(&mut raw, "capacity", "storage")),
        modes: access_modes(&modes).into(),
        class: text(&class),
        reclaim: reclaim.as_str().and_then(ReclaimPolicy::parse).unwrap_or(ReclaimPolicy::Retain),
        claim: claim_ref(&claim),
        affinity: node_selector(&affinity["required"]).map(Box::new),
        source,
        phase: VolumePhase::default(),
        failure: None,
        raw: Arc::new(raw),
    }
}

fn claim_ref(value: &Value) -> Option<ClaimRef> {
    value.is_object().then(|| ClaimRef {
        namespace: text(&value["namespace"]),
        name: text(&value["name"]),
        uid: value["uid"].as_str().and_then(Uid::parse),
    })
}

fn source(spec: &mut Value) -> VolumeSource {
    if !spec["csi"].is_object() {
        return VolumeSource::Written;
    }
    let handle = text(&take_in(spec, "csi", "volumeHandle"));
    VolumeSource::Csi { driver: text(&take_in(spec, "csi", "driver")), handle }
}

/// A StorageClass; `raw` is what is left of it without what every object has.
pub(super) fn storage_class(value: &Value, raw: Value) -> StorageClass {
    let immediate = value["volumeBindingMode"] != BindingMode::WaitForFirstConsumer.name();
    StorageClass {
        raw: Arc::new(raw),
        provisioner: text(&value["provisioner"]),
        reclaim: value["reclaimPolicy"]
            .as_str()
            .and_then(ReclaimPolicy::parse)
            .unwrap_or(ReclaimPolicy::Delete),
        binding: if immediate { BindingMode::Immediate } else { BindingMode::WaitForFirstConsumer },
        expansion: flag(&value["allowVolumeExpansion"]),
    }
}

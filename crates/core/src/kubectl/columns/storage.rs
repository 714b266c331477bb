//! The columns of claims, volumes and storage classes.

use super::{Column, NORMAL, WIDE};
use crate::object::{AccessMode, Claim, Object, StorageClass, Volume, is_default_class};

pub(super) const CLAIM: &[Column] = &[
    ("NAME", NORMAL),
    ("STATUS", NORMAL),
    ("VOLUME", NORMAL),
    ("CAPACITY", NORMAL),
    ("ACCESS MODES", NORMAL),
    ("STORAGECLASS", NORMAL),
    ("VOLUMEATTRIBUTESCLASS", NORMAL),
    ("AGE", NORMAL),
    ("VOLUMEMODE", WIDE),
];

pub(super) const VOLUME: &[Column] = &[
    ("NAME", NORMAL),
    ("CAPACITY", NORMAL),
    ("ACCESS MODES", NORMAL),
    ("RECLAIM POLICY", NORMAL),
    ("STATUS", NORMAL),
    ("CLAIM", NORMAL),
    ("STORAGECLASS", NORMAL),
    ("VOLUMEATTRIBUTESCLASS", NORMAL),
    ("REASON", NORMAL),
    ("AGE", NORMAL),
    ("VOLUMEMODE", WIDE),
];

pub(super) const CLASS: &[Column] = &[
    ("NAME", NORMAL),
    ("PROVISIONER", NORMAL),
    ("RECLAIMPOLICY", NORMAL),
    ("VOLUMEBINDINGMODE", NORMAL),
    ("ALLOWVOLUMEEXPANSION", NORMAL),
    ("AGE", NORMAL),
];

/// Access modes by their short names.
pub(crate) fn access_modes(modes: &[AccessMode]) -> String {
    let known = AccessMode::ALL.iter().filter(|(mode, ..)| modes.contains(mode));
    known.map(|(_, _, short)| *short).collect::<Vec<_>>().join(",")
}

/// A claim's or volume's phase; Terminating while it is being deleted.
fn status(object: &Object, phase: &'static str) -> String {
    if object.meta.is_terminating() { "Terminating".into() } else { phase.into() }
}

fn volume_mode(raw: &serde_json::Value) -> String {
    raw["volumeMode"].as_str().unwrap_or("<unset>").into()
}

pub(super) fn claim(object: &Object, claim: &Claim, age: String) -> Vec<String> {
    let text = |name: &Option<crate::object::Name>| name.as_deref().unwrap_or("").to_string();
    let bound = claim.volume.is_some();
    vec![
        object.meta.name.to_string(),
        status(object, claim.phase.name()),
        text(&claim.volume),
        if bound { text(&claim.capacity) } else { String::new() },
        if bound { access_modes(&claim.bound_modes) } else { String::new() },
        text(&claim.class),
        "<unset>".into(),
        age,
        volume_mode(&claim.raw),
    ]
}

pub(super) fn volume(object: &Object, volume: &Volume, age: String) -> Vec<String> {
    let claim = volume.claim.as_ref().map(|claim| format!("{}/{}", claim.namespace, claim.name));
    vec![
        object.meta.name.to_string(),
        volume.capacity.to_string(),
        access_modes(&volume.modes),
        volume.reclaim.name().into(),
        status(object, volume.phase.name()),
        claim.unwrap_or_default(),
        volume.class.to_string(),
        "<unset>".into(),
        String::new(),
        age,
        match volume_mode(&volume.raw) {
            mode if mode == "<unset>" => "Filesystem".into(),
            mode => mode,
        },
    ]
}

pub(super) fn class(object: &Object, class: &StorageClass, age: String) -> Vec<String> {
    let default = if is_default_class(&object.meta.annotations) { " (default)" } else { "" };
    vec![
        format!("{}{default}", object.meta.name),
        class.provisioner.to_string(),
        class.reclaim.name().into(),
        class.binding.name().into(),
        class.expansion.to_string(),
        age,
    ]
}

//! Claims, volumes and storage classes: their form, and what of them may change.

use super::container::quantity;
use super::error::Errors;
use super::meta::list;
use super::path::Path;
use super::words::{CLAIM_UPDATE, IMMUTABLE, POSITIVE};
use super::{names, selector};
use crate::quantity::Quantity;
use serde_json::{Value, json};

const SPEC: Path = Path::Root("spec");
const ACCESS_MODES: [&str; 4] = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const VOLUME_MODES: [&str; 2] = ["Block", "Filesystem"];

pub(super) fn claim(new: &Value, old: Option<&Value>, errors: &mut Errors) {
    claim_spec(&new["spec"], &SPEC, errors);
    if let Some(old) = old {
        claim_update(new, old, errors);
    }
}

/// A claim's spec, in a claim or in a template. Follows `ValidatePersistentVolumeClaimSpec`.
pub(super) fn claim_spec(spec: &Value, path: &Path, errors: &mut Errors) {
    access_modes(&spec["accessModes"], &path.field("accessModes"), errors);
    if !spec["selector"].is_null() {
        selector::selector(&spec["selector"], &path.field("selector"), errors);
    }
    let (resources, requested) = (path.field("resources"), &spec["resources"]["requests"]["storage"]);
    match quantity(requested) {
        None => errors.required(&resources.key("storage"), ""),
        Some(size) if size.is_zero() || size.is_negative() => {
            errors.invalid(&resources.key("storage"), requested, POSITIVE);
        }
        Some(_) => {}
    }
    class_and_mode(spec, path, errors);
}

fn access_modes(modes: &Value, path: &Path, errors: &mut Errors) {
    if list(modes).next().is_none() {
        errors.required(path, "at least 1 access mode is required");
    }
    list(modes).for_each(|(_, mode)| errors.one_of(path, mode.as_str().unwrap_or(""), &ACCESS_MODES));
    let alone = list(modes).any(|(_, mode)| mode == "ReadWriteOncePod");
    if alone && list(modes).any(|(_, mode)| mode != "ReadWriteOncePod") {
        errors.forbidden(path, "may not use ReadWriteOncePod with other access modes");
    }
}

fn class_and_mode(spec: &Value, path: &Path, errors: &mut Errors) {
    if let Some(class) = spec["storageClassName"].as_str().filter(|class| !class.is_empty()) {
        errors.text_by(&path.field("storageClassName"), class, names::dns_subdomain);
    }
    if let Some(mode) = spec["volumeMode"].as_str() {
        errors.one_of(&path.field("volumeMode"), mode, &VOLUME_MODES);
    }
}

/// What of a claim may change. Follows `ValidatePersistentVolumeClaimUpdate`.
fn claim_update(new: &Value, old: &Value, errors: &mut Errors) {
    let (wanted, before) = (changeable_set_back(new, old), &old["spec"]);
    if wanted != *before {
        let difference = difference(&internal_claim(before), &internal_claim(&wanted));
        errors.forbidden(&SPEC, format!("{CLAIM_UPDATE}\n{difference}"));
    }
    let size = |value: &Value| quantity(value).unwrap_or(Quantity::from_whole(0));
    let requested = |claim: &Value| size(&claim["spec"]["resources"]["requests"]["storage"]);
    if requested(new) < requested(old) && requested(new) <= size(&old["status"]["capacity"]["storage"]) {
        let requests = SPEC.field("resources");
        let requests = requests.field("requests");
        errors.forbidden(&requests.field("storage"), "field can not be less than status.capacity");
    }
}

/// The new spec with everything that may change as it was.
fn changeable_set_back(new: &Value, old: &Value) -> Value {
    let (mut wanted, before) = (new["spec"].clone(), &old["spec"]);
    let Some(fields) = wanted.as_object_mut() else { return wanted };
    let bound = new["status"]["phase"] == "Bound";
    // The binder names the volume once, and a default class may be filled in later.
    let once = ["volumeName", "storageClassName"].into_iter().filter(|field| before[*field].is_null());
    for field in once.chain(bound.then_some("volumeAttributesClassName")) {
        fields.insert(field.into(), before[field].clone());
    }
    fields.retain(|_, value| !value.is_null());
    if let (true, Some(Value::Object(requests))) = (bound, wanted.pointer_mut("/resources/requests")) {
        requests.insert("storage".into(), before["resources"]["requests"]["storage"].clone());
    }
    wanted
}

/// A claim's spec as the server's internal type, indented: what the message about a change shows.
fn internal_claim(spec: &Value) -> Vec<String> {
    let fields = [
        ("AccessModes", &spec["accessModes"]),
        ("Selector", &spec["selector"]),
        (
            "Resources",
            &json!({"Limits": spec["resources"]["limits"], "Requests": spec["resources"]["requests"]}),
        ),
        ("VolumeName", &Value::from(spec["volumeName"].as_str().unwrap_or(""))),
        ("StorageClassName", &spec["storageClassName"]),
        ("VolumeMode", &spec["volumeMode"]),
        ("DataSource", &spec["dataSource"]),
        ("DataSourceRef", &spec["dataSourceRef"]),
        ("VolumeAttributesClassName", &spec["volumeAttributesClassName"]),
    ];
    let last = fields.len() - 1;
    let fields = fields.iter().enumerate().flat_map(|(at, (name, value))| {
        let comma = if at < last { "," } else { "" };
        let text = format!("{name:?}: {value:#}{comma}");
        text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>()
    });
    ["{".to_owned()].into_iter().chain(fields).chain(["}".to_owned()]).collect()
}

/// A unified difference with three lines around it. One hunk from the first change to the last: Kubernetes would part
/// changes that lie further apart, which costs a line of its message.
fn difference(old: &[String], new: &[String]) -> String {
    let same = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let rest = old.len().min(new.len()) - same;
    let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(old, new)| old == new).count();
    let (from, old_end, new_end) = (same.saturating_sub(3), old.len() - tail, new.len() - tail);
    let after = tail.min(3);
    let (old_lines, new_lines) = (old_end + after - from, new_end + after - from);
    let mut text = format!("@@ -{},{old_lines} +{},{new_lines} @@\n", from + 1, from + 1);
    let parts = [
        (' ', &old[from..same]),
        ('-', &old[same..old_end]),
        ('+', &new[same..new_end]),
        (' ', &old[old_end..old_end + after]),
    ];
    for (mark, lines) in parts {
        lines.iter().for_each(|line| text.extend([mark.to_string().as_str(), line, "\n"]));
    }
    text
}

pub(super) fn volume(new: &Value, old: Option<&Value>, errors: &mut Errors) {
    let spec = &new["spec"];
    if list(&spec["accessModes"]).next().is_none() {
        errors.required(&SPEC.field("accessModes"), "");
    }
    access_modes_of_volume(&spec["accessModes"], errors);
    capacity(&spec["capacity"], &SPEC.field("capacity"), errors);
    volume_source(spec, errors);
    let policy = spec["persistentVolumeReclaimPolicy"].as_str().unwrap_or("");
    let path = SPEC.field("persistentVolumeReclaimPolicy");
    errors.one_of(&path, policy, &["Delete", "Recycle", "Retain"]);
    class_and_mode(spec, &SPEC, errors);
    if let Some(old) = old {
        volume_update(spec, &old["spec"], errors);
    }
}

fn access_modes_of_volume(modes: &Value, errors: &mut Errors) {
    let path = SPEC.field("accessModes");
    list(modes).for_each(|(_, mode)| errors.one_of(&path, mode.as_str().unwrap_or(""), &ACCESS_MODES));
}

fn capacity(capacity: &Value, path: &Path, errors: &mut Errors) {
    let amounts = || capacity.as_object().into_iter().flatten();
    if amounts().next().is_none() {
        errors.required(path, "");
    }
    if capacity["storage"].is_null() || amounts().count() > 1 {
        errors.not_supported(path, capacity, &["storage"]);
    }
    for (name, amount) in amounts() {
        let Some(size) = quantity(amount) else { continue };
        let path = path.key(name);
        if size.is_negative() {
            let value = size.units().to_string();
            errors.invalid_written(&path, value, "must be a valid resource quantity");
        }
        if size.is_negative() || size.is_zero() {
            errors.invalid(&path, amount, POSITIVE);
        }
    }
}

/// The fields of a volume's spec that are not its source.
const NO_SOURCES: [&str; 9] = [
    "accessModes",
    "capacity",
    "claimRef",
    "mountOptions",
    "nodeAffinity",
    "persistentVolumeReclaimPolicy",
    "storageClassName",
    "volumeAttributesClassName",
    "volumeMode",
];

fn sources(spec: &Value) -> impl Iterator<Item = (&String, &Value)> {
    spec.as_object().into_iter().flatten().filter(|(field, _)| !NO_SOURCES.contains(&field.as_str()))
}

fn volume_source(spec: &Value, errors: &mut Errors) {
    if sources(spec).next().is_none() {
        errors.required(&SPEC, "must specify a volume type");
    }
    for (source, _) in sources(spec).skip(1) {
        errors.forbidden(&SPEC.field(source), "may not specify more than 1 volume type");
    }
    let path = spec["hostPath"]["path"].as_str().unwrap_or("");
    if path.split('/').any(|part| part == "..") {
        errors.invalid_text(&SPEC.field("hostPath").field("path"), path, "must not contain '..'");
    }
    if path == "/" && spec["persistentVolumeReclaimPolicy"] == "Recycle" {
        errors.forbidden(&SPEC, "may not be 'recycle' for a hostPath mount of '/'");
    }
    if !spec["local"].is_null() && spec["nodeAffinity"].is_null() {
        errors.required(&SPEC.field("nodeAffinity"), "Local volume requires node affinity");
    }
}

/// Follows `ValidatePersistentVolumeUpdate`, without the difference at the end of its message.
fn volume_update(new: &Value, old: &Value, errors: &mut Errors) {
    if sources(new).ne(sources(old)) {
        let path = SPEC.field("persistentvolumesource");
        errors.forbidden(&path, "spec.persistentvolumesource is immutable after creation");
    }
    if new["volumeMode"] != old["volumeMode"] {
        errors.invalid(&SPEC.field("volumeMode"), &new["volumeMode"], IMMUTABLE);
    }
}

/// Follows `ValidateStorageClass` and `ValidateStorageClassUpdate`.
pub(super) fn class(new: &Value, old: Option<&Value>, errors: &mut Errors) {
    if new["provisioner"].as_str().unwrap_or("").is_empty() {
        errors.required(&Path::Root("provisioner"), "");
    }
    let text = |field: &str| new[field].as_str().unwrap_or("");
    errors.one_of(&Path::Root("reclaimPolicy"), text("reclaimPolicy"), &["Delete", "Retain"]);
    let modes = ["Immediate", "WaitForFirstConsumer"];
    errors.one_of(&Path::Root("volumeBindingMode"), text("volumeBindingMode"), &modes);
    let Some(old) = old else { return };
    for field in ["parameters", "provisioner", "reclaimPolicy"] {
        if new[field] != old[field] {
            errors.forbidden(&Path::Root(field), format!("updates to {field} are forbidden."));
        }
    }
    if new["volumeBindingMode"] != old["volumeBindingMode"] {
        errors.invalid(&Path::Root("volumeBindingMode"), &new["volumeBindingMode"], IMMUTABLE);
    }
}

//! Claims, volumes and storage classes in words.

use super::text::{Text, go_list, items, or, str, truth};
use crate::kubectl::columns::storage::access_modes;
use crate::object::{Object, is_default_class};
use crate::world::World;
use serde_json::Value;

/// A phase, or for how long it has been Terminating.
fn status(world: &World, object: &Object, phase: &str) -> String {
    object.meta.deletion.as_ref().map_or_else(
        || phase.into(),
        |deletion| format!("Terminating (lasts {})", world.now.since(deletion.requested)),
    )
}

pub(super) fn claim(world: &World, object: &Object, value: &Value, text: &mut Text) {
    let Some(claim) = object.claim() else { return };
    let (spec, bound) = (&value["spec"], claim.volume.is_some());
    text.field(0, "Name", &*object.meta.name);
    text.field(0, "Namespace", &*object.meta.namespace);
    text.field(0, "StorageClass", str(&spec["storageClassName"]));
    text.field(0, "Status", status(world, object, claim.phase.name()));
    text.field(0, "Volume", str(&spec["volumeName"]));
    text.labels(0, "Labels", &value["metadata"]["labels"]);
    text.annotations(0, &value["metadata"]["annotations"]);
    text.field(0, "Finalizers", go_list(&value["metadata"]["finalizers"]));
    text.field(0, "Capacity", if bound { claim.capacity.as_deref().unwrap_or("") } else { "" });
    text.field(0, "Access Modes", if bound { access_modes(&claim.bound_modes) } else { String::new() });
    text.field(0, "VolumeMode", or(&spec["volumeMode"], "<unset>"));
    let key = object.key();
    let pods = world.store.pods_using(&key);
    let pods: Vec<String> = pods.map(|pod| pod.meta.name.to_string()).collect();
    text.list(0, "Used By", &pods);
}

pub(super) fn volume(world: &World, object: &Object, value: &Value, text: &mut Text) {
    let Some(volume) = object.volume() else { return };
    let spec = &value["spec"];
    text.field(0, "Name", &*object.meta.name);
    text.labels(0, "Labels", &value["metadata"]["labels"]);
    text.annotations(0, &value["metadata"]["annotations"]);
    text.field(0, "Finalizers", go_list(&value["metadata"]["finalizers"]));
    text.field(0, "StorageClass", &*volume.class);
    text.field(0, "Status", status(world, object, volume.phase.name()));
    let claim = volume.claim.as_ref().map(|claim| format!("{}/{}", claim.namespace, claim.name));
    text.field(0, "Claim", claim.unwrap_or_default());
    text.field(0, "Reclaim Policy", volume.reclaim.name());
    text.field(0, "Access Modes", access_modes(&volume.modes));
    text.field(0, "VolumeMode", or(&spec["volumeMode"], "Filesystem"));
    text.field(0, "Capacity", &*volume.capacity);
    affinity(&spec["nodeAffinity"], text);
    text.field(0, "Message", str(&value["status"]["message"]));
    text.line(0, "Source:");
    source(spec, text);
}

fn affinity(affinity: &Value, text: &mut Text) {
    let terms = items(&affinity["required"]["nodeSelectorTerms"]);
    if terms.is_empty() {
        return text.field(0, "Node Affinity", "<none>");
    }
    text.field(0, "Node Affinity", "");
    text.field(1, "Required Terms", "");
    for (at, term) in terms.iter().enumerate() {
        let requirements: Vec<String> = items(&term["matchExpressions"]).iter().map(requirement).collect();
        text.list(2, &format!("Term {at}"), &requirements);
    }
}

fn requirement(requirement: &Value) -> String {
    let operator = str(&requirement["operator"]).to_ascii_lowercase();
    let values: Vec<&str> = items(&requirement["values"]).iter().map(str).collect();
    match values.as_slice() {
        [] => format!("{} {operator}", str(&requirement["key"])),
        values => format!("{} {operator} [{}]", str(&requirement["key"]), values.join(", ")),
    }
}

/// The kinds of sources: their field, what they are, and their own fields.
type SourceKind = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const SOURCES: [SourceKind; 4] = [
    (
        "csi",
        "CSI (a Container Storage Interface (CSI) volume source)",
        &[
            ("Driver", "driver"),
            ("FSType", "fsType"),
            ("VolumeHandle", "volumeHandle"),
            ("ReadOnly", "readOnly"),
        ],
    ),
    ("local", "LocalVolume (a persistent volume backed by local storage on a node)", &[("Path", "path")]),
    ("hostPath", "HostPath (bare host directory volume)", &[("Path", "path"), ("HostPathType", "type")]),
    (
        "nfs",
        "NFS (an NFS mount that lasts the lifetime of a pod)",
        &[("Server", "server"), ("Path", "path"), ("ReadOnly", "readOnly")],
    ),
];

fn source(spec: &Value, text: &mut Text) {
    let Some((field, what, fields)) = SOURCES.iter().find(|(field, ..)| spec[*field].is_object()) else {
        return text.line(2, "<unknown>");
    };
    let source = &spec[*field];
    text.field(2, "Type", what);
    for (name, field) in *fields {
        let nothing = if *field == "readOnly" { "false" } else { "" };
        text.field(2, name, or(&source[*field], nothing));
    }
    if *field == "csi" {
        text.labels(2, "VolumeAttributes", &source["volumeAttributes"]);
    }
}

pub(super) fn class(object: &Object, value: &Value, text: &mut Text) {
    let map = |map: &Value| {
        let pairs = map.as_object().into_iter().flatten().map(|(key, value)| format!("{key}={}", str(value)));
        crate::kubectl::columns::or_none(&pairs.collect::<Vec<_>>().join(","))
    };
    text.field(0, "Name", &*object.meta.name);
    text.field(0, "IsDefaultClass", if is_default_class(&object.meta.annotations) { "Yes" } else { "No" });
    text.field(0, "Annotations", map(&value["metadata"]["annotations"]));
    text.field(0, "Provisioner", str(&value["provisioner"]));
    text.field(0, "Parameters", map(&value["parameters"]));
    text.field(0, "AllowVolumeExpansion", value["allowVolumeExpansion"].as_bool().map_or("<unset>", truth));
    text.list(
        0,
        "MountOptions",
        &items(&value["mountOptions"]).iter().map(|option| str(option).into()).collect::<Vec<_>>(),
    );
    text.field(0, "ReclaimPolicy", str(&value["reclaimPolicy"]));
    text.field(0, "VolumeBindingMode", str(&value["volumeBindingMode"]));
}

//! Metadata as an author may write it; what the store gives (UID, versions, times) is left empty.

use super::read::{flag, full_text, items, text, texts, texts_by_name};
use crate::object::{Kind, Meta, OwnerRef, Uid};
use serde_json::Value;

/// An object's metadata. Without a namespace an object of a namespaced kind is in `default`.
///
/// # Errors
/// When an owner is of a kind that the model does not know: it could not be collected with its owner.
pub(super) fn meta(kind: Kind, value: &Value) -> Result<Meta, String> {
    let namespace = value["namespace"].as_str().filter(|name| !name.is_empty()).unwrap_or("default");
    let mut meta = Meta::new(kind, namespace, value["name"].as_str().unwrap_or_default());
    meta.generate_name = full_text(&value["generateName"]);
    meta.labels = texts_by_name(&value["labels"]);
    meta.annotations = texts_by_name(&value["annotations"]);
    meta.finalizers = texts(&value["finalizers"]).into();
    let owners = items(&value["ownerReferences"]).iter().enumerate();
    meta.owners = owners.map(|(index, owner)| owner_ref(index, owner)).collect::<Result<_, _>>()?;
    Ok(meta)
}

fn owner_ref(index: usize, value: &Value) -> Result<OwnerRef, String> {
    Ok(OwnerRef {
        kind: kind(value).map_err(|error| format!("metadata.ownerReferences[{index}].{error}"))?,
        name: text(&value["name"]),
        uid: value["uid"].as_str().map(uid).unwrap_or_default(),
        controller: flag(&value["controller"]),
        block_owner_deletion: flag(&value["blockOwnerDeletion"]),
    })
}

/// The kind that a reference names.
pub(super) fn kind(value: &Value) -> Result<Kind, String> {
    let [version, kind] = ["apiVersion", "kind"].map(|field| value[field].as_str().unwrap_or_default());
    Kind::of(version, kind)
        .ok_or_else(|| format!("kind: Invalid value: \"{kind}\": no such kind in \"{version}\" here"))
}

/// The UID of a text. One that no object of this run has or can have becomes the UID of nobody; it is not kept as it was
/// written, which shows only to who reads it back.
pub(super) fn uid(text: &str) -> Uid {
    Uid::parse(text).unwrap_or(Uid(u64::MAX))
}

//! Metadata, in full.

use super::fields::{Fields, list, time};
use crate::object::{Meta, OwnerRef, TextMap, Uid};
use crate::time::Millis;
use serde_json::Value;

/// An object's metadata. What the store gives is left out of an object that it has not been given to.
pub(super) fn meta(meta: &Meta) -> Value {
    let end =
        meta.deletion.as_ref().map(|deletion| deletion.requested + Millis::seconds(deletion.grace_seconds));
    Fields::default()
        .set("name", &*meta.name)
        .put("namespace", &*meta.namespace)
        .put_some("generateName", meta.generate_name.as_deref())
        .put("labels", texts(&meta.labels))
        .put("annotations", texts(&meta.annotations))
        .put("finalizers", list(&meta.finalizers, |finalizer| (**finalizer).into()))
        .put("ownerReferences", list(&meta.owners, owner_ref))
        .put("generation", meta.generation)
        .put_some("uid", uid(meta.uid))
        .put_some("resourceVersion", (meta.resource_version > 0).then(|| meta.resource_version.to_string()))
        .set("creationTimestamp", time(meta.created))
        // The time by which it is to be gone (`rest.BeforeDelete`).
        .put_some("deletionTimestamp", end.map(time))
        .put_some("deletionGracePeriodSeconds", meta.deletion.as_ref().map(|deletion| deletion.grace_seconds))
        .into()
}

/// A UID, if it is one that was given.
pub(super) fn uid(uid: Uid) -> Option<String> {
    (uid != Uid::default()).then(|| uid.to_string())
}

/// Labels, annotations and the like.
pub(super) fn texts(texts: &TextMap) -> Value {
    let fields = texts.iter().map(|(name, text)| (name.to_string(), Value::from(&**text)));
    Value::Object(crate::sort::object(fields))
}

fn owner_ref(owner: &OwnerRef) -> Value {
    Fields::default()
        .set("apiVersion", owner.kind.api_version())
        .set("kind", owner.kind.name())
        .set("name", &*owner.name)
        .put_some("uid", uid(owner.uid))
        .put("controller", owner.controller)
        .put("blockOwnerDeletion", owner.block_owner_deletion)
        .into()
}

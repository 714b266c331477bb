//! A pod's volumes: each a name and one source.

use super::container::required_label;
use super::error::Errors;
use super::meta::list;
use super::path::Path;
use serde_json::Value;
use std::collections::BTreeSet;

/// The names that mounts can name.
pub(super) type Volumes<'s> = BTreeSet<&'s str>;

/// What some sources cannot be without, as (source, field).
const NEEDED: [(&str, &str); 6] = [
    ("configMap", "name"),
    ("secret", "secretName"),
    ("persistentVolumeClaim", "claimName"),
    ("hostPath", "path"),
    ("nfs", "server"),
    ("nfs", "path"),
];

pub(super) fn volumes<'s>(volumes: &'s Value, path: &Path, errors: &mut Errors) -> Volumes<'s> {
    let mut names = Volumes::new();
    for (at, volume) in list(volumes) {
        let path = path.index(at);
        source(volume, &path, errors);
        required_label(volume, &path, errors);
        let name = volume["name"].as_str().unwrap_or("");
        if !name.is_empty() && !names.insert(name) {
            errors.duplicate(&path.field("name"), &volume["name"]);
        }
    }
    names
}

fn source(volume: &Value, path: &Path, errors: &mut Errors) {
    let sources = volume.as_object().into_iter().flatten().filter(|(field, _)| *field != "name");
    for (source, _) in sources.skip(1) {
        errors.forbidden(&path.field(source), "may not specify more than 1 volume type");
    }
    for (source, field) in NEEDED {
        if !volume[source].is_null() && volume[source][field].as_str().unwrap_or("").is_empty() {
            errors.required(&path.field(source).field(field), "");
        }
    }
}

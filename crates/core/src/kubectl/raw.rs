//! `kubectl get --raw`: what the API server answers at a path, as it comes.

use super::args::Args;
use super::context::Context;
use super::discovery;
use super::failure::Failure;
use super::{DONE, Outcome};
use crate::error::ApiError;
use crate::object::{self, Key, Kind, Object};
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) fn run(context: &mut Context<'_>, args: &Args, path: &str) -> Outcome {
    if !args.words.is_empty() {
        return Err(Failure::error("arguments may not be passed when --raw is specified"));
    }
    let path = path.split('?').next().unwrap_or(path);
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let answer = match parts.as_slice() {
        ["healthz" | "livez" | "readyz", ..] => {
            context.print("ok");
            return DONE;
        }
        ["version"] => {
            context.line(super::yaml::json(&discovery::version_info()).trim_end().replace("    ", "  "));
            return DONE;
        }
        ["api"] => json!({"kind": "APIVersions", "versions": ["v1"]}),
        ["apis"] => groups(),
        ["api", version] => resources("", version)?,
        ["apis", group, version] => resources(group, version)?,
        ["api", version, rest @ ..] => objects(context, "", version, rest)?,
        ["apis", group, version, rest @ ..] => objects(context, group, version, rest)?,
        _ => return Err(nothing()),
    };
    context.line(answer.to_string());
    DONE
}

/// There is nothing at this path.
fn nothing() -> Failure {
    Failure::plain("Error from server (NotFound): the server could not find the requested resource")
}

fn kinds(group: &str, version: &str) -> impl Iterator<Item = Kind> {
    Kind::all()
        .iter()
        .filter(move |info| info.group == group && info.version == version)
        .map(|info| info.kind)
}

fn groups() -> Value {
    let mut versions: Vec<(&str, &str)> = Kind::all().iter().map(|info| (info.group, info.version)).collect();
    crate::sort::sort(&mut versions);
    versions.dedup();
    let group = |(group, version): &(&str, &str)| {
        let version = json!({"groupVersion": format!("{group}/{version}"), "version": version});
        json!({"name": group, "versions": [version], "preferredVersion": version})
    };
    let groups: Vec<Value> = versions.iter().filter(|(group, _)| !group.is_empty()).map(group).collect();
    json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups})
}

fn resources(group: &str, version: &str) -> Result<Value, Failure> {
    let resource = |kind: Kind| {
        let info = kind.info();
        json!({
            "name": info.plural, "singularName": info.name.to_ascii_lowercase(), "namespaced": info.namespaced,
            "kind": info.name, "verbs": discovery::VERBS, "shortNames": info.short,
        })
    };
    let resources: Vec<Value> = kinds(group, version).map(resource).collect();
    if resources.is_empty() {
        return Err(nothing());
    }
    let of = if group.is_empty() { version.to_string() } else { format!("{group}/{version}") };
    Ok(json!({"kind": "APIResourceList", "groupVersion": of, "resources": resources}))
}

/// One object, or a list of them.
fn objects(context: &Context<'_>, group: &str, version: &str, path: &[&str]) -> Result<Value, Failure> {
    let (namespace, path) = match path {
        ["namespaces", namespace, rest @ ..] if !rest.is_empty() && rest != ["status"] => {
            (Some(*namespace), rest)
        }
        path => (None, path),
    };
    let (plural, name) = match path {
        [plural] => (*plural, None),
        [plural, name] | [plural, name, "status"] => (*plural, Some(*name)),
        _ => return Err(nothing()),
    };
    let kind = kinds(group, version).find(|kind| kind.info().plural == plural).ok_or_else(nothing)?;
    let Some(name) = name else {
        let items: Vec<Value> = context.world.store.list(kind, namespace).map(item).collect();
        let version = context.world.store.resource_version().to_string();
        let list = format!("{}List", kind.name());
        return Ok(json!({
            "kind": list, "apiVersion": kind.api_version(), "metadata": {"resourceVersion": version}, "items": items
        }));
    };
    let key = Key::new(kind, namespace.unwrap_or(""), name);
    let object = context.world.store.get(&key).ok_or_else(|| Failure::from(ApiError::not_found(&key)))?;
    Ok(object::encode(object))
}

/// An object as a list has it: the list says what it is.
fn item(object: &Arc<Object>) -> Value {
    let mut value = object::encode(object);
    if let Some(map) = value.as_object_mut() {
        map.remove("apiVersion");
        map.remove("kind");
    }
    value
}

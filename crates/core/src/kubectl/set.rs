//! `kubectl set`: the image, the environment and the resources of a workload's containers, its service account, and the
//! selector of a Service.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::find::{Scope, find};
use super::output::{self, Format};
use super::resource::{self, Selection};
use super::{DONE, Outcome, manifest};
use crate::api;
use crate::object::{self, Kind, Object};
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) const FLAGS: &str = "record filename,f= recursive,R all selector,l= local output,o= dry-run?unchanged \
     field-manager= containers,c= env,e= limits= requests= list overwrite from=";

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let Some((what, words)) = args.words.split_first() else {
        return Err(Failure::unknown_part("set", &args.words));
    };
    match what.as_str() {
        "image" => image(context, args, words),
        "env" => environment(context, args, words),
        "resources" => resources(context, args, words),
        "serviceaccount" | "sa" => service_account(context, args, words),
        "selector" => selector(context, args, words),
        _ => Err(Failure::unknown_part("set", &args.words)),
    }
}

/// Words with `=` are settings, the rest name objects.
fn split(words: &[String]) -> (Vec<String>, Vec<(String, String)>) {
    let (settings, names): (Vec<_>, Vec<_>) = words.iter().cloned().partition(|word| word.contains('='));
    let pair =
        |word: &String| word.split_once('=').map(|(name, value)| (name.to_string(), value.to_string()));
    (names, settings.iter().filter_map(pair).collect())
}

fn selection(context: &Context<'_>, args: &Args, names: &[String]) -> Result<Selection, Failure> {
    if args.get("filename").is_some() {
        return manifest::selection(context, args);
    }
    let selection = resource::select(names)?;
    if selection.wanted.is_empty() {
        return Err(Failure::error(
            "one or more resources must be specified as <resource> <name> or <resource>/<name>",
        ));
    }
    if args.get("selector").is_some() || args.on("all") { Ok(selection) } else { selection.require_names() }
}

/// Changes the containers of each object and says what was done; an object that stays as it is goes without a word.
fn each(
    context: &mut Context<'_>,
    args: &Args,
    names: &[String],
    what: &str,
    change: impl Fn(&mut Value) -> Result<(), Failure>,
) -> Outcome {
    let found = find(context, &selection(context, args, names)?, &Scope::of(context, args)?);
    let mut failures = found.failures;
    for object in found.objects {
        if let Err(failure) = one(context, args, &object, what, &change) {
            failures.push(failure);
        }
    }
    Failure::all(failures)?;
    DONE
}

fn one(
    context: &mut Context<'_>,
    args: &Args,
    object: &Arc<Object>,
    what: &str,
    change: impl Fn(&mut Value) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let before = object::encode(object);
    let mut after = before.clone();
    let spec = if object.meta.kind == Kind::Pod { "/spec" } else { "/spec/template/spec" };
    let Some(spec) = after.pointer_mut(spec) else {
        let message =
            format!("the {} {} has no pod template", resource::singular(object.meta.kind), object.meta.name);
        return Err(Failure::error(message));
    };
    change(spec)?;
    if after == before {
        return Ok(());
    }
    let key = object.key();
    let written = output::trial(context, args, |context| Ok(api::update(context.world, &key, after)?))?;
    output::report(context, args, &Format::parse(args)?, &written, what)
}

fn containers(spec: &mut Value) -> impl Iterator<Item = &mut Value> {
    let spec = spec.as_object_mut().into_iter().flatten();
    let lists = spec.filter(|(name, _)| matches!(name.as_str(), "containers" | "initContainers"));
    lists.flat_map(|(_, list)| list.as_array_mut().into_iter().flatten())
}

fn image(context: &mut Context<'_>, args: &Args, words: &[String]) -> Outcome {
    let (names, images) = split(words);
    if images.is_empty() {
        return Err(Failure::error("at least one image update is required"));
    }
    each(context, args, &names, "image updated", |spec| {
        for (name, image) in &images {
            let mut found = false;
            for container in containers(spec).filter(|container| name == "*" || container["name"] == **name) {
                container["image"] = json!(image);
                found = true;
            }
            if !found {
                return Err(Failure::error(format!("unable to find container named {name:?}")));
            }
        }
        Ok(())
    })
}

fn environment(context: &mut Context<'_>, args: &Args, words: &[String]) -> Outcome {
    let (mut names, mut settings) = split(words);
    let given = args.list("env").filter_map(|pair| pair.split_once('='));
    settings.extend(given.map(|(name, value)| (name.to_string(), value.to_string())));
    let is_removal = |name: &String| name.len() > 1 && name.ends_with('-');
    let removed: Vec<String> =
        names.iter().filter(|name| is_removal(name)).map(|name| name[..name.len() - 1].into()).collect();
    names.retain(|name| !is_removal(name));
    if args.on("list") {
        return variables(context, args, &names);
    }
    if settings.is_empty() && removed.is_empty() {
        return Err(Failure::error("at least one environment variable must be provided"));
    }
    each(context, args, &names, "env updated", |spec| {
        for container in chosen(args, spec) {
            removed.iter().for_each(|name| unset(container, name));
            settings.iter().for_each(|(name, value)| set_variable(container, name, value));
        }
        Ok(())
    })
}

/// `--list`: the variables there are, container by container.
fn variables(context: &mut Context<'_>, args: &Args, names: &[String]) -> Outcome {
    let found = find(context, &selection(context, args, names)?, &Scope::of(context, args)?);
    for object in &found.objects {
        let mut value = object::encode(object);
        let spec = if object.meta.kind == Kind::Pod { "/spec" } else { "/spec/template/spec" };
        let Some(spec) = value.pointer_mut(spec) else { continue };
        for container in chosen(args, spec) {
            let name = container["name"].as_str().unwrap_or("");
            context.line(format!(
                "# {} {}, container {name}",
                object.meta.kind.info().plural,
                object.meta.name
            ));
            container["env"].as_array().into_iter().flatten().for_each(|one| context.line(variable(one)));
        }
    }
    Failure::all(found.failures)?;
    DONE
}

/// `NAME=value`, or where the value is from (`GetEnvVarRefString`).
fn variable(variable: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("").to_string();
    let (name, from) = (text(&variable["name"]), &variable["valueFrom"]);
    for (field, what) in [("configMapKeyRef", "configmap"), ("secretKeyRef", "secret")] {
        if from[field].is_object() {
            return format!(
                "# {name} from {what} {}, key {}",
                text(&from[field]["name"]),
                text(&from[field]["key"])
            );
        }
    }
    match from["fieldRef"]["fieldPath"].as_str() {
        Some(path) => format!("# {name} from field path {path}"),
        None => format!("{name}={}", text(&variable["value"])),
    }
}

fn service_account(context: &mut Context<'_>, args: &Args, words: &[String]) -> Outcome {
    let Some((account, names)) = words.split_last().filter(|(_, names)| !names.is_empty()) else {
        return Err(Failure::error("serviceaccount is required"));
    };
    each(context, args, names, "serviceaccount updated", |spec| {
        spec["serviceAccountName"] = json!(account);
        Ok(())
    })
}

fn selector(context: &mut Context<'_>, args: &Args, words: &[String]) -> Outcome {
    let (names, labels) = split(words);
    let labels: Value = labels.into_iter().map(|(name, value)| (name, json!(value))).collect();
    let found = find(context, &selection(context, args, &names)?, &Scope::of(context, args)?);
    Failure::all(found.failures)?;
    for object in found.objects {
        if object.meta.kind != Kind::Service {
            return Err(Failure::error("selector update is only supported for Services"));
        }
        let mut after = object::encode(&object);
        after["spec"]["selector"] = labels.clone();
        let key = object.key();
        let written = output::trial(context, args, |context| Ok(api::update(context.world, &key, after)?))?;
        output::report(context, args, &Format::parse(args)?, &written, "selector updated")?;
    }
    DONE
}

fn chosen<'a>(args: &'a Args, spec: &'a mut Value) -> impl Iterator<Item = &'a mut Value> {
    let wanted = args.get("containers").unwrap_or("*");
    containers(spec).filter(move |container| wanted == "*" || container["name"] == *wanted)
}

fn unset(container: &mut Value, name: &str) {
    if let Some(list) = container["env"].as_array_mut() {
        list.retain(|variable| variable["name"] != *name);
    }
}

fn set_variable(container: &mut Value, name: &str, value: &str) {
    let variable = json!({"name": name, "value": value});
    let Some(list) = container["env"].as_array_mut() else {
        container["env"] = json!([variable]);
        return;
    };
    match list.iter_mut().find(|known| known["name"] == *name) {
        Some(known) => *known = variable,
        None => list.push(variable),
    }
}

fn resources(context: &mut Context<'_>, args: &Args, words: &[String]) -> Outcome {
    let amounts = |flag: &'static str| -> Vec<(String, String)> {
        let pairs = args.list(flag).filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, amount)| (name.to_string(), amount.to_string())).collect()
    };
    let wanted = [("limits", amounts("limits")), ("requests", amounts("requests"))];
    if wanted.iter().all(|(_, amounts)| amounts.is_empty()) {
        return Err(Failure::error(
            "you must specify an update to requests or limits (in the form of --requests/--limits)",
        ));
    }
    each(context, args, words, "resource requirements updated", |spec| {
        for container in chosen(args, spec) {
            for (which, amounts) in &wanted {
                amounts
                    .iter()
                    .for_each(|(name, amount)| container["resources"][*which][name] = json!(amount));
            }
        }
        Ok(())
    })
}

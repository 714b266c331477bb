//! `kubectl taint`.

use super::targets;
use crate::api;
use crate::kubectl::args::Args;
use crate::kubectl::context::Context;
use crate::kubectl::failure::Failure;
use crate::kubectl::{DONE, Outcome};
use crate::object::{self, Object, TaintEffect};
use crate::validate;
use serde_json::{Value, json};
use std::sync::Arc;

pub(in crate::kubectl) const TAINT_FLAGS: &str = "selector,l= all overwrite dry-run?unchanged output,o=";

/// A taint to be added, or taken away.
struct Change {
    key: String,
    value: String,
    effect: Option<TaintEffect>,
    remove: bool,
}

pub(in crate::kubectl) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let is_change = |word: &&String| word.contains([':', '=']) || word.ends_with('-');
    let changes: Vec<Change> =
        args.words.iter().filter(is_change).map(|word| change(word)).collect::<Result<_, _>>()?;
    if changes.is_empty() {
        return Err(Failure::error("at least one taint update is required"));
    }
    let mut names = args.clone();
    names.words.retain(|word| !is_change(&word));
    let mut failures = Vec::new();
    for node in targets(context, "taint", &names)? {
        failures.extend(taint(context, args, &node, &changes).err());
    }
    Failure::all(failures)?;
    DONE
}

fn change(word: &str) -> Result<Change, Failure> {
    let (word, remove) = word.strip_suffix('-').map_or((word, false), |word| (word, true));
    let (pair, effect) = word.split_once(':').map_or((word, None), |(pair, effect)| (pair, Some(effect)));
    // Without an effect all of it is the key.
    let (key, value) = pair.split_once('=').filter(|_| effect.is_some()).unwrap_or((pair, ""));
    let wrong =
        |effect: &str| Failure::error(format!("invalid taint effect: {effect}, unsupported taint effect"));
    let effect = effect.map(|name| TaintEffect::parse(name).ok_or_else(|| wrong(name))).transpose()?;
    let complaints = validate::qualified_name(key).into_iter().chain(validate::label_value(value));
    let complaints: Vec<String> = complaints.collect();
    if !complaints.is_empty() {
        return Err(Failure::error(format!("invalid taint spec: {word}, {}", complaints.join("; "))));
    }
    if effect.is_none() && !remove {
        return Err(Failure::error(format!("invalid taint spec: {word}")));
    }
    Ok(Change { key: key.into(), value: value.into(), effect, remove })
}

fn taint(
    context: &mut Context<'_>,
    args: &Args,
    node: &Arc<Object>,
    changes: &[Change],
) -> Result<(), Failure> {
    let mut value = object::encode(node);
    let mut taints = value["spec"]["taints"].as_array().cloned().unwrap_or_default();
    let name = &node.meta.name;
    for change in changes {
        let same = |taint: &Value| {
            taint["key"] == *change.key && change.effect.is_none_or(|effect| taint["effect"] == effect.name())
        };
        let known = taints.iter().any(same);
        match (change.remove, known) {
            (true, false) => return Err(Failure::error(format!("taint \"{}\" not found", spec(change)))),
            (false, true) if !args.on("overwrite") => {
                let message = format!(
                    "node {name} already has {} taint(s) with same effect(s) and --overwrite is false",
                    change.key
                );
                return Err(Failure::error(message));
            }
            (true, true) | (false, true | false) => taints.retain(|taint| !same(taint)),
        }
        if let (false, Some(effect)) = (change.remove, change.effect) {
            taints.push(entry(context, change, effect));
        }
    }
    value["spec"]["taints"] = json!(taints);
    let dry_run = crate::kubectl::output::dry_run(args)?;
    if dry_run.is_empty() {
        api::update(context.world, &node.key(), value)?;
    }
    let removed = changes.iter().filter(|change| change.remove).count();
    let word = match removed {
        _ if args.on("overwrite") => "modified",
        0 => "tainted",
        removed if removed == changes.len() => "untainted",
        _ => "modified",
    };
    context.line(format!("node/{name} {word}{dry_run}"));
    Ok(())
}

fn spec(change: &Change) -> String {
    change.effect.map_or_else(|| change.key.clone(), |effect| format!("{}:{}", change.key, effect.name()))
}

fn entry(context: &Context<'_>, change: &Change, effect: TaintEffect) -> Value {
    let mut taint = json!({"key": change.key, "effect": effect.name()});
    if !change.value.is_empty() {
        taint["value"] = json!(change.value);
    }
    if effect == TaintEffect::NoExecute {
        taint["timeAdded"] = json!(context.world.now.rfc3339());
    }
    taint
}

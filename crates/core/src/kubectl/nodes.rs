//! `kubectl cordon`, `uncordon`, `drain` and `taint`.

mod drain;
mod taint;

pub(super) use drain::{DRAIN_FLAGS, Draining, poll, run as drain};
pub(super) use taint::{TAINT_FLAGS, run as taint};

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::find::{Scope, find};
use super::resource::{Selection, Wanted};
use super::{DONE, Outcome};
use crate::api::{self, PatchType};
use crate::object::{Kind, Object};
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) const FLAGS: &str = "selector,l= dry-run?unchanged";

pub(super) fn cordon(context: &mut Context<'_>, args: &Args) -> Outcome {
    set_all(context, args, true)
}

pub(super) fn uncordon(context: &mut Context<'_>, args: &Args) -> Outcome {
    set_all(context, args, false)
}

fn set_all(context: &mut Context<'_>, args: &Args, cordoned: bool) -> Outcome {
    let mut failures = Vec::new();
    let verb = if cordoned { "cordon" } else { "uncordon" };
    for node in targets(context, verb, args)? {
        failures.extend(set(context, args, &node, cordoned).err());
    }
    Failure::all(failures)?;
    DONE
}

/// The nodes that words or a selector name.
fn targets(context: &mut Context<'_>, verb: &str, args: &Args) -> Result<Vec<Arc<Object>>, Failure> {
    let named = args.words.iter().filter(|word| !matches!(word.as_str(), "node" | "nodes" | "no"));
    let name = |word: &String| word.split_once('/').map_or(word.clone(), |(_, name)| name.into());
    let mut wanted: Vec<Wanted> =
        named.map(|word| Wanted { kind: Kind::Node, name: Some(name(word)) }).collect();
    if wanted.is_empty() {
        if args.get("selector").is_none() && !args.on("all") {
            let message =
                format!("USAGE: {verb} NODE [flags]\nSee 'kubectl {verb} -h' for help and examples");
            return Err(Failure::error(message));
        }
        wanted.push(Wanted { kind: Kind::Node, name: None });
    }
    let scope = Scope::of(context, args)?;
    let found = find(context, &Selection { wanted, several_kinds: false }, &scope);
    Failure::all(found.failures)?;
    Ok(found.objects)
}

/// Cordons or uncordons a node, and says so.
fn set(context: &mut Context<'_>, args: &Args, node: &Arc<Object>, cordoned: bool) -> Result<(), Failure> {
    let name = &node.meta.name;
    let word = if cordoned { "cordoned" } else { "uncordoned" };
    if node.node().is_some_and(|node| node.unschedulable) == cordoned {
        context.line(format!("node/{name} already {word}"));
        return Ok(());
    }
    let dry_run = super::output::dry_run(args)?;
    if dry_run.is_empty() {
        let unschedulable = if cordoned { json!(true) } else { Value::Null };
        let change = json!({"spec": {"unschedulable": unschedulable}});
        api::patch(context.world, &node.key(), PatchType::Merge, &change)?;
    }
    context.line(format!("node/{name} {word}{dry_run}"));
    Ok(())
}

//! `kubectl scale`.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::find::{Scope, find};
use super::output::{self, Format};
use super::resource::{self, Selection};
use super::{DONE, Outcome, manifest};
use crate::api::{self, PatchType};
use crate::object::{self, Kind, Object};
use serde_json::json;
use std::sync::Arc;

pub(super) const FLAGS: &str = "record replicas= current-replicas= resource-version= filename,f= recursive,R selector,l= all \
     timeout= output,o= dry-run?unchanged";

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let Some(replicas) = args.number("scale", "replicas")? else {
        return Err(Failure::error("required flag(s) \"replicas\" not set"));
    };
    if replicas < 0 {
        let message = "The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0";
        return Err(Failure::error(message));
    }
    let expected = args.number("scale", "current-replicas")?;
    let found = find(context, &targets(context, args)?, &Scope::of(context, args)?);
    let mut failures = found.failures;
    for object in found.objects {
        if let Err(failure) = scale(context, args, &object, replicas, expected) {
            failures.push(failure);
        }
    }
    Failure::all(failures)?;
    DONE
}

/// The objects that words, files or a selector name.
pub(super) fn targets(context: &Context<'_>, args: &Args) -> Result<Selection, Failure> {
    if args.get("filename").is_some() {
        return manifest::selection(context, args);
    }
    let selection = resource::select(&args.words)?;
    if selection.wanted.is_empty() {
        return Err(Failure::error(
            "one or more resources must be specified as <resource> <name> or <resource>/<name>",
        ));
    }
    if args.get("selector").is_some() || args.on("all") { Ok(selection) } else { selection.require_names() }
}

fn scale(
    context: &mut Context<'_>,
    args: &Args,
    object: &Arc<Object>,
    replicas: i64,
    expected: Option<i64>,
) -> Result<(), Failure> {
    let key = object.key();
    if !matches!(key.kind, Kind::StatefulSet | Kind::Deployment | Kind::ReplicaSet) {
        return Err(Failure::plain(
            "Error from server (NotFound): the server could not find the requested resource",
        ));
    }
    let current = object::encode(object)["spec"]["replicas"].as_i64().unwrap_or(1);
    if let Some(expected) = expected.filter(|expected| *expected != -1 && *expected != current) {
        return Err(Failure::error(format!("Expected replicas to be {expected}, was {current}")));
    }
    let change = json!({"spec": {"replicas": replicas}});
    let scaled = output::trial(context, args, |context| {
        let scaled = api::patch(context.world, &key, PatchType::Merge, &change)?;
        if scaled.meta.resource_version == object.meta.resource_version {
            context.world.scaled_in_vain(object);
        }
        Ok(scaled)
    })?;
    output::report(context, args, &Format::parse(args)?, &scaled, "scaled")
}

//! `kubectl rollout`: status, history, undo, restart, pause, resume.

pub(super) mod history;
mod status;
mod undo;

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::find::{Scope, find};
use super::output::{self, Format, full_name};
use super::resource::{self, Selection};
use super::{DONE, Outcome, manifest};
use crate::api::{self, PatchType};
use crate::object::{Kind, Object};
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) use status::{Watching, poll};

pub(super) const FLAGS: &str = "filename,f= recursive,R selector,l= watch,w timeout= revision= to-revision= \
     dry-run?unchanged output,o= field-manager= template=";

const VERBS: [&str; 6] = ["history", "pause", "restart", "resume", "status", "undo"];

/// Whether it only looks.
pub(super) fn only_reads(args: &Args) -> bool {
    args.words.first().is_some_and(|verb| matches!(verb.as_str(), "status" | "history"))
}

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let Some((verb, words)) = args.words.split_first() else {
        return Err(Failure::unknown_part("rollout", &args.words));
    };
    if !VERBS.contains(&verb.as_str()) {
        return Err(Failure::unknown_part("rollout", &args.words));
    }
    let found = find(context, &targets(context, args, words)?, &Scope::of(context, args)?);
    if verb == "status" {
        Failure::all(found.failures)?;
        return status::start(context, args, found.objects);
    }
    let mut failures = found.failures;
    for object in found.objects {
        let outcome = match verb.as_str() {
            "history" => history::show(context, args, &object),
            "undo" => undo::undo(context, args, &object),
            "restart" => restart(context, args, &object),
            "pause" => pause(context, args, &object, true),
            _ => pause(context, args, &object, false),
        };
        failures.extend(outcome.err());
    }
    Failure::all(failures)?;
    DONE
}

fn targets(context: &Context<'_>, args: &Args, words: &[String]) -> Result<Selection, Failure> {
    if args.get("filename").is_some() {
        return manifest::selection(context, args);
    }
    let selection = resource::select(words)?;
    if selection.wanted.is_empty() {
        return Err(Failure::error("required resource not specified"));
    }
    Ok(selection)
}

/// `statefulsets.apps "web"`, as errors about a workload begin.
fn named(object: &Object) -> String {
    format!("{} \"{}\"", object.meta.kind.resource(), object.meta.name)
}

fn restart(context: &mut Context<'_>, args: &Args, object: &Arc<Object>) -> Result<(), Failure> {
    if !matches!(object.meta.kind, Kind::StatefulSet | Kind::Deployment | Kind::DaemonSet) {
        return Err(Failure::error(format!("{} restarting is not supported", named(object))));
    }
    if object.deployment().is_some_and(|deployment| deployment.paused) {
        let why = "can't restart paused deployment (run rollout resume first)";
        return Err(Failure::error(format!("{} {why}", named(object))));
    }
    let now = context.world.now.rfc3339();
    let change = json!({"spec": {"template": {"metadata": {"annotations": {"kubectl.kubernetes.io/restartedAt": now}}}}});
    write(context, args, object, &change, "restarted")
}

fn pause(context: &mut Context<'_>, args: &Args, object: &Arc<Object>, pause: bool) -> Result<(), Failure> {
    let Some(deployment) = object.deployment() else {
        let what = if pause { "pausing" } else { "resuming" };
        return Err(Failure::error(format!("{} {what} is not supported", named(object))));
    };
    if deployment.paused == pause {
        let already = if pause { "is already paused" } else { "is not paused" };
        return Err(Failure::error(format!("{} {already}", named(object))));
    }
    let paused = if pause { json!(true) } else { Value::Null };
    write(
        context,
        args,
        object,
        &json!({"spec": {"paused": paused}}),
        if pause { "paused" } else { "resumed" },
    )
}

fn write(
    context: &mut Context<'_>,
    args: &Args,
    object: &Arc<Object>,
    change: &Value,
    what: &str,
) -> Result<(), Failure> {
    let key = object.key();
    let written = output::trial(context, args, |context| {
        Ok(api::patch(context.world, &key, PatchType::Strategic, change)?)
    })?;
    output::report(context, args, &Format::parse(args)?, &written, what)
}

/// Refuses an object whose kind has no history.
fn no_history(object: &Object) -> Failure {
    Failure::error(format!("no history viewer has been implemented for {:?}", object.meta.kind.name()))
}

/// `statefulset.apps/web `, and a word more.
fn line(context: &mut Context<'_>, object: &Object, what: &str) {
    context.line(format!("{} {what}", full_name(object)));
}

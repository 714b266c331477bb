//! `kubectl delete`, which waits until what it deletes is gone.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::find::{Found, Scope, find};
use super::manifest;
use super::resource;
use super::{Outcome, Process, Progress};
use crate::api;
use crate::object::{Key, Object, Uid};
use crate::store::{DeleteOptions, Propagation};
use crate::world::World;
use std::sync::Arc;

pub(super) const FLAGS: &str = "filename,f= recursive,R selector,l= field-selector= all all-namespaces,A \
     cascade?background force grace-period= now wait timeout= ignore-not-found output,o= dry-run?unchanged \
     interactive,i kustomize,k= raw=";

const FORCED: &str = "Warning: Immediate deletion does not wait for confirmation that the running resource has been \
     terminated. The resource may continue to run on the cluster indefinitely.";

/// A `delete` that waits: until none of these objects is there any more.
#[derive(Clone, Debug)]
pub struct Waiting {
    objects: Vec<(Key, Uid)>,
    code: i32,
}

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let how = How::of(args)?;
    let Found { objects, mut failures } = targets(context, args)?;
    if how.forced {
        context.warn(FORCED);
    }
    let mut waiting = Vec::new();
    for object in objects {
        match delete(context, args, &how, &object) {
            Ok(()) => waiting.push((object.key(), object.meta.uid)),
            Err(failure) => failures.push(failure),
        }
    }
    let code = i32::from(!failures.is_empty());
    if let Err(failure) = Failure::all(failures) {
        context.settle(Err(failure));
    }
    if !args.on_unless_off("wait") || !super::output::dry_run(args)?.is_empty() {
        return Ok(Progress::Done(code));
    }
    poll(context, &mut Waiting { objects: waiting, code })
}

pub(super) fn poll(context: &mut Context<'_>, waiting: &mut Waiting) -> Outcome {
    waiting.objects.retain(|(key, uid)| is_there(context.world, key, *uid));
    let over = waiting.objects.is_empty();
    Ok(if over { Progress::Done(waiting.code) } else { Progress::Running(Process::Delete(waiting.clone())) })
}

/// Whether an object is there, rather than another of its name.
pub(crate) fn is_there(world: &World, key: &Key, uid: Uid) -> bool {
    world.store.get(key).is_some_and(|object| object.meta.uid == uid)
}

/// How to delete.
struct How {
    options: DeleteOptions,
    forced: bool,
}

impl How {
    fn of(args: &Args) -> Result<How, Failure> {
        let asked = args.number("delete", "grace-period")?.unwrap_or(-1);
        let (now, force) = (args.on("now"), args.on("force"));
        if now && asked != -1 {
            return Err(Failure::error("--now and --grace-period cannot be specified together"));
        }
        if force && asked > 0 {
            return Err(Failure::error(
                "--force and --grace-period greater than 0 cannot be specified together",
            ));
        }
        // A grace period of 0 without --force becomes 1, so that nobody loses data by accident.
        let grace = match (asked, now, force) {
            (_, true, _) | (0, _, false) => 1,
            (..=-1, _, true) => 0,
            (asked, ..) => asked,
        };
        let options = DeleteOptions {
            grace_seconds: u64::try_from(grace).ok(),
            propagation: propagation(args)?,
            uid: None,
        };
        Ok(How { options, forced: force && grace == 0 })
    }
}

fn propagation(args: &Args) -> Result<Propagation, Failure> {
    match args.get("cascade") {
        None | Some("background" | "true") => Ok(Propagation::Background),
        Some("foreground") => Ok(Propagation::Foreground),
        Some("orphan" | "false") => Ok(Propagation::Orphan),
        Some(other) => {
            let message = format!(
                "invalid cascade value ({other}). Must be \"background\", \"foreground\", or \"orphan\""
            );
            Err(Failure::error(message))
        }
    }
}

/// The objects to delete, and what of them is not there.
fn targets(context: &mut Context<'_>, args: &Args) -> Result<Found, Failure> {
    let ignore = args.on("ignore-not-found");
    let mut found =
        if args.get("filename").is_some() { of_files(context, args)? } else { of_words(context, args)? };
    if ignore {
        found.failures.clear();
    }
    Ok(found)
}

fn of_files(context: &mut Context<'_>, args: &Args) -> Result<Found, Failure> {
    let manifests = manifest::read(context, args)?;
    let mut found = Found { objects: Vec::new(), failures: manifests.failures };
    for document in manifests.documents {
        let key = document.key();
        match context.world.store.get(&key) {
            Some(object) => found.objects.push(object.clone()),
            None => {
                found.failures.push(document.failure("deleting", &crate::error::ApiError::not_found(&key)))
            }
        }
    }
    Ok(found)
}

fn of_words(context: &mut Context<'_>, args: &Args) -> Result<Found, Failure> {
    let scope = Scope::of(context, args)?;
    let selection = resource::select(&args.words)?;
    if selection.wanted.is_empty() {
        let message = "You must provide one or more resources by argument or filename.\nExample resource specifications \
             include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'";
        return Err(Failure::error(message));
    }
    let all = args.on("all");
    if !selection.is_named() && !all && scope.selector.is_empty() {
        selection.require_names()?;
        return Ok(Found::default());
    }
    if selection.is_named() && !scope.selector.is_empty() {
        return Err(Failure::error("name cannot be provided when a selector is specified"));
    }
    let found = find(context, &selection, &scope);
    if found.objects.is_empty() && found.failures.is_empty() {
        context.line("No resources found");
    }
    Ok(found)
}

fn delete(context: &mut Context<'_>, args: &Args, how: &How, object: &Arc<Object>) -> Result<(), Failure> {
    let dry_run = super::output::dry_run(args)?;
    if dry_run.is_empty() {
        // What went in the meantime, as an object that another of the same command owned, is deleted all the same.
        api::delete(context.world, &object.key(), how.options)?;
    }
    if args.get("output") == Some("name") {
        context.line(super::output::full_name(object));
        return Ok(());
    }
    say(context, object, if how.forced { "force deleted" } else { "deleted" }, dry_run);
    Ok(())
}

/// Says that an object was deleted.
pub(super) fn say(context: &mut Context<'_>, object: &Object, verb: &str, dry_run: &str) {
    let name = resource::singular(object.meta.kind);
    let place = match &*object.meta.namespace {
        "" => String::new(),
        namespace => format!(" from {namespace} namespace"),
    };
    context.line(format!("{name} \"{}\" {verb}{place}{dry_run}", object.meta.name));
}

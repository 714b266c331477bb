//! `kubectl replace`: an object by another version of itself, or by force by a new one, once the old one is gone.

use super::args::Args;
use super::context::Context;
use super::delete::{is_there, say};
use super::failure::Failure;
use super::manifest::{self, Document};
use super::output::{self, Format};
use super::wait::{Deadline, deadline};
use super::{DONE, Outcome, Process, Progress};
use crate::api;
use crate::object::{Key, Uid};
use crate::store::DeleteOptions;
use crate::time::Millis;

pub(super) const FLAGS: &str = "record filename,f= recursive,R force cascade?background grace-period= timeout= wait output,o= \
     dry-run?unchanged validate?strict save-config subresource= field-manager= raw=";

/// For how long old objects are waited for where nothing is said.
const PATIENCE: Millis = Millis::seconds(300);

/// A `replace --force` that waits until the old objects are gone.
#[derive(Clone, Debug)]
pub struct Replacing {
    documents: Vec<Document>,
    old: Vec<(Key, Uid)>,
    deadline: Deadline,
    args: Args,
}

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    if args.get("filename").is_none() {
        return Err(Failure::error("must specify one of -f and -k"));
    }
    let force = args.on("force");
    for flag in ["grace-period", "timeout"] {
        if args.get(flag).is_some() && !force {
            return Err(Failure::error(format!("--{flag} must have --force specified")));
        }
    }
    let manifests = manifest::read(context, args)?;
    let mut failures = manifests.failures;
    if manifests.documents.is_empty() && failures.is_empty() {
        return Err(Failure::error("no objects passed to replace"));
    }
    if force && output::dry_run(args)?.is_empty() {
        Failure::all(failures)?;
        return by_force(context, args, manifests.documents);
    }
    for document in &manifests.documents {
        failures.extend(replace(context, args, document).err());
    }
    Failure::all(failures)?;
    DONE
}

fn replace(context: &mut Context<'_>, args: &Args, document: &Document) -> Result<(), Failure> {
    let object = output::trial(context, args, |context| {
        api::update(context.world, &document.key(), document.value.clone())
            .map_err(|error| document.failure("replacing", &error))
    })?;
    output::report(context, args, &Format::parse(args)?, &object, "replaced")
}

/// Deletes what is there of the objects (a grace period of 0 is one of 1, so that nobody loses data by accident).
fn by_force(context: &mut Context<'_>, args: &Args, documents: Vec<Document>) -> Outcome {
    let grace = args.number("replace", "grace-period")?.and_then(|seconds| u64::try_from(seconds).ok());
    let options =
        DeleteOptions { grace_seconds: grace.map(|seconds| seconds.max(1)), ..DeleteOptions::default() };
    let mut old = Vec::new();
    for document in &documents {
        let Some(object) = context.world.store.get(&document.key()).cloned() else { continue };
        api::delete(context.world, &object.key(), options)?;
        say(context, &object, "deleted", "");
        old.push((object.key(), object.meta.uid));
    }
    let deadline = deadline(context, args)?.unwrap_or_else(|| Deadline::after(context, PATIENCE));
    poll(context, &mut Replacing { documents, old, deadline, args: args.clone() })
}

/// Creates the new objects when the old ones are gone.
pub(super) fn poll(context: &mut Context<'_>, replacing: &mut Replacing) -> Outcome {
    replacing.old.retain(|(key, uid)| is_there(context.world, key, *uid));
    if !replacing.old.is_empty() {
        if replacing.deadline.is_over(context.world.now) {
            return Err(Failure::error("timed out waiting for the condition"));
        }
        return Ok(Progress::Running(Process::Replace(Box::new(replacing.clone()))));
    }
    let (args, mut failures) = (&replacing.args, Vec::new());
    let format = Format::parse(args)?;
    for document in &replacing.documents {
        let created = api::create(context.world, document.value.clone(), &document.key().namespace);
        let said = created
            .map_err(|error| document.failure("replacing", &error))
            .and_then(|object| output::report(context, args, &format, &object, "replaced"));
        failures.extend(said.err());
    }
    Failure::all(failures)?;
    DONE
}

impl Replacing {
    /// When it gives up.
    pub(super) fn deadline(&self) -> Deadline {
        self.deadline
    }
}

//! `kubectl patch`.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::find::{Scope, find};
use super::output::{self, Format};
use super::scale::targets;
use super::{DONE, Outcome};
use crate::api::{self, PatchType};
use crate::error::{ApiError, Reason};
use crate::object::{self, Object};
use crate::{patch, schema, validate, yaml};
use serde_json::Value;
use std::sync::Arc;

pub(super) const FLAGS: &str = "record patch,p= patch-file= type= filename,f= recursive,R local subresource= selector,l= \
     field-manager= output,o= dry-run?unchanged";

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let kind = match args.get("type") {
        None | Some("strategic") => PatchType::Strategic,
        Some("merge") => PatchType::Merge,
        Some("json") => PatchType::Json,
        Some(other) => {
            return Err(Failure::error(format!(
                "--type must be one of [json merge strategic], not {other:?}"
            )));
        }
    };
    let change = change(context, args)?;
    if kind == PatchType::Strategic && !change.is_object() {
        let what = if change.is_array() { "array" } else { "string" };
        let message =
            format!("json: cannot unmarshal {what} into Go value of type map[string]interface {{}}");
        return Err(ApiError::new(Reason::BadRequest, message).into());
    }
    let found = find(context, &targets(context, args)?, &Scope::of(context, args)?);
    let mut failures = found.failures;
    for object in found.objects {
        if let Err(failure) = apply(context, args, kind, &object, &change) {
            failures.push(failure);
        }
    }
    Failure::all(failures)?;
    DONE
}

fn change(context: &Context<'_>, args: &Args) -> Result<Value, Failure> {
    let given = args.get("patch").filter(|patch| !patch.is_empty());
    let text = match (given, args.get("patch-file")) {
        (Some(text), _) => text.to_string(),
        (None, Some(file)) => {
            let missing = || {
                Failure::error(format!("unable to read patch file: open {file}: no such file or directory"))
            };
            context.session.file(file).ok_or_else(missing)?.to_string()
        }
        (None, None) => {
            let message = "must specify --patch or --patch-file containing the contents of the patch";
            return Err(Failure::error(message));
        }
    };
    let read = yaml::documents(&text);
    if let Some(error) = read.error {
        return Err(Failure::error(format!("unable to parse {text:?}: {error}")));
    }
    Ok(read.values.into_iter().next().unwrap_or(Value::Null))
}

fn apply(
    context: &mut Context<'_>,
    args: &Args,
    kind: PatchType,
    object: &Arc<Object>,
    change: &Value,
) -> Result<(), Failure> {
    let change = &without_unknown(context, kind, object, change);
    let key = object.key();
    let (patched, changed) = output::trial(context, args, |context| {
        let patched = api::patch(context.world, &key, kind, change)?;
        let is_written = patched.meta.resource_version != object.meta.resource_version;
        Ok((patched, context.world.tidies_scale(object) || is_written))
    })?;
    for warning in validate::warnings(&patched) {
        context.warn(format!("Warning: {warning}"));
    }
    let what = if changed { "patched" } else { "patched (no change)" };
    output::report(context, args, &Format::parse(args)?, &patched, what)
}

/// The patch without fields that do not exist: they are dropped with a warning (`fieldValidation: Warn`), unlike those of
/// a manifest that is applied.
fn without_unknown(
    context: &mut Context<'_>,
    kind: PatchType,
    object: &Arc<Object>,
    change: &Value,
) -> Value {
    let of = object.meta.kind;
    let problems = schema::lookup(&of.api_version(), of.name()).map(|id| {
        let patched = patched(kind, id, &object::encode(object), change);
        schema::check(id, &patched)
    });
    let unknown =
        problems.into_iter().flatten().filter(|problem| matches!(problem, schema::Problem::UnknownField(_)));
    let mut change = change.clone();
    for problem in unknown {
        context.warn(format!("Warning: {problem}"));
        remove(&mut change, problem.path());
    }
    change
}

fn patched(kind: PatchType, id: schema::TypeId, object: &Value, change: &Value) -> Value {
    let patched = match kind {
        PatchType::Strategic => patch::strategic(id, object, change),
        PatchType::Merge => Ok(patch::merge(object, change)),
        PatchType::Json => patch::json(object, change),
    };
    // What does not fit is refused when it is written.
    patched.unwrap_or_else(|_| object.clone())
}

/// Takes a field out of a patch of objects, by its path in the patched object.
fn remove(change: &mut Value, path: &str) {
    let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
    let pointer: String =
        parent.split('.').filter(|part| !part.is_empty()).map(|part| format!("/{part}")).collect();
    if let Some(parent) = change.pointer_mut(&pointer).and_then(Value::as_object_mut) {
        parent.remove(name);
    }
}

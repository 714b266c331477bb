//! `kubectl label` and `kubectl annotate`.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::find::{Scope, find};
use super::output::{self, Format};
use super::resource::{self, Selection};
use super::{DONE, Outcome, manifest};
use crate::api::{self, PatchType};
use crate::object::{Object, TextMap};
use crate::validate;
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(super) const FLAGS: &str = "record overwrite all selector,l= field-selector= all-namespaces,A filename,f= recursive,R \
     list resource-version= local dry-run?unchanged output,o= field-manager=";

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Labels,
    Annotations,
}

impl What {
    fn of(self, object: &Object) -> &TextMap {
        match self {
            What::Labels => &object.meta.labels,
            What::Annotations => &object.meta.annotations,
        }
    }

    fn field(self) -> &'static str {
        match self {
            What::Labels => "labels",
            What::Annotations => "annotations",
        }
    }
}

pub(super) fn label(context: &mut Context<'_>, args: &Args) -> Outcome {
    run(context, args, What::Labels)
}

pub(super) fn annotate(context: &mut Context<'_>, args: &Args) -> Outcome {
    run(context, args, What::Annotations)
}

fn run(context: &mut Context<'_>, args: &Args, what: What) -> Outcome {
    // `key=value` sets, `key-` removes; the rest names objects.
    let is_change = |word: &&String| word.contains('=') || (word.len() > 1 && word.ends_with('-'));
    let (changes, names): (Vec<&String>, Vec<&String>) = args.words.iter().partition(is_change);
    let names: Vec<String> = names.into_iter().cloned().collect();
    if names.is_empty() && args.get("filename").is_none() {
        return Err(Failure::error(NONE_NAMED));
    }
    if changes.is_empty() && !args.on("list") {
        let field = what.field();
        return Err(Failure::error(format!(
            "at least one {} update is required",
            field.trim_end_matches('s')
        )));
    }
    let found = find(context, &selection(context, args, &names)?, &Scope::of(context, args)?);
    let mut failures = found.failures;
    for object in found.objects {
        failures.extend(change(context, args, what, &object, &changes).err());
    }
    Failure::all(failures)?;
    DONE
}

const NONE_NAMED: &str = "one or more resources must be specified as <resource> <name> or <resource>/<name>";

fn selection(context: &Context<'_>, args: &Args, names: &[String]) -> Result<Selection, Failure> {
    if args.get("filename").is_some() {
        return manifest::selection(context, args);
    }
    let selection = resource::select(names)?;
    let many = args.get("selector").is_some() || args.get("field-selector").is_some() || args.on("all");
    if many { Ok(selection) } else { selection.require_names() }
}

fn change(
    context: &mut Context<'_>,
    args: &Args,
    what: What,
    object: &Arc<Object>,
    changes: &[&String],
) -> Result<(), Failure> {
    let now = what.of(object);
    let mut patch = Map::new();
    for word in changes {
        match word.split_once('=') {
            Some((key, value)) => {
                let taken = now.get(key).filter(|known| ***known != *value);
                if let Some(known) = taken.filter(|_| !args.on("overwrite")) {
                    let message = format!("'{key}' already has a value ({known}), and --overwrite is false");
                    return Err(Failure::error(message));
                }
                let wrong = validate::label_value(value);
                if what == What::Labels && !wrong.is_empty() {
                    return Err(Failure::error(format!(
                        "invalid label value: {word:?}: {}",
                        wrong.join(";")
                    )));
                }
                patch.insert(key.into(), json!(value));
            }
            None => {
                let key = word.trim_end_matches('-');
                if now.get(key).is_none() {
                    context.line(format!("{} {key:?} not found.", what.field().trim_end_matches('s')));
                }
                patch.insert(key.into(), Value::Null);
            }
        }
    }
    let removes = patch.values().all(Value::is_null) && what == What::Labels;
    let patch = json!({"metadata": {what.field(): patch}});
    let key = object.key();
    let written = output::trial(context, args, |context| {
        Ok(api::patch(context.world, &key, PatchType::Merge, &patch)?)
    })?;
    let changed = what.of(&written) != now;
    let word = match what {
        What::Annotations => "annotated",
        What::Labels if !changed => "not labeled",
        What::Labels if removes => "unlabeled",
        What::Labels => "labeled",
    };
    output::report(context, args, &Format::parse(args)?, &written, word)
}
